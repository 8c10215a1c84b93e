//! Speech models: which there are, which are here, and how to get them.

mod catalogue;
mod convert;
mod ct2;
pub(crate) mod mel;
mod pull;
mod whole;

use std::path::{Path, PathBuf};

use serde::Serialize;
use thiserror::Error;

pub use catalogue::{CATALOGUE, Model};
pub use convert::import_ct2;
pub use pull::{pull, pull_from};
pub(crate) use whole::is_whole;

/// The first four bytes of a ggml file, read as a little-endian number.
pub(crate) const MAGIC: u32 = 0x6767_6d6c;

/// Why a model could not be had.
#[derive(Debug, Error)]
pub enum ModelError {
    /// No model of that name is known.
    #[error("There is no speech model called \"{0}\". `podcastflow models list` shows those that there are.")]
    Unknown(String),
    /// Another process fetches or converts it right now.
    #[error("\"{0}\" is being fetched by another process. Wait until that is done.")]
    Busy(String),
    /// The source cannot be reached, or it broke off.
    #[error("The model could not be fetched: {0}. What has arrived is kept; run the same command again to go on.")]
    Network(String),
    /// What arrived is not what was announced.
    #[error("The file that arrived is not the expected model ({0}). It was thrown away; run the same command again.")]
    Mismatch(String),
    /// The source is not a CTranslate2 Whisper model that can be converted.
    #[error("This cannot be converted into a speech model: {0}.")]
    Format(String),
    /// The disk.
    #[error("The model could not be written or read: {0}. Is there enough room on the disk?")]
    Io(#[from] std::io::Error),
    /// The caller asked to stop. What has arrived is kept.
    #[error("stopped")]
    Stopped,
}

/// A model and whether it is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelStatus {
    /// Its name: `base.en`.
    pub name: String,
    /// Its file name.
    pub file: String,
    /// Its size in bytes, announced or real.
    pub bytes: u64,
    /// Whether it understands more than English; unknown for models that were brought along.
    pub multilingual: Option<bool>,
    /// Where it lies, once it is here.
    pub path: Option<PathBuf>,
}

/// The models of the catalogue, best first, then others that lie in `dir`.
///
/// # Errors
/// When `dir` is there and cannot be read.
pub fn list(dir: &Path) -> std::io::Result<Vec<ModelStatus>> {
    let mut present = installed(dir)?;
    let mut out = Vec::new();
    for model in CATALOGUE {
        let here = present.iter().position(|(file, ..)| file == model.file).map(|at| present.remove(at));
        out.push(ModelStatus {
            name: model.name.to_owned(),
            file: model.file.to_owned(),
            bytes: here.as_ref().map_or(model.bytes, |(_, bytes, _)| *bytes),
            multilingual: Some(model.multilingual),
            path: here.map(|(.., path)| path),
        });
    }
    out.extend(present.into_iter().map(|(file, bytes, path)| {
        let name = name_of(&file).to_owned();
        ModelStatus { name, file, bytes, multilingual: None, path: Some(path) }
    }));
    Ok(out)
}

/// The model file to use: the one that is `wanted` by name (or by path), else the best that lies in `dir`. `None` when
/// it is not here.
#[must_use]
pub fn find(dir: &Path, wanted: Option<&str>) -> Option<PathBuf> {
    if let Some(wanted) = wanted {
        let by_name = is_name(wanted).then(|| dir.join(file_of(wanted)));
        return by_name.into_iter().chain([PathBuf::from(wanted)]).find(|path| path.is_file());
    }
    let all = list(dir).ok()?;
    all.into_iter().find_map(|status| status.path)
}

/// Model files in `dir`, by name.
fn installed(dir: &Path) -> std::io::Result<Vec<(String, u64, PathBuf)>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let mut out = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(file) = entry.file_name().into_string() else { continue };
        let meta = std::fs::metadata(entry.path());
        if file.starts_with("ggml-")
            && file.ends_with(".bin")
            && let Ok(meta) = meta
            && meta.is_file()
        {
            out.push((file, meta.len(), entry.path()));
        }
    }
    out.sort();
    Ok(out)
}

fn name_of(file: &str) -> &str {
    file.trim_start_matches("ggml-").trim_end_matches(".bin")
}

fn file_of(name: &str) -> String {
    format!("ggml-{name}.bin")
}

/// A name becomes a file name: nothing in it may lead elsewhere.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}
