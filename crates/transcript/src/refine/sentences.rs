//! Where sentences end: by punctuation, minding abbreviations, initials, numbers and ellipses; by pauses where the words have
//! none.

use std::ops::Range;

use model::transcript::Word;

/// A longer sentence is divided at a comma or a pause.
pub(crate) const MOST_WORDS: usize = 45;
/// Where it may be divided at the earliest.
const LEAST_WORDS: usize = 12;
/// A silence that ends a sentence where there is no punctuation, in milliseconds.
const SILENCE_MS: u32 = 1_200;
/// A silence that ends a sentence even where the punctuation goes on, in milliseconds.
pub(crate) const LONG_SILENCE_MS: u32 = 4_000;
/// A text with less than one end of a sentence in so many words has no punctuation to go by.
const SPARSE: usize = 60;

/// After these a point does not end a sentence: titles and the like, which a name or number follows.
const BEFORE_A_NAME: &str = "mr mrs ms dr prof st sen rep gov gen col capt lt sgt rev hon mt ft no nos vol fig p pp ch sec vs \
hr fr frl nr bd abs art bzw ca sr sra srta dn dña núm m mm mme mlle sig dott avv ing mevr dhr";
/// After these it ends one only when a capital follows.
const ABBREVIATIONS: &str = "etc inc ltd co corp jr sr dept est approx e.g i.e eg ie a.m p.m am pm u.s u.k u.n d.c ph.d b.c a.d \
z.b d.h u.a o.ä usw vgl evtl ggf p.ej ej p.ex ex ecc bijv o.a enz jan feb mar apr jun jul aug sep sept oct nov dec";

fn closes(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）')
}

/// Whether a sentence ends with a word, given the one that follows.
pub(crate) fn ends(word: &str, next: Option<&str>) -> bool {
    let core = word.trim_end_matches(closes);
    let Some(last) = core.chars().next_back() else { return false };
    let quoted = next.is_some_and(|n| n.starts_with(['"', '“', '«', '„', '(', '[', '¿', '¡']));
    let next = next.and_then(|n| n.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next());
    let goes_on_small = next.is_some_and(char::is_lowercase);
    match last {
        '。' | '！' | '？' => true,
        '!' | '?' => !goes_on_small,
        '…' => next.is_none_or(char::is_uppercase),
        '.' if core.ends_with("..") => next.is_none_or(char::is_uppercase),
        '.' => !goes_on_small && (quoted || !is_abbreviation(&core[..core.len() - 1], next)),
        _ => false,
    }
}

/// Whether the point after these letters belongs to them.
pub(crate) fn is_abbreviation(letters: &str, next: Option<char>) -> bool {
    if next.is_none() {
        return false;
    }
    let letters = letters.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut chars = letters.chars();
    // An initial, "J. Smith"; but "I." and "Plan B." end.
    if let (Some(c), None) = (chars.next(), chars.next())
        && c.is_uppercase()
        && c != 'I'
        && next.is_some_and(char::is_uppercase)
    {
        return true;
    }
    let is_in = |list: &str| {
        let lower = letters.to_lowercase();
        list.split_whitespace().any(|a| a == lower)
    };
    is_in(BEFORE_A_NAME) || (is_in(ABBREVIATIONS) && !next.is_some_and(char::is_uppercase))
}

/// Whether the words have enough punctuation to go by.
pub(crate) fn is_punctuated<'a>(words: impl Iterator<Item = &'a Word>) -> bool {
    let (mut count, mut ends) = (0_usize, 0_usize);
    for word in words {
        count += 1;
        let last = word.text.trim_end_matches(closes).chars().next_back();
        ends += usize::from(matches!(last, Some('.' | '!' | '?' | '…' | '。' | '！' | '？')));
    }
    ends * SPARSE >= count
}

/// The sentences of one speaker's words; `silences` is the silence before each word, in milliseconds.
pub(crate) fn split(words: &[Word], silences: &[u32]) -> Vec<Range<usize>> {
    let punctuated = is_punctuated(words.iter());
    let longest_silence = if punctuated { LONG_SILENCE_MS } else { SILENCE_MS };
    let mut out = Vec::new();
    let mut start = 0;
    for i in 0..words.len() {
        let next = words.get(i + 1);
        let ended = next.is_none()
            || ends(&words[i].text, next.map(|w| w.text.as_str()))
            || silences.get(i + 1).is_some_and(|s| *s > longest_silence);
        if ended {
            divide(words, silences, start..i + 1, &mut out);
            start = i + 1;
        }
    }
    out
}

/// Divides what is too long where a comma or a pause is, as evenly as they allow.
fn divide(words: &[Word], silences: &[u32], mut range: Range<usize>, out: &mut Vec<Range<usize>>) {
    loop {
        let limit = nth_unit(words, &range, MOST_WORDS);
        if limit >= range.end {
            break;
        }
        let earliest = nth_unit(words, &range, LEAST_WORDS);
        let best = (earliest..=limit).filter(|i| !words[*i].glued || breaks_after(&words[*i - 1])).max_by_key(|i| {
            let before = &words[*i - 1].text;
            let mark = match before.trim_end_matches(closes).chars().next_back() {
                Some(';' | ':' | '；' | '：' | '—' | '–' | '…') => 900,
                Some(',' | '，' | '、') => 700,
                _ => 0,
            };
            let even = i.saturating_sub(range.start).min(range.end - i) * 4;
            mark + silences.get(*i).copied().unwrap_or(0).min(1_500) as usize + even
        });
        let at = best.unwrap_or(limit).max(range.start + 1);
        out.push(range.start..at);
        range.start = at;
    }
    if !range.is_empty() {
        out.push(range);
    }
}

fn breaks_after(word: &Word) -> bool {
    word.text.ends_with(|c: char| !c.is_alphanumeric())
}

/// The place of the nth word; characters glued to others count a half, as they do in reading time.
fn nth_unit(words: &[Word], range: &Range<usize>, n: usize) -> usize {
    let mut halves = 0;
    for i in range.clone() {
        if halves >= n * 2 {
            return i;
        }
        halves += if words[i].glued { 1 } else { 2 };
    }
    range.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let words: Vec<Word> = text.split_whitespace().map(Word::plain).collect();
        split(&words, &vec![0; words.len()])
            .into_iter()
            .map(|r| words[r].iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn points_that_end_nothing_are_passed() {
        for whole in [
            "Dr. Lee met Mr. J. R. Smith at No. 5 Main St. today.",
            "It grew by 3.5 percent, e.g. in the U.S. market, at 5 p.m. yesterday.",
            "I was thinking... maybe not.",
            "\"Really?\" he asked.",
            "Das ist z.B. am 3. oktober so, usw. und so weiter.",
        ] {
            assert_eq!(sentences(whole), [whole]);
        }
    }

    #[test]
    fn sentences_end_at_points_marks_and_ellipses() {
        let list = [
            "That was Plan B.",
            "\"Did you?\"",
            "Yes!",
            "It was...",
            "Well, in 2019.",
            "Then, etc.",
            "And so on…",
            "¿Qué?",
            "Nada.",
        ];
        assert_eq!(sentences(&list.join(" ")), list);
    }

    #[test]
    fn long_sentences_are_divided_at_commas() {
        let clause = "and then we went on to the next part of it all, ";
        let parts = sentences(&format!("{}end.", clause.repeat(9)));
        assert!(parts.len() > 1 && parts.iter().all(|p| p.split(' ').count() <= MOST_WORDS));
        assert!(parts[..parts.len() - 1].iter().all(|p| p.ends_with(',')), "{parts:?}");
        let endless = sentences(&"word ".repeat(500));
        assert!(endless.iter().all(|p| p.split(' ').count() <= MOST_WORDS));
    }
}
