//! How favourable what is said sounds.
//!
//! English by the lexicon and the rules of VADER (Hutto and Gilbert 2014): strengthening words, negation, "but" and
//! exclamation marks. The other curated languages by lists of favourable and unfavourable words with the same rules; any
//! other language is neutral throughout.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use model::insight::{Evidence, SentimentPoint};
use rust_stemmers::Stemmer;

use crate::document::{Document, Unit};
use crate::languages;
use crate::steps::Step;
use crate::tokens;

/// VADER's lexicon without emoticons and without what is a mark of speech rather than of feeling.
static ENGLISH: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    const SPOKEN: [&str; 22] = [
        "like",
        "well",
        "yeah",
        "yes",
        "yep",
        "ok",
        "okay",
        "sure",
        "please",
        "pretty",
        "kind",
        "no",
        "lol",
        "haha",
        "important",
        "number",
        "huge",
        "alright",
        "share",
        "shared",
        "play",
        "certain",
    ];
    vader_sentiment::LEXICON
        .iter()
        .map(|(word, valence)| (**word, *valence as f32))
        .filter(|(word, _)| {
            word.chars().all(|c| c.is_ascii_lowercase() || c == '\'' || c == '-') && !SPOKEN.contains(word)
        })
        .collect()
});

const STRENGTHEN: f32 = 0.293;
const NEGATE: f32 = -0.74;
const EXCLAIM: f32 = 0.292;
/// What a word of a list without strengths counts: the middle of VADER's scale.
const VALENCE: f32 = 1.9;
const NORMALISE: f32 = 15.0;

/// Judges sentences of one language.
pub(crate) struct Judge {
    english: bool,
    stemmer: Option<Stemmer>,
    listed: HashMap<String, f32>,
    negations: HashSet<&'static str>,
    degree: HashSet<&'static str>,
}

impl Judge {
    /// A judge for the language of a document.
    pub fn new(document: &Document<'_>) -> Self {
        let lists = document.lists;
        let stemmer = languages::stemmer(document.language.as_deref()).map(Stemmer::create);
        let stem = |word: &str| stemmer.as_ref().map_or_else(|| word.to_owned(), |s| s.stem(word).into_owned());
        let listed = [(lists.positive, VALENCE), (lists.negative, -VALENCE)]
            .into_iter()
            .flat_map(|(list, valence)| list.split_whitespace().map(move |word| (word, valence)))
            .map(|(word, valence)| (stem(word), valence))
            .collect();
        Self {
            english: lists.tag == "en",
            stemmer,
            listed,
            negations: tokens::set(lists.negations),
            degree: tokens::set(lists.degree),
        }
    }

    /// The sentiment of a sentence, -1 to 1.
    pub fn judge(&self, unit: &Unit) -> f32 {
        let mut valences: Vec<f32> = (0..unit.tokens.len()).map(|at| self.valence(unit, at)).collect();
        if self.english
            && let Some(but) = unit.tokens.iter().position(|t| t.lower == "but")
        {
            for (at, valence) in valences.iter_mut().enumerate() {
                *valence *= if at < but { 0.5 } else { 1.5 };
            }
        }
        let mut sum: f32 = valences.iter().sum();
        if sum == 0.0 {
            return 0.0;
        }
        let marks = unit.text.chars().filter(|c| *c == '!').take(4).count() as f32;
        sum += sum.signum() * marks * EXCLAIM;
        (sum / (sum * sum + NORMALISE).sqrt()).clamp(-1.0, 1.0)
    }

    fn valence(&self, unit: &Unit, at: usize) -> f32 {
        let lower = unit.tokens[at].lower.as_str();
        let Some(mut valence) = self.look_up(lower) else { return 0.0 };
        for (distance, fade) in [(1, 1.0), (2, 0.95), (3, 0.9)] {
            let Some(before) = at.checked_sub(distance).map(|b| unit.tokens[b].lower.as_str()) else { break };
            if self.look_up(before).is_some() {
                continue;
            }
            if self.degree.contains(before) {
                valence += valence.signum() * STRENGTHEN * fade;
            }
            if self.negations.contains(before) {
                valence *= NEGATE;
            }
        }
        valence
    }

    fn look_up(&self, lower: &str) -> Option<f32> {
        if self.english {
            return ENGLISH.get(lower).copied();
        }
        if self.listed.is_empty() {
            return None;
        }
        let stem = self.stemmer.as_ref().map(|s| s.stem(lower));
        self.listed.get(stem.as_deref().unwrap_or(lower)).copied()
    }
}

/// Sentiment over the steps of an episode: the mean of the sentences, each by its length.
pub(crate) fn arc(document: &Document<'_>, steps: &[Step]) -> Vec<SentimentPoint> {
    let judge = Judge::new(document);
    let scores: Vec<f32> = document.units.iter().map(|u| judge.judge(u)).collect();
    steps
        .iter()
        .map(|step| {
            let words = |unit: usize| document.units[unit].tokens.len() as f32;
            let total: f32 = step.units.iter().map(|u| words(*u)).sum();
            let sum: f32 = step.units.iter().map(|u| scores[*u] * words(*u)).sum();
            let segments = step.units.first().zip(step.units.last()).map(|(first, last)| Evidence {
                first: document.units[*first].first,
                last: document.units[*last].last,
            });
            SentimentPoint {
                start_ms: step.start_ms,
                end_ms: step.end_ms,
                score: if total > 0.0 { (sum / total).clamp(-1.0, 1.0) } else { 0.0 },
                segments,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Transcript};

    fn judge(text: &str, language: &str) -> f32 {
        let transcript = Transcript {
            language: Some(language.into()),
            segments: vec![Segment::from_text(text)],
            ..Transcript::default()
        };
        let document = Document::new(&transcript);
        Judge::new(&document).judge(&document.units[0])
    }

    #[test]
    fn feeling_negation_and_strength_are_told() {
        assert!(judge("This is a wonderful idea.", "en") > 0.3);
        assert!(judge("This is a terrible disaster.", "en") < -0.3);
        assert!(judge("This is not a wonderful idea.", "en") < 0.0);
        assert!(judge("This is an extremely wonderful idea!", "en") > judge("This is a wonderful idea.", "en"));
        assert_eq!(judge("Well, you know, like, the table, yeah.", "en"), 0.0);
    }

    #[test]
    fn other_languages_have_lists_or_are_neutral() {
        assert!(judge("Es war ein wunderbarer Erfolg.", "de") > 0.3);
        assert!(judge("Es un fracaso terrible.", "es") < -0.3);
        assert!(judge("Ce n'est pas un échec, c'est un bonheur.", "fr") > 0.0);
        assert_eq!(judge("Det var en katastrof.", "sv"), 0.0);
    }
}
