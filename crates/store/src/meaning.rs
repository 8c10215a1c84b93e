//! What passages are about. Directions and their signs come as bytes: what they are is decided by the crate `search`.

use std::collections::HashMap;

use model::{Uuid, insight::Insights};
use sqlx::{PgConnection, PgExecutor, Row, types::Json};

use crate::{Error, readable::readable};

/// Notes that the meaning of an episode is to be made anew, before all that waits.
///
/// # Errors
/// Those of the database.
pub async fn mark_due(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<(), Error> {
    let sql = "insert into meaning_due (episode_id, urgent) values ($1, true)
               on conflict (episode_id) do update set urgent = true, mark = default";
    sqlx::query(sql).bind(episode_id).execute(db).await?;
    Ok(())
}

/// The episode that waits longest, urgent ones first, and the mark of what it waits with. Nobody else is given it before the
/// transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn due(db: impl PgExecutor<'_>) -> Result<Option<(Uuid, i64)>, Error> {
    // No lock of the row: whoever writes the episode marks it, and is not to wait for the work. Episodes that another has are
    // passed over; there are more in the list than processes that work.
    let sql = "with first as materialized (
                 select episode_id, mark from meaning_due order by urgent desc, mark limit 16)
               select episode_id, mark from first
               where pg_try_advisory_xact_lock('meaning_due'::regclass::oid::int, hashtext(episode_id::text)) limit 1";
    Ok(sqlx::query_as(sql).fetch_optional(db).await?)
}

/// Whether an episode still waits with a mark: nobody ended the work on it, or wrote it since.
///
/// # Errors
/// Those of the database.
pub async fn is_due(db: impl PgExecutor<'_>, episode_id: Uuid, mark: i64) -> Result<bool, Error> {
    let query = sqlx::query_scalar("select exists (select from meaning_due where episode_id = $1 and mark = $2)");
    Ok(query.bind(episode_id).bind(mark).fetch_one(db).await?)
}

/// Puts an episode whose meaning could not be made behind all others.
///
/// # Errors
/// Those of the database.
pub async fn set_aside(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<(), Error> {
    let sql = "update meaning_due set urgent = false, mark = default where episode_id = $1";
    sqlx::query(sql).bind(episode_id).execute(db).await?;
    Ok(())
}

/// Ends the work on an episode. Where it was written since, it stays due.
///
/// # Errors
/// Those of the database.
pub async fn done(db: impl PgExecutor<'_>, episode_id: Uuid, mark: i64) -> Result<(), Error> {
    let query = sqlx::query("delete from meaning_due where episode_id = $1 and mark = $2");
    query.bind(episode_id).bind(mark).execute(db).await?;
    Ok(())
}

/// The languages of episodes whose meaning was made of words.
///
/// # Errors
/// Those of the database.
pub async fn languages_by_words(db: impl PgExecutor<'_>) -> Result<Vec<String>, Error> {
    let sql = "select distinct language from episode_meanings where model = 'words'";
    Ok(sqlx::query_scalar(sql).fetch_all(db).await?)
}

/// Makes those in some of these languages due; how many there are.
///
/// # Errors
/// Those of the database.
pub async fn mark_by_words_due(db: impl PgExecutor<'_>, languages: &[String]) -> Result<u64, Error> {
    let sql = "insert into meaning_due (episode_id)
               select episode_id from episode_meanings where model = 'words' and language = any($1)
               on conflict do nothing";
    Ok(sqlx::query(sql).bind(languages).execute(db).await?.rows_affected())
}

/// The language by which the passages of a public episode are indexed; `None` where it has none to be found.
///
/// # Errors
/// Those of the database.
pub async fn language(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<String>, Error> {
    let sql = "select s.language from episodes e join search_episodes s on s.episode_id = e.id
               where e.id = $1 and e.status = 'published' and s.version > 0 and s.year is not null";
    Ok(sqlx::query_scalar(sql).bind(episode_id).fetch_optional(db).await?)
}

/// Passages of an episode that have no vector yet.
///
/// # Errors
/// Those of the database.
pub async fn without_vector(
    db: impl PgExecutor<'_>,
    episode_id: Uuid,
    limit: i64,
) -> Result<Vec<(i64, String)>, Error> {
    let sql = "select p.id, p.text from passages p
               where p.episode_id = $1 and not exists (select from meanings m where m.passage_id = p.id)
               order by p.id limit $2";
    Ok(sqlx::query_as(sql).bind(episode_id).bind(limit).fetch_all(db).await?)
}

/// Keeps vectors of passages, but of those that are gone by now or just being exchanged.
///
/// # Errors
/// Those of the database.
pub async fn put_vectors(db: impl PgExecutor<'_>, passages: &[i64], vectors: &[Vec<u8>]) -> Result<(), Error> {
    let sql = "insert into meanings (passage_id, vector)
               select p.id, u.vector from unnest($1::bigint[], $2::bytea[]) as u (id, vector)
               join passages p on p.id = u.id for key share of p skip locked
               on conflict do nothing";
    sqlx::query(sql).bind(passages).bind(vectors).execute(db).await?;
    Ok(())
}

/// A public episode whose meaning is being made.
#[derive(Debug, Clone)]
pub struct Begun {
    /// Its show.
    pub show_id: Uuid,
    /// The language by which its passages are indexed.
    pub language: String,
}

/// Begins to make the meaning of an episode: its passages are not exchanged before the transaction ends. `None` where it has none
/// to be found.
///
/// # Errors
/// Those of the database.
pub async fn begin(conn: &mut PgConnection, episode_id: Uuid) -> Result<Option<Begun>, Error> {
    // The episode first, as whoever indexes it does.
    let show: Option<Uuid> =
        sqlx::query_scalar("select show_id from episodes where id = $1 and status = 'published' for key share")
            .bind(episode_id)
            .fetch_optional(&mut *conn)
            .await?;
    let Some(show_id) = show else { return Ok(None) };
    let sql =
        "select language from search_episodes where episode_id = $1 and version > 0 and year is not null for share";
    let language: Option<String> = sqlx::query_scalar(sql).bind(episode_id).fetch_optional(conn).await?;
    Ok(language.map(|language| Begun { show_id, language }))
}

/// The passages of an episode in the order in which they are said, each with its vector where it has one.
///
/// # Errors
/// Those of the database.
pub async fn vectors(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Vec<(i64, Option<Vec<u8>>)>, Error> {
    let sql = "select p.id, m.vector from passages p left join meanings m on m.passage_id = p.id
               where p.episode_id = $1 order by p.start_ms, p.id";
    Ok(sqlx::query_as(sql).bind(episode_id).fetch_all(db).await?)
}

/// What is public of the insights of an episode; none where this version cannot read it.
///
/// # Errors
/// Those of the database.
pub async fn insights(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<Insights>, Error> {
    let query = sqlx::query("select published from insights where episode_id = $1");
    let Some(row) = query.bind(episode_id).fetch_optional(db).await? else { return Ok(None) };
    let published = readable::<Option<Json<Insights>>>(&row, "published")?;
    Ok(published.ok().flatten().map(|json| json.0))
}

/// What an episode is about.
#[derive(Debug, Clone)]
pub struct Made<'a> {
    /// The name of the model, or `model::related::WORDS`.
    pub by: &'a str,
    /// The language that it was made in.
    pub language: &'a str,
    /// Its direction; `None` where there was nothing to make it of.
    pub mean: Option<Vec<u8>>,
    /// Its passages in rows of some parts, with the signs of these.
    pub rows: Vec<(Vec<i64>, Vec<u8>)>,
}

/// Keeps what an episode is about.
///
/// # Errors
/// Those of the database.
pub async fn put(conn: &mut PgConnection, episode_id: Uuid, made: &Made<'_>) -> Result<(), Error> {
    sqlx::query("delete from meaning_parts where episode_id = $1").bind(episode_id).execute(&mut *conn).await?;
    for (passages, signs) in &made.rows {
        sqlx::query("insert into meaning_parts (episode_id, passages, signs) values ($1, $2, $3)")
            .bind(episode_id)
            .bind(passages)
            .bind(signs)
            .execute(&mut *conn)
            .await?;
    }
    sqlx::query(
        "insert into episode_meanings (episode_id, model, language, mean) values ($1, $2, $3, $4)
         on conflict (episode_id) do update
           set model = excluded.model, language = excluded.language, mean = excluded.mean",
    )
    .bind(episode_id)
    .bind(made.by)
    .bind(made.language)
    .bind(made.mean.as_deref())
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what an episode is about, and that it is like others: it is not public any more. What its passages had goes with them.
///
/// # Errors
/// Those of the database.
pub async fn remove(conn: &mut PgConnection, episode_id: Uuid) -> Result<(), Error> {
    for sql in [
        "delete from meaning_parts where episode_id = $1",
        "delete from episode_meanings where episode_id = $1",
        "delete from related where a = $1 or b = $1",
        "delete from meaning_due where episode_id = $1",
    ] {
        sqlx::query(sql).bind(episode_id).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Whether anything can be found by its meaning.
///
/// # Errors
/// Those of the database.
pub async fn is_any(db: impl PgExecutor<'_>) -> Result<bool, Error> {
    Ok(sqlx::query_scalar("select exists (select from meaning_parts)").fetch_one(db).await?)
}

/// Where one looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Within {
    /// The only shows.
    pub shows: Option<Vec<Uuid>>,
    /// The only episode.
    pub episode: Option<Uuid>,
    /// The year of publication.
    pub year: Option<i32>,
    /// Who has to speak in the episode.
    pub speaker: Option<String>,
}

/// The signs of all parts where one looks, one behind the other.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    /// Rows that they stand in, each with the bytes that are of it.
    pub rows: Vec<(i64, i32)>,
    /// The signs of the rows, in their order.
    pub signs: Vec<u8>,
}

/// What differs after any change of the signs: how many rows there are, and the newest. Whoever writes rows holds
/// [`crate::related::lock`], so that newer ones are never seen before older ones.
///
/// # Errors
/// As [`signs`].
pub async fn version(db: impl PgExecutor<'_>) -> Result<(i64, Option<i64>), Error> {
    Ok(sqlx::query_as("select count(*), max(id) from meaning_parts").fetch_one(db).await?)
}

/// Reads the signs. Those of an episode that just became a draft may be among them: [`places`] has none of its passages.
///
/// # Errors
/// `TooLong` when it takes longer than `search::limit` allows, and those of the database.
pub async fn signs(db: impl PgExecutor<'_>, within: &Within) -> Result<Signs, Error> {
    // One row with lists is sent faster than thousands of rows. Conditions stand there only where somebody has them: with
    // "or is null" the planner takes all episodes for a few, and looks each one up.
    let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new(
        "select coalesce(array_agg(m.id), '{}') as ids, coalesce(array_agg(length(m.signs)), '{}') as lengths,
           coalesce(string_agg(m.signs, ''), '') as signs
         from meaning_parts m",
    );
    if *within != Within::default() {
        query.push(" join episodes e on e.id = m.episode_id where true");
    }
    if let Some(shows) = &within.shows {
        query.push(" and e.show_id = any(").push_bind(shows).push(")");
    }
    if let Some(episode) = within.episode {
        query.push(" and e.id = ").push_bind(episode);
    }
    if let Some(year) = within.year {
        query.push(" and e.id in (select episode_id from search_episodes where year = ").push_bind(year).push(")");
    }
    if let Some(speaker) = &within.speaker {
        query
            .push(
                " and e.id in (select p.episode_id from presentations p, unnest(p.speakers) as speaker
                   where lower(left(speaker, 200)) = lower(",
            )
            .push_bind(speaker)
            .push("))");
    }
    let row = query.build().fetch_one(db).await?;
    let (ids, lengths): (Vec<i64>, Vec<i32>) = (row.get("ids"), row.get("lengths"));
    Ok(Signs { rows: ids.into_iter().zip(lengths).collect(), signs: row.get("signs") })
}

/// The passages of rows of parts, in any order.
///
/// # Errors
/// As [`signs`].
pub async fn passages(db: impl PgExecutor<'_>, rows: &[i64]) -> Result<HashMap<i64, Vec<i64>>, Error> {
    let found: Vec<(i64, Vec<i64>)> =
        sqlx::query_as("select id, passages from meaning_parts where id = any($1)").bind(rows).fetch_all(db).await?;
    Ok(found.into_iter().collect())
}

/// Vectors of passages, in any order.
///
/// # Errors
/// As [`signs`].
pub async fn vectors_of(db: impl PgExecutor<'_>, passages: &[i64]) -> Result<Vec<(i64, Vec<u8>)>, Error> {
    let sql = "select passage_id, vector from meanings where passage_id = any($1)";
    Ok(sqlx::query_as(sql).bind(passages).fetch_all(db).await?)
}

/// Episode, show, year and speaker of passages of public episodes.
///
/// # Errors
/// As [`signs`].
pub async fn places(
    db: impl PgExecutor<'_>,
    passages: &[i64],
) -> Result<HashMap<i64, (Uuid, Uuid, Option<i32>, String)>, Error> {
    let rows = sqlx::query(
        "select p.id, p.episode_id, e.show_id, s.year, p.speaker
         from passages p join episodes e on e.id = p.episode_id join search_episodes s on s.episode_id = e.id
         where p.id = any($1) and e.status = 'published'",
    )
    .bind(passages)
    .fetch_all(db)
    .await?;
    let place = |row: &sqlx::postgres::PgRow| {
        (row.get("id"), (row.get("episode_id"), row.get("show_id"), row.get("year"), row.get("speaker")))
    };
    Ok(rows.iter().map(place).collect())
}
