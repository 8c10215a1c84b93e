//! Editing a transcript: nothing is lost, whoever edits beside whom, and everything comes back.

use serde_json::{Value, json};

use crate::support::{App, Client, Setup, bytes_of, eventually, reading};

const TALK: &str = "WEBVTT

00:00:00.000 --> 00:00:02.000
<v Ann>Hello and welcome to the the show.

00:00:02.000 --> 00:00:05.000
<v Bob>Thank you, it is good to be here.

00:00:05.000 --> 00:00:09.000
<v Ann>We talk about leptoss today.
";

async fn talk(ann: &Client) -> String {
    let episode = ann.episode_of_new_show("One").await;
    ann.set_transcript(&episode, TALK).await.expect(200);
    episode
}

fn path(episode: &str, rest: &str) -> String {
    format!("/api/v1/episodes/{episode}/transcript{rest}")
}

/// The sentences with their speakers.
async fn lines(client: &Client, episode: &str) -> Vec<(String, String)> {
    let doc = client.get(&path(episode, "?format=json")).await.expect(200).json();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    doc["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (text(&s["speaker"]), text(&s["body"]).trim().to_owned()))
        .collect()
}

async fn all(client: &Client, episode: &str) -> String {
    lines(client, episode).await.into_iter().map(|(who, what)| format!("{who}: {what}\n")).collect()
}

async fn edit(client: &Client, episode: &str, edit: Value) -> Value {
    client.post(&path(episode, "/edits"), &json!({"seen": 0, "edits": [edit]})).await.expect(200).json()
}

fn text(segment: usize, was: &str, text: &str) -> Value {
    json!({"segment": segment, "was": was, "change": "text", "text": text})
}

const BOB: &str = "Thank you, it is good to be here.";

#[tokio::test]
async fn words_are_changed_undone_and_done_again() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let before = ann.get(&path(&episode, "?format=vtt")).await.text();

    let answer = edit(&ann, &episode, text(1, BOB, "Thank you, it is great to be here!")).await;
    assert_eq!(answer["conflicts"], json!([]));
    assert!(all(&ann, &episode).await.contains("Bob: Thank you, it is great to be here!"));

    ann.post(&path(&episode, "/undo"), &json!({})).await.expect(200);
    assert_eq!(ann.get(&path(&episode, "?format=vtt")).await.text(), before, "to the millisecond");
    ann.post(&path(&episode, "/redo"), &json!({})).await.expect(200);
    assert!(all(&ann, &episode).await.contains("great to be here!"));
    ann.post(&path(&episode, "/redo"), &json!({})).await.problem(409);
    ann.post(&path(&episode, "/undo"), &json!({})).await.expect(200);
    ann.post(&path(&episode, "/undo"), &json!({})).await.problem(409);
}

#[tokio::test]
async fn two_editors_lose_nothing() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let seen = edit(&ann, &episode, text(9, "no such sentence", "x")).await["revision"].as_i64().unwrap();

    // One divides the first sentence; the other, who has not seen it, changes the second.
    let first = lines(&ann, &episode).await[0].1.clone();
    edit(&ann, &episode, json!({"segment": 0, "was": first, "change": "split", "word": 3})).await;
    let body = json!({"seen": seen, "edits": [text(1, BOB, "Thanks, it is good to be here.")]});
    let answer = ann.post(&path(&episode, "/edits"), &body).await.expect(200).json();
    assert_eq!(answer["conflicts"], json!([]));
    assert_eq!(answer["changes"].as_array().unwrap().len(), 2, "theirs and mine");
    assert_eq!(lines(&ann, &episode).await[2].1, "Thanks, it is good to be here.");

    // Both change the same sentence: the later one is told, and nothing is overwritten.
    let answer = edit(&ann, &episode, text(2, BOB, "Something else.")).await;
    assert_eq!(answer["conflicts"], json!([{"edit": 0, "now": "Thanks, it is good to be here."}]));
    assert!(all(&ann, &episode).await.contains("Thanks, it is good to be here."));
}

#[tokio::test]
async fn the_page_and_its_files_show_an_edit_at_once() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    ann.tell(&episode, "publish").await.expect(200);
    let listener = app.anonymous();
    for _ in 0..2 {
        assert!(listener.get("/shows/show/one").await.text().contains("good to be here"));
    }
    edit(&ann, &episode, text(1, BOB, "Thank you, it is wonderful.")).await;
    for file in ["", "/transcript.vtt", "/transcript.srt", "/transcript.json", "/transcript.txt", "/transcript.html"] {
        let found = crate::support::eventually("the edit on the page", async || {
            let text = listener.get(&format!("/shows/show/one{file}")).await.expect(200).text();
            text.contains("wonderful").then_some(text)
        });
        assert!(!found.await.contains("good to be here"), "{file}");
    }
}

#[tokio::test]
async fn versions_are_kept_compared_and_brought_back() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let before = all(&ann, &episode).await;
    edit(&ann, &episode, text(1, BOB, "Thank you very much.")).await;
    edit(&ann, &episode, text(1, "Thank you very much.", "Thank you all very much.")).await;

    let versions = ann.get(&path(&episode, "/versions")).await.expect(200).json();
    let versions = versions["items"].as_array().unwrap();
    assert_eq!(versions.len(), 2, "one sitting is one version: {versions:?}");
    assert_eq!((versions[0]["source"].as_str(), versions[1]["source"].as_str()), (Some("edited"), Some("uploaded")));
    let old = versions[1]["revision"].as_i64().unwrap();
    let different = ann.get(&path(&episode, &format!("/versions/{old}"))).await.expect(200).json();
    assert_eq!(different["items"].as_array().unwrap().len(), 1, "{different}");
    assert!(
        different["items"][0]["words"].as_array().unwrap().contains(&json!({"same": "Thank you"}))
            || different.to_string().contains("all")
    );

    ann.post(&path(&episode, &format!("/versions/{old}")), &json!({})).await.expect(204);
    assert_eq!(all(&ann, &episode).await, before);
    let versions = ann.get(&path(&episode, "/versions")).await.expect(200).json();
    assert_eq!(versions["items"].as_array().unwrap().len(), 3, "what stood there is a version too");
    ann.get(&path(&episode, "/versions/999")).await.problem(404);
}

/// A person of the show, once their episode is published: on its page and in the feed, with their photo.
async fn speaks_publicly(app: &App, ann: &Client, episode: &str, show: &str, person: &str) {
    ann.tell(episode, "publish").await.expect(200);
    let slug = ann.get(&format!("/api/v1/shows/{show}")).await.json()["slug"].as_str().unwrap().to_owned();
    let everybody = app.anonymous();
    let page_path = format!("/shows/{slug}/{}", ann.episode_now(episode).await["slug"].as_str().unwrap());
    // Nobody has looked at the page since the speaker got the name.
    let feed = everybody.get(&format!("/shows/{slug}/feed.xml")).await.expect(200).text();
    assert!(feed.contains(">Robert Roe</podcast:person>"), "{feed}");
    let page = everybody.get(&page_path).await.expect(200).text();
    assert!(page.contains(r#"<a href="https://example.org/" rel="noopener">Robert Roe</a>"#), "{page}");
    assert!(page.contains("Who speaks"));

    let photo = format!("{person}/photo");
    ann.put(&photo, "image/png", b"no picture".to_vec()).await.problem(422);
    app.anonymous().put(&photo, "image/png", bytes_of("demo/artwork.png")).await.problem(401);
    ann.put(&photo, "image/png", bytes_of("demo/artwork.png")).await.expect(204);
    let persons = ann.get(&format!("/api/v1/shows/{show}/persons")).await.expect(200).json();
    let url = persons["items"][0]["photo_url"].as_str().unwrap().to_owned();
    let answer = everybody.get(&url).await.expect(200);
    assert_eq!(answer.header("content-type"), "image/png");
    assert_eq!(answer.body, bytes_of("demo/artwork.png"));
    eventually("the page with the photo", async || {
        everybody.get(&page_path).await.expect(200).text().contains(&url).then_some(())
    })
    .await;
    let feed = everybody.get(&format!("/shows/{slug}/feed.xml")).await.expect(200).text();
    let tag = format!(r#"{url}" href="https://example.org/">Robert Roe</podcast:person>"#);
    assert!(feed.contains(r#"<podcast:person role="guest" img=""#) && feed.contains(&tag), "{feed}");
    let studio = format!("/studio/episodes/{episode}/transcript/speakers");
    let form = async |fields: &[(&'static str, &'static str)], picture: Vec<u8>| {
        let same = [("from", "Robert Roe"), ("to", "Robert Roe"), ("role", "guest"), ("link", "https://example.org/")];
        let form = same
            .iter()
            .chain(fields)
            .fold(reqwest::multipart::Form::new(), |form, (name, value)| form.text(*name, *value));
        let named = if picture.is_empty() { "" } else { "face.png" };
        let form = form.part("photo", reqwest::multipart::Part::bytes(picture).file_name(named));
        ann.send(ann.request("POST", &studio).multipart(form)).await
    };
    let refused = form(&[], bytes_of("demo/artwork.png")).await.expect(422).text();
    assert!(refused.contains("A photo is kept with a person of the show"), "{refused}");
    let refused = form(&[("remember", "yes")], b"no picture".to_vec()).await.expect(422).text();
    assert!(refused.contains("The photo is not a JPEG, PNG or WebP picture"), "{refused}");
    form(&[("remember", "yes")], Vec::new()).await.expect(303);
    everybody.get(&url).await.expect(200);
    form(&[("remember", "yes"), ("no_photo", "yes")], Vec::new()).await.expect(303);
    everybody.get(&url).await.expect(404);
    form(&[("remember", "yes")], bytes_of("demo/artwork.png")).await.expect(303);
    everybody.get(&url).await.expect(200);
    ann.put(&photo, "image/png", Vec::new()).await.expect(204);
    everybody.get(&url).await.expect(404);
}

#[tokio::test]
async fn a_run_of_the_pipeline_leaves_edited_words_alone() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    edit(&ann, &episode, text(1, BOB, "thank you. it is good")).await;
    let before = all(&ann, &episode).await;
    ann.tell(&episode, "process").await.expect(202);
    ann.finished(&episode).await;
    assert_eq!(all(&ann, &episode).await, before);
}

#[tokio::test]
async fn a_name_a_word_and_a_glossary_are_corrected_in_the_studio() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let studio = format!("/studio/episodes/{episode}/transcript");

    let page = ann.get(&format!("{studio}?find=welcome&replace=hi")).await.expect(200).text();
    assert!(page.contains("1 place") && page.contains("<del>welcome</del>"), "{page}");
    ann.form(&format!("{studio}/replace"), &[("find", "welcome"), ("replace", "hi"), ("show", "yes")])
        .await
        .expect(200);
    assert!(all(&ann, &episode).await.contains("Hello and hi to"));

    let person = [
        ("from", "Bob"),
        ("to", "Robert Roe"),
        ("remember", "yes"),
        ("role", "guest"),
        ("link", "https://example.org/"),
    ];
    ann.form(&format!("{studio}/speakers"), &person).await.expect(303);
    assert!(all(&ann, &episode).await.contains("Robert Roe: Thank you"));
    let show = ann.episode_now(&episode).await["show_id"].as_str().unwrap().to_owned();
    let persons = ann.get(&format!("/api/v1/shows/{show}/persons")).await.expect(200).json();
    assert_eq!(persons["items"][0]["name"], "Robert Roe");
    let person = format!("/api/v1/shows/{show}/persons/{}", persons["items"][0]["id"].as_str().unwrap());
    speaks_publicly(&app, &ann, &episode, &show, &person).await;
    ann.call("DELETE", &person).await.expect(204);
    ann.call("DELETE", &person).await.problem(404);
    assert!(all(&ann, &episode).await.contains("Robert Roe: Thank you"), "the transcript keeps the name");
    let refused = ann.form(&format!("{studio}/speakers"), &[("from", "Ann"), ("to", " ")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Give a name"));

    ann.form(&format!("{studio}/glossary"), &[("term", "Leptos"), ("heard_as", "leptoss, lept us")]).await.expect(303);
    ann.form(&format!("{studio}/glossary/apply"), &[]).await.expect(200);
    assert!(all(&ann, &episode).await.contains("We talk about Leptos today."));

    let step = ann.get(&format!("{studio}?step=repeats")).await.expect(200).text();
    assert!(step.contains("would change"), "{step}");
    for form in ["vtt", "srt", "json", "html", "txt", "md"] {
        let file = ann.get(&format!("{studio}/as/{form}")).await.expect(200);
        assert!(file.text().contains("Leptos"), "{form}");
        assert!(file.header("content-disposition").contains(&format!(".{form}")));
    }
}

#[tokio::test]
async fn bad_edits_are_refused_and_change_nothing() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let before = all(&ann, &episode).await;
    let edits = path(&episode, "/edits");
    for (body, status) in [
        (json!({}), 422),
        (json!({"edits": [{"segment": 0, "was": "x"}]}), 422),
        (json!({"edits": [{"segment": -1, "was": "x", "change": "merge"}]}), 422),
        (json!({"edits": [text(0, "x", &"y".repeat(70_000))]}), 422),
        (json!({"edits": vec![json!({"segment": 0, "was": "", "change": "merge"}); 1_001]}), 422),
    ] {
        ann.post(&edits, &body).await.problem(status);
    }
    for impossible in [
        json!({"segment": 2, "was": "We talk about leptoss today.", "change": "merge"}),
        json!({"segment": 1, "was": BOB, "change": "split", "word": 0}),
        json!({"segment": 1, "was": BOB, "change": "split", "word": 99}),
    ] {
        assert_eq!(edit(&ann, &episode, impossible).await["conflicts"].as_array().unwrap().len(), 1);
    }
    // Markup is text.
    edit(&ann, &episode, text(1, BOB, "<script>alert(1)</script> &amp;")).await;
    let page = ann.get(&format!("/studio/episodes/{episode}/transcript")).await.expect(200).text();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;"));
    ann.post(&path(&episode, "/undo"), &json!({})).await.expect(200);
    assert_eq!(all(&ann, &episode).await, before);
    let none = ann.episode_of_new_show("Two").await;
    ann.post(&path(&none, "/edits"), &json!({"edits": []})).await.problem(404);
}

/// The text of the recording as somebody typed it: no times, other spellings, a speaker, and a sentence that is not said.
#[tokio::test]
async fn a_text_without_times_gets_those_of_the_recording() {
    let app = Setup::default().with_model().start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, reading()).await.expect(200);
    let text = "Narrator: Printing, in the only sense with which we are at present concerned, differs from most if not from all \
                the arts and crafts represented in the Exhibition, in being comparatively modern.\n";
    ann.set_transcript(&episode, text).await.expect(200);
    let jobs = ann.process(&episode).await;
    let refine = jobs.iter().find(|j| j["stage"] == "refine").unwrap();
    assert!(refine["message"].as_str().unwrap().contains("times taken from the recording"), "{refine}");
    let doc = ann.get(&path(&episode, "?format=json")).await.expect(200).json();
    let segments = doc["segments"].as_array().unwrap();
    assert_eq!(segments[0]["speaker"], "Narrator");
    let starts: Vec<f64> = segments.iter().map(|s| s["startTime"].as_f64().unwrap()).collect();
    let end = segments.last().unwrap()["endTime"].as_f64().unwrap();
    assert!(starts[0] < 1.0 && end > 4.0, "{doc}");

    // Something else than what is said keeps its words and gets no times.
    let other = ann.episode(ann.episode_now(&episode).await["show_id"].as_str().unwrap(), "Two").await;
    ann.set_audio(&other, reading()).await.expect(200);
    ann.set_transcript(&other, "Bob: Nothing of this was ever uttered; bees fly over rooftops every summer.\n")
        .await
        .expect(200);
    let jobs = ann.process(&other).await;
    let refine = jobs.iter().find(|j| j["stage"] == "refine").unwrap();
    assert!(refine["message"].as_str().unwrap().contains("Is it the right file?"), "{refine}");
    assert!(all(&ann, &other).await.contains("bees fly over rooftops"));
}

/// Where a passage of insights is not in the sentences that it points to.
async fn misplaced(ann: &Client, episode: &str) -> Vec<String> {
    let insights = ann.get(&format!("/api/v1/episodes/{episode}/insights")).await.expect(200).json();
    let lines: Vec<String> = lines(ann, episode).await.into_iter().map(|(_, what)| what).collect();
    let mut wrong = Vec::new();
    for list in ["summary_sentences", "key_points", "quotes", "questions", "answers"] {
        for passage in insights[list].as_array().unwrap() {
            let place = |end: &str| usize::try_from(passage["segments"][end].as_u64().unwrap()).unwrap();
            let there = lines.get(place("first")..=place("last")).unwrap_or_default().join(" ");
            let text = passage["text"].as_str().unwrap();
            if !there.contains(text) {
                wrong.push(format!("{text:?} is not in {there:?}"));
            }
        }
    }
    assert!(!insights["questions"].as_array().unwrap().is_empty(), "there is something to look at: {insights}");
    wrong
}

#[tokio::test]
async fn evidence_goes_with_its_sentences_through_splits_versions_and_steps() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    // Long cues of several sentences would be divided when they are taken: what is asked stands late.
    let talk = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v Ann>Beekeeping on city rooftops is older than most people think.\n\n\
                00:00:04.000 --> 00:00:08.000\n<v Bob>The oldest hives of the city stood on the opera house.\n\n\
                00:00:08.000 --> 00:00:12.000\n<v Ann>How do the beekeepers of the opera house keep their bees alive in winter?\n\n\
                00:00:12.000 --> 00:00:16.000\n<v Bob>They wrap the hives in straw, and they feed them honey.\n";
    ann.set_transcript(&episode, talk).await.expect(200);
    ann.process(&episode).await;
    assert_eq!(misplaced(&ann, &episode).await, [""; 0]);

    // The first sentence is divided twice: all others stand two places later.
    let first = lines(&ann, &episode).await[0].1.clone();
    for (was, at) in [(first.as_str(), 11), ("on city rooftops is older than most people think.", 8)] {
        let place = usize::from(!was.starts_with("Beekeeping"));
        edit(&ann, &episode, json!({"segment": place, "was": was, "change": "divide", "at": at})).await;
    }
    assert_eq!(lines(&ann, &episode).await.len(), 6);
    assert_eq!(misplaced(&ann, &episode).await, [""; 0]);
    // The question itself is divided: both halves are its evidence.
    let asked = "How do the beekeepers of the opera house keep their bees alive in winter?";
    edit(&ann, &episode, json!({"segment": 4, "was": asked, "change": "split", "word": 7})).await;
    assert_eq!(misplaced(&ann, &episode).await, [""; 0]);

    // A step joins the parts again, and versions bring either state back.
    let studio = format!("/studio/episodes/{episode}/transcript");
    ann.form(&format!("{studio}/refine"), &[("step", "sentences")]).await.expect(303);
    assert_eq!(lines(&ann, &episode).await.len(), 4, "{:?}", lines(&ann, &episode).await);
    assert_eq!(misplaced(&ann, &episode).await, [""; 0]);
    let versions = ann.get(&path(&episode, "/versions")).await.expect(200).json();
    for (version, count) in [(&versions["items"][1], 7), (&versions["items"][2], 4)] {
        let revision = version["revision"].as_i64().unwrap();
        ann.post(&path(&episode, &format!("/versions/{revision}")), &json!({})).await.expect(204);
        assert_eq!(lines(&ann, &episode).await.len(), count);
        assert_eq!(misplaced(&ann, &episode).await, [""; 0], "{count}");
    }
}

#[tokio::test]
async fn a_sentence_without_blanks_is_divided_where_the_caret_stands() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    ann.set_transcript(&episode, "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v 安>สวัสดีครับ今天天气很好。\n")
        .await
        .expect(200);
    let before = ann.get(&path(&episode, "?format=vtt")).await.text();
    let was = "สวัสดีครับ今天天气很好。";
    let answer = edit(&ann, &episode, json!({"segment": 0, "was": was, "change": "divide", "at": 6})).await;
    assert_eq!(answer["conflicts"], json!([]), "{answer}");
    let said: Vec<String> = lines(&ann, &episode).await.into_iter().map(|(_, what)| what).collect();
    assert_eq!(said, ["สวัสดี", "ครับ今天天气很好。"]);
    edit(&ann, &episode, json!({"segment": 1, "was": "ครับ今天天气很好。", "change": "divide", "at": 8})).await;
    assert_eq!(lines(&ann, &episode).await[1].1, "ครับ今天天气");
    for _ in 0..2 {
        ann.post(&path(&episode, "/undo"), &json!({})).await.expect(200);
    }
    assert_eq!(ann.get(&path(&episode, "?format=vtt")).await.text(), before, "to the millisecond");
    for body in [json!({"edits": [{"segment": 0, "was": was, "change": "divide", "at": -1}]})] {
        ann.post(&path(&episode, "/edits"), &body).await.problem(422);
    }
}

#[tokio::test]
async fn insights_follow_an_edit_and_nothing_else_is_done_again() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    ann.process(&episode).await;
    let insights = format!("/api/v1/episodes/{episode}/insights");
    assert!(!ann.get(&insights).await.expect(200).text().contains("Zanzibar"));
    edit(&ann, &episode, text(1, BOB, "Where is Zanzibar, and how do people travel there?")).await;
    let page = ann.get(&format!("/studio/episodes/{episode}")).await.text();
    assert!(page.contains("The transcript was edited since these were found"), "it is said until then");
    crate::support::eventually("insights of what is said now", async || {
        ann.get(&insights).await.expect(200).text().contains("Zanzibar").then_some(())
    })
    .await;
    let states: Vec<(String, String)> = ann
        .jobs(&episode)
        .await
        .iter()
        .map(|j| (j["stage"].as_str().unwrap().to_owned(), j["state"].as_str().unwrap().to_owned()))
        .collect();
    for (stage, state) in states {
        assert_eq!(state, if stage == "insights" { "succeeded" } else { "skipped" }, "{stage}");
    }
    assert!(all(&ann, &episode).await.contains("Zanzibar"));
}
