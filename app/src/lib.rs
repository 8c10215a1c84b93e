//! The Leptos application: pages rendered on the server, islands that come alive in the browser.
#![recursion_limit = "256"]

pub mod islands;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod view;
