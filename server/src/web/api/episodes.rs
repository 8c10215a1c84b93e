//! `/api/v1/shows/{id}/episodes` and `/api/v1/episodes/{id}/...`

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    body::Body as RawBody,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, StreamExt};
use model::{
    Problem, Uuid,
    episode::{Episode, EpisodePatch, NewEpisode},
    job::Job,
    related::Related,
    transcript::TranscriptFormat,
};
use serde::{Deserialize, Serialize};
use service::{Error, audio_files, episodes, events, pipeline, related, transcripts};
use utoipa::ToSchema;

use super::{
    body::{Body, Page, Paging, is_json},
    expected, idempotency_key, versioned,
};
use crate::web::{
    error::HttpError,
    html,
    session::{Person, Viewer},
    state::App,
};

/// Episodes of a show, newest first.
#[utoipa::path(get, path = "/api/v1/shows/{id}/episodes", tag = "episodes", params(("id" = Uuid, Path), Paging),
    responses((status = 200, body = Page<Episode>)))]
pub async fn list(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Episode>>, HttpError> {
    let listed = episodes::list(&app.service, &actor, html::id(&id)?, paging.cursor, paging.limit);
    let (items, next) = listed.await?;
    Ok(Json(Page { items, next }))
}

/// Makes an episode, a draft.
#[utoipa::path(post, path = "/api/v1/shows/{id}/episodes", tag = "episodes", request_body = NewEpisode,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "The same key gives the same episode")),
    responses((status = 201, body = Episode), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(new): Body<NewEpisode>,
) -> Result<Response, HttpError> {
    let key = idempotency_key(&headers)?;
    let episode = episodes::create(&app.service, &actor, html::id(&id)?, &new, key).await?;
    let location = [(header::LOCATION, format!("/api/v1/episodes/{}", episode.id))];
    Ok((StatusCode::CREATED, location, versioned(episode.version, episode)).into_response())
}

/// An episode.
#[utoipa::path(get, path = "/api/v1/episodes/{id}", tag = "episodes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Episode), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn get(State(app): State<App>, Person(actor): Person, Path(id): Path<String>) -> Result<Response, HttpError> {
    let episode = episodes::get(&app.service, &actor, html::id(&id)?).await?;
    Ok(versioned(episode.version, episode).into_response())
}

/// Changes an episode; fields that are not there stay.
#[utoipa::path(patch, path = "/api/v1/episodes/{id}", tag = "episodes", request_body = EpisodePatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that you read")),
    responses((status = 200, body = Episode), (status = 412, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(patch): Body<EpisodePatch>,
) -> Result<Response, HttpError> {
    let episode = episodes::update(&app.service, &actor, html::id(&id)?, &patch, expected(&headers)?).await?;
    Ok(versioned(episode.version, episode).into_response())
}

/// Deletes an episode with its recording, transcript and insights.
#[utoipa::path(delete, path = "/api/v1/episodes/{id}", tag = "episodes", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    episodes::delete(&app.service, &actor, html::id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A complete upload to take the recording from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AudioSource {
    /// Id of the upload.
    upload_id: Uuid,
}

/// Sets the recording: an upload's id as JSON, or the bytes themselves (at most 2 GiB), told by their content.
#[utoipa::path(put, path = "/api/v1/episodes/{id}/audio", tag = "episodes", params(("id" = Uuid, Path)),
    request_body(content((AudioSource = "application/json"), (Vec<u8> = "audio/*"))),
    responses((status = 200, body = Episode), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn set_audio(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let episode = if is_json(request.headers()) {
        let Body(source) = <Body<AudioSource> as axum::extract::FromRequest<App>>::from_request(request, &app).await?;
        audio_files::attach_upload(&app.service, &actor, id, source.upload_id).await?
    } else {
        audio_files::attach_bytes(&app.service, &actor, id, request.into_body().into_data_stream()).await?
    };
    Ok(versioned(episode.version, episode).into_response())
}

/// What was taken from a transcript file.
#[derive(Serialize, ToSchema)]
pub struct TakenTranscript {
    /// The form that the file had.
    format: TranscriptFormat,
    /// Its sentences.
    segments: usize,
    /// What was wrong in it and was repaired.
    problems: Vec<String>,
}

/// Sets the transcript: a file in any form (SRT, WebVTT, podcast JSON, HTML, plain text, markdown), told by its content.
#[utoipa::path(put, path = "/api/v1/episodes/{id}/transcript", tag = "episodes", params(("id" = Uuid, Path)),
    request_body(content = String, content_type = "text/*"),
    responses((status = 200, body = TakenTranscript), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn set_transcript(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    body: RawBody,
) -> Result<Json<TakenTranscript>, HttpError> {
    let id = html::id(&id)?;
    let too_large = |_| Error::TooLarge("A transcript has at most 32 MiB.".into());
    let bytes = axum::body::to_bytes(body, transcripts::MAX_BYTES).await.map_err(too_large)?;
    let taken = transcripts::put(&app.service, &actor, id, bytes, None).await?;
    Ok(Json(TakenTranscript { format: taken.format, segments: taken.segments, problems: taken.problems }))
}

/// The form and the reading in which a transcript is asked for.
#[derive(Deserialize, utoipa::IntoParams)]
pub struct WantedFormat {
    /// `json` (podcast namespace), `vtt`, `srt`, `html`, `txt` or `md`; `json` when absent.
    format: Option<String>,
    /// `verbatim`, every word, or `clean`, without the words that are marked as fillers and false starts; `verbatim` when
    /// absent.
    reading: Option<String>,
}

/// The transcript in one of its forms.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/transcript", tag = "episodes", params(("id" = Uuid, Path), WantedFormat),
    responses((status = 200, body = String), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn transcript(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Query(wanted): Query<WantedFormat>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let unknown = || Error::field("format", "Ask for json, vtt, srt, html, txt or md.");
    let name = wanted.format.as_deref().unwrap_or("json");
    let format = TranscriptFormat::from_extension(name).ok_or_else(unknown)?;
    let reading = transcripts::reading(wanted.reading.as_deref())?;
    let transcript = transcripts::get(&app.service, &actor, id, reading).await?;
    let title = episodes::get(&app.service, &actor, id).await?.title;
    Ok(([(header::CONTENT_TYPE, format.media_type())], transcript::write(&transcript, format, &title)).into_response())
}

/// Jobs of a run.
#[derive(Serialize, ToSchema)]
pub struct Jobs {
    /// In the order in which they run.
    items: Vec<Job>,
}

/// Starts processing, or finds the run that is under way.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/process", tag = "processing", params(("id" = Uuid, Path)),
    responses((status = 202, body = Jobs), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn process(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Jobs>), HttpError> {
    let items = pipeline::start(&app.service, &actor, html::id(&id)?).await?;
    Ok((StatusCode::ACCEPTED, Json(Jobs { items })))
}

/// Stops processing; what was finished stays.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/cancel", tag = "processing", params(("id" = Uuid, Path)),
    responses((status = 204)))]
pub async fn cancel(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    pipeline::cancel(&app.service, &actor, html::id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The jobs of the latest run.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/jobs", tag = "processing", params(("id" = Uuid, Path)),
    responses((status = 200, body = Jobs)))]
pub async fn jobs(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Json<Jobs>, HttpError> {
    Ok(Json(Jobs { items: episodes::jobs(&app.service, &actor, html::id(&id)?).await? }))
}

/// Live progress as server-sent events: `job`, `words`, and `done` at the end.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/events", tag = "processing", params(("id" = Uuid, Path)),
    responses((status = 200, body = model::event::EpisodeEvent, content_type = "text/event-stream")))]
pub async fn events(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, HttpError> {
    let watched = events::watch(&app.service, &actor, html::id(&id)?).await?;
    let events = watched.map(|event| {
        let data = serde_json::to_string(&event).unwrap_or_default();
        Ok(Event::default().event(event.name()).data(data))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Makes the episode public.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/publish", tag = "episodes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Episode), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn publish(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let episode = episodes::publish(&app.service, &actor, html::id(&id)?).await?;
    Ok(versioned(episode.version, episode).into_response())
}

/// Takes the episode back; nothing of it is lost.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/unpublish", tag = "episodes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Episode)))]
pub async fn unpublish(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let episode = episodes::unpublish(&app.service, &actor, html::id(&id)?).await?;
    Ok(versioned(episode.version, episode).into_response())
}

/// The public episodes that are most like this one, of all shows: of a published episode for everybody, as its page is.
#[utoipa::path(get, path = "/api/v1/episodes/{id}/related", tag = "episodes", security(()), params(("id" = Uuid, Path)),
    responses((status = 200, body = Related), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn related(
    State(app): State<App>,
    Viewer(viewer): Viewer,
    Path(id): Path<String>,
) -> Result<Json<Related>, HttpError> {
    Ok(Json(related::get(&app.service, viewer.as_ref(), html::id(&id)?).await?))
}
