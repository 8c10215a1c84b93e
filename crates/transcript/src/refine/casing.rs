//! Capitals and full stops where a recogniser left them out.

use std::collections::HashSet;

use model::transcript::{Segment, Transcript, Word};

use super::{fillers::is_language, sentences};

/// Languages with small and capital letters whose sentences end with a point.
const KNOWN: &str = "en de fr es it pt nl sv da no nb nn fi is et lv lt pl cs sk sl hr ro hu tr ca gl eu ga cy sq af id ms vi \
ru uk bg sr mk el";
/// A silence that ends a sentence, in milliseconds.
const SILENCE_MS: u32 = 1_200;

/// Writes sentences with a capital and an end, and in English "I" large. Does nothing for languages that have none of this.
///
/// A segment that breaks off within a sentence is left so: an end is seen in a pause, another speaker or paragraph, or a
/// capital on a word that is elsewhere written small.
pub(crate) fn write(transcript: &mut Transcript) {
    let language = transcript.language.as_deref();
    if !language.is_none_or(|tag| KNOWN.split_whitespace().any(|known| is_language(Some(tag), known))) {
        return;
    }
    let english = is_language(language, "en");
    let small: HashSet<String> = transcript
        .segments
        .iter()
        .flat_map(|s| &s.words)
        .filter(|w| w.text.chars().all(char::is_lowercase))
        .map(|w| w.text.clone())
        .collect();
    let mut begins = true;
    for i in 0..transcript.segments.len() {
        let (before, after) = transcript.segments.split_at_mut(i + 1);
        let segment = &mut before[i];
        for n in 0..segment.words.len() {
            let after_point = n > 0 && is_full_stop(&segment.words[n - 1].text);
            let word = &mut segment.words[n];
            if (n == 0 && begins) || after_point {
                capitalise(word);
            }
            if english {
                large_i(word);
            }
        }
        begins = ends(segment, after.first(), &small);
        if begins && let Some(word) = segment.words.last_mut().filter(|w| !w.filler) {
            full_stop(word);
        }
    }
}

/// Whether a segment's end is that of a sentence.
fn ends(segment: &Segment, next: Option<&Segment>, small: &HashSet<String>) -> bool {
    let (Some(last), Some(next)) = (segment.words.last(), next) else { return true };
    let Some(first) = next.words.first() else { return true };
    if sentences::ends(&last.text, None) {
        // "at 5 p.m. / today" goes on.
        return last.text.ends_with(['!', '?'])
            || is_full_stop(&last.text)
            || sentences::ends(&last.text, Some(&first.text));
    }
    let silence = match (segment.end_ms, next.start_ms) {
        (Some(end), Some(start)) => start.saturating_sub(end),
        _ => 0,
    };
    let capital = first.text.starts_with(char::is_uppercase) && small.contains(&first.text.to_lowercase());
    next.speaker != segment.speaker || next.paragraph || silence > SILENCE_MS || capital
}

/// A point after a plain word of three letters or more: no abbreviation, ellipsis or number.
fn is_full_stop(text: &str) -> bool {
    text.strip_suffix('.').is_some_and(|core| {
        core.chars().count() > 2
            && core.chars().all(char::is_alphabetic)
            && !sentences::is_abbreviation(core, Some('a'))
    })
}

/// Writes a plain word with a capital.
pub(crate) fn capitalise(word: &mut Word) {
    let core = word.text.trim_matches(|c: char| !c.is_alphanumeric());
    // "iPhone", "example.org" and "2nd" are written as they are.
    let plain = core.chars().all(|c| c.is_lowercase() || matches!(c, '\'' | '’' | '-'));
    if plain && let Some(at) = word.text.find(char::is_alphabetic) {
        let first: String = word.text[at..].chars().take(1).flat_map(char::to_uppercase).collect();
        let rest: String = word.text[at..].chars().skip(1).collect();
        word.text = format!("{}{first}{rest}", &word.text[..at]);
    }
}

fn large_i(word: &mut Word) {
    let core = word.text.trim_end_matches(|c: char| !c.is_alphanumeric()).replace('’', "'");
    if matches!(core.as_str(), "i" | "i'm" | "i'll" | "i've" | "i'd") {
        word.text.replace_range(..1, "I");
    }
}

fn full_stop(word: &mut Word) {
    let last = word.text.chars().next_back();
    if last.is_some_and(|c| c.is_lowercase() || c.is_uppercase() || c.is_ascii_digit() || c == '%') {
        word.text.push('.');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(language: Option<&str>, lines: &[&str]) -> Vec<String> {
        let segments = lines.iter().map(|l| Segment::from_text(l)).collect();
        let mut transcript = Transcript { language: language.map(str::to_owned), segments, ..Transcript::default() };
        write(&mut transcript);
        transcript.segments.iter().map(Segment::text).collect()
    }

    #[test]
    fn sentences_get_a_capital_and_an_end() {
        assert_eq!(
            written(Some("en-GB"), &["yes. and i think i'm, e.g. at home"]),
            ["Yes. And I think I'm, e.g. at home."]
        );
        assert_eq!(written(Some("de"), &["das ist i, gut"]), ["Das ist i, gut."]);
        assert_eq!(
            written(Some("en"), &["iPhones are fine!", "example.org too"]),
            ["iPhones are fine!", "example.org too."]
        );
        assert_eq!(written(Some("ja"), &["hello"]), ["hello"]);
        assert_eq!(written(None, &["你好"]), ["你好"]);
    }

    #[test]
    fn a_sentence_over_several_segments_is_left_whole() {
        assert_eq!(
            written(Some("en"), &["we went to", "London and so", "So it was for a man", "The end, the", "rest"]),
            ["We went to", "London and so.", "So it was for a man.", "The end, the", "rest."]
        );
        assert_eq!(written(Some("en"), &["well,", "yes —", "no"]), ["Well,", "yes —", "no."]);
    }
}
