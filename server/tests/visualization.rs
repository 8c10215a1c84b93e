//! How a show's episode pages look: what is chosen is on the public page at once, and what cannot be seen is refused.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, App, Client, TALK, eventually, silence};

fn path(show: &str) -> String {
    format!("/api/v1/shows/{show}/visualization-settings")
}

async fn set(client: &Client, show: &str, settings: &Value) -> Answer {
    client.send(client.request("PUT", &path(show)).json(settings)).await
}

/// A show with a published episode in which everything was found; its id.
async fn talk(ann: &Client) -> String {
    let show = ann.show("Show").await;
    let episode = ann.episode(&show, "One").await;
    ann.set_audio(&episode, silence(36.0)).await.expect(200);
    ann.set_transcript(&episode, TALK).await.expect(200);
    ann.process(&episode).await;
    ann.tell(&episode, "publish").await.expect(200);
    show
}

/// The public page, once it is so. A kept page expires after a minute, so half of one is what proves that it was forgotten.
async fn page(app: &App, what: &str, is_so: impl Fn(&str) -> bool) -> String {
    let nobody = app.anonymous();
    let look = eventually(what, async || {
        let page = nobody.get("/shows/show/one").await.expect(200).text();
        is_so(&page).then_some(page)
    });
    tokio::time::timeout(Duration::from_secs(30), look).await.unwrap_or_else(|_| panic!("in vain: {what}"))
}

/// Where a text stands in a page.
#[track_caller]
fn at(page: &str, text: &str) -> usize {
    page.find(text).unwrap_or_else(|| panic!("no {text}"))
}

#[tokio::test]
async fn nothing_chosen_is_the_default_and_leaves_no_trace_on_the_page() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = talk(&ann).await;
    let answer = app.anonymous().get(&path(&show)).await.expect(200);
    assert_eq!(answer.header("etag"), ann.get(&format!("/api/v1/shows/{show}")).await.expect(200).header("etag"));
    let settings = answer.json();
    assert_eq!(
        (&settings["theme"], &settings["accent"], &settings["voices"], &settings["embed"]),
        (&json!("auto"), &json!(null), &json!([]), &json!("card"))
    );
    let panels = settings["panels"].as_array().unwrap();
    assert_eq!((panels.len(), &panels[0]), (12, &json!({"kind": "waveform", "shown": true})));
    let kinds = settings_kinds(&settings);
    assert_eq!(kinds[kinds.iter().position(|kind| kind == "talk_time").unwrap() + 1], "voices");
    assert!(panels.iter().all(|panel| panel["shown"] == true));

    let before = app.anonymous().get("/shows/show/one").await.expect(200).text();
    assert!(before.starts_with("<!DOCTYPE html><html lang=\"en\"><head>"));
    assert!(before.contains("style=\"--accent-seed:#14694e\">"));
    for there in ["id=\"waveform\"", "id=\"chapters\"", "id=\"in-short\"", "Worth quoting", "Questions asked"] {
        at(&before, there);
    }

    // What is set to be as it was is as if it had never been set.
    set(&ann, &show, &settings).await.expect(200);
    let kept: bool = app.database().value("select visualization is null from shows").await;
    assert!(kept);
}

#[tokio::test]
async fn what_is_chosen_is_stored_and_on_the_page_at_once() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = talk(&ann).await;
    // Looked at until it is a kept page.
    for _ in 0..3 {
        app.anonymous().get("/shows/show/one").await.expect(200);
    }
    let wish = json!({
        "theme": "dark", "accent": "#B4235A", "voices": ["#5fb0ea", "#f2924f"], "embed": "compact",
        "panels": [
            {"kind": "chapters", "shown": true}, {"kind": "questions", "shown": true}, {"kind": "talk_time", "shown": true},
            {"kind": "quotes", "shown": false},
        ],
    });
    let answer = set(&ann, &show, &wish).await.expect(200);
    let settings = answer.json();
    assert_eq!((&settings["accent"], &settings["voices"]), (&json!("#b4235a"), &wish["voices"]));
    assert_eq!(settings["panels"].as_array().unwrap()[..4], wish["panels"].as_array().unwrap()[..]);
    assert_eq!(settings["panels"].as_array().unwrap().len(), 12, "the others follow");
    let read = app.anonymous().get(&path(&show)).await.expect(200);
    assert_eq!((read.json(), read.header("etag")), (settings, answer.header("etag")));
    assert_eq!(ann.get(&format!("/api/v1/shows/{show}")).await.expect(200).json()["accent"], "#b4235a", "one accent");

    let html = page(&app, "the dark page", |page| page.contains("data-theme=\"dark\"")).await;
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\" data-theme=\"dark\"><head>"));
    assert!(html.contains("style=\"--accent-seed:#b4235a;--c0:#5fb0ea;--c1:#f2924f\">"));
    assert!(html.contains("<meta name=\"color-scheme\" content=\"dark\">"));
    assert!(!html.contains("Worth quoting"), "what is hidden is gone");
    let questions = at(&html, "Questions asked");
    assert!(questions < at(&html, "data-chart=\"talk-time\"") && questions < at(&html, "Key phrases"));
    assert!(at(&html, "id=\"chapters\"") < at(&html, "id=\"waveform\""));
    assert_eq!(html.matches("data-chart=\"talk-time\"").count(), 1);

    // Everything can be hidden; then nothing leads there either.
    let kinds = settings_kinds(&read.json());
    let nothing: Vec<Value> = kinds.iter().map(|kind| json!({"kind": kind, "shown": false})).collect();
    set(&ann, &show, &json!({"panels": nothing})).await.expect(200);
    let html = page(&app, "the bare page", |page| !page.contains("id=\"findings\"")).await;
    for gone in [
        "id=\"waveform\"",
        "id=\"chapters\"",
        "id=\"in-short\"",
        "href=\"#chapters\"",
        "href=\"#findings\"",
        "data-theme",
        "--c0:#",
    ] {
        assert!(!html.contains(gone), "{gone}");
    }
    assert!(html.contains("id=\"transcript\""), "the words stay");

    let audited: i64 =
        app.database().value("select count(*) from audit_log where action = 'show.set_visualization'").await;
    assert_eq!(audited, 2);
}

fn settings_kinds(settings: &Value) -> Vec<String> {
    settings["panels"].as_array().unwrap().iter().map(|p| p["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn settings_from_before_the_chart_of_voices_keep_their_order_and_have_it_below_talk_time() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = talk(&ann).await;
    let old = "update shows set visualization = '{\"theme\": \"dark\", \"accent\": null, \"voices\": [], \"embed\": \"card\", \"panels\": [
        {\"kind\": \"waveform\", \"shown\": true}, {\"kind\": \"talk_time\", \"shown\": SHOWN}, {\"kind\": \"quotes\", \"shown\": false}]}'";
    let migration = include_str!("../../migrations/0010_voices.sql");
    for shown in [true, false] {
        app.database().execute(&old.replace("SHOWN", &shown.to_string())).await;
        let before = ann.get(&path(&show)).await.expect(200).json();
        assert_eq!((&before["theme"], before["panels"].as_array().unwrap().len()), (&json!("dark"), 12));
        assert!(before["panels"].as_array().unwrap().contains(&json!({"kind": "voices", "shown": true})));
        // Twice: who is there already stays as it is.
        for statement in [migration, migration].concat().split_inclusive(";\n") {
            app.database().execute(statement).await;
        }
        let after = ann.get(&path(&show)).await.expect(200).json();
        assert_eq!((&after["theme"], after["panels"].as_array().unwrap().len()), (&json!("dark"), 12));
        assert_eq!(settings_kinds(&after)[..4], ["waveform", "talk_time", "voices", "quotes"]);
        assert_eq!(after["panels"][2]["shown"], shown, "shown where talk time is");
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_with_its_field_and_the_way_out() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let before = ann.get(&path(&show)).await.expect(200).json();

    let faint = json!({"theme": "light", "voices": ["#0069a8", "#c04f00", "#ffee00"]});
    let refused = set(&ann, &show, &faint).await;
    assert_eq!(refused.wrong_fields(), ["voices[2]"]);
    let message = refused.json()["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("1.1:1 on light"), "{message}");
    let near = message.rsplit('#').next().unwrap()[..6].to_owned();
    set(&ann, &show, &json!({"theme": "light", "voices": [format!("#{near}")]})).await.expect(200);
    // The same colour shines on dark paper, and on both it does not pass.
    set(&ann, &show, &json!({"theme": "dark", "voices": ["#ffee00"]})).await.expect(200);
    assert_eq!(set(&ann, &show, &json!({"voices": ["#ffee00"]})).await.wrong_fields(), ["voices[0]"]);

    let quotes = json!({"kind": "quotes", "shown": true});
    for (wish, field) in [
        (json!({"accent": "red;background:url(//evil.example)"}), "accent"),
        (json!({"voices": ["#12345g"]}), "voices[0]"),
        (json!({"voices": vec!["#777777"; 9]}), "voices"),
        (json!({"theme": "sepia"}), "theme"),
        (json!({"embed": "poster"}), "embed"),
        (json!({"panels": [quotes, quotes]}), "panels[1].kind"),
        (json!({"panels": [{"kind": "horoscope", "shown": true}]}), "panels[0].kind"),
    ] {
        assert_eq!(set(&ann, &show, &wish).await.wrong_fields(), [field], "{wish}");
    }
    set(&ann, &show, &json!({"colour": "#000000"})).await.problem(422);
    set(&ann, &show, &before).await.expect(200);
    assert_eq!(ann.get(&path(&show)).await.expect(200).json(), before);
}

#[tokio::test]
async fn only_who_manages_the_show_sets_them_and_nobody_overwrites_unseen() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let (stranger, editor) = (app.user("s@example.org"), app.user("e@example.org"));
    let role =
        format!("insert into show_members select '{show}', id, 'editor' from users where email = 'e@example.org'");
    app.database().execute(&role).await;

    let dark = json!({"theme": "dark"});
    set(&app.anonymous(), &show, &dark).await.problem(401);
    set(&stranger, &show, &dark).await.problem(404);
    set(&editor, &show, &dark).await.problem(403);
    for client in [&stranger, &editor, &app.anonymous()] {
        assert_eq!(client.get(&path(&show)).await.expect(200).json()["theme"], "auto", "to be seen by all");
    }
    let appearance = format!("/studio/shows/{show}/appearance");
    for (client, status) in [(&stranger, 404), (&editor, 403)] {
        client.get(&appearance).await.expect(status);
        let form = [("do", "save"), ("theme", "dark"), ("embed", "card")];
        client.form(&appearance, &form).await.expect(status);
        client.form(&format!("{appearance}/reset"), &[]).await.expect(status);
    }
    ann.get(&path("00000000-0000-0000-0000-000000000000")).await.problem(404);

    let tag = ann.get(&path(&show)).await.expect(200).header("etag").to_owned();
    ann.patch(&format!("/api/v1/shows/{show}"), &json!({"title": "Other"})).await.expect(200);
    let late = ann.request("PUT", &path(&show)).header("if-match", &tag).json(&dark);
    ann.send(late).await.problem(412);
    let now = ann.get(&path(&show)).await.expect(200);
    assert_eq!(now.json()["theme"], "auto");
    let seen = ann.request("PUT", &path(&show)).header("if-match", now.header("etag")).json(&dark);
    ann.send(seen).await.expect(200);
}

#[tokio::test]
async fn the_studio_previews_moves_saves_and_resets() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = talk(&ann).await;
    let appearance = format!("/studio/shows/{show}/appearance");
    let studio = ann.get(&format!("/studio/shows/{show}")).await.expect(200).text();
    at(&studio, &format!("href=\"{appearance}\""));
    let html = ann.get(&appearance).await.expect(200).text();
    at(&html, "A piece of the page of the newest episode.");
    // The row of a panel has its title too: the piece of the page comes after the form.
    at(&html[at(&html, "data-look=\"quotes\"")..], "Worth quoting");
    at(&html, "Who speaks when");
    at(&html[at(&html, "data-look=\"voices\"")..], "data-chart=\"voices\"");

    let settings = ann.get(&path(&show)).await.expect(200).json();
    let kinds = settings_kinds(&settings);
    let mut fields = vec![("theme", "dark"), ("accent", "#14694e"), ("voices[0]", "#5fb0ea"), ("embed", "compact")];
    fields.extend(kinds.iter().map(|kind| ("panel", kind.as_str())));
    fields.extend(kinds.iter().filter(|kind| *kind != "quotes").map(|kind| ("shown", kind.as_str())));
    let with = |more: &[(&'static str, &'static str)]| [&fields[..], more].concat();

    let html = ann.form(&appearance, &with(&[("do", "preview")])).await.expect(200).text();
    at(&html, "data-theme=\"dark\"");
    at(&html, "style=\"--accent-seed:#14694e;--c0:#5fb0ea");
    at(&html, "nothing is saved yet");
    let html = ann.form(&appearance, &with(&[("up", "talk_time")])).await.expect(200).text();
    assert!(at(&html, "data-panel=\"talk_time\"") < at(&html, "data-panel=\"quotes\""));
    assert!(at(&html, "data-look=\"talk_time\"") < at(&html, "data-look=\"quotes\""));
    at(&html, "name=\"voices[0]\" type=\"text\" value=\"#5fb0ea\"");
    assert_eq!(ann.get(&path(&show)).await.expect(200).json(), settings, "nothing was saved");

    let html = ann.form(&appearance, &with(&[("voices[1]", "#111111"), ("do", "save")])).await.expect(422).text();
    at(&html, "<title>Error: ");
    at(&html, "href=\"#field-voices[1]\"");
    at(&html, "id=\"error-voices[1]\"");
    at(&html, "value=\"#111111\"");

    // Made from what was there before somebody else saved: refused once, then meant.
    let version = ann.get(&format!("/api/v1/shows/{show}")).await.expect(200).json()["version"].to_string();
    ann.patch(&format!("/api/v1/shows/{show}"), &json!({"category": "Arts"})).await.expect(200);
    let old: Vec<(&str, &str)> = [&with(&[("do", "save")])[..], &[("version", version.as_str())]].concat();
    ann.form(&appearance, &old).await.expect(409);

    let html = ann.form(&appearance, &with(&[("do", "save")])).await.expect(200).text();
    at(&html, "Saved.");
    let saved = ann.get(&path(&show)).await.expect(200).json();
    assert_eq!(
        (&saved["theme"], &saved["accent"], &saved["voices"], &saved["embed"]),
        (&json!("dark"), &json!(null), &json!(["#5fb0ea"]), &json!("compact"))
    );
    let html = page(&app, "the page without quotes", |page| !page.contains("Worth quoting")).await;
    at(&html, "data-theme=\"dark\"");

    ann.form(&format!("{appearance}/reset"), &[]).await.expect(200);
    assert_eq!(ann.get(&path(&show)).await.expect(200).json(), settings);
    page(&app, "the page as ever", |page| page.contains("Worth quoting") && !page.contains("data-theme")).await;
}
