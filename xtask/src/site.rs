//! The browser's half: WASM, its script, the style sheet and the public files, hashed and compressed.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{
    machine::{WasmToolchain, wasm_toolchain},
    shell::{cargo, output, root, run, target, write_if_changed},
};

const NAME: &str = "podcastflow";
/// What makes the script start itself; `WASM_NAME` stands for the hashed name of the WASM beside it.
const BOOT: &str = include_str!("boot.js");
/// Cascade layers are ordered by first mention, so the order matters.
const STYLES: [&str; 8] =
    ["tokens.css", "base.css", "components.css", "forms.css", "public.css", "episode.css", "islands.css", "print.css"];
/// What only studio and account pages load besides, so that a listener does not wait for it.
const STUDIO_STYLES: [&str; 4] = ["studio.css", "editor.css", "review.css", "appearance.css"];
/// What only the search page loads besides.
const SEARCH_STYLES: [&str; 1] = ["search.css"];

/// Builds the site into `<target>/site` and puts it beside the binaries of both profiles.
///
/// Layout: `pkg/{listening,studio,search}.<hash>.{js,wasm,css}` with `.br` and `.gz` siblings, the files of `public/` beside `pkg`, and
/// `manifest.json` with their names, which the server reads at start.
pub fn build() -> Result<PathBuf> {
    let site = target().join("site");
    let fresh = target().join("site.new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(fresh.join("pkg"))?;

    let script_name = front(&fresh, "listening")?;
    let studio_script_name = front(&fresh, "studio")?;
    let style_name = put(&fresh, "listening", "css", style(&STYLES)?.as_bytes())?;
    let studio_style_name = put(&fresh, "studio", "css", style(&STUDIO_STYLES)?.as_bytes())?;
    let search_style_name = put(&fresh, "search", "css", style(&SEARCH_STYLES)?.as_bytes())?;
    copy_public(&root().join("public"), &fresh)?;
    fs::write(
        fresh.join("manifest.json"),
        format!(
            "{{\"js\":\"/pkg/{script_name}\",\"studio_js\":\"/pkg/{studio_script_name}\",\"css\":\"/pkg/{style_name}\",\"studio_css\":\"/pkg/{studio_style_name}\",\"search_css\":\"/pkg/{search_style_name}\"}}\n"
        ),
    )?;

    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    fs::rename(&fresh, &site)?;
    for profile in ["debug", "release"] {
        let dir = target().join(profile);
        if dir.is_dir() {
            beside(&site, &dir)?;
        }
    }
    Ok(site)
}

/// Puts a copy of the built site into the folder of a binary.
pub fn beside(site: &Path, dir: &Path) -> Result<()> {
    let to = dir.join("site");
    if to.exists() {
        fs::remove_dir_all(&to)?;
    }
    copy_tree(site, &to)
}

/// Builds one half of the browser's code: the name of its script, which loads its WASM.
fn front(site: &Path, half: &str) -> Result<String> {
    let (script, wasm) = bind(&compile_wasm(half)?)?;
    let wasm_name = put(site, half, "wasm", &wasm)?;
    let script = script + &strip_script_comments(&BOOT.replace("WASM_NAME", &wasm_name));
    put(site, half, "js", script.as_bytes())
}

fn compile_wasm(half: &str) -> Result<PathBuf> {
    let front = target().join("front");
    let mut command = cargo(&[
        "build",
        "--package",
        "frontend",
        "--lib",
        "--features",
        half,
        "--profile",
        "wasm-release",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    command.arg("--target-dir").arg(&front).env_remove("RUSTFLAGS");
    if let WasmToolchain::BuildStd { rustc } = wasm_toolchain()? {
        let sysroot = output(std::process::Command::new("rustc").args(["--print", "sysroot"]).current_dir(root()))?;
        let linker = Path::new(&sysroot).join("lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld");
        command
            .args(["-Z", "build-std=std,panic_abort"])
            .env("RUSTC", rustc)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    }
    run(&mut command)?;
    Ok(front.join("wasm32-unknown-unknown/wasm-release/frontend.wasm"))
}

/// The script and the WASM that it loads.
fn bind(wasm: &Path) -> Result<(String, Vec<u8>)> {
    let out = target().join("bindgen");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)
        .context("wasm-bindgen")?;
    let script = fs::read_to_string(out.join(format!("{NAME}.js")))?;
    let mut wasm = fs::read(out.join(format!("{NAME}_bg.wasm")))?;
    let script = number_imports(&strip_script_comments(&script), &mut wasm);
    Ok((script, wasm))
}

/// Replaces the hashes, in the names by which WASM imports functions of the script, by numbers of the same length.
/// Hundreds of hashes are what compresses worst, and they are in both files: this saves some 4 KB of download.
fn number_imports(script: &str, wasm: &mut [u8]) -> String {
    const HASH: usize = 16;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names: Vec<&str> = script
        .split(|c| !is_word(c))
        .filter(|word| word.starts_with("__wb"))
        .filter(|word| {
            word.rsplit('_').next().is_some_and(|h| h.len() == HASH && h.bytes().all(|b| b.is_ascii_hexdigit()))
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut numbered = script.to_owned();
    for (number, name) in names.into_iter().enumerate() {
        let fresh = format!("{}{number:0HASH$}", &name[..name.len() - HASH]);
        numbered = numbered.replace(name, &fresh);
        let mut from = 0;
        while let Some(at) = wasm[from..].windows(name.len()).position(|window| window == name.as_bytes()) {
            wasm[from + at..][..name.len()].copy_from_slice(fresh.as_bytes());
            from += at + name.len();
        }
    }
    numbered
}

/// Drops the lines that are comments and indentation.
fn strip_script_comments(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    for line in script.lines().map(str::trim) {
        if !line.is_empty() && !["//", "/*", "* ", "*/"].iter().any(|start| line.starts_with(start)) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn style(names: &[&str]) -> Result<String> {
    let mut all = String::new();
    for name in names {
        let path = root().join("style").join(name);
        all.push_str(&strip_comments(&fs::read_to_string(&path).with_context(|| path.display().to_string())?));
    }
    Ok(all)
}

/// Drops comments and indentation; what brotli makes of the rest is as small as what a minifier would leave.
fn strip_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    out.push_str(rest);
    let lines: Vec<&str> = out.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n") + "\n"
}

fn put(site: &Path, half: &str, extension: &str, content: &[u8]) -> Result<String> {
    let hash = hex::encode(Sha256::digest(content));
    let name = format!("{half}.{}.{extension}", &hash[..12]);
    let path = site.join("pkg").join(&name);
    write_if_changed(&path, content)?;
    compress(&path, content)?;
    Ok(name)
}

fn compress(path: &Path, content: &[u8]) -> Result<()> {
    let mut br = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut br, &params)?;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(content)?;
    let sibling = |suffix: &str| PathBuf::from(format!("{}.{suffix}", path.display()));
    fs::write(sibling("br"), br)?;
    fs::write(sibling("gz"), gz.finish()?)?;
    Ok(())
}

fn copy_public(from: &Path, to: &Path) -> Result<()> {
    copy_tree(from, to)?;
    for entry in walk(to)? {
        let text = entry.extension().is_some_and(|e| ["svg", "txt", "json", "webmanifest"].iter().any(|x| e == *x));
        if text && !entry.starts_with(to.join("pkg")) {
            let content = fs::read(&entry)?;
            compress(&entry, &content)?;
        }
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let into = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &into)?;
        } else {
            fs::copy(entry.path(), into)?;
        }
    }
    Ok(())
}

fn walk(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(walk(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The listener's download: script and WASM in brotli, in all at most 110 KiB.
const SCRIPT_BUDGET: u64 = 110 * 1024;

/// Prints what a browser downloads; an error when script and WASM exceed their budget.
pub fn print_sizes() -> Result<()> {
    let pkg = target().join("site/pkg");
    let mut script = 0;
    println!("{:<40} {:>10} {:>10} {:>10}", "file", "raw", "gzip", "brotli");
    let mut files = walk(&pkg).context("no site yet: run `cargo xtask build --site`")?;
    files.sort();
    for path in files.iter().filter(|p| !matches!(p.extension().and_then(|e| e.to_str()), Some("br" | "gz"))) {
        let size = |suffix: &str| fs::metadata(format!("{}{suffix}", path.display())).map_or(0, |m| m.len());
        println!(
            "{:<40} {:>10} {:>10} {:>10}",
            path.file_name().unwrap_or_default().to_string_lossy(),
            size(""),
            size(".gz"),
            size(".br")
        );
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("listening.") && path.extension().is_some_and(|e| e == "js" || e == "wasm") {
            script += size(".br");
        }
    }
    println!("script and WASM of a listener, brotli: {script} of at most {SCRIPT_BUDGET} bytes");
    anyhow::ensure!(script <= SCRIPT_BUDGET, "script and WASM exceed their budget");
    Ok(())
}
