//! Recognition with a real model, where `PODCASTFLOW_MODELS` names a folder that has one.

use std::path::{Path, PathBuf};

use audio::{Chunks, Context, RecogniseError, Recogniser, models, whisper::Whisper};

fn whisper() -> Option<Whisper> {
    let dir = std::env::var("PODCASTFLOW_MODELS").ok().map(PathBuf::from);
    let Some(model) = dir.and_then(|dir| models::find(&dir, Some("tiny.en"))) else {
        eprintln!("skipped: PODCASTFLOW_MODELS names no folder with the model tiny.en");
        return None;
    };
    Some(Whisper::load(&model, 2).unwrap())
}

fn clip() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lj.wav")
}

#[test]
fn words_are_the_spoken_ones_with_times_inside_the_recording() {
    let Some(mut engine) = whisper() else { return };
    let mut words = Vec::new();
    for chunk in Chunks::open(&clip(), 0).unwrap() {
        words.extend(engine.recognise(&chunk.unwrap(), &Context::default(), &|| false).unwrap().words);
    }
    let text: String = words.iter().map(|w| w.text.to_lowercase() + " ").collect();
    assert!(text.contains("being comparatively modern"), "{text}");
    assert!(words.is_sorted_by_key(|w| w.start_ms));
    assert!(words.iter().all(|w| w.start_ms <= w.end_ms && w.end_ms <= Some(1_950)), "{words:?}");
    assert!(words.iter().all(|w| w.confidence.is_some_and(|c| (0.0..=1.0).contains(&c))));
}

#[test]
fn recognition_stops_when_it_is_told_to() {
    let Some(mut engine) = whisper() else { return };
    let chunk = Chunks::open(&clip(), 0).unwrap().next().unwrap().unwrap();
    let stopped = engine.recognise(&chunk, &Context::default(), &|| true);
    assert!(matches!(stopped, Err(RecogniseError::Stopped)), "{stopped:?}");
}

#[test]
fn a_file_that_is_no_model_is_said_to_be_none() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ggml-broken.bin");
    std::fs::write(&path, b"not a model").unwrap();
    assert!(matches!(Whisper::load(&path, 1), Err(RecogniseError::Model(_))));
}
