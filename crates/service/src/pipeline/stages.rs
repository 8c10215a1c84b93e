//! What each stage does. A stage computes first, and what it found is written in one transaction with the end of its job;
//! so it may run any number of times.

use std::{path::PathBuf, sync::Arc};

use audio::{Chunks, Context, Measured, ReadError, RecogniseError, Turn};
use model::{
    Uuid,
    audio::AudioInfo,
    insight::Insights,
    job::Stage,
    transcript::{Transcript, Word},
};
use store::{
    PgConnection,
    jobs::{Claimed, RecognisedChunk},
    transcripts::Source,
};
use time::OffsetDateTime;
use tokio::sync::mpsc;

use super::control::Control;
use crate::{
    Error, Service, audio_files, presentation,
    speech::{Told, names},
    vocabulary,
};

/// What a stage found, to be written.
pub enum Found {
    /// Nothing that is not written yet.
    Nothing,
    /// By [`Stage::Probe`].
    Info(AudioInfo),
    /// By [`Stage::Peaks`].
    Measured(Box<Measured>),
    /// By [`Stage::Speakers`].
    Turns(serde_json::Value),
    /// By [`Stage::Refine`]: the transcript and where it comes from.
    Transcript(Transcript, Source),
    /// By [`Stage::Insights`].
    Insights(Box<Insights>),
}

/// How a stage ended.
pub struct Outcome {
    /// What is to be written.
    pub found: Found,
    /// A line for people.
    pub message: Option<String>,
    /// It had nothing to do.
    pub skipped: bool,
}

fn done(found: Found, message: impl Into<String>) -> Outcome {
    Outcome { found, message: Some(message.into()), skipped: false }
}

fn skipped(message: impl Into<String>) -> Outcome {
    Outcome { found: Found::Nothing, message: Some(message.into()), skipped: true }
}

/// Runs the stage of a job. Decoding and recognition run on a thread that may block, and stop when `control` says so.
pub async fn run(service: &Service, job: &Claimed, worker_id: Uuid, control: &Arc<Control>) -> Result<Outcome, Error> {
    match job.stage {
        Stage::Probe => probe(service, job).await,
        Stage::Peaks => peaks(service, job, control).await,
        Stage::Transcribe => transcribe(service, job, worker_id, control).await,
        Stage::Speakers => speakers(service, job, control).await,
        Stage::Refine => refine(service, job).await,
        Stage::Insights => insights(service, job, control).await,
    }
}

/// Writes what a stage found, in the transaction that ends its job.
pub async fn write(conn: &mut PgConnection, job: &Claimed, found: Found, now: OffsetDateTime) -> Result<(), Error> {
    let id = job.episode_id;
    match found {
        Found::Nothing => {}
        Found::Info(info) => store::episodes::set_audio_info(&mut *conn, id, &info).await?,
        Found::Measured(m) => {
            store::episodes::set_measured(&mut *conn, id, &m.loudness, &m.peaks, m.duration_ms).await?;
        }
        Found::Turns(turns) => store::jobs::put_turns(&mut *conn, job, &turns).await?,
        // Somebody edited it while it was being refined: their words stay.
        Found::Transcript(..) if is_edited(&mut *conn, id).await? => {}
        Found::Transcript(transcript, source) => {
            store::transcripts::put(&mut *conn, id, &transcript, source, None, now).await?;
            store::jobs::forget_checkpoints(&mut *conn, job.run_id).await?;
        }
        Found::Insights(insights) => store::transcripts::put_insights(&mut *conn, id, &insights, now).await?,
    }
    // The page grows as the pipeline goes: waveform, then text, then findings.
    if matches!(job.stage, Stage::Peaks | Stage::Refine | Stage::Insights) {
        presentation::refresh(conn, id, now).await?;
    }
    Ok(())
}

async fn is_edited(conn: &mut PgConnection, id: Uuid) -> Result<bool, Error> {
    let head = store::transcripts::head_for_update(conn, id).await?;
    Ok(head.is_some_and(|head| head.source == Source::Edited))
}

async fn recording(service: &Service, job: &Claimed) -> Result<PathBuf, Error> {
    let key = store::episodes::audio_key(&service.db, job.episode_id).await?;
    let key = key.ok_or_else(|| Error::Conflict("The recording was removed. Upload it again.".into()))?;
    service.objects.path(&key)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn of_read(error: ReadError) -> Error {
    match error {
        ReadError::Source(error) => audio_files::of_probe(error),
        ReadError::Stopped => Error::internal("stopped"),
    }
}

fn of_recognise(error: RecogniseError) -> Error {
    if error.is_transient() { Error::internal(error) } else { Error::Conflict(error.to_string()) }
}

async fn probe(service: &Service, job: &Claimed) -> Result<Outcome, Error> {
    let path = recording(service, job).await?;
    let mut info = audio_files::probe(&path).await?;
    // A duration that was decoded is better than one that a header states.
    let before = store::episodes::by_id(&service.db, job.episode_id).await?;
    if let Some(before) = before.filter(|e| e.loudness.is_some()).and_then(|e| e.audio) {
        info.duration_ms = before.duration_ms;
    }
    let channels = match info.channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        n => format!("{n} channels"),
    };
    let message = format!("{}, {channels}, {} kHz", info.codec.to_uppercase(), f64::from(info.sample_rate) / 1000.0);
    Ok(done(Found::Info(info), message))
}

async fn peaks(service: &Service, job: &Claimed, control: &Arc<Control>) -> Result<Outcome, Error> {
    let path = recording(service, job).await?;
    let control = control.clone();
    let measured = blocking(move || audio::measure(&path, &mut |share| control.flow(share)).map_err(of_read)).await?;
    let loudness = match measured.loudness.integrated_lufs {
        Some(lufs) => format!("{lufs:.1} LUFS"),
        None => "silence".to_owned(),
    };
    let mut message = format!("{}, {loudness}", model::timecode::spoken(measured.duration_ms));
    if measured.corrupt_packets > 0 {
        message.push_str(&format!("; {} damaged places were passed over", measured.corrupt_packets));
    }
    Ok(done(Found::Measured(Box::new(measured)), message))
}

/// A transcript of which less was heard in the recording is of something else.
const SAME_TALK: f32 = 0.4;

/// Pieces that the recogniser is ahead of the database.
const AHEAD: usize = 2;

async fn transcribe(
    service: &Service,
    job: &Claimed,
    worker_id: Uuid,
    control: &Arc<Control>,
) -> Result<Outcome, Error> {
    if let Some(hint) = service.speech.hint() {
        return Ok(skipped(hint));
    }
    let path = recording(service, job).await?;
    let episode = store::episodes::by_id(&service.db, job.episode_id).await?.ok_or(Error::NotFound)?;
    let duration_ms = episode.audio.as_ref().map_or(0, |a| a.duration_ms);
    let before = store::jobs::chunks(&service.db, job.run_id).await?;
    let from_ms = before.last().map_or(0, |c| c.end_ms);
    let mut words: usize = before.iter().map(|c| c.words.len()).sum();
    // Names of the show and nothing else: a title as "what was said before" makes Whisper leave out a beginning that repeats it.
    let terms = vocabulary::glossary(&mut *store::connection(&service.db).await?, episode.show_id).await?;
    let mut context =
        Context { language: before.iter().find_map(|c| c.language.clone()), prompt: transcript::prompt(&terms) };

    let (send, mut received) = mpsc::channel::<RecognisedChunk>(AHEAD);
    let speech = service.speech.clone();
    let shared = control.clone();
    let recognition = tokio::task::spawn_blocking(move || {
        // Closed: nobody writes what is found any more.
        let stopped = || shared.stopped() || send.is_closed();
        let Some(mut engine) = speech.engine().map_err(of_recognise)? else { return Ok(String::new()) };
        for chunk in Chunks::open(&path, from_ms).map_err(of_read)? {
            let chunk = chunk.map_err(of_read)?;
            if stopped() {
                return Err(Error::internal("stopped"));
            }
            let found = engine.recognise(&chunk, &context, &stopped).map_err(of_recognise)?;
            context.language = context.language.take().or_else(|| found.language.clone());
            let done = RecognisedChunk {
                start_ms: chunk.start_ms,
                end_ms: chunk.end_ms,
                language: found.language,
                words: found.words,
            };
            #[expect(clippy::cast_precision_loss, reason = "a share")]
            shared.progress(done.end_ms as f32 / duration_ms.max(1) as f32);
            if send.blocking_send(done).is_err() {
                return Err(Error::internal("stopped"));
            }
        }
        Ok(engine.name().to_owned())
    });
    let written = async move {
        while let Some(chunk) = received.recv().await {
            let mut tx = store::begin(&service.db).await?;
            if !store::jobs::hold(&mut tx, job, worker_id).await? {
                return Err(Error::internal("stopped"));
            }
            words += chunk.words.len();
            store::jobs::put_chunk(&mut tx, job, &chunk).await?;
            store::commit(tx).await?;
        }
        Ok(words)
    }
    .await;
    // Waited for in any case: the engine of the next job beside this one would slow both down tenfold.
    let engine = recognition.await.map_err(Error::internal)?;
    let (words, engine) = (written?, engine?);
    if words == 0 {
        return Ok(done(Found::Nothing, "No speech was heard in this recording."));
    }
    Ok(done(Found::Nothing, format!("{}, by {engine}", counted(words, "word"))))
}

async fn speakers(service: &Service, job: &Claimed, control: &Arc<Control>) -> Result<Outcome, Error> {
    let path = recording(service, job).await?;
    let (control, speech) = (control.clone(), service.speech.clone());
    let told = blocking(move || speech.turns(&path, &mut |share| control.flow(share)).map_err(of_read)).await?;
    let message = match &told {
        Told::Channels(turns) => format!("Two voices, {}", counted(turns.len(), "turn")),
        Told::Voices(voices) => {
            let (count, turns) = (counted(voices.speakers, "voice"), counted(voices.turns.len(), "turn"));
            let doubt = if voices.agreement < audio::voices::SURE {
                "; they are much alike, so listen before you trust it"
            } else {
                ""
            };
            format!("{count}, {turns}, told apart by their sound{doubt}")
        }
        Told::One => return Ok(skipped("One voice is heard.")),
        Told::BadModel(why) => {
            tracing::warn!(%why, "the model of voices cannot be used");
            return Ok(skipped(format!(
                "The model of voices cannot be used: {why}. Bring it again with `podcastflow models import-voices`."
            )));
        }
        Told::NoModel => {
            return Ok(skipped(
                "Each voice would need a microphone on a channel of its own, or the model of voices: \
                 `podcastflow models import-voices` brings it.",
            ));
        }
    };
    let turns: Vec<(u32, u32, u16)> = told.turns().0.iter().map(|t| (t.start_ms, t.end_ms, t.speaker)).collect();
    Ok(done(Found::Turns(serde_json::to_value(turns).map_err(Error::internal)?), message))
}

async fn refine(service: &Service, job: &Claimed) -> Result<Outcome, Error> {
    let there = store::transcripts::get(&service.db, job.episode_id).await?;
    if matches!(there, Some((_, Source::Edited))) {
        return Ok(skipped("You edited the transcript; your words stay as they are."));
    }
    if let Some((uploaded, Source::Uploaded)) = there {
        let episode = store::episodes::by_id(&service.db, job.episode_id).await?.ok_or(Error::NotFound)?;
        let audio_ms = episode.audio.map(|a| a.duration_ms);
        let heard: Vec<Word> =
            store::jobs::chunks(&service.db, job.run_id).await?.into_iter().flat_map(|c| c.words).collect();
        let refined = blocking(move || {
            let mut aligned = None;
            let mut refined = transcript::refine_segments(uploaded);
            if !refined.is_timed() && !heard.is_empty() {
                let with_times = transcript::align(refined.clone(), &heard);
                let fits = with_times.share_matched >= SAME_TALK;
                aligned = Some((fits, with_times.share_matched));
                if fits {
                    refined = with_times.transcript;
                }
            }
            if let Some(ms) = audio_ms {
                transcript::fit_to_audio(&mut refined, ms);
            }
            Ok((refined, aligned))
        })
        .await?;
        let (refined, aligned) = refined;
        let mut message = size(&refined);
        if let Some((fits, share)) = aligned {
            let percent = (share * 100.0).round();
            message.push_str(&if fits {
                format!("; times taken from the recording, in which {percent} % of the words were heard")
            } else {
                format!("; no times: only {percent} % of its words were heard in the recording. Is it the right file?")
            });
        }
        return Ok(done(Found::Transcript(refined, Source::Uploaded), message));
    }
    let chunks = store::jobs::chunks(&service.db, job.run_id).await?;
    let language = chunks.iter().find_map(|c| c.language.clone());
    let words: Vec<Word> = chunks.into_iter().flat_map(|c| c.words).collect();
    if words.is_empty() {
        return Ok(skipped("There are no words to set."));
    }
    let turns: Option<Vec<(u32, u32, u16)>> = match store::jobs::turns(&service.db, job.run_id).await? {
        Some(turns) => Some(serde_json::from_value(turns).map_err(Error::internal)?),
        None => None,
    };
    let episode = store::episodes::by_id(&service.db, job.episode_id).await?.ok_or(Error::NotFound)?;
    let terms = vocabulary::glossary(&mut *store::connection(&service.db).await?, episode.show_id).await?;
    let refined = blocking(move || {
        let turns: Vec<Turn> = turns
            .unwrap_or_default()
            .into_iter()
            .map(|(start_ms, end_ms, speaker)| Turn { start_ms, end_ms, speaker })
            .collect();
        let names = names(&turns);
        let who = |start, end| audio::speaker_at(&turns, start, end);
        let mut refined = transcript::refine(words, language.as_deref(), &who, names);
        transcript::correct(&mut refined, &terms);
        Ok(refined)
    })
    .await?;
    let message = size(&refined);
    Ok(done(Found::Transcript(refined, Source::Recognised), message))
}

/// `1 word`, `6,194 words`.
fn counted(n: usize, what: &str) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {what}{}", if n == 1 { "" } else { "s" })
}

fn size(transcript: &Transcript) -> String {
    format!("{} in {}", counted(transcript.word_count(), "word"), counted(transcript.segments.len(), "sentence"))
}

async fn insights(service: &Service, job: &Claimed, control: &Arc<Control>) -> Result<Outcome, Error> {
    let Some((transcript, _)) = store::transcripts::get(&service.db, job.episode_id).await? else {
        return Ok(skipped("There is no transcript to look into."));
    };
    let model = match &service.language {
        Some(_) => {
            let episode = store::episodes::by_id(&service.db, job.episode_id).await?;
            let control = control.clone();
            let stop = move || control.stopped();
            episode.and_then(|episode| crate::language::client(service, episode.show_id, stop))
        }
        None => None,
    };
    // Measured before this stage, where there is a recording.
    let outline = store::episodes::peaks(&service.db, job.episode_id).await?;
    let (sentences, control) = (service.sentences.clone(), control.clone());
    let (found, without_vectors, trouble) = blocking(move || {
        let language_model = model.as_ref().map(|m| m as &dyn insight::LanguageModel);
        let stop = || control.stopped();
        let session = sentences.session(&stop);
        let embedder = session.as_ref().map(|s| s as &dyn insight::Embedder);
        let options = insight::Options { embedder, language_model, outline: outline.as_ref() };
        let found = insight::analyse(&transcript, &options);
        let without_vectors = embedding::without(session.as_ref(), found.language.as_deref());
        Ok((found, without_vectors, model.as_ref().and_then(language::Chat::trouble)))
    })
    .await?;
    let message = [(found.chapters.len(), "chapter"), (found.quotes.len(), "quote"), (found.topics.len(), "topic")]
        .map(|(n, what)| counted(n, what))
        .join(", ");
    if let Some(why) = &trouble {
        tracing::warn!(%why, "the language model did not do all of its part");
    }
    if let Some(why) = &without_vectors {
        tracing::info!(%why, "insights were found without the model of sentences");
    }
    let notes: Vec<String> = [without_vectors, trouble].into_iter().flatten().collect();
    let message = if notes.is_empty() { message } else { format!("{message}. {}", notes.join(" ")) };
    Ok(done(Found::Insights(Box::new(found)), message))
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn counts_read_as_people_write_them() {
        for (n, text) in
            [(0, "0 words"), (1, "1 word"), (999, "999 words"), (6194, "6,194 words"), (1_000_000, "1,000,000 words")]
        {
            assert_eq!(counted(n, "word"), text);
        }
    }
}
