//! Progress bars on stderr; where that is no terminal, nothing moves.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over bytes or weights.
pub fn bytes(label: &str) -> ProgressBar {
    bar(label, "{msg} [{bar:32}] {bytes} of {total_bytes}, {eta} left")
}

/// A bar over a share in thousandths.
pub fn share(label: &str) -> ProgressBar {
    let bar = bar(label, "{msg:28} [{bar:32}] {percent} %");
    bar.set_length(1000);
    bar
}

fn bar(label: &str, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(label.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
