//! What a show knows of its language: the people who speak, and a glossary.

use model::Uuid;
use sqlx::PgExecutor;
use time::OffsetDateTime;

use crate::Error;

/// Somebody who speaks in a show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Unique.
    pub id: Uuid,
    /// As transcripts name them.
    pub name: String,
    /// Such as `host`.
    pub role: String,
    /// Their page.
    pub link: Option<String>,
}

/// A word of a show and how recognisers write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Unique.
    pub id: Uuid,
    /// As it is written.
    pub term: String,
    /// What is written in its place.
    pub heard_as: Vec<String>,
}

/// The persons of a show by name.
///
/// # Errors
/// Those of the database.
pub async fn persons(db: impl PgExecutor<'_>, show_id: Uuid) -> Result<Vec<Person>, Error> {
    let rows: Vec<(Uuid, String, String, Option<String>)> =
        sqlx::query_as("select id, name, role, link from persons where show_id = $1 order by lower(name), name")
            .bind(show_id)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|(id, name, role, link)| Person { id, name, role, link }).collect())
}

/// Keeps a person; one of the same name is changed.
///
/// # Errors
/// Those of the database.
pub async fn put_person(
    db: impl PgExecutor<'_>,
    show_id: Uuid,
    person: &Person,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query(
        "insert into persons (id, show_id, name, role, link, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (show_id, name) do update set role = excluded.role, link = excluded.link",
    )
    .bind(person.id)
    .bind(show_id)
    .bind(&person.name)
    .bind(&person.role)
    .bind(&person.link)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets a person; transcripts keep the name. False when there is none.
///
/// # Errors
/// Those of the database.
pub async fn delete_person(db: impl PgExecutor<'_>, show_id: Uuid, id: Uuid) -> Result<bool, Error> {
    let query = sqlx::query("delete from persons where show_id = $1 and id = $2").bind(show_id).bind(id);
    Ok(query.execute(db).await?.rows_affected() > 0)
}

/// The glossary of a show by term.
///
/// # Errors
/// Those of the database.
pub async fn terms(db: impl PgExecutor<'_>, show_id: Uuid) -> Result<Vec<Term>, Error> {
    let rows: Vec<(Uuid, String, Vec<String>)> =
        sqlx::query_as("select id, term, heard_as from glossary_terms where show_id = $1 order by lower(term), term")
            .bind(show_id)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|(id, term, heard_as)| Term { id, term, heard_as }).collect())
}

/// Keeps a term; the same term is changed.
///
/// # Errors
/// Those of the database.
pub async fn put_term(db: impl PgExecutor<'_>, show_id: Uuid, term: &Term, now: OffsetDateTime) -> Result<(), Error> {
    sqlx::query(
        "insert into glossary_terms (id, show_id, term, heard_as, created_at) values ($1, $2, $3, $4, $5)
         on conflict (show_id, term) do update set heard_as = excluded.heard_as",
    )
    .bind(term.id)
    .bind(show_id)
    .bind(&term.term)
    .bind(&term.heard_as)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Removes a term. False when there is none.
///
/// # Errors
/// Those of the database.
pub async fn delete_term(db: impl PgExecutor<'_>, show_id: Uuid, id: Uuid) -> Result<bool, Error> {
    let query = sqlx::query("delete from glossary_terms where show_id = $1 and id = $2").bind(show_id).bind(id);
    Ok(query.execute(db).await?.rows_affected() > 0)
}
