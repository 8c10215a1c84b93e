//! Fetching a model: resumed where it broke off, checked, and in place all at once.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use sha2::{Digest, Sha256};
use ureq::Agent;

use super::{Model, ModelError};
use crate::Flow;

/// The longest that a fetch may take: a large model over a slow line.
const TIMEOUT: Duration = Duration::from_secs(6 * 3600);
const CONNECT: Duration = Duration::from_secs(30);
const BLOCK: usize = 256 * 1024;

/// Fetches a model of the catalogue by name into `dir` and gives its path. `progress` is told bytes done and bytes in
/// all. A model that is there is not fetched again.
///
/// # Errors
/// See [`ModelError`]. After [`ModelError::Network`] and [`ModelError::Stopped`] the next call goes on where this one
/// ended.
pub fn pull(name: &str, dir: &Path, progress: &mut dyn FnMut(u64, u64) -> Flow) -> Result<PathBuf, ModelError> {
    let model = Model::named(name)?;
    pull_from(&model.url(), model, dir, progress)
}

/// As [`pull`], from a mirror: what arrives must be the same file.
///
/// # Errors
/// As [`pull`].
pub fn pull_from(
    url: &str,
    model: &Model,
    dir: &Path,
    progress: &mut dyn FnMut(u64, u64) -> Flow,
) -> Result<PathBuf, ModelError> {
    std::fs::create_dir_all(dir)?;
    let target = dir.join(model.file);
    if target.is_file() {
        return Ok(target);
    }
    let part = dir.join(format!("{}.part", model.file));
    let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&part)?;
    file.try_lock().map_err(|_| ModelError::Busy(model.name.to_owned()))?;
    // The one who held the lock until now may have finished it.
    if target.is_file() {
        return Ok(target);
    }
    let (mut hash, mut have) = hash_of(&mut file, model.bytes)?;
    if have < model.bytes {
        let mut response = request(url, have)?;
        let status = response.status().as_u16();
        if status == 200 && have > 0 {
            // The source does not resume: from the start.
            file.set_len(0)?;
            file.rewind()?;
            (hash, have) = (Sha256::new(), 0);
        } else if status == 206 && !resumes_at(&response, have) {
            file.set_len(0)?;
            return Err(ModelError::Network("the source sent another part than asked for".into()));
        } else if !(200..300).contains(&status) {
            return Err(ModelError::Network(format!("{url} answered with status {status}")));
        }
        let mut body = response.body_mut().as_reader().take(model.bytes - have + 1);
        let mut block = vec![0; BLOCK];
        loop {
            let read = body.read(&mut block).map_err(|e| ModelError::Network(e.to_string()))?;
            if read == 0 {
                break;
            }
            file.write_all(&block[..read])?;
            hash.update(&block[..read]);
            have += read as u64;
            if progress(have.min(model.bytes), model.bytes) == Flow::Stop {
                file.sync_data()?;
                return Err(ModelError::Stopped);
            }
        }
    }
    if have < model.bytes {
        return Err(ModelError::Network(format!("the line broke after {have} of {} bytes", model.bytes)));
    }
    if have > model.bytes || hex::encode(hash.finalize()) != model.sha256 {
        drop(file);
        std::fs::remove_file(&part)?;
        return Err(ModelError::Mismatch("its checksum differs".into()));
    }
    file.sync_all()?;
    std::fs::rename(&part, &target)?;
    Ok(target)
}

/// The hash of what is there; the position is behind it. A part that is longer than the whole is begun anew.
fn hash_of(file: &mut File, limit: u64) -> Result<(Sha256, u64), ModelError> {
    let mut hash = Sha256::new();
    let mut have = file.metadata()?.len();
    if have > limit {
        file.set_len(0)?;
        have = 0;
    }
    file.seek(SeekFrom::Start(0))?;
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 => return Ok((hash, have)),
            read => hash.update(&block[..read]),
        }
    }
}

fn request(url: &str, from: u64) -> Result<ureq::http::Response<ureq::Body>, ModelError> {
    let config = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .timeout_connect(Some(CONNECT))
        .http_status_as_error(false);
    let agent: Agent = config.build().into();
    let mut request = agent.get(url);
    if from > 0 {
        request = request.header("Range", format!("bytes={from}-"));
    }
    request.call().map_err(|e| ModelError::Network(e.to_string()))
}

fn resumes_at(response: &ureq::http::Response<ureq::Body>, from: u64) -> bool {
    let range = response.headers().get("content-range").and_then(|value| value.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {from}-")))
}
