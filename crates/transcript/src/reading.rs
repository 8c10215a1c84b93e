//! The reading text of an episode page, prepared once, and the word times that go with it.

use std::fmt::Write as _;

use model::transcript::{Segment, Transcript};

use crate::{spread, times};

/// A paragraph that begins this long after the last shown time, in milliseconds, shows its own.
const ANCHOR_MS: u32 = 60_000;

/// The transcript as HTML: first the starts of all segments as one list (see [`starts`]), then, in a `div.turns` which says how
/// many there are, a `div.turn` for each speaker turn, a `span` for each segment, fillers in `i.f`. Segments that `is_target` names have the id `sN`, to be linked to. Everything
/// that people wrote is escaped. It is sent to every reader, so attributes stand unquoted where HTML allows it, and ids
/// only where something points at them: 900 of them are 2 KB of a compressed page, and so are 900 times in attributes of their own.
#[must_use]
pub fn reading_html(transcript: &Transcript, is_target: &dyn Fn(usize) -> bool) -> String {
    let words: usize = transcript.word_count();
    let mut out = String::with_capacity(words * 9 + transcript.segments.len() * 40);
    if transcript.segments.is_empty() {
        return out;
    }
    starts(&mut out, transcript);
    let turns = 1 + transcript.segments.windows(2).filter(|pair| pair[0].speaker != pair[1].speaker).count();
    // From it a browser reckons the height of what it does not lay out yet.
    let _ = write!(out, "<div class=turns style=--turns:{turns}>");
    let mut shown = 0;
    for (i, segment) in transcript.segments.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| &transcript.segments[i]);
        if before.is_none_or(|b| b.speaker != segment.speaker) {
            if before.is_some() {
                out.push_str("</p></div>\n");
            }
            open_turn(&mut out, transcript, segment);
            shown = segment.start_ms.unwrap_or(shown);
        } else if segment.paragraph {
            out.push_str("</p>");
            if let Some(start) = segment.start_ms.filter(|s| *s >= shown.saturating_add(ANCHOR_MS)) {
                out.push_str("<p class=who>");
                anchor(&mut out, start);
                out.push_str("</p>");
                shown = start;
            }
            out.push_str("<p>");
        } else if !segment.words.first().is_some_and(|w| w.glued) {
            out.push(' ');
        }
        span(&mut out, is_target(i).then_some(i), segment);
    }
    out.push_str("</p></div></div>\n");
    out
}

fn open_turn(out: &mut String, transcript: &Transcript, segment: &Segment) {
    let name = transcript.speaker_of(segment);
    match (segment.speaker, name) {
        (Some(index), Some(_)) => {
            let _ = write!(out, "<div class=\"turn v{}\">", index % 8);
        }
        _ => out.push_str("<div class=turn>"),
    }
    if name.is_some() || segment.start_ms.is_some() {
        out.push_str("<p class=who>");
        if let Some(name) = name {
            out.push_str("<b>");
            escape(out, name);
            out.push_str("</b>");
        }
        if let Some(start) = segment.start_ms {
            if name.is_some() {
                out.push(' ');
            }
            anchor(out, start);
        }
        out.push_str("</p>");
    }
    out.push_str("<p>");
}

fn anchor(out: &mut String, start: u32) {
    out.push_str("<a class=at href=\"#t=");
    times::push_seconds(out, tenth(start));
    out.push_str("\">");
    times::push_clock(out, start);
    out.push_str("</a>");
}

/// `<data id=starts value="125 15 - 612">`: when each segment starts, in tenths of a second after the start before it (the
/// first after zero, rounded down), `-` for one without a time. Left out where none has one.
fn starts(out: &mut String, transcript: &Transcript) {
    if transcript.segments.iter().all(|s| s.start_ms.is_none()) {
        return;
    }
    out.push_str("<data id=starts value=\"");
    let mut before = 0;
    for (i, segment) in transcript.segments.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        match segment.start_ms {
            Some(start) => {
                let start = i64::from(start / 100);
                let _ = write!(out, "{}", start - before);
                before = start;
            }
            None => out.push('-'),
        }
    }
    out.push_str("\"></data>\n");
}

/// A tenth of a second earlier is not heard, and digits that nobody hears do not compress.
fn tenth(ms: u32) -> u32 {
    ms / 100 * 100
}

fn span(out: &mut String, id: Option<usize>, segment: &Segment) {
    out.push_str("<span");
    if let Some(id) = id {
        let _ = write!(out, " id=s{id}");
    }
    out.push('>');
    let mut within = false;
    for (i, word) in segment.words.iter().enumerate() {
        if within && !word.filler {
            out.push_str("</i>");
        }
        if i > 0 && !word.glued {
            out.push(' ');
        }
        if word.filler && !within {
            out.push_str("<i class=f>");
        }
        within = word.filler;
        escape_text(out, &word.text);
    }
    out.push_str(if within { "</i></span>" } else { "</span>" });
}

/// Appends text for between tags, where quotes mean nothing.
fn escape_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

/// Appends text with the characters of markup replaced.
pub(crate) fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// The times of words as JSON, `{"segments":[[12500,0,31,52],[]]}`: for each segment its start in milliseconds, then when each
/// of its tokens (what white space separates; glued words are one) begins, in hundredths of a second from there, ascending. A
/// segment without word times is empty; where only some words have a time, the others lie between them.
#[must_use]
pub fn word_offsets(transcript: &Transcript) -> String {
    let mut out = String::with_capacity(transcript.word_count() * 4 + transcript.segments.len() * 10 + 16);
    out.push_str("{\"segments\":[");
    for (i, segment) in transcript.segments.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push('[');
        if segment.words.iter().any(|w| w.start_ms.is_some())
            && let (Some(start), Some(starts)) = (segment.start_ms, spread::starts(segment))
        {
            let _ = write!(out, "{start}");
            for (n, (word, time)) in segment.words.iter().zip(starts).enumerate() {
                if n == 0 || !word.glued {
                    let _ = write!(out, ",{}", (time - start + 5) / 10);
                }
            }
        }
        out.push(']');
    }
    out.push_str("]}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Word;

    fn sample() -> Transcript {
        let at = |s: u32, speaker, paragraph, text: &str| Segment {
            start_ms: Some(s),
            end_ms: Some(s + 900),
            speaker,
            paragraph,
            ..Segment::from_text(text)
        };
        let mut transcript = Transcript {
            language: None,
            speakers: vec!["Ann <b>".into(), "Bob".into()],
            segments: vec![
                at(12_500, Some(0), true, "Um, uh, <script> it's."),
                at(14_000, Some(0), false, "Yes."),
                at(75_250, Some(0), true, "Later."),
                at(80_000, None, true, "(music)"),
            ],
        };
        transcript.segments[0].words[0].filler = true;
        transcript.segments[0].words[1].filler = true;
        transcript
    }

    #[test]
    fn the_reading_text_follows_its_contract() {
        assert_eq!(
            reading_html(&sample(), &|i| i != 1),
            "<data id=starts value=\"125 15 612 48\"></data>\n<div class=turns style=--turns:2><div class=\"turn v0\"><p class=who><b>Ann &lt;b&gt;</b> <a class=at href=\"#t=12.5\">0:12</a></p><p>\
             <span id=s0><i class=f>Um, uh,</i> &lt;script&gt; it's.</span> <span>Yes.</span></p>\
             <p class=who><a class=at href=\"#t=75.2\">1:15</a></p><p><span id=s2>Later.</span></p></div>\n\
             <div class=turn><p class=who><a class=at href=\"#t=80\">1:20</a></p><p><span id=s3>(music)</span></p></div></div>\n"
        );
    }

    #[test]
    fn untimed_text_has_no_times() {
        let transcript = Transcript { segments: vec![Segment::from_text("Hello.")], ..Transcript::default() };
        assert_eq!(
            reading_html(&transcript, &|_| true),
            "<div class=turns style=--turns:1><div class=turn><p><span id=s0>Hello.</span></p></div></div>\n"
        );
        assert_eq!(word_offsets(&transcript), "{\"segments\":[[]]}");
        assert_eq!(reading_html(&Transcript::default(), &|_| true), "");
    }

    #[test]
    fn a_time_that_runs_backwards_or_is_missing_keeps_the_others_right() {
        let mut transcript = sample();
        transcript.segments[1].start_ms = None;
        transcript.segments[3].start_ms = Some(70_000);
        let html = reading_html(&transcript, &|_| false);
        assert!(html.starts_with("<data id=starts value=\"125 - 627 -52\"></data>\n"), "{html}");
    }

    #[test]
    fn word_times_count_the_tokens_of_the_text() {
        let word = |t: &str, s: Option<u32>, glued| Word { start_ms: s, glued, ..Word::plain(t) };
        let words =
            vec![word("你", Some(12_500), false), word("好", Some(12_600), true), word("now", Some(12_814), false)];
        let segment = Segment { start_ms: Some(12_500), end_ms: Some(13_000), words, ..Segment::default() };
        let transcript = Transcript { segments: vec![segment, Segment::from_text("x")], ..Transcript::default() };
        assert_eq!(word_offsets(&transcript), "{\"segments\":[[12500,0,31],[]]}");
    }
}
