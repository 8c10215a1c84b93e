//! Which windows are of one voice: average-linkage agglomerative clustering by cosine. The nearest two clusters become
//! one again and again, by the mean likeness of their members, until no two are alike enough.

use super::lstm::{EMBEDDING_ZERO, Embedding, normalise};

/// Clusters less alike than this (mean cosine of their members) are different voices.
///
/// On the recordings it was measured on, the last two parts of one voice were 0.67 to 0.70 alike, those of two voices
/// 0.40 to 0.48, and 0.64 for two narrators of the same kind.
pub(super) const ALIKE: f32 = 0.65;
/// Voices that are told apart at most.
pub(super) const MOST: usize = 8;
/// Windows that are compared each with each: 16 MB of likenesses.
pub(super) const MOST_COMPARED: usize = 2000;
/// Of voices that are heard in fewer windows than this, or in less than the share of all, none is made.
const LEAST: usize = 4;
const LEAST_SHARE: usize = 200;

/// The likeness of two directions, 0 to 1.
pub(super) fn likeness(a: &Embedding, b: &Embedding) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The middles of the voices in some windows, the most heard first; `known` is how many there are to be, if somebody
/// knows. One for each voice, at most [`MOST`]; none only for no windows.
pub(super) fn voices(windows: &[&Embedding], known: Option<usize>) -> Vec<Embedding> {
    let stride = windows.len().div_ceil(MOST_COMPARED).max(1);
    let compared: Vec<&Embedding> = windows.iter().step_by(stride).copied().collect();
    let merges = merges(&compared);
    let least = LEAST.max(compared.len() / LEAST_SHARE).min(compared.len().div_ceil(4));
    let count = stop(compared.len(), &merges, least, known);
    let labels = labels(compared.len(), &merges[..count]);
    let mut sizes = vec![0; compared.len()];
    labels.iter().for_each(|label| sizes[*label] += 1);
    let mut large: Vec<usize> = (0..sizes.len()).filter(|label| sizes[*label] >= least).collect();
    large.sort_by_key(|label| std::cmp::Reverse(sizes[*label]));
    large.truncate(known.unwrap_or(MOST).clamp(1, MOST));
    let mut middles: Vec<Embedding> = large
        .iter()
        .map(|voice| middle(compared.iter().zip(&labels).filter(|(_, label)| *label == voice).map(|(w, _)| *w)))
        .collect();
    // What was joined early may be nearer to what came later: as k-means does, each goes to the nearest.
    for _ in 0..5 {
        let nearest: Vec<_> = compared.iter().map(|w| nearest(&middles, w)).collect();
        for (at, voice) in middles.iter_mut().enumerate() {
            let own = compared.iter().zip(&nearest).filter(|(_, n)| **n == Some(at)).map(|(w, _)| *w);
            let moved = middle(own);
            if moved != EMBEDDING_ZERO {
                *voice = moved;
            }
        }
    }
    middles
}

/// The voice that a window is most like.
pub(super) fn nearest(middles: &[Embedding], window: &Embedding) -> Option<usize> {
    let alike = |at: &usize| likeness(&middles[*at], window);
    (0..middles.len()).max_by(|a, b| alike(a).total_cmp(&alike(b)))
}

fn middle<'a>(windows: impl Iterator<Item = &'a Embedding>) -> Embedding {
    let mut sum = EMBEDDING_ZERO;
    windows.for_each(|w| sum.iter_mut().zip(w).for_each(|(sum, x)| *sum += x));
    normalise(&mut sum);
    sum
}

/// Two clusters that become one, named by their first members, and how alike they are.
#[derive(Debug, Clone, Copy)]
struct Merge {
    into: usize,
    from: usize,
    likeness: f32,
}

/// All merges, down to one cluster.
fn merges(windows: &[&Embedding]) -> Vec<Merge> {
    let n = windows.len();
    let mut table = vec![f32::NEG_INFINITY; n * n];
    for a in 0..n {
        for b in 0..a {
            let alike = likeness(windows[a], windows[b]);
            table[a * n + b] = alike;
            table[b * n + a] = alike;
        }
    }
    let mut sizes = vec![1.0_f32; n];
    let mut alive: Vec<usize> = (0..n).collect();
    let best_of = |table: &[f32], alive: &[usize], a: usize| {
        let others = alive.iter().copied().filter(|b| *b != a);
        others.max_by(|b, c| table[a * n + b].total_cmp(&table[a * n + c])).unwrap_or(a)
    };
    let mut best: Vec<usize> = (0..n).map(|a| best_of(&table, &alive, a)).collect();
    let mut out = Vec::new();
    while alive.len() > 1 {
        let likeness = |a: &usize| table[a * n + best[*a]];
        let Some(a) = alive.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b))) else { break };
        let (into, from) = (a.min(best[a]), a.max(best[a]));
        out.push(Merge { into, from, likeness: table[into * n + from] });
        let all = sizes[into] + sizes[from];
        alive.retain(|other| *other != from);
        for other in alive.iter().copied().filter(|other| *other != into) {
            // The mean over the pairs of both (Lance and Williams, 1967).
            let mean = (table[into * n + other] * sizes[into] + table[from * n + other] * sizes[from]) / all;
            table[into * n + other] = mean;
            table[other * n + into] = mean;
        }
        sizes[into] = all;
        // A mean of two is never nearer to a third than the nearer of them was: only those that had one of the two
        // as the best must look again.
        for other in alive.iter().copied() {
            if other == into || best[other] == into || best[other] == from {
                best[other] = best_of(&table, &alive, other);
            }
        }
    }
    out
}

/// After how many merges to stop.
fn stop(n: usize, merges: &[Merge], least: usize, known: Option<usize>) -> usize {
    let alike = merges.iter().take_while(|merge| merge.likeness >= ALIKE).count();
    let mut sizes = vec![1; n];
    let mut large = if least <= 1 { n } else { 0 };
    let mut after = vec![large];
    for merge in merges {
        let both = sizes[merge.into] + sizes[merge.from];
        let was = usize::from(sizes[merge.into] >= least) + usize::from(sizes[merge.from] >= least);
        large = large - was + usize::from(both >= least);
        sizes[merge.into] = both;
        after.push(large);
    }
    // Odd windows must not count as voices: what counts is how many clusters are large.
    match known {
        Some(known) => after.iter().rposition(|large| *large == known).unwrap_or(alike),
        None => (alike..after.len()).find(|at| after[*at] <= MOST && after[*at] > 0).unwrap_or(merges.len()),
    }
}

/// The cluster of each window, named by its first member.
fn labels(n: usize, merges: &[Merge]) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..n).collect();
    merges.iter().for_each(|merge| parents[merge.from] = merge.into);
    // A parent comes before its children, so its own label is there already.
    for at in 0..n {
        parents[at] = parents[parents[at]];
    }
    parents
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Windows around some directions, each off by a little of its own.
    fn around(voices: &[usize]) -> Vec<Embedding> {
        let mut seed = 7_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / (1 << 24) as f32
        };
        let one = |voice: &usize| {
            let mut out = EMBEDDING_ZERO;
            out.iter_mut().enumerate().for_each(|(i, x)| *x = noise() * 0.8 + if i / 16 == *voice { 2.0 } else { 0.0 });
            normalise(&mut out);
            out
        };
        voices.iter().map(one).collect()
    }

    fn found(windows: &[Embedding], known: Option<usize>) -> (usize, Vec<Option<usize>>) {
        let middles = voices(&windows.iter().collect::<Vec<_>>(), known);
        (middles.len(), windows.iter().map(|w| nearest(&middles, w)).collect())
    }

    #[test]
    fn voices_are_told_apart_and_the_most_heard_is_first() {
        let said: Vec<usize> = (0..60).map(|i| [2, 0, 2, 1, 2, 0][i / 10]).collect();
        let (count, labels) = found(&around(&said), None);
        assert_eq!(count, 3);
        assert!(said.iter().zip(labels).all(|(said, found)| found == Some([1, 2, 0][*said])));
    }

    #[test]
    fn one_voice_is_one() {
        assert_eq!(found(&around(&[3; 40]), None).0, 1);
        assert_eq!(found(&around(&[3]), None).0, 1);
        assert_eq!(found(&[], None), (0, Vec::new()));
    }

    #[test]
    fn a_cough_is_no_voice() {
        let mut said = vec![0; 20];
        said.extend([1; 20]);
        said[5] = 7;
        assert_eq!(found(&around(&said), None).0, 2);
        assert_eq!(found(&around(&said), Some(2)).0, 2);
        assert_eq!(found(&around(&said), Some(1)).0, 1);
    }

    #[test]
    fn no_more_voices_than_can_be_told_apart() {
        let said: Vec<usize> = (0..140).map(|i| i / 10).collect();
        assert!((1..=MOST).contains(&found(&around(&said), None).0));
    }

    #[test]
    fn long_recordings_are_compared_in_part() {
        let said: Vec<usize> = (0..5000).map(|i| i / 500 % 2).collect();
        let (count, labels) = found(&around(&said), None);
        assert_eq!(count, 2);
        assert!(said.iter().zip(&labels).all(|(said, found)| (*said == 0) == (*found == labels[0])));
    }
}
