//! A running instance on a developer's machine.

use std::{
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{
    machine, model,
    shell::{cargo, root, run as run_command, target},
    site,
};

/// Builds the debug binary; its hot dependencies are optimised all the same.
pub fn build_debug() -> Result<PathBuf> {
    run_command(&mut cargo(&["build", "--package", "server"]))?;
    Ok(target().join("debug/podcastflow"))
}

/// Builds `target/release/podcastflow` and puts the site beside it.
pub fn build_release() -> Result<()> {
    let site = site::build()?;
    run_command(&mut cargo(&["build", "--release", "--package", "server"]))?;
    let dir = target().join("release");
    site::beside(&site, &dir)?;
    eprintln!("built {}", dir.join("podcastflow").display());
    Ok(())
}

/// Builds what is stale, finds a model, and becomes `podcastflow serve --demo`.
pub fn run(args: &[String]) -> Result<()> {
    machine::setup()?;
    let site = site::build()?;
    let binary = build_debug()?;
    site::beside(&site, &target().join("debug"))?;
    let data = std::env::var_os("PODCASTFLOW_DATA_DIR").map_or_else(default_data_dir, PathBuf::from);
    model::ensure_model(&binary, &data.join("models"))?;
    // Without it all works, but for voices told apart by their sound.
    if let Err(error) = model::ensure_voices(&binary, &data.join("models")) {
        eprintln!("There is no model for voices: {error:#}");
    }
    // And without this one sentences are compared by their words.
    if let Err(error) = model::ensure_sentences(&binary, &data.join("models")) {
        eprintln!("There is no model of sentences: {error:#}");
    }
    // Replacing this process leaves nobody between the terminal's Ctrl-C and the server.
    let error = Command::new(binary)
        .args(["serve", "--demo"])
        .args(args)
        .env("PODCASTFLOW_DATA_DIR", data)
        .env("PG_BIN", machine::postgres()?)
        .exec();
    Err(error.into())
}

/// `data` in the repository; but where a root's PostgreSQL, which runs as another user, could not reach that folder (a
/// clone under /root), a folder that it can reach.
fn default_data_dir() -> PathBuf {
    let data = root().join("data");
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0);
    let reachable = |dir: &Path| std::fs::metadata(dir).is_ok_and(|m| m.mode() & 0o001 != 0);
    if is_root && !root().ancestors().all(reachable) {
        return PathBuf::from("/var/lib/podcastflow-dev");
    }
    data
}
