//! Questions that were asked.

use model::insight::Passage;

use crate::document::{Document, Unit};
use crate::phrases::Phrase;

const MOST: usize = 100;
/// In words.
const SHORTEST: usize = 4;
const LONGEST: usize = 60;

/// The questions with some substance, in order; "Right?" and "You know?" are none.
pub(crate) fn find(document: &Document<'_>, phrases: &[Phrase]) -> Vec<Passage> {
    let mut weight = vec![0.0_f32; document.units.len()];
    for phrase in phrases.iter().take(80) {
        for unit in &phrase.units {
            weight[*unit] += phrase.score;
        }
    }
    let mut found: Vec<(usize, f32)> = document
        .units
        .iter()
        .enumerate()
        .filter(|(_, unit)| is_question(document, unit))
        .map(|(n, unit)| {
            let length = (unit.tokens.len() as f32 / 12.0).min(1.0);
            // A question that somebody else answers was meant as one.
            let answered = n + 1 < document.units.len() && !document.same_speaker(n, n + 1);
            (n, 0.3 * length + 0.3 * f32::from(u8::from(answered)) + 0.4 * weight[n].min(1.0))
        })
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found.truncate(MOST);
    found.sort_by_key(|(n, _)| *n);
    found.into_iter().map(|(n, score)| document.passage(n, n, score)).collect()
}

fn is_question(document: &Document<'_>, unit: &Unit) -> bool {
    let asked = unit.question || (!document.punctuated && !unit.complete && opens_as_question(document, unit));
    // "..., right?" asks for a nod.
    let tag = unit.tokens.last().is_some_and(|t| t.breaks && t.stop);
    asked && !tag && (SHORTEST..=LONGEST).contains(&unit.tokens.len()) && unit.content().next().is_some()
}

fn opens_as_question(document: &Document<'_>, unit: &Unit) -> bool {
    let opening = |n: usize| unit.tokens.iter().take(n).map(|t| t.lower.as_str()).collect::<Vec<_>>().join("_");
    let (one, two) = (opening(1), opening(2));
    document.lists.interrogatives.split_whitespace().any(|q| q == one || q == two)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Transcript};

    fn questions(texts: &[&str]) -> Vec<String> {
        let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
        let transcript = Transcript { language: Some("en".into()), segments, ..Transcript::default() };
        find(&Document::new(&transcript), &[]).into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn a_question_mark_makes_a_question_and_an_aside_is_none() {
        let found = questions(&[
            "What was the press like?",
            "Right?",
            "How it began is unknown.",
            "It was the first press, right?",
        ]);
        assert_eq!(found, ["What was the press like?"]);
    }

    #[test]
    fn without_punctuation_the_opening_tells() {
        let found = questions(&["how did you come to the press", "I came by the way of type metal"]);
        assert_eq!(found, ["how did you come to the press"]);
    }
}
