//! What can be wrong with a file, by what its owner can do about it.

use thiserror::Error;

/// Why a file is not taken as a recording.
#[derive(Debug, Error)]
pub enum ProbeError {
    /// There is not one byte.
    #[error("The file is empty. Nothing was changed; export the recording again and upload that.")]
    Empty,
    /// It is something else, by its content.
    #[error(
        "This is not an audio file: it looks like {looks_like}. Upload the recording itself, as MP3, M4A, AAC, Ogg, Opus, FLAC or WAV."
    )]
    NotAudio {
        /// What it looks like, with an article: `a PDF document`.
        looks_like: String,
    },
    /// It is audio, of a kind that is not decoded here.
    #[error(
        "The recording uses {codec}, which cannot be read here. Save it as MP3, M4A (AAC-LC) or FLAC and upload that."
    )]
    Unsupported {
        /// The codec's or container's name.
        codec: String,
    },
    /// It claims to be audio, but nothing comes out of it.
    #[error("No sound could be decoded: the file is cut off or damaged. Export the recording again and upload that.")]
    NothingDecodes,
    /// The file could not be read.
    #[error("The file could not be read.")]
    Io(#[from] std::io::Error),
}

/// Why a pass over a recording ended early.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file is at fault, or the disk.
    #[error(transparent)]
    Source(#[from] ProbeError),
    /// The caller said [`crate::Flow::Stop`].
    #[error("stopped")]
    Stopped,
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        Self::Source(ProbeError::Io(error))
    }
}
