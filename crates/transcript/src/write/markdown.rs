//! Markdown: a heading, then paragraphs with a bold name and the time in brackets.

use model::transcript::Transcript;

use super::{paragraphs, push_words};
use crate::times;

/// The file.
pub(super) fn write(transcript: &Transcript, title: &str) -> String {
    let mut out = String::with_capacity(transcript.word_count() * 7);
    if !title.trim().is_empty() {
        out.push_str("# ");
        for (i, word) in title.split_whitespace().enumerate() {
            if i > 0 {
                out.push(' ');
            }
            escape(&mut out, word);
        }
        out.push_str("\n\n");
    }
    for paragraph in paragraphs(transcript) {
        let first = &paragraph[0];
        if let Some(name) = transcript.speaker_of(first) {
            out.push_str("**");
            for (i, word) in name.split_whitespace().enumerate() {
                if i > 0 {
                    out.push(' ');
                }
                escape(&mut out, word);
            }
            out.push_str(":** ");
        }
        if let Some(start) = first.start_ms {
            out.push_str("\\[");
            times::push_long_clock(&mut out, start);
            out.push_str("\\] ");
        }
        let mut line_start = first.speaker.is_none() && first.start_ms.is_none();
        push_words(&mut out, paragraph, |out, text| {
            // At the beginning of a line these would make a heading, a list, a quotation or a rule.
            if std::mem::take(&mut line_start) && text.starts_with(['#', '-', '+', '>', '=']) {
                out.push('\\');
            }
            escape(out, text);
        });
        out.push_str("\n\n");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Appends a word so that none of its characters is markup.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    #[test]
    fn words_are_no_markup() {
        let transcript = Transcript {
            speakers: vec!["Ann".into()],
            segments: vec![
                Segment { start_ms: Some(12_000), speaker: Some(0), ..Segment::from_text("*So* [laughs] <b>") },
                Segment::from_text("# not a heading"),
            ],
            ..Transcript::default()
        };
        assert_eq!(
            write(&transcript, "A *title*"),
            "# A \\*title\\*\n\n**Ann:** \\[0:00:12\\] \\*So\\* \\[laughs\\] \\<b>\n\n\\# not a heading\n"
        );
    }
}
