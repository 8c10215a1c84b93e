//! Configuration: flags, then environment, then `podcastflow.toml`, then defaults that work.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;

/// Tokens a month for a show: some thirty hours of talk.
const DEFAULT_BUDGET: u32 = 1_000_000;

/// Settings as flags and environment variables give them.
#[derive(Debug, Default, Clone, Args)]
pub struct Settings {
    /// Address to listen on, `host:port`
    #[arg(long, global = true, env = "PODCASTFLOW_LISTEN", value_name = "HOST:PORT")]
    listen: Option<String>,
    /// Folder for everything that an embedded instance keeps
    #[arg(long, global = true, env = "PODCASTFLOW_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// A PostgreSQL of your own; without it one is started in the data folder
    #[arg(long, global = true, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// The address that listeners see, for links in pages and feeds
    #[arg(long, global = true, env = "PODCASTFLOW_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Folder of the built site; by default `site` beside the program
    #[arg(long, global = true, env = "PODCASTFLOW_SITE_DIR", value_name = "DIR")]
    site_dir: Option<PathBuf>,
    /// Folder of models; by default `models` in the data folder
    #[arg(long, global = true, env = "PODCASTFLOW_MODELS", value_name = "DIR")]
    models_dir: Option<PathBuf>,
    /// Which speech model to use, by name; by default the best that is there
    #[arg(long, global = true, env = "PODCASTFLOW_MODEL", value_name = "NAME")]
    model: Option<String>,
    /// Threads for one transcription; by default all cores but one
    #[arg(long, global = true, env = "PODCASTFLOW_THREADS", value_name = "N")]
    threads: Option<usize>,
    /// Jobs that one process works on at a time
    #[arg(long, global = true, env = "PODCASTFLOW_JOBS", value_name = "N")]
    jobs: Option<usize>,
    /// Base URL of an OpenAI-compatible transcription service to use in place of the local engine
    #[arg(long, global = true, env = "PODCASTFLOW_SPEECH_URL", value_name = "URL")]
    speech_url: Option<String>,
    /// Key for that service
    #[arg(long, global = true, env = "PODCASTFLOW_SPEECH_KEY", value_name = "KEY", hide_env_values = true)]
    speech_key: Option<String>,
    /// Model to ask that service for
    #[arg(long, global = true, env = "PODCASTFLOW_SPEECH_MODEL", value_name = "NAME")]
    speech_model: Option<String>,
    /// Base URL of an OpenAI-compatible chat service that words titles and summaries; without it none is asked
    #[arg(long, global = true, env = "PODCASTFLOW_LANGUAGE_URL", value_name = "URL")]
    language_url: Option<String>,
    /// Key for that service
    #[arg(long, global = true, env = "PODCASTFLOW_LANGUAGE_KEY", value_name = "KEY", hide_env_values = true)]
    language_key: Option<String>,
    /// Model to ask that service for
    #[arg(long, global = true, env = "PODCASTFLOW_LANGUAGE_MODEL", value_name = "NAME")]
    language_model: Option<String>,
    /// Tokens that a show may use of it in a month
    #[arg(long, global = true, env = "PODCASTFLOW_LANGUAGE_BUDGET", value_name = "TOKENS")]
    language_budget: Option<u32>,
    /// Memory for finished pages, in MiB; 0 renders each page anew
    #[arg(long, global = true, env = "PODCASTFLOW_PAGE_CACHE", value_name = "MIB")]
    page_cache: Option<u64>,
    /// Whether anybody may make an account: `open` or `closed` (the first account is always possible)
    #[arg(long, global = true, env = "PODCASTFLOW_SIGNUPS", value_name = "open|closed")]
    signups: Option<String>,
    /// Configuration file
    #[arg(long, global = true, env = "PODCASTFLOW_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The file's form: the same names.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    listen: Option<String>,
    data_dir: Option<PathBuf>,
    database_url: Option<String>,
    public_url: Option<String>,
    site_dir: Option<PathBuf>,
    models_dir: Option<PathBuf>,
    model: Option<String>,
    threads: Option<usize>,
    jobs: Option<usize>,
    speech_url: Option<String>,
    speech_key: Option<String>,
    speech_model: Option<String>,
    language_url: Option<String>,
    language_key: Option<String>,
    language_model: Option<String>,
    language_budget: Option<u32>,
    page_cache: Option<u64>,
    signups: Option<String>,
}

/// What the program runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// What an embedded instance keeps.
    pub data_dir: PathBuf,
    /// A PostgreSQL of the owner's.
    pub database_url: Option<String>,
    /// Scheme, host and port that listeners see, without a slash at the end.
    pub public_url: String,
    /// The built site.
    pub site_dir: PathBuf,
    /// Models of speech, voices and sentences.
    pub models_dir: PathBuf,
    /// The speech model by name.
    pub model: Option<String>,
    /// Threads for one transcription.
    pub threads: usize,
    /// Jobs at a time.
    pub jobs: usize,
    /// A transcription service instead of the local engine.
    pub speech: Option<SpeechService>,
    /// A language model.
    pub language: Option<ChatService>,
    /// Bytes for finished pages.
    pub page_cache_bytes: u64,
    /// Whether anybody may make an account.
    pub signups_open: bool,
}

/// An OpenAI-compatible transcription service.
#[derive(Clone)]
pub struct SpeechService {
    /// Base URL, up to and without `/audio/transcriptions`.
    pub url: String,
    /// Key, sent as a bearer token.
    pub key: Option<String>,
    /// Model name.
    pub model: String,
}

/// An OpenAI-compatible chat service.
#[derive(Clone)]
pub struct ChatService {
    /// Base URL, up to and without `/chat/completions`.
    pub url: String,
    /// Key, sent as a bearer token.
    pub key: Option<String>,
    /// Model name.
    pub model: String,
    /// Tokens that a show may use in a month.
    pub budget: u32,
}

impl std::fmt::Debug for ChatService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut f = f.debug_struct("ChatService");
        f.field("url", &self.url).field("model", &self.model).field("budget", &self.budget).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SpeechService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpeechService").field("url", &self.url).field("model", &self.model).finish_non_exhaustive()
    }
}

impl Settings {
    /// Merges all sources.
    ///
    /// # Errors
    /// When the file cannot be read or a value makes no sense; the message names it.
    pub fn load(self) -> Result<Config> {
        let file = match &self.config {
            Some(path) => read(path)?,
            None => {
                let near = PathBuf::from("podcastflow.toml");
                if near.is_file() { read(&near)? } else { File::default() }
            }
        };
        let listen = self.listen.or(file.listen).unwrap_or_else(|| "127.0.0.1:3000".into());
        let listen: SocketAddr = std::net::ToSocketAddrs::to_socket_addrs(&listen)
            .ok()
            .and_then(|mut all| all.next())
            .with_context(|| format!("listen: `{listen}` is not host:port"))?;
        let data_dir = self.data_dir.or(file.data_dir).unwrap_or_else(default_data_dir);
        let public_url = match self.public_url.or(file.public_url) {
            Some(url) => {
                let parsed =
                    url::Url::parse(&url).ok().filter(|u| matches!(u.scheme(), "http" | "https") && u.has_host());
                parsed.with_context(|| format!("public-url: `{url}` is not an http(s) address"))?;
                url.trim_end_matches('/').to_owned()
            }
            None => format!("http://{listen}"),
        };
        let site_dir = self.site_dir.or(file.site_dir).unwrap_or_else(|| {
            let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("site")));
            beside.unwrap_or_else(|| "site".into())
        });
        let speech_key = self.speech_key.or(file.speech_key);
        let speech_model = self.speech_model.or(file.speech_model).unwrap_or_else(|| "whisper-1".into());
        let language = match self.language_url.or(file.language_url) {
            Some(url) => {
                let model = self.language_model.or(file.language_model);
                let model =
                    model.context("language-model: say which model to ask for, by the name the service gives it")?;
                let key = self.language_key.or(file.language_key);
                let budget = self.language_budget.or(file.language_budget).unwrap_or(DEFAULT_BUDGET);
                Some(ChatService { url, key, model, budget })
            }
            None => None,
        };
        let signups = self.signups.or(file.signups).unwrap_or_else(|| "open".into());
        anyhow::ensure!(
            matches!(signups.as_str(), "open" | "closed"),
            "signups: `{signups}` is neither open nor closed"
        );
        Ok(Config {
            listen,
            database_url: self.database_url.or(file.database_url),
            public_url,
            site_dir,
            models_dir: self.models_dir.or(file.models_dir).unwrap_or_else(|| data_dir.join("models")),
            data_dir,
            model: self.model.or(file.model),
            threads: self.threads.or(file.threads).unwrap_or_else(audio::whisper::default_threads).clamp(1, 64),
            jobs: self.jobs.or(file.jobs).unwrap_or(1).clamp(1, 64),
            speech: self.speech_url.or(file.speech_url).map(|url| SpeechService {
                url,
                key: speech_key,
                model: speech_model,
            }),
            language,
            page_cache_bytes: self.page_cache.or(file.page_cache).unwrap_or(24) * 1024 * 1024,
            signups_open: signups == "open",
        })
    }
}

fn read(path: &PathBuf) -> Result<File> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("in {}", path.display()))
}

/// `$XDG_DATA_HOME/podcastflow`, or for root a folder that PostgreSQL's own user can reach.
fn default_data_dir() -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    if home.as_os_str().is_empty() || home == std::path::Path::new("/root") {
        return "/var/lib/podcastflow".into();
    }
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|d| d.is_absolute());
    data.unwrap_or_else(|| home.join(".local/share")).join("podcastflow")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_the_file_and_defaults_fill_the_rest() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:4000\"\njobs = 3\n").unwrap();
        let settings = Settings { config: Some(path), jobs: Some(2), ..Settings::default() };
        let config = settings.load().unwrap();
        assert_eq!((config.listen.port(), config.jobs), (4000, 2));
        assert_eq!(config.public_url, "http://127.0.0.1:4000");
        assert!(config.signups_open);
    }

    #[test]
    fn nonsense_is_named() {
        for (settings, name) in [
            (Settings { listen: Some("nowhere".into()), ..Settings::default() }, "listen"),
            (Settings { public_url: Some("ftp://x".into()), ..Settings::default() }, "public-url"),
            (Settings { language_url: Some("http://127.0.0.1/v1".into()), ..Settings::default() }, "language-model"),
            (Settings { signups: Some("maybe".into()), ..Settings::default() }, "signups"),
        ] {
            assert!(format!("{:#}", settings.load().unwrap_err()).contains(name));
        }
    }
}
