//! Passages worth sharing.

use std::collections::HashSet;

use model::insight::Passage;

use crate::document::Document;
use crate::phrases::Phrase;
use crate::sentiment::Judge;
use crate::summary::{MOST_NUMBERS, is_broken};
use crate::tokens;

const SHORTEST: usize = 8;
const LONGEST: usize = 45;
/// A sentence shorter than this may take the next one with it.
const SHORT: usize = 14;

/// Verbatim passages that stand by themselves, strongest first; about one for every four minutes, at least three.
pub(crate) fn find(document: &Document<'_>, phrases: &[Phrase]) -> Vec<Passage> {
    let judge = Judge::new(document);
    let emphatic = tokens::set(document.lists.emphatic);
    let first_person = first_person(document.lists.tag);
    let mut substance = vec![0.0_f32; document.units.len()];
    for phrase in phrases.iter().take(80) {
        for unit in &phrase.units {
            substance[*unit] += phrase.score;
        }
    }
    let mut scored: Vec<(usize, usize, f32)> = Vec::new();
    for n in 0..document.units.len() {
        let Some(score) = strength(document, n, &judge, &emphatic, &first_person, &substance) else { continue };
        let last = companion(document, n);
        let words: usize = document.units[n..=last].iter().map(|u| u.tokens.len()).sum();
        if (SHORTEST..=LONGEST).contains(&words) {
            scored.push((n, last, score));
        }
    }
    scored.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let wanted = usize::try_from(document.duration / 240_000).unwrap_or(usize::MAX).clamp(3, 12);
    let mut chosen: Vec<(usize, usize, f32)> = Vec::new();
    for (first, last, score) in scored {
        // Two quotes from one breath are one too many.
        if chosen.len() < wanted && chosen.iter().all(|(f, l, _)| first > l + 4 || last + 4 < *f) {
            chosen.push((first, last, score));
        }
    }
    let best = chosen.first().map_or(1.0, |c| c.2);
    chosen.into_iter().map(|(first, last, score)| document.passage(first, last, score / best)).collect()
}

/// The unit up to which a short sentence is quoted: the next one of the same speaker, where it completes the thought.
fn companion(document: &Document<'_>, n: usize) -> usize {
    let unit = &document.units[n];
    let Some(next) = document.units.get(n + 1) else { return n };
    let joins = unit.tokens.len() < SHORT
        && (6..=26).contains(&next.tokens.len())
        && document.same_speaker(n, n + 1)
        && next.complete
        && !next.question
        && !is_broken(next)
        && !document.is_chatter(next)
        && document.pause_before(n + 1) < 2000
        && !next.paragraph;
    if joins { n + 1 } else { n }
}

fn strength(
    document: &Document<'_>,
    n: usize,
    judge: &Judge,
    emphatic: &HashSet<&'static str>,
    first_person: &HashSet<&'static str>,
    substance: &[f32],
) -> Option<f32> {
    let unit = &document.units[n];
    let words = unit.tokens.len();
    let unusable = !(6..=LONGEST).contains(&words)
        || unit.question
        || is_broken(unit)
        || document.is_chatter(unit)
        || (document.punctuated && !unit.complete)
        || document.numeric_share(unit) > MOST_NUMBERS
        || unit.content().count() < 3;
    if unusable {
        return None;
    }
    let force = unit.tokens.iter().filter(|t| emphatic.contains(t.lower.as_str())).count().min(3) as f32 / 3.0;
    let own = f32::from(u8::from(unit.tokens.iter().any(|t| first_person.contains(t.lower.as_str()))));
    let length = match words {
        0..10 => 0.6,
        10..=28 => 1.0,
        _ => 0.75,
    };
    let sound = 0.15 + 0.35 * judge.judge(unit).abs() + 0.35 * force + 0.1 * own + 0.35 * substance[n].min(1.0);
    let mut alone = if document.is_dangling(unit) { 0.45 } else { 1.0 };
    if document.points_back(unit) {
        alone *= 0.7;
    }
    if document.names_speaker(unit) {
        alone *= 0.5;
    }
    Some(sound * length * alone)
}

fn first_person(tag: &str) -> HashSet<&'static str> {
    tokens::set(match tag {
        "en" => "i we i'm i've i'd we're we've my our me us",
        "de" => "ich wir mich uns mein unser",
        "fr" => "je nous j moi mon notre",
        "es" => "yo nosotros me mi nuestro nuestra",
        "it" => "io noi mi mio nostro nostra",
        "pt" => "eu nós me meu minha nosso nossa",
        "nl" => "ik we wij mij mijn ons onze",
        _ => "",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Transcript};

    fn quotes(texts: &[&str]) -> Vec<String> {
        let segments = texts.iter().map(|t| Segment { speaker: Some(0), ..Segment::from_text(t) }).collect();
        let transcript = Transcript { language: Some("en".into()), speakers: vec!["Ann".into()], segments };
        find(&Document::new(&transcript), &[]).into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn chatter_questions_and_broken_sentences_are_not_quoted() {
        let found = quotes(&[
            "Thank you so much for having me on this wonderful show today.",
            "What is the greatest lesson that a printer ever learned from failure?",
            "So the the greatest lesson -- well, nobody ever learned it from the printer.",
            "Level one at 8 plus 17 and then level two at 9 plus 11.",
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn what_is_said_with_force_comes_first() {
        let found = quotes(&[
            "The workshop stands near the river between two narrow streets of houses.",
            "Yes.",
            "No.",
            "Yes.",
            "No.",
            "Yes.",
            "Every printer must love failure, because nothing else ever taught me the truth.",
        ]);
        assert_eq!(found[0], "Every printer must love failure, because nothing else ever taught me the truth.");
    }

    #[test]
    fn a_short_sentence_takes_the_next_along() {
        let found =
            quotes(&["I truly love the sharp smell of fresh ink.", "Every printer dreams of the perfect page."]);
        assert_eq!(found[0], "I truly love the sharp smell of fresh ink. Every printer dreams of the perfect page.");
    }
}
