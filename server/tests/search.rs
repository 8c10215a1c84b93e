//! Search: what was said is found by everybody, as it is now; what is not public by those alone who work on it.

use serde_json::{Value, json};

use crate::support::{Answer, App, Client, eventually};

const SEA: &str = "WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ann>Welcome to the deep sea, where lanterns glow.

00:00:05.500 --> 00:00:09.000
<v Bob>Most of the light down there is made by animals.

00:01:00.000 --> 00:01:04.000
<v Ann>The printing of maps came later, to be sure or not to be.
";

const NIGHT: &str = "WEBVTT

00:00:02.000 --> 00:00:06.000
<v Bob>At night the sea is dark, and deep it is.

00:00:40.000 --> 00:00:44.000
<v Eve>Trains carry lanterns through the night.
";

/// An episode of a show with a transcript; its id.
async fn draft(ann: &Client, show: &str, title: &str, transcript: &str) -> String {
    let episode = ann.episode(show, title).await;
    ann.set_transcript(&episode, transcript.to_owned()).await.expect(200);
    episode
}

async fn published(ann: &Client, show: &str, title: &str, transcript: &str) -> String {
    let episode = draft(ann, show, title, transcript).await;
    ann.tell(&episode, "publish").await.expect(200);
    episode
}

fn address(path: &str, fields: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    format!("{path}?{query}")
}

async fn ask(client: &Client, fields: &[(&str, &str)]) -> Answer {
    client.get(&address("/api/v1/search", fields)).await
}

async fn found(client: &Client, fields: &[(&str, &str)]) -> Value {
    ask(client, fields).await.expect(200).json()
}

/// Titles of the episodes that are found, in order of the alphabet.
async fn titles(client: &Client, fields: &[(&str, &str)]) -> Vec<String> {
    titles_of(&found(client, fields).await)
}

/// What somebody finds in the shows that they work on.
async fn mine(client: &Client, fields: &[(&str, &str)]) -> Value {
    client.get(&address("/api/v1/me/search", fields)).await.expect(200).json()
}

async fn my_titles(client: &Client, fields: &[(&str, &str)]) -> Vec<String> {
    titles_of(&mine(client, fields).await)
}

fn titles_of(found: &Value) -> Vec<String> {
    let mut titles: Vec<String> =
        found["episodes"].as_array().unwrap().iter().map(|e| e["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

/// What of a passage is marked.
fn marked(passage: &Value) -> Vec<&str> {
    let pieces = passage["pieces"].as_array().unwrap().iter().filter(|p| p["found"] == json!(true));
    pieces.map(|p| p["text"].as_str().unwrap()).collect()
}

struct Library {
    app: App,
    ann: Client,
    sea: String,
    night: String,
}

/// Two shows with an episode each.
async fn library() -> Library {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let (first, second) = (ann.show("The Quiet Sea").await, ann.show("Night Freight").await);
    let sea = published(&ann, &first, "Light", SEA).await;
    let night = published(&ann, &second, "Dark", NIGHT).await;
    Library { app, ann, sea, night }
}

#[tokio::test]
async fn words_phrases_and_exclusions_find_the_second_at_which_they_are_said() {
    let Library { app, .. } = library().await;
    let anybody = app.anonymous();
    let found = found(&anybody, &[("q", "animal")]).await;
    assert_eq!((&found["total"], &found["complete"], &found["suggestion"]), (&json!(1), &json!(true), &Value::Null));
    let episode = &found["episodes"][0];
    assert_eq!((&episode["title"], &episode["show_title"]), (&json!("Light"), &json!("The Quiet Sea")));
    let passage = &episode["passages"][0];
    assert_eq!((&passage["speaker"], &passage["start"]), (&json!("Bob"), &json!(5.5)));
    assert_eq!(passage["url"], "/shows/the-quiet-sea/light#t=5.5");
    assert_eq!(marked(passage), ["animals"]);

    for (q, expected) in [
        ("light", vec!["Light"]),
        ("deep sea", vec!["Dark", "Light"]),
        ("DEEP   Sea!", vec!["Dark", "Light"]),
        ("\"deep sea\"", vec!["Light"]),
        ("“deep sea”", vec!["Light"]),
        ("deep sea -night", vec!["Light"]),
        ("sea -\"deep sea\"", vec!["Dark"]),
        ("\"to be sure or not to be\"", vec!["Light"]),
        ("\"or to be\"", vec![]),
        ("lantern", vec!["Dark", "Light"]),
        ("deep lantern", vec!["Light"]),
        ("lantern printing", vec![]),
        ("zeppelin", vec![]),
    ] {
        assert_eq!(titles(&anybody, &[("q", q)]).await, expected, "{q}");
    }
}

#[tokio::test]
async fn a_slip_of_the_keys_finds_what_was_meant_and_says_so() {
    let Library { app, ann, .. } = library().await;
    let hidden = ann.show("Hidden").await;
    draft(&ann, &hidden, "Draft", "Ann: The pritninx of maps.").await;
    let found = found(&app.anonymous(), &[("q", "pritning map")]).await;
    assert_eq!((&found["total"], &found["suggestion"]), (&json!(1), &json!("printing map")), "{found}");
    assert_eq!(marked(&found["episodes"][0]["passages"][0]), ["printing", "maps"]);
    // Two letters swapped leave few trigrams of a short word.
    let found = self::found(&app.anonymous(), &[("q", "lihgt")]).await;
    assert_eq!(found["suggestion"], "light", "{found}");
    let page = app.anonymous().get("/search?q=pritning").await.expect(200).text();
    assert!(page.contains(r#"<a href="/search?q=printing" rel="nofollow">printing</a>"#), "{page}");
    let page = app.anonymous().get("/search?q=zeppelin").await.expect(200).text();
    assert!(page.contains("Nothing found") && page.contains("zeppelin"));
}

#[tokio::test]
async fn facets_count_and_narrow() {
    let Library { app, .. } = library().await;
    let anybody = app.anonymous();
    let all = found(&anybody, &[("q", "sea")]).await;
    assert_eq!(all["shows"].as_array().unwrap().len(), 2);
    assert_eq!(all["speakers"], json!([{"speaker": "Ann", "episodes": 1}, {"speaker": "Bob", "episodes": 1}]));
    let year = all["years"][0]["year"].to_string();
    assert_eq!(all["years"][0]["episodes"], 2);
    for (fields, expected) in [
        (vec![("speaker", "Bob")], vec!["Dark"]),
        (vec![("speaker", "bob")], vec!["Dark"]),
        (vec![("speaker", "Nobody")], vec![]),
        (vec![("year", year.as_str())], vec!["Dark", "Light"]),
        (vec![("year", "1999")], vec![]),
        (vec![("show", "the-quiet-sea")], vec!["Light"]),
        (vec![("show", "the-quiet-sea"), ("speaker", "Bob")], vec![]),
    ] {
        let fields: Vec<_> = [("q", "sea")].into_iter().chain(fields).collect();
        assert_eq!(titles(&anybody, &fields).await, expected, "{fields:?}");
    }
    let page = anybody.get("/search?q=sea&show=the-quiet-sea").await.expect(200).text();
    assert!(page.contains(r#"<a href="/search?q=sea" rel="nofollow"><span class="visually-hidden">Do not limit to </span>The Quiet Sea"#), "{page}");
    let page = anybody.get("/search?q=zeppelin&show=the-quiet-sea").await.expect(200).text();
    assert!(page.contains("Nothing found") && page.contains("The Quiet Sea"), "{page}");
    let page = anybody.get("/search?q=sea").await.expect(200).text();
    assert!(page.contains(r#"<a href="/search?q=sea&amp;show=night-freight" rel="nofollow">"#), "{page}");
    assert!(page.contains(r#"<a href="/search?q=sea&amp;speaker=Bob" rel="nofollow">"#), "{page}");
}

#[tokio::test]
async fn one_episode_is_named_by_its_id_or_beside_its_show() {
    let Library { app, sea, .. } = library().await;
    let anybody = app.anonymous();
    assert_eq!(titles(&anybody, &[("q", "lanterns"), ("episode", &sea)]).await, ["Light"]);
    let fields = [("q", "lanterns"), ("show", "night-freight"), ("episode", "dark")];
    assert_eq!(titles(&anybody, &fields).await, ["Dark"]);
    let fields = [("q", "lanterns"), ("show", "night-freight"), ("episode", "light")];
    assert!(titles(&anybody, &fields).await.is_empty());
    assert_eq!(ask(&anybody, &[("q", "sea"), ("episode", "light")]).await.wrong_fields(), ["show"]);
    assert_eq!(ask(&anybody, &[("q", "sea"), ("show", "no-such-show")]).await.wrong_fields(), ["show"]);
}

#[tokio::test]
async fn results_come_in_pages() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    for n in 0..23 {
        published(&ann, &show, &format!("Episode {n:02}"), "Ann: The same lighthouse again.").await;
    }
    let anybody = app.anonymous();
    // A search brings up to date what was written last; the rest a worker does.
    eventually("all episodes", async || (found(&anybody, &[("q", "lighthouse")]).await["total"] == 23).then_some(()))
        .await;
    let first = titles(&anybody, &[("q", "lighthouse")]).await;
    let second = titles(&anybody, &[("q", "lighthouse"), ("page", "2")]).await;
    assert_eq!((first.len(), second.len()), (20, 3));
    assert!(second.iter().all(|title| !first.contains(title)));
    assert_eq!(found(&anybody, &[("q", "lighthouse")]).await["pages"], 2);
    let page = anybody.get("/search?q=lighthouse").await.expect(200).text();
    assert!(page.contains(r#"href="/search?q=lighthouse&amp;page=2""#) && page.contains("Page 1 of 2"), "{page}");
    let page = anybody.get("/search?q=lighthouse&page=3").await.expect(200).text();
    assert!(page.contains("There are no more pages."), "{page}");
}

#[tokio::test]
async fn what_is_not_public_is_never_found() {
    let Library { app, ann, sea, night } = library().await;
    let anybody = app.anonymous();
    let show = ann.show("Third").await;
    let secret = draft(&ann, &show, "Secret", "Ann: A lantern nobody knows of, said the gryphon.").await;
    assert_eq!(titles(&anybody, &[("q", "gryphon")]).await, Vec::<String>::new());
    assert!(titles(&anybody, &[("q", "gryphon"), ("episode", &secret)]).await.is_empty());
    let near = found(&anybody, &[("q", "gryphom")]).await;
    assert_eq!((&near["total"], &near["suggestion"]), (&json!(0), &Value::Null));

    ann.tell(&secret, "publish").await.expect(200);
    assert_eq!(titles(&anybody, &[("q", "gryphon")]).await, ["Secret"], "with the next search");
    ann.tell(&secret, "unpublish").await.expect(200);
    assert!(titles(&anybody, &[("q", "gryphon")]).await.is_empty());
    let near = found(&anybody, &[("q", "gryphom")]).await;
    assert_eq!((&near["total"], &near["suggestion"]), (&json!(0), &Value::Null), "not as a suggestion either");
    ann.tell(&secret, "publish").await.expect(200);
    assert_eq!(titles(&anybody, &[("q", "gryphon")]).await, ["Secret"]);

    ann.call("DELETE", &format!("/api/v1/episodes/{night}")).await.expect(204);
    assert_eq!(titles(&anybody, &[("q", "lanterns")]).await, ["Light", "Secret"]);
    let show = ann.episode_now(&sea).await["show_id"].as_str().unwrap().to_owned();
    ann.call("DELETE", &format!("/api/v1/shows/{show}")).await.expect(204);
    assert_eq!(titles(&anybody, &[("q", "lanterns")]).await, ["Secret"]);
}

#[tokio::test]
async fn who_works_on_a_show_finds_its_drafts() {
    let Library { app, ann, sea, .. } = library().await;
    let eve = app.user("eve@example.org");
    let show = eve.show("Third").await;
    let transcript = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Eve>A lantern nobody knows of, said the gryphon.\n";
    let secret = draft(&eve, &show, "Secret", transcript).await;

    let found = mine(&eve, &[("q", "lanterns")]).await;
    assert_eq!(titles_of(&found), ["Secret"], "of her shows, and of no others");
    assert_eq!((&found["total"], &found["years"]), (&json!(1), &json!([])));
    let episode = &found["episodes"][0];
    assert_eq!((&episode["published_at"], &episode["show"]), (&Value::Null, &json!("third")));
    assert_eq!(episode["passages"][0]["url"], format!("/studio/episodes/{secret}/transcript#t=1"));
    assert_eq!(marked(&episode["passages"][0]), ["lantern"]);
    assert_eq!(my_titles(&eve, &[("q", "gryphon"), ("show", "third"), ("speaker", "eve")]).await, ["Secret"]);
    assert!(my_titles(&eve, &[("q", "gryphon"), ("year", "2026")]).await.is_empty(), "a draft has no year");
    assert_eq!(my_titles(&eve, &[("q", "gryphon"), ("episode", &secret)]).await, ["Secret"]);

    let bob = app.user("bob@example.org");
    let own = bob.show("Fourth").await;
    published(&bob, &own, "Lamps", "Bob: Lanterns again.").await;
    assert!(my_titles(&bob, &[("q", "gryphon")]).await.is_empty());
    assert!(my_titles(&bob, &[("q", "gryphon"), ("episode", &secret)]).await.is_empty());
    assert!(my_titles(&eve, &[("q", "lanterns"), ("episode", &sea)]).await.is_empty());
    let refused =
        bob.get(&address("/api/v1/me/search", &[("q", "gryphon"), ("show", "third")])).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "show", "there is no such show for him");
    let page = bob.get("/studio/search?q=gryphon").await.expect(200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.text().contains("Nothing found"));
    let nobody = app.user("nobody@example.org");
    assert_eq!(mine(&nobody, &[("q", "gryphon")]).await["total"], 0);
    app.anonymous().get("/api/v1/me/search?q=gryphon").await.expect(401);
    assert_eq!(my_titles(&ann, &[("q", "gryphon")]).await, ["Secret"], "the first account administers the instance");
    let join = "insert into show_members (show_id, user_id, role)
                select s.id, u.id, 'viewer' from shows s, users u where s.slug = 'third' and u.email = 'bob@example.org'";
    app.database().execute(join).await;
    assert_eq!(my_titles(&bob, &[("q", "lanterns")]).await, ["Lamps", "Secret"]);
    // Who may only look is not led to the editor.
    let found = mine(&bob, &[("q", "gryphon")]).await;
    let url = found["episodes"][0]["passages"][0]["url"].as_str().unwrap();
    assert_eq!(url, format!("/studio/episodes/{secret}#t=1"));
    bob.get(url.split('#').next().unwrap()).await.expect(200);
    bob.get(&format!("/studio/episodes/{secret}/transcript")).await.expect(403);

    // As it is now, also where it moves from the one to the other.
    let edit = json!({"segment": 0, "was": "A lantern nobody knows of, said the gryphon.", "change": "text",
        "text": "A lantern nobody knows of, said the unicorn."});
    let body = json!({"seen": 0, "edits": [edit]});
    eve.post(&format!("/api/v1/episodes/{secret}/transcript/edits"), &body).await.expect(200);
    assert!(my_titles(&eve, &[("q", "gryphon")]).await.is_empty());
    assert_eq!(my_titles(&eve, &[("q", "unicorn")]).await, ["Secret"]);
    for (deed, published) in [("publish", true), ("unpublish", false), ("publish", true)] {
        eve.tell(&secret, deed).await.expect(200);
        let found = mine(&eve, &[("q", "unicorn")]).await;
        assert_eq!(titles_of(&found), ["Secret"], "once, after {deed}");
        assert_eq!(found["episodes"][0]["published_at"].is_string(), published);
        let seen = mine(&bob, &[("q", "unicorn")]).await;
        let page = if published { "/shows/third/secret".to_owned() } else { format!("/studio/episodes/{secret}") };
        assert_eq!(seen["episodes"][0]["url"], page);
        assert_eq!(titles(&app.anonymous(), &[("q", "unicorn")]).await.len(), usize::from(published));
    }
    eve.call("DELETE", &format!("/api/v1/episodes/{secret}")).await.expect(204);
    assert!(my_titles(&eve, &[("q", "unicorn")]).await.is_empty());
}

#[tokio::test]
async fn an_edit_is_found_at_once_though_nobody_saw_the_page() {
    // Without a worker: the search itself has to know.
    let app = crate::support::Setup::default().arg("--no-worker").start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let episode = published(&ann, &show, "One", SEA).await;
    let anybody = app.anonymous();
    assert_eq!(titles(&anybody, &[("q", "lanterns")]).await, ["One"]);
    for (from, to) in [("lanterns", "beacons"), ("beacons", "fireflies")] {
        let line = |word: &str| format!("Welcome to the deep sea, where {word} glow.");
        let edit = json!({"segment": 0, "was": line(from), "change": "text", "text": line(to)});
        let body = json!({"seen": 0, "edits": [edit]});
        let answer = ann.post(&format!("/api/v1/episodes/{episode}/transcript/edits"), &body).await.expect(200).json();
        assert_eq!(answer["conflicts"], json!([]));
        assert!(titles(&anybody, &[("q", from)]).await.is_empty(), "{from} is not said any more");
        let found = found(&anybody, &[("q", to)]).await;
        assert_eq!(marked(&found["episodes"][0]["passages"][0]), [to]);
        assert_eq!(titles(&anybody, &[("q", "animals")]).await, ["One"], "what was not edited stays");
    }
    // A new file takes the place of all of it.
    ann.set_transcript(&episode, "Bob: Something else entirely.").await.expect(200);
    assert!(titles(&anybody, &[("q", "animals")]).await.is_empty());
    assert_eq!(titles(&anybody, &[("q", "entirely")]).await, ["One"]);
    let due: i64 = app.database().value("select count(*) from search_due").await;
    assert_eq!(due, 0);
}

#[tokio::test]
async fn what_was_there_before_is_indexed_by_workers_who_may_be_killed() {
    let Library { mut app, .. } = library().await;
    let anybody = app.anonymous();
    app.process().kill();
    // As after the migration: everything is public, and nothing is indexed.
    for sql in [
        "delete from passages",
        "delete from search_episodes",
        "insert into search_due (episode_id, urgent) select id, false from episodes on conflict do nothing",
    ] {
        app.database().execute(sql).await;
    }
    app.start_again();
    app.process().kill();
    app.start_again();
    let anybody = anybody.at(&app.url);
    eventually("both episodes", async || (titles(&anybody, &[("q", "sea")]).await.len() == 2).then_some(())).await;
    let twice: i64 = app.database().value("select count(*) - count(distinct (episode_id, text)) from passages").await;
    assert_eq!(twice, 0);
}

#[tokio::test]
async fn scripts_without_spaces_and_from_right_to_left_are_found() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    let han = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n我们在东京都学习中文。\n\n00:00:50.000 --> 00:00:54.000\n京都是另一个城市。\n";
    published(&ann, &show, "Han", han).await;
    published(&ann, &show, "Arabic", "Ann: مرحبا بكم في البحر العميق").await;
    published(&ann, &show, "French", "Ann: Un café près de la mer.").await;
    let anybody = app.anonymous();
    for (q, expected) in [
        ("东京", vec!["Han"]),
        ("东京都", vec!["Han"]),
        ("城", vec!["Han"]),
        ("东城", vec![]),
        ("البحر", vec!["Arabic"]),
        ("cafe", vec!["French"]),
        ("CAFÉ", vec!["French"]),
    ] {
        assert_eq!(titles(&anybody, &[("q", q)]).await, expected, "{q}");
    }
    let found = found(&anybody, &[("q", "城市")]).await;
    assert_eq!(marked(&found["episodes"][0]["passages"][0]), ["城市"]);
    assert_eq!(found["episodes"][0]["passages"][0]["start"], 50.0);
    let page = anybody.get(&address("/search", &[("q", "البحر")])).await.expect(200).text();
    assert!(page.contains("<mark>البحر</mark>"), "{page}");
}

#[tokio::test]
async fn whatever_is_typed_is_answered() {
    let Library { app, .. } = library().await;
    let anybody = app.anonymous();
    let long = "light ".repeat(1_700);
    let many = "light ".repeat(33);
    for q in [
        "'; drop table passages; --",
        "\" or 1=1",
        "<script>alert(1)</script>",
        "sea\0light",
        "a & b | !c <-> d:*",
        "\\' \\\\ '' :A",
        "\"\"\"\"",
        "(((",
        "%_%",
        "🐟🐟",
        "\u{202e}thgil",
        many.as_str(),
    ] {
        let page = anybody.get(&address("/search", &[("q", q)])).await;
        assert!(matches!(page.status, 200 | 422), "{q:?}: {}", page.status);
        assert!(!page.text().contains("<script>alert"), "{q:?}");
        let answer = ask(&anybody, &[("q", q)]).await;
        assert!(matches!(answer.status, 200 | 422), "{q:?}: {}", answer.text());
    }
    for (fields, wrong) in [
        (vec![("q", long.as_str())], "q"),
        (vec![("q", "")], "q"),
        (vec![("q", "-sea")], "q"),
        (vec![("q", "!?")], "q"),
        (vec![("q", "sea"), ("year", "last")], "year"),
        (vec![("q", "sea"), ("year", "0")], "year"),
        (vec![("q", "sea"), ("page", "0")], "page"),
        (vec![("q", "sea"), ("page", "-1")], "page"),
        (vec![("q", "sea"), ("page", "99999")], "page"),
        (vec![("q", "sea"), ("show", "../../etc")], "show"),
        (vec![("q", "sea"), ("speaker", long.as_str())], "speaker"),
        (vec![("q", "sea"), ("show", long.as_str())], "show"),
        (vec![("q", "sea"), ("episode", long.as_str())], "episode"),
    ] {
        assert_eq!(ask(&anybody, &fields).await.wrong_fields(), [wrong], "{wrong}");
        if fields.len() > 1 || fields[0].1.len() > 1 {
            let page = anybody.get(&address("/search", &fields)).await.expect(422);
            assert!(page.text().contains(r#"role="alert""#) && page.body.len() < 16_000, "{wrong}");
        }
    }
    assert_eq!(titles(&anybody, &[("q", "light")]).await, ["Light"], "and all is still there");
}

#[tokio::test]
async fn pages_lead_to_the_search_and_robots_are_kept_from_results() {
    let Library { app, .. } = library().await;
    let anybody = app.anonymous();
    for path in ["/", "/shows/the-quiet-sea", "/shows/the-quiet-sea/light", "/search"] {
        let page = anybody.get(path).await.expect(200).text();
        assert!(page.contains(r#"<a href="/search">Search</a>"#), "{path}");
    }
    let show = anybody.get("/shows/the-quiet-sea").await.text();
    assert!(show.contains(r#"<input type="hidden" name="show" value="the-quiet-sea">"#), "{show}");
    let invitation = anybody.get("/search").await.expect(200).text();
    assert!(invitation.contains(r#"rel="canonical""#) && !invitation.contains("noindex"), "{invitation}");
    assert!(anybody.get("/robots.txt").await.text().contains("Disallow: /search?"));

    let results = anybody.get("/search?q=sea").await.expect(200);
    assert!(results.text().contains(r#"<meta name="robots" content="noindex">"#));
    assert!(results.text().contains("<mark>sea</mark>"));
    assert_eq!(results.header("cache-control"), "public, no-cache");
    anybody.get_with("/search?q=sea", "if-none-match", results.header("etag")).await.expect(304);

    let described = anybody.get("/opensearch.xml").await.expect(200);
    assert_eq!(described.header("content-type"), "application/opensearchdescription+xml");
    let text = described.text();
    let xml = roxmltree::Document::parse(&text).expect("XML");
    let url =
        xml.descendants().find(|n| n.has_tag_name(("http://a9.com/-/spec/opensearch/1.1/", "Url"))).expect("a URL");
    assert_eq!(url.attribute("template"), Some(format!("{}/search?q={{searchTerms}}", app.url).as_str()));
    assert!(anybody.get("/").await.text().contains(r#"<link rel="search" href="/opensearch.xml""#));
}
