//! Real recordings, whole and broken, beside what other tools found in them.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use audio::{Flow, channel_turns, measure, probe};
use support::look_at_everything;

/// Rows in which what we decode differs from ffmpeg by more than 0.1 s, by decision.
const DECIDED: [(&str, &str); 1] = [(
    "audio-odd/mutagen/52-too-short-block-size.flac",
    "a comment block states a wrong length, so that what follows are not blocks; ffmpeg finds 0.4 s of noise in 203 s \
     with ten errors: it is refused with the advice to export it again",
)];

const AUPHONIC: [(u32, &str); 4] =
    [(0, "Chapter 1 - ❤\u{fe0f}😊"), (3_000, "Chapter 2 - ßöÄ"), (6_000, "Chapter 3 - 爱"), (9_000, "Chapter 4")];

fn data() -> Option<PathBuf> {
    let shared = std::env::var("PODCASTFLOW_SHARED").ok();
    if shared.is_none() {
        eprintln!("skipped: PODCASTFLOW_SHARED names no folder");
    }
    Some(Path::new(&shared?).join("data"))
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

#[test]
fn every_file_ends_in_a_result() {
    let Some(data) = data() else { return };
    let mut all = Vec::new();
    files(&data.join("audio-odd"), &mut all);
    files(&data.join("audio-speech"), &mut all);
    assert!(all.len() > 40, "{} files", all.len());
    all.iter().for_each(|path| look_at_everything(path));
}

/// A row of the oracle: what ffprobe says and what ffmpeg decodes.
struct Row<'a> {
    path: &'a str,
    codec: &'a str,
    rate: &'a str,
    channels: &'a str,
    decoded: f64,
    chapters: &'a str,
}

#[test]
fn what_decodes_is_what_other_tools_decode() {
    let Some(data) = data() else { return };
    let table = fs::read_to_string(data.join("oracles/audio.tsv")).unwrap();
    let mut rows = 0;
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.starts_with("path\t")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [path, _, codec, rate, channels, _, decoded, chapters, _] = fields[..] else { panic!("{line}") };
        let row = Row { path, codec, rate, channels, decoded: decoded.parse().unwrap(), chapters };
        check(&data, &row);
        rows += 1;
    }
    assert!(rows > 35);
}

fn check(data: &Path, row: &Row<'_>) {
    let path = data.join(row.path);
    let ours = measure(&path, &mut |_| Flow::Continue).map_or(0.0, |m| f64::from(m.duration_ms) / 1000.0);
    let agrees = (ours - row.decoded).abs() <= 0.1;
    let decided = DECIDED.iter().find(|(path, _)| *path == row.path);
    assert!(agrees != decided.is_some(), "{}: {ours} s, not {} ({decided:?})", row.path, row.decoded);
    let Ok(info) = probe(&path) else {
        assert!(ours == 0.0 && (row.decoded < 0.1 || decided.is_some()), "{} is refused", row.path);
        return;
    };
    let codec = if row.codec.starts_with("pcm_") { "pcm" } else { row.codec };
    assert_eq!(info.codec, codec, "{}", row.path);
    assert_eq!((info.sample_rate.to_string(), info.channels.to_string()), (row.rate.into(), row.channels.into()));
    assert_eq!(info.chapters.len().to_string(), row.chapters, "{}", row.path);
}

#[test]
fn chapters_are_those_of_their_maker() {
    let Some(data) = data() else { return };
    for name in ["auphonic.mp3", "auphonic.m4a", "auphonic.opus"] {
        let info = probe(&data.join("audio-odd/chapters").join(name)).unwrap();
        let chapters: Vec<_> = info.chapters.iter().map(|c| (c.start_ms.unwrap(), c.title.as_str())).collect();
        assert_eq!(chapters, AUPHONIC, "{name}");
        assert!(info.has_cover, "{name}");
        assert_eq!((info.tags.title.as_deref(), info.tags.date.as_deref()), (Some("Title"), Some("2021")), "{name}");
    }
}

#[test]
fn two_people_at_two_microphones_are_told_apart() {
    let Some(data) = data() else { return };
    // `michaelandsickmichael.TextGrid`: one speaks until 25.3 s, the other from 26.7 s.
    let path = data.join("audio-speech/mfa/michaelandsickmichael.wav");
    let turns = channel_turns(&path, &mut |_| Flow::Continue).unwrap().expect("two voices");
    for turn in &turns {
        let second = turn.start_ms.midpoint(turn.end_ms) > 26_000;
        assert_eq!(turn.speaker, u16::from(second), "{turns:?}");
    }
    assert!(turns.iter().map(|t| t.end_ms - t.start_ms).sum::<u32>() > 30_000);
}
