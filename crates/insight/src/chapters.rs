//! Where one subject ends and the next begins.
//!
//! TextTiling (Hearst 1997): the vocabulary of the sentences before and after each gap is compared, and a valley between two
//! peaks of likeness is where the subject changes. Speakers, questions, announcements and silences speak for or against a
//! gap. The chapters are then the division that collects the best gaps while staying near the usual length of a chapter.

use std::ops::Range;

use model::insight::{Chapter, Evidence};

use crate::document::Document;
use crate::vectors::{Scratch, Vectors};

const SHORTEST_MS: u64 = 120_000;
const USUAL_MS: u64 = 390_000;
const MOST_CHAPTERS: u64 = 40;
/// Words of content on either side of a gap that are compared.
const BLOCK_WORDS: usize = 90;
const BLOCK_UNITS: usize = 40;
/// Gaps that are considered, the best ones; keeps the choice quick for a transcript of any length.
const MOST_GAPS: usize = 400;
/// How much a departure from the usual length weighs against the strength of a gap.
const LENGTH_WEIGHT: f32 = 0.5;

/// The chapters as runs of units; together they cover all units.
pub(crate) fn split(document: &Document<'_>, vectors: &Vectors) -> Vec<Range<usize>> {
    let units = document.units.len();
    if units == 0 {
        return Vec::new();
    }
    if document.duration < 2 * SHORTEST_MS {
        return std::iter::once(0..units).collect();
    }
    let mut gaps = strengths(document, vectors);
    gaps.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    gaps.truncate(MOST_GAPS);
    gaps.sort_by_key(|gap| gap.0);
    let bounds = choose(document, &gaps);
    bounds.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The strength of every gap (named by the unit after it), around 0 on average.
fn strengths(document: &Document<'_>, vectors: &Vectors) -> Vec<(usize, f32)> {
    let units = &document.units;
    let words: Vec<usize> = units.iter().map(|u| u.content().count()).collect();
    let mut scratch = Scratch::default();
    let likeness: Vec<f32> = (1..units.len())
        .map(|gap| {
            let left = gap - reach(words[..gap].iter().rev());
            let right = gap + reach(words[gap..].iter());
            vectors.block_similarity(left..gap, gap..right, &mut scratch)
        })
        .collect();
    let depths: Vec<f32> = (0..likeness.len()).map(|i| depth(&likeness, i)).collect();
    let deepest = depths.iter().copied().fold(f32::EPSILON, f32::max);
    let scores: Vec<f32> = depths.iter().enumerate().map(|(i, d)| d / deepest + cues(document, i + 1)).collect();
    let mean = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
    scores.into_iter().enumerate().map(|(i, score)| (i + 1, score - mean)).collect()
}

fn reach<'a>(words: impl Iterator<Item = &'a usize>) -> usize {
    let mut sum = 0;
    let mut units = 0;
    for n in words.take(BLOCK_UNITS) {
        if sum >= BLOCK_WORDS {
            break;
        }
        sum += n;
        units += 1;
    }
    units
}

/// How far the likeness rises from a gap to the peaks on both sides.
fn depth(likeness: &[f32], gap: usize) -> f32 {
    let climb = |side: &mut dyn Iterator<Item = &f32>| {
        let mut peak = likeness[gap];
        for value in side {
            if *value < peak - 0.02 {
                break;
            }
            peak = peak.max(*value);
        }
        peak - likeness[gap]
    };
    climb(&mut likeness[..gap].iter().rev()) + climb(&mut likeness[gap..].iter())
}

/// What else speaks for a new subject at a unit.
fn cues(document: &Document<'_>, unit: usize) -> f32 {
    let this = &document.units[unit];
    let mut score = 0.0;
    if !document.same_speaker(unit - 1, unit) {
        score += 0.2;
        // Whoever takes the word to ask has finished with what was answered.
        let turn = (unit..document.units.len().min(unit + 6)).take_while(|&n| document.same_speaker(unit, n));
        if turn.into_iter().any(|n| document.units[n].question && document.units[n].tokens.len() >= 6) {
            score += 0.2;
        }
    } else if this.paragraph {
        score += 0.1;
    }
    if document.is_opening(this) {
        score += 0.35;
    }
    match document.pause_before(unit) {
        0..1500 => {}
        1500..4000 => score += 0.1,
        _ => score += 0.25,
    }
    if document.units[unit - 1].question && this.speaker.is_some() {
        // An answer belongs to its question.
        score -= 0.5;
    }
    if this.tokens.len() < 4 {
        score -= 0.3;
    } else if document.is_dangling(this) {
        score -= 0.1;
    }
    if !document.units[unit - 1].complete && document.punctuated {
        score -= 0.2;
    }
    score
}

/// The division with the greatest sum of gap strengths less the cost of lengths far from the usual one.
fn choose(document: &Document<'_>, gaps: &[(usize, f32)]) -> Vec<usize> {
    let usual = USUAL_MS.max(document.duration / MOST_CHAPTERS) as f32;
    let end = document.units.len();
    let places: Vec<(usize, f32)> = [(0, 0.0)].into_iter().chain(gaps.iter().copied()).chain([(end, 0.0)]).collect();
    // best[i]: value of the best division of what lies before place i, and the place before it.
    let mut best: Vec<Option<(f32, usize)>> = vec![None; places.len()];
    best[0] = Some((0.0, 0));
    for i in 1..places.len() {
        for j in (0..i).rev() {
            let length = document.span(places[j].0, places[i].0);
            let Some((value, _)) = best[j].filter(|_| length >= SHORTEST_MS) else { continue };
            let off = (length as f32 / usual).ln();
            let value = value + places[i].1 - LENGTH_WEIGHT * off * off;
            if best[i].is_none_or(|(other, _)| value > other) {
                best[i] = Some((value, j));
            }
        }
    }
    let mut bounds = vec![end];
    let mut at = places.len() - 1;
    while let Some((_, before)) = best[at].filter(|_| at > 0) {
        at = before;
        bounds.push(places[at].0);
    }
    if bounds.last() != Some(&0) {
        return vec![0, end];
    }
    bounds.reverse();
    bounds
}

/// The chapters with their titles. Where times run backwards a chapter that would not start after the one before is left
/// to it.
pub(crate) fn assemble(document: &Document<'_>, spans: &[Range<usize>], titles: Vec<String>) -> Vec<Chapter> {
    let timed = document.transcript.is_timed();
    let mut chapters: Vec<Chapter> = Vec::new();
    for (span, title) in spans.iter().zip(titles) {
        let segments = Evidence { first: document.units[span.start].first, last: document.units[span.end - 1].last };
        let start_ms = document.transcript.segments[segments.first as usize].start_ms.filter(|_| timed);
        match chapters.last_mut() {
            Some(before) if timed && start_ms <= before.start_ms => {
                if let Some(covered) = &mut before.segments {
                    covered.last = segments.last;
                }
            }
            _ => chapters.push(Chapter { start_ms, title, segments: Some(segments) }),
        }
    }
    chapters
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Transcript};

    const PRESS: [&str; 3] = [
        "The printer sets the metal type by hand in the old workshop.",
        "Every press needs ink, paper and a patient printer for the type.",
        "A workshop with two presses prints a book of metal type each week.",
    ];
    const WHALE: [&str; 3] = [
        "The whale swims through the cold ocean and sings to its calf.",
        "Every calf follows the whale to the ocean where krill is plenty.",
        "A ship that meets a whale in the ocean slows down for the calf.",
    ];

    fn transcript(subjects: &[[&str; 3]], sentences: usize) -> Transcript {
        let texts = subjects.iter().flat_map(|s| s.iter().cycle().take(sentences));
        let segment = |(n, text): (usize, &&str)| {
            let start = u32::try_from(n).unwrap_or_default() * 6_000;
            Segment { start_ms: Some(start), end_ms: Some(start + 6_000), ..Segment::from_text(text) }
        };
        Transcript {
            language: Some("en".into()),
            segments: texts.enumerate().map(segment).collect(),
            ..Transcript::default()
        }
    }

    #[test]
    fn a_chapter_begins_where_the_subject_changes() {
        let transcript = transcript(&[PRESS, WHALE], 60);
        let document = Document::new(&transcript);
        assert_eq!(split(&document, &Vectors::tf_idf(&document)), [0..60, 60..120]);
    }

    #[test]
    fn a_few_minutes_are_one_chapter() {
        let transcript = transcript(&[PRESS, WHALE], 15);
        let document = Document::new(&transcript);
        assert_eq!(split(&document, &Vectors::tf_idf(&document)), std::iter::once(0..30).collect::<Vec<_>>());
    }

    #[test]
    fn a_chapter_that_would_start_too_early_is_left_to_the_one_before() {
        let mut transcript = transcript(&[PRESS], 4);
        transcript.segments[2].start_ms = Some(0);
        let document = Document::new(&transcript);
        let chapters = assemble(&document, &[0..2, 2..4], vec!["One".into(), "Two".into()]);
        assert_eq!(chapters.len(), 1);
        assert_eq!(chapters[0].segments, Some(Evidence { first: 0, last: 3 }));
    }
}
