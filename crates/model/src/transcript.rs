//! What was said, by whom, and when.
//!
//! A transcript is a list of segments (sentences), a segment a list of words. The words are the truth: a segment's text is
//! its words joined, so that an edit, a highlight or a quote always speaks of the same thing. A form that has no word times
//! (SRT, plain text) gives words without times; [`Transcript::is_timed`] says whether segments have them.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// A whole transcript.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// BCP 47 tag, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Names in the order of first appearance; a segment points here by index.
    #[serde(default)]
    pub speakers: Vec<String>,
    /// In reading order; where timed, by start.
    pub segments: Vec<Segment>,
}

/// One sentence (or cue) of one speaker.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Segment {
    /// Start, in milliseconds of the audio.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "s")]
    pub start_ms: Option<u32>,
    /// End, in milliseconds; not before the start.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "e")]
    pub end_ms: Option<u32>,
    /// Index into [`Transcript::speakers`].
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "v")]
    pub speaker: Option<u16>,
    /// A new paragraph begins here (always so where the speaker changes).
    #[serde(default, skip_serializing_if = "std::ops::Not::not", rename = "p")]
    pub paragraph: bool,
    /// The words, punctuation attached.
    #[serde(rename = "w")]
    pub words: Vec<Word>,
}

/// One word with the punctuation that clings to it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Word {
    /// The text, never empty, without white space.
    #[serde(rename = "t")]
    pub text: String,
    /// Start, in milliseconds; absent where the form has no word times.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "s")]
    pub start_ms: Option<u32>,
    /// End, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "e")]
    pub end_ms: Option<u32>,
    /// The recogniser's probability, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "c")]
    pub confidence: Option<f32>,
    /// A filler ("um") or false start: kept in the verbatim view, left out of the clean one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not", rename = "f")]
    pub filler: bool,
    /// No space before this word (languages written without spaces).
    #[serde(default, skip_serializing_if = "std::ops::Not::not", rename = "g")]
    pub glued: bool,
}

impl Word {
    /// A word without times.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Segment {
    /// A segment of plain words from running text.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self { words: text.split_whitespace().map(Word::plain).collect(), ..Self::default() }
    }

    /// Every word as it was said.
    #[must_use]
    pub fn text(&self) -> String {
        join(self.words.iter())
    }

    /// The words without fillers.
    #[must_use]
    pub fn clean_text(&self) -> String {
        join(self.words.iter().filter(|w| !w.filler))
    }
}

fn join<'a>(words: impl Iterator<Item = &'a Word>) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() && !word.glued {
            out.push(' ');
        }
        out.push_str(&word.text);
    }
    out
}

impl Transcript {
    /// Whether every segment has a start.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        !self.segments.is_empty() && self.segments.iter().all(|s| s.start_ms.is_some())
    }

    /// The number of words.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.segments.iter().map(|s| s.words.len()).sum()
    }

    /// The end of the last timed segment, in milliseconds.
    #[must_use]
    pub fn end_ms(&self) -> Option<u32> {
        self.segments.iter().filter_map(|s| s.end_ms.or(s.start_ms)).max()
    }

    /// The speaker's name of a segment.
    #[must_use]
    pub fn speaker_of(&self, segment: &Segment) -> Option<&str> {
        segment.speaker.and_then(|i| self.speakers.get(usize::from(i))).map(String::as_str)
    }

    /// The names of those who speak, in the order in which they first do.
    #[must_use]
    pub fn speaking(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let first = self.segments.iter().filter_map(|s| s.speaker).filter(|i| seen.insert(*i));
        first.filter_map(|i| self.speakers.get(usize::from(i)).cloned()).collect()
    }

    /// The index of a speaker, added when new.
    pub fn speaker_index(&mut self, name: &str) -> u16 {
        if let Some(i) = self.speakers.iter().position(|s| s == name) {
            return u16::try_from(i).unwrap_or(u16::MAX);
        }
        self.speakers.push(name.to_owned());
        u16::try_from(self.speakers.len() - 1).unwrap_or(u16::MAX)
    }
}

/// Which words of a transcript are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reading {
    /// Every word as it was said.
    #[default]
    Verbatim,
    /// Without the words that are marked as fillers and false starts.
    Clean,
}

impl Reading {
    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Clean => "clean",
        }
    }

    /// The reading of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Verbatim, Self::Clean].into_iter().find(|reading| reading.name() == name)
    }
}

/// A file format for transcripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TranscriptFormat {
    /// WebVTT.
    Vtt,
    /// SubRip.
    Srt,
    /// Podcasting 2.0 JSON.
    Json,
    /// Podcasting 2.0 HTML (`cite`, `time`, `p`).
    Html,
    /// Plain text, with or without `Name:` and times.
    Txt,
    /// Markdown with bold speakers or headings.
    Md,
}

impl TranscriptFormat {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Vtt, Self::Srt, Self::Json, Self::Html, Self::Txt, Self::Md];

    /// The media type of the file.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Vtt => "text/vtt",
            Self::Srt => "application/x-subrip",
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Txt => "text/plain",
            Self::Md => "text/markdown",
        }
    }

    /// The file name extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Vtt => "vtt",
            Self::Srt => "srt",
            Self::Json => "json",
            Self::Html => "html",
            Self::Txt => "txt",
            Self::Md => "md",
        }
    }

    /// The format of an extension.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "vtt" => Self::Vtt,
            "srt" => Self::Srt,
            "json" => Self::Json,
            "html" | "htm" => Self::Html,
            "txt" => Self::Txt,
            "md" | "markdown" => Self::Md,
            _ => return None,
        })
    }
}
