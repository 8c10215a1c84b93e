//! Drawing the figures of an episode of ninety minutes.

#![expect(missing_docs, reason = "criterion's macros make public functions")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use common::{DURATION_MS, episode};
use criterion::{Criterion, criterion_group, criterion_main};

fn figures(c: &mut Criterion) {
    let e = episode("Anna");
    c.bench_function("waveform", |b| {
        b.iter(|| charts::waveform(black_box(&e.peaks), DURATION_MS, &e.chapters, Some(&e.transcript)));
    });
    c.bench_function("talk time", |b| b.iter(|| charts::talk_time(black_box(&e.talk))));
    c.bench_function("voices", |b| {
        b.iter(|| charts::voices(black_box(&e.talk), &e.delivery, &e.transcript, DURATION_MS));
    });
    c.bench_function("topics", |b| b.iter(|| charts::topics(black_box(&e.topics), &e.steps)));
    c.bench_function("sentiment", |b| b.iter(|| charts::sentiment(black_box(&e.steps))));
    c.bench_function("all as HTML", |b| {
        b.iter(|| black_box(&e).figures().iter().map(charts::Figure::to_html).collect::<String>());
    });
}

criterion_group!(benches, figures);
criterion_main!(benches);
