//! Real talk: three hours of Apollo 11, which is full of call signs, readings and "Roger". Skipped where the shared data is
//! not at hand.

mod common;

use insight::{Options, analyse};
use model::insight::{EntityKind, Insights};
use model::transcript::Transcript;

fn apollo() -> Option<(Transcript, Insights)> {
    let Some(shared) = std::env::var_os("PODCASTFLOW_SHARED") else {
        println!("skipped: PODCASTFLOW_SHARED is not set");
        return None;
    };
    let path = std::path::Path::new(&shared).join("data/transcripts/nasa/a11-TEC.txt");
    let text = std::fs::read_to_string(path).expect("the shared folder holds the transcript");
    let transcript = common::nasa(&text, 3);
    let insights = analyse(&transcript, &Options::default());
    Some((transcript, insights))
}

/// Words that a chapter or key phrase should never be made of.
fn is_radio_talk(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["roger", "over", "okay", "copy", "say again", "stand by", "affirmative", "go ahead"].iter().any(|word| {
        lower.split_whitespace().collect::<Vec<_>>().windows(word.split(' ').count()).any(|w| w.join(" ") == *word)
    })
}

#[test]
fn chapters_have_telling_titles() {
    let Some((transcript, found)) = apollo() else { return };
    assert!((6..=30).contains(&found.chapters.len()), "{:?}", found.chapters);
    assert_eq!(found.chapters[0].start_ms, transcript.segments[0].start_ms);
    for chapter in &found.chapters {
        assert!(!is_radio_talk(&chapter.title), "{}", chapter.title);
        assert!(chapter.title.chars().any(char::is_alphabetic), "{}", chapter.title);
    }
}

#[test]
fn key_phrases_are_subjects() {
    let Some((_, found)) = apollo() else { return };
    let phrases: Vec<&str> = found.key_phrases.iter().map(|p| p.text.as_str()).collect();
    for subject in ["Apollo 11", "Tananarive", "Canary"] {
        assert!(phrases.contains(&subject), "{subject} in {phrases:?}");
    }
    assert!(!phrases.iter().any(|p| is_radio_talk(p)), "{phrases:?}");
}

#[test]
fn persons_and_places_are_named() {
    let Some((_, found)) = apollo() else { return };
    let kind = |name: &str| found.entities.iter().find(|e| e.name == name).map(|e| e.kind);
    assert_eq!(kind("Houston"), Some(EntityKind::Place));
    assert_eq!(kind("Tananarive"), Some(EntityKind::Place));
    assert_eq!(kind("Charlie"), Some(EntityKind::Person));
    assert!(kind("Apollo 11").is_some());
    assert!(!found.entities.iter().any(|e| is_radio_talk(&e.name) || e.name == "CDR"), "{:?}", found.entities);
}

#[test]
fn quotes_and_summary_are_sentences_and_not_radio_checks() {
    let Some((_, found)) = apollo() else { return };
    assert!(found.quotes.len() >= 3 && found.summary_sentences.len() >= 3);
    for passage in found.quotes.iter().chain(&found.summary_sentences) {
        let lower = passage.text.to_lowercase();
        assert!(passage.text.split_whitespace().count() >= 6, "{}", passage.text);
        assert!(!lower.starts_with("roger") && !lower.contains("read you"), "{}", passage.text);
    }
}

#[test]
fn the_whole_mission_is_read_too() {
    let Some(shared) = std::env::var_os("PODCASTFLOW_SHARED") else { return };
    let path = std::path::Path::new(&shared).join("data/transcripts/nasa/a11-TEC.txt");
    let transcript = common::nasa(&std::fs::read_to_string(path).expect("the shared folder holds the transcript"), 400);
    let found = analyse(&transcript, &Options::default());
    let landing =
        found.chapters.iter().filter(|c| c.start_ms.is_some_and(|ms| ms / 3_600_000 == 102 || ms / 3_600_000 == 109));
    assert!(landing.count() > 0, "{:?}", found.chapters);
    assert!(found.entities.iter().any(|e| e.name == "Neil" && e.kind == EntityKind::Person));
}
