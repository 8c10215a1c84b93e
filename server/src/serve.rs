//! `serve` and `work`: the long-running processes.

use std::time::Duration;

use anyhow::{Context, Result};
use axum::serve::ListenerExt;
use service::{Service, pipeline::Worker, uploads};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    config::Config,
    demo,
    instance::{self, Mode},
    web::{self, App, PageCache, Site},
};

/// What `serve` does beside answering requests.
#[derive(Debug, Clone, Copy)]
pub struct Tasks {
    /// Works on jobs in this process too.
    pub worker: bool,
    /// Makes the demonstration show.
    pub demo: bool,
}

/// How long open connections may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// When the address is taken, the site is not built, or the database cannot be used.
pub fn serve(config: &Config, tasks: Tasks) -> Result<()> {
    let site = Site::load(&config.site_dir)?;
    instance::run(config, Mode::Own, |service| async move {
        let listener =
            TcpListener::bind(config.listen).await.with_context(|| format!("cannot listen on {}", config.listen))?;
        let address = listener.local_addr()?;
        let public_url =
            if config.listen.port() == 0 { format!("http://{address}") } else { config.public_url.clone() };
        let app = App::new(service.clone(), site, PageCache::new(config.page_cache_bytes), public_url.clone());
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(signals(stop));
        tokio::spawn(service.changes.clone().listen(service.db.clone()));
        tokio::spawn(web::follow_changes(app.clone()));
        tokio::spawn(housekeeping(service.clone()));
        let workers = if tasks.worker { start_workers(&service, config.jobs, &stopped) } else { Vec::new() };
        // Programs that start us wait for this line.
        println!("PodcastFlow Pro is at {public_url}");
        if let Some(hint) = service.speech.hint() {
            tracing::warn!("{hint}");
        }
        if tasks.demo {
            tokio::spawn(demo::seed(service.clone(), public_url));
        }
        answer(listener, app, stopped).await?;
        wait(workers).await;
        service.db.close().await;
        Ok(())
    })
}

/// Works on jobs until SIGINT or SIGTERM.
///
/// # Errors
/// When the database cannot be used.
pub fn work(config: &Config) -> Result<()> {
    instance::run(config, Mode::Guest, |service| async move {
        let (stop, mut stopped) = watch::channel(false);
        tokio::spawn(signals(stop));
        tokio::spawn(service.changes.clone().listen(service.db.clone()));
        let workers = start_workers(&service, config.jobs, &stopped);
        println!("PodcastFlow Pro works on jobs");
        stopped.wait_for(|stopped| *stopped).await.ok();
        wait(workers).await;
        service.db.close().await;
        Ok(())
    })
}

fn start_workers(service: &Service, jobs: usize, stopped: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    (0..jobs).map(|_| tokio::spawn(Worker::new(service.clone()).run(stopped.clone()))).collect()
}

async fn wait(workers: Vec<JoinHandle<()>>) {
    for worker in workers {
        if let Err(error) = worker.await {
            tracing::error!(%error, "a worker ended badly; its job's lease ends by itself");
        }
    }
}

async fn answer(listener: TcpListener, app: App, stopped: watch::Receiver<bool>) -> Result<()> {
    let until = |mut stopped: watch::Receiver<bool>| async move {
        stopped.wait_for(|stopped| *stopped).await.ok();
    };
    // An answer in two pieces does not wait for the other side to confirm the first.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection answers in larger pieces");
        }
    });
    let server = axum::serve(listener, web::router(app)).with_graceful_shutdown(until(stopped.clone()));
    // Streams of events have no end of their own.
    let deadline = async {
        until(stopped).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = server => Ok(served?),
        () = deadline => Ok(()),
    }
}

/// Turns SIGINT and SIGTERM into the signal to stop; a second one ends the process at once.
async fn signals(stop: watch::Sender<bool>) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::error!("signals cannot be heard here");
        return;
    };
    for first in [true, false] {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        if !first {
            std::process::exit(130);
        }
        tracing::info!("stopping");
        stop.send(true).ok();
    }
}

/// Removes what has expired, now and every hour.
async fn housekeeping(service: Service) {
    let mut hour = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hour.tick().await;
        if let Err(error) = remove_expired(&service).await {
            tracing::warn!(%error, "what has expired could not be removed");
        }
    }
}

async fn remove_expired(service: &Service) -> Result<(), service::Error> {
    let now = service.clock.now();
    uploads::remove_expired(service).await?;
    store::accounts::delete_expired_sessions(&service.db, now).await?;
    store::accounts::forget_made(&service.db, now - time::Duration::days(1)).await?;
    Ok(())
}
