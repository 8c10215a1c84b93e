//! Users, their sessions and their API tokens.

use model::user::{ApiToken, User};
use sqlx::{PgConnection, PgExecutor, Row, postgres::PgRow};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Error;

fn user(row: &PgRow) -> User {
    User { id: row.get("id"), email: row.get("email"), name: row.get("name"), is_admin: row.get("is_admin") }
}

/// Adds a user; the first of an instance becomes its administrator. The lock makes "first" true for two at once.
///
/// # Errors
/// `Taken("users_email_key")` when the address has an account.
pub async fn insert_user(
    conn: &mut PgConnection,
    new: &User,
    password_hash: &str,
    now: OffsetDateTime,
) -> Result<User, Error> {
    sqlx::query("lock table users in exclusive mode").execute(&mut *conn).await?;
    let row = sqlx::query(
        "insert into users (id, email, password_hash, name, is_admin, created_at)
         values ($1, $2, $3, $4, $5 or not exists (select from users), $6)
         returning id, email, name, is_admin",
    )
    .bind(new.id)
    .bind(&new.email)
    .bind(password_hash)
    .bind(&new.name)
    .bind(new.is_admin)
    .bind(now)
    .fetch_one(conn)
    .await?;
    Ok(user(&row))
}

/// Whether nobody has an account yet.
///
/// # Errors
/// Those of the database.
pub async fn is_empty(db: impl PgExecutor<'_>) -> Result<bool, Error> {
    Ok(sqlx::query_scalar("select not exists (select from users)").fetch_one(db).await?)
}

/// A user by id.
///
/// # Errors
/// Those of the database.
pub async fn by_id(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<User>, Error> {
    let row =
        sqlx::query("select id, email, name, is_admin from users where id = $1").bind(id).fetch_optional(db).await?;
    Ok(row.as_ref().map(user))
}

/// A user with the hash of the password, by e-mail address without case.
///
/// # Errors
/// Those of the database.
pub async fn by_email(db: impl PgExecutor<'_>, email: &str) -> Result<Option<(User, String)>, Error> {
    let row = sqlx::query("select id, email, name, is_admin, password_hash from users where lower(email) = lower($1)")
        .bind(email)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| (user(&row), row.get("password_hash"))))
}

/// The administrator who came first.
///
/// # Errors
/// Those of the database.
pub async fn administrator(db: impl PgExecutor<'_>) -> Result<Option<User>, Error> {
    let sql = "select id, email, name, is_admin from users where is_admin order by created_at, id limit 1";
    Ok(sqlx::query(sql).fetch_optional(db).await?.as_ref().map(user))
}

/// Sets a new password hash; false when there is no such user.
///
/// # Errors
/// Those of the database.
pub async fn set_password(db: impl PgExecutor<'_>, id: Uuid, password_hash: &str) -> Result<bool, Error> {
    let done = sqlx::query("update users set password_hash = $2 where id = $1")
        .bind(id)
        .bind(password_hash)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds an API token by the hash of its secret.
///
/// # Errors
/// Those of the database.
pub async fn insert_token(
    db: impl PgExecutor<'_>,
    id: Uuid,
    user_id: Uuid,
    name: &str,
    hash: &[u8],
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query("insert into api_tokens (id, user_id, name, token_hash, created_at) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(user_id)
        .bind(name)
        .bind(hash)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// The user of a token; notes the use.
///
/// # Errors
/// Those of the database.
pub async fn by_token(db: impl PgExecutor<'_>, hash: &[u8], now: OffsetDateTime) -> Result<Option<User>, Error> {
    let row = sqlx::query(
        "with used as (update api_tokens set last_used_at = $2 where token_hash = $1 returning user_id)
         select id, email, name, is_admin from users where id = (select user_id from used)",
    )
    .bind(hash)
    .bind(now)
    .fetch_optional(db)
    .await?;
    Ok(row.as_ref().map(user))
}

/// A session's record, unless it has expired.
///
/// # Errors
/// Those of the database.
pub async fn session(
    db: impl PgExecutor<'_>,
    id: &str,
    now: OffsetDateTime,
) -> Result<Option<serde_json::Value>, Error> {
    let query = sqlx::query_scalar("select record from sessions where id = $1 and expires_at > $2");
    Ok(query.bind(id).bind(now).fetch_optional(db).await?)
}

/// Adds a session; false when the id is taken.
///
/// # Errors
/// Those of the database.
pub async fn create_session(
    db: impl PgExecutor<'_>,
    id: &str,
    record: &serde_json::Value,
    expires_at: OffsetDateTime,
) -> Result<bool, Error> {
    let query =
        sqlx::query("insert into sessions (id, record, expires_at) values ($1, $2, $3) on conflict (id) do nothing");
    Ok(query.bind(id).bind(record).bind(expires_at).execute(db).await?.rows_affected() == 1)
}

/// Saves a session.
///
/// # Errors
/// Those of the database.
pub async fn save_session(
    db: impl PgExecutor<'_>,
    id: &str,
    record: &serde_json::Value,
    expires_at: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query(
        "insert into sessions (id, record, expires_at) values ($1, $2, $3)
         on conflict (id) do update set record = excluded.record, expires_at = excluded.expires_at",
    )
    .bind(id)
    .bind(record)
    .bind(expires_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// Those of the database.
pub async fn delete_session(db: impl PgExecutor<'_>, id: &str) -> Result<(), Error> {
    sqlx::query("delete from sessions where id = $1").bind(id).execute(db).await?;
    Ok(())
}

/// Writes what was done by whom.
///
/// # Errors
/// Those of the database.
pub async fn audit(
    db: impl PgExecutor<'_>,
    user_id: Option<Uuid>,
    action: &str,
    subject: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query("insert into audit_log (at, user_id, action, subject_id) values ($1, $2, $3, $4)")
        .bind(now)
        .bind(user_id)
        .bind(action)
        .bind(subject)
        .execute(db)
        .await?;
    Ok(())
}

/// The API tokens of a user, newest first, without their secrets.
///
/// # Errors
/// Those of the database.
pub async fn tokens(db: impl PgExecutor<'_>, user_id: Uuid) -> Result<Vec<ApiToken>, Error> {
    let sql = "select id, name, created_at, last_used_at from api_tokens where user_id = $1 order by id desc";
    let rows = sqlx::query(sql).bind(user_id).fetch_all(db).await?;
    let token = |row: &PgRow| ApiToken {
        id: row.get("id"),
        name: row.get("name"),
        created_at: row.get("created_at"),
        last_used_at: row.get("last_used_at"),
    };
    Ok(rows.iter().map(token).collect())
}

/// Revokes a token of a user; false when there is no such token.
///
/// # Errors
/// Those of the database.
pub async fn delete_token(db: impl PgExecutor<'_>, id: Uuid, user_id: Uuid) -> Result<bool, Error> {
    let query = sqlx::query("delete from api_tokens where id = $1 and user_id = $2");
    Ok(query.bind(id).bind(user_id).execute(db).await?.rows_affected() == 1)
}

/// Removes expired sessions.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired_sessions(db: impl PgExecutor<'_>, now: OffsetDateTime) -> Result<(), Error> {
    sqlx::query("delete from sessions where expires_at <= $1").bind(now).execute(db).await?;
    Ok(())
}

/// What an earlier create with the same Idempotency-Key made. Until the end of the transaction others with that key wait:
/// the same request, sent twice at the same moment, is to be found by the second.
///
/// # Errors
/// Those of the database.
pub async fn made_before(conn: &mut PgConnection, user_id: Uuid, key: &str) -> Result<Option<Uuid>, Error> {
    let lock = sqlx::query("select pg_advisory_xact_lock(hashtextextended($1::text || $2, 11))");
    lock.bind(user_id).bind(key).execute(&mut *conn).await?;
    // A statement of its own, so that it sees what was written while the lock was waited for.
    let query = sqlx::query_scalar("select subject_id from idempotency_keys where user_id = $1 and key = $2");
    Ok(query.bind(user_id).bind(key).fetch_optional(conn).await?)
}

/// Notes what a create with an Idempotency-Key made.
///
/// # Errors
/// `Taken("idempotency_keys_pkey")` when the same request runs at the same time.
pub async fn note_made(
    db: impl PgExecutor<'_>,
    user_id: Uuid,
    key: &str,
    subject_id: Uuid,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query("insert into idempotency_keys (user_id, key, subject_id, created_at) values ($1, $2, $3, $4)")
        .bind(user_id)
        .bind(key)
        .bind(subject_id)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets creates that were made before a time.
///
/// # Errors
/// Those of the database.
pub async fn forget_made(db: impl PgExecutor<'_>, before: OffsetDateTime) -> Result<(), Error> {
    sqlx::query("delete from idempotency_keys where created_at < $1").bind(before).execute(db).await?;
    Ok(())
}
