//! `/api/v1/...`: REST over the same use cases as the pages. Errors are RFC 9457 problems, lists have cursors, writes
//! take `If-Match`, creates take `Idempotency-Key`.

mod auth;
mod body;
mod docs;
mod episodes;
mod insights;
mod search;
mod shows;
mod transcripts;
mod uploads;

use axum::{Json, Router, extract::DefaultBodyLimit, http::HeaderMap, http::header, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub use body::Body;
pub use search::Params as SearchParams;

use super::state::App;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "PodcastFlow Pro",
        description = "Audio in, interactive pages out. Log in with a session cookie, or send an API token as \
                       `Authorization: Bearer ...`. Errors are problem details (RFC 9457).",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")
    ),
    components(schemas(model::Problem, model::event::EpisodeEvent)),
    modifiers(&Security),
    security(("token" = []), ("session" = []))
)]
struct Description;

struct Security;

impl Modify for Security {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("podcastflow"));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
}

fn resources() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(routes!(shows::list, shows::create))
        .routes(routes!(shows::get, shows::update, shows::delete))
        .routes(routes!(shows::set_artwork))
        .routes(routes!(shows::visualization, shows::set_visualization))
        .routes(routes!(episodes::list, episodes::create))
        .routes(routes!(episodes::get, episodes::update, episodes::delete))
        .routes(routes!(episodes::set_audio))
        .routes(routes!(episodes::transcript, episodes::set_transcript))
        .routes(routes!(transcripts::changes, transcripts::edit))
        .routes(routes!(transcripts::undo))
        .routes(routes!(transcripts::redo))
        .routes(routes!(transcripts::versions))
        .routes(routes!(transcripts::version, transcripts::restore))
        .routes(routes!(transcripts::glossary, transcripts::add_term))
        .routes(routes!(transcripts::delete_term))
        .routes(routes!(transcripts::persons, transcripts::remember_person))
        .routes(routes!(transcripts::forget_person))
        .routes(routes!(transcripts::set_photo))
        .routes(routes!(episodes::process))
        .routes(routes!(episodes::cancel))
        .routes(routes!(episodes::jobs))
        .routes(routes!(episodes::events))
        .routes(routes!(episodes::publish))
        .routes(routes!(episodes::unpublish))
        .routes(routes!(episodes::related))
        .routes(routes!(insights::get))
        .routes(routes!(insights::suggestions))
        .routes(routes!(insights::decide))
        .routes(routes!(insights::approve))
        .routes(routes!(insights::visualization))
        .routes(routes!(search::find))
        .routes(routes!(search::find_mine))
        .routes(routes!(uploads::options, uploads::begin))
        .routes(routes!(uploads::head, uploads::append, uploads::cancel))
}

/// The routes. Recordings and pieces of uploads are streamed and have their own limit.
pub fn routes() -> Router<App> {
    let (router, api) = resources().split_for_parts();
    let json = serde_json::to_string(&api).unwrap_or_default();
    router
        .route("/api/docs", get(docs::page))
        .route("/api/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, "application/json")], json) }))
        .layer(DefaultBodyLimit::disable())
}

/// The OpenAPI description of the API.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    resources().into_openapi()
}

/// A resource with its version as `ETag`.
fn versioned<T: serde::Serialize>(version: i64, resource: T) -> ([(header::HeaderName, String); 1], Json<T>) {
    ([(header::ETAG, format!("\"v{version}\""))], Json(resource))
}

/// The version that a write expects, from `If-Match`; `None` when it takes any.
fn expected(headers: &HeaderMap) -> Result<Option<i64>, service::Error> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    match value.to_str().map(str::trim) {
        Ok("*") => Ok(None),
        Ok(tag) => {
            let version = tag.strip_prefix("\"v").and_then(|t| t.strip_suffix('"')).and_then(|v| v.parse().ok());
            // A tag of something else matches nothing.
            version.map(Some).ok_or(service::Error::Stale)
        }
        Err(_) => Err(service::Error::Stale),
    }
}

/// The key under which a create is remembered, from `Idempotency-Key`.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, service::Error> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(str::trim).filter(|k| (1..=200).contains(&k.len()));
    key.map(Some).ok_or_else(|| service::Error::field("Idempotency-Key", "Send 1 to 200 visible ASCII characters."))
}
