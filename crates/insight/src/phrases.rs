//! Phrases that mark an episode.
//!
//! Candidates are runs of content words, with at most a preposition inside ("proof of stake"). Their weight is the C-value
//! (Frantzi et al. 2000): frequent and long counts, occurring only within a longer phrase does not. There is no background
//! corpus to tell the common from the distinctive, so each word's use in this transcript tells its part of speech, and
//! names, length, an early mention and the keeping to one part of the episode (as in tf-idf, the parts being the documents)
//! tell the rest.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use model::insight::KeyPhrase;

use crate::document::{Document, Unit, unit_range};
use crate::gazetteer;
use crate::tokens::{self, Token};
use crate::unspaced::is_unspaced;

/// Equal parts of an episode, which stand for the documents of a collection.
const SLICES: usize = 20;
/// How much what keeps to one of them gains on what is said in all.
const LOCALITY: f32 = 0.25;
/// What is first said at the very beginning gains this much: the subject is announced there.
const EARLY: f32 = 0.3;
const LONGEST: usize = 4;
/// Below this many words everything said once may be a phrase.
const SHORT_TEXT: usize = 1200;
const KEY_PHRASES: usize = 24;

/// A run of words that is said as one.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    /// As it is most often written.
    pub text: String,
    /// Its words of content.
    pub content: Vec<u32>,
    /// How often it is said.
    pub count: u32,
    /// Units that speak of it, in order, once each; not those that only call it ("Houston, do you read?").
    pub units: Vec<usize>,
    /// Segments in which it begins, in order, once each.
    pub segments: Vec<u32>,
    /// 0 to 1, the strongest being 1.
    pub score: f32,
    /// What one occurrence is worth: the score without the frequency.
    pub strength: f32,
    /// Made of names.
    pub named: bool,
    /// Said with "the" nearly always.
    pub definite: bool,
}

impl Phrase {
    /// The share of this phrase's words that another phrase has too.
    pub fn overlap(&self, other: &Self) -> f32 {
        let shared = self.content.iter().filter(|t| other.content.contains(t)).count();
        shared as f32 / self.content.len().max(1) as f32
    }
}

#[derive(Default)]
struct Candidate {
    surfaces: BTreeMap<String, u32>,
    units: Vec<usize>,
    segments: Vec<u32>,
    count: u32,
    addressed: u32,
    definite: u32,
    within: u32,
    holders: u32,
}

impl Candidate {
    /// How often it is spoken of, rather than called out.
    fn spoken(&self) -> u32 {
        self.count - self.addressed
    }
}

/// All phrases, strongest first.
pub(crate) fn find(document: &Document<'_>) -> Vec<Phrase> {
    let (mut candidates, mut contents) = collect(document);
    let words: usize = document.units.iter().map(|u| u.tokens.len()).sum();
    let short = words < SHORT_TEXT;
    candidates.retain(|key, c| {
        let single = contents.get(key).is_some_and(|content| content.len() == 1);
        let named = key.iter().any(|t| document.vocabulary.terms[*t as usize].is_name());
        c.spoken() > 0 && (short || c.spoken() >= if single && !named { 3 } else { 2 })
    });
    contents.retain(|key, _| candidates.contains_key(key));
    nest(&mut candidates, &contents);

    let mut phrases: Vec<Phrase> = candidates
        .into_iter()
        .filter_map(|(key, candidate)| Some(weigh(document, contents.remove(&key)?, candidate)))
        .filter(|p| p.score > 0.0)
        .collect();
    phrases.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text)).then_with(|| a.content.cmp(&b.content))
    });
    let best = phrases.first().map_or(1.0, |p| p.score);
    for phrase in &mut phrases {
        phrase.score = unit_range(phrase.score / best);
    }
    phrases
}

type Candidates = HashMap<Vec<u32>, Candidate>;
type Contents = HashMap<Vec<u32>, Vec<u32>>;

fn collect(document: &Document<'_>) -> (Candidates, Contents) {
    let speakers: HashSet<String> =
        document.transcript.speakers.iter().flat_map(|s| s.split_whitespace()).map(tokens::fold).collect();
    let connectors = tokens::set(document.lists.connectors);
    let mut candidates = Candidates::new();
    let mut contents = Contents::new();
    for (index, unit) in document.units.iter().enumerate() {
        // What is said in passing ("welcome to ...") is no subject either.
        let chatter = document.is_chatter(unit);
        for start in 0..unit.tokens.len() {
            let before = start.checked_sub(1).map(|b| &unit.tokens[b]).filter(|_| !unit.tokens[start].breaks);
            for end in ends(document, unit, start, &connectors) {
                let run = &unit.tokens[start..end];
                // Who speaks is no subject, nor is somebody who is called by a given name.
                if run.iter().all(|t| speakers.contains(bare(t)))
                    || matches!(run, [one] if one.capital && gazetteer::is_first_name(bare(one)))
                {
                    continue;
                }
                let key: Vec<u32> = run.iter().map(|t| t.term).collect();
                contents.entry(key.clone()).or_insert_with(|| run.iter().filter(|t| !t.stop).map(|t| t.term).collect());
                let candidate = candidates.entry(key).or_default();
                *candidate.surfaces.entry(surface(document, run)).or_default() += 1;
                candidate.count += 1;
                candidate.definite += u32::from(before.is_some_and(|b| b.lower == "the"));
                if chatter || is_called_out(unit, start) {
                    candidate.addressed += 1;
                } else if candidate.units.last() != Some(&index) {
                    candidate.units.push(index);
                }
                if candidate.segments.last() != Some(&run[0].segment) {
                    candidate.segments.push(run[0].segment);
                }
            }
        }
    }
    (candidates, contents)
}

/// A word in lower case, without the ending of possession.
fn bare(token: &Token) -> &str {
    token.lower.trim_end_matches("'s")
}

/// Whether a word belongs to a few words of content at the edge of a sentence that stand apart from it, or are all there is:
/// a form of address or an exclamation, which says who is meant and not what is spoken of.
pub(crate) fn is_called_out(unit: &Unit, at: usize) -> bool {
    let tokens = &unit.tokens;
    let start = (0..=at).rev().find(|n| tokens[*n].breaks).unwrap_or_default();
    let end = (at + 1..tokens.len()).find(|n| tokens[*n].breaks).unwrap_or(tokens.len());
    let edge = tokens[start].opens || end == tokens.len();
    edge && end - start <= LONGEST && tokens[start..end].iter().all(|t| !t.stop)
}

/// Where the phrases that start at a word may end (one past the last word).
fn ends(document: &Document<'_>, unit: &Unit, start: usize, connectors: &HashSet<&'static str>) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut content = 0;
    let mut weak = 0;
    let mut connected = false;
    for (at, token) in unit.tokens.iter().enumerate().skip(start) {
        if at > start && token.breaks {
            break;
        }
        let term = document.term(token);
        if token.stop {
            // One connector in a phrase, and never first.
            let more = connectors.contains(token.lower.as_str()) && content > 0 && !connected;
            if !more {
                break;
            }
            connected = true;
            continue;
        }
        // A number belongs to a name ("Apollo 11"); any other is a reading.
        let reading = term.number
            && (content == 0 || token.lower.starts_with('0') || !document.term(&unit.tokens[at - 1]).is_name());
        if term.verb || reading || (connected && document.units.len() < 2) {
            break;
        }
        content += 1;
        weak += usize::from(term.weak || term.number);
        let possible = if content == 1 {
            !term.weak && !term.adjective && !is_adverb(document, token) && is_long_enough(token)
        } else {
            weak * 2 <= content
        };
        if possible && !term.adjective && token.lower.chars().count() > 1 {
            ends.push(at + 1);
        }
        if content == LONGEST {
            break;
        }
    }
    ends
}

/// English adverbs by their ending ("fundamentally"), which are no subject.
fn is_adverb(document: &Document<'_>, token: &Token) -> bool {
    const ENDINGS: [&str; 10] = ["ally", "ely", "ously", "ingly", "edly", "ably", "ibly", "ently", "antly", "fully"];
    document.lists.tag == "en" && token.lower.len() > 6 && ENDINGS.iter().any(|end| token.lower.ends_with(end))
}

fn is_long_enough(token: &Token) -> bool {
    let letters = token.lower.chars().count();
    let acronym = token.text.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    let unspaced = token.lower.chars().next().is_some_and(is_unspaced);
    letters >= 4
        || (letters == 3 && token.capital)
        || (letters == 2 && (acronym || token.capital && !token.opens))
        || (letters >= 2 && unspaced)
}

fn surface(document: &Document<'_>, run: &[Token]) -> String {
    let mut out = String::new();
    for (n, token) in run.iter().enumerate() {
        if n > 0 && !token.glued {
            out.push(' ');
        }
        let lowered = token.opens && !document.term(token).is_name();
        let text = if lowered { &token.lower } else { &token.text };
        let text = if n + 1 == run.len() { text.trim_end_matches("'s").trim_end_matches("’s") } else { text };
        out.push_str(text);
    }
    out
}

/// Tells every phrase how often it occurs within longer ones.
fn nest(candidates: &mut Candidates, contents: &Contents) {
    let longer: Vec<(Vec<u32>, u32)> =
        candidates.iter().filter(|(key, _)| key.len() > 1).map(|(k, c)| (k.clone(), c.spoken())).collect();
    for (key, count) in longer {
        for length in 1..key.len() {
            for part in key.windows(length) {
                if contents.contains_key(part)
                    && let Some(candidate) = candidates.get_mut(part)
                {
                    candidate.within += count;
                    candidate.holders += 1;
                }
            }
        }
    }
}

fn weigh(document: &Document<'_>, content: Vec<u32>, candidate: Candidate) -> Phrase {
    let terms = || content.iter().map(|t| &document.vocabulary.terms[*t as usize]);
    let text = most_frequent(&candidate.surfaces);
    let named = terms().all(crate::tokens::Term::is_name);
    let weak = terms().filter(|t| t.weak).count() as f32 / content.len() as f32;
    let length = ((content.len() + 1) as f32).log2().powf(0.7);
    let shape = if named {
        1.5
    } else if content.len() == 1 {
        single(document, &text)
    } else {
        1.0
    };
    let strength = length * shape * (1.0 - 0.4 * weak);
    let count = candidate.spoken() as f32;
    let outside = count - candidate.within as f32 / candidate.holders.max(1) as f32;
    let slices: BTreeSet<usize> = candidate.units.iter().map(|u| u * SLICES / document.units.len()).collect();
    let spread = (1.0 + SLICES as f32 / slices.len().max(1) as f32).ln().powf(LOCALITY);
    let first = candidate.units.first().map_or(1.0, |u| *u as f32 / document.units.len() as f32);
    let early = 1.0 + EARLY * (1.0 - first / 0.1).max(0.0);
    Phrase {
        text,
        count: candidate.count,
        // What is said once may be a phrase; what returns is one.
        score: early * strength * outside.max(0.1) * spread * if candidate.spoken() > 1 { 1.0 } else { 0.5 },
        strength,
        named,
        definite: candidate.definite * 10 >= candidate.spoken() * 6,
        content,
        units: candidate.units,
        segments: candidate.segments,
    }
}

/// The shape of a word that is no name: by its ending a verb, participle or adverb, which is seldom the subject, or not.
fn single(document: &Document<'_>, text: &str) -> f32 {
    let endings: &[&str] = match document.lists.tag {
        "en" => &["ed", "ing", "ly", "er", "est", "ive", "ful", "ous", "able"],
        "es" => &["ar", "er", "ir", "ando", "iendo", "mente"],
        "pt" => &["ar", "er", "ir", "ando", "endo", "indo", "mente"],
        "it" => &["are", "ere", "ire", "ando", "endo", "mente"],
        // A German noun has its capital and is taken for a name.
        "de" => &[""],
        _ => &[],
    };
    if endings.iter().any(|end| text.ends_with(end)) { 0.3 } else { 0.6 }
}

/// The most frequent of several spellings, the first in the alphabet among equals.
pub(crate) fn most_frequent(surfaces: &BTreeMap<String, u32>) -> String {
    surfaces.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))).map(|(s, _)| s.clone()).unwrap_or_default()
}

/// The strongest phrases that do not repeat one another.
pub(crate) fn distinct(phrases: &[Phrase], most: usize) -> Vec<&Phrase> {
    let mut chosen: Vec<&Phrase> = Vec::new();
    for phrase in phrases {
        if chosen.len() == most {
            break;
        }
        let known = phrase.content.iter().filter(|t| chosen.iter().any(|other| other.content.contains(t))).count();
        let repeats = if known == phrase.content.len() {
            // "protocol" after "Lightning protocol" is the same thing only where it is rarely said by itself.
            let by_itself =
                |other: &Phrase| phrase.content.len() < other.content.len() && phrase.count >= other.count * 3;
            let holders: Vec<&Phrase> = chosen
                .iter()
                .copied()
                .filter(|other| phrase.content.iter().all(|t| other.content.contains(t)))
                .collect();
            holders.is_empty() || !holders.into_iter().all(by_itself)
        } else {
            // "descriptor wallet" after "wallet" says something new, "Lightning protocol rule" after the first two does not.
            known * 2 > phrase.content.len()
        };
        if !repeats {
            chosen.push(phrase);
        }
    }
    chosen
}

/// The findings.
pub(crate) fn key_phrases(phrases: &[Phrase]) -> Vec<KeyPhrase> {
    distinct(phrases, KEY_PHRASES)
        .into_iter()
        .map(|p| KeyPhrase { text: p.text.clone(), score: p.score, count: p.count, segments: p.segments.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Transcript};

    fn phrases(texts: &[&str]) -> Vec<Phrase> {
        let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
        let transcript = Transcript { language: Some("en".into()), segments, ..Transcript::default() };
        find(&Document::new(&transcript))
    }

    fn texts(phrases: &[Phrase]) -> Vec<&str> {
        phrases.iter().map(|p| p.text.as_str()).collect()
    }

    #[test]
    fn a_phrase_is_what_returns_as_one() {
        let found = phrases(&[
            "The proof of stake is old.",
            "They made the proof of stake again.",
            "Such proof of stake costs power.",
        ]);
        assert_eq!(found[0].text, "proof of stake");
        assert_eq!((found[0].count, found[0].segments.clone()), (3, vec![0, 1, 2]));
        assert!(!texts(&found).iter().any(|t| t.starts_with("of") || t.contains("the ")), "{:?}", texts(&found));
    }

    #[test]
    fn who_is_called_is_not_what_is_spoken_of() {
        let found =
            phrases(&["Houston, the dish at Goldstone moved.", "The dish at Goldstone stopped, Houston.", "Houston."]);
        assert!(!texts(&found).contains(&"Houston"), "{:?}", texts(&found));
        assert!(texts(&found).contains(&"Goldstone"), "{:?}", texts(&found));
    }

    #[test]
    fn who_is_called_by_a_given_name_is_no_subject() {
        let line = "Then Alice pays Bob through the canal, and Marie Curie pays Bob too.";
        let found = phrases(&[line, line, line]);
        assert!(!texts(&found).iter().any(|t| matches!(*t, "Alice" | "Bob")), "{:?}", texts(&found));
        assert!(texts(&found).contains(&"Marie Curie"), "{:?}", texts(&found));
    }

    #[test]
    fn an_abbreviation_and_its_plural_are_one() {
        let found = phrases(&["An HTLC is a lock.", "Two HTLCs are two locks.", "More HTLCs came."]);
        let counts: Vec<u32> = found.iter().filter(|p| p.text.starts_with("HTLC")).map(|p| p.count).collect();
        assert_eq!(counts, [3]);
    }

    #[test]
    fn a_number_is_said_with_its_name_only() {
        let found =
            phrases(&["We flew Apollo 11 with minus 0252 degrees.", "So Apollo 11 had minus 0252 degrees too."]);
        assert!(texts(&found).contains(&"Apollo 11"), "{:?}", texts(&found));
        assert!(!texts(&found).iter().any(|t| t.contains("0252")), "{:?}", texts(&found));
    }

    #[test]
    fn adverbs_are_no_phrase() {
        let line = "People are fundamentally kind, and kind people fundamentally help a squirrel.";
        assert!(!texts(&phrases(&[line, line, line])).contains(&"fundamentally"));
    }

    #[test]
    fn key_phrases_do_not_repeat_one_another() {
        let found = phrases(&["The Lightning protocol is a Lightning protocol.", "A Lightning protocol moves coins."]);
        let key = key_phrases(&found);
        assert_eq!(key.iter().filter(|k| k.text.contains("protocol")).count(), 1, "{key:?}");
        assert_eq!(key[0].score, 1.0);
    }
}
