//! The harness: databases, servers, clients, recordings.

mod client;
mod database;
mod program;
mod samples;
mod server;

pub use client::{Answer, Client};
pub use database::{Cluster, Database};
pub use program::{program, run, sentences, signal};
pub use samples::{TALK, bytes_of, fixture, loud_and_soft, reading, shared, silence, tone};
pub use server::{App, Process, Setup};

use std::time::Duration;

/// How long anything may take before a test gives up: far more than it does take, on any machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Asks again and again until there is an answer.
///
/// # Panics
/// When there is none within [`PATIENCE`]; `what` says what was waited for.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = std::time::Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
