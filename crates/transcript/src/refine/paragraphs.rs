//! Where paragraphs begin: with another speaker, after a pause, and before one gets too long to read.

use model::transcript::Segment;

use super::sentences;

/// A silence that begins a paragraph, in milliseconds.
const SILENCE_MS: u32 = 2_000;
/// Sentences in a paragraph.
const MOST_SENTENCES: usize = 5;
/// Its length, in milliseconds.
const MOST_MS: u32 = 60_000;
/// And in words, where there are no times.
const MOST_WORDS: usize = 150;

/// Marks the beginnings. Those that the file has stay.
pub(crate) fn mark(segments: &mut [Segment]) {
    let (mut sentences_in, mut words_in, mut started) = (0, 0, None);
    for i in 0..segments.len() {
        let begins = segments[i].paragraph || i == 0 || {
            let (before, this) = (&segments[i - 1], &segments[i]);
            let silence = match (before.end_ms, this.start_ms) {
                (Some(end), Some(start)) => start.saturating_sub(end),
                _ => 0,
            };
            let long = match (started, this.start_ms) {
                (Some(begin), Some(start)) => start.saturating_sub(begin) > MOST_MS,
                _ => words_in > MOST_WORDS,
            };
            let next = this.words.first().map(|w| w.text.as_str());
            let ended = before.words.last().is_none_or(|w| sentences::ends(&w.text, next));
            let full = long || sentences_in >= MOST_SENTENCES;
            before.speaker != this.speaker
                || silence > SILENCE_MS
                || (full && (ended || sentences_in >= 2 * MOST_SENTENCES))
        };
        if begins {
            (sentences_in, words_in, started) = (0, 0, segments[i].start_ms);
            segments[i].paragraph = true;
        }
        sentences_in += 1;
        words_in += segments[i].words.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(segments: &mut [Segment]) -> Vec<usize> {
        mark(segments);
        segments.iter().enumerate().filter(|(_, s)| s.paragraph).map(|(i, _)| i).collect()
    }

    fn at(start: u32, end: u32) -> Segment {
        Segment { start_ms: Some(start), end_ms: Some(end), ..Segment::from_text("So it is.") }
    }

    #[test]
    fn paragraphs_begin_with_speakers_pauses_and_length() {
        let mut segments = vec![at(0, 900), at(1_000, 1_900), at(5_000, 6_000)];
        segments[1].speaker = Some(1);
        segments[2].speaker = Some(1);
        assert_eq!(begun(&mut segments), [0, 1, 2]);
        let mut many: Vec<Segment> = (0..12).map(|i| at(i * 1_000, i * 1_000 + 900)).collect();
        assert_eq!(begun(&mut many), [0, 5, 10]);
        let mut slow: Vec<Segment> = (0..4).map(|i| at(i * 40_000, i * 40_000 + 39_000)).collect();
        assert_eq!(begun(&mut slow), [0, 2]);
    }
}
