//! `/login`, `/signup`, `/logout`

use app::view::{AccountPage, Form};
use axum::{
    Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use service::{Error, accounts, accounts::NewUser};
use tower_sessions::Session;

use super::{
    error::HttpError,
    forms::{self, Sent},
    html, session,
    session::Viewer,
    state::App,
};

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/login", get(login_page).post(login))
        .route("/signup", get(signup_page).post(signup))
        .route("/logout", post(logout))
}

#[derive(Deserialize)]
struct ReturnTo {
    #[serde(default)]
    return_to: String,
}

/// A path of this site to go on to; anything else (another host, a control character) is the studio.
fn local(path: &str) -> &str {
    let fine = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && !path.chars().any(|c| c.is_control() || c == '\\');
    if fine { path } else { "/studio" }
}

async fn page(app: &App, return_to: &str, form: Form) -> Result<AccountPage, HttpError> {
    let first_start = accounts::is_first(&app.service).await?;
    let signups_open = app.service.signups_open || first_start;
    Ok(AccountPage { form, return_to: local(return_to).to_owned(), signups_open, first_start })
}

async fn login_page(
    State(app): State<App>,
    Query(query): Query<ReturnTo>,
    Viewer(viewer): Viewer,
) -> Result<Response, HttpError> {
    if viewer.is_some() {
        return Ok(Redirect::to(local(&query.return_to)).into_response());
    }
    let page = page(&app, &query.return_to, Form::default()).await?;
    Ok(html::private(StatusCode::OK, app::pages::login(&html::chrome(&app, "/login", None), &page)))
}

async fn login(State(app): State<App>, browser: Session, sent: Sent) -> Result<Response, HttpError> {
    match accounts::log_in(&app.service, sent.value("email"), sent.value("password").to_owned()).await {
        Ok(actor) => {
            session::open(&browser, &actor).await?;
            Ok(Redirect::to(local(sent.value("return_to"))).into_response())
        }
        Err(error) if forms::concerns_form(&error) => {
            let return_to = sent.value("return_to").to_owned();
            let page = page(&app, &return_to, sent.form(&error)).await?;
            let body = app::pages::login(&html::chrome(&app, "/login", None), &page);
            Ok(html::private(forms::status(&error), body))
        }
        Err(error) => Err(error.into()),
    }
}

async fn signup_page(State(app): State<App>, Viewer(viewer): Viewer) -> Result<Response, HttpError> {
    if viewer.is_some() {
        return Ok(Redirect::to("/studio").into_response());
    }
    let page = page(&app, "", Form::default()).await?;
    Ok(html::private(StatusCode::OK, app::pages::signup(&html::chrome(&app, "/signup", None), &page)))
}

async fn signup(State(app): State<App>, browser: Session, sent: Sent) -> Result<Response, HttpError> {
    let value = |field| sent.value(field).to_owned();
    let new = NewUser { email: value("email"), name: value("name"), password: value("password"), is_admin: false };
    match accounts::sign_up(&app.service, new).await {
        Ok(actor) => {
            session::open(&browser, &actor).await?;
            Ok(Redirect::to("/studio").into_response())
        }
        Err(error) if forms::concerns_form(&error) || matches!(error, Error::Forbidden) => {
            let page = page(&app, "", sent.form(&error)).await?;
            let body = app::pages::signup(&html::chrome(&app, "/signup", None), &page);
            Ok(html::private(forms::status(&error), body))
        }
        Err(error) => Err(error.into()),
    }
}

async fn logout(browser: Session) -> Result<Response, HttpError> {
    session::close(&browser).await?;
    Ok(Redirect::to("/").into_response())
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_paths_of_this_site_are_gone_to() {
        assert_eq!(local("/studio/episodes/1?x=2"), "/studio/episodes/1?x=2");
        for foreign in
            ["https://evil.example", "//evil.example", "/\\evil.example", "", "studio", "/a\r\nSet-Cookie: x"]
        {
            assert_eq!(local(foreign), "/studio", "{foreign:?}");
        }
    }
}
