//! Workers: take a job, keep its lease, write its result once.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use model::{Uuid, job::JobState};
use store::jobs::Claimed;
use tokio::sync::{broadcast, watch};

use super::{
    control::Control,
    stages::{self, Outcome},
};
use crate::{Error, Service, changes::Change, new_id};

/// How long a job stays with a worker that gives no sign of life.
const LEASE: Duration = Duration::from_secs(15);
/// How often a worker gives one, with its progress.
const BEAT: Duration = Duration::from_millis(1500);
/// How often an idle worker looks although it heard nothing: for jobs whose time or whose lease's end has come.
const LOOK: Duration = Duration::from_secs(2);
/// Errors after which a job is given up.
const TRIES: i32 = 5;
/// Times that a job may take its worker down with it before it is given up.
const TAKES: i32 = 60;

/// A worker: one job at a time.
pub struct Worker {
    service: Service,
    id: Uuid,
}

impl Worker {
    /// A worker of a service.
    #[must_use]
    pub fn new(service: Service) -> Self {
        Self { service, id: new_id() }
    }

    /// Works until `shutdown` is true. A job under way is put back then, and goes on from its checkpoint elsewhere.
    pub async fn run(self, mut shutdown: watch::Receiver<bool>) {
        let mut changes = self.service.changes.subscribe();
        while !*shutdown.borrow() {
            match self.claim().await {
                Ok(Some(job)) => self.work(job, &mut shutdown).await,
                Ok(None) => match self.tidy().await {
                    Ok(true) => {}
                    Ok(false) => idle(&mut changes, &mut shutdown).await,
                    Err(error) => {
                        tracing::warn!(%error, "what was edited could not be looked after");
                        idle(&mut changes, &mut shutdown).await;
                    }
                },
                Err(error) => {
                    tracing::warn!(%error, "no job could be taken; trying again");
                    tokio::select! {
                        () = tokio::time::sleep(LOOK) => {}
                        _ = shutdown.changed() => {}
                    }
                }
            }
        }
    }

    /// One thing that follows an edit or a publication; whether there was one.
    async fn tidy(&self) -> Result<bool, Error> {
        Ok(crate::search::catch_up(&self.service).await?
            || super::look_after_insights(&self.service).await?
            || crate::meaning::catch_up(&self.service).await?)
    }

    async fn claim(&self) -> Result<Option<Claimed>, Error> {
        let now = self.service.clock.now();
        let mut tx = store::begin(&self.service.db).await?;
        let job = store::jobs::claim(&mut *tx, self.id, now, now + LEASE).await?;
        if let Some(job) = &job {
            store::jobs::announce(&mut *tx, job.episode_id).await?;
        }
        store::commit(tx).await?;
        Ok(job)
    }

    async fn work(&self, job: Claimed, shutdown: &mut watch::Receiver<bool>) {
        let span =
            tracing::info_span!("job", stage = job.stage.as_str(), episode = %job.episode_id, attempt = job.attempt);
        tracing::info!(parent: &span, "taken");
        let began = Instant::now();
        if job.attempt > TAKES {
            let error =
                Error::Conflict("Its workers ended too often while they worked on it. Ask your administrator.".into());
            return self.settle(&job, Err(error)).await;
        }
        let control = Arc::new(Control::default());
        let mut running = std::pin::pin!(stages::run(&self.service, &job, self.id, &control));
        let mut beat = tokio::time::interval(BEAT);
        beat.tick().await;
        let result = loop {
            tokio::select! {
                result = &mut running => break Some(result),
                _ = beat.tick() => {
                    if !self.keep(&job, &control, began).await {
                        control.stop();
                    }
                }
                _ = shutdown.changed() => {
                    control.stop();
                    // The thread that works hears of it within a piece; what it would return is of no use.
                    break tokio::time::timeout(Duration::from_secs(5), &mut running).await.ok();
                }
            }
        };
        tracing::info!(parent: &span, elapsed_ms = began.elapsed().as_millis(), stopped = control.stopped(), "ended");
        if control.stopped() {
            self.give_back(&job).await;
        } else if let Some(result) = result {
            self.settle(&job, result).await;
        }
    }

    /// Prolongs the lease; false when the job is no longer ours. A database that is away for a moment is no reason to
    /// stop: the lease tells.
    async fn keep(&self, job: &Claimed, control: &Control, began: Instant) -> bool {
        let progress = control.share();
        let elapsed = began.elapsed().as_secs_f32();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let left = (progress > 0.03 && elapsed > 2.0).then(|| (elapsed / progress * (1.0 - progress)).ceil() as u32);
        let now = self.service.clock.now();
        let kept = async {
            let mut tx = store::begin(&self.service.db).await?;
            let kept = store::jobs::heartbeat(&mut tx, job, self.id, progress, left, now + LEASE).await?;
            store::commit(tx).await?;
            Ok::<_, store::Error>(kept)
        };
        match kept.await {
            Ok(kept) => kept,
            Err(error) => {
                tracing::warn!(%error, "a job's lease could not be prolonged");
                true
            }
        }
    }

    /// Ends the lease of a job that was interrupted, so that another worker need not wait for its end.
    async fn give_back(&self, job: &Claimed) {
        let now = self.service.clock.now();
        let given = async {
            let mut tx = store::begin(&self.service.db).await?;
            store::jobs::heartbeat(&mut tx, job, self.id, 0.0, None, now - LEASE).await?;
            store::commit(tx).await
        };
        if let Err(error) = given.await {
            tracing::warn!(%error, "a job could not be given back; its lease ends by itself");
        }
    }

    /// Writes the result, unless the job went to somebody else in the meantime.
    async fn settle(&self, job: &Claimed, result: Result<Outcome, Error>) {
        let result = match result {
            Ok(outcome) => match self.write(job, outcome).await {
                Ok(()) => return,
                Err(error) => error,
            },
            Err(error) => error,
        };
        let last = !result.is_transient() || job.failures + 1 >= TRIES;
        let cause = std::error::Error::source(&result).map(ToString::to_string);
        let now = self.service.clock.now();
        // 4, 16, 64, 256 seconds.
        let again = (!last).then(|| now + Duration::from_secs(4_u64.pow(u32::try_from(job.failures + 1).unwrap_or(1))));
        let noted = async {
            let mut tx = store::begin(&self.service.db).await?;
            let ours = store::jobs::fail(&mut tx, job, self.id, &result.to_string(), again, now).await?;
            store::commit(tx).await?;
            Ok::<_, store::Error>(ours)
        };
        let (stage, episode) = (job.stage.as_str(), job.episode_id);
        match noted.await {
            Ok(true) => tracing::warn!(stage, %episode, error = %result, cause, last, "a job failed"),
            // It was cancelled, and what it worked on may be gone: nothing that anybody has to look at.
            Ok(false) => tracing::debug!(stage, %episode, error = %result, cause, "a job that was cancelled ended"),
            Err(error) => {
                tracing::warn!(stage, %episode, failure = %result, %error, "a job's failure could not be noted; its lease ends by itself");
            }
        }
    }

    async fn write(&self, job: &Claimed, outcome: Outcome) -> Result<(), Error> {
        let now = self.service.clock.now();
        let mut tx = store::begin(&self.service.db).await?;
        if !store::jobs::hold(&mut tx, job, self.id).await? {
            return Ok(());
        }
        let state = if outcome.skipped { JobState::Skipped } else { JobState::Succeeded };
        stages::write(&mut tx, job, outcome.found, now).await?;
        store::jobs::finish(&mut tx, job, state, outcome.message.as_deref(), now).await?;
        if let Some(episode) = store::episodes::by_id(&mut *tx, job.episode_id).await? {
            store::shows::announce_change(&mut *tx, episode.show_id).await?;
        }
        store::commit(tx).await?;
        Ok(())
    }
}

async fn idle(changes: &mut broadcast::Receiver<Change>, shutdown: &mut watch::Receiver<bool>) {
    let heard = async {
        loop {
            match changes.recv().await {
                Ok(Change::Jobs { .. } | Change::Lost) | Err(broadcast::error::RecvError::Lagged(_)) => return,
                Ok(_) => {}
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    tokio::select! {
        () = heard => {}
        () = tokio::time::sleep(LOOK) => {}
        _ = shutdown.changed() => {}
    }
}
