//! The passages of a recording that hold speech, cut at pauses into pieces that a recogniser takes at once.
//!
//! Recognisers of the Whisper family always work on a window of 30 seconds, so pieces are filled up to nearly that; and
//! they invent words in silence, so silence is not shown to them.

use std::path::Path;

use earshot::Detector;

use crate::{
    ReadError,
    mono::{Mono, PER_MS},
};

/// The longest piece, in milliseconds.
pub const MAX_CHUNK_MS: u32 = 28_000;

/// The detector's frame: 16 ms.
const FRAME: usize = 256;
const FRAME_MS: usize = FRAME / PER_MS;
/// The score from which a frame counts as voice, as the detector's documentation advises.
const VOICE: f32 = 0.5;
/// Frames kept before the first and behind the last voice (208 ms): plosives and breath are not voice but speech.
const PAD: usize = 13;
/// A pause from which a piece may be cut (304 ms).
const PAUSE: usize = 19;
/// A pause that ends a piece even when it is short (4 s).
const GAP: usize = 250;
/// Fewer voiced frames than this (96 ms) in a whole piece are a click, not speech.
const LEAST_VOICE: usize = 6;
const MAX_FRAMES: usize = MAX_CHUNK_MS as usize / FRAME_MS;
/// No cut before this (8 s), or pieces get needlessly short.
const EARLIEST_CUT: usize = 500;

/// A piece of a recording with speech in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    /// Its start in the recording, in milliseconds.
    pub start_ms: u32,
    /// Its end; at most [`MAX_CHUNK_MS`] behind the start.
    pub end_ms: u32,
    /// Its samples: one channel, 16 kHz, -1 to 1.
    pub samples: Vec<f32>,
}

/// The pieces of a recording in order, read as they are asked for: about 2 MB of memory whatever the length.
pub struct Chunks {
    mono: Mono,
    detector: Box<Detector>,
    from_ms: u32,
    /// Samples not yet given out; the first belongs to frame `first`.
    samples: Vec<f32>,
    /// Voice and energy of the whole frames in `samples`.
    frames: Vec<Frame>,
    first: usize,
    /// Frame behind the last voiced one in `frames`.
    voiced_end: Option<usize>,
    ended: bool,
}

#[derive(Clone, Copy)]
struct Frame {
    voice: bool,
    energy: f32,
}

impl Chunks {
    /// Opens a recording at `from_ms`: the end of the last piece that was dealt with, to resume. Pieces behind it are the
    /// same as in a whole run, to the sample where the file's form allows to seek so.
    ///
    /// # Errors
    /// As [`crate::probe`].
    pub fn open(path: &Path, from_ms: u32) -> Result<Self, ReadError> {
        Ok(Self {
            mono: Mono::open(path, from_ms)?,
            detector: Box::default(),
            from_ms,
            samples: Vec::new(),
            frames: Vec::new(),
            first: 0,
            voiced_end: None,
            ended: false,
        })
    }

    fn next_chunk(&mut self) -> Result<Option<Chunk>, ReadError> {
        loop {
            if let Some(cut) = self.cut() {
                if let Some(chunk) = self.take(cut) {
                    return Ok(Some(chunk));
                }
                continue;
            }
            if self.listen() {
                continue;
            }
            if self.ended {
                let all = self.frames.len();
                return Ok(if all > 0 { self.take(all) } else { None });
            }
            self.ended = !self.mono.read(&mut self.samples)?;
        }
    }

    /// Looks at the next frame, if it is whole. One at a time: where a piece is cut must not depend on how many samples
    /// come at once.
    fn listen(&mut self) -> bool {
        let at = self.frames.len() * FRAME;
        let Some(frame) = self.samples.get(at..at + FRAME) else { return false };
        let voice = self.detector.predict_f32(frame) >= VOICE;
        let energy = frame.iter().map(|x| x * x).sum();
        self.frames.push(Frame { voice, energy });
        if voice {
            self.voiced_end = Some(self.frames.len());
        } else if self.voiced_end.is_none() && self.frames.len() > PAD {
            // Nothing spoken yet: only the pad is kept.
            self.drop_front(1);
        }
        true
    }

    /// Where to cut now, in frames; `None` to read on.
    fn cut(&self) -> Option<usize> {
        let length = self.frames.len();
        let voiced_end = self.voiced_end?;
        if length >= voiced_end + GAP {
            return Some(voiced_end + PAD);
        }
        if length < MAX_FRAMES {
            return None;
        }
        if voiced_end + PAUSE <= MAX_FRAMES {
            return Some(voiced_end + PAD);
        }
        let pauses = self.pauses(EARLIEST_CUT, MAX_FRAMES);
        // The last real pause fills the window best; without one the longest short silence; without that, the
        // quietest moment of the last third.
        if let Some((start, end)) = pauses.iter().rev().find(|(start, end)| end - start >= PAUSE) {
            return Some((start + end) / 2);
        }
        if let Some((start, end)) = pauses.iter().rev().max_by_key(|(start, end)| end - start)
            && end - start >= 3
        {
            return Some((start + end) / 2);
        }
        let third = MAX_FRAMES * 2 / 3..MAX_FRAMES;
        third.min_by(|a, b| self.energy_around(*a).total_cmp(&self.energy_around(*b)))
    }

    fn energy_around(&self, at: usize) -> f32 {
        self.frames[at.saturating_sub(2)..(at + 3).min(self.frames.len())].iter().map(|f| f.energy).sum()
    }

    /// Runs of frames without voice between two places.
    fn pauses(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let mut runs = Vec::new();
        let mut start = None;
        for at in from..to {
            match (self.frames[at].voice, start) {
                (false, None) => start = Some(at),
                (true, Some(s)) => {
                    runs.push((s, at));
                    start = None;
                }
                _ => {}
            }
        }
        runs.extend(start.map(|s| (s, to)));
        runs
    }

    /// Takes the frames before `cut` out, without the silence at their ends; nothing when they hold no speech.
    fn take(&mut self, cut: usize) -> Option<Chunk> {
        let cut = cut.min(self.frames.len());
        let voiced = |frame: &Frame| frame.voice;
        let frames = &self.frames[..cut];
        if frames.iter().filter(|f| voiced(f)).count() < LEAST_VOICE {
            self.drop_front(cut);
            return None;
        }
        let start = frames.iter().position(voiced).unwrap_or(0).saturating_sub(PAD);
        let end = frames.iter().rposition(voiced).map_or(cut, |last| (last + 1 + PAD).min(cut));
        let ms = |frame: usize| self.ms(self.first + frame);
        let samples = self.samples[start * FRAME..end * FRAME].to_vec();
        let chunk = Chunk { start_ms: ms(start), end_ms: ms(end), samples };
        self.begin_anew(end);
        Some(chunk)
    }

    /// Listens anew from a frame on, as a run does that resumes there: the detector remembers what it heard for a long
    /// time, and what it remembers decides where a pause is.
    fn begin_anew(&mut self, frame: usize) {
        self.samples.drain(..frame * FRAME);
        self.frames.clear();
        self.first += frame;
        self.voiced_end = None;
        self.detector.reset();
    }

    fn ms(&self, frame: usize) -> u32 {
        self.from_ms.saturating_add(u32::try_from(frame * FRAME_MS).unwrap_or(u32::MAX))
    }

    fn drop_front(&mut self, frames: usize) {
        self.samples.drain(..frames * FRAME);
        self.frames.drain(..frames);
        self.first += frames;
        self.voiced_end = self.frames.iter().rposition(|f| f.voice).map(|last| last + 1);
    }
}

impl Iterator for Chunks {
    type Item = Result<Chunk, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_chunk().transpose()
    }
}
