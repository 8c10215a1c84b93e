//! Times for forms that cannot do without.

use model::transcript::{Segment, Transcript};

use crate::spread;

/// A cue to be written.
pub(super) struct Timed<'a> {
    pub segment: &'a Segment,
    pub start: u32,
    pub end: u32,
}

impl Timed<'_> {
    /// The start of each word.
    pub(super) fn word_starts(&self) -> Vec<u32> {
        let words = self.segment.words.clone();
        let whole = Segment { start_ms: Some(self.start), end_ms: Some(self.end), words, ..Segment::default() };
        spread::starts(&whole).unwrap_or_default()
    }
}

/// Every segment with words, with a start that does not go back and an end after it. Untimed ones lie between their timed
/// neighbours, at reading pace.
pub(super) fn timed(transcript: &Transcript) -> Vec<Timed<'_>> {
    let segments: Vec<&Segment> = transcript.segments.iter().filter(|s| !s.words.is_empty()).collect();
    let mut next_start = vec![None; segments.len()];
    let mut next = None;
    for (i, segment) in segments.iter().enumerate().rev() {
        next_start[i] = next;
        next = segment.start_ms.or(next);
    }
    let (mut latest, mut latest_end) = (0, 0);
    segments
        .into_iter()
        .zip(next_start)
        .map(|(segment, next)| {
            let pace = spread::speaking_ms(segment.words.len());
            let start = match segment.start_ms {
                Some(start) => start.max(latest),
                None => next.map_or(latest_end, |n| latest_end.min(n)).max(latest),
            };
            let end = match (segment.end_ms.filter(|_| segment.start_ms.is_some()), next) {
                (Some(end), _) => end,
                (None, Some(next)) => start.saturating_add(pace).min(next),
                (None, None) => start.saturating_add(pace),
            };
            let end = end.max(start.saturating_add(1));
            (latest, latest_end) = (start, end);
            Timed { segment, start, end }
        })
        .collect()
}
