//! Find and replace in all that was said.

use model::{
    edit::{Change, Edit},
    transcript::{Segment, Transcript},
};

/// Characters of context on either side of a hit.
const CONTEXT: usize = 40;

/// What is searched for, and what comes in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Found within a segment, across its words; nothing is found by an empty text.
    pub find: String,
    /// What comes in its place; may be empty.
    pub replace: String,
    /// Capitals and small letters are different.
    pub match_case: bool,
    /// Only where no letter or digit stands right before or after.
    pub whole_words: bool,
}

/// One place where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index of the segment.
    pub segment: usize,
    /// Up to 40 characters before it, in the segment.
    pub before: String,
    /// What was found, as it is written there.
    pub found: String,
    /// Up to 40 characters after it.
    pub after: String,
    /// The whole text the segment would have, with every hit in it replaced.
    pub text: String,
}

/// Every place where it is found, in order; the places do not overlap.
#[must_use]
pub fn find(transcript: &Transcript, query: &Query) -> Vec<Hit> {
    let mut hits = Vec::new();
    search(transcript, query, |segment, text, places| {
        let new = replaced(text, places, &query.replace);
        hits.extend(places.iter().map(|&(start, end)| {
            let context = text[..start].char_indices().rev().take(CONTEXT).last().map_or(start, |(at, _)| at);
            Hit {
                segment,
                before: text[context..start].to_owned(),
                found: text[start..end].to_owned(),
                after: text[end..].chars().take(CONTEXT).collect(),
                text: new.clone(),
            }
        }));
    });
    hits
}

/// The edits that replace it everywhere: one for each segment that then reads differently.
#[must_use]
pub fn edits(transcript: &Transcript, query: &Query) -> Vec<Edit> {
    let mut edits = Vec::new();
    search(transcript, query, |segment, was, places| {
        let text = replaced(was, places, &query.replace);
        if text != was {
            edits.push(Edit { segment, was: was.to_owned(), change: Change::Text { text } });
        }
    });
    edits
}

/// Calls back for each segment with hits: its index, its text, and the byte ranges in it.
fn search(transcript: &Transcript, query: &Query, mut each: impl FnMut(usize, &str, &[(usize, usize)])) {
    let needle = Needle::new(&query.find, query.match_case);
    for (i, text) in transcript.segments.iter().map(Segment::text).enumerate() {
        let places = places(&text, &needle, query.whole_words);
        if !places.is_empty() {
            each(i, &text, &places);
        }
    }
}

fn places(text: &str, needle: &Needle, whole_words: bool) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let mut from = 0;
    let mut before = None;
    for (start, c) in text.char_indices() {
        if start >= from
            && let Some(end) = needle.ends(text, start)
            && !(whole_words && (is_part(before) || is_part(text[end..].chars().next())))
        {
            places.push((start, end));
            from = end;
        }
        before = Some(c);
    }
    places
}

fn is_part(neighbour: Option<char>) -> bool {
    neighbour.is_some_and(char::is_alphanumeric)
}

/// The text with something else at those places, and single blanks.
fn replaced(text: &str, places: &[(usize, usize)], by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for &(start, end) in places {
        out.push_str(&text[from..start]);
        out.push_str(by);
        from = end;
    }
    out.push_str(&text[from..]);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text that is looked for, character by character: a small letter may have more bytes than its capital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    letters: Vec<char>,
    match_case: bool,
}

impl Needle {
    pub(crate) fn new(text: &str, match_case: bool) -> Self {
        let letters = if match_case { text.chars().collect() } else { text.chars().flat_map(fold).collect() };
        Self { letters, match_case }
    }

    /// The number of characters, in small letters.
    pub(crate) fn len(&self) -> usize {
        self.letters.len()
    }

    /// Where it ends, in bytes, if it stands at `start`; an empty one stands nowhere.
    pub(crate) fn ends(&self, text: &str, start: usize) -> Option<usize> {
        let mut left = &self.letters[..];
        for (at, c) in text[start..].char_indices() {
            if left.is_empty() {
                return (at > 0).then_some(start + at);
            }
            if self.match_case {
                left = left.strip_prefix(&[c])?;
            } else {
                for small in fold(c) {
                    left = left.strip_prefix(&[small])?;
                }
            }
        }
        (left.is_empty() && !self.letters.is_empty()).then_some(text.len())
    }
}

/// A character without its case. The sigma at the end of a Greek word is the same letter.
pub(crate) fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[&str]) -> Transcript {
        Transcript { segments: lines.iter().map(|l| Segment::from_text(l)).collect(), ..Transcript::default() }
    }

    fn query(find: &str, replace: &str) -> Query {
        Query { find: find.into(), replace: replace.into(), ..Query::default() }
    }

    fn texts(edits: &[Edit]) -> Vec<&str> {
        let text = |e: &'_ Edit| matches!(&e.change, Change::Text { .. }).then_some(());
        assert!(edits.iter().all(|e| text(e).is_some()));
        edits
            .iter()
            .filter_map(|e| if let Change::Text { text } = &e.change { Some(text.as_str()) } else { None })
            .collect()
    }

    #[test]
    fn every_place_is_shown_and_every_segment_changed_once() {
        let transcript = said(&["The cat and the dog.", "No.", "Other the, THE end"]);
        let hits = find(&transcript, &query("the", "a"));
        assert_eq!(hits.len(), 5);
        assert_eq!((hits[1].before.as_str(), hits[1].found.as_str()), ("The cat and ", "the"));
        assert_eq!((hits[1].after.as_str(), hits[1].text.as_str()), (" dog.", "a cat and a dog."));
        assert_eq!(texts(&edits(&transcript, &query("the", "a"))), ["a cat and a dog.", "Oar a, a end"]);
        let whole = Query { whole_words: true, ..query("the", "a") };
        assert_eq!(texts(&edits(&transcript, &whole)), ["a cat and a dog.", "Other a, a end"]);
        let case = Query { match_case: true, ..query("the", "a") };
        assert_eq!(texts(&edits(&transcript, &case)), ["The cat and a dog.", "Oar a, THE end"]);
        assert_eq!(find(&transcript, &query("", "a")), []);
        assert_eq!(edits(&transcript, &query("No.", "No.")), []);
        assert_eq!(texts(&edits(&transcript, &query("NO.", ""))), [""]);
    }

    #[test]
    fn places_do_not_overlap_and_blanks_stay_single() {
        let transcript = said(&["aaaa um b"]);
        assert_eq!(texts(&edits(&transcript, &query("aaa", "x"))), ["xa um b"]);
        assert_eq!(texts(&edits(&transcript, &query("um", ""))), ["aaaa b"]);
        assert_eq!(texts(&edits(&transcript, &query("a um", "c"))), ["aaac b"]);
    }

    #[test]
    fn letters_whose_case_changes_their_length_are_found_whole() {
        // The small form of İ is two characters, that of K (the sign of Kelvin) is shorter than it.
        let transcript = said(&["İstanbul 5 \u{212a} ΟΔΟΣ straße"]);
        assert_eq!(find(&transcript, &query("i", "")), []);
        assert_eq!(find(&transcript, &query("istanbul", "")), []);
        assert_eq!(find(&transcript, &query("İSTANBUL", ""))[0].after, " 5 \u{212a} ΟΔΟΣ straße");
        assert_eq!(find(&transcript, &query("5 k", ""))[0].found, "5 \u{212a}");
        assert_eq!(find(&transcript, &query("οδος s", ""))[0].found, "ΟΔΟΣ s");
    }
}
