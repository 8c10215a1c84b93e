//! Search over transcripts: how a transcript is cut into passages, what of them is indexed, what a query means, and how
//! several ranked lists become one, and how alike meanings are. Pure: the database gets finished `tsvector`s and `tsquery`s as text.
//!
//! Words are cut and stemmed here and not by PostgreSQL's parser, because three things have to see the same words: the index, the
//! query, and the marks on the page. That parser also reads `and/or` as a file and a line of Chinese as one word.

mod fuse;
mod group;
pub mod meaning;
mod passages;
mod query;
mod words;

pub use fuse::fuse;
pub use group::{Candidate, Facets, Grouped, group};
pub use passages::{Passage, passages};
pub use query::{Clause, MAX_CHARS, Query, Span, Term, marks, nearest, swapped};
pub use words::{Language, Token, dictionary, lexeme, lexemes, tokens, vector};

/// Grows with every change of what is indexed: an episode that was indexed by another version is indexed anew.
pub const VERSION: i32 = 1;
