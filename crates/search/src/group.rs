//! Passages that were found become episodes with their best passages, and counts by show, speaker and year.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

use model::Uuid;

/// A passage that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The passage.
    pub passage: i64,
    /// Its episode.
    pub episode: Uuid,
    /// The show of that.
    pub show: Uuid,
    /// The year in which that was published; none of a draft.
    pub year: Option<i32>,
    /// Who speaks; empty where that is not known.
    pub speaker: String,
}

/// In how many episodes something was found, most first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By show.
    pub shows: Vec<(Uuid, usize)>,
    /// By speaker.
    pub speakers: Vec<(String, usize)>,
    /// By year, the newest first.
    pub years: Vec<(i32, usize)>,
}

/// Episodes, best first, each with its best passages, best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouped {
    /// The episodes.
    pub episodes: Vec<(Uuid, Vec<i64>)>,
    /// Counts over all of them.
    pub facets: Facets,
}

/// Groups candidates, best first, by episode. An episode is as good as its best passage; of each, `passages` are kept.
#[must_use]
pub fn group(ranked: &[&Candidate], passages: usize) -> Grouped {
    let mut place: HashMap<Uuid, usize> = HashMap::new();
    let mut episodes: Vec<(Uuid, Vec<i64>)> = Vec::new();
    let mut shows = HashMap::new();
    let mut years = HashMap::new();
    let mut spoke: HashMap<&str, HashSet<Uuid>> = HashMap::new();
    for found in ranked {
        let at = *place.entry(found.episode).or_insert_with(|| {
            episodes.push((found.episode, Vec::new()));
            *shows.entry(found.show).or_insert(0) += 1;
            if let Some(year) = found.year {
                *years.entry(year).or_insert(0) += 1;
            }
            episodes.len() - 1
        });
        if episodes[at].1.len() < passages {
            episodes[at].1.push(found.passage);
        }
        if !found.speaker.is_empty() {
            spoke.entry(&found.speaker).or_default().insert(found.episode);
        }
    }
    let speakers = spoke.into_iter().map(|(name, episodes)| (name.to_owned(), episodes.len())).collect();
    let mut years: Vec<(i32, usize)> = years.into_iter().collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    Grouped { episodes, facets: Facets { shows: most_first(shows), speakers: most_first(speakers), years } }
}

fn most_first<T: Ord + Eq + Hash>(counts: HashMap<T, usize>) -> Vec<(T, usize)> {
    let mut counts: Vec<(T, usize)> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn episodes_come_in_the_order_of_their_best_passages() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let of = |passage, episode, speaker: &str| Candidate {
            passage,
            episode,
            show: Uuid::nil(),
            year: (episode == one).then_some(2024),
            speaker: speaker.into(),
        };
        let found = [of(7, two, "Ann"), of(3, one, "Bob"), of(8, two, "Bob"), of(9, two, "Ann"), of(1, one, "")];
        let grouped = group(&found.iter().collect::<Vec<_>>(), 2);
        assert_eq!(grouped.episodes, [(two, vec![7, 8]), (one, vec![3, 1])]);
        assert_eq!(grouped.facets.shows, [(Uuid::nil(), 2)]);
        assert_eq!(grouped.facets.speakers, [("Bob".to_owned(), 2), ("Ann".to_owned(), 1)]);
        assert_eq!(grouped.facets.years, [(2024, 1)], "a draft has no year");
    }
}
