//! What the test files share.
#![allow(dead_code, reason = "each test file uses its share")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use audio::{Chunks, Flow, channel_turns, cover, measure, probe};

/// A recording of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("tests/fixtures").join(name)
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
    let _ = (cover(path), channel_turns(path, &mut |_| Flow::Continue));
    // Far enough in to seek.
    let chunks = Chunks::open(path, 700).into_iter().flatten();
    chunks.flatten().for_each(|chunk| assert!(chunk.start_ms >= 700 && chunk.end_ms > chunk.start_ms));
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

/// The checksum of an Ogg page (RFC 3533, section 6).
fn ogg_checksum(page: &[u8]) -> u32 {
    page.iter().fold(0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| sum << 1 ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 })
    })
}

fn seal(page: &mut [u8]) {
    page[22..26].fill(0);
    let sum = ogg_checksum(page);
    page[22..26].copy_from_slice(&sum.to_le_bytes());
}

/// Where the pre-skip of an Opus file stands: in its first page, behind 28 bytes of page header and 10 of its own.
const PRE_SKIP: usize = 38;
/// The end of that page.
const OPUS_HEAD: usize = 47;

/// Samples that an Opus file has left out at its start.
pub fn pre_skip(opus: &[u8]) -> u16 {
    u16::from_le_bytes([opus[PRE_SKIP], opus[PRE_SKIP + 1]])
}

/// The same file with another pre-skip.
pub fn with_pre_skip(opus: &[u8], samples: u16) -> Vec<u8> {
    let mut out = opus.to_vec();
    out[PRE_SKIP..PRE_SKIP + 2].copy_from_slice(&samples.to_le_bytes());
    seal(&mut out[..OPUS_HEAD]);
    out
}

/// The same file with its sound repeated, as one stream. Its packets are 20 ms long and none lies across pages.
pub fn longer_opus(opus: &[u8], times: usize) -> Vec<u8> {
    let (mut pages, mut at) = (Vec::new(), 0);
    while at < opus.len() {
        let lacing = &opus[at + 27..at + 27 + usize::from(opus[at + 26])];
        let length = 27 + lacing.len() + lacing.iter().map(|l| usize::from(*l)).sum::<usize>();
        pages.push((opus[at..at + length].to_vec(), lacing.iter().filter(|l| **l < 255).count() as u64));
        at += length;
    }
    let (head, sound) = pages.split_at(2);
    let mut out: Vec<u8> = head.iter().flat_map(|(page, _)| page.clone()).collect();
    let mut granule = 0;
    for (sequence, (page, packets)) in (2_u32..).zip(sound.iter().cycle().take(sound.len() * times)) {
        let mut page = page.clone();
        granule += packets * 960;
        page[5] = 0;
        page[6..14].copy_from_slice(&granule.to_le_bytes());
        page[18..22].copy_from_slice(&sequence.to_le_bytes());
        seal(&mut page);
        out.extend(page);
    }
    out
}
