//! A transcript without times gets those of a recognition of the same audio.
//!
//! The words stay those of the transcript; only when they were said is taken from what was heard.

pub(crate) mod matching;

use model::transcript::{Segment, Transcript, Word};

use crate::spread::WORD_MS;

/// A transcript with times.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligned {
    /// The given words, each with a start and an end.
    pub transcript: Transcript,
    /// The share of its words that were found in the recognition, 0 to 1; signs without letters are not counted. Where this
    /// is low, the transcript is one of another recording, or in another language, and the times are guesses.
    pub share_matched: f32,
}

/// Gives each word the time at which it was heard.
///
/// A word that was found takes the times of the heard one; those between share the time between their neighbours by letters.
/// Segments run from their first word to their last; starts never go back. Times that `given` has are replaced, and words
/// of `heard` without a start are not used. Without any that has one, `given` comes back as it is.
#[must_use]
pub fn align(given: Transcript, heard: &[Word]) -> Aligned {
    let mut transcript = given;
    let words: Vec<&mut Word> = transcript.segments.iter_mut().flat_map(|s| &mut s.words).collect();
    let Some(share_matched) = set_times(words, heard) else { return Aligned { transcript, share_matched: 0.0 } };
    let mut latest = 0;
    for segment in &mut transcript.segments {
        set_bounds(segment, latest);
        latest = segment.end_ms.unwrap_or(latest);
    }
    Aligned { transcript, share_matched }
}

fn set_bounds(segment: &mut Segment, latest: u32) {
    let (first, last) = (segment.words.first(), segment.words.last());
    segment.start_ms = Some(first.and_then(|w| w.start_ms).unwrap_or(latest));
    segment.end_ms = last.and_then(|w| w.end_ms).or(segment.start_ms);
}

/// When something was said, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

/// Times for all words; the share that was found, or `None` where nothing with a time was heard.
fn set_times(mut words: Vec<&mut Word>, heard: &[Word]) -> Option<f32> {
    let (spans, texts) = timed(heard);
    let last = spans.last()?.end;
    let given: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
    let counted = given.iter().filter(|t| t.contains(char::is_alphanumeric)).count();
    let pairs = matching::pairs(&given, &texts);
    let share = if counted == 0 { 0.0 } else { pairs.len() as f32 / counted as f32 };

    // `next` and `next_heard` are the first word of either side that has not been dealt with.
    let (mut next, mut next_heard, mut at) = (0, 0, spans[0].start);
    for &(i, j) in &pairs {
        let span = spans[j];
        let gap = gap(&spans[next_heard..j], at, span.start);
        // Nothing was heard before the first word found: those before it were said just before.
        let lead = pace_ms(i - next);
        let gap = if j == 0 { Span { start: span.start.saturating_sub(lead), end: span.start } } else { gap };
        share_out(&mut words[next..i], gap);
        (words[i].start_ms, words[i].end_ms) = (Some(span.start), Some(span.end));
        (next, next_heard, at) = (i + 1, j + 1, span.end);
    }
    let rest = &mut words[next..];
    let after = last.saturating_add(if next_heard == spans.len() { pace_ms(rest.len()) } else { 0 });
    share_out(rest, gap(&spans[next_heard..], at, after));
    Some(share)
}

/// The heard words that have times: when, made to ascend without overlap, and what.
fn timed(heard: &[Word]) -> (Vec<Span>, Vec<&str>) {
    let known: Vec<(u32, &Word)> = heard.iter().filter_map(|w| Some((w.start_ms?, w))).collect();
    let mut latest = 0;
    let spans = known.iter().enumerate().map(|(i, (start, word))| {
        let start = latest.max(*start);
        let next = known.get(i + 1).map_or(u32::MAX, |(next, _)| *next).max(start);
        let end = word.end_ms.unwrap_or_else(|| start.saturating_add(WORD_MS)).min(next).max(start);
        latest = end;
        Span { start, end }
    });
    (spans.collect(), known.iter().map(|(_, w)| w.text.as_str()).collect())
}

fn pace_ms(words: usize) -> u32 {
    u32::try_from(words).unwrap_or(u32::MAX).saturating_mul(WORD_MS)
}

/// Where words lie that were not found between two that were: where something else was heard, which leaves silences out,
/// otherwise all the time between.
fn gap(unmatched: &[Span], before: u32, after: u32) -> Span {
    match (unmatched.first(), unmatched.last()) {
        (Some(first), Some(last)) => Span { start: first.start, end: last.end },
        _ => Span { start: before, end: after.max(before) },
    }
}

/// Divides a stretch among words by their letters.
fn share_out(words: &mut [&mut Word], gap: Span) {
    let letters = |w: &Word| w.text.chars().count() as u64;
    let whole = words.iter().map(|w| letters(w)).sum::<u64>().max(1);
    let length = u64::from(gap.end - gap.start);
    let mut before = 0;
    // The share is at most the length, which fits.
    let at = |letters: u64| gap.start + u32::try_from(length * letters / whole).unwrap_or(0);
    for word in words {
        word.start_ms = Some(at(before));
        before += letters(word);
        word.end_ms = Some(at(before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn realign(words: &[Word], heard: &[Word]) -> Vec<Word> {
        let mut words = words.to_vec();
        set_times(words.iter_mut().collect(), heard);
        words
    }

    fn heard(text: &str) -> Vec<Word> {
        let word = |(i, t): (usize, &str)| {
            let at = u32::try_from(i).unwrap() * 500 + 1_000;
            Word { start_ms: Some(at), end_ms: Some(at + 400), ..Word::plain(t) }
        };
        text.split_whitespace().enumerate().map(word).collect()
    }

    fn starts(words: &[Word]) -> Vec<u32> {
        words.iter().map(|w| w.start_ms.unwrap()).collect()
    }

    fn aligned(given: &str, heard_text: &str) -> Vec<u32> {
        starts(&realign(&Segment::from_text(given).words, &heard(heard_text)))
    }

    #[test]
    fn found_words_take_their_times_and_others_share_the_rest() {
        assert_eq!(aligned("So, the FEED works.", "so the feed works"), [1_000, 1_500, 2_000, 2_500]);
        // "colour" is "color"; "twenty" and "five" share the time of "25".
        assert_eq!(
            aligned("the colour of twenty five feeds", "the color of 25 feeds"),
            [1_000, 1_500, 2_000, 2_500, 2_740, 3_000]
        );
        // Said just before and just after what was heard.
        assert_eq!(aligned("oh the feed", "the feed"), [600, 1_000, 1_500]);
        assert_eq!(aligned("the feed ends", "the feed"), [1_000, 1_500, 1_900]);
    }

    #[test]
    fn segments_run_from_first_to_last_word() {
        let segments =
            vec![Segment::from_text("The first one."), Segment::default(), Segment::from_text("And second.")];
        let given = Transcript { segments, ..Transcript::default() };
        let Aligned { transcript, share_matched } = align(given.clone(), &heard("the first one and a second"));
        let times: Vec<_> = transcript.segments.iter().map(|s| (s.start_ms.unwrap(), s.end_ms.unwrap())).collect();
        assert_eq!(times, [(1_000, 2_400), (2_400, 2_400), (2_500, 3_900)]);
        assert!((share_matched - 1.0).abs() < f32::EPSILON);
        assert_eq!(align(given.clone(), &[]), Aligned { transcript: given.clone(), share_matched: 0.0 });
        let foreign = align(given, &heard("ganz anders ist das hier"));
        assert!(foreign.transcript.is_timed() && foreign.share_matched < 0.1);
    }

    /// A list of words as in speech: some common, some rare.
    fn vocabulary() -> impl Strategy<Value = Vec<String>> {
        let common = vec!["the", "a", "of", "and", "feed", "listener", "publish", "over", "Über", "—", "我"];
        let word = prop_oneof![prop::sample::select(common).prop_map(str::to_owned), "[a-z]{2,9}"];
        prop::collection::vec(word, 1..300)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn times_ascend_and_no_word_is_lost(given in vocabulary(), said in vocabulary(), cut in 1_usize..9) {
            let texts = given.clone();
            let segments = given.chunks(cut).map(|c| Segment::from_text(&c.join(" "))).collect();
            let aligned = align(Transcript { segments, ..Transcript::default() }, &heard(&said.join(" ")));
            let words: Vec<Word> = aligned.transcript.segments.iter().flat_map(|s| s.words.clone()).collect();
            prop_assert_eq!(words.iter().map(|w| w.text.clone()).collect::<Vec<_>>(), texts);
            prop_assert!((0.0..=1.0).contains(&aligned.share_matched));
            prop_assert!(starts(&words).is_sorted());
            prop_assert!(words.iter().all(|w| w.end_ms >= w.start_ms));
            prop_assert!(words.windows(2).all(|w| w[0].end_ms <= w[1].start_ms));
        }

        /// Words are dropped and altered on the way; what is left lies where it was, within what is missing around it.
        #[test]
        fn altered_words_lie_within_the_gaps(
            said in prop::collection::vec("[b-z]{5,9}", 20..200),
            fates in prop::collection::vec(0_u8..10, 200),
        ) {
            let heard = heard(&said.join(" "));
            let mut kept = Vec::new();
            for ((i, text), fate) in said.iter().enumerate().zip(fates) {
                match fate {
                    0 => {}
                    1 => kept.push((i, format!("a{i}a"), false)),
                    _ => kept.push((i, text.clone(), true)),
                }
            }
            let texts: Vec<Word> = kept.iter().map(|(_, t, _)| Word::plain(t.clone())).collect();
            let found = starts(&realign(&texts, &heard));
            for (n, (i, _, same)) in kept.iter().enumerate() {
                if *same {
                    prop_assert_eq!(Some(found[n]), heard[*i].start_ms);
                    continue;
                }
                let before = kept[..n].iter().rfind(|(_, _, same)| *same).map_or(0, |(j, _, _)| heard[*j].end_ms.unwrap());
                let after = kept[n..].iter().find(|(_, _, same)| *same).map_or(u32::MAX, |(j, _, _)| heard[*j].start_ms.unwrap());
                prop_assert!((before..=after).contains(&found[n]), "{} not in {before}..{after}", found[n]);
            }
        }
    }
}
