//! A show and an episode to build documents of.

use model::audio::{AudioInfo, Tags};
use model::episode::{Episode, EpisodeStatus};
use model::insight::Chapter;
use model::show::Show;
use model::{Slug, Uuid};
use time::macros::datetime;

pub fn show(title: &str) -> Show {
    Show {
        id: Uuid::from_u128(1),
        slug: Slug::parse("moon").unwrap(),
        title: title.into(),
        description: "About the moon & more".into(),
        language: "en".into(),
        category: "Science / Astronomy".into(),
        author: "Anna".into(),
        accent: None,
        auto_accept: true,
        artwork_url: Some("/shows/moon/cover.png".into()),
        created_at: datetime!(2026-01-01 00:00 UTC),
        version: 1,
    }
}

pub fn episode(title: &str, notes: &str) -> Episode {
    Episode {
        id: Uuid::from_u128(2),
        show_id: Uuid::from_u128(1),
        slug: Slug::parse("one").unwrap(),
        title: title.into(),
        notes: notes.into(),
        number: Some(7),
        status: EpisodeStatus::Published,
        published_at: Some(datetime!(2026-03-01 12:00:00.25 +2)),
        audio: Some(AudioInfo {
            container: "mp3".into(),
            codec: "mp3".into(),
            media_type: "audio/mpeg".into(),
            sample_rate: 44_100,
            channels: 2,
            duration_ms: 3_723_400,
            bytes: 1_234_567,
            tags: Tags::default(),
            chapters: vec![],
            has_cover: false,
        }),
        loudness: None,
        has_transcript: true,
        artwork_url: None,
        created_at: datetime!(2026-02-01 00:00 UTC),
        version: 1,
    }
}

pub fn chapter(start_ms: u32, title: &str) -> Chapter {
    Chapter { start_ms: Some(start_ms), title: title.into(), segments: None }
}
