//! Everything that CI runs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    database::TestDatabase,
    machine, model,
    run::build_debug,
    shell::{cargo, on_path, output, root, run, target},
    site,
};

/// What the browser's half may never link: the server's world, and what would bloat the download.
const NOT_IN_BROWSER: [&str; 14] = [
    "tokio",
    "sqlx",
    "plotters",
    "axum",
    "ammonia",
    "symphonia",
    "reqwest",
    "transcript",
    "insight",
    "charts",
    "candle-core",
    "store",
    "service",
    "audio",
];

/// Formatting, lints, rules, tests, end-to-end tests.
pub fn everything() -> Result<()> {
    machine::setup()?;
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    run(&mut cargo(&["clippy", "--all-targets", "--", "-D", "warnings"]))?;
    browser_dependencies()?;
    nothing_of_this_machine()?;

    let binary = build_debug()?;
    api_description_is_current(&binary)?;
    let models = target().join("models");
    model::ensure_model(&binary, &models)?;
    model::ensure_voices(&binary, &models)?;
    model::ensure_sentences(&binary, &models)?;

    let database = TestDatabase::start()?;
    let nextest = crate::shell::succeeds(&mut cargo(&["nextest", "--version"]));
    let mut tests =
        if nextest { cargo(&["nextest", "run", "--no-fail-fast"]) } else { cargo(&["test", "--no-fail-fast"]) };
    run(tests
        .env("DATABASE_URL", database.url())
        .env("PODCASTFLOW_MODELS", &models)
        .env("PG_BIN", machine::postgres()?))?;
    drop(database);

    end_to_end(&[])
}

/// The journeys in Chromium, against the debug binary with a fresh data folder.
pub fn end_to_end(args: &[String]) -> Result<()> {
    let site = site::build()?;
    site::print_sizes()?;
    let binary = build_debug()?;
    site::beside(&site, &target().join("debug"))?;
    let models = target().join("models");
    model::ensure_model(&binary, &models)?;
    model::ensure_sentences(&binary, &models)?;
    let chromium = ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|n| on_path(n));
    let chromium = match chromium {
        Some(path) => path,
        None => {
            machine::install(&["chromium"]).context("the journeys need Chromium on PATH")?;
            on_path("chromium").context("chromium")?
        }
    };
    ensure!(on_path("npm").is_some(), "the journeys need Node.js with npm on PATH");
    let dir = root().join("end2end");
    let stamp = target().join("end2end.lock");
    let lock = fs::read(dir.join("package-lock.json"))?;
    if !dir.join("node_modules").is_dir() || fs::read(&stamp).ok().as_ref() != Some(&lock) {
        run(Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&dir)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
        fs::write(&stamp, &lock)?;
    }
    run(Command::new(dir.join("node_modules/.bin/playwright"))
        .arg("test")
        .args(args)
        .current_dir(&dir)
        .env("PODCASTFLOW_BIN", binary)
        .env("PODCASTFLOW_MODELS", models)
        .env("PG_BIN", machine::postgres()?)
        .env("CHROMIUM", chromium))
}

/// Criterion benchmarks of the crates without a database; with `load` the pages under load.
pub fn bench(load: bool) -> Result<()> {
    let models = std::env::var_os("PODCASTFLOW_MODELS").map_or_else(|| target().join("models"), PathBuf::from);
    for package in ["transcript", "insight", "charts", "audio", "embedding"] {
        run(cargo(&["bench", "--package", package]).env("PODCASTFLOW_MODELS", &models))?;
    }
    if load {
        run(Command::new("bash").arg(root().join("bench/load.sh")))?;
    }
    Ok(())
}

fn browser_dependencies() -> Result<()> {
    let tree = output(&mut cargo(&[
        "tree",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]))?;
    let linked = |name: &str| tree.lines().any(|l| l.starts_with(&format!("{name} ")));
    let found: Vec<&str> = NOT_IN_BROWSER.into_iter().filter(|name| linked(name)).collect();
    ensure!(found.is_empty(), "the browser's half links {}: see ARCHITECTURE.md, Invariants", found.join(", "));
    println!("the browser's half links none of: {}", NOT_IN_BROWSER.join(", "));
    Ok(())
}

fn api_description_is_current(binary: &Path) -> Result<()> {
    let now = output(Command::new(binary).arg("openapi"))?;
    let kept = fs::read_to_string(root().join("docs/openapi.json")).unwrap_or_default();
    ensure!(
        now.trim() == kept.trim(),
        "docs/openapi.json is not what the server describes: run `cargo xtask generate`"
    );
    Ok(())
}

/// No path of a developer's machine in any committed file.
fn nothing_of_this_machine() -> Result<()> {
    let files = output(Command::new("git").args(["ls-files"]).current_dir(root()))?;
    let here = root().display().to_string();
    let mut found = Vec::new();
    for file in files.lines().filter(|f| !f.ends_with("lock") && !f.ends_with("package-lock.json")) {
        if fs::read_to_string(root().join(file)).is_ok_and(|text| text.contains(&here)) {
            found.push(file.to_owned());
        }
    }
    if !found.is_empty() {
        bail!("these files name a path of this machine: {}", found.join(", "));
    }
    Ok(())
}
