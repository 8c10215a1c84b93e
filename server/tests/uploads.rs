//! Resumable uploads: tus 1.0, and what becomes of the bytes.

use std::time::Duration;

use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{Answer, App, Client, bytes_of, eventually, reading, tone};

/// Begins an upload; its path.
async fn begin(client: &Client, length: u64) -> Answer {
    let request = client.request("POST", "/api/v1/uploads").header("tus-resumable", "1.0.0");
    // "a recording.mp3" in base64.
    let request = request.header("upload-metadata", "filename YSByZWNvcmRpbmcubXAz,filetype YXVkaW8=");
    client.send(request.header("upload-length", length)).await
}

async fn begun(client: &Client, length: usize) -> String {
    begin(client, length as u64).await.expect(201).header("location").to_owned()
}

async fn send(client: &Client, path: &str, offset: usize, bytes: &[u8]) -> Answer {
    let request = client.request("PATCH", path).header("tus-resumable", "1.0.0").header("upload-offset", offset);
    client.send(request.header("content-type", "application/offset+octet-stream").body(bytes.to_vec())).await
}

/// What HEAD says of the bytes that are safe.
async fn offset(client: &Client, path: &str) -> usize {
    let answer = client.call("HEAD", path).await.expect(200);
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.header("upload-offset").parse().expect("a number")
}

async fn attach(client: &Client, episode: &str, upload: &str) -> Answer {
    let id = upload.rsplit('/').next().unwrap();
    let path = format!("/api/v1/episodes/{episode}/audio");
    client.put(&path, "application/json", json!({"upload_id": id}).to_string()).await
}

#[tokio::test]
async fn a_recording_arrives_in_pieces_and_is_the_same_on_the_other_side() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let recording = reading();
    let made = begin(&ann, recording.len() as u64).await.expect(201);
    assert_eq!(made.header("upload-offset"), "0");
    assert!(made.header("upload-expires").ends_with("GMT"));
    let upload = made.header("location").to_owned();

    for piece in [0..100_000, 100_000..100_001, 100_001..recording.len()] {
        assert_eq!(offset(&ann, &upload).await, piece.start);
        let answer = send(&ann, &upload, piece.start, &recording[piece.clone()]).await.expect(204);
        assert_eq!(answer.header("upload-offset"), piece.end.to_string());
    }
    let episode = ann.episode_of_new_show("One").await;
    let attached = attach(&ann, &episode, &upload).await.expect(200).json();
    assert_eq!(
        (&attached["audio"]["container"], &attached["audio"]["bytes"]),
        (&json!("mp3"), &json!(recording.len()))
    );
    assert_eq!(ann.get("/listen/show/one.mp3").await.expect(200).body, recording);
    ann.call("HEAD", &upload).await.expect(404);
}

#[tokio::test]
async fn clients_are_told_what_the_server_can_do() {
    let app = App::start().await;
    let answer = app.anonymous().call("OPTIONS", "/api/v1/uploads").await.expect(204);
    assert_eq!(answer.header("tus-version"), "1.0.0");
    assert_eq!(answer.header("tus-extension"), "creation,expiration,termination");
    assert_eq!(answer.header("tus-max-size"), (2_u64 << 30).to_string());
}

#[tokio::test]
async fn bytes_for_another_place_are_refused() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let upload = begun(&ann, 10).await;
    send(&ann, &upload, 5, b"56789").await.problem(409);
    send(&ann, &upload, 0, b"01234").await.expect(204);
    send(&ann, &upload, 0, b"01234").await.problem(409);
    assert_eq!(offset(&ann, &upload).await, 5);
}

#[tokio::test]
async fn requests_that_are_not_tus_1_0_are_told_so() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let upload = begun(&ann, 10).await;
    let patch = || ann.request("PATCH", &upload).header("upload-offset", "0").body("x");
    ann.send(patch().header("content-type", "application/offset+octet-stream")).await.problem(412);
    ann.send(patch().header("tus-resumable", "1.0.0").header("content-type", "text/plain")).await.problem(415);
    let request = ann.request("POST", "/api/v1/uploads").header("tus-resumable", "1.0.0");
    assert_eq!(ann.send(request).await.wrong_fields(), ["upload-length"]);
}

#[tokio::test]
async fn what_arrived_before_the_line_broke_is_kept_and_the_rest_completes_it() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let recording = tone(120.0);
    let upload = begun(&ann, recording.len()).await;
    let half = recording.len() / 2;

    let address = app.url.trim_start_matches("http://");
    let mut line = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "PATCH {upload} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {}\r\n\r\n",
        ann.token(),
        recording.len()
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&recording[..half]).await.unwrap();
    line.flush().await.unwrap();
    // The network has them; a connection that is closed at once may take them along.
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(line);

    let kept = eventually("the bytes that arrived", async || {
        let kept = offset(&ann, &upload).await;
        (kept > 0).then_some(kept)
    })
    .await;
    assert_eq!(kept, half);
    send(&ann, &upload, kept, &recording[kept..]).await.expect(204);
    let episode = ann.episode_of_new_show("One").await;
    attach(&ann, &episode, &upload).await.expect(200);
    assert_eq!(ann.get("/listen/show/one.wav").await.expect(200).body, recording);
}

#[tokio::test]
async fn a_recording_is_not_taken_before_it_is_complete() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let recording = reading();
    let upload = begun(&ann, recording.len()).await;
    send(&ann, &upload, 0, &recording[..1000]).await.expect(204);
    let episode = ann.episode_of_new_show("One").await;
    let problem = attach(&ann, &episode, &upload).await.problem(409);
    assert!(problem["detail"].as_str().unwrap().contains("388164 bytes are missing"), "{problem}");
    send(&ann, &upload, 1000, &recording[1000..]).await.expect(204);
    attach(&ann, &episode, &upload).await.expect(200);
}

#[tokio::test]
async fn more_bytes_than_announced_are_refused_and_nothing_is_broken_by_them() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let upload = begun(&ann, 10).await;
    send(&ann, &upload, 0, b"0123456789abc").await.problem(413);
    assert_eq!(offset(&ann, &upload).await, 0);
    send(&ann, &upload, 0, b"0123456789").await.expect(204);
}

#[tokio::test]
async fn a_file_above_two_gibibytes_is_refused_before_it_is_sent() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    begin(&ann, 2 << 30).await.expect(201);
    let problem = begin(&ann, (2 << 30) + 1).await.problem(413);
    assert!(problem["detail"].as_str().unwrap().contains("larger than 2 GiB"));
    begin(&ann, 0).await.problem(422);
}

#[tokio::test]
async fn nobody_sees_touches_or_uses_the_upload_of_somebody_else() {
    let app = App::start().await;
    let (ann, bob) = (app.user("ann@example.org"), app.user("bob@example.org"));
    let upload = begun(&ann, 4).await;
    bob.call("HEAD", &upload).await.expect(404);
    send(&bob, &upload, 0, b"0123").await.problem(404);
    bob.call("DELETE", &upload).await.problem(404);
    send(&ann, &upload, 0, b"0123").await.expect(204);
    let episode = bob.episode_of_new_show("One").await;
    attach(&bob, &episode, &upload).await.problem(404);
}

#[tokio::test]
async fn an_upload_that_is_given_up_is_gone_with_its_bytes() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let upload = begun(&ann, 10).await;
    send(&ann, &upload, 0, b"01234").await.expect(204);
    ann.call("DELETE", &upload).await.expect(204);
    ann.call("HEAD", &upload).await.expect(404);
    let id = upload.rsplit('/').next().unwrap();
    let left = std::fs::read_dir(app.data().join("objects/uploads").join(id)).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_is_not_audio_is_refused_with_what_it_is_and_the_upload_is_removed() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let picture = bytes_of("demo/artwork.png");
    let upload = begun(&ann, picture.len()).await;
    send(&ann, &upload, 0, &picture).await.expect(204);
    let episode = ann.episode_of_new_show("One").await;
    let problem = attach(&ann, &episode, &upload).await.problem(422);
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("not an audio file") && detail.contains("PNG") && detail.contains("MP3"), "{detail}");
    assert!(ann.episode_now(&episode).await["audio"].is_null());
    ann.call("HEAD", &upload).await.expect(404);
}

/// 256 MB of WAV stand for a long recording: memory that grew with the file would show at that size already.
#[tokio::test]
async fn the_memory_of_the_server_does_not_grow_with_the_file() {
    let mut app = App::start().await;
    let ann = app.user("ann@example.org");
    let recording = tone(8000.0);
    assert!(recording.len() >= 256_000_000);
    let upload = begun(&ann, recording.len()).await;
    let mut at = 0;
    for piece in recording.chunks(64 << 20) {
        send(&ann, &upload, at, piece).await.expect(204);
        at += piece.len();
    }
    let episode = ann.episode_of_new_show("Long").await;
    attach(&ann, &episode, &upload).await.expect(200);
    // The same bytes in one request.
    ann.set_audio(&episode, recording).await.expect(200);
    let peak = app.process().peak_memory();
    println!("the server had at most {peak} MiB");
    assert!(peak < 150, "{peak} MiB");
}
