//! Episodes that are about the same things.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// What stands as [`Related::by`] where no model likened them.
pub const WORDS: &str = "words";

/// The public episodes that are most like an episode.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Related {
    /// Most alike first, at most four, of all shows of this instance.
    pub items: Vec<RelatedEpisode>,
    /// What they were likened by: the model of sentences and its version, or `words` where it is not there or does not know the
    /// language, by the key phrases, topics and names that are public. Null while nobody has likened them.
    pub by: Option<String>,
}

/// An episode that is like another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RelatedEpisode {
    /// Its id.
    pub id: Uuid,
    /// Title.
    pub title: String,
    /// Slug of its show.
    pub show: String,
    /// Title of its show.
    pub show_title: String,
    /// Path of its page.
    pub url: String,
    /// When it was published.
    #[serde(with = "time::serde::rfc3339")]
    pub published_at: OffsetDateTime,
    /// How alike they are, 0 to 1; to be compared only with others that have the same `by`.
    pub score: f32,
}
