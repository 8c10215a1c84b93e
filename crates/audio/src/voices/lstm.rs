//! The voice encoder: what of a voice is in 1.6 seconds of mel frames, as a direction in 256 dimensions (Wan et al.,
//! 2018; see [`super::weights`]).

use std::path::Path;

use super::weights::{self, EMBEDDING, GATES, HIDDEN, LAYERS, MELS, Weights, width};
use crate::models::ModelError;

/// Frames of a window: 1.6 s.
pub(super) const FRAMES: usize = 160;
/// Windows that are encoded at once: as fast as more, and 26 MB of gates.
pub(super) const BATCH: usize = 32;

/// An embedding: of length 1, and no number below 0, so that two of them are between 0 and 1 alike.
pub(super) type Embedding = [f32; EMBEDDING];

/// The embedding of nothing.
pub(super) const EMBEDDING_ZERO: Embedding = [0.0; EMBEDDING];

/// The encoder and its room to work in.
pub struct Encoder {
    weights: Weights,
    /// What goes into a layer, time by time, in each time window by window.
    flow: Vec<f32>,
    gates: Vec<f32>,
    hidden: Vec<f32>,
    cell: Vec<f32>,
}

impl Encoder {
    /// Reads the model that [`super::import`] wrote.
    ///
    /// # Errors
    /// [`ModelError::Format`] when it is something else, [`ModelError::Io`] when it cannot be read.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        let weights = weights::load(path)?;
        Ok(Self { weights, flow: Vec::new(), gates: Vec::new(), hidden: Vec::new(), cell: Vec::new() })
    }

    /// The embeddings of windows of [`FRAMES`] frames of [`MELS`] numbers each; at most [`BATCH`] at a time, for the
    /// memory's sake.
    pub(super) fn embed(&mut self, windows: &[Vec<f32>]) -> Vec<Embedding> {
        let batch = windows.len();
        let rows = FRAMES * batch;
        self.flow.clear();
        for frame in 0..FRAMES {
            for window in windows {
                self.flow.extend_from_slice(&window[frame * MELS..(frame + 1) * MELS]);
            }
        }
        for (at, layer) in self.weights.layers.iter().enumerate() {
            // All that does not depend on the time before is one product.
            self.gates.clear();
            (0..rows).for_each(|_| self.gates.extend_from_slice(&layer.bias));
            add_product(&self.flow, &layer.input, &mut self.gates, [rows, width(at), GATES]);
            let last = at + 1 == LAYERS;
            self.flow.clear();
            self.flow.resize(if last { 0 } else { rows * HIDDEN }, 0.0);
            self.hidden.clear();
            self.hidden.resize(batch * HIDDEN, 0.0);
            self.cell.clear();
            self.cell.resize(batch * HIDDEN, 0.0);
            for (frame, gates) in self.gates.chunks_exact_mut(batch * GATES).enumerate() {
                add_product(&self.hidden, &layer.recurrent, gates, [batch, HIDDEN, GATES]);
                let rows = gates.chunks_exact_mut(GATES);
                let state = self.hidden.chunks_exact_mut(HIDDEN).zip(self.cell.chunks_exact_mut(HIDDEN));
                rows.zip(state).for_each(|(gates, (hidden, cell))| remember(gates, hidden, cell));
                if !last {
                    self.flow[frame * batch * HIDDEN..][..batch * HIDDEN].copy_from_slice(&self.hidden);
                }
            }
        }
        let mut out = Vec::with_capacity(batch * EMBEDDING);
        (0..batch).for_each(|_| out.extend_from_slice(&self.weights.bias));
        add_product(&self.hidden, &self.weights.linear, &mut out, [batch, HIDDEN, EMBEDDING]);
        let mut embeddings = out.as_chunks().0.to_vec();
        embeddings.iter_mut().for_each(|embedding: &mut Embedding| {
            embedding.iter_mut().for_each(|x| *x = x.max(0.0));
            normalise(embedding);
        });
        embeddings
    }
}

/// Makes a vector of length 1; one without direction stays what it is.
pub(super) fn normalise(vector: &mut Embedding) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}

/// One step of an LSTM: gates in torch's order, input, forget, cell, output.
fn remember(gates: &mut [f32], hidden: &mut [f32], cell: &mut [f32]) {
    let (sigmoids, rest) = gates.split_at_mut(2 * HIDDEN);
    let (fresh, open) = rest.split_at_mut(HIDDEN);
    sigmoids.iter_mut().for_each(|x| *x = sigmoid(*x));
    fresh.iter_mut().for_each(|x| *x = tanh(*x));
    open.iter_mut().for_each(|x| *x = sigmoid(*x));
    let (take, keep) = sigmoids.split_at(HIDDEN);
    for i in 0..HIDDEN {
        cell[i] = keep[i] * cell[i] + take[i] * fresh[i];
        hidden[i] = open[i] * tanh(cell[i]);
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

fn tanh(x: f32) -> f32 {
    2.0 / (1.0 + exp(-2.0 * x)) - 1.0
}

/// `e` to the `x`, to 2 parts in ten million, in a form that the compiler does for several numbers at once; the
/// library's own took half of the time. The polynomial is that of Cephes (`expf`).
fn exp(x: f32) -> f32 {
    /// 1.5 times 2 to the 23rd: added to a number, it leaves its whole part in the lowest bits.
    const WHOLE: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 87.0);
    let shifted = x * std::f32::consts::LOG2_E + WHOLE;
    let n = shifted - WHOLE;
    // ln 2 in two parts, the first of few digits: so n times it is exact.
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.987_569_2e-4_f32;
    let p = p * r + 1.398_2e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    (p * r * r + r + 1.0) * power
}

/// Adds to `out` (`m` rows of `n`) the product of `a` (`m` rows of `k`) and the rows of `b` (`n` of `k`).
#[expect(unsafe_code, reason = "matrixmultiply has no safe form")]
fn add_product(a: &[f32], b: &[f32], out: &mut [f32], [m, k, n]: [usize; 3]) {
    assert!(a.len() == m * k && b.len() == n * k && out.len() == m * n, "sizes of a product");
    let (k_step, n_step) = (k as isize, n as isize);
    // SAFETY: the three slices are as long as their rows and columns are many, by the assertion above; `b` is walked
    // column by column, which stays in it.
    unsafe {
        matrixmultiply::sgemm(
            m,
            k,
            n,
            1.0,
            a.as_ptr(),
            k_step,
            1,
            b.as_ptr(),
            1,
            k_step,
            1.0,
            out.as_mut_ptr(),
            n_step,
            1,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{super::mel::Mels, *};

    #[test]
    fn the_exponential_is_right() {
        for i in -8700..=8700 {
            let x = i as f32 / 100.0;
            let (found, right) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((found / right - 1.0).abs() < 3e-7, "{x}: {found} for {right}");
        }
        assert_eq!((tanh(100.0), tanh(-100.0), sigmoid(-200.0) < 1e-30), (1.0, -1.0, true));
    }

    #[test]
    fn products_are_added() {
        let mut out = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        add_product(&[1.0, 2.0, 3.0, 4.0], &[1.0, 0.0, 0.0, 1.0, 1.0, 1.0], &mut out, [2, 2, 3]);
        assert_eq!(out, [2.0, 2.0, 3.0, 3.0, 4.0, 8.0]);
    }

    /// What numpy made of the same tones, in double precision and step by step from the formulas, with the weights read
    /// by Python's own pickle.
    #[test]
    fn embeddings_are_those_of_another_implementation() {
        let dir = std::env::var("PODCASTFLOW_MODELS").ok();
        let Some(model) = dir.and_then(|dir| super::super::find(Path::new(&dir))) else {
            eprintln!("skipped: PODCASTFLOW_MODELS names no folder with the voice encoder");
            return;
        };
        let tone = |hertz: f64| {
            let sample = |i: i32| {
                let harmonic = |k: i32| {
                    let k = f64::from(k);
                    0.3 / k * (std::f64::consts::TAU * hertz * k * f64::from(i) / 16_000.0).sin()
                };
                (1..=10).map(harmonic).sum::<f64>() as f32
            };
            Mels::new().of(&(0..25_440).map(sample).collect::<Vec<_>>())
        };
        let windows = [tone(120.0), tone(210.0)];
        assert_eq!(windows[0].len(), FRAMES * MELS);
        let close =
            |found: f32, right: f32| assert!((found - right).abs() < 2e-4 * right.max(1.0), "{found} for {right}");
        close(windows[0][80 * MELS], 7.303_897);
        close(windows[0][80 * MELS + 5], 0.699_590);
        close(windows[0][0], 6.047_349);
        close(windows[1][80 * MELS + 2], 12.576_864);
        let found = Encoder::load(&model).unwrap().embed(&windows);
        for (at, right) in [(77, 0.268_457), (150, 0.222_022), (42, 0.214_104), (18, 0.201_271), (246, 0.192_123)] {
            close(found[0][at], right);
        }
        for (at, right) in [(209, 0.240_382), (18, 0.240_282), (197, 0.195_427), (104, 0.169_772), (36, 0.169_206)] {
            close(found[1][at], right);
        }
        for embedding in &found {
            close(embedding.iter().map(|x| x * x).sum(), 1.0);
        }
    }
}
