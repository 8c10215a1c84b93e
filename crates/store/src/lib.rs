//! PostgreSQL: the only crate that contains SQL, one module per table family. Look-ups return `Option`; time is a
//! parameter; what belongs together is written by the caller in one transaction.

pub mod accounts;
pub mod decisions;
pub mod edits;
pub mod episodes;
pub mod jobs;
pub mod language;
pub mod meaning;
pub mod presentations;
pub mod related;
pub mod search;
pub mod shows;
pub mod transcripts;
pub mod uploads;
pub mod visualization;
pub mod vocabulary;

mod document;
mod error;
mod readable;

pub use error::Error;
pub use sqlx::{PgConnection, PgPool, postgres::PgListener};

/// The migrations of this version, embedded.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// The channel on which writes are announced to all processes.
pub const CHANNEL: &str = "podcastflow";

/// A pool of connections that gives up after four seconds, so that a lost database ends in an answer and not in a hang.
///
/// # Errors
/// When the URL is not one of PostgreSQL.
pub fn pool(url: &str, max_connections: u32) -> Result<PgPool, Error> {
    Ok(sqlx::postgres::PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(std::time::Duration::from_secs(4))
        .connect_lazy(url)?)
}

/// Applies the migrations.
///
/// # Errors
/// When the database cannot be reached, or was migrated by a newer version.
pub async fn migrate(pool: &PgPool) -> Result<(), Error> {
    accept_earlier_11(pool).await?;
    MIGRATIONS.run(pool).await.map_err(|e| Error::Database(e.into()))
}

/// Migration 11 was published in a form that failed wherever it had something to do, so it had to be changed itself. Where it
/// had nothing to do it was applied, and what it is now would do nothing either: those databases are not told that it changed.
async fn accept_earlier_11(pool: &PgPool) -> Result<(), Error> {
    const EARLIER: &str =
        "a8d465c45f5aeca1d0db65711fccd3bcb39d6fb6cdf277c091553d99f4ed2b298c093f7acb9f3e71c4dc27ece3b5a911";
    let there: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(pool).await?;
    if let (true, Some(migration)) = (there, MIGRATIONS.iter().find(|m| m.version == 11)) {
        let sql = "update _sqlx_migrations set checksum = $1 where version = 11 and checksum = decode($2, 'hex')";
        sqlx::query(sql).bind(&*migration.checksum).bind(EARLIER).execute(pool).await?;
    }
    Ok(())
}

/// What is written together or not at all; dropped without [`commit`], nothing of it is.
pub type Transaction = sqlx::Transaction<'static, sqlx::Postgres>;

/// A connection of a pool, for several queries in a row.
pub type Connection = sqlx::pool::PoolConnection<sqlx::Postgres>;

/// Begins a transaction.
///
/// # Errors
/// Those of the database.
pub async fn begin(pool: &PgPool) -> Result<Transaction, Error> {
    Ok(pool.begin().await?)
}

/// Ends a transaction: now it is written.
///
/// # Errors
/// Those of the database.
pub async fn commit(transaction: Transaction) -> Result<(), Error> {
    Ok(transaction.commit().await?)
}

/// A connection from a pool.
///
/// # Errors
/// When none is free in time.
pub async fn connection(pool: &PgPool) -> Result<Connection, Error> {
    Ok(pool.acquire().await?)
}

/// Whether the database answers and all migrations of this version are applied.
///
/// # Errors
/// Those of the database.
pub async fn is_ready(pool: &PgPool) -> Result<bool, Error> {
    let newest = MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0);
    let there: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(pool).await?;
    if !there {
        return Ok(false);
    }
    let query = sqlx::query_scalar("select exists (select from _sqlx_migrations where version = $1 and success)");
    Ok(query.bind(newest).fetch_one(pool).await?)
}
