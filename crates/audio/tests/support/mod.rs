//! What the test files share.
#![allow(dead_code, reason = "each test file uses its share")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use audio::{Chunks, Flow, channel_turns, cover, measure, peaks_only, probe};

/// A recording of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A file of these bytes, for as long as the directory is held.
pub fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("recording");
    fs::write(&path, bytes).unwrap();
    (dir, path)
}

/// 16-bit WAV of samples that are laid out already.
pub fn wav(rate: u32, channels: u16, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(44 + data.len());
    out.extend(b"RIFF");
    out.extend((36 + data.len() as u32).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    out.extend(channels.to_le_bytes());
    out.extend(rate.to_le_bytes());
    out.extend((rate * 2 * u32::from(channels)).to_le_bytes());
    out.extend((2 * channels).to_le_bytes());
    out.extend(b"\x10\0data");
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    out
}

/// The samples of a WAV file as they lie in it.
pub fn samples_of(wav: &[u8]) -> &[u8] {
    let at = wav.windows(4).position(|name| name == b"data").unwrap() + 8;
    &wav[at..]
}

/// Everything that is done with a file, for its own sake: whatever the file is, each ends in a result.
pub fn look_at_everything(path: &Path) {
    let taken = probe(path).is_ok();
    let measured = measure(path, &mut |_| Flow::Continue);
    if taken {
        let found = measured.as_ref().expect("what is taken can be measured");
        assert!(found.duration_ms == 0 || !found.peaks.is_empty(), "{}", path.display());
    }
    let _ = (cover(path), peaks_only(path), channel_turns(path, &mut |_| Flow::Continue));
    for from_ms in [0, 700] {
        let chunks = Chunks::open(path, from_ms).into_iter().flatten();
        chunks.flatten().for_each(|chunk| assert!(chunk.start_ms >= from_ms && chunk.end_ms > chunk.start_ms));
    }
}

/// Numbers that look random and are the same at every run (Marsaglia's xorshift).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 24) as u8).collect()
    }

    pub fn below(&mut self, limit: usize) -> usize {
        ((self.next() >> 11) % limit as u64) as usize
    }
}
