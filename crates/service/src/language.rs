//! Which language model a run uses, and what it may cost.

use std::{sync::Arc, time::Duration};

use language::{Budget, Chat, Settings};
use model::Uuid;
use store::PgPool;
use time::Date;
use tokio::runtime::Handle;

use crate::Service;

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(120);
/// How long an episode may wait for all of them.
const TOTAL: Duration = Duration::from_secs(20 * 60);
const PAUSE: Duration = Duration::from_secs(2);

/// An OpenAI-compatible chat service.
#[derive(Clone)]
pub struct Remote {
    /// Base URL, up to and without `/chat/completions`.
    pub url: String,
    /// Key, sent as a bearer token.
    pub key: Option<String>,
    /// Model name.
    pub model: String,
    /// Tokens that a show may use in a calendar month (UTC).
    pub budget: u32,
}

/// A client for a show, whose requests are counted in the database. To be made within the runtime and used outside of it,
/// where blocking is allowed. `stop` ends its requests.
#[must_use]
pub fn client(service: &Service, show_id: Uuid, stop: impl Fn() -> bool + Send + Sync + 'static) -> Option<Chat> {
    let remote = service.language.as_ref()?;
    let today = service.clock.now().date();
    let budget = Monthly {
        db: service.db.clone(),
        runtime: Handle::current(),
        show_id,
        month: today.replace_day(1).unwrap_or(today),
        budget: remote.budget.into(),
    };
    let settings = Settings {
        base: remote.url.clone(),
        key: remote.key.clone(),
        model: remote.model.clone(),
        timeout: TIMEOUT,
        total: TOTAL,
        pause: PAUSE,
    };
    Some(Chat::new(settings, Arc::new(budget), stop))
}

/// A show's budget for a month.
struct Monthly {
    db: PgPool,
    runtime: Handle,
    show_id: Uuid,
    month: Date,
    budget: i64,
}

impl Budget for Monthly {
    fn reserve(&self, tokens: u32) -> bool {
        let reserved = store::language::reserve(&self.db, self.show_id, self.month, tokens.into(), self.budget);
        // What cannot be counted is not spent.
        self.runtime.block_on(reserved).unwrap_or_else(|error| {
            tracing::error!(%error, "the budget of a language model cannot be read");
            false
        })
    }

    fn settle(&self, reserved: u32, spent: u32) {
        let settled = store::language::settle(&self.db, self.show_id, self.month, reserved.into(), spent.into());
        // The reservation stays then: rather too much counted than too little.
        if let Err(error) = self.runtime.block_on(settled) {
            tracing::error!(%error, "the budget of a language model cannot be written");
        }
    }
}
