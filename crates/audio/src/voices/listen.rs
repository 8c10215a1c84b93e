//! The windows of a recording that hold speech, with what the encoder hears in each.

use std::path::Path;

use earshot::Detector;

use super::{
    lstm::{BATCH, EMBEDDING_ZERO, Embedding, Encoder, FRAMES},
    mel::{HOP, Mels},
    weights::MELS,
};
use crate::{
    Flow, ReadError,
    mono::{Mono, PER_MS},
};

/// The detector's frame: 16 ms.
const FRAME: usize = 256;
const FRAME_MS: usize = FRAME / PER_MS;
/// The score from which a frame counts as voice, as the detector's documentation advises.
const VOICE: f32 = 0.5;
/// Frames kept around the voice of a stretch (80 ms).
const PAD: usize = 5;
/// A pause that ends a stretch (240 ms): people take over in such.
const PAUSE: usize = 15;
/// The longest stretch (30 s), so that memory has a bound where nobody pauses.
const LONGEST: usize = 1875;
/// Fewer voiced frames (160 ms) are a click or a cough.
const LEAST_VOICE: usize = 10;
/// Mel frames from one window to the next: 0.8 s, as in Resemblyzer's own demonstrations of who speaks when.
const STEP: usize = FRAMES / 2;
/// Mel frames of a stretch from which a window is whole enough to tell voices apart (0.6 s). Slow readers pause after
/// every second: with a second asked for, they are hardly heard at all; with less than half, each word is a voice.
const SOLID: usize = 60;
/// What is softer is raised to this, as the encoder was trained on (-30 dB of full scale, as power).
const LEAST_POWER: f32 = 1e-3;

/// What is heard in a window. Windows overlap; the times are those of the part that is its own.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// Where its own part starts, in milliseconds: at a pause, or at the quietest moment between the windows' middles.
    pub(super) start_ms: u32,
    pub(super) end_ms: u32,
    /// Whether it holds enough speech to go by.
    pub(super) solid: bool,
    pub(super) voice: Embedding,
}

/// Hears a whole recording. Memory grows by the embeddings only, 1 kB for 0.8 seconds.
pub(super) fn listen(
    path: &Path,
    encoder: &mut Encoder,
    progress: &mut dyn FnMut(f32) -> Flow,
) -> Result<Vec<Heard>, ReadError> {
    let mut mono = Mono::open(path, 0)?;
    let mut ear = Ear {
        detector: Box::default(),
        mels: Mels::new(),
        samples: Vec::new(),
        frames: Vec::new(),
        first: 0,
        windows: Vec::new(),
        parts: Vec::new(),
    };
    let mut heard = Vec::new();
    let mut ended = false;
    while !ended {
        ended = !mono.read(&mut ear.samples)?;
        ear.look(ended);
        while ear.windows.len() >= BATCH || (ended && !ear.windows.is_empty()) {
            let count = ear.windows.len().min(BATCH);
            let windows: Vec<_> = ear.windows.drain(..count).collect();
            let voices = encoder.embed(&windows);
            let parts = ear.parts.drain(..count).zip(voices);
            heard.extend(parts.map(|(part, voice)| Heard { voice, ..part }));
            if progress(mono.progress()) == Flow::Stop {
                return Err(ReadError::Stopped);
            }
        }
    }
    Ok(heard)
}

#[derive(Clone, Copy)]
struct Frame {
    voice: bool,
    energy: f32,
}

struct Ear {
    detector: Box<Detector>,
    mels: Mels,
    /// Samples not yet dealt with; the first belongs to frame `first`.
    samples: Vec<f32>,
    frames: Vec<Frame>,
    first: usize,
    /// Mel frames of windows that are not yet encoded, and which parts of the recording they are.
    windows: Vec<Vec<f32>>,
    parts: Vec<Heard>,
}

impl Ear {
    /// Looks at the frames that have come, and takes out the stretches of speech that have ended.
    fn look(&mut self, ended: bool) {
        loop {
            let at = self.frames.len() * FRAME;
            let Some(frame) = self.samples.get(at..at + FRAME) else { break };
            let voice = self.detector.predict_f32(frame) >= VOICE;
            self.frames.push(Frame { voice, energy: frame.iter().map(|x| x * x).sum() });
            let silent = self.frames.iter().rev().take_while(|f| !f.voice).count();
            if silent == self.frames.len() {
                if silent > PAD {
                    self.drop_front(1);
                }
            } else if silent >= PAUSE {
                // What follows the voice may be the pad of the next stretch too.
                self.stretch(self.frames.len() - silent + PAD);
            } else if self.frames.len() >= LONGEST {
                let third = LONGEST * 2 / 3..LONGEST;
                let cut = third.min_by(|a, b| self.energy_around(*a).total_cmp(&self.energy_around(*b)));
                self.stretch(cut.unwrap_or(LONGEST));
            }
        }
        if ended && self.frames.iter().any(|f| f.voice) {
            self.stretch(self.frames.len());
        }
    }

    fn drop_front(&mut self, frames: usize) {
        self.samples.drain(..frames * FRAME);
        self.frames.drain(..frames);
        self.first += frames;
    }

    fn energy_around(&self, at: usize) -> f32 {
        self.frames[at.saturating_sub(2)..(at + 3).min(self.frames.len())].iter().map(|f| f.energy).sum()
    }

    /// Makes windows of the frames before `end`.
    fn stretch(&mut self, end: usize) {
        if self.frames[..end].iter().filter(|f| f.voice).count() >= LEAST_VOICE {
            let samples = &self.samples[..end * FRAME];
            let power = samples.iter().map(|x| x * x).sum::<f32>() / samples.len() as f32;
            let gain = (LEAST_POWER / power.max(f32::MIN_POSITIVE)).max(1.0);
            let mut mels = self.mels.of(samples);
            // Mel frames are power, so a gain in power does for them what one in amplitude does for samples.
            mels.iter_mut().for_each(|x| *x *= gain);
            let starts = starts(mels.len() / MELS);
            let middle = |start: usize| (start + FRAMES / 2) * HOP / FRAME;
            let mut from = 0;
            for (i, start) in starts.iter().enumerate() {
                let to = starts.get(i + 1).map_or(end, |next| {
                    let between = middle(*start)..middle(*next).min(end).max(middle(*start) + 1);
                    let quietest = between.min_by(|a, b| self.energy_around(*a).total_cmp(&self.energy_around(*b)));
                    quietest.unwrap_or(end)
                });
                self.parts.push(Heard {
                    start_ms: self.ms(from),
                    end_ms: self.ms(to),
                    solid: mels.len() >= SOLID * MELS,
                    voice: EMBEDDING_ZERO,
                });
                from = to;
                // What is too short is heard again and again: silence in its place would sound like another voice.
                self.windows.push(mels.iter().cycle().skip(start * MELS).take(FRAMES * MELS).copied().collect());
            }
        }
        self.drop_front(end);
    }

    fn ms(&self, frame: usize) -> u32 {
        u32::try_from((self.first + frame) * FRAME_MS).unwrap_or(u32::MAX)
    }
}

/// Where windows start in a stretch of so many mel frames: all but the last at even steps, the last at the end.
fn starts(frames: usize) -> Vec<usize> {
    let Some(last) = frames.checked_sub(FRAMES) else { return vec![0] };
    let mut out: Vec<usize> = (0..=last).step_by(STEP).collect();
    if let Some(rest) = out.last().map(|at| last - at)
        && rest > STEP / 4
    {
        out.push(last);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_reach_the_end_of_a_stretch() {
        assert_eq!(starts(0), [0]);
        assert_eq!(starts(160), [0]);
        assert_eq!(starts(170), [0]);
        assert_eq!(starts(200), [0, 40]);
        assert_eq!(starts(320), [0, 80, 160]);
        assert_eq!(starts(359), [0, 80, 160, 199]);
    }
}
