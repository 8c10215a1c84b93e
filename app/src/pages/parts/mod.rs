//! What several pages are made of.

pub mod artwork;
pub mod fields;
pub mod frame;
pub mod icon;
pub mod list;
pub mod related;
pub mod search;
pub mod words;
