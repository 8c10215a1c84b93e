//! Requests that change something and come from another site are refused, by what the browser says of their origin.

use axum::{body::Body, http::StatusCode, response::IntoResponse};
use tower_http::csrf::CsrfLayer;

use super::error::HttpError;

fn refusal() -> axum::http::Response<Body> {
    HttpError::new(
        StatusCode::FORBIDDEN,
        "cross-site",
        "Not from here",
        "This was sent from another site, so nothing was done. Open the page here and send it again.",
    )
    .into_response()
}

/// The layer around all routes. A request with an API token carries nothing that a foreign page could borrow, but such a
/// page could not read the answer either: the same rule holds for it.
pub fn layer() -> CsrfLayer<impl FnMut(tower_http::csrf::ProtectionError) -> axum::http::Response<Body> + Clone> {
    CsrfLayer::new().with_rejection_response(|_: tower_http::csrf::ProtectionError| refusal())
}
