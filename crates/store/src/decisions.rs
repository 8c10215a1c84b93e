//! What people decide about insights, and what of these is public.

use model::{
    Uuid,
    insight::Insights,
    review::{Act, Decision, State},
};
use sqlx::{PgConnection, PgExecutor, Row, types::Json};
use time::OffsetDateTime;

use crate::{Error, readable::readable};

/// Findings as an engine left them.
#[derive(Debug, Clone)]
pub struct Document {
    /// The document, or why this version cannot read it.
    pub insights: Result<Insights, String>,
    /// When it was found.
    pub at: OffsetDateTime,
    /// Grows with each document and each decision.
    pub revision: i64,
}

/// The findings of an episode.
///
/// # Errors
/// Those of the database.
pub async fn document(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<Document>, Error> {
    let query = sqlx::query("select document, updated_at, revision from insights where episode_id = $1");
    let Some(row) = query.bind(episode_id).fetch_optional(db).await? else { return Ok(None) };
    let insights = readable::<Json<Insights>>(&row, "document")?.map(|document| document.0);
    Ok(Some(Document { insights, at: row.get("updated_at"), revision: row.get("revision") }))
}

/// Puts another document in the place of one that cannot be read, and marks it as older than any transcript: it is looked for
/// anew. The revision after it; `None` where somebody else was faster.
///
/// # Errors
/// Those of the database.
pub async fn replace_unreadable(
    db: impl PgExecutor<'_>,
    episode_id: Uuid,
    insights: &Insights,
    revision: i64,
) -> Result<Option<i64>, Error> {
    let query = sqlx::query_scalar(
        "with page as (update presentations set stale = true where episode_id = $1)
         update insights set document = $2, published = null, updated_at = 'epoch', revision = revision + 1
         where episode_id = $1 and revision = $3 returning revision",
    );
    Ok(query.bind(episode_id).bind(Json(insights)).bind(revision).fetch_optional(db).await?)
}

/// What bears on the public insights of an episode, beside findings and decisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// Insights of its show are public as they are found.
    pub auto_accept: bool,
    /// Its notes as they were typed.
    pub notes: String,
}

/// What bears on the public insights of an episode; that nothing is public where there is no episode.
///
/// # Errors
/// Those of the database.
pub async fn setting(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Setting, Error> {
    let query = sqlx::query_as(
        "select s.auto_accept, e.notes from episodes e join shows s on s.id = e.show_id where e.id = $1",
    );
    let found: Option<(bool, String)> = query.bind(episode_id).fetch_optional(db).await?;
    Ok(found.map(|(auto_accept, notes)| Setting { auto_accept, notes }).unwrap_or_default())
}

/// Has one decide after another about the same episode, until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn lock(conn: &mut PgConnection, episode_id: Uuid) -> Result<(), Error> {
    sqlx::query("select from episodes where id = $1 for no key update").bind(episode_id).execute(&mut *conn).await?;
    lock_insights(conn, episode_id).await
}

/// Locks the insights of an episode until the transaction ends. Who writes them and decisions or the page locks them first: of two
/// in different orders each would wait for the other.
pub(crate) async fn lock_insights(conn: &mut PgConnection, episode_id: Uuid) -> Result<(), Error> {
    let sql = "select from insights where episode_id = $1 for no key update";
    sqlx::query(sql).bind(episode_id).execute(conn).await?;
    Ok(())
}

/// All decisions about the insights of an episode.
///
/// # Errors
/// Those of the database.
pub async fn all(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Vec<Decision>, Error> {
    let rows = sqlx::query(
        "select d.key, d.state, d.text, d.put_away, d.finding, d.grounds, d.made, d.unfound, d.edited_at, d.approved_at,
           e.name as edited_by, a.name as approved_by
         from insight_decisions d left join users e on e.id = d.edited_by left join users a on a.id = d.approved_by
         where d.episode_id = $1 order by d.key",
    )
    .bind(episode_id)
    .fetch_all(db)
    .await?;
    let decision = |row: &sqlx::postgres::PgRow| {
        let act = |by, at: Option<OffsetDateTime>| at.map(|at| Act { by, at });
        Ok(Decision {
            key: row.get("key"),
            state: State::parse(row.get("state")).unwrap_or_default(),
            text: row.get("text"),
            put_away: row.get("put_away"),
            finding: row.try_get::<Json<_>, _>("finding")?.0,
            grounds: row.try_get::<Json<_>, _>("grounds")?.0,
            made: row.try_get::<Json<_>, _>("made")?.0,
            unfound: row.get("unfound"),
            edited: act(row.get("edited_by"), row.get("edited_at")),
            approved: act(row.get("approved_by"), row.get("approved_at")),
        })
    };
    rows.iter().map(decision).collect()
}

/// Who does something of a decision now. What is not done now stays as it was.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// The person.
    pub user_id: Uuid,
    /// When.
    pub at: OffsetDateTime,
    /// They write its words.
    pub edits: bool,
    /// They approve it.
    pub approves: bool,
}

/// Keeps a decision. Who edited and approved is of the decision itself only as far as it still has words and is approved.
///
/// # Errors
/// Those of the database.
pub async fn put(db: impl PgExecutor<'_>, episode_id: Uuid, decision: &Decision, by: By) -> Result<(), Error> {
    sqlx::query(
        "insert into insight_decisions as d (episode_id, key, state, text, put_away, finding, grounds, made, unfound,
           edited_by, edited_at, approved_by, approved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9,
           case when $10 then $12 end, case when $10 then $13 end, case when $11 then $12 end, case when $11 then $13 end)
         on conflict (episode_id, key) do update
           set state = excluded.state, text = excluded.text, put_away = excluded.put_away, finding = excluded.finding,
             grounds = excluded.grounds, made = excluded.made, unfound = excluded.unfound,
             edited_by = case when $10 then $12 when excluded.text is not null then d.edited_by end,
             edited_at = case when $10 then $13 when excluded.text is not null then d.edited_at end,
             approved_by = case when $11 then $12 when excluded.state = 'published' then d.approved_by end,
             approved_at = case when $11 then $13 when excluded.state = 'published' then d.approved_at end",
    )
    .bind(episode_id)
    .bind(&decision.key)
    .bind(decision.state.as_str())
    .bind(&decision.text)
    .bind(&decision.put_away)
    .bind(Json(&decision.finding))
    .bind(Json(&decision.grounds))
    .bind(Json(&decision.made))
    .bind(decision.unfound)
    .bind(by.edits)
    .bind(by.approves)
    .bind(by.user_id)
    .bind(by.at)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets a decision: the item is again as the engine found it.
///
/// # Errors
/// Those of the database.
pub async fn forget(db: impl PgExecutor<'_>, episode_id: Uuid, key: &str) -> Result<(), Error> {
    let query = sqlx::query("delete from insight_decisions where episode_id = $1 and key = $2");
    query.bind(episode_id).bind(key).execute(db).await?;
    Ok(())
}

/// Changes where the words of decisions stand, after an edit of the transcript.
///
/// # Errors
/// Those of the database.
pub async fn move_grounds(db: impl PgExecutor<'_>, episode_id: Uuid, decision: &Decision) -> Result<(), Error> {
    let query = sqlx::query("update insight_decisions set grounds = $3 where episode_id = $1 and key = $2");
    query.bind(episode_id).bind(&decision.key).bind(Json(&decision.grounds)).execute(db).await?;
    Ok(())
}

/// Notes that something was decided: the page is prepared anew by its next visit. The revision now, where there is a document.
/// A change of the notes does the same (`episodes::update`).
///
/// # Errors
/// Those of the database.
pub async fn decided(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Option<i64>, Error> {
    let query = sqlx::query_scalar(
        "with page as (update presentations set stale = true where episode_id = $1)
         update insights set revision = revision + 1 where episode_id = $1 returning revision",
    );
    Ok(query.bind(episode_id).fetch_optional(db).await?)
}

/// Keeps what everybody may see, unless something was decided or found since it was prepared. Where it changed, what the
/// episode is about is to be made anew, unless a model made that: it reads the passages.
///
/// # Errors
/// Those of the database.
pub async fn publish(
    db: impl PgExecutor<'_>,
    episode_id: Uuid,
    public: &Insights,
    by_engine: bool,
    revision: i64,
) -> Result<(), Error> {
    sqlx::query(
        "with due as (
           insert into meaning_due (episode_id, urgent)
           select i.episode_id, true from insights i join search_episodes s on s.episode_id = i.episode_id
           where i.episode_id = $1 and i.revision = $4 and s.version > 0 and s.year is not null and i.published is distinct from $2
             and not exists (
               select from episode_meanings m where m.episode_id = i.episode_id and m.model <> 'words')
           on conflict (episode_id) do update set urgent = true, mark = default)
         update insights set published = $2, by_engine = $3 where episode_id = $1 and revision = $4",
    )
    .bind(episode_id)
    .bind(Json(public))
    .bind(by_engine)
    .bind(revision)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes back what is public of all episodes of a show, until it is prepared anew: its rule has changed.
///
/// # Errors
/// Those of the database.
pub async fn unprepare(db: impl PgExecutor<'_>, show_id: Uuid) -> Result<(), Error> {
    sqlx::query(
        "with page as (update presentations set stale = true
           where episode_id in (select id from episodes where show_id = $1))
         update insights set published = null, revision = revision + 1
         where episode_id in (select id from episodes where show_id = $1)",
    )
    .bind(show_id)
    .execute(db)
    .await?;
    Ok(())
}

/// An episode whose public insights are still to be prepared.
///
/// # Errors
/// Those of the database.
pub async fn unprepared(db: impl PgExecutor<'_>) -> Result<Option<Uuid>, Error> {
    Ok(sqlx::query_scalar("select episode_id from insights where published is null limit 1").fetch_optional(db).await?)
}
