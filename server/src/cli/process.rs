//! `process FILE`: the REST API's way from a file to a page, for the command line.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use futures_util::StreamExt;
use model::{
    episode::{Episode, NewEpisode},
    event::EpisodeEvent,
    job::JobState,
    show::{NewShow, Show},
};
use service::{Actor, Service, audio_files, episodes, events, pipeline, pipeline::Worker, shows, transcripts};
use tokio::sync::watch;

use super::{accounts::plain, progress};
use crate::{
    config::Config,
    instance::{self, Mode},
};

/// `process ...`
#[derive(Args)]
pub struct Process {
    /// A recording or a transcript
    file: PathBuf,
    /// Account that it is done for; by default the administrator
    #[arg(long)]
    email: Option<String>,
    /// Slug of the show; by default a show named Recordings, made when it is not there
    #[arg(long)]
    show: Option<String>,
    /// Title; by default the file's
    #[arg(long)]
    title: Option<String>,
    /// Make the page public
    #[arg(long)]
    publish: bool,
}

/// Runs it; prints the path of the page.
pub fn process(config: &Config, command: Process) -> Result<()> {
    let public_url = config.public_url.clone();
    instance::run(config, Mode::Guest, |service| async move {
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(service.changes.clone().listen(service.db.clone()));
        let worker = tokio::spawn(Worker::new(service.clone()).run(stopped));
        let done = episode_of(&service, &command).await;
        stop.send(true).ok();
        worker.await?;
        let (show, episode) = done?;
        println!("{public_url}/shows/{}/{}", show.slug, episode.slug);
        Ok(())
    })
}

async fn episode_of(service: &Service, command: &Process) -> Result<(Show, Episode)> {
    let actor = actor(service, command.email.as_deref()).await?;
    let show = show(service, &actor, command.show.as_deref()).await?;
    let name = command.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = Path::new(&name).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let title = command.title.clone().unwrap_or(stem);
    // Looked at before anything is made: a file that is neither leaves nothing behind.
    let recording = audio::probe(&command.file);
    let text = match &recording {
        Ok(_) => None,
        Err(not_audio) => {
            let bytes =
                std::fs::read(&command.file).with_context(|| format!("cannot read {}", command.file.display()))?;
            if transcript::parse(&bytes, Some(&name)).is_err() {
                bail!("{not_audio}");
            }
            Some(bytes)
        }
    };
    let new = NewEpisode { title, ..NewEpisode::default() };
    let episode = episodes::create(service, &actor, show.id, &new, None).await.map_err(plain)?;
    match text {
        Some(bytes) => {
            let taken = transcripts::put(service, &actor, episode.id, bytes.into(), Some(name)).await?;
            for problem in taken.problems {
                eprintln!("{problem}");
            }
        }
        None => {
            let file = tokio::fs::File::open(&command.file).await?;
            audio_files::attach_bytes(service, &actor, episode.id, audio_files::pieces(file)).await?;
        }
    }
    pipeline::start(service, &actor, episode.id).await?;
    watch_run(service, &actor, &episode).await?;
    let episode = if command.publish {
        episodes::publish(service, &actor, episode.id).await?
    } else {
        episodes::get(service, &actor, episode.id).await?
    };
    Ok((show, episode))
}

async fn actor(service: &Service, email: Option<&str>) -> Result<Actor> {
    let found = match email {
        Some(email) => service::accounts::by_email(service, email).await.ok(),
        None => service::accounts::administrator(service).await?,
    };
    found.context("no such account: make one with `podcastflow user create`")
}

async fn show(service: &Service, actor: &Actor, slug: Option<&str>) -> Result<Show> {
    let wanted = slug.unwrap_or("recordings");
    let all = shows::list(service, actor).await?;
    if let Some(show) = all.into_iter().find(|s| s.slug.as_str() == wanted) {
        return Ok(show);
    }
    if slug.is_some() {
        bail!("you have no show named {wanted}");
    }
    let new = NewShow { title: "Recordings".into(), slug: Some(wanted.to_owned()), ..NewShow::default() };
    shows::create(service, actor, &new, None).await.map_err(plain)
}

async fn watch_run(service: &Service, actor: &Actor, episode: &Episode) -> Result<()> {
    let mut events = std::pin::pin!(events::watch(service, actor, episode.id).await?);
    let bar = progress::share("Waiting");
    while let Some(event) = events.next().await {
        match event {
            EpisodeEvent::Job { job } => match job.state {
                JobState::Running => {
                    bar.set_message(job.stage.title());
                    bar.set_position((job.progress * 1000.0) as u64);
                }
                JobState::Succeeded | JobState::Skipped => {
                    let note = job.message.unwrap_or_default();
                    bar.suspend(|| eprintln!("{}: {note}", job.stage.title()));
                }
                JobState::Failed => {
                    bar.finish_and_clear();
                    bail!("{}: {}", job.stage.title(), job.error.unwrap_or_default());
                }
                JobState::Queued | JobState::Cancelled => {}
            },
            EpisodeEvent::Words { .. } => {}
            EpisodeEvent::Done { ok, .. } => {
                bar.finish_and_clear();
                anyhow::ensure!(ok, "processing was stopped");
                return Ok(());
            }
        }
    }
    bail!("the connection to the database was lost; processing goes on when a worker runs")
}
