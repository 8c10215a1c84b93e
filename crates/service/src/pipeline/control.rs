//! The line between a worker and the thread that works for it.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// How far a job is, and whether it is to stop; shared with the thread that works.
#[derive(Default)]
pub struct Control {
    /// In millionths.
    progress: AtomicU32,
    stop: AtomicBool,
}

impl Control {
    /// Tells how far the job is, 0 to 1.
    pub fn progress(&self, share: f32) {
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        self.progress.store((share * 1_000_000.0) as u32, Ordering::Relaxed);
    }

    /// How far the job is, 0 to 1.
    pub fn share(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = self.progress.load(Ordering::Relaxed) as f32 / 1_000_000.0;
        share
    }

    /// Asks the job to stop; it hears of it within a piece.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether the job is to stop.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// For a decoder's callback: tells progress and hears whether to go on.
    pub fn flow(&self, share: f32) -> audio::Flow {
        self.progress(share);
        if self.stopped() { audio::Flow::Stop } else { audio::Flow::Continue }
    }
}
