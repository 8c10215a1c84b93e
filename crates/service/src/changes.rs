//! What other processes wrote: PostgreSQL's notifications, handed to whoever in this process wants to know.

use std::time::Duration;

use model::Uuid;
use serde::Deserialize;
use store::{PgListener, PgPool};
use tokio::sync::broadcast;

/// Something changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Change {
    /// Public pages of a show.
    Content {
        /// The show.
        show_id: Uuid,
    },
    /// Jobs of an episode.
    Jobs {
        /// The episode.
        episode_id: Uuid,
    },
    /// Words were recognised.
    Words {
        /// The episode.
        episode_id: Uuid,
        /// Start of the passage in milliseconds.
        start_ms: u32,
        /// The text.
        text: String,
    },
    /// The connection was lost: anything may have changed.
    #[serde(skip)]
    Lost,
}

/// The hub of a process.
#[derive(Clone)]
pub struct Changes(broadcast::Sender<Change>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::channel(512).0)
    }
}

impl Changes {
    /// Everything from now on. A receiver that lags is told so and has to look for itself.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }

    /// Listens until the pool is closed; comes back by itself after a lost connection.
    pub async fn listen(self, db: PgPool) {
        while !db.is_closed() {
            if let Err(error) = self.listen_once(&db).await
                && !db.is_closed()
            {
                tracing::warn!(%error, "notifications of the database were lost; trying again");
            }
            self.0.send(Change::Lost).ok();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen_once(&self, db: &PgPool) -> Result<(), store::Error> {
        let mut listener = PgListener::connect_with(db).await?;
        listener.listen(store::CHANNEL).await?;
        // What was written between the loss and now was not heard.
        self.0.send(Change::Lost).ok();
        while let Some(notification) = listener.try_recv().await? {
            match serde_json::from_str(notification.payload()) {
                Ok(change) => {
                    self.0.send(change).ok();
                }
                Err(error) => tracing::warn!(%error, "a notification that makes no sense"),
            }
        }
        Ok(())
    }
}
