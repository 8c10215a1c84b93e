//! Islands: the parts of a page that come alive in the browser. Each renders on the server to something that makes
//! sense without a script; what only a browser can do is in modules of the browser's half.

mod editor;
mod player;
mod progress;
mod search;
mod uploader;

#[cfg(feature = "ssr")]
pub use editor::Editor;
pub use editor::EditorTools;
pub use player::Controls;
#[cfg(feature = "ssr")]
pub use player::Player;
#[cfg(feature = "ssr")]
pub use progress::Progress;
pub use progress::Watch;
pub use search::TranscriptSearch;
pub use uploader::Sender;
#[cfg(feature = "ssr")]
pub use uploader::Uploader;

#[cfg(feature = "hydrate")]
mod caret;
#[cfg(feature = "hydrate")]
mod charts;
#[cfg(feature = "hydrate")]
mod controls;
#[cfg(feature = "hydrate")]
mod deck;
#[cfg(feature = "hydrate")]
mod dom;
#[cfg(feature = "hydrate")]
mod editing;
#[cfg(feature = "hydrate")]
mod finder;
#[cfg(feature = "hydrate")]
mod moments;
#[cfg(feature = "hydrate")]
mod reading;
#[cfg(feature = "hydrate")]
mod request;
#[cfg(feature = "hydrate")]
mod selection;
#[cfg(feature = "hydrate")]
mod speed;
#[cfg(feature = "hydrate")]
mod transcript;
#[cfg(feature = "hydrate")]
mod upload;
#[cfg(feature = "hydrate")]
mod watch;

// Pure, so that they are tested where there is no browser.
#[cfg(any(feature = "hydrate", test))]
mod fold;
#[cfg(any(feature = "hydrate", test))]
mod times;
#[cfg(any(feature = "hydrate", test))]
mod words;
