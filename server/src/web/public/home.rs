//! `/`, `/sitemap.xml`, `/robots.txt`

use app::view::HomePage;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use service::public;
use syndication::SitemapEntry;

use super::REVALIDATE;
use crate::web::{
    cache::{Document, Key},
    error::HttpError,
    html,
    state::App,
};

/// The instance's shows and newest episodes.
pub async fn page(State(app): State<App>, request: HeaderMap) -> Result<Response, HttpError> {
    let key = Key::new("/".into(), &request);
    if let Some(kept) = app.cache.get(&key) {
        return Ok(kept.respond(&request, REVALIDATE));
    }
    let epoch = app.cache.epoch();
    let home = public::home(&app.service).await?;
    let page = HomePage {
        episodes: html::cards(home.episodes, &home.listed),
        shows: home.shows,
        first_start: home.first_start,
    };
    let body = app::pages::home(&html::chrome(&app, "/", None), &page);
    Ok(app.cache.answer(key, epoch, Document::new("text/html; charset=utf-8", body), &request, REVALIDATE))
}

/// All public pages, for crawlers.
pub async fn sitemap(State(app): State<App>, request: HeaderMap) -> Result<Response, HttpError> {
    let published = public::sitemap(&app.service).await?;
    let mut shows: Vec<&model::Slug> = published.iter().map(|(show, ..)| show).collect();
    shows.sort_by_key(|show| show.as_str());
    shows.dedup();
    let home = SitemapEntry { loc: format!("{}/", app.public_url), lastmod: None };
    let shows = shows.into_iter().map(|s| SitemapEntry { loc: format!("{}/shows/{s}", app.public_url), lastmod: None });
    let episodes = published.iter().map(|(show, episode, at)| SitemapEntry {
        loc: format!("{}/shows/{show}/{episode}", app.public_url),
        lastmod: Some(*at),
    });
    let entries: Vec<SitemapEntry> = std::iter::once(home).chain(shows).chain(episodes).collect();
    Ok(super::open_file("application/xml; charset=utf-8", syndication::sitemap(&entries), &request))
}

/// What crawlers may read.
pub async fn robots(State(app): State<App>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], syndication::robots(&app.public_url))
}
