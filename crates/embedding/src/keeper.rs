//! One model for a process.

use std::{
    cell::RefCell,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, TryLockError},
};

use insight::{Embedder, EngineError};

use crate::{Model, ModelError, NAME_AND_VERSION, files, format, knows};

/// Cores that it computes on. What an hour of talk takes on one is seconds, and the process has pages to answer with the
/// others.
const THREADS: usize = 1;

/// Reads the model when it is first needed, and keeps it as long as it lives. Cheap to clone; clones share it.
#[derive(Debug, Clone)]
pub struct Keeper {
    /// Folder of the models.
    models: PathBuf,
    kept: Arc<Mutex<Option<Arc<Model>>>>,
}

impl Keeper {
    /// For a folder of models, in which there may be this one, now or later.
    #[must_use]
    pub fn new(models: PathBuf) -> Self {
        Self { models, kept: Arc::default() }
    }

    /// The model. What is not there, or cannot be used, is looked for again the next time.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn model(&self) -> Result<Arc<Model>, ModelError> {
        // Held while it is read: who comes second waits for it, and does not read it too.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = &*kept {
            return Ok(model.clone());
        }
        let folder = files::find(&self.models).ok_or_else(|| format("it is not there"))?;
        let model = Arc::new(Model::load(&folder, THREADS)?);
        *kept = Some(model.clone());
        Ok(model)
    }

    /// The model, where it was read already. Never waits, not even for one who is reading it.
    #[must_use]
    pub fn ready(&self) -> Option<Arc<Model>> {
        match self.kept.try_lock() {
            Ok(kept) => kept.clone(),
            Err(TryLockError::Poisoned(kept)) => kept.into_inner().clone(),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Whether the model was read, or its files are there to be.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.ready().is_some() || files::find(&self.models).is_some()
    }

    /// An embedder for one analysis, which ends when `stop` says so; `None` where there is no model. The model is read only
    /// when the analysis asks for vectors.
    #[must_use]
    pub fn session<'a>(&'a self, stop: &'a dyn Fn() -> bool) -> Option<Session<'a>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        (kept || files::find(&self.models).is_some()).then(|| Session {
            keeper: self,
            stop,
            trouble: RefCell::default(),
        })
    }
}

/// The model as one analysis uses it.
pub struct Session<'a> {
    keeper: &'a Keeper,
    stop: &'a dyn Fn() -> bool,
    trouble: RefCell<Option<String>>,
}

impl Session<'_> {
    /// Why it did not do its part, for people; `None` when it did, or was not asked.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.trouble.borrow().clone()
    }
}

/// What to say to people where an analysis in some language went without vectors, though it is one that the model knows;
/// `None` where it had them.
#[must_use]
pub fn without(session: Option<&Session<'_>>, language: Option<&str>) -> Option<String> {
    match session {
        Some(session) => session.trouble(),
        None => knows(language).then(|| {
            "The model of sentences is not here, so they were compared by their words: `podcastflow models pull \
             all-MiniLM-L6-v2` or `podcastflow models import-embedder` brings it."
                .to_owned()
        }),
    }
}

impl Embedder for Session<'_> {
    fn name(&self) -> &str {
        NAME_AND_VERSION
    }

    fn knows(&self, language: Option<&str>) -> bool {
        knows(language)
    }

    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EngineError> {
        let model = self.keeper.model().map_err(|error| match error {
            ModelError::Format(why) => {
                let help = "Bring it again with `podcastflow models import-embedder`.";
                (format!("The model of sentences cannot be used: {why}. {help}"), EngineError::Unusable(why))
            }
            ModelError::Io(_) => (error.to_string(), EngineError::Unavailable(error.to_string())),
        });
        let found = model.and_then(|model| model.embed(texts, self.stop).map_err(|error| (error.to_string(), error)));
        found.map_err(|(trouble, error)| {
            self.trouble.replace(Some(trouble));
            error
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use super::*;

    const NEVER: &dyn Fn() -> bool = &|| false;

    #[test]
    fn where_there_is_no_model_there_is_no_session() {
        let dir = tempfile::tempdir().unwrap();
        let keeper = Keeper::new(dir.path().to_owned());
        assert!(keeper.session(NEVER).is_none());
        assert!(!keeper.is_here() && keeper.ready().is_none());
        assert!(without(None, Some("en")).is_some_and(|why| why.contains("models pull all-MiniLM-L6-v2")));
        assert_eq!(without(None, Some("de")), None);
        assert!(keeper.model().unwrap_err().to_string().contains("it is not there"));
    }

    #[test]
    fn a_broken_model_gives_no_vectors_and_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let folder = files::default_path(dir.path());
        fs::create_dir(&folder).unwrap();
        for part in files::PARTS {
            fs::write(folder.join(part.file), b"half a download").unwrap();
        }
        let keeper = Keeper::new(dir.path().to_owned());
        let session = keeper.session(NEVER).unwrap();
        assert_eq!(session.trouble(), None);
        assert!(matches!(session.embed(&["Whales.".to_owned()]), Err(EngineError::Unusable(_))));
        let trouble = without(Some(&session), Some("en")).unwrap();
        assert!(trouble.contains("config.json is cut off") && trouble.contains("import-embedder"), "{trouble}");
    }

    #[test]
    fn the_model_is_read_once() {
        let models = env::var("PODCASTFLOW_MODELS").ok().map(PathBuf::from);
        let Some(models) = models.filter(|dir| files::find(Path::new(dir)).is_some()) else {
            eprintln!("skipped: PODCASTFLOW_MODELS names no folder with {}", files::NAME);
            return;
        };
        let keeper = Keeper::new(models);
        assert!(keeper.is_here() && keeper.ready().is_none(), "nobody asked for it yet");
        let first = keeper.model().unwrap();
        assert!(keeper.ready().is_some_and(|ready| Arc::ptr_eq(&first, &ready)));
        assert!(Arc::ptr_eq(&first, &keeper.clone().model().unwrap()));
        let session = keeper.session(NEVER).unwrap();
        assert_eq!(session.embed(&["Whales sing.".to_owned()]).unwrap()[0].len(), 384);
        assert_eq!(session.trouble(), None);
    }
}
