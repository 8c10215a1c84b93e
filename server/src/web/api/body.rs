//! JSON bodies in, with errors that name the field; pages of lists out.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use model::{FieldError, Uuid};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

use crate::web::{error::HttpError, state::App};

/// The largest JSON body, in bytes.
const MAX: usize = 1024 * 1024;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, _: &App) -> Result<Self, HttpError> {
        let bytes = axum::body::to_bytes(request.into_body(), MAX)
            .await
            .map_err(|_| HttpError::from(service::Error::TooLarge("A JSON body has at most 1 MiB.".into())))?;
        parse(&bytes)
    }
}

fn parse<T: DeserializeOwned>(bytes: &Bytes) -> Result<Body<T>, HttpError> {
    // Nothing at all stands for an object without fields.
    let bytes = if bytes.is_empty() { &Bytes::from_static(b"{}") } else { bytes };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut json).map(Body).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { String::new() } else { path };
        let cause = error.into_inner();
        if cause.is_data() {
            return HttpError::fields(vec![FieldError::new(&field, cause.to_string())]);
        }
        HttpError::new(StatusCode::BAD_REQUEST, "bad-json", "Not JSON", format!("The body is not valid JSON: {cause}"))
    })
}

/// Whether a request says that its body is JSON.
pub fn is_json(headers: &axum::http::HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(|t| t.starts_with("application/json"))
}

/// Where a list goes on, and how much of it is asked for.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Paging {
    /// `next` of the page before.
    pub cursor: Option<Uuid>,
    /// At most this many, 1 to 200.
    #[serde(default = "fifty")]
    pub limit: usize,
}

fn fifty() -> usize {
    50
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T: ToSchema> {
    /// The things.
    pub items: Vec<T>,
    /// The cursor of the next page; null at the end.
    pub next: Option<Uuid>,
}
