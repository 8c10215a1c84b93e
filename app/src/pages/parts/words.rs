//! Times, sizes and counts as people read them.

use leptos::prelude::*;
use model::{episode::Episode, insight::Evidence, timecode};
use time::OffsetDateTime;

/// `24 Nov 2026`, marked up: for lists.
pub fn date(at: OffsetDateTime) -> impl IntoView {
    let machine = format!("{:04}-{:02}-{:02}", at.year(), u8::from(at.month()), at.day());
    let month = at.month().to_string();
    view! { <time datetime=machine>{format!("{} {} {}", at.day(), &month[..3], at.year())}</time> }
}

/// `24 November 2026`: for sentences.
pub fn day(at: OffsetDateTime) -> String {
    format!("{} {} {}", at.day(), at.month(), at.year())
}

/// `48 min`, `1 h 12 min`, `40 s`.
pub fn length(ms: u32) -> String {
    let seconds = ms / 1000;
    if seconds < 60 {
        return format!("{seconds} s");
    }
    let minutes = (seconds + 30) / 60;
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} min"),
    }
}

/// The length of an episode, where it is known.
pub fn episode_length(episode: &Episode) -> Option<String> {
    episode.audio.as_ref().map(|a| a.duration_ms).filter(|ms| *ms > 0).map(length)
}

/// `31.4 MB`.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
pub fn bytes(n: u64) -> String {
    match n {
        0..1_000 => format!("{n} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", n as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", n as f64 / 1e6),
        _ => format!("{:.2} GB", n as f64 / 1e9),
    }
}

/// `9,012 words`, `1 word`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `34 %`.
pub fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Where a finding stands: a link that plays from there, or that shows the sentence where there are no times.
pub struct Place {
    /// The link.
    pub href: String,
    /// Seconds, for the player.
    pub seconds: Option<String>,
    /// `12:05`, or `in the text`.
    pub label: String,
}

/// The place of a passage.
pub fn place(start_ms: Option<u32>, segments: Option<Evidence>) -> Place {
    match start_ms {
        Some(ms) => {
            let seconds = timecode::fragment(ms);
            Place { href: format!("#t={seconds}"), seconds: Some(seconds), label: timecode::clock(ms) }
        }
        None => Place {
            href: segments.map_or_else(|| "#transcript".to_owned(), |s| format!("#s{}", s.first)),
            seconds: None,
            label: "in the text".to_owned(),
        },
    }
}

/// A duration for `<time datetime>`: `PT12.5S`.
pub fn duration_attribute(ms: u32) -> String {
    format!("PT{}S", timecode::fragment(ms))
}

/// The direction of a language's script, where it is not from left to right.
pub fn direction(language: Option<&str>) -> Option<&'static str> {
    let primary = language?.split('-').next()?;
    ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"].contains(&primary).then_some("rtl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_rounded_to_what_one_says() {
        for (ms, text) in [(40_000, "40 s"), (2_879_000, "48 min"), (3_600_000, "1 h"), (4_320_000, "1 h 12 min")] {
            assert_eq!(length(ms), text);
        }
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(count(1, "word", "words"), "1 word");
        assert_eq!(count(9_012, "word", "words"), "9,012 words");
        assert_eq!(count(1_234_567, "word", "words"), "1,234,567 words");
    }

    #[test]
    fn scripts_run_their_own_way() {
        assert_eq!(direction(Some("ar-EG")), Some("rtl"));
        assert_eq!(direction(Some("de")), None);
        assert_eq!(direction(None), None);
    }
}
