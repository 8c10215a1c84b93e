//! JSON chapters 1.2 of the Podcasting 2.0 namespace.

use model::{insight::Chapter, seconds};
use serde_json::{Map, Value, json};

/// A chapter with times; those of the list that have none are left out.
pub(crate) struct Timed<'a> {
    pub(crate) start_ms: u32,
    /// The next chapter's start or the end of the recording, where known.
    pub(crate) end_ms: Option<u32>,
    pub(crate) title: &'a str,
}

/// Chapters by start, each with its end.
pub(crate) fn timed(chapters: &[Chapter], duration_ms: Option<u32>) -> Vec<Timed<'_>> {
    let mut timed: Vec<Timed<'_>> = chapters
        .iter()
        .filter_map(|c| Some(Timed { start_ms: c.start_ms?, end_ms: None, title: &c.title }))
        .filter(|c| duration_ms.is_none_or(|end| c.start_ms < end))
        .collect();
    timed.sort_by_key(|c| c.start_ms);
    for i in 0..timed.len() {
        timed[i].end_ms = timed.get(i + 1).map(|next| next.start_ms).or(duration_ms);
    }
    timed
}

/// A JSON chapters file (`application/json+chapters`): ascending starts in seconds, ends where known.
#[must_use]
pub fn chapters_json(chapters: &[Chapter], title: &str, show: &str, duration_ms: Option<u32>) -> String {
    let list: Vec<Value> = timed(chapters, duration_ms)
        .iter()
        .map(|c| {
            let mut chapter = Map::new();
            chapter.insert("startTime".into(), number(c.start_ms));
            if let Some(end) = c.end_ms {
                chapter.insert("endTime".into(), number(end));
            }
            chapter.insert("title".into(), c.title.into());
            Value::Object(chapter)
        })
        .collect();
    json!({ "version": "1.2.0", "title": title, "podcastName": show, "chapters": list }).to_string()
}

/// Seconds, without a fraction where there is none.
pub(crate) fn number(ms: u32) -> Value {
    if ms.is_multiple_of(1000) { (ms / 1000).into() } else { seconds::from_ms(ms).into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(start_ms: Option<u32>, title: &str) -> Chapter {
        Chapter { start_ms, title: title.into(), segments: None }
    }

    #[test]
    fn the_file_has_ascending_starts_and_ends() {
        let chapters = [
            chapter(Some(168_500), "Hearing \"Aids\""),
            chapter(Some(0), "Intro"),
            chapter(None, "?"),
            chapter(Some(9_000_000), "after"),
        ];
        let json: Value = serde_json::from_str(&chapters_json(&chapters, "One", "Show", Some(400_000))).unwrap();
        assert_eq!(
            json,
            json!({"version": "1.2.0", "title": "One", "podcastName": "Show", "chapters": [
                {"startTime": 0, "endTime": 168.5, "title": "Intro"},
                {"startTime": 168.5, "endTime": 400, "title": "Hearing \"Aids\""},
            ]})
        );
    }

    #[test]
    fn an_unknown_length_leaves_the_last_end_open() {
        let json: Value = serde_json::from_str(&chapters_json(&[chapter(Some(0), "a")], "", "", None)).unwrap();
        assert_eq!(json["chapters"][0].get("endTime"), None);
    }
}
