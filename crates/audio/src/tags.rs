//! Tags and chapters that a file carries, as defaults for the episode.

use std::path::Path;

use model::{audio::Tags, insight::Chapter};
use symphonia::core::{
    formats::FormatReader,
    meta::{ChapterGroup, ChapterGroupItem, MetadataRevision, StandardTag, Tag},
};

use crate::{mp4, sniff::Container, source::Source};

/// Longest text that is taken over, in characters.
const MAX_TEXT: usize = 1000;
/// More chapters than any episode has.
pub(crate) const MAX_CHAPTERS: usize = 1000;

/// One line of clean text, or nothing: control characters become spaces, runs of space one.
pub(crate) fn clean(text: &str) -> Option<String> {
    // Invisible marks that turn the direction of the text around are controls of another kind.
    let unsafe_mark =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}');
    let spaced: String = text.chars().map(|c| if c.is_control() || unsafe_mark(c) { ' ' } else { c }).collect();
    let joined = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = joined.chars().take(MAX_TEXT).collect();
    (!short.is_empty()).then_some(short)
}

/// Tags of every revision of the file's metadata; what the first one says stands, but ID3v1 cuts texts to 30 characters
/// and speaks last.
pub(crate) fn tags(reader: &mut dyn FormatReader) -> Tags {
    let (mut tags, mut old) = (Tags::default(), Tags::default());
    each_revision(reader, &mut |revision| {
        let into = if revision.info.short_name == "id3v1" { &mut old } else { &mut tags };
        let per_track = revision.per_track.iter().flat_map(|t| &t.metadata.tags);
        for tag in revision.media.tags.iter().chain(per_track) {
            take(into, tag);
        }
    });
    Tags {
        title: tags.title.or(old.title),
        artist: tags.artist.or(old.artist),
        album: tags.album.or(old.album),
        comment: tags.comment.or(old.comment),
        date: tags.date.or(old.date),
        track: tags.track.or(old.track),
        genre: tags.genre.or(old.genre),
    }
}

/// Calls `see` with the revisions from the first; leaves the last for the next caller.
pub(crate) fn each_revision(reader: &mut dyn FormatReader, see: &mut dyn FnMut(&MetadataRevision)) {
    let mut metadata = reader.metadata();
    loop {
        if let Some(revision) = metadata.current() {
            see(revision);
        }
        if metadata.pop().is_none() {
            return;
        }
    }
}

fn take(tags: &mut Tags, tag: &Tag) {
    let set = |field: &mut Option<String>, text: &str| {
        if field.is_none() {
            *field = clean(text);
        }
    };
    let Some(standard) = &tag.std else {
        // ffmpeg writes an MP3's comment as a user-defined text.
        let described = |what: &str| {
            let fields = tag.raw.sub_fields.iter().flatten();
            fields.map(|field| field.value.to_string()).any(|value| value.eq_ignore_ascii_case(what))
        };
        if tag.raw.key == "TXXX" && (described("comment") || described("description")) {
            set(&mut tags.comment, &tag.raw.value.to_string());
        }
        return;
    };
    match standard {
        StandardTag::TrackTitle(text) => set(&mut tags.title, text),
        StandardTag::Artist(text) => set(&mut tags.artist, text),
        StandardTag::Album(text) => set(&mut tags.album, text),
        StandardTag::Comment(text) | StandardTag::Description(text) | StandardTag::PodcastDescription(text) => {
            set(&mut tags.comment, text);
        }
        StandardTag::ReleaseDate(text) | StandardTag::RecordingDate(text) => set(&mut tags.date, text),
        StandardTag::ReleaseYear(year) | StandardTag::RecordingYear(year) => set(&mut tags.date, &year.to_string()),
        StandardTag::Genre(text) => set(&mut tags.genre, text),
        StandardTag::TrackNumber(number) if tags.track.is_none() => {
            tags.track = u32::try_from(*number).ok().filter(|n| *n > 0);
        }
        _ => {}
    }
}

/// Chapters in order of time: ID3 `CHAP`, Vorbis `CHAPTERxxx`, and what MP4 has.
pub(crate) fn chapters(source: &Source, path: &Path) -> Vec<Chapter> {
    let mut found = Vec::new();
    if let Some(group) = source.reader.chapters() {
        collect(group, 0, &mut found);
    }
    if found.is_empty() && source.container == Container::Mp4 {
        // Chapters are a default: a file whose chapters cannot be read is still a recording.
        found = mp4::chapters(path).unwrap_or_default();
    }
    found.sort_by_key(|(ms, _)| *ms);
    found.dedup();
    found
        .into_iter()
        .enumerate()
        .map(|(i, (ms, title))| {
            let title = clean(&title).unwrap_or_else(|| format!("Chapter {}", i + 1));
            Chapter { start_ms: Some(ms), title, segments: None }
        })
        .collect()
}

fn collect(group: &ChapterGroup, depth: u8, found: &mut Vec<(u32, String)>) {
    for item in &group.items {
        if found.len() >= MAX_CHAPTERS {
            return;
        }
        match item {
            ChapterGroupItem::Group(inner) if depth < 4 => collect(inner, depth + 1, found),
            ChapterGroupItem::Group(_) => {}
            ChapterGroupItem::Chapter(chapter) => {
                let ms = u32::try_from(chapter.start_time.as_millis().max(0)).unwrap_or(u32::MAX);
                found.push((ms, title_of(&chapter.tags)));
            }
        }
    }
}

fn title_of(tags: &[Tag]) -> String {
    let standard = tags.iter().find_map(|tag| match &tag.std {
        Some(StandardTag::ChapterTitle(text) | StandardTag::TrackTitle(text)) => Some(text.to_string()),
        _ => None,
    });
    let named = || {
        let key = |tag: &&Tag| matches!(tag.raw.key.to_ascii_uppercase().as_str(), "NAME" | "TIT2" | "TITLE");
        tags.iter().find(key).map(|tag| tag.raw.value.to_string())
    };
    standard.or_else(named).unwrap_or_default()
}
