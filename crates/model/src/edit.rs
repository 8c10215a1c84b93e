//! Changes to a transcript, as an editor in the browser and programs ask for them.
//!
//! A change names its sentence by place and by text: somebody else may have divided a sentence before it in the meantime,
//! so that the place is only where to look first, and a sentence whose text is no longer what the editor saw is not
//! overwritten (see `transcript::edit`).

use serde::{Deserialize, Serialize};

use crate::transcript::Segment;

/// One change to one sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Edit {
    /// Index of the segment as the editor saw it, from 0.
    pub segment: usize,
    /// Its text as the editor saw it.
    pub was: String,
    /// What is to be done.
    #[serde(flatten)]
    pub change: Change,
}

/// What is to be done with a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Change {
    /// It reads like this now. Words that stay keep their times; what is new between them shares the time there is. An empty
    /// text removes the segment.
    Text {
        /// The whole new text.
        text: String,
    },
    /// A new segment begins with this word.
    Split {
        /// Index of the word, from 0; neither the first nor beyond the last.
        word: usize,
    },
    /// A new segment begins at a place in its text, which need not be the beginning of a word: text without blanks is cut
    /// there, and the time of a cut word is divided (see [`crate::script::division`]).
    Divide {
        /// So many characters (Unicode scalar values) into the text.
        at: usize,
    },
    /// The segment after it becomes part of it.
    Merge,
    /// Somebody else said it.
    Speaker {
        /// The name; none for nobody in particular.
        speaker: Option<String>,
    },
    /// Whether a paragraph begins with it.
    Paragraph {
        /// It does.
        begins: bool,
    },
}

/// A stretch of segments replaced by others: what a change did, kept so that it can be undone to the letter and the
/// millisecond. Speakers stand by name, since their numbers may change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Splice {
    /// Index of the first segment.
    pub at: usize,
    /// What stood there.
    pub removed: Vec<Spoken>,
    /// What stands there now.
    pub inserted: Vec<Spoken>,
}

/// A segment with its speaker's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Spoken {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The segment; its own index of a speaker means nothing here.
    pub segment: Segment,
}
