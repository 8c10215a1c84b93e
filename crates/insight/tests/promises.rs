//! What holds for the findings of any transcript whatever.

use insight::{Options, analyse};
use model::insight::{Evidence, Insights, Passage};
use model::transcript::{Segment, Transcript, Word};
use proptest::prelude::*;

const WORDS: &str = "the of and we I you know is was press presses printing ink paper type. whale, ocean? Really! Gutenberg Gutenberg's \
    Mainz Ann Smith Dr. Apollo 11 Houston, Roger. um [laughs] (applause) \\[unintelligible 00:12\\] -- … NASA Go iPhone C++ love terrible \
    never every lesson truth because what how let's talk about welcome to the show; in from University proof work https://a.b ♪ \
    我准备讲讲 瞭望塔。 闪电网络 ポッドキャスト 한국어 мир спасибо. Straße für Ω é \u{301} ' - . ? 3.5 007 I'm don't";

fn word() -> impl Strategy<Value = String> {
    let listed = WORDS.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    prop_oneof![20 => prop::sample::select(listed), 1 => "\\PC{1,8}".prop_map(|s| s.split_whitespace().collect())]
}

fn words() -> impl Strategy<Value = Vec<Word>> {
    let one = (word(), prop::bool::weighted(0.05), prop::bool::weighted(0.05));
    prop::collection::vec(one.prop_map(|(text, filler, glued)| Word { filler, glued, ..Word::plain(text) }), 0..24)
}

/// Segments with times in order, with wild times, or without.
fn transcripts() -> impl Strategy<Value = Transcript> {
    let segment = (words(), prop::option::of(0..5_u16), any::<bool>(), 0..20_000_u32, prop::option::of(any::<u32>()));
    let language =
        prop::sample::select(vec![None, Some("en"), Some("de"), Some("fr-CA"), Some("zh"), Some("sv"), Some("?")]);
    let speakers = prop::sample::select(vec![vec![], vec!["Ann Smith", "Host"], vec!["CDR", "", "李", "Ann, PhD (x)"]]);
    (prop::collection::vec(segment, 0..80), language, speakers, 0..4_u8).prop_map(
        |(rows, language, speakers, timing)| {
            let mut now = 0_u32;
            let segments = rows.into_iter().map(|(words, speaker, paragraph, length, wild)| {
                let start = now;
                now += length;
                let (start_ms, end_ms) = match timing {
                    0 => (None, None),
                    1 => (wild, Some(length)),
                    2 => (Some(start), None),
                    _ => (Some(start), Some(now)),
                };
                Segment { start_ms, end_ms, speaker, paragraph, words }
            });
            Transcript {
                language: language.map(str::to_owned),
                segments: segments.collect(),
                speakers: speakers.into_iter().map(str::to_owned).collect(),
            }
        },
    )
}

/// The words of a run of segments, written down once more.
fn said(transcript: &Transcript, evidence: Evidence) -> String {
    let mut out = String::new();
    for segment in &transcript.segments[evidence.first as usize..=evidence.last as usize] {
        for (n, word) in segment.words.iter().enumerate() {
            let starts = n == 0 && out.is_empty();
            if !starts && !word.glued && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&word.text);
        }
    }
    out
}

fn in_range(transcript: &Transcript, evidence: Evidence) -> bool {
    evidence.first <= evidence.last && (evidence.last as usize) < transcript.segments.len()
}

fn share(value: f32) -> bool {
    (0.0..=1.0).contains(&value)
}

fn check_passages(transcript: &Transcript, insights: &Insights) -> Result<(), TestCaseError> {
    let told: Vec<&Passage> = insights.one_line.iter().chain(&insights.summary_sentences).collect();
    let passages = insights.quotes.iter().chain(&insights.questions).chain(&insights.key_points);
    for passage in passages.chain(told.iter().copied()) {
        prop_assert!(in_range(transcript, passage.segments));
        prop_assert_eq!(&passage.text, &said(transcript, passage.segments));
        prop_assert!(!passage.text.is_empty() && share(passage.score));
    }
    // Points are in order, and none is told already.
    prop_assert!(insights.key_points.len() <= 7);
    prop_assert!(insights.key_points.windows(2).all(|pair| pair[0].segments.last < pair[1].segments.first));
    for (n, point) in insights.key_points.iter().enumerate() {
        let mut others = insights.key_points[..n].iter().chain(told.iter().copied());
        prop_assert!(others.all(|other| other.text != point.text), "{point:?} is said twice");
    }
    Ok(())
}

fn check_chapters(transcript: &Transcript, insights: &Insights) -> Result<(), TestCaseError> {
    let mut next = 0;
    for chapter in &insights.chapters {
        let Some(segments) = chapter.segments else { return Err(TestCaseError::fail("a chapter without segments")) };
        prop_assert!(in_range(transcript, segments));
        prop_assert_eq!(segments.first, next);
        prop_assert!(!chapter.title.trim().is_empty());
        next = segments.last + 1;
    }
    prop_assert_eq!(next as usize, transcript.segments.len());
    if transcript.is_timed() {
        prop_assert_eq!(insights.chapters[0].start_ms, transcript.segments[0].start_ms);
        prop_assert!(insights.chapters.windows(2).all(|pair| pair[0].start_ms < pair[1].start_ms));
    } else {
        prop_assert!(insights.chapters.iter().all(|c| c.start_ms.is_none()));
    }
    Ok(())
}

fn check_lists(transcript: &Transcript, insights: &Insights) -> Result<(), TestCaseError> {
    let ascending = |segments: &[u32]| {
        !segments.is_empty()
            && segments.windows(2).all(|pair| pair[0] < pair[1])
            && segments.iter().all(|s| (*s as usize) < transcript.segments.len())
    };
    for phrase in &insights.key_phrases {
        prop_assert!(
            ascending(&phrase.segments) && share(phrase.score) && phrase.count as usize >= phrase.segments.len()
        );
    }
    prop_assert!(insights.entities.len() <= 30);
    prop_assert!(insights.entities.windows(2).all(|pair| pair[0].count >= pair[1].count));
    for entity in &insights.entities {
        prop_assert!(
            ascending(&entity.segments) && !entity.name.is_empty() && entity.count as usize >= entity.segments.len()
        );
        prop_assert_eq!(&entity.url, &None, "only notes give an address");
    }
    for topic in &insights.topics {
        prop_assert_eq!(topic.timeline.len(), insights.sentiment.len());
        prop_assert!(share(topic.weight) && topic.timeline.iter().all(|v| share(*v)));
        prop_assert!(topic.segments.iter().all(|e| in_range(transcript, *e)));
    }
    if !insights.topics.is_empty() {
        prop_assert!((insights.topics.iter().map(|t| t.weight).sum::<f32>() - 1.0).abs() < 0.01);
    }
    for point in &insights.sentiment {
        prop_assert!((-1.0..=1.0).contains(&point.score) && point.segments.is_none_or(|e| in_range(transcript, e)));
    }
    prop_assert_eq!(insights.delivery.len(), insights.talk_time.len());
    for delivery in &insights.delivery {
        prop_assert!(delivery.interruptions.iter().all(|i| in_range(transcript, i.segments)));
        prop_assert!(delivery.monologue.as_ref().is_none_or(|m| in_range(transcript, m.segments)));
        prop_assert!(
            delivery.variety.is_none_or(share) && delivery.sentiment.is_none_or(|s| (-1.0..=1.0).contains(&s))
        );
        prop_assert!(delivery.energy.is_none(), "nothing is heard");
    }
    for answer in &insights.answers {
        prop_assert!(in_range(transcript, answer.question) && in_range(transcript, answer.segments));
        prop_assert!(insights.questions.iter().any(|q| q.segments == answer.question));
        prop_assert!(!answer.text.trim().is_empty());
    }
    for link in &insights.links {
        prop_assert!(ascending(&link.segments) && link.count as usize >= link.segments.len());
    }
    let spoken = insights.talk_time.iter().any(|t| t.share > 0.0);
    let sum: f32 = insights.talk_time.iter().map(|t| t.share).sum();
    prop_assert!(!spoken || (sum - 1.0).abs() < 0.01, "shares sum to {sum}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn findings_rest_on_what_was_said(transcript in transcripts()) {
        let insights = analyse(&transcript, &Options::default());
        check_passages(&transcript, &insights)?;
        check_chapters(&transcript, &insights)?;
        check_lists(&transcript, &insights)?;
    }

    #[test]
    fn the_same_transcript_gives_the_same_findings(transcript in transcripts()) {
        prop_assert_eq!(analyse(&transcript, &Options::default()), analyse(&transcript, &Options::default()));
    }
}

#[test]
fn an_empty_transcript_gives_empty_findings() {
    let found = analyse(&Transcript::default(), &Options::default());
    assert!(found.language.is_none() && found.summary.is_empty() && found.summary_sentences.is_empty());
    assert!(found.one_line.is_none() && found.key_points.is_empty() && found.answers.is_empty());
    assert!(
        found.chapters.is_empty()
            && found.topics.is_empty()
            && found.key_phrases.is_empty()
            && found.entities.is_empty()
    );
    assert!(
        found.quotes.is_empty()
            && found.questions.is_empty()
            && found.talk_time.is_empty()
            && found.sentiment.is_empty()
    );
    assert_eq!((found.provenance.engine.as_str(), found.provenance.model), ("classic", None));
}
