//! Words that were said but not meant: fillers, repetitions, false starts, and the loops that recognisers fall into. They are
//! marked, not removed.

use std::collections::HashMap;

use model::transcript::{Transcript, Word};

/// A phrase of up to this many words that comes again and again is a loop.
const LONGEST_LOOP: usize = 8;
/// This many times in a row a person may say it.
const LIKELY_TIMES: usize = 4;
/// A phrase of up to this many words that is said twice is a false start.
const LONGEST_REPEAT: usize = 4;
/// Words that make a repetition a figure of speech.
const JOINING: &str = "and or by to und oder et ou y o e en of";

/// Sounds that are fillers whatever the language.
const ANYWHERE: &str = "uh uhm uhh erm ehm hmm äh ähm öhm euh";

/// Repeated on purpose.
const MEANT_TWICE: &str = "very really no yes yeah so much many far long way had that bye blah ha knock now there here okay ok \
well wow go come more again never always please too sehr ja nein ganz viel so oui non très si sí muy no molto sim não muito ja nee heel";

fn fillers_of(language: Option<&str>) -> &'static str {
    match language.and_then(|l| l.split('-').next()) {
        Some("en") => "um umm er uh ah-uh mm",
        Some("de") => "ähem hm mhm",
        Some("fr") => "heu hum bah",
        Some("es") => "eh em",
        Some("it") => "eh mmm",
        Some("pt") => "hum hã ãh",
        Some("nl") => "eh ehh",
        _ => "",
    }
}

/// Marks what was not meant. Marks that are there stay.
pub(crate) fn mark(transcript: &mut Transcript) {
    mark_fillers(transcript);
    mark_false_starts(transcript);
    mark_loops(transcript, LONGEST_LOOP, LIKELY_TIMES + 1);
}

/// Marks sounds and phrases that say nothing.
pub(crate) fn mark_fillers(transcript: &mut Transcript) {
    let language = transcript.language.clone();
    let fillers = fillers_of(language.as_deref());
    let english = is_language(language.as_deref(), "en");
    let spanish = is_language(language.as_deref(), "es");
    for segment in &mut transcript.segments {
        let bare: Vec<String> = segment.words.iter().map(|w| bare(&w.text)).collect();
        for (word, core) in segment.words.iter_mut().zip(&bare) {
            let paused = word.text.ends_with([',', '…', '-', '—']) || word.text.ends_with("..");
            let filler = is_in(core, ANYWHERE)
                || is_in(core, fillers)
                // "um" is a word in German and Portuguese, "este" in Spanish; set off by a comma it is none.
                || (core == "um" && paused && language.is_none())
                || (core == "este" && paused && spanish);
            word.filler |= filler;
        }
        if english {
            you_know(&mut segment.words, &bare);
        }
    }
}

/// Marks a word that is begun or said twice.
pub(crate) fn mark_false_starts(transcript: &mut Transcript) {
    for segment in &mut transcript.segments {
        let bare: Vec<String> = segment.words.iter().map(|w| bare(&w.text)).collect();
        for i in 0..segment.words.len() {
            if is_false_start(&segment.words, &bare, i) {
                segment.words[i].filler = true;
            }
        }
    }
}

/// Marks the first of a phrase of two to four words that is said twice, "I was I was".
pub(crate) fn mark_said_twice(transcript: &mut Transcript) {
    for segment in &mut transcript.segments {
        let bare: Vec<String> = segment.words.iter().map(|w| bare(&w.text)).collect();
        // A pause between the two is rhetoric, "again and again and again" a figure of speech.
        let hasty = |i: usize| {
            let word = &segment.words[i];
            word.text.ends_with(char::is_alphanumeric)
                && !word.glued
                && !is_in(&bare[i], MEANT_TWICE)
                && !is_in(&bare[i], JOINING)
                && !bare[i].contains(char::is_numeric)
        };
        let hasty: Vec<bool> = (0..bare.len()).map(hasty).collect();
        for length in 2..=LONGEST_REPEAT {
            for i in 0..(bare.len() + 1).saturating_sub(2 * length) {
                let (first, second) = (&bare[i..i + length], &bare[i + length..i + 2 * length]);
                let one_word = first.iter().all(|w| *w == first[0]);
                if first == second && !one_word && hasty[i..i + length].iter().all(|h| *h) {
                    segment.words[i..i + length].iter_mut().for_each(|w| w.filler = true);
                }
            }
        }
    }
}

/// Whether a BCP 47 tag is one of a language.
pub(crate) fn is_language(tag: Option<&str>, language: &str) -> bool {
    tag.and_then(|t| t.split('-').next()).is_some_and(|l| l.eq_ignore_ascii_case(language))
}

/// A word in small letters without the punctuation around it.
pub(crate) fn bare(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn is_in(word: &str, list: &str) -> bool {
    !word.is_empty() && list.split_whitespace().any(|w| w == word)
}

/// "the the", "th- the": the first of two.
fn is_false_start(words: &[Word], bare: &[String], i: usize) -> bool {
    let Some(next) = words.get(i + 1) else { return false };
    let (word, core, core_next) = (&words[i], bare[i].as_str(), bare[i + 1].as_str());
    if core.is_empty() || word.glued || next.glued {
        return false;
    }
    if word.text.ends_with(['-', '–', '—']) {
        return core_next.starts_with(core);
    }
    let names =
        |text: &str| text.chars().next().is_some_and(char::is_uppercase) && text != "I" && !text.starts_with("I'");
    core == core_next
        && word.text.ends_with(char::is_alphanumeric)
        && core.chars().all(|c| !c.is_numeric())
        && !is_in(core, MEANT_TWICE)
        // "Duran Duran" is a name; "The the" is not.
        && !(names(&word.text) && names(&next.text))
}

/// "..., you know, ...": between commas it says nothing.
fn you_know(words: &mut [Word], bare: &[String]) {
    for i in 0..words.len().saturating_sub(1) {
        let set_off =
            words[i + 1].text.ends_with(',') && (i == 0 || words[i - 1].text.ends_with([',', '.', '—', '…', '-']));
        if bare[i] == "you" && bare[i + 1] == "know" && words[i].text.len() == 3 && set_off {
            words[i].filler = true;
            words[i + 1].filler = true;
        }
    }
}

/// Marks all but the first of a phrase of up to `longest` words that comes at least `times` times in a row.
pub(crate) fn mark_loops(transcript: &mut Transcript, longest: usize, times: usize) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut ids: Vec<u32> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut unique = u32::MAX;
    let mut speaker = None;
    for (s, segment) in transcript.segments.iter().enumerate() {
        if s > 0 && segment.speaker != speaker {
            // Nobody falls into another's loop.
            ids.push(unique);
            places.push((usize::MAX, 0));
            unique -= 1;
        }
        speaker = segment.speaker;
        for (w, word) in segment.words.iter().enumerate() {
            let core = bare(&word.text);
            let counting = core.is_empty() || core.chars().all(char::is_numeric);
            let id = if counting {
                unique -= 1;
                unique
            } else {
                let next = u32::try_from(numbers.len()).unwrap_or(0);
                *numbers.entry(core).or_insert(next)
            };
            ids.push(id);
            places.push((s, w));
        }
    }
    for period in 1..=longest {
        let mut matched = 0;
        for i in period..=ids.len() {
            if i < ids.len() && ids[i] == ids[i - period] {
                matched += 1;
                continue;
            }
            if matched >= period * (times - 1) {
                let start = i - matched;
                for (s, w) in places[start..start + matched / period * period].iter().copied() {
                    transcript.segments[s].words[w].filler = true;
                }
            }
            matched = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    fn marked(text: &str, language: Option<&str>) -> String {
        let language = language.map(str::to_owned);
        let mut transcript = Transcript { language, segments: vec![Segment::from_text(text)], ..Transcript::default() };
        mark(&mut transcript);
        assert_eq!(transcript.segments[0].text(), text);
        transcript.segments[0].words.iter().filter(|w| w.filler).map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn fillers_go_by_language() {
        assert_eq!(
            marked("Um, I er think, you know, it is, erm, good, you know.", Some("en-US")),
            "Um, er you know, erm,"
        );
        assert_eq!(marked("Do you know, it works", Some("en")), "");
        assert_eq!(marked("Es geht um, äh, das", Some("de")), "äh,");
        assert_eq!(marked("Tenho um carro, hum, novo", Some("pt")), "hum,");
        assert_eq!(marked("Este libro, este, eh, es bueno", Some("es")), "este, eh,");
        assert_eq!(marked("um carro. Um, right.", None), "Um,");
    }

    #[test]
    fn the_first_of_two_is_marked_unless_meant() {
        assert_eq!(marked("So the the thing is is that I I th- think", Some("en")), "the is I th-");
        assert_eq!(marked("very very good, no, no, Duran Duran had had 5 5", Some("en")), "");
    }

    #[test]
    fn loops_keep_their_first_round() {
        let text = format!("So {}and on", "thanks for watching ".repeat(6));
        assert_eq!(marked(&text, Some("en")).split(' ').count(), 15);
        assert_eq!(marked("row row row row your boat", Some("xx")), "row row row");
        assert_eq!(marked("0 0 0 0 0 0 0 0", Some("en")), "");
        let four = "we go on ".repeat(4);
        assert_eq!(marked(four.trim_end(), Some("en")), "");
    }
}
