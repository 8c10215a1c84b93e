//! The cost of one pass over a recording. For an hour of it beside ffmpeg, by CPU time, see `examples/pass.rs`.

#![expect(missing_docs, reason = "criterion makes the functions")]

use std::path::Path;

use audio::{Flow, measure, peaks_only, probe};
use criterion::{Criterion, criterion_group, criterion_main};

fn passes(c: &mut Criterion) {
    let clip = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../demo/reading.mp3");
    c.bench_function("probe", |b| b.iter(|| probe(&clip)));
    c.bench_function("peaks of 49 s of mp3", |b| b.iter(|| peaks_only(&clip)));
    c.bench_function("peaks and loudness of 49 s of mp3", |b| b.iter(|| measure(&clip, &mut |_| Flow::Continue)));
}

criterion_group!(benches, passes);
criterion_main!(benches);
