//! `/search`, and how browsers search here.

use app::view::SearchPage;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use model::{
    FieldError,
    search::{Ask, Place, Results},
};
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
    let find = async |ask: &Ask| service::search::find(&app.service, ask).await;
    let page = answered(Place::Public, ask, wrong, find).await?;
    let body = app::pages::search_page(&html::chrome(&app, Place::Public.path(), None), &page);
    if !page.errors.is_empty() {
        return Ok(html::private(StatusCode::UNPROCESSABLE_ENTITY, body));
    }
    // Not kept here: everybody asks for something else.
    Ok(Document::new("text/html; charset=utf-8", body).respond(&request, REVALIDATE))
}

/// What a search page shows, of whoever finds.
pub async fn answered(
    place: Place,
    ask: Ask,
    wrong: Vec<FieldError>,
    find: impl AsyncFnOnce(&Ask) -> Result<Results, Error>,
) -> Result<SearchPage, HttpError> {
    let mut page = SearchPage { place, ask, results: None, errors: wrong };
    // Without words one has just come, perhaps to look in one show.
    if page.errors.is_empty() && !page.ask.q.is_empty() {
        match find(&page.ask).await {
            Ok(results) => page.results = Some(results),
            Err(Error::Invalid(errors)) => page.errors = errors,
            Err(other) => return Err(other.into()),
        }
    }
    page.ask = mended(page.ask, &page.errors);
    Ok(page)
}

/// What the form has next: what was refused is told and then left out; words stay, as many as are possible.
fn mended(mut ask: Ask, errors: &[FieldError]) -> Ask {
    for error in errors {
        match error.field.as_str() {
            "q" => ask.q = ask.q.chars().take(service::search::MAX_CHARS).collect(),
            "show" => (ask.show, ask.episode) = (None, None),
            "episode" => ask.episode = None,
            "speaker" => ask.speaker = None,
            "year" => ask.year = None,
            _ => ask.page = 1,
        }
    }
    ask
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
