//! Times as people read and write them.

/// `0:07`, `12:05`, `1:02:03`: for pages. Whole seconds, rounded down.
#[must_use]
pub fn clock(ms: u32) -> String {
    let s = ms / 1000;
    let (h, m, s) = (s / 3600, s / 60 % 60, s % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

/// Seconds for a URL fragment or query, with no more digits than needed: `0`, `4.1`, `75.25`.
#[must_use]
pub fn fragment(ms: u32) -> String {
    let (s, rest) = (ms / 1000, ms % 1000);
    if rest == 0 {
        return s.to_string();
    }
    format!("{s}.{rest:03}").trim_end_matches('0').to_owned()
}

/// A duration in words, for screen readers and prose: `49 seconds`, `3 minutes`, `1 hour 2 minutes`.
#[must_use]
pub fn spoken(ms: u32) -> String {
    let unit = |n: u32, name: &str| format!("{n} {name}{}", if n == 1 { "" } else { "s" });
    let s = ms / 1000;
    match (s / 3600, s / 60 % 60) {
        (0, 0) => unit(s, "second"),
        (0, m) => unit(m, "minute"),
        (h, 0) => unit(h, "hour"),
        (h, m) => format!("{} {}", unit(h, "hour"), unit(m, "minute")),
    }
}

/// Reads `SS`, `SS.mmm`, `MM:SS`, `HH:MM:SS` with optional fraction, as a listener or a URL writes it.
#[must_use]
pub fn parse(text: &str) -> Option<u32> {
    let mut total = 0.0_f64;
    let mut parts = 0;
    for part in text.trim().split(':') {
        if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return None;
        }
        total = total * 60.0 + part.parse::<f64>().ok()?;
        parts += 1;
    }
    (parts <= 3 && total < 4_000_000.0).then(|| crate::seconds::to_ms(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_drops_empty_hours() {
        assert_eq!(clock(7_999), "0:07");
        assert_eq!(clock(725_000), "12:05");
        assert_eq!(clock(3_723_000), "1:02:03");
    }

    #[test]
    fn fragment_is_short_and_reads_back() {
        for ms in [0, 100, 4_100, 75_250, 3_723_001] {
            assert_eq!(parse(&fragment(ms)), Some(ms));
        }
        assert_eq!(fragment(4_100), "4.1");
    }

    #[test]
    fn parse_refuses_what_is_not_a_time() {
        for bad in ["", "-1", "1:2:3:4", "a", "1e9", "NaN", "1::2"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse("1:02:03.5"), Some(3_723_500));
    }

    #[test]
    fn spoken_reads_aloud() {
        assert_eq!(spoken(1_000), "1 second");
        assert_eq!(spoken(3_720_000), "1 hour 2 minutes");
    }
}
