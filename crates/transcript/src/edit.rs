//! Changes by people: text, division, speakers and paragraphs of sentences, and taking them back.
//!
//! A change says which sentence it means by place and by text. So two editors may work at once: what one does moves the
//! other's sentences, but is never overwritten unseen.

use model::{
    edit::{Change, Edit, Splice, Spoken},
    script,
    transcript::{Segment, Transcript, Word},
};
use thiserror::Error;

use crate::{
    diff::stretches,
    speakers::{clean_name, drop_unused_speakers},
    spread,
};

/// How far from its place a segment is searched for, either way.
const REACH: usize = 200;

/// What became of edits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edited {
    /// What was done, in order, for [`undo`]. An edit that changes nothing leaves none.
    pub splices: Vec<Splice>,
    /// What could not be done.
    pub conflicts: Vec<Conflict>,
}

/// An edit that was left out: its segment no longer reads as the editor saw it, or it asks for what is impossible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Index in the list of edits.
    pub edit: usize,
    /// The text of the segment at that place now, if there is one.
    pub now: Option<String>,
}

/// What was to be undone has been changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("This part of the transcript has been changed since. Undo the later change first, or edit the text itself.")]
pub struct Changed;

/// Makes edits, one after another. Their places are those before the first of them; each finds its segment there or, when
/// somebody else moved it, nearby. One that does not find it is left out, and nothing else with it.
pub fn apply(transcript: &mut Transcript, edits: &[Edit]) -> Edited {
    let mut edited = Edited::default();
    let mut shifts: Vec<(usize, isize)> = Vec::new();
    for (i, edit) in edits.iter().enumerate() {
        let shift = shifts.iter().filter(|(at, _)| *at < edit.segment).map(|(_, by)| by).sum();
        let at = edit.segment.saturating_add_signed(shift);
        let before = transcript.segments.len();
        let found = nearest(before, at, |k| transcript.segments[k].text() == edit.was);
        let Some(splice) = found.and_then(|at| change(transcript, at, &edit.change)) else {
            edited.conflicts.push(Conflict { edit: i, now: transcript.segments.get(at).map(Segment::text) });
            continue;
        };
        let by = transcript.segments.len().cast_signed() - before.cast_signed();
        if by != 0 {
            shifts.push((edit.segment, by));
        }
        if splice.removed != splice.inserted {
            edited.splices.push(splice);
        }
    }
    if !edited.splices.is_empty() {
        drop_unused_speakers(transcript);
    }
    edited
}

/// Takes changes back, the last one first: all of them or none. Returns what this did, so that undoing that does the changes
/// again.
///
/// # Errors
/// [`Changed`] when what one of them left is no longer there, or reads differently.
pub fn undo(transcript: &mut Transcript, splices: &[Splice]) -> Result<Vec<Splice>, Changed> {
    let mut back = transcript.clone();
    let mut done = Vec::with_capacity(splices.len());
    for Splice { at, removed, inserted } in splices.iter().rev() {
        let places = (back.segments.len() + 1).checked_sub(inserted.len()).ok_or(Changed)?;
        // Where nothing was left there is nothing to find the place by.
        let at = (*at).min(places.saturating_sub(1));
        let stands = |k: usize| inserted.iter().zip(&back.segments[k..]).all(|(spoken, s)| reads(&back, spoken, s));
        let at = nearest(places, at, stands).ok_or(Changed)?;
        let with: Vec<Segment> = removed.iter().map(|spoken| voiced(&mut back, spoken)).collect();
        done.push(put(&mut back, at, inserted.len(), with));
    }
    drop_unused_speakers(&mut back);
    *transcript = back;
    Ok(done)
}

/// The place nearest to `at` that is the right one.
fn nearest(places: usize, at: usize, right: impl Fn(usize) -> bool) -> Option<usize> {
    let either = |by: usize| [at.checked_sub(by), (by > 0).then(|| at.saturating_add(by))];
    (0..=REACH).flat_map(either).flatten().find(|&k| k < places && right(k))
}

fn reads(transcript: &Transcript, spoken: &Spoken, segment: &Segment) -> bool {
    let texts = |s: &'_ Segment| s.words.iter().map(|w| w.text.clone()).collect::<Vec<_>>();
    transcript.speaker_of(segment) == spoken.speaker.as_deref() && texts(segment) == texts(&spoken.segment)
}

fn voiced(transcript: &mut Transcript, spoken: &Spoken) -> Segment {
    let speaker = spoken.speaker.as_deref().map(|name| transcript.speaker_index(name));
    Segment { speaker, ..spoken.segment.clone() }
}

fn spoken(transcript: &Transcript, segment: &Segment) -> Spoken {
    let speaker = transcript.speaker_of(segment).map(str::to_owned);
    Spoken { speaker, segment: Segment { speaker: None, ..segment.clone() } }
}

/// Replaces `count` segments.
fn put(transcript: &mut Transcript, at: usize, count: usize, with: Vec<Segment>) -> Splice {
    let inserted = with.iter().map(|s| spoken(transcript, s)).collect();
    let removed: Vec<Segment> = transcript.segments.splice(at..at + count, with).collect();
    Splice { at, removed: removed.iter().map(|s| spoken(transcript, s)).collect(), inserted }
}

/// As [`put`]; the segment after them begins a paragraph if the speaker now changes there, or if the paragraph lost its
/// first segment.
fn replace(transcript: &mut Transcript, at: usize, mut count: usize, mut with: Vec<Segment>) -> Splice {
    let segments = &transcript.segments;
    if let (Some(next), Some(last)) = (segments.get(at + count), segments[at..at + count].last()) {
        let left = with.last().or_else(|| segments[..at].last());
        let turns = last.speaker == next.speaker && left.is_some_and(|left| left.speaker != next.speaker);
        let orphaned = with.is_empty() && segments[at..at + count].iter().any(|s| s.paragraph);
        if (turns || orphaned) && !next.paragraph {
            with.push(Segment { paragraph: true, ..next.clone() });
            count += 1;
        }
    }
    put(transcript, at, count, with)
}

/// One change to the segment at `at`; `None` if it is impossible.
fn change(transcript: &mut Transcript, at: usize, change: &Change) -> Option<Splice> {
    let mut segment = transcript.segments[at].clone();
    let before = at.checked_sub(1).map(|i| transcript.segments[i].speaker);
    match change {
        Change::Text { text } => {
            rewrite(&mut segment, text);
            let with = if segment.words.is_empty() { Vec::new() } else { vec![segment] };
            Some(replace(transcript, at, 1, with))
        }
        Change::Split { word } => {
            let (first, second) = divide(segment, *word)?;
            Some(replace(transcript, at, 1, vec![first, second]))
        }
        Change::Divide { at: caret } => {
            let place = script::division(&segment.text(), *caret)?;
            let word = cut(&mut segment, place)?;
            let (first, second) = divide(segment, word)?;
            Some(replace(transcript, at, 1, vec![first, second]))
        }
        Change::Merge => {
            let second = transcript.segments.get(at + 1)?.clone();
            let end = second.end_ms.or(second.start_ms);
            segment.start_ms = segment.start_ms.or(second.start_ms);
            segment.end_ms = segment.end_ms.max(end);
            segment.words.extend(second.words);
            Some(replace(transcript, at, 2, vec![segment]))
        }
        Change::Speaker { speaker } => {
            let name = speaker.as_deref().and_then(clean_name);
            let speaker = name.map(|name| transcript.speaker_index(&name));
            if speaker != segment.speaker {
                segment.speaker = speaker;
                segment.paragraph |= before.is_some_and(|before| before != speaker);
            }
            Some(replace(transcript, at, 1, vec![segment]))
        }
        Change::Paragraph { begins } => {
            // Where the speaker changes a paragraph begins whatever is asked for.
            if *begins || before.is_none_or(|before| before == segment.speaker) {
                segment.paragraph = *begins;
            }
            Some(replace(transcript, at, 1, vec![segment]))
        }
    }
}

/// Makes a word begin at a character of a segment's text, and says which. One that is cut for that has its time divided by its
/// letters.
fn cut(segment: &mut Segment, at: usize) -> Option<usize> {
    let mut begins = 0;
    for (i, word) in segment.words.iter_mut().enumerate() {
        begins += usize::from(i > 0 && !word.glued);
        let length = word.text.chars().count();
        if at <= begins {
            return Some(i);
        }
        if at < begins + length {
            let letters = at - begins;
            let (byte, _) = word.text.char_indices().nth(letters)?;
            let share = |(start, end): (u32, u32)| {
                let part = u64::from(end.saturating_sub(start)) * letters as u64 / length as u64;
                start.saturating_add(u32::try_from(part).unwrap_or(0))
            };
            let middle = word.start_ms.zip(word.end_ms).map(share);
            let text = word.text.split_off(byte);
            let second = Word { text, start_ms: middle, glued: true, ..word.clone() };
            word.end_ms = middle.or(word.end_ms);
            segment.words.insert(i + 1, second);
            return Some(i + 1);
        }
        begins += length;
    }
    None
}

/// A segment as two, the second beginning with a word.
fn divide(mut first: Segment, word: usize) -> Option<(Segment, Segment)> {
    if word == 0 || word >= first.words.len() {
        return None;
    }
    let start_ms = spread::starts(&first).map(|starts| starts[word]);
    let words = first.words.split_off(word);
    let second = Segment {
        start_ms,
        end_ms: first.end_ms.max(first.end_ms.and(start_ms)),
        speaker: first.speaker,
        paragraph: false,
        words,
    };
    if first.start_ms.is_some() {
        let end = first.words.last().and_then(|w| w.end_ms).or(start_ms);
        // Words may overlap; none may reach beyond its segment.
        let latest = first.words.iter().filter_map(|w| w.end_ms.or(w.start_ms)).max();
        first.end_ms = end.max(latest).max(first.start_ms);
    }
    Some((first, second))
}

/// Gives a segment another text. A word that stays keeps all it has, one that is only spelled differently its times; new ones
/// share the time of those they replace, or else the time between their neighbours. Without words in the text the segment has
/// none.
pub(crate) fn rewrite(segment: &mut Segment, text: &str) {
    let old = std::mem::take(&mut segment.words);
    let mut new = words_of(&old, text);
    let kept = kept(&old, &new);
    let timed = old.iter().any(|w| w.start_ms.is_some());
    let mut from = (0, 0);
    for (i, j) in kept.into_iter().chain([(old.len(), new.len())]) {
        if timed && let Some((start, end)) = time_of(&old, from.0..i, (segment.start_ms, segment.end_ms)) {
            share(&mut new[from.1..j], start, end);
        }
        if let (Some(before), Some(word)) = (old.get(i), new.get_mut(j)) {
            let text = std::mem::take(&mut word.text);
            let confidence = before.confidence.filter(|_| text == before.text);
            // The blanks are those of the text, where they can be seen: not before the first word.
            let glued = if j == 0 { before.glued } else { word.glued };
            *word = Word { text, confidence, glued, ..before.clone() };
        }
        from = (i + 1, j + 1);
    }
    segment.words = new;
}

/// The words of a text, by its white space. Where the old words are written without spaces, their bounds are kept in what
/// stays of them.
fn words_of(old: &[Word], text: &str) -> Vec<Word> {
    let pieces: Vec<Vec<char>> = text
        .split_whitespace()
        .map(|piece| piece.chars().filter(|c| !c.is_control()).collect::<Vec<_>>())
        .filter(|piece| !piece.is_empty())
        .collect();
    let seams = seams(old, &pieces);
    let mut words: Vec<Word> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    for piece in pieces {
        for (i, c) in piece.into_iter().enumerate() {
            let seam = seams.get(at).copied().unwrap_or(false);
            match words.last_mut() {
                Some(word) if i > 0 && !seam => word.text.push(c),
                _ => words.push(Word { glued: i > 0, ..Word::plain(c) }),
            }
            at += 1;
        }
    }
    words
}

/// For each character of the new text, blanks aside, whether an old glued word began or another ended there.
fn seams(old: &[Word], pieces: &[Vec<char>]) -> Vec<bool> {
    if !old.iter().skip(1).any(|w| w.glued) {
        return Vec::new();
    }
    let mut letters: Vec<char> = Vec::new();
    let mut bounds: Vec<usize> = Vec::new();
    for word in old {
        if word.glued {
            bounds.push(letters.len());
        }
        letters.extend(word.text.chars());
    }
    let new: Vec<char> = pieces.concat();
    let mut seams = vec![false; new.len() + 1];
    for stretch in stretches(&letters, &new).into_iter().filter(|s| s.same) {
        let first = bounds.partition_point(|b| *b < stretch.old.start);
        for bound in bounds[first..].iter().take_while(|b| **b <= stretch.old.end) {
            seams[stretch.new.start + (bound - stretch.old.start)] = true;
        }
    }
    seams
}

/// The places, old and new, of the words that stay: first those that are equal, and between them those that differ only in
/// case or punctuation.
fn kept(old: &[Word], new: &[Word]) -> Vec<(usize, usize)> {
    let texts = |words: &[Word]| words.iter().map(|w| w.text.clone()).collect::<Vec<_>>();
    let keys = |words: &[Word]| words.iter().map(|w| key(&w.text)).collect::<Vec<_>>();
    let mut kept = Vec::new();
    for outer in stretches(&texts(old), &texts(new)) {
        if outer.same {
            kept.extend(outer.old.zip(outer.new));
        } else {
            let (i, j) = (outer.old.start, outer.new.start);
            let respelled = stretches(&keys(&old[outer.old]), &keys(&new[outer.new])).into_iter().filter(|s| s.same);
            kept.extend(respelled.flat_map(|s| s.old.zip(s.new)).map(|(k, l)| (i + k, j + l)));
        }
    }
    kept
}

/// What a word is, however it is spelled.
fn key(text: &str) -> String {
    let key: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if key.is_empty() { text.to_owned() } else { key }
}

/// The time for what comes in place of some words: their own, or what lies between their neighbours. Within the segment, and
/// not before or after its neighbours begin.
fn time_of(old: &[Word], gap: std::ops::Range<usize>, (start, end): (Option<u32>, Option<u32>)) -> Option<(u32, u32)> {
    let (before, gone, after) = (&old[..gap.start], &old[gap.clone()], &old[gap.end..]);
    let earliest = before.iter().rev().find_map(|w| w.start_ms).or(start);
    let latest = after.iter().find_map(|w| w.start_ms).or(end);
    let free = before.iter().rev().find_map(|w| w.end_ms.or(w.start_ms)).or(start).or(latest)?;
    let own = gone.iter().find_map(|w| w.start_ms);
    let own_end = gone.iter().filter_map(|w| w.end_ms.or(w.start_ms)).max();
    let latest = latest.unwrap_or(u32::MAX);
    let from = own.unwrap_or(free).min(latest).max(earliest.unwrap_or(0));
    let to = own.and(own_end).unwrap_or(if latest == u32::MAX { from } else { latest });
    Some((from, to.min(latest).max(from)))
}

/// Divides a time among words by their length.
fn share(words: &mut [Word], start: u32, end: u32) {
    let span = Segment { start_ms: Some(start), end_ms: Some(end), words: words.to_vec(), ..Segment::default() };
    let starts = spread::starts(&span).unwrap_or_default();
    for (i, word) in words.iter_mut().enumerate() {
        word.start_ms = starts.get(i).copied();
        word.end_ms = starts.get(i + 1).copied().or(Some(end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word of half a second each.
    fn timed(text: &str) -> Segment {
        let mut segment = Segment::from_text(text);
        for (i, word) in (0..).zip(&mut segment.words) {
            (word.start_ms, word.end_ms) = (Some(i * 500), Some(i * 500 + 500));
            word.confidence = Some(0.5);
        }
        let end_ms = segment.words.last().and_then(|w| w.end_ms);
        Segment { start_ms: Some(0), end_ms, ..segment }
    }

    fn times(segment: &Segment) -> Vec<(u32, u32)> {
        segment.words.iter().map(|w| (w.start_ms.unwrap(), w.end_ms.unwrap())).collect()
    }

    fn edit(segment: usize, was: &str, change: Change) -> Edit {
        Edit { segment, was: was.into(), change }
    }

    fn text(text: &str) -> Change {
        Change::Text { text: text.into() }
    }

    fn talk(lines: &[(&str, &str)]) -> Transcript {
        let mut transcript = Transcript::default();
        for (name, text) in lines {
            let speaker = Some(transcript.speaker_index(name));
            transcript.segments.push(Segment { speaker, ..Segment::from_text(text) });
        }
        transcript
    }

    fn texts(transcript: &Transcript) -> Vec<String> {
        transcript.segments.iter().map(Segment::text).collect()
    }

    #[test]
    fn words_that_stay_keep_their_times_and_new_ones_share_what_there_is() {
        let mut segment = timed("so we red the book");
        rewrite(&mut segment, "So, we have \u{7}read the\n book");
        assert_eq!(segment.text(), "So, we have read the book");
        assert_eq!(times(&segment), [(0, 500), (500, 1000), (1000, 1250), (1250, 1500), (1500, 2000), (2000, 2500)]);
        let sure: Vec<bool> = segment.words.iter().map(|w| w.confidence.is_some()).collect();
        assert_eq!(sure, [false, true, false, false, true, true]);
        rewrite(&mut segment, "we read");
        assert_eq!((segment.start_ms, segment.end_ms), (Some(0), Some(2_500)));
        segment.words[1].start_ms = Some(1_400);
        rewrite(&mut segment, "oh we all read it");
        assert_eq!(times(&segment), [(0, 500), (500, 1000), (1000, 1400), (1400, 1500), (1500, 2500)]);
    }

    #[test]
    fn a_text_without_word_times_stays_without() {
        let mut segment = Segment { start_ms: Some(5), end_ms: Some(9), ..Segment::from_text("a b") };
        rewrite(&mut segment, "a new b");
        assert!(segment.words.iter().all(|w| w.start_ms.is_none() && w.end_ms.is_none()));
    }

    #[test]
    fn words_written_without_spaces_keep_their_bounds() {
        let mut segment = timed("你好 我 是");
        segment.words.iter_mut().skip(1).for_each(|w| w.glued = true);
        rewrite(&mut segment, "你好我们是 谁");
        assert_eq!(segment.text(), "你好我们是 谁");
        assert_eq!(segment.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), ["你好", "我", "们", "是", "谁"]);
        assert_eq!(times(&segment)[3], (1_000, 1_500));
    }

    #[test]
    fn dividing_and_joining_again_gives_the_same() {
        let before = Transcript { segments: vec![timed("one two three")], ..Transcript::default() };
        let mut transcript = before.clone();
        apply(&mut transcript, &[edit(0, "one two three", Change::Split { word: 1 })]);
        let [first, second] = &transcript.segments[..] else { panic!() };
        assert_eq!((first.end_ms, second.start_ms, second.end_ms), (Some(500), Some(500), Some(1_500)));
        apply(&mut transcript, &[edit(0, "one", Change::Merge)]);
        assert_eq!(transcript, before);
        let untimed = Segment { start_ms: Some(0), end_ms: Some(800), ..Segment::from_text("aaa bbb") };
        let (first, second) = divide(untimed, 1).unwrap();
        assert_eq!((first.end_ms, second.start_ms, second.end_ms), (Some(400), Some(400), Some(800)));
    }

    #[test]
    fn text_without_blanks_is_divided_within_a_word() {
        let mut clause =
            Segment { start_ms: Some(1_000), end_ms: Some(5_000), ..Segment::from_text("今天天气很好。") };
        (clause.words[0].start_ms, clause.words[0].end_ms) = (Some(1_000), Some(4_500));
        let before = Transcript { segments: vec![clause], ..Transcript::default() };
        let mut transcript = before.clone();
        let edited = apply(&mut transcript, &[edit(0, "今天天气很好。", Change::Divide { at: 4 })]);
        assert_eq!(texts(&transcript), ["今天天气", "很好。"]);
        assert_eq!(
            (times(&transcript.segments[0]), times(&transcript.segments[1])),
            (vec![(1_000, 3_000)], vec![(3_000, 4_500)])
        );
        assert_eq!(transcript.segments[0].end_ms, Some(3_000));
        assert_eq!((transcript.segments[1].start_ms, transcript.segments[1].end_ms), (Some(3_000), Some(5_000)));
        let mut back = transcript.clone();
        undo(&mut back, &edited.splices).unwrap();
        assert_eq!(back, before, "undone to the letter and the millisecond");
        apply(&mut transcript, &[edit(0, "今天天气", Change::Merge)]);
        assert_eq!(texts(&transcript), ["今天天气很好。"]);

        // Where only the segment has times, they are divided by the letters of both parts.
        let thai = Segment {
            start_ms: Some(0), end_ms: Some(1_300), ..Segment::from_text("สวัสดี ครับผม")
        };
        let mut transcript = Transcript { segments: vec![thai], ..Transcript::default() };
        apply(&mut transcript, &[edit(0, "สวัสดี ครับผม", Change::Divide { at: 11 })]);
        assert_eq!(texts(&transcript), ["สวัสดี ครับ", "ผม"]);
        let middle = transcript.segments[1].start_ms.unwrap();
        assert!(transcript.segments[0].end_ms == Some(middle) && (800..1_300).contains(&middle), "{middle}");
    }

    #[test]
    fn a_place_in_the_text_is_a_word_where_there_are_blanks() {
        let before = Transcript { segments: vec![timed("one two three")], ..Transcript::default() };
        let mut expected = before.clone();
        apply(&mut expected, &[edit(0, "one two three", Change::Split { word: 1 })]);
        for at in [1, 3, 4, 6] {
            let mut transcript = before.clone();
            apply(&mut transcript, &[edit(0, "one two three", Change::Divide { at })]);
            assert_eq!(transcript, expected, "{at}");
        }
        for at in [0, 13, 99] {
            let mut transcript = before.clone();
            let conflicts = apply(&mut transcript, &[edit(0, "one two three", Change::Divide { at })]).conflicts;
            assert_eq!((conflicts.len(), &transcript), (1, &before), "{at}");
        }
    }

    #[test]
    fn the_impossible_and_the_stale_are_conflicts_and_the_rest_is_done() {
        let mut transcript = talk(&[("A", "one two"), ("A", "three")]);
        let edited = apply(
            &mut transcript,
            &[
                edit(0, "one two", Change::Split { word: 0 }),
                edit(0, "one two", Change::Split { word: 2 }),
                edit(1, "three", Change::Merge),
                edit(1, "tree", text("free")),
                edit(9, "three", text("four")),
                edit(900, "one two", text("")),
            ],
        );
        assert_eq!(texts(&transcript), ["one two", "four"]);
        assert_eq!(edited.conflicts.iter().map(|c| c.edit).collect::<Vec<_>>(), [0, 1, 2, 3, 5]);
        assert_eq!(edited.conflicts[3].now.as_deref(), Some("three"));
        assert_eq!(edited.conflicts[4].now, None);
    }

    #[test]
    fn places_are_those_before_the_first_edit() {
        let mut transcript = talk(&[("A", "a b"), ("A", "yes"), ("A", "yes"), ("A", "no"), ("A", "yes")]);
        let edited = apply(
            &mut transcript,
            &[
                edit(0, "a b", Change::Split { word: 1 }),
                edit(2, "yes", text("second")),
                edit(3, "no", text("")),
                edit(4, "yes", text("third")),
                edit(1, "yes", text("first")),
            ],
        );
        assert_eq!(edited.conflicts, []);
        assert_eq!(texts(&transcript), ["a", "b", "first", "second", "third"]);
    }

    #[test]
    fn paragraphs_follow_the_speakers() {
        let mut transcript = talk(&[("A", "one"), ("A", "two"), ("A", "three")]);
        let before = transcript.clone();
        let to = |name: &str| Change::Speaker { speaker: Some(name.into()) };
        let edited = apply(&mut transcript, &[edit(1, "two", to(" Bo \n Li "))]);
        assert_eq!(transcript.speakers, ["A", "Bo Li"]);
        assert_eq!(transcript.segments.iter().map(|s| s.paragraph).collect::<Vec<_>>(), [false, true, true]);
        let none = apply(&mut transcript, &[edit(1, "two", Change::Paragraph { begins: false })]);
        assert_eq!(none, Edited::default());
        let done = undo(&mut transcript, &edited.splices).unwrap();
        assert_eq!(transcript, before);
        undo(&mut transcript, &done).unwrap();
        assert_eq!(transcript.speaker_of(&transcript.segments[1]), Some("Bo Li"));
        apply(&mut transcript, &[edit(1, "two", to("A")), edit(0, "one", Change::Speaker { speaker: None })]);
        assert_eq!(transcript.speakers, ["A"]);
    }

    #[test]
    fn a_paragraph_that_loses_its_first_segment_begins_with_the_next() {
        let mut transcript = talk(&[("A", "one"), ("A", "two"), ("A", "three")]);
        transcript.segments[1].paragraph = true;
        let before = transcript.clone();
        let edited = apply(&mut transcript, &[edit(1, "two", text(" \n"))]);
        assert_eq!(texts(&transcript), ["one", "three"]);
        assert!(transcript.segments[1].paragraph);
        undo(&mut transcript, &edited.splices).unwrap();
        assert_eq!(transcript, before);
    }

    #[test]
    fn what_was_changed_since_is_not_undone() {
        let mut transcript = talk(&[("A", "one"), ("A", "two"), ("A", "three")]);
        let first = apply(&mut transcript, &[edit(0, "one", text("1")), edit(2, "three", text("3"))]);
        apply(&mut transcript, &[edit(0, "1", text("I"))]);
        let before = transcript.clone();
        assert_eq!(undo(&mut transcript, &first.splices), Err(Changed));
        assert_eq!(transcript, before);
        apply(&mut transcript, &[edit(1, "two", text(""))]);
        undo(&mut transcript, &first.splices[1..]).unwrap();
        assert_eq!(texts(&transcript), ["I", "three"]);
    }
}
