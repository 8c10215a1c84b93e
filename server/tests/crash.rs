//! Whoever is killed, and whenever: nothing that was acknowledged is lost, and nothing is done twice.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Client, Database, Setup, eventually, fixture, reading, signal};

/// Pseudo-random numbers (xorshift), so that a failure can be repeated with its seed.
struct Random(u64);

impl Random {
    fn seeded() -> Self {
        let given = std::env::var("CRASH_SEED").ok().and_then(|s| s.parse().ok());
        #[expect(clippy::cast_possible_truncation, reason = "the low bits are the random ones")]
        let seed = given.unwrap_or_else(|| uuid::Uuid::now_v7().as_u128() as u64) | 1;
        println!("to repeat: CRASH_SEED={seed}");
        Self(seed)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Three episodes with recordings, queued.
async fn queued(ann: &Client, show: &str) -> Vec<String> {
    let mut episodes = Vec::new();
    for (title, recording) in
        [("Reading", reading()), ("Short", fixture("lj.mp3")), ("Two voices", fixture("two-microphones.flac"))]
    {
        let episode = ann.episode(show, title).await;
        ann.set_audio(&episode, recording).await.expect(200);
        ann.tell(&episode, "process").await.expect(202);
        episodes.push(episode);
    }
    episodes
}

/// What became of an episode, without what differs between two of them.
struct Outcome {
    words: Vec<String>,
    /// Starts and ends of the sentences in seconds.
    times: Vec<f64>,
    rest: Value,
}

async fn outcome(ann: &Client, episode: &str) -> Outcome {
    let jobs = ann.finished(episode).await;
    let jobs: Vec<Value> = jobs.iter().map(|j| json!([j["stage"], j["state"], j["message"], j["error"]])).collect();
    let now = ann.episode_now(episode).await;
    let transcript = ann.get(&format!("/api/v1/episodes/{episode}/transcript")).await.expect(200).json();
    let insights = ann.get(&format!("/api/v1/episodes/{episode}/insights")).await.expect(200).json();
    let texts = |list: &str, text: &str| -> Vec<Value> {
        insights[list].as_array().expect(list).iter().map(|found| found[text].clone()).collect()
    };
    let rest = json!({
        "jobs": jobs,
        "loudness": now["loudness"],
        "duration": now["audio"]["duration"],
        "summary": insights["summary"],
        "chapters": texts("chapters", "title"),
        "quotes": texts("quotes", "text"),
        "topics": texts("topics", "name"),
    });
    let segments = transcript["segments"].as_array().expect("segments").iter();
    let times = segments.flat_map(|s| [s["startTime"].as_f64().unwrap(), s["endTime"].as_f64().unwrap()]).collect();
    Outcome { words: ann.words(episode).await, times, rest }
}

impl Outcome {
    /// The same, but for hundredths of a second: a decoder that begins in the middle of an MP3 loses a frame.
    #[track_caller]
    fn assert_like(&self, other: &Self) {
        assert_eq!(self.words, other.words);
        assert_eq!(self.rest, other.rest);
        let apart = self.times.iter().zip(&other.times).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(apart < 0.1, "{:?} {:?}", self.times, other.times);
    }
}

const LIVE: &str = "select count(*) from jobs where state in ('queued', 'running')";

/// Waits until a job has ended or a piece was listened to; or there is nothing left to do.
async fn next_step(database: &Database) {
    let steps =
        "select (select count(*) from jobs where finished_at is not null) * 100 + count(*) from recognition_chunks";
    let before: i64 = database.value(steps).await;
    while database.value::<i64>(steps).await == before && database.value::<i64>(LIVE).await > 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn workers_that_are_killed_at_any_moment_lose_nothing_and_do_nothing_twice() {
    let app = Setup::default().with_model().arg("--no-worker").start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let database = app.database();

    let undisturbed = queued(&ann, &show).await;
    let mut worker = app.worker();
    let mut expected = Vec::new();
    for episode in &undisturbed {
        expected.push(outcome(&ann, episode).await);
    }
    worker.stop();
    drop(worker);
    assert!(expected.iter().all(|outcome| !outcome.words.is_empty()), "there is something to lose");

    let mut random = Random::seeded();
    let mut disturbed = Vec::new();
    let mut hit = Vec::new();
    for round in 0..20 {
        if database.value::<i64>(LIVE).await == 0 {
            disturbed.extend(queued(&ann, &show).await);
        }
        let mut worker = app.worker();
        if round % 3 != 1 {
            tokio::time::sleep(Duration::from_millis(50 + random.below(650))).await;
        } else {
            // Listening takes longest by far: without this, nearly all would die of it.
            next_step(database).await;
            tokio::time::sleep(Duration::from_millis(random.below(60))).await;
        }
        if round == 10 {
            // PostgreSQL restarts under everybody's feet.
            database.cut_connections().await;
            tokio::time::sleep(Duration::from_millis(random.below(500))).await;
        }
        worker.kill();
        let stage = "select coalesce(string_agg(stage, ' and '), 'none') from jobs where state = 'running'";
        hit.push(database.value::<String>(stage).await);
        if round < 19 {
            // What 15 seconds of waiting would do: the lease of the dead worker ends.
            database.execute("update jobs set lease_until = now() - interval '1 second' where state = 'running'").await;
        }
    }
    println!("killed in the middle of: {}", hit.join(", "));
    assert!(hit.iter().filter(|stage| *stage != "none").count() > 10, "the workers were hardly disturbed");

    // The last one's lease ends by itself.
    let _worker = app.worker();
    for (episode, expected) in disturbed.iter().zip(expected.iter().cycle()) {
        outcome(&ann, episode).await.assert_like(expected);
        let sql = format!("select count(*) from jobs where episode_id = '{episode}'");
        assert_eq!(database.value::<i64>(&sql).await, 6, "one job for each stage");
    }
    let checkpoints: i64 = database.value("select count(*) from recognition_chunks").await;
    assert_eq!(checkpoints, 0, "checkpoints are gone with their use");
}

#[tokio::test]
async fn a_worker_that_is_asked_to_stop_gives_its_job_back_at_once() {
    let app = Setup::default().with_model().arg("--no-worker").start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("Reading").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    ann.tell(&episode, "process").await.expect(202);
    let mut first = app.worker();
    eventually("somebody to listen", async || {
        ann.jobs(&episode).await.iter().any(|j| j["stage"] == "transcribe" && j["state"] == "running").then_some(())
    })
    .await;
    first.stop();
    let leased: i64 =
        app.database().value("select count(*) from jobs where state = 'running' and lease_until > now()").await;
    assert_eq!(leased, 0, "nobody has to wait for its lease");
    let _second = app.worker();
    let jobs = ann.finished(&episode).await;
    assert!(jobs.iter().all(|j| j["state"] == "succeeded" || j["state"] == "skipped"), "{jobs:?}");
}

#[tokio::test]
async fn a_server_and_its_own_postgresql_that_are_killed_come_back_with_everything() {
    let mut app = Setup::default().embedded().start().await;
    let ann = app.user("ann@example.org");
    let browser = app.anonymous();
    browser.form("/login", &[("email", "ann@example.org"), ("password", "long enough words")]).await.expect(303);

    let show = ann.show("Show").await;
    let episode = ann.episode(&show, "One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    ann.set_transcript(&episode, "WEBVTT\n\n00:01.000 --> 00:02.000\nHello there.\n").await.expect(200);
    ann.tell(&episode, "publish").await.expect(200);
    let request = ann.request("POST", "/api/v1/uploads").header("tus-resumable", "1.0.0").header("upload-length", "10");
    let upload = ann.send(request).await.expect(201).header("location").to_owned();
    let piece = |client: &Client, offset: &str, bytes: &'static str| {
        let request = client.request("PATCH", &upload).header("tus-resumable", "1.0.0").header("upload-offset", offset);
        request.header("content-type", "application/offset+octet-stream").body(bytes)
    };
    ann.send(piece(&ann, "0", "01234")).await.expect(204);
    let before = ann.episode_now(&episode).await;
    // The very last thing that was acknowledged.
    let last = ann.episode(&show, "Last").await;

    let pid_file = app.data().join("postgres/data/postmaster.pid");
    let postmaster: u32 = std::fs::read_to_string(pid_file).unwrap().lines().next().unwrap().trim().parse().unwrap();
    app.process().kill();
    signal("KILL", postmaster);

    let began = Instant::now();
    app.start_again();
    let took = began.elapsed();
    println!("back after {took:?}");
    assert!(took < Duration::from_secs(10), "{took:?}");

    let ann = ann.at(&app.url);
    assert_eq!(ann.episode_now(&episode).await, before);
    assert_eq!(ann.episode_now(&last).await["title"], "Last");
    assert_eq!(ann.words(&episode).await, ["Hello", "there."]);
    assert_eq!(ann.call("HEAD", &upload).await.expect(200).header("upload-offset"), "5");
    ann.send(piece(&ann, "5", "56789")).await.expect(204);
    browser.at(&app.url).get("/studio").await.expect(200);
    assert_eq!(app.anonymous().get("/listen/show/one.mp3").await.expect(200).body, reading());
}
