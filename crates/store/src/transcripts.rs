//! Transcripts and what was found in them.

use model::{Uuid, insight::Insights, transcript::Transcript};
use sqlx::{PgExecutor, types::Json};
use time::OffsetDateTime;

use crate::Error;

/// Where a transcript comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Speech recognition.
    Recognised,
    /// A person's file: no run of the pipeline overwrites it.
    Uploaded,
}

/// Keeps a transcript.
///
/// # Errors
/// Those of the database.
pub async fn put(
    db: impl PgExecutor<'_>,
    episode_id: Uuid,
    transcript: &Transcript,
    source: Source,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query(
        "insert into transcripts (episode_id, document, source, updated_at) values ($1, $2, $3, $4)
         on conflict (episode_id) do update
           set document = excluded.document, source = excluded.source, updated_at = excluded.updated_at",
    )
    .bind(episode_id)
    .bind(Json(transcript))
    .bind(match source {
        Source::Recognised => "recognised",
        Source::Uploaded => "uploaded",
    })
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// A transcript and where it comes from.
///
/// # Errors
/// Those of the database.
pub async fn get(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<(Transcript, Source)>, Error> {
    let query = sqlx::query_as::<_, (Json<Transcript>, bool)>(
        "select document, source = 'uploaded' from transcripts where episode_id = $1",
    );
    let found = query.bind(episode_id).fetch_optional(db).await?;
    Ok(found.map(|(doc, uploaded)| (doc.0, if uploaded { Source::Uploaded } else { Source::Recognised })))
}

/// Where the transcript of an episode comes from, without reading it.
///
/// # Errors
/// Those of the database.
pub async fn source(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<Source>, Error> {
    let query = sqlx::query_scalar::<_, bool>("select source = 'uploaded' from transcripts where episode_id = $1");
    let uploaded = query.bind(episode_id).fetch_optional(db).await?;
    Ok(uploaded.map(|uploaded| if uploaded { Source::Uploaded } else { Source::Recognised }))
}

/// Removes the transcript, and the insights that rest on it.
///
/// # Errors
/// Those of the database.
pub async fn delete(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<(), Error> {
    let sql = "with gone as (delete from insights where episode_id = $1) delete from transcripts where episode_id = $1";
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
         on conflict (episode_id) do update set document = excluded.document, updated_at = excluded.updated_at",
    )
    .bind(episode_id)
    .bind(Json(insights))
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// The insights of an episode.
///
/// # Errors
/// Those of the database.
pub async fn insights(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<Insights>, Error> {
    let query = sqlx::query_scalar::<_, Json<Insights>>("select document from insights where episode_id = $1");
    Ok(query.bind(episode_id).fetch_optional(db).await?.map(|j| j.0))
}
