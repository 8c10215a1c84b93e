//! Key points: of each part of the episode the sentence that carries most.

use std::ops::Range;

use crate::document::Document;
use crate::summary::WEAKEST;
use crate::tokens;
use crate::vectors::Vectors;

/// An episode of fewer chapters is looked at in thirds.
const LEAST_PARTS: usize = 3;
/// Two sentences as alike as this say the same.
const SAME: f32 = 0.85;

/// How many points an episode is worth.
pub(crate) fn wanted(document: &Document<'_>) -> usize {
    match document.duration / 60_000 {
        0..10 => 3,
        10..30 => 4,
        30..60 => 5,
        60..90 => 6,
        _ => 7,
    }
}

/// The points, in reading order. None of them says what is `told` already, or what another says.
pub(crate) fn select(
    document: &Document<'_>,
    vectors: &Vectors,
    ranks: &[f32],
    spans: &[Range<usize>],
    told: &[usize],
) -> Vec<usize> {
    let stronger = |a: &usize, b: &usize| ranks[*a].total_cmp(&ranks[*b]).then(b.cmp(a));
    let folded: Vec<String> = document.units.iter().map(|unit| tokens::fold(&unit.text)).collect();
    let repeats = |a: usize, b: usize| a == b || vectors.similarity(a, b) > SAME || folded[a] == folded[b];
    let mut chosen: Vec<usize> = Vec::new();
    for part in parts(document, spans) {
        let says_more = |unit: &usize| {
            let one = &document.units[*unit];
            ranks[*unit] > WEAKEST
                && !one.question
                && !document.is_chatter(one)
                && !told.iter().chain(&chosen).any(|other| repeats(*unit, *other))
        };
        let best = part.filter(says_more).max_by(stronger);
        chosen.extend(best);
    }
    chosen.sort_unstable_by(|a, b| stronger(b, a));
    chosen.truncate(wanted(document));
    chosen.sort_unstable();
    chosen
}

fn parts(document: &Document<'_>, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    if spans.len() >= LEAST_PARTS {
        return spans.to_vec();
    }
    let units = document.units.len();
    (0..LEAST_PARTS).map(|n| units * n / LEAST_PARTS..units * (n + 1) / LEAST_PARTS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Transcript};

    const TEXTS: [&str; 7] = [
        "The press of the city was made of oak and iron.",
        "The press of the city was made of oak and iron!",
        "Who paid for the oak of the press?",
        "A lender of the city paid for the oak and for the iron.",
        "The ink of the printers was boiled from oil and soot.",
        "The paper of the printers came from a mill on the river.",
        "Welcome to the show about the press of the city.",
    ];

    /// The points of an episode whose sentences are of the same rank but for the named ones.
    fn points(ranks: &[(usize, f32)], spans: &[Range<usize>], told: &[usize]) -> Vec<usize> {
        let segments = TEXTS.iter().map(|t| Segment::from_text(t)).collect();
        let transcript = Transcript { language: Some("en".into()), segments, ..Transcript::default() };
        let document = Document::new(&transcript);
        assert_eq!(document.units.len(), TEXTS.len());
        let mut all = vec![0.5; TEXTS.len()];
        for (unit, rank) in ranks {
            all[*unit] = *rank;
        }
        select(&document, &Vectors::tf_idf(&document), &all, spans, told)
    }

    #[test]
    fn each_chapter_has_its_say() {
        let spans = [0..4, 4..5, 5..7];
        assert_eq!(points(&[(3, 0.9)], &spans, &[]), [3, 4, 5]);
        // Without chapters, each third; what is too weak is nobody's point.
        let whole = 0..TEXTS.len();
        assert_eq!(points(&[(3, 0.9), (4, 0.1), (5, 0.1)], &[whole], &[]), [0, 3]);
    }

    #[test]
    fn nothing_is_said_twice() {
        let spans = [0..2, 2..4, 4..7];
        assert_eq!(points(&[], &spans, &[0]), [3, 4], "neither what is told nor what reads like it");
        assert_eq!(points(&[], &[0..1, 1..2, 2..7], &[]), [0, 3], "nor what another point says");
    }

    #[test]
    fn the_strongest_of_many_are_taken_in_reading_order() {
        let spans = [0..1, 3..4, 4..5, 5..6];
        assert_eq!(points(&[(0, 0.2), (3, 0.6), (4, 0.9), (5, 0.7)], &spans, &[]), [3, 4, 5]);
    }
}
