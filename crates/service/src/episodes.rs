//! Episodes.

use model::{
    Slug, Uuid,
    episode::{Episode, EpisodePatch, EpisodeStatus, NewEpisode},
    insight::Insights,
    job::Job,
    review::Item,
    show::Show,
};
use store::PgConnection;

use crate::{
    Actor, Error, Service,
    access::{Permission, require},
    fields::Fields,
    new_id,
};

/// The largest notes, in bytes.
const MAX_NOTES: usize = 64 * 1024;

/// Makes an episode, a draft.
///
/// # Errors
/// `Invalid` for bad fields and a taken slug.
pub async fn create(
    service: &Service,
    actor: &Actor,
    show_id: Uuid,
    new: &NewEpisode,
    idempotency_key: Option<&str>,
) -> Result<Episode, Error> {
    let mut tx = store::begin(&service.db).await?;
    if let Some(key) = idempotency_key
        && let Some(id) = store::accounts::made_before(&mut tx, actor.user.id, key).await?
    {
        return allowed(&mut tx, actor, id, Permission::View).await;
    }
    require(&mut tx, actor, show_id, Permission::Edit).await?;
    let mut fields = Fields::default();
    let title = fields.line("title", "The title", &new.title, 200);
    let notes = fields.text("notes", "The notes", &new.notes, MAX_NOTES);
    check_number(&mut fields, new.number);
    let given = match new.slug.as_deref().filter(|s| !s.is_empty()) {
        Some(slug) => {
            let slug = Slug::parse(slug);
            if slug.is_none() {
                fields.add("slug", "Use 1 to 80 lower-case letters, digits and single hyphens.");
            }
            slug
        }
        None => None,
    };
    fields.done()?;
    let slug = match given {
        Some(slug) => slug,
        None => free_slug(&mut tx, show_id, &title).await?,
    };
    let now = service.clock.now();
    let id = new_id();
    let episode = Episode {
        id,
        show_id,
        slug,
        title,
        notes,
        number: new.number,
        status: EpisodeStatus::Draft,
        published_at: None,
        audio: None,
        loudness: None,
        has_transcript: false,
        artwork_url: None,
        created_at: now,
        version: 1,
    };
    match store::episodes::insert(&mut *tx, &episode).await {
        Err(store::Error::Taken(_)) => {
            return Err(Error::field("slug", "Another episode of this show has this address already; choose another."));
        }
        other => other?,
    }
    store::accounts::audit(&mut *tx, Some(actor.user.id), "episode.create", Some(id), now).await?;
    if let Some(key) = idempotency_key {
        store::accounts::note_made(&mut *tx, actor.user.id, key, id, now).await?;
    }
    let episode = store::episodes::by_id(&mut *tx, id).await?.ok_or(Error::NotFound)?;
    store::commit(tx).await?;
    Ok(episode)
}

fn check_number(fields: &mut Fields, number: Option<i32>) {
    if number.is_some_and(|n| !(1..=1_000_000).contains(&n)) {
        fields.add("number", "An episode number is a whole number from 1.");
    }
}

async fn free_slug(conn: &mut PgConnection, show_id: Uuid, title: &str) -> Result<Slug, Error> {
    let slug = Slug::from_title(title).or_else(|| Slug::parse("episode")).ok_or(Error::NotFound)?;
    let mut candidate = slug.clone();
    for n in 2..10_000 {
        if !store::episodes::slug_exists(&mut *conn, show_id, &candidate).await? {
            return Ok(candidate);
        }
        candidate = slug.numbered(n);
    }
    Err(Error::field("title", "There are very many episodes of this title; choose another."))
}

/// An episode, when the actor may do this with its show.
pub(crate) async fn allowed(
    conn: &mut PgConnection,
    actor: &Actor,
    id: Uuid,
    permission: Permission,
) -> Result<Episode, Error> {
    let episode = store::episodes::by_id(&mut *conn, id).await?.ok_or(Error::NotFound)?;
    require(conn, actor, episode.show_id, permission).await?;
    Ok(episode)
}

/// What every write of an episode does last: the audit entry, and the news for all processes.
pub(crate) async fn written(
    conn: &mut PgConnection,
    service: &Service,
    actor: &Actor,
    action: &str,
    episode: &Episode,
) -> Result<(), Error> {
    store::accounts::audit(&mut *conn, Some(actor.user.id), action, Some(episode.id), service.clock.now()).await?;
    Ok(store::shows::announce_change(conn, episode.show_id).await?)
}

/// An episode that the actor may see.
///
/// # Errors
/// `NotFound`.
pub async fn get(service: &Service, actor: &Actor, id: Uuid) -> Result<Episode, Error> {
    let mut conn = store::connection(&service.db).await?;
    allowed(&mut conn, actor, id, Permission::View).await
}

/// Episodes of a show, newest first, after a cursor; with the cursor of the next page.
///
/// # Errors
/// `NotFound` when the actor may not see the show.
pub async fn list(
    service: &Service,
    actor: &Actor,
    show_id: Uuid,
    after: Option<Uuid>,
    limit: usize,
) -> Result<(Vec<Episode>, Option<Uuid>), Error> {
    let mut conn = store::connection(&service.db).await?;
    require(&mut conn, actor, show_id, Permission::View).await?;
    let limit = limit.clamp(1, 200);
    let ask = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut episodes = store::episodes::of_show(&mut *conn, show_id, false, after, ask).await?;
    let more = episodes.len() > limit;
    episodes.truncate(limit);
    let next = if more { episodes.last().map(|e| e.id) } else { None };
    Ok((episodes, next))
}

/// The episodes that were made last in the actor's shows.
///
/// # Errors
/// Those of the database.
pub async fn recent(service: &Service, shows: &[Uuid], limit: i64) -> Result<Vec<Episode>, Error> {
    Ok(store::episodes::recent(&service.db, shows, limit).await?)
}

/// Changes an episode that still has the expected version (`None`: whatever it has).
///
/// # Errors
/// `Stale` when somebody else saved first, `Invalid` for bad fields.
pub async fn update(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    patch: &EpisodePatch,
    expected: Option<i64>,
) -> Result<Episode, Error> {
    let mut tx = store::begin(&service.db).await?;
    allowed(&mut tx, actor, id, Permission::Edit).await?;
    let mut fields = Fields::default();
    let patch = EpisodePatch {
        title: patch.title.as_deref().map(|v| fields.line("title", "The title", v, 200)),
        notes: patch.notes.as_deref().map(|v| fields.text("notes", "The notes", v, MAX_NOTES)),
        number: patch.number,
    };
    check_number(&mut fields, patch.number);
    fields.done()?;
    let episode = store::episodes::update(&mut *tx, id, &patch, expected).await?.ok_or(Error::Stale)?;
    written(&mut tx, service, actor, "episode.update", &episode).await?;
    store::commit(tx).await?;
    Ok(episode)
}

/// Makes an episode public; twice is once.
///
/// # Errors
/// `Conflict` while there is neither a recording nor a transcript.
pub async fn publish(service: &Service, actor: &Actor, id: Uuid) -> Result<Episode, Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    if episode.audio.is_none() && !episode.has_transcript {
        return Err(Error::Conflict(
            "There is nothing to hear or read yet. Upload a recording or a transcript, then publish.".into(),
        ));
    }
    if episode.status == EpisodeStatus::Draft {
        store::episodes::set_published(&mut *tx, id, Some(service.clock.now())).await?;
        written(&mut tx, service, actor, "episode.publish", &episode).await?;
    }
    let episode = store::episodes::by_id(&mut *tx, id).await?.ok_or(Error::NotFound)?;
    store::commit(tx).await?;
    Ok(episode)
}

/// Takes an episode back; its texts and recording stay.
///
/// # Errors
/// As [`get`], and `Forbidden`.
pub async fn unpublish(service: &Service, actor: &Actor, id: Uuid) -> Result<Episode, Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    store::episodes::set_published(&mut *tx, id, None).await?;
    written(&mut tx, service, actor, "episode.unpublish", &episode).await?;
    let episode = store::episodes::by_id(&mut *tx, id).await?.ok_or(Error::NotFound)?;
    store::commit(tx).await?;
    Ok(episode)
}

/// Deletes an episode with its recording, transcript and insights.
///
/// # Errors
/// As [`get`], and `Forbidden`.
pub async fn delete(service: &Service, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let mut tx = store::begin(&service.db).await?;
    let episode = allowed(&mut tx, actor, id, Permission::Edit).await?;
    let key = store::episodes::delete(&mut *tx, id).await?;
    written(&mut tx, service, actor, "episode.delete", &episode).await?;
    store::commit(tx).await?;
    if let Some(key) = key {
        service.objects.delete(&key).await;
    }
    Ok(())
}

/// The jobs of the latest run.
///
/// # Errors
/// `NotFound` when the actor may not see the episode.
pub async fn jobs(service: &Service, actor: &Actor, id: Uuid) -> Result<Vec<Job>, Error> {
    let mut conn = store::connection(&service.db).await?;
    allowed(&mut conn, actor, id, Permission::View).await?;
    Ok(store::jobs::latest_run(&mut *conn, id).await?)
}

/// Everything that the studio page of an episode shows.
pub struct Workbench {
    /// The show.
    pub show: Show,
    /// The episode.
    pub episode: Episode,
    /// Jobs of the latest run.
    pub jobs: Vec<Job>,
    /// What of the findings is public, once the episode is.
    pub insights: Option<Insights>,
    /// Every finding as it stands.
    pub items: Vec<Item>,
    /// Prepared figures.
    pub presentation: store::presentations::Presentation,
    /// The transcript and where it comes from.
    pub transcript: Option<(model::transcript::Transcript, store::transcripts::Source)>,
    /// The transcript was changed since the insights were found.
    pub insights_stale: bool,
    /// The actor may change it.
    pub can_edit: bool,
}

/// Everything that the studio page of an episode shows.
///
/// # Errors
/// `NotFound` when the actor may not see it.
pub async fn workbench(service: &Service, actor: &Actor, id: Uuid) -> Result<Workbench, Error> {
    let mut conn = store::connection(&service.db).await?;
    let episode = allowed(&mut conn, actor, id, Permission::View).await?;
    let show = store::shows::by_id(&mut *conn, episode.show_id).await?.ok_or(Error::NotFound)?;
    let store::presentations::Prepared { presentation, insights, .. } =
        crate::presentation::current(service, &mut conn, id).await?;
    let transcript = store::transcripts::get(&mut *conn, id).await?;
    let review = crate::presentation::reviewed(&mut conn, id, transcript.as_ref().map(|(t, _)| t)).await?;
    Ok(Workbench {
        jobs: store::jobs::latest_run(&mut *conn, id).await?,
        items: review.map(|(review, _)| review.items).unwrap_or_default(),
        transcript,
        insights_stale: store::transcripts::are_insights_stale(&mut *conn, id).await?,
        can_edit: crate::access::may(&mut conn, actor, show.id, Permission::Edit).await?,
        show,
        episode,
        insights,
        presentation,
    })
}

/// Shows and summaries of a list of episodes that the caller was given.
///
/// # Errors
/// Those of the database.
pub async fn listed(service: &Service, ids: &[Uuid]) -> Result<Vec<store::presentations::Listed>, Error> {
    Ok(store::presentations::listed(&service.db, ids).await?)
}

/// A chart of an episode.
///
/// # Errors
/// `NotFound` when the actor may not see the episode, or what the chart shows is not there yet.
pub async fn figure(service: &Service, actor: &Actor, id: Uuid, kind: charts::Kind) -> Result<charts::Figure, Error> {
    let mut conn = store::connection(&service.db).await?;
    let episode = allowed(&mut conn, actor, id, Permission::View).await?;
    let parts = crate::presentation::Parts::read(&mut conn, &episode).await?;
    drop(conn);
    let drawn = tokio::task::spawn_blocking(move || parts.figure(kind)).await.map_err(Error::internal)?;
    drawn.ok_or(Error::NotFound)
}
