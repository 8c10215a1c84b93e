//! What pages, crawlers and screen readers may rely on in every figure.

mod common;

use charts::{Figure, Kind, sentiment, talk_time, topics, voices, waveform};
use common::{DURATION_MS, episode};
use model::audio::Peaks;
use model::insight::{Chapter, Delivery, Energy, Evidence, SentimentPoint, Stretch, TalkTime, Topic};
use model::transcript::{Segment, Transcript};
use proptest::prelude::*;

/// Well-formed, named, scalable and free of colours that the theme does not give.
fn check(figure: &Figure) {
    let document = roxmltree::Document::parse(&figure.svg).unwrap_or_else(|e| panic!("{e} in {}", figure.svg));
    let root = document.root_element();
    let kind = figure.kind.as_str();
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(root.attribute("width").or(root.attribute("height")), None);
    let id = root.attribute("aria-labelledby").unwrap();
    assert!(id.contains(kind));
    let name = document.descendants().find(|n| n.attribute("id") == Some(id)).unwrap();
    assert!(name.has_tag_name(("http://www.w3.org/2000/svg", "title")));
    assert_eq!(name.text().unwrap_or_default().trim(), figure.title.trim());
    for node in document.descendants() {
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on") && attribute.name() != "style", "{}", attribute.name());
            if matches!(attribute.name(), "fill" | "stroke") {
                let value = attribute.value();
                assert!(value == "none" || (value.starts_with("var(--") && value.ends_with(')')), "{value}");
            }
            if matches!(attribute.name(), "d" | "x" | "y" | "width" | "height") {
                assert!(!attribute.value().contains(['.', 'N', 'e', '#']), "{}", attribute.value());
            }
        }
        let is_drawn = matches!(node.tag_name().name(), "path" | "rect" | "text" | "line" | "circle");
        let coloured = node.ancestors().any(|n| n.has_attribute("fill") || n.has_attribute("stroke"));
        assert!(!is_drawn || coloured, "nothing is black by default");
    }
    assert!(!figure.svg.contains("font-family"));
    for row in &figure.table.rows {
        assert_eq!(row.len(), figure.table.head.len());
    }
    assert!(!figure.title.is_empty());
}

#[test]
fn figures_of_a_long_episode_are_small_and_sound() {
    let figures = episode("Anna Maria").figures();
    assert_eq!(figures.iter().map(|f| f.kind).collect::<Vec<_>>(), Kind::ALL);
    for figure in &figures {
        check(figure);
        let most = match figure.kind {
            Kind::Waveform => 14,
            Kind::Voices => 6,
            _ => 5,
        } * 1024;
        println!("{}: {} bytes, {} with table", figure.kind.as_str(), figure.svg.len(), figure.to_html().len());
        assert!(figure.svg.len() <= most, "{} has {} bytes", figure.kind.as_str(), figure.svg.len());
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(episode("Anna").figures(), episode("Anna").figures());
}

#[test]
fn hostile_names_stay_text() {
    let name = "\"'><script>alert(1)</script>&#01FE00 \u{0}\u{B}]]>\u{FFFF}<!--";
    for figure in episode(name).figures() {
        check(&figure);
        let html = figure.to_html();
        for bad in ["<script", "<!--", "\u{0}", "\u{FFFF}", "]]>", "var(--c0) \u{1}"] {
            assert!(!html.contains(bad), "{bad:?}");
        }
    }
}

#[test]
fn the_table_has_every_value() {
    let episode = episode("Anna");
    let figures = episode.figures();
    let cells = |kind: Kind| {
        let figure = figures.iter().find(|f| f.kind == kind).unwrap();
        figure.table.head.iter().chain(figure.table.rows.iter().flatten()).cloned().collect::<Vec<_>>().join("|")
    };
    for chapter in &episode.chapters {
        assert!(cells(Kind::Waveform).contains(&chapter.title));
    }
    for t in &episode.talk {
        let table = cells(Kind::TalkTime);
        assert!(table.contains(t.speaker.as_ref().unwrap()) && table.contains(&t.words.to_string()));
    }
    for d in &episode.delivery {
        let table = cells(Kind::Voices);
        assert!(table.contains(d.speaker.as_ref().unwrap()) && table.contains(&d.interruptions.len().to_string()));
    }
    for figure in figures.iter().filter(|f| f.kind == Kind::Voices) {
        let document = roxmltree::Document::parse(&figure.svg).unwrap();
        for label in document.descendants().filter_map(|n| n.attribute("data-label")) {
            let (who, when) = label.rsplit_once(" breaks in, ").unwrap();
            let row = figure.table.rows.iter().find(|row| row[0] == who).unwrap();
            assert!(row.iter().any(|cell| cell.split(", ").any(|time| time == when)), "{label} in {row:?}");
        }
    }
    for topic in &episode.topics {
        assert!(cells(Kind::Topics).contains(&topic.name));
    }
    for kind in [Kind::Topics, Kind::Sentiment] {
        let figure = figures.iter().find(|f| f.kind == kind).unwrap();
        assert_eq!(figure.table.rows.first().unwrap()[0], "0:00");
        assert_eq!(figure.table.rows.last().unwrap()[1], "1:30:00");
    }
}

#[test]
fn times_lie_within_the_recording() {
    for figure in episode("Anna").figures() {
        let document = roxmltree::Document::parse(&figure.svg).unwrap();
        for node in document.descendants().filter(|n| n.has_attribute("data-t")) {
            let t: f64 = node.attribute("data-t").unwrap().parse().unwrap();
            assert!((0.0..f64::from(DURATION_MS) / 1000.0).contains(&t));
            assert!(node.has_attribute("data-label"));
        }
    }
}

fn any_float() -> impl Strategy<Value = f32> {
    prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(-1.0), Just(0.0), Just(-0.0), 0.0..1.0_f32, any::<f32>()]
}

fn any_time() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![Just(None), Just(Some(0)), Just(Some(u32::MAX)), (0..100_000_u32).prop_map(Some)]
}

fn any_step() -> impl Strategy<Value = SentimentPoint> {
    (any_time(), any_time(), any_float(), any::<bool>()).prop_map(|(start_ms, end_ms, score, spoken)| SentimentPoint {
        start_ms,
        end_ms,
        score,
        segments: spoken.then_some(Evidence { first: 9, last: 3 }),
    })
}

fn any_topic() -> impl Strategy<Value = Topic> {
    (any::<String>(), any_float(), proptest::collection::vec(any_float(), 0..70))
        .prop_map(|(name, weight, timeline)| Topic { name, weight, timeline, segments: vec![] })
}

fn any_talk() -> impl Strategy<Value = TalkTime> {
    let speaker = proptest::option::of(any::<String>());
    (speaker, any::<u32>(), any_float(), proptest::option::of(any_float())).prop_map(
        |(speaker, spoken_ms, share, words_per_minute)| TalkTime {
            speaker,
            spoken_ms,
            share,
            words: spoken_ms,
            words_per_minute,
            turns: 1,
            longest_turn_ms: u32::MAX,
        },
    )
}

fn any_delivery() -> impl Strategy<Value = Delivery> {
    let stretch = (any_time(), any::<u32>()).prop_map(|(start_ms, words)| Stretch {
        start_ms,
        end_ms: start_ms,
        words,
        segments: Evidence { first: 9, last: 3 },
    });
    let energy = (any_float(), any_float()).prop_map(|(level_db, range_db)| Energy { level_db, range_db });
    let (sentiment, energy) = (proptest::option::of(any_float()), proptest::option::of(energy));
    (proptest::collection::vec(stretch, 0..50), any::<u32>(), sentiment, energy).prop_map(
        |(interruptions, interrupted, sentiment, energy)| Delivery {
            speaker: None,
            fillers: 0,
            fillers_per_100_words: 0.0,
            interruptions,
            interrupted,
            monologue: None,
            vocabulary: 0,
            variety: None,
            readability: None,
            sentiment,
            energy,
        },
    )
}

fn any_peaks() -> impl Strategy<Value = Peaks> {
    let rate = || prop_oneof![Just(0), Just(1), Just(u32::MAX), 0..50_000_u32];
    (rate(), rate(), proptest::collection::vec(any::<i8>(), 0..2000))
        .prop_map(|(sample_rate, samples_per_pixel, data)| Peaks { sample_rate, samples_per_pixel, data })
}

fn any_transcript() -> impl Strategy<Value = Transcript> {
    let segment = (any_time(), any_time(), proptest::option::of(0..12_u16))
        .prop_map(|(start_ms, end_ms, speaker)| Segment { start_ms, end_ms, speaker, ..Segment::from_text("a") });
    (proptest::collection::vec(any::<String>(), 0..10), proptest::collection::vec(segment, 0..40))
        .prop_map(|(speakers, segments)| Transcript { language: None, speakers, segments })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn findings_never_fail(
        steps in proptest::collection::vec(any_step(), 0..70),
        themes in proptest::collection::vec(any_topic(), 0..9),
        talk in proptest::collection::vec(any_talk(), 0..12),
    ) {
        for figure in [talk_time(&talk), topics(&themes, &steps), sentiment(&steps)].into_iter().flatten() {
            check(&figure);
        }
    }

    #[test]
    fn voices_never_fail(
        mut talk in proptest::collection::vec(any_talk(), 0..12),
        mut delivery in proptest::collection::vec(any_delivery(), 0..12),
        transcript in any_transcript(),
        duration in any_time(),
    ) {
        // Names that meet, or hardly ever would there be a row.
        for (n, name) in transcript.speakers.iter().enumerate() {
            talk.iter_mut().skip(n).take(1).for_each(|t| t.speaker = Some(name.clone()));
            delivery.iter_mut().skip(n).take(1).for_each(|d| d.speaker = Some(name.clone()));
        }
        let figure = voices(&talk, &delivery, &transcript, duration.unwrap_or(0));
        prop_assert_eq!(&figure, &voices(&talk, &delivery, &transcript, duration.unwrap_or(0)));
        if let Some(figure) = figure {
            check(&figure);
            prop_assert!(figure.svg.len() <= 16 * 1024);
        }
    }

    #[test]
    fn waveforms_never_fail(
        peaks in any_peaks(),
        duration in any_time(),
        transcript in proptest::option::of(any_transcript()),
        chapters in proptest::collection::vec((any_time(), any::<String>()), 0..90),
    ) {
        let chapters: Vec<Chapter> =
            chapters.into_iter().map(|(start_ms, title)| Chapter { start_ms, title, segments: None }).collect();
        let figure = waveform(&peaks, duration.unwrap_or(0), &chapters, transcript.as_ref());
        check(&figure);
        prop_assert!(figure.svg.len() <= 24 * 1024);
    }
}
