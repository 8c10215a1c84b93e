//! A transcript in passages: what is found, ranked and shown.

use model::transcript::{Segment, Transcript, Word};

use crate::words::tokens;

/// A passage that has so many words is not prolonged by another sentence.
const WORDS: usize = 60;
/// Nor one that takes so long, in milliseconds.
const LENGTH_MS: u32 = 30_000;
/// A sentence without end is cut.
const MOST_WORDS: usize = 90;
/// A "word" of a script without spaces may be a whole speech: it is taken in pieces of so many characters.
const PIECE: usize = 80;

/// Neighbouring sentences of one speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// Its start, where the transcript has times.
    pub start_ms: Option<u32>,
    /// Who speaks; empty where that is not known.
    pub speaker: String,
    /// What is said, without fillers.
    pub text: String,
    /// When each word ([`tokens`]) begins, in tenths of a second from the start; empty where the transcript has no times.
    pub times: Vec<i16>,
}

struct Builder {
    passage: Passage,
    words: usize,
    /// Where pieces of the text begin, in bytes, and when they are said.
    said: Vec<(usize, Option<u32>)>,
}

impl Builder {
    fn new(speaker: &str) -> Self {
        let passage = Passage { speaker: speaker.to_owned(), ..Passage::default() };
        Self { passage, words: 0, said: Vec::new() }
    }

    fn push(&mut self, text: &str, glued: bool, at: Option<u32>) {
        if !glued && !self.passage.text.is_empty() {
            self.passage.text.push(' ');
        }
        if self.said.is_empty() {
            self.passage.start_ms = at;
        }
        self.said.push((self.passage.text.len(), at));
        // PostgreSQL's texts have no NUL.
        self.passage.text.extend(text.chars().filter(|c| *c != '\0'));
        self.words += tokens(text).len();
    }

    /// Whether a sentence is too much.
    fn is_full(&self, segment: &Segment, words: usize) -> bool {
        let long = match (self.passage.start_ms, segment.end_ms.or(segment.start_ms)) {
            (Some(start), Some(end)) => end.saturating_sub(start) > LENGTH_MS,
            _ => false,
        };
        !self.said.is_empty() && (self.words + words > WORDS || long)
    }

    fn finish(mut self, into: &mut Vec<Passage>) {
        let found = tokens(&self.passage.text);
        if found.is_empty() {
            return;
        }
        if let Some(start) = self.passage.start_ms {
            let mut said = self.said.iter().peekable();
            let mut at = start;
            for token in found {
                while let Some((_, time)) = said.next_if(|(from, _)| *from <= token.start) {
                    at = time.unwrap_or(at);
                }
                let tenths = at.saturating_sub(start) / 100;
                self.passage.times.push(i16::try_from(tenths).unwrap_or(i16::MAX));
            }
        }
        into.push(self.passage);
    }
}

/// Cuts a transcript into passages.
#[must_use]
pub fn passages(transcript: &Transcript) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut now = Builder::new("");
    for segment in &transcript.segments {
        let speaker = transcript.speaker_of(segment).unwrap_or_default().trim_matches('\0');
        let spoken = || segment.words.iter().filter(|w| !w.filler);
        let words = spoken().map(|w| tokens(&w.text).len()).sum();
        if speaker != now.passage.speaker || now.is_full(segment, words) {
            std::mem::replace(&mut now, Builder::new(speaker)).finish(&mut found);
        }
        for word in spoken() {
            let at = word.start_ms.or(segment.start_ms);
            for (i, piece) in pieces(word).enumerate() {
                if now.words >= MOST_WORDS {
                    std::mem::replace(&mut now, Builder::new(speaker)).finish(&mut found);
                }
                now.push(piece, word.glued || i > 0, at);
            }
        }
    }
    now.finish(&mut found);
    found
}

fn pieces(word: &Word) -> impl Iterator<Item = &str> {
    let mut rest = word.text.as_str();
    std::iter::from_fn(move || {
        let end = rest.char_indices().nth(PIECE).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(speaker: u16, start: u32, text: &str) -> Segment {
        let mut segment = Segment::from_text(text);
        segment.speaker = Some(speaker);
        segment.start_ms = Some(start);
        segment.end_ms = Some(start + 4_000);
        segment
    }

    fn transcript(segments: Vec<Segment>) -> Transcript {
        Transcript { language: None, speakers: vec!["Ann".into(), "Bob".into()], segments }
    }

    #[test]
    fn sentences_of_one_speaker_stand_together() {
        let found = passages(&transcript(vec![
            segment(0, 1_000, "Welcome."),
            segment(0, 5_500, "It is night."),
            segment(1, 9_000, "Thank you."),
            segment(0, 12_000, "So."),
        ]));
        let told: Vec<_> = found.iter().map(|p| (p.start_ms, p.speaker.as_str(), p.text.as_str())).collect();
        assert_eq!(
            told,
            [
                (Some(1_000), "Ann", "Welcome. It is night."),
                (Some(9_000), "Bob", "Thank you."),
                (Some(12_000), "Ann", "So.")
            ]
        );
        assert_eq!(found[0].times, [0, 45, 45, 45], "a sentence lends its time to its words");
    }

    #[test]
    fn a_passage_ends_after_half_a_minute_or_sixty_words() {
        let many = (0..40).map(|i| segment(0, i * 5_000, "one two three four")).collect();
        let found = passages(&transcript(many));
        assert!(found.iter().all(|p| p.times.iter().all(|t| *t <= 300)), "{found:?}");
        assert_eq!(found.iter().map(|p| p.times.len()).sum::<usize>(), 160);
        let endless = passages(&transcript(vec![segment(0, 0, &"word ".repeat(1_000))]));
        assert!(endless.iter().all(|p| p.times.len() <= MOST_WORDS) && endless.len() > 10);
        let han = passages(&transcript(vec![segment(0, 0, &"漢字".repeat(1_000))]));
        assert!(han.iter().all(|p| p.times.len() <= MOST_WORDS + PIECE), "{}", han.len());
        assert_eq!(han.iter().map(|p| p.text.chars().count()).sum::<usize>(), 2_000);
    }

    #[test]
    fn words_have_their_own_times_and_fillers_are_left_out() {
        let mut said = segment(0, 2_000, "It um works");
        for (word, at) in said.words.iter_mut().zip([2_000, 2_400, 3_150]) {
            word.start_ms = Some(at);
        }
        said.words[1].filler = true;
        let found = passages(&transcript(vec![said]));
        assert_eq!((found[0].text.as_str(), found[0].times.as_slice()), ("It works", &[0_i16, 11][..]));
    }

    #[test]
    fn without_times_there_are_none() {
        let found = passages(&transcript(vec![Segment::from_text("Only text here.")]));
        assert_eq!((found[0].start_ms, found[0].times.len()), (None, 0));
    }
}
