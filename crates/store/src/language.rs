//! What a language model may cost a show in a month.

use model::Uuid;
use sqlx::PgExecutor;
use time::Date;

use crate::Error;

/// Sets tokens aside in a month's budget; false, and nothing set aside, where fewer are left. One statement, so that two
/// processes cannot both take the last ones.
///
/// # Errors
/// Those of the database.
pub async fn reserve(
    db: impl PgExecutor<'_>,
    show_id: Uuid,
    month: Date,
    tokens: i64,
    budget: i64,
) -> Result<bool, Error> {
    let query = sqlx::query(
        "insert into language_usage as u (show_id, month, tokens) select $1, $2, $3 where $3 <= $4
         on conflict (show_id, month) do update set tokens = u.tokens + excluded.tokens where u.tokens + excluded.tokens <= $4",
    );
    let done = query.bind(show_id).bind(month).bind(tokens).bind(budget).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Replaces a reservation by what was spent.
///
/// # Errors
/// Those of the database.
pub async fn settle(
    db: impl PgExecutor<'_>,
    show_id: Uuid,
    month: Date,
    reserved: i64,
    spent: i64,
) -> Result<(), Error> {
    let query = sqlx::query(
        "update language_usage set tokens = greatest(0, tokens - $3 + $4) where show_id = $1 and month = $2",
    );
    query.bind(show_id).bind(month).bind(reserved).bind(spent).execute(db).await?;
    Ok(())
}
