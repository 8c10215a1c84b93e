//! How each speaker speaks: fillers, who breaks in on whom, the longest monologue, vocabulary, reading ease, sentiment, energy.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use model::audio::Peaks;
use model::insight::{Delivery, Energy, Evidence, Stretch, TalkTime};
use model::transcript::{Segment, Word};

use crate::document::Document;
use crate::energy;
use crate::readability::{self, Count};
use crate::sentiment::Judge;
use crate::talk;

/// A turn of so many words by another ("yeah, right") neither ends a monologue nor breaks in.
const NOD_WORDS: usize = 3;
/// Who begins this long before the other has ended breaks in; less is the measuring of times.
const OVERLAP_MS: u32 = 300;
/// A sentence that breaks off is broken by who begins within this time.
const AT_ONCE_MS: u32 = 600;
/// A silence as long as this ends a monologue: on a mission of eight days nobody speaks for ten minutes with seventeen words.
const SILENCE_MS: u32 = 15_000;
/// Words in the window of the vocabulary's variety.
const WINDOW: usize = 50;
/// Of each speaker, so many interruptions are kept as evidence.
const MOST_INTERRUPTIONS: usize = 200;

#[derive(Default)]
struct Sum {
    words: u32,
    fillers: u32,
    interruptions: Vec<Stretch>,
    interrupted: u32,
    monologue: Option<Stretch>,
    terms: Vec<u32>,
    count: Count,
    sentiment: (f32, u32),
}

/// One entry for each of `talk_time`, in its order; with energy where there is an outline of the recording.
pub(crate) fn measure(document: &Document<'_>, talk_time: &[TalkTime], outline: Option<&Peaks>) -> Vec<Delivery> {
    let transcript = document.transcript;
    let mut sums: BTreeMap<Option<&str>, Sum> = BTreeMap::new();
    for segment in &transcript.segments {
        let sum = sums.entry(transcript.speaker_of(segment)).or_default();
        for word in segment.words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)) {
            if word.filler { sum.fillers += 1 } else { sum.words += 1 }
        }
    }
    for (stretch, breaker, broken) in interruptions(document) {
        sums.entry(Some(broken)).or_default().interrupted += 1;
        let list = &mut sums.entry(Some(breaker)).or_default().interruptions;
        if list.len() < MOST_INTERRUPTIONS {
            list.push(stretch);
        }
    }
    for (speaker, stretch) in monologues(document) {
        let longest = &mut sums.entry(speaker).or_default().monologue;
        if longest.as_ref().is_none_or(|other| length(&stretch) > length(other)) {
            *longest = Some(stretch);
        }
    }
    let judge = Judge::new(document);
    for unit in &document.units {
        let speaker = transcript.speaker_of(&transcript.segments[unit.first as usize]);
        let sum = sums.entry(speaker).or_default();
        sum.terms.extend(unit.content().map(|t| t.term));
        sum.count.sentences += u32::from(!unit.tokens.is_empty());
        sum.count.words += u32::try_from(unit.tokens.len()).unwrap_or(u32::MAX);
        let syllables = unit.tokens.iter().map(|t| readability::syllables(&t.lower, document.lists.tag)).sum::<u32>();
        sum.count.syllables += syllables;
        let score = judge.judge(unit);
        if score != 0.0 {
            sum.sentiment = (sum.sentiment.0 + score, sum.sentiment.1 + 1);
        }
    }
    let mut energies = outline.map(|outline| energy::measure(transcript, outline)).unwrap_or_default();
    talk_time
        .iter()
        .map(|talk| {
            let speaker = talk.speaker.as_deref();
            finding(document, talk, sums.remove(&speaker).unwrap_or_default(), energies.remove(&speaker))
        })
        .collect()
}

fn finding(document: &Document<'_>, talk: &TalkTime, sum: Sum, energy: Option<Energy>) -> Delivery {
    let (score, judged) = sum.sentiment;
    Delivery {
        speaker: talk.speaker.clone(),
        fillers: sum.fillers,
        fillers_per_100_words: sum.fillers as f32 * 100.0 / sum.words.max(1) as f32,
        interruptions: sum.interruptions,
        interrupted: sum.interrupted,
        monologue: sum.monologue,
        vocabulary: u32::try_from(sum.terms.iter().collect::<BTreeSet<_>>().len()).unwrap_or(u32::MAX),
        variety: variety(&sum.terms),
        // A transcript without marks has no sentences to measure.
        readability: readability::ease(document.lists.tag, sum.count).filter(|_| document.punctuated),
        sentiment: (judged > 0).then(|| score / judged.max(1) as f32),
        energy,
    }
}

fn words(segment: &Segment) -> usize {
    segment.words.iter().filter(|w| !w.filler).count()
}

fn is_nod(segment: &Segment) -> bool {
    words(segment) <= NOD_WORDS && !segment.words.last().is_some_and(|w| w.text.contains('?'))
}

/// Who breaks in on whom: what is said then, the one who breaks in, the one who is broken off.
fn interruptions<'a>(document: &'a Document<'_>) -> Vec<(Stretch, &'a str, &'a str)> {
    let transcript = document.transcript;
    let mut found = Vec::new();
    for (n, pair) in transcript.segments.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let (Some(broken), Some(breaker)) = (transcript.speaker_of(first), transcript.speaker_of(second)) else {
            continue;
        };
        if broken == breaker || is_nod(second) || words(first) == 0 {
            continue;
        }
        let overlap =
            first.end_ms.zip(second.start_ms).is_some_and(|(end, start)| start.saturating_add(OVERLAP_MS) <= end);
        let at_once =
            first.end_ms.zip(second.start_ms).is_none_or(|(end, start)| start <= end.saturating_add(AT_ONCE_MS));
        if overlap || (at_once && first.words.last().is_some_and(breaks_off)) {
            let first = u32::try_from(n).unwrap_or(u32::MAX);
            let stretch = Stretch {
                start_ms: second.start_ms,
                end_ms: second.end_ms,
                words: u32::try_from(words(second)).unwrap_or(u32::MAX),
                segments: Evidence { first, last: first + 1 },
            };
            found.push((stretch, breaker, broken));
        }
    }
    found
}

/// Whether a sentence ends in mid-air, as transcribers write it: "I was just going to—".
fn breaks_off(word: &Word) -> bool {
    word.text.ends_with(['-', '–', '—']) && word.text.chars().any(char::is_alphanumeric)
        || matches!(word.text.as_str(), "-" | "–" | "—" | "--")
}

/// The stretches of each speaker without another's turn.
fn monologues<'a>(document: &'a Document<'_>) -> Vec<(Option<&'a str>, Stretch)> {
    let transcript = document.transcript;
    let mut found: Vec<(Option<&str>, Stretch)> = Vec::new();
    for (n, segment) in transcript.segments.iter().enumerate() {
        let speaker = transcript.speaker_of(segment);
        let end_ms = talk::end(transcript, n).or(segment.start_ms);
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        let spoken = u32::try_from(words(segment)).unwrap_or(u32::MAX);
        match found.last_mut() {
            Some((same, stretch)) if *same == speaker && !is_silent(stretch, segment) => {
                stretch.words += spoken;
                stretch.segments.last = n;
                stretch.end_ms = stretch.end_ms.max(end_ms);
            }
            // Only between two turns of the same speaker is it a nod, which the next segment tells.
            Some((same, _)) if is_nod(segment) && returns(document, n as usize, *same) => {}
            _ => {
                let segments = Evidence { first: n, last: n };
                found.push((speaker, Stretch { start_ms: segment.start_ms, end_ms, words: spoken, segments }));
            }
        }
    }
    found
}

/// Whether there is a long silence between a stretch and what follows it.
fn is_silent(stretch: &Stretch, next: &Segment) -> bool {
    stretch.end_ms.zip(next.start_ms).is_some_and(|(end, start)| start > end.saturating_add(SILENCE_MS))
}

/// Whether the segment after `n` is spoken by `speaker`.
fn returns(document: &Document<'_>, n: usize, speaker: Option<&str>) -> bool {
    let transcript = document.transcript;
    transcript.segments.get(n + 1).is_some_and(|next| transcript.speaker_of(next) == speaker)
}

/// By time where there is one, else by words.
fn length(stretch: &Stretch) -> (u32, u32) {
    let time = stretch.start_ms.zip(stretch.end_ms).map_or(0, |(start, end)| end.saturating_sub(start));
    (time, stretch.words)
}

/// The moving average of the share of different words (MATTR).
fn variety(terms: &[u32]) -> Option<f32> {
    if terms.len() < WINDOW {
        return None;
    }
    let mut window: VecDeque<u32> = VecDeque::with_capacity(WINDOW);
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    let (mut sum, mut windows) = (0_u64, 0_u64);
    for term in terms {
        window.push_back(*term);
        *counts.entry(*term).or_default() += 1;
        if window.len() > WINDOW
            && let Some(gone) = window.pop_front()
            && let Some(count) = counts.get_mut(&gone)
        {
            *count -= 1;
            if *count == 0 {
                counts.remove(&gone);
            }
        }
        if window.len() == WINDOW {
            sum += counts.len() as u64;
            windows += 1;
        }
    }
    Some(sum as f32 / (windows * WINDOW as u64) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Transcript;

    fn said(speaker: u16, start: u32, end: u32, text: &str) -> Segment {
        Segment { start_ms: Some(start), end_ms: Some(end), speaker: Some(speaker), ..Segment::from_text(text) }
    }

    fn of(segments: Vec<Segment>) -> Vec<Delivery> {
        let transcript =
            Transcript { language: Some("en".into()), speakers: vec!["Ann".into(), "Bob".into()], segments };
        let mut found = measure(&Document::new(&transcript), &talk::measure(&transcript), None);
        found.sort_by(|a, b| a.speaker.cmp(&b.speaker));
        found
    }

    #[test]
    fn who_breaks_in_is_told_and_who_nods_is_not() {
        let found = of(vec![
            said(0, 0, 10_000, "The press was a machine for—"),
            said(1, 10_100, 12_000, "But who paid for all of it?"),
            said(0, 12_000, 20_000, "A bank in the city paid for it."),
            said(1, 18_000, 19_000, "Mm, right."),
            said(0, 20_000, 30_000, "And the church paid as well."),
            said(1, 28_000, 33_000, "I never knew the church did that."),
        ]);
        let places = found[1].interruptions.iter().map(|i| (i.segments.first, i.segments.last, i.start_ms));
        assert_eq!(places.collect::<Vec<_>>(), [(0, 1, Some(10_100)), (4, 5, Some(28_000))]);
        assert_eq!((found[0].interrupted, found[1].interrupted, found[0].interruptions.len()), (2, 0, 0));
    }

    #[test]
    fn a_nod_does_not_end_a_monologue() {
        let found = of(vec![
            said(0, 0, 10_000, "One two three four five."),
            said(1, 10_000, 10_500, "Yeah."),
            said(0, 10_500, 20_000, "Six seven eight nine."),
            said(1, 20_000, 24_000, "Now I have something to say."),
            said(0, 24_000, 26_000, "Please do go on then."),
        ]);
        let longest = found[0].monologue.clone().expect("there is one");
        assert_eq!((longest.start_ms, longest.end_ms, longest.words), (Some(0), Some(20_000), 9));
        assert_eq!(longest.segments, Evidence { first: 0, last: 2 });
    }

    #[test]
    fn a_silence_ends_a_monologue() {
        let found = of(vec![
            said(0, 0, 4_000, "Houston, we read you."),
            said(0, 600_000, 610_000, "And now we read you once more."),
        ]);
        let longest = found[0].monologue.clone().expect("there is one");
        assert_eq!((longest.start_ms, longest.end_ms), (Some(600_000), Some(610_000)));
    }

    #[test]
    fn fillers_are_counted_apart_from_words() {
        let mut segment = said(0, 0, 4000, "Um I think um so.");
        for word in segment.words.iter_mut().filter(|w| w.text.eq_ignore_ascii_case("um")) {
            word.filler = true;
        }
        let found = of(vec![segment]);
        assert_eq!((found[0].fillers, found[0].fillers_per_100_words), (2, 2.0 * 100.0 / 3.0));
    }

    #[test]
    fn variety_falls_with_repetition() {
        let different: Vec<u32> = (0..200).collect();
        let same: Vec<u32> = (0..200).map(|n| n % 10).collect();
        assert_eq!(variety(&different), Some(1.0));
        assert!((variety(&same).expect("long enough") - 0.2).abs() < 1e-6);
        assert_eq!(variety(&different[..WINDOW - 1]), None);
    }

    #[test]
    fn energy_belongs_to_who_is_heard() {
        let segments = vec![
            said(0, 0, 20_000, "What a wonderful and happy day."),
            said(1, 20_000, 40_000, "It was a terrible disaster."),
        ];
        let transcript = Transcript { language: None, speakers: vec!["Ann".into(), "Bob".into()], segments };
        let data = (0..400).flat_map(|n| if n < 200 { [-20, 20] } else { [-80, 80] }).collect();
        let outline = Peaks { sample_rate: 8000, samples_per_pixel: 800, data };
        for one in measure(&Document::new(&transcript), &talk::measure(&transcript), Some(&outline)) {
            let louder = one.energy.expect("heard").level_db > 0.0;
            assert_eq!(louder, one.speaker.as_deref() == Some("Bob"));
        }
    }

    #[test]
    fn feeling_belongs_to_who_says_it() {
        let found = of(vec![
            said(0, 0, 4000, "What a wonderful and happy day."),
            said(1, 4000, 8000, "It was a terrible disaster."),
        ]);
        assert!(found[0].sentiment.expect("judged") > 0.2 && found[1].sentiment.expect("judged") < -0.2);
    }
}
