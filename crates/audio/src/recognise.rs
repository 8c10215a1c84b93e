//! What every speech recogniser does.

use model::transcript::Word;
use thiserror::Error;

use crate::Chunk;

/// What a recogniser may know beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Two-letter code of the language (ISO 639-1). Without it the recogniser listens for it in every piece, which
    /// costs time: pass on what it found in the first.
    pub language: Option<String>,
    /// Words that came before, names that will come: spelling follows them.
    pub prompt: Option<String>,
}

/// What was said in a piece.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recognised {
    /// Two-letter code of the language, where known.
    pub language: Option<String>,
    /// The words with times of the recording. Starts never go back, no word ends before it starts or lies outside the
    /// piece.
    pub words: Vec<Word>,
}

/// Why a piece was not recognised, by what the caller does next.
#[derive(Debug, Error)]
pub enum RecogniseError {
    /// The model file cannot be used.
    #[error("The speech model cannot be used: {0}. Fetch it again with `podcastflow models pull`.")]
    Model(String),
    /// The engine failed on this piece; another try may help.
    #[error("The speech recogniser failed: {0}. The recording is safe; try again.")]
    Engine(String),
    /// The service refused for good: the key, the address or the model's name is wrong.
    #[error(
        "The transcription service refused ({status}): {message}. Check its address, key and model name in the settings."
    )]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the service said, shortened.
        message: String,
    },
    /// The service is busy or cannot be reached: try later.
    #[error("The transcription service cannot be reached now: {0}. The recording is safe; it will be tried again.")]
    Unavailable(String),
    /// The service answered with something else than a transcript.
    #[error("The transcription service gave an answer that makes no sense: {0}.")]
    Nonsense(String),
    /// The caller asked to stop.
    #[error("stopped")]
    Stopped,
}

impl RecogniseError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Engine(_) | Self::Unavailable(_) | Self::Nonsense(_))
    }
}

/// A speech recogniser. It may keep memory from piece to piece, but no words: pieces are independent, so a run can
/// resume anywhere.
pub trait Recogniser: Send {
    /// Engine and model, as shown and stored: `whisper tiny.en`.
    fn name(&self) -> &str;

    /// Finds the words of one piece. `stop` is asked while it works.
    ///
    /// # Errors
    /// See [`RecogniseError`]; [`RecogniseError::Stopped`] when `stop` said so.
    fn recognise(
        &mut self,
        chunk: &Chunk,
        context: &Context,
        stop: &dyn Fn() -> bool,
    ) -> Result<Recognised, RecogniseError>;
}

/// Makes the promises of [`Recognised::words`] true, whatever an engine says: times inside the piece, starts that do
/// not go back, no empty word, no word without times.
pub(crate) fn settle(words: &mut Vec<Word>, chunk: &Chunk) {
    words.retain(|word| !word.text.is_empty() && word.start_ms.is_some());
    let mut floor = chunk.start_ms;
    for word in &mut *words {
        let start = word.start_ms.unwrap_or(floor).clamp(floor, chunk.end_ms.max(floor));
        let end = word.end_ms.unwrap_or(start).clamp(start, chunk.end_ms.max(start));
        (word.start_ms, word.end_ms) = (Some(start), Some(end));
        word.confidence = word.confidence.filter(|c| c.is_finite()).map(|c| c.clamp(0.0, 1.0));
        floor = start;
    }
    // A word ends at the latest where the next begins.
    for i in 1..words.len() {
        let next = words[i].start_ms;
        if words[i - 1].end_ms > next {
            words[i - 1].end_ms = next;
        }
    }
}

/// Languages whose script puts no spaces between words.
pub(crate) fn is_unspaced(language: &str) -> bool {
    matches!(language, "zh" | "ja" | "th" | "lo" | "my" | "km" | "yue" | "bo")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_times_are_brought_into_the_piece() {
        let chunk = Chunk { start_ms: 1000, end_ms: 2000, samples: Vec::new() };
        let word = |start, end| Word { start_ms: Some(start), end_ms: Some(end), ..Word::plain("x") };
        let mut words = vec![word(0, 5000), word(1500, 1400), word(1200, 1900), word(9000, 1), Word::plain("y")];
        words[0].confidence = Some(f32::NAN);
        settle(&mut words, &chunk);
        assert_eq!(words.len(), 4);
        let times: Vec<_> = words.iter().map(|w| (w.start_ms.unwrap(), w.end_ms.unwrap())).collect();
        assert_eq!(times, [(1000, 1500), (1500, 1500), (1500, 1900), (2000, 2000)]);
        assert_eq!(words[0].confidence, None);
    }
}
