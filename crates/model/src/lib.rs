//! The vocabulary of the product: types that cross the wire between the server, the browser and other people's programs.
//!
//! Everything here is plain data, parsed on construction, and compiles to WASM. Times inside are whole milliseconds from
//! the start of the audio (`*_ms`); on the wire they are seconds as JSON numbers (see [`seconds`]).

pub mod audio;
pub mod edit;
pub mod episode;
pub mod event;
pub mod insight;
pub mod job;
pub mod problem;
pub mod related;
pub mod review;
pub mod script;
pub mod search;
pub mod seconds;
pub mod show;
pub mod slug;
pub mod suggestion;
pub mod timecode;
pub mod transcript;
pub mod upload;
pub mod user;
pub mod visualization;

pub use problem::{FieldError, Problem};
pub use slug::Slug;
pub use uuid::Uuid;
