//! Feeds and JSON-LD as apps and crawlers read them.

mod common;

use common::{chapter, episode, show};
use model::episode::EpisodeStatus;
use proptest::prelude::*;
use roxmltree::{Document, Node};
use serde_json::{Value, json};
use syndication::{EpisodeLd, FeedItem, SeriesLd, feed, json_ld_episode, json_ld_series};

const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
const PODCAST: &str = "https://podcastindex.org/namespace/1.0";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
const ATOM: &str = "http://www.w3.org/2005/Atom";
const PSC: &str = "http://podlove.org/simple-chapters";

fn children<'a, 'i>(node: Node<'a, 'i>, namespace: &str, name: &str) -> Vec<Node<'a, 'i>> {
    let found =
        |n: &Node<'_, '_>| n.tag_name().name() == name && n.tag_name().namespace().unwrap_or_default() == namespace;
    node.children().filter(found).collect()
}

fn text(node: Node<'_, '_>, namespace: &str, name: &str) -> String {
    let found = children(node, namespace, name);
    assert_eq!(found.len(), 1, "{name} stands once");
    found[0].children().filter_map(|n| n.text()).collect()
}

fn attribute(node: Node<'_, '_>, namespace: &str, name: &str, attribute: &str) -> String {
    children(node, namespace, name)[0].attribute(attribute).unwrap_or_default().to_owned()
}

#[test]
fn an_app_finds_everything_in_the_feed() {
    let show = show("Moon & <Stars>");
    let episode = episode("One", "<p>Hello <a href='https://b.example'>b</a></p><p>12:34 Landing</p>");
    let chapters = [chapter(0, "Start"), chapter(754_250, "Landing \"1\"")];
    let item = FeedItem {
        episode: &episode,
        chapters: &chapters,
        summary: "",
        language: Some("de"),
        persons: &[],
        by_engine: false,
    };
    let xml = feed(&show, "https://pod.example/", &[item]);
    let document = Document::parse(&xml).unwrap();
    let channel = children(document.root_element(), "", "channel")[0];

    assert_eq!(attribute(channel, ATOM, "link", "href"), "https://pod.example/shows/moon/feed.xml");
    assert_eq!(attribute(channel, ATOM, "link", "rel"), "self");
    assert_eq!(text(channel, "", "title"), "Moon & <Stars>");
    assert_eq!(text(channel, "", "link"), "https://pod.example/shows/moon");
    assert_eq!(text(channel, "", "description"), "About the moon & more");
    assert_eq!(text(channel, "", "language"), "en");
    assert_eq!(text(channel, ITUNES, "author"), "Anna");
    assert_eq!(text(channel, ITUNES, "explicit"), "false");
    assert_eq!(attribute(channel, ITUNES, "image", "href"), "https://pod.example/shows/moon/cover.png");
    let category = children(channel, ITUNES, "category")[0];
    assert_eq!(category.attribute("text"), Some("Science"));
    assert_eq!(attribute(category, ITUNES, "category", "text"), "Astronomy");
    let guid = syndication::podcast_guid("https://pod.example/shows/moon/feed.xml");
    assert_eq!(text(channel, PODCAST, "guid"), guid.to_string());
    assert_eq!(text(channel, PODCAST, "locked"), "no");
    assert_eq!(text(channel, PODCAST, "medium"), "podcast");

    let item = children(channel, "", "item")[0];
    assert_eq!(text(item, "", "guid"), "00000000-0000-0000-0000-000000000002");
    assert_eq!(attribute(item, "", "guid", "isPermaLink"), "false");
    assert_eq!(text(item, "", "link"), "https://pod.example/shows/moon/one");
    assert_eq!(text(item, "", "pubDate"), "Sun, 01 Mar 2026 10:00:00 +0000");
    assert_eq!(text(item, "", "description"), "Hello b\n\n12:34 Landing");
    assert!(
        text(item, CONTENT, "encoded")
            .contains("<p><a href=\"https://pod.example/shows/moon/one#t=754\">12:34</a> Landing</p>")
    );
    assert_eq!(attribute(item, "", "enclosure", "url"), "https://pod.example/listen/moon/one.mp3");
    assert_eq!(attribute(item, "", "enclosure", "length"), "1234567");
    assert_eq!(attribute(item, "", "enclosure", "type"), "audio/mpeg");
    assert_eq!(text(item, ITUNES, "duration"), "3724");
    assert_eq!(text(item, ITUNES, "episode"), "7");
    let transcripts: Vec<_> = children(item, PODCAST, "transcript")
        .iter()
        .map(|n| (n.attribute("url").unwrap(), n.attribute("type").unwrap(), n.attribute("language").unwrap()))
        .collect();
    assert_eq!(
        transcripts,
        [
            ("https://pod.example/shows/moon/one/transcript.vtt", "text/vtt", "de"),
            ("https://pod.example/shows/moon/one/transcript.srt", "application/x-subrip", "de"),
            ("https://pod.example/shows/moon/one/transcript.json", "application/json", "de"),
        ]
    );
    assert_eq!(attribute(item, PODCAST, "chapters", "url"), "https://pod.example/shows/moon/one/chapters.json");
    assert_eq!(attribute(item, PODCAST, "chapters", "type"), "application/json+chapters");
    let simple = children(children(item, PSC, "chapters")[0], PSC, "chapter");
    assert_eq!(simple[1].attribute("start"), Some("00:12:34.250"));
}

#[test]
fn drafts_and_what_is_missing_stay_out() {
    let mut bare = show("Moon");
    bare.artwork_url = None;
    bare.category = String::new();
    bare.description = String::new();
    let mut draft = episode("Draft", "");
    draft.status = EpisodeStatus::Draft;
    let mut silent = episode("Silent", "");
    silent.audio = None;
    silent.has_transcript = false;
    silent.number = Some(0);
    let items = [&draft, &silent].map(|episode| FeedItem {
        episode,
        chapters: &[],
        summary: "",
        language: None,
        persons: &[],
        by_engine: false,
    });
    let xml = feed(&bare, "https://pod.example", &items);
    let document = Document::parse(&xml).unwrap();
    let channel = children(document.root_element(), "", "channel")[0];
    let items = children(channel, "", "item");
    assert_eq!(items.len(), 1);
    assert_eq!(text(items[0], "", "title"), "Silent");
    for name in ["enclosure", "description", "episode", "transcript", "chapters"] {
        assert!(!items[0].children().any(|n| n.tag_name().name() == name), "{name}");
    }
    assert!(children(channel, ITUNES, "category").is_empty() && children(channel, ITUNES, "image").is_empty());
    assert_eq!(text(channel, "", "description"), "Moon", "a description is never empty");
}

#[test]
fn empty_notes_give_way_to_the_summary() {
    let (show, episode) = (show("Moon"), episode("One", " \n"));
    let item = FeedItem {
        episode: &episode,
        chapters: &[],
        summary: "What was said.",
        language: None,
        persons: &[],
        by_engine: false,
    };
    let xml = feed(&show, "https://pod.example", &[item]);
    let document = Document::parse(&xml).unwrap();
    let channel = children(document.root_element(), "", "channel")[0];
    assert_eq!(text(children(channel, "", "item")[0], "", "description"), "What was said.");
}

#[test]
fn a_crawler_reads_the_episode() {
    let (show, episode) = (show("Moon"), episode("One </script>", ""));
    let chapters = [chapter(0, "Start"), chapter(754_250, "Landing")];
    let ld = EpisodeLd {
        public_url: "https://pod.example",
        show: &show,
        episode: &episode,
        description: "A sentence.",
        chapters: &chapters,
        language: None,
    };
    let text = json_ld_episode(&ld);
    assert!(!text.contains('<'));
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["@type"], "PodcastEpisode");
    assert_eq!(value["name"], "One </script>");
    assert_eq!(value["datePublished"], "2026-03-01T10:00:00Z");
    assert_eq!(value["inLanguage"], "en");
    assert_eq!(value["partOfSeries"]["webFeed"], "https://pod.example/shows/moon/feed.xml");
    assert_eq!(
        value["associatedMedia"],
        json!({"@type": "AudioObject", "contentUrl": "https://pod.example/listen/moon/one.mp3", "encodingFormat": "audio/mpeg",
            "contentSize": "1234567", "duration": "PT1H2M3.4S"})
    );
    assert_eq!(
        value["hasPart"][1],
        json!({"@type": "Clip", "name": "Landing", "startOffset": 754.25, "endOffset": 3723.4,
            "url": "https://pod.example/shows/moon/one#t=754.25"})
    );

    let series = json_ld_series(&SeriesLd { public_url: "https://pod.example", show: &show, episodes: &[&episode] });
    let value: Value = serde_json::from_str(&series).unwrap();
    assert_eq!(value["@type"], "PodcastSeries");
    assert_eq!(value["hasPart"][0]["url"], "https://pod.example/shows/moon/one");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_breaks_a_document(text in "(?s).{0,80}|[<>&\\]\"'\u{0}-\u{1f}\u{2028}\u{fffe}/a!\\[-]{0,40}") {
        let mut show = show(&text);
        show.author.clone_from(&text);
        show.description.clone_from(&text);
        show.category.clone_from(&text);
        let episode = episode(&text, &text);
        let chapters = [chapter(0, &text)];
        let item = FeedItem { episode: &episode, chapters: &chapters, summary: &text, language: Some(&text), persons: &[], by_engine: false };
        let xml = feed(&show, "https://pod.example", &[item]);
        let document = Document::parse(&xml).expect("well-formed");
        let items = document.descendants().filter(|n| n.has_tag_name("item"));
        prop_assert_eq!(items.count(), 1);
        let ld = EpisodeLd {
            public_url: "https://pod.example", show: &show, episode: &episode, description: &text, chapters: &chapters, language: None,
        };
        let json = json_ld_episode(&ld);
        let breaks_out = json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']);
        prop_assert!(!breaks_out);
        prop_assert!(serde_json::from_str::<Value>(&json).is_ok());
    }
}
