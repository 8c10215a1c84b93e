//! The enclosure: what players and podcast apps ask of it.

use crate::support::{Answer, App, Client, reading};

/// A published episode with the reading; its enclosure's path.
async fn published(ann: &Client) -> &'static str {
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    ann.tell(&episode, "publish").await.expect(200);
    "/listen/show/one.mp3"
}

async fn range(client: &Client, path: &str, range: &str) -> Answer {
    client.get_with(path, "range", range).await
}

#[tokio::test]
async fn a_recording_is_sent_whole_with_its_type_length_and_validator() {
    let app = App::start().await;
    let path = published(&app.user("ann@example.org")).await;
    let recording = reading();
    let listener = app.anonymous();
    let answer = listener.get(path).await.expect(200);
    assert_eq!(answer.body, recording);
    assert_eq!(answer.header("content-type"), "audio/mpeg");
    assert_eq!(answer.header("content-length"), recording.len().to_string());
    assert_eq!(answer.header("accept-ranges"), "bytes");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("etag").starts_with('"'), "a strong validator, as ranges need");
    assert!(answer.header("content-encoding").is_empty());

    let head = listener.call("HEAD", path).await.expect(200);
    assert!(head.body.is_empty());
    for name in ["content-type", "content-length", "accept-ranges", "etag"] {
        assert_eq!(head.header(name), answer.header(name), "{name}");
    }
}

#[tokio::test]
async fn any_part_of_a_recording_can_be_asked_for() {
    let app = App::start().await;
    let path = published(&app.user("ann@example.org")).await;
    let recording = reading();
    let (listener, size) = (app.anonymous(), recording.len());
    for (asked, first, last) in [
        ("bytes=0-0", 0, 0),
        ("bytes=0-1", 0, 1),
        ("bytes=1000-1999", 1000, 1999),
        ("bytes=389000-", 389_000, size - 1),
        ("bytes=-500", size - 500, size - 1),
        ("bytes=389000-9999999", 389_000, size - 1),
    ] {
        let answer = range(&listener, path, asked).await.expect(206);
        assert_eq!(answer.header("content-range"), format!("bytes {first}-{last}/{size}"), "{asked}");
        assert_eq!(answer.body, recording[first..=last], "{asked}");
        assert_eq!(answer.header("content-length"), (last - first + 1).to_string(), "{asked}");
    }
    for whole in ["bytes=5-1", "items=0-1", "bytes=0-1,5-6", "nonsense"] {
        assert_eq!(range(&listener, path, whole).await.expect(200).body.len(), size, "{whole}");
    }
}

#[tokio::test]
async fn a_part_beyond_the_end_is_told_the_size() {
    let app = App::start().await;
    let path = published(&app.user("ann@example.org")).await;
    for asked in ["bytes=389164-", "bytes=999999999-", "bytes=-0"] {
        let answer = range(&app.anonymous(), path, asked).await.expect(416);
        assert_eq!(answer.header("content-range"), "bytes */389164", "{asked}");
    }
}

#[tokio::test]
async fn a_player_that_has_another_version_gets_the_whole_of_this_one() {
    let app = App::start().await;
    let path = published(&app.user("ann@example.org")).await;
    let listener = app.anonymous();
    let etag = listener.get(path).await.header("etag").to_owned();
    let ask = async |tag: &str| {
        let request = listener.request("GET", path).header("range", "bytes=0-9").header("if-range", tag);
        listener.send(request).await
    };
    assert_eq!(ask(&etag).await.expect(206).body.len(), 10);
    assert_eq!(ask("\"another\"").await.expect(200).body.len(), 389_164);
    listener.get_with(path, "if-none-match", &etag).await.expect(304);
    listener.get_with(path, "if-none-match", "\"another\"").await.expect(200);
}

#[tokio::test]
async fn a_new_recording_has_a_new_validator() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let path = published(&ann).await;
    let before = app.anonymous().get(path).await.header("etag").to_owned();
    let episode = ann.get("/api/v1/shows").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let episode = ann.get(&format!("/api/v1/shows/{episode}/episodes")).await.json()["items"][0]["id"].clone();
    ann.set_audio(episode.as_str().unwrap(), reading()).await.expect(200);
    assert_ne!(app.anonymous().get(path).await.expect(200).header("etag"), before);
}

#[tokio::test]
async fn a_draft_is_heard_by_its_makers_only_and_another_extension_by_nobody() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    app.anonymous().get("/listen/show/one.mp3").await.problem(404);
    app.user("bob@example.org").get("/listen/show/one.mp3").await.problem(404);
    assert_eq!(ann.get("/listen/show/one.mp3").await.expect(200).header("cache-control"), "no-store");
    for path in ["/listen/show/one.wav", "/listen/show/one", "/listen/show/..%2fone.mp3", "/listen/show/two.mp3"] {
        ann.get(path).await.problem(404);
    }
}
