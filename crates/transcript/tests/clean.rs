//! The clean reading of any transcript is what was said, in its order and at its times, without what is marked.

use model::transcript::{Segment, Transcript, TranscriptFormat, Word};
use proptest::prelude::*;
use transcript::{clean, parse, write};

const TEXTS: [&str; 14] =
    ["So", "so,", "um,", "the", "th-", "Yes.", "yes?", "—", "(ten", "ten)", "\"no\"", "你", "好。", "¿Qué"];

fn transcript() -> impl Strategy<Value = Transcript> {
    let word = (prop::sample::select(&TEXTS[..]), any::<bool>(), prop::bool::weighted(0.3), 0..400_u32);
    let segment = (prop::collection::vec(word, 1..9), prop::option::of(0..2_u16), any::<bool>());
    prop::collection::vec(segment, 0..8).prop_map(|drafts| {
        let mut at = 0;
        let segments = drafts.into_iter().map(|(words, speaker, paragraph)| {
            let start_ms = Some(at);
            let words = words.into_iter().map(|(text, filler, glued, length)| {
                let start_ms = Some(at);
                at += length;
                Word { start_ms, end_ms: Some(at), confidence: Some(0.5), filler, glued, ..Word::plain(text) }
            });
            let words = words.collect();
            Segment { start_ms, end_ms: Some(at), speaker, paragraph, words }
        });
        let segments = segments.collect();
        Transcript { speakers: vec!["Ann".into(), "Bo".into()], segments, ..Transcript::default() }
    })
}

/// Who says a word, its letters, and when it begins and ends.
type Said = (Option<String>, String, Option<u32>, Option<u32>);

fn spoken(transcript: &Transcript, which: impl Fn(&Word) -> bool) -> Vec<Said> {
    let letters = |w: &Word| w.text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let of = |s: &Segment| {
        let who = transcript.speaker_of(s).map(str::to_owned);
        s.words.iter().filter(|w| which(w)).map(|w| (who.clone(), letters(w), w.start_ms, w.end_ms)).collect::<Vec<_>>()
    };
    transcript.segments.iter().flat_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_the_verbatim_one_without_the_marked_words(before in transcript()) {
        let after = clean(before.clone());
        prop_assert_eq!(spoken(&after, |_| true), spoken(&before, |w| !w.filler));
        for segment in &after.segments {
            prop_assert!(!segment.words.is_empty());
            prop_assert!(segment.words.iter().all(|w| !w.filler && !w.text.is_empty() && !w.text.contains(char::is_whitespace)));
            prop_assert!(before.segments.iter().any(|s| (s.start_ms, s.end_ms) == (segment.start_ms, segment.end_ms)));
        }
        prop_assert_eq!(clean(after.clone()), after);
    }

    #[test]
    fn without_marks_nothing_changes(mut before in transcript()) {
        before.segments.iter_mut().flat_map(|s| &mut s.words).for_each(|w| w.filler = false);
        transcript::drop_unused_speakers(&mut before);
        prop_assert_eq!(clean(before.clone()), before);
    }

    #[test]
    fn it_is_a_file_like_any_other(before in transcript()) {
        let after = clean(before);
        let words = after.word_count();
        prop_assume!(words > 0);
        for format in TranscriptFormat::ALL {
            let file = write(&after, format, "A title");
            prop_assert!(parse(file.as_bytes(), Some(&format!("a.{}", format.extension()))).is_ok(), "{:?}", format);
        }
    }
}
