//! One conversation in every form gives one transcript; and files as tools really write them.

use std::{fs, path::PathBuf};

use model::transcript::{Transcript, TranscriptFormat};
use transcript::{Parsed, parse, refine_segments};

fn fixture(name: &str) -> Parsed {
    let path = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("tests/fixtures").join(name);
    parse(&fs::read(path).unwrap(), Some(name)).unwrap()
}

/// Speaker, start in seconds, text.
fn lines(transcript: &Transcript) -> Vec<(Option<&str>, Option<u32>, String)> {
    transcript.segments.iter().map(|s| (transcript.speaker_of(s), s.start_ms.map(|t| t / 1000), s.text())).collect()
}

const FORMS: [(&str, TranscriptFormat); 10] = [
    ("talk.vtt", TranscriptFormat::Vtt),
    ("talk.srt", TranscriptFormat::Srt),
    ("talk-windows-1252.srt", TranscriptFormat::Srt),
    ("talk-utf-16.srt", TranscriptFormat::Srt),
    ("talk.json", TranscriptFormat::Json),
    ("words.json", TranscriptFormat::Json),
    ("talk.html", TranscriptFormat::Html),
    ("talk.txt", TranscriptFormat::Txt),
    ("headers.txt", TranscriptFormat::Txt),
    ("talk.md", TranscriptFormat::Md),
];

#[test]
fn every_form_of_one_conversation_gives_the_same() {
    for (name, format) in FORMS {
        let parsed = fixture(name);
        assert_eq!(parsed.format, format, "{name}");
        let mut found = lines(&parsed.transcript);
        if !matches!(format, TranscriptFormat::Vtt | TranscriptFormat::Srt | TranscriptFormat::Json) {
            // The second paragraph has no time in these; it lies somewhere in the turn.
            let estimated = found[1].1.replace(3);
            assert!((1..=7).contains(&estimated.unwrap()), "{name}");
            assert!(parsed.problems.iter().any(|p| p.code == "estimated-time"), "{name}");
        }
        assert_eq!(
            found,
            [
                (Some("Ann Lee"), Some(1), "Good morning, and welcome to Small Tools.".to_owned()),
                (Some("Ann Lee"), Some(3), "Today we ask a simple question: what makes a good hammer?".to_owned()),
                (Some("Dr. Bo Åkerman"), Some(7), "Balance & weight.".to_owned()),
                (Some("Ann Lee"), Some(69), "So, um, the the handle?".to_owned()),
            ],
            "{name}"
        );
    }
}

#[test]
fn word_times_of_the_file_are_kept() {
    let words = fixture("words.json").transcript;
    assert_eq!((words.segments[0].words[0].start_ms, words.segments[0].words[1].start_ms), (Some(1_000), Some(1_357)));
    assert_eq!(words.segments[3].words[4].end_ms, Some(71_000));
    let plain = fixture("talk.json").transcript;
    assert!(plain.segments.iter().flat_map(|s| &s.words).all(|w| w.start_ms.is_none()));
}

#[test]
fn refinement_marks_fillers_and_keeps_the_conversation() {
    let refined = refine_segments(fixture("talk.vtt").transcript);
    assert_eq!(refined.segments.len(), 4);
    assert_eq!(refined.segments[3].clean_text(), "So, the handle?");
    assert!(refined.segments.iter().map(|s| s.paragraph).eq([true, false, true, true]));
}

#[test]
fn an_older_encoding_is_read_and_named() {
    let parsed = fixture("gbk.srt");
    assert_eq!(parsed.transcript.speakers, ["主持人", "嘉宾"]);
    assert_eq!(parsed.transcript.segments[1].text(), "谢谢，我们今天来说一说这个锤子。");
    assert_eq!(parsed.problems[0].code, "encoding");
    assert!(fixture("talk-windows-1252.srt").problems[0].message.contains("windows-1252"));
}

#[test]
fn air_to_ground_transcripts_are_read() {
    let parsed = fixture("apollo.txt");
    assert_eq!(
        lines(&parsed.transcript)[3],
        (Some("CC"), Some(321), "Stand by the S-IVB to COI capability.".to_owned())
    );
    assert_eq!(parsed.transcript.speakers, ["CDR", "CC"]);
    assert_eq!(parsed.problems, []);
}

#[test]
fn rolling_captions_are_read_once_with_their_word_times() {
    let parsed = fixture("rolling.vtt");
    let said: Vec<String> = parsed.transcript.segments.iter().map(|s| s.text()).collect();
    assert_eq!(said, ["a good hammer", "has a long handle", "and weight"]);
    let starts: Vec<_> = parsed.transcript.segments[1].words.iter().map(|w| w.start_ms.unwrap()).collect();
    assert_eq!(starts, [2_010, 2_500, 3_000, 3_500]);
    assert_eq!(parsed.problems[0].code, "rolling-captions");
}

#[test]
fn what_is_no_transcript_is_refused_with_the_way_out() {
    let refused = |bytes: &[u8], name: &str| parse(bytes, Some(name)).unwrap_err().to_string();
    assert!(refused(b"", "a.vtt").contains("empty"));
    assert!(refused(b" \n\t ", "a.txt").contains("empty"));
    assert!(refused(b"%PDF-1.4", "a.txt").contains("PDF"));
    assert!(refused(b"<rss version=\"2.0\"></rss>", "a.xml").contains("feed"));
    assert!(refused(b"{\"chapters\":[]}", "a.json").contains("chapters"));
    assert!(refused(&vec![b'a'; transcript::MAX_BYTES + 1], "a.txt").contains("32 MiB"));
    let many = "[00:01] a\n".repeat(transcript::MAX_SEGMENTS + 1);
    assert!(refused(many.as_bytes(), "a.txt").contains("500,000"));
}
