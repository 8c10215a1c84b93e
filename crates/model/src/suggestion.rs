//! Texts for elsewhere, put together from what was found: titles, descriptions, show notes, posts.

use serde::{Deserialize, Serialize};

use crate::insight::Evidence;

/// Suggested texts. All lists may be empty; nothing in them was invented, each says what it rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestions {
    /// Titles for the episode, best first, at most 80 characters each.
    pub titles: Vec<Text>,
    /// The episode in one line, at most 160 characters: what search engines and link previews show.
    pub one_line: Option<Text>,
    /// A description in plain text, at most 4000 bytes (the limit of directories, PSP-1).
    pub description: Option<Text>,
    /// Show notes in Markdown, with chapters as `00:00 Title` lines, which players make links of; at most 4000 bytes.
    pub show_notes: Option<Text>,
    /// A post for each network.
    pub posts: Vec<Post>,
}

/// A suggested text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Text {
    /// The text.
    pub text: String,
    /// What it rests on.
    pub segments: Vec<Evidence>,
}

/// A post for a social network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Post {
    /// The network.
    pub network: Network,
    /// How many characters it takes.
    pub limit: u32,
    /// The text, the address of the episode included.
    pub text: String,
    /// What it rests on.
    pub segments: Vec<Evidence>,
}

/// A social network, by how long a post may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Network {
    /// 280 characters, of which an address takes 23.
    X,
    /// 300 characters.
    Bluesky,
    /// 500 characters, of which an address takes 23.
    Mastodon,
    /// 3000 characters.
    #[serde(rename = "linkedin")]
    LinkedIn,
}

impl Network {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::X, Self::Bluesky, Self::Mastodon, Self::LinkedIn];

    /// How many characters a post may have.
    #[must_use]
    pub fn limit(self) -> u32 {
        match self {
            Self::X => 280,
            Self::Bluesky => 300,
            Self::Mastodon => 500,
            Self::LinkedIn => 3000,
        }
    }

    /// What an address counts, where that is not its length.
    #[must_use]
    pub fn address_counts(self) -> Option<u32> {
        matches!(self, Self::X | Self::Mastodon).then_some(23)
    }
}
