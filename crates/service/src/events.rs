//! The live progress of an episode, as a stream for pages and programs that watch it.

use std::time::Duration;

use async_stream::stream;
use futures_util::Stream;
use model::{Uuid, event::EpisodeEvent, job::Job, job::JobState};
use tokio::sync::broadcast::error::RecvError;

use crate::{Actor, Error, Service, changes::Change, episodes};

/// How often the jobs are looked at although nothing was heard.
const AT_LEAST: Duration = Duration::from_secs(10);

/// Events of an episode: first each job as it stands and the words found so far, then every change, then the end.
///
/// # Errors
/// `NotFound` when the actor may not see the episode.
pub async fn watch(
    service: &Service,
    actor: &Actor,
    id: Uuid,
) -> Result<impl Stream<Item = EpisodeEvent> + Send + use<>, Error> {
    // Subscribed before the first look, so that nothing falls between.
    let mut changes = service.changes.subscribe();
    let jobs = episodes::jobs(service, actor, id).await?;
    let service = service.clone();
    Ok(stream! {
        let mut shown: Vec<Job> = Vec::new();
        let mut jobs = jobs;
        loop {
            for job in &jobs {
                if !shown.contains(job) {
                    yield EpisodeEvent::Job { job: job.clone() };
                }
            }
            shown = jobs;
            if shown.iter().all(|job| job.state.is_final()) {
                let ok = shown.iter().all(|job| matches!(job.state, JobState::Succeeded | JobState::Skipped));
                yield EpisodeEvent::Done { episode_id: id, ok };
                return;
            }
            loop {
                match tokio::time::timeout(AT_LEAST, changes.recv()).await {
                    Ok(Ok(Change::Words { episode_id, start_ms, text })) if episode_id == id => {
                        yield EpisodeEvent::Words { start_ms, text };
                    }
                    Ok(Ok(Change::Jobs { episode_id })) if episode_id == id => break,
                    Ok(Ok(Change::Lost) | Err(RecvError::Lagged(_))) | Err(_) => break,
                    Ok(Err(RecvError::Closed)) => return,
                    Ok(Ok(_)) => {}
                }
            }
            match store::jobs::latest_run(&service.db, id).await {
                Ok(now) => jobs = now,
                Err(error) => {
                    // The client connects again by itself.
                    tracing::warn!(%error, "the progress of an episode could not be read");
                    return;
                }
            }
        }
    })
}
