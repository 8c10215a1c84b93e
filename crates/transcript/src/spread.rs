//! Times for words that have none, from those around them.

use model::transcript::{Segment, Word};

/// Milliseconds a word takes where nothing else is known: 150 words a minute.
pub(crate) const WORD_MS: u32 = 400;

/// How long a text of so many words takes to say, in milliseconds; not less than a second.
pub(crate) fn speaking_ms(words: usize) -> u32 {
    u32::try_from(words).unwrap_or(u32::MAX / WORD_MS).saturating_mul(WORD_MS).max(1_000)
}

/// The start of every word of a segment: its own where it has one, otherwise divided by the length of the text between the
/// nearest known times. Never goes back. `None` for an untimed segment.
pub(crate) fn starts(segment: &Segment) -> Option<Vec<u32>> {
    let start = segment.start_ms?;
    let end = segment.end_ms.unwrap_or_else(|| start.saturating_add(speaking_ms(segment.words.len()))).max(start);
    Some(between(&segment.words, start, end))
}

/// As [`starts`], for words that lie between two times.
fn between(words: &[Word], start: u32, end: u32) -> Vec<u32> {
    let mut out = vec![0; words.len()];
    let mut known = (0_usize, start);
    for (i, word) in words.iter().enumerate() {
        let Some(time) = word.start_ms.map(|t| t.clamp(known.1, end)) else { continue };
        fill(&mut out[known.0..i], &words[known.0..i], known.1, time);
        out[i] = time;
        known = (i, time);
    }
    fill(&mut out[known.0..], &words[known.0..], known.1, end);
    out
}

fn fill(out: &mut [u32], words: &[Word], start: u32, end: u32) {
    // One more than the letters: the blank or the breath after a word.
    let length = |w: &Word| u64::try_from(w.text.chars().count()).unwrap_or(0) + 1;
    let whole: u64 = words.iter().map(length).sum::<u64>().max(1);
    let mut before = 0;
    for (slot, word) in out.iter_mut().zip(words) {
        let share = u64::from(end - start) * before / whole;
        *slot = start + u32::try_from(share).unwrap_or(0);
        before += length(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_times_lie_between_those_with() {
        let mut segment =
            Segment { start_ms: Some(1_000), end_ms: Some(3_000), ..Segment::from_text("aaa bbb ccc ddd") };
        assert_eq!(starts(&segment).unwrap(), [1_000, 1_500, 2_000, 2_500]);
        segment.words[2].start_ms = Some(2_800);
        assert_eq!(starts(&segment).unwrap(), [1_000, 1_900, 2_800, 2_900]);
        segment.words[3].start_ms = Some(9_999);
        assert_eq!(starts(&segment).unwrap()[3], 3_000);
    }
}
