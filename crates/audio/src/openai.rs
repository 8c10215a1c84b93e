//! Speech recognition by a service with OpenAI's interface: `POST {base}/audio/transcriptions`.

use std::time::Duration;

use model::transcript::Word;
use serde::Deserialize;
use ureq::Agent;

use crate::{Chunk, Context, RecogniseError, Recognised, Recogniser, recognise::settle, wav, whisper::language_code};

/// Longest answer that is read, in bytes.
const MAX_ANSWER: u64 = 32 * 1024 * 1024;
/// Longest message of a service that is passed on, in characters.
const MAX_MESSAGE: usize = 300;
/// Words of one piece beyond which an answer is nonsense: nobody speaks 30 a second.
const MAX_WORDS: usize = 5_000;

/// Where the service is and how to talk to it.
#[derive(Clone)]
pub struct Settings {
    /// Such as `https://api.openai.com/v1`, without a slash at its end.
    pub base: String,
    /// The key, sent as a bearer token; services on the own network often want none.
    pub key: Option<String>,
    /// The model's name as the service calls it: `whisper-1`.
    pub model: String,
    /// How long one piece may take.
    pub timeout: Duration,
}

/// A transcription service.
pub struct OpenAi {
    settings: Settings,
    name: String,
    agent: Agent,
}

impl OpenAi {
    /// Prepares a client; nothing is sent.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(settings.timeout))
            .http_status_as_error(false)
            // A redirect would carry the key and the recording to an address that nobody configured.
            .max_redirects(0)
            .build();
        let name = format!("openai {}", settings.model);
        Self { settings, name, agent: config.into() }
    }

    fn ask(&self, chunk: &Chunk, context: &Context) -> Result<String, RecogniseError> {
        let form = form(chunk, context, &self.settings.model);
        let url = format!("{}/audio/transcriptions", self.settings.base.trim_end_matches('/'));
        let mut request =
            self.agent.post(&url).header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}"));
        if let Some(key) = &self.settings.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let unreachable = |e: ureq::Error| RecogniseError::Unavailable(e.to_string());
        let mut response = request.send(&form[..]).map_err(unreachable)?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
        let text = match body {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(ureq::Error::BodyExceedsLimit(_)) => return Err(nonsense("it is longer than 32 MiB")),
            Err(e) => return Err(unreachable(e)),
        };
        let message = || shortened(&self.without_key(said(&text)));
        match status {
            200..=299 => Ok(text),
            408 | 425 | 429 | 500..=599 => Err(RecogniseError::Unavailable(format!("status {status}: {}", message()))),
            _ => Err(RecogniseError::Refused { status, message: message() }),
        }
    }

    /// Services repeat the key in their complaints, and those are shown and stored.
    fn without_key(&self, text: String) -> String {
        match self.settings.key.as_deref() {
            Some(key) if !key.is_empty() => text.replace(key, "(the key)"),
            _ => text,
        }
    }
}

impl Recogniser for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    /// One request; trying again is the caller's business. `stop` is asked before and after it.
    fn recognise(
        &mut self,
        chunk: &Chunk,
        context: &Context,
        stop: &dyn Fn() -> bool,
    ) -> Result<Recognised, RecogniseError> {
        if stop() {
            return Err(RecogniseError::Stopped);
        }
        let answer = self.ask(chunk, context)?;
        if stop() {
            return Err(RecogniseError::Stopped);
        }
        read(&answer, chunk, context).map_err(|error| match error {
            // A complaint about JSON quotes it.
            RecogniseError::Nonsense(what) => RecogniseError::Nonsense(self.without_key(what)),
            other => other,
        })
    }
}

/// Samples are numbers in 16 bits: this cannot be mistaken for a part of the form but by intent, and nobody else writes
/// into it.
const BOUNDARY: &str = "podcastflow-3f0c1d6a9b7e4825";

fn form(chunk: &Chunk, context: &Context, model: &str) -> Vec<u8> {
    let mut fields = vec![
        ("model", model.to_owned()),
        ("response_format", "verbose_json".to_owned()),
        ("timestamp_granularities[]", "word".to_owned()),
        ("timestamp_granularities[]", "segment".to_owned()),
        ("temperature", "0".to_owned()),
    ];
    fields.extend(context.language.clone().map(|language| ("language", language)));
    fields.extend(context.prompt.clone().map(|prompt| ("prompt", prompt)));
    let mut out = Vec::new();
    for (name, value) in fields {
        // A line that looks like the boundary cannot end a field.
        let value = value.replace(BOUNDARY, "");
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        out.extend(head.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"piece.wav\"\r\nContent-Type: audio/wav\r\n\r\n"
    );
    out.extend(head.as_bytes());
    out.extend(wav::encode(&chunk.samples));
    out.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    out
}

/// `verbose_json` as OpenAI and the servers that follow it send it.
#[derive(Deserialize)]
struct Answer {
    text: Option<String>,
    language: Option<String>,
    #[serde(default)]
    words: Option<Vec<AnswerWord>>,
    #[serde(default)]
    segments: Option<Vec<AnswerSegment>>,
}

#[derive(Deserialize)]
struct AnswerWord {
    #[serde(alias = "text")]
    word: String,
    start: Option<f64>,
    end: Option<f64>,
    #[serde(alias = "score", alias = "confidence")]
    probability: Option<f32>,
}

#[derive(Deserialize)]
struct AnswerSegment {
    #[serde(default)]
    text: String,
    start: Option<f64>,
    end: Option<f64>,
    #[serde(default)]
    words: Option<Vec<AnswerWord>>,
}

fn nonsense(what: &str) -> RecogniseError {
    RecogniseError::Nonsense(what.to_owned())
}

/// The service's own words about an error.
fn said(body: &str) -> String {
    let message = serde_json::from_str::<serde_json::Value>(body).ok().and_then(|value| {
        let error = value.get("error")?;
        error.get("message").unwrap_or(error).as_str().map(str::to_owned)
    });
    message.unwrap_or_else(|| body.to_owned())
}

fn shortened(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_MESSAGE).collect();
    clean.trim().to_owned()
}

fn read(answer: &str, chunk: &Chunk, context: &Context) -> Result<Recognised, RecogniseError> {
    let answer: Answer = serde_json::from_str(answer).map_err(|e| nonsense(&format!("not the expected JSON ({e})")))?;
    if answer.text.is_none() && answer.words.is_none() && answer.segments.is_none() {
        return Err(nonsense("it holds no text"));
    }
    let segments = answer.segments.unwrap_or_default();
    let mut timed = answer.words.unwrap_or_default();
    let mut inner = Vec::new();
    let mut spread_out = Vec::new();
    for segment in segments {
        spread_out.extend(spread(&segment.text, segment.start, segment.end, chunk));
        inner.extend(segment.words.unwrap_or_default());
    }
    if timed.is_empty() {
        timed = inner;
    }
    let text = answer.text.unwrap_or_default();
    let mut words = if !timed.is_empty() {
        with_punctuation(timed.iter().filter_map(|word| word_of(word, chunk)).collect(), &text)
    } else if !spread_out.is_empty() {
        spread_out
    } else {
        spread(&text, None, None, chunk)
    };
    if words.len() > MAX_WORDS {
        return Err(nonsense("it holds more words than anybody can speak"));
    }
    // Numbers out of order are a service's slip, not a reason to lose the piece.
    words.sort_by_key(|word| word.start_ms);
    settle(&mut words, chunk);
    // OpenAI names languages in English (`english`), other servers by code.
    let language = answer.language.as_deref().and_then(language_code).or_else(|| context.language.clone());
    Ok(Recognised { language, words })
}

fn ms(seconds: f64, chunk: &Chunk) -> Option<u32> {
    // A float cast saturates; NaN and infinity are told apart before.
    seconds.is_finite().then(|| chunk.start_ms.saturating_add((seconds.max(0.0) * 1000.0).round() as u32))
}

fn word_of(word: &AnswerWord, chunk: &Chunk) -> Option<Word> {
    let text: String = word.word.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let start_ms = word.start.and_then(|s| ms(s, chunk))?;
    let end_ms = word.end.and_then(|s| ms(s, chunk)).unwrap_or(start_ms);
    let confidence = word.probability;
    (!text.is_empty()).then(|| Word { start_ms: Some(start_ms), end_ms: Some(end_ms), confidence, ..Word::plain(text) })
}

/// OpenAI's words come without punctuation, which is in the running text: where both say the same words, the text's
/// spelling is taken.
fn with_punctuation(mut words: Vec<Word>, text: &str) -> Vec<Word> {
    let bare = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let mut tokens = text.split_whitespace().filter(|t| !bare(t).is_empty()).peekable();
    for word in &mut words {
        let wanted = bare(&word.text);
        if let Some(token) = tokens.next_if(|token| bare(token) == wanted) {
            word.text = token.to_owned();
        } else if tokens.clone().take(3).any(|token| bare(token) == wanted) {
            // The text has a word or two that the list lacks: catch up.
            for token in tokens.by_ref() {
                if bare(token) == wanted {
                    word.text = token.to_owned();
                    break;
                }
            }
        }
    }
    words
}

/// Words without times of their own share the time of what they stand in, by their length.
fn spread(text: &str, start: Option<f64>, end: Option<f64>, chunk: &Chunk) -> Vec<Word> {
    let start = start.and_then(|s| ms(s, chunk)).unwrap_or(chunk.start_ms).min(chunk.end_ms);
    let end = end.and_then(|s| ms(s, chunk)).unwrap_or(chunk.end_ms).clamp(start, chunk.end_ms.max(start));
    let total: usize = text.split_whitespace().map(|t| t.chars().count() + 1).sum();
    let at = |chars: usize| start + (u64::from(end - start) * chars as u64 / total.max(1) as u64) as u32;
    let mut before = 0;
    text.split_whitespace()
        .take(MAX_WORDS + 1)
        .map(|token| {
            let (from, length) = (before, token.chars().count() + 1);
            before += length;
            Word { start_ms: Some(at(from)), end_ms: Some(at(before)), ..Word::plain(token) }
        })
        .collect()
}

#[cfg(test)]
#[path = "openai_tests.rs"]
mod tests;
