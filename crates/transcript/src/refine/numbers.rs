//! English number words as digits, where there is one way to read them.
//!
//! A run of number words is taken as a whole or left as a whole: "ten thirty" may be a time, "five six" a list, and half a
//! number in digits is worse than none.

use std::ops::Range;

use model::transcript::{Transcript, Word};

use super::fillers::is_language;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
/// What may come last and stays a word: "25 million".
const LARGE: [&str; 3] = ["million", "billion", "trillion"];
/// After these, "twenty thirty" is a year.
const BEFORE_A_YEAR: &str = "in since year by until till from before after around circa spring summer autumn fall winter january \
february march april may june july august september october november december";
/// After these, the words before are part of something else: "twenty first", "twenty something".
const NOT_BEFORE: &str = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth something odd ish fold \
hundredth thousandth millionth half";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    /// 0 to 19.
    Small(u32),
    /// 20, 30 to 90.
    Ten(u32),
    Hundred,
    Thousand,
    Large,
    And,
    Point,
    /// The zero of "nineteen oh five".
    Oh,
}

use Token::{And, Hundred, Large, Oh, Point, Small, Ten, Thousand};

/// Replaces number words of an English transcript; the word in their place takes their time.
pub(crate) fn write(transcript: &mut Transcript) {
    if !is_language(transcript.language.as_deref(), "en") {
        return;
    }
    for segment in &mut transcript.segments {
        let mut at = 0;
        while at < segment.words.len() {
            let run = run(&segment.words, at);
            if run.is_empty() {
                at += 1;
                continue;
            }
            at = run.end;
            if let Some((range, text)) = digits(&segment.words, run.clone()) {
                let word = joined(&segment.words[range.clone()], &text);
                at = range.start + 1;
                segment.words.splice(range, [word]);
            }
        }
    }
}

fn joined(words: &[Word], digits: &str) -> Word {
    let (first, last) = (&words[0], &words[words.len() - 1]);
    let lead: String = first.text.chars().take_while(|c| !c.is_alphanumeric()).collect();
    let tail: String = last.text.chars().rev().take_while(|c| !c.is_alphanumeric()).collect::<String>();
    let tail: String = tail.chars().rev().collect();
    Word {
        text: format!("{lead}{digits}{tail}"),
        end_ms: last.end_ms.or(first.end_ms.max(last.start_ms)),
        confidence: words.iter().filter_map(|w| w.confidence).min_by(f32::total_cmp),
        ..first.clone()
    }
}

fn bare(word: &Word) -> String {
    super::fillers::bare(&word.text)
}

fn is_in(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|w| w == word)
}

fn token(part: &str) -> Option<Token> {
    let place = |list: &[&str]| list.iter().position(|w| *w == part).and_then(|i| u32::try_from(i).ok());
    Some(match part {
        "hundred" => Hundred,
        "thousand" => Thousand,
        "and" => And,
        "point" => Point,
        "oh" => Oh,
        _ if LARGE.contains(&part) => Large,
        _ => return place(&SMALL).map(Small).or_else(|| place(&TENS).map(|i| Ten((i + 2) * 10))),
    })
}

/// The tokens of a word, "twenty-five" has two; empty when it is no number.
fn tokens(word: &Word) -> Vec<Token> {
    if word.filler || word.glued {
        return Vec::new();
    }
    let list: Option<Vec<Token>> = bare(word).split('-').map(token).collect();
    list.unwrap_or_default()
}

/// A bracket or quotation mark before it.
fn is_apart(word: &Word) -> bool {
    word.text.starts_with(|c: char| !c.is_alphanumeric())
}

/// The longest run of number words from a place; empty where none begins.
fn run(words: &[Word], start: usize) -> Range<usize> {
    let mut end = start;
    while end < words.len() {
        let here = tokens(&words[end]);
        let before = end.checked_sub(1).filter(|b| *b >= start).map(|b| tokens(&words[b])).unwrap_or_default();
        let follows = |i: usize| {
            let next = words.get(i).filter(|w| !is_apart(w));
            next.map(tokens).is_some_and(|t| matches!(t.first(), Some(Small(_) | Ten(_))))
        };
        let fits = match here.as_slice() {
            [] => false,
            [And] => matches!(before.last(), Some(Hundred | Thousand)) && follows(end + 1),
            [Point | Oh] => end > start && follows(end + 1),
            _ => true,
        };
        if !fits || (end > start && is_apart(&words[end])) {
            break;
        }
        end += 1;
        // Punctuation ends a number.
        if words[end - 1].text.ends_with(|c: char| !c.is_alphanumeric()) {
            break;
        }
    }
    start..end
}

/// What is to be replaced and by what, if a run can be read in one way.
fn digits(words: &[Word], run: Range<usize>) -> Option<(Range<usize>, String)> {
    let list: Vec<Token> = words[run.clone()].iter().flat_map(tokens).collect();
    let bare_at = |i: usize| words.get(i).map(bare).unwrap_or_default();
    let next = bare_at(run.end);
    let closed = words[run.end - 1].text.ends_with(|c: char| !c.is_alphanumeric());
    let before = run.start.checked_sub(1).map(bare_at).unwrap_or_default();
    if !closed {
        let after_and = if next == "and" { bare_at(run.end + 1) } else { String::new() };
        let ordinal = |w: &str| w.split('-').any(|part| is_in(part, NOT_BEFORE));
        // "twenty and a half" is one number too.
        let half = next == "and" && after_and == "a" && bare_at(run.end + 2) == "half";
        if ordinal(&next) || ordinal(&after_and) || half {
            return None;
        }
    }
    if matches!(list.first(), Some(Hundred | Thousand | Large)) {
        return None;
    }
    // The scale stays a word: it has to be one of its own, and the last.
    let scaled = list.last() == Some(&Large);
    let list = if scaled { &list[..list.len() - 1] } else { &list[..] };
    let end = run.end - usize::from(scaled);
    if scaled && (tokens(&words[end]).len() != 1 || end == run.start) {
        return None;
    }
    let text = match list.iter().position(|t| *t == Point) {
        Some(at) => decimal(&list[..at], &list[at + 1..])?,
        None => year(list, &before).or_else(|| cardinal(list)).filter(|v| *v >= 10).map(grouped)?,
    };
    let percent = if scaled || closed {
        0
    } else {
        match next.as_str() {
            "percent" => 1,
            "per" if words[run.end].text == "per" && bare_at(run.end + 1) == "cent" => 2,
            _ => 0,
        }
    };
    Some(if percent > 0 { (run.start..end + percent, text + "%") } else { (run.start..end, text) })
}

/// From five digits on in groups of three.
fn grouped(value: u32) -> String {
    let text = value.to_string();
    if value < 10_000 { text } else { format!("{},{}", &text[..text.len() - 3], &text[text.len() - 3..]) }
}

fn below_hundred(list: &[Token]) -> Option<u32> {
    match *list {
        [Small(n)] | [Ten(n)] => Some(n),
        [Ten(ten), Small(n @ 1..=9)] => Some(ten + n),
        _ => None,
    }
}

fn below_thousand(list: &[Token]) -> Option<u32> {
    let Some(at) = list.iter().position(|t| *t == Hundred) else { return below_hundred(list) };
    let hundreds = below_hundred(&list[..at]).filter(|n| *n > 0 && n % 10 != 0)?;
    let rest = &list[at + 1..];
    let rest = if rest.first() == Some(&And) { &rest[1..] } else { rest };
    // "twelve hundred and five" is said; "two hundred and" is not the end.
    let rest = if list.len() == at + 1 { 0 } else { below_hundred(rest).filter(|n| *n > 0)? };
    Some(hundreds * 100 + rest)
}

fn cardinal(list: &[Token]) -> Option<u32> {
    let Some(at) = list.iter().position(|t| *t == Thousand) else { return below_thousand(list) };
    let thousands = below_thousand(&list[..at]).filter(|n| (1..1_000).contains(n))?;
    let rest = &list[at + 1..];
    let rest = if rest.first() == Some(&And) { &rest[1..] } else { rest };
    let rest = if list.len() == at + 1 { 0 } else { below_thousand(rest).filter(|n| (1..1_000).contains(n))? };
    Some(thousands * 1_000 + rest)
}

/// "nineteen sixty nine", "twenty twenty four", "nineteen oh five"; where it might be a list, only after a word like "in".
fn year(list: &[Token], before: &str) -> Option<u32> {
    let (first, rest) = list.split_first()?;
    let century = match first {
        Small(n @ 11..=19) | Ten(n @ 20) => *n,
        _ => return None,
    };
    match *rest {
        [Oh, Small(n @ 1..=9)] => return Some(century * 100 + n),
        [Ten(_) | Small(10..=19)] | [Ten(_), Small(1..=9)] => {}
        _ => return None,
    }
    let within = below_hundred(rest)?;
    // "twelve forty five" is a time of day, "fourteen twenty" may be two numbers.
    let plain = century >= if rest.len() == 2 { 13 } else { 16 } && within % 10 != 0 && within != century + 1;
    (plain || is_in(before, BEFORE_A_YEAR)).then_some(century * 100 + within)
}

/// "three point one four".
fn decimal(whole: &[Token], places: &[Token]) -> Option<String> {
    let whole = cardinal(whole)?;
    let places: Option<String> = places
        .iter()
        .map(|t| match t {
            Small(n @ 0..=9) => char::from_digit(*n, 10),
            Oh => Some('0'),
            _ => None,
        })
        .collect();
    Some(format!("{}.{}", grouped(whole), places.filter(|p| !p.is_empty())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    fn written(text: &str) -> String {
        let segments = vec![Segment::from_text(text)];
        let mut transcript = Transcript { language: Some("en".into()), segments, ..Transcript::default() };
        write(&mut transcript);
        transcript.segments[0].text()
    }

    #[test]
    fn numbers_with_one_reading_become_digits() {
        for (said, expected) in [
            ("We have twenty five feeds.", "We have 25 feeds."),
            ("We have twenty-five, maybe thirty.", "We have 25, maybe 30."),
            ("It was nineteen sixty nine.", "It was 1969."),
            ("about fourteen fifty-five,", "about 1455,"),
            ("in twenty thirty and nineteen oh five", "in 2030 and 1905"),
            ("ten percent, eleven per cent", "10%, 11%"),
            ("two hundred six thousand and twelve", "206,012"),
            ("one hundred and six, two thousand nineteen", "106, 2019"),
            ("between ten and twenty people", "between 10 and 20 people"),
            ("twenty five thousand or fifteen hundred", "25,000 or 1500"),
            ("twelve million and one point five billion", "12 million and 1.5 billion"),
        ] {
            assert_eq!(written(said), expected);
        }
    }

    #[test]
    fn what_may_mean_something_else_stays() {
        for text in [
            "one of five or nine percent",
            "at ten thirty",
            "fifteen twenty people",
            "at twelve forty five",
            "nine eleven",
            "one two three four",
            "the twenty first century",
            "twenty something people",
            "a hundred and twenty five",
            "a thousand times",
            "twenty and a half",
            "one hundred and twenty-first",
            "five million",
            "at this point five",
            "eighteen nineteen",
        ] {
            assert_eq!(written(text), text);
        }
    }

    #[test]
    fn a_joined_word_takes_the_time_of_all() {
        let at = |s, t: &str| Word { start_ms: Some(s), end_ms: Some(s + 90), confidence: Some(0.5), ..Word::plain(t) };
        let words = [at(100, "(ninety"), at(200, "nine),")];
        let (range, text) = digits(&words, run(&words, 0)).unwrap();
        let word = joined(&words[range], &text);
        assert_eq!((word.text.as_str(), word.start_ms, word.end_ms), ("(99),", Some(100), Some(290)));
    }
}
