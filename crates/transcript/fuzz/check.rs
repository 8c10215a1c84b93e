// What holds for any file; included by the fuzz targets and by examples/fuzz.rs.

use model::transcript::{Transcript, TranscriptFormat};

/// Reads a file as one of that name, checks what was read, and writes and reads it again in every form.
///
/// # Panics
/// Where the parser breaks one of its promises.
pub fn check(bytes: &[u8], name: &str) {
    let Ok(parsed) = transcript::parse(bytes, Some(name)) else { return };
    promises(&parsed.transcript);
    for format in TranscriptFormat::ALL {
        let file = transcript::write(&parsed.transcript, format, "A title");
        if let Ok(again) = transcript::parse(file.as_bytes(), Some(&format!("x.{}", format.extension()))) {
            promises(&again.transcript);
        }
    }
}

fn promises(transcript: &Transcript) {
    let mut latest = 0;
    for segment in &transcript.segments {
        assert!(!segment.words.is_empty(), "a segment without words");
        assert!(segment.start_ms <= segment.end_ms, "an end before its start");
        assert!(segment.speaker.is_none_or(|i| usize::from(i) < transcript.speakers.len()), "a speaker without a name");
        if let Some(start) = segment.start_ms {
            assert!(start >= latest, "a start that goes back");
            latest = start;
        }
        for word in &segment.words {
            assert!(!word.text.is_empty() && !word.text.contains(char::is_whitespace), "an empty word or two in one");
        }
    }
}
