//! Uploads that are under way (tus 1.0): how many bytes of each are safe. The bytes themselves lie in the object store's
//! staging folder.

use model::{Uuid, upload::Upload};
use sqlx::{PgConnection, PgExecutor, Row, postgres::PgRow};
use time::OffsetDateTime;

use crate::Error;

fn upload(row: &PgRow) -> Upload {
    Upload {
        id: row.get("id"),
        filename: row.get("filename"),
        length: u64::try_from(row.get::<i64, _>("length")).unwrap_or(0),
        offset: u64::try_from(row.get::<i64, _>("received")).unwrap_or(0),
        expires_at: row.get("expires_at"),
    }
}

/// Begins an upload.
///
/// # Errors
/// Those of the database.
pub async fn insert(db: impl PgExecutor<'_>, new: &Upload, user_id: Uuid, now: OffsetDateTime) -> Result<(), Error> {
    sqlx::query(
        "insert into uploads (id, user_id, filename, length, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.id)
    .bind(user_id)
    .bind(&new.filename)
    .bind(i64::try_from(new.length).unwrap_or(i64::MAX))
    .bind(now)
    .bind(new.expires_at)
    .execute(db)
    .await?;
    Ok(())
}

/// An upload of a user that has not expired.
///
/// # Errors
/// Those of the database.
pub async fn get(
    db: impl PgExecutor<'_>,
    id: Uuid,
    user_id: Uuid,
    now: OffsetDateTime,
) -> Result<Option<Upload>, Error> {
    let query = sqlx::query(
        "select id, filename, length, received, expires_at from uploads
         where id = $1 and user_id = $2 and expires_at > $3",
    );
    Ok(query.bind(id).bind(user_id).bind(now).fetch_optional(db).await?.as_ref().map(upload))
}

/// Notes bytes as safe: the offset grows from `from` to `to`; false when it was not at `from`.
///
/// # Errors
/// Those of the database.
pub async fn advance(db: impl PgExecutor<'_>, id: Uuid, from: u64, to: u64) -> Result<bool, Error> {
    let bytes = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let done = sqlx::query("update uploads set received = $3 where id = $1 and received = $2")
        .bind(id)
        .bind(bytes(from))
        .bind(bytes(to))
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Locks an upload until the end of the transaction, without waiting: false when another request writes to it.
///
/// # Errors
/// Those of the database.
pub async fn try_lock(conn: &mut PgConnection, id: Uuid) -> Result<bool, Error> {
    let query = sqlx::query_scalar("select pg_try_advisory_xact_lock(hashtextextended($1::text, 7))");
    Ok(query.bind(id).fetch_one(conn).await?)
}

/// Ends an upload; false when there was none.
///
/// # Errors
/// Those of the database.
pub async fn delete(db: impl PgExecutor<'_>, id: Uuid) -> Result<bool, Error> {
    Ok(sqlx::query("delete from uploads where id = $1").bind(id).execute(db).await?.rows_affected() == 1)
}

/// Removes expired uploads; their ids.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired(db: impl PgExecutor<'_>, now: OffsetDateTime) -> Result<Vec<Uuid>, Error> {
    Ok(sqlx::query_scalar("delete from uploads where expires_at <= $1 returning id").bind(now).fetch_all(db).await?)
}
