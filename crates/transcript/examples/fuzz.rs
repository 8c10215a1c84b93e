//! Mutates files and reads them, with a stable compiler:
//! `cargo run --release -p transcript --example fuzz -- --seconds 60 --seed 1 FILES`.
//!
//! Prints how many files were tried. The first one that breaks a promise of the parser is written beside the others in the
//! temporary folder and named, and the program ends with 1.

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

#[path = "../fuzz/check.rs"]
mod check;

/// A mutated file is cut to this length, so that many are tried.
const MOST_BYTES: usize = 16 * 1024;
const NAMES: [&str; 6] = ["x.vtt", "x.srt", "x.json", "x.html", "x.txt", "x.md"];
/// What parsers look for.
const PIECES: [&str; 28] = [
    "\n",
    "\n\n",
    "\r",
    "\t",
    "\0",
    "\u{feff}",
    "WEBVTT",
    " --> ",
    "00:00:01.000",
    "99:59:59,999",
    "<v Ann>",
    "</v>",
    "<",
    "&#x0;",
    "&amp;",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ": ",
    "**",
    "# ",
    "[00:12]",
    "<cite>",
    "<time>",
    "你",
    "\u{2028}",
];

/// Marsaglia's xorshift64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Below `n`; 0 where there is none.
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap_or(0) % n.max(1)
    }
}

fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + 1 + random.below(32)).min(bytes.len());
    match random.below(9) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = random.next() as u8;
            }
        }
        2 => drop(bytes.drain(at..end)),
        3 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        4 => {
            let piece = PIECES[random.below(PIECES.len())];
            bytes.splice(at..at, piece.bytes());
        }
        5 => {
            let from = random.below(other.len());
            let to = (from + random.below(400)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        6 => bytes.truncate(at),
        // A line less, or two in another order.
        n => {
            let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
            let (a, b) = (random.below(lines.len()), random.below(lines.len()));
            if n == 7 && !lines.is_empty() {
                lines.remove(a);
            } else if a < lines.len() && b < lines.len() {
                lines.swap(a, b);
            }
            *bytes = lines.concat();
        }
    }
}

/// A part of a file, so that the middle of long ones is reached too.
fn part(file: &[u8], random: &mut Random) -> Vec<u8> {
    let most = MOST_BYTES / 4;
    // The head says what the file is.
    let head = file.len().min(200);
    let from = head + random.below(file.len().saturating_sub(most + head));
    [&file[..head], &file[from..(from + most).min(file.len())]].concat()
}

fn main() -> ExitCode {
    let (mut seconds, mut seed, mut corpus) = (10, 1, Vec::new());
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.parse::<u64>().ok());
        match arg.as_str() {
            "--seconds" => seconds = number().unwrap_or(seconds),
            "--seed" => seed = number().unwrap_or(seed),
            _ => match fs::read(&arg) {
                Ok(bytes) => corpus.push((Path::new(&arg).to_owned(), bytes)),
                Err(error) => {
                    eprintln!("{arg}: {error}");
                    return ExitCode::from(2);
                }
            },
        }
    }
    if corpus.is_empty() {
        corpus.push(("empty.txt".into(), Vec::new()));
    }
    // A seed of 0 would stay 0.
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut tried, mut slowest) = (0_u64, Duration::ZERO);
    while Instant::now() < end {
        let (path, file) = &corpus[random.below(corpus.len())];
        let mut bytes = part(file, &mut random);
        for _ in 0..1 + random.below(8) {
            let other = &corpus[random.below(corpus.len())].1;
            mutate(&mut bytes, other, &mut random);
        }
        bytes.truncate(MOST_BYTES);
        let own = path.extension().and_then(|e| e.to_str()).map(|e| format!("x.{e}"));
        let name = own.filter(|_| random.below(4) > 0).unwrap_or_else(|| NAMES[random.below(NAMES.len())].to_owned());
        let began = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| check::check(&bytes, &name))).is_err() {
            let kept = env::temp_dir().join(format!("transcript-fuzz-{seed}-{tried}-{name}"));
            let saved = fs::write(&kept, &bytes);
            println!(
                "seed {seed}: file {tried}, from {}, read as {name}: {} {saved:?}",
                path.display(),
                kept.display()
            );
            return ExitCode::FAILURE;
        }
        slowest = slowest.max(began.elapsed());
        tried += 1;
    }
    println!("seed {seed}: {tried} files in {seconds} s, the slowest {} ms; all promises kept", slowest.as_millis());
    ExitCode::SUCCESS
}
