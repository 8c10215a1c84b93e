//! `/search`, and how browsers search here.

use app::view::SearchPage;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use model::search::Ask;
use service::Error;

use super::{REVALIDATE, open_file};
use crate::web::{api::SearchParams, cache::Document, error::HttpError, html, state::App};

/// The search page: an invitation, or what was found.
pub async fn page(
    State(app): State<App>,
    Query(params): Query<SearchParams>,
    request: HeaderMap,
) -> Result<Response, HttpError> {
    let (ask, wrong) = params.ask();
    let mut page = SearchPage { ask, results: None, errors: wrong };
    // Without words one has just come, perhaps to look in one show.
    if page.errors.is_empty() && !page.ask.q.is_empty() {
        match service::search::find(&app.service, &page.ask).await {
            Ok(results) => page.results = Some(results),
            Err(Error::Invalid(errors)) => page.errors = errors,
            Err(other) => return Err(other.into()),
        }
    }
    if page.ask.q.chars().count() > search_limit() {
        // What is too long to look for is too long to be shown again.
        page.ask = Ask { q: page.ask.q.chars().take(search_limit()).collect(), ..page.ask };
    }
    let is_wrong = !page.errors.is_empty();
    let body = app::pages::search_page(&html::chrome(&app, "/search", None), &page);
    if is_wrong {
        return Ok(html::private(StatusCode::UNPROCESSABLE_ENTITY, body));
    }
    // Not kept here: everybody asks for something else.
    Ok(Document::new("text/html; charset=utf-8", body).respond(&request, REVALIDATE))
}

fn search_limit() -> usize {
    service::search::MAX_CHARS
}

/// What a browser needs to know to search here from its address bar (OpenSearch 1.1).
pub async fn description(State(app): State<App>, request: HeaderMap) -> Response {
    let (name, url) = (app::shell::PRODUCT, app::shell::escape(&app.public_url));
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\
         <ShortName>{name}</ShortName><Description>Search what was said</Description>\
         <InputEncoding>UTF-8</InputEncoding><Image width=\"16\" height=\"16\" type=\"image/svg+xml\">{url}/favicon.svg</Image>\
         <Url type=\"text/html\" template=\"{url}/search?q={{searchTerms}}\"/></OpenSearchDescription>\n"
    );
    open_file("application/opensearchdescription+xml", xml, &request)
}
