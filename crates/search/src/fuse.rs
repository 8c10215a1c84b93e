//! Several ranked lists become one.

use std::{collections::HashMap, hash::Hash};

/// How little the first places of a list differ (Cormack, Clarke and Büttcher 2009).
const K: f64 = 60.0;

/// Reciprocal rank fusion: each list gives `weight / (60 + rank)` to what is in it, best first. What ranks alike stays in the
/// order of the lists.
#[must_use]
pub fn fuse<T: Copy + Eq + Hash>(lists: &[(f64, Vec<T>)]) -> Vec<(T, f64)> {
    let mut place: HashMap<T, usize> = HashMap::new();
    let mut fused: Vec<(T, f64)> = Vec::new();
    for (weight, list) in lists {
        let mut rank = 0.0;
        for item in list {
            rank += 1.0;
            let at = *place.entry(*item).or_insert_with(|| {
                fused.push((*item, 0.0));
                fused.len() - 1
            });
            fused[at].1 += weight / (K + rank);
        }
    }
    fused.sort_by(|a, b| b.1.total_cmp(&a.1));
    fused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_lists_agree_on_comes_first() {
        let fused = fuse(&[(1.0, vec!['a', 'b', 'c']), (1.0, vec!['b', 'd'])]);
        assert_eq!(fused.iter().map(|f| f.0).collect::<String>(), "badc");
        assert!((fused[0].1 - (1.0 / 62.0 + 1.0 / 61.0)).abs() < 1e-12);
    }

    #[test]
    fn a_lighter_list_fills_up_and_a_third_one_may_come() {
        let exact: Vec<u32> = (0..10).collect();
        let fused = fuse(&[(1.0, exact), (0.5, vec![100, 101]), (0.5, vec![101])]);
        let order: Vec<u32> = fused.iter().map(|f| f.0).collect();
        assert_eq!(order, [0, 101, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100]);
        assert!(fuse::<u32>(&[]).is_empty());
    }
}
