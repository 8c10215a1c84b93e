//! A transcript prepared for analysis: its sentences with their words, and a clock that works without times too.

use std::collections::HashSet;

use model::insight::{Evidence, Passage};
use model::transcript::{Segment, Transcript, Word};

use crate::languages::{self, Language};
use crate::tokens::{self, Reader, Term, Token, Vocabulary};
use crate::unspaced::is_unspaced;

/// How long a word takes where a transcript has no times: 150 words a minute.
const WORD_MS: u64 = 400;
/// A silence counts as this much at most, so that a mission of eight days is as long as what was said in it.
const LONGEST_SILENCE_MS: u64 = 30_000;
/// Characters at the beginning of a sentence in which it says where it goes.
const BEGINNING: usize = 75;
/// Cues that break a sentence are put together up to this many words.
const LONGEST_JOINED: usize = 40;

/// A sentence: one segment, or several where the cues of a transcript break sentences apart.
#[derive(Debug)]
pub(crate) struct Unit {
    /// First segment.
    pub first: u32,
    /// Last segment, included.
    pub last: u32,
    /// Verbatim.
    pub text: String,
    /// The words.
    pub tokens: Vec<Token>,
    /// Index of the speaker.
    pub speaker: Option<u16>,
    /// Ends with a mark that ends a sentence.
    pub complete: bool,
    /// Ends with a question mark.
    pub question: bool,
    /// Opens a paragraph.
    pub paragraph: bool,
}

impl Unit {
    /// Its words of content.
    pub fn content(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|t| !t.stop)
    }
}

/// The transcript as all findings read it.
pub(crate) struct Document<'a> {
    /// What it was made of.
    pub transcript: &'a Transcript,
    /// BCP 47 tag, given or detected.
    pub language: Option<String>,
    /// Word lists of the language.
    pub lists: &'static Language,
    /// In reading order; every segment belongs to exactly one.
    pub units: Vec<Unit>,
    /// The terms of the tokens.
    pub vocabulary: Vocabulary,
    /// Milliseconds of speech before each unit; never falling.
    pub at: Vec<u64>,
    /// Milliseconds of speech in all.
    pub duration: u64,
    /// Whether sentences end with marks at all.
    pub punctuated: bool,
    dangling: HashSet<&'static str>,
    speaker_words: HashSet<String>,
}

impl<'a> Document<'a> {
    /// Reads a transcript.
    pub fn new(transcript: &'a Transcript) -> Self {
        let language = transcript.language.clone().filter(|t| !t.trim().is_empty()).or_else(|| detect(transcript));
        let lists = languages::of(language.as_deref());
        let reader = Reader::new(lists, transcript.segments.iter().flat_map(|s| &s.words));
        let mut units = join_cues(transcript, &reader);
        let vocabulary = reader.finish(units.iter_mut().map(|u| &mut u.tokens), language.as_deref());
        let (at, duration) = clock(transcript, &units);
        let complete = units.iter().filter(|u| u.complete).count();
        let punctuated = complete * 3 >= units.len();
        let dangling = tokens::set(lists.dangling);
        let speaker_words = transcript.speakers.iter().flat_map(|s| s.split_whitespace()).map(tokens::fold).collect();
        Self { transcript, language, lists, units, vocabulary, at, duration, punctuated, dangling, speaker_words }
    }

    /// The term of a token.
    pub fn term(&self, token: &Token) -> &Term {
        &self.vocabulary.terms[token.term as usize]
    }

    /// The milliseconds of speech between two units, the first included, the second not.
    pub fn span(&self, from: usize, to: usize) -> u64 {
        let end = self.at.get(to).copied().unwrap_or(self.duration);
        end.saturating_sub(self.at.get(from).copied().unwrap_or_default())
    }

    /// A passage made of a run of units, with the words between its first and last segment.
    pub fn passage(&self, first: usize, last: usize, score: f32) -> Passage {
        let evidence = Evidence { first: self.units[first].first, last: self.units[last].last };
        let segments = &self.transcript.segments[evidence.first as usize..=evidence.last as usize];
        Passage {
            start_ms: segments.first().and_then(|s| s.start_ms),
            end_ms: segments.iter().filter_map(|s| s.end_ms).max(),
            speaker: segments.first().and_then(|s| self.transcript.speaker_of(s)).map(str::to_owned),
            text: verbatim(segments),
            segments: evidence,
            score: unit_range(score),
        }
    }

    /// Whether a unit leans on what was said before it ("And that's why ...").
    pub fn is_dangling(&self, unit: &Unit) -> bool {
        unit.tokens.first().is_none_or(|t| self.dangling.contains(t.lower.as_str()))
            || unit.text.trim_start().chars().next().is_some_and(|c| c.is_lowercase() && self.punctuated)
    }

    /// Whether a unit ends on a word that points back ("so we talked about that").
    pub fn points_back(&self, unit: &Unit) -> bool {
        unit.tokens.last().is_some_and(|t| t.stop && self.dangling.contains(t.lower.as_str()))
    }

    /// The share of a unit's words that are numbers: a sentence of readings tells nothing to who was not there.
    pub fn numeric_share(&self, unit: &Unit) -> f32 {
        let numbers = unit.tokens.iter().filter(|t| self.term(t).number).count();
        numbers as f32 / unit.tokens.len().max(1) as f32
    }

    /// Whether a unit names one of the speakers: talk among them.
    pub fn names_speaker(&self, unit: &Unit) -> bool {
        unit.tokens.iter().any(|t| t.capital && self.speaker_words.contains(t.lower.trim_end_matches("'s")))
    }

    /// Whether a unit is a greeting, thanks, housekeeping or advertising, or reads out an address.
    pub fn is_chatter(&self, unit: &Unit) -> bool {
        let text = tokens::fold(&unit.text);
        text.contains("://") || self.lists.chatter.iter().any(|piece| text.contains(piece))
    }

    /// Whether a unit announces a new subject.
    pub fn is_opening(&self, unit: &Unit) -> bool {
        let text = tokens::fold(&unit.text);
        self.lists.openings.iter().any(|piece| text.find(piece).is_some_and(|at| at < 25))
    }

    /// Whether a unit goes on to something else, at its beginning.
    pub fn announces(&self, unit: &Unit) -> bool {
        let beginning: String = tokens::fold(&unit.text).chars().take(BEGINNING).collect();
        self.lists.announcements.iter().any(|piece| begins_a_word(&beginning, piece))
    }

    /// Whether a unit thanks for an answer or praises it.
    pub fn acknowledges(&self, unit: &Unit) -> bool {
        let text = tokens::fold(&unit.text);
        self.lists.acknowledgements.iter().any(|piece| begins_a_word(&text, piece))
    }

    /// The unit before, where the same person spoke it.
    pub fn same_speaker(&self, a: usize, b: usize) -> bool {
        self.units[a].speaker == self.units[b].speaker
    }

    /// The silence before a unit, in milliseconds; 0 where there are no times.
    pub fn pause_before(&self, unit: usize) -> u32 {
        let Some(before) = unit.checked_sub(1).and_then(|u| self.units.get(u)) else { return 0 };
        let end = self.transcript.segments[before.last as usize].end_ms;
        let start = self.transcript.segments[self.units[unit].first as usize].start_ms;
        start.zip(end).map_or(0, |(start, end)| start.saturating_sub(end))
    }
}

/// Whether a piece stands in a text where a word begins; in a script without spaces, anywhere.
fn begins_a_word(text: &str, piece: &str) -> bool {
    let anywhere = piece.starts_with(is_unspaced);
    let begins = |at: usize| anywhere || !text[..at].ends_with(char::is_alphanumeric);
    text.match_indices(piece).any(|(at, _)| begins(at))
}

/// Brings a score into 0 to 1; what is not a number becomes 0.
pub(crate) fn unit_range(score: f32) -> f32 {
    if score.is_finite() { score.clamp(0.0, 1.0) } else { 0.0 }
}

/// The words of segments, one space between them except where a segment's first word is glued to what stands before it.
fn verbatim(segments: &[Segment]) -> String {
    let mut out = String::new();
    for segment in segments {
        let text = segment.text();
        if !out.is_empty() && !text.is_empty() && !segment.words.first().is_some_and(|w| w.glued) {
            out.push(' ');
        }
        out.push_str(&text);
    }
    out
}

fn detect(transcript: &Transcript) -> Option<String> {
    const SAMPLE: usize = 20_000;
    let mut sample = String::new();
    for segment in &transcript.segments {
        if sample.len() > SAMPLE {
            break;
        }
        sample.push_str(&segment.clean_text());
        sample.push(' ');
    }
    languages::detect(&sample)
}

fn join_cues(transcript: &Transcript, reader: &Reader) -> Vec<Unit> {
    let segments = &transcript.segments;
    let mut units = Vec::new();
    let mut first = 0;
    while first < segments.len() {
        let mut last = first;
        let mut length = segments[first].words.len();
        while let Some(next) = segments.get(last + 1)
            && length + next.words.len() <= LONGEST_JOINED
            && continues(&segments[last], next)
        {
            length += next.words.len();
            last += 1;
        }
        units.push(unit(&segments[first..=last], first, reader));
        first = last + 1;
    }
    units
}

/// Whether a sentence runs on from one cue into the next: no mark at the end of the one, no capital at the start of the other.
fn continues(segment: &Segment, next: &Segment) -> bool {
    let lower =
        next.words.first().and_then(|w| w.text.chars().find(|c| c.is_alphanumeric())).is_some_and(char::is_lowercase);
    let silence = next.start_ms.zip(segment.end_ms).map_or(0, |(start, end)| start.saturating_sub(end));
    let open = segment.words.last().is_some_and(|w| ending(&w.text).is_none());
    lower && open && segment.speaker == next.speaker && !next.paragraph && silence < 2000
}

/// The mark that ends a sentence, looked for behind closing quotes and brackets.
fn ending(text: &str) -> Option<char> {
    let last = text.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '」', '』', '*', '_']).chars().last()?;
    matches!(last, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' | '．').then_some(last)
}

fn unit(segments: &[Segment], first: usize, reader: &Reader) -> Unit {
    let index = |n: usize| u32::try_from(first + n).unwrap_or(u32::MAX);
    let words: Vec<(u32, &Word)> =
        segments.iter().enumerate().flat_map(|(n, s)| s.words.iter().map(move |w| (index(n), w))).collect();
    let text = verbatim(segments);
    let mark = ending(&text);
    Unit {
        first: index(0),
        last: index(segments.len() - 1),
        tokens: reader.read(&words),
        speaker: segments.first().and_then(|s| s.speaker),
        complete: mark.is_some(),
        question: matches!(mark, Some('?' | '？' | '؟')),
        paragraph: segments.first().is_some_and(|s| s.paragraph),
        text,
    }
}

fn clock(transcript: &Transcript, units: &[Unit]) -> (Vec<u64>, u64) {
    let timed = transcript.is_timed();
    let mut at = Vec::with_capacity(units.len());
    let mut now = 0;
    for (n, unit) in units.iter().enumerate() {
        at.push(now);
        let spoken = unit.tokens.len() as u64 * WORD_MS;
        let start = transcript.segments[unit.first as usize].start_ms;
        let next = units.get(n + 1).map_or_else(
            || transcript.segments[unit.last as usize].end_ms,
            |next| transcript.segments[next.first as usize].start_ms,
        );
        now += match start.zip(next).filter(|_| timed) {
            Some((start, next)) => u64::from(next.saturating_sub(start)).min(spoken * 3 + LONGEST_SILENCE_MS),
            None => spoken,
        };
    }
    (at, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript(texts: &[&str]) -> Transcript {
        Transcript {
            language: Some("en".into()),
            segments: texts.iter().map(|t| Segment::from_text(t)).collect(),
            ..Transcript::default()
        }
    }

    #[test]
    fn cues_that_break_a_sentence_are_read_as_one() {
        let transcript = transcript(&["Printing differs from most", "if not from all the arts.", "It is modern."]);
        let document = Document::new(&transcript);
        let units: Vec<&str> = document.units.iter().map(|u| u.text.as_str()).collect();
        assert_eq!(units, ["Printing differs from most if not from all the arts.", "It is modern."]);
        assert_eq!((document.units[0].first, document.units[0].last), (0, 1));
        assert_eq!(document.units[0].tokens[5].segment, 1);
    }

    #[test]
    fn a_long_silence_counts_little() {
        let mut transcript = transcript(&["One.", "Two."]);
        transcript.segments[0].start_ms = Some(0);
        transcript.segments[1].start_ms = Some(3_600_000);
        assert!(Document::new(&transcript).duration < 60_000);
    }

    #[test]
    fn times_that_run_backwards_do_not_turn_the_clock_back() {
        let mut transcript = transcript(&["One.", "Two.", "Three."]);
        for (segment, start) in transcript.segments.iter_mut().zip([9000, 4000, 6000]) {
            segment.start_ms = Some(start);
        }
        assert!(Document::new(&transcript).at.is_sorted());
    }
}
