//! Where questions are answered.

use std::collections::BTreeSet;

use model::insight::{Answer, Passage};

use crate::document::Document;
use crate::review::Reading;

/// An answer that has not begun after so many sentences is to something else.
const SOON: usize = 4;
/// In sentences.
const LONGEST: usize = 6;
/// Less than this many words are a nod ("Yes.", "Right, right.").
const LEAST_WORDS: usize = 4;

/// The answers to those of the questions that have one: what somebody else says next, or, where nobody is named or one
/// speaks alone, the next sentence that shares a word of content with the question.
pub(crate) fn find(document: &Document<'_>, questions: &[Passage]) -> Vec<Answer> {
    let reading = Reading::new(document.transcript, document.language.as_deref());
    questions.iter().filter_map(|question| answer(document, &reading, question)).collect()
}

fn answer(document: &Document<'_>, reading: &Reading<'_>, question: &Passage) -> Option<Answer> {
    let asked =
        document.units.iter().position(|u| u.first <= question.segments.first && question.segments.last <= u.last)?;
    let units = &document.units;
    let asker = units[asked].speaker;
    let terms: BTreeSet<u32> = units[asked].content().map(|t| t.term).collect();
    let answers = |n: usize| {
        let unit = &units[n];
        let spoken = unit.tokens.len() >= LEAST_WORDS && !unit.question;
        let other = asker.is_some() && unit.speaker.is_some() && unit.speaker != asker;
        let alone = asker.is_none() || document.transcript.speakers.len() < 2;
        spoken && (other || alone && unit.content().any(|t| terms.contains(&t.term)))
    };
    let first = (asked + 1..units.len().min(asked + 1 + SOON)).find(|n| answers(*n))?;
    let last = (first..units.len().min(first + LONGEST))
        .take_while(|n| units[*n].speaker == units[first].speaker && !(units[*n].question && *n > first))
        .last()?;
    let passage = document.passage(first, last, 1.0);
    Some(Answer {
        question: question.segments,
        start_ms: passage.start_ms,
        speaker: passage.speaker,
        segments: passage.segments,
        text: reading.span(passage.segments).map(|span| reading.beginning(&span))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questions;
    use model::insight::Evidence;
    use model::transcript::{Segment, Transcript};

    fn answers(lines: &[(u16, &str)]) -> Vec<(Evidence, Evidence)> {
        let segments =
            lines.iter().map(|(speaker, t)| Segment { speaker: Some(*speaker), ..Segment::from_text(t) }).collect();
        let speakers =
            lines.iter().map(|(s, _)| *s).collect::<BTreeSet<_>>().into_iter().map(|s| format!("S{s}")).collect();
        let transcript = Transcript { language: Some("en".into()), speakers, segments };
        let document = Document::new(&transcript);
        let found = find(&document, &questions::find(&document, &[]));
        let said = |a: &Answer| transcript.segments[a.segments.first as usize].text();
        assert!(found.iter().all(|a| a.text.starts_with(&said(a))), "each says what it points at: {found:?}");
        found.into_iter().map(|a| (a.question, a.segments)).collect()
    }

    fn at(first: u32, last: u32) -> Evidence {
        Evidence { first, last }
    }

    #[test]
    fn what_another_says_next_answers() {
        let found = answers(&[
            (0, "How did the printer earn his money?"),
            (1, "Yeah."),
            (1, "He sold books to the church and to the city."),
            (1, "And he borrowed the rest of it."),
            (0, "I see, that is good to know."),
        ]);
        assert_eq!(found, [(at(0, 0), at(2, 3))]);
    }

    #[test]
    fn who_speaks_alone_answers_with_the_words_of_the_question() {
        let found = answers(&[
            (0, "How did the printer earn his money?"),
            (0, "Whales sing in the deep sea."),
            (0, "The money of a printer came from the church."),
        ]);
        assert_eq!(found, [(at(0, 0), at(2, 2))]);
    }

    #[test]
    fn a_question_may_stay_open() {
        assert!(answers(&[(0, "How did the printer earn his money?"), (0, "Whales sing in the deep sea.")]).is_empty());
    }
}
