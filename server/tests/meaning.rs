//! What things are about: episodes lead on to others about the same, and a search finds what is said in other words.

use serde_json::{Value, json};

use crate::support::{App, Client, Setup, eventually, sentences};

const WHALES: [&str; 8] = [
    "Humpback whales sing long songs in the ocean.",
    "The songs of humpback whales travel through the ocean for hundreds of miles.",
    "We listen to whale songs with hydrophones that hang below the research boat.",
    "Dolphins answer the hydrophones with whistles and clicks.",
    "Every winter the humpback whales learn a new song from each other.",
    "A whale song has verses, and the whales repeat these verses for hours.",
    "Dolphins live in the same ocean and hear the whale songs too.",
    "Without the hydrophones nobody would know the songs of the ocean.",
];

const DOLPHINS: [&str; 8] = [
    "Dolphins whistle their names to other dolphins in the ocean.",
    "Our hydrophones recorded whistles of dolphins and songs of humpback whales.",
    "The humpback whales were singing their songs far away.",
    "Whale songs are slow, and the clicks of dolphins are fast.",
    "A hydrophone hears both, because the ocean carries sound for miles.",
    "Young dolphins learn whistles as young humpback whales learn songs.",
    "We followed the dolphins and the whales through the ocean all winter.",
    "The hydrophones stay in the ocean until the whale songs end.",
];

const PRINTING: [&str; 8] = [
    "A printing press needs movable type made of lead.",
    "Gutenberg cast the movable type in a small workshop.",
    "Paper was expensive, so the printer counted every sheet of paper.",
    "The workshop printed a Bible on the printing press.",
    "Ink for the printing press is thick, and sticks to the type.",
    "A compositor sets the type by hand, letter after letter.",
    "Books became cheap because the printing press printed many pages a day.",
    "The workshop sold its books and its paper at a fair.",
];

/// What is said by one person, ten seconds a sentence.
fn talk(sentences: &[&str]) -> String {
    let cue = |(n, text): (usize, &&str)| {
        format!(
            "00:{:02}:{:02}.000 --> 00:{:02}:{:02}.000\n<v Ann>{text}\n\n",
            n / 6,
            n % 6 * 10,
            n / 6,
            n % 6 * 10 + 9
        )
    };
    format!("WEBVTT\nLanguage: en\n\n{}", sentences.iter().enumerate().map(cue).collect::<String>())
}

/// A published episode with a transcript that was looked into; its id.
async fn published(ann: &Client, show: &str, title: &str, transcript: String) -> String {
    let episode = ann.episode(show, title).await;
    ann.set_transcript(&episode, transcript).await.expect(200);
    ann.process(&episode).await;
    ann.tell(&episode, "publish").await.expect(200);
    episode
}

async fn related(client: &Client, episode: &str) -> Value {
    client.get(&format!("/api/v1/episodes/{episode}/related")).await.expect(200).json()
}

fn titles(related: &Value) -> Vec<&str> {
    related["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

/// What an episode is related to, once somebody likened it and that is so.
async fn related_to(client: &Client, episode: &str, by: &str, expected: &[&str]) -> Value {
    eventually("related episodes", async || {
        let found = related(client, episode).await;
        (found["by"] == by && titles(&found) == expected).then_some(found)
    })
    .await
}

struct Shelf {
    ann: Client,
    whales: String,
    dolphins: String,
    printing: String,
}

/// Two shows with three episodes, two of which are about the same things.
async fn shelf(app: &App) -> Shelf {
    let ann = app.user("ann@example.org");
    let (sea, craft) = (ann.show("The Quiet Sea").await, ann.show("Craft").await);
    let whales = published(&ann, &sea, "Whales", talk(&WHALES)).await;
    let printing = published(&ann, &craft, "Printing", talk(&PRINTING)).await;
    let dolphins = published(&ann, &craft, "Dolphins", talk(&DOLPHINS)).await;
    Shelf { ann, whales, dolphins, printing }
}

#[tokio::test]
async fn an_episode_leads_on_to_what_is_about_the_same_things() {
    let app = App::start().await;
    let Shelf { ann, whales, dolphins, printing } = shelf(&app).await;
    let anybody = app.anonymous();
    let found = related_to(&anybody, &whales, "words", &["Dolphins"]).await;
    let item = &found["items"][0];
    assert_eq!((&item["id"], &item["show"], &item["show_title"]), (&json!(dolphins), &json!("craft"), &json!("Craft")));
    assert_eq!(item["url"], "/shows/craft/dolphins");
    let score = item["score"].as_f64().unwrap();
    assert!(score > 0.2 && score <= 1.0, "{found}");
    // From either side, and not to what is about something else.
    related_to(&anybody, &dolphins, "words", &["Whales"]).await;
    related_to(&anybody, &printing, "words", &[]).await;

    let page = anybody.get("/shows/the-quiet-sea/whales").await.expect(200).text();
    let (_, section) = page.split_once(r#"id="related""#).expect("the section");
    assert!(
        section.contains("Related episodes") && section.contains(r#"<a href="/shows/craft/dolphins">"#),
        "{section}"
    );
    let page = anybody.get("/shows/craft/printing").await.expect(200).text();
    assert!(!page.contains("Related episodes"), "{page}");
    let studio = app.anonymous();
    studio.form("/login", &[("email", "ann@example.org"), ("password", "long enough words")]).await.expect(303);
    let review = studio.get(&format!("/studio/episodes/{whales}/insights")).await.expect(200).text();
    assert!(review.contains("Likened by the key phrases, topics and names that are public"), "{review}");

    // What is taken back is nowhere, at once.
    ann.tell(&dolphins, "unpublish").await.expect(200);
    assert!(titles(&related(&anybody, &whales).await).is_empty());
    let page = anybody.get("/shows/the-quiet-sea/whales").await.expect(200).text();
    assert!(!page.contains("/shows/craft/dolphins"), "{page}");
    anybody.get(&format!("/api/v1/episodes/{dolphins}/related")).await.problem(404);
    app.user("bob@example.org").get(&format!("/api/v1/episodes/{dolphins}/related")).await.problem(404);
    eventually("a draft that is like nothing", async || {
        titles(&related(&ann, &dolphins).await).is_empty().then_some(())
    })
    .await;
    ann.tell(&dolphins, "publish").await.expect(200);
    related_to(&anybody, &whales, "words", &["Dolphins"]).await;
    ann.call("DELETE", &format!("/api/v1/episodes/{dolphins}")).await.expect(204);
    assert!(titles(&related(&anybody, &whales).await).is_empty());
    let pairs: i64 = app.database().value("select count(*) from related").await;
    assert_eq!(pairs, 0);
}

#[tokio::test]
async fn what_an_episode_is_about_follows_its_words() {
    let app = App::start().await;
    let Shelf { ann, whales, printing, .. } = shelf(&app).await;
    let anybody = app.anonymous();
    related_to(&anybody, &whales, "words", &["Dolphins"]).await;
    // Another text about something else, looked into.
    ann.set_transcript(&whales, talk(&PRINTING)).await.expect(200);
    ann.process(&whales).await;
    related_to(&anybody, &whales, "words", &["Printing"]).await;
    related_to(&anybody, &printing, "words", &["Whales"]).await;
}

#[tokio::test]
async fn what_was_there_before_is_likened_by_workers_who_may_be_killed() {
    let mut app = App::start().await;
    let Shelf { whales, .. } = shelf(&app).await;
    related_to(&app.anonymous(), &whales, "words", &["Dolphins"]).await;
    app.process().kill();
    // As after the migration.
    for sql in [
        "delete from related",
        "delete from episode_meanings",
        "insert into meaning_due (episode_id) select episode_id from search_episodes on conflict do nothing",
    ] {
        app.database().execute(sql).await;
    }
    app.start_again();
    app.process().kill();
    app.start_again();
    related_to(&app.anonymous(), &whales, "words", &["Dolphins"]).await;
    at_rest(&app).await;
}

/// Waits until nothing is to be indexed or likened any more.
async fn at_rest(app: &App) {
    eventually("the end of the work", async || {
        let sql = "select (select count(*) from search_due) + (select count(*) from meaning_due)";
        (app.database().value::<i64>(sql).await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn files_that_are_no_model_have_nothing_made_again() {
    let here = tempfile::tempdir().unwrap();
    let folder = here.path().join("all-MiniLM-L6-v2");
    std::fs::create_dir(&folder).unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        std::fs::write(folder.join(file), b"half a download").unwrap();
    }
    let mut app = Setup::default().env("PODCASTFLOW_MODELS", here.path().to_str().unwrap()).start().await;
    let Shelf { whales, .. } = shelf(&app).await;
    related_to(&app.anonymous(), &whales, "words", &["Dolphins"]).await;
    at_rest(&app).await;
    app.process().kill();
    let marks = "select last_value from meaning_due_mark_seq";
    let before: i64 = app.database().value(marks).await;
    // A process that knows nothing of them yet tries them.
    app.start_again();
    eventually("what is wrong is told", async || {
        let told = |line: &String| line.contains("the model of sentences cannot be used");
        app.process().log().iter().any(told).then_some(())
    })
    .await;
    at_rest(&app).await;
    assert_eq!(app.database().value::<i64>(marks).await, before);
}

#[tokio::test]
async fn what_a_model_made_of_all_passages_is_used_where_it_is_not() {
    let app = App::start().await;
    let Shelf { whales, .. } = shelf(&app).await;
    let anybody = app.anonymous();
    related_to(&anybody, &whales, "words", &["Dolphins"]).await;
    at_rest(&app).await;
    // As a process with the model leaves them, here all of one direction; then everything is due.
    for sql in [
        "insert into meanings (passage_id, vector) select id, decode(repeat('7f', 384), 'hex') from passages",
        "insert into meaning_due (episode_id) select episode_id from search_episodes on conflict do nothing",
    ] {
        app.database().execute(sql).await;
    }
    related_to(&anybody, &whales, "all-MiniLM-L6-v2 (53aa5117)", &["Printing", "Dolphins"]).await;
    at_rest(&app).await;
    let episodes: i64 = app.database().value("select count(distinct episode_id) from meaning_parts").await;
    assert_eq!(episodes, 3, "a search finds them by their meaning");
}

#[tokio::test]
async fn without_the_model_a_search_finds_what_has_the_words() {
    let app = App::start().await;
    let Shelf { whales, .. } = shelf(&app).await;
    let anybody = app.anonymous();
    related_to(&anybody, &whales, "words", &["Dolphins"]).await;
    let found = search(&anybody, &[("q", "marine mammals")]).await;
    assert_eq!((&found["total"], &found["only_by_meaning"]), (&json!(0), &Value::Null));
    let page = anybody.get("/search?q=whales").await.expect(200).text();
    assert!(!page.contains("related in meaning"), "{page}");
}

const MORNING: &str = "WEBVTT
Language: en

00:00:01.000 --> 00:00:05.000
<v Ann>Today we bind books, with paper and thread and a little glue.

00:00:40.000 --> 00:00:48.000
<v Bob>Whales and dolphins sing to each other across the ocean, and their songs travel for hundreds of miles.

00:01:20.000 --> 00:01:25.000
<v Ann>The train to the mountains leaves at noon on Sundays.
";

async fn search(client: &Client, fields: &[(&str, &str)]) -> Value {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    client.get(&format!("/api/v1/search?{query}")).await.expect(200).json()
}

/// What is found, once that is so many episodes: a search does not wait for a model that is busy.
async fn finds(client: &Client, fields: &[(&str, &str)], total: usize) -> Value {
    eventually(&format!("{total} episodes for {fields:?}"), async || {
        let found = search(client, fields).await;
        (found["total"] == total).then_some(found)
    })
    .await
}

/// The passages of the first episode that was found.
fn passages(found: &Value) -> &[Value] {
    found["episodes"][0]["passages"].as_array().map_or(&[][..], Vec::as_slice)
}

#[tokio::test]
async fn what_is_said_in_other_words_is_found_at_its_second() {
    let Some(models) = sentences() else { return };
    // A process that only answers reads the model when somebody searches, and answers the first without it.
    let app = Setup::default().env("PODCASTFLOW_MODELS", &models).arg("--no-worker").start().await;
    let _worker = app.worker();
    let ann = app.user("ann@example.org");
    let show = ann.show("Mornings").await;
    let episode = ann.episode(&show, "One").await;
    ann.set_transcript(&episode, MORNING).await.expect(200);
    ann.tell(&episode, "publish").await.expect(200);
    let anybody = app.anonymous();
    let found = finds(&anybody, &[("q", "marine mammals")], 1).await;
    assert_eq!((&found["only_by_meaning"], &found["suggestion"]), (&json!(true), &Value::Null), "{found}");
    let passage = &passages(&found)[0];
    assert_eq!(
        (&passage["by_meaning"], &passage["speaker"], &passage["start"]),
        (&json!(true), &json!("Bob"), &json!(40.0))
    );
    assert_eq!(passage["url"], "/shows/mornings/one#t=40");
    assert_eq!(passages(&found).len(), 1, "the others are about something else: {found}");
    assert!(passage["pieces"].as_array().unwrap().iter().all(|piece| piece["found"] == false), "{passage}");
    eventually("the page", async || {
        let page = anybody.get("/search?q=marine+mammals").await.expect(200).text();
        let says = page.contains("No passage has all of these words; these are about it.");
        (says && page.contains("related in meaning")).then_some(())
    })
    .await;

    // Whoever wants exactly that gets nothing else.
    for q in ["\"marine mammals\"", "marine mammals -books"] {
        assert_eq!(search(&anybody, &[("q", q)]).await["total"], 0, "{q}");
    }
    let year = found["years"][0]["year"].to_string();
    for (fields, total) in [
        (vec![("speaker", "bob")], 1),
        (vec![("speaker", "Ann")], 0),
        (vec![("show", "mornings")], 1),
        (vec![("episode", episode.as_str())], 1),
        (vec![("year", year.as_str())], 1),
        (vec![("year", "1999")], 0),
        (vec![("episode", "00000000-0000-0000-0000-000000000000")], 0),
    ] {
        let fields: Vec<_> = [("q", "marine mammals")].into_iter().chain(fields).collect();
        finds(&anybody, &fields, total).await;
    }
    // What has the words is found by them, marked and at its second.
    let found = search(&anybody, &[("q", "dolphins ocean")]).await;
    assert_eq!(
        (&found["only_by_meaning"], &passages(&found)[0]["by_meaning"]),
        (&Value::Null, &Value::Null),
        "{found}"
    );
    let found = search(&anybody, &[("q", "dolphims")]).await;
    assert_eq!((&found["suggestion"], &found["only_by_meaning"]), (&json!("dolphins"), &Value::Null), "{found}");

    // An edit is found by what it means too, and what was taken back by nothing.
    let line = "Whales and dolphins sing to each other across the ocean, and their songs travel for hundreds of miles.";
    let edit =
        json!({"segment": 1, "was": line, "change": "text", "text": "Bread and cake are baked in the oven at dawn."});
    let body = json!({"seen": 0, "edits": [edit]});
    let path = format!("/api/v1/episodes/{episode}/transcript/edits");
    assert_eq!(ann.post(&path, &body).await.expect(200).json()["conflicts"], json!([]));
    eventually("the edited passage", async || {
        let found = search(&anybody, &[("q", "pastry")]).await;
        (passages(&found).first().is_some_and(|passage| passage["by_meaning"] == true)).then_some(())
    })
    .await;
    assert_eq!(search(&anybody, &[("q", "marine mammals")]).await["total"], 0);
    ann.tell(&episode, "unpublish").await.expect(200);
    assert_eq!(search(&anybody, &[("q", "pastry")]).await["total"], 0);
    eventually("nothing is left", async || {
        let left: i64 = app
            .database()
            .value("select (select count(*) from meanings) + (select count(*) from meaning_parts) + (select count(*) from episode_meanings)")
            .await;
        (left == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_model_that_comes_later_likens_anew() {
    let Some(models) = sentences() else { return };
    let here = tempfile::tempdir().unwrap();
    let app = Setup::default().env("PODCASTFLOW_MODELS", here.path().to_str().unwrap()).start().await;
    let Shelf { whales, printing, .. } = shelf(&app).await;
    let anybody = app.anonymous();
    related_to(&anybody, &whales, "words", &["Dolphins"]).await;
    let name = "all-MiniLM-L6-v2";
    std::os::unix::fs::symlink(format!("{models}/{name}"), here.path().join(name)).unwrap();
    let by = "all-MiniLM-L6-v2 (53aa5117)";
    related_to(&anybody, &whales, by, &["Dolphins"]).await;
    related_to(&anybody, &printing, by, &[]).await;
    let found = finds(&anybody, &[("q", "marine mammals")], 2).await;
    assert_eq!(found["only_by_meaning"], true, "{found}");
}
