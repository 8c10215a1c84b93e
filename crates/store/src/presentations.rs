//! What a page view needs of an episode, prepared when its parts are written.

use model::{
    Slug, Uuid,
    insight::{Chapter, Insights},
    related::RelatedEpisode,
    show::Person,
    visualization::VisualizationSettings,
};
use sqlx::{PgExecutor, Row, types::Json};
use time::OffsetDateTime;

use crate::{
    Error,
    readable::readable,
    related::{self, RELATED},
};

/// The prepared parts of an episode page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presentation {
    /// The language of the transcript.
    pub language: Option<String>,
    /// The reading view of the transcript; empty where there is none.
    pub reading_html: String,
    /// The waveform figure; empty where there is none.
    pub waveform_html: String,
    /// The figures of talk time, voices, topics and sentiment; empty where there are none.
    pub charts_html: String,
    /// The names of those who speak.
    pub speakers: Vec<String>,
    /// Something that they were made of was changed since.
    pub stale: bool,
}

/// The persons of the show among those who speak in an episode, as a JSON list in the order in which they first speak; reads
/// from `e`, an episode, and `p`, its presentation.
const PERSONS: &str = "(select coalesce(json_agg(json_build_object('id', who.id, 'name', who.name, 'role', who.role,
      'link', who.link, 'photo_url', photo_path(s.slug, who.photo_key, who.photo_type))
      order by array_position(p.speakers, who.name)), '[]')
    from persons who join shows s on s.id = who.show_id
    where who.show_id = e.show_id and who.name = any(p.speakers)) as persons";

/// Keeps the prepared parts, with the word times as JSON. They stay marked as stale when the transcript, or the insights and
/// the decisions about them, have another revision by now than they were prepared from (`revision`, `of_insights`).
///
/// # Errors
/// Those of the database.
pub async fn put(
    db: impl PgExecutor<'_>,
    episode_id: Uuid,
    prepared: &Presentation,
    words_json: &str,
    (revision, of_insights): (i64, i64),
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query(
        "insert into presentations
           (episode_id, language, reading_html, words_json, waveform_html, charts_html, updated_at, speakers, stale)
         values ($1, $2, $3, $4, $5, $6, $7, $9,
           exists (select from transcripts where episode_id = $1 and revision <> $8)
             or exists (select from insights where episode_id = $1 and revision <> $10))
         on conflict (episode_id) do update
           set language = excluded.language, reading_html = excluded.reading_html, words_json = excluded.words_json,
             waveform_html = excluded.waveform_html, charts_html = excluded.charts_html,
             updated_at = excluded.updated_at, speakers = excluded.speakers, stale = excluded.stale",
    )
    .bind(episode_id)
    .bind(&prepared.language)
    .bind(&prepared.reading_html)
    .bind(words_json)
    .bind(&prepared.waveform_html)
    .bind(&prepared.charts_html)
    .bind(now)
    .bind(revision)
    .bind(&prepared.speakers)
    .bind(of_insights)
    .execute(db)
    .await?;
    Ok(())
}

/// The word times as JSON, and whether they are stale.
///
/// # Errors
/// Those of the database.
pub async fn words_json(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<(String, bool)>, Error> {
    let query = sqlx::query_as("select words_json, stale from presentations where episode_id = $1");
    Ok(query.bind(episode_id).fetch_optional(db).await?)
}

/// What an episode page shows beside the episode.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Prepared parts.
    pub presentation: Presentation,
    /// What of the findings is public.
    pub insights: Option<Insights>,
    /// The persons of the show who speak, in the order in which they first do.
    pub persons: Vec<Person>,
    /// How the pages of the show look.
    pub look: VisualizationSettings,
    /// Public episodes about the same things, most alike first.
    pub related: Vec<RelatedEpisode>,
}

/// The prepared parts, the insights and the speakers of an episode, how its page looks, and what it is like, in one query.
///
/// # Errors
/// Those of the database.
pub async fn with_insights(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Prepared, Error> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select p.language, coalesce(p.reading_html, '') as reading_html, coalesce(p.waveform_html, '') as waveform_html,
           coalesce(p.charts_html, '') as charts_html, coalesce(p.speakers, '{{}}') as speakers,
           coalesce(p.stale or (i.document is not null and i.published is null), false) as stale, i.published,
           look.visualization, look.accent, {PERSONS}, {RELATED}
         from (select $1::uuid as id, (select show_id from episodes where id = $1) as show_id) e
         left join shows look on look.id = e.show_id
         left join presentations p on p.episode_id = e.id
         left join insights i on i.episode_id = e.id"
    )))
    .bind(episode_id)
    .fetch_one(db)
    .await?;
    // What cannot be read counts as none, and is prepared anew.
    let (insights, unreadable) = match readable::<Option<Json<Insights>>>(&row, "published")? {
        Ok(published) => (published.map(|json| json.0), false),
        Err(_) => (None, true),
    };
    let presentation = Presentation {
        language: row.get("language"),
        reading_html: row.get("reading_html"),
        waveform_html: row.get("waveform_html"),
        charts_html: row.get("charts_html"),
        speakers: row.get("speakers"),
        stale: row.get::<bool, _>("stale") || unreadable,
    };
    Ok(Prepared {
        presentation,
        insights,
        persons: row.try_get::<Json<Vec<Person>>, _>("persons")?.0,
        look: crate::visualization::settings(&row)?,
        related: related::list(&row)?,
    })
}

/// A published episode in a list, with its show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The episode.
    pub episode_id: Uuid,
    /// Title of its show.
    pub show_title: String,
    /// Slug of its show.
    pub show_slug: String,
    /// The summary of its transcript; empty where there is none.
    pub summary: String,
}

/// Titles of the shows and summaries of a list of episodes, in any order.
///
/// # Errors
/// Those of the database.
pub async fn listed(db: impl PgExecutor<'_>, episode_ids: &[Uuid]) -> Result<Vec<Listed>, Error> {
    let rows = sqlx::query(
        "select e.id, s.title, s.slug, coalesce(i.published ->> 'summary', '') as summary
         from episodes e join shows s on s.id = e.show_id left join insights i on i.episode_id = e.id
         where e.id = any($1)",
    )
    .bind(episode_ids)
    .fetch_all(db)
    .await?;
    let listed = |row: &sqlx::postgres::PgRow| Listed {
        episode_id: row.get("id"),
        show_title: row.get("title"),
        show_slug: row.get("slug"),
        summary: row.get("summary"),
    };
    Ok(rows.iter().map(listed).collect())
}

/// What a sitemap needs of each published episode: slugs of show and episode, and when its page last changed.
///
/// # Errors
/// Those of the database.
pub async fn sitemap(db: impl PgExecutor<'_>) -> Result<Vec<(Slug, Slug, OffsetDateTime)>, Error> {
    let rows = sqlx::query(
        "select s.slug as show, e.slug, greatest(e.published_at, p.updated_at) as at
         from episodes e join shows s on s.id = e.show_id left join presentations p on p.episode_id = e.id
         where e.status = 'published' order by e.published_at desc limit 50000",
    )
    .fetch_all(db)
    .await?;
    let entry = |row: &sqlx::postgres::PgRow| {
        Some((Slug::parse(row.get("show"))?, Slug::parse(row.get("slug"))?, row.get("at")))
    };
    Ok(rows.iter().filter_map(entry).collect())
}

/// What a feed says of an episode beside the episode itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Syndicated {
    /// The episode.
    pub episode_id: Uuid,
    /// Public chapters of the insights; empty where there are none.
    pub chapters: Vec<Chapter>,
    /// Summary of the transcript; empty where there is none.
    pub summary: String,
    /// Language of the transcript.
    pub language: Option<String>,
    /// The persons of the show who speak.
    pub persons: Vec<Person>,
    /// Something that is public of its insights is in an engine's words.
    pub by_engine: bool,
}

/// What a feed says of episodes beside themselves, in any order.
///
/// # Errors
/// Those of the database.
pub async fn syndicated(db: impl PgExecutor<'_>, episode_ids: &[Uuid]) -> Result<Vec<Syndicated>, Error> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select e.id, coalesce(i.published -> 'chapters', '[]') as chapters,
           coalesce(i.published ->> 'summary', '') as summary,
           case when i.published is not null then i.by_engine else false end as by_engine, p.language, {PERSONS}
         from episodes e left join insights i on i.episode_id = e.id left join presentations p on p.episode_id = e.id
         where e.id = any($1)"
    )))
    .bind(episode_ids)
    .fetch_all(db)
    .await?;
    let syndicated = |row: &sqlx::postgres::PgRow| {
        let chapters = readable::<Json<Vec<Chapter>>>(row, "chapters")?;
        Ok(Syndicated {
            episode_id: row.get("id"),
            chapters: chapters.map(|json| json.0).unwrap_or_default(),
            persons: row.try_get::<Json<Vec<Person>>, _>("persons")?.0,
            summary: row.get("summary"),
            language: row.get("language"),
            by_engine: row.get("by_engine"),
        })
    };
    rows.iter().map(syndicated).collect()
}
