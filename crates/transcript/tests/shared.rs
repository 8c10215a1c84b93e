//! What the shared data promises: counts that outside tools agree on, and one call's forms giving one transcript.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use model::transcript::{Transcript, TranscriptFormat};
use transcript::{Parsed, parse, reading_html, refine_segments, word_offsets, write};

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("PODCASTFLOW_SHARED").map(|f| PathBuf::from(f).join("data"));
    if folder.is_none() {
        eprintln!("skipped: PODCASTFLOW_SHARED names no folder with shared data");
    }
    folder
}

fn read(path: &Path) -> Parsed {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let name = path.file_name().and_then(|n| n.to_str());
    parse(&bytes, name).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    found.sort();
    found
}

fn words(transcript: &Transcript) -> Vec<&str> {
    transcript.segments.iter().flat_map(|s| s.words.iter().map(|w| w.text.as_str())).collect()
}

/// Each word with its speaker.
fn voices(transcript: &Transcript) -> Vec<(Option<&str>, &str)> {
    let of = |s| transcript.speaker_of(s);
    transcript.segments.iter().flat_map(|s| s.words.iter().map(move |w| (of(s), w.text.as_str()))).collect()
}

fn check(transcript: &Transcript, name: &str) {
    let mut before = 0;
    for segment in &transcript.segments {
        assert!(!segment.words.is_empty(), "{name}");
        assert!(segment.words.iter().all(|w| !w.text.is_empty() && !w.text.contains(char::is_whitespace)), "{name}");
        assert!(segment.start_ms <= segment.end_ms, "{name}");
        assert!(segment.speaker.is_none_or(|i| usize::from(i) < transcript.speakers.len()), "{name}");
        if let Some(start) = segment.start_ms {
            assert!(start >= before, "{name}");
            before = start;
        }
    }
}

/// Cues without words are counted by the tools and left out here.
const WITHOUT_WORDS: [(&str, usize); 1] = [("cue/entities.vtt", 3)];

#[test]
fn counts_are_those_that_outside_tools_agree_on() {
    let Some(data) = data() else { return };
    let table = fs::read_to_string(data.join("oracles/captions.tsv")).unwrap();
    let mut checked = 0;
    for line in table.lines().filter(|l| !l.starts_with('#') && !l.starts_with("path\t")) {
        let columns: Vec<&str> = line.split('\t').collect();
        let counts: Vec<Option<usize>> = columns[1..]
            .iter()
            .enumerate()
            .filter(|(i, c)| *i != 4 && **c != "-")
            .map(|(_, c)| c.parse().ok())
            .collect();
        let agreed = counts[0].filter(|_| counts.iter().all(|c| *c == counts[0]));
        let path = data.join(columns[0]);
        let (Some(agreed), true) = (agreed, path.exists()) else { continue };
        let empty = WITHOUT_WORDS.iter().find(|(name, _)| columns[0].ends_with(name)).map_or(0, |(_, n)| *n);
        assert_eq!(read(&path).transcript.segments.len() + empty, agreed, "{}", columns[0]);
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}

/// Where the tools disagree: the standard's count, with the words of unreadable cues kept.
#[test]
fn edge_cases_are_decided() {
    let Some(data) = data() else { return };
    for (path, count) in [
        ("srt/pysrt-bom-utf-16-le.srt", 7),
        ("srt/pysrt-no-indexes.srt", 7),
        ("webvtt-py/invalid_timeframe.srt", 5),
        ("webvtt-py/invalid_timeframe.vtt", 6),
        ("webvtt-py/non_padded_timestamps.vtt", 3),
        ("webvtt-py/styles.vtt", 1),
        ("webvtt-wpt/file/timings-60.vtt", 2),
        ("webvtt-wpt/file/stylesheets.vtt", 2),
        ("webvtt-wpt/file/regions-id.vtt", 4),
        ("webvtt-py/sample.sbv", 5),
    ] {
        let found = read(&data.join("captions-conformance").join(path)).transcript;
        assert_eq!(found.segments.len(), count, "{path}");
    }
    let kept = read(&data.join("captions-conformance/webvtt-py/invalid_timeframe.vtt"));
    assert!(words(&kept.transcript).contains(&"#2"));
    assert!(kept.problems.iter().any(|p| p.code == "unreadable-time"));
}

#[test]
fn the_cue_trees_of_the_web_platform_tests_are_matched() {
    let Some(data) = data() else { return };
    let folder = data.join("captions-conformance/webvtt-wpt/cue");
    let cases: Vec<BTreeMap<String, String>> =
        serde_json::from_slice(&fs::read(folder.join("entities.json")).unwrap()).unwrap();
    let expected: Vec<String> = cases
        .iter()
        .map(|c| {
            let line = c["expectedTree"].lines().next().unwrap_or("");
            line.strip_prefix("| \"").and_then(|l| l.strip_suffix('"')).unwrap_or("").to_owned()
        })
        .filter(|t| !t.trim().is_empty())
        .collect();
    let found: Vec<String> = read(&folder.join("entities.vtt")).transcript.segments.iter().map(|s| s.text()).collect();
    assert_eq!(found, expected);
}

#[test]
fn all_forms_of_one_call_give_one_transcript() {
    let Some(data) = data() else { return };
    for (name, twins) in [
        ("acd-acdt-2026-02-02_068", ["acd-acdt-2026-02-02_068.srt", "acd-acdt-2026-02-02_068.json"]),
        ("acd-focil-2026-02-10_028", ["acd-focil-2026-02-10_028.srt", "acd-focil-2026-02-10_028.json"]),
        (
            "acd-p2pnetworking-2026-07-29_005",
            ["acd-p2pnetworking-2026-07-29_005-voice.vtt", "acd-p2pnetworking-2026-07-29_005-speakers.json"],
        ),
    ] {
        let original = read(&data.join(format!("transcripts/vtt/{name}.vtt")));
        assert!(original.problems.is_empty(), "{:?}", original.problems);
        assert!(original.transcript.segments.iter().all(|s| s.speaker.is_some()), "{name}");
        for twin in twins {
            let twin_found = read(&data.join("derived/transcripts").join(twin));
            assert_eq!(twin_found.transcript, original.transcript, "{twin}");
        }
    }
    let html = read(&data.join("transcripts/pc20/example.html")).transcript;
    assert_eq!(html, read(&data.join("derived/transcripts/pc20-example-html.json")).transcript);
}

#[test]
fn every_form_keeps_words_and_speakers() {
    let Some(data) = data() else { return };
    let folders = ["md", "vtt", "nasa", "pc20"];
    for path in folders.iter().flat_map(|f| files(&data.join("transcripts").join(f))) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let original = read(&path).transcript;
        check(&original, &name);
        let refined = refine_segments(original.clone());
        check(&refined, &name);
        assert_eq!(voices(&refined), voices(&original), "{name}");
        assert!(reading_html(&refined, &|_| true).contains("<span id=s0"), "{name}");
        serde_json::from_str::<serde_json::Value>(&word_offsets(&refined)).unwrap();
        for from in [&original, &refined] {
            for format in TranscriptFormat::ALL {
                let written = write(from, format, "A title");
                let again = parse(written.as_bytes(), Some(&format!("x.{}", format.extension()))).unwrap();
                assert_eq!(again.format, format, "{name}");
                check(&again.transcript, &name);
                let (a, b) = (voices(&again.transcript), voices(from));
                let place = a.iter().zip(&b).position(|(a, b)| a != b);
                assert!(
                    a.len() == b.len() && place.is_none(),
                    "{name} {format:?} {} {} {place:?} {:?} {:?}",
                    a.len(),
                    b.len(),
                    place.map(|p| &a[p.saturating_sub(3)..(p + 6).min(a.len())]),
                    place.map(|p| &b[p.saturating_sub(3)..(p + 6).min(b.len())])
                );
            }
        }
    }
}
