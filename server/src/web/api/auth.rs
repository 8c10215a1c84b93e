//! `/api/v1/auth/...` and `/api/v1/me`

use axum::{Json, extract::State, http::StatusCode};
use model::{Problem, user::User};
use serde::Deserialize;
use service::accounts;
use tower_sessions::Session;
use utoipa::ToSchema;

use super::body::Body;
use crate::web::{
    error::HttpError,
    session::{self, Person},
    state::App,
};

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// E-mail address.
    email: String,
    /// Password.
    password: String,
}

/// Logs in and sets the session cookie.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "accounts", request_body = Credentials, security(()),
    responses((status = 200, body = User), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn login(
    State(app): State<App>,
    browser: Session,
    Body(credentials): Body<Credentials>,
) -> Result<Json<User>, HttpError> {
    let actor = accounts::log_in(&app.service, &credentials.email, credentials.password).await?;
    session::open(&browser, &actor).await?;
    Ok(Json(actor.user))
}

/// Ends the session.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "accounts", responses((status = 204)))]
pub async fn logout(browser: Session) -> Result<StatusCode, HttpError> {
    session::close(&browser).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account that is logged in.
#[utoipa::path(get, path = "/api/v1/me", tag = "accounts",
    responses((status = 200, body = User), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn me(Person(actor): Person) -> Json<User> {
    Json(actor.user)
}
