//! Mel frames as the voice encoder was trained with: power, not its logarithm, as `librosa.feature.melspectrogram` gives
//! them for 16 kHz, `n_fft=400`, `hop_length=160`, `n_mels=40` (a periodic Hann window, frames around their time, zeros
//! behind the ends, Slaney's filters).

use std::{ops::Range, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};

use super::weights::MELS;
use crate::models::mel::{BINS, filters};

/// Samples from one frame to the next: 10 ms.
pub(super) const HOP: usize = 160;
/// Samples of a frame: 25 ms.
const WINDOW: usize = 400;

/// Makes frames of samples.
pub(super) struct Mels {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    /// Each filter where it is not zero.
    filters: Vec<(Range<usize>, Vec<f32>)>,
    input: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Mels {
    pub(super) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        let turn = std::f64::consts::TAU / WINDOW as f64;
        let filters = filters(MELS);
        let filters = filters.chunks(BINS).map(|filter| {
            let first = filter.iter().position(|w| *w > 0.0).unwrap_or(0);
            let last = filter.iter().rposition(|w| *w > 0.0).map_or(first, |last| last + 1);
            (first..last, filter[first..last].to_vec())
        });
        Self {
            hann: (0..WINDOW).map(|i| (0.5 - 0.5 * (turn * i as f64).cos()) as f32).collect(),
            filters: filters.collect(),
            input: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
        }
    }

    /// The frames of a passage, [`MELS`] numbers each: one more than there are whole hops.
    pub(super) fn of(&mut self, samples: &[f32]) -> Vec<f32> {
        let count = samples.len() / HOP + 1;
        let mut out = Vec::with_capacity(count * MELS);
        for frame in 0..count {
            for (i, (place, weight)) in self.input.iter_mut().zip(&self.hann).enumerate() {
                let sample = (frame * HOP + i).checked_sub(WINDOW / 2).and_then(|at| samples.get(at));
                *place = sample.unwrap_or(&0.0) * weight;
            }
            // It fails for buffers of a wrong length only, and these are its own.
            let _ = self.fft.process_with_scratch(&mut self.input, &mut self.spectrum, &mut self.scratch);
            for (range, weights) in &self.filters {
                let bins = &self.spectrum[range.clone()];
                out.push(bins.iter().zip(weights).map(|(bin, weight)| bin.norm_sqr() * weight).sum());
            }
        }
        out
    }
}
