//! Transcript formats in and out, and refinement; pure.
//!
//! [`parse`] reads any form by its content into one shape, repairs what can be repaired and names each repair; [`write`]
//! gives every form back. [`refine`] turns recognised words into sentences and paragraphs, [`refine_segments`] does the same
//! for an uploaded transcript. No word is ever lost, reordered or invented on the way: what is doubtful is marked, not cut.
//!
//! Every algorithm is linear in the length of the file (sorting aside), and no input makes the parser panic.

mod align;
mod clean;
mod diff;
mod draft;
mod edit;
mod encoding;
mod entities;
mod error;
mod fit;
mod glossary;
mod html;
mod json;
mod language;
mod markdown;
mod names;
mod nasa;
mod normalise;
mod order;
mod places;
mod problems;
mod reading;
mod refine;
mod replace;
mod rolling;
mod sniff;
mod speakers;
mod spread;
mod srt;
mod text;
mod times;
mod tokens;
mod vtt;
mod vtt_text;
mod write;

use model::transcript::{Transcript, TranscriptFormat};

pub use align::{Aligned, align};
pub use clean::clean;
pub use diff::{Line, Piece, diff};
pub use edit::{Changed, Conflict, Edited, apply, undo};
pub use error::ParseError;
pub use fit::fit_to_audio;
pub use glossary::{Term, correct, prompt};
pub use places::places;
pub use problems::Problem;
pub use reading::{reading_html, word_offsets};
pub use refine::{refine, refine_segments, steps};
pub use replace::{Hit, Query, edits, find};
pub use speakers::drop_unused_speakers;
pub use write::write;

use problems::{Fix, Fixes};
use sniff::Form;

/// The most bytes of a file that are read.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// The most segments of a transcript.
pub const MAX_SEGMENTS: usize = 500_000;

/// What was read from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The form the file is in, by its content.
    pub format: TranscriptFormat,
    /// Its words.
    pub transcript: Transcript,
    /// What was repaired or read with a doubt; empty for a sound file.
    pub problems: Vec<Problem>,
}

/// Reads a transcript in any form: WebVTT, SubRip (and YouTube's SBV), Podcasting 2.0 JSON and HTML, recognisers' JSON, plain
/// text, Markdown and the air-to-ground blocks of spaceflight archives; in any common encoding.
///
/// The content decides what the file is; `file_name` breaks ties and may name the language (`episode.es.srt`). The result
/// has non-empty words without white space, segments with `start <= end` and starts that never go back.
///
/// # Errors
/// [`ParseError`] when there is nothing to read: an empty file, one beyond the limits, or something that is not a transcript.
pub fn parse(bytes: &[u8], file_name: Option<&str>) -> Result<Parsed, ParseError> {
    if bytes.len() > MAX_BYTES {
        return Err(ParseError::TooLarge);
    }
    let mut fixes = Fixes::default();
    let text = encoding::decode(bytes, &mut fixes)?;
    if text.trim().is_empty() {
        return Err(ParseError::Empty);
    }
    let (form, format) = sniff::sniff(&text, file_name, &mut fixes)?;
    let mut draft = match form {
        Form::Vtt => vtt::read(&text, &mut fixes),
        Form::Srt => srt::read(&text, &mut fixes),
        Form::Sbv => srt::read_sbv(&text, &mut fixes),
        Form::Json => json::read(&text, &mut fixes)?,
        Form::Html => html::read(&text, &mut fixes)?,
        Form::Markdown => markdown::read(&text, &mut fixes),
        Form::Nasa => nasa::read(&text, &mut fixes),
        Form::Text => text::read(&text, &mut fixes),
    };
    draft.language = draft.language.or_else(|| file_name.and_then(language::of_file_name));
    let transcript = normalise::finish(draft, &mut fixes)?;
    if transcript.segments.is_empty() {
        fixes.add(Fix::NoWords);
    }
    Ok(Parsed { format, transcript, problems: fixes.into_problems() })
}
