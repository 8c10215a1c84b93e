//! `/studio/settings`: password and API tokens.

use app::view::{Form, StudioSettings};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use service::{Actor, accounts};

use crate::web::{
    error::HttpError,
    forms::{self, Sent},
    html,
    session::Person,
    state::App,
};

const PATH: &str = "/studio/settings";

/// The page.
pub async fn page(State(app): State<App>, Person(actor): Person) -> Result<Response, HttpError> {
    shown(&app, &actor, StatusCode::OK, None, Form::default(), None).await
}

async fn shown(
    app: &App,
    actor: &Actor,
    status: StatusCode,
    fresh_token: Option<String>,
    form: Form,
    notice: Option<String>,
) -> Result<Response, HttpError> {
    let page = StudioSettings { tokens: accounts::tokens(&app.service, actor).await?, fresh_token, form };
    let mut chrome = html::chrome(app, PATH, Some(actor));
    chrome.notice = notice;
    Ok(html::private(status, app::pages::studio_settings(&chrome, &page)))
}

/// Changes the password.
pub async fn password(State(app): State<App>, Person(actor): Person, sent: Sent) -> Result<Response, HttpError> {
    let value = |field| sent.value(field).to_owned();
    match accounts::change_password(&app.service, &actor, value("current"), value("password")).await {
        Ok(()) => {
            let notice = Some("Your password was changed.".to_owned());
            shown(&app, &actor, StatusCode::OK, None, Form::default(), notice).await
        }
        Err(error) if forms::concerns_form(&error) => {
            let form = sent.form(&error);
            shown(&app, &actor, forms::status(&error), None, form, None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes a token and shows its secret once.
pub async fn create_token(State(app): State<App>, Person(actor): Person, sent: Sent) -> Result<Response, HttpError> {
    match accounts::create_token(&app.service, &actor, sent.value("name")).await {
        Ok(token) => shown(&app, &actor, StatusCode::CREATED, Some(token), Form::default(), None).await,
        Err(error) if forms::concerns_form(&error) => {
            let form = sent.form(&error);
            shown(&app, &actor, forms::status(&error), None, form, None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Revokes a token.
pub async fn delete_token(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    accounts::delete_token(&app.service, &actor, html::id(&id)?).await?;
    Ok(Redirect::to(PATH).into_response())
}
