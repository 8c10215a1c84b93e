//! Transcripts that people bring, and transcripts to take away.

use bytes::Bytes;
use model::{
    Uuid,
    transcript::{Reading, Transcript, TranscriptFormat},
};

use crate::{
    Actor, Error, Service,
    access::Permission,
    episodes::{allowed, written},
};

/// The largest transcript file, in bytes.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// What was taken from a file.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The form that the file had.
    pub format: TranscriptFormat,
    /// Its sentences.
    pub segments: usize,
    /// What was wrong in it and was repaired, in words.
    pub problems: Vec<String>,
}

/// Makes a file the transcript of an episode, whatever form it has. Recognition does not overwrite it; processing makes
/// insights of it.
///
/// # Errors
/// `BadFile` when it is no transcript, with the reason.
pub async fn put(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    bytes: Bytes,
    file_name: Option<String>,
) -> Result<Taken, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge(
            "The transcript is larger than 32 MiB. Split the episode, or check the file.".into(),
        ));
    }
    // Before the work of reading it: a stranger is to cost nothing, and to hear that there is nothing here.
    let mut conn = store::connection(&service.db).await?;
    allowed(&mut conn, actor, id, Permission::Edit).await?;
    drop(conn);
    let parsed = tokio::task::spawn_blocking(move || transcript::parse(&bytes, file_name.as_deref()))
        .await
        .map_err(Error::internal)?
        .map_err(|e| Error::BadFile(e.to_string()))?;
    let mut problems: Vec<String> = parsed.problems.iter().map(|p| p.message.clone()).collect();

    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    let mut document = transcript::refine_segments(parsed.transcript);
    if let Some(audio) = &episode.audio {
        problems.extend(transcript::fit_to_audio(&mut document, audio.duration_ms).into_iter().map(|p| p.message));
    }
    if document.language.is_none() {
        let show = store::shows::by_id(&mut *tx, episode.show_id).await?;
        document.language = show.map(|show| show.language);
    }
    let now = service.clock.now();
    store::transcripts::put(&mut tx, id, &document, store::transcripts::Source::Uploaded, Some(actor.user.id), now)
        .await?;
    crate::presentation::refresh(&mut tx, id, now).await?;
    written(&mut tx, service, actor, "episode.set_transcript", &episode).await?;
    store::commit(tx).await?;
    Ok(Taken { format: parsed.format, segments: document.segments.len(), problems })
}

/// The reading that somebody asks for by its name; every word where they name none.
///
/// # Errors
/// `Invalid` for a name that is none.
pub fn reading(name: Option<&str>) -> Result<Reading, Error> {
    let unknown = || Error::field("reading", "A reading is verbatim or clean.");
    name.map_or(Ok(Reading::default()), |name| Reading::from_name(name).ok_or_else(unknown))
}

/// A transcript in a reading.
pub(crate) fn read(transcript: Transcript, reading: Reading) -> Transcript {
    match reading {
        Reading::Verbatim => transcript,
        Reading::Clean => transcript::clean(transcript),
    }
}

/// The transcript of an episode that the actor may see, in a reading.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn get(service: &Service, actor: &Actor, id: Uuid, reading: Reading) -> Result<Transcript, Error> {
    let mut conn = store::connection(&service.db).await?;
    allowed(&mut conn, actor, id, Permission::View).await?;
    let found = store::transcripts::get(&mut *conn, id).await?;
    found.map(|(transcript, _)| read(transcript, reading)).ok_or(Error::NotFound)
}
