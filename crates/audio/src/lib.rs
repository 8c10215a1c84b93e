//! Sound: what a file is ([`probe`]), its outline and loudness ([`measure`]), the passages with speech in it
//! ([`Chunks`]), the words of those ([`Recogniser`]), the models that find them ([`models`]) and whose voices they
//! are ([`voices`]).
//!
//! Everything here blocks and reads local files; callers run it on a thread that may block. Memory does not grow with
//! the length of a recording, but for its outline.

mod chunks;
mod cover;
mod error;
mod lengths;
mod measure;
pub mod models;
mod mono;
mod mp4;
pub mod openai;
mod outline;
mod probe;
mod recognise;
mod sniff;
mod source;
mod tags;
mod turns;
pub mod voices;
mod wav;
pub mod whisper;

pub use chunks::{Chunk, Chunks, MAX_CHUNK_MS};
pub use cover::{Cover, cover};
pub use error::{ProbeError, ReadError};
pub use measure::{Flow, Measured, measure, peaks_only};
pub use probe::probe;
pub use recognise::{Context, RecogniseError, Recognised, Recogniser};
pub use turns::{Turn, channel_turns, speaker_at};
pub use voices::{Voices, voice_turns};
