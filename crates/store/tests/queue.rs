//! The queue and the migrations on a real PostgreSQL, named by `DATABASE_URL`.

mod support;

use std::collections::HashSet;

use model::job::{JobState, Stage};
use store::{jobs, jobs::Claimed};
use support::Database;
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// When the tests play.
const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);
const LEASE: Duration = Duration::seconds(15);

impl Database {
    /// Queues a run; `skipped` stages have nothing to do.
    async fn enqueue(&self, episode: Uuid, skipped: &[Stage]) -> Result<Uuid, store::Error> {
        let run = Uuid::now_v7();
        let skipped = skipped.to_vec();
        let skip = move |stage| skipped.contains(&stage).then(|| "Nothing to do.".to_owned());
        let mut tx = store::begin(&self.pool).await?;
        jobs::enqueue(&mut tx, episode, run, std::array::from_fn(|_| Uuid::now_v7()), &skip, NOW).await?;
        store::commit(tx).await?;
        Ok(run)
    }

    async fn claim_at(&self, worker: Uuid, now: OffsetDateTime) -> Option<Claimed> {
        jobs::claim(&self.pool, worker, now, now + LEASE).await.expect("the database answers")
    }

    async fn claim(&self, worker: Uuid) -> Option<Claimed> {
        self.claim_at(worker, NOW).await
    }

    async fn finish(&self, job: &Claimed, worker: Uuid) -> bool {
        let mut tx = store::begin(&self.pool).await.unwrap();
        let held = jobs::hold(&mut tx, job, worker).await.unwrap();
        if held {
            jobs::finish(&mut tx, job, JobState::Succeeded, Some("Done."), NOW).await.unwrap();
        }
        store::commit(tx).await.unwrap();
        held
    }

    async fn heartbeat(&self, job: &Claimed, worker: Uuid, progress: f32, until: OffsetDateTime) -> bool {
        let mut conn = store::connection(&self.pool).await.unwrap();
        jobs::heartbeat(&mut conn, job, worker, progress, Some(7), until).await.unwrap()
    }

    async fn fail(&self, job: &Claimed, worker: Uuid, again: Option<OffsetDateTime>) {
        let mut conn = store::connection(&self.pool).await.unwrap();
        jobs::fail(&mut conn, job, worker, "It broke.", again, NOW).await.unwrap();
    }

    async fn states(&self, episode: Uuid) -> Vec<JobState> {
        jobs::latest_run(&self.pool, episode).await.unwrap().into_iter().map(|job| job.state).collect()
    }
}

#[tokio::test]
async fn migrations_apply_to_an_empty_database_and_again_to_one_with_data() {
    let database = Database::empty().await;
    assert!(!store::is_ready(&database.pool).await.unwrap(), "an empty database is not ready");
    store::migrate(&database.pool).await.unwrap();
    assert!(store::is_ready(&database.pool).await.unwrap());

    let episode = database.episode().await;
    database.enqueue(episode, &[]).await.unwrap();
    store::migrate(&database.pool).await.unwrap();
    assert!(store::is_ready(&database.pool).await.unwrap());
    assert_eq!(database.states(episode).await.len(), 6);
}

#[tokio::test]
async fn migrations_of_two_processes_that_start_together_do_not_collide() {
    let database = Database::empty().await;
    let (a, b, c) =
        tokio::join!(store::migrate(&database.pool), store::migrate(&database.pool), store::migrate(&database.pool));
    for result in [a, b, c] {
        result.unwrap();
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let database = Database::migrated().await;
    database
        .execute(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (9999, 'from the future', true, '', 0)",
        )
        .await;
    assert!(store::migrate(&database.pool).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_job_goes_to_two_workers() {
    let database = Database::migrated().await;
    let mut runs = HashSet::new();
    for _ in 0..24 {
        runs.insert(database.enqueue(database.episode().await, &[]).await.unwrap());
    }
    let workers = (0..8).map(|_| {
        let pool = database.pool.clone();
        tokio::spawn(async move {
            let (worker, mut mine) = (Uuid::now_v7(), Vec::new());
            while let Some(job) = jobs::claim(&pool, worker, NOW, NOW + LEASE).await.unwrap() {
                mine.push(job);
            }
            mine
        })
    });
    let mut taken = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        taken.extend(worker.await.unwrap());
    }
    assert_eq!(taken.len(), 24, "one stage of each run may go");
    assert_eq!(taken.iter().map(|job| job.id).collect::<HashSet<_>>().len(), 24);
    assert_eq!(taken.iter().map(|job| job.run_id).collect::<HashSet<_>>(), runs);
    assert!(taken.iter().all(|job| job.stage == Stage::Probe && job.attempt == 1 && job.failures == 0));
}

#[tokio::test]
async fn a_stage_waits_for_those_before_it_and_passes_over_those_that_are_skipped() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    database.enqueue(episode, &[Stage::Peaks, Stage::Speakers]).await.unwrap();
    let worker = Uuid::now_v7();
    for stage in [Stage::Probe, Stage::Transcribe, Stage::Refine, Stage::Insights] {
        let job = database.claim(worker).await.expect("a job");
        assert_eq!(job.stage, stage);
        assert_eq!(database.claim(Uuid::now_v7()).await, None, "nothing beside {stage:?}");
        assert!(database.finish(&job, worker).await);
    }
    assert_eq!(database.claim(worker).await, None);
    use JobState::{Skipped, Succeeded};
    assert_eq!(database.states(episode).await, [Succeeded, Skipped, Succeeded, Skipped, Succeeded, Succeeded]);
}

#[tokio::test]
async fn the_job_of_a_worker_that_died_is_taken_again_when_its_lease_has_ended() {
    let database = Database::migrated().await;
    database.enqueue(database.episode().await, &[]).await.unwrap();
    let (dead, other) = (Uuid::now_v7(), Uuid::now_v7());
    let job = database.claim(dead).await.unwrap();
    assert_eq!(database.claim_at(other, NOW + Duration::seconds(14)).await, None);
    let again = database.claim_at(other, NOW + Duration::seconds(16)).await.expect("the lease has ended");
    assert_eq!((again.id, again.attempt, again.failures), (job.id, 2, 0), "to be killed is no failure of the job");

    // It was not dead after all: what it brings now is not taken.
    assert!(!database.heartbeat(&job, dead, 0.9, NOW + Duration::seconds(60)).await);
    assert!(!database.finish(&job, dead).await);
    database.fail(&job, dead, None).await;
    assert!(database.finish(&again, other).await);
}

#[tokio::test]
async fn a_heartbeat_prolongs_the_lease_and_shows_progress_that_never_goes_back() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    database.enqueue(episode, &[]).await.unwrap();
    let worker = Uuid::now_v7();
    let job = database.claim(worker).await.unwrap();
    assert!(database.heartbeat(&job, worker, 0.5, NOW + Duration::seconds(60)).await);
    assert!(database.heartbeat(&job, worker, 0.25, NOW + Duration::seconds(60)).await);
    assert_eq!(database.claim_at(Uuid::now_v7(), NOW + Duration::seconds(59)).await, None);
    let shown = &jobs::latest_run(&database.pool, episode).await.unwrap()[0];
    assert_eq!((shown.progress, shown.seconds_left), (0.5, Some(7)));
}

#[tokio::test]
async fn a_cancelled_run_is_over_for_everybody() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    database.enqueue(episode, &[]).await.unwrap();
    let worker = Uuid::now_v7();
    let first = database.claim(worker).await.unwrap();
    assert!(database.finish(&first, worker).await);
    let second = database.claim(worker).await.unwrap();

    let mut conn = store::connection(&database.pool).await.unwrap();
    assert_eq!(jobs::cancel(&mut conn, episode, NOW).await.unwrap(), 5);
    assert_eq!(jobs::cancel(&mut conn, episode, NOW).await.unwrap(), 0);
    drop(conn);
    assert!(!database.heartbeat(&second, worker, 0.5, NOW + LEASE).await, "the worker hears of it");
    assert!(!database.finish(&second, worker).await);
    assert_eq!(database.claim(worker).await, None);
    let states = database.states(episode).await;
    assert_eq!(states[0], JobState::Succeeded, "what was finished stays");
    assert!(states[1..].iter().all(|state| *state == JobState::Cancelled), "{states:?}");

    database.enqueue(episode, &[]).await.expect("a new run may start");
    assert_eq!(database.claim(worker).await.unwrap().stage, Stage::Probe);
}

#[tokio::test]
async fn a_failed_job_is_tried_again_when_its_time_has_come() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    database.enqueue(episode, &[]).await.unwrap();
    let worker = Uuid::now_v7();
    let job = database.claim(worker).await.unwrap();
    database.fail(&job, worker, Some(NOW + Duration::seconds(4))).await;
    let shown = &jobs::latest_run(&database.pool, episode).await.unwrap()[0];
    assert_eq!((shown.state, shown.error.as_deref()), (JobState::Queued, Some("It broke.")));

    assert_eq!(database.claim_at(worker, NOW + Duration::seconds(3)).await, None);
    let again = database.claim_at(worker, NOW + Duration::seconds(5)).await.expect("its time has come");
    assert_eq!((again.id, again.attempt, again.failures), (job.id, 2, 1));
    let shown = &jobs::latest_run(&database.pool, episode).await.unwrap()[0];
    assert_eq!(shown.error, None, "an error that is being mended is not shown");
}

#[tokio::test]
async fn a_job_that_is_given_up_takes_the_stages_after_it_along() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    database.enqueue(episode, &[]).await.unwrap();
    let worker = Uuid::now_v7();
    let job = database.claim(worker).await.unwrap();
    database.fail(&job, worker, None).await;
    let states = database.states(episode).await;
    assert_eq!(states[0], JobState::Failed);
    assert!(states[1..].iter().all(|state| *state == JobState::Skipped), "{states:?}");
    assert_eq!(database.claim_at(worker, NOW + Duration::hours(1)).await, None);
    database.enqueue(episode, &[]).await.expect("a new run may start");
}

#[tokio::test]
async fn an_episode_has_one_live_run() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    database.enqueue(episode, &[]).await.unwrap();
    let second = database.enqueue(episode, &[]).await;
    assert!(matches!(&second, Err(store::Error::Taken(name)) if name == "jobs_one_live_run"), "{second:?}");
    assert_eq!(database.states(episode).await.len(), 6);
    database.enqueue(database.episode().await, &[]).await.expect("another episode has its own");
}

#[tokio::test]
async fn what_was_recognised_is_found_again_by_the_next_worker_until_it_is_used() {
    let database = Database::migrated().await;
    let episode = database.episode().await;
    database.enqueue(episode, &[Stage::Probe, Stage::Peaks]).await.unwrap();
    let worker = Uuid::now_v7();
    let job = database.claim(worker).await.unwrap();
    assert_eq!(job.stage, Stage::Transcribe);
    let chunk = |start_ms: u32, text: &str| jobs::RecognisedChunk {
        start_ms,
        end_ms: start_ms + 28_000,
        language: Some("en".into()),
        words: vec![model::transcript::Word::plain(text)],
    };
    let mut conn = store::connection(&database.pool).await.unwrap();
    // The second piece twice: a worker that was killed between writing and knowing.
    for piece in [chunk(28_000, "old"), chunk(0, "first"), chunk(28_000, "second")] {
        jobs::put_chunk(&mut conn, &job, &piece).await.unwrap();
    }
    let found = jobs::chunks(&database.pool, job.run_id).await.unwrap();
    assert_eq!(found, [chunk(0, "first"), chunk(28_000, "second")]);
    jobs::forget_checkpoints(&mut conn, job.run_id).await.unwrap();
    assert_eq!(jobs::chunks(&database.pool, job.run_id).await.unwrap(), []);
}

#[tokio::test]
async fn notes_and_sentences_are_edited_at_once_and_neither_waits_for_ever() {
    use store::transcripts::{self, Change, Source};

    let database = Database::migrated().await;
    let (pool, episode) = (&database.pool, database.episode().await);
    let words = model::transcript::Transcript::default();
    let mut tx = store::begin(pool).await.unwrap();
    transcripts::put(&mut tx, episode, &words, Source::Uploaded, None, NOW).await.unwrap();
    transcripts::put_insights(&mut *tx, episode, &nothing_found(), NOW).await.unwrap();
    let page = store::presentations::Presentation::default();
    store::presentations::put(&mut *tx, episode, &page, "", (1, 0), NOW).await.unwrap();
    store::commit(tx).await.unwrap();

    let mut tx = store::begin(pool).await.unwrap();
    transcripts::head_for_update(&mut tx, episode).await.unwrap().expect("a transcript");
    let change = Change { author_id: None, kind: "edit", title: "Split", splices: None, keep_before: false };
    transcripts::write(&mut tx, episode, &words, Source::Edited, change, NOW).await.unwrap();
    let other = pool.clone();
    let notes = tokio::spawn(async move {
        let patch = model::episode::EpisodePatch { notes: Some("New.".into()), ..Default::default() };
        store::episodes::update(&other, episode, &patch, None).await
    });
    let waits = "select exists (
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";
    while !notes.is_finished() && !sqlx::query_scalar::<_, bool>(waits).fetch_one(pool).await.unwrap() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    transcripts::move_insights(&mut *tx, episode, &nothing_found()).await.unwrap();
    store::commit(tx).await.unwrap();
    assert_eq!(notes.await.unwrap().unwrap().expect("the episode").notes, "New.");
}

/// Insights that say nothing.
fn nothing_found() -> model::insight::Insights {
    serde_json::from_value(serde_json::json!({
        "language": "en", "provenance": {"engine": "classic", "version": "1"}, "summary": "", "summary_sentences": [],
        "chapters": [], "topics": [], "key_phrases": [], "entities": [], "quotes": [], "questions": [], "talk_time": [],
        "sentiment": [],
    }))
    .expect("a document")
}

#[tokio::test]
async fn unreadable_insights_are_looked_for_once_also_where_that_fails_or_is_cancelled() {
    let database = Database::migrated().await;
    let (pool, episode) = (&database.pool, database.episode().await);
    let worker = Uuid::now_v7();
    let only_insights = [Stage::Probe, Stage::Peaks, Stage::Transcribe, Stage::Speakers, Stage::Refine];
    let write = async |at: OffsetDateTime| {
        let mut conn = store::connection(pool).await.unwrap();
        let (words, by) = (model::transcript::Transcript::default(), store::transcripts::Source::Uploaded);
        store::transcripts::put(&mut conn, episode, &words, by, None, at).await.unwrap();
    };
    let stale = async |rest: OffsetDateTime| store::transcripts::with_stale_insights(pool, rest).await.unwrap();
    let unreadable = "update insights set updated_at = 'epoch'";
    write(NOW).await;
    store::transcripts::put_insights(pool, episode, &nothing_found(), NOW).await.unwrap();
    database.execute(unreadable).await;
    assert_eq!(stale(NOW).await, None, "nobody had found them");

    let succeed = async || {
        database.enqueue(episode, &only_insights).await.unwrap();
        let job = database.claim(worker).await.expect("a job");
        assert_eq!(stale(NOW).await, None, "they are being looked for");
        assert!(database.finish(&job, worker).await);
        assert_eq!(stale(NOW).await, Some(episode));
    };
    succeed().await;
    database.enqueue(episode, &only_insights).await.unwrap();
    let mut conn = store::connection(pool).await.unwrap();
    assert_eq!(jobs::cancel(&mut conn, episode, NOW).await.unwrap(), 1);
    assert_eq!(stale(NOW).await, None, "somebody cancelled it");
    succeed().await;
    database.enqueue(episode, &only_insights).await.unwrap();
    let job = database.claim(worker).await.expect("a job");
    database.fail(&job, worker, None).await;
    assert_eq!(stale(NOW).await, None, "it failed");
    let edited = NOW + Duration::MINUTE;
    write(edited).await;
    assert_eq!(stale(edited).await, None, "the transcript does not rest yet");
    assert_eq!(stale(edited + Duration::MINUTE).await, Some(episode), "an edit is a reason to try again");
}

#[tokio::test]
async fn decisions_are_kept_with_who_made_them_and_older_preparations_are_not_written() {
    use model::{
        insight::Chapter,
        review::{Decision, Finding, Ground, Made, State},
    };
    use store::decisions::{self, By};

    let database = Database::migrated().await;
    let (episode, ann) = (database.episode().await, Uuid::now_v7());
    database
        .execute(&format!(
            "insert into users (id, email, password_hash, name, created_at) values ('{ann}', 'a@b', '', 'Ann', now())"
        ))
        .await;
    let pool = &database.pool;
    let insights = nothing_found();
    store::transcripts::put_insights(pool, episode, &insights, NOW).await.unwrap();
    let found = decisions::document(pool, episode).await.unwrap().expect("a document");
    assert_eq!((found.at, found.revision), (NOW, 0));
    assert_eq!(decisions::unprepared(pool).await.unwrap(), Some(episode), "nothing of it is public yet");

    let ground = Ground {
        first: 1,
        last: 2,
        first_word: 0,
        last_word: 4,
        start_ms: Some(61_500),
        speaker: Some("Bob".into()),
        text: "as it was".into(),
        sentence: String::new(),
    };
    let mut decision = Decision {
        key: "chapter-1".into(),
        state: State::Published,
        text: Some("Mine".into()),
        put_away: None,
        finding: Finding::Chapter(Chapter { start_ms: Some(0), title: "Theirs".into(), segments: None }),
        grounds: vec![ground],
        made: Made { provenance: insights.provenance.clone(), at: Some(NOW) },
        unfound: false,
        edited: None,
        approved: None,
    };
    let by = |edits, approves, at| By { user_id: ann, at, edits, approves };
    decisions::put(pool, episode, &decision, by(true, true, NOW)).await.unwrap();
    let kept = decisions::all(pool, episode).await.unwrap().remove(0);
    let (edited, approved) = (kept.edited.clone().expect("edited"), kept.approved.clone().expect("approved"));
    assert_eq!((edited.by.as_deref(), edited.at, approved.at), (Some("Ann"), NOW, NOW));
    assert_eq!(Decision { edited: None, approved: None, ..kept }, decision);

    // Who wrote it stays when it is hidden; who approved it does not. The words put away, nobody wrote it.
    decision.state = State::Hidden;
    decisions::put(pool, episode, &decision, by(false, false, NOW + LEASE)).await.unwrap();
    let kept = decisions::all(pool, episode).await.unwrap().remove(0);
    assert_eq!((kept.edited.map(|e| e.at), kept.approved), (Some(NOW), None));
    decision.put_away = decision.text.take();
    decisions::put(pool, episode, &decision, by(false, false, NOW + LEASE)).await.unwrap();
    let kept = decisions::all(pool, episode).await.unwrap().remove(0);
    assert_eq!((kept.edited, kept.put_away.as_deref()), (None, Some("Mine")));
    // The account goes, the decision stays.
    database.execute("delete from users").await;
    assert_eq!(decisions::all(pool, episode).await.unwrap().len(), 1);

    // Somebody decided while the public part was prepared: what was prepared is old.
    let public = async || {
        let prepared = store::presentations::with_insights(pool, episode).await.unwrap();
        prepared.insights.map(|i| i.summary)
    };
    assert_eq!(decisions::decided(pool, episode).await.unwrap(), Some(1));
    decisions::publish(pool, episode, &insights, true, 0).await.unwrap();
    assert_eq!(public().await, None);
    decisions::publish(pool, episode, &insights, true, 1).await.unwrap();
    assert_eq!(public().await.as_deref(), Some(""));
    assert_eq!(decisions::unprepared(pool).await.unwrap(), None);

    // What this version cannot read counts as none, until it is replaced: by who saw what stands there.
    database.execute("update insights set document = '{\"shape\": 2}', published = '7'").await;
    let found = decisions::document(pool, episode).await.unwrap().expect("a row");
    assert!(found.insights.is_err_and(|why| why.contains("missing field")));
    assert!(store::transcripts::insights(pool, episode).await.unwrap().is_none());
    let prepared = store::presentations::with_insights(pool, episode).await.unwrap();
    assert!(prepared.insights.is_none() && prepared.presentation.stale);
    assert_eq!(decisions::replace_unreadable(pool, episode, &insights, 7).await.unwrap(), None);
    assert_eq!(decisions::replace_unreadable(pool, episode, &insights, 1).await.unwrap(), Some(2));
    let found = decisions::document(pool, episode).await.unwrap().expect("a row");
    assert_eq!((found.insights, found.at), (Ok(insights.clone()), OffsetDateTime::UNIX_EPOCH));
    assert_eq!(decisions::unprepared(pool).await.unwrap(), Some(episode));

    decisions::forget(pool, episode, "chapter-1").await.unwrap();
    assert!(decisions::all(pool, episode).await.unwrap().is_empty());
}
