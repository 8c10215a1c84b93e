//! Episodes that are about the same things.

use std::collections::HashMap;

use model::{
    Uuid,
    episode::EpisodeStatus,
    insight::Insights,
    related::{Related, WORDS},
};
use search::meaning::{Meaning, nearest};

use crate::{
    Actor, Error, Service,
    access::{Permission, may},
};

/// Episodes that one chooses when it is likened. A page shows four: the others stand by for those that are taken back.
const CHOSEN: usize = 12;
/// How alike two have to be by a model. What the mean of an episode keeps is its subject and what all talk has in common: the
/// latter alone gives about 0.3.
const LEAST_BY_MODEL: f32 = 0.45;
/// How alike two have to be by their words: a fifth of what marks them. Strangers meet by chance at 0.05.
const LEAST_BY_WORDS: f32 = 0.2;

/// The public episodes that are most like one, which is public or one that the viewer may see.
///
/// # Errors
/// `NotFound`.
pub async fn get(service: &Service, viewer: Option<&Actor>, id: Uuid) -> Result<Related, Error> {
    let mut conn = store::connection(&service.db).await?;
    let episode = store::episodes::by_id(&mut *conn, id).await?.ok_or(Error::NotFound)?;
    let is_visible = match viewer {
        _ if episode.status == EpisodeStatus::Published => true,
        Some(actor) => may(&mut conn, actor, episode.show_id, Permission::View).await?,
        None => false,
    };
    if !is_visible {
        return Err(Error::NotFound);
    }
    Ok(store::related::get(&mut *conn, id).await?)
}

/// The words that mark an episode with their weights: what is public of its key phrases, topics and names, the strongest of each
/// kind being 1.
pub(crate) fn words(insights: &Insights) -> Vec<(&str, f32)> {
    let count = |n: u32| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    let heaviest = insights.topics.iter().map(|topic| topic.weight).fold(f32::MIN_POSITIVE, f32::max);
    let most = insights.entities.iter().map(|entity| count(entity.count)).fold(1.0, f32::max);
    let phrases = insights.key_phrases.iter().map(|phrase| (phrase.text.as_str(), phrase.score));
    let topics = insights.topics.iter().map(|topic| (topic.name.as_str(), topic.weight / heaviest));
    let names = insights.entities.iter().map(|entity| (entity.name.as_str(), count(entity.count) / most));
    phrases.chain(topics).chain(names).collect()
}

/// With which others an episode is paired: those that are most like it, and those that chose it before and still are like it.
pub(crate) fn choose(
    mean: &Meaning,
    others: &[(Uuid, Vec<u8>)],
    by: &str,
    before: &HashMap<Uuid, f32>,
) -> HashMap<Uuid, f32> {
    let least = if by == WORDS { LEAST_BY_WORDS } else { LEAST_BY_MODEL };
    let others: Vec<(Uuid, Meaning)> =
        others.iter().filter_map(|(id, bytes)| Some((*id, Meaning::from_bytes(bytes)?))).collect();
    let near = nearest(mean, others.iter().map(|(id, meaning)| (*id, meaning)), least);
    let is_chosen = |(rank, (id, _)): &(usize, (Uuid, f32))| *rank < CHOSEN || before.contains_key(id);
    near.into_iter().enumerate().filter(is_chosen).map(|(_, pair)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(words: &[(&str, f32)]) -> Meaning {
        Meaning::of_words(words.iter().copied(), search::Language::of("en"))
    }

    #[test]
    fn the_nearest_are_chosen_and_those_that_chose_it_stay() {
        let whales = about(&[("whales", 1.0), ("sea", 0.5)]);
        // Each a little less alike than the one before; the last has nothing in common.
        let mut others: Vec<(Uuid, Vec<u8>)> = (0..20_u8)
            .map(|n| {
                let other = about(&[("whales", 1.0), ("sea", 0.5), ("printing", 0.05 * f32::from(n))]);
                (Uuid::from_u128(n.into()), other.to_bytes())
            })
            .collect();
        let stranger = Uuid::from_u128(99);
        others.push((stranger, about(&[("printing", 1.0)]).to_bytes()));
        let (near, far) = (Uuid::from_u128(0), Uuid::from_u128(19));
        let chosen = choose(&whales, &others, WORDS, &HashMap::new());
        assert_eq!(chosen.len(), CHOSEN);
        assert!(chosen[&near] > 0.99 && !chosen.contains_key(&far));
        let before = HashMap::from([(far, 0.1), (stranger, 0.9), (Uuid::from_u128(1_000), 0.9)]);
        let chosen = choose(&whales, &others, WORDS, &before);
        assert_eq!(chosen.len(), CHOSEN + 1, "what chose it stays, what is unlike by now or gone does not");
        assert!(chosen[&far] > 0.5);
    }

    #[test]
    fn the_strongest_of_each_kind_weighs_most() {
        let insights: Insights = serde_json::from_value(serde_json::json!({
            "language": "en", "provenance": {"engine": "classic", "version": "1"}, "summary": "", "summary_sentences": [],
            "chapters": [], "quotes": [], "questions": [], "talk_time": [], "sentiment": [],
            "topics": [{"name": "Whales", "weight": 0.4, "timeline": [], "segments": []},
                {"name": "Ships", "weight": 0.1, "timeline": [], "segments": []}],
            "key_phrases": [{"text": "whale song", "score": 1.0, "count": 3, "segments": []}],
            "entities": [{"name": "Ann", "kind": "person", "count": 4, "segments": []},
                {"name": "Bob", "kind": "person", "count": 1, "segments": []}],
        }))
        .unwrap();
        let found = words(&insights);
        assert_eq!(found, [("whale song", 1.0), ("Whales", 1.0), ("Ships", 0.25), ("Ann", 1.0), ("Bob", 0.25)]);
    }
}
