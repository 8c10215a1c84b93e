//! The steps of an episode, grouped so that each is wide enough to be hit with a finger.

use std::ops::Range;

use model::insight::SentimentPoint;
use model::timecode;

use crate::canvas::{Mark, WIDTH};
use crate::ink::Ink;

/// The most that fit side by side: each is 12 px wide on a phone.
const MOST: usize = 30;

/// Some steps shown as one.
pub(crate) struct Bin {
    /// The steps.
    pub(crate) steps: Range<usize>,
    /// Where they start and end, where there are times.
    pub(crate) times: Option<(u32, u32)>,
    /// Where they stand, as a share of all.
    pub(crate) place: (f32, f32),
}

/// Groups `count` steps; times come from `points` where it has one for each.
pub(crate) fn group(count: usize, points: &[SentimentPoint]) -> Vec<Bin> {
    let points = if points.len() == count { points } else { &[] };
    let size = count.div_ceil(MOST).max(1);
    (0..count)
        .step_by(size)
        .map(|first| {
            let steps = first..(first + size).min(count);
            let times = points.get(steps.clone()).filter(|p| !p.is_empty()).and_then(|points| {
                let start = points.first()?.start_ms?;
                Some((start, points.last()?.end_ms?.max(start)))
            });
            let share = |n: usize| n as f32 / count as f32;
            Bin { place: (share(steps.start), share(steps.end)), steps, times }
        })
        .collect()
}

impl Bin {
    /// Left and right edge in a plot that begins at `from` and ends at the right of the chart.
    pub(crate) fn edges(&self, from: i32) -> (i32, i32) {
        let x = |share: f32| from + (share * (WIDTH - from) as f32).round() as i32;
        (x(self.place.0), x(self.place.1))
    }

    /// Start and end for a table.
    pub(crate) fn span(&self) -> (String, String) {
        match self.times {
            Some((start, end)) => (timecode::clock(start), timecode::clock(end)),
            None => (format!("{:.0} %", self.place.0 * 100.0), format!("{:.0} %", self.place.1 * 100.0)),
        }
    }

    /// Where it is, within a sentence.
    pub(crate) fn around(&self) -> String {
        match self.times {
            Some((start, end)) => format!("around {}", timecode::clock(start + (end - start) / 2)),
            None => match f32::midpoint(self.place.0, self.place.1) {
                p if p < 0.33 => "near the beginning".into(),
                p if p < 0.67 => "near the middle".into(),
                _ => "near the end".into(),
            },
        }
    }
}

/// The mean of some values; none for none.
pub(crate) fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), v| (sum + v, n + 1.0));
    (n > 0.0).then_some(sum / n)
}

/// Words below a plot: where it begins and how long it is.
pub(crate) fn axis(bins: &[Bin], from: i32, y: i32) -> [Mark; 2] {
    let end = match bins.last().and_then(|bin| bin.times) {
        Some((_, end)) => timecode::spoken(end),
        None => "end".into(),
    };
    [Mark::text("start", (from, y), Ink::Quiet), Mark::text_ending(end, (WIDTH, y), Ink::Quiet)]
}

/// Names of the two columns that [`Bin::span`] fills.
pub(crate) fn span_head() -> [String; 2] {
    ["From".into(), "To".into()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(start: u32) -> SentimentPoint {
        SentimentPoint { start_ms: Some(start), end_ms: Some(start + 10), score: 0.0, segments: None }
    }

    #[test]
    fn bins_cover_all_steps_in_order() {
        let points: Vec<_> = (0..61).map(|i| point(i * 10)).collect();
        let bins = group(61, &points);
        assert!(bins.len() <= MOST);
        assert_eq!(bins.iter().flat_map(|b| b.steps.clone()).collect::<Vec<_>>(), (0..61).collect::<Vec<_>>());
        assert_eq!(bins[0].times, Some((0, 30)));
        assert_eq!(bins.last().unwrap().times, Some((600, 610)));
        assert_eq!(bins.last().unwrap().edges(40).1, WIDTH);
    }

    #[test]
    fn other_counts_have_no_times() {
        assert!(group(2, &[point(0)]).iter().all(|b| b.times.is_none()));
        assert!(group(0, &[]).is_empty());
    }
}
