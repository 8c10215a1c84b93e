//! What everybody sees: pages, their machine-readable twins, feeds and recordings.

mod episode;
mod files;
mod home;
mod listen;
mod search;
mod show;

use axum::{Router, http::header, response::IntoResponse, routing::get};

pub use episode::enclosure;
pub use search::answered as answered_search;

use super::state::App;

/// How long a client may keep a public page: it asks each time, and mostly hears that nothing changed.
const REVALIDATE: &str = "public, no-cache";

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::page))
        .route("/shows/{show}", get(show::page))
        // A slug has no dot and a file has: `{episode}` is either.
        .route("/shows/{show}/{episode}", get(episode::page_or_file))
        .route("/shows/{show}/{episode}/{file}", get(files::of_episode))
        .route("/listen/{show}/{file}", get(listen::recording))
        .route("/search", get(search::page))
        .route("/opensearch.xml", get(search::description))
        .route("/sitemap.xml", get(home::sitemap))
        .route("/robots.txt", get(home::robots))
}

/// A machine-readable file that any site may read.
fn open_file(media_type: &'static str, body: String, request: &axum::http::HeaderMap) -> axum::response::Response {
    let mut response = super::cache::Document::new(media_type, body).respond(request, REVALIDATE);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, axum::http::HeaderValue::from_static("*"));
    response.into_response()
}
