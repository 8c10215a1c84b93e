//! Machine-readable twins of a page, and what people write made safe to show; pure.
//!
//! Notes come from podcasters and from other people's feeds and are hostile until [`notes_html`] has been over them. Feeds,
//! sitemaps and JSON-LD are built from the model by hand-written writers that escape everything they are given.

mod chapters;
mod feed;
mod json_ld;
mod linkify;
mod markup;
mod notes;
mod site;
mod teaser;
mod urls;
mod xml;

pub use chapters::chapters_json;
pub use feed::{FeedItem, feed, podcast_guid};
pub use json_ld::{EpisodeLd, SeriesLd, json_ld_episode, json_ld_series};
pub use notes::{notes_html, plain};
pub use site::{SitemapEntry, robots, sitemap};
pub use teaser::teaser;
pub use urls::Urls;
