//! Errors as answers. A handler's error becomes an answer with a status and a [`Problem`]; the layer around all routes
//! writes it as a page or as JSON, whichever the path asks for.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use model::{FieldError, Problem};
use service::Error;

use super::{html, state::App};

/// An error of a handler.
#[derive(Debug)]
pub struct HttpError(Box<Problem>);

impl HttpError {
    /// An error of ours; its cause goes to the log.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::internal(cause).into()
    }

    /// A refusal with a status, a name for programs, and words for people.
    #[must_use]
    pub fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem {
            kind: format!("/problems/{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: Some(detail.into()),
            errors: Vec::new(),
            request_id: None,
        }))
    }

    /// Errors of fields, for a body that could not be read.
    #[must_use]
    pub fn fields(errors: Vec<FieldError>) -> Self {
        Error::Invalid(errors).into()
    }
}

impl From<Error> for HttpError {
    fn from(error: Error) -> Self {
        let (status, kind, title) = match &error {
            Error::NotFound => (404, "not-found", "Not found"),
            Error::Unauthenticated => (401, "unauthenticated", "Log in first"),
            Error::Forbidden => (403, "forbidden", "Not allowed"),
            Error::Invalid(_) => (422, "validation", "Some fields need another look"),
            Error::Conflict(_) => (409, "conflict", "Not possible now"),
            Error::Stale => (412, "stale", "Somebody else saved first"),
            Error::BadFile(_) => (422, "bad-file", "This file cannot be used"),
            Error::TooLarge(_) => (413, "too-large", "Too large"),
            Error::DiskFull => (507, "disk-full", "The disk is full"),
            Error::Unavailable(_) => (503, "unavailable", "Not available just now"),
            Error::Internal(_) => (500, "internal", "Something went wrong"),
        };
        let detail = error.to_string();
        match &error {
            Error::Unavailable(cause) => tracing::error!(%cause, "a service that we need is away"),
            Error::Internal(cause) => tracing::error!(?cause, "internal error"),
            Error::DiskFull => tracing::error!("the disk is full"),
            _ => {}
        }
        let errors = if let Error::Invalid(errors) = error { errors } else { Vec::new() };
        Self(Box::new(Problem {
            kind: format!("/problems/{kind}"),
            title: title.to_owned(),
            status,
            detail: Some(detail),
            errors,
            request_id: None,
        }))
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(*self.0);
        response
    }
}

/// Gives each request its id, writes errors in the form that the path asks for, and adds the headers that every answer
/// has.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = super::cache::request_id();
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    let return_to = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let span = tracing::info_span!("request", id, %method, path);
    let mut response = tracing::Instrument::instrument(next.run(request), span).await;
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => Some(problem),
        None => refused_by_the_framework(&mut response).await,
    };
    if let Some(mut problem) = problem {
        problem.request_id = Some(id.clone());
        response = written(&app, &method, &path, &return_to, problem, response.headers());
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", id);
    }
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// What axum refuses before a handler is asked: a method that a path does not have, or a query that makes no sense.
async fn refused_by_the_framework(response: &mut Response) -> Option<Problem> {
    let status = response.status();
    let kept = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/plain"));
    let (kind, title, detail) = match status {
        StatusCode::METHOD_NOT_ALLOWED => (
            "method",
            "Not possible here",
            "This address does not have that method; `Allow` lists those it has.".into(),
        ),
        StatusCode::BAD_REQUEST if kept => {
            let why = axum::body::to_bytes(std::mem::take(response.body_mut()), 4096).await.unwrap_or_default();
            ("bad-request", "Not understood", String::from_utf8_lossy(&why).into_owned())
        }
        _ => return None,
    };
    Some(*HttpError::new(status, kind, title, detail).0)
}

const SECURITY: &[(header::HeaderName, &str)] = &[
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; media-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'self'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
];

fn written(app: &App, method: &Method, path: &str, return_to: &str, problem: Problem, kept: &HeaderMap) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let machine = (path.starts_with("/api/") && path != "/api/docs") || path.starts_with("/listen/");
    if status == StatusCode::UNAUTHORIZED && !machine && method == Method::GET {
        let query: String = url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
        return Redirect::to(&format!("/login?return_to={query}")).into_response();
    }
    let (media_type, body) = if machine {
        ("application/problem+json", serde_json::to_string(&problem).unwrap_or_default())
    } else {
        ("text/html; charset=utf-8", html::error(app, path, &problem))
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    // What the protocol said in headers (tus, allowed methods) stays said.
    for (name, value) in kept {
        if *name != header::CONTENT_LENGTH {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
