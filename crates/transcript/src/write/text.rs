//! Plain text: paragraphs with time and name.

use model::transcript::Transcript;

use super::{paragraphs, push_words};
use crate::{names, times};

/// The file.
pub(super) fn write(transcript: &Transcript) -> String {
    let mut out = String::with_capacity(transcript.word_count() * 7);
    for paragraph in paragraphs(transcript) {
        let first = &paragraph[0];
        if let Some(start) = first.start_ms {
            out.push('[');
            times::push_long_clock(&mut out, start);
            out.push_str("] ");
        }
        if let Some(name) = transcript.speaker_of(first) {
            out.push_str(&names::tidy(name));
            out.push_str(": ");
        }
        push_words(&mut out, paragraph, |out, text| out.push_str(text));
        out.push_str("\n\n");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    #[test]
    fn paragraphs_have_time_and_name() {
        let transcript = Transcript {
            speakers: vec!["Ann".into()],
            segments: vec![
                Segment { start_ms: Some(3_723_400), speaker: Some(0), ..Segment::from_text("Hi.") },
                Segment::from_text("Bye."),
            ],
            ..Transcript::default()
        };
        assert_eq!(write(&transcript), "[1:02:03] Ann: Hi.\n\nBye.\n");
    }
}
