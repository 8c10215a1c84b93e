//! From words to text that reads well: sentences, paragraphs, fillers marked. Every word stays, in its order.

pub(crate) mod casing;
mod fillers;
mod numbers;
mod paragraphs;
pub(crate) mod sentences;
mod speakers;
pub mod steps;

use model::transcript::{Segment, Transcript, Word};

use crate::spread;

/// A cue of up to this many words stays whole; it is short enough to read and to point at.
const SHORT_CUE: usize = 12;
/// Cues of one speaker that are at most this far apart, in milliseconds, may be parts of one sentence.
const JOIN_MS: u32 = 1_500;
/// Cues are not joined beyond this many words, whatever their punctuation.
const LONGEST_RUN: usize = 2_000;

/// Recognised words with times to a transcript: sentences as segments, paragraphs, fillers and repetitions marked.
///
/// `turns` tells the speaker of a stretch (start and end in milliseconds) as an index into `speakers`; a change of speaker is
/// moved to the end of the sentence when that is a word or two away. `language` is a BCP 47 tag. Every word of the input is in
/// the result, in its order; a word of several parts is divided at the blanks, one without letters is dropped only if empty.
#[must_use]
pub fn refine(
    words: Vec<Word>,
    language: Option<&str>,
    turns: &dyn Fn(u32, u32) -> Option<u16>,
    speakers: Vec<String>,
) -> Transcript {
    let words = tidy(words);
    let who = speakers::assign(&words, turns, speakers.len());
    let silences = silences(&words);
    let mut segments = Vec::new();
    let mut start = 0;
    for run in who.chunk_by(|a, b| a == b) {
        let range = start..start + run.len();
        for sentence in sentences::split(&words[range.clone()], &silences[range.clone()]) {
            let words = &words[range.start + sentence.start..range.start + sentence.end];
            segments.push(Segment {
                start_ms: words.first().and_then(|w| w.start_ms),
                end_ms: words.last().and_then(|w| w.end_ms.or(w.start_ms)),
                speaker: run[0],
                paragraph: false,
                words: words.to_vec(),
            });
        }
        start = range.end;
    }
    let mut transcript = Transcript { language: language.map(str::to_owned), speakers, segments };
    paragraphs::mark(&mut transcript.segments);
    fillers::mark(&mut transcript);
    transcript
}

/// The same for a transcript that was uploaded: cues that are parts of one sentence are joined, long ones are divided into
/// their sentences, fillers and paragraphs are marked. Where a cue has no word times, the beginning of a sentence within it is
/// estimated by the length of the text. No word is lost or reordered, and the paragraphs of the file stay.
#[must_use]
pub fn refine_segments(transcript: Transcript) -> Transcript {
    let mut transcript = into_sentences(transcript);
    fillers::mark(&mut transcript);
    transcript
}

/// Cues as sentences in paragraphs; nothing is marked.
fn into_sentences(mut transcript: Transcript) -> Transcript {
    let segments = std::mem::take(&mut transcript.segments);
    let punctuated = sentences::is_punctuated(segments.iter().flat_map(|s| &s.words));
    let mut run: Vec<Segment> = Vec::new();
    let mut length = 0;
    for segment in segments {
        let goes_on = run.last().is_some_and(|before| {
            punctuated && length + segment.words.len() <= LONGEST_RUN && is_one_sentence(before, &segment)
        });
        if !goes_on {
            settle(std::mem::take(&mut run), &mut transcript.segments);
            length = 0;
        }
        length += segment.words.len();
        run.push(segment);
    }
    settle(run, &mut transcript.segments);
    paragraphs::mark(&mut transcript.segments);
    transcript
}

/// Words as the model wants them: without white space within, times ascending.
fn tidy(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut latest = 0;
    for mut word in words {
        if let Some(start) = word.start_ms {
            latest = latest.max(start);
            word.start_ms = Some(latest);
            word.end_ms = word.end_ms.map(|end| end.max(latest));
        }
        if word.text.is_empty() || word.text.contains(char::is_whitespace) {
            let parts: Vec<&str> = word.text.split_whitespace().collect();
            for (i, part) in parts.iter().enumerate() {
                let start_ms = word.start_ms.filter(|_| i == 0);
                let end_ms = word.end_ms.filter(|_| i + 1 == parts.len());
                let glued = word.glued && i == 0;
                out.push(Word { text: (*part).to_owned(), start_ms, end_ms, glued, ..word.clone() });
            }
        } else {
            out.push(word);
        }
    }
    out
}

/// The silence before each word, in milliseconds.
fn silences(words: &[Word]) -> Vec<u32> {
    let mut before: Option<u32> = None;
    words
        .iter()
        .map(|word| {
            let silence = match (before, word.start_ms) {
                (Some(before), Some(start)) => start.saturating_sub(before),
                _ => 0,
            };
            before = word.end_ms.or(word.start_ms).or(before);
            silence
        })
        .collect()
}

fn is_one_sentence(before: &Segment, after: &Segment) -> bool {
    let near = match (before.end_ms, after.start_ms) {
        (Some(end), Some(start)) => start <= end.saturating_add(JOIN_MS),
        (None, None) => true,
        _ => false,
    };
    let ended = match (before.words.last(), after.words.first()) {
        (Some(last), Some(next)) => sentences::ends(&last.text, Some(&next.text)),
        _ => false,
    };
    near && before.speaker == after.speaker && !after.paragraph && !ended
}

/// Cues that belong together, as sentences.
fn settle(run: Vec<Segment>, out: &mut Vec<Segment>) {
    let short = run.len() == 1 && run[0].words.len() <= SHORT_CUE;
    if run.is_empty() || short {
        out.extend(run);
        return;
    }
    let starts: Vec<Option<u32>> = run
        .iter()
        .flat_map(|s| {
            spread::starts(s).map_or_else(|| vec![None; s.words.len()], |t| t.into_iter().map(Some).collect())
        })
        .collect();
    let mut anchors = vec![None; starts.len()];
    let mut words = Vec::with_capacity(starts.len());
    let (first, last) = (run[0].clone_head(), run[run.len() - 1].end_ms);
    let joined = run.len() > 1;
    for segment in run {
        let (begin, end) = (words.len(), words.len() + segment.words.len());
        // The times of a cue that disappears in a sentence live on in its words.
        if joined && end > begin {
            anchors[begin] = segment.start_ms;
        }
        words.extend(segment.words);
        if let (true, Some(word)) = (joined, words.last_mut()) {
            word.end_ms = word.end_ms.or(segment.end_ms);
        }
    }
    for (word, anchor) in words.iter_mut().zip(anchors) {
        word.start_ms = word.start_ms.or(anchor);
    }
    let silences = silences(&words);
    let ranges = sentences::split(&words, &silences);
    let mut words = words.into_iter();
    for (i, range) in ranges.iter().enumerate() {
        let own: Vec<Word> = words.by_ref().take(range.len()).collect();
        let start_ms = if i == 0 { first.start_ms } else { starts[range.start] };
        let next = starts.get(range.end).copied().flatten();
        let end_ms = match next {
            None if range.end == starts.len() => last,
            next => own.last().and_then(|w| w.end_ms).or(next),
        };
        out.push(Segment {
            start_ms,
            end_ms: start_ms.and(end_ms).max(start_ms),
            speaker: first.speaker,
            paragraph: i == 0 && first.paragraph,
            words: own,
        });
    }
}

trait Head {
    fn clone_head(&self) -> Segment;
}

impl Head for Segment {
    /// The segment without its words.
    fn clone_head(&self) -> Segment {
        Segment { words: Vec::new(), ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str, pauses: &[(usize, u32)]) -> Vec<Word> {
        let mut at = 0;
        text.split_whitespace()
            .enumerate()
            .map(|(i, t)| {
                at += pauses.iter().find(|(n, _)| *n == i).map_or(50, |(_, p)| *p);
                let word = Word { start_ms: Some(at), end_ms: Some(at + 250), ..Word::plain(t) };
                at += 250;
                word
            })
            .collect()
    }

    fn texts(transcript: &Transcript) -> Vec<String> {
        transcript.segments.iter().map(Segment::text).collect()
    }

    #[test]
    fn recognised_words_become_sentences_of_speakers() {
        let words = spoken("Hello there, Dr. Lee. How are you? Fine, thanks. And you?", &[]);
        // The turn begins one word early, as energies do.
        let turns = |start: u32, _: u32| Some(u16::from(start >= 50 + 300 * 6));
        let transcript = refine(words, Some("en"), &turns, vec!["Ann".into(), "Lee".into()]);
        assert_eq!(texts(&transcript), ["Hello there, Dr. Lee.", "How are you?", "Fine, thanks.", "And you?"]);
        assert_eq!(transcript.segments.iter().map(|s| s.speaker.unwrap()).collect::<Vec<_>>(), [0, 0, 1, 1]);
        assert_eq!(transcript.segments.iter().map(|s| s.paragraph).collect::<Vec<_>>(), [true, false, true, false]);
        assert_eq!(transcript.segments[1].start_ms, Some(50 + 300 * 4));
    }

    #[test]
    fn text_without_punctuation_is_divided_at_pauses() {
        let words = spoken("so we went there and then we came back and that was it", &[(4, 1_500), (8, 2_500)]);
        let transcript = refine(words, None, &|_, _| None, Vec::new());
        assert_eq!(texts(&transcript), ["so we went there", "and then we came", "back and that was it"]);
        assert!(transcript.segments[2].paragraph && !transcript.segments[1].paragraph);
    }

    #[test]
    fn cues_that_break_sentences_are_joined_and_their_times_live_on() {
        let cue = |s, e, t: &str| Segment { start_ms: Some(s), end_ms: Some(e), ..Segment::from_text(t) };
        let segments = vec![
            cue(0, 2_000, "When you first get started in podcasting, it's"),
            cue(2_000, 4_000, "almost guaranteed that you fail. So listen to this"),
            cue(4_100, 5_000, "episode."),
            cue(9_000, 9_500, "Bye."),
        ];
        let refined = refine_segments(Transcript { segments, ..Transcript::default() });
        assert_eq!(
            texts(&refined),
            [
                "When you first get started in podcasting, it's almost guaranteed that you fail.",
                "So listen to this episode.",
                "Bye."
            ]
        );
        assert_eq!(refined.segments[0].words[8].start_ms, Some(2_000));
        assert_eq!((refined.segments[1].end_ms, refined.segments[2].start_ms), (Some(5_000), Some(9_000)));
        let split = refined.segments[1].start_ms.unwrap();
        assert!((3_000..3_500).contains(&split), "{split}");
    }

    #[test]
    fn nothing_is_lost_or_moved() {
        let text = "Um, the the thing. Well... you know, it is 3.5 percent of it! 你好。 is — that so?";
        let segments = vec![Segment::from_text(text), Segment::from_text(&text.repeat(9))];
        let before: Vec<String> = segments.iter().flat_map(|s| s.words.iter().map(|w| w.text.clone())).collect();
        let refined = refine_segments(Transcript { segments, ..Transcript::default() });
        let after: Vec<String> = refined.segments.iter().flat_map(|s| s.words.iter().map(|w| w.text.clone())).collect();
        assert_eq!(before, after);
    }
}
