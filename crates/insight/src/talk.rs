//! Who speaks how much.

use std::collections::BTreeMap;

use model::insight::TalkTime;
use model::transcript::{Segment, Transcript};

use crate::unspaced::is_unspaced;

#[derive(Default)]
struct Sum {
    spoken_ms: u64,
    words: u64,
    turns: u32,
    longest_turn_ms: u64,
}

/// Talk time per speaker, most talkative first; one entry without a name where nobody is named. Fillers are no words; in
/// scripts without spaces each character counts as one.
pub(crate) fn measure(transcript: &Transcript) -> Vec<TalkTime> {
    let timed = transcript.is_timed();
    let mut sums: BTreeMap<Option<&str>, Sum> = BTreeMap::new();
    let mut turn: Option<(Option<&str>, u64, u64)> = None;
    for (n, segment) in transcript.segments.iter().enumerate() {
        let speaker = transcript.speaker_of(segment);
        let start = u64::from(segment.start_ms.unwrap_or_default());
        let end = u64::from(end(transcript, n).unwrap_or_default()).max(start);
        let sum = sums.entry(speaker).or_default();
        sum.words += words(segment);
        if timed {
            sum.spoken_ms += end - start;
        }
        let begun = match turn {
            Some((same, begun, until)) if same == speaker => (begun, until.max(end)),
            _ => {
                sum.turns += 1;
                (start, end)
            }
        };
        if timed {
            sum.longest_turn_ms = sum.longest_turn_ms.max(begun.1.saturating_sub(begun.0));
        }
        turn = Some((speaker, begun.0, begun.1));
    }
    let total: u64 = sums.values().map(|s| if timed { s.spoken_ms } else { s.words }).sum();
    let mut out: Vec<TalkTime> = sums.into_iter().map(|(speaker, sum)| finding(speaker, &sum, timed, total)).collect();
    out.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.speaker.cmp(&b.speaker)));
    out
}

fn finding(speaker: Option<&str>, sum: &Sum, timed: bool, total: u64) -> TalkTime {
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let share = if timed { sum.spoken_ms } else { sum.words } as f32 / total.max(1) as f32;
    let minutes = sum.spoken_ms as f32 / 60_000.0;
    TalkTime {
        speaker: speaker.map(str::to_owned),
        spoken_ms: narrow(sum.spoken_ms),
        share: share.min(1.0),
        words: narrow(sum.words),
        words_per_minute: (sum.spoken_ms > 0).then(|| sum.words as f32 / minutes),
        turns: sum.turns,
        longest_turn_ms: narrow(sum.longest_turn_ms),
    }
}

/// The end of a segment: its own, or else the start of the next, as far as a minute away.
pub(crate) fn end(transcript: &Transcript, n: usize) -> Option<u32> {
    let segment = &transcript.segments[n];
    let next = || {
        transcript
            .segments
            .get(n + 1)?
            .start_ms
            .zip(segment.start_ms)
            .map(|(next, start)| next.min(start.saturating_add(60_000)))
    };
    segment.end_ms.or_else(next)
}

fn words(segment: &Segment) -> u64 {
    let count = |text: &str| {
        let unspaced = text.chars().filter(|c| is_unspaced(*c)).count();
        let spaced = text.split(is_unspaced).filter(|part| part.chars().any(char::is_alphanumeric)).count();
        (unspaced + spaced) as u64
    };
    segment.words.iter().filter(|w| !w.filler).map(|w| count(&w.text)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(speaker: u16, start: u32, end: u32, text: &str) -> Segment {
        Segment { start_ms: Some(start), end_ms: Some(end), speaker: Some(speaker), ..Segment::from_text(text) }
    }

    #[test]
    fn time_words_and_turns_are_counted() {
        let transcript = Transcript {
            speakers: vec!["Ann".into(), "Bob".into()],
            segments: vec![
                said(0, 0, 10_000, "One two three four."),
                said(1, 10_000, 40_000, "Five - six."),
                said(1, 41_000, 60_000, "Seven."),
                said(0, 60_000, 70_000, "Eight."),
            ],
            ..Transcript::default()
        };
        let found = measure(&transcript);
        assert_eq!(found[0].speaker.as_deref(), Some("Bob"));
        assert_eq!(
            (found[0].spoken_ms, found[0].words, found[0].turns, found[0].longest_turn_ms),
            (49_000, 3, 1, 50_000)
        );
        assert_eq!(
            (found[1].spoken_ms, found[1].words, found[1].turns, found[1].longest_turn_ms),
            (20_000, 5, 2, 10_000)
        );
        assert!((found.iter().map(|t| t.share).sum::<f32>() - 1.0).abs() < 1e-6);
        assert_eq!(found[1].words_per_minute, Some(15.0));
    }

    #[test]
    fn without_times_the_words_share() {
        let transcript = Transcript { segments: vec![Segment::from_text("One two.")], ..Transcript::default() };
        let found = measure(&transcript);
        assert_eq!((found[0].speaker.as_deref(), found[0].share, found[0].words_per_minute), (None, 1.0, None));
    }

    #[test]
    fn characters_count_where_there_are_no_spaces() {
        assert_eq!(words(&Segment::from_text("我准备讲讲 BOLT13。")), 6);
    }
}
