//! A 3-hour conversation of 30,000 words through every form: reading and writing each stay below 50 ms.
#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use model::transcript::{Segment, Transcript, TranscriptFormat, Word};
use transcript::{parse, reading_html, refine, refine_segments, word_offsets, write};

const FORMATS: [TranscriptFormat; 6] = [
    TranscriptFormat::Vtt,
    TranscriptFormat::Srt,
    TranscriptFormat::Json,
    TranscriptFormat::Html,
    TranscriptFormat::Txt,
    TranscriptFormat::Md,
];

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
    for format in FORMATS {
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

criterion_group!(benches, forms, pages);
criterion_main!(benches);
