//! Shows and who may do what with them.

use model::{
    Slug,
    show::{Show, ShowPatch},
};
use sqlx::{PgExecutor, Row, postgres::PgRow};
use uuid::Uuid;

use crate::Error;

const COLUMNS: &str = "s.id, s.slug, s.title, s.description, s.language, s.category, s.author, s.accent, \
                       artwork_path(s.slug, s.artwork_key, s.artwork_type) as artwork_url, s.auto_accept, s.created_at, s.version";

fn show(row: &PgRow) -> Result<Show, Error> {
    let slug: String = row.get("slug");
    let slug = Slug::parse(&slug).ok_or_else(|| Error::Database(sqlx::Error::Decode("slug".into())))?;
    Ok(Show {
        id: row.get("id"),
        artwork_url: row.get("artwork_url"),
        slug,
        title: row.get("title"),
        description: row.get("description"),
        language: row.get("language"),
        category: row.get("category"),
        author: row.get("author"),
        accent: row.get("accent"),
        auto_accept: row.get("auto_accept"),
        created_at: row.get("created_at"),
        version: row.get("version"),
    })
}

/// Adds a show.
///
/// # Errors
/// `Taken("shows_slug_key")` when the slug is.
pub async fn insert(db: impl PgExecutor<'_>, new: &Show) -> Result<(), Error> {
    sqlx::query(
        "insert into shows (id, slug, title, description, language, category, author, accent, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.id)
    .bind(new.slug.as_str())
    .bind(&new.title)
    .bind(&new.description)
    .bind(&new.language)
    .bind(&new.category)
    .bind(&new.author)
    .bind(&new.accent)
    .bind(new.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether a slug is taken.
///
/// # Errors
/// Those of the database.
pub async fn slug_exists(db: impl PgExecutor<'_>, slug: &Slug) -> Result<bool, Error> {
    let query = sqlx::query_scalar("select exists (select from shows where slug = $1)");
    Ok(query.bind(slug.as_str()).fetch_one(db).await?)
}

/// Gives a user a role in a show.
///
/// # Errors
/// Those of the database.
pub async fn set_role(db: impl PgExecutor<'_>, show_id: Uuid, user_id: Uuid, role: &str) -> Result<(), Error> {
    sqlx::query(
        "insert into show_members (show_id, user_id, role) values ($1, $2, $3)
         on conflict (show_id, user_id) do update set role = excluded.role",
    )
    .bind(show_id)
    .bind(user_id)
    .bind(role)
    .execute(db)
    .await?;
    Ok(())
}

/// A user's role in a show.
///
/// # Errors
/// Those of the database.
pub async fn role(db: impl PgExecutor<'_>, show_id: Uuid, user_id: Uuid) -> Result<Option<String>, Error> {
    let query = sqlx::query_scalar("select role from show_members where show_id = $1 and user_id = $2");
    Ok(query.bind(show_id).bind(user_id).fetch_optional(db).await?)
}

/// The shows in which a user has a role, with that.
///
/// # Errors
/// Those of the database.
pub async fn roles(db: impl PgExecutor<'_>, user_id: Uuid) -> Result<Vec<(Uuid, String)>, Error> {
    let sql = "select show_id, role from show_members where user_id = $1 order by show_id";
    Ok(sqlx::query_as(sql).bind(user_id).fetch_all(db).await?)
}

/// A show by id.
///
/// # Errors
/// Those of the database.
pub async fn by_id(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<Show>, Error> {
    let sql = format!("select {COLUMNS} from shows s where s.id = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(db).await?.as_ref().map(show).transpose()
}

/// A show by slug.
///
/// # Errors
/// Those of the database.
pub async fn by_slug(db: impl PgExecutor<'_>, slug: &Slug) -> Result<Option<Show>, Error> {
    let sql = format!("select {COLUMNS} from shows s where s.slug = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(slug.as_str()).fetch_optional(db).await?.as_ref().map(show).transpose()
}

/// The shows of a user, newest first; all of them for an administrator.
///
/// # Errors
/// Those of the database.
pub async fn of_user(db: impl PgExecutor<'_>, user_id: Uuid, all: bool) -> Result<Vec<Show>, Error> {
    let sql = format!(
        "select {COLUMNS} from shows s
         where $2 or exists (select from show_members m where m.show_id = s.id and m.user_id = $1)
         order by s.created_at desc, s.id"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(user_id).bind(all).fetch_all(db).await?.iter().map(show).collect()
}

/// Shows with something to hear, newest first.
///
/// # Errors
/// Those of the database.
pub async fn public(db: impl PgExecutor<'_>, limit: i64) -> Result<Vec<Show>, Error> {
    let sql = format!(
        "select {COLUMNS} from shows s
         where exists (select from episodes e where e.show_id = s.id and e.status = 'published')
         order by s.created_at desc, s.id limit $1"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(db).await?.iter().map(show).collect()
}

/// Changes a show when it still has the expected version (`None`: whatever it has); `None` when it has not.
///
/// # Errors
/// Those of the database.
pub async fn update(
    db: impl PgExecutor<'_>,
    id: Uuid,
    patch: &ShowPatch,
    expected: Option<i64>,
) -> Result<Option<Show>, Error> {
    let sql = format!(
        "with s as (
           update shows set title = coalesce($3, title), description = coalesce($4, description),
             language = coalesce($5, language), category = coalesce($6, category), author = coalesce($7, author),
             accent = case when $8 = '' then null else coalesce($8, accent) end,
             auto_accept = coalesce($9, auto_accept), version = version + 1
           where id = $1 and version = coalesce($2, version)
           returning *)
         select {COLUMNS} from s"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(id)
        .bind(expected)
        .bind(&patch.title)
        .bind(&patch.description)
        .bind(&patch.language)
        .bind(&patch.category)
        .bind(&patch.author)
        .bind(&patch.accent)
        .bind(patch.auto_accept)
        .fetch_optional(db)
        .await?
        .as_ref()
        .map(show)
        .transpose()
}

/// Deletes a show with all that is in it; returns the keys of its objects.
///
/// # Errors
/// Those of the database.
pub async fn delete(db: impl PgExecutor<'_>, id: Uuid) -> Result<Vec<String>, Error> {
    let sql = "with keys as (select audio_key from episodes where show_id = $1 and audio_key is not null
                             union all select photo_key from persons where show_id = $1 and photo_key is not null),
                    gone as (delete from shows where id = $1 returning artwork_key)
               select audio_key as key from keys union all select artwork_key from gone where artwork_key is not null";
    Ok(sqlx::query_scalar(sql).bind(id).fetch_all(db).await?)
}

/// Announces that the public pages of a show changed.
///
/// # Errors
/// Those of the database.
pub async fn announce_change(db: impl PgExecutor<'_>, show_id: Uuid) -> Result<(), Error> {
    let sql = "select pg_notify('podcastflow', json_build_object('kind', 'content', 'show_id', $1)::text)";
    sqlx::query(sql).bind(show_id).execute(db).await?;
    Ok(())
}

/// The number of episodes of a user's shows, and of the drafts among them, by show.
///
/// # Errors
/// Those of the database.
pub async fn episode_counts(db: impl PgExecutor<'_>, show_ids: &[Uuid]) -> Result<Vec<(Uuid, i64, i64)>, Error> {
    let sql = "select show_id, count(*), count(*) filter (where status = 'draft') from episodes
               where show_id = any($1) group by show_id";
    Ok(sqlx::query_as(sql).bind(show_ids).fetch_all(db).await?)
}

/// Puts artwork in place of the one before, whose key is returned.
///
/// # Errors
/// Those of the database.
pub async fn set_artwork(
    db: impl PgExecutor<'_>,
    id: Uuid,
    key: &str,
    media_type: &str,
) -> Result<Option<String>, Error> {
    let old: Option<Option<String>> = sqlx::query_scalar(
        "with old as (select id, artwork_key from shows where id = $1 for update)
         update shows s set artwork_key = $2, artwork_type = $3, version = version + 1
         from old where s.id = old.id returning old.artwork_key",
    )
    .bind(id)
    .bind(key)
    .bind(media_type)
    .fetch_optional(db)
    .await?;
    Ok(old.flatten())
}

/// Key and media type of a show's artwork.
///
/// # Errors
/// Those of the database.
pub async fn artwork(db: impl PgExecutor<'_>, slug: &Slug) -> Result<Option<(String, String)>, Error> {
    let sql = "select artwork_key, artwork_type from shows where slug = $1 and artwork_key is not null";
    Ok(sqlx::query_as(sql).bind(slug.as_str()).fetch_optional(db).await?)
}
