//! How near findings are to what people chose.

/// A boundary is found where one lies this near.
const NEAR_MS: u64 = 30_000;
/// The unit in which windows move over an episode.
const STEP_MS: u64 = 5_000;

/// Hits among what was found and what was wanted; adds up over episodes.
#[derive(Clone, Copy, Default)]
pub struct Hits {
    /// Found and wanted.
    pub hits: usize,
    /// Found.
    pub found: usize,
    /// Wanted.
    pub wanted: usize,
    /// Of the wanted, those that were found: more than `hits` where one finding is two wanted things.
    pub recalled: usize,
}

impl Hits {
    /// Counts the findings that fit something wanted, and the wanted that something fits.
    pub fn count<A, B>(found: &[A], wanted: &[B], fits: impl Fn(&A, &B) -> bool) -> Self {
        Self {
            hits: found.iter().filter(|f| wanted.iter().any(|w| fits(f, w))).count(),
            found: found.len(),
            wanted: wanted.len(),
            recalled: wanted.iter().filter(|w| found.iter().any(|f| fits(f, w))).count(),
        }
    }

    /// Adds those of another episode.
    pub fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.found += other.found;
        self.wanted += other.wanted;
        self.recalled += other.recalled;
    }

    /// Share of the findings that was wanted.
    pub fn precision(&self) -> f64 {
        self.hits as f64 / self.found.max(1) as f64
    }

    /// Share of the wanted that was found.
    pub fn recall(&self) -> f64 {
        self.recalled as f64 / self.wanted.max(1) as f64
    }

    /// Their harmonic mean.
    pub fn f1(&self) -> f64 {
        harmonic(self.precision(), self.recall())
    }
}

/// The harmonic mean of precision and recall.
pub fn harmonic(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// Pairs boundaries that lie within 30 s of one another, each once.
pub fn boundaries(found: &[u64], wanted: &[u64]) -> Hits {
    let mut free: Vec<u64> = found.to_vec();
    let mut hits = 0;
    for w in wanted {
        // The earliest that fits leaves the most to those that follow.
        if let Some(at) = free.iter().position(|f| f.abs_diff(*w) <= NEAR_MS) {
            free.drain(..=at);
            hits += 1;
        }
    }
    Hits { hits, found: found.len(), wanted: wanted.len(), recalled: hits }
}

/// WindowDiff (Pevzner and Hearst 2002): the share of windows, half a mean chapter wide, in which the numbers of boundaries
/// differ. Lower is better.
pub fn window_diff(found: &[u64], wanted: &[u64], duration: u64) -> f64 {
    let steps = (duration / STEP_MS).max(1);
    let width = (steps / (wanted.len() as u64 + 1) / 2).max(1);
    let count = |list: &[u64], from: u64| {
        list.iter().filter(|at| (from * STEP_MS..(from + width) * STEP_MS).contains(at)).count()
    };
    let windows = steps.saturating_sub(width).max(1);
    let wrong = (0..windows).filter(|from| count(found, *from) != count(wanted, *from)).count();
    wrong as f64 / windows as f64
}

/// ROUGE-L (Lin 2004): F1 by the longest common subsequence of the words.
pub fn rouge_l(found: &[String], reference: &[String]) -> f64 {
    let mut row = vec![0_usize; reference.len() + 1];
    for word in found {
        let mut corner = 0;
        for (n, other) in reference.iter().enumerate() {
            let above = row[n + 1];
            row[n + 1] = if word == other { corner + 1 } else { above.max(row[n]) };
            corner = above;
        }
    }
    let common = row[reference.len()] as f64;
    harmonic(common / found.len().max(1) as f64, common / reference.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_counted_once() {
        let found = boundaries(&[10_000, 20_000, 100_000], &[15_000, 125_000, 300_000]);
        assert_eq!((found.hits, found.found, found.wanted), (2, 3, 3));
    }

    #[test]
    fn the_same_boundaries_differ_in_no_window() {
        assert_eq!(window_diff(&[60_000, 120_000], &[60_000, 120_000], 240_000), 0.0);
        assert!(window_diff(&[], &[60_000, 120_000], 240_000) > 0.3);
    }

    #[test]
    fn rouge_counts_words_in_their_order() {
        let words = |t: &str| t.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(
            (rouge_l(&words("a b c d"), &words("b x d")) - 2.0 * 0.5 * (2.0 / 3.0) / (0.5 + 2.0 / 3.0)).abs() < 1e-9
        );
    }
}
