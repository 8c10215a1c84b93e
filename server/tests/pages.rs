//! Public pages: whole documents, cached, compressed, and cheap for the database.

use std::io::Read;

use serde_json::{Value, json};

use crate::support::{Answer, App, Client, Setup, eventually, signal, silence};

const VTT: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\n<v Ann>Welcome to the deep sea.\n\n\
                   00:00:04.000 --> 00:00:07.000\n<v Bob>Most of the light down there is made by animals.\n";
const PAGE: &str = "/shows/show/one";

/// A processed and published episode; its id.
async fn published(ann: &Client) -> String {
    let episode = draft(ann).await;
    ann.tell(&episode, "publish").await.expect(200);
    episode
}

async fn draft(ann: &Client) -> String {
    let episode = ann.episode_of_new_show("One").await;
    ann.set_audio(&episode, silence(8.0)).await.expect(200);
    ann.set_transcript(&episode, VTT).await.expect(200);
    ann.process(&episode).await;
    episode
}

fn unpacked(answer: &Answer) -> String {
    let mut text = String::new();
    match answer.header("content-encoding") {
        "br" => _ = brotli::Decompressor::new(&answer.body[..], 4096).read_to_string(&mut text).unwrap(),
        "gzip" => _ = flate2::read::GzDecoder::new(&answer.body[..]).read_to_string(&mut text).unwrap(),
        _ => text = answer.text(),
    }
    text
}

/// What a reader reads of some HTML.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[tokio::test]
async fn an_episode_page_is_a_whole_document_without_any_script() {
    let app = App::start().await;
    published(&app.user("ann@example.org")).await;
    let page = app.anonymous().get(PAGE).await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let html = page.text();
    assert!(html.starts_with("<!DOCTYPE html>") && html.trim_end().ends_with("</html>"));
    assert!(html.contains(r#"src="/listen/show/one.wav""#), "there is something to hear");
    assert!(html.contains("<svg") && html.contains(r#"data-chart="waveform""#), "and to see");
    let text = visible(&html);
    for words in ["Welcome to the deep sea.", "Most of the light down there is made by animals.", "Ann", "Bob"] {
        assert!(text.contains(words), "{words}");
    }
    let (_, rest) = html.split_once(r#"<script type="application/ld+json">"#).expect("JSON-LD");
    let ld: Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).expect("JSON");
    assert_eq!((&ld["@type"], &ld["name"]), (&json!("PodcastEpisode"), &json!("One")));
    assert_eq!(ld["associatedMedia"]["contentUrl"], format!("{}/listen/show/one.wav", app.url));
    assert!(html.contains(r#"type="application/rss+xml""#) && html.contains(r#"rel="canonical""#));
    for script in html.split("<script").skip(1) {
        let inline = !script.contains("src=") && !script.starts_with(" type=\"application/ld+json\"");
        assert!(!inline, "the content security policy forbids inline scripts: {script:.80}");
    }
}

#[tokio::test]
async fn a_page_that_the_browser_has_is_not_sent_again() {
    let app = App::start().await;
    published(&app.user("ann@example.org")).await;
    for path in [PAGE, "/shows/show", "/"] {
        let first = app.anonymous().get(path).await.expect(200);
        assert_eq!(first.header("cache-control"), "public, no-cache", "{path}");
        let again = app.anonymous().get_with(path, "if-none-match", first.header("etag")).await.expect(304);
        assert!(again.body.is_empty());
        assert_eq!(again.header("etag"), first.header("etag"), "{path}");
        app.anonymous().get_with(path, "if-none-match", "\"old\"").await.expect(200);
    }
}

#[tokio::test]
async fn a_page_is_compressed_as_the_browser_asks_and_is_the_same_page() {
    let app = App::start().await;
    published(&app.user("ann@example.org")).await;
    let plain = app.anonymous().get(PAGE).await.expect(200);
    assert_eq!(plain.header("content-encoding"), "");
    // Twice: rendered for this request, and kept.
    for _ in 0..2 {
        for (accepted, encoding) in
            [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", "")]
        {
            let answer = app.anonymous().get_with(PAGE, "accept-encoding", accepted).await.expect(200);
            assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
            assert_eq!(answer.header("vary"), "accept-encoding");
            assert_eq!(answer.header("etag"), plain.header("etag"));
            assert_eq!(unpacked(&answer), plain.text(), "{accepted}");
        }
    }
}

#[tokio::test]
async fn head_says_what_get_would() {
    let app = App::start().await;
    published(&app.user("ann@example.org")).await;
    let get = app.anonymous().get(PAGE).await.expect(200);
    let head = app.anonymous().call("HEAD", PAGE).await.expect(200);
    assert!(head.body.is_empty());
    for name in ["etag", "content-type", "content-length", "cache-control"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
}

/// The connection over which the server of a test hears of changes, held up until this goes out of scope.
struct NoNews(u32);

impl NoNews {
    async fn of(app: &App) -> Self {
        let sql = "select pid from pg_stat_activity where datname = current_database() and query ilike 'listen %'";
        let listener: i32 = app.database().value(sql).await;
        let listener = listener.try_into().expect("a process");
        assert!(signal("STOP", listener), "this test may stop processes of its PostgreSQL");
        Self(listener)
    }
}

impl Drop for NoNews {
    fn drop(&mut self) {
        signal("CONT", self.0);
    }
}

#[tokio::test]
async fn a_kept_page_changes_with_an_edit_at_once() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = published(&ann).await;
    // Whoever wrote does not wait for the news to come back.
    let _news = NoNews::of(&app).await;
    for (n, path) in [PAGE, "/shows/show", "/"].into_iter().enumerate() {
        // Kept after the first answer.
        for _ in 0..2 {
            app.anonymous().get(path).await.expect(200);
        }
        let title = format!("Edited {n} times");
        ann.patch(&format!("/api/v1/episodes/{episode}"), &json!({"title": title})).await.expect(200);
        assert!(app.anonymous().get(path).await.text().contains(&title), "{path} is an old one");
    }
    ann.tell(&episode, "unpublish").await.expect(200);
    app.anonymous().get(PAGE).await.expect(404);
}

#[tokio::test]
async fn an_edit_in_another_process_changes_the_page_too() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let episode = published(&ann).await;
    let mut other = app.command(&["serve", "--no-worker"]);
    let other = crate::support::Process::start(&mut other);
    let address = other.first_line().strip_prefix("PodcastFlow Pro is at ").expect("an address").to_owned();
    let reader = Client::new(&address, None);
    reader.get(PAGE).await.expect(200);
    reader.get(PAGE).await.expect(200);
    ann.patch(&format!("/api/v1/episodes/{episode}"), &json!({"title": "Edited elsewhere"})).await.expect(200);
    eventually("the edit", async || reader.get(PAGE).await.text().contains("Edited elsewhere").then_some(())).await;
}

#[tokio::test]
async fn a_draft_is_seen_by_its_makers_only_and_kept_by_nobody() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    draft(&ann).await;
    let page = ann.get(PAGE).await.expect(200);
    assert_eq!(page.header("cache-control"), "no-store");
    let stranger = app.user("bob@example.org");
    for path in [PAGE, "/shows/show/one/transcript.vtt", "/shows/show/one/words.json", "/shows/show/one/peaks.json"] {
        app.anonymous().get(path).await.expect(404);
        stranger.get(path).await.expect(404);
        ann.get(path).await.expect(200);
    }
    for path in ["/", "/shows/show", "/shows/show/feed.xml", "/sitemap.xml"] {
        let text = app.anonymous().get(path).await.expect(200).text();
        assert!(!text.contains("/shows/show/one"), "{path} tells of a draft");
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_as_a_page() {
    let app = App::start().await;
    for path in ["/nothing", "/shows/nothing", "/shows/nothing/one", "/shows/a/b/c", "/shows/%2e%2e/x", "/shows/UPPER"]
    {
        let page = app.anonymous().get(path).await.expect(404);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert!(page.text().contains("<h1"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_forbids_what_no_page_of_ours_needs() {
    let app = App::start().await;
    published(&app.user("ann@example.org")).await;
    for path in [PAGE, "/", "/login", "/nothing", "/api/v1/me", "/listen/show/one.wav", "/healthz"] {
        let answer = app.anonymous().get(path).await;
        let policy = answer.header("content-security-policy");
        for directive in ["default-src 'self';", "script-src 'self' 'wasm-unsafe-eval';", "base-uri 'none';"] {
            assert!(policy.contains(directive), "{path}: {policy}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert!(!answer.headers.contains_key("set-cookie"), "a visit sets no cookie: {path}");
    }
}

#[tokio::test]
async fn scripts_in_names_and_notes_are_not_run() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("<script>alert('show')</script>").await;
    let new = json!({"title": "</script><script>alert(1)</script>", "slug": "one",
        "notes": "<p onclick=alert(2)>Fine <a href=\"javascript:alert(3)\">link</a></p><script>alert(4)</script><img src=x onerror=alert(5)>"});
    let episode = ann.post(&format!("/api/v1/shows/{show}/episodes"), &new).await.expect(201).json();
    let episode = episode["id"].as_str().unwrap();
    let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v <script>alert(6)</script>>Hello <script>alert(7)</script> &lt;script&gt;alert(8)\n";
    ann.set_transcript(episode, vtt).await.expect(200);
    ann.process(episode).await;
    ann.tell(episode, "publish").await.expect(200);
    let slug = ann.get(&format!("/api/v1/shows/{show}")).await.json()["slug"].as_str().unwrap().to_owned();
    for path in
        [format!("/shows/{slug}/one"), format!("/shows/{slug}"), "/".into(), format!("/studio/episodes/{episode}")]
    {
        let html = ann.get(&path).await.expect(200).text();
        for bad in ["<script>alert", "<p onclick", "<img src=x", "href=\"javascript:"] {
            assert!(!html.contains(bad), "{path}: {bad}");
        }
    }
    let xml = app.anonymous().get(&format!("/shows/{slug}/feed.xml")).await.expect(200).text();
    roxmltree::Document::parse(&xml).expect("the feed is well-formed all the same");
    assert!(!xml.contains("javascript:") && !xml.contains("onclick"), "{xml}");
}

/// Queries that one request makes, as the server's log has them under the request's id.
async fn queries(app: &mut App, path: &str) -> Vec<String> {
    let answer = app.anonymous().get(path).await.expect(200);
    let id = answer.header("x-request-id").to_owned();
    // The log is written by another thread of this test than the one that reads it.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let lines = app.process().log();
    let lines =
        lines.iter().filter(|line| line.contains(&id)).filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter_map(|line| line["fields"]["summary"].as_str().map(str::to_owned)).collect()
}

/// Exact numbers: a query more is a decision, not an accident. Without the cache, which makes most of them none.
#[tokio::test]
async fn a_page_takes_a_fixed_number_of_queries_however_much_is_on_it() {
    let setup = Setup::default()
        .env("PODCASTFLOW_PAGE_CACHE", "0")
        .env("PODCASTFLOW_LOG", "sqlx=debug,podcastflow=info")
        .env("PODCASTFLOW_LOG_FORMAT", "json");
    let mut app = setup.start().await;
    let ann = app.user("ann@example.org");
    published(&ann).await;
    let expected =
        [(PAGE, 3), ("/shows/show", 3), ("/", 3), ("/shows/show/feed.xml", 3), ("/shows/show/one/words.json", 3)];
    for (path, count) in expected {
        let made = queries(&mut app, path).await;
        assert_eq!(made.len(), count, "{path}: {made:#?}");
    }
    let show = ann.get("/api/v1/shows").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    for n in 0..10 {
        let episode = ann.episode(&show, &format!("Another {n}")).await;
        ann.set_transcript(&episode, VTT).await.expect(200);
        ann.tell(&episode, "publish").await.expect(200);
    }
    for (path, count) in expected {
        let made = queries(&mut app, path).await;
        assert_eq!(made.len(), count, "{path} with more episodes: {made:#?}");
    }
}

#[tokio::test]
async fn a_show_with_many_episodes_has_pages_that_together_list_each_once() {
    let app = App::start().await;
    let ann = app.user("ann@example.org");
    let show = ann.show("Show").await;
    for n in 1..=60 {
        let episode = ann.episode(&show, &format!("Number {n}")).await;
        ann.set_transcript(&episode, VTT).await.expect(200);
        ann.tell(&episode, "publish").await.expect(200);
    }
    let first = app.anonymous().get("/shows/show").await.expect(200).text();
    let at = first.find("/shows/show?after=").expect("a link to the next page");
    let next: String = first[at..].chars().take_while(|c| *c != '"').collect();
    let second = app.anonymous().get(&next).await.expect(200).text();
    assert!(!second.contains("?after="), "it is the last page");
    for n in 1..=60 {
        let link = format!("href=\"/shows/show/number-{n}\"");
        assert_eq!(usize::from(first.contains(&link)) + usize::from(second.contains(&link)), 1, "{link}");
    }
}

#[tokio::test]
async fn health_is_told_to_whoever_watches() {
    let app = App::start().await;
    for path in ["/healthz", "/readyz"] {
        app.anonymous().get(path).await.expect(200);
    }
    app.database().execute("update _sqlx_migrations set success = false").await;
    let answer = app.anonymous().get("/readyz").await.expect(503);
    assert!(answer.text().contains("podcastflow migrate"));
    app.anonymous().get("/healthz").await.expect(200);
}
