//! The podcast namespace's HTML: `cite`, `time` and `p` for each paragraph, and nothing else, because apps show the text of
//! every other element as speech.

use model::transcript::Transcript;

use super::{paragraphs, push_words};
use crate::{reading::escape, times};

/// The file.
pub(super) fn write(transcript: &Transcript) -> String {
    let mut out = String::with_capacity(transcript.word_count() * 7);
    let mut speaker = None;
    for paragraph in paragraphs(transcript) {
        let first = &paragraph[0];
        // Without a name the one before would hold; an empty one takes it back.
        if let Some(name) = transcript.speaker_of(first) {
            out.push_str("<cite>");
            escape(&mut out, name);
            out.push_str(":</cite>\n");
        } else if speaker.is_some() {
            out.push_str("<cite></cite>\n");
        }
        speaker = first.speaker;
        if let Some(start) = first.start_ms {
            out.push_str("<time>");
            times::push_clock(&mut out, start);
            out.push_str("</time>\n");
        }
        out.push_str("<p>");
        push_words(&mut out, paragraph, escape);
        out.push_str("</p>\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    #[test]
    fn paragraphs_have_name_and_time() {
        let at = |s, speaker, t: &str| Segment { start_ms: Some(s), speaker, ..Segment::from_text(t) };
        let transcript = Transcript {
            speakers: vec!["Ann".into()],
            segments: vec![at(0, Some(0), "It's on."), at(900, Some(0), "1 < 2."), at(53_000, None, "Bye.")],
            ..Transcript::default()
        };
        assert_eq!(
            write(&transcript),
            "<cite>Ann:</cite>\n<time>0:00</time>\n<p>It&#39;s on. 1 &lt; 2.</p>\n<cite></cite>\n<time>0:53</time>\n<p>Bye.</p>\n"
        );
    }
}
