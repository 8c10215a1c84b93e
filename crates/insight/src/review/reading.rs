//! A transcript as evidence: where words stand, whether they are said like that, and whether they support a sentence.

use std::collections::HashSet;
use std::ops::Range;

use model::insight::Evidence;
use model::review::Ground;
use model::transcript::Transcript;

use crate::{languages, tokens, unspaced};

/// Words that are quoted of a range, at most: a chapter is named by how it begins.
const QUOTED: usize = 60;
/// A passage of more words is no passage; its beginning stands for it.
const LONGEST: usize = 400;
/// Sentences that are looked at together when one is sought that supports another.
const WINDOW: usize = 2;

/// The words of a transcript as one text, with their places.
pub(crate) struct Reading<'a> {
    transcript: &'a Transcript,
    text: String,
    words: Vec<Place>,
    /// The words of each segment, as a range of `words`.
    segments: Vec<Range<usize>>,
    stop: HashSet<&'static str>,
    /// Sentences are put together without a space.
    pub tight: bool,
}

struct Place {
    start: usize,
    end: usize,
    segment: usize,
    /// Index within the segment.
    word: usize,
}

impl<'a> Reading<'a> {
    pub fn new(transcript: &'a Transcript, language: Option<&str>) -> Self {
        let mut text = String::new();
        let mut words = Vec::with_capacity(transcript.word_count());
        let mut segments = Vec::with_capacity(transcript.segments.len());
        for (segment, said) in transcript.segments.iter().enumerate() {
            let from = words.len();
            // A word without letters says nothing, and still stands between two others.
            let mut blank = false;
            for (word, one) in said.words.iter().enumerate() {
                blank |= !one.glued;
                if one.text.trim().is_empty() {
                    continue;
                }
                if !text.is_empty() && blank {
                    text.push(' ');
                }
                blank = false;
                let start = text.len();
                text.push_str(&squeezed(&one.text));
                words.push(Place { start, end: text.len(), segment, word });
            }
            segments.push(from..words.len());
        }
        let language = transcript.language.as_deref().or(language);
        let tight = language.is_some_and(|l| l.starts_with("zh") || l.starts_with("ja"));
        Self { transcript, text, words, segments, stop: tokens::set(languages::of(language).stop), tight }
    }

    /// The words of a run of segments; `None` where it is not within the transcript or says nothing.
    pub fn span(&self, range: Evidence) -> Option<Range<usize>> {
        let (first, last) = (range.first as usize, range.last as usize);
        if first > last || last >= self.segments.len() {
            return None;
        }
        let span = self.segments[first].start..self.segments[last].end;
        (!span.is_empty()).then_some(span)
    }

    pub fn text(&self, span: &Range<usize>) -> &str {
        match (self.words.get(span.start), span.end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if !span.is_empty() => &self.text[first.start..last.end],
            _ => "",
        }
    }

    /// Its first words.
    pub fn beginning(&self, span: &Range<usize>) -> String {
        let end = span.end.min(span.start + QUOTED);
        let mut text = self.text(&(span.start..end)).to_owned();
        if end < span.end {
            text.push('…');
        }
        text
    }

    /// All its words, as far as they are of a length that is quoted.
    pub fn quoted(&self, span: &Range<usize>) -> String {
        if span.len() > LONGEST { self.beginning(span) } else { self.text(span).to_owned() }
    }

    /// The first sentence of a run of words.
    pub fn opening(&self, span: &Range<usize>) -> Range<usize> {
        let end = self.words.get(span.start).map_or(span.end, |word| self.segments[word.segment].end);
        span.start..end.min(span.end)
    }

    /// The run of segments that a run of words is in.
    pub fn segments_of(&self, span: &Range<usize>) -> Option<Evidence> {
        let (first, last) = (self.words.get(span.start)?, self.words.get(span.end.checked_sub(1)?)?);
        Some(Evidence { first: index(first.segment), last: index(last.segment) })
    }

    /// A run of words as evidence; `text` is what it is remembered by.
    pub fn ground(&self, span: &Range<usize>, text: String) -> Option<Ground> {
        let (first, last) = (self.words.get(span.start)?, self.words.get(span.end.checked_sub(1)?)?);
        let segment = &self.transcript.segments[first.segment];
        let start_ms = segment.words[first.word].start_ms.or(segment.start_ms);
        let sentence = self.beginning(&self.segments[first.segment]);
        Some(Ground {
            first: index(first.segment),
            last: index(last.segment),
            first_word: index(first.word),
            last_word: index(last.word),
            start_ms,
            speaker: self.transcript.speaker_of(segment).map(str::to_owned),
            sentence: if sentence == text { String::new() } else { sentence },
            text,
        })
    }

    /// The end of a run of words, in milliseconds.
    pub fn end_ms(&self, span: &Range<usize>) -> Option<u32> {
        let last = self.words.get(span.end.checked_sub(1)?)?;
        let segment = &self.transcript.segments[last.segment];
        segment.words[last.word].end_ms.or(segment.end_ms)
    }

    /// The run of words where a ground says it is, as far as there is one.
    pub fn remembered(&self, ground: &Ground) -> Option<Range<usize>> {
        let at = |segment: u32, word: u32| {
            let words = self.segments.get(segment as usize)?.clone();
            words.into_iter().find(|i| self.words[*i].word == word as usize)
        };
        let (first, last) = (at(ground.first, ground.first_word)?, at(ground.last, ground.last_word)?);
        (first <= last).then(|| first..last + 1)
    }

    /// Where a text is said, word for word, within a run of words: the run that is nearest to the word `near`.
    ///
    /// Verbatim means each character, white space aside, and whole words: "art" is not said in "party". Punctuation may be
    /// left out at the ends alone.
    pub fn said_at(&self, text: &str, within: &Range<usize>, near: usize) -> Option<Range<usize>> {
        let needle = squeezed(text);
        if !needle.contains(char::is_alphanumeric) && needle != self.text(within) {
            return None;
        }
        let (first, last) = (self.words.get(within.start)?, self.words.get(within.end.checked_sub(1)?)?);
        let (mut from, end) = (first.start, last.end);
        let mut best: Option<Range<usize>> = None;
        while let Some(at) = self.text.get(from..end).and_then(|t| t.find(&needle)) {
            let start = from + at;
            if let Some(found) = self.whole_words(start, start + needle.len())
                && best.as_ref().is_none_or(|b| found.start.abs_diff(near) < b.start.abs_diff(near))
            {
                best = Some(found);
            }
            from = start + self.text[start..].chars().next().map_or(1, char::len_utf8);
        }
        best
    }

    /// The words that a piece of the text consists of, when it cuts none.
    fn whole_words(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let first = self.words.partition_point(|w| w.end <= start);
        let last = self.words.partition_point(|w| w.start < end).checked_sub(1)?;
        let (head, tail) = (self.words.get(first)?, self.words.get(last)?);
        let cut = |text: &str| text.contains(char::is_alphanumeric);
        let whole = first <= last
            && !cut(self.text.get(head.start..start.max(head.start))?)
            && !cut(self.text.get(end.min(tail.end)..tail.end)?);
        whole.then(|| first..last + 1)
    }

    pub fn all(&self) -> Range<usize> {
        0..self.words.len()
    }

    /// The share of a sentence's words of content that a run of words says too, 0 to 1. What is verbatim there is said as a
    /// whole, whatever it consists of.
    pub fn support(&self, sentence: &str, span: &Range<usize>) -> f32 {
        if self.said_at(sentence, span, span.start).is_some() {
            return 1.0;
        }
        let said: HashSet<String> = pieces(self.text(span)).collect();
        self.share(&pieces(sentence).collect::<Vec<_>>(), &said)
    }

    /// How many different words of content a text has.
    pub fn substance(&self, text: &str) -> usize {
        pieces(text).filter(|word| !self.stop.contains(word.as_str())).collect::<HashSet<_>>().len()
    }

    fn share(&self, wanted: &[String], said: &HashSet<String>) -> f32 {
        let mut content: Vec<&String> = wanted.iter().filter(|w| !self.stop.contains(w.as_str())).collect();
        if content.is_empty() {
            content = wanted.iter().collect();
        }
        let found = content.iter().filter(|w| said.contains(w.as_str()) || said.iter().any(|s| inflects(w, s))).count();
        found as f32 / content.len().max(1) as f32
    }

    /// The run of sentences that supports a sentence best, where one does.
    pub fn supported_anywhere(&self, sentence: &str, least: f32) -> Option<Range<usize>> {
        let wanted: Vec<String> = pieces(sentence).collect();
        let windows = (0..self.segments.len()).filter_map(|first| {
            let last = (first + WINDOW - 1).min(self.segments.len() - 1);
            let span = self.segments[first].start..self.segments[last].end;
            let said: HashSet<String> = pieces(self.text(&span)).collect();
            let share = self.share(&wanted, &said);
            (share >= least).then_some((share, span))
        });
        let best = windows.fold(None, |best: Option<(f32, Range<usize>)>, one| match best {
            Some(best) if best.0 >= one.0 => Some(best),
            _ => Some(one),
        });
        best.map(|(_, span)| span)
    }
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One space between words, none around.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words without punctuation, in lower case; of scripts without spaces, pairs of characters.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let folded = tokens::fold(text);
    let mut out = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| w.contains(char::is_alphanumeric))
    {
        if word.contains(unspaced::is_unspaced) {
            let characters: Vec<char> = word.chars().collect();
            if characters.len() == 1 {
                out.push(word.to_owned());
            }
            out.extend(characters.windows(2).map(|pair| pair.iter().collect()));
        } else {
            out.push(word.trim_matches('\'').to_owned());
        }
    }
    out.into_iter()
}

/// Whether two words are forms of one, as far as their letters tell: "print" and "printing". A stemmer would be one more
/// thing that differs between languages; here it only has to be fair to a person's wording.
fn inflects(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let longer = a.chars().count().max(b.chars().count());
    common >= 4 && common * 3 >= longer * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::{Segment, Word};

    fn transcript(texts: &[&str]) -> Transcript {
        let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
        Transcript { language: Some("en".into()), segments, ..Transcript::default() }
    }

    #[test]
    fn verbatim_is_whole_words_with_punctuation_left_out_at_the_ends_alone() {
        let transcript = transcript(&["“The party, she said,", "is over.” The party goes on."]);
        let reading = Reading::new(&transcript, None);
        let all = reading.all();
        for said in ["The party, she said, is over.”", "The party", "party,", "she  said", "over", "The party goes on"]
        {
            assert!(reading.said_at(said, &all, 0).is_some(), "{said}");
        }
        for not in ["art", "the party", "party she said", "The party goes home", "", " ", "—"] {
            assert!(reading.said_at(not, &all, 0).is_none(), "{not}");
        }
        // The nearest of several places.
        assert_eq!(reading.said_at("The party", &all, 7).unwrap().start, 6);
        assert_eq!(reading.said_at("The party", &all, 0).unwrap().start, 0);
    }

    #[test]
    fn words_without_spaces_are_cut_where_they_are_glued() {
        let glued = |text: &str| Word { glued: true, ..Word::plain(text) };
        let segment =
            Segment { words: vec![Word::plain("闪电"), glued("网络"), glued("很快。")], ..Segment::default() };
        let transcript = Transcript { language: Some("zh".into()), segments: vec![segment], ..Transcript::default() };
        let reading = Reading::new(&transcript, None);
        assert_eq!(reading.said_at("闪电网络", &reading.all(), 0), Some(0..2));
        assert_eq!(reading.said_at("电网", &reading.all(), 0), None, "half of each word");
        assert!(reading.support("网络很快", &reading.all()) > 0.9);
    }

    #[test]
    fn an_empty_word_keeps_its_neighbours_apart() {
        let glued = Word { glued: true, ..Word::plain("press") };
        let words = vec![Word::plain("every"), Word::plain(""), glued];
        let transcript =
            Transcript { segments: vec![Segment { words, ..Segment::default() }], ..Transcript::default() };
        let reading = Reading::new(&transcript, None);
        assert_eq!(reading.text(&reading.all()), transcript.segments[0].text());
        assert!(reading.said_at("every press", &reading.all(), 0).is_some());
    }

    #[test]
    fn support_is_fair_to_other_forms_and_not_to_other_words() {
        let transcript = transcript(&["The printing press changed how books were made in the old cities of Europe."]);
        let reading = Reading::new(&transcript, None);
        let all = reading.all();
        assert!(reading.support("How the press was changing Europe", &all) > 0.9);
        assert!(reading.support("The guest tells how printing changed cities.", &all) >= 0.5);
        assert!(reading.support("Bananas are grown in Ecuador.", &all) < 0.1);
        assert_eq!(reading.supported_anywhere("Bananas are grown in Ecuador.", 0.5), None);
        assert_eq!(reading.supported_anywhere("Books were made in cities", 0.5), Some(all));
    }
}
