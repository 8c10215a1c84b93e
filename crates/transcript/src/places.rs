//! Where the segments of one version of a transcript stand in another.

use model::transcript::Segment;

use crate::align::matching;

/// For each old segment the first and the last of the new ones that hold its words. One of which nothing is left is where it
/// would stand: what came in its place, or else the segment that follows now. Empty where the new version is.
#[must_use]
pub fn places(old: &[&Segment], new: &[&Segment]) -> Vec<(usize, usize)> {
    if new.is_empty() {
        return Vec::new();
    }
    let (old_words, old_homes) = words(old);
    let (new_words, new_homes) = words(new);
    let mut found: Vec<Option<(usize, usize)>> = vec![None; old.len()];
    for (i, j) in matching::pairs(&old_words, &new_words) {
        let home = new_homes[j];
        let place = found[old_homes[i]].get_or_insert((home, home));
        place.1 = home;
    }
    let mut out = Vec::with_capacity(old.len());
    while out.len() < old.len() {
        let at = out.len();
        if let Some(place) = found[at] {
            out.push(place);
            continue;
        }
        // A run of which nothing is left shares what stands between its neighbours.
        let length = found[at..].iter().take_while(|f| f.is_none()).count();
        let from = at.checked_sub(1).map_or(0, |before| out[before].1 + 1);
        let next = found.get(at + length).copied().flatten().map_or(new.len(), |(first, _)| first);
        let between = next.saturating_sub(from);
        for k in 0..length {
            out.push(if between == 0 {
                let there = next.min(new.len() - 1);
                (there, there)
            } else {
                let first = from + k * between / length;
                (first, (from + (k + 1) * between / length).saturating_sub(1).max(first))
            });
        }
    }
    out
}

/// The words of segments, and the segment of each.
fn words<'a>(segments: &[&'a Segment]) -> (Vec<&'a str>, Vec<usize>) {
    let placed = segments.iter().enumerate();
    placed.flat_map(|(i, s)| s.words.iter().map(move |w| (w.text.as_str(), i))).unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(lines: &[&str]) -> Vec<Segment> {
        lines.iter().map(|l| Segment::from_text(l)).collect()
    }

    fn placed(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
        places(&said(old).iter().collect::<Vec<_>>(), &said(new).iter().collect::<Vec<_>>())
    }

    #[test]
    fn divided_and_joined_segments_are_found_by_their_words() {
        let talk = ["Hello and welcome to the show.", "Thank you, it is good to be here.", "We talk about bees today."];
        let other =
            ["Hello and", "welcome to the show. Thank you,", "it is good to be here.", "We talk about bees today."];
        assert_eq!(placed(&talk, &other), [(0, 1), (1, 2), (3, 3)]);
        assert_eq!(placed(&other, &talk), [(0, 0), (0, 1), (1, 1), (2, 2)]);
        assert_eq!(placed(&talk, &talk), [(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn what_is_gone_is_where_it_would_stand() {
        let talk = ["Hello and welcome.", "Thank you very much.", "We talk about bees today."];
        assert_eq!(placed(&talk, &[talk[0], talk[2]]), [(0, 0), (1, 1), (1, 1)]);
        assert_eq!(placed(&talk, &talk[..2]), [(0, 0), (1, 1), (1, 1)]);
        assert_eq!(placed(&talk, &[talk[0], "Other words entirely", "stand here.", talk[2]])[1], (1, 2));
        assert_eq!(placed(&talk, &["Nothing."]), [(0, 0); 3]);
        assert_eq!(placed(&talk, &[]), []);
        assert_eq!(placed(&[], &talk), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn places_ascend_and_are_those_of_the_new_version(
            old in prop::collection::vec("[ab]{1,3}( [a-c]{1,4}){0,5}", 0..9),
            new in prop::collection::vec("[ab]{1,3}( [a-c]{1,4}){0,5}", 1..9),
        ) {
            let old: Vec<&str> = old.iter().map(String::as_str).collect();
            let new: Vec<&str> = new.iter().map(String::as_str).collect();
            let places = placed(&old, &new);
            prop_assert_eq!(places.len(), old.len());
            prop_assert!(places.iter().all(|(first, last)| first <= last && *last < new.len()));
            prop_assert!(places.is_sorted_by(|a, b| a.0 <= b.0 && a.1 <= b.1), "{:?}", places);
        }

        #[test]
        fn however_the_same_words_are_grouped_each_is_in_its_place(
            words in prop::collection::vec("[a-z]{4,8}", 1..40),
            (every, other) in (1..7_usize, 1..7_usize),
        ) {
            let group = |n: usize| words.chunks(n).map(|c| c.join(" ")).collect::<Vec<_>>();
            let (old, new) = (group(every), group(other));
            let places = placed(
                &old.iter().map(String::as_str).collect::<Vec<_>>(),
                &new.iter().map(String::as_str).collect::<Vec<_>>(),
            );
            for (i, place) in places.into_iter().enumerate() {
                let (first, last) = (i * every, ((i + 1) * every).min(words.len()) - 1);
                prop_assert_eq!(place, (first / other, last / other));
            }
        }
    }
}
