//! `/shows/{show}/{episode}`, and the files of a show, whose names have a dot.

use app::view::EpisodePage;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use model::{Slug, episode::EpisodeStatus};
use service::public::{self, EpisodeParts};
use store::presentations::Prepared;
use syndication::EpisodeLd;

use super::{REVALIDATE, files};
use crate::web::{
    cache::{Document, Key},
    error::HttpError,
    html,
    session::Viewer,
    state::App,
};

/// The page of an episode, or a file of the show.
pub async fn page_or_file(
    State(app): State<App>,
    Path((show, name)): Path<(String, String)>,
    method: Method,
    Viewer(viewer): Viewer,
    request: HeaderMap,
) -> Result<Response, HttpError> {
    let show = html::slug(&show)?;
    if name.contains('.') {
        return files::of_show(&app, &show, &name, &method, &request).await;
    }
    let episode = html::slug(&name)?;
    let path = format!("/shows/{show}/{episode}");
    let key = Key::new(path, &request);
    if let Some(kept) = app.cache.get(&key) {
        return Ok(kept.respond(&request, REVALIDATE));
    }
    let epoch = app.cache.epoch();
    let parts = public::episode(&app.service, viewer.as_ref(), &show, &episode).await?;
    let is_draft = parts.episode.status == EpisodeStatus::Draft;
    let body = render(&app, &key.path, parts);
    if is_draft {
        return Ok(html::private(StatusCode::OK, body));
    }
    Ok(app.cache.answer(key, epoch, Document::new("text/html; charset=utf-8", body), &request, REVALIDATE))
}

/// The path of an episode's enclosure.
pub fn enclosure(show: &Slug, episode: &model::episode::Episode) -> Option<String> {
    episode.audio.as_ref().map(|audio| format!("/listen/{show}/{}.{}", episode.slug, audio.container))
}

fn render(app: &App, path: &str, parts: EpisodeParts) -> String {
    let EpisodeParts { show, episode, prepared: Prepared { presentation, insights, persons, look, related } } = parts;
    let chapters = match (&insights, &episode.audio) {
        (_, Some(audio)) if !audio.chapters.is_empty() => audio.chapters.as_slice(),
        (Some(insights), _) => insights.chapters.as_slice(),
        _ => &[],
    };
    let about = insights.as_ref().map(|i| i.summary.as_str()).filter(|s| !s.is_empty());
    let description = syndication::teaser(about.unwrap_or(&syndication::plain(&episode.notes)), 200);
    let json_ld = syndication::json_ld_episode(&EpisodeLd {
        show: &show,
        episode: &episode,
        chapters,
        description: &description,
        language: presentation.language.as_deref(),
        public_url: &app.public_url,
    });
    let page = EpisodePage {
        notes_html: syndication::notes_html(&episode.notes),
        language: presentation.language,
        reading_html: presentation.reading_html,
        waveform_html: presentation.waveform_html,
        charts_html: presentation.charts_html,
        json_ld,
        description,
        audio_url: enclosure(&show.slug, &episode),
        is_draft: episode.status == EpisodeStatus::Draft,
        show,
        episode,
        insights,
        persons,
        look,
        related,
    };
    app::pages::episode(&html::chrome(app, path, None), &page)
}
