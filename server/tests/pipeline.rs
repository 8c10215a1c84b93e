//! From a recording to a page, through REST, with a real speech model.

use serde_json::{Value, json};

use crate::support::{App, Client, Setup, eventually, fixture, reading};

const STAGES: [&str; 6] = ["probe", "peaks", "transcribe", "speakers", "refine", "insights"];

/// What is read in `demo/reading.mp3`.
const READ: &str = "Printing, in the only sense with which we are at present concerned, differs from most if not from all \
    the arts and crafts represented in the Exhibition in being comparatively modern. For although the Chinese took \
    impressions from wood blocks engraved in relief for centuries before the woodcutters of the Netherlands, by a similar \
    process produced the block books, which were the immediate predecessors of the true printed book, the invention of \
    movable metal letters in the middle of the fifteenth century may justly be considered as the invention of the art of \
    printing. And it is worth mention in passing that, as an example of fine typography, the earliest book printed with \
    movable types, the Gutenberg, or forty-two line Bible of about 1455,";

fn plain(text: &str) -> Vec<String> {
    let word = |w: &str| w.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    text.split([' ', '-']).map(word).filter(|w| !w.is_empty()).collect()
}

/// Words that were added, left out or changed, in relation to those that were read.
fn error_rate(heard: &[String], read: &[String]) -> f64 {
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (i, r) in read.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, h) in heard.iter().enumerate() {
            let cost = (diagonal + usize::from(r != h)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[heard.len()] as f64 / read.len() as f64
}

#[test]
fn the_error_rate_counts_each_kind_of_error() {
    let words = |text: &str| plain(text);
    assert_eq!(error_rate(&words("a b c d"), &words("a b c d")), 0.0);
    assert_eq!(error_rate(&words("a x c"), &words("a b c d")), 0.5);
    assert_eq!(error_rate(&words("a b c d e"), &words("a b c d")), 0.25);
}

/// Server-sent events, up to and with `done`: (name, data).
async fn events(client: &Client, episode: &str) -> Vec<(String, Value)> {
    let request = client.request("GET", &format!("/api/v1/episodes/{episode}/events"));
    let mut response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut text = String::new();
    while let Some(chunk) = response.chunk().await.expect("the stream goes on") {
        text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
    }
    let line = |block: &str, name: &str| block.lines().find_map(|l| l.strip_prefix(name).map(|v| v.trim().to_owned()));
    let event =
        |block: &str| Some((line(block, "event:")?, serde_json::from_str(&line(block, "data:")?).expect("JSON")));
    text.split("\n\n").filter_map(event).collect()
}

fn job<'a>(jobs: &'a [Value], stage: &str) -> &'a Value {
    jobs.iter().find(|j| j["stage"] == stage).expect(stage)
}

#[tokio::test]
async fn a_reading_becomes_a_page_step_by_step_before_the_eyes_of_whoever_watches() {
    let app = Setup::default().with_model().start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("On printing").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    let started = ann.tell(&episode, "process").await.expect(202).json();
    let stages: Vec<&str> = started["items"].as_array().unwrap().iter().map(|j| j["stage"].as_str().unwrap()).collect();
    assert_eq!(stages, STAGES);

    let seen = events(&ann, &episode).await;
    let (last, done) = seen.last().expect("events");
    assert_eq!((last.as_str(), &done["ok"], &done["episode_id"]), ("done", &json!(true), &json!(episode)));
    let ends: Vec<&str> = seen
        .iter()
        .filter(|(name, data)| name == "job" && matches!(data["job"]["state"].as_str(), Some("succeeded" | "skipped")))
        .map(|(_, data)| data["job"]["stage"].as_str().unwrap())
        .collect();
    assert_eq!(ends, STAGES, "each stage ends once, in order");
    let live: Vec<&str> = seen.iter().filter(|(n, _)| n == "words").map(|(_, d)| d["text"].as_str().unwrap()).collect();
    assert!(live.first().is_some_and(|text| text.starts_with("Printing")), "words appear as they are heard: {live:?}");

    let jobs = ann.jobs(&episode).await;
    for (stage, expected) in
        STAGES.iter().zip(["succeeded", "succeeded", "succeeded", "skipped", "succeeded", "succeeded"])
    {
        assert_eq!(job(&jobs, stage)["state"], expected, "{}", job(&jobs, stage));
        assert_eq!(job(&jobs, stage)["attempt"], 1);
    }
    let heard = plain(&ann.words(&episode).await.join(" "));
    let rate = error_rate(&heard, &plain(READ));
    println!("word error rate {:.1} %", rate * 100.0);
    assert!(rate < 0.12, "{rate}: {heard:?}");

    let found = ann.episode_now(&episode).await;
    assert!(found["loudness"]["integrated_lufs"].as_f64().is_some_and(|l| (-25.0..-16.0).contains(&l)), "{found}");
    let insights = ann.get(&format!("/api/v1/episodes/{episode}/insights")).await.expect(200).json();
    assert!(!insights["summary"].as_str().unwrap().is_empty());
    let transcript = ann.words(&episode).await.join(" ");
    for quote in insights["quotes"].as_array().unwrap() {
        assert!(transcript.contains(quote["text"].as_str().unwrap()), "a quote is verbatim: {quote}");
    }
    let waveform = format!("/api/v1/episodes/{episode}/visualizations/waveform");
    assert!(ann.get_with(&waveform, "accept", "image/svg+xml").await.expect(200).text().starts_with("<svg"));
    assert!(!ann.get(&waveform).await.expect(200).json()["rows"].as_array().unwrap().is_empty());
    ann.get(&format!("/api/v1/episodes/{episode}/visualizations/nonsense")).await.problem(404);

    ann.tell(&episode, "publish").await.expect(200);
    let page = app.anonymous().get("/shows/show/on-printing").await.expect(200).text();
    assert!(page.contains("id=starts") && page.contains("comparatively modern"));
}

#[tokio::test]
async fn processing_twice_at_once_is_one_run() {
    let app = Setup::default().arg("--no-worker").start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    let start = async || ann.tell(&episode, "process").await.expect(202).json();
    let (a, b, c) = tokio::join!(start(), start(), start());
    assert!(a == b && b == c, "{a} {b} {c}");
    let rows: i64 = app.database().value("select count(*) from jobs").await;
    assert_eq!(rows, 6);
}

#[tokio::test]
async fn a_run_that_is_cancelled_stops_and_can_be_started_anew() {
    let app = Setup::default().with_model().start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    ann.tell(&episode, "process").await.expect(202);
    eventually("somebody to listen", async || {
        (job(&ann.jobs(&episode).await, "transcribe")["state"] == "running").then_some(())
    })
    .await;
    ann.tell(&episode, "cancel").await.expect(204);
    let jobs = ann.finished(&episode).await;
    assert_eq!(job(&jobs, "peaks")["state"], "succeeded", "what was finished stays");
    for stage in ["transcribe", "speakers", "refine", "insights"] {
        assert_eq!(job(&jobs, stage)["state"], "cancelled", "{stage}");
    }
    let seen = events(&ann, &episode).await;
    assert_eq!(seen.last().map(|(name, data)| (name.as_str(), &data["ok"])), Some(("done", &json!(false))));
    assert_eq!(ann.episode_now(&episode).await["has_transcript"], false);

    let jobs = ann.process(&episode).await;
    assert!(jobs.iter().all(|j| j["state"] == "succeeded" || j["state"] == "skipped"), "{jobs:?}");
    assert!(ann.words(&episode).await.len() > 100);
}

#[tokio::test]
async fn without_a_model_the_rest_runs_and_the_way_out_is_told() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, fixture("lj.mp3")).await.expect(200);
    let jobs = ann.process(&episode).await;
    let transcribe = job(&jobs, "transcribe");
    assert_eq!(transcribe["state"], "skipped");
    let message = transcribe["message"].as_str().unwrap();
    assert!(message.contains("podcastflow models pull") && message.contains("upload a transcript"), "{message}");
    assert_eq!(job(&jobs, "peaks")["state"], "succeeded");
    ann.tell(&episode, "publish").await.expect(200);
    assert!(app.anonymous().get("/shows/show/one").await.expect(200).text().contains("<audio"));
}

#[tokio::test]
async fn two_microphones_are_two_voices() {
    let app = Setup::default().with_model().start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("Talk").await;
    ann.set_audio(&episode, fixture("two-microphones.flac")).await.expect(200);
    let jobs = ann.process(&episode).await;
    let speakers = job(&jobs, "speakers");
    assert_eq!(speakers["state"], "succeeded", "{speakers}");
    let json = ann.get(&format!("/api/v1/episodes/{episode}/transcript")).await.expect(200).json();
    let names: std::collections::BTreeSet<&str> =
        json["segments"].as_array().unwrap().iter().filter_map(|s| s["speaker"].as_str()).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["Speaker 1", "Speaker 2"], "{json}");
}

#[tokio::test]
async fn another_recording_does_not_keep_the_words_of_the_one_before() {
    let app = Setup::default().with_model().start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, fixture("lj.mp3")).await.expect(200);
    ann.process(&episode).await;
    assert_eq!(ann.episode_now(&episode).await["has_transcript"], true);
    ann.set_audio(&episode, fixture("lj.flac")).await.expect(200);
    assert_eq!(ann.episode_now(&episode).await["has_transcript"], false);
    ann.get(&format!("/api/v1/episodes/{episode}/insights")).await.problem(404);
    ann.process(&episode).await;
    assert_eq!(ann.episode_now(&episode).await["has_transcript"], true);
}

#[tokio::test]
async fn a_stranger_does_not_watch() {
    let app = App::start().await;
    let episode = app.user("ann@example.org").episode_of_new_show("One").await;
    let bob = app.user("bob@example.org");
    for what in ["events", "jobs", "insights", "transcript", "visualizations/waveform"] {
        bob.get(&format!("/api/v1/episodes/{episode}/{what}")).await.problem(404);
    }
}

#[tokio::test]
async fn a_broken_model_of_voices_costs_the_voices_and_nothing_else() {
    let models = tempfile::tempdir().unwrap();
    std::fs::write(models.path().join("voices-ge2e.bin"), b"half a download").unwrap();
    let app = Setup::default().env("PODCASTFLOW_MODELS", &models.path().display().to_string()).start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    let jobs = ann.process(&episode).await;
    let speakers = job(&jobs, "speakers");
    assert_eq!(speakers["state"], "skipped", "{speakers}");
    let message = speakers["message"].as_str().unwrap();
    assert!(message.contains("model of voices cannot be used") && message.contains("import-voices"), "{message}");
}

#[tokio::test]
async fn a_broken_model_of_sentences_costs_the_vectors_and_nothing_else() {
    let models = tempfile::tempdir().unwrap();
    let folder = models.path().join("all-MiniLM-L6-v2");
    std::fs::create_dir(&folder).unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        std::fs::write(folder.join(file), b"half a download").unwrap();
    }
    let app = Setup::default().env("PODCASTFLOW_MODELS", &models.path().display().to_string()).start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let told = async |language: &str| {
        let talk = "00:01.000 --> 00:05.000\nMost of the light down there is made by animals.\n";
        ann.set_transcript(&episode, format!("WEBVTT\nLanguage: {language}\n\n{talk}")).await.expect(200);
        let jobs = ann.process(&episode).await;
        let insights = job(&jobs, "insights");
        assert_eq!(insights["state"], "succeeded", "{insights}");
        insights["message"].as_str().unwrap().to_owned()
    };
    let message = told("en").await;
    assert!(message.contains("model of sentences cannot be used") && message.contains("import-embedder"), "{message}");
    std::fs::remove_file(folder.join("config.json")).unwrap();
    let message = told("en").await;
    assert!(message.contains("model of sentences is not here") && message.contains("models pull"), "{message}");
    assert!(!told("de").await.contains("model of sentences"), "it would not be asked");
}
