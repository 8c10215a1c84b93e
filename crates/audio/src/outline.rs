//! The outline of a recording: the lowest and the highest sample of each step, all channels mixed.

use model::audio::Peaks;

use crate::source::Planes;

/// Samples for one pair, to begin with.
const STEP: u32 = 256;
/// At this many pairs the outline is halved: 12 hours at 48 kHz end with 2^16 to 2^17 of them, 256 KiB at most.
const MAX_PAIRS: usize = 1 << 17;
/// Lanes of the search for extremes: enough for the widest vectors.
const LANES: usize = 16;

/// Builds an outline in one pass.
pub(crate) struct Outline {
    peaks: Peaks,
    low: f32,
    high: f32,
    /// Samples in the pair that is being filled.
    filled: usize,
    mix: Vec<f32>,
}

impl Outline {
    pub(crate) fn new(sample_rate: u32) -> Self {
        let peaks = Peaks { sample_rate, samples_per_pixel: STEP, data: Vec::new() };
        Self { peaks, low: f32::INFINITY, high: f32::NEG_INFINITY, filled: 0, mix: Vec::new() }
    }

    pub(crate) fn add(&mut self, planes: &Planes<'_>) {
        let mut mix = std::mem::take(&mut self.mix);
        let mono = mono(planes.all(), &mut mix);
        let mut rest = mono;
        while !rest.is_empty() {
            let step = self.peaks.samples_per_pixel as usize;
            let (now, later) = rest.split_at(rest.len().min(step - self.filled));
            let (low, high) = extremes(now);
            self.low = self.low.min(low);
            self.high = self.high.max(high);
            self.filled += now.len();
            rest = later;
            if self.filled == step {
                self.push();
            }
        }
        self.mix = mix;
    }

    fn push(&mut self) {
        let scale = |x: f32| (x * 128.0).clamp(-128.0, 127.0) as i8;
        self.peaks.data.extend([scale(self.low), scale(self.high)]);
        (self.low, self.high, self.filled) = (f32::INFINITY, f32::NEG_INFINITY, 0);
        // At an even number: half a pair at the end would shift all that come after it.
        if self.peaks.len() == MAX_PAIRS {
            self.peaks = self.peaks.resampled(MAX_PAIRS / 2);
        }
    }

    pub(crate) fn finish(mut self) -> Peaks {
        if self.filled > 0 {
            self.push();
        }
        self.peaks
    }
}

/// The mean of all channels; a mono recording is not copied.
pub(crate) fn mono<'a>(planes: &[&'a [f32]], mix: &'a mut Vec<f32>) -> &'a [f32] {
    mix.clear();
    match planes {
        [] => {}
        [only] => return only,
        [left, right] => mix.extend(left.iter().zip(*right).map(|(l, r)| (l + r) * 0.5)),
        [first, rest @ ..] => {
            mix.extend_from_slice(first);
            for plane in rest {
                mix.iter_mut().zip(*plane).for_each(|(sum, sample)| *sum += sample);
            }
            let scale = 1.0 / planes.len() as f32;
            mix.iter_mut().for_each(|sum| *sum *= scale);
        }
    }
    mix
}

fn extremes(samples: &[f32]) -> (f32, f32) {
    let mut low = [f32::INFINITY; LANES];
    let mut high = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = samples.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            // Comparisons, not `f32::min`, become vector instructions; a NaN fails both and is left out.
            low[lane] = if chunk[lane] < low[lane] { chunk[lane] } else { low[lane] };
            high[lane] = if chunk[lane] > high[lane] { chunk[lane] } else { high[lane] };
        }
    }
    let all = |lanes: [f32; LANES]| lanes.into_iter().chain(rest.iter().copied());
    (all(low).fold(f32::INFINITY, f32::min), all(high).fold(f32::NEG_INFINITY, f32::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_see_every_sample() {
        for at in 0..100 {
            let mut samples = vec![0.0; 100];
            samples[at] = -0.5;
            samples[99 - at] = 0.25;
            if at == 99 - at {
                continue;
            }
            assert_eq!(extremes(&samples), (-0.5, 0.25));
        }
    }

    #[test]
    fn every_pair_of_a_halved_outline_stands_for_as_many_samples() {
        let mut outline = Outline::new(48_000);
        // A mark at each 1000th of the first steps, so that a shift would show. A push stands for more of them each time.
        let steps = 3 * MAX_PAIRS;
        let mut at = 0;
        while at < steps {
            let wide = (outline.peaks.samples_per_pixel / STEP) as usize;
            let marked = at.next_multiple_of(1000) < at + wide;
            (outline.low, outline.high) = (0.0, if marked { 1.0 } else { 0.0 });
            outline.push();
            at += wide;
        }
        let peaks = outline.finish();
        assert!((MAX_PAIRS / 2..MAX_PAIRS).contains(&peaks.len()), "{}", peaks.len());
        let wide = (peaks.samples_per_pixel / STEP) as usize;
        let marks: Vec<usize> = (0..peaks.len()).filter(|pair| peaks.data[pair * 2 + 1] == 127).collect();
        let due: Vec<usize> = (0..steps).step_by(1000).map(|step| step / wide).collect();
        assert_eq!(marks, due);
    }
}
