//! `/studio`

use app::view::StudioHome;
use axum::{extract::State, http::StatusCode, response::Response};
use model::Uuid;
use service::{episodes, shows};

use crate::web::{error::HttpError, html, session::Person, state::App};

/// The person's shows and latest work.
pub async fn page(State(app): State<App>, Person(actor): Person) -> Result<Response, HttpError> {
    let shows = shows::overview(&app.service, &actor).await?;
    let ids: Vec<Uuid> = shows.iter().map(|(show, ..)| show.id).collect();
    let recent = episodes::recent(&app.service, &ids, 8).await?;
    let page = StudioHome { shows, recent: super::cards(&app, recent).await? };
    let body = app::pages::studio_home(&html::chrome(&app, "/studio", Some(&actor)), &page);
    Ok(html::private(StatusCode::OK, body))
}
