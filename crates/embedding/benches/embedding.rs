//! What the vectors of an hour of talk cost, on one core. Needs the model in the folder of `PODCASTFLOW_MODELS`.

#![expect(missing_docs, reason = "criterion makes the functions")]

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use embedding::{Model, files};

/// Sentences of an hour, of the lengths that talk has: 9,000 words.
fn hour() -> Vec<String> {
    let words = "the deep sea is dark and most of the light down there is made by animals that nobody has ever seen alive so \
                 we send machines which look for them and they come back with pictures of jelly and teeth";
    let words: Vec<&str> = words.split_whitespace().collect();
    let lengths = [3, 8, 14, 5, 21, 11, 9, 30, 6, 13];
    (0..750)
        .map(|n| words.iter().cycle().skip(n * 7).take(lengths[n % 10]).copied().collect::<Vec<_>>().join(" "))
        .collect()
}

fn vectors(c: &mut Criterion) {
    let Some(folder) = std::env::var("PODCASTFLOW_MODELS").ok().and_then(|dir| files::find(Path::new(&dir))) else {
        eprintln!("skipped: PODCASTFLOW_MODELS names no folder with {}", files::NAME);
        return;
    };
    let (model, hour) = (Model::load(&folder, 1).expect("the model can be read"), hour());
    let mut group = c.benchmark_group("embedding");
    group.sample_size(10);
    group.bench_function("vectors of an hour of talk", |b| b.iter(|| model.embed(&hour, &|| false)));
    group.bench_function("reading the model", |b| b.iter(|| Model::load(&folder, 1)));
    group.finish();
}

criterion_group!(benches, vectors);
criterion_main!(benches);
