//! Recordings and files to send.

use std::path::{Path, PathBuf};

/// A conversation of 35 seconds in which the engine finds something of every kind.
pub const TALK: &str = include_str!("talk.vtt");

fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("..")
}

/// The bytes of a file of the repository.
pub fn bytes_of(path: &str) -> Vec<u8> {
    let path = root().join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A recording of a few seconds from the audio crate's fixtures.
pub fn fixture(name: &str) -> Vec<u8> {
    bytes_of(&format!("crates/audio/tests/fixtures/{name}"))
}

/// The demonstration's reading: 49 seconds of speech as MP3.
pub fn reading() -> Vec<u8> {
    bytes_of("demo/reading.mp3")
}

/// The folder of larger test data, where there is one.
pub fn shared() -> Option<PathBuf> {
    let dir = std::env::var_os("PODCASTFLOW_SHARED").map(|dir| Path::new(&dir).join("data")).filter(|d| d.is_dir());
    if dir.is_none() {
        println!("PODCASTFLOW_SHARED is not set: the larger test data is left out");
    }
    dir
}

/// A mono WAV of 16 bits at 16 kHz.
fn wav(seconds: f64, sample: impl Fn(f64) -> f64) -> Vec<u8> {
    const RATE: u32 = 16_000;
    let samples = (seconds * f64::from(RATE)) as u32;
    let data = samples * 2;
    let mut out = Vec::with_capacity(44 + data as usize);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(36 + data).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16_u32.to_le_bytes());
    out.extend_from_slice(&[1, 0, 1, 0]);
    out.extend_from_slice(&RATE.to_le_bytes());
    out.extend_from_slice(&(RATE * 2).to_le_bytes());
    out.extend_from_slice(&[2, 0, 16, 0]);
    out.extend_from_slice(b"data");
    out.extend_from_slice(&data.to_le_bytes());
    for i in 0..samples {
        let value = sample(f64::from(i) / f64::from(RATE));
        out.extend_from_slice(&((value * f64::from(i16::MAX)) as i16).to_le_bytes());
    }
    out
}

/// A tone that swells and fades, as WAV.
pub fn tone(seconds: f64) -> Vec<u8> {
    wav(seconds, |t| 0.4 * (t * 440.0 * std::f64::consts::TAU).sin() * (t * 0.7).sin())
}

/// A tone for the seven sentences of [`TALK`], four times as loud where Ann speaks as where Bob does, as WAV.
pub fn loud_and_soft() -> Vec<u8> {
    const LOUD: [bool; 7] = [true, true, false, true, false, true, false];
    wav(35.0, |t| {
        let loud = LOUD.get((t / 5.0) as usize).copied().unwrap_or_default();
        (if loud { 0.4 } else { 0.1 }) * (t * 440.0 * std::f64::consts::TAU).sin()
    })
}

/// Nothing to hear, as WAV.
pub fn silence(seconds: f64) -> Vec<u8> {
    wav(seconds, |_| 0.0)
}
