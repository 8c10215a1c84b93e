//! Titles of chapters: the phrases that a chapter says and the others do not.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;

use crate::document::Document;
use crate::engine::{EngineError, LanguageModel, MOST_UNUSABLE, Prompt};
use crate::phrases::Phrase;
use crate::tokens;

const LONGEST: usize = 60;
/// As much of a chapter as is shown to a language model.
const MATERIAL_CHARS: usize = 6000;
const MOST_TOKENS: u32 = 80;

/// What a language model answers.
#[derive(Deserialize)]
struct Answer {
    title: String,
}

/// A title for each chapter, all different.
pub(crate) fn extract(document: &Document<'_>, phrases: &[Phrase], spans: &[Range<usize>]) -> Vec<String> {
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut leads: Vec<&Phrase> = Vec::new();
    let mut titles = Vec::new();
    for span in spans {
        let ranked = rank(phrases, span, &leads);
        let title = ranked
            .iter()
            .find_map(|(lead, score)| {
                let second = ranked.iter().find(|(p, s)| {
                    *s >= score * 0.45 && p.overlap(lead) == 0.0 && lead.overlap(p) == 0.0 && !resembles(lead, p)
                });
                let title = compose(document, lead, second.map(|(p, _)| *p));
                used.insert(tokens::fold(&title)).then(|| {
                    leads.push(lead);
                    title
                })
            })
            .unwrap_or_else(|| opening_words(document, span, &mut used));
        titles.push(title);
    }
    titles
}

/// Phrases by how much they mark a chapter; those that already lead a title are left out.
fn rank<'a>(phrases: &'a [Phrase], span: &Range<usize>, leads: &[&Phrase]) -> Vec<(&'a Phrase, f32)> {
    let mut ranked: Vec<(&Phrase, f32)> = phrases
        .iter()
        .filter_map(|phrase| {
            let from = phrase.units.partition_point(|u| *u < span.start);
            let to = phrase.units.partition_point(|u| *u < span.end);
            let here = (to - from) as f32;
            let taken = leads.iter().any(|lead| lead.overlap(phrase) > 0.5);
            if here == 0.0 || taken || phrase.text.chars().count() > LONGEST {
                return None;
            }
            let share = here / phrase.units.len() as f32;
            Some((phrase, phrase.strength * here.powf(0.7) * share.powf(0.7)))
        })
        .collect();
    ranked.sort_by(|a, b| {
        b.1.total_cmp(&a.1).then_with(|| b.0.score.total_cmp(&a.0.score)).then_with(|| a.0.text.cmp(&b.0.text))
    });
    ranked
}

/// Whether two phrases have words of one root that the stemmer does not know ("Bitcoin", "Bitcoins").
fn resembles(a: &Phrase, b: &Phrase) -> bool {
    let (a, b) = (tokens::fold(&a.text), tokens::fold(&b.text));
    let roots = |x: &str, y: &str| x.chars().count() >= 4 && y.starts_with(x);
    a.split_whitespace().any(|x| b.split_whitespace().any(|y| roots(x, y) || roots(y, x)))
}

fn compose(document: &Document<'_>, lead: &Phrase, second: Option<&Phrase>) -> String {
    let with_article = |p: &Phrase| if p.named && p.definite { format!("the {}", p.text) } else { p.text.clone() };
    let single = capitalised(&lead.text);
    let Some(second) = second else { return single };
    let both = format!("{single} {} {}", document.lists.and, with_article(second));
    if both.chars().count() <= LONGEST { both } else { single }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    // "iPhone" and "e-mail" know how they are written.
    let mixed = text.split_whitespace().next().is_some_and(|w| w.chars().skip(1).any(char::is_uppercase));
    match chars.next() {
        Some(first) if !mixed => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// The first words of the chapter, for one that has no phrase of its own.
fn opening_words(document: &Document<'_>, span: &Range<usize>, used: &mut BTreeSet<String>) -> String {
    let units = &document.units[span.clone()];
    let spoken = units
        .iter()
        .find(|u| u.content().count() >= 2 && !document.is_chatter(u))
        .or_else(|| units.iter().find(|u| !u.text.is_empty()));
    let text = spoken.map_or("…", |u| u.text.as_str());
    let mut title = String::new();
    for word in text.split_whitespace() {
        if title.chars().count() + word.chars().count() + 1 > LONGEST - 6 {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    if title.is_empty() {
        title = text.chars().take(LONGEST / 2).collect();
    }
    let title = title.trim_end_matches([',', '.', ';', ':', '-', '。', '，']);
    // Of a chapter in which only marks are written nothing is left.
    let title = if title.trim().is_empty() { "…" } else { title }.to_owned();
    let mut unique = title.clone();
    let mut n = 2;
    while !used.insert(tokens::fold(&unique)) {
        unique = format!("{title} ({n})");
        n += 1;
    }
    unique
}

/// Lets a language model word the titles. A title is taken where it is short, new and has no word of content that the
/// chapter does not say. Returns whether any was taken.
pub(crate) fn reword(
    document: &Document<'_>,
    spans: &[Range<usize>],
    model: &dyn LanguageModel,
    titles: &mut [String],
) -> bool {
    let (mut any, mut unusable) = (false, 0);
    for (index, span) in spans.iter().enumerate() {
        let mut material: String = document.units[span.clone()].iter().map(|u| format!("{}\n", u.text)).collect();
        if let Some((cut, _)) = material.char_indices().nth(MATERIAL_CHARS) {
            material.truncate(cut);
        }
        let instruction = format!(
            "Give this part of a spoken conversation a title of at most {LONGEST} characters, in its own language and using only \
             words that are said in it. Answer with JSON: {{\"title\": \"...\"}}. A first draft: {}",
            titles[index]
        );
        let schema = serde_json::json!({
            "type": "object",
            "properties": { "title": { "type": "string" } },
            "required": ["title"],
            "additionalProperties": false,
        });
        let answer = match model.complete(&Prompt { instruction, material, schema, most_tokens: MOST_TOKENS }) {
            Ok(answer) => answer,
            Err(EngineError::Unusable(_)) if unusable < MOST_UNUSABLE => {
                unusable += 1;
                continue;
            }
            // One that is away stays away for the other chapters too.
            Err(_) => break,
        };
        let Ok(Answer { title }) = serde_json::from_str(&answer) else { continue };
        let title = title.trim().trim_matches(['"', '“', '”', '.']).trim();
        let new = titles.iter().enumerate().all(|(n, other)| n == index || tokens::fold(other) != tokens::fold(title));
        if new && is_said(document, span, title) {
            titles[index] = title.to_owned();
            any = true;
        }
    }
    any
}

fn is_said(document: &Document<'_>, span: &Range<usize>, title: &str) -> bool {
    if title.is_empty() || title.chars().count() > LONGEST || title.contains(char::is_control) {
        return false;
    }
    let stop = tokens::set(document.lists.stop);
    let said: BTreeSet<&str> =
        document.units[span.clone()].iter().flat_map(|u| &u.tokens).map(|t| t.lower.as_str()).collect();
    tokens::fold(title)
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-' && c != '.')
        .filter(|w| !w.is_empty())
        .all(|w| stop.contains(w) || said.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases;
    use model::transcript::{Segment, Transcript};

    fn titles(texts: &[&str], spans: &[Range<usize>]) -> Vec<String> {
        let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
        let transcript = Transcript { language: Some("en".into()), segments, ..Transcript::default() };
        let document = Document::new(&transcript);
        extract(&document, &phrases::find(&document), spans)
    }

    #[test]
    fn a_title_is_what_only_this_chapter_says() {
        let found = titles(
            &[
                "The printing press lay in the workshop.",
                "He cast printing press.",
                "The blue whale lives in the ocean.",
                "She saw a blue whale.",
            ],
            &[0..2, 2..4],
        );
        assert!(found[0].starts_with("Printing press"), "{found:?}");
        assert!(found[1].starts_with("Blue whale"), "{found:?}");
    }

    #[test]
    fn titles_differ_even_where_nothing_is_said() {
        assert_eq!(titles(&["Yes.", "Yes.", "Yes."], &[0..1, 1..2, 2..3]), ["Yes", "Yes (2)", "Yes (3)"]);
    }

    #[test]
    fn a_chapter_without_words_has_a_title() {
        assert_eq!(titles(&["--", "-", "…"], &[0..1, 1..2, 2..3]), ["…", "… (2)", "… (3)"]);
    }

    #[test]
    fn a_word_keeps_its_own_capitals() {
        assert_eq!(capitalised("iPhone case"), "iPhone case");
        assert_eq!(capitalised("printing press"), "Printing press");
    }
}
