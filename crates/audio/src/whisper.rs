//! Speech recognition on this machine, by whisper.cpp.

use std::{
    path::Path,
    sync::{
        Arc, Once,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use model::transcript::Word;
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState};

use crate::{
    Chunk, Context, RecogniseError, Recognised, Recogniser,
    mono::PER_MS,
    recognise::{is_unspaced, settle},
};

/// Shorter pieces are filled up with silence to this (1.1 s): whisper.cpp gives nothing for less than a second.
const LEAST_SAMPLES: usize = 1100 * PER_MS;
/// How often `stop` is asked while the engine works.
const POLL: Duration = Duration::from_millis(50);
/// Longest prompt that is handed on, in characters: the model looks at 224 tokens.
const MAX_PROMPT: usize = 600;

/// A loaded model with its working memory.
pub struct Whisper {
    name: String,
    threads: i32,
    context: WhisperContext,
    state: WhisperState,
}

/// The number of threads that serves best where nothing is configured: all cores but one, which is left to the web server
/// and the database. The engine's threads wait for each other busily, so one too many does not help but stalls the others
/// (48 s of speech on two cores with other work on them: over a minute with two threads, 5 s with one).
#[must_use]
pub fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
}

impl Whisper {
    /// Loads a ggml model file.
    ///
    /// # Errors
    /// [`RecogniseError::Model`] when the file is missing, damaged or of another kind.
    pub fn load(model: &Path, threads: usize) -> Result<Self, RecogniseError> {
        quiet();
        check(model)?;
        let unusable = |e: whisper_rs::WhisperError| RecogniseError::Model(format!("{}: {e}", model.display()));
        let mut parameters = WhisperContextParameters::default();
        parameters.use_gpu(false);
        let context = WhisperContext::new_with_params(model, parameters).map_err(unusable)?;
        let state = context.create_state().map_err(unusable)?;
        let stem = model.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("whisper {}", stem.strip_prefix("ggml-").unwrap_or(&stem));
        Ok(Self { name, threads: i32::try_from(threads.clamp(1, 64)).unwrap_or(1), context, state })
    }

    fn words(&self, chunk: &Chunk, language: &str) -> Vec<Word> {
        let eot = self.context.token_eot();
        let mut grouping = Grouping::new(chunk.start_ms, is_unspaced(language));
        for segment in self.state.as_iter() {
            for i in 0..segment.n_tokens() {
                let Some(token) = segment.get_token(i) else { continue };
                // From the end-of-text token on, tokens are marks and times, not text.
                if token.token_id() >= eot {
                    continue;
                }
                let data = token.token_data();
                if let Ok(bytes) = token.to_bytes() {
                    grouping.add(bytes, data.t0, data.t1, data.p);
                }
            }
            grouping.end_word();
        }
        let mut words = without_markers(grouping.words);
        settle(&mut words, chunk);
        words
    }
}

/// Keeps whisper.cpp from writing to stderr.
fn quiet() {
    static QUIET: Once = Once::new();
    QUIET.call_once(whisper_rs::install_logging_hooks);
}

/// The two-letter code of a language given by code, tag or English name, if Whisper knows it.
pub(crate) fn language_code(language: &str) -> Option<String> {
    quiet();
    let base = language.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if base.is_empty() || !base.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    whisper_rs::get_lang_id(&base).and_then(whisper_rs::get_lang_str).map(str::to_owned)
}

/// Refuses what whisper.cpp would abort on or misread.
fn check(model: &Path) -> Result<(), RecogniseError> {
    use std::io::{Read, Seek};
    let wrong = |what: &str| RecogniseError::Model(format!("{}: {what}", model.display()));
    let mut magic = [0; 4];
    let mut file = std::fs::File::open(model).map_err(|e| wrong(&e.to_string()))?;
    file.read_exact(&mut magic).map_err(|_| wrong("the file is cut off"))?;
    if u32::from_le_bytes(magic) != crate::models::MAGIC {
        return Err(wrong("this is not a ggml model"));
    }
    let whole = file.rewind().and_then(|()| crate::models::is_whole(file)).map_err(|e| wrong(&e.to_string()))?;
    if whole { Ok(()) } else { Err(wrong("the file is cut off or damaged")) }
}

impl Recogniser for Whisper {
    fn name(&self) -> &str {
        &self.name
    }

    fn recognise(
        &mut self,
        chunk: &Chunk,
        context: &Context,
        stop: &dyn Fn() -> bool,
    ) -> Result<Recognised, RecogniseError> {
        if chunk.samples.is_empty() {
            return Ok(Recognised::default());
        }
        let mut padded;
        let samples = if chunk.samples.len() < LEAST_SAMPLES {
            padded = chunk.samples.clone();
            padded.resize(LEAST_SAMPLES, 0.0);
            &padded
        } else {
            &chunk.samples
        };
        let multilingual = self.context.is_multilingual();
        let known = context.language.as_deref().and_then(language_code);
        let language = if multilingual { known } else { Some("en".to_owned()) };
        let prompt: Option<String> = context.prompt.as_ref().map(|text| {
            let clean = text.replace('\0', " ");
            let skip = clean.chars().count().saturating_sub(MAX_PROMPT);
            clean.chars().skip(skip).collect()
        });

        let stopped = Arc::new(AtomicBool::new(false));
        let (threads, state) = (self.threads, &mut self.state);
        // The engine's own callback must not borrow, and `stop` may: so the engine works beside, and `stop` is asked here.
        let result = std::thread::scope(|scope| {
            let flag = Arc::clone(&stopped);
            let worker = scope.spawn(move || {
                let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
                parameters.set_n_threads(threads);
                parameters.set_language(language.as_deref());
                parameters.set_no_context(true);
                parameters.set_token_timestamps(true);
                parameters.set_suppress_nst(true);
                parameters.set_print_progress(false);
                parameters.set_print_realtime(false);
                parameters.set_print_special(false);
                parameters.set_print_timestamps(false);
                if let Some(prompt) = prompt.as_deref().filter(|p| !p.trim().is_empty()) {
                    parameters.set_initial_prompt(prompt);
                }
                // The boxed type is what whisper-rs casts the pointer back to; another closure type would be misread.
                type Abort = Box<dyn FnMut() -> bool>;
                let abort: Abort = Box::new(move || flag.load(Ordering::Relaxed));
                parameters.set_abort_callback_safe::<Abort, Abort>(abort);
                state.full(parameters, samples)
            });
            while !worker.is_finished() {
                if stop() {
                    stopped.store(true, Ordering::Relaxed);
                    break;
                }
                std::thread::park_timeout(POLL);
            }
            worker.join()
        });
        if stopped.load(Ordering::Relaxed) {
            return Err(RecogniseError::Stopped);
        }
        result
            .map_err(|_| RecogniseError::Engine("it ended unexpectedly".into()))?
            .map_err(|e| RecogniseError::Engine(e.to_string()))?;
        let heard = whisper_rs::get_lang_str(self.state.full_lang_id_from_state()).unwrap_or("en").to_owned();
        let words = self.words(chunk, &heard);
        Ok(Recognised { language: Some(heard), words })
    }
}

/// Puts tokens together into words.
struct Grouping {
    words: Vec<Word>,
    offset_ms: u32,
    unspaced: bool,
    /// Bytes of the word so far: tokens may cut a character in two.
    bytes: Vec<u8>,
    start: i64,
    end: i64,
    confidence: f32,
    tokens: f32,
}

impl Grouping {
    fn new(offset_ms: u32, unspaced: bool) -> Self {
        Self {
            words: Vec::new(),
            offset_ms,
            unspaced,
            bytes: Vec::new(),
            start: 0,
            end: 0,
            confidence: 0.0,
            tokens: 0.0,
        }
    }

    /// Times in hundredths of a second, as whisper.cpp has them.
    fn add(&mut self, bytes: &[u8], t0: i64, t1: i64, p: f32) {
        let starts = bytes.first() == Some(&b' ');
        let whole = self.unspaced && std::str::from_utf8(&self.bytes).is_ok();
        let mark = std::str::from_utf8(bytes).is_ok_and(|t| !t.chars().any(char::is_alphanumeric));
        if starts || (whole && !mark) {
            self.end_word();
        }
        if self.bytes.is_empty() {
            self.start = t0;
        }
        self.bytes.extend(bytes);
        self.end = self.end.max(t1);
        self.confidence += p;
        self.tokens += 1.0;
    }

    fn end_word(&mut self) {
        let text = String::from_utf8_lossy(&self.bytes);
        let glued = self.unspaced && !text.starts_with(' ') && !self.words.is_empty();
        let text: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{fffd}').collect();
        let ms = |hundredths: i64| {
            let ms = u32::try_from(hundredths.max(0).saturating_mul(10)).unwrap_or(u32::MAX);
            self.offset_ms.saturating_add(ms)
        };
        let confidence = self.confidence / self.tokens.max(1.0);
        let (start, end) = (ms(self.start), ms(self.end));
        if text.chars().any(char::is_alphanumeric) || text.starts_with(['[', '(', '♪', '*']) {
            self.words.push(Word {
                text,
                start_ms: Some(start),
                end_ms: Some(end),
                confidence: Some(confidence),
                filler: false,
                glued,
            });
        } else if let Some(last) = self.words.last_mut() {
            // Punctuation on its own clings to the word before.
            last.text.push_str(&text);
        }
        self.bytes.clear();
        (self.end, self.confidence, self.tokens) = (0, 0.0, 0.0);
    }
}

/// Leaves out what Whisper writes where nobody speaks: `[BLANK_AUDIO]`, `(upbeat music)`, `*sighs*`, `♪ la ♪`. A
/// bracket that stays open is text.
fn without_markers(words: Vec<Word>) -> Vec<Word> {
    const PAIRS: [(char, char); 4] = [('[', ']'), ('(', ')'), ('*', '*'), ('♪', '♪')];
    let mut out = Vec::with_capacity(words.len());
    let mut rest = words.into_iter().peekable();
    while let Some(word) = rest.next() {
        let pair = PAIRS.iter().find(|(open, _)| word.text.starts_with(*open));
        let Some((open, close)) = pair else {
            out.push(word);
            continue;
        };
        let closes = |text: &str| text.trim_end_matches(['.', ',', '!', '?']).ends_with(*close);
        if closes(&word.text) && word.text.chars().filter(|c| c == open || c == close).count() >= 2 {
            continue;
        }
        let mut held = vec![word];
        let mut closed = false;
        // A marker is a few words long.
        while held.len() < 8
            && !closed
            && let Some(next) = rest.next()
        {
            closed = closes(&next.text);
            held.push(next);
        }
        if !closed {
            out.append(&mut held);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[Word]) -> Vec<&str> {
        words.iter().map(|w| w.text.as_str()).collect()
    }

    #[test]
    fn tokens_become_words_with_their_punctuation() {
        let mut grouping = Grouping::new(1000, false);
        for (token, t0, t1) in [(" And", 0, 20), (" fell", 20, 30), ("ow", 30, 40), (",", 40, 42), (" -", 42, 43)] {
            grouping.add(token.as_bytes(), t0, t1, 0.5);
        }
        grouping.end_word();
        assert_eq!(texts(&grouping.words), ["And", "fellow,-"]);
        assert_eq!((grouping.words[1].start_ms, grouping.words[1].end_ms), (Some(1200), Some(1420)));
    }

    #[test]
    fn scripts_without_spaces_are_cut_between_characters() {
        let mut grouping = Grouping::new(0, true);
        let bytes = "你好。".as_bytes();
        // The second character comes in two tokens.
        for part in [&bytes[..3], &bytes[3..5], &bytes[5..6], &bytes[6..]] {
            grouping.add(part, 0, 10, 1.0);
        }
        grouping.end_word();
        assert_eq!(texts(&grouping.words), ["你", "好。"]);
        assert!(!grouping.words[0].glued && grouping.words[1].glued);
    }

    #[test]
    fn invented_markers_go_and_brackets_in_speech_stay() {
        let words = |text: &str| text.split(' ').map(Word::plain).collect::<Vec<_>>();
        let left = without_markers(words("[BLANK_AUDIO] Hello (upbeat music) there. *sighs* ♪ la la ♪"));
        assert_eq!(texts(&left), ["Hello", "there."]);
        let open = without_markers(words("he said (and I agree with him in every single respect"));
        assert_eq!(open.len(), 11);
    }
}
