//! REST: shows and episodes, problems, versions, keys, cursors and roles.

use std::{
    collections::HashSet,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{App, Client, reading};

const MISSING: &str = "00000000-0000-7000-8000-000000000000";

#[tokio::test]
async fn a_show_is_made_read_changed_and_deleted() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let new = json!({"title": "Deep sea", "description": "Down there.", "language": "de", "category": "Science"});
    let made = ann.post("/api/v1/shows", &new).await.expect(201);
    let show = made.json();
    let path = format!("/api/v1/shows/{}", show["id"].as_str().unwrap());
    assert_eq!(made.header("location"), path);
    assert_eq!((&show["slug"], &show["language"], &show["author"]), (&json!("deep-sea"), &json!("de"), &json!("ann")));

    let changed = ann.patch(&path, &json!({"title": "Deeper sea", "accent": "#0a7d5a"})).await.expect(200).json();
    assert_eq!(changed["title"], "Deeper sea");
    assert_eq!(changed["description"], "Down there.", "what is not named stays");
    assert_eq!(changed["slug"], "deep-sea", "addresses that are out there stay");
    assert_eq!(ann.get(&path).await.expect(200).json(), changed);
    let listed = ann.get("/api/v1/shows").await.expect(200).json();
    assert_eq!(listed["items"], json!([changed]));

    ann.call("DELETE", &path).await.expect(204);
    ann.get(&path).await.problem(404);
}

#[tokio::test]
async fn an_episode_is_made_read_changed_and_deleted() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let new = json!({"title": "One", "notes": "Hello.", "number": 1});
    let made = ann.post(&format!("/api/v1/shows/{show}/episodes"), &new).await.expect(201);
    let episode = made.json();
    let path = format!("/api/v1/episodes/{}", episode["id"].as_str().unwrap());
    assert_eq!(made.header("location"), path);
    assert_eq!((&episode["status"], &episode["slug"]), (&json!("draft"), &json!("one")));

    let changed = ann.patch(&path, &json!({"notes": "Bye.", "number": 2})).await.expect(200).json();
    assert_eq!((&changed["title"], &changed["notes"], &changed["number"]), (&json!("One"), &json!("Bye."), &json!(2)));
    ann.call("DELETE", &path).await.expect(204);
    ann.get(&path).await.problem(404);
}

#[tokio::test]
async fn a_deleted_show_takes_its_episodes_and_recordings_along() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let episode = ann.episode(&show, "One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    let recordings =
        || std::fs::read_dir(app.data().join(format!("objects/audio/{episode}"))).map_or(0, Iterator::count);
    assert_eq!(recordings(), 1);
    ann.call("DELETE", &format!("/api/v1/shows/{show}")).await.expect(204);
    ann.get(&format!("/api/v1/episodes/{episode}")).await.problem(404);
    assert_eq!(recordings(), 0);
}

#[tokio::test]
async fn every_refusal_under_api_is_a_problem() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let nobody = app.anonymous();
    let show = ann.show("Show").await;
    let episodes = format!("/api/v1/shows/{show}/episodes");

    nobody.get("/api/v1/shows").await.problem(401);
    for path in ["/api/v1/nothing", "/api/v1/shows/not-an-id", &format!("/api/v1/shows/{MISSING}"), "/api/"] {
        ann.get(path).await.problem(404);
    }
    let other_method = ann.call("DELETE", "/api/v1/me").await;
    other_method.problem(405);
    assert!(other_method.header("allow").contains("GET"), "it says what is allowed");
    ann.get(&format!("{episodes}?limit=many")).await.problem(400);
    ann.get(&format!("{episodes}?cursor=none")).await.problem(400);
    for (body, status) in [("{", 400), ("not json", 400), ("[]", 422), (r#"{"title": 5}"#, 422)] {
        let request = ann.request("POST", "/api/v1/shows").header("content-type", "application/json").body(body);
        ann.send(request).await.problem(status);
    }
    let too_long = json!({"title": "x", "notes": "n".repeat(1024 * 1024)});
    ann.post(&episodes, &too_long).await.problem(413);
    // A draft with nothing in it.
    let empty = ann.episode(&show, "Empty").await;
    ann.tell(&empty, "publish").await.problem(409);
    ann.tell(&empty, "process").await.problem(409);
}

/// A client of the plain kind: it sends all of its body before it reads, and gives up when it cannot.
#[tokio::test]
async fn a_refusal_arrives_although_the_body_was_not_read() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let body = vec![b'x'; 8 << 20];
    let head = format!(
        "POST /api/v1/shows HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        ann.token(),
        body.len()
    );
    let address = app.url.trim_start_matches("http://").to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(head.as_bytes())?;
        for piece in body.chunks(64 << 10) {
            stream.write_all(piece)?;
            std::thread::sleep(Duration::from_millis(1));
        }
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
    });
    assert_eq!(answer.await.unwrap().expect("no reset"), "HTTP/1.1 413");
}

#[tokio::test]
async fn all_wrong_fields_are_named_at_once_and_nothing_is_made() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let bad = json!({"title": "  ", "language": "english", "slug": "No Slug", "author": "a\nb"});
    let mut fields = ann.post("/api/v1/shows", &bad).await.wrong_fields();
    fields.sort();
    assert_eq!(fields, ["author", "language", "slug", "title"]);
    assert_eq!(ann.get("/api/v1/shows").await.json()["items"], json!([]));

    assert_eq!(ann.post("/api/v1/shows", &json!({"title": "A", "titel": "B"})).await.wrong_fields(), ["titel"]);
    let show = ann.show("Show").await;
    let path = format!("/api/v1/shows/{show}/episodes");
    let bad = json!({"title": "x".repeat(201), "number": 0, "notes": "a\u{0}b"});
    let mut fields = ann.post(&path, &bad).await.wrong_fields();
    fields.sort();
    assert_eq!(fields, ["notes", "number", "title"]);
    ann.post(&path, &json!({"title": "One", "slug": "one"})).await.expect(201);
    assert_eq!(ann.post(&path, &json!({"title": "Two", "slug": "one"})).await.wrong_fields(), ["slug"]);
}

#[tokio::test]
async fn a_write_with_an_old_version_is_refused_and_overwrites_nothing() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let show = ann.episode_now(&episode).await["show_id"].as_str().unwrap().to_owned();
    for path in [format!("/api/v1/episodes/{episode}"), format!("/api/v1/shows/{show}")] {
        let read = ann.get(&path).await.expect(200).header("etag").to_owned();
        let save = async |etag: &str, title: &str| {
            let body = json!({"title": title});
            ann.send(ann.request("PATCH", &path).header("if-match", etag).json(&body)).await
        };
        let first = save(&read, "Theirs").await.expect(200);
        assert_ne!(first.header("etag"), read);
        let late = save(&read, "Mine").await;
        assert!(late.problem(412)["detail"].as_str().unwrap().contains("Nothing of theirs was overwritten"));
        assert_eq!(ann.get(&path).await.json()["title"], "Theirs");
        save("\"something else\"", "Mine").await.problem(412);
        save("*", "Any").await.expect(200);
        save(ann.get(&path).await.header("etag"), "Mine").await.expect(200);
    }
}

#[tokio::test]
async fn a_form_that_somebody_else_overtook_keeps_what_was_typed() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let version = ann.episode_now(&episode).await["version"].to_string();
    ann.patch(&format!("/api/v1/episodes/{episode}"), &json!({"title": "Theirs"})).await.expect(200);
    let form = [("title", "My new title"), ("notes", "An hour of typing"), ("version", &version)];
    let page = ann.form(&format!("/studio/episodes/{episode}"), &form).await.expect(409).text();
    assert!(page.contains("My new title") && page.contains("An hour of typing"));
    assert_eq!(ann.episode_now(&episode).await["title"], "Theirs");
}

#[tokio::test]
async fn a_create_that_is_sent_twice_with_one_key_makes_one_thing() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let create = async |client: &Client, path: &str, key: &str| {
        let request = client.request("POST", path).header("idempotency-key", key).json(&json!({"title": "Once"}));
        client.send(request).await.expect(201).json()["id"].as_str().unwrap().to_owned()
    };
    let show = create(&ann, "/api/v1/shows", "a").await;
    assert_eq!(create(&ann, "/api/v1/shows", "a").await, show);
    let episodes = format!("/api/v1/shows/{show}/episodes");
    let episode = create(&ann, &episodes, "b").await;
    assert_eq!(create(&ann, &episodes, "b").await, episode);
    assert_ne!(create(&ann, &episodes, "c").await, episode);
    // Another person's key is another key.
    let bob = app.user("bob@example.org");
    assert_ne!(create(&bob, "/api/v1/shows", "a").await, show);

    let long = "k".repeat(201);
    let request = ann.request("POST", "/api/v1/shows").header("idempotency-key", long).json(&json!({"title": "x"}));
    assert_eq!(ann.send(request).await.wrong_fields(), ["Idempotency-Key"]);
}

#[tokio::test]
async fn a_create_that_is_sent_twice_at_the_same_moment_makes_one_thing() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let create = async || {
        let request =
            ann.request("POST", "/api/v1/shows").header("idempotency-key", "k").json(&json!({"title": "Once"}));
        ann.send(request).await.expect(201).json()["id"].clone()
    };
    let (a, b, c) = tokio::join!(create(), create(), create());
    assert!(a == b && b == c, "{a} {b} {c}");
    assert_eq!(ann.get("/api/v1/shows").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn paging_through_120_episodes_neither_loses_nor_repeats_one() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let mut made = Vec::new();
    for n in 1..=120 {
        made.push(ann.episode(&show, &format!("Episode {n}")).await);
    }
    let mut seen = Vec::new();
    let mut path = format!("/api/v1/shows/{show}/episodes?limit=50");
    let mut pages = 0;
    loop {
        let page = ann.get(&path).await.expect(200).json();
        pages += 1;
        seen.extend(page["items"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()));
        if pages == 1 {
            // One that is made while somebody pages moves nothing.
            ann.episode(&show, "In between").await;
        }
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/shows/{show}/episodes?limit=50&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(pages, 3);
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 120);
    made.reverse();
    assert_eq!(seen, made, "newest first");
}

#[tokio::test]
async fn any_name_in_any_script_comes_back_as_it_was_typed() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("عرض البودكاست").await;
    let names = [
        "🎧👩‍🚀 emoji",
        "\"Quotes\" and 'apostrophes'",
        "slashes / and \\ back",
        "<script>alert(1)</script>",
        "مرحبا بالعالم",
        "日本語の番組",
        "a & b; drop table episodes --",
        "%2e%2e%2f",
        "🎧",
    ];
    let mut slugs = HashSet::new();
    for name in names {
        let episode = ann.episode(&show, name).await;
        let found = ann.episode_now(&episode).await;
        assert_eq!(found["title"], name);
        let slug = found["slug"].as_str().unwrap().to_owned();
        assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{slug}");
        assert!(slugs.insert(slug), "addresses are unique");
        let page = ann.get(&format!("/studio/episodes/{episode}")).await.expect(200).text();
        assert!(!page.contains("<script>alert"), "names are text");
    }
}

/// Gives somebody a role, as inviting people will.
async fn give_role(app: &App, show: &str, email: &str, role: &str) {
    let sql = format!("insert into show_members select '{show}', id, '{role}' from users where email = '{email}'");
    app.database().execute(&sql).await;
}

#[tokio::test]
async fn a_stranger_finds_nothing_and_a_viewer_changes_nothing() {
    let app = App::start().await;
    let owner = app.user("owner@example.org");
    let show = owner.show("Show").await;
    let episode = owner.episode(&show, "One").await;
    let (stranger, viewer, editor) = (app.user("s@example.org"), app.user("v@example.org"), app.user("e@example.org"));
    give_role(&app, &show, "v@example.org", "viewer").await;
    give_role(&app, &show, "e@example.org", "editor").await;

    let paths = [
        format!("/api/v1/shows/{show}"),
        format!("/api/v1/shows/{show}/episodes"),
        format!("/api/v1/episodes/{episode}"),
    ];
    for path in &paths {
        stranger.get(path).await.problem(404);
        viewer.get(path).await.expect(200);
    }
    assert_eq!(stranger.get("/api/v1/shows").await.json()["items"], json!([]));

    let title = json!({"title": "Changed"});
    let writes: Vec<(&str, String, Option<&Value>)> = vec![
        ("PATCH", format!("/api/v1/shows/{show}"), Some(&title)),
        ("DELETE", format!("/api/v1/shows/{show}"), None),
        ("POST", format!("/api/v1/shows/{show}/episodes"), Some(&title)),
        ("PATCH", format!("/api/v1/episodes/{episode}"), Some(&title)),
        ("DELETE", format!("/api/v1/episodes/{episode}"), None),
        ("POST", format!("/api/v1/episodes/{episode}/process"), None),
        ("POST", format!("/api/v1/episodes/{episode}/cancel"), None),
        ("POST", format!("/api/v1/episodes/{episode}/publish"), None),
        ("POST", format!("/api/v1/episodes/{episode}/unpublish"), None),
        ("PUT", format!("/api/v1/episodes/{episode}/audio"), None),
        ("PUT", format!("/api/v1/episodes/{episode}/transcript"), None),
    ];
    for (method, path, body) in &writes {
        for (person, status) in [(&stranger, 404), (&viewer, 403)] {
            let mut request = person.request(method, path);
            request = match body {
                Some(body) => request.json(body),
                None if *method == "PUT" => request.body("Hello there, this is a line."),
                None => request,
            };
            let answer = person.send(request).await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
            answer.problem(status);
        }
    }
    editor.patch(&format!("/api/v1/episodes/{episode}"), &title).await.expect(200);
    editor.patch(&format!("/api/v1/shows/{show}"), &title).await.problem(403);
    assert_eq!(owner.get(&format!("/api/v1/shows/{show}")).await.json()["title"], "Show");
}

#[tokio::test]
async fn an_administrator_of_the_instance_may_everything() {
    let app = App::start().await;
    let owner = app.user("owner@example.org");
    let show = owner.show("Show").await;
    let admin = app.admin();
    admin.patch(&format!("/api/v1/shows/{show}"), &json!({"title": "Renamed"})).await.expect(200);
    admin.call("DELETE", &format!("/api/v1/shows/{show}")).await.expect(204);
}

#[tokio::test]
async fn artwork_is_a_picture_by_its_bytes_and_keeps_its_address_until_it_changes() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let path = format!("/api/v1/shows/{show}/artwork");
    let picture = crate::support::fixture("cover.png");
    let url = ann.put(&path, "image/jpeg", picture.clone()).await.expect(200).json()["artwork_url"].clone();
    let url = url.as_str().expect("an address").to_owned();
    let found = app.anonymous().get(&url).await.expect(200);
    assert_eq!((found.header("content-type"), &found.body[..]), ("image/png", &picture[..]));
    ann.put(&path, "image/png", "<svg onload=alert(1)>").await.problem(422);
    assert_eq!(ann.get(&format!("/api/v1/shows/{show}")).await.json()["artwork_url"], url.as_str());
}
