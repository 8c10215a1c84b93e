//! The log of changes to transcripts, and their versions.

use model::{Uuid, edit::Splice, transcript::Transcript};
use sqlx::{PgExecutor, types::Json};
use time::OffsetDateTime;

use crate::{Error, document::Packed};

/// A change that somebody made.
#[derive(Debug, Clone)]
pub struct Logged {
    /// The revision that it made.
    pub revision: i64,
    /// What changed; none where the whole transcript was exchanged.
    pub splices: Option<Vec<Splice>>,
}

fn logged((revision, splices): (i64, Option<Json<Vec<Splice>>>)) -> Logged {
    Logged { revision, splices: splices.map(|s| s.0) }
}

/// Changes after a revision, in their order.
///
/// # Errors
/// Those of the database.
pub async fn since(db: impl PgExecutor<'_>, episode_id: Uuid, revision: i64) -> Result<Vec<Logged>, Error> {
    let query = sqlx::query_as(
        "select revision, splices from transcript_edits where episode_id = $1 and revision > $2 order by revision",
    );
    Ok(query.bind(episode_id).bind(revision).fetch_all(db).await?.into_iter().map(logged).collect())
}

/// The revision of a transcript; 0 where there is none.
///
/// # Errors
/// Those of the database.
pub async fn latest(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<i64, Error> {
    let query = sqlx::query_scalar("select coalesce((select revision from transcripts where episode_id = $1), 0)");
    Ok(query.bind(episode_id).fetch_one(db).await?)
}

/// The last change by a person that is not undone, since the transcript was exchanged as a whole.
///
/// # Errors
/// Those of the database.
pub async fn to_undo(db: impl PgExecutor<'_>, episode_id: Uuid, author_id: Uuid) -> Result<Option<Logged>, Error> {
    let query = sqlx::query_as(
        "select revision, splices from transcript_edits
         where episode_id = $1 and author_id = $2 and kind = 'edit' and not undone
           and revision > coalesce(
             (select max(revision) from transcript_edits where episode_id = $1 and kind = 'exchange'), 0)
         order by revision desc limit 1",
    );
    Ok(query.bind(episode_id).bind(author_id).fetch_optional(db).await?.map(logged))
}

/// The change that a person undid last, unless they changed something else since.
///
/// # Errors
/// Those of the database.
pub async fn to_redo(db: impl PgExecutor<'_>, episode_id: Uuid, author_id: Uuid) -> Result<Option<Logged>, Error> {
    let query = sqlx::query_as(
        "select revision, splices from transcript_edits
         where episode_id = $1 and author_id = $2 and kind = 'edit' and undone
           and revision > coalesce(
             (select max(revision) from transcript_edits
              where episode_id = $1 and (kind = 'exchange' or (author_id = $2 and kind = 'edit' and not undone))), 0)
         order by revision limit 1",
    );
    Ok(query.bind(episode_id).bind(author_id).fetch_optional(db).await?.map(logged))
}

/// Notes that a change is undone, or done again.
///
/// # Errors
/// Those of the database.
pub async fn set_undone(db: impl PgExecutor<'_>, episode_id: Uuid, revision: i64, undone: bool) -> Result<(), Error> {
    let sql = "update transcript_edits set undone = $3 where episode_id = $1 and revision = $2";
    sqlx::query(sql).bind(episode_id).bind(revision).bind(undone).execute(db).await?;
    Ok(())
}

/// A version of a transcript, without its words.
#[derive(Debug, Clone)]
pub struct Version {
    /// The last revision that it contains.
    pub revision: i64,
    /// Who wrote it; none for the recogniser.
    pub author: Option<String>,
    /// `recognised`, `uploaded` or `edited`.
    pub source: String,
    /// When they began.
    pub began_at: OffsetDateTime,
    /// When they changed it last.
    pub ended_at: OffsetDateTime,
}

/// The versions of a transcript, newest first; the first is what stands there now.
///
/// # Errors
/// Those of the database.
pub async fn versions(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Vec<Version>, Error> {
    let rows: Vec<(i64, Option<String>, String, OffsetDateTime, OffsetDateTime)> = sqlx::query_as(
        "select v.revision, u.name, v.source, v.began_at, v.ended_at from (
           select revision, author_id, source, began_at, updated_at as ended_at from transcripts where episode_id = $1
           union all
           select revision, author_id, source, began_at, ended_at from transcript_versions where episode_id = $1
         ) v left join users u on u.id = v.author_id order by v.revision desc limit 500",
    )
    .bind(episode_id)
    .fetch_all(db)
    .await?;
    let version =
        |(revision, author, source, began_at, ended_at)| Version { revision, author, source, began_at, ended_at };
    Ok(rows.into_iter().map(version).collect())
}

/// The words of a version.
///
/// # Errors
/// Those of the database.
pub async fn version(db: impl PgExecutor<'_>, episode_id: Uuid, revision: i64) -> Result<Option<Transcript>, Error> {
    let query = sqlx::query_scalar::<_, Packed>(
        "select document from transcript_versions where episode_id = $1 and revision = $2
         union all select document from transcripts where episode_id = $1 and revision = $2 limit 1",
    );
    Ok(query.bind(episode_id).bind(revision).fetch_optional(db).await?.map(|packed| packed.0))
}
