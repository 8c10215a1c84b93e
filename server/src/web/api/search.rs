//! `/api/v1/search` and `/api/v1/me/search`

use axum::{
    Json,
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use model::{
    FieldError, Problem,
    search::{Ask, Results},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::web::{cache::Document, error::HttpError, session::Person, state::App};

/// What is looked for, as it stands in an address.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Params {
    /// Words, "phrases in quotes", -words that must not be there; at most 200 characters. All have to be said within one
    /// passage, which is half a minute of one speaker. Without quotes and minus, passages that say it in other words come last,
    /// where a model that knows their language is here.
    #[serde(default)]
    #[param(required = true)]
    q: String,
    /// Slug of the only show to look in.
    show: Option<String>,
    /// The only episode to look in: its id, or its slug beside that of the show.
    episode: Option<String>,
    /// Name of the only speaker.
    speaker: Option<String>,
    /// Year of publication.
    #[param(value_type = Option<i32>)]
    year: Option<String>,
    /// Page of 20 episodes, from 1.
    #[param(value_type = Option<usize>)]
    page: Option<String>,
}

impl Params {
    /// What is asked, and what of it cannot be understood.
    pub fn ask(self) -> (Ask, Vec<FieldError>) {
        // A form sends its empty fields too. Control characters are in no transcript.
        let clean = |text: String| text.replace(char::is_control, " ").trim().to_owned();
        let given = |value: Option<String>| value.map(clean).filter(|v| !v.is_empty());
        let mut wrong = Vec::new();
        let mut number = |field: &str, value: Option<String>, message: &str| {
            let value = given(value)?;
            let parsed = value.parse::<u16>().ok();
            if parsed.is_none() {
                wrong.push(FieldError::new(field, message));
            }
            parsed
        };
        let year = number("year", self.year, "Give a year of four digits.").map(i32::from);
        let page = number("page", self.page, "Pages have numbers from 1.").map_or(1, usize::from);
        let ask = Ask {
            q: clean(self.q),
            show: given(self.show),
            episode: given(self.episode),
            speaker: given(self.speaker),
            year,
            page,
        };
        (ask, wrong)
    }
}

/// Where in the transcripts of public episodes something is said: episodes, best first, with their best passages.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(Params), security(()),
    responses((status = 200, body = Results), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn find(
    State(app): State<App>,
    Query(params): Query<Params>,
    request: HeaderMap,
) -> Result<Response, HttpError> {
    let (ask, wrong) = params.ask();
    if !wrong.is_empty() {
        return Err(HttpError::fields(wrong));
    }
    let results = service::search::find(&app.service, &ask).await?;
    let body = serde_json::to_string(&results).map_err(HttpError::internal)?;
    Ok(Document::new("application/json", body).respond(&request, "public, no-cache"))
}

/// Where in the transcripts of the shows of the account something is said, drafts among them. These are found by their words alone.
#[utoipa::path(get, path = "/api/v1/me/search", tag = "search", params(Params),
    responses((status = 200, body = Results), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn find_mine(
    State(app): State<App>,
    Person(actor): Person,
    Query(params): Query<Params>,
) -> Result<Json<Results>, HttpError> {
    let (ask, wrong) = params.ask();
    if !wrong.is_empty() {
        return Err(HttpError::fields(wrong));
    }
    Ok(Json(service::search::find_in_studio(&app.service, &actor, &ask).await?))
}
