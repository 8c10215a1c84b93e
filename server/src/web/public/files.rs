//! Machine-readable twins: `/shows/{show}/feed.xml`, `/shows/{show}/{cover,photo}-*`, and the files below an episode.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, Method},
    response::Response,
};
use model::{
    Slug,
    transcript::{Reading, TranscriptFormat},
};
use serde::Deserialize;
use service::{Actor, Error, public, transcripts};
use syndication::FeedItem;

use super::open_file;
use crate::web::{
    error::HttpError,
    html,
    objects::{self, Facts},
    session::Viewer,
    state::App,
};

/// A file of a show.
pub async fn of_show(
    app: &App,
    show: &Slug,
    name: &str,
    method: &Method,
    request: &HeaderMap,
) -> Result<Response, HttpError> {
    match name {
        "feed.xml" => feed(app, show, request).await,
        _ if name.starts_with("cover-") => cover(app, show, name, method, request).await,
        _ if name.starts_with("photo-") => photo(app, show, name, method, request).await,
        _ => Err(Error::NotFound.into()),
    }
}

async fn feed(app: &App, show: &Slug, request: &HeaderMap) -> Result<Response, HttpError> {
    let (show, episodes) = public::feed(&app.service, show).await?;
    let mut items = Vec::with_capacity(episodes.len());
    for (episode, said) in &episodes {
        let own = episode.audio.as_ref().map_or(&[][..], |audio| &audio.chapters);
        items.push(FeedItem {
            episode,
            chapters: if own.is_empty() { &said.chapters } else { own },
            summary: &said.summary,
            language: said.language.as_deref(),
            persons: &said.persons,
            by_engine: said.by_engine,
        });
    }
    let xml = syndication::feed(&show, &app.public_url, &items);
    Ok(open_file("application/rss+xml; charset=utf-8", xml, request))
}

async fn cover(
    app: &App,
    show: &Slug,
    name: &str,
    method: &Method,
    request: &HeaderMap,
) -> Result<Response, HttpError> {
    let (key, media_type) = public::artwork(&app.service, show).await?;
    let hash = key.rsplit('/').next().unwrap_or_default();
    // An old name is gone: the address stands for these bytes.
    if !name.trim_start_matches("cover-").starts_with(hash) {
        return Err(Error::NotFound.into());
    }
    picture(app, (&key, &media_type, hash), method, request).await
}

/// A picture by key, media type and hash, under an address that stands for these bytes.
async fn picture(
    app: &App,
    (key, media_type, hash): (&str, &str, &str),
    method: &Method,
    request: &HeaderMap,
) -> Result<Response, HttpError> {
    let cache_control = "public, max-age=31536000, immutable";
    let facts = Facts { key, media_type, etag: hash.to_owned(), cache_control };
    objects::serve(app.service.objects.store(), facts, method, request).await
}

/// `photo-{person}-{hash}.*`.
async fn photo(
    app: &App,
    show: &Slug,
    name: &str,
    method: &Method,
    request: &HeaderMap,
) -> Result<Response, HttpError> {
    let stem = name.trim_start_matches("photo-").split('.').next().unwrap_or_default();
    let (person, hash) = stem.rsplit_once('-').ok_or(Error::NotFound)?;
    let (key, media_type) = public::photo(&app.service, show, &format!("persons/{person}/{hash}")).await?;
    picture(app, (&key, &media_type, hash), method, request).await
}

/// How a file is asked for.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// `verbatim` or `clean`, of a transcript.
    reading: Option<String>,
}

/// `transcript.*`, `chapters.json`, `peaks.json`, `words.json` of an episode.
pub async fn of_episode(
    State(app): State<App>,
    Path((show, episode, name)): Path<(String, String, String)>,
    Query(wanted): Query<Wanted>,
    Viewer(viewer): Viewer,
    request: HeaderMap,
) -> Result<Response, HttpError> {
    let (show, episode) = (html::slug(&show)?, html::slug(&episode)?);
    let viewer = viewer.as_ref();
    match name.as_str() {
        "words.json" => {
            let words = public::words(&app.service, viewer, &show, &episode).await?;
            Ok(open_file("application/json", words, &request))
        }
        "peaks.json" => {
            let peaks = public::peaks(&app.service, viewer, &show, &episode).await?;
            let json = serde_json::to_string(&peaks).map_err(HttpError::internal)?;
            Ok(open_file("application/json", json, &request))
        }
        "chapters.json" => chapters(&app, viewer, &show, &episode, &request).await,
        _ => match name.strip_prefix("transcript.").and_then(TranscriptFormat::from_extension) {
            Some(format) => {
                let reading = transcripts::reading(wanted.reading.as_deref())?;
                transcript(&app, viewer, &show, &episode, (format, reading), &request).await
            }
            None => Err(Error::NotFound.into()),
        },
    }
}

async fn transcript(
    app: &App,
    viewer: Option<&Actor>,
    show: &Slug,
    episode: &Slug,
    (format, reading): (TranscriptFormat, Reading),
    request: &HeaderMap,
) -> Result<Response, HttpError> {
    let (episode, transcript) = public::transcript(&app.service, viewer, show, episode, reading).await?;
    let media_type = match format {
        TranscriptFormat::Vtt => "text/vtt; charset=utf-8",
        TranscriptFormat::Srt => "application/x-subrip; charset=utf-8",
        TranscriptFormat::Json => "application/json",
        TranscriptFormat::Html => "text/html; charset=utf-8",
        TranscriptFormat::Txt => "text/plain; charset=utf-8",
        TranscriptFormat::Md => "text/markdown; charset=utf-8",
    };
    Ok(open_file(media_type, transcript::write(&transcript, format, &episode.title), request))
}

async fn chapters(
    app: &App,
    viewer: Option<&Actor>,
    show: &Slug,
    episode: &Slug,
    request: &HeaderMap,
) -> Result<Response, HttpError> {
    let parts = public::episode(&app.service, viewer, show, episode).await?;
    let audio = parts.episode.audio.as_ref();
    let chapters = match (audio, &parts.prepared.insights) {
        (Some(audio), _) if !audio.chapters.is_empty() => audio.chapters.as_slice(),
        (_, Some(insights)) => insights.chapters.as_slice(),
        _ => return Err(Error::NotFound.into()),
    };
    let duration = audio.map(|a| a.duration_ms);
    let json = syndication::chapters_json(chapters, &parts.episode.title, &parts.show.title, duration);
    Ok(open_file("application/json+chapters", json, request))
}
