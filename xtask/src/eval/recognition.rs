//! What `podcastflow transcribe` makes of recordings whose words, speakers and times are known.

use std::{
    collections::HashMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use model::transcript::{Segment, Transcript, Word};
use serde_json::Value;
use transcript::align;

use super::{
    percent, print_table,
    words::{bare, compare, normalised},
};
use crate::{
    model::has_model,
    shell::{output, target},
};

/// Recordings.
const AUDIO: [&str; 4] = ["mp3", "wav", "flac", "opus"];

/// A word that was recognised.
struct Heard {
    word: Word,
    speaker: Option<String>,
}

/// Runs the recogniser, once for each file.
struct Recogniser {
    binary: PathBuf,
    models: PathBuf,
    done: HashMap<PathBuf, Vec<Heard>>,
}

impl Recogniser {
    /// The release binary, else the debug one; `None` where there is none, or no model.
    fn find() -> Option<Self> {
        let binary =
            ["release", "debug"].map(|p| target().join(p).join("podcastflow")).into_iter().find(|b| b.is_file())?;
        let models = env::var_os("PODCASTFLOW_MODELS").map_or_else(|| target().join("models"), PathBuf::from);
        has_model(&models).then(|| Self { binary, models, done: HashMap::new() })
    }

    fn hear(&mut self, audio: &Path) -> Result<&[Heard]> {
        if !self.done.contains_key(audio) {
            let mut command = Command::new(&self.binary);
            let text = output(command.arg("transcribe").arg(audio).env("PODCASTFLOW_MODELS", &self.models))?;
            let found: Value = serde_json::from_str(&text).with_context(|| audio.display().to_string())?;
            let words = found["words"].as_array().context("no words in the output of `transcribe`")?;
            self.done.insert(audio.to_owned(), words.iter().filter_map(heard).collect());
        }
        Ok(&self.done[audio])
    }
}

fn heard(word: &Value) -> Option<Heard> {
    let ms = |name: &str| word[name].as_f64().map(to_ms);
    let text = word["text"].as_str()?;
    Some(Heard {
        word: Word { start_ms: ms("start"), end_ms: ms("end"), ..Word::plain(text) },
        speaker: word["speaker"].as_str().map(str::to_owned),
    })
}

fn to_ms(seconds: f64) -> u32 {
    (seconds * 1000.0).round() as u32
}

/// Errors of words, of speakers and of times.
pub fn print_all(data: &Path) -> Result<()> {
    let Some(mut recogniser) = Recogniser::find() else {
        println!("\nrecognition not measured: no podcastflow or no speech model in {}", target().display());
        return Ok(());
    };
    println!("\nrecognised with {} and {}", recogniser.binary.display(), recogniser.models.display());
    let speech = data.join("audio-speech");
    print_word_errors(&speech, &mut recogniser)?;
    print_speakers(&speech, &mut recogniser)?;
    print_alignment(&speech, &mut recogniser)
}

fn print_word_errors(speech: &Path, recogniser: &mut Recogniser) -> Result<()> {
    let mut clips = Vec::new();
    for folder in fs::read_dir(speech)? {
        for file in fs::read_dir(folder?.path())? {
            let path = file?.path();
            if path.extension().is_some_and(|e| AUDIO.iter().any(|a| e == *a)) {
                clips.push(path);
            }
        }
    }
    clips.sort();
    let (mut rows, mut errors, mut count) = (Vec::new(), 0, 0);
    for clip in clips {
        let Some(reference) = reference(&clip) else { continue };
        let reference = normalised(&reference);
        let text: Vec<&str> = recogniser.hear(&clip)?.iter().map(|h| h.word.text.as_str()).collect();
        let compared = compare(&reference, &normalised(&text.join(" ")));
        errors += compared.errors;
        count += reference.len();
        let name = clip.strip_prefix(speech).unwrap_or(&clip).display().to_string();
        rows.push(row(name, compared.errors, reference.len()));
    }
    rows.push(row("all".to_owned(), errors, count));
    print_table("Word errors of recognition", &["Clip", "words", "errors", "rate"], &rows);
    Ok(())
}

fn row(name: String, errors: usize, words: usize) -> Vec<String> {
    vec![name, words.to_string(), errors.to_string(), percent(errors, words)]
}

/// What is said in a clip, where that is written beside it.
fn reference(clip: &Path) -> Option<String> {
    let text = ["txt", "lab"].iter().find_map(|e| fs::read_to_string(clip.with_extension(e)).ok())?;
    // The first line of these is as printed, the last as read.
    if clip.parent().is_some_and(|p| p.ends_with("ljspeech")) {
        return text.lines().rfind(|l| !l.trim().is_empty()).map(str::to_owned);
    }
    Some(text.lines().map(|l| voice(l).1).collect::<Vec<_>>().join(" "))
}

/// "L: text" is said on the left.
fn voice(line: &str) -> (Option<&str>, &str) {
    let named = line.split_once(": ").filter(|(name, _)| matches!(*name, "L" | "R"));
    named.map_or((None, line), |(name, text)| (Some(name), text))
}

fn print_speakers(speech: &Path, recogniser: &mut Recogniser) -> Result<()> {
    let clip = speech.join("dialogue/stereo_diarization.wav");
    let text = fs::read_to_string(clip.with_extension("txt"))?;
    let (mut words, mut voices) = (Vec::new(), Vec::new());
    for (name, line) in text.lines().map(voice) {
        let said = normalised(line);
        voices.extend(said.iter().map(|_| name == Some("R")));
        words.extend(said);
    }
    let heard = recogniser.hear(&clip)?;
    let found: Vec<String> = heard.iter().map(|h| bare(&h.word.text)).collect();
    let same = compare(&words, &found).same;
    let first = heard.iter().find_map(|h| h.speaker.clone());
    let second_speaks = |j: usize| heard[j].speaker.is_some() && heard[j].speaker != first;
    // Names are not known: the better of the two ways to give them counts.
    let swapped = same.iter().filter(|(i, j)| voices[*i] != second_speaks(*j)).count();
    let wrong = swapped.min(same.len() - swapped);
    let without = same.iter().filter(|(_, j)| heard[*j].speaker.is_none()).count();
    // With words of one voice only, nothing could be confused.
    let right = same.iter().filter(|(i, _)| voices[*i]).count();
    let rows = [vec![
        "stereo_diarization.wav".to_owned(),
        (same.len() - right).to_string(),
        right.to_string(),
        without.to_string(),
        wrong.to_string(),
        percent(wrong, same.len()),
    ]];
    let head = ["Clip", "left words found", "right words found", "without speaker", "wrong speaker", "confusion"];
    print_table("Speakers of the words that were recognised", &head, &rows);
    Ok(())
}

fn print_alignment(speech: &Path, recogniser: &mut Recogniser) -> Result<()> {
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    let mut files: Vec<PathBuf> =
        fs::read_dir(speech.join("librivox"))?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    files.retain(|f| f.to_string_lossy().ends_with(".align.json"));
    files.sort();
    for file in files {
        let truth = times(&fs::read_to_string(&file)?)?;
        let clip = PathBuf::from(file.to_string_lossy().replace(".align.json", ".wav"));
        let words: Vec<Word> = recogniser.hear(&clip)?.iter().map(|h| h.word.clone()).collect();
        let given =
            Segment { words: truth.iter().map(|(t, _)| Word::plain(t.clone())).collect(), ..Segment::default() };
        let aligned = align(Transcript { segments: vec![given], ..Transcript::default() }, &words);
        let found = aligned.transcript.segments.iter().flat_map(|s| &s.words);
        let mut off: Vec<u32> =
            found.zip(&truth).filter_map(|(w, (_, start))| Some(w.start_ms?.abs_diff(*start))).collect();
        all.extend(&off);
        let name = clip.file_name().unwrap_or_default().to_string_lossy().into_owned();
        rows.push(alignment_row(name, &mut off, format!("{:.0} %", aligned.share_matched * 100.0)));
    }
    rows.push(alignment_row("all".to_owned(), &mut all, String::new()));
    let head = ["Clip", "words", "median ms", "p90 ms", "matched"];
    print_table("How far aligned words begin from where they do", &head, &rows);
    Ok(())
}

fn alignment_row(name: String, off: &mut [u32], matched: String) -> Vec<String> {
    off.sort_unstable();
    let at = |share: usize| off.get(off.len().saturating_sub(1) * share / 100).map_or_else(String::new, u32::to_string);
    vec![name, off.len().to_string(), at(50), at(90), matched]
}

/// Words and their starts, in milliseconds, of an aligner's output: a line of JSON for each utterance.
fn times(text: &str) -> Result<Vec<(String, u32)>> {
    let mut out = Vec::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let utterance: Value = serde_json::from_str(line)?;
        for word in utterance["w"].as_array().into_iter().flatten() {
            let (Some(text), Some(start)) = (word["t"].as_str(), word["b"].as_f64()) else { continue };
            // "<sil>" is silence, "to(3)" the third way to say "to".
            let text = text.split('(').next().unwrap_or(text);
            if !text.starts_with('<') && !text.is_empty() {
                out.push((text.to_owned(), to_ms(start)));
            }
        }
    }
    Ok(out)
}
