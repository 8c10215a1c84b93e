//! The equal steps into which an episode is divided for its timelines.

use crate::document::Document;

const STEPS: usize = 60;
/// From this length on an episode has all steps; a shorter one has steps of ten seconds at least.
const FULL_MS: u32 = 600_000;
const SHORTEST_MS: u32 = 10_000;
/// Without times a step has this many segments at least.
const LEAST_SEGMENTS: usize = 5;

/// One step.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Start, in milliseconds of the audio; `None` without times.
    pub start_ms: Option<u32>,
    /// End.
    pub end_ms: Option<u32>,
    /// The units that are spoken in it, in part at least.
    pub units: Vec<usize>,
}

/// Divides an episode: by time from 0 to the end of the last segment, or by the number of segments where there are no times.
pub(crate) fn divide(document: &Document<'_>) -> Vec<Step> {
    if document.units.is_empty() {
        return Vec::new();
    }
    let segments = &document.transcript.segments;
    let timed = document.transcript.is_timed();
    let (total, count) = match document.transcript.end_ms().filter(|_| timed) {
        Some(end) if end >= FULL_MS => (u64::from(end), STEPS),
        Some(end) => (u64::from(end.max(1)), ((end / SHORTEST_MS) as usize).max(1)),
        None => (segments.len() as u64, (segments.len() / LEAST_SEGMENTS).clamp(1, STEPS)),
    };
    let count_64 = count as u64;
    let bound = |n: u64| n * total / count_64;
    let mut steps: Vec<Step> = (0..count_64)
        .map(|n| Step {
            start_ms: timed.then(|| u32::try_from(bound(n)).unwrap_or(u32::MAX)),
            end_ms: timed.then(|| u32::try_from(bound(n + 1)).unwrap_or(u32::MAX)),
            units: Vec::new(),
        })
        .collect();
    for (index, unit) in document.units.iter().enumerate() {
        let (start, end) = if timed {
            let start = segments[unit.first as usize].start_ms.unwrap_or_default();
            let end = segments[unit.last as usize].end_ms.unwrap_or(start);
            (u64::from(start), u64::from(end))
        } else {
            (u64::from(unit.first), u64::from(unit.last) + 1)
        };
        // The step of a moment is the largest n with bound(n) <= moment.
        let step = |moment: u64| {
            let n = (moment * count_64 / total).min(count_64 - 1);
            (if n + 1 < count_64 && bound(n + 1) <= moment { n + 1 } else { n }) as usize
        };
        let last = end.saturating_sub(1).max(start);
        for step in &mut steps[step(start)..=step(last)] {
            step.units.push(index);
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Transcript};

    fn timed(starts: &[u32], length: u32) -> Transcript {
        let segment =
            |s: &u32| Segment { start_ms: Some(*s), end_ms: Some(s + length), ..Segment::from_text("A word.") };
        Transcript { segments: starts.iter().map(segment).collect(), ..Transcript::default() }
    }

    fn count(transcript: &Transcript) -> usize {
        divide(&Document::new(transcript)).len()
    }

    #[test]
    fn the_number_of_steps_follows_the_length() {
        assert_eq!(count(&timed(&[0], 5_000)), 1);
        assert_eq!(count(&timed(&[0, 40_000], 9_000)), 4);
        assert_eq!(count(&timed(&[0, 3_600_000], 9_000)), 60);
        assert_eq!(count(&Transcript::default()), 0);
    }

    #[test]
    fn steps_cover_the_episode_and_hold_what_is_said_in_them() {
        let transcript = timed(&[0, 15_000, 25_000], 10_000);
        let steps = divide(&Document::new(&transcript));
        assert_eq!(steps.first().and_then(|s| s.start_ms), Some(0));
        assert_eq!(steps.last().and_then(|s| s.end_ms), Some(35_000));
        assert!(steps.windows(2).all(|w| w[0].end_ms == w[1].start_ms));
        assert_eq!(steps.iter().map(|s| s.units.clone()).collect::<Vec<_>>(), [vec![0], vec![1], vec![1, 2]]);
    }

    #[test]
    fn without_times_segments_are_counted() {
        let transcript = Transcript { segments: vec![Segment::from_text("A word."); 40], ..Transcript::default() };
        let steps = divide(&Document::new(&transcript));
        assert_eq!(steps.len(), 8);
        assert_eq!(steps[7].units, [35, 36, 37, 38, 39]);
        assert_eq!(steps[0].start_ms, None);
    }
}
