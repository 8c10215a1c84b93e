//! Where one subject ends and the next begins.
//!
//! What speaks for a gap between two sentences: the words before and after it are unlike one another, at three widths
//! (TextTiling's depth, Hearst 1997); words begin behind it and end before it that are not said elsewhere (Youmans 1991); and
//! what is heard, such as a question from whoever asks, an announcement, a paragraph, a silence. All of it together gives the
//! odds that people would divide there, by logistic regression on transcripts that people divided. The chapters are then the
//! division that collects the best odds and stays near the usual length. Dynamic programming finds it exactly among the gaps
//! considered.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use model::insight::{Chapter, Evidence};

use crate::document::Document;
use crate::tokens;
use crate::vectors::{Scratch, Vectors};

/// A shorter transcript is one chapter.
const LEAST_MS: u64 = 240_000;
const SHORTEST_MS: u64 = 20_000;
const MOST_CHAPTERS: u64 = 60;
/// The usual length of a chapter in an episode of forty minutes, and how it grows: people divide a longer episode into longer chapters
/// more than into more of them: three and a half minutes in forty minutes, eight in two hours, and no longer than that.
const USUAL_MS: f32 = 218_000.0;
const USUAL_OF_MS: f32 = 2_400_000.0;
const USUAL_GROWTH: f32 = 0.7;
const LEAST_USUAL_MS: f32 = 75_000.0;
const MOST_USUAL_MS: f32 = 480_000.0;
/// Words of content on either side of a gap that are compared.
const REACHES: [usize; 3] = [40, 90, 180];
const BLOCK_UNITS: usize = 60;
/// A term begins or ends where it is said again within so many words of content, and in the other direction not for many.
const NEAR: usize = 80;
const AWAY: usize = 400;
/// Gaps that are considered, the best ones; keeps the choice quick for a transcript of any length.
const MOST_GAPS: usize = 600;
/// How much a departure from the usual length weighs against the log-odds of a gap; less where a chapter is longer.
const LENGTH_WEIGHT: f32 = 0.15;
const LONGER: f32 = 0.6;
/// Beyond so many e-folds, three times the usual length, it weighs more: eight days of radio have more chapters than subjects.
const FAR: f32 = 1.1;
const FARTHER: f32 = 3.0;
/// As many chapters as are usual would have odds of one in all; a division is worth it from so much less.
const EAGERNESS: f32 = 1.85;

/// Log-odds of each thing that speaks for a gap, or against it: logistic regression (L2, penalty 100 on standardised values) on the
/// 13,640 gaps of 31 transcripts, at 405 of which people begin a chapter. `docs/insights.md` says on which, and how well this does
/// on those that are left out.
mod weight {
    /// A standard deviation of the depth at the mean of the three widths.
    pub const DEPTH: f32 = 0.47;
    /// A standard deviation of the terms that begin or end here.
    pub const FRESH: f32 = 0.16;
    /// Another speaker begins.
    pub const TURN: f32 = 0.21;
    /// And asks something.
    pub const ASKS: f32 = 0.71;
    /// And is one of those who ask.
    pub const HOST: f32 = 0.41;
    /// And says hardly anything ("Yeah.", "Absolutely.").
    pub const NOD: f32 = -0.67;
    /// For each e-fold of the words of that turn.
    pub const TURN_LENGTH: f32 = 0.18;
    /// The same speaker begins a paragraph. Nobody divides within one.
    pub const PARAGRAPH: f32 = 2.9;
    /// The same speaker leans on the sentence before.
    pub const DANGLING: f32 = -0.37;
    /// For each e-fold of the words that the same speaker has said by now.
    pub const SAID: f32 = -0.16;
    /// For each e-fold of the words that the speaker goes on to say.
    pub const GOES_ON: f32 = 0.13;
    /// A subject is announced.
    pub const OPENING: f32 = 0.69;
    /// The sentence goes on to something else. This and the next two were learnt later, with the others held fast, on 90 more
    /// transcripts.
    pub const ANNOUNCES: f32 = 0.6;
    /// The sentence before thanks for an answer, or praises it.
    pub const AFTER_PRAISE: f32 = 0.4;
    /// The sentence goes on with the one before, whoever said that.
    pub const CONJUNCTION: f32 = -0.4;
    /// The first word takes the talk on.
    pub const STARTER: f32 = 0.46;
    /// The sentence before is short.
    pub const AFTER_SHORT: f32 = 0.51;
    /// The sentence before has no end.
    pub const UNFINISHED: f32 = -0.33;
    /// A pause of a second and a half, or longer. Too few of the transcripts have times to learn it from: this is a guess.
    pub const PAUSE: f32 = 0.3;
}

/// The chapters as runs of units; together they cover all units.
pub(crate) fn split(document: &Document<'_>, vectors: &Vectors) -> Vec<Range<usize>> {
    let units = document.units.len();
    if units == 0 {
        return Vec::new();
    }
    if document.duration < LEAST_MS {
        return std::iter::once(0..units).collect();
    }
    let mut gaps = strengths(document, vectors);
    gaps.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    gaps.truncate(MOST_GAPS);
    gaps.sort_by_key(|gap| gap.0);
    let bounds = choose(document, &gaps);
    bounds.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The usual length of a chapter, in milliseconds.
fn usual(document: &Document<'_>) -> f32 {
    let length = document.duration as f32;
    let usual = USUAL_MS * (length / USUAL_OF_MS).powf(USUAL_GROWTH);
    usual.clamp(LEAST_USUAL_MS, MOST_USUAL_MS).max(length / MOST_CHAPTERS as f32)
}

/// The log-odds of every gap (named by the unit after it), moved so that in all as many chapters begin as are usual.
fn strengths(document: &Document<'_>, vectors: &Vectors) -> Vec<(usize, f32)> {
    let units = &document.units;
    let words: Vec<usize> = units.iter().map(|u| u.content().count()).collect();
    let mut scratch = Scratch::default();
    let mut odds = vec![0.0_f32; units.len() - 1];
    for words_each in REACHES {
        let likeness: Vec<f32> = (1..units.len())
            .map(|gap| {
                let left = gap - reach(words[..gap].iter().rev(), words_each);
                let right = gap + reach(words[gap..].iter(), words_each);
                vectors.block_similarity(left..gap, gap..right, &mut scratch)
            })
            .collect();
        let own: Vec<f32> = (0..likeness.len()).map(|i| depth(&likeness, i)).collect();
        for (sum, z) in odds.iter_mut().zip(standard(&own)) {
            *sum += weight::DEPTH * z / REACHES.len() as f32;
        }
    }
    let turns = Turns::new(document);
    for (gap, (sum, fresh)) in odds.iter_mut().zip(standard(&novelty(document))).enumerate() {
        *sum += weight::FRESH * fresh + cues(document, gap + 1, &turns);
    }
    let shift = shift(&odds, document.duration as f32 / usual(document));
    odds.into_iter().enumerate().map(|(i, odds)| (i + 1, odds + shift + EAGERNESS)).collect()
}

/// What is to be added to log-odds so that their probabilities add up to `wanted`.
fn shift(odds: &[f32], wanted: f32) -> f32 {
    let (mut low, mut high) = (-40.0_f32, 40.0);
    for _ in 0..40 {
        let middle = f32::midpoint(low, high);
        let sum: f32 = odds.iter().map(|o| 1.0 / (1.0 + (-(o + middle)).exp())).sum();
        if sum < wanted { low = middle } else { high = middle }
    }
    low
}

/// Values as deviations from their mean, in standard deviations; far ones are cut.
fn standard(values: &[f32]) -> Vec<f32> {
    let n = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n;
    let spread = variance.sqrt().max(f32::EPSILON);
    values.iter().map(|v| ((v - mean) / spread).clamp(-2.0, 4.0)).collect()
}

/// For every gap, how many terms begin behind it and end before it, less those that do so on the wrong side.
fn novelty(document: &Document<'_>) -> Vec<f32> {
    let mut places = Vec::with_capacity(document.units.len());
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); document.vocabulary.terms.len()];
    let mut place = 0;
    for unit in &document.units {
        places.push(place);
        for token in unit.content() {
            uses[token.term as usize].push(place);
            place += 1;
        }
    }
    let mut begins = vec![0.0_f32; place];
    let mut ends = vec![0.0_f32; place];
    for uses in &uses {
        for (n, pair) in uses.windows(2).enumerate().filter(|(_, pair)| pair[1] - pair[0] < 2 * NEAR) {
            if n.checked_sub(1).is_none_or(|before| pair[0] - uses[before] > AWAY) {
                begins[pair[0]] += 1.0;
            }
            if uses.get(n + 2).is_none_or(|after| after - pair[1] > AWAY) {
                ends[pair[1]] += 1.0;
            }
        }
    }
    let (begins, ends) = (sums(&begins), sums(&ends));
    let between = |sums: &[f32], from: usize, to: usize| sums[to.min(place)] - sums[from];
    places
        .iter()
        .skip(1)
        .map(|&here| {
            let back = here.saturating_sub(NEAR);
            between(&begins, here, here + NEAR) - between(&begins, back, here) + between(&ends, back, here)
                - between(&ends, here, here + NEAR)
        })
        .collect()
}

/// The sums of what lies before each place.
fn sums(values: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0];
    let mut sum = 0.0;
    for value in values {
        sum += value;
        out.push(sum);
    }
    out
}

/// Who asks: speakers with more questions to a word than the others.
fn hosts(document: &Document<'_>) -> BTreeSet<u16> {
    let mut counts: BTreeMap<u16, (f32, f32)> = BTreeMap::new();
    let mut all = (0.0, 0.0);
    for unit in &document.units {
        let asked = if unit.question && unit.tokens.len() > 3 { 1.0 } else { 0.0 };
        let words = unit.tokens.len() as f32;
        all = (all.0 + asked, all.1 + words);
        if let Some(speaker) = unit.speaker {
            let own = counts.entry(speaker).or_default();
            *own = (own.0 + asked, own.1 + words);
        }
    }
    let rate = all.0 / f32::max(all.1, 1.0);
    let asks = |(asked, words): (f32, f32)| asked >= 3.0 && asked > 1.3 * rate * words;
    counts.into_iter().filter(|(_, own)| asks(*own)).map(|(speaker, _)| speaker).collect()
}

fn reach<'a>(words: impl Iterator<Item = &'a usize>, most: usize) -> usize {
    let mut sum = 0;
    let mut units = 0;
    for n in words.take(BLOCK_UNITS) {
        if sum >= most {
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

/// Who speaks for how long.
struct Turns {
    /// Who asks.
    hosts: BTreeSet<u16>,
    /// Before each unit, how many words its speaker has said without another's.
    said: Vec<usize>,
    /// From each unit on, how many words its speaker goes on to say.
    goes_on: Vec<usize>,
    starters: HashSet<&'static str>,
    conjunctions: HashSet<&'static str>,
}

impl Turns {
    fn new(document: &Document<'_>) -> Self {
        let units = &document.units;
        let (mut said, mut goes_on) = (vec![0; units.len()], vec![0; units.len()]);
        for n in 1..units.len() {
            let before = if n > 1 && document.same_speaker(n - 2, n - 1) { said[n - 1] } else { 0 };
            said[n] = before + units[n - 1].tokens.len();
        }
        for n in (0..units.len()).rev() {
            let after = if n + 1 < units.len() && document.same_speaker(n, n + 1) { goes_on[n + 1] } else { 0 };
            goes_on[n] = after + units[n].tokens.len();
        }
        let [starters, conjunctions] = [document.lists.starters, document.lists.conjunctions].map(tokens::set);
        Self { hosts: hosts(document), said, goes_on, starters, conjunctions }
    }
}

/// What is heard that speaks for a new subject at a unit, in log-odds.
fn cues(document: &Document<'_>, unit: usize, turns: &Turns) -> f32 {
    let this = &document.units[unit];
    let before = &document.units[unit - 1];
    let folds = |words: usize| (1.0 + words as f32).ln();
    let mut odds = weight::GOES_ON * folds(turns.goes_on[unit]);
    let mut add = |holds: bool, weight: f32| odds += if holds { weight } else { 0.0 };
    if document.same_speaker(unit - 1, unit) {
        add(this.paragraph, weight::PARAGRAPH);
        add(document.is_dangling(this), weight::DANGLING);
        add(true, weight::SAID * folds(turns.said[unit]));
    } else {
        let turn = || (unit..document.units.len().min(unit + 6)).take_while(|&n| document.same_speaker(unit, n));
        let turn = || turn().map(|n| &document.units[n]);
        add(true, weight::TURN + weight::TURN_LENGTH * folds(turns.goes_on[unit]));
        add(turn().any(|u| u.question && u.tokens.len() >= 6), weight::ASKS);
        add(this.speaker.is_some_and(|s| turns.hosts.contains(&s)), weight::HOST);
        add(turn().map(|u| u.tokens.len()).sum::<usize>() < 8, weight::NOD);
    }
    add(document.is_opening(this), weight::OPENING);
    add(document.announces(this), weight::ANNOUNCES);
    add(document.acknowledges(before), weight::AFTER_PRAISE);
    let first = this.tokens.first().map(|t| t.lower.as_str());
    add(first.is_some_and(|word| turns.conjunctions.contains(word)), weight::CONJUNCTION);
    add(first.is_some_and(|word| turns.starters.contains(word)), weight::STARTER);
    add(before.tokens.len() < 4, weight::AFTER_SHORT);
    add(!before.complete && document.punctuated, weight::UNFINISHED);
    add(document.pause_before(unit) >= 1500, weight::PAUSE);
    odds
}

/// The division with the greatest sum of log-odds, less the cost of lengths far from the usual one.
fn choose(document: &Document<'_>, gaps: &[(usize, f32)]) -> Vec<usize> {
    let usual = usual(document);
    let end = document.units.len();
    let places: Vec<(usize, f32)> = [(0, 0.0)].into_iter().chain(gaps.iter().copied()).chain([(end, 0.0)]).collect();
    // best[i]: value of the best division of what lies before place i, and the place before it.
    let mut best: Vec<Option<(f32, usize)>> = vec![None; places.len()];
    best[0] = Some((0.0, 0));
    for i in 1..places.len() {
        for j in 0..i {
            let length = document.span(places[j].0, places[i].0);
            let Some((value, _)) = best[j].filter(|_| length >= SHORTEST_MS) else { continue };
            let off = (length as f32 / usual).ln();
            let off = if off > 0.0 { LONGER * off + FARTHER * (off - FAR).max(0.0) } else { off };
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
        let found = split(&document, &Vectors::tf_idf(&document));
        assert!(found.iter().any(|chapter| chapter.start == 60), "{found:?}");
        assert_eq!((found[0].start, found[found.len() - 1].end), (0, 120));
    }

    #[test]
    fn whoever_asks_opens_the_chapter() {
        let mut transcript = transcript(&[PRESS, WHALE], 60);
        transcript.speakers = vec!["Host".into(), "Guest".into()];
        for (n, segment) in transcript.segments.iter_mut().enumerate() {
            segment.speaker = Some(u16::from(n % 30 != 0));
            if n % 30 == 0 {
                *segment = Segment {
                    words: Segment::from_text("So how does it go on from here with all of that?").words,
                    ..segment.clone()
                };
            }
        }
        let document = Document::new(&transcript);
        assert_eq!(hosts(&document), BTreeSet::from([0]));
        let found = split(&document, &Vectors::tf_idf(&document));
        assert!(found.iter().all(|chapter| chapter.start % 30 == 0), "{found:?}");
    }

    #[test]
    fn whoever_goes_on_to_something_else_opens_a_chapter_and_who_goes_on_does_not() {
        let odds = |language: &str, before: &str, text: &str| {
            let segments = [before, text].map(Segment::from_text).to_vec();
            let transcript = Transcript { language: Some(language.into()), segments, ..Transcript::default() };
            let document = Document::new(&transcript);
            cues(&document, 1, &Turns::new(&document))
        };
        let said = "The press was made of oak.";
        for (language, plain, announced, carried_on) in [
            ("en", "We read the books of the city.", "Before we read the books of it.", "And we read the books of it."),
            (
                "de",
                "Wir lesen die Bücher der Stadt.",
                "Bevor wir die Bücher hier lesen.",
                "Und wir lesen die Bücher hier.",
            ),
            ("nl", "Wij lezen de boeken van nu.", "Laten we de boeken hier lezen.", "En wij lezen de boeken hier."),
        ] {
            let plain = odds(language, said, plain);
            assert!(odds(language, said, announced) > plain + 0.3, "{announced}");
            assert!(odds(language, said, carried_on) < plain - 0.3, "{carried_on}");
        }
        let text = "We read the books of the city.";
        assert!(
            odds("en", "Well, thank you for all of that.", text)
                > odds("en", "Well, so much for all of that.", text) + 0.3
        );
        assert!(odds("zh", "我们读书。", "接下来读另一本书。") > odds("zh", "我们读书。", "今天读书的人很多。") + 0.3);
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
