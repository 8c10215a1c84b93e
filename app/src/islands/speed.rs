//! How fast an upload goes.

use std::cell::Cell;

/// Bytes a second, smoothed, so that the time left does not flicker.
#[derive(Default)]
pub struct Speed {
    /// Milliseconds and bytes at the last reading.
    last: Cell<Option<(f64, u32)>>,
    smooth: Cell<f64>,
}

impl Speed {
    pub fn forget(&self) {
        self.last.set(None);
        self.smooth.set(0.0);
    }

    /// What it is now that so many bytes were sent; none before that is known.
    pub fn of(&self, sent: u32) -> Option<u32> {
        let now = js_sys::Date::now();
        let (before, bytes) = self.last.get().unwrap_or((now, sent));
        if self.last.get().is_none() || now - before > 500.0 {
            self.last.set(Some((now, sent)));
            if now > before {
                let fresh = f64::from(sent.saturating_sub(bytes)) * 1000.0 / (now - before);
                let old = self.smooth.get();
                self.smooth.set(if old == 0.0 { fresh } else { old * 0.7 + fresh * 0.3 });
            }
        }
        Some(self.smooth.get() as u32).filter(|speed| *speed > 0)
    }
}
