//! Resumable uploads: tus 1.0.0 with the extensions creation, expiration and termination (tus.io, protocol 1.0.x).

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use model::{
    Problem,
    upload::{MAX_BYTES, Upload},
};
use service::{Error, uploads};
use time::format_description::well_known::Rfc2822;

use crate::web::{error::HttpError, html, session::Person, state::App};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const VERSION: &str = "1.0.0";
/// What `PATCH` carries.
const MEDIA_TYPE: &str = "application/offset+octet-stream";

fn tus(status: StatusCode, extra: Vec<(HeaderName, String)>) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static(VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in extra {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

fn state(upload: &Upload) -> Vec<(HeaderName, String)> {
    let mut headers = vec![(OFFSET, upload.offset.to_string()), (LENGTH, upload.length.to_string())];
    // HTTP dates end in GMT where RFC 2822 has +0000.
    headers.extend(upload.expires_at.format(&Rfc2822).ok().map(|at| (EXPIRES, at.replace("+0000", "GMT"))));
    headers
}

/// Refuses a client of another version.
fn check_version(headers: &HeaderMap) -> Result<(), HttpError> {
    if headers.get(&RESUMABLE).is_some_and(|v| v == VERSION) {
        return Ok(());
    }
    let detail = "Send the header Tus-Resumable: 1.0.0.";
    Err(HttpError::new(StatusCode::PRECONDITION_FAILED, "tus-version", "Another version of tus", detail))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Error> {
    let value = headers.get(name).and_then(|v| v.to_str().ok()).and_then(|v| v.trim().parse().ok());
    value.ok_or_else(|| Error::field(name.as_str(), "A whole number of bytes is missing in this header."))
}

/// What this server can do.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads", security(()), responses((status = 204)))]
pub async fn options() -> Response {
    let name = HeaderName::from_static;
    tus(
        StatusCode::NO_CONTENT,
        vec![
            (name("tus-version"), VERSION.into()),
            (name("tus-extension"), "creation,expiration,termination".into()),
            (name("tus-max-size"), MAX_BYTES.to_string()),
        ],
    )
}

/// Begins an upload.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads",
    params(("Tus-Resumable" = String, Header), ("Upload-Length" = u64, Header),
           ("Upload-Metadata" = Option<String>, Header, description = "`filename` and its base64")),
    responses((status = 201, description = "`Location` has its address"),
              (status = 413, body = Problem, content_type = "application/problem+json")))]
pub async fn begin(State(app): State<App>, Person(actor): Person, headers: HeaderMap) -> Result<Response, HttpError> {
    check_version(&headers)?;
    let length = number(&headers, &LENGTH)?;
    let upload = uploads::begin(&app.service, &actor, &filename(&headers), length).await?;
    let mut answer = state(&upload);
    answer.push((header::LOCATION, format!("/api/v1/uploads/{}", upload.id)));
    Ok(tus(StatusCode::CREATED, answer))
}

/// `filename` of `Upload-Metadata`: pairs of key and base64, separated by commas.
fn filename(headers: &HeaderMap) -> String {
    let metadata = headers.get("upload-metadata").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let encoded = metadata.split(',').find_map(|pair| pair.trim().strip_prefix("filename "));
    let bytes = encoded.and_then(|b| BASE64_STANDARD.decode(b.trim()).ok());
    bytes.map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default()
}

/// How many bytes are safe.
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = model::Uuid, Path)),
    responses((status = 200), (status = 404)))]
pub async fn head(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let upload = uploads::get(&app.service, &actor, html::id(&id)?).await?;
    Ok(tus(StatusCode::OK, state(&upload)))
}

/// Takes bytes from an offset on. What arrived before a broken line is kept.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = model::Uuid, Path), ("Tus-Resumable" = String, Header), ("Upload-Offset" = u64, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn append(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, HttpError> {
    check_version(&headers)?;
    if headers.get(header::CONTENT_TYPE).is_none_or(|t| t != MEDIA_TYPE) {
        let detail = format!("Send the header Content-Type: {MEDIA_TYPE}.");
        return Err(HttpError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "tus-media-type", "Another media type", detail));
    }
    let id = html::id(&id)?;
    let from = number(&headers, &OFFSET)?;
    match uploads::append(&app.service, &actor, id, from, body.into_data_stream()).await {
        Ok(_) => {
            let upload = uploads::get(&app.service, &actor, id).await?;
            Ok(tus(StatusCode::NO_CONTENT, state(&upload)))
        }
        // The protocol's answer to a wrong offset.
        Err(Error::Stale) => {
            Err(Error::Conflict("The upload is at another offset: ask for it with HEAD.".into()).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives an upload up.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = model::Uuid, Path)),
    responses((status = 204), (status = 404)))]
pub async fn cancel(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    uploads::cancel(&app.service, &actor, html::id(&id)?).await?;
    Ok(tus(StatusCode::NO_CONTENT, Vec::new()))
}
