//! schema.org JSON-LD of public pages.

use model::{episode::Episode, insight::Chapter, seconds, show::Show};
use serde_json::{Map, Value, json};

use crate::chapters::{number, timed};
use crate::site::rfc3339;
use crate::urls::Urls;

/// What the JSON-LD of an episode is made of.
#[derive(Debug, Clone, Copy)]
pub struct EpisodeLd<'a> {
    /// Scheme, host and port that listeners see.
    pub public_url: &'a str,
    /// The show.
    pub show: &'a Show,
    /// The episode.
    pub episode: &'a Episode,
    /// A sentence or two about it, plain text; left out when empty.
    pub description: &'a str,
    /// Its chapters; those without times are left out.
    pub chapters: &'a [Chapter],
    /// BCP 47 tag of what is spoken; the show's where unknown.
    pub language: Option<&'a str>,
}

/// What the JSON-LD of a show is made of.
#[derive(Debug, Clone, Copy)]
pub struct SeriesLd<'a> {
    /// Scheme, host and port that listeners see.
    pub public_url: &'a str,
    /// The show.
    pub show: &'a Show,
    /// The episodes that the page lists.
    pub episodes: &'a [&'a Episode],
}

/// A schema.org `PodcastEpisode` with its series, recording and chapters, safe inside a `script` element.
#[must_use]
pub fn json_ld_episode(d: &EpisodeLd<'_>) -> String {
    let urls = Urls::new(d.public_url);
    let page = urls.episode(&d.show.slug, &d.episode.slug);
    let duration_ms = d.episode.audio.as_ref().map(|a| a.duration_ms).filter(|ms| *ms > 0);
    let mut ld = episode(urls, d.show, d.episode);
    ld.insert("@context".into(), "https://schema.org".into());
    ld.insert("mainEntityOfPage".into(), page.as_str().into());
    ld.insert("partOfSeries".into(), Value::Object(series(urls, d.show)));
    insert_text(&mut ld, "description", d.description);
    insert_text(&mut ld, "inLanguage", d.language.unwrap_or(&d.show.language));
    if let Some(path) = &d.episode.artwork_url {
        ld.insert("image".into(), urls.absolute(path).into());
    }
    let clips: Vec<Value> = timed(d.chapters, duration_ms)
        .iter()
        .map(|chapter| {
            let mut clip = Map::new();
            clip.insert("@type".into(), "Clip".into());
            insert_text(&mut clip, "name", chapter.title);
            clip.insert("startOffset".into(), number(chapter.start_ms));
            if let Some(end) = chapter.end_ms {
                clip.insert("endOffset".into(), number(end));
            }
            clip.insert("url".into(), urls.moment(&d.show.slug, &d.episode.slug, chapter.start_ms).into());
            Value::Object(clip)
        })
        .collect();
    if !clips.is_empty() {
        ld.insert("hasPart".into(), clips.into());
    }
    in_script(&Value::Object(ld))
}

/// A schema.org `PodcastSeries` with the episodes of its page, safe inside a `script` element.
#[must_use]
pub fn json_ld_series(d: &SeriesLd<'_>) -> String {
    let urls = Urls::new(d.public_url);
    let mut ld = series(urls, d.show);
    ld.insert("@context".into(), "https://schema.org".into());
    insert_text(&mut ld, "description", &d.show.description);
    let episodes: Vec<Value> = d.episodes.iter().map(|e| Value::Object(episode(urls, d.show, e))).collect();
    if !episodes.is_empty() {
        ld.insert("hasPart".into(), episodes.into());
    }
    in_script(&Value::Object(ld))
}

fn episode(urls: Urls<'_>, show: &Show, episode: &Episode) -> Map<String, Value> {
    let mut ld = Map::new();
    ld.insert("@type".into(), "PodcastEpisode".into());
    ld.insert("url".into(), urls.episode(&show.slug, &episode.slug).into());
    insert_text(&mut ld, "name", &episode.title);
    if let Some(date) = episode.published_at.and_then(rfc3339) {
        ld.insert("datePublished".into(), date.into());
    }
    if let Some(number) = episode.number {
        ld.insert("episodeNumber".into(), number.into());
    }
    if let (Some(audio), Some(url)) = (&episode.audio, urls.enclosure(&show.slug, episode)) {
        let mut media = Map::new();
        media.insert("@type".into(), "AudioObject".into());
        media.insert("contentUrl".into(), url.into());
        media.insert("encodingFormat".into(), audio.media_type.as_str().into());
        media.insert("contentSize".into(), audio.bytes.to_string().into());
        if audio.duration_ms > 0 {
            let duration = iso8601(audio.duration_ms);
            media.insert("duration".into(), duration.as_str().into());
            ld.insert("timeRequired".into(), duration.into());
        }
        ld.insert("associatedMedia".into(), Value::Object(media));
    }
    ld
}

fn series(urls: Urls<'_>, show: &Show) -> Map<String, Value> {
    let mut ld = Map::new();
    ld.insert("@type".into(), "PodcastSeries".into());
    insert_text(&mut ld, "name", &show.title);
    ld.insert("url".into(), urls.show(&show.slug).into());
    ld.insert("webFeed".into(), urls.feed(&show.slug).into());
    insert_text(&mut ld, "inLanguage", &show.language);
    if !show.author.trim().is_empty() {
        ld.insert("author".into(), json!({ "@type": "Person", "name": show.author }));
    }
    if let Some(path) = &show.artwork_url {
        ld.insert("image".into(), urls.absolute(path).into());
    }
    ld
}

fn insert_text(ld: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.trim().is_empty() {
        ld.insert(name.into(), text.into());
    }
}

/// A duration after ISO 8601: `PT1H2M3.5S`.
fn iso8601(ms: u32) -> String {
    let (h, m) = (ms / 3_600_000, ms / 60_000 % 60);
    let part = |n: u32, unit: char| if n > 0 { format!("{n}{unit}") } else { String::new() };
    let rest = ms % 60_000;
    let s = if rest > 0 || ms == 0 { format!("{}S", seconds::from_ms(rest)) } else { String::new() };
    format!("PT{}{}{s}", part(h, 'H'), part(m, 'M'))
}

/// JSON that cannot end a `script` element or break an old parser: the signs that could stand only inside its texts, where
/// an escape means the same.
fn in_script(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_iso() {
        for (ms, text) in [
            (0, "PT0S"),
            (3_723_000, "PT1H2M3S"),
            (60_000, "PT1M"),
            (3_600_000, "PT1H"),
            (7_250, "PT7.25S"),
            (61_001, "PT1M1.001S"),
        ] {
            assert_eq!(iso8601(ms), text);
        }
    }

    #[test]
    fn scripts_cannot_be_left() {
        let value = json!({ "name": "</script><script>alert(1)</script> & \u{2028}\u{2029}" });
        let text = in_script(&value);
        assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
