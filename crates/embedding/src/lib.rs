//! Sentences as vectors whose cosine tells how alike their meanings are: all-MiniLM-L6-v2 (Reimers and Gurevych,
//! "Sentence-BERT", 2019; Wang et al., "MiniLM", 2020), run on the processor.
//!
//! What the model is and how it comes here is [`files`]; [`Model`] is the model in memory, and [`Keeper`] reads it when it
//! is first needed and keeps it. Everything here blocks.

pub mod files;
mod keeper;
mod model;
mod tokens;

use thiserror::Error;

pub use keeper::{Keeper, Session, without};
pub use model::Model;

/// The model's name, and the first digits of its weights' SHA-256: what a provenance says.
pub const NAME_AND_VERSION: &str = "all-MiniLM-L6-v2 (53aa5117)";

/// Whether the model was trained on a language (a BCP 47 tag). It is English; in another language its vectors tell little
/// more than which words of Latin letters two sentences share.
#[must_use]
pub fn knows(language: Option<&str>) -> bool {
    language.and_then(|tag| tag.split(['-', '_']).next()).is_some_and(|tag| tag.eq_ignore_ascii_case("en"))
}

/// Why the model could not be had.
#[derive(Debug, Error)]
pub enum ModelError {
    /// It is not that model, or not all of it.
    #[error("This cannot be used as the model of sentences: {0}.")]
    Format(String),
    /// The disk.
    #[error("The model of sentences could not be written or read: {0}.")]
    Io(#[from] std::io::Error),
}

fn format(what: impl Into<String>) -> ModelError {
    ModelError::Format(what.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_knows_english_and_nothing_else() {
        for (tag, known) in [
            (Some("en"), true),
            (Some("EN-gb"), true),
            (Some("en_US"), true),
            (Some("de"), false),
            (Some("enm"), false),
            (Some(""), false),
            (None, false),
        ] {
            assert_eq!(knows(tag), known, "{tag:?}");
        }
    }

    #[test]
    fn the_version_is_that_of_the_weights() {
        let weights = files::PARTS.iter().find(|part| part.file == files::WEIGHTS).unwrap();
        assert_eq!(NAME_AND_VERSION, format!("{} ({})", files::NAME, &weights.sha256[..8]));
    }
}
