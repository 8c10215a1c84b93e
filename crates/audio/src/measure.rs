//! Outline and loudness of a recording in one decoding pass.

use std::path::Path;

use ebur128::{EbuR128, Mode};
use model::audio::{Loudness, Peaks};

use crate::{
    ProbeError, ReadError,
    outline::Outline,
    source::{Planes, Source},
};

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// End with [`ReadError::Stopped`].
    Stop,
}

/// What a pass over a recording found.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The outline.
    pub peaks: Peaks,
    /// Loudness after EBU R 128.
    pub loudness: Loudness,
    /// What really decodes, in milliseconds.
    pub duration_ms: u32,
    /// Packets that did not decode and were left out.
    pub corrupt_packets: u64,
}

/// Decodes a recording once, in constant memory but for its outline. `progress` is told the share that is done, 0 to 1,
/// and may stop the pass.
///
/// # Errors
/// [`ReadError::Source`] when the file is not a recording or nothing in it decodes; damaged packets are only counted.
/// [`ReadError::Stopped`] when `progress` said so.
pub fn measure(path: &Path, progress: &mut dyn FnMut(f32) -> Flow) -> Result<Measured, ReadError> {
    let mut source = Source::open(path)?;
    let mut outline = Outline::new(source.rate);
    let mut meter = Meter::new(&source)?;
    let frames = pass(&mut source, progress, &mut |planes| {
        outline.add(planes);
        meter.add(planes);
    })?;
    Ok(Measured {
        peaks: outline.finish(),
        loudness: meter.finish(),
        duration_ms: ms_of(frames, source.rate),
        corrupt_packets: source.corrupt,
    })
}

/// The outline alone: what a page needs first, and what the benchmarks compare with a bare decoder.
///
/// # Errors
/// As [`measure`].
pub fn peaks_only(path: &Path) -> Result<Peaks, ReadError> {
    let mut source = Source::open(path)?;
    let mut outline = Outline::new(source.rate);
    pass(&mut source, &mut |_| Flow::Continue, &mut |planes| outline.add(planes))?;
    Ok(outline.finish())
}

/// Frames to milliseconds.
pub(crate) fn ms_of(frames: u64, rate: u32) -> u32 {
    u32::try_from(u128::from(frames) * 1000 / u128::from(rate.max(1))).unwrap_or(u32::MAX)
}

/// Runs over a whole recording; the number of frames in it.
fn pass(
    source: &mut Source,
    progress: &mut dyn FnMut(f32) -> Flow,
    see: &mut dyn FnMut(&Planes<'_>),
) -> Result<u64, ReadError> {
    let (mut frames, mut blocks) = (0, 0_u32);
    while let Some(planes) = source.next()? {
        frames += planes.frames() as u64;
        see(&planes);
        blocks += 1;
        // A block is about 20 ms of sound.
        if blocks.is_multiple_of(512) && progress(source.progress()) == Flow::Stop {
            return Err(ReadError::Stopped);
        }
    }
    if progress(1.0) == Flow::Stop {
        return Err(ReadError::Stopped);
    }
    Ok(frames)
}

/// Length of the true peak filter's memory, in frames, rounded up.
const TAIL: usize = 16;
/// The oversampling filter of BS.1770 annex 2 as `ebur128` builds it cannot lift a sample by more than this: the sum of
/// its coefficients' magnitudes in the worst of its phases is 1.865.
const GAIN: f32 = 1.9;

/// Loudness, and the true peak apart from it: oversampling costs more than the rest together, and blocks that cannot
/// hold a new peak even if every coefficient worked for it are not oversampled. The result is the same.
struct Meter {
    loudness: EbuR128,
    peak: EbuR128,
    /// The highest true peak so far.
    highest: f32,
    /// The last frames of the block before, and their highest sample.
    tail: Vec<Vec<f32>>,
    tail_peak: f32,
    /// Whether the filter saw the block before.
    warm: bool,
}

impl Meter {
    fn new(source: &Source) -> Result<Self, ProbeError> {
        let channels = u32::try_from(source.channels).unwrap_or(u32::MAX);
        let unsupported = |_| ProbeError::Unsupported { codec: format!("{channels} channels at {} Hz", source.rate) };
        Ok(Self {
            loudness: EbuR128::new(channels, source.rate, Mode::I | Mode::LRA).map_err(unsupported)?,
            peak: EbuR128::new(channels, source.rate, Mode::TRUE_PEAK).map_err(unsupported)?,
            highest: 0.0,
            tail: vec![Vec::with_capacity(TAIL); source.channels],
            tail_peak: 0.0,
            warm: true,
        })
    }

    fn add(&mut self, planes: &Planes<'_>) {
        let all = planes.all();
        // Fails for a wrong number of planes only, and `Source` gives what it announced.
        let added = self.loudness.add_frames_planar_f32(all);
        debug_assert!(added.is_ok());
        let here = all.iter().map(|plane| magnitude(plane)).fold(0.0, f32::max);
        if here.max(self.tail_peak) * GAIN > self.highest {
            if !self.warm {
                // Fills the filter's memory without looking at its output.
                let tail: Vec<&[f32]> = self.tail.iter().map(Vec::as_slice).collect();
                let seeded = self.peak.seed_frames_planar_f32(&tail);
                debug_assert!(seeded.is_ok());
            }
            let added = self.peak.add_frames_planar_f32(all);
            debug_assert!(added.is_ok());
            let channels = 0..self.peak.channels();
            let peaks = channels.filter_map(|c| self.peak.prev_true_peak(c).ok());
            self.highest = peaks.fold(f64::from(self.highest), f64::max) as f32;
            self.warm = true;
        } else {
            self.warm = false;
        }
        self.tail_peak = 0.0;
        for (tail, plane) in self.tail.iter_mut().zip(all) {
            let keep = TAIL.saturating_sub(plane.len());
            tail.drain(..tail.len().saturating_sub(keep));
            tail.extend_from_slice(&plane[plane.len().saturating_sub(TAIL)..]);
            self.tail_peak = self.tail_peak.max(magnitude(tail));
        }
    }

    fn finish(self) -> Loudness {
        let finite = |x: f64| x.is_finite().then_some((x * 100.0).round() / 100.0);
        // Below the absolute gate of -70 LUFS there is nothing to measure.
        let integrated_lufs = self.loudness.loudness_global().ok().filter(|l| *l > -70.0).and_then(finite);
        let range = self.loudness.loudness_range().ok().and_then(finite);
        Loudness {
            integrated_lufs,
            range_lu: integrated_lufs.and(range),
            true_peak_dbtp: Some(20.0 * f64::from(self.highest).log10()).filter(|db| *db > -100.0).and_then(finite),
        }
    }
}

fn magnitude(samples: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut lanes = [0.0_f32; LANES];
    let (chunks, rest) = samples.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, sample) in lanes.iter_mut().zip(chunk) {
            let x = sample.abs();
            *lane = if x > *lane { x } else { *lane };
        }
    }
    lanes.into_iter().chain(rest.iter().map(|x| x.abs())).fold(0.0, f32::max)
}
