//! Why a file is not taken as a transcript, with the way out.

use thiserror::Error;

/// Why a file is not taken as a transcript. Nothing is changed by a refused file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseError {
    /// Not one visible character.
    #[error("The file is empty. Export the transcript again and upload that.")]
    Empty,
    /// Longer than [`crate::MAX_BYTES`].
    #[error(
        "The file is larger than 32 MiB. A transcript of a whole day has less than 5 MiB: check that this is the right file."
    )]
    TooLarge,
    /// More segments than [`crate::MAX_SEGMENTS`].
    #[error(
        "The file has more than 500,000 passages. Split the transcript by episode and upload each part to its own."
    )]
    TooManySegments,
    /// Bytes that are no text in any encoding.
    #[error(
        "This is not a text file: it looks like {0}. Export the transcript as VTT, SRT, JSON, HTML, Markdown or plain text."
    )]
    NotText(&'static str),
    /// Text, but of another kind.
    #[error("{0}")]
    NotATranscript(String),
    /// Text in an encoding that cannot be told.
    #[error(
        "The characters of this file cannot be read: it is neither UTF-8 nor a known older encoding. Save it as UTF-8 and upload it again."
    )]
    Encoding,
}
