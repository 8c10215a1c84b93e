//! Search over transcripts: of published episodes for everybody, of drafts too for those who work on them.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Where one searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Everybody, in what is published.
    #[default]
    Public,
    /// People in the shows that they work on, drafts among them.
    Studio,
}

impl Place {
    /// The path of the search page.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Public => "/search",
            Self::Studio => "/studio/search",
        }
    }
}

/// What is looked for, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// Words, "phrases in quotes", -words that must not be there.
    pub q: String,
    /// Slug of the only show to look in.
    pub show: Option<String>,
    /// The only episode: its id, or its slug beside that of the show.
    pub episode: Option<String>,
    /// Who has to say it.
    pub speaker: Option<String>,
    /// The year of publication.
    pub year: Option<i32>,
    /// The page of the list, from 1.
    pub page: usize,
}

impl Ask {
    /// The address of this search.
    #[must_use]
    pub fn address(&self, place: Place) -> String {
        let mut out = String::from(place.path());
        let mut add = |name: &str, value: &str| {
            out.push(if out.contains('?') { '&' } else { '?' });
            out.push_str(name);
            out.push('=');
            encode(&mut out, value);
        };
        add("q", &self.q);
        for (name, value) in [("show", &self.show), ("episode", &self.episode), ("speaker", &self.speaker)] {
            if let Some(value) = value {
                add(name, value);
            }
        }
        if let Some(year) = self.year {
            add("year", &year.to_string());
        }
        if self.page > 1 {
            add("page", &self.page.to_string());
        }
        out
    }
}

/// As a form is sent (URL standard, section 5.2).
fn encode(out: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
}

/// What a search found: a page of episodes, best first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Results {
    /// Episodes in which something was found.
    pub total: usize,
    /// These are all. Of very frequent words only a part of the passages is looked at.
    pub complete: bool,
    /// This page, from 1.
    pub page: usize,
    /// Pages.
    pub pages: usize,
    /// The query with misspelt words corrected, where that is what was found.
    pub suggestion: Option<String>,
    /// No passage has all of these words, nor words like them: those that are shown are about what was asked, and say it otherwise.
    #[serde(default, skip_serializing_if = "is_false")]
    pub only_by_meaning: bool,
    /// The episodes of this page.
    pub episodes: Vec<FoundEpisode>,
    /// Shows in which something was found, with the number of episodes, most first, at most 50; where one looks in one show, that.
    pub shows: Vec<ShowCount>,
    /// Who said it; at most 50.
    pub speakers: Vec<SpeakerCount>,
    /// Years of publication, newest first.
    pub years: Vec<YearCount>,
}

/// An episode in which something was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundEpisode {
    /// Its id.
    pub id: Uuid,
    /// Title.
    pub title: String,
    /// Slug of its show.
    pub show: String,
    /// Title of its show.
    pub show_title: String,
    /// Path of its page; for those who may edit its transcript, that in the studio.
    pub url: String,
    /// When it was published; null for a draft, which only those find who work on it.
    #[serde(with = "time::serde::rfc3339::option")]
    pub published_at: Option<OffsetDateTime>,
    /// Path of its artwork.
    pub artwork_url: Option<String>,
    /// Accent colour of its show.
    pub accent: Option<String>,
    /// Language of its transcript, where known.
    pub language: Option<String>,
    /// Its best passages, best first, at most three.
    pub passages: Vec<FoundPassage>,
}

/// A passage in which something was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundPassage {
    /// When it is said, in seconds; null where the transcript has no times.
    #[serde(rename = "start", with = "crate::seconds::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub start_ms: Option<u32>,
    /// Path of the page at that moment.
    pub url: String,
    /// Who says it.
    pub speaker: Option<String>,
    /// What is said, in pieces.
    pub pieces: Vec<Piece>,
    /// It is about what was asked, and does not say these words; left out where it says them. It begins with its first word.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_meaning: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A piece of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Piece {
    /// The text.
    pub text: String,
    /// It is what was looked for.
    pub found: bool,
}

/// A show in which something was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowCount {
    /// Its slug.
    pub show: String,
    /// Its title.
    pub title: String,
    /// In so many episodes.
    pub episodes: usize,
}

/// Somebody who said what was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpeakerCount {
    /// The name in transcripts.
    pub speaker: String,
    /// In so many episodes.
    pub episodes: usize,
}

/// A year of publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct YearCount {
    /// The year.
    pub year: i32,
    /// In so many episodes.
    pub episodes: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked() {
        let ask = Ask { q: "deep \"sea\" & é".into(), year: Some(2026), page: 2, ..Ask::default() };
        assert_eq!(ask.address(Place::Public), "/search?q=deep+%22sea%22+%26+%C3%A9&year=2026&page=2");
        let ask = Ask { show: Some("a".into()), speaker: Some("Ann B".into()), page: 1, ..Ask::default() };
        assert_eq!(ask.address(Place::Studio), "/studio/search?q=&show=a&speaker=Ann+B");
    }
}
