//! Times as people and formats write them, to and from milliseconds.

use std::fmt::Write as _;

/// A clock time at the beginning of a text, `mm:ss`, `h:mm:ss`, both with an optional fraction: milliseconds and the bytes it
/// takes. Minutes above 59 are taken where no hours stand before them.
pub(crate) fn read(text: &str) -> Option<(u32, usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut parts, mut total) = (0, 0_u32, 0_u64);
    loop {
        let (value, length) = digits(&bytes[at..], if parts == 0 { 5 } else { 2 })?;
        if parts > 0 && value > 59 {
            return None;
        }
        total = total * 60 + value;
        at += length;
        parts += 1;
        let more = bytes.get(at) == Some(&b':') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        match (parts, more) {
            (1, false) => return None,
            (3, true) => return None,
            (_, true) => at += 1,
            (_, false) => break,
        }
    }
    let (fraction, length) = fraction(&bytes[at..]);
    at += length;
    if bytes.get(at).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((u32::try_from(total * 1000 + fraction).ok()?, at))
}

/// A text that is a clock time and nothing else.
pub(crate) fn whole(text: &str) -> Option<u32> {
    let text = text.trim();
    read(text).filter(|&(_, length)| length == text.len()).map(|(ms, _)| ms)
}

/// A cue's time: as [`whole`], and `hh:mm:ss:mmm`, a slip that is common in SubRip files.
fn cue_time(text: &str) -> Option<u32> {
    whole(text).or_else(|| {
        let (clock, millis) = text.rsplit_once(':')?;
        if millis.len() != 3 || clock.matches(':').count() != 2 {
            return None;
        }
        let (fraction, length) = digits(millis.as_bytes(), 3)?;
        (length == 3).then_some(())?;
        whole(clock)?.checked_add(u32::try_from(fraction).ok()?)
    })
}

fn digits(bytes: &[u8], most: usize) -> Option<(u64, usize)> {
    let length = bytes.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
    if length == 0 || bytes.get(length).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((bytes[..length].iter().fold(0, |n, b| n * 10 + u64::from(b - b'0')), length))
}

/// `.5`, `,500`: milliseconds, rounded, and the bytes taken. A point without digits is punctuation.
fn fraction(bytes: &[u8]) -> (u64, usize) {
    if !matches!(bytes.first(), Some(b'.' | b',')) {
        return (0, 0);
    }
    let length = bytes[1..].iter().take_while(|b| b.is_ascii_digit()).count();
    if length == 0 || length > 9 {
        return (0, 0);
    }
    let value = bytes[1..=length].iter().fold(0_u64, |n, b| n * 10 + u64::from(b - b'0'));
    let scale = 10_u64.pow(u32::try_from(length).unwrap_or(9));
    ((value * 1000 + scale / 2) / scale, length + 1)
}

/// What a line with an arrow says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Timing {
    /// Start and end.
    Good(u32, u32),
    /// An arrow between things that are no times.
    Bad,
}

/// The timing of a cue, `start --> end settings`; `None` for a line without an arrow.
pub(crate) fn timing(line: &str) -> Option<Timing> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next().unwrap_or("");
    Some(match (cue_time(start.trim()), cue_time(end)) {
        (Some(start), Some(end)) => Timing::Good(start, end),
        _ => Timing::Bad,
    })
}

/// Seconds to milliseconds; `None` for what is no time of a recording.
pub(crate) fn from_seconds(seconds: f64) -> Option<u32> {
    let ms = (seconds * 1000.0).round();
    if (0.0..=f64::from(u32::MAX)).contains(&ms) {
        // In range and whole by the line above.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        return Some(ms as u32);
    }
    None
}

/// `0:12`, `1:02:03`, for readers.
pub(crate) fn push_clock(out: &mut String, ms: u32) {
    let (h, m, s) = parts(ms);
    let _ = if h > 0 { write!(out, "{h}:{m:02}:{s:02}") } else { write!(out, "{m}:{s:02}") };
}

/// `0:00:12`, hours always, for text files.
pub(crate) fn push_long_clock(out: &mut String, ms: u32) {
    let (h, m, s) = parts(ms);
    let _ = write!(out, "{h}:{m:02}:{s:02}");
}

/// `00:00:12.500` with the given mark before the milliseconds.
pub(crate) fn push_cue(out: &mut String, ms: u32, mark: char) {
    let (h, m, s) = parts(ms);
    let _ = write!(out, "{h:02}:{m:02}:{s:02}{mark}{:03}", ms % 1000);
}

/// Seconds in the fewest digits: `12`, `12.5`, `0.075`.
pub(crate) fn push_seconds(out: &mut String, ms: u32) {
    let _ = write!(out, "{}", ms / 1000);
    let rest = ms % 1000;
    if rest > 0 {
        let digits = format!("{rest:03}");
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
}

fn parts(ms: u32) -> (u32, u32, u32) {
    let s = ms / 1000;
    (s / 3600, s / 60 % 60, s % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_as_people_write_them() {
        assert_eq!(whole("0:12"), Some(12_000));
        assert_eq!(whole("00:12:03"), Some(723_000));
        assert_eq!(whole("75:30"), Some(4_530_000));
        assert_eq!(whole("0:0:3.54"), Some(3_540));
        assert_eq!(whole("00:00:01,5"), Some(1_500));
        assert_eq!(whole("00:60:00"), None);
        assert_eq!(whole("12"), None);
        assert_eq!(whole("0:1d"), None);
        assert_eq!(whole("99999:59:59"), None);
        assert_eq!(read("12:30. Then"), Some((750_000, 5)));
        assert_eq!(read("00:02:06Matt"), Some((126_000, 8)));
    }

    #[test]
    fn timing_lines_tolerate_settings_and_slips() {
        assert_eq!(timing("00:01.000-->00:02.000 align:start"), Some(Timing::Good(1_000, 2_000)));
        assert_eq!(timing("00:00:07,000 --> 00:00:11:890"), Some(Timing::Good(7_000, 11_890)));
        assert_eq!(timing("00:00:07.000 --> 00:00:1d.890"), Some(Timing::Bad));
        assert_eq!(timing("a word"), None);
    }

    #[test]
    fn times_are_written_short_for_readers_and_long_for_files() {
        let text = |f: &dyn Fn(&mut String)| {
            let mut out = String::new();
            f(&mut out);
            out
        };
        assert_eq!(text(&|o| push_clock(o, 3_723_000)), "1:02:03");
        assert_eq!(text(&|o| push_clock(o, 12_900)), "0:12");
        assert_eq!(text(&|o| push_cue(o, 3_723_045, '.')), "01:02:03.045");
        assert_eq!(text(&|o| push_seconds(o, 12_500)), "12.5");
        assert_eq!(text(&|o| push_seconds(o, 75)), "0.075");
        assert_eq!(text(&|o| push_seconds(o, 1_200_000)), "1200");
    }
}
