//! The sentences of a transcript as they are edited. Text is built by hand and not through views: a recording of three hours
//! has thousands of lines, and the browser asks for single ones again after each change.

use std::fmt::Write;

use model::{edit::Spoken, timecode, transcript::Word};

use crate::shell::escape;

/// Lines that are laid out together when they come into view.
const PART: usize = 40;
/// A word that the recogniser was less sure of is marked.
const SURE: f32 = 0.5;

/// All lines, in parts.
pub fn all(lines: &[Spoken]) -> String {
    let mut out = String::with_capacity(lines.len() * 400);
    for part in lines.chunks(PART) {
        out.push_str("<div class=\"lines-part\">");
        for spoken in part {
            push(&mut out, spoken);
        }
        out.push_str("</div>");
    }
    out
}

/// One line.
#[must_use]
pub fn line(spoken: &Spoken) -> String {
    let mut out = String::new();
    push(&mut out, spoken);
    out
}

/// The speaker, the time and the words; the start of each word in hundredths of a second after the line's.
fn push(out: &mut String, spoken: &Spoken) {
    let segment = &spoken.segment;
    let start = segment.start_ms;
    let begins = if segment.paragraph { " begins" } else { "" };
    let _ = write!(out, "<div class=\"line{begins}\"");
    if let Some(start) = start {
        let _ = write!(out, " data-s=\"{start}\"");
        let offsets = segment.words.iter().map(|w| w.start_ms.map(|s| s.saturating_sub(start) / 10));
        if offsets.clone().any(|o| o.is_some()) {
            out.push_str(" data-w=\"");
            for (i, offset) in offsets.enumerate() {
                if i > 0 {
                    out.push(' ');
                }
                let _ = match offset {
                    Some(offset) => write!(out, "{offset}"),
                    None => write!(out, "-"),
                };
            }
            out.push('"');
        }
    }
    if let Some(end) = segment.end_ms {
        let _ = write!(out, " data-e=\"{end}\"");
    }
    out.push_str("><button type=\"button\" class=\"who\" title=\"Change who says this\">");
    let name = spoken.speaker.as_deref().unwrap_or_default();
    out.push_str(if name.is_empty() { "<span class=\"nobody\">Nobody</span>" } else { "" });
    out.push_str(&escape(name));
    out.push_str("</button>");
    if let Some(start) = start {
        let _ = write!(out, "<span class=\"when\">{}</span>", timecode::clock(start));
    }
    out.push_str("<div class=\"said\" dir=\"auto\">");
    for (i, word) in segment.words.iter().enumerate() {
        if i > 0 && !word.glued {
            out.push(' ');
        }
        push_word(out, word);
    }
    out.push_str("</div></div>");
}

fn push_word(out: &mut String, word: &Word) {
    let text = escape(&word.text);
    let doubtful = word.confidence.is_some_and(|c| c < SURE);
    let _ = match (doubtful, word.filler) {
        (true, _) => write!(out, "<mark class=\"doubt\">{text}</mark>"),
        (false, true) => write!(out, "<span class=\"filler\">{text}</span>"),
        (false, false) => write!(out, "{text}"),
    };
}

#[cfg(test)]
mod tests {
    use model::transcript::Segment;

    use super::*;

    #[test]
    fn markup_in_words_is_text_and_doubt_is_marked() {
        let mut segment = Segment::from_text("<b>Hello</b> there um world");
        segment.start_ms = Some(61_000);
        segment.words[0].start_ms = Some(61_000);
        segment.words[1].start_ms = Some(61_250);
        segment.words[1].confidence = Some(0.2);
        segment.words[2].filler = true;
        let html = line(&Spoken { speaker: Some("Ann <x>".into()), segment });
        assert!(html.contains(
            "&lt;b&gt;Hello&lt;/b&gt; <mark class=\"doubt\">there</mark> <span class=\"filler\">um</span> world"
        ));
        assert!(html.contains("data-s=\"61000\" data-w=\"0 25 - -\""), "{html}");
        assert!(html.contains("Ann &lt;x&gt;</button><span class=\"when\">1:01</span>"), "{html}");
    }
}
