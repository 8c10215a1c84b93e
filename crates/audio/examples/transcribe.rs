//! Recognises a recording and compares it with a reference:
//! `PODCASTFLOW_MODELS=dir cargo run --release -p audio --example transcribe -- MODEL AUDIO [REFERENCE.txt]`

use std::{path::Path, time::Instant};

use audio::{Chunks, Context, Recogniser, models, whisper::Whisper};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let dir = std::env::var("PODCASTFLOW_MODELS")?;
    let model = models::find(Path::new(&dir), args.first().map(String::as_str)).ok_or("no such model")?;
    let threads = std::env::var("THREADS").ok().and_then(|t| t.parse().ok()).unwrap_or(2);
    let mut engine = Whisper::load(&model, threads)?;
    let begun = Instant::now();
    let (mut words, mut context) = (Vec::new(), Context::default());
    for chunk in Chunks::open(Path::new(&args[1]), 0)? {
        let chunk = chunk?;
        let found = engine.recognise(&chunk, &context, &|| false)?;
        eprintln!("{} .. {} ms: {} words", chunk.start_ms, chunk.end_ms, found.words.len());
        context.language = found.language;
        words.extend(found.words);
    }
    if std::env::var("TIMES").is_ok() {
        for w in &words {
            println!(
                "{}\t{}\t{:.2}\t{}",
                w.start_ms.unwrap_or(0),
                w.end_ms.unwrap_or(0),
                w.confidence.unwrap_or(0.0),
                w.text
            );
        }
    }
    let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    println!("{text}");
    println!("{:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}
