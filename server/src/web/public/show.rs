//! `/shows/{show}`

use app::view::ShowPage;
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use model::Uuid;
use serde::Deserialize;
use service::public;

use super::REVALIDATE;
use crate::web::{
    cache::{Document, Key},
    error::HttpError,
    html,
    state::App,
};

/// Where the list goes on.
#[derive(Deserialize)]
pub struct Paging {
    after: Option<Uuid>,
}

/// A show with its published episodes.
pub async fn page(
    State(app): State<App>,
    Path(show): Path<String>,
    Query(paging): Query<Paging>,
    request: HeaderMap,
) -> Result<Response, HttpError> {
    let slug = html::slug(&show)?;
    let path = format!("/shows/{slug}");
    let address = paging.after.map_or_else(|| path.clone(), |after| format!("{path}?after={after}"));
    let key = Key::new(address, &request);
    if let Some(kept) = app.cache.get(&key) {
        return Ok(kept.respond(&request, REVALIDATE));
    }
    let epoch = app.cache.epoch();
    let found = public::show(&app.service, &slug, paging.after).await?;
    let page = ShowPage {
        episodes: html::cards(found.episodes, &found.listed),
        next: found.next.map(|id| format!("{path}?after={id}")),
        show: found.show,
    };
    let body = app::pages::show(&html::chrome(&app, &path, None), &page);
    Ok(app.cache.answer(key, epoch, Document::new("text/html; charset=utf-8", body), &request, REVALIDATE))
}
