//! Episodes.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Slug,
    audio::{AudioInfo, Loudness},
};

/// An episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Episode {
    /// Its id.
    pub id: Uuid,
    /// Its show.
    pub show_id: Uuid,
    /// Its name in URLs.
    pub slug: Slug,
    /// Title.
    pub title: String,
    /// Notes as the podcaster wrote them: HTML or plain text, sanitised where shown.
    pub notes: String,
    /// Episode number, where given.
    pub number: Option<i32>,
    /// Whether the public page is there.
    pub status: EpisodeStatus,
    /// When it was published.
    #[serde(with = "time::serde::rfc3339::option")]
    pub published_at: Option<OffsetDateTime>,
    /// The recording, once one is there.
    pub audio: Option<AudioInfo>,
    /// Loudness, once measured.
    pub loudness: Option<Loudness>,
    /// Whether there is a transcript.
    pub has_transcript: bool,
    /// Path of the artwork on this server, its own or the show's.
    pub artwork_url: Option<String>,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Changes with every write; the `ETag` of the resource.
    pub version: i64,
}

/// Whether listeners see an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EpisodeStatus {
    /// Only in the studio.
    Draft,
    /// Public.
    Published,
}

/// What makes a new episode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewEpisode {
    /// Title, 1 to 200 characters.
    pub title: String,
    /// Notes, at most 64 KiB.
    pub notes: String,
    /// Episode number, from 1.
    pub number: Option<i32>,
    /// Slug; made from the title when absent.
    pub slug: Option<String>,
}

/// Changes of an episode; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EpisodePatch {
    /// New title.
    pub title: Option<String>,
    /// New notes.
    pub notes: Option<String>,
    /// New number.
    pub number: Option<i32>,
}
