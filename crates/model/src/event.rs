//! What a page that watches an episode is told (server-sent events).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::job::Job;

/// One event of `GET /api/v1/episodes/{id}/events`. The SSE event name is the tag (`job`, `words`, `done`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EpisodeEvent {
    /// A job changed. On connecting, one for each job of the latest run.
    Job {
        /// The job as it now stands.
        job: Job,
    },
    /// Words that were just recognised.
    Words {
        /// Start of the passage in seconds.
        #[serde(rename = "start", with = "crate::seconds")]
        #[cfg_attr(feature = "openapi", schema(value_type = f64))]
        start_ms: u32,
        /// The text.
        text: String,
    },
    /// Nothing more will happen until somebody starts a new run.
    Done {
        /// The episode.
        episode_id: Uuid,
        /// Whether every stage succeeded or was skipped.
        ok: bool,
    },
}

impl EpisodeEvent {
    /// The SSE event name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Job { .. } => "job",
            Self::Words { .. } => "words",
            Self::Done { .. } => "done",
        }
    }
}
