//! A PostgreSQL that goes away: told in words and in time, and nothing is lost.

use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::Body;
use serde_json::json;

use crate::support::{Cluster, Setup, eventually, tone};

/// How soon somebody is to hear that the database is away.
const SOON: Duration = Duration::from_secs(6);

#[tokio::test]
async fn a_database_that_goes_away_during_an_upload_is_told_and_the_upload_goes_on_later() {
    let mut cluster = Cluster::start();
    let app = Setup::default().database(&cluster.url()).start().await;
    let ann = app.user("ann@example.org");
    let browser = app.anonymous();
    browser.form("/login", &[("email", "ann@example.org"), ("password", "long enough words")]).await.expect(303);
    let episode = ann.episode_of_new_show("One").await;

    let recording = tone(600.0);
    let request = ann.request("POST", "/api/v1/uploads").header("tus-resumable", "1.0.0");
    let upload =
        ann.send(request.header("upload-length", recording.len())).await.expect(201).header("location").to_owned();
    let patch = |offset: usize, body: Body| {
        let request = ann.request("PATCH", &upload).header("tus-resumable", "1.0.0").header("upload-offset", offset);
        request.header("content-type", "application/offset+octet-stream").body(body)
    };
    let offset = async || {
        let answer = ann.call("HEAD", &upload).await.expect(200);
        answer.header("upload-offset").parse::<usize>().expect("a number")
    };

    // The first half arrives; the second is sent when the database is away.
    let (send, body) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    let sending = {
        let (client, request) = (ann.clone(), patch(0, Body::wrap_stream(stream(body))));
        tokio::spawn(async move { client.send(request).await })
    };
    let half = recording.len() / 2;
    send.send(Ok(Bytes::copy_from_slice(&recording[..half]))).await.unwrap();
    let safe = eventually("the first piece to be safe", async || Some(offset().await).filter(|n| *n > 0)).await;
    cluster.stop();
    let began = Instant::now();
    send.send(Ok(Bytes::copy_from_slice(&recording[half..]))).await.unwrap();
    drop(send);
    let answer = sending.await.unwrap();
    let problem = answer.problem(503);
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    assert!(problem["detail"].as_str().unwrap().contains("Nothing was lost; try again in a minute"), "{problem}");

    let began = Instant::now();
    ann.get("/api/v1/shows").await.problem(503);
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    for path in ["/shows/show", "/", "/login"] {
        let page = app.anonymous().get(path).await.expect(503);
        assert!(page.text().contains("cannot reach its database"), "{path}");
    }
    browser.get("/studio").await.expect(503);
    app.anonymous().get("/readyz").await.expect(503);
    app.anonymous().get("/healthz").await.expect(200);

    cluster.start_again();
    eventually("the server to be ready", async || (app.anonymous().get("/readyz").await.status == 200).then_some(()))
        .await;
    browser.get("/studio").await.expect(200);
    let at = offset().await;
    assert!(at >= safe, "what was acknowledged is still there: {at}");
    ann.send(patch(at, recording[at..].to_vec().into())).await.expect(204);
    let path = format!("/api/v1/episodes/{episode}/audio");
    let body = json!({"upload_id": upload.rsplit('/').next()}).to_string();
    ann.put(&path, "application/json", body).await.expect(200);
    assert_eq!(ann.get("/listen/show/one.wav").await.expect(200).body, recording);
    // The worker has come back, too.
    let jobs = ann.process(&episode).await;
    assert!(jobs.iter().any(|j| j["stage"] == "peaks" && j["state"] == "succeeded"), "{jobs:?}");
}

fn stream<T: Send + 'static>(receiver: tokio::sync::mpsc::Receiver<T>) -> impl futures_util::Stream<Item = T> {
    futures_util::stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|item| (item, receiver)) })
}

#[tokio::test]
async fn a_database_that_was_never_there_is_told_in_one_line() {
    let nowhere = "postgres://app@localhost/app?host=/nonexistent";
    let refusal = crate::support::run(crate::support::program(&["migrate"]).env("DATABASE_URL", nowhere)).refusal();
    assert!(refusal.contains("the database cannot be used"), "{refusal}");
}
