//! The model of sentences, as `podcastflow models embed` runs it: linked into this program, it would have to be compiled
//! before the first command of a developer.

use std::{
    env,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use insight::{Embedder, EngineError};

use crate::{model::has_sentences, shell::target};

/// `podcastflow` and a folder with the model.
pub struct Program {
    binary: PathBuf,
    models: PathBuf,
}

impl Program {
    /// The release binary, else the debug one; `None` where there is none, or no model.
    pub fn find() -> Option<Self> {
        let binary =
            ["release", "debug"].map(|p| target().join(p).join("podcastflow")).into_iter().find(|b| b.is_file())?;
        let models = env::var_os("PODCASTFLOW_MODELS").map_or_else(|| target().join("models"), PathBuf::from);
        has_sentences(&models).then_some(Self { binary, models })
    }

    fn run(&self, texts: &[String]) -> anyhow::Result<Vec<Vec<f32>>> {
        let mut child = Command::new(&self.binary)
            .args(["models", "embed", "--dir"])
            .arg(&self.models)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(&serde_json::to_vec(texts)?)?;
        }
        let output = child.wait_with_output()?;
        anyhow::ensure!(output.status.success(), "`podcastflow models embed` ended with {}", output.status);
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

impl Embedder for Program {
    fn name(&self) -> &str {
        "all-MiniLM-L6-v2"
    }

    fn knows(&self, language: Option<&str>) -> bool {
        language.is_some_and(|tag| tag == "en" || tag.starts_with("en-"))
    }

    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EngineError> {
        self.run(texts).map_err(|error| {
            // An evaluation that falls back unseen measures something else than it says.
            eprintln!("{error:#}");
            EngineError::Unavailable(format!("{error:#}"))
        })
    }
}
