//! Names and terms that a recogniser does not know.

use std::{cmp::Reverse, collections::HashMap};

use model::transcript::{Segment, Transcript};

use crate::{
    edit::rewrite,
    replace::{Needle, fold},
};

/// The most characters of a [`prompt`].
const LONGEST_PROMPT: usize = 200;

/// A name or term as it should be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// The right spelling; of one word or several.
    pub term: String,
    /// What is written in its place when it is misheard.
    pub heard_as: Vec<String>,
}

/// Writes terms as they should be: in place of what they are heard as, in any case and with the punctuation around it kept,
/// and where a term with a capital or a digit is written in another case. Of several that fit, the longest is taken. Times are
/// kept as in an edit of the text. Returns the number of places that changed.
pub fn correct(transcript: &mut Transcript, terms: &[Term]) -> usize {
    let spellings = Spellings::new(terms);
    let mut changed = 0;
    for segment in &mut transcript.segments {
        if let Some((text, places)) = spellings.corrected(segment) {
            rewrite(segment, &text);
            changed += places;
        }
    }
    changed
}

/// The terms as a hint for a recogniser, in at most 200 characters: as many as have room, in their order. `None` without any.
#[must_use]
pub fn prompt(terms: &[Term]) -> Option<String> {
    let mut out = String::new();
    let mut length = 0;
    for term in terms.iter().map(|t| tidy(&t.term)).filter(|t| !t.is_empty()) {
        let comma = if out.is_empty() { "" } else { ", " };
        let longer = length + comma.len() + term.chars().count();
        if longer <= LONGEST_PROMPT {
            out.push_str(comma);
            out.push_str(&term);
            length = longer;
        }
    }
    (!out.is_empty()).then_some(out)
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Spelling {
    needle: Needle,
    /// Characters before the first letter or digit.
    lead: usize,
    term: String,
}

/// Spellings by their first letter or digit, the longest first: a long glossary is not tried in full at every word.
struct Spellings(HashMap<char, Vec<Spelling>>);

impl Spellings {
    fn new(terms: &[Term]) -> Self {
        let mut all: HashMap<char, Vec<Spelling>> = HashMap::new();
        for entry in terms {
            let term = tidy(&entry.term);
            if term.is_empty() {
                continue;
            }
            let cased = term.chars().any(|c| c.is_uppercase() || c.is_numeric());
            let own = cased.then(|| term.clone());
            for heard in own.into_iter().chain(entry.heard_as.iter().map(|heard| tidy(heard))) {
                let lead = heard.chars().take_while(|c| !c.is_alphanumeric()).count();
                let Some(first) = heard.chars().nth(lead).and_then(|c| fold(c).next()) else { continue };
                let needle = Needle::new(&heard, false);
                all.entry(first).or_default().push(Spelling { needle, lead, term: term.clone() });
            }
        }
        for spellings in all.values_mut() {
            spellings.sort_by_key(|s| Reverse(s.needle.len()));
        }
        Self(all)
    }

    /// The text of a segment with its terms corrected and the number of places; `None` if all is right.
    fn corrected(&self, segment: &Segment) -> Option<(String, usize)> {
        let text = segment.text();
        let mut bounds = Vec::with_capacity(segment.words.len());
        let mut end = 0;
        for word in &segment.words {
            let start = end + usize::from(end > 0 && !word.glued);
            end = start + word.text.len();
            bounds.push((start, end));
        }
        let (mut out, mut from, mut places) = (String::new(), 0, 0);
        for &(start, end) in &bounds {
            if start < from {
                continue;
            }
            if let Some((found, term)) = self.at(&text, (start, end), &bounds) {
                places += usize::from(text[found.0..found.1] != *term);
                out.push_str(&text[from..found.0]);
                out.push_str(term);
                from = found.1;
            }
        }
        out.push_str(&text[from..]);
        (places > 0).then_some((out, places))
    }

    /// The byte range of a spelling that begins in a word and ends with a word, punctuation aside, and its term.
    fn at(&self, text: &str, word: (usize, usize), bounds: &[(usize, usize)]) -> Option<((usize, usize), &str)> {
        let (lead, first) = text[word.0..word.1].char_indices().find(|(_, c)| c.is_alphanumeric())?;
        let punctuation: Vec<usize> = text[word.0..word.0 + lead].char_indices().map(|(i, _)| word.0 + i).collect();
        self.0.get(&fold(first).next()?)?.iter().find_map(|spelling| {
            let start = match spelling.lead {
                0 => word.0 + lead,
                lead => *punctuation.get(punctuation.len().checked_sub(lead)?)?,
            };
            let end = spelling.needle.ends(text, start)?;
            let last = bounds[bounds.partition_point(|b| b.1 < end)..].first()?;
            let whole = !text[end..last.1.max(end)].contains(char::is_alphanumeric);
            whole.then_some(((start, end), spelling.term.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use model::transcript::Word;

    use super::*;

    fn term(term: &str, heard_as: &[&str]) -> Term {
        Term { term: term.into(), heard_as: heard_as.iter().map(|&h| h.into()).collect() }
    }

    fn corrected(text: &str, terms: &[Term]) -> (String, usize) {
        let mut transcript = Transcript { segments: vec![Segment::from_text(text)], ..Transcript::default() };
        let places = correct(&mut transcript, terms);
        (transcript.segments[0].text(), places)
    }

    #[test]
    fn what_was_misheard_is_put_right_with_its_punctuation() {
        let terms = [term("Kubernetes", &["cooper netties", "Cuban Eddies"]), term("pnpm", &["p n p m"])];
        let said = "So (Cooper Netties), cuban eddies! kubernetes and PNPM: P N P M. Not cooper nettiesque.";
        let right = "So (Kubernetes), Kubernetes! Kubernetes and PNPM: pnpm. Not cooper nettiesque.";
        assert_eq!(corrected(said, &terms), (right.to_owned(), 4));
        assert_eq!(corrected(right, &terms).1, 0);
    }

    #[test]
    fn the_longest_spelling_is_taken_and_signs_belong_to_it() {
        let terms = [term("New York", &[]), term("New York Times", &["new york thymes"]), term(".NET", &["dot net"])];
        assert_eq!(corrected("the new york thymes.", &terms).0, "the New York Times.");
        assert_eq!(corrected("\"new york\" dot net? (.net)", &terms), ("\"New York\" .NET? (.NET)".to_owned(), 3));
        assert_eq!(corrected("a net", &terms).1, 0);
    }

    #[test]
    fn times_are_kept() {
        let mut segment = Segment::from_text("hi cooper netties you");
        for (i, word) in (0..).zip(&mut segment.words) {
            (word.start_ms, word.end_ms) = (Some(i * 100), Some(i * 100 + 100));
        }
        let mut transcript = Transcript { segments: vec![segment], ..Transcript::default() };
        assert_eq!(correct(&mut transcript, &[term("Kubernetes", &["cooper netties"])]), 1);
        let words: Vec<_> = transcript.segments[0].words.iter().map(|w| (w.start_ms, w.end_ms)).collect();
        assert_eq!(words, [(Some(0), Some(100)), (Some(100), Some(300)), (Some(300), Some(400))]);
    }

    #[test]
    fn words_written_without_spaces_are_found() {
        let glued = |text: &str| Word { glued: true, ..Word::plain(text) };
        let words = vec![Word::plain("我"), glued("用"), glued("酷伯"), glued("内提斯。")];
        let mut transcript =
            Transcript { segments: vec![Segment { words, ..Segment::default() }], ..Transcript::default() };
        assert_eq!(correct(&mut transcript, &[term("K8s", &["酷伯内提斯"])]), 1);
        assert_eq!(transcript.segments[0].text(), "我用K8s。");
        assert_eq!(transcript.segments[0].words[1], glued("用"));
    }

    #[test]
    fn a_prompt_holds_what_has_room() {
        assert_eq!(prompt(&[]), None);
        assert_eq!(prompt(&[term(" Ann  Lee", &[]), term("", &[]), term("K8s", &[])]).as_deref(), Some("Ann Lee, K8s"));
        let many: Vec<Term> = (0..100).map(|i| term(&format!("Åbc{i}"), &[])).collect();
        let prompt = prompt(&many).unwrap();
        assert!(prompt.chars().count() <= 200 && prompt.ends_with("Åbc29"), "{prompt}");
    }
}
