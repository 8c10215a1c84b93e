//! The mel filters that Whisper was trained with, which a ggml file carries, and the voice encoder: Slaney's scale and area normalisation
//! (Slaney, Auditory Toolbox, 1998), as librosa computes them for 16 kHz and an FFT of 400.

/// Bins of the FFT.
pub(crate) const BINS: usize = 201;
const BIN_HZ: f64 = 40.0;
const TOP_HZ: f64 = 8000.0;
/// Linear below, logarithmic above.
const KNEE_HZ: f64 = 1000.0;
const HZ_PER_MEL: f64 = 200.0 / 3.0;
const KNEE_MEL: f64 = KNEE_HZ / HZ_PER_MEL;

/// `count` filters of [`BINS`] weights each.
pub(crate) fn filters(count: usize) -> Vec<f32> {
    let top = mel(TOP_HZ);
    let edges: Vec<f64> = (0..count + 2).map(|i| hertz(top * i as f64 / (count + 1) as f64)).collect();
    let mut out = Vec::with_capacity(count * BINS);
    for edge in edges.windows(3) {
        let [low, centre, high] = edge else { continue };
        for bin in 0..BINS {
            let at = bin as f64 * BIN_HZ;
            let rise = (at - low) / (centre - low);
            let fall = (high - at) / (high - centre);
            out.push((rise.min(fall).max(0.0) * 2.0 / (high - low)) as f32);
        }
    }
    out
}

fn log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

fn mel(hertz: f64) -> f64 {
    if hertz < KNEE_HZ { hertz / HZ_PER_MEL } else { KNEE_MEL + (hertz / KNEE_HZ).ln() / log_step() }
}

fn hertz(mel: f64) -> f64 {
    if mel < KNEE_MEL { mel * HZ_PER_MEL } else { KNEE_HZ * ((mel - KNEE_MEL) * log_step()).exp() }
}
