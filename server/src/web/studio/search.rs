//! `/studio/search`

use app::view::SearchPage;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use model::search::{Ask, Place};

use crate::web::{api::SearchParams, error::HttpError, html, public::answered_search, session::Person, state::App};

/// Where in the person's shows something is said, drafts among them.
pub async fn page(
    State(app): State<App>,
    Person(actor): Person,
    Query(params): Query<SearchParams>,
) -> Result<Response, HttpError> {
    let (ask, wrong) = params.ask();
    let find = async |ask: &Ask| service::search::find_in_studio(&app.service, &actor, ask).await;
    let page: SearchPage = answered_search(Place::Studio, ask, wrong, find).await?;
    let body = app::pages::search_page(&html::chrome(&app, Place::Studio.path(), Some(&actor)), &page);
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html::private(status, body))
}
