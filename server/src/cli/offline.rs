//! Commands over pure functions: files or stdin in, JSON on stdout, no database.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use audio::{Chunks, Context, Flow};
use clap::Subcommand;
use embedding::Keeper;
use model::{
    seconds,
    transcript::{Transcript as Document, TranscriptFormat, Word},
};
use serde_json::{Value, json};
use service::speech::Speech;

use super::progress;

/// `transcript ...`
#[derive(Subcommand)]
pub enum Transcript {
    /// Prints what is in a transcript, as JSON
    Inspect {
        /// A transcript in any form; `-` reads stdin
        file: PathBuf,
    },
    /// Writes a transcript in another form
    Convert {
        /// A transcript in any form; `-` reads stdin
        file: PathBuf,
        /// vtt, srt, json, html, txt or md
        #[arg(long)]
        to: String,
    },
}

/// `audio ...`
#[derive(Subcommand)]
pub enum Audio {
    /// Prints what a recording is and carries, as JSON
    Inspect {
        /// A recording
        file: PathBuf,
    },
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    Ok(bytes)
}

fn parsed(file: &Path) -> Result<transcript::Parsed> {
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned());
    transcript::parse(&read(file)?, name.as_deref()).with_context(|| file.display().to_string())
}

fn time(ms: Option<u32>) -> Option<f64> {
    ms.map(seconds::from_ms)
}

fn segments(document: &Document) -> Vec<Value> {
    let segment = |s: &model::transcript::Segment| json!({"start": time(s.start_ms), "end": time(s.end_ms), "speaker": document.speaker_of(s), "text": s.text()});
    document.segments.iter().map(segment).collect()
}

fn print(value: &Value) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Runs `transcript ...`.
pub fn transcript(command: Transcript) -> Result<()> {
    match command {
        Transcript::Inspect { file } => {
            let parsed = parsed(&file)?;
            print(&json!({
                "format": parsed.format,
                "language": parsed.transcript.language,
                "segments": segments(&parsed.transcript),
                "problems": parsed.problems,
            }))
        }
        Transcript::Convert { file, to } => {
            let Some(format) = TranscriptFormat::from_extension(&to) else {
                bail!("`{to}` is none of vtt, srt, json, html, txt, md");
            };
            let title = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            print!("{}", transcript::write(&parsed(&file)?.transcript, format, &title));
            Ok(())
        }
    }
}

/// Runs `insights`, with the model of sentences where it is there; what had to be done without it is said on stderr.
pub fn insights(sentences: &Keeper, file: &Path) -> Result<()> {
    let document = transcript::refine_segments(parsed(file)?.transcript);
    let never = || false;
    let session = sentences.session(&never);
    let embedder = session.as_ref().map(|s| s as &dyn insight::Embedder);
    let found = insight::analyse(&document, &insight::Options { embedder, ..insight::Options::default() });
    if let Some(why) = embedding::without(session.as_ref(), found.language.as_deref()) {
        eprintln!("{why}");
    }
    print(&serde_json::to_value(found)?)
}

/// Runs `transcribe`.
pub fn transcribe(speech: &Speech, path: &Path) -> Result<()> {
    let Some(mut engine) = speech.engine()? else {
        bail!("no speech model is installed: run `podcastflow models pull base`");
    };
    let duration_ms = audio::probe(path)?.duration_ms;
    let bar = progress::share("Listening");
    let (mut words, mut context): (Vec<Word>, _) = (Vec::new(), Context::default());
    for chunk in Chunks::open(path, 0)? {
        let chunk = chunk?;
        let found = engine.recognise(&chunk, &context, &|| false)?;
        context.language = context.language.or(found.language);
        words.extend(found.words);
        bar.set_position(u64::from(chunk.end_ms) * 1000 / u64::from(duration_ms.max(1)));
    }
    let (turns, names) = speech.turns(path, &mut |_| Flow::Continue)?.turns();
    bar.finish_and_clear();
    let who = |start, end| audio::speaker_at(&turns, start, end);
    let document = transcript::refine(words, context.language.as_deref(), &who, names);
    let word = |s: &model::transcript::Segment, w: &Word| {
        json!({"text": w.text, "start": time(w.start_ms), "end": time(w.end_ms), "speaker": document.speaker_of(s),
               "confidence": w.confidence})
    };
    let words: Vec<Value> = document.segments.iter().flat_map(|s| s.words.iter().map(|w| word(s, w))).collect();
    print(&json!({"language": document.language, "words": words, "segments": segments(&document)}))
}

/// Runs `audio ...`.
pub fn audio(command: Audio) -> Result<()> {
    let Audio::Inspect { file } = command;
    let mut info = audio::probe(&file).with_context(|| file.display().to_string())?;
    let bar = progress::share("Decoding");
    let measured = audio::measure(&file, &mut |share| {
        bar.set_position(u64::from((share * 1000.0) as u32));
        Flow::Continue
    })?;
    bar.finish_and_clear();
    info.duration_ms = measured.duration_ms;
    let mut value = serde_json::to_value(&info)?;
    value["loudness"] = serde_json::to_value(measured.loudness)?;
    value["peaks"] = serde_json::to_value(measured.peaks)?;
    value["damaged_places"] = measured.corrupt_packets.into();
    print(&value)
}
