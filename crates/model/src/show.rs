//! Shows.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Slug;

/// Somebody who speaks in a show. A transcript names its speakers; the name ties them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Their id.
    pub id: Uuid,
    /// As transcripts name them.
    pub name: String,
    /// Such as `host` (the Podcasting 2.0 taxonomy).
    pub role: String,
    /// Their page.
    pub link: Option<String>,
    /// Path of their photo.
    pub photo_url: Option<String>,
}

/// A show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Show {
    /// Its id.
    pub id: Uuid,
    /// Its name in URLs.
    pub slug: Slug,
    /// Title.
    pub title: String,
    /// What it is about, plain text.
    pub description: String,
    /// BCP 47 tag.
    pub language: String,
    /// An Apple Podcasts category or `Category / Subcategory`.
    pub category: String,
    /// Who makes it.
    pub author: String,
    /// Accent colour as `#rrggbb`, where the podcaster chose one.
    pub accent: Option<String>,
    /// Path of the artwork on this server.
    pub artwork_url: Option<String>,
    /// Insights are public as they are found; else only those that a person approved.
    #[serde(default = "yes")]
    pub auto_accept: bool,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Changes with every write; the `ETag` of the resource.
    pub version: i64,
}

const fn yes() -> bool {
    true
}

/// What makes a new show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewShow {
    /// Title, 1 to 200 characters.
    pub title: String,
    /// Description, at most 4000 bytes.
    pub description: String,
    /// BCP 47 tag; `en` when empty.
    pub language: String,
    /// Apple category; may be empty.
    pub category: String,
    /// Author; the account's name when empty.
    pub author: String,
    /// Slug; made from the title when absent.
    pub slug: Option<String>,
}

/// Changes of a show; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowPatch {
    /// New title.
    pub title: Option<String>,
    /// New description.
    pub description: Option<String>,
    /// New language.
    pub language: Option<String>,
    /// New category.
    pub category: Option<String>,
    /// New author.
    pub author: Option<String>,
    /// New accent colour, `#rrggbb`; an empty text removes it.
    pub accent: Option<String>,
    /// Whether insights are public as they are found.
    pub auto_accept: Option<bool>,
}
