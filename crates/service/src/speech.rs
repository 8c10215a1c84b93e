//! Which recogniser a run uses.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use audio::{Flow, ReadError, RecogniseError, Recogniser, Turn, Voices, models, openai, voices, whisper};

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

/// What a recording tells of who speaks when.
pub enum Told {
    /// Each of two voices has a channel.
    Channels(Vec<Turn>),
    /// Voices that sound different.
    Voices(Voices),
    /// One voice is heard.
    One,
    /// The channels do not tell, and the model that knows voices is not there.
    NoModel,
    /// It is there and cannot be used; why.
    BadModel(String),
}

impl Told {
    /// The turns, and a name for each voice.
    #[must_use]
    pub fn turns(self) -> (Vec<Turn>, Vec<String>) {
        let mut turns = match self {
            Self::Channels(turns) => turns,
            Self::Voices(voices) => voices.turns,
            Self::One | Self::NoModel | Self::BadModel(_) => Vec::new(),
        };
        number_by_appearance(&mut turns);
        let names = names(&turns);
        (turns, names)
    }
}

/// Numbers voices in the order in which they are heard first.
fn number_by_appearance(turns: &mut [Turn]) {
    let mut order = Vec::new();
    for turn in turns {
        let number = order.iter().position(|known| *known == turn.speaker).unwrap_or_else(|| {
            order.push(turn.speaker);
            order.len() - 1
        });
        turn.speaker = u16::try_from(number).unwrap_or(u16::MAX);
    }
}

/// A name for each voice of some turns: `Speaker 1`, until a person says who it is.
#[must_use]
pub fn names(turns: &[Turn]) -> Vec<String> {
    let voices = turns.iter().map(|t| t.speaker + 1).max().unwrap_or(0);
    (1..=voices).map(|n| format!("Speaker {n}")).collect()
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

    /// Who speaks when: by the channels where each has a voice, else by the sound of the voices. Blocks.
    ///
    /// # Errors
    /// When the recording cannot be read.
    pub fn turns(&self, path: &Path, progress: &mut dyn FnMut(f32) -> Flow) -> Result<Told, ReadError> {
        if let Some(turns) = audio::channel_turns(path, progress)? {
            return Ok(Told::Channels(turns));
        }
        let Some(model) = voices::find(&self.models_dir) else { return Ok(Told::NoModel) };
        let mut encoder = match voices::Encoder::load(&model) {
            Ok(encoder) => encoder,
            Err(models::ModelError::Format(why)) => return Ok(Told::BadModel(why)),
            Err(error) => return Ok(Told::BadModel(error.to_string())),
        };
        Ok(audio::voice_turns(path, &mut encoder, None, progress)?.map_or(Told::One, Told::Voices))
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
