//! A language model with OpenAI's interface: `POST {base}/chat/completions`.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use insight::{EngineError, LanguageModel, Prompt};
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::Agent;

use crate::Budget;

/// Longest answer that is read, in bytes.
const MAX_ANSWER: u64 = 512 * 1024;
/// Longest message of a service that is passed on, in characters.
const MAX_MESSAGE: usize = 300;
/// A token is at least so many bytes of what is sent, in any language that models know: what a request can cost at most.
const BYTES_A_TOKEN: usize = 2;
/// What the frame of a request costs beside its texts.
const FRAME_TOKENS: usize = 200;
/// How often a request is sent before it is given up.
const ATTEMPTS: u32 = 3;
/// The longest wait that a service may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Where the service is and how to talk to it.
#[derive(Clone)]
pub struct Settings {
    /// Such as `https://api.openai.com/v1`, without a slash at its end.
    pub base: String,
    /// The key, sent as a bearer token; services on the own network often want none.
    pub key: Option<String>,
    /// The model's name as the service calls it.
    pub model: String,
    /// How long one answer may take.
    pub timeout: Duration,
    /// How long all of it may take: a service that is always late does not hold an episode up for hours.
    pub total: Duration,
    /// The wait before the second attempt; doubled before each further one.
    pub pause: Duration,
}

/// A language model behind an address.
pub struct Chat {
    settings: Settings,
    agent: Agent,
    budget: Arc<dyn Budget>,
    stop: Box<dyn Fn() -> bool + Send + Sync>,
    began: Instant,
    /// Why it was given up, for whoever waits for its words.
    trouble: Mutex<Option<String>>,
    /// How the form of the answer is asked for: [`FORMS`] from here on; services that know less refuse the first.
    form: AtomicU8,
}

/// JSON by a schema, JSON of any kind, and text that the instruction asks to be JSON.
const FORMS: u8 = 3;

/// What became of one request.
enum Failure {
    /// Another attempt may help, after so long.
    Again(String, Option<Duration>),
    /// The service does not know the form that was asked for.
    Form(String),
    /// It will not help.
    Final(EngineError),
}

impl Chat {
    /// Prepares a client; nothing is sent. The time for all of it begins now. `stop` is asked before each request.
    #[must_use]
    pub fn new(settings: Settings, budget: Arc<dyn Budget>, stop: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(settings.timeout))
            .http_status_as_error(false)
            // A redirect would carry the key and the transcript to an address that nobody configured.
            .max_redirects(0)
            .build();
        Self {
            settings,
            agent: config.into(),
            budget,
            stop: Box::new(stop),
            began: Instant::now(),
            trouble: Mutex::default(),
            form: AtomicU8::new(0),
        }
    }

    /// Why the last request that was given up was; `None` while all went well. Without the key.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn body(&self, prompt: &Prompt) -> Value {
        let mut body = json!({
            "model": self.settings.model,
            "temperature": 0,
            "max_tokens": prompt.most_tokens,
            "messages": [
                { "role": "system", "content": prompt.instruction },
                { "role": "user", "content": prompt.material },
            ],
        });
        match self.form.load(Ordering::Relaxed) {
            0 => {
                body["response_format"] = json!({
                    "type": "json_schema",
                    "json_schema": { "name": "answer", "strict": true, "schema": prompt.schema },
                });
            }
            1 => body["response_format"] = json!({ "type": "json_object" }),
            _ => {}
        }
        body
    }

    /// One request, with its reservation and what it cost.
    fn ask(&self, prompt: &Prompt) -> Result<String, Failure> {
        let body = self.body(prompt).to_string();
        let sent = tokens(body.len() / BYTES_A_TOKEN + FRAME_TOKENS);
        let reserved = sent.saturating_add(prompt.most_tokens);
        if !self.budget.reserve(reserved) {
            let why = "the show's budget for this month is used up".to_owned();
            return Err(Failure::Final(EngineError::NotAsked(why)));
        }
        let (answer, spent) = self.send(&body, sent, reserved);
        self.budget.settle(reserved, spent);
        answer
    }

    /// Sends a request; gives the text of its answer, and the tokens to be counted for it.
    fn send(&self, body: &str, sent: u32, reserved: u32) -> (Result<String, Failure>, u32) {
        let url = format!("{}/chat/completions", self.settings.base.trim_end_matches('/'));
        let mut request = self.agent.post(&url).header("Content-Type", "application/json");
        if let Some(key) = &self.settings.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let again = |why: String| Failure::Again(self.without_key(&why), None);
        let mut response = match request.send(body) {
            Ok(response) => response,
            // What was sent may have been worked on, and then it is paid for; what never left is not.
            Err(error @ (ureq::Error::ConnectionFailed | ureq::Error::HostNotFound)) => {
                return (Err(again(error.to_string())), 0);
            }
            Err(error) => return (Err(again(error.to_string())), sent),
        };
        let status = response.status().as_u16();
        let wait = response.headers().get("retry-after").and_then(|v| v.to_str().ok()?.parse().ok());
        let text = match response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec() {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(ureq::Error::BodyExceedsLimit(_)) => {
                let why = "it is longer than 512 KiB".to_owned();
                return (Err(Failure::Final(EngineError::Unusable(why))), reserved);
            }
            Err(error) => return (Err(again(error.to_string())), reserved),
        };
        let message = || self.shortened(&said(&text));
        match status {
            200..=299 => self.read(&text, sent, reserved),
            408 | 425 | 429 | 500..=599 => {
                let failure = Failure::Again(format!("status {status}: {}", message()), wait.map(Duration::from_secs));
                (Err(failure), 0)
            }
            400 | 422 if self.form.load(Ordering::Relaxed) + 1 < FORMS => (Err(Failure::Form(message())), 0),
            _ => (Err(Failure::Final(EngineError::Unusable(format!("status {status}: {}", message())))), 0),
        }
    }

    fn read(&self, text: &str, sent: u32, reserved: u32) -> (Result<String, Failure>, u32) {
        let unusable = |why: &str| Err(Failure::Final(EngineError::Unusable(why.to_owned())));
        let Ok(answer) = serde_json::from_str::<Answer>(text) else {
            return (Err(Failure::Again("no answer of a chat model".to_owned(), None)), sent);
        };
        // A service may count wrongly, but not less than nothing and not a thousand times what it was allowed.
        let counted = answer.usage.and_then(|u| u.total_tokens).filter(|n| *n > 0);
        let spent = counted
            .map_or(reserved, |n| tokens(usize::try_from(n).unwrap_or(usize::MAX)).min(reserved.saturating_mul(4)));
        let Some(choice) = answer.choices.into_iter().next() else { return (unusable("it holds no choice"), spent) };
        if choice.finish_reason.as_deref() == Some("length") {
            return (unusable("it was cut off at its longest"), spent);
        }
        match choice.message.content {
            Some(content) if !content.trim().is_empty() => (Ok(bare(&content).to_owned()), spent),
            _ => (unusable("it is empty"), spent),
        }
    }

    /// Services repeat the key in their complaints, and those are shown and stored.
    fn without_key(&self, text: &str) -> String {
        match self.settings.key.as_deref() {
            Some(key) if !key.is_empty() => text.replace(key, "(the key)"),
            _ => text.to_owned(),
        }
    }

    fn shortened(&self, text: &str) -> String {
        let clean = self.without_key(text);
        let clean: String = clean.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_MESSAGE).collect();
        clean.trim().to_owned()
    }
}

impl LanguageModel for Chat {
    fn name(&self) -> &str {
        &self.settings.model
    }

    fn complete(&self, prompt: &Prompt) -> Result<String, EngineError> {
        let answer = self.complete_in_time(prompt);
        if let Err(error) = &answer {
            *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
        }
        answer
    }
}

impl Chat {
    fn complete_in_time(&self, prompt: &Prompt) -> Result<String, EngineError> {
        let mut pause = self.settings.pause;
        let mut attempt = 1;
        loop {
            if (self.stop)() {
                return Err(EngineError::NotAsked("the run was stopped".to_owned()));
            }
            if self.began.elapsed() >= self.settings.total {
                return Err(EngineError::Unavailable("it took too long in all".to_owned()));
            }
            match self.ask(prompt) {
                Ok(answer) => return Ok(answer),
                Err(Failure::Final(error)) => return Err(error),
                // Not an attempt that failed, but one in another form.
                Err(Failure::Form(why)) => {
                    if self.form.fetch_add(1, Ordering::Relaxed) + 1 >= FORMS {
                        return Err(EngineError::Unusable(why));
                    }
                }
                Err(Failure::Again(why, wait)) => {
                    let wait = wait.unwrap_or(pause).min(LONGEST_WAIT);
                    let late = self.began.elapsed() + wait >= self.settings.total;
                    if attempt >= ATTEMPTS || late {
                        return Err(EngineError::Unavailable(why));
                    }
                    attempt += 1;
                    pause *= 2;
                    sleep(wait);
                }
            }
        }
    }
}

fn tokens(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[derive(Deserialize)]
struct Answer {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    total_tokens: Option<u64>,
}

/// The service's own words about an error.
fn said(body: &str) -> String {
    let message = serde_json::from_str::<Value>(body).ok().and_then(|value| {
        let error = value.get("error")?;
        error.get("message").unwrap_or(error).as_str().map(str::to_owned)
    });
    message.unwrap_or_else(|| body.to_owned())
}

/// The answer without what models put around it: their thinking, and the fence of a code block.
fn bare(content: &str) -> &str {
    let content = content.rsplit_once("</think>").map_or(content, |(_, rest)| rest).trim();
    let fenced = content.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    fenced.map_or(content, |inner| inner.trim_start_matches("json").trim())
}

#[cfg(test)]
#[path = "chat_tests.rs"]
mod tests;
