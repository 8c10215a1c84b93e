//! Episodes and what is known of their audio.

use model::{
    Slug, Uuid,
    audio::{AudioInfo, Loudness, Peaks},
    episode::{Episode, EpisodePatch, EpisodeStatus},
};
use sqlx::{PgExecutor, Row, postgres::PgRow, types::Json};
use time::OffsetDateTime;

use crate::Error;

const COLUMNS: &str = "e.id, e.show_id, e.slug, e.title, e.notes, e.number, e.status, e.published_at, e.audio_info, \
     e.loudness, exists (select from transcripts t where t.episode_id = e.id) as has_transcript, e.created_at, e.version, \
     (select artwork_path(s.slug, s.artwork_key, s.artwork_type) from shows s where s.id = e.show_id) as artwork_url";

fn episode(row: &PgRow) -> Result<Episode, Error> {
    let slug: String = row.get("slug");
    let slug = Slug::parse(&slug).ok_or_else(|| Error::Database(sqlx::Error::Decode("slug".into())))?;
    let published = row.get::<String, _>("status") == "published";
    Ok(Episode {
        id: row.get("id"),
        show_id: row.get("show_id"),
        slug,
        title: row.get("title"),
        notes: row.get("notes"),
        number: row.get("number"),
        status: if published { EpisodeStatus::Published } else { EpisodeStatus::Draft },
        published_at: row.get("published_at"),
        audio: row.try_get::<Option<Json<AudioInfo>>, _>("audio_info")?.map(|j| j.0),
        loudness: row.try_get::<Option<Json<Loudness>>, _>("loudness")?.map(|j| j.0),
        has_transcript: row.get("has_transcript"),
        artwork_url: row.get("artwork_url"),
        created_at: row.get("created_at"),
        version: row.get("version"),
    })
}

/// Adds an episode.
///
/// # Errors
/// `Taken("episodes_slug_key")` when the slug is.
pub async fn insert(db: impl PgExecutor<'_>, new: &Episode) -> Result<(), Error> {
    sqlx::query(
        "insert into episodes (id, show_id, slug, title, notes, number, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.id)
    .bind(new.show_id)
    .bind(new.slug.as_str())
    .bind(&new.title)
    .bind(&new.notes)
    .bind(new.number)
    .bind(new.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether a slug is taken in a show.
///
/// # Errors
/// Those of the database.
pub async fn slug_exists(db: impl PgExecutor<'_>, show_id: Uuid, slug: &Slug) -> Result<bool, Error> {
    let query = sqlx::query_scalar("select exists (select from episodes where show_id = $1 and slug = $2)");
    Ok(query.bind(show_id).bind(slug.as_str()).fetch_one(db).await?)
}

/// An episode by id.
///
/// # Errors
/// Those of the database.
pub async fn by_id(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<Episode>, Error> {
    let sql = format!("select {COLUMNS} from episodes e where e.id = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(db).await?.as_ref().map(episode).transpose()
}

/// An episode by its place in a show.
///
/// # Errors
/// Those of the database.
pub async fn by_slug(db: impl PgExecutor<'_>, show_id: Uuid, slug: &Slug) -> Result<Option<Episode>, Error> {
    let sql = format!("select {COLUMNS} from episodes e where e.show_id = $1 and e.slug = $2");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(show_id).bind(slug.as_str());
    query.fetch_optional(db).await?.as_ref().map(episode).transpose()
}

/// Episodes of a show, newest first, after a cursor (the last id of the page before; ids grow with time).
///
/// # Errors
/// Those of the database.
pub async fn of_show(
    db: impl PgExecutor<'_>,
    show_id: Uuid,
    only_published: bool,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Episode>, Error> {
    let sql = format!(
        "select {COLUMNS} from episodes e
         where e.show_id = $1 and ($2 is false or e.status = 'published') and ($3::uuid is null or e.id < $3)
         order by e.id desc limit $4"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(show_id).bind(only_published).bind(after).bind(limit);
    query.fetch_all(db).await?.iter().map(episode).collect()
}

/// The newest published episodes of all shows.
///
/// # Errors
/// Those of the database.
pub async fn newest(db: impl PgExecutor<'_>, limit: i64) -> Result<Vec<Episode>, Error> {
    let sql = format!(
        "select {COLUMNS} from episodes e where e.status = 'published' order by e.published_at desc, e.id desc limit $1"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(db).await?.iter().map(episode).collect()
}

/// Changes an episode when it still has the expected version (`None`: whatever it has); `None` when it has not. Where its notes
/// change, its page is prepared anew by the next visit: names of insights lead where the notes say.
///
/// # Errors
/// Those of the database.
pub async fn update(
    db: impl PgExecutor<'_>,
    id: Uuid,
    patch: &EpisodePatch,
    expected: Option<i64>,
) -> Result<Option<Episode>, Error> {
    let sql = format!(
        "with before as (select notes from episodes where id = $1),
         e as (
           update episodes set title = coalesce($3, title), notes = coalesce($4, notes), number = coalesce($5, number),
             version = version + 1
           where id = $1 and version = coalesce($2, version) returning *),
         page as (
           update presentations p set stale = true from e, before where p.episode_id = e.id and e.notes <> before.notes),
         findings as (
           update insights i set revision = i.revision + 1 from e, before
           where i.episode_id = e.id and e.notes <> before.notes)
         select {COLUMNS} from e"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).bind(expected);
    let query = query.bind(&patch.title).bind(&patch.notes).bind(patch.number);
    query.fetch_optional(db).await?.as_ref().map(episode).transpose()
}

/// Publishes (with a time) or takes back (with none). The time of the first publication stays.
///
/// # Errors
/// Those of the database.
pub async fn set_published(db: impl PgExecutor<'_>, id: Uuid, at: Option<OffsetDateTime>) -> Result<(), Error> {
    sqlx::query(
        "with due as (
           insert into search_due (episode_id, urgent) values ($1, true)
           on conflict (episode_id) do update set urgent = true, mark = default)
         update episodes set status = case when $2::timestamptz is null then 'draft' else 'published' end,
           published_at = coalesce(published_at, $2), version = version + 1
         where id = $1",
    )
    .bind(id)
    .bind(at)
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes an episode; returns the key of its audio.
///
/// # Errors
/// Those of the database.
pub async fn delete(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<String>, Error> {
    let key: Option<Option<String>> = sqlx::query_scalar("delete from episodes where id = $1 returning audio_key")
        .bind(id)
        .fetch_optional(db)
        .await?;
    Ok(key.flatten())
}

/// Puts a recording in place of the one before, whose key is returned; what was measured of that one goes.
///
/// # Errors
/// Those of the database.
pub async fn set_audio(
    db: impl PgExecutor<'_>,
    id: Uuid,
    key: &str,
    info: &AudioInfo,
) -> Result<Option<String>, Error> {
    let old: Option<Option<String>> = sqlx::query_scalar(
        "with old as (select id, audio_key from episodes where id = $1 for update)
         update episodes e set audio_key = $2, audio_info = $3, loudness = null, peaks = null, version = version + 1
         from old where e.id = old.id returning old.audio_key",
    )
    .bind(id)
    .bind(key)
    .bind(Json(info))
    .fetch_optional(db)
    .await?;
    Ok(old.flatten())
}

/// The key of an episode's recording.
///
/// # Errors
/// Those of the database.
pub async fn audio_key(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<String>, Error> {
    let key: Option<Option<String>> =
        sqlx::query_scalar("select audio_key from episodes where id = $1").bind(id).fetch_optional(db).await?;
    Ok(key.flatten())
}

/// Corrects what a probe said of the recording.
///
/// # Errors
/// Those of the database.
pub async fn set_audio_info(db: impl PgExecutor<'_>, id: Uuid, info: &AudioInfo) -> Result<(), Error> {
    sqlx::query("update episodes set audio_info = $2, version = version + 1 where id = $1")
        .bind(id)
        .bind(Json(info))
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps what decoding measured, with the true duration.
///
/// # Errors
/// Those of the database.
pub async fn set_measured(
    db: impl PgExecutor<'_>,
    id: Uuid,
    loudness: &Loudness,
    peaks: &Peaks,
    duration_ms: u32,
) -> Result<(), Error> {
    sqlx::query(
        "update episodes set loudness = $2, peaks = $3, version = version + 1,
           audio_info = jsonb_set(audio_info, '{duration}', to_jsonb($4::float8))
         where id = $1",
    )
    .bind(id)
    .bind(Json(loudness))
    .bind(Json(peaks))
    .bind(model::seconds::from_ms(duration_ms))
    .execute(db)
    .await?;
    Ok(())
}

/// The outline of the recording.
///
/// # Errors
/// Those of the database.
pub async fn peaks(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<Peaks>, Error> {
    let peaks: Option<Option<Json<Peaks>>> =
        sqlx::query_scalar("select peaks from episodes where id = $1").bind(id).fetch_optional(db).await?;
    Ok(peaks.flatten().map(|j| j.0))
}

/// The episodes of some shows that were made last.
///
/// # Errors
/// Those of the database.
pub async fn recent(db: impl PgExecutor<'_>, show_ids: &[Uuid], limit: i64) -> Result<Vec<Episode>, Error> {
    let sql = format!("select {COLUMNS} from episodes e where e.show_id = any($1) order by e.id desc limit $2");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(show_ids).bind(limit).fetch_all(db).await?.iter().map(episode).collect()
}

/// Published episodes of a show, the last published first, after a cursor (publication time and id of the last one of the
/// page before).
///
/// # Errors
/// Those of the database.
pub async fn published(
    db: impl PgExecutor<'_>,
    show_id: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Episode>, Error> {
    let sql = format!(
        "select {COLUMNS} from episodes e
         where e.show_id = $1 and e.status = 'published'
           and ($2::uuid is null
             or (e.published_at, e.id) < (select published_at, id from episodes where id = $2 and show_id = $1))
         order by e.published_at desc, e.id desc limit $3"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(show_id).bind(after).bind(limit);
    query.fetch_all(db).await?.iter().map(episode).collect()
}
