//! `/api/v1/episodes/{id}/insights` and `/visualizations/{kind}`

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use charts::{Figure, Kind};
use model::{Problem, insight::Insights};
use serde::Serialize;
use service::{Error, episodes};
use utoipa::ToSchema;

use crate::web::{error::HttpError, html, session::Person, state::App};

/// What was found in the transcript.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/insights", tag = "insights", params(("id" = model::Uuid, Path)),
    responses((status = 200, body = Insights), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn get(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<Insights>, HttpError> {
    Ok(Json(episodes::insights(&app.service, &actor, html::id(&id)?).await?))
}

/// A chart as data.
#[derive(Serialize, ToSchema)]
pub struct Visualization {
    /// `waveform`, `talk-time`, `topics` or `sentiment`.
    kind: &'static str,
    /// The finding in a sentence.
    title: String,
    /// Heads of the columns.
    columns: Vec<String>,
    /// The values as people read them.
    rows: Vec<Vec<String>>,
}

/// A chart: its data as JSON, or with `Accept: image/svg+xml` the drawing.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/visualizations/{kind}", tag = "insights",
    params(("id" = model::Uuid, Path), ("kind" = String, Path, description = "waveform, talk-time, topics or sentiment")),
    responses((status = 200, content((Visualization = "application/json"), (String = "image/svg+xml"))),
              (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn visualization(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, kind)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let kind = Kind::parse(&kind).ok_or(Error::NotFound)?;
    let figure: Figure = episodes::figure(&app.service, &actor, html::id(&id)?, kind).await?;
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if accept.contains("image/svg+xml") {
        return Ok(([(header::CONTENT_TYPE, "image/svg+xml")], figure.svg).into_response());
    }
    let Figure { kind, title, table, .. } = figure;
    let data = Visualization { kind: kind.as_str(), title, columns: table.head, rows: table.rows };
    Ok(([(header::VARY, "accept")], Json(data)).into_response())
}
