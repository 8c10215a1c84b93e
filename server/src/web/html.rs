//! What pages have in common.

use app::view::{Chrome, EpisodeCard, ErrorPage};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use model::{Problem, Uuid, episode::Episode};
use service::Actor;
use store::presentations::Listed;

use super::{error::HttpError, state::App};

/// The frame of a page.
pub fn chrome(app: &App, path: &str, viewer: Option<&Actor>) -> Chrome {
    let manifest = &app.site.manifest;
    Chrome {
        css: manifest.css.clone(),
        studio_css: manifest.studio_css.clone(),
        search_css: manifest.search_css.clone(),
        js: manifest.js.clone(),
        studio_js: manifest.studio_js.clone(),
        public_url: app.public_url.clone(),
        path: path.to_owned(),
        viewer: viewer.map(|actor| actor.user.clone()),
        notice: None,
    }
}

/// A page for one person: never kept by anybody.
pub fn private(status: StatusCode, html: String) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (status, headers, Html(html)).into_response()
}

/// The page of an error.
pub fn error(app: &App, path: &str, problem: &Problem) -> String {
    let fields: String = problem.errors.iter().map(|e| format!(" {}", e.message)).collect();
    let page = ErrorPage {
        status: problem.status,
        title: problem.title.clone(),
        detail: problem.detail.clone().unwrap_or_default() + &fields,
        request_id: problem.request_id.clone().filter(|_| problem.status >= 500),
    };
    app::pages::error(&chrome(app, path, None), &page)
}

/// Episodes as cards, with what was looked up about them.
pub fn cards(episodes: Vec<Episode>, listed: &[Listed]) -> Vec<EpisodeCard> {
    let card = |episode: Episode| {
        let found = listed.iter().find(|l| l.episode_id == episode.id);
        let about = match found {
            Some(found) if !found.summary.is_empty() => found.summary.clone(),
            _ => syndication::plain(&episode.notes),
        };
        EpisodeCard {
            show_title: found.map(|f| f.show_title.clone()).unwrap_or_default(),
            show_slug: found.map(|f| f.show_slug.clone()).unwrap_or_default(),
            teaser: syndication::teaser(&about, 220),
            episode,
        }
    };
    episodes.into_iter().map(card).collect()
}

/// An id in a path; anything else is a page that is not there.
///
/// # Errors
/// `NotFound`.
pub fn id(text: &str) -> Result<Uuid, HttpError> {
    text.parse().map_err(|_| service::Error::NotFound.into())
}

/// A slug in a path; anything else is a page that is not there.
///
/// # Errors
/// `NotFound`.
pub fn slug(text: &str) -> Result<model::Slug, HttpError> {
    model::Slug::parse(text).ok_or_else(|| service::Error::NotFound.into())
}
