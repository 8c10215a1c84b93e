//! Passages of transcripts, and what is looked for in them. Words come as text of `tsvector` and `tsquery`: what they are is
//! decided by the crate `search`.
//!
//! Drafts have passages in a table of their own, which only searches of a team read. Passages of drafts have ids below zero.

use std::collections::HashMap;

use model::Uuid;
use sqlx::{PgConnection, PgExecutor, Row};
use time::OffsetDateTime;

use crate::Error;

/// Marks an episode as to be indexed anew, before the next search.
///
/// # Errors
/// Those of the database.
pub async fn mark_due(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<(), Error> {
    let sql = "insert into search_due (episode_id, urgent) values ($1, true)
               on conflict (episode_id) do update set urgent = true, mark = default";
    sqlx::query(sql).bind(episode_id).execute(db).await?;
    Ok(())
}

/// Episodes to be indexed: urgent ones first, of those the last written first.
///
/// # Errors
/// Those of the database.
pub async fn due(db: impl PgExecutor<'_>, limit: i64) -> Result<Vec<Uuid>, Error> {
    let sql =
        "select episode_id from search_due order by urgent desc, case when urgent then -mark else mark end limit $1";
    Ok(sqlx::query_scalar(sql).bind(limit).fetch_all(db).await?)
}

/// Episodes that have to be indexed before a search there: those that were written last, the last first. Drafts are no concern of a
/// search of the public; what is to be found no more is left out of what it finds all the same.
///
/// # Errors
/// Those of the database.
pub async fn urgent(db: impl PgExecutor<'_>, reach: &Reach, limit: i64) -> Result<Vec<Uuid>, Error> {
    let within = reach.condition();
    let sql = format!(
        "select d.episode_id from search_due d join episodes e on e.id = d.episode_id
         where d.urgent and {within} order by d.mark desc limit $1"
    );
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(limit).bind(reach.shows()).fetch_all(db).await?)
}

/// Whose search it is, and so what it may find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reach {
    /// Anybody's: what is published.
    #[default]
    Public,
    /// Of somebody who works on these shows: what is published of them, and their drafts.
    Shows(Vec<Uuid>),
    /// Of an administrator of the instance: whatever is there.
    Everything,
}

impl Reach {
    fn shows(&self) -> &[Uuid] {
        match self {
            Self::Shows(ids) => ids,
            Self::Public | Self::Everything => &[],
        }
    }

    /// What holds for the episodes `e` that it has, with its shows as the second parameter.
    fn condition(&self) -> &'static str {
        match self {
            Self::Public => "e.status = 'published'",
            Self::Shows(_) => "e.show_id = any($2)",
            Self::Everything => "true",
        }
    }
}

/// Where passages are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Those of published episodes.
    Published,
    /// Those of drafts.
    Drafts,
}

impl Shelf {
    fn table(self) -> &'static str {
        match self {
            Self::Published => "passages",
            Self::Drafts => "draft_passages",
        }
    }
}

/// Puts an episode that could not be indexed behind all others, and has no search wait for it.
///
/// # Errors
/// Those of the database.
pub async fn set_aside(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<(), Error> {
    let sql = "update search_due set urgent = false, mark = default where episode_id = $1";
    sqlx::query(sql).bind(episode_id).execute(db).await?;
    Ok(())
}

/// What the passages of an episode are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `search::VERSION`.
    pub version: i32,
    /// The language by which words are brought to their stems.
    pub language: String,
    /// The year of publication; none of a draft.
    pub year: Option<i32>,
}

/// An episode that is being indexed: nobody else indexes it before the transaction ends.
#[derive(Debug)]
pub struct Begun {
    /// The show.
    pub show_id: Uuid,
    /// When it was published; none for one that is not public.
    pub published_at: Option<OffsetDateTime>,
    /// What its passages were made from.
    pub header: Option<Header>,
    /// The write that is being followed, for [`finish`].
    pub mark: Option<i64>,
}

/// Begins to index an episode; `None` when it is gone.
///
/// # Errors
/// Those of the database.
pub async fn begin(conn: &mut PgConnection, episode_id: Uuid) -> Result<Option<Begun>, Error> {
    // The episode first, as whoever deletes it does.
    let there = sqlx::query("select from episodes where id = $1 for key share").bind(episode_id);
    if there.fetch_optional(&mut *conn).await?.is_none() {
        return Ok(None);
    }
    let lock = "insert into search_episodes (episode_id, version, language, year) values ($1, 0, '', null)
                on conflict (episode_id) do nothing";
    sqlx::query(lock).bind(episode_id).execute(&mut *conn).await?;
    let header: (i32, String, Option<i32>) =
        sqlx::query_as("select version, language, year from search_episodes where episode_id = $1 for update")
            .bind(episode_id)
            .fetch_one(&mut *conn)
            .await?;
    // The mark before all that it stands for: what is published in between is read without its mark, and stays due.
    let mark = sqlx::query_scalar("select mark from search_due where episode_id = $1")
        .bind(episode_id)
        .fetch_optional(&mut *conn)
        .await?;
    let row = sqlx::query(
        "select show_id, case when status = 'published' then published_at end as published_at
         from episodes where id = $1",
    )
    .bind(episode_id)
    .fetch_one(conn)
    .await?;
    Ok(Some(Begun {
        show_id: row.get("show_id"),
        published_at: row.get("published_at"),
        header: (header.0 > 0).then_some(Header { version: header.0, language: header.1, year: header.2 }),
        mark,
    }))
}

/// Ends the indexing of an episode. Where it was written since, it stays due.
///
/// # Errors
/// Those of the database.
pub async fn finish(conn: &mut PgConnection, episode_id: Uuid, header: &Header, begun: &Begun) -> Result<(), Error> {
    sqlx::query("update search_episodes set version = $2, language = $3, year = $4 where episode_id = $1")
        .bind(episode_id)
        .bind(header.version)
        .bind(&header.language)
        .bind(header.year)
        .execute(&mut *conn)
        .await?;
    sqlx::query("delete from search_due where episode_id = $1 and mark = $2")
        .bind(episode_id)
        .bind(begun.mark)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes all passages of an episode from a shelf.
///
/// # Errors
/// Those of the database.
pub async fn clear(conn: &mut PgConnection, shelf: Shelf, episode_id: Uuid) -> Result<(), Error> {
    let sql = format!("delete from {} where episode_id = $1", shelf.table());
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(episode_id).execute(conn).await?;
    Ok(())
}

/// Ends the indexing of an episode in which nothing is to be found.
///
/// # Errors
/// Those of the database.
pub async fn remove(conn: &mut PgConnection, episode_id: Uuid, begun: &Begun) -> Result<(), Error> {
    clear(&mut *conn, Shelf::Published, episode_id).await?;
    clear(&mut *conn, Shelf::Drafts, episode_id).await?;
    sqlx::query("delete from search_episodes where episode_id = $1").bind(episode_id).execute(&mut *conn).await?;
    sqlx::query("delete from search_due where episode_id = $1 and mark = $2")
        .bind(episode_id)
        .bind(begun.mark)
        .execute(conn)
        .await?;
    Ok(())
}

/// A passage as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Passage {
    /// Its start.
    pub start_ms: Option<i32>,
    /// Who speaks; empty where that is not known.
    pub speaker: String,
    /// What is said.
    pub text: String,
    /// When each word begins, in tenths of a second from the start.
    pub times: Vec<i16>,
}

fn passage(row: &sqlx::postgres::PgRow) -> Passage {
    Passage {
        start_ms: row.get("start_ms"),
        speaker: row.get("speaker"),
        text: row.get("text"),
        times: row.get("times"),
    }
}

/// The passages of an episode on a shelf, with their ids.
///
/// # Errors
/// Those of the database.
pub async fn of_episode(db: impl PgExecutor<'_>, shelf: Shelf, episode_id: Uuid) -> Result<Vec<(i64, Passage)>, Error> {
    let sql =
        format!("select id, start_ms, speaker, text, times from {} where episode_id = $1 order by id", shelf.table());
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(episode_id).fetch_all(db).await?;
    Ok(rows.iter().map(|row| (row.get("id"), passage(row))).collect())
}

/// Puts passages, each with its `tsvector`, in the place of others.
///
/// # Errors
/// Those of the database.
pub async fn exchange(
    conn: &mut PgConnection,
    shelf: Shelf,
    episode_id: Uuid,
    old: &[i64],
    new: &[(Passage, String)],
) -> Result<(), Error> {
    let table = shelf.table();
    let delete = format!("delete from {table} where id = any($1)");
    sqlx::query(sqlx::AssertSqlSafe(delete)).bind(old).execute(&mut *conn).await?;
    let insert = format!(
        "insert into {table} (episode_id, start_ms, speaker, text, times, words)
         values ($1, $2, $3, $4, $5, $6::text::tsvector)"
    );
    for (passage, words) in new {
        sqlx::query(sqlx::AssertSqlSafe(insert.as_str()))
            .bind(episode_id)
            .bind(passage.start_ms)
            .bind(&passage.speaker)
            .bind(&passage.text)
            .bind(&passage.times)
            .bind(words)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Adds words to those that a misspelt one may be corrected to. In order, so that two who add the same do not wait for each
/// other.
///
/// # Errors
/// Those of the database.
pub async fn add_words(db: impl PgExecutor<'_>, words: &[String]) -> Result<(), Error> {
    let sql = "insert into words (word) select unnest($1::text[]) on conflict do nothing";
    sqlx::query(sql).bind(words).execute(db).await?;
    Ok(())
}

/// Begins a search: no statement takes longer than so many milliseconds, and none is compiled, which takes longer than to run it.
///
/// # Errors
/// Those of the database.
pub async fn limit(conn: &mut PgConnection, ms: u32) -> Result<(), Error> {
    let sql = "select set_config('statement_timeout', $1, true), set_config('jit', 'off', true)";
    sqlx::query(sql).bind(ms.to_string()).execute(conn).await?;
    Ok(())
}

/// The languages of what is indexed and may be found.
///
/// # Errors
/// Those of the database.
pub async fn languages(db: impl PgExecutor<'_>, reach: &Reach) -> Result<Vec<String>, Error> {
    let sql = match reach {
        // What is public has a year: no episode needs to be looked at.
        Reach::Public => {
            "select distinct language from search_episodes
             where version > 0 and language <> '' and year is not null order by 1"
        }
        Reach::Shows(_) => {
            "select distinct i.language from search_episodes i join episodes e on e.id = i.episode_id
             where i.version > 0 and i.language <> '' and e.show_id = any($1) order by 1"
        }
        Reach::Everything => {
            "select distinct language from search_episodes where version > 0 and language <> '' order by 1"
        }
    };
    Ok(sqlx::query_scalar(sql).bind(reach.shows()).fetch_all(db).await?)
}

/// The number of passages, and which share of them some lexemes are in; both as the database last estimated them. Lexemes that
/// are not frequent are not told of.
///
/// # Errors
/// Those of the database.
pub async fn estimates(db: impl PgExecutor<'_>, lexemes: &[String]) -> Result<(f32, HashMap<String, f32>), Error> {
    let rows: Vec<(f32, Option<String>, Option<f32>)> = sqlx::query_as(
        "select c.reltuples, s.lexeme, s.share
         from pg_class c left join (
           select lexeme, share from pg_stats,
             unnest(most_common_elems::text::text[], most_common_elem_freqs) as u (lexeme, share)
           where schemaname = current_schema and tablename = 'passages' and attname = 'words' and lexeme = any($1)) s on true
         where c.oid = 'passages'::regclass",
    )
    .bind(lexemes)
    .fetch_all(db)
    .await?;
    let count = rows.first().map_or(0.0, |(count, ..)| *count);
    Ok((count, rows.into_iter().filter_map(|(_, lexeme, share)| lexeme.zip(share)).collect()))
}

/// What is looked for, as texts of `tsquery`, and where.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// Whose search it is. The names of shows belong into `needed` too: an index answers that, and this is what holds.
    pub reach: &'a Reach,
    /// On which shelf. A search of the public finds nothing among drafts.
    pub shelf: Shelf,
    /// What the index is asked for.
    pub needed: &'a str,
    /// What of that fits; the same where there are no phrases.
    pub matching: &'a str,
    /// What it is ranked by.
    pub ranked: &'a str,
    /// Only in a sixteenth of all.
    pub sample: bool,
    /// Passages that are read at most.
    pub read: i64,
}

/// Passages that fit.
#[derive(Debug, Default)]
pub struct Candidates {
    /// Rank, passage, episode, show, year (none of a draft) and speaker of each, in no order.
    pub found: Vec<(f32, i64, Uuid, Uuid, Option<i32>, String)>,
    /// More may be there than were read.
    pub is_cut: bool,
}

/// Looks for passages.
///
/// # Errors
/// `TooLong` when it takes longer than [`limit`] allows, and those of the database.
pub async fn candidates(db: impl PgExecutor<'_>, looked: Looked<'_>) -> Result<Candidates, Error> {
    // The queries are read once each: as parameters of the statement they would be for each row. One row with lists is
    // sent faster than thousands of rows. `offset 0` keeps the episodes apart: the planner takes the candidates for few, and
    // would look each one up.
    let sample = if looked.sample { "and id % 16 = 0" } else { "" };
    let table = looked.shelf.table();
    let status = match (looked.shelf, looked.reach) {
        (Shelf::Published, _) => "e.status = 'published'",
        (Shelf::Drafts, Reach::Public) => return Ok(Candidates::default()),
        (Shelf::Drafts, _) => "e.status <> 'published'",
    };
    let within = if matches!(looked.reach, Reach::Shows(_)) { "and e.show_id = any($5)" } else { "" };
    let sql = format!(
        "with found as materialized (
           select id, episode_id, speaker, words @@ (select $2::text::tsquery) as fits,
             ts_rank(words, (select $3::text::tsquery), 1) as rank
           from {table} where words @@ (select $1::text::tsquery) {sample} limit $4)
         select (select count(*) from found) as read,
           coalesce(array_agg(f.rank), '{{}}') as ranks, coalesce(array_agg(f.id), '{{}}') as passages,
           coalesce(array_agg(f.episode_id), '{{}}') as episodes, coalesce(array_agg(e.show_id), '{{}}') as shows,
           coalesce(array_agg(e.year), '{{}}') as years, coalesce(array_agg(f.speaker), '{{}}') as speakers
         from found f join (
           select e.id, e.show_id, s.year from episodes e join search_episodes s on s.episode_id = e.id
           where {status} {within} offset 0) e on e.id = f.episode_id
         where f.fits"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(looked.needed).bind(looked.matching).bind(looked.ranked);
    let row = query.bind(looked.read).bind(looked.reach.shows()).fetch_one(db).await?;
    let ranks: Vec<f32> = row.get("ranks");
    let passages: Vec<i64> = row.get("passages");
    let episodes: Vec<Uuid> = row.get("episodes");
    let shows: Vec<Uuid> = row.get("shows");
    let years: Vec<Option<i32>> = row.get("years");
    let speakers: Vec<String> = row.get("speakers");
    let lists = ranks.into_iter().zip(passages).zip(episodes).zip(shows).zip(years).zip(speakers);
    Ok(Candidates {
        found: lists
            .map(|(((((rank, passage), episode), show), year), speaker)| (rank, passage, episode, show, year, speaker))
            .collect(),
        is_cut: row.get::<i64, _>("read") >= looked.read,
    })
}

/// Words that are there of those that one may have meant, then those whose letters are like those of a word, the most alike first.
///
/// # Errors
/// Those of the database.
pub async fn alike(db: impl PgExecutor<'_>, word: &str, meant: &[String], limit: i64) -> Result<Vec<String>, Error> {
    let sql = "select word from words where word = any($2)
               union all
               (select word from words where word % $1 and word <> all($2) order by similarity(word, $1) desc, word limit $3)";
    Ok(sqlx::query_scalar(sql).bind(word).bind(meant).bind(limit).fetch_all(db).await?)
}

/// Passages of either shelf by id, in any order.
///
/// # Errors
/// Those of the database.
pub async fn passages(db: impl PgExecutor<'_>, ids: &[i64]) -> Result<HashMap<i64, Passage>, Error> {
    let sql = "select id, start_ms, speaker, text, times from passages where id = any($1) and id > 0
               union all
               select id, start_ms, speaker, text, times from draft_passages where id = any($1) and id < 0";
    let rows = sqlx::query(sql).bind(ids).fetch_all(db).await?;
    Ok(rows.iter().map(|row| (row.get("id"), passage(row))).collect())
}

/// What a list of results says of an episode.
#[derive(Debug, Clone)]
pub struct Episode {
    /// Title.
    pub title: String,
    /// Slug.
    pub slug: String,
    /// When it was published; none of a draft.
    pub published_at: Option<OffsetDateTime>,
    /// Language of its transcript.
    pub language: Option<String>,
    /// Language by which its words were brought to their stems.
    pub stems: String,
    /// Its show.
    pub show_id: Uuid,
    /// Slug of its show.
    pub show_slug: String,
    /// Title of its show.
    pub show_title: String,
    /// Path of the artwork.
    pub artwork_url: Option<String>,
    /// Accent colour of its show.
    pub accent: Option<String>,
}

/// Episodes that somebody may find, by id, in any order.
///
/// # Errors
/// Those of the database.
pub async fn episodes(db: impl PgExecutor<'_>, reach: &Reach, ids: &[Uuid]) -> Result<HashMap<Uuid, Episode>, Error> {
    let within = reach.condition();
    let sql = format!(
        "select e.id, e.title, e.slug, case when e.status = 'published' then e.published_at end as published_at, p.language, i.language as stems, e.show_id, s.slug as show_slug,
           s.title as show_title, artwork_path(s.slug, s.artwork_key, s.artwork_type) as artwork_url, s.accent
         from episodes e join shows s on s.id = e.show_id join search_episodes i on i.episode_id = e.id
         left join presentations p on p.episode_id = e.id
         where e.id = any($1) and {within}"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(ids).bind(reach.shows());
    let rows = query.fetch_all(db).await?;
    let episode = |row: &sqlx::postgres::PgRow| Episode {
        title: row.get("title"),
        slug: row.get("slug"),
        published_at: row.get("published_at"),
        language: row.get("language"),
        stems: row.get("stems"),
        show_id: row.get("show_id"),
        show_slug: row.get("show_slug"),
        show_title: row.get("show_title"),
        artwork_url: row.get("artwork_url"),
        accent: row.get("accent"),
    };
    Ok(rows.iter().map(|row| (row.get("id"), episode(row))).collect())
}

/// Slugs and titles of shows by id, in any order.
///
/// # Errors
/// Those of the database.
pub async fn shows(db: impl PgExecutor<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, (String, String)>, Error> {
    let rows: Vec<(Uuid, String, String)> =
        sqlx::query_as("select id, slug, title from shows where id = any($1)").bind(ids).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(id, slug, title)| (id, (slug, title))).collect())
}
