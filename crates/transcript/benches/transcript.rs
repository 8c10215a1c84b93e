//! A 3-hour conversation of 30,000 words through every form: reading and writing each stay below 50 ms,
//! giving it the times of a recognition below 200 ms, and one edited paragraph those of its words below 100 ms.
#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use model::{
    edit::{Change, Edit},
    transcript::{Segment, Transcript, TranscriptFormat, Word},
};
use transcript::{align, apply, parse, places, reading_html, refine, refine_segments, undo, word_offsets, write};

/// 3,000 sentences of ten words each, with word times, in turns of three.
fn conversation() -> Transcript {
    let vocabulary = ["so", "the", "feed", "we", "publish", "um,", "really", "tells", "listeners,", "everything"];
    let segments = (0..3_000_u32)
        .map(|i| {
            let start = i * 3_600;
            let words = (0..10_u32)
                .map(|n| {
                    let at = start + n * 340;
                    let mut text = vocabulary[((i * 7 + n * 3) % 10) as usize].to_owned();
                    if n == 0 {
                        text = text[..1].to_uppercase() + &text[1..];
                    } else if n == 9 {
                        text = text.trim_end_matches(',').to_owned() + ".";
                    }
                    Word { start_ms: Some(at), end_ms: Some(at + 300), confidence: Some(0.9), ..Word::plain(text) }
                })
                .collect();
            Segment {
                start_ms: Some(start),
                end_ms: Some(start + 3_400),
                speaker: u16::try_from(i / 3 % 3).ok(),
                paragraph: i % 3 == 0,
                words,
            }
        })
        .collect();
    let speakers = ["Ann Lee", "Bob Ray", "Cleo Martin"].map(str::to_owned).to_vec();
    Transcript { language: Some("en".into()), speakers, segments }
}

fn forms(c: &mut Criterion) {
    let transcript = conversation();
    for format in TranscriptFormat::ALL {
        let file = write(&transcript, format, "Three hours");
        let name = format!("talk.{}", format.extension());
        let mut group = c.benchmark_group(format.extension());
        group.throughput(Throughput::Bytes(file.len() as u64));
        group.bench_function("parse", |b| b.iter(|| parse(black_box(file.as_bytes()), Some(&name)).unwrap()));
        group.bench_function("write", |b| b.iter(|| write(black_box(&transcript), format, "Three hours")));
        group.finish();
    }
}

fn pages(c: &mut Criterion) {
    let transcript = conversation();
    let words: Vec<Word> = transcript.segments.iter().flat_map(|s| s.words.clone()).collect();
    let turns = |start: u32, _: u32| u16::try_from(start / 10_800 % 3).ok();
    c.bench_function("reading_html", |b| b.iter(|| reading_html(black_box(&transcript), &|i| i % 20 == 0)));
    c.bench_function("word_offsets", |b| b.iter(|| word_offsets(black_box(&transcript))));
    c.bench_function("refine", |b| {
        b.iter(|| refine(black_box(words.clone()), Some("en"), &turns, transcript.speakers.clone()));
    });
    c.bench_function("refine_segments", |b| b.iter(|| refine_segments(black_box(transcript.clone()))));
}

/// 30,000 words with the frequencies of speech (a few make up half of it), and what a recogniser that errs in every tenth
/// word makes of them.
fn heard(texts: &[String]) -> Vec<Word> {
    let mut heard = Vec::with_capacity(texts.len());
    for (at, (i, text)) in (0_u32..).step_by(360).zip(texts.iter().enumerate()) {
        let text = match i * 7 % 31 {
            0 => continue,
            1 => format!("{text}s"),
            2 => "misheard".to_owned(),
            _ => text.clone(),
        };
        heard.push(Word { start_ms: Some(at), end_ms: Some(at + 300), ..Word::plain(text) });
    }
    heard
}

fn aligning(c: &mut Criterion) {
    let speech = |vocabulary: u32| -> Vec<String> {
        let mut seed = 7_u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        (0..30_000).map(|_| format!("word{}", random() % (1 + random() % vocabulary))).collect()
    };
    let given = |texts: &[String]| {
        let segments = texts.chunks(10).map(|c| Segment::from_text(&c.join(" "))).collect();
        Transcript { segments, ..Transcript::default() }
    };
    // With two words nothing is an anchor: the bound on time.
    for (name, vocabulary) in [("align", 4_000), ("align_two_words", 2)] {
        let texts = speech(vocabulary);
        let (given, heard) = (given(&texts), heard(&texts));
        c.bench_function(name, |b| b.iter(|| align(black_box(given.clone()), &heard)));
    }
}

/// A paragraph of 180 words in the middle of the three hours, in which every ninth word is changed and some are new: its words
/// get their times. And where all sentences went when they were divided otherwise.
fn editing(c: &mut Criterion) {
    let mut transcript = conversation();
    let middle = transcript.segments.len() / 2;
    let paragraph: Vec<Segment> = transcript.segments.drain(middle..middle + 18).collect();
    let (first, last) = (&paragraph[0], &paragraph[17]);
    let words: Vec<Word> = paragraph.iter().flat_map(|s| s.words.clone()).collect();
    let joined = Segment { end_ms: last.end_ms, words, ..Segment { words: Vec::new(), ..first.clone() } };
    let was = joined.text();
    transcript.segments.insert(middle, joined);
    let text = was.split(' ').enumerate().map(|(i, word)| match i % 9 {
        4 => "mended".to_owned(),
        8 => format!("{word} and more"),
        _ => word.to_owned(),
    });
    let text = text.collect::<Vec<_>>().join(" ");
    let edit = [Edit { segment: middle, was, change: Change::Text { text } }];
    c.bench_function("edit_a_paragraph_and_undo", |b| {
        b.iter(|| {
            let splices = apply(black_box(&mut transcript), &edit).splices;
            undo(&mut transcript, &splices).unwrap();
        });
    });

    let old = conversation();
    let words: Vec<Word> = old.segments.iter().flat_map(|s| s.words.clone()).collect();
    let new: Vec<Segment> =
        words.chunks(13).map(|words| Segment { words: words.to_vec(), ..Segment::default() }).collect();
    let (old, new): (Vec<&Segment>, Vec<&Segment>) = (old.segments.iter().collect(), new.iter().collect());
    c.bench_function("places", |b| b.iter(|| places(black_box(&old), &new)));
}

criterion_group!(benches, forms, pages, aligning, editing);
criterion_main!(benches);
