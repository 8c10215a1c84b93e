//! Uploads that are under way (tus 1.0): how many bytes of each are safe. The bytes themselves lie in the object store's
//! staging folder.

use model::{Uuid, upload::Upload};
use sqlx::{PgExecutor, Row, postgres::PgRow};
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

/// Notes a piece as safe: the offset grows from `from` to `to`, and the object `key` holds what is between. False when
/// the upload was not at `from`: then the object is nobody's.
///
/// # Errors
/// Those of the database.
pub async fn add_piece(db: impl PgExecutor<'_>, id: Uuid, from: u64, to: u64, key: &str) -> Result<bool, Error> {
    let bytes = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let done = sqlx::query(
        "with grown as (update uploads set received = $3 where id = $1 and received = $2 returning id)
         insert into upload_pieces (upload_id, start, key) select id, $2, $4 from grown",
    )
    .bind(id)
    .bind(bytes(from))
    .bind(bytes(to))
    .bind(key)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The objects that hold an upload's bytes, in order.
///
/// # Errors
/// Those of the database.
pub async fn pieces(db: impl PgExecutor<'_>, id: Uuid) -> Result<Vec<String>, Error> {
    let query = sqlx::query_scalar("select key from upload_pieces where upload_id = $1 order by start");
    Ok(query.bind(id).fetch_all(db).await?)
}

/// Ends an upload; the keys of its objects.
///
/// # Errors
/// Those of the database.
pub async fn delete(db: impl PgExecutor<'_>, id: Uuid) -> Result<Vec<String>, Error> {
    let sql = "with keys as (select key from upload_pieces where upload_id = $1),
                    gone as (delete from uploads where id = $1)
               select key from keys";
    Ok(sqlx::query_scalar(sql).bind(id).fetch_all(db).await?)
}

/// Uploads that nobody resumed in time.
///
/// # Errors
/// Those of the database.
pub async fn expired(db: impl PgExecutor<'_>, now: OffsetDateTime) -> Result<Vec<Uuid>, Error> {
    Ok(sqlx::query_scalar("select id from uploads where expires_at <= $1").bind(now).fetch_all(db).await?)
}
