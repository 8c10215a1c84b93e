//! `/api/v1/episodes/{id}/insights`, its review, and `/visualizations/{kind}`

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use charts::{Figure, Kind};
use model::{
    Problem,
    insight::Insights,
    review::{Item, State as ItemState},
    suggestion::Suggestions,
};
use serde::{Deserialize, Deserializer, Serialize};
use service::{
    Error, episodes,
    insights::{self, Wish},
};
use utoipa::ToSchema;

use super::body::Body;
use crate::web::{error::HttpError, html, session::Person, state::App};

/// The insights of an episode: what everybody sees of them, and every item as it stands.
#[derive(Serialize, ToSchema)]
pub struct Reviewed {
    /// What is public once the episode is: findings and people's decisions put together.
    #[serde(flatten)]
    public: Insights,
    /// Whether findings are public as they are found; else only approved ones are.
    auto_accept: bool,
    /// Whether the transcript was changed since they were found: they are looked for again soon.
    outdated: bool,
    /// Every item, public or not, with its state, evidence and provenance.
    items: Vec<Item>,
}

/// What was found in the transcript, and what people decided about it.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/insights", tag = "insights", params(("id" = model::Uuid, Path)),
    responses((status = 200, body = Reviewed), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn get(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<Reviewed>, HttpError> {
    let found = insights::overview(&app.service, &actor, html::id(&id)?).await?;
    Ok(Json(Reviewed {
        public: found.public.ok_or(Error::NotFound)?,
        auto_accept: found.show.auto_accept,
        outdated: found.outdated,
        items: found.items,
    }))
}

/// Titles, descriptions, show notes and posts made of what is public of the insights, each within the limits of where it goes.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/suggestions", tag = "insights", params(("id" = model::Uuid, Path)),
    responses((status = 200, body = Suggestions), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn suggestions(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<Suggestions>, HttpError> {
    let found = insights::overview(&app.service, &actor, html::id(&id)?).await?;
    Ok(Json(found.suggestions(&app.public_url)))
}

/// A decision about an item; what is not there stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Your own words; `null` puts the engine's back. A quote has to be word for word what is said.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    text: Option<Option<String>>,
    /// `draft`, `reviewed`, `published` (you approve it) or `hidden`.
    state: Option<ItemState>,
}

/// Tells `null` from what is not there.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Decides about an item: gives it other words, approves or hides it, or takes that back.
#[utoipa::path(patch, path = "/api/v1/episodes/{id}/insights/items/{key}", tag = "insights", request_body = Decision,
    params(("id" = model::Uuid, Path), ("key" = String, Path),
        ("If-Match" = Option<String>, Header, description = "The tag of the item as you read it")),
    responses((status = 200, body = Item), (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn decide(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, key)): Path<(String, String)>,
    headers: HeaderMap,
    Body(asked): Body<Decision>,
) -> Result<Response, HttpError> {
    let seen = headers.get(header::IF_MATCH).and_then(|v| v.to_str().ok()).map(|v| v.trim().trim_matches('"'));
    let wish = Wish {
        text: asked.text.as_ref().map(Option::as_deref),
        state: asked.state,
        seen: seen.filter(|seen| *seen != "*"),
    };
    let item = insights::decide(&app.service, &actor, html::id(&id)?, &key, wish).await?;
    Ok(([(header::ETAG, format!("\"{}\"", item.tag))], Json(item)).into_response())
}

/// Everything is to be approved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// How many items you expect that to be; refused where it is another number.
    count: Option<usize>,
}

/// What was approved.
#[derive(Serialize, ToSchema)]
pub struct Approved {
    /// How many items.
    approved: usize,
}

/// Approves all items that wait, but those that are hidden, stale or without evidence.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/insights/approve", tag = "insights", request_body = Approval,
    params(("id" = model::Uuid, Path)),
    responses((status = 200, body = Approved), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn approve(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Body(asked): Body<Approval>,
) -> Result<Json<Approved>, HttpError> {
    let approved = insights::approve_all(&app.service, &actor, html::id(&id)?, asked.count).await?;
    Ok(Json(Approved { approved }))
}

/// A chart as data.
#[derive(Serialize, ToSchema)]
pub struct Visualization {
    /// `waveform`, `talk-time`, `voices`, `topics` or `sentiment`.
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
    params(("id" = model::Uuid, Path),
           ("kind" = String, Path, description = "waveform, talk-time, voices, topics or sentiment")),
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
