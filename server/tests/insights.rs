//! Review and approval of insights: people's words outlive every run, and nothing is public without evidence.

use serde_json::{Value, json};

use crate::support::{App, Client, TALK, eventually, loud_and_soft};

const FAILURE: &str = "Every printer must love failure, because nothing else ever taught me the truth.";

/// A published episode whose insights were found.
pub async fn talk(ann: &Client) -> String {
    published(ann, TALK.to_owned()).await
}

/// With an address that is said, too.
async fn talk_with_address(ann: &Client) -> String {
    let said = "00:00:35.000 --> 00:00:40.000\n<v Ann>All the pictures are at example.org/presses.\n";
    published(ann, format!("{TALK}\n{said}")).await
}

async fn published(ann: &Client, transcript: String) -> String {
    let episode = ann.episode_of_new_show("One").await;
    ann.set_transcript(&episode, transcript).await.expect(200);
    ann.process(&episode).await;
    ann.tell(&episode, "publish").await.expect(200);
    episode
}

fn path(episode: &str) -> String {
    format!("/api/v1/episodes/{episode}/insights")
}

pub async fn found(client: &Client, episode: &str) -> Value {
    client.get(&path(episode)).await.expect(200).json()
}

/// The first item of a kind whose words contain a text.
pub async fn item(client: &Client, episode: &str, kind: &str, text: &str) -> Value {
    let found = found(client, episode).await;
    let mut items = found["items"].as_array().expect("items").iter();
    let one = items.find(|i| i["kind"] == kind && i["text"].as_str().unwrap().contains(text));
    one.unwrap_or_else(|| panic!("no {kind} “{text}” in {found:#}")).clone()
}

pub fn at(episode: &str, item: &Value) -> String {
    format!("{}/items/{}", path(episode), item["key"].as_str().unwrap())
}

async fn keyed(client: &Client, episode: &str, key: &Value) -> Value {
    let found = found(client, episode).await;
    found["items"].as_array().unwrap().iter().find(|i| i["key"] == *key).expect("still there").clone()
}

async fn set(client: &Client, episode: &str, item: &Value, decision: Value) -> Value {
    client.patch(&at(episode, item), &decision).await.expect(200).json()
}

/// Exchanges words of a sentence of the transcript, and looks for insights again.
async fn mend(client: &Client, episode: &str, segment: usize, was: &str, text: &str) {
    let edits = json!({"seen": 0, "edits": [{"segment": segment, "was": was, "change": "text", "text": text}]});
    let answer = client.post(&format!("/api/v1/episodes/{episode}/transcript/edits"), &edits).await.expect(200).json();
    assert_eq!(answer["conflicts"], json!([]));
    client.process(episode).await;
}

/// The public page, once it is so: a kept page lives until the news of a change has come around.
pub async fn page(app: &App, what: &str, is_so: impl Fn(&str) -> bool) -> String {
    let nobody = app.anonymous();
    eventually(what, async || {
        let page = nobody.get("/shows/show/one").await.expect(200).text();
        is_so(&page).then_some(page)
    })
    .await
}

async fn approve_only_what_a_person_approves(client: &Client, episode: &str) {
    let show = client.episode_now(episode).await["show_id"].as_str().unwrap().to_owned();
    let show = client.patch(&format!("/api/v1/shows/{show}"), &json!({"auto_accept": false})).await.expect(200).json();
    assert_eq!(show["auto_accept"], false);
}

#[tokio::test]
async fn every_kind_is_edited_and_a_new_run_keeps_what_a_person_wrote() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk_with_address(&ann).await;
    let words = [
        ("summary", "Printing presses made books cheap in cities."),
        ("chapter", "How Mainz began to print"),
        ("quote", "Every printer must love failure"),
        ("question", "Why did nobody think of movable type before Gutenberg?"),
        ("topic", "The press"),
        ("key_phrase", "the printing press"),
        ("entity", "Johannes Gensfleisch zum Gutenberg"),
        ("one_line", "How the printing press changed old cities"),
        ("key_point", "Gutenberg never grew rich from the printing press."),
        ("link", "example.org/printing-presses"),
    ];
    let mut keys = Vec::new();
    for (kind, own) in words {
        let before = item(&ann, &episode, kind, if kind == "quote" { "failure" } else { "" }).await;
        assert_eq!(
            (&before["state"], &before["public"], &before["by_person"]),
            (&json!("draft"), &json!(true), &json!(false))
        );
        assert!(before["evidence"][0]["text"].as_str().is_some_and(|t| !t.is_empty()), "{before}");
        let after = set(&ann, &episode, &before, json!({"text": own, "state": "published"})).await;
        assert_eq!(
            (&after["text"], &after["state"], &after["public"]),
            (&json!(own), &json!("published"), &json!(true)),
            "{kind}"
        );
        assert_eq!(
            (&after["by_person"], &after["edited"]["by"], &after["approved"]["by"]),
            (&json!(true), &json!("ann"), &json!("ann"))
        );
        assert_eq!(after["made"]["engine"], "classic");
        assert!(after["made"]["at"].is_string() && after["made"]["version"].is_string());
        assert_eq!(after["engine_text"], before["text"]);
        keys.push(after["key"].clone());
    }
    for (kind, own) in words {
        page(&app, &format!("{kind}: the page shows “{own}”"), |page| page.contains(own)).await;
    }
    assert!(app.anonymous().get("/shows/show/one/chapters.json").await.expect(200).text().contains(words[1].1));

    // Everything is looked for again: all words stay, and what was not touched is not stale.
    ann.process(&episode).await;
    for ((kind, own), key) in words.iter().zip(&keys) {
        let after = keyed(&ann, &episode, key).await;
        assert_eq!((&after["text"], &after["stale"]), (&json!(own), &json!(false)), "{kind}: {after:#}");
    }

    // A sentence changes below the quote: it is marked with what changed, and as it is no quote any more it is not shown.
    mend(
        &ann,
        &episode,
        4,
        FAILURE,
        "Every printer has to love failure, because nothing else ever taught me the truth.",
    )
    .await;
    let quote = keyed(&ann, &episode, &keys[2]).await;
    assert_eq!(quote["text"], words[2].1);
    assert_eq!(
        (&quote["stale"], &quote["public"], &quote["refusal"]),
        (&json!(true), &json!(false), &json!("not_verbatim"))
    );
    let change = &quote["changes"][0];
    assert_eq!((&change["what"], &change["was"]), (&json!("evidence"), &json!("Every printer must love failure,")));
    assert!(change["now"].as_str().unwrap().starts_with("Every printer has to love failure"));
    page(&app, "the quote is not shown", |page| !page.contains("must love failure")).await;
    let studio = ann.get(&format!("/studio/episodes/{episode}/insights")).await.expect(200).text();
    assert!(
        studio.contains("Something changed below your decisions")
            && studio.contains("<s>Every printer must love failure</s>")
    );
    assert!(studio.contains("<del>Every printer must love failure,</del>"), "{studio}");
    assert!(studio.contains("Every printer has to love failure"));

    // The person takes the engine's words, and then their own again after they mended them.
    let back = set(&ann, &episode, &quote, json!({"text": null})).await;
    assert_eq!(
        (&back["by_person"], &back["put_away"], &back["stale"]),
        (&json!(false), &json!(words[2].1), &json!(false))
    );
    assert!(back["text"].as_str().unwrap().contains("has to love failure"));
    let own = set(&ann, &episode, &back, json!({"text": "Every printer has to love failure"})).await;
    assert_eq!((&own["by_person"], &own["state"], &own["public"]), (&json!(true), &json!("reviewed"), &json!(true)));
}

#[tokio::test]
async fn an_address_is_approved_mended_and_hidden_by_itself() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk_with_address(&ann).await;
    let opens = |page: &str, url: &str| page.contains(&format!("href=\"{url}\""));
    page(&app, "it leads there", |page| opens(page, "https://example.org/presses")).await;

    approve_only_what_a_person_approves(&ann, &episode).await;
    page(&app, "nobody approved it", |page| !opens(page, "https://example.org/presses")).await;
    let link = item(&ann, &episode, "link", "").await;
    assert_eq!((&link["text"], &link["public"]), (&json!("example.org/presses"), &json!(false)));
    assert_eq!(link["evidence"][0]["first"], 7);
    set(&ann, &episode, &link, json!({"state": "published"})).await;
    page(&app, "it is approved", |page| opens(page, "https://example.org/presses")).await;

    for text in ["our site", "javascript:alert(1)", "ann@example.org", "example", "https://a b.example"] {
        let refused = ann.patch(&at(&episode, &link), &json!({"text": text})).await;
        assert_eq!(refused.wrong_fields(), ["text"], "{text}");
        assert!(refused.text().contains("no address of the web"), "{text}");
    }
    let mended = set(&ann, &episode, &link, json!({"text": "HTTP://example.org/mended", "state": "published"})).await;
    assert_eq!((&mended["by_person"], &mended["public"]), (&json!(true), &json!(true)));
    page(&app, "it leads where the person says", |page| opens(page, "HTTP://example.org/mended")).await;
    let back = set(&ann, &episode, &mended, json!({"text": null, "state": "published"})).await;
    assert_eq!(back["text"], "example.org/presses");
    page(&app, "it leads where it is said", |page| opens(page, "https://example.org/presses")).await;
    set(&ann, &episode, &back, json!({"state": "hidden"})).await;
    page(&app, "it is hidden", |page| !page.contains("href=\"https://example.org")).await;
}

#[tokio::test]
async fn a_quote_is_verbatim_and_a_sentence_is_supported() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let quote = item(&ann, &episode, "quote", "failure").await;
    for text in ["Every printer should love failure", "every printer must love failure", "rinter must love", "x"] {
        let refused = ann.patch(&at(&episode, &quote), &json!({"text": text})).await;
        assert_eq!(refused.wrong_fields(), ["text"], "{text}");
        assert!(refused.text().contains("word for word"));
    }
    assert_eq!(keyed(&ann, &episode, &quote["key"]).await, quote, "nothing was written");

    let summary = item(&ann, &episode, "summary", "").await;
    let struck = set(&ann, &episode, &summary, json!({"text": "Bananas are grown in Ecuador."})).await;
    assert_eq!((&struck["refusal"], &struck["public"]), (&json!("unsupported"), &json!(false)));
    let refused = ann.patch(&at(&episode, &summary), &json!({"state": "published"})).await;
    assert_eq!(refused.wrong_fields(), ["state"]);
    assert_eq!(keyed(&ann, &episode, &summary["key"]).await["state"], "reviewed", "a refusal changes nothing");
    page(&app, "the sentence is not shown", |page| page.contains("in-short") && !page.contains("Bananas")).await;
    let studio = ann.get(&format!("/studio/episodes/{episode}/insights")).await.expect(200).text();
    assert!(studio.contains("<s>Bananas are grown in Ecuador.</s>"), "struck out to the editor");
    assert!(!app.anonymous().get("/shows/show/feed.xml").await.text().contains("Bananas"));
}

#[tokio::test]
async fn nothing_is_public_before_it_is_approved_where_the_show_says_so() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let nobody = app.anonymous();
    let ai = |feed: &str| feed.matches("<podcast:txt purpose=\"ai-content\">true</podcast:txt>").count();
    let feed = || async { nobody.get("/shows/show/feed.xml").await.expect(200).text() };
    assert_eq!(ai(&feed().await), 2, "channel and item");
    assert!(nobody.get("/shows/show/one").await.text().contains("Worth quoting"));

    approve_only_what_a_person_approves(&ann, &episode).await;
    let shown = page(&app, "nothing is public", |page| !page.contains("Worth quoting")).await;
    for gone in ["Worth quoting", "in-short", "id=\"chapters\"", "Key phrases"] {
        assert!(!shown.contains(gone), "{gone}");
    }
    assert!(shown.contains("talk-time"), "what is measured is no claim");
    let told = feed().await;
    assert!(!told.contains("psc:chapter ") && ai(&told) == 0, "{told}");
    assert!(told.contains("<podcast:txt purpose=\"ai-content\">false</podcast:txt>"));
    assert!(found(&ann, &episode).await["quotes"].as_array().unwrap().is_empty());

    // One.
    let quote = item(&ann, &episode, "quote", "failure").await;
    assert_eq!((&quote["state"], &quote["public"]), (&json!("draft"), &json!(false)));
    set(&ann, &episode, &quote, json!({"state": "published"})).await;
    page(&app, "one quote", |page| page.contains("Worth quoting") && page.contains("People approved 1 of these."))
        .await;
    assert_eq!(ai(&feed().await), 2, "approved, and still in the words of an engine");

    // Reviewed is not approved.
    let summary = item(&ann, &episode, "summary", "").await;
    let reviewed = set(&ann, &episode, &summary, json!({"state": "reviewed"})).await;
    assert_eq!(reviewed["public"], false);

    // All: by its number.
    let items = found(&ann, &episode).await["items"].as_array().unwrap().clone();
    let waiting = items.iter().filter(|i| i["state"] == "draft" || i["state"] == "reviewed").count();
    let all = format!("{}/approve", path(&episode));
    ann.post(&all, &json!({"count": waiting + 1})).await.problem(409);
    assert!(!nobody.get("/shows/show/one").await.text().contains("in-short"));
    assert_eq!(ann.post(&all, &json!({"count": waiting})).await.expect(200).json(), json!({"approved": waiting}));
    page(&app, "all of it", |page| page.contains("in-short") && page.contains("id=\"chapters\"")).await;
    assert!(feed().await.contains("psc:chapter "));

    // Hidden, and taken back.
    set(&ann, &episode, &quote, json!({"state": "hidden"})).await;
    page(&app, "it is hidden", |page| !page.contains("<blockquote lang=\"en\"><p>Every printer must love")).await;
    let back = set(&ann, &episode, &quote, json!({"state": "draft"})).await;
    assert_eq!((&back["state"], &back["public"], &back["approved"]), (&json!("draft"), &json!(false), &json!(null)));

    // The rule is changed back: what is hidden stays so, the rest is public again.
    set(&ann, &episode, &quote, json!({"state": "hidden"})).await;
    let show = ann.episode_now(&episode).await["show_id"].as_str().unwrap().to_owned();
    ann.form(&format!("/studio/shows/{show}"), &[("title", "Show"), ("language", "en"), ("auto_accept", "yes")])
        .await
        .expect(303);
    eventually("the feed by the new rule, also before anybody sees the page", async || {
        feed().await.contains("psc:chapter ").then_some(())
    })
    .await;
    assert_eq!(keyed(&ann, &episode, &quote["key"]).await["public"], false);
}

#[tokio::test]
async fn words_of_people_alone_are_no_ai_content() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    approve_only_what_a_person_approves(&ann, &episode).await;
    let chapter = item(&ann, &episode, "chapter", "").await;
    set(&ann, &episode, &chapter, json!({"text": "How it began", "state": "published"})).await;
    let feed = app.anonymous().get("/shows/show/feed.xml").await.expect(200).text();
    assert!(feed.contains("How it began") && !feed.contains("ai-content\">true"), "{feed}");
    assert_eq!(feed.matches("<podcast:txt purpose=\"ai-content\">false</podcast:txt>").count(), 2);
}

#[tokio::test]
async fn decisions_about_unseen_words_of_strangers_and_beyond_the_limits_are_refused() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let quote = item(&ann, &episode, "quote", "failure").await;
    let bob = app.user("bob@example.org");
    bob.patch(&at(&episode, &quote), &json!({"state": "hidden"})).await.problem(404);
    bob.post(&format!("{}/approve", path(&episode)), &json!({})).await.problem(404);
    bob.get(&path(&episode)).await.problem(404);
    bob.get(&format!("/studio/episodes/{episode}/insights")).await.expect(404);
    let viewer = app.user("viewer@example.org");
    app.database()
        .execute(
            "insert into show_members (show_id, user_id, role)
             select s.id, u.id, 'viewer' from shows s, users u where u.email = 'viewer@example.org'",
        )
        .await;
    let seen = viewer.get(&format!("/studio/episodes/{episode}/insights")).await.expect(200).text();
    assert!(!seen.contains("name=\"do\""), "who may not decide is offered nothing");
    viewer.patch(&at(&episode, &quote), &json!({"state": "hidden"})).await.problem(403);

    let tag = format!("\"{}\"", quote["tag"].as_str().unwrap());
    let decide = |tag: String| {
        let request =
            ann.request("PATCH", &at(&episode, &quote)).header("if-match", tag).json(&json!({"state": "published"}));
        ann.send(request)
    };
    assert_ne!(decide(tag.clone()).await.expect(200).header("etag"), tag);
    decide(tag).await.problem(412);

    let chapter = item(&ann, &episode, "chapter", "").await;
    for (text, what) in [("x".repeat(201), "long"), ("  ".into(), "empty"), ("a\u{7}b".into(), "control")] {
        assert_eq!(ann.patch(&at(&episode, &chapter), &json!({"text": text})).await.wrong_fields(), ["text"], "{what}");
    }
    assert_eq!(ann.patch(&at(&episode, &chapter), &json!({"state": "gone"})).await.wrong_fields(), ["state"]);
    ann.patch(&format!("{}/items/quote-1", path(&episode)), &json!({"state": "hidden"})).await.problem(404);

    // Hostile words are words.
    let evil = "</p><script>alert(1)</script>";
    set(&ann, &episode, &chapter, json!({"text": evil, "state": "published"})).await;
    for page in
        ["/shows/show/one".to_owned(), "/shows/show/feed.xml".into(), format!("/studio/episodes/{episode}/insights")]
    {
        let text = ann.get(&page).await.expect(200).text();
        assert!(!text.contains("<script>alert") && text.contains("&lt;script&gt;alert"), "{page}");
    }
}

#[tokio::test]
async fn plain_forms_do_all_of_it() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let bare = ann.episode_of_new_show("Bare").await;
    assert!(ann.get(&format!("/studio/episodes/{bare}/insights")).await.expect(200).text().contains("No insights yet"));
    let show = ann.episode_now(&bare).await["show_id"].as_str().unwrap().to_owned();
    let episode = ann.episode(&show, "One").await;
    ann.set_transcript(&episode, TALK).await.expect(200);
    ann.process(&episode).await;
    let studio = format!("/studio/episodes/{episode}/insights");
    assert!(ann.get(&format!("/studio/episodes/{episode}")).await.text().contains(&format!("href=\"{studio}\"")));
    let quote = item(&ann, &episode, "quote", "failure").await;
    let key = quote["key"].as_str().unwrap().to_owned();
    let address = format!("{studio}/items/{key}");
    let seen = quote["tag"].as_str().unwrap();
    let answer = ann.form(&address, &[("do", "hide"), ("seen", seen)]).await.expect(303);
    assert_eq!(answer.header("location"), format!("{studio}#item-{key}"));
    let stale = ann.form(&address, &[("do", "approve"), ("seen", seen)]).await.expect(409).text();
    assert!(stale.contains("Somebody else saved this in the meantime"), "{stale}");
    ann.form(&address, &[("do", "draft")]).await.expect(303);

    let wrong = ann.form(&address, &[("do", "edit"), ("text", "Every <b> printer")]).await.expect(422).text();
    assert!(wrong.contains("word for word") && wrong.contains(&format!("href=\"#field-text-{key}\"")), "{wrong}");
    assert!(wrong.contains("Every &lt;b&gt; printer"), "what was typed is not lost");
    ann.form(&address, &[("do", "edit"), ("text", " Every printer must\r\nlove failure ")]).await.expect(303);
    assert_eq!(keyed(&ann, &episode, &quote["key"]).await["text"], "Every printer must love failure");
    ann.form(&address, &[("do", "restore")]).await.expect(303);
    let page = ann.get(&studio).await.text();
    assert!(page.contains("Put your words back"));
    let count = page.split("name=\"count\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = ann.form(&format!("{studio}/approve"), &[("count", count)]).await.expect(200).text();
    assert!(page.contains(&format!("{count} items are approved.")) && !page.contains("name=\"count\""));
    ann.form(&address, &[("do", "nonsense")]).await.expect(422);
    let audit: i64 = app.database().value("select count(*) from audit_log where action like 'insight.%'").await;
    assert_eq!(audit, 5, "hidden, shown again, edited, put back, all approved");
}

#[tokio::test]
async fn a_person_s_words_survive_another_recording_s_transcript() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let quote = item(&ann, &episode, "quote", "failure").await;
    set(&ann, &episode, &quote, json!({"text": "Every printer must love failure", "state": "published"})).await;
    ann.set_transcript(&episode, "Ann: The whale lives in the cold ocean and sings to other whales at night.\n")
        .await
        .expect(200);
    ann.process(&episode).await;
    let kept = keyed(&ann, &episode, &quote["key"]).await;
    assert_eq!(
        (&kept["text"], &kept["found"], &kept["stale"]),
        (&json!("Every printer must love failure"), &json!(false), &json!(true))
    );
    assert_eq!(
        (&kept["refusal"], &kept["public"], &kept["changes"][0]["now"]),
        (&json!("no_evidence"), &json!(false), &json!(null))
    );
    page(&app, "the quote is not shown", |page| !page.contains("love failure")).await;
    // And they come to life again with the words.
    ann.set_transcript(&episode, TALK).await.expect(200);
    ann.process(&episode).await;
    let again = keyed(&ann, &episode, &quote["key"]).await;
    assert_eq!((&again["public"], &again["stale"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn texts_to_take_along_are_made_of_what_is_public() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let at_of = format!("/api/v1/episodes/{episode}/suggestions");
    let texts: Value = ann.get(&at_of).await.expect(200).json();
    let posts = texts["posts"].as_array().unwrap();
    assert_eq!(posts.len(), 4, "{texts:#}");
    for post in posts {
        let text = post["text"].as_str().unwrap();
        assert!(
            text.chars().count() <= post["limit"].as_u64().unwrap() as usize + 60,
            "an address may be long: {text}"
        );
        assert!(text.ends_with("/shows/show/one"), "{text}");
        assert!(!post["segments"].as_array().unwrap().is_empty());
    }
    assert!(texts["one_line"]["text"].as_str().unwrap().chars().count() <= 160);
    assert!(texts.to_string().contains(FAILURE), "{texts:#}");

    let quote = item(&ann, &episode, "quote", "failure").await;
    set(&ann, &episode, &quote, json!({"state": "hidden"})).await;
    let hidden: Value = ann.get(&at_of).await.expect(200).json();
    assert!(!hidden["posts"].to_string().contains(FAILURE) && !hidden["show_notes"].to_string().contains(FAILURE));

    let page = ann.get(&format!("/studio/episodes/{episode}/insights")).await.expect(200).text();
    for part in ["How people speak", "Texts to take along", "Longest monologue", "Post for Mastodon"] {
        assert!(page.contains(part), "{part}");
    }
    let found = found(&ann, &episode).await;
    assert_eq!(found["delivery"][0]["speaker"], found["talk_time"][0]["speaker"]);
    let answer = &found["answers"][0];
    assert_eq!((&answer["question"]["first"], &answer["speaker"]), (&json!(2), &json!("Ann")), "{answer:#}");
}

#[tokio::test]
async fn who_speaks_when_is_drawn_with_interruptions_sentiment_and_energy() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = ann.episode_of_new_show("One").await;
    let chart = format!("/api/v1/episodes/{episode}/visualizations/voices");
    ann.get(&chart).await.problem(404);
    // Ann is broken off, and Bob begins.
    let broken = TALK.replace("filled with readers.", "filled with readers\u{2014}");
    assert_ne!(broken, TALK);
    ann.set_transcript(&episode, broken).await.expect(200);
    ann.process(&episode).await;
    let without = found(&ann, &episode).await;
    assert_eq!(without["delivery"].as_array().unwrap().len(), 2);
    assert!(without["delivery"].as_array().unwrap().iter().all(|d| d.get("energy").is_none()), "nothing is heard");

    ann.set_audio(&episode, loud_and_soft()).await.expect(200);
    ann.process(&episode).await;
    ann.tell(&episode, "publish").await.expect(200);
    let with = found(&ann, &episode).await;
    let of = |name: &str| with["delivery"].as_array().unwrap().iter().find(|d| d["speaker"] == name).unwrap().clone();
    let (loud, soft) = (of("Ann"), of("Bob"));
    let level = |d: &Value| d["energy"]["level_db"].as_f64().unwrap_or_else(|| panic!("no energy in {d:#}"));
    assert!(level(&loud) > 0.0 && level(&soft) < 0.0, "{loud:#} {soft:#}");
    let louder = level(&loud) - level(&soft);
    assert!((10.0..14.0).contains(&louder), "four times the amplitude is 12 dB: {louder}");
    assert!(loud["energy"]["range_db"].as_f64().unwrap() < 2.0, "a tone is not lively: {loud:#}");
    let broke_in = soft["interruptions"].as_array().unwrap();
    assert_eq!((broke_in.len(), &broke_in[0]["start"]), (1, &json!(20.0)), "{soft:#}");

    let data = ann.get(&chart).await.expect(200).json();
    assert_eq!((&data["kind"], &data["title"]), (&json!("voices"), &json!("Bob breaks in once")));
    let columns: Vec<&str> = data["columns"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    let cell = |row: usize, column: &str| {
        let at = columns.iter().position(|c| *c == column).unwrap_or_else(|| panic!("no {column} in {columns:?}"));
        data["rows"][row][at].as_str().unwrap().to_owned()
    };
    assert_eq!((cell(0, "Speaker"), cell(1, "Speaker")), ("Ann".into(), "Bob".into()), "most talkative first");
    assert_eq!((cell(0, "Breaks in"), cell(0, "Is interrupted")), ("0".into(), "1".into()));
    assert_eq!((cell(1, "Breaks in"), cell(1, "Breaks in at")), ("1".into(), "0:20".into()));
    assert!(cell(0, "Energy").starts_with('+') && cell(1, "Energy").starts_with('-'));
    let score = format!("{:+.2}", soft["sentiment"].as_f64().expect("Bob speaks of love and failure"));
    assert!(cell(1, "Sentiment").ends_with(&score), "{score} in {data:#}");

    let request = ann.request("GET", &chart).header("accept", "image/svg+xml");
    let svg = ann.send(request).await.expect(200);
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    let mark = "data-t=\"20\" data-label=\"Bob breaks in, 0:20\"";
    assert!(svg.text().contains(mark) && svg.text().contains(&score), "{}", svg.text());
    page(&app, "the chart", |page| page.contains("data-chart=\"voices\"") && page.contains(mark)).await;
    let studio = ann.get(&format!("/studio/episodes/{episode}/insights")).await.expect(200).text();
    assert!(studio.contains(&format!("{:+.1} dB, range", level(&soft))), "{}", level(&soft));
    app.user("bob@example.org").get(&chart).await.problem(404);

    // A page that was prepared before there was this chart has it after the migration.
    app.database().execute("update presentations set charts_html = '<figure></figure>'").await;
    for statement in include_str!("../../migrations/0010_voices.sql").split_inclusive(";\n") {
        app.database().execute(statement).await;
    }
    let stale: bool = app.database().value("select stale from presentations").await;
    assert!(stale);
    // Not the page itself, which is kept in memory: a server that migrates begins with none.
    app.anonymous().get("/shows/show/one/words.json").await.expect(200);
    let again: bool =
        app.database().value("select charts_html like '%\"voices\"%' and not stale from presentations").await;
    assert!(again, "the visit prepared it");
}

#[tokio::test]
async fn a_question_leads_to_its_answer_and_takes_it_along() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let shown = ">answer 0:15</a>";
    let public = page(&app, "the way to the answer", |page| page.contains(shown)).await;
    assert!(public.contains("<span id=s3>"), "what a page links to is marked in its transcript");
    let studio = ann.get(&format!("/studio/episodes/{episode}/insights")).await.expect(200).text();
    assert!(studio.contains(shown) && studio.contains("<q>A printing press with movable type"), "{studio}");

    // A sentence is put before: question and answer move along.
    let first = "Welcome to the show about printing and the people of the old cities.";
    let split = json!({"seen": 0, "edits": [{"segment": 0, "was": first, "change": "split", "word": 4}]});
    let edited = ann.post(&format!("/api/v1/episodes/{episode}/transcript/edits"), &split).await.expect(200).json();
    assert_eq!(edited["conflicts"], json!([]));
    let moved = found(&ann, &episode).await;
    let answer = &moved["answers"][0];
    assert_eq!((&answer["question"]["first"], &answer["segments"]["first"]), (&json!(3), &json!(4)), "{answer:#}");
    assert!(answer["text"].as_str().unwrap().starts_with("A printing press with movable type"), "{answer:#}");

    let question = item(&ann, &episode, "question", "Mainz").await;
    assert_eq!(question["answer"]["segments"], answer["segments"]);
    set(&ann, &episode, &question, json!({"state": "hidden"})).await;
    page(&app, "no way to the answer of what is hidden", |page| !page.contains(">answer ")).await;
    assert_eq!(found(&ann, &episode).await["answers"], json!([]));
}

#[tokio::test]
async fn a_name_leads_where_the_notes_say_and_no_run_is_needed_for_it() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let name = item(&ann, &episode, "entity", "Gutenberg").await["text"].as_str().unwrap().to_owned();
    let about = format!("aria-label=\"About {name}\"");
    page(&app, "a name without an address", |page| page.contains("People and things") && !page.contains(&about)).await;
    let jobs = ann.jobs(&episode).await;

    let url = "https://encyclopedia.example/Johannes?a=1&b=2";
    let escaped = url.replace('&', "&amp;");
    let notes = format!(
        "<p>He <a href=\"javascript:alert(1)\">{name}</a>, <a href=\"{escaped}\"><b>{}</b>, the printer</a>.</p>",
        name.to_uppercase()
    );
    let path = format!("/api/v1/episodes/{episode}");
    ann.patch(&path, &json!({"notes": notes})).await.expect(200);
    let shown = page(&app, "the way to more about a name", |page| page.contains(&about)).await;
    assert!(shown.contains(&format!("<a href=\"{escaped}\" rel=\"noopener\" {about}>")), "{shown}");
    assert!(!shown.contains("javascript:"));
    let addresses = |found: &Value| -> Vec<Value> {
        let entities = found["entities"].as_array().unwrap().iter();
        entities.filter(|e| !e["url"].is_null()).map(|e| e["url"].clone()).collect()
    };
    assert_eq!(addresses(&found(&ann, &episode).await), [json!(url)]);
    let studio = ann.get(&format!("/studio/episodes/{episode}/insights")).await.expect(200).text();
    assert!(studio.contains("By the link in the notes: ") && studio.contains(&escaped), "{studio}");

    // Other changes leave what is prepared as it is; without the link the name has no address.
    let revision = "select revision from insights";
    let before: i64 = app.database().value(revision).await;
    ann.patch(&path, &json!({"number": 7})).await.expect(200);
    ann.patch(&path, &json!({"notes": notes})).await.expect(200);
    assert_eq!(app.database().value::<i64>(revision).await, before);
    ann.patch(&path, &json!({"notes": "None."})).await.expect(200);
    page(&app, "the name without an address again", |page| !page.contains(&about)).await;
    assert!(addresses(&found(&ann, &episode).await).is_empty());
    assert_eq!(ann.jobs(&episode).await, jobs, "nothing was looked for anew");
}

#[tokio::test]
async fn insights_of_another_version_count_as_none_and_are_found_anew() {
    let mut app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = talk(&ann).await;
    let quote = item(&ann, &episode, "quote", "failure").await;
    let own = set(&ann, &episode, &quote, json!({"text": "Every printer must love failure"})).await;
    let unreadable = "update insights set document = '{\"shape\": 2}', published = '{\"summary\": 7, \"chapters\": 7}'";
    app.database().execute(unreadable).await;
    let first = app.anonymous().get("/shows/show/one").await.expect(200).text();
    assert!(first.contains("id=\"reading\"") && !first.contains("Key phrases"), "the page without findings: {first}");
    assert!(first.contains("<p>Every printer must love failure</p>"), "what a person wrote is no finding: {first}");
    let told = eventually("what happened is told", async || {
        let log = app.process().log();
        let told = log.iter().filter(|line| line.contains("cannot be read by this version")).count();
        (told > 0).then_some(told)
    })
    .await;
    assert_eq!(told, 1);

    let paths = [
        format!("/studio/episodes/{episode}/insights"),
        format!("/studio/episodes/{episode}"),
        path(&episode),
        format!("/api/v1/episodes/{episode}/suggestions"),
        "/shows/show/feed.xml".to_owned(),
        "/shows/show/one/chapters.json".to_owned(),
        "/shows/show/one/words.json".to_owned(),
        "/shows/show".to_owned(),
    ];
    for path in paths {
        app.database().execute(unreadable).await;
        ann.get(&path).await.expect(200);
    }
    app.database().execute(unreadable).await;
    let first = "Welcome to the show about printing and the people of the old cities.";
    let split = json!({"seen": 0, "edits": [{"segment": 0, "was": first, "change": "split", "word": 4}]});
    ann.post(&format!("/api/v1/episodes/{episode}/transcript/edits"), &split).await.expect(200);

    // Nobody has to do anything; what a person wrote is where it was.
    ann.get(&path(&episode)).await.expect(200);
    eventually("they are found anew", async || {
        let found = found(&ann, &episode).await;
        let again = found["items"].as_array().unwrap().iter().any(|i| i["found"] == true && i["kind"] == "chapter");
        again.then_some(())
    })
    .await;
    page(&app, "the findings are shown", |page| page.contains("Key phrases") && page.contains("in-short")).await;
    let kept = keyed(&ann, &episode, &own["key"]).await;
    assert_eq!((&kept["text"], &kept["public"]), (&json!("Every printer must love failure"), &json!(true)));
}
