//! Pieces of speech, and recognition with a real model where `PODCASTFLOW_MODELS` names a folder that has one.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard},
};

use audio::{Chunk, Chunks, Context, MAX_CHUNK_MS, RecogniseError, Recogniser, models, whisper::Whisper};
use model::transcript::Word;
use support::{file, fixture, longer_opus, samples_of, wav, with_pre_skip};

/// The engine's threads wait for each other busily: two recognitions at once take longer than one after the other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn whisper() -> Option<(Whisper, MutexGuard<'static, ()>)> {
    let dir = std::env::var("PODCASTFLOW_MODELS").ok().map(PathBuf::from);
    let Some(model) = dir.and_then(|dir| models::find(&dir, Some("tiny.en"))) else {
        eprintln!("skipped: PODCASTFLOW_MODELS names no folder with the model tiny.en");
        return None;
    };
    let turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Some((Whisper::load(&model, 2).unwrap(), turn))
}

fn words_of(engine: &mut Whisper, path: &Path) -> Vec<Word> {
    let mut words = Vec::new();
    for chunk in Chunks::open(path, 0).unwrap() {
        let chunk = chunk.unwrap();
        let found = engine.recognise(&chunk, &Context::default(), &|| false).unwrap();
        assert_eq!(found.language.as_deref(), Some("en"));
        let inside = |w: &Word| w.start_ms >= Some(chunk.start_ms) && w.end_ms <= Some(chunk.end_ms);
        assert!(found.words.iter().all(inside), "{chunk:?}");
        words.extend(found.words);
    }
    words
}

fn bare(text: &str) -> Vec<String> {
    let letters = |word: &str| word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    text.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect()
}

/// Edits from the reference to what was heard, by the length of the reference.
fn word_error_rate(reference: &str, heard: &[Word]) -> f64 {
    let reference = bare(reference);
    let heard: Vec<String> = heard.iter().flat_map(|w| bare(&w.text)).collect();
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (i, wanted) in reference.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, found) in heard.iter().enumerate() {
            let replaced = corner + usize::from(wanted != found);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[heard.len()] as f64 / reference.len() as f64
}

#[test]
fn words_are_the_spoken_ones_with_times_inside_the_recording() {
    let Some((mut engine, _turn)) = whisper() else { return };
    assert_eq!(engine.name(), "whisper tiny.en");
    let words = words_of(&mut engine, &fixture("lj.wav"));
    assert!(word_error_rate("in being comparatively modern.", &words) < 0.2, "{words:?}");
    assert!(words.is_sorted_by_key(|w| w.start_ms));
    assert!(words.iter().all(|w| w.start_ms <= w.end_ms && w.end_ms <= Some(1_950)), "{words:?}");
    assert!(words.iter().all(|w| w.confidence.is_some_and(|c| (0.0..=1.0).contains(&c))));
    // A piece without sound is answered without the engine.
    let nothing = Chunk { start_ms: 5, end_ms: 5, samples: Vec::new() };
    assert_eq!(engine.recognise(&nothing, &Context::default(), &|| false).unwrap().words, []);
}

#[test]
fn words_lie_where_the_forced_alignment_has_them() {
    let Ok(shared) = std::env::var("PODCASTFLOW_SHARED") else {
        eprintln!("skipped: PODCASTFLOW_SHARED names no folder");
        return;
    };
    let Some((mut engine, _turn)) = whisper() else { return };
    let folder = Path::new(&shared).join("data/audio-speech/librivox");
    // Two readings with silence between them: two pieces, so the second one's times must be those of the recording.
    let (mut data, mut wanted, mut reference) = (Vec::new(), Vec::new(), String::new());
    for name in ["sense_and_sensibility-0870", "sense_and_sensibility-0880"] {
        let begins = data.len() as f64 / 32_000.0;
        data.extend(samples_of(&fs::read(folder.join(format!("{name}.wav"))).unwrap()));
        data.resize(data.len() + 6 * 32_000, 0);
        let json = fs::read(folder.join(format!("{name}.align.json"))).unwrap();
        let aligned: serde_json::Value = serde_json::from_slice(&json).unwrap();
        for word in aligned["w"].as_array().unwrap() {
            let text = word["t"].as_str().unwrap().split('(').next().unwrap();
            if text != "<sil>" {
                wanted.push((text.to_owned(), begins + word["b"].as_f64().unwrap()));
                reference = reference + text + " ";
            }
        }
    }
    let (_dir, path) = file(&wav(16_000, 1, &data));
    let words = words_of(&mut engine, &path);
    // The alignment writes "mister", whose short form the model writes.
    let said = words
        .iter()
        .map(|w| if bare(&w.text) == ["mr"] { Word { text: "mister".into(), ..w.clone() } } else { w.clone() });
    let said: Vec<Word> = said.collect();
    assert!(word_error_rate(&reference, &said) < 0.2, "{said:?}");
    // Words of both in the same order, the next of the same spelling in the next few.
    let (mut off, mut at) = (Vec::new(), 0);
    for (text, second) in &wanted {
        if let Some(found) = said.iter().skip(at).take(5).position(|w| bare(&w.text) == [text.as_str()]) {
            at += found + 1;
            off.push((f64::from(said[at - 1].start_ms.unwrap()) / 1000.0 - second).abs());
        }
    }
    off.sort_by(f64::total_cmp);
    assert!(off.len() * 10 >= wanted.len() * 7, "{} of {}", off.len(), wanted.len());
    let median = off[off.len() / 2];
    eprintln!("word starts: median {median:.3} s, worst {:.3} s of {}", off[off.len() - 1], off.len());
    assert!(median <= 0.3, "{off:?}");
}

#[test]
fn recognition_stops_when_it_is_told_to() {
    let Some((mut engine, _turn)) = whisper() else { return };
    let chunk = Chunks::open(&fixture("lj.wav"), 0).unwrap().next().unwrap().unwrap();
    let stopped = engine.recognise(&chunk, &Context::default(), &|| true);
    assert!(matches!(stopped, Err(RecogniseError::Stopped)), "{stopped:?}");
}

#[test]
fn a_file_that_is_no_model_is_said_to_be_none() {
    for bytes in [b"not a model".as_slice(), b"", b"\x6c\x6d"] {
        let (_dir, path) = file(bytes);
        assert!(matches!(Whisper::load(&path, 1), Err(RecogniseError::Model(_))));
    }
    assert!(matches!(Whisper::load(&fixture("nothing.bin"), 1), Err(RecogniseError::Model(_))));
}

fn spans(path: &Path, from_ms: u32) -> Vec<(u32, u32)> {
    let chunks = Chunks::open(path, from_ms).unwrap().map(Result::unwrap);
    chunks.map(|chunk| (chunk.start_ms, chunk.end_ms)).collect()
}

/// The clip again and again, for speech without a pause to speak of: pieces are cut in all the ways there are.
fn repeated(name: &str, times: usize) -> Vec<u8> {
    let clip = fs::read(fixture(name)).unwrap();
    if name.ends_with("wav") { wav(16_000, 1, &samples_of(&clip).repeat(times)) } else { clip.repeat(times) }
}

#[test]
fn resuming_behind_any_piece_gives_the_same_later_pieces() {
    for name in ["lj.wav", "lj.mp3"] {
        let (_dir, path) = file(&repeated(name, 45));
        let all = spans(&path, 0);
        assert!(all.len() >= 4, "{name}: {all:?}");
        assert!(all.iter().all(|(start, end)| end - start <= MAX_CHUNK_MS), "{name}: {all:?}");
        for done in 1..=all.len() {
            assert_eq!(spans(&path, all[done - 1].1), all[done..], "{name}, behind {done} of {all:?}");
        }
        assert_eq!(spans(&path, 3_600_000), [], "{name}: behind the end");
    }
}

#[test]
fn an_opus_file_has_the_same_times_wherever_it_is_resumed() {
    // Its own time begins earlier than its sound, here by half a second.
    let opus = with_pre_skip(&longer_opus(&fs::read(fixture("lj.opus")).unwrap(), 24), 24_000);
    let (_dir, path) = file(&opus);
    let all = spans(&path, 0);
    assert!(all.len() >= 2, "{all:?}");
    let due = 24 * 1_920 - 500;
    assert!(all.last().unwrap().1.abs_diff(due) <= 250, "{all:?}");
    let rest = spans(&path, all[0].1);
    assert!(rest[0].0.abs_diff(all[1].0) <= 32 && rest.last().unwrap().1.abs_diff(due) <= 250, "{rest:?} of {all:?}");
    let late = spans(&path, all.last().unwrap().1 - 3_000);
    assert!(late.last().unwrap().1.abs_diff(all.last().unwrap().1) <= 32, "{late:?} of {all:?}");
}

#[test]
fn resuming_loses_nothing_where_a_form_seeks_badly() {
    // A bare AAC stream has no times; a chain of Ogg streams begins its time anew with each.
    for name in ["lj.aac", "lj.ogg", "lj.opus"] {
        let (_dir, path) = file(&repeated(name, 20));
        let all = spans(&path, 0);
        let rest = spans(&path, all[0].1);
        let length = |spans: &[(u32, u32)]| spans.iter().map(|(start, end)| end - start).sum::<u32>();
        assert!(rest[0].0.abs_diff(all[1].0) <= 50, "{name}: {rest:?} of {all:?}");
        assert!(rest.last().unwrap().1.abs_diff(all.last().unwrap().1) <= 50, "{name}: {rest:?} of {all:?}");
        assert!(length(&rest).abs_diff(length(&all[1..])) <= 500, "{name}: {rest:?} of {all:?}");
    }
}

#[test]
fn speech_is_found_between_silences_and_cut_apart_there() {
    let clip = fs::read(fixture("lj.wav")).unwrap();
    let speech = samples_of(&clip);
    let silence = vec![0; 6 * 32_000];
    let (_dir, path) = file(&wav(16_000, 1, &[&silence, speech, &silence, speech, &silence].concat()));
    let found = spans(&path, 0);
    let due = [(6_000, 7_900), (13_900, 15_800)];
    assert_eq!(found.len(), 2, "{found:?}");
    for ((start, end), (from, to)) in found.into_iter().zip(due) {
        assert!(start.abs_diff(from) < 400 && end.abs_diff(to) < 400, "{start} to {end}");
    }
}
