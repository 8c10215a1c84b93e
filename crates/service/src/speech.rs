//! Which recogniser a run uses.

use std::{path::PathBuf, time::Duration};

use audio::{RecogniseError, Recogniser, models, openai, whisper};

/// An OpenAI-compatible transcription service.
#[derive(Clone)]
pub struct Remote {
    /// Base URL, up to and without `/audio/transcriptions`.
    pub url: String,
    /// Key, sent as a bearer token.
    pub key: Option<String>,
    /// Model name.
    pub model: String,
}

/// How speech is recognised.
#[derive(Clone)]
pub struct Speech {
    /// Folder of the local models.
    pub models_dir: PathBuf,
    /// The model by name; without it the best that is there.
    pub model: Option<String>,
    /// Threads for one transcription.
    pub threads: usize,
    /// A service to use instead.
    pub remote: Option<Remote>,
}

impl Speech {
    /// The recogniser, loaded; `None` when there is neither a model nor a service. Blocks while it reads the model.
    ///
    /// # Errors
    /// When the model cannot be used.
    pub fn engine(&self) -> Result<Option<Box<dyn Recogniser>>, RecogniseError> {
        if let Some(remote) = &self.remote {
            let settings = openai::Settings {
                base: remote.url.clone(),
                key: remote.key.clone(),
                model: remote.model.clone(),
                timeout: Duration::from_secs(300),
            };
            return Ok(Some(Box::new(openai::OpenAi::new(settings))));
        }
        let Some(path) = models::find(&self.models_dir, self.model.as_deref()) else { return Ok(None) };
        Ok(Some(Box::new(whisper::Whisper::load(&path, self.threads)?)))
    }

    /// What to do about a missing recogniser; `None` when one is there.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let there = self.remote.is_some() || models::find(&self.models_dir, self.model.as_deref()).is_some();
        let wanted = self.model.as_deref().unwrap_or("base");
        (!there).then(|| {
            format!(
                "No speech model is installed, so nothing was written down. Run `podcastflow models pull {wanted}` on the \
                 server and process again, or upload a transcript."
            )
        })
    }
}
