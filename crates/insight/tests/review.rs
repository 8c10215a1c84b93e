//! Findings and decisions, put together: what holds whatever an engine returns, people decide and becomes of a transcript;
//! and what people see of it.

use insight::review::{Review, grounds_of, review};
use insight::{Options, analyse};
use model::insight::{
    Answer, Chapter, Entity, EntityKind, Evidence, Insights, KeyPhrase, Link, Passage, Provenance, Topic,
};
use model::review::{Changed, Decision, Finding, Ground, Item, Kind, Made, Refusal, State};
use model::transcript::{Segment, Transcript, Word};
use proptest::prelude::*;

const WORDS: &str = "the of and we press printing ink paper type. whale, ocean? Really! Gutenberg Gutenberg's “Mainz” um -- … 我准备 闪电。 \
     every lesson truth don't It's 11 é ♪ -";

fn word() -> impl Strategy<Value = Word> {
    let listed = WORDS.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let text = prop_oneof![20 => prop::sample::select(listed), 1 => "\\PC{0,6}"];
    (text, prop::bool::weighted(0.06)).prop_map(|(text, glued)| Word { glued, ..Word::plain(text) })
}

fn transcripts() -> impl Strategy<Value = Transcript> {
    let segment = (prop::collection::vec(word(), 0..9), any::<bool>());
    prop::collection::vec(segment, 0..8).prop_map(|rows| Transcript {
        language: Some("en".into()),
        speakers: vec!["Ann".into()],
        segments: rows
            .into_iter()
            .enumerate()
            .map(|(i, (words, spoken))| Segment {
                words,
                speaker: spoken.then_some(0),
                start_ms: u32::try_from(i * 1000).ok(),
                ..Segment::default()
            })
            .collect(),
    })
}

fn range() -> impl Strategy<Value = Evidence> {
    prop_oneof![
        8 => (0..8_u32, 0..3_u32).prop_map(|(first, more)| Evidence { first, last: first + more }),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(first, last)| Evidence { first, last }),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let listed = prop::collection::vec(word(), 0..6);
    prop_oneof![
        listed.prop_map(|words| words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")),
        Just("Bananas are grown in Ecuador.".to_owned()),
        "\\PC{0,12}",
    ]
}

/// Items as an engine could return them: of these words or of any, on places that are there or not.
fn findings() -> impl Strategy<Value = Finding> {
    let url = prop_oneof![Just("https://a.example"), Just("HTTP://a.example"), Just("javascript:alert(1)"), Just("")];
    (0..10_u8, range(), text(), 0.0..1.0_f32, prop::collection::vec(0..12_u32, 0..4), url).prop_map(
        |(kind, segments, text, score, single, url)| {
            let passage = Passage { start_ms: None, end_ms: None, speaker: None, text: text.clone(), segments, score };
            match kind {
                0 => Finding::Summary(passage),
                1 => Finding::Quote(passage),
                2 => Finding::Question(passage),
                3 => Finding::Chapter(Chapter {
                    start_ms: None,
                    title: text,
                    segments: (score > 0.1).then_some(segments),
                }),
                4 => Finding::Topic(Topic { name: text, weight: score, timeline: vec![], segments: vec![segments] }),
                5 => Finding::KeyPhrase(KeyPhrase { text, score, count: 1, segments: single }),
                6 => Finding::OneLine(passage),
                7 => Finding::KeyPoint(passage),
                8 => Finding::Link(Link { url: url.to_owned(), text, count: 1, segments: single }),
                _ => Finding::Entity(Entity {
                    name: text,
                    kind: EntityKind::Person,
                    count: 1,
                    segments: single,
                    url: Some("javascript:alert(1)".into()),
                }),
            }
        },
    )
}

/// Answers as an engine could return them, to questions that are there or not.
fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let answer = (range(), range(), text()).prop_map(|(question, segments, text)| Answer {
        question,
        start_ms: None,
        speaker: None,
        segments,
        text,
    });
    prop::collection::vec(answer, 0..4)
}

/// A document in which the answers are to its own questions, as far as there are any.
fn with_answers(found: Vec<Finding>, mut answers: Vec<Answer>) -> Insights {
    let document = document(found);
    for (answer, question) in answers.iter_mut().zip(&document.questions) {
        answer.question = question.segments;
    }
    Insights { answers, ..document }
}

fn document(findings: Vec<Finding>) -> Insights {
    let mut d = analyse(&Transcript::default(), &Options::default());
    for finding in findings {
        match finding {
            Finding::OneLine(p) => d.one_line = Some(p),
            Finding::Summary(p) => d.summary_sentences.push(p),
            Finding::KeyPoint(p) => d.key_points.push(p),
            Finding::Chapter(c) => d.chapters.push(c),
            Finding::Quote(p) => d.quotes.push(p),
            Finding::Question(p) => d.questions.push(p),
            Finding::Topic(t) => d.topics.push(t),
            Finding::KeyPhrase(p) => d.key_phrases.push(p),
            Finding::Entity(e) => d.entities.push(e),
            Finding::Link(l) => d.links.push(l),
        }
    }
    d
}

fn made() -> Made {
    let provenance =
        Provenance { engine: "any".into(), version: "1".into(), model: None, prompt: None, approved: 0, edited: 0 };
    Made { provenance, at: None }
}

fn decided(item: &Item) -> Decision {
    Decision {
        key: item.key.clone(),
        state: item.state,
        text: item.by_person.then(|| item.text.clone()),
        put_away: None,
        finding: item.finding.clone(),
        grounds: item.evidence.clone(),
        made: item.made.clone(),
        unfound: !item.found,
        edited: None,
        approved: None,
    }
}

/// Decisions about items of one document, as people make them, and some that nobody could make.
fn decisions() -> impl Strategy<Value = Vec<Decision>> {
    let ground = (range(), 0..9_u32, 0..9_u32, text()).prop_map(|(range, first_word, last_word, text)| Ground {
        first: range.first,
        last: range.last,
        first_word,
        last_word,
        start_ms: None,
        speaker: None,
        text,
        sentence: String::new(),
    });
    let wild = (findings(), prop::option::of(text()), 0..4_usize, prop::collection::vec(ground, 0..3), "[a-z]{8}");
    prop::collection::vec(wild, 0..5).prop_map(|rows| {
        let one =
            |(finding, text, state, grounds, key): (Finding, Option<String>, usize, Vec<Ground>, String)| Decision {
                key,
                state: State::ALL[state],
                text,
                put_away: None,
                finding,
                grounds,
                made: made(),
                unfound: false,
                edited: None,
                approved: None,
            };
        rows.into_iter().map(one).collect()
    })
}

/// Words of segments, put together once more and without the code under test; white space left out.
fn said(transcript: &Transcript, range: Evidence) -> String {
    let segments = &transcript.segments[range.first as usize..=range.last as usize];
    segments.iter().flat_map(|s| &s.words).flat_map(|w| w.text.chars()).filter(|c| !c.is_whitespace()).collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What is promised for any input.
fn promises(result: &Review, transcript: &Transcript, decisions: &[Decision]) -> Result<(), TestCaseError> {
    let public = &result.public;
    let there = |range: Evidence| {
        range.first <= range.last
            && (range.last as usize) < transcript.segments.len()
            && !said(transcript, range).is_empty()
    };
    let passages = public.summary_sentences.iter().chain(&public.quotes).chain(&public.questions);
    for passage in passages.chain(&public.one_line).chain(&public.key_points) {
        prop_assert!(there(passage.segments), "no evidence: {passage:?}");
    }
    for answer in &public.answers {
        prop_assert!(there(answer.segments) && !answer.text.is_empty(), "points at nothing: {answer:?}");
        prop_assert!(public.questions.iter().any(|q| q.segments == answer.question), "answers nothing: {answer:?}");
        let said = said(transcript, answer.segments);
        prop_assert!(said.starts_with(bare(&answer.text).trim_end_matches('…')), "not said: {answer:?}");
    }
    for link in &public.links {
        let url = link.url.to_lowercase();
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        prop_assert!(
            rest.is_some_and(|r| r.contains('.') && !r.contains(|c: char| c.is_whitespace() || "\"'<>@".contains(c))),
            "{link:?}"
        );
    }
    prop_assert!(public.entities.iter().all(|e| e.url.is_none()), "an engine has no say in where a name leads");
    let lines = result.items.iter().filter(|i| i.kind == Kind::OneLine && i.public).count();
    prop_assert_eq!(lines, usize::from(public.one_line.is_some()), "there is one line");
    for chapter in &public.chapters {
        prop_assert!(chapter.segments.is_some_and(there), "no evidence: {chapter:?}");
    }
    for topic in &public.topics {
        prop_assert!(!topic.segments.is_empty() && topic.segments.iter().all(|r| there(*r)), "{topic:?}");
    }
    let single = public.key_phrases.iter().map(|p| &p.segments).chain(public.entities.iter().map(|e| &e.segments));
    let single = single.chain(public.links.iter().map(|l| &l.segments));
    for segments in single {
        let all_there = segments.iter().all(|s| there(Evidence { first: *s, last: *s }));
        prop_assert!(!segments.is_empty() && all_there);
    }
    for quote in &public.quotes {
        let there = said(transcript, quote.segments);
        prop_assert!(there.contains(&bare(&quote.text)), "not said: “{}” in “{there}”", quote.text);
    }
    // Every word that a person wrote stands in an item of its name.
    let mut keys: Vec<&str> = result.items.iter().map(|i| i.key.as_str()).collect();
    keys.sort_unstable();
    let all = keys.len();
    keys.dedup();
    prop_assert_eq!(all, keys.len(), "names are unique");
    for decision in decisions {
        let item = result.items.iter().find(|i| i.key == decision.key);
        prop_assert!(item.is_some(), "lost: {decision:?}");
        if let (Some(item), Some(own)) = (item, &decision.text) {
            prop_assert_eq!(&item.text, own);
            prop_assert!(item.by_person);
        }
        if decision.state == State::Hidden {
            prop_assert!(item.is_some_and(|i| !i.public));
        }
    }
    for item in &result.items {
        prop_assert!(!(item.public && item.refusal.is_some()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_is_public_without_evidence_and_no_words_of_a_person_are_lost(
        transcript in transcripts(),
        found in prop::collection::vec(findings(), 0..12),
        answers in answers(),
        wild in decisions(),
        auto in any::<bool>(),
    ) {
        let mut wild = wild;
        wild.dedup_by(|a, b| a.key == b.key);
        let result = review(&with_answers(found, answers), &made(), &wild, &transcript, auto);
        promises(&result, &transcript, &wild)?;
        if !auto {
            prop_assert!(result.items.iter().all(|i| !i.public || i.state == State::Published));
        }
    }

    /// People edit and approve; then the transcript changes, and another engine finds other things.
    #[test]
    fn a_new_run_overwrites_nobody(
        before in transcripts(),
        after in transcripts(),
        found in prop::collection::vec(findings(), 0..8),
        again in prop::collection::vec(findings(), 0..8),
        own in prop::collection::vec((prop::option::of(text()), 0..4_usize), 8),
        auto in any::<bool>(),
    ) {
        let first = review(&document(found), &made(), &[], &before, true);
        let mut decisions = Vec::new();
        for (item, (text, state)) in first.items.iter().zip(own) {
            let mut decision = decided(item);
            decision.state = State::ALL[state];
            if let Some(text) = text && let Ok(grounds) = grounds_of(item, &text, &before) {
                decision.text = Some(text);
                decision.grounds = grounds;
            }
            decisions.push(decision);
        }
        let at_once = review(&document(again.clone()), &made(), &decisions, &before, auto);
        promises(&at_once, &before, &decisions)?;
        let later = review(&document(again), &made(), &decisions, &after, auto);
        promises(&later, &after, &decisions)?;
    }

    /// What our own engine finds has its evidence: nothing of it is refused, and without decisions all of it is public.
    #[test]
    fn the_engine_s_own_document_stands_as_it_is(transcript in transcripts()) {
        let mut transcript = transcript;
        transcript.segments.retain(|s| s.words.iter().any(|w| !w.text.trim().is_empty()));
        let mut found = analyse(&transcript, &Options::default());
        // Where nothing but a dash is said, a chapter has no title.
        found.chapters.retain(|c| !c.title.trim().is_empty());
        let result = review(&found, &made(), &[], &transcript, true);
        for item in &result.items {
            prop_assert_eq!(item.refusal, None, "{:?}", item);
            prop_assert!(item.public && !item.stale);
        }
        prop_assert_eq!(&result.public, &found);
        let nothing = review(&found, &made(), &[], &transcript, false).public;
        prop_assert!(nothing.summary.is_empty() && nothing.quotes.is_empty() && nothing.chapters.is_empty());
        prop_assert!(nothing.one_line.is_none() && nothing.key_points.is_empty() && nothing.answers.is_empty());
    }
}

const TALK: [&str; 8] = [
    "Welcome to the show about printing and the people of the old cities.",
    "The printing press changed how books were made in the old cities of Europe.",
    "Why did nobody in Mainz think of movable type before Gutenberg did?",
    "A printing press with movable type made books so cheap that cities filled with readers.",
    "Every printer must love failure, because nothing else ever taught me the truth.",
    "Gutenberg cast every letter in metal and set the page by hand.",
    "The whale lives in the cold ocean and sings to other whales at night.",
    "A whale hears its own song over half of the ocean, and we know nothing of it.",
];

fn talk() -> Transcript {
    let segments = TALK.iter().enumerate().map(|(i, text)| {
        let start = u32::try_from(i).unwrap() * 6000;
        Segment { start_ms: Some(start), end_ms: Some(start + 6000), speaker: Some(0), ..Segment::from_text(text) }
    });
    Transcript { language: Some("en".into()), speakers: vec!["Ann".into()], segments: segments.collect() }
}

fn run(transcript: &Transcript, decisions: &[Decision], auto: bool) -> Review {
    review(&analyse(transcript, &Options::default()), &made(), decisions, transcript, auto)
}

fn of<'a>(items: &'a [Item], kind: Kind, text: &str) -> &'a Item {
    let of_kind = || items.iter().filter(move |i| i.kind == kind);
    of_kind()
        .find(|i| i.text.contains(text))
        .unwrap_or_else(|| panic!("{text} in {:?}", of_kind().map(|i| &i.text).collect::<Vec<_>>()))
}

/// A person's own words for an item.
fn own(item: &Item, text: &str, state: State, transcript: &Transcript) -> Decision {
    let grounds = grounds_of(item, text, transcript).expect("allowed");
    Decision { text: Some(text.to_owned()), state, grounds, ..decided(item) }
}

#[test]
fn a_person_s_words_outlive_a_run_and_say_what_changed_below_them() {
    let before = talk();
    let first = run(&before, &[], true);
    let failure = of(&first.items, Kind::Quote, "love failure");
    let mine = own(failure, "Every printer must love failure", State::Published, &before);
    assert_eq!((mine.grounds[0].first_word, mine.grounds[0].last_word), (0, 4), "the range is that of the words");

    // A sentence is put before it, and elsewhere something is corrected: the quote moves along and is not stale.
    let mut moved = before.clone();
    moved.segments.insert(0, Segment::from_text("Hello."));
    moved.segments[7] = Segment::from_text("The wale lives in the cold ocean.");
    let again = run(&moved, std::slice::from_ref(&mine), false);
    let item = again.items.iter().find(|i| i.key == mine.key).unwrap();
    assert_eq!(
        (item.text.as_str(), item.stale, item.public),
        ("Every printer must love failure", false, true),
        "{item:?}"
    );
    assert_eq!(item.evidence[0].first, 5);
    assert_eq!(again.public.quotes.len(), 1);
    assert_eq!(again.public.quotes[0].segments, Evidence { first: 5, last: 5 });

    // The sentence itself is corrected: the words stay, are marked with what changed, and are no quote any more.
    let mut mended = before.clone();
    mended.segments[4] =
        Segment::from_text("Every printer has to love failure, because nothing else ever taught me the truth.");
    let again = run(&mended, std::slice::from_ref(&mine), true);
    let item = again.items.iter().find(|i| i.key == mine.key).unwrap();
    assert_eq!(item.text, "Every printer must love failure");
    assert!(item.stale && !item.public);
    assert_eq!(item.refusal, Some(Refusal::NotVerbatim));
    let words = item.changes.iter().find(|c| c.what == Changed::Evidence).unwrap();
    assert_eq!(words.was, "Every printer must love failure,");
    assert!(words.now.as_ref().unwrap().starts_with("Every printer has to love failure"));
    let engine = item.changes.iter().find(|c| c.what == Changed::Engine).unwrap();
    assert!(engine.now.as_ref().unwrap().contains("has to love"), "the new finding stands where the old one stood");
    assert_eq!(
        again.items.iter().filter(|i| i.kind == Kind::Quote && i.engine_text.contains("love failure")).count(),
        1
    );

    // The sentence is gone: so is the evidence, and the words still stay.
    let mut cut = before;
    cut.segments.remove(4);
    let again = run(&cut, std::slice::from_ref(&mine), true);
    let item = again.items.iter().find(|i| i.key == mine.key).unwrap();
    assert_eq!((item.text.as_str(), item.found, item.stale), ("Every printer must love failure", false, true));
    assert_eq!(item.refusal, Some(Refusal::NoEvidence));
    assert!(item.changes.iter().any(|c| c.now.is_none()));
}

#[test]
fn a_sentence_that_no_range_supports_is_kept_and_never_public() {
    let transcript = talk();
    let first = run(&transcript, &[], true);
    let summary = first.items.iter().find(|i| i.kind == Kind::Summary).unwrap();
    let mine = own(summary, "Bananas are grown in Ecuador.", State::Published, &transcript);
    let again = run(&transcript, std::slice::from_ref(&mine), true);
    let item = again.items.iter().find(|i| i.key == mine.key).unwrap();
    assert_eq!((item.refusal, item.public, item.by_person), (Some(Refusal::Unsupported), false, true));
    assert!(!again.public.summary.contains("Bananas"));

    // A paraphrase of another place rests on that place.
    let mine = own(summary, "Whales sing to each other at night", State::Published, &transcript);
    let again = run(&transcript, std::slice::from_ref(&mine), false);
    assert_eq!(again.public.summary, "Whales sing to each other at night");
    assert!(again.public.summary_sentences[0].segments.last >= 6);
    assert!(!again.by_engine, "what is public is a person's");
    assert_eq!((again.public.provenance.edited, again.public.provenance.approved), (1, 1));
}

#[test]
fn a_quote_of_other_words_is_refused() {
    let transcript = talk();
    let first = run(&transcript, &[], true);
    let quote = first.items.iter().find(|i| i.kind == Kind::Quote).unwrap();
    for text in ["Every printer should love failure", "every printer must love failure", "rinter must love", ""] {
        assert_eq!(grounds_of(quote, text, &transcript), Err(Refusal::NotVerbatim), "{text}");
    }
    let elsewhere = grounds_of(quote, "Gutenberg cast every letter in metal", &transcript).unwrap();
    assert_eq!((elsewhere[0].first, elsewhere[0].first_word, elsewhere[0].last_word), (5, 0, 5));
}

#[test]
fn an_approval_is_of_the_words_that_were_seen() {
    let before = talk();
    let first = run(&before, &[], false);
    assert!(first.items.iter().all(|i| !i.public));
    let item = of(&first.items, Kind::Quote, "love failure");
    let approved = Decision { state: State::Published, ..decided(item) };
    let again = run(&before, std::slice::from_ref(&approved), false);
    assert_eq!(again.public.quotes.len(), 1);
    assert!(again.by_engine, "approved or not, the words are the engine's");

    let mut mended = before.clone();
    mended.segments[4] =
        Segment::from_text("Every printer has to love failure, because nothing else ever taught me the truth.");
    let again = run(&mended, std::slice::from_ref(&approved), false);
    let item = again.items.iter().find(|i| i.key == approved.key).unwrap();
    assert_eq!((item.state, item.public, item.stale), (State::Draft, false, true), "it waits for a look");

    // What is hidden stays hidden, also in other words.
    let hidden = Decision { state: State::Hidden, ..approved };
    let again = run(&mended, std::slice::from_ref(&hidden), true);
    assert!(!again.items.iter().any(|i| i.public && i.kind == Kind::Quote && i.text.contains("love failure")));
}

#[test]
fn a_corrected_name_is_the_same_name() {
    let named = |name: &str| {
        let text = format!("We met {name} in Mainz, and {name} showed us the press.");
        Transcript { language: Some("en".into()), segments: vec![Segment::from_text(&text)], ..Transcript::default() }
    };
    let found = |name: &str| {
        document(vec![Finding::Entity(Entity {
            name: name.into(),
            kind: EntityKind::Person,
            count: 2,
            segments: vec![0],
            url: None,
        })])
    };
    let (before, after) = (named("Gutenborg"), named("Gutenberg"));
    let first = review(&found("Gutenborg"), &made(), &[], &before, true);
    let mine = own(&first.items[0], "Johannes Gutenberg", State::Published, &before);
    let again = review(&found("Gutenberg"), &made(), std::slice::from_ref(&mine), &after, true);
    assert_eq!(again.items.len(), 1, "{:?}", again.items);
    let item = &again.items[0];
    assert_eq!((item.text.as_str(), item.engine_text.as_str(), item.public), ("Johannes Gutenberg", "Gutenberg", true));
    assert!(item.stale);
}

#[test]
fn a_person_s_line_stands_whichever_sentence_the_engine_takes_for_it() {
    let transcript = talk();
    let passage = |n: usize| {
        let segments = Evidence { first: u32::try_from(n).unwrap(), last: u32::try_from(n).unwrap() };
        Passage { start_ms: None, end_ms: None, speaker: None, text: TALK[n].to_owned(), segments, score: 1.0 }
    };
    let found = |n: usize| document(vec![Finding::OneLine(passage(n))]);
    let of_line = |result: &Review| result.public.one_line.as_ref().map(|p| (p.text.clone(), p.segments.first));
    let first = review(&found(1), &made(), &[], &transcript, true);
    let mine = own(&first.items[0], "How the printing press changed old cities", State::Published, &transcript);
    let again = review(&found(3), &made(), std::slice::from_ref(&mine), &transcript, true);
    assert_eq!(again.items.len(), 1, "{:?}", again.items);
    assert_eq!(of_line(&again), Some(("How the printing press changed old cities".to_owned(), 1)));
    assert!(again.items[0].stale, "the engine has another one now, which is said");

    // In other words than the recording's it is struck out.
    let invented = own(&first.items[0], "Bananas are grown in Ecuador.", State::Published, &transcript);
    let again = review(&found(1), &made(), std::slice::from_ref(&invented), &transcript, true);
    assert_eq!((again.items[0].refusal, of_line(&again)), (Some(Refusal::Unsupported), None));

    // Hidden is a sentence; another one is another line.
    let hidden = Decision { state: State::Hidden, ..decided(&first.items[0]) };
    let again = review(&found(1), &made(), std::slice::from_ref(&hidden), &transcript, true);
    assert_eq!(of_line(&again), None);
    let again = review(&found(3), &made(), std::slice::from_ref(&hidden), &transcript, true);
    assert_eq!(of_line(&again), Some((TALK[3].to_owned(), 3)));
}

#[test]
fn an_answer_goes_with_its_question_and_points_at_what_is_said() {
    let before = talk();
    let asked = Evidence { first: 2, last: 2 };
    let answer = Answer {
        question: asked,
        start_ms: Some(18_000),
        speaker: Some("Ann".into()),
        segments: Evidence { first: 3, last: 3 },
        text: TALK[3].to_owned(),
    };
    let question =
        Passage { start_ms: None, end_ms: None, speaker: None, text: TALK[2].into(), segments: asked, score: 1.0 };
    let found = Insights { answers: vec![answer.clone()], ..document(vec![Finding::Question(question)]) };
    let first = review(&found, &made(), &[], &before, true);
    assert_eq!(first.public.answers, std::slice::from_ref(&answer));
    assert_eq!(first.items[0].answer, Some(answer.clone()));

    // In a person's words it is the same question.
    let mine = own(&first.items[0], "Why did nobody think of movable type?", State::Published, &before);
    let again = review(&found, &made(), std::slice::from_ref(&mine), &before, false);
    assert_eq!(again.public.answers, std::slice::from_ref(&answer));
    // Asked elsewhere it is another one.
    let other = own(&first.items[0], "Where do whales sing at night in the cold ocean?", State::Published, &before);
    let again = review(&found, &made(), std::slice::from_ref(&other), &before, false);
    assert_eq!((again.public.questions.len(), again.public.answers.len()), (1, 0));
    // Hidden, its answer would tell what was asked.
    let hidden = Decision { state: State::Hidden, ..decided(&first.items[0]) };
    assert!(review(&found, &made(), std::slice::from_ref(&hidden), &before, true).public.answers.is_empty());

    // What answered is no longer said, or is said with a word corrected.
    let mut gone = before.clone();
    gone.segments[3] = Segment::from_text("Let us hear the news and the weather.");
    assert!(review(&found, &made(), &[], &gone, true).public.answers.is_empty());
    let mut mended = before;
    mended.segments[3] =
        Segment::from_text("A printing press with movable type made books so cheap that towns filled with readers.");
    let again = review(&found, &made(), &[], &mended, true).public.answers;
    assert_eq!(again[0].text, mended.segments[3].text());
}
