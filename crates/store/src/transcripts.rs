//! Transcripts and what was found in them.

use model::{Uuid, edit::Splice, insight::Insights, transcript::Transcript};
use sqlx::{PgConnection, PgExecutor, types::Json};
use time::OffsetDateTime;

use crate::{
    Error,
    document::{Packed, pack},
};

/// Where a transcript comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Speech recognition.
    Recognised,
    /// A person's file: no run of the pipeline overwrites it.
    Uploaded,
    /// A person changed words of it here: no run of the pipeline overwrites it, nor refines it.
    Edited,
}

impl Source {
    fn as_str(self) -> &'static str {
        match self {
            Self::Recognised => "recognised",
            Self::Uploaded => "uploaded",
            Self::Edited => "edited",
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "uploaded" => Self::Uploaded,
            "edited" => Self::Edited,
            _ => Self::Recognised,
        }
    }
}

/// A transcript as it stands.
#[derive(Debug, Clone)]
pub struct Head {
    /// The words.
    pub transcript: Transcript,
    /// Where they come from.
    pub source: Source,
    /// Grows with each change.
    pub revision: i64,
    /// Who wrote it, where a person did.
    pub author_id: Option<Uuid>,
    /// Since when they have been at it.
    pub began_at: OffsetDateTime,
    /// When it was changed last.
    pub updated_at: OffsetDateTime,
}

/// A change of a transcript, for the log.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Who, where it was a person.
    pub author_id: Option<Uuid>,
    /// `edit`, `undo`, `redo` or `exchange`.
    pub kind: &'static str,
    /// What was done, for people.
    pub title: &'a str,
    /// The stretches that changed; none where the whole was exchanged.
    pub splices: Option<&'a [Splice]>,
    /// What stood there before becomes a version of its own.
    pub keep_before: bool,
}

/// Writes a transcript and notes the change; the revision that it has now. What stood there before is kept as a version
/// where the change says so. The page is marked as to be prepared anew, and the episode as to be indexed anew.
///
/// # Errors
/// Those of the database.
pub async fn write(
    conn: &mut PgConnection,
    episode_id: Uuid,
    transcript: &Transcript,
    source: Source,
    change: Change<'_>,
    now: OffsetDateTime,
) -> Result<i64, Error> {
    if change.keep_before {
        let keep = "insert into transcript_versions
             (episode_id, revision, author_id, source, document, began_at, ended_at)
           select episode_id, revision, author_id, source, document, began_at, updated_at
           from transcripts where episode_id = $1";
        sqlx::query(keep).bind(episode_id).execute(&mut *conn).await?;
    }
    let revision: i64 = sqlx::query_scalar(
        "insert into transcripts as t (episode_id, document, source, author_id, began_at, updated_at, revision)
         values ($1, $2, $3, $4, $5, $5,
           (select coalesce(max(revision), 0) + 1 from transcript_edits where episode_id = $1))
         on conflict (episode_id) do update
           set document = excluded.document, source = excluded.source, author_id = excluded.author_id,
             began_at = case when $6 then excluded.began_at else t.began_at end,
             updated_at = excluded.updated_at, revision = t.revision + 1
         returning revision",
    )
    .bind(episode_id)
    .bind(pack(transcript)?)
    .bind(source.as_str())
    .bind(change.author_id)
    .bind(now)
    .bind(change.keep_before)
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query(
        "insert into transcript_edits (episode_id, revision, author_id, kind, title, splices, at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(episode_id)
    .bind(revision)
    .bind(change.author_id)
    .bind(change.kind)
    .bind(change.title)
    .bind(change.splices.map(Json))
    .bind(now)
    .execute(&mut *conn)
    .await?;
    // Whoever moves insights after this does it behind the page, and whoever writes notes or decides locks them in the other order.
    crate::decisions::lock_insights(&mut *conn, episode_id).await?;
    // Who speaks is in feeds, which prepare nothing.
    sqlx::query("update presentations set stale = true, speakers = $2 where episode_id = $1")
        .bind(episode_id)
        .bind(transcript.speaking())
        .execute(&mut *conn)
        .await?;
    crate::search::mark_due(conn, episode_id).await?;
    Ok(revision)
}

/// Exchanges the whole transcript, by a run of the pipeline (without an author) or by a person's file. What a person wrote
/// before is kept as a version.
///
/// # Errors
/// Those of the database.
pub async fn put(
    conn: &mut PgConnection,
    episode_id: Uuid,
    transcript: &Transcript,
    source: Source,
    author_id: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let title = match source {
        Source::Recognised => "Recognised",
        Source::Uploaded => "Uploaded",
        Source::Edited => "Edited",
    };
    let change = Change { author_id, kind: "exchange", title, splices: None, keep_before: true };
    write(conn, episode_id, transcript, source, change, now).await?;
    Ok(())
}

/// A transcript and where it comes from.
///
/// # Errors
/// Those of the database.
pub async fn get(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<(Transcript, Source)>, Error> {
    Ok(head(db, episode_id).await?.map(|head| (head.transcript, head.source)))
}

const HEAD: &str =
    "select document, source, revision, author_id, began_at, updated_at from transcripts where episode_id = $1";

type HeadRow = (Packed, String, i64, Option<Uuid>, OffsetDateTime, OffsetDateTime);

fn head_of((transcript, source, revision, author_id, began_at, updated_at): HeadRow) -> Head {
    Head { transcript: transcript.0, source: Source::of(&source), revision, author_id, began_at, updated_at }
}

/// A transcript as it stands.
///
/// # Errors
/// Those of the database.
pub async fn head(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<Head>, Error> {
    Ok(sqlx::query_as::<_, HeadRow>(HEAD).bind(episode_id).fetch_optional(db).await?.map(head_of))
}

/// The same, to be changed in this transaction: nobody else changes it before that ends.
///
/// # Errors
/// Those of the database.
pub async fn head_for_update(conn: &mut PgConnection, episode_id: Uuid) -> Result<Option<Head>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{HEAD} for update"));
    Ok(sqlx::query_as::<_, HeadRow>(sql).bind(episode_id).fetch_optional(conn).await?.map(head_of))
}

/// Where the transcript of an episode comes from, without reading it.
///
/// # Errors
/// Those of the database.
pub async fn source(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<Source>, Error> {
    let query = sqlx::query_scalar::<_, String>("select source from transcripts where episode_id = $1");
    Ok(query.bind(episode_id).fetch_optional(db).await?.map(|name| Source::of(&name)))
}

/// Removes the transcript, and the insights that rest on it.
///
/// # Errors
/// Those of the database.
pub async fn delete(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<(), Error> {
    let sql = "with gone as (delete from insights where episode_id = $1),
                 due as (insert into search_due (episode_id, urgent) values ($1, true)
                         on conflict (episode_id) do update set urgent = true, mark = default)
               delete from transcripts where episode_id = $1";
    sqlx::query(sql).bind(episode_id).execute(db).await?;
    Ok(())
}

/// Keeps insights.
///
/// # Errors
/// Those of the database.
pub async fn put_insights(
    db: impl PgExecutor<'_>,
    episode_id: Uuid,
    insights: &Insights,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query(
        "insert into insights (episode_id, document, updated_at) values ($1, $2, $3)
         on conflict (episode_id) do update
           set document = excluded.document, updated_at = excluded.updated_at, revision = insights.revision + 1",
    )
    .bind(episode_id)
    .bind(Json(insights))
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Changes where findings point, without making them newer than they are.
///
/// # Errors
/// Those of the database.
pub async fn move_insights(db: impl PgExecutor<'_>, episode_id: Uuid, insights: &Insights) -> Result<(), Error> {
    let sql = "update insights set document = $2, revision = revision + 1 where episode_id = $1";
    sqlx::query(sql).bind(episode_id).bind(Json(insights)).execute(db).await?;
    Ok(())
}

/// Whether a transcript was changed since its insights were found.
///
/// # Errors
/// Those of the database.
pub async fn are_insights_stale(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<bool, Error> {
    let query = sqlx::query_scalar(
        "select exists (
           select from transcripts t join insights i using (episode_id)
           where episode_id = $1 and t.updated_at > i.updated_at)",
    );
    Ok(query.bind(episode_id).fetch_one(db).await?)
}

/// An episode whose transcript was changed since its insights were found, but not since `rest`, and for which nothing is under
/// way or was tried; or one whose insights could not be read (`decisions::replace_unreadable`) and whose last run succeeded, for
/// that one had found them. Where the run after it fails or is cancelled, none is begun before the next edit.
///
/// # Errors
/// Those of the database.
pub async fn with_stale_insights(db: impl PgExecutor<'_>, rest: OffsetDateTime) -> Result<Option<Uuid>, Error> {
    let query = sqlx::query_scalar(
        "select t.episode_id from transcripts t join insights i using (episode_id)
         where t.updated_at > i.updated_at
           and not exists (select from jobs j where j.episode_id = t.episode_id and j.state in ('queued', 'running'))
           and (t.updated_at < $1
               and not exists (select from jobs j where j.episode_id = t.episode_id and j.created_at > t.updated_at)
             or i.updated_at = 'epoch' and (
               select j.state from jobs j
               where j.episode_id = t.episode_id and j.stage = 'insights'
               order by j.created_at desc, j.run_id desc limit 1) = 'succeeded')
         order by t.updated_at limit 1",
    );
    Ok(query.bind(rest).fetch_optional(db).await?)
}

/// The insights of an episode; none where this version cannot read them.
///
/// # Errors
/// Those of the database.
pub async fn insights(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<Insights>, Error> {
    Ok(crate::decisions::document(db, episode_id).await?.and_then(|document| document.insights.ok()))
}
