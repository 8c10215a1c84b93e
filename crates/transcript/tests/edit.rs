//! Whatever people do to a transcript, in whatever order: nothing else changes, and all of it can be taken back.

use std::collections::BTreeSet;

use model::{
    edit::{Change, Edit, Splice},
    script,
    transcript::{Segment, Transcript, Word},
};
use proptest::prelude::*;
use transcript::{Changed, Query, Term, apply, correct, diff, edits, undo};

const TEXTS: [&str; 10] = ["so", "So,", "the", "we", "go", "yes.", "Yes.", "—", "héllo", "don't"];
const NAMES: [&str; 3] = ["Ann", "Bo", "Cy"];

prop_compose! {
    /// A word, with the silence before it and its length in milliseconds.
    fn word()(
        text in prop::sample::select(&TEXTS[..]),
        gap in 0..300_u32,
        length in 0..500_u32,
        glued in prop::bool::weighted(0.1),
        filler: bool,
        sure: bool,
    ) -> (u32, u32, Word) {
        (gap, length, Word { filler, glued, confidence: sure.then_some(0.5), ..Word::plain(text) })
    }
}

/// A transcript with word times, with times of segments only, or with none.
fn transcript() -> impl Strategy<Value = Transcript> {
    let segment = (prop::collection::vec(word(), 1..8), prop::option::of(0..3_u16), any::<bool>());
    (prop::collection::vec(segment, 1..8), 0..3_u8).prop_map(|(drafts, timing)| {
        let mut at = 0;
        let segments = drafts.into_iter().map(|(words, speaker, paragraph)| {
            let mut segment =
                Segment { speaker, paragraph, start_ms: (timing > 0).then_some(at), ..Segment::default() };
            for (gap, length, mut word) in words {
                let start = at + gap;
                at = start + length;
                if timing == 2 {
                    (word.start_ms, word.end_ms) = (Some(start), Some(at));
                }
                segment.words.push(word);
            }
            segment.end_ms = (timing > 0).then_some(at);
            segment
        });
        let segments = segments.collect();
        let mut transcript =
            Transcript { speakers: NAMES.map(str::to_owned).to_vec(), segments, ..Transcript::default() };
        transcript::drop_unused_speakers(&mut transcript);
        transcript
    })
}

fn moves() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..8_usize).prop_map(|word| Change::Split { word }),
        // No word here is of a script without blanks: nothing is cut.
        (0..40_usize).prop_map(|at| Change::Divide { at }),
        Just(Change::Merge),
        prop::option::of(prop::sample::select(vec!["Ann", "Bo", " Dee\t\u{1}Lee ", " "]))
            .prop_map(|s| Change::Speaker { speaker: s.map(str::to_owned) }),
        any::<bool>().prop_map(|begins| Change::Paragraph { begins }),
    ]
}

fn new_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&TEXTS[..]), 0..9).prop_map(|words| words.join(" "))
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![moves(), new_text().prop_map(|text| Change::Text { text })]
}

/// The segment a number means and the edit of it, as an editor would send it.
fn edit_of(transcript: &Transcript, number: usize, change: Change) -> Option<Edit> {
    let segment = number.checked_rem(transcript.segments.len())?;
    Some(Edit { segment, was: transcript.segments[segment].text(), change })
}

/// One after another, each as its editor sees the transcript.
fn do_all(transcript: &mut Transcript, changes: Vec<(usize, Change)>) -> Vec<Splice> {
    let mut splices = Vec::new();
    for (number, change) in changes {
        if let Some(edit) = edit_of(transcript, number, change) {
            splices.extend(apply(transcript, &[edit]).splices);
        }
    }
    splices
}

fn words(transcript: &Transcript) -> Vec<Word> {
    transcript.segments.iter().flat_map(|s| s.words.clone()).collect()
}

fn by_name(transcript: &Transcript) -> (BTreeSet<String>, Vec<(Option<String>, Segment)>) {
    let named = |s: &Segment| (transcript.speaker_of(s).map(str::to_owned), Segment { speaker: None, ..s.clone() });
    (transcript.speakers.iter().cloned().collect(), transcript.segments.iter().map(named).collect())
}

fn check_times(transcript: &Transcript) {
    for segment in &transcript.segments {
        assert!(!segment.words.is_empty());
        assert_eq!(segment.start_ms.is_some(), segment.end_ms.is_some());
        assert!(segment.start_ms <= segment.end_ms);
        let mut at = segment.start_ms;
        for word in &segment.words {
            let Some(start) = word.start_ms else {
                assert_eq!(word.end_ms, None);
                continue;
            };
            assert!(Some(start) >= at && word.end_ms >= word.start_ms && word.end_ms <= segment.end_ms, "{segment:?}");
            at = Some(start);
        }
    }
    let starts: Vec<_> = transcript.segments.iter().map(|s| s.start_ms).collect();
    assert!(starts.is_sorted(), "{starts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn dividing_joining_and_naming_leave_every_word(
        before in transcript(),
        changes in prop::collection::vec((0..50_usize, moves()), 0..12),
    ) {
        let mut after = before.clone();
        do_all(&mut after, changes);
        prop_assert_eq!(words(&before), words(&after));
    }

    #[test]
    fn dividing_anywhere_loses_no_character_and_is_taken_back_exactly(
        mut before in transcript(),
        texts in prop::collection::vec("[a-zé今天天气很好。、ポッドสวัสดี\u{e31}\u{e48}]{1,6}", 64),
        number: usize,
        places in prop::collection::vec(0..60_usize, 1..6),
    ) {
        let mut texts = texts.into_iter().cycle();
        before.segments.iter_mut().flat_map(|s| &mut s.words).for_each(|w| w.text = texts.next().unwrap());
        let mut after = before.clone();
        let all = |t: &Transcript| t.segments.iter().flat_map(|s| s.words.iter().map(|w| (w.glued, w.text.clone()))).fold(
            String::new(),
            // What was glued is glued, also over the bound of two segments.
            |text, (glued, word)| if glued || text.is_empty() { text + &word } else { text + " " + &word },
        );
        let mut splices = Vec::new();
        for at in places {
            let edit = edit_of(&after, number, Change::Divide { at }).unwrap();
            let (segments, was) = (after.segments.len(), edit.was.clone());
            let edited = apply(&mut after, std::slice::from_ref(&edit));
            if let Some(place) = script::division(&was, at) {
                prop_assert_eq!(after.segments.len(), segments + 1);
                let second = after.segments[edit.segment + 1].text();
                prop_assert_eq!(second, was.chars().skip(place).collect::<String>());
            } else {
                prop_assert_eq!(edited.conflicts.len(), 1);
            }
            splices.extend(edited.splices);
        }
        prop_assert_eq!(all(&after), all(&before));
        check_times(&after);
        undo(&mut after, &splices).unwrap();
        prop_assert_eq!(after, before);
    }

    #[test]
    fn a_text_is_taken_as_it_is(before in transcript(), number: usize, text in "[a-zA-Z,.é你好\\u{7}\\u{200b} \\n]{0,40}") {
        let mut after = before.clone();
        let edit = edit_of(&before, number, Change::Text { text: text.clone() }).unwrap();
        let edited = apply(&mut after, std::slice::from_ref(&edit));
        prop_assert_eq!(edited.conflicts, []);
        let shown: String = text.chars().filter(|c| *c != '\u{7}').collect();
        let shown: Vec<&str> = shown.split_whitespace().collect();
        if shown.is_empty() {
            prop_assert_eq!(after.segments.len(), before.segments.len() - 1);
        } else {
            let segment = &after.segments[edit.segment];
            prop_assert_eq!(segment.text(), shown.join(" "));
            if !before.segments[edit.segment].words.iter().any(|w| w.glued) {
                prop_assert!(segment.words.iter().map(|w| w.text.as_str()).eq(shown));
            }
            prop_assert_eq!(segment.start_ms, before.segments[edit.segment].start_ms);
            prop_assert_eq!(segment.end_ms, before.segments[edit.segment].end_ms);
        }
    }

    #[test]
    fn all_can_be_taken_back_and_done_again(
        before in transcript(),
        changes in prop::collection::vec((0..50_usize, any_change()), 0..12),
    ) {
        let mut now = before.clone();
        let splices = do_all(&mut now, changes);
        let after = now.clone();
        let done = undo(&mut now, &splices).unwrap();
        prop_assert_eq!(by_name(&now), by_name(&before));
        undo(&mut now, &done).unwrap();
        prop_assert_eq!(by_name(&now), by_name(&after));
    }

    #[test]
    fn times_stay_ascending(
        mut transcript in transcript(),
        changes in prop::collection::vec((0..50_usize, any_change()), 0..12),
    ) {
        check_times(&transcript);
        do_all(&mut transcript, changes);
        check_times(&transcript);
    }

    #[test]
    fn a_stale_edit_changes_nothing(before in transcript(), segment in 0..500_usize, change in any_change()) {
        let mut after = before.clone();
        let edited = apply(&mut after, &[Edit { segment, was: "something else".into(), change }]);
        prop_assert_eq!(edited.conflicts.len(), 1);
        prop_assert_eq!(edited.splices, []);
        prop_assert_eq!(after, before);
    }

    #[test]
    fn two_editors_may_work_at_once(
        mut before in transcript(),
        (first, second) in (0..50_usize, 0..50_usize),
        (one, other) in (any_change(), new_text()),
    ) {
        // So that no two read the same.
        for (i, segment) in before.segments.iter_mut().enumerate() {
            segment.words.push(Word::plain(format!("n{i}")));
        }
        let other = Change::Text { text: format!("{other} other") };
        let one = edit_of(&before, first, one).unwrap();
        // Joining takes the next segment in, so that is one segment to both.
        let touched = one.segment..=one.segment + usize::from(one.change == Change::Merge);
        let free: Vec<usize> = (0..before.segments.len()).filter(|i| !touched.contains(i)).collect();
        let Some(place) = second.checked_rem(free.len()) else { return Ok(()) };
        let other = edit_of(&before, free[place], other).unwrap();
        let (mut a, mut b) = (before.clone(), before.clone());
        let first = apply(&mut a, std::slice::from_ref(&one)).conflicts.len();
        prop_assert_eq!(apply(&mut a, std::slice::from_ref(&other)).conflicts, []);
        prop_assert_eq!(apply(&mut b, std::slice::from_ref(&other)).conflicts, []);
        prop_assert_eq!(apply(&mut b, std::slice::from_ref(&one)).conflicts.len(), first);
        prop_assert_eq!(by_name(&a), by_name(&b));
    }

    #[test]
    fn what_differs_tells_the_whole_change(
        before in transcript(),
        changes in prop::collection::vec((0..50_usize, any_change()), 0..6),
    ) {
        prop_assert_eq!(diff(&before, &before), []);
        let mut after = before.clone();
        do_all(&mut after, changes);
        let letters = |t: &Transcript| words(t).iter().map(|w| w.text.clone()).collect::<Vec<_>>();
        if letters(&before) != letters(&after) {
            prop_assert!(!diff(&before, &after).is_empty());
        }
        if diff(&before, &after).is_empty() {
            prop_assert_eq!(letters(&before), letters(&after));
        }
    }

    #[test]
    fn nothing_makes_the_tools_panic(
        mut transcript in transcript(),
        find in "[ a-zÉİς.你]{0,3}",
        replace in "\\PC{0,5}",
        (match_case, whole_words) in any::<(bool, bool)>(),
    ) {
        let query = Query { find: find.clone(), replace: replace.clone(), match_case, whole_words };
        let all = edits(&transcript, &query);
        prop_assert_eq!(apply(&mut transcript, &all).conflicts, []);
        correct(&mut transcript, &[Term { term: replace.clone(), heard_as: vec![find, "yes".into()] }]);
        for segment in &transcript.segments {
            prop_assert!(segment.speaker.is_none_or(|i| usize::from(i) < transcript.speakers.len()));
            prop_assert!(segment.words.iter().all(|w| !w.text.is_empty() && !w.text.contains(char::is_whitespace)));
        }
    }
}

#[test]
fn what_is_gone_cannot_be_undone() {
    let mut transcript = Transcript { segments: vec![Segment::from_text("one")], ..Transcript::default() };
    let change = Change::Text { text: "two".into() };
    let splices = apply(&mut transcript, &[Edit { segment: 0, was: "one".into(), change }]).splices;
    transcript.segments.clear();
    assert_eq!(undo(&mut transcript, &splices), Err(Changed));
}
