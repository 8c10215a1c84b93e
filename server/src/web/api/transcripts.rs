//! `/api/v1/episodes/{id}/transcript/...`: edits and versions; `/api/v1/shows/{id}/glossary` and `/persons`.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use model::{
    Problem, Uuid,
    edit::{Edit, Splice},
};
use serde::{Deserialize, Serialize};
use service::{
    Error,
    editing::{self, Applied},
    vocabulary,
};
use transcript::Piece;
use utoipa::{IntoParams, ToSchema};

use super::body::Body;
use crate::web::{error::HttpError, html, session::Person, state::App};

/// Edits to be applied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Edits {
    /// The revision that you read; changes since then are told. Without it only the revision is.
    seen: Option<i64>,
    /// One after another, each on what the one before left.
    edits: Vec<Edit>,
}

/// What became of a change.
#[derive(Serialize, ToSchema)]
pub struct Changes {
    /// The revision of the transcript now.
    revision: i64,
    /// Stretches that were exchanged since, in their order.
    changes: Vec<Splice>,
    /// The whole transcript was exchanged since: read it again.
    exchanged: bool,
    /// Edits that were left out, since their sentence reads otherwise now.
    conflicts: Vec<Conflict>,
}

/// An edit that was left out.
#[derive(Serialize, ToSchema)]
struct Conflict {
    /// Its index in the list.
    edit: usize,
    /// The sentence at its place now; null beyond the end.
    now: Option<String>,
}

fn told(applied: Applied) -> Json<Changes> {
    Json(Changes {
        revision: applied.revision,
        exchanged: applied.changes.iter().any(|c| c.splices.is_none()),
        changes: applied.changes.into_iter().flat_map(|c| c.splices.unwrap_or_default()).collect(),
        conflicts: applied.conflicts.into_iter().map(|c| Conflict { edit: c.edit, now: c.now }).collect(),
    })
}

/// Changes a transcript. Each edit names its sentence by place and text; a sentence that somebody else changed in the meantime
/// is not overwritten.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/transcript/edits", tag = "transcripts", params(("id" = Uuid, Path)),
    request_body = Edits, responses((status = 200, body = Changes),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn edit(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Body(asked): Body<Edits>,
) -> Result<Json<Changes>, HttpError> {
    let seen = asked.seen.unwrap_or(i64::MAX);
    Ok(told(editing::edit(&app.service, &actor, html::id(&id)?, seen, &asked.edits).await?))
}

/// From which revision on.
#[derive(Deserialize, IntoParams)]
pub struct Since {
    /// The revision that you read.
    since: i64,
}

/// What changed since a revision.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/transcript/edits", tag = "transcripts",
    params(("id" = Uuid, Path), Since), responses((status = 200, body = Changes)))]
pub async fn changes(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Query(Since { since }): Query<Since>,
) -> Result<Json<Changes>, HttpError> {
    let changes = editing::since(&app.service, &actor, html::id(&id)?, since).await?;
    let revision = changes.last().map_or(since, |c| c.revision);
    Ok(told(Applied { revision, changes, conflicts: Vec::new() }))
}

/// Undoes your last change.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/transcript/undo", tag = "transcripts", params(("id" = Uuid, Path)),
    responses((status = 200, body = Changes), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn undo(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<Changes>, HttpError> {
    Ok(told(editing::undo(&app.service, &actor, html::id(&id)?, i64::MAX, false).await?))
}

/// Does again what you undid last.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/transcript/redo", tag = "transcripts", params(("id" = Uuid, Path)),
    responses((status = 200, body = Changes), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn redo(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<Changes>, HttpError> {
    Ok(told(editing::undo(&app.service, &actor, html::id(&id)?, i64::MAX, true).await?))
}

/// A version of a transcript.
#[derive(Serialize, ToSchema)]
pub struct Version {
    /// The last revision that it contains.
    revision: i64,
    /// Who wrote it; null for the recogniser.
    author: Option<String>,
    /// `recognised`, `uploaded` or `edited`.
    source: String,
    /// When it was finished (RFC 3339).
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    at: time::OffsetDateTime,
}

/// All of a kind.
#[derive(Serialize, ToSchema)]
pub struct All<T: ToSchema> {
    items: Vec<T>,
}

/// The versions of a transcript, newest first; the first is what stands there now.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/transcript/versions", tag = "transcripts", params(("id" = Uuid, Path)),
    responses((status = 200, body = All<Version>)))]
pub async fn versions(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<All<Version>>, HttpError> {
    let versions = editing::versions(&app.service, &actor, html::id(&id)?).await?;
    let version =
        |v: store::edits::Version| Version { revision: v.revision, author: v.author, source: v.source, at: v.ended_at };
    Ok(Json(All { items: versions.into_iter().map(version).collect() }))
}

/// A passage that is different.
#[derive(Serialize, ToSchema)]
pub struct Difference {
    /// Its start, in milliseconds.
    start_ms: Option<u32>,
    /// Who said it before.
    speaker_before: Option<String>,
    /// Who says it now.
    speaker: Option<String>,
    /// Words that are the same, gone or new.
    words: Vec<DifferentWords>,
}

/// Some words of a passage.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum DifferentWords {
    Same(String),
    Removed(String),
    Added(String),
}

/// What is different now from a version.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/transcript/versions/{revision}", tag = "transcripts",
    params(("id" = Uuid, Path), ("revision" = i64, Path)), responses((status = 200, body = All<Difference>)))]
pub async fn version(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, revision)): Path<(String, String)>,
) -> Result<Json<All<Difference>>, HttpError> {
    let revision = revision.parse().map_err(|_| Error::NotFound)?;
    let lines = editing::diff(&app.service, &actor, html::id(&id)?, revision).await?;
    let words = |piece| match piece {
        Piece::Same(text) => DifferentWords::Same(text),
        Piece::Removed(text) => DifferentWords::Removed(text),
        Piece::Added(text) => DifferentWords::Added(text),
    };
    let difference = |line: transcript::Line| Difference {
        start_ms: line.start_ms,
        speaker_before: line.speaker_before,
        speaker: line.speaker,
        words: line.pieces.into_iter().map(words).collect(),
    };
    Ok(Json(All { items: lines.into_iter().map(difference).collect() }))
}

/// Brings a version back; what stands there becomes a version too.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/transcript/versions/{revision}", tag = "transcripts",
    params(("id" = Uuid, Path), ("revision" = i64, Path)), responses((status = 204)))]
pub async fn restore(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, revision)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    let revision = revision.parse().map_err(|_| Error::NotFound)?;
    editing::restore(&app.service, &actor, html::id(&id)?, revision).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A word of a show and how recognisers write it.
#[derive(Serialize, ToSchema)]
pub struct GlossaryTerm {
    id: Uuid,
    /// As it is written.
    term: String,
    /// What is written in its place.
    heard_as: Vec<String>,
}

/// A word to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTerm {
    /// As it is written.
    term: String,
    /// What is written in its place.
    #[serde(default)]
    heard_as: Vec<String>,
}

/// The glossary of a show.
#[utoipa::path(get, path = "/api/v1/shows/{id}/glossary", tag = "transcripts", params(("id" = Uuid, Path)),
    responses((status = 200, body = All<GlossaryTerm>)))]
pub async fn glossary(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<All<GlossaryTerm>>, HttpError> {
    let (_, terms) = vocabulary::of_show(&app.service, &actor, html::id(&id)?).await?;
    let term = |t: store::vocabulary::Term| GlossaryTerm { id: t.id, term: t.term, heard_as: t.heard_as };
    Ok(Json(All { items: terms.into_iter().map(term).collect() }))
}

/// Adds a word to the glossary; the same word is changed.
#[utoipa::path(post, path = "/api/v1/shows/{id}/glossary", tag = "transcripts", params(("id" = Uuid, Path)),
    request_body = NewTerm, responses((status = 204),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn add_term(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Body(new): Body<NewTerm>,
) -> Result<StatusCode, HttpError> {
    vocabulary::add_term(&app.service, &actor, html::id(&id)?, &new.term, &new.heard_as.join(",")).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a word from the glossary.
#[utoipa::path(delete, path = "/api/v1/shows/{id}/glossary/{term}", tag = "transcripts",
    params(("id" = Uuid, Path), ("term" = Uuid, Path)), responses((status = 204)))]
pub async fn delete_term(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, term)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    vocabulary::delete_term(&app.service, &actor, html::id(&id)?, html::id(&term)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody to be remembered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// As transcripts name them.
    name: String,
    /// Such as `host`.
    role: String,
    /// Their page.
    #[serde(default)]
    link: String,
}

/// The people who speak in a show.
#[utoipa::path(get, path = "/api/v1/shows/{id}/persons", tag = "transcripts", params(("id" = Uuid, Path)),
    responses((status = 200, body = All<model::show::Person>)))]
pub async fn persons(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<All<model::show::Person>>, HttpError> {
    let (persons, _) = vocabulary::of_show(&app.service, &actor, html::id(&id)?).await?;
    Ok(Json(All { items: persons }))
}

/// Remembers somebody; one of the same name is changed.
#[utoipa::path(post, path = "/api/v1/shows/{id}/persons", tag = "transcripts", params(("id" = Uuid, Path)),
    request_body = NewPerson, responses((status = 204),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn remember_person(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Body(new): Body<NewPerson>,
) -> Result<StatusCode, HttpError> {
    let id = html::id(&id)?;
    vocabulary::remember_person(&app.service, &actor, id, &new.name, &new.role, &new.link).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets somebody's photo: the bytes of a JPEG, PNG or WebP picture of at most 10 MiB; no bytes take it away.
#[utoipa::path(put, path = "/api/v1/shows/{id}/persons/{person}/photo", tag = "transcripts",
    params(("id" = Uuid, Path), ("person" = Uuid, Path)),
    request_body(content = Vec<u8>, content_type = "image/*"), responses((status = 204),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn set_photo(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, person)): Path<(String, String)>,
    body: axum::body::Body,
) -> Result<StatusCode, HttpError> {
    let (id, person) = (html::id(&id)?, html::id(&person)?);
    let too_large = |_| Error::TooLarge("The photo is larger than 10 MiB.".into());
    let bytes = axum::body::to_bytes(body, service::shows::MAX_ARTWORK).await.map_err(too_large)?;
    vocabulary::set_photo(&app.service, &actor, id, person, bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets somebody; transcripts keep the name.
#[utoipa::path(delete, path = "/api/v1/shows/{id}/persons/{person}", tag = "transcripts",
    params(("id" = Uuid, Path), ("person" = Uuid, Path)), responses((status = 204)))]
pub async fn forget_person(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, person)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    vocabulary::forget_person(&app.service, &actor, html::id(&id)?, html::id(&person)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
