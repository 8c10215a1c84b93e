//! The queue of the pipeline: one row a stage and run, leased to one worker at a time.
//!
//! Neither apalis-postgres nor graphile_worker is used: both run single jobs, and what is needed here is a chain whose
//! links are shown one by one, leased with a heartbeat that also carries progress, cancelled as a whole, and finished in
//! the same transaction as the results (see ARCHITECTURE.md).

use model::{
    Uuid,
    job::{Job, JobState, Stage},
};
use sqlx::{PgConnection, PgExecutor, Row, postgres::PgRow, types::Json};
use time::OffsetDateTime;

use crate::Error;

const COLUMNS: &str = "id, stage, state, progress, seconds_left, attempt, message, error";

fn job(row: &PgRow) -> Result<Job, Error> {
    let unknown = || Error::Database(sqlx::Error::Decode("a job of an unknown stage or state".into()));
    Ok(Job {
        id: row.get("id"),
        stage: Stage::parse(row.get("stage")).ok_or_else(unknown)?,
        state: JobState::parse(row.get("state")).ok_or_else(unknown)?,
        progress: row.get("progress"),
        seconds_left: row.get::<Option<i32>, _>("seconds_left").and_then(|s| s.try_into().ok()),
        attempt: row.get::<i32, _>("attempt").try_into().unwrap_or(0),
        message: row.get("message"),
        error: row.get("error"),
    })
}

/// A job in the hands of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its id.
    pub id: Uuid,
    /// The run that it is a stage of.
    pub run_id: Uuid,
    /// The episode.
    pub episode_id: Uuid,
    /// What to do.
    pub stage: Stage,
    /// How often it was taken, this time included.
    pub attempt: i32,
    /// How often it ended in an error before.
    pub failures: i32,
}

/// Adds a run: one queued job a stage, `ids` in the order of [`Stage::ALL`]. Stages for which `skip` has a reason are
/// skipped from the start.
///
/// # Errors
/// `Taken("jobs_one_live_run")` when a run of this episode is under way.
pub async fn enqueue(
    conn: &mut PgConnection,
    episode_id: Uuid,
    run_id: Uuid,
    ids: [Uuid; Stage::ALL.len()],
    skip: &(dyn Fn(Stage) -> Option<String> + Sync),
    now: OffsetDateTime,
) -> Result<(), Error> {
    for (position, (stage, id)) in (0_i32..).zip(Stage::ALL.into_iter().zip(ids)) {
        let reason = skip(stage);
        sqlx::query(
            "insert into jobs (id, episode_id, run_id, stage, position, state, message, run_after, created_at, finished_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8, case when $6 = 'skipped' then $8 end)",
        )
        .bind(id)
        .bind(episode_id)
        .bind(run_id)
        .bind(stage.as_str())
        .bind(position)
        .bind(if reason.is_some() { "skipped" } else { "queued" })
        .bind(reason)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    }
    announce(&mut *conn, episode_id).await
}

/// The jobs of the latest run of an episode, in order; empty when there was none.
///
/// # Errors
/// Those of the database.
pub async fn latest_run(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Vec<Job>, Error> {
    let sql = format!(
        "select {COLUMNS} from jobs
         where run_id = (select run_id from jobs where episode_id = $1 order by created_at desc, run_id desc limit 1)
         order by position"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(episode_id).fetch_all(db).await?.iter().map(job).collect()
}

/// Takes the next job that may run: queued and due, or left behind by a worker whose lease ended; and only when all
/// stages before it are through.
///
/// # Errors
/// Those of the database.
pub async fn claim(
    db: impl PgExecutor<'_>,
    worker_id: Uuid,
    now: OffsetDateTime,
    lease_until: OffsetDateTime,
) -> Result<Option<Claimed>, Error> {
    let row = sqlx::query(
        "with next as (
           select id from jobs j
           where ((state = 'queued' and run_after <= $2) or (state = 'running' and lease_until < $2))
             and not exists (
               select from jobs b
               where b.run_id = j.run_id and b.position < j.position and b.state not in ('succeeded', 'skipped'))
           order by run_after, created_at, position
           limit 1 for update skip locked)
         update jobs set state = 'running', worker_id = $1, lease_until = $3, attempt = attempt + 1, error = null
         from next where jobs.id = next.id
         returning jobs.id, run_id, episode_id, stage, attempt, failures",
    )
    .bind(worker_id)
    .bind(now)
    .bind(lease_until)
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let stage = Stage::parse(row.get("stage")).ok_or_else(|| Error::Database(sqlx::Error::Decode("stage".into())))?;
    Ok(Some(Claimed {
        id: row.get("id"),
        run_id: row.get("run_id"),
        episode_id: row.get("episode_id"),
        stage,
        attempt: row.get("attempt"),
        failures: row.get("failures"),
    }))
}

/// Prolongs the lease and shows how far the job is; false when the job is no longer this worker's (it was cancelled, or
/// the lease ended and another took it).
///
/// # Errors
/// Those of the database.
pub async fn heartbeat(
    conn: &mut PgConnection,
    job: &Claimed,
    worker_id: Uuid,
    progress: f32,
    seconds_left: Option<u32>,
    lease_until: OffsetDateTime,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "update jobs set progress = greatest(progress, $3), seconds_left = $4, lease_until = $5
         where id = $1 and worker_id = $2 and state = 'running'",
    )
    .bind(job.id)
    .bind(worker_id)
    .bind(progress)
    .bind(seconds_left.and_then(|s| i32::try_from(s).ok()))
    .bind(lease_until)
    .execute(&mut *conn)
    .await?;
    announce(&mut *conn, job.episode_id).await?;
    Ok(done.rows_affected() == 1)
}

/// Whether the job is still this worker's; locks its row until the end of the transaction, so that results are written
/// by one worker only.
///
/// # Errors
/// Those of the database.
pub async fn hold(conn: &mut PgConnection, job: &Claimed, worker_id: Uuid) -> Result<bool, Error> {
    let row: Option<i32> =
        sqlx::query_scalar("select 1 from jobs where id = $1 and worker_id = $2 and state = 'running' for update")
            .bind(job.id)
            .bind(worker_id)
            .fetch_optional(conn)
            .await?;
    Ok(row.is_some())
}

/// Ends a job as succeeded or skipped.
///
/// # Errors
/// Those of the database.
pub async fn finish(
    conn: &mut PgConnection,
    job: &Claimed,
    state: JobState,
    message: Option<&str>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query(
        "update jobs set state = $2, message = $3, error = null, finished_at = $4, lease_until = null, seconds_left = null,
           progress = case when $2 = 'succeeded' then 1 else progress end
         where id = $1",
    )
    .bind(job.id)
    .bind(state.as_str())
    .bind(message)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    announce(&mut *conn, job.episode_id).await
}

/// Puts a job back after an error, to be tried again at `run_after`; or, with none, gives it up, and the later stages of
/// its run with it. False, and nothing happens, when the job is no longer this worker's.
///
/// # Errors
/// Those of the database.
pub async fn fail(
    conn: &mut PgConnection,
    job: &Claimed,
    worker_id: Uuid,
    error: &str,
    run_after: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "update jobs set state = case when $4::timestamptz is null then 'failed' else 'queued' end, error = $3,
           failures = failures + 1, run_after = coalesce($4, run_after), lease_until = null, seconds_left = null,
           finished_at = case when $4::timestamptz is null then $5 end
         where id = $1 and worker_id = $2 and state = 'running'",
    )
    .bind(job.id)
    .bind(worker_id)
    .bind(error)
    .bind(run_after)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 1 && run_after.is_none() {
        sqlx::query(
            "update jobs set state = 'skipped', message = 'Not reached: an earlier step failed.', finished_at = $2
             where run_id = $1 and state = 'queued'",
        )
        .bind(job.run_id)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    }
    announce(&mut *conn, job.episode_id).await?;
    Ok(done.rows_affected() == 1)
}

/// Stops what is under way for an episode; the number of jobs that were.
///
/// # Errors
/// Those of the database.
pub async fn cancel(conn: &mut PgConnection, episode_id: Uuid, now: OffsetDateTime) -> Result<u64, Error> {
    let done = sqlx::query(
        "update jobs set state = 'cancelled', finished_at = $2, lease_until = null, seconds_left = null
         where episode_id = $1 and state in ('queued', 'running')",
    )
    .bind(episode_id)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    announce(&mut *conn, episode_id).await?;
    Ok(done.rows_affected())
}

/// Tells the pages that watch an episode, and idle workers, that its jobs changed.
///
/// # Errors
/// Those of the database.
pub async fn announce(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<(), Error> {
    let sql = "select pg_notify('podcastflow', json_build_object('kind', 'jobs', 'episode_id', $1)::text)";
    sqlx::query(sql).bind(episode_id).execute(db).await?;
    Ok(())
}

/// A piece of a recording in which speech was recognised: the checkpoint from which another worker goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct RecognisedChunk {
    /// Start in milliseconds.
    pub start_ms: u32,
    /// End in milliseconds.
    pub end_ms: u32,
    /// The language that was heard.
    pub language: Option<String>,
    /// Its words.
    pub words: Vec<model::transcript::Word>,
}

/// Keeps a recognised piece and tells who watches its first words. A piece that is there already is replaced.
///
/// # Errors
/// Those of the database.
pub async fn put_chunk(conn: &mut PgConnection, job: &Claimed, chunk: &RecognisedChunk) -> Result<(), Error> {
    sqlx::query(
        "insert into recognition_chunks (run_id, episode_id, start_ms, end_ms, language, words)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (run_id, start_ms) do update
           set end_ms = excluded.end_ms, language = excluded.language, words = excluded.words",
    )
    .bind(job.run_id)
    .bind(job.episode_id)
    .bind(i64::from(chunk.start_ms))
    .bind(i64::from(chunk.end_ms))
    .bind(&chunk.language)
    .bind(Json(&chunk.words))
    .execute(&mut *conn)
    .await?;
    // A notification takes at most 8000 bytes; a piece of 28 seconds has about 100 words.
    let text: String =
        chunk.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ").chars().take(1500).collect();
    sqlx::query(
        "select pg_notify('podcastflow',
           json_build_object('kind', 'words', 'episode_id', $1, 'start_ms', $2, 'text', $3)::text)",
    )
    .bind(job.episode_id)
    .bind(i64::from(chunk.start_ms))
    .bind(text)
    .execute(conn)
    .await?;
    Ok(())
}

/// The recognised pieces of a run, by time.
///
/// # Errors
/// Those of the database.
pub async fn chunks(db: impl PgExecutor<'_>, run_id: Uuid) -> Result<Vec<RecognisedChunk>, Error> {
    let rows = sqlx::query(
        "select start_ms, end_ms, language, words from recognition_chunks where run_id = $1 order by start_ms",
    )
    .bind(run_id)
    .fetch_all(db)
    .await?;
    let ms = |row: &PgRow, column: &str| u32::try_from(row.get::<i64, _>(column)).unwrap_or(u32::MAX);
    rows.iter()
        .map(|row| {
            let words: Json<Vec<model::transcript::Word>> = row.try_get("words")?;
            let (start_ms, end_ms) = (ms(row, "start_ms"), ms(row, "end_ms"));
            Ok(RecognisedChunk { start_ms, end_ms, language: row.get("language"), words: words.0 })
        })
        .collect()
}

/// Keeps the speaker turns of a run as JSON.
///
/// # Errors
/// Those of the database.
pub async fn put_turns(db: impl PgExecutor<'_>, job: &Claimed, turns: &serde_json::Value) -> Result<(), Error> {
    sqlx::query(
        "insert into recognition_turns (run_id, episode_id, turns) values ($1, $2, $3)
         on conflict (run_id) do update set turns = excluded.turns",
    )
    .bind(job.run_id)
    .bind(job.episode_id)
    .bind(turns)
    .execute(db)
    .await?;
    Ok(())
}

/// The speaker turns of a run.
///
/// # Errors
/// Those of the database.
pub async fn turns(db: impl PgExecutor<'_>, run_id: Uuid) -> Result<Option<serde_json::Value>, Error> {
    let query = sqlx::query_scalar("select turns from recognition_turns where run_id = $1");
    Ok(query.bind(run_id).fetch_optional(db).await?)
}

/// Forgets the checkpoints of an episode's earlier runs, before a new one starts.
///
/// # Errors
/// Those of the database.
pub async fn forget_earlier_runs(conn: &mut PgConnection, episode_id: Uuid) -> Result<(), Error> {
    sqlx::query("delete from recognition_chunks where episode_id = $1").bind(episode_id).execute(&mut *conn).await?;
    sqlx::query("delete from recognition_turns where episode_id = $1").bind(episode_id).execute(conn).await?;
    Ok(())
}

/// Forgets the checkpoints of a run: its transcript is written.
///
/// # Errors
/// Those of the database.
pub async fn forget_checkpoints(conn: &mut PgConnection, run_id: Uuid) -> Result<(), Error> {
    sqlx::query("delete from recognition_chunks where run_id = $1").bind(run_id).execute(&mut *conn).await?;
    sqlx::query("delete from recognition_turns where run_id = $1").bind(run_id).execute(conn).await?;
    Ok(())
}
