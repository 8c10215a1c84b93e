//! `/api/v1/shows`

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{
    Problem,
    show::{NewShow, Show, ShowPatch},
    visualization::{VisualizationDraft, VisualizationSettings},
};
use service::{Error, shows, visualization};

use super::{
    body::{Body, Page},
    expected, idempotency_key, versioned,
};
use crate::web::{error::HttpError, html, session::Person, state::App};

/// The shows that you have a role in, newest first.
#[utoipa::path(get, path = "/api/v1/shows", tag = "shows", responses((status = 200, body = Page<Show>)))]
pub async fn list(State(app): State<App>, Person(actor): Person) -> Result<axum::Json<Page<Show>>, HttpError> {
    Ok(axum::Json(Page { items: shows::list(&app.service, &actor).await?, next: None }))
}

/// Makes a show that you own.
#[utoipa::path(post, path = "/api/v1/shows", tag = "shows", request_body = NewShow,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key gives the same show")),
    responses((status = 201, body = Show), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    State(app): State<App>,
    Person(actor): Person,
    headers: HeaderMap,
    Body(new): Body<NewShow>,
) -> Result<Response, HttpError> {
    let show = shows::create(&app.service, &actor, &new, idempotency_key(&headers)?).await?;
    let location = [(header::LOCATION, format!("/api/v1/shows/{}", show.id))];
    Ok((StatusCode::CREATED, location, versioned(show.version, show)).into_response())
}

/// A show.
#[utoipa::path(get, path = "/api/v1/shows/{id}", tag = "shows", params(("id" = model::Uuid, Path)),
    responses((status = 200, body = Show), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn get(State(app): State<App>, Person(actor): Person, Path(id): Path<String>) -> Result<Response, HttpError> {
    let show = shows::get(&app.service, &actor, html::id(&id)?).await?;
    Ok(versioned(show.version, show).into_response())
}

/// Changes a show; fields that are not there stay.
#[utoipa::path(patch, path = "/api/v1/shows/{id}", tag = "shows", request_body = ShowPatch,
    params(("id" = model::Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that you read")),
    responses((status = 200, body = Show), (status = 412, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(patch): Body<ShowPatch>,
) -> Result<Response, HttpError> {
    let show = shows::update(&app.service, &actor, html::id(&id)?, &patch, expected(&headers)?).await?;
    Ok(versioned(show.version, show).into_response())
}

/// Deletes a show with all that is in it.
#[utoipa::path(delete, path = "/api/v1/shows/{id}", tag = "shows", params(("id" = model::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    shows::delete(&app.service, &actor, html::id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets the artwork: the bytes of a JPEG, PNG or WebP picture of at most 10 MiB.
#[utoipa::path(put, path = "/api/v1/shows/{id}/artwork", tag = "shows", params(("id" = model::Uuid, Path)),
    request_body(content = Vec<u8>, content_type = "image/*"),
    responses((status = 200, body = Show), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn set_artwork(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    body: axum::body::Body,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let too_large = |_| Error::TooLarge("The artwork is larger than 10 MiB.".into());
    let bytes: Bytes = axum::body::to_bytes(body, shows::MAX_ARTWORK).await.map_err(too_large)?;
    shows::set_artwork(&app.service, &actor, id, bytes).await?;
    let show = shows::get(&app.service, &actor, id).await?;
    Ok(versioned(show.version, show).into_response())
}

/// How the show's episode pages look; for everybody, as the pages are.
#[utoipa::path(get, path = "/api/v1/shows/{id}/visualization-settings", tag = "shows", security(()),
    params(("id" = model::Uuid, Path)),
    responses((status = 200, body = VisualizationSettings),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn visualization(State(app): State<App>, Path(id): Path<String>) -> Result<Response, HttpError> {
    let (settings, version) = visualization::get(&app.service, html::id(&id)?).await?;
    Ok(versioned(version, settings).into_response())
}

/// Sets how the show's episode pages look, the show's accent included; fields that are not there go back to their defaults.
#[utoipa::path(put, path = "/api/v1/shows/{id}/visualization-settings", tag = "shows", request_body = VisualizationDraft,
    params(("id" = model::Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version of the show that you read")),
    responses((status = 200, body = VisualizationSettings),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn set_visualization(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(draft): Body<VisualizationDraft>,
) -> Result<Response, HttpError> {
    let set = visualization::set(&app.service, &actor, html::id(&id)?, &draft, expected(&headers)?);
    let (settings, version) = set.await?;
    Ok(versioned(version, settings).into_response())
}
