//! Prints the findings of a transcript: `cargo run -p insight --example show -- FILE [HOURS]`.
//!
//! Reads NASA's air-to-ground form (`.txt`, the first three hours unless said otherwise) and Markdown with bold speakers.

#[path = "../tests/common/mod.rs"]
mod common;

use std::process::ExitCode;

use model::insight::{Insights, Passage};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("Name a transcript: a .txt of NASA's air-to-ground form or a .md with bold speakers.");
        return ExitCode::FAILURE;
    };
    let hours = arguments.next().and_then(|hours| hours.parse().ok()).unwrap_or(3);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path} could not be read ({error}).");
            return ExitCode::FAILURE;
        }
    };
    let transcript = if path.ends_with(".md") { common::markdown(&text) } else { common::nasa(&text, hours) };
    let begun = std::time::Instant::now();
    let insights = insight::analyse(&transcript, &insight::Options::default());
    println!("{} segments, {} words, {:?}", transcript.segments.len(), transcript.word_count(), begun.elapsed());
    show(&insights);
    ExitCode::SUCCESS
}

fn show(insights: &Insights) {
    println!("language {:?}\n\nSUMMARY\n{}\n\nCHAPTERS", insights.language, insights.summary);
    for chapter in &insights.chapters {
        println!("  {} {}", at(chapter.start_ms), chapter.title);
    }
    println!("\nTOPICS");
    for topic in &insights.topics {
        println!("  {:.2} {}", topic.weight, topic.name);
    }
    println!("\nKEY PHRASES");
    for phrase in &insights.key_phrases {
        println!("  {:.2} {} ({})", phrase.score, phrase.text, phrase.count);
    }
    println!("\nENTITIES");
    for entity in &insights.entities {
        println!("  {:?} {} ({})", entity.kind, entity.name, entity.count);
    }
    println!("\nQUOTES");
    insights.quotes.iter().for_each(passage);
    println!("\nQUESTIONS");
    insights.questions.iter().take(12).for_each(passage);
    println!("\nTALK TIME");
    for talk in insights.talk_time.iter().take(8) {
        println!("  {:.2} {} ({} words)", talk.share, talk.speaker.as_deref().unwrap_or("-"), talk.words);
    }
}

fn passage(passage: &Passage) {
    println!(
        "  {:.2} {} {}: {}",
        passage.score,
        at(passage.start_ms),
        passage.speaker.as_deref().unwrap_or("-"),
        passage.text
    );
}

fn at(start_ms: Option<u32>) -> String {
    start_ms.map_or_else(
        || "-".to_owned(),
        |ms| format!("{}:{:02}:{:02}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60),
    )
}
