//! Islands: the parts of a page that come alive in the browser. Each renders on the server to something that makes
//! sense without a script; what only a browser can do is in modules of the browser's half. There are two of those, `listening` and
//! `studio`, each a script and WASM of its own: a listener does not download the editor.

#[cfg(any(feature = "ssr", feature = "studio"))]
mod editor;
#[cfg(any(feature = "ssr", feature = "studio"))]
mod look;
#[cfg(any(feature = "ssr", feature = "listening"))]
mod player;
#[cfg(any(feature = "ssr", feature = "studio"))]
mod progress;
#[cfg(any(feature = "ssr", feature = "listening"))]
mod search;
#[cfg(any(feature = "ssr", feature = "studio"))]
mod uploader;

#[cfg(feature = "ssr")]
pub use {editor::Editor, player::Player, progress::Progress, uploader::Uploader};
#[cfg(any(feature = "ssr", feature = "studio"))]
pub use {editor::EditorTools, look::Look, progress::Watch, uploader::Sender};
#[cfg(any(feature = "ssr", feature = "listening"))]
pub use {player::Controls, search::TranscriptSearch};

#[cfg(feature = "hydrate")]
#[allow(dead_code, reason = "each half uses its part")]
mod dom;
#[cfg(feature = "hydrate")]
mod labels;

#[cfg(feature = "studio")]
mod caret;
#[cfg(feature = "listening")]
mod charts;
#[cfg(feature = "listening")]
mod controls;
#[cfg(feature = "listening")]
mod deck;
#[cfg(feature = "studio")]
mod editing;
#[cfg(feature = "listening")]
mod finder;
#[cfg(feature = "studio")]
mod hearing;
#[cfg(feature = "studio")]
mod lines;
#[cfg(feature = "studio")]
mod looking;
#[cfg(feature = "listening")]
mod moments;
#[cfg(feature = "listening")]
mod reading;
#[cfg(feature = "studio")]
mod request;
#[cfg(feature = "listening")]
mod selection;
#[cfg(feature = "studio")]
mod speed;
#[cfg(feature = "listening")]
mod transcript;
#[cfg(feature = "studio")]
mod upload;
#[cfg(feature = "studio")]
mod watch;

// Pure, so that they are tested where there is no browser.
#[cfg(any(feature = "listening", test))]
mod fold;
#[cfg(any(feature = "hydrate", test))]
#[allow(dead_code, reason = "each half uses its part")]
mod times;
#[cfg(any(feature = "listening", test))]
mod words;
