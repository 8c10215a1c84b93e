//! From passages of text to a transcript that keeps its promises: words non-empty and without white space, segments in order,
//! `start <= end`, starts that never go back.

use std::collections::HashMap;

use model::transcript::{Segment, Transcript, Word};

use crate::{
    MAX_SEGMENTS,
    draft::{Cue, Draft, Kind},
    error::ParseError,
    names, order,
    problems::{Fix, Fixes},
    spread,
    tokens::tokens,
};

/// The transcript of a draft.
pub(crate) fn finish(draft: Draft, fixes: &mut Fixes) -> Result<Transcript, ParseError> {
    if draft.cues.len() > MAX_SEGMENTS {
        return Err(ParseError::TooManySegments);
    }
    let mut speakers = Speakers::default();
    let mut segments = Vec::with_capacity(draft.cues.len());
    let mut empty = 0;
    for cue in draft.cues {
        match segment(cue, &mut speakers) {
            Some(segment) => segments.push(segment),
            None => empty += 1,
        }
    }
    if draft.kind != Kind::Text {
        fixes.add_n(Fix::EmptyCue, empty);
    }
    order::restore(&mut segments, draft.kind, fixes);
    ends(&mut segments, draft.kind, fixes);
    for segment in &mut segments {
        word_times(segment);
    }
    paragraphs(&mut segments);
    Ok(Transcript { language: draft.language, speakers: speakers.names, segments })
}

/// Names to indices, in constant time.
#[derive(Default)]
struct Speakers {
    names: Vec<String>,
    index: HashMap<String, u16>,
}

impl Speakers {
    fn index(&mut self, name: &str) -> Option<u16> {
        let name = names::tidy(name);
        if name.is_empty() {
            return None;
        }
        if let Some(index) = self.index.get(&name) {
            return Some(*index);
        }
        let index = u16::try_from(self.names.len()).ok()?;
        self.names.push(name.clone());
        self.index.insert(name, index);
        Some(index)
    }
}

fn segment(cue: Cue, speakers: &mut Speakers) -> Option<Segment> {
    let mut marks = cue.marks.iter().peekable();
    let words: Vec<Word> = tokens(&cue.text)
        .into_iter()
        .map(|token| {
            let mut word = Word { text: token.text, glued: token.glued, ..Word::default() };
            // Of several times before a word the last is its own.
            while let Some(mark) = marks.next_if(|m| m.at <= token.at) {
                word.start_ms = Some(mark.start);
                word.end_ms = mark.end;
                word.confidence = mark.confidence;
            }
            word
        })
        .collect();
    if words.is_empty() {
        return None;
    }
    Some(Segment {
        start_ms: cue.start,
        end_ms: cue.start.and(cue.end),
        speaker: cue.speaker.and_then(|name| speakers.index(&name)),
        paragraph: cue.paragraph,
        words,
    })
}

/// Gives every timed segment an end that is not before its start.
fn ends(segments: &mut [Segment], kind: Kind, fixes: &mut Fixes) {
    let mut next: Option<u32> = None;
    let mut next_is_timed = true;
    for i in (0..segments.len()).rev() {
        let later_speaker = segments.get(i + 1).and_then(|s| s.speaker);
        let segment = &mut segments[i];
        let Some(start) = segment.start_ms else {
            next_is_timed = false;
            continue;
        };
        let spoken = start.saturating_add(spread::speaking_ms(segment.words.len()));
        let estimate = match next {
            Some(next) if next_is_timed => next,
            Some(next) => spoken.min(next),
            None => spoken,
        };
        match segment.end_ms {
            Some(end) if end < start => {
                fixes.add(Fix::EndBeforeStart);
                segment.end_ms = Some(estimate.min(spoken).max(start));
            }
            Some(end) => {
                let other_voice =
                    segment.speaker.is_some() && later_speaker.is_some() && segment.speaker != later_speaker;
                if kind == Kind::SingleCues
                    && !other_voice
                    && let Some(next) = next.filter(|n| *n > start && *n < end)
                {
                    fixes.add(Fix::Overlap);
                    segment.end_ms = Some(next);
                }
            }
            None => segment.end_ms = Some(estimate.max(start)),
        }
        next = Some(start);
        next_is_timed = true;
    }
}

/// Completes the times of words where some are known: within the segment, ascending, each ending at the next at the latest.
fn word_times(segment: &mut Segment) {
    let (Some(start), Some(end)) = (segment.start_ms, segment.end_ms) else {
        for word in &mut segment.words {
            (word.start_ms, word.end_ms) = (None, None);
        }
        return;
    };
    if segment.words.iter().all(|w| w.start_ms.is_none()) {
        return;
    }
    for word in &mut segment.words {
        word.start_ms = word.start_ms.map(|t| t.clamp(start, end));
    }
    let Some(starts) = spread::starts(segment) else { return };
    for (i, word) in segment.words.iter_mut().enumerate() {
        let limit = starts.get(i + 1).copied().unwrap_or(end);
        word.start_ms = Some(starts[i]);
        word.end_ms = Some(word.end_ms.unwrap_or(limit).clamp(starts[i], limit.max(starts[i])));
    }
}

/// A paragraph begins where the speaker changes, and with the text.
pub(crate) fn paragraphs(segments: &mut [Segment]) {
    let mut before = None;
    for segment in segments {
        if before != Some(segment.speaker) {
            segment.paragraph = true;
        }
        before = Some(segment.speaker);
    }
}
