//! What everybody may see: published episodes and what belongs to them. A viewer who may see drafts sees those too.

use std::collections::HashMap;

use model::{
    Slug, Uuid,
    audio::Peaks,
    episode::{Episode, EpisodeStatus},
    show::Show,
    transcript::{Reading, Transcript},
};
use store::{
    PgConnection,
    presentations::{Listed, Prepared, Syndicated},
};
use time::OffsetDateTime;

use crate::{
    Actor, Error, Service,
    access::{Permission, may},
};

/// The shows with something to hear, and the newest episodes of all with their shows and summaries.
pub struct Home {
    /// Shows.
    pub shows: Vec<Show>,
    /// Episodes.
    pub episodes: Vec<Episode>,
    /// Shows and summaries of these.
    pub listed: Vec<Listed>,
    /// Nobody has an account yet.
    pub first_start: bool,
}

/// The home page.
///
/// # Errors
/// Those of the database.
pub async fn home(service: &Service) -> Result<Home, Error> {
    let mut conn = store::connection(&service.db).await?;
    let shows = store::shows::public(&mut *conn, 100).await?;
    let episodes = store::episodes::newest(&mut *conn, 12).await?;
    let ids: Vec<Uuid> = episodes.iter().map(|e| e.id).collect();
    let listed = store::presentations::listed(&mut *conn, &ids).await?;
    let first_start = shows.is_empty() && store::accounts::is_empty(&mut *conn).await?;
    Ok(Home { shows, episodes, listed, first_start })
}

/// Episodes on one page of a show.
const PAGE: usize = 50;

/// A show with its published episodes.
pub struct ShowWithEpisodes {
    /// The show.
    pub show: Show,
    /// Episodes, the last published first.
    pub episodes: Vec<Episode>,
    /// Summaries of these.
    pub listed: Vec<Listed>,
    /// The cursor of the next page.
    pub next: Option<Uuid>,
}

/// A show's page: the episodes published before `after`.
///
/// # Errors
/// `NotFound`.
pub async fn show(service: &Service, slug: &Slug, after: Option<Uuid>) -> Result<ShowWithEpisodes, Error> {
    let mut conn = store::connection(&service.db).await?;
    let show = store::shows::by_slug(&mut *conn, slug).await?.ok_or(Error::NotFound)?;
    let mut episodes = store::episodes::published(&mut *conn, show.id, after, (PAGE + 1) as i64).await?;
    let more = episodes.len() > PAGE;
    episodes.truncate(PAGE);
    let ids: Vec<Uuid> = episodes.iter().map(|e| e.id).collect();
    let listed = store::presentations::listed(&mut *conn, &ids).await?;
    let next = if more { ids.last().copied() } else { None };
    Ok(ShowWithEpisodes { show, episodes, listed, next })
}

/// A show with its published episodes, at most 2000 of them, and what its feed says of each; for its feed.
///
/// # Errors
/// `NotFound`.
pub async fn feed(service: &Service, slug: &Slug) -> Result<(Show, Vec<(Episode, Syndicated)>), Error> {
    let mut conn = store::connection(&service.db).await?;
    let show = store::shows::by_slug(&mut *conn, slug).await?.ok_or(Error::NotFound)?;
    let episodes = store::episodes::published(&mut *conn, show.id, None, 2000).await?;
    let ids: Vec<Uuid> = episodes.iter().map(|e| e.id).collect();
    let mut found: HashMap<Uuid, Syndicated> =
        store::presentations::syndicated(&mut *conn, &ids).await?.into_iter().map(|s| (s.episode_id, s)).collect();
    let with = |episode: Episode| {
        let found = found.remove(&episode.id).unwrap_or_default();
        (episode, found)
    };
    Ok((show, episodes.into_iter().map(with).collect()))
}

/// An episode with its show, when it is published or the viewer may see drafts.
async fn visible(
    conn: &mut PgConnection,
    viewer: Option<&Actor>,
    show: &Slug,
    episode: &Slug,
) -> Result<(Show, Episode), Error> {
    let show = store::shows::by_slug(&mut *conn, show).await?.ok_or(Error::NotFound)?;
    let episode = store::episodes::by_slug(&mut *conn, show.id, episode).await?.ok_or(Error::NotFound)?;
    if episode.status == EpisodeStatus::Published {
        return Ok((show, episode));
    }
    match viewer {
        Some(actor) if may(conn, actor, show.id, Permission::View).await? => Ok((show, episode)),
        _ => Err(Error::NotFound),
    }
}

/// What an episode page shows.
pub struct EpisodeParts {
    /// The show.
    pub show: Show,
    /// The episode.
    pub episode: Episode,
    /// What is prepared and found.
    pub prepared: Prepared,
}

/// The page of an episode.
///
/// # Errors
/// `NotFound`.
pub async fn episode(
    service: &Service,
    viewer: Option<&Actor>,
    show: &Slug,
    episode: &Slug,
) -> Result<EpisodeParts, Error> {
    let mut conn = store::connection(&service.db).await?;
    let (show, episode) = visible(&mut conn, viewer, show, episode).await?;
    let prepared = crate::presentation::current(service, &mut conn, episode.id).await?;
    Ok(EpisodeParts { show, episode, prepared })
}

/// A transcript in a reading, to be written in one of its forms, with its episode.
///
/// # Errors
/// `NotFound`.
pub async fn transcript(
    service: &Service,
    viewer: Option<&Actor>,
    show: &Slug,
    episode: &Slug,
    reading: Reading,
) -> Result<(Episode, Transcript), Error> {
    let mut conn = store::connection(&service.db).await?;
    let (_, episode) = visible(&mut conn, viewer, show, episode).await?;
    let (transcript, _) = store::transcripts::get(&mut *conn, episode.id).await?.ok_or(Error::NotFound)?;
    Ok((episode, crate::transcripts::read(transcript, reading)))
}

/// The word times of a transcript as JSON.
///
/// # Errors
/// `NotFound`.
pub async fn words(service: &Service, viewer: Option<&Actor>, show: &Slug, episode: &Slug) -> Result<String, Error> {
    let mut conn = store::connection(&service.db).await?;
    let (_, episode) = visible(&mut conn, viewer, show, episode).await?;
    let (words, stale) = store::presentations::words_json(&mut *conn, episode.id).await?.ok_or(Error::NotFound)?;
    if !stale {
        return Ok(words);
    }
    crate::presentation::refresh(&mut conn, episode.id, service.clock.now()).await?;
    let found = store::presentations::words_json(&mut *conn, episode.id).await?;
    found.map(|(words, _)| words).ok_or(Error::NotFound)
}

/// The outline of a recording.
///
/// # Errors
/// `NotFound` while it is not measured.
pub async fn peaks(service: &Service, viewer: Option<&Actor>, show: &Slug, episode: &Slug) -> Result<Peaks, Error> {
    let mut conn = store::connection(&service.db).await?;
    let (_, episode) = visible(&mut conn, viewer, show, episode).await?;
    store::episodes::peaks(&mut *conn, episode.id).await?.ok_or(Error::NotFound)
}

/// The key and facts of a recording.
///
/// # Errors
/// `NotFound`.
pub async fn recording(
    service: &Service,
    viewer: Option<&Actor>,
    show: &Slug,
    episode: &Slug,
) -> Result<(Episode, String), Error> {
    let mut conn = store::connection(&service.db).await?;
    let (_, episode) = visible(&mut conn, viewer, show, episode).await?;
    let key = store::episodes::audio_key(&mut *conn, episode.id).await?.ok_or(Error::NotFound)?;
    Ok((episode, key))
}

/// Key and media type of a show's artwork.
///
/// # Errors
/// `NotFound`.
pub async fn artwork(service: &Service, show: &Slug) -> Result<(String, String), Error> {
    store::shows::artwork(&service.db, show).await?.ok_or(Error::NotFound)
}

/// Key and media type of the photo of a person of a show, by its key.
///
/// # Errors
/// `NotFound`.
pub async fn photo(service: &Service, show: &Slug, key: &str) -> Result<(String, String), Error> {
    store::vocabulary::photo(&service.db, show, key).await?.ok_or(Error::NotFound)
}

/// Slugs of show and episode of all published episodes, with the time of their last change.
///
/// # Errors
/// Those of the database.
pub async fn sitemap(service: &Service) -> Result<Vec<(Slug, Slug, OffsetDateTime)>, Error> {
    Ok(store::presentations::sitemap(&service.db).await?)
}
