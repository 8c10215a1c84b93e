//! Use cases: what people, programs and workers do with the product. Browser forms, the REST API, the command line and
//! the worker call the same functions; each checks permission, changes state in one transaction, writes the audit entry
//! and announces the change.

pub mod access;
pub mod accounts;
pub mod audio_files;
pub mod changes;
pub mod clock;
pub mod editing;
pub mod episodes;
pub mod error;
pub mod events;
pub mod insights;
pub mod language;
pub mod objects;
pub mod pipeline;
pub mod public;
pub mod related;
pub mod search;
pub mod shows;
pub mod speech;
pub mod transcripts;
pub mod uploads;
pub mod visualization;
pub mod vocabulary;

mod fields;
mod meaning;
mod presentation;

use std::sync::Arc;

pub use access::Actor;
pub use error::Error;
use store::PgPool;
use tokio::sync::Semaphore;

/// Everything that use cases need; cheap to clone.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

/// What a [`Service`] holds.
pub struct Inner {
    /// The database.
    pub db: PgPool,
    /// Recordings and pictures.
    pub objects: objects::Objects,
    /// The time.
    pub clock: clock::Clock,
    /// How speech is recognised.
    pub speech: speech::Speech,
    /// The model that likens sentences, where it is there.
    pub sentences: embedding::Keeper,
    /// A language model, where one is configured.
    pub language: Option<language::Remote>,
    /// Writes, as all processes announce them.
    pub changes: changes::Changes,
    /// Whether anybody may make an account.
    pub signups_open: bool,
    /// Password hashes at a time: each takes 19 MiB and tens of milliseconds, and a storm of logins must not take the
    /// server down.
    hashing: Semaphore,
    /// Searches at a time: the database has more to do.
    searching: Semaphore,
    /// What is known of the model that likens sentences.
    meaning: meaning::State,
}

impl Service {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        db: PgPool,
        objects: objects::Objects,
        clock: clock::Clock,
        speech: speech::Speech,
        sentences: embedding::Keeper,
        language: Option<language::Remote>,
        signups_open: bool,
    ) -> Self {
        let changes = changes::Changes::default();
        let (hashing, searching) = (Semaphore::new(2), Semaphore::new(4));
        Self(Arc::new(Inner {
            db,
            objects,
            clock,
            speech,
            sentences,
            language,
            changes,
            signups_open,
            hashing,
            searching,
            meaning: meaning::State::default(),
        }))
    }
}

impl std::ops::Deref for Service {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// A new id: version 7, so that ids grow with time.
pub(crate) fn new_id() -> model::Uuid {
    model::Uuid::now_v7()
}
