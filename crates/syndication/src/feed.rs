//! The feed: RSS 2.0 with the iTunes, Podcasting 2.0, Atom, content and Podlove Simple Chapters namespaces.

use model::Uuid;
use model::episode::{Episode, EpisodeStatus};
use model::insight::Chapter;
use model::show::{Person, Show};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc2822};

use crate::chapters::timed;
use crate::markup::{Piece, pieces};
use crate::notes::{notes_html, plain};
use crate::urls::Urls;
use crate::xml::{Writer, escape};

const NAMESPACES: [(&str, &str); 6] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("xmlns:podcast", "https://podcastindex.org/namespace/1.0"),
    ("xmlns:psc", "http://podlove.org/simple-chapters"),
];
/// UUID of the namespace in which show guids are made (podcast-namespace, `guid`).
const GUID_NAMESPACE: Uuid = Uuid::from_u128(0xead4c236_bf58_58c6_a2c6_a6b28d128cb6);
/// The roles of the taxonomy's group `Cast` that the studio offers.
const PERSON_ROLES: [&str; 5] = ["host", "co-host", "guest", "reporter", "narrator"];
/// The longest description that PSP-1 allows, in bytes.
const DESCRIPTION: usize = 4000;

/// An episode of the feed.
#[derive(Debug, Clone, Copy)]
pub struct FeedItem<'a> {
    /// The episode; drafts are left out.
    pub episode: &'a Episode,
    /// Its chapters; those without times are left out.
    pub chapters: &'a [Chapter],
    /// What stands in for notes that are empty, plain text: the summary of the transcript.
    pub summary: &'a str,
    /// BCP 47 tag of the transcript; the show's where unknown.
    pub language: Option<&'a str>,
    /// Those of the show's persons who speak in it.
    pub persons: &'a [Person],
    /// Something that is published of its insights is in an engine's words.
    pub by_engine: bool,
}

/// The guid of a show after the Podcasting 2.0 namespace: a version 5 UUID of the feed's URL without scheme and without
/// slashes at the end. It is made once and kept for life.
#[must_use]
pub fn podcast_guid(feed_url: &str) -> Uuid {
    let name = feed_url.split_once("://").map_or(feed_url, |(_, rest)| rest).trim_end_matches('/');
    Uuid::new_v5(&GUID_NAMESPACE, name.as_bytes())
}

/// The feed of a show, in the order of `items` (newest first is what apps expect).
#[must_use]
pub fn feed(show: &Show, public_url: &str, items: &[FeedItem<'_>]) -> String {
    let urls = Urls::new(public_url);
    let self_url = urls.feed(&show.slug);
    let page = urls.show(&show.slug);
    let items: Vec<&FeedItem<'_>> = items.iter().filter(|i| i.episode.status == EpisodeStatus::Published).collect();

    let mut xml = Writer::new();
    xml.open("rss", &NAMESPACES);
    xml.open("channel", &[]);
    xml.empty("atom:link", &[("href", &self_url), ("rel", "self"), ("type", "application/rss+xml")]);
    xml.text("title", &show.title);
    xml.text("link", &page);
    // An empty description is refused by directories; the title is the shortest true one.
    let about = plain(&show.description);
    xml.text("description", first_bytes(if about.is_empty() { &show.title } else { &about }, DESCRIPTION));
    xml.text("language", &show.language);
    xml.text("generator", "PodcastFlow Pro");
    if let Some(date) = items.iter().filter_map(|i| i.episode.published_at).max().and_then(rfc2822) {
        xml.text("lastBuildDate", &date);
    }
    if !show.author.is_empty() {
        xml.text("itunes:author", &show.author);
    }
    write_category(&mut xml, &show.category);
    xml.text("itunes:explicit", "false");
    xml.text("itunes:type", "episodic");
    if let Some(path) = &show.artwork_url {
        let picture = urls.absolute(path);
        xml.empty("itunes:image", &[("href", &picture)]);
        xml.open("image", &[]);
        xml.text("url", &picture);
        xml.text("title", &show.title);
        xml.text("link", &page);
        xml.close("image");
    }
    xml.text("podcast:guid", &podcast_guid(&self_url).to_string());
    // Unlocked: a podcaster can move away at any time.
    xml.text("podcast:locked", "no");
    xml.text("podcast:medium", "podcast");
    write_ai_content(&mut xml, items.iter().any(|item| item.by_engine));
    for item in items {
        write_item(&mut xml, urls, show, item);
    }
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}

fn write_item(xml: &mut Writer, urls: Urls<'_>, show: &Show, item: &FeedItem<'_>) {
    let episode = item.episode;
    let page = urls.episode(&show.slug, &episode.slug);
    xml.open("item", &[]);
    xml.text_with("guid", &[("isPermaLink", "false")], &episode.id.to_string());
    xml.text("title", &episode.title);
    xml.text("link", &page);
    if let Some(date) = episode.published_at.and_then(rfc2822) {
        xml.text("pubDate", &date);
    }
    let notes = if episode.notes.trim().is_empty() { item.summary } else { &episode.notes };
    let text = plain(notes);
    if !text.is_empty() {
        xml.text("description", first_bytes(&text, DESCRIPTION));
        xml.html("content:encoded", &absolute_links(&notes_html(notes), urls, &page));
    }
    if let (Some(audio), Some(url)) = (&episode.audio, urls.enclosure(&show.slug, episode)) {
        let length = audio.bytes.to_string();
        xml.empty("enclosure", &[("url", &url), ("length", &length), ("type", &audio.media_type)]);
        if audio.duration_ms > 0 {
            // Rounded up: a clip of half a second is not of no length.
            xml.text("itunes:duration", &audio.duration_ms.div_ceil(1000).to_string());
        }
    }
    if let Some(number) = episode.number.filter(|n| *n > 0) {
        xml.text("itunes:episode", &number.to_string());
        xml.text("podcast:episode", &number.to_string());
    }
    xml.text("itunes:episodeType", "full");
    xml.text("itunes:explicit", "false");
    if let Some(path) = &episode.artwork_url {
        xml.empty("itunes:image", &[("href", &urls.absolute(path))]);
    }
    if episode.has_transcript {
        let language = item.language.unwrap_or(&show.language);
        for (extension, media_type) in
            [("vtt", "text/vtt"), ("srt", "application/x-subrip"), ("json", "application/json")]
        {
            let url = format!("{page}/transcript.{extension}");
            xml.empty("podcast:transcript", &[("url", &url), ("type", media_type), ("language", language)]);
        }
    }
    for person in item.persons {
        write_person(xml, urls, person);
    }
    write_ai_content(xml, item.by_engine);
    write_chapters(xml, &page, item);
    xml.close("item");
}

/// `podcast:txt` with the purpose `ai-content`: whether something that is published with it was made by a machine. `true` as
/// long as one summary sentence, chapter title, quote or name is in an engine's words, also where a person approved it: an
/// approval does not change who wrote it. `false` where all of it is a person's, or there is none.
fn write_ai_content(xml: &mut Writer, by_engine: bool) {
    xml.text_with("podcast:txt", &[("purpose", "ai-content")], if by_engine { "true" } else { "false" });
}

/// `podcast:person` (podcast-namespace, `person`). A role that its taxonomy does not have is left out.
fn write_person(xml: &mut Writer, urls: Urls<'_>, person: &Person) {
    let photo = person.photo_url.as_deref().map(|path| urls.absolute(path));
    let role = Some(person.role.as_str()).filter(|role| PERSON_ROLES.contains(role));
    let attributes = [("role", role), ("img", photo.as_deref()), ("href", person.link.as_deref())];
    let attributes: Vec<_> = attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    xml.text_with("podcast:person", &attributes, &person.name);
}

fn write_chapters(xml: &mut Writer, page: &str, item: &FeedItem<'_>) {
    let chapters = timed(item.chapters, item.episode.audio.as_ref().map(|a| a.duration_ms).filter(|ms| *ms > 0));
    if chapters.is_empty() {
        return;
    }
    let url = format!("{page}/chapters.json");
    xml.empty("podcast:chapters", &[("url", &url), ("type", "application/json+chapters")]);
    xml.open("psc:chapters", &[("version", "1.2")]);
    for chapter in chapters {
        xml.empty("psc:chapter", &[("start", &normal_play_time(chapter.start_ms)), ("title", chapter.title)]);
    }
    xml.close("psc:chapters");
}

/// `Category` or `Category / Subcategory` as Apple nests them.
fn write_category(xml: &mut Writer, category: &str) {
    let (parent, child) = category.split_once('/').map_or((category, ""), |(parent, child)| (parent, child));
    match (parent.trim(), child.trim()) {
        ("", _) => {}
        (parent, "") => xml.empty("itunes:category", &[("text", parent)]),
        (parent, child) => {
            xml.open("itunes:category", &[("text", parent)]);
            xml.empty("itunes:category", &[("text", child)]);
            xml.close("itunes:category");
        }
    }
}

/// Links within the site lead nowhere from an app: they get their host, times the page of the episode.
fn absolute_links(html: &str, urls: Urls<'_>, page: &str) -> String {
    let (site, page) = (escape(&urls.absolute("/")), escape(page));
    let absolute =
        |tag: &str| tag.replace("href=\"#", &format!("href=\"{page}#")).replace("href=\"/", &format!("href=\"{site}"));
    let pieces = pieces(html).into_iter().map(|piece| match piece {
        Piece::Tag(tag) => absolute(tag),
        Piece::Text(text) => text.to_owned(),
    });
    pieces.collect()
}

/// `HH:MM:SS.mmm`, as Podlove Simple Chapters writes starts.
fn normal_play_time(ms: u32) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

fn rfc2822(date: OffsetDateTime) -> Option<String> {
    date.to_offset(UtcOffset::UTC).format(&Rfc2822).ok()
}

/// The longest beginning of at most so many bytes that ends between characters.
fn first_bytes(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guid_is_that_of_the_namespace() {
        assert_eq!(podcast_guid("https://podnews.net/rss").to_string(), "9b024349-ccf0-5f69-a609-6b82873eab3c");
        assert_eq!(podcast_guid("http://podnews.net/rss/"), podcast_guid("podnews.net/rss"));
    }

    #[test]
    fn links_of_notes_work_in_an_app() {
        let html = absolute_links(
            "<a href=\"#t=5\">0:05</a> <a href=\"/x\">x</a> <a href=\"https://b.example/\">b</a>",
            Urls::new("https://a.example"),
            "https://a.example/shows/s/e",
        );
        assert_eq!(
            html,
            "<a href=\"https://a.example/shows/s/e#t=5\">0:05</a> <a href=\"https://a.example/x\">x</a> \
             <a href=\"https://b.example/\">b</a>"
        );
    }

    #[test]
    fn long_texts_end_between_characters() {
        assert_eq!(first_bytes("aé", 2), "a");
        assert_eq!(first_bytes("aé", 3), "aé");
    }
}
