//! The outline at the width of the drawing.

use model::audio::Peaks;

use super::SIZE;
use crate::words::percent;

/// Units per column: 4 px on a wide screen, a little more than one on a phone.
pub(super) const WIDE: i32 = 4;
/// Heights are multiples of this: the eye sees no difference, and a page that carries the outline is smaller.
const GRAIN: i32 = 2;
/// The number of columns.
pub(super) const COLUMNS: usize = (SIZE.0 / WIDE) as usize;
/// The highest sample that fills the height at the least: a hiss does not look like speech.
const LEAST: i32 = 24;

/// What lies under one column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    low: i8,
    high: i8,
    /// The sample that fills the height.
    full: i32,
}

impl Level {
    /// Height above the middle when `reach` is the highest; 1 for silence, so that there is a line.
    pub(super) fn above(self, reach: i32) -> i32 {
        scaled(i32::from(self.high).max(0), self.full, reach)
    }

    /// Depth below the middle.
    pub(super) fn below(self, reach: i32) -> i32 {
        scaled((-i32::from(self.low)).max(0), self.full, reach)
    }
}

fn scaled(sample: i32, full: i32, reach: i32) -> i32 {
    if full == 0 { 1 } else { (sample * reach / full / GRAIN * GRAIN).clamp(1, reach) }
}

/// The outline over the length of the recording.
pub(super) struct Columns {
    /// In milliseconds: as given or, where that is 0, what the outline covers.
    pub(super) duration_ms: u32,
    /// One per column.
    pub(super) levels: Vec<Level>,
}

impl Columns {
    pub(super) fn new(peaks: &Peaks, duration_ms: u32) -> Self {
        let covered = covered_ms(peaks);
        let duration_ms = if duration_ms == 0 { covered } else { duration_ms };
        // An outline that does not say what it covers is spread over all.
        let covered = if covered == 0 { duration_ms } else { covered };
        let at = |column: usize| pair_at(column, duration_ms, covered, peaks.len());
        let mut levels: Vec<Level> = (0..COLUMNS)
            .map(|column| {
                let first = at(column);
                let pairs = peaks.data.chunks_exact(2).skip(first).take((at(column + 1) - first).max(1));
                pairs.fold(Level::default(), |level, pair| Level {
                    low: level.low.min(pair[0]),
                    high: level.high.max(pair[1]),
                    full: 0,
                })
            })
            .collect();
        let highest = levels.iter().map(|l| i32::from(l.high).max(-i32::from(l.low))).max().unwrap_or(0);
        for level in &mut levels {
            level.full = highest.max(LEAST);
        }
        Self { duration_ms, levels }
    }

    pub(super) fn is_silent(&self) -> bool {
        self.levels.iter().all(|l| l.low == 0 && l.high == 0)
    }

    /// The highest sample between two times, in words.
    pub(super) fn loudest(&self, from_ms: u32, to_ms: u32) -> String {
        let column = |ms: u32| pair_at_time(ms, self.duration_ms, COLUMNS);
        let first = column(from_ms).min(COLUMNS - 1);
        let levels = &self.levels[first..column(to_ms).clamp(first + 1, COLUMNS)];
        let highest = levels.iter().map(|l| i32::from(l.high).max(-i32::from(l.low))).max().unwrap_or(0);
        percent(highest as f32 / 127.0)
    }
}

/// What the outline covers, in milliseconds; 0 where it does not say.
fn covered_ms(peaks: &Peaks) -> u32 {
    let samples = u64::from(peaks.samples_per_pixel).saturating_mul(peaks.len() as u64);
    let ms = samples.saturating_mul(1000).checked_div(u64::from(peaks.sample_rate)).unwrap_or(0);
    u32::try_from(ms).unwrap_or(u32::MAX)
}

/// The pair of the outline at which a column begins; its length for a column beyond its end.
fn pair_at(column: usize, duration_ms: u32, covered_ms: u32, pairs: usize) -> usize {
    let ms = u64::from(duration_ms) * column as u64 / COLUMNS as u64;
    pair_at_time(u32::try_from(ms).unwrap_or(u32::MAX), covered_ms, pairs)
}

fn pair_at_time(ms: u32, covered_ms: u32, pairs: usize) -> usize {
    let pair = u128::from(ms).saturating_mul(pairs as u128).checked_div(u128::from(covered_ms)).unwrap_or(0);
    usize::try_from(pair).unwrap_or(usize::MAX).min(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extreme_shows() {
        let mut peaks = Peaks { sample_rate: 1000, samples_per_pixel: 10, data: vec![0; 20_000] };
        peaks.data[9_001] = 100;
        peaks.data[12_000] = -128;
        let columns = Columns::new(&peaks, 100_000);
        assert_eq!(columns.levels.iter().map(|l| l.high).max(), Some(100));
        assert_eq!(columns.levels.iter().map(|l| l.below(76)).max(), Some(76));
        assert_eq!(columns.loudest(0, 100_000), "100 %");
        assert_eq!(columns.loudest(0, 1_000), "0 %");
    }

    #[test]
    fn a_short_outline_ends_where_it_ends() {
        let peaks = Peaks { sample_rate: 1000, samples_per_pixel: 100, data: vec![50; 200] };
        let columns = Columns::new(&peaks, 20_000);
        assert!(columns.levels[COLUMNS / 2 - 1].high == 50 && columns.levels[COLUMNS / 2].high == 0);
        let unknown = Columns::new(&Peaks { sample_rate: 0, ..peaks }, 20_000);
        assert_eq!(unknown.levels[COLUMNS - 1].high, 50);
    }
}
