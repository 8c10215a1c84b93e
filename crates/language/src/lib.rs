//! Foreign engines behind the traits of [`insight`]. What they answer is hostile input: it is bounded here, and judged by
//! evidence there.

mod budget;
mod chat;

pub use budget::Budget;
pub use chat::{Chat, Settings};
