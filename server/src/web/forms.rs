//! What forms send: text fields, and with `multipart/form-data` small files.

use std::collections::HashMap;

use app::view::Form;
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::{StatusCode, header},
};
use service::Error;

use super::{error::HttpError, state::App};

/// The fields of a form and its files (of up to the router's limit for bodies).
#[derive(Debug, Default)]
pub struct Sent {
    values: Vec<(String, String)>,
    files: HashMap<String, (String, Bytes)>,
}

impl Sent {
    /// What was typed into a field; empty when it was not there.
    pub fn value(&self, field: &str) -> &str {
        self.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// All that was sent under a name, in its order.
    pub fn values<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// A whole number in a field; an error where there is something else.
    pub fn number<N: std::str::FromStr>(&self, field: &str, label: &str) -> Result<Option<N>, Error> {
        match self.value(field).trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Error::field(field, format!("{label} is a whole number."))),
        }
    }

    /// A chosen file with its name; `None` when none was chosen.
    pub fn file(&mut self, field: &str) -> Option<(String, Bytes)> {
        self.files.remove(field).filter(|(name, bytes)| !(name.is_empty() && bytes.is_empty()))
    }

    /// The form again, with what is wrong with it. Passwords are not sent back.
    pub fn form(self, error: &Error) -> Form {
        let errors = match error {
            Error::Invalid(errors) => errors.clone(),
            other => vec![model::FieldError::new("", other.to_string())],
        };
        let secret = |name: &str| matches!(name, "password" | "current");
        Form { values: self.values.into_iter().filter(|(name, _)| !secret(name)).collect(), errors }
    }
}

/// A form's own error is shown in the form; any other is a page of its own.
pub fn concerns_form(error: &Error) -> bool {
    matches!(error, Error::Invalid(_) | Error::Stale | Error::Conflict(_) | Error::BadFile(_) | Error::TooLarge(_))
}

/// The status of an answer that shows a form again.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::Stale | Error::Conflict(_) => StatusCode::CONFLICT,
        Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl FromRequest<App> for Sent {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &App) -> Result<Self, HttpError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mut sent = Self::default();
        if kind.starts_with("multipart/form-data") {
            let mut parts = Multipart::from_request(request, app).await.map_err(unreadable)?;
            while let Some(part) = parts.next_field().await.map_err(unreadable)? {
                let Some(name) = part.name().map(str::to_owned) else { continue };
                if let Some(file_name) = part.file_name().map(str::to_owned) {
                    sent.files.insert(name, (file_name, part.bytes().await.map_err(unreadable)?));
                } else {
                    sent.values.push((name, part.text().await.map_err(unreadable)?));
                }
            }
        } else {
            let axum::Form(values) =
                axum::Form::<Vec<(String, String)>>::from_request(request, app).await.map_err(unreadable)?;
            sent.values = values;
        }
        Ok(sent)
    }
}

fn unreadable(error: impl std::fmt::Display + Into<Unreadable>) -> HttpError {
    let detail = error.to_string();
    match error.into().0 {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge("The form or its file is too large.".into()).into(),
        status => HttpError::new(status, "unreadable-form", "The form could not be read", detail),
    }
}

/// The status of an extractor's refusal.
struct Unreadable(StatusCode);

impl From<axum::extract::multipart::MultipartRejection> for Unreadable {
    fn from(error: axum::extract::multipart::MultipartRejection) -> Self {
        Self(error.status())
    }
}

impl From<axum::extract::multipart::MultipartError> for Unreadable {
    fn from(error: axum::extract::multipart::MultipartError) -> Self {
        Self(error.status())
    }
}

impl From<axum::extract::rejection::FormRejection> for Unreadable {
    fn from(error: axum::extract::rejection::FormRejection) -> Self {
        Self(error.status())
    }
}
