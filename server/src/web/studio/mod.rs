//! The podcaster's side: `/studio/...`. Every route asks for a person (see [`super::session::Person`]).

mod appearance;
mod episodes;
mod home;
mod insights;
mod search;
mod settings;
mod shows;
mod transcript;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use service::{Actor, Error, episodes as use_cases};

use super::{error::HttpError, html, state::App};

/// The largest form: artwork or a transcript, with its text fields.
const MAX_FORM: usize = 34 * 1024 * 1024;

/// The routes.
pub fn routes() -> Router<App> {
    let forms = Router::new()
        .route("/studio", get(home::page))
        .route("/studio/search", get(search::page))
        .route("/studio/shows", post(shows::create))
        .route("/studio/shows/new", get(shows::new_page))
        .route("/studio/shows/{id}", get(shows::page).post(shows::update))
        .route("/studio/shows/{id}/delete", post(shows::delete))
        .route("/studio/shows/{id}/appearance", get(appearance::page).post(appearance::update))
        .route("/studio/shows/{id}/appearance/reset", post(appearance::reset))
        .route("/studio/shows/{id}/episodes", post(episodes::create))
        .route("/studio/shows/{id}/episodes/new", get(episodes::new_page))
        .route("/studio/episodes/{id}", get(episodes::page).post(episodes::update))
        .route("/studio/episodes/{id}/transcript", get(transcript::page).post(episodes::transcript))
        .route("/studio/episodes/{id}/transcript/as/{form}", get(transcript::download))
        .route("/studio/episodes/{id}/transcript/edits", get(transcript::changes).post(transcript::edit))
        .route("/studio/episodes/{id}/transcript/replace", post(transcript::replace))
        .route("/studio/episodes/{id}/transcript/speakers", post(transcript::speaker))
        .route("/studio/episodes/{id}/transcript/persons/{person}/delete", post(transcript::forget_person))
        .route("/studio/episodes/{id}/transcript/refine", post(transcript::refine))
        .route("/studio/episodes/{id}/transcript/glossary", post(transcript::add_term))
        .route("/studio/episodes/{id}/transcript/glossary/apply", post(transcript::apply_glossary))
        .route("/studio/episodes/{id}/transcript/glossary/{term}/delete", post(transcript::delete_term))
        .route(
            "/studio/episodes/{id}/transcript/versions/{revision}",
            get(transcript::version).post(transcript::restore),
        )
        .route("/studio/episodes/{id}/insights", get(insights::page))
        .route("/studio/episodes/{id}/insights/approve", post(insights::approve))
        .route("/studio/episodes/{id}/insights/items/{key}", post(insights::decide))
        .route("/studio/episodes/{id}/process", post(episodes::process))
        .route("/studio/episodes/{id}/cancel", post(episodes::cancel))
        .route("/studio/episodes/{id}/publish", post(episodes::publish))
        .route("/studio/episodes/{id}/unpublish", post(episodes::unpublish))
        .route("/studio/episodes/{id}/delete", post(episodes::delete))
        .route("/studio/settings", get(settings::page))
        .route("/studio/settings/password", post(settings::password))
        .route("/studio/settings/tokens", post(settings::create_token))
        .route("/studio/settings/tokens/{id}/delete", post(settings::delete_token))
        .layer(DefaultBodyLimit::max(MAX_FORM));
    // A recording is streamed to the object store, which has its own limit.
    let recordings =
        Router::new().route("/studio/episodes/{id}/audio", post(episodes::audio)).layer(DefaultBodyLimit::disable());
    forms.merge(recordings)
}

/// Episodes of some shows as cards.
async fn cards(app: &App, episodes: Vec<model::episode::Episode>) -> Result<Vec<app::view::EpisodeCard>, HttpError> {
    let ids: Vec<model::Uuid> = episodes.iter().map(|e| e.id).collect();
    let listed = use_cases::listed(&app.service, &ids).await?;
    Ok(html::cards(episodes, &listed))
}

/// Whether the actor may; for showing or hiding what the use case checks anyway.
async fn may(
    app: &App,
    actor: &Actor,
    show: model::Uuid,
    permission: service::access::Permission,
) -> Result<bool, Error> {
    service::shows::may(&app.service, actor, show, permission).await
}
