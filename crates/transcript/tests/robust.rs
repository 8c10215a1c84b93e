//! No file makes the parser panic or break its promises, and what is written is read again.

use model::transcript::{Segment, Transcript, TranscriptFormat, Word};
use proptest::prelude::*;
use transcript::{fit_to_audio, parse, reading_html, refine, refine_segments, word_offsets, write};

fn check(transcript: &Transcript) {
    let mut before = 0;
    for segment in &transcript.segments {
        assert!(!segment.words.is_empty());
        assert!(segment.start_ms <= segment.end_ms);
        assert!(segment.speaker.is_none_or(|i| usize::from(i) < transcript.speakers.len()));
        assert!(segment.words.iter().all(|w| !w.text.is_empty() && !w.text.contains(char::is_whitespace)));
        if let Some(start) = segment.start_ms {
            assert!(start >= before);
            before = start;
        }
        let mut at = segment.start_ms.unwrap_or(0);
        for word in &segment.words {
            let Some(start) = word.start_ms else { continue };
            assert!(start >= at && word.end_ms.is_none_or(|e| e >= start));
            assert!(segment.end_ms.is_some_and(|e| start <= e));
            at = start;
        }
    }
}

fn words(transcript: &Transcript) -> Vec<String> {
    transcript.segments.iter().flat_map(|s| s.words.iter().map(|w| w.text.clone())).collect()
}

/// Everything that is done with a transcript after it was read.
fn use_it(transcript: &Transcript) {
    check(transcript);
    for format in TranscriptFormat::ALL {
        let file = write(transcript, format, "A <title> # of *it*");
        let _ = parse(file.as_bytes(), Some(&format!("x.{}", format.extension())));
    }
    let html = reading_html(transcript, &|_| true);
    let text: String = html.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| tag).collect();
    assert!(!text.contains("script"), "{html}");
    let offsets: serde_json::Value = serde_json::from_str(&word_offsets(transcript)).unwrap();
    for (times, segment) in offsets["segments"].as_array().unwrap().iter().zip(&transcript.segments) {
        let times = times.as_array().unwrap();
        assert!(times.is_empty() || times.len() == 1 + segment.text().split_whitespace().count());
        assert!(times.iter().skip(1).is_sorted_by_key(|t| t.as_u64()));
    }
    let refined = refine_segments(transcript.clone());
    check(&refined);
    assert_eq!(words(&refined), words(transcript));
    let mut fitted = refined;
    fit_to_audio(&mut fitted, 5_000);
    check(&fitted);
    assert!(fitted.end_ms().is_none_or(|e| e <= 5_000));
}

/// Pieces that the forms are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "WEBVTT",
        "\n",
        "\n\n",
        " ",
        "00:00:01.000 --> 00:00:02.000",
        "00:01,5 --> 99:00:00,000",
        "-->",
        "1",
        "NOTE",
        "STYLE",
        "<v Ann>",
        "</v>",
        "<v",
        "<00:00:01.500>",
        "&amp;",
        "&",
        "<",
        ">",
        "&#x0;",
        "Ann: ",
        "Bob Ray: ",
        "so: ",
        "[00:12]",
        "(1:02:03)",
        "Ann 00:12",
        "[00:00:00:04]",
        "[-00:00:00:04]",
        "_page : 3",
        "CDR: ",
        "[glossary:",
        "]",
        "---",
        "# ",
        "**Ann:** ",
        "**",
        "_",
        "*",
        "\\[",
        "[a](b)",
        "](",
        "![",
        "> ",
        "- ",
        "```",
        "<!--",
        "<cite>",
        "</cite>",
        "<time>0:53</time>",
        "<p>",
        "</p>",
        "<script>",
        "<a href=\"",
        "{",
        "}",
        "{\"segments\":[",
        "{\"body\":\"x\",\"startTime\":1}",
        "0:00:01.000,0:00:02.000",
        "Hello",
        "the the",
        "um,",
        "world.",
        "你好。",
        "ポッド",
        "é",
        "\u{feff}",
        "\u{0}",
        "\u{7f}",
        "\t",
        "99999999999",
        "speakers:\n- Ann\n",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn name() -> impl Strategy<Value = Option<String>> {
    prop::option::of(
        prop::sample::select(vec!["a.vtt", "a.srt", "a.json", "a.es.html", "a.txt", "a.md"]).prop_map(str::to_owned),
    )
}

/// A conversation whose names and words no form has to guess at.
fn conversation() -> impl Strategy<Value = Transcript> {
    let word = "[a-z]{1,12}|[A-Z][a-z]{0,8}[,.!?]|你|<b>|R&D|\\*so\\*|it's|\"no\"|3\\.5|[a-z]{30,40}";
    let segment = (prop::collection::vec(word, 1..60), 0_u32..4_000, 0_u32..4_000, 0_u16..3);
    prop::collection::vec(segment, 1..20).prop_map(|list| {
        let mut at = 0;
        let mut transcript = Transcript::default();
        for (texts, pause, length, speaker) in list {
            let name = ["Ann Lee", "Bob", "Dr. Cleo van Dyk"][usize::from(speaker)];
            let speaker = Some(transcript.speaker_index(name));
            let start = at + pause;
            at = start + length + 1;
            let words = texts.into_iter().map(Word::plain).collect();
            transcript.segments.push(Segment {
                start_ms: Some(start),
                end_ms: Some(at),
                speaker,
                paragraph: false,
                words,
            });
        }
        transcript
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), name in name()) {
        if let Ok(parsed) = parse(&bytes, name.as_deref()) {
            use_it(&parsed.transcript);
        }
    }

    #[test]
    fn any_mixture_of_forms_is_read_or_refused(text in pieces(), name in name()) {
        if let Ok(parsed) = parse(text.as_bytes(), name.as_deref()) {
            use_it(&parsed.transcript);
        }
    }

    #[test]
    fn what_is_written_is_read_again(transcript in conversation()) {
        let said = |t: &Transcript| -> Vec<(String, String)> {
            t.segments
                .iter()
                .flat_map(|s| s.words.iter().map(|w| (t.speaker_of(s).unwrap_or("").to_owned(), w.text.clone())))
                .collect()
        };
        for format in TranscriptFormat::ALL {
            let file = write(&transcript, format, "Title");
            let again = parse(file.as_bytes(), Some(&format!("x.{}", format.extension()))).unwrap();
            prop_assert_eq!(again.format, format);
            // Tags are no words in SubRip, where nothing can be escaped.
            let skip = |list: Vec<(String, String)>| -> Vec<(String, String)> {
                list.into_iter().filter(|(_, w)| format != TranscriptFormat::Srt || w != "<b>").collect()
            };
            prop_assert_eq!(skip(said(&again.transcript)), skip(said(&transcript)), "{:?}\n{}", format, file);
            let starts = |t: &Transcript| t.segments.iter().filter_map(|s| s.start_ms).collect::<Vec<_>>();
            let (kept, had) = (starts(&again.transcript), starts(&transcript));
            match format {
                TranscriptFormat::Json => prop_assert_eq!(kept, had),
                TranscriptFormat::Vtt | TranscriptFormat::Srt => {
                    prop_assert!(had.iter().zip(&transcript.segments).all(|(s, g)| kept.contains(s) || g.words.iter().all(|w| w.text == "<b>")));
                }
                _ => prop_assert!(kept.iter().all(|s| s % 1000 == 0)),
            }
            if format == TranscriptFormat::Srt {
                let longest = |l: &str| l.split_whitespace().any(|w| w.chars().count() > 15);
                prop_assert!(file.lines().all(|l| l.chars().count() <= 32 || longest(l)), "{}", file);
            }
            if format == TranscriptFormat::Vtt {
                prop_assert!(file.lines().all(|l| l.chars().count() <= 65), "{}", file);
            }
        }
    }

    #[test]
    fn recognised_words_all_stay(texts in prop::collection::vec("[a-zA-Z]{1,8}[,.?]?", 0..200), gaps in prop::collection::vec(0_u32..3_000, 200)) {
        let mut at = 0;
        let spoken: Vec<Word> = texts.iter().zip(&gaps).map(|(t, gap)| {
            at += gap;
            Word { start_ms: Some(at), end_ms: Some(at + 200), ..Word::plain(t.clone()) }
        }).collect();
        let turns = |start: u32, _: u32| u16::try_from(start / 7_000 % 2).ok();
        let refined = refine(spoken, Some("en"), &turns, vec!["A".into(), "B".into()]);
        check(&refined);
        prop_assert_eq!(words(&refined), texts);
        prop_assert!(refined.segments.iter().all(|s| s.words.len() <= 45));
    }
}

/// Files made to take long, read or refused: a reader whose time grows with the square of their length would take hours.
#[test]
fn hostile_files_come_to_an_end() {
    let n = 200_000;
    for (text, name) in [
        ("<".repeat(n), "a.html"),
        ("<a \"".repeat(n), "a.html"),
        ("<!--".repeat(n), "a.html"),
        ("<script>".repeat(n), "a.html"),
        (format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "<v ".repeat(n)), "a.vtt"),
        (format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "&".repeat(n)), "a.vtt"),
        (format!("WEBVTT\n\n{}", "00:01.000 --> 00:02.000\n".repeat(n / 8)), "a.vtt"),
        (format!("1\n00:00:01,000 --> 00:00:02,000\n{}", "{\\a".repeat(n)), "a.srt"),
        (format!("1\n00:00:01,000 --> 00:00:02,000\n{}", "Ann: Bob: ".repeat(n / 8)), "a.srt"),
        ("[".repeat(n), "a.md"),
        ("[a](".repeat(n), "a.md"),
        ("[[a](b)".repeat(n), "a.md"),
        ("*a _b ".repeat(n), "a.md"),
        ("**a:** b\n\n".repeat(n / 8), "a.md"),
        ("[00:01] a ".repeat(n / 8), "a.txt"),
        ("Ann: a\n".repeat(n / 4), "a.txt"),
        (format!("[00:00:00:01]\nCC: {}", "[glossary:".repeat(n)), "a.txt"),
        ("[".repeat(n), "a.json"),
        (format!("{{\"segments\":{}", "[".repeat(n)), "a.json"),
        ("the ".repeat(n), "a.txt"),
        ("a,".repeat(n), "a.txt"),
    ] {
        if let Ok(parsed) = parse(text.as_bytes(), Some(name)) {
            for format in TranscriptFormat::ALL {
                let _ = write(&parsed.transcript, format, "");
            }
            let _ = refine_segments(parsed.transcript);
        }
    }
}
