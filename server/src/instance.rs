//! What every command with a database needs: PostgreSQL (ours or the owner's), an async runtime, and the use cases.

use std::future::Future;

use anyhow::{Context, Result};
use embedding::Keeper;
use service::{
    Service,
    clock::Clock,
    language,
    objects::Objects,
    speech::{Remote, Speech},
};

use crate::{config::Config, postgres::Embedded};

/// How an embedded PostgreSQL is come by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// This process owns it.
    Own,
    /// A command beside a server: the server's is used when it is up.
    Guest,
}

/// Runs `work` with the use cases on a migrated database, and shuts down what was started for it.
pub fn run<F, T>(config: &Config, mode: Mode, work: impl FnOnce(Service) -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    // Before the runtime: the kernel ties the child to the thread that started it.
    let embedded = match (&config.database_url, mode) {
        (Some(_), _) => None,
        (None, Mode::Own) => Some(Embedded::start(&config.data_dir)?),
        (None, Mode::Guest) => Some(Embedded::attach(&config.data_dir)?),
    };
    let url = match (&config.database_url, &embedded) {
        (Some(url), _) => url.clone(),
        (None, Some(embedded)) => embedded.url().to_owned(),
        (None, None) => unreachable!("one of both is there"),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let service = service(config, &url)?;
        store::migrate(&service.db).await.context("the database cannot be used")?;
        work(service).await
    });
    // Threads that decode or recognise hear of the end within a piece; nothing waits for them.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    if let Some(embedded) = embedded {
        embedded.stop();
    }
    result
}

fn service(config: &Config, url: &str) -> Result<Service> {
    let objects = Objects::open(&config.data_dir)
        .with_context(|| format!("the data folder {} cannot be used", config.data_dir.display()))?;
    let connections = 16 + u32::try_from(config.jobs).unwrap_or(1);
    let db = store::pool(url, connections)?;
    let language = config.language.as_ref().map(|l| language::Remote {
        url: l.url.clone(),
        key: l.key.clone(),
        model: l.model.clone(),
        budget: l.budget,
    });
    Ok(Service::new(db, objects, Clock::system(), speech(config), sentences(config), language, config.signups_open))
}

/// The model that likens sentences.
pub fn sentences(config: &Config) -> Keeper {
    Keeper::new(config.models_dir.clone())
}

/// How this configuration recognises speech.
pub fn speech(config: &Config) -> Speech {
    Speech {
        models_dir: config.models_dir.clone(),
        model: config.model.clone(),
        threads: config.threads,
        remote: config.speech.as_ref().map(|s| Remote {
            url: s.url.clone(),
            key: s.key.clone(),
            model: s.model.clone(),
        }),
    }
}
