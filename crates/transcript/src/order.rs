//! Times that go back, put right.

use model::transcript::Segment;

use crate::{
    draft::Kind,
    problems::{Fix, Fixes},
};

/// A cue that is out of order by no more than this, in milliseconds, is crosstalk and is sorted in; a larger step back is a
/// mistyped time, whose passage stays where the text has it.
const CROSSTALK_MS: u32 = 10_000;

/// Makes starts never go back. The passages that break the order are the fewest that have to go for the rest to ascend.
pub(crate) fn restore(segments: &mut [Segment], kind: Kind, fixes: &mut Fixes) {
    let timed: Vec<(usize, u32)> = segments.iter().enumerate().filter_map(|(i, s)| Some((i, s.start_ms?))).collect();
    if timed.is_sorted_by_key(|(_, start)| *start) {
        return;
    }
    let starts: Vec<u32> = timed.iter().map(|(_, start)| *start).collect();
    let keep = longest_ascent(&starts);
    let stray = keep.iter().filter(|k| !**k).count();
    if kind != Kind::Text && stray * 5 > timed.len() && timed.len() == segments.len() {
        fixes.add_n(Fix::OutOfOrder, stray);
        segments.sort_by_key(|s| s.start_ms);
        return;
    }
    let mut sorted = 0;
    let mut moved = 0;
    let first_kept = starts.iter().zip(&keep).find(|(_, k)| **k).map_or(0, |(s, _)| *s);
    let mut before = first_kept;
    for (place, &(i, start)) in timed.iter().enumerate() {
        if keep[place] {
            before = start;
            continue;
        }
        if kind != Kind::Text && start.abs_diff(before) <= CROSSTALK_MS {
            sorted += 1;
            continue;
        }
        let segment = &mut segments[i];
        let length = segment.end_ms.and_then(|e| e.checked_sub(start)).unwrap_or(0);
        segment.start_ms = Some(before);
        segment.end_ms = segment.end_ms.map(|_| before.saturating_add(length));
        for word in &mut segment.words {
            (word.start_ms, word.end_ms) = (None, None);
        }
        moved += 1;
    }
    if sorted > 0 && timed.len() == segments.len() {
        segments.sort_by_key(|s| s.start_ms);
    }
    fixes.add_n(Fix::OutOfOrder, sorted);
    fixes.add_n(Fix::Backward, moved);
    // Untimed passages between timed ones keep a file from being sorted; what is left is moved forward.
    let mut before = 0;
    for segment in segments {
        if let Some(start) = segment.start_ms {
            before = before.max(start);
            segment.start_ms = Some(before);
        }
    }
}

/// Which members make up a longest non-decreasing subsequence.
fn longest_ascent(values: &[u32]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; values.len()];
    for (i, value) in values.iter().enumerate() {
        let place = tails.partition_point(|t| values[*t] <= *value);
        previous[i] = place.checked_sub(1).map(|p| tails[p]);
        if place == tails.len() {
            tails.push(i);
        } else {
            tails[place] = i;
        }
    }
    let mut keep = vec![false; values.len()];
    let mut at = tails.last().copied();
    while let Some(i) = at {
        keep[i] = true;
        at = previous[i];
    }
    keep
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restored(starts: &[u32], kind: Kind) -> (Vec<u32>, Vec<String>) {
        let mut segments: Vec<Segment> = starts
            .iter()
            .enumerate()
            .map(|(i, s)| Segment { start_ms: Some(*s), ..Segment::from_text(&format!("w{i}")) })
            .collect();
        restore(&mut segments, kind, &mut Fixes::default());
        (segments.iter().map(|s| s.start_ms.unwrap()).collect(), segments.iter().map(Segment::text).collect())
    }

    #[test]
    fn one_mistyped_time_moves_only_itself() {
        let (starts, texts) = restored(&[0, 60_000, 999_000, 120_000, 180_000, 240_000], Kind::Text);
        assert_eq!(starts, [0, 60_000, 60_000, 120_000, 180_000, 240_000]);
        assert_eq!(texts, ["w0", "w1", "w2", "w3", "w4", "w5"]);
    }

    #[test]
    fn crosstalk_is_sorted() {
        let (starts, texts) = restored(&[0, 5_000, 4_000, 9_000, 12_000, 15_000], Kind::Cues);
        assert_eq!(starts, [0, 4_000, 5_000, 9_000, 12_000, 15_000]);
        assert_eq!(texts[1], "w2");
    }

    #[test]
    fn a_shuffled_file_is_sorted() {
        let (starts, _) = restored(&[90_000, 60_000, 30_000, 0], Kind::SingleCues);
        assert_eq!(starts, [0, 30_000, 60_000, 90_000]);
    }
}
