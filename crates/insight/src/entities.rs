//! Named persons, places, organisations and works.
//!
//! A name is a run of words with a capital where none is needed; the transcript's own vocabulary is the evidence. Its kind
//! comes from the gazetteer, from the words of the name and from the words around it. In text where capitals tell nothing
//! (German, or captions in capitals throughout) only what has a kind counts.

mod finder;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::insight::{Entity, EntityKind};

use crate::document::Document;
use crate::gazetteer;
use crate::phrases::most_frequent;
use finder::{Finder, Mention};

const MOST: usize = 30;

/// All mentions of one name.
#[derive(Default)]
struct Group {
    surfaces: BTreeMap<String, u32>,
    count: u32,
    segments: BTreeSet<u32>,
    titled: u32,
    followed_as_person: u32,
    work_nouns: u32,
    place_verbs: u32,
    beside_place: u32,
    cues: BTreeMap<String, u32>,
}

impl Group {
    fn add(&mut self, mention: Mention) {
        *self.surfaces.entry(mention.text).or_default() += 1;
        self.count += 1;
        self.segments.insert(mention.segment);
        self.titled += u32::from(mention.titled);
        self.followed_as_person += u32::from(mention.followed_as_person);
        self.work_nouns += u32::from(mention.work_noun);
        self.place_verbs += u32::from(mention.place_verb);
        self.beside_place += u32::from(mention.beside_place);
        if let Some(cue) = mention.cue {
            *self.cues.entry(cue).or_default() += 1;
        }
    }

    fn absorb(&mut self, other: Self) {
        self.count += other.count;
        self.segments.extend(other.segments);
        self.titled += other.titled;
    }
}

/// The named persons and things, most often named first.
pub(crate) fn find(document: &Document<'_>) -> Vec<Entity> {
    let finder = Finder::new(document);
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (key, mention) in finder.mentions() {
        groups.entry(key).or_default().add(mention);
    }
    let mut kinds: BTreeMap<String, EntityKind> =
        groups.iter().map(|(key, group)| (key.clone(), finder.kind(key, group))).collect();
    join_parts(&finder.speakers, &mut groups, &mut kinds);

    let mut entities: Vec<Entity> = groups
        .into_iter()
        .filter_map(|(key, group)| {
            let kind = kinds.get(&key).copied().unwrap_or(EntityKind::Other);
            finder.is_worth_naming(&key, &group, kind).then(|| Entity {
                name: finder.speakers.get(&key).cloned().unwrap_or_else(|| most_frequent(&group.surfaces)),
                kind,
                count: group.count,
                segments: group.segments.into_iter().collect(),
                url: None,
            })
        })
        .collect();
    // Among equals a full name says more than a single word.
    let words = |e: &Entity| e.name.split(' ').count().min(2);
    entities
        .sort_by(|a, b| b.count.cmp(&a.count).then_with(|| words(b).cmp(&words(a))).then_with(|| a.name.cmp(&b.name)));
    entities.truncate(MOST);
    entities
}

/// Gives the mentions of a part ("Armstrong", "Neil") to the one person of whose name it is the first or last word.
fn join_parts(
    speakers: &BTreeMap<String, String>,
    groups: &mut BTreeMap<String, Group>,
    kinds: &mut BTreeMap<String, EntityKind>,
) {
    let mut holders: HashMap<String, BTreeSet<String>> = HashMap::new();
    let spoken = kinds.iter().filter(|(_, kind)| **kind == EntityKind::Person).map(|(key, _)| key);
    for key in spoken.chain(speakers.keys()) {
        let words: Vec<&str> = key.split(' ').collect();
        if let [first, .., last] = words.as_slice() {
            for part in [first, last] {
                holders.entry((*part).to_owned()).or_default().insert(key.clone());
            }
        }
    }
    let parts: Vec<String> = groups.keys().filter(|key| !key.contains(' ')).cloned().collect();
    for part in parts {
        // A city or a company may share its name with a person.
        if !matches!(kinds.get(&part), Some(EntityKind::Person | EntityKind::Other)) {
            continue;
        }
        let Some(whole) = holders.get(&part).filter(|h| h.len() == 1).and_then(|h| h.first()) else { continue };
        if let Some(group) = groups.remove(&part) {
            groups.entry(whole.clone()).or_default().absorb(group);
            kinds.insert(whole.clone(), EntityKind::Person);
        }
    }
}

impl Finder<'_> {
    fn kind(&self, key: &str, group: &Group) -> EntityKind {
        if self.speakers.contains_key(key) {
            return EntityKind::Person;
        }
        let words: Vec<&str> = key.split(' ').collect();
        if group.titled * 2 > group.count {
            return EntityKind::Person;
        }
        // "EVA PREP" is nobody's name.
        let shape = gazetteer::by_shape(&words).filter(|kind| *kind == EntityKind::Organisation || !is_code(group));
        if let Some(kind) = gazetteer::known(key).or(shape) {
            return kind;
        }
        let cues: u32 = group.cues.values().sum();
        let told = self.capitals_tell && !is_code(group);
        // "in JavaScript" is no place: one preposition alone does not make one.
        let inside =
            self.document.lists.place_cues.split_whitespace().next().is_some_and(|cue| group.cues.contains_key(cue));
        let place = group.place_verbs > 0 || group.beside_place > 0 || (inside && group.cues.len() > 1);
        if place && cues.max(group.beside_place) * 5 >= group.count * 3 && words.len() < 4 && told {
            EntityKind::Place
        } else if group.work_nouns * 3 >= group.count && told {
            EntityKind::Work
        } else if group.titled > 0
            || (told && group.followed_as_person * 4 >= group.count)
            || (words.len() == 1 && gazetteer::is_first_name(key))
        {
            EntityKind::Person
        } else {
            EntityKind::Other
        }
    }

    fn is_worth_naming(&self, key: &str, group: &Group, kind: EntityKind) -> bool {
        if self.speakers.contains_key(key) {
            return true;
        }
        let words: Vec<&str> = key.split(' ').collect();
        let letters = key.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2
            || words
                .iter()
                .all(|w| gazetteer::is_no_name(w) || self.is_general(w) || w.chars().all(|c| c.is_ascii_digit()))
        {
            return false;
        }
        // A given name that falls once ("thanks to Arthur, Ben and Dan") tells nobody who is meant.
        let in_passing = group.count == 1 && words.len() == 1 && gazetteer::is_first_name(key) && group.titled == 0;
        if kind != EntityKind::Other {
            return !in_passing;
        }
        let function_word = words.len() == 1 && self.stop.contains(key);
        if function_word || words.iter().any(|w| w.contains('-')) || is_code(group) {
            return false;
        }
        // Once may be a slip of the keyboard.
        self.capitals_tell && group.count > 1
    }

    /// Months, days and titles, which have capitals and name nothing.
    fn is_general(&self, word: &str) -> bool {
        self.titles.contains(word) || self.document.lists.weak.split_whitespace().any(|w| w.to_lowercase() == word)
    }
}

/// Whether most of a name's words are in capitals: an abbreviation of a thing rather than a name.
fn is_code(group: &Group) -> bool {
    let text = most_frequent(&group.surfaces);
    let code = |word: &&str| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1
            && word.chars().filter(|c| c.is_uppercase()).count() > 1
            && !word.contains(|c: char| c.is_lowercase() && c != 's')
    };
    let codes = text.split(' ').filter(code).count();
    codes * 2 >= text.split(' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Transcript};

    fn entities(speakers: &[&str], language: &str, texts: &[&str]) -> Vec<Entity> {
        let transcript = Transcript {
            language: Some(language.into()),
            speakers: speakers.iter().map(|s| (*s).to_owned()).collect(),
            segments: texts.iter().map(|t| Segment::from_text(t)).collect(),
        };
        find(&Document::new(&transcript))
    }

    fn kind_of(found: &[Entity], name: &str) -> Option<EntityKind> {
        found.iter().find(|e| e.name == name).map(|e| e.kind)
    }

    #[test]
    fn a_part_of_a_name_counts_for_the_whole() {
        let found =
            entities(&[], "en", &["First came Neil Armstrong down.", "Then Armstrong spoke.", "We saw Neil jump."]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].name.as_str(), found[0].kind, found[0].count), ("Neil Armstrong", EntityKind::Person, 3));
        assert_eq!(found[0].segments, [0, 1, 2]);
    }

    #[test]
    fn a_part_of_two_names_counts_for_neither() {
        let found = entities(&[], "en", &["We met Anna Weber and Paul Weber.", "Later Weber left and Weber wrote."]);
        assert_eq!(
            found.iter().map(|e| (e.name.as_str(), e.count)).collect::<Vec<_>>(),
            [("Weber", 2), ("Anna Weber", 1), ("Paul Weber", 1)]
        );
    }

    #[test]
    fn kinds_are_told() {
        let found = entities(
            &[],
            "en",
            &[
                "He studied at the University of Mainz before he went to London.",
                "The printer Dr. Grumbach works for Kelmscott Press in Provo, Utah.",
                "It was printed in the novel Utopia, and NASA likes it.",
            ],
        );
        assert_eq!(kind_of(&found, "University of Mainz"), Some(EntityKind::Organisation));
        assert_eq!(kind_of(&found, "London"), Some(EntityKind::Place));
        assert_eq!(kind_of(&found, "Grumbach"), Some(EntityKind::Person));
        assert_eq!(kind_of(&found, "Kelmscott Press"), Some(EntityKind::Organisation));
        assert_eq!(kind_of(&found, "Provo"), Some(EntityKind::Place));
        assert_eq!(kind_of(&found, "Utopia"), Some(EntityKind::Work));
        assert_eq!(kind_of(&found, "NASA"), Some(EntityKind::Organisation));
    }

    #[test]
    fn an_opening_word_is_no_name() {
        let found = entities(&[], "en", &["Printing is old.", "Printing is new.", "Paper is older than printing."]);
        assert_eq!(found, []);
    }

    #[test]
    fn a_speaker_is_a_person_when_named() {
        let found = entities(&["Zyx Quorn", "Speaker 2"], "en", &["I asked Zyx about it.", "Well, Quorn knows."]);
        assert_eq!((found[0].name.as_str(), found[0].kind, found[0].count), ("Zyx Quorn", EntityKind::Person, 2));
    }

    #[test]
    fn a_name_and_its_number_belong_together() {
        let found = entities(&[], "en", &["We flew Apollo 11 then.", "And Apollo 11 landed.", "So Apollo 11 it was."]);
        assert_eq!((found[0].name.as_str(), found[0].count), ("Apollo 11", 3));
    }

    #[test]
    fn possession_is_no_part_of_a_name() {
        let found = entities(&[], "en", &["It was London's press.", "He saw London."]);
        assert_eq!((found[0].name.as_str(), found[0].count), ("London", 2));
    }

    #[test]
    fn where_every_noun_has_a_capital_only_known_names_count() {
        let line =
            "Der Drucker hat die Presse in der Werkstatt von Mainz mit Farbe und Papier für Anna Schmidt gebaut.";
        let found = entities(&[], "de", &[line, line, line, line, line, line]);
        let names: Vec<&str> = found.iter().map(|e| e.name.as_str()).collect();
        assert_eq!(names, ["Anna Schmidt", "Mainz"]);
    }

    #[test]
    fn a_given_name_in_passing_is_no_person() {
        let found = entities(&[], "en", &["We thank Arthur today.", "Then Anna Weber spoke, and Anna Weber left."]);
        assert_eq!(found.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["Anna Weber"]);
    }
}
