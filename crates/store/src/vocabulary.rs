//! What a show knows of its language: the people who speak, and a glossary.

use model::{Slug, Uuid, show::Person};
use sqlx::{PgExecutor, Row};
use time::OffsetDateTime;

use crate::Error;

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
    let rows = sqlx::query(
        "select p.id, p.name, p.role, p.link, photo_path(s.slug, p.photo_key, p.photo_type) as photo_url
         from persons p join shows s on s.id = p.show_id where p.show_id = $1 order by lower(p.name), p.name",
    )
    .bind(show_id)
    .fetch_all(db)
    .await?;
    let person = |row: &sqlx::postgres::PgRow| Person {
        id: row.get("id"),
        name: row.get("name"),
        role: row.get("role"),
        link: row.get("link"),
        photo_url: row.get("photo_url"),
    };
    Ok(rows.iter().map(person).collect())
}

/// Keeps a person under a new id; one of the same name is changed and keeps theirs, which is returned.
///
/// # Errors
/// Those of the database.
pub async fn put_person(
    db: impl PgExecutor<'_>,
    show_id: Uuid,
    (id, name): (Uuid, &str),
    role: &str,
    link: Option<&str>,
    now: OffsetDateTime,
) -> Result<Uuid, Error> {
    let query = sqlx::query_scalar(
        "insert into persons (id, show_id, name, role, link, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (show_id, name) do update set role = excluded.role, link = excluded.link returning id",
    );
    Ok(query.bind(id).bind(show_id).bind(name).bind(role).bind(link).bind(now).fetch_one(db).await?)
}

/// Puts a photo in place of the one before, whose key is returned; `None` when there is no such person.
///
/// # Errors
/// Those of the database.
pub async fn set_photo(
    db: impl PgExecutor<'_>,
    show_id: Uuid,
    id: Uuid,
    photo: Option<(&str, &str)>,
) -> Result<Option<Option<String>>, Error> {
    let query = sqlx::query_scalar(
        "with old as (select id, photo_key from persons where show_id = $1 and id = $2 for update)
         update persons p set photo_key = $3, photo_type = $4 from old where p.id = old.id returning old.photo_key",
    );
    let (key, media_type) = photo.unzip();
    Ok(query.bind(show_id).bind(id).bind(key).bind(media_type).fetch_optional(db).await?)
}

/// Key and media type of a person's photo.
///
/// # Errors
/// Those of the database.
pub async fn photo(db: impl PgExecutor<'_>, show: &Slug, key: &str) -> Result<Option<(String, String)>, Error> {
    let query = sqlx::query_as(
        "select p.photo_key, p.photo_type from persons p join shows s on s.id = p.show_id
         where s.slug = $1 and p.photo_key = $2",
    );
    Ok(query.bind(show.as_str()).bind(key).fetch_optional(db).await?)
}

/// Forgets a person, whose photo's key is returned; transcripts keep the name. `None` when there is none.
///
/// # Errors
/// Those of the database.
pub async fn delete_person(db: impl PgExecutor<'_>, show_id: Uuid, id: Uuid) -> Result<Option<Option<String>>, Error> {
    let query = sqlx::query_scalar("delete from persons where show_id = $1 and id = $2 returning photo_key");
    Ok(query.bind(show_id).bind(id).fetch_optional(db).await?)
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
