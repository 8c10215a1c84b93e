//! A recording as one channel at 16 kHz, the form that speech recognisers hear, block by block.

use std::path::Path;

use rubato::{Fft, FixedSync, Indexing, ResampleError, Resampler, audioadapter_buffers::direct::SequentialSlice};

use crate::{ProbeError, outline::mono, source::Source};

/// The rate of everything that listens for speech, in hertz.
pub(crate) const RATE: u32 = 16_000;
/// Samples per millisecond at [`RATE`].
pub(crate) const PER_MS: usize = 16;

/// Input frames of one step of the resampler.
const STEP: usize = 1024;
/// A seek lands this much early: decoders need some packets before their output is right.
const RUN_UP_MS: u32 = 500;

/// Reads a recording as 16 kHz mono in constant memory.
pub(crate) struct Mono {
    source: Source,
    resampler: Option<Fft<f32>>,
    input: Vec<f32>,
    output: Vec<f32>,
    mix: Vec<f32>,
    /// Samples of the recording's own rate that are to be dropped first: the run-up of a seek.
    skip: u64,
    /// Output of the resampler's own delay, to be dropped.
    trim: usize,
    /// Samples taken in and given out, at their rates: the last block is cut to fit.
    taken: u64,
    given: u64,
    ended: bool,
}

impl Mono {
    /// Opens a recording from a place in it. Where the container cannot seek, the way there is decoded and dropped.
    pub(crate) fn open(path: &Path, from_ms: u32) -> Result<Self, ProbeError> {
        let mut source = Source::open(path)?;
        let reached = if from_ms > RUN_UP_MS {
            match source.seek(from_ms - RUN_UP_MS) {
                Some(reached) if reached <= from_ms => reached,
                // Refused, or landed behind the place: begin again.
                _ => {
                    source = Source::open(path)?;
                    0
                }
            }
        } else {
            0
        };
        let skip = u64::from(from_ms - reached) * u64::from(source.rate) / 1000;
        let resampler = match source.rate {
            RATE => None,
            rate => {
                let fft = Fft::new(rate as usize, RATE as usize, STEP, 1, FixedSync::Input);
                Some(fft.map_err(|_| ProbeError::Unsupported { codec: format!("a sampling rate of {rate} Hz") })?)
            }
        };
        let trim = resampler.as_ref().map_or(0, Resampler::output_delay);
        Ok(Self {
            source,
            resampler,
            input: Vec::new(),
            output: Vec::new(),
            mix: Vec::new(),
            skip,
            trim,
            taken: 0,
            given: 0,
            ended: false,
        })
    }

    /// Appends the next samples to `out`; `false` at the end.
    pub(crate) fn read(&mut self, out: &mut Vec<f32>) -> Result<bool, ProbeError> {
        if self.ended {
            return Ok(false);
        }
        let Some(planes) = self.source.next()? else {
            self.ended = true;
            return self.flush(out).map(|()| true);
        };
        let samples = mono(planes.all(), &mut self.mix);
        let drop = usize::try_from(self.skip).unwrap_or(usize::MAX).min(samples.len());
        self.skip -= drop as u64;
        let samples = &samples[drop..];
        // The voice detector asserts the range; decoders of lossy codecs overshoot it.
        let tame = |x: &f32| if x.is_finite() { x.clamp(-1.0, 1.0) } else { 0.0 };
        self.taken += samples.len() as u64;
        if self.resampler.is_none() {
            out.extend(samples.iter().map(tame));
            return Ok(true);
        }
        self.input.extend(samples.iter().map(tame));
        self.resample(out, None).map(|()| true)
    }

    /// The share of the file that is read, 0 to 1.
    pub(crate) fn progress(&self) -> f32 {
        self.source.progress()
    }

    /// Runs the resampler over what is there; `pad` gives it that many samples of silence behind.
    fn resample(&mut self, out: &mut Vec<f32>, pad: Option<usize>) -> Result<(), ProbeError> {
        let Some(resampler) = &mut self.resampler else { return Ok(()) };
        self.input.resize(self.input.len() + pad.unwrap_or(0), 0.0);
        let mut at = 0;
        loop {
            let need = resampler.input_frames_next();
            if self.input.len() - at < need {
                break;
            }
            let room = resampler.output_frames_max();
            self.output.resize(room, 0.0);
            let length = self.input.len();
            let (used, made) = (|| -> Result<(usize, usize), ResampleError> {
                let input = SequentialSlice::new(&self.input, 1, length).map_err(|_| wrong_size())?;
                let mut output = SequentialSlice::new_mut(&mut self.output, 1, room).map_err(|_| wrong_size())?;
                let from = Indexing::new().input_offset(at);
                resampler.process_into_buffer(&input, &mut output, Some(&from))
            })()
            .map_err(|e| ProbeError::Io(std::io::Error::other(e.to_string())))?;
            at += used;
            let drop = self.trim.min(made);
            self.trim -= drop;
            // Resampling rings a little over the range.
            out.extend(self.output[drop..made].iter().map(|x| x.clamp(-1.0, 1.0)));
            self.given += (made - drop) as u64;
        }
        self.input.drain(..at);
        Ok(())
    }

    /// Pushes the rest through the resampler and cuts the result to the length that it must have.
    fn flush(&mut self, out: &mut Vec<f32>) -> Result<(), ProbeError> {
        let Some(resampler) = &self.resampler else { return Ok(()) };
        let due = self.taken * u64::from(RATE) / u64::from(self.source.rate);
        let pad = resampler.input_frames_max();
        while self.given < due {
            self.resample(out, Some(pad))?;
        }
        let extra = usize::try_from(self.given - due).unwrap_or(0);
        out.truncate(out.len().saturating_sub(extra));
        Ok(())
    }
}

fn wrong_size() -> ResampleError {
    ResampleError::WrongNumberOfInputChannels { expected: 1, actual: 0 }
}
