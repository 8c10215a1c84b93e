//! The summary: the sentences that the others lean on, and of these the one that says most alone.
//!
//! TextRank (Mihalcea and Tarau 2004) within a window, the likeness to the whole, the key phrases a sentence holds and its
//! place decide; maximal marginal relevance (Carbonell and Goldstein 1998) keeps the choice from repeating itself.

use std::ops::Range;

use model::insight::Passage;

use crate::document::{Document, Unit};
use crate::phrases::{self, Phrase};
use crate::points;
use crate::tokens::Token;
use crate::vectors::Vectors;

/// Sentences further apart than this are not compared: keeps the cost linear in the length of the episode.
const WINDOW: usize = 120;
const ROUNDS: usize = 25;
const DAMPING: f32 = 0.85;
/// A sentence with a larger share of numbers is a list of readings.
pub(crate) const MOST_NUMBERS: f32 = 0.1;
/// A sentence of a lower rank is left out, even where the summary stays short.
pub(crate) const WEAKEST: f32 = 0.12;
/// More characters are no line.
pub(crate) const LONGEST_LINE: usize = 200;
/// Weight of a sentence's rank against its likeness to what is already chosen.
const LAMBDA: f32 = 0.65;

/// An episode in one line, in a paragraph, and point by point.
pub(crate) struct Summary {
    /// The sentence that says best what the episode is about.
    pub one_line: Option<Passage>,
    /// The paragraph, in reading order.
    pub sentences: Vec<Passage>,
    /// What is said in the parts of the episode, in reading order.
    pub key_points: Vec<Passage>,
}

/// The summary in the episode's own sentences.
pub(crate) fn find(document: &Document<'_>, vectors: &Vectors, phrases: &[Phrase], spans: &[Range<usize>]) -> Summary {
    let ranks = ranks(document, vectors, phrases);
    let sentences = select(document, vectors, &ranks, spans);
    let one_line = one_line(document, &ranks);
    let told: Vec<usize> = sentences.iter().copied().chain(one_line).collect();
    let key_points = points::select(document, vectors, &ranks, spans, &told);
    let passage = |unit: usize| document.passage(unit, unit, ranks[unit]);
    Summary {
        one_line: one_line.map(passage),
        sentences: sentences.into_iter().map(passage).collect(),
        key_points: key_points.into_iter().map(passage).collect(),
    }
}

/// The strongest sentence that can be read without any other.
fn one_line(document: &Document<'_>, ranks: &[f32]) -> Option<usize> {
    // Who is called answers: half of a dialogue.
    let calls = |unit: &Unit| {
        let called = |at: usize| unit.tokens[at].capital && phrases::is_called_out(unit, at);
        opens_with_a_call(unit) || (0..unit.tokens.len()).any(called)
    };
    let alone = |unit: &Unit| {
        !unit.question
            && !calls(unit)
            && (unit.complete || !document.punctuated)
            && !document.is_chatter(unit)
            && !document.is_dangling(unit)
            && !document.points_back(unit)
            && !is_broken(unit)
            && unit.text.chars().count() <= LONGEST_LINE
    };
    let lines = (0..ranks.len()).filter(|u| ranks[*u] > WEAKEST && alone(&document.units[*u]));
    lines.max_by(|a, b| ranks[*a].total_cmp(&ranks[*b]).then(b.cmp(a)))
}

/// Whether a sentence begins with names alone, set off by commas: "Roger, Houston, Apollo 11. You are loud."
fn opens_with_a_call(unit: &Unit) -> bool {
    const LONGEST: usize = 3;
    let names = |stretch: &[Token]| stretch[0].capital && !stretch[0].opens && stretch.iter().all(|t| !t.stop);
    unit.tokens.chunk_by(|_, next| !next.breaks).take_while(|stretch| stretch.len() <= LONGEST).any(names)
}

/// The sentences of the paragraph, in reading order.
fn select(document: &Document<'_>, vectors: &Vectors, ranks: &[f32], spans: &[Range<usize>]) -> Vec<usize> {
    let wanted = count(document);
    let chapter = |unit: usize| spans.iter().position(|s| s.contains(&unit));
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < wanted {
        let value = |unit: usize| {
            let repeats = chosen
                .iter()
                .map(|&c| {
                    vectors.similarity(unit, c)
                        + if chapter(unit) == chapter(c) && spans.len() > 1 { 0.25 } else { 0.0 }
                })
                .fold(0.0, f32::max);
            LAMBDA * ranks[unit] - (1.0 - LAMBDA) * repeats
        };
        let free = (0..ranks.len()).filter(|u| ranks[*u] > WEAKEST && !chosen.contains(u));
        let Some((best, _)) = free.map(|u| (u, value(u))).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))) else {
            break;
        };
        chosen.push(best);
    }
    chosen.sort_unstable();
    chosen
}

/// The sentences as running text.
pub(crate) fn join(document: &Document<'_>, sentences: &[Passage]) -> String {
    let tight = document.language.as_deref().is_some_and(|l| l.starts_with("zh") || l.starts_with("ja"));
    let texts: Vec<&str> = sentences.iter().map(|s| s.text.as_str()).collect();
    texts.join(if tight { "" } else { " " })
}

fn count(document: &Document<'_>) -> usize {
    let by_length = match document.duration / 60_000 {
        0..10 => 3,
        10..30 => 4,
        30..75 => 5,
        _ => 6,
    };
    // A summary of everything is none.
    by_length.min(document.units.len().div_ceil(2))
}

fn ranks(document: &Document<'_>, vectors: &Vectors, phrases: &[Phrase]) -> Vec<f32> {
    let walk = scaled(walk(document.units.len(), vectors));
    let centre = scaled(vectors.centrality());
    let key = scaled(density(document, phrases));
    let fits: Vec<f32> = document.units.iter().map(|u| fitness(document, u)).collect();
    // Where nothing fits (speech without sentences), the best of what there is beats an empty summary.
    let any = fits.iter().any(|f| *f > 0.2);
    let units = document.units.len().max(1) as f32;
    let ranks = document.units.iter().enumerate().map(|(n, unit)| {
        let fit = if any || unit.content().next().is_none() { fits[n] } else { fits[n].max(0.1) };
        let place = n as f32 / units;
        // The subject is said early; what is said last is goodbye.
        let prior = 1.0 + 0.25 * (1.0 - place / 0.2).max(0.0) - if place > 0.96 { 0.2 } else { 0.0 };
        (0.35 * walk[n] + 0.25 * centre[n] + 0.4 * key[n]) * fit * prior
    });
    scaled(ranks.collect())
}

/// How well a sentence reads outside its place, 0 to 1.
fn fitness(document: &Document<'_>, unit: &Unit) -> f32 {
    let words = unit.tokens.len();
    let mut fit = match words {
        0..5 => return 0.0,
        5..8 => 0.4,
        8..12 => 0.85,
        12..=34 => 1.0,
        35..=40 => 0.8,
        41..=60 => 0.4,
        _ => 0.15,
    };
    if document.is_chatter(unit) {
        fit *= 0.1;
    }
    if unit.question {
        fit *= 0.35;
    }
    if document.is_dangling(unit) {
        fit *= 0.55;
    }
    if document.punctuated && !unit.complete {
        fit *= 0.5;
    }
    if document.points_back(unit) {
        fit *= 0.7;
    }
    if opens_with_a_call(unit) {
        fit *= 0.3;
    }
    if document.numeric_share(unit) > MOST_NUMBERS {
        fit *= 0.4;
    }
    if is_broken(unit) {
        fit *= 0.5;
    }
    // Many function words and few of content: talk about talk.
    let content = unit.content().count() as f32 / words as f32;
    fit * (content * 3.0).min(1.0)
}

/// Hesitation, correction and interruption: marks of a sentence that changed its mind.
pub(crate) fn is_broken(unit: &Unit) -> bool {
    let text = unit.text.as_str();
    ["...", "…", "--", " - ", "—", "[", "(", "♪", "“", "\""].iter().filter(|mark| text.contains(*mark)).count() > 0
        || unit.tokens.windows(2).any(|w| w[0].lower == w[1].lower && w[0].lower.chars().all(char::is_alphabetic))
}

fn density(document: &Document<'_>, phrases: &[Phrase]) -> Vec<f32> {
    let mut sums = vec![0.0; document.units.len()];
    for phrase in phrases.iter().take(60) {
        for unit in &phrase.units {
            sums[*unit] += phrase.score;
        }
    }
    // The root: a sentence that lists everything explains nothing.
    sums.into_iter().map(f32::sqrt).collect()
}

fn walk(units: usize, vectors: &Vectors) -> Vec<f32> {
    let mut edges: Vec<(usize, usize, f32)> = Vec::new();
    let mut out = vec![0.0_f32; units];
    for a in 0..units {
        for b in a + 1..units.min(a + WINDOW) {
            let weight = vectors.similarity(a, b);
            if weight > 0.05 {
                edges.push((a, b, weight));
                out[a] += weight;
                out[b] += weight;
            }
        }
    }
    let mut rank = vec![1.0_f32; units];
    for _ in 0..ROUNDS {
        let mut next = vec![1.0 - DAMPING; units];
        for &(a, b, weight) in &edges {
            next[a] += DAMPING * rank[b] * weight / out[b];
            next[b] += DAMPING * rank[a] * weight / out[a];
        }
        rank = next;
    }
    rank
}

fn scaled(values: Vec<f32>) -> Vec<f32> {
    let most = values.iter().copied().filter(|v| v.is_finite()).fold(0.0, f32::max);
    if most <= 0.0 {
        return vec![0.0; values.len()];
    }
    values.into_iter().map(|v| if v.is_finite() { (v / most).max(0.0) } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases;
    use model::transcript::{Segment, Transcript};

    fn found(texts: &[&str]) -> Summary {
        let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
        let transcript = Transcript { language: Some("en".into()), segments, ..Transcript::default() };
        let document = Document::new(&transcript);
        let all = 0..document.units.len();
        find(&document, &Vectors::tf_idf(&document), &phrases::find(&document), &[all])
    }

    fn summary(texts: &[&str]) -> Vec<String> {
        found(texts).sentences.into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn what_the_others_lean_on_is_chosen_and_housekeeping_is_not() {
        let found = summary(&[
            "Welcome to the show and thank you for listening to this podcast about printing.",
            "The printing press changed how books were made in the old cities of Europe.",
            "Yeah.",
            "A printing press with movable type made books so cheap that cities filled with readers.",
            "And that's why.",
            "Do you like the old printing press with its books?",
        ]);
        assert!(found.len() <= 3 && !found.iter().any(|s| s.starts_with("Welcome")), "{found:?}");
        assert_eq!(found[0], "The printing press changed how books were made in the old cities of Europe.");
        assert_eq!(found[1], "A printing press with movable type made books so cheap that cities filled with readers.");
    }

    #[test]
    fn the_one_line_can_be_read_alone() {
        let press =
            "A printing press with movable type made books so cheap that the cities of Europe filled with readers.";
        let line = |texts: &[&str]| found(texts).one_line.map(|p| (p.text, p.segments.first));
        let told = line(&[
            "Welcome to the show and thank you for listening to this podcast about the printing press and its books.",
            "And that is why the printing press with movable type made books cheap in the cities of Europe.",
            "Did the printing press with movable type make books cheap in the cities of Europe?",
            press,
            "The bread of a city was dear in the winter.",
        ]);
        assert_eq!(told, Some((press.to_owned(), 3)));
        let called = line(&["Houston, Apollo 11, the printing press made books cheap in the cities of Europe.", press]);
        assert_eq!(called, Some((press.to_owned(), 1)), "who calls somebody waits for an answer");
        let answers = "Roger, Houston, Apollo 11. The printing press made books so cheap in the cities of Europe.";
        assert_eq!(line(&[answers, press]), Some((press.to_owned(), 1)), "and so does who answers");
        assert_eq!(line(&["Welcome to the show and thank you for listening."]), None, "who only greets says nothing");
    }

    #[test]
    fn a_call_is_no_sentence_of_the_paragraph_where_there_are_others() {
        let told = summary(&[
            "11, Houston. The printing press with movable type made books cheap in the cities of Europe.",
            "A printing press with movable type made books so cheap that the cities filled with readers.",
            "The old cities of Europe had a printing press and cheap books before they had bread.",
            "Readers of cheap books filled the cities where a printing press with movable type stood.",
            "Bread was dear in the winter, and nobody printed anything about it at all.",
            "In summer the cities were loud, and the rivers stood low under the bridges of stone.",
        ]);
        assert!(told.len() == 3 && !told.iter().any(|s| s.starts_with("11, Houston")), "{told:?}");
    }

    #[test]
    fn a_list_of_readings_is_no_summary() {
        let transcript = Transcript {
            segments: vec![Segment::from_text("Level sense arm at 8 plus 17 and cut-off at 9 plus 11.")],
            ..Transcript::default()
        };
        let document = Document::new(&transcript);
        assert!(fitness(&document, &document.units[0]) < 0.5);
    }
}
