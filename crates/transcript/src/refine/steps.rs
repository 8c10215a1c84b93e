//! Refinement in steps that can be looked at before they are taken, one by one.

use model::transcript::{Segment, Transcript};
use serde::{Deserialize, Serialize};

use super::{casing, fillers, into_sentences, numbers};

/// A phrase of up to this many words that comes again and again is a recogniser's loop.
const LONGEST_LOOP: usize = 12;
/// This many times in a row.
const LOOP_TIMES: usize = 4;
/// Below this mean confidence, a phrase that recognisers hear in silence was not said.
const DOUBTFUL: f32 = 0.5;
/// What recognisers hear in silence, having learnt from videos' captions.
const HEARD_IN_SILENCE: [&str; 8] = [
    "thanks for watching",
    "thank you for watching",
    "thank you so much for watching",
    "thanks for listening",
    "please subscribe",
    "see you next time",
    "see you in the next video",
    "thank you",
];
/// Languages whose repetitions are slips; in others doubling a word is grammar ("orang orang").
const REPEATS_KNOWN: [&str; 7] = ["en", "de", "fr", "es", "it", "pt", "nl"];

/// One kind of refinement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Segments become sentences, and sentences paragraphs.
    Sentences,
    /// Capitals and full stops.
    Casing,
    /// Sounds such as "um" are marked.
    Fillers,
    /// Words and phrases said twice, and false starts, are marked.
    Repeats,
    /// What a recogniser repeats or makes up is marked.
    Loops,
    /// Number words become digits.
    Numbers,
}

impl Step {
    /// All of them, in the order in which they are best taken.
    pub const ALL: [Self; 6] =
        [Self::Sentences, Self::Loops, Self::Fillers, Self::Repeats, Self::Casing, Self::Numbers];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sentences => "Sentences and paragraphs",
            Self::Casing => "Capitals and full stops",
            Self::Fillers => "Filler words",
            Self::Repeats => "Repeated words",
            Self::Loops => "Recognition loops",
            Self::Numbers => "Numbers as digits",
        }
    }

    /// What it does, in a sentence or two.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Sentences => {
                "Divides and joins segments so that each is one sentence, and begins a paragraph at a new speaker, after a \
                 pause, and before one gets too long."
            }
            Self::Casing => {
                "Begins sentences with a capital, ends them with a full stop where no mark is, and writes \"I\" large in \
                 English."
            }
            Self::Fillers => {
                "Marks \"um\", \"uh\" and the like. They stay in the verbatim view and leave the clean one."
            }
            Self::Repeats => {
                "Marks the first of words said twice (\"I I\", \"I was I was\") and words broken off. They stay in the \
                 verbatim view."
            }
            Self::Loops => {
                "Marks what speech recognition makes up: a phrase repeated four times and more, and \"Thanks for watching\" \
                 heard in the silence at the end."
            }
            Self::Numbers => {
                "Writes English numbers from 10 on in digits where they can be read in one way: 25, 1969, 10%."
            }
        }
    }
}

/// What a step would do at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Index of the first segment concerned, in the transcript as it is.
    pub segment: usize,
    /// The text as it is, without words that are marked already. A line is a segment; an empty line begins a paragraph.
    pub was: String,
    /// The text as it would be, without what would be marked.
    pub becomes: String,
}

/// What a step would change, in reading order; empty where there is nothing to do or it does not know the language.
#[must_use]
pub fn propose(step: Step, transcript: &Transcript) -> Vec<Proposal> {
    let after = apply(step, transcript.clone());
    if step == Step::Sentences {
        return regrouped(&transcript.segments, &after.segments);
    }
    let both = transcript.segments.iter().zip(&after.segments).enumerate();
    both.filter(|(_, (was, becomes))| was.words != becomes.words)
        .map(|(segment, (was, becomes))| Proposal { segment, was: was.clean_text(), becomes: becomes.clean_text() })
        .collect()
}

/// Takes a step. No word is lost or moved: [`Step::Numbers`] replaces words and [`Step::Casing`] rewrites them, the others
/// regroup or mark them. The same step taken again changes nothing that matters.
#[must_use]
pub fn apply(step: Step, mut transcript: Transcript) -> Transcript {
    match step {
        Step::Sentences => return into_sentences(transcript),
        Step::Casing => casing::write(&mut transcript),
        Step::Fillers => fillers::mark_fillers(&mut transcript),
        Step::Repeats => {
            let language = transcript.language.as_deref();
            if language.is_none() || REPEATS_KNOWN.iter().any(|known| fillers::is_language(language, known)) {
                fillers::mark_false_starts(&mut transcript);
                fillers::mark_said_twice(&mut transcript);
            }
        }
        Step::Loops => {
            fillers::mark_loops(&mut transcript, LONGEST_LOOP, LOOP_TIMES);
            mark_heard_in_silence(&mut transcript);
        }
        Step::Numbers => numbers::write(&mut transcript),
    }
    transcript
}

/// Marks the last segments as long as they are such phrases and the recogniser doubts them.
fn mark_heard_in_silence(transcript: &mut Transcript) {
    for segment in transcript.segments.iter_mut().rev() {
        let text = segment.words.iter().map(|w| fillers::bare(&w.text)).collect::<Vec<_>>().join(" ");
        let known: Vec<f32> = segment.words.iter().filter_map(|w| w.confidence).collect();
        let mean = known.iter().sum::<f32>() / known.len() as f32;
        if known.is_empty() || mean >= DOUBTFUL || !HEARD_IN_SILENCE.contains(&text.as_str()) {
            break;
        }
        segment.words.iter_mut().for_each(|w| w.filler = true);
    }
}

/// Where segments of the same words are divided otherwise or begin other paragraphs.
fn regrouped(was: &[Segment], becomes: &[Segment]) -> Vec<Proposal> {
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < was.len() || j < becomes.len() {
        let (from, to) = (i, j);
        // The shortest stretch that both sides divide off: it ends where they have said the same number of words.
        let (mut old, mut new) = (0, 0);
        loop {
            if old <= new && i < was.len() {
                old += was[i].words.len();
                i += 1;
            } else if j < becomes.len() {
                new += becomes[j].words.len();
                j += 1;
            } else {
                break;
            }
            if old == new && (j > to || j == becomes.len()) && (i > from || i == was.len()) {
                break;
            }
        }
        let (was, becomes) = (lines(&was[from..i]), lines(&becomes[to..j]));
        if was != becomes {
            out.push(Proposal { segment: from, was, becomes });
        }
    }
    out
}

fn lines(segments: &[Segment]) -> String {
    let line = |s: &Segment| format!("{}{}", if s.paragraph { "\n" } else { "" }, s.clean_text());
    segments.iter().filter(|s| !s.words.is_empty()).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Word;
    use proptest::prelude::*;

    fn english(lines: &[&str]) -> Transcript {
        let segments = lines.iter().map(|l| Segment::from_text(l)).collect();
        Transcript { language: Some("en".into()), segments, ..Transcript::default() }
    }

    fn proposed(step: Step, lines: &[&str]) -> Vec<(usize, String, String)> {
        propose(step, &english(lines)).into_iter().map(|p| (p.segment, p.was, p.becomes)).collect()
    }

    fn one(segment: usize, was: &str, becomes: &str) -> Vec<(usize, String, String)> {
        vec![(segment, was.to_owned(), becomes.to_owned())]
    }

    #[test]
    fn each_step_shows_what_it_would_do() {
        let yes = "Yes.";
        assert_eq!(proposed(Step::Fillers, &[yes, "So, um, it is."]), one(1, "So, um, it is.", "So, it is."));
        assert_eq!(
            proposed(Step::Repeats, &[yes, "I was I was th- the um one"]),
            one(1, "I was I was th- the um one", "I was the um one")
        );
        assert_eq!(proposed(Step::Casing, &[yes, "So i am"]), one(1, "So i am", "So I am."));
        assert_eq!(
            proposed(Step::Numbers, &[yes, "In nineteen sixty nine."]),
            one(1, "In nineteen sixty nine.", "In 1969.")
        );
        assert_eq!(
            proposed(Step::Loops, &["we go on we go on we go on we go on now"]),
            one(0, "we go on we go on we go on we go on now", "we go on now")
        );
        assert!(proposed(Step::Repeats, &["again and again and again, very very good"]).is_empty());
    }

    #[test]
    fn sentences_are_shown_as_lines() {
        assert_eq!(
            proposed(Step::Sentences, &["We go", "on. So it is.", "Yes."]),
            one(0, "We go\non. So it is.", "\nWe go on.\nSo it is.")
        );
        assert!(
            propose(Step::Sentences, &apply(Step::Sentences, english(&["We go", "on. So it is.", "Yes."]))).is_empty()
        );
    }

    #[test]
    fn thanks_in_silence_are_marked_when_doubted() {
        let mut transcript = english(&["Thanks for watching.", "The end.", "Thanks for watching!"]);
        assert!(propose(Step::Loops, &transcript).is_empty());
        transcript.segments.iter_mut().flat_map(|s| &mut s.words).for_each(|w| w.confidence = Some(0.3));
        assert_eq!(propose(Step::Loops, &transcript).iter().map(|p| p.segment).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn unknown_languages_are_left_alone() {
        let mut transcript = english(&["orang orang i twenty five"]);
        transcript.language = Some("ja".into());
        for step in Step::ALL {
            assert!(step == Step::Sentences || propose(step, &transcript).is_empty(), "{step:?}");
        }
    }

    #[test]
    fn names_are_those_of_the_interface() {
        assert_eq!(serde_json::to_string(&Step::ALL[0]).unwrap(), "\"sentences\"");
        assert!(Step::ALL.iter().all(|s| !s.name().is_empty() && s.explanation().ends_with('.')));
    }

    fn speech() -> impl Strategy<Value = Transcript> {
        let word = prop::sample::select(vec![
            "um,", "I", "I", "was", "the", "the", "th-", "go", "on.", "So", "i", "twenty", "five", "hundred", "and",
            "percent", "nineteen", "oh", "point", "million", "—", "你", "(ten", "Dr.", "yes!", "thank", "you",
        ]);
        let segment = (prop::collection::vec((word, any::<bool>()), 0..40), any::<bool>(), 0_u32..3_000);
        prop::collection::vec(segment, 0..12).prop_map(|list| {
            let mut at = 0;
            let segments = list.into_iter().map(|(words, timed, pause)| {
                let start = at + pause;
                at = start + 300 * u32::try_from(words.len()).unwrap_or(0);
                let word = |(n, (text, known)): (usize, (&str, bool))| {
                    let start = start + 300 * u32::try_from(n).unwrap_or(0);
                    let known = known && timed;
                    let confidence = known.then_some(0.4);
                    Word {
                        start_ms: known.then_some(start),
                        end_ms: known.then_some(start + 250),
                        confidence,
                        ..Word::plain(text)
                    }
                };
                let words = words.into_iter().enumerate().map(word).collect();
                Segment { start_ms: timed.then_some(start), end_ms: timed.then_some(at), words, ..Segment::default() }
            });
            Transcript { language: Some("en".into()), segments: segments.collect(), ..Transcript::default() }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_step_loses_or_moves_a_word(before in speech()) {
            let texts = |t: &Transcript| t.segments.iter().flat_map(|s| s.words.iter().map(|w| w.text.clone())).collect::<Vec<_>>();
            for step in Step::ALL {
                let after = apply(step, before.clone());
                let same = propose(step, &before).is_empty();
                match step {
                    Step::Casing => prop_assert_eq!(after.word_count(), before.word_count()),
                    Step::Numbers => prop_assert!(after.word_count() <= before.word_count()),
                    _ => prop_assert_eq!(texts(&after), texts(&before)),
                }
                if step != Step::Sentences {
                    prop_assert_eq!(same, after == before, "{:?}", step);
                    prop_assert_eq!(&apply(step, after.clone()), &after, "{:?} twice", step);
                }
                prop_assert!(after.segments.iter().flat_map(|s| &s.words).all(|w| !w.text.is_empty()));
                prop_assert!(after.segments.iter().flat_map(|s| &s.words).all(|w| w.end_ms.is_none() || w.end_ms >= w.start_ms));
            }
        }
    }
}
