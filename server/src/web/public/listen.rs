//! `/listen/{show}/{episode}.{ext}`: the enclosure.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, Method},
    response::Response,
};
use model::episode::EpisodeStatus;
use service::{Error, public};

use crate::web::{
    error::HttpError,
    html,
    objects::{self, Facts},
    session::Viewer,
    state::App,
};

/// The recording of an episode, whole or in ranges.
pub async fn recording(
    State(app): State<App>,
    Path((show, file)): Path<(String, String)>,
    Viewer(viewer): Viewer,
    method: Method,
    request: HeaderMap,
) -> Result<Response, HttpError> {
    let (episode, extension) = file.rsplit_once('.').ok_or(Error::NotFound)?;
    let (show, episode) = (html::slug(&show)?, html::slug(episode)?);
    let (episode, key) = public::recording(&app.service, viewer.as_ref(), &show, &episode).await?;
    let audio = episode.audio.filter(|a| a.container == extension).ok_or(Error::NotFound)?;
    let facts = Facts {
        etag: key.rsplit('/').next().unwrap_or_default().to_owned(),
        key: &key,
        media_type: &audio.media_type,
        cache_control: if episode.status == EpisodeStatus::Published { "public, max-age=86400" } else { "no-store" },
    };
    objects::serve(app.service.objects.store(), facts, &method, &request).await
}
