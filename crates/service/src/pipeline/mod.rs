//! From a recording or a transcript to a page: starting and stopping a run, and the workers that carry it out.

mod control;
mod stages;
mod worker;

use std::time::Duration;

use model::{
    Uuid,
    job::{Job, Stage},
};

pub use worker::Worker;

use crate::{
    Actor, Error, Service,
    access::Permission,
    episodes::{allowed, written},
    new_id,
};

/// Starts a run, or finds the one that is under way.
///
/// # Errors
/// `Conflict` when there is neither a recording nor a transcript.
pub async fn start(service: &Service, actor: &Actor, id: Uuid) -> Result<Vec<Job>, Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    let there = store::transcripts::get(&mut *tx, id).await?;
    let source = there.as_ref().map(|(_, source)| *source);
    // A text without times is looked for in what is heard.
    let lacks_times = episode.audio.is_some() && there.as_ref().is_some_and(|(t, _)| !t.is_timed());
    let has_audio = episode.audio.is_some();
    if !has_audio && source.is_none() {
        return Err(Error::Conflict(
            "There is nothing to process yet. Upload a recording or a transcript first.".into(),
        ));
    }
    let by_a_person = matches!(source, Some(store::transcripts::Source::Uploaded | store::transcripts::Source::Edited));
    let skip = |stage| match stage {
        Stage::Probe | Stage::Peaks if !has_audio => Some("There is no recording.".to_owned()),
        Stage::Transcribe if lacks_times && source == Some(store::transcripts::Source::Uploaded) => None,
        Stage::Transcribe | Stage::Speakers if by_a_person => {
            Some("The transcript is a person's; nothing has to be written down.".to_owned())
        }
        Stage::Transcribe | Stage::Speakers if !has_audio => Some("There is no recording.".to_owned()),
        _ => None,
    };
    let ids = std::array::from_fn(|_| new_id());
    match store::jobs::enqueue(&mut tx, id, new_id(), ids, &skip, service.clock.now()).await {
        // Somebody clicked twice: the first click's run is the answer.
        Err(store::Error::Taken(_)) => {
            drop(tx);
            return Ok(store::jobs::latest_run(&service.db, id).await?);
        }
        other => other?,
    }
    store::jobs::forget_earlier_runs(&mut tx, id).await?;
    written(&mut tx, service, actor, "episode.process", &episode).await?;
    let jobs = store::jobs::latest_run(&mut *tx, id).await?;
    store::commit(tx).await?;
    Ok(jobs)
}

/// Rest after the last edit of a transcript before its insights are looked for again.
const REST: Duration = Duration::from_secs(20);

/// What an idle worker looks after: prepares what is public of insights whose show has another rule now, and queues insights
/// anew for a transcript that was edited since they were found and rests now. Whether there was anything to do.
///
/// # Errors
/// Those of the database.
async fn look_after_insights(service: &Service) -> Result<bool, Error> {
    let now = service.clock.now();
    match crate::presentation::prepare_one(service).await {
        Ok(true) => return Ok(true),
        Ok(false) => {}
        // One that cannot be prepared keeps nothing else from being done.
        Err(error) => tracing::warn!(%error, "public insights could not be prepared"),
    }
    let Some(id) = store::transcripts::with_stale_insights(&service.db, now - REST).await? else { return Ok(false) };
    let skip = |stage| (stage != Stage::Insights).then(|| "Only the insights are looked for again.".to_owned());
    let ids = std::array::from_fn(|_| new_id());
    let mut tx = store::begin(&service.db).await?;
    match store::jobs::enqueue(&mut tx, id, new_id(), ids, &skip, now).await {
        // Another worker saw it too.
        Err(store::Error::Taken(_)) => return Ok(false),
        other => other?,
    }
    store::jobs::forget_earlier_runs(&mut tx, id).await?;
    store::commit(tx).await?;
    Ok(true)
}

/// Stops what is under way; what was finished stays.
///
/// # Errors
/// As [`start`].
pub async fn cancel(service: &Service, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    store::jobs::cancel(&mut tx, id, service.clock.now()).await?;
    written(&mut tx, service, actor, "episode.cancel", &episode).await?;
    store::commit(tx).await?;
    Ok(())
}
