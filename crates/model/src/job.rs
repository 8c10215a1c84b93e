//! The steps from a recording to a page, and how far each has come.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A step of the pipeline, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Stage {
    /// What the file is, and what it carries.
    Probe,
    /// Outline and loudness, by decoding all of it.
    Peaks,
    /// Speech to words with times.
    Transcribe,
    /// Who speaks when.
    Speakers,
    /// Sentences, punctuation, paragraphs, fillers.
    Refine,
    /// Summary, chapters, topics, quotes and the rest.
    Insights,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Self; 6] =
        [Self::Probe, Self::Peaks, Self::Transcribe, Self::Speakers, Self::Refine, Self::Insights];

    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Probe => "probe",
            Self::Peaks => "peaks",
            Self::Transcribe => "transcribe",
            Self::Speakers => "speakers",
            Self::Refine => "refine",
            Self::Insights => "insights",
        }
    }

    /// The stage of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// What a podcaster reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Probe => "Checking the file",
            Self::Peaks => "Measuring the sound",
            Self::Transcribe => "Listening and writing down",
            Self::Speakers => "Telling voices apart",
            Self::Refine => "Setting sentences",
            Self::Insights => "Finding what matters",
        }
    }
}

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum JobState {
    /// Waits for its turn, or for its next attempt.
    Queued,
    /// A worker is at it.
    Running,
    /// Done.
    Succeeded,
    /// Given up after all attempts, or cannot be done.
    Failed,
    /// Stopped by a person.
    Cancelled,
    /// Had nothing to do; `message` says why.
    Skipped,
}

impl JobState {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }

    /// The state of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled, Self::Skipped]
            .into_iter()
            .find(|s| s.as_str() == name)
    }

    /// Whether nothing more will happen by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// One stage of one run for one episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// Which step.
    pub stage: Stage,
    /// How it stands.
    pub state: JobState,
    /// 0 to 1.
    pub progress: f32,
    /// Estimated time left in seconds, while running and known.
    pub seconds_left: Option<u32>,
    /// How often it was tried.
    pub attempt: u32,
    /// A note for people: what was found, or why it was skipped.
    pub message: Option<String>,
    /// Why it failed, with the way out.
    pub error: Option<String>,
}
