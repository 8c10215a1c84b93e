//! An episode of ninety minutes with four voices, as large as charts get.

use model::audio::Peaks;
use model::insight::{Chapter, Delivery, Energy, Evidence, SentimentPoint, Stretch, TalkTime, Topic};
use model::transcript::{Segment, Transcript};

pub const DURATION_MS: u32 = 5_400_000;

pub struct Episode {
    pub peaks: Peaks,
    pub chapters: Vec<Chapter>,
    pub transcript: Transcript,
    pub talk: Vec<TalkTime>,
    pub delivery: Vec<Delivery>,
    pub topics: Vec<Topic>,
    pub steps: Vec<SentimentPoint>,
}

/// Numbers that look like chance and are always the same.
fn noise(seed: u32) -> u32 {
    let mut x = seed.wrapping_add(0x9E37_79B9);
    x = (x ^ (x >> 16)).wrapping_mul(0x85EB_CA6B);
    x = (x ^ (x >> 13)).wrapping_mul(0xC2B2_AE35);
    x ^ (x >> 16)
}

/// Every name and title is `name` with a number.
pub fn episode(name: &str) -> Episode {
    let data = (0..18_000_u32).flat_map(|i| {
        let loud = if noise(i / 40).is_multiple_of(6) { 8 } else { 110 };
        [-(i8::try_from(noise(i) % loud).unwrap()), i8::try_from(noise(i + 7) % loud).unwrap()]
    });
    let peaks = Peaks { sample_rate: 8000, samples_per_pixel: 2400, data: data.collect() };
    let chapter = |i: u32| Chapter { start_ms: Some(i * 270_000), title: format!("{name} {i}"), segments: None };
    let segment = |i: u32| Segment {
        start_ms: Some(i * 6_000),
        end_ms: Some(i * 6_000 + 5_500),
        speaker: u16::try_from(noise(i / 3) % 4).ok(),
        ..Segment::from_text("What was said.")
    };
    let transcript = Transcript {
        language: None,
        speakers: (0..4).map(|i| format!("{name} {i}")).collect(),
        segments: (0..900).map(segment).collect(),
    };
    let talk = [0.46, 0.31, 0.15, 0.08].iter().zip(0_u16..).map(|(share, i)| TalkTime {
        speaker: Some(format!("{name} {i}")),
        spoken_ms: 1_000_000 / (u32::from(i) + 1),
        share: *share,
        words: 4_000 / (u32::from(i) + 1),
        words_per_minute: Some(150.0 + f32::from(i)),
        turns: 40,
        longest_turn_ms: 90_000,
    });
    let interruption = |at: u32| Stretch {
        start_ms: Some(at),
        end_ms: Some(at + 4_000),
        words: 5 + noise(at) % 30,
        segments: Evidence { first: at / 6_000, last: at / 6_000 + 1 },
    };
    let delivery = (0..4_u16).map(|i| Delivery {
        speaker: Some(format!("{name} {i}")),
        fillers: 20,
        fillers_per_100_words: 1.5,
        interruptions: (0..12).map(|n| interruption(n * 420_000 + u32::from(i) * 60_000)).collect(),
        interrupted: 12,
        monologue: None,
        vocabulary: 600,
        variety: Some(0.8),
        readability: Some(70.0),
        sentiment: Some(0.3 - f32::from(i) / 5.0),
        energy: Some(Energy { level_db: 3.0 - f32::from(i) * 2.0, range_db: 12.5 }),
    });
    let weight = |topic: u32, step: u32| {
        let near = noise(topic * 1000 + step / 7).is_multiple_of(4);
        if near { f32::from(u8::try_from(noise(topic * 100 + step) % 100).unwrap()) / 100.0 } else { 0.0 }
    };
    let topic = |t: u32| Topic {
        name: format!("{name} {t}"),
        weight: 0.3 / (f32::from(u8::try_from(t).unwrap()) + 1.0),
        timeline: (0..60).map(|step| weight(t, step)).collect(),
        segments: vec![],
    };
    let step = |i: u32| SentimentPoint {
        start_ms: Some(i * 90_000),
        end_ms: Some((i + 1) * 90_000),
        score: f32::from(u8::try_from(noise(i / 3) % 100).unwrap()) / 100.0 - 0.4,
        segments: (i / 2 != 20).then_some(Evidence { first: i * 15, last: i * 15 + 14 }),
    };
    Episode {
        peaks,
        chapters: (0..20).map(chapter).collect(),
        transcript,
        talk: talk.collect(),
        delivery: delivery.collect(),
        topics: (0..6).map(topic).collect(),
        steps: (0..60).map(step).collect(),
    }
}

impl Episode {
    /// All five figures.
    pub fn figures(&self) -> Vec<charts::Figure> {
        let outline = charts::waveform(&self.peaks, DURATION_MS, &self.chapters, Some(&self.transcript));
        let findings = [
            charts::talk_time_in(&self.talk, &self.transcript.speakers),
            charts::voices(&self.talk, &self.delivery, &self.transcript, DURATION_MS),
            charts::topics(&self.topics, &self.steps),
            charts::sentiment(&self.steps),
        ];
        std::iter::once(outline).chain(findings.into_iter().flatten()).collect()
    }
}
