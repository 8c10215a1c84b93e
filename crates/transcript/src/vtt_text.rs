//! The text of a WebVTT cue: voices, styles, times within, character references (section 6.4 of the standard).

use crate::{
    draft::{Cut, Mark},
    entities, times,
};

/// What a cue's text says.
#[derive(Debug, Default)]
pub(crate) struct Payload {
    /// The words, without markup.
    pub text: String,
    /// Where which voice begins; empty when the cue names none.
    pub voices: Vec<Cut>,
    /// Times between the words.
    pub marks: Vec<Mark>,
}

/// Reads a cue's text. A `<` that begins no tag and is never closed is a character of the text; the standard would drop what
/// follows it.
pub(crate) fn read(raw: &str) -> Payload {
    let mut out = Payload { text: String::with_capacity(raw.len()), ..Payload::default() };
    let mut voice: Option<String> = None;
    let mut closed = true;
    let mut rest = raw;
    while let Some(at) = rest.find(['<', '&']) {
        out.push(&rest[..at], voice.as_ref());
        rest = &rest[at..];
        if rest.starts_with('&') {
            let mut c = String::new();
            rest = &rest[entities::push_reference(&mut c, rest)..];
            out.push(&c, voice.as_ref());
            continue;
        }
        let end = if closed { rest.find('>') } else { None };
        closed = end.is_some();
        let literal = rest[1..].starts_with(|c: char| c.is_whitespace() || c == '<' || c == '=' || c == '-');
        match end {
            _ if literal => {
                out.push("<", voice.as_ref());
                rest = &rest[1..];
            }
            Some(end) => {
                tag(&rest[1..end], &mut out, &mut voice);
                rest = &rest[end + 1..];
            }
            None => return out,
        }
    }
    out.push(rest, voice.as_ref());
    out
}

impl Payload {
    fn push(&mut self, text: &str, voice: Option<&String>) {
        if !text.trim().is_empty() {
            let current = self.voices.last().map(|v| &v.speaker);
            let unnamed_so_far = current.is_none() && voice.is_none();
            if !unnamed_so_far && current.map(Option::as_ref) != Some(voice) {
                // White space before the first words belongs to them.
                let at = if self.text.trim().is_empty() { 0 } else { self.text.len() };
                self.voices.push(Cut { at, skip: 0, speaker: voice.cloned() });
            }
        }
        self.text.push_str(text);
    }
}

fn tag(inner: &str, out: &mut Payload, voice: &mut Option<String>) {
    if inner.starts_with(|c: char| c.is_ascii_digit()) {
        if let Some(start) = times::whole(inner) {
            out.marks.push(Mark { at: out.text.len(), start, end: None, confidence: None });
        }
        return;
    }
    if inner == "/v" {
        *voice = None;
        return;
    }
    let name_end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
    let (element, annotation) = inner.split_at(name_end);
    if element.split('.').next() == Some("v") {
        let name = entities::decode(annotation).trim().to_owned();
        *voice = Some(name).filter(|n| !n.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_taken_off_and_references_are_read() {
        let payload = read(
            "<c.yellow.bg_blue>Q&amp;A</c> <i>is</i> <lang en>fun</lang> 1 < 2 &lt;b&gt; <ruby>漢<rt>kan</rt></ruby>",
        );
        assert_eq!(payload.text, "Q&A is fun 1 < 2 <b> 漢kan");
        assert!(payload.voices.is_empty());
        assert_eq!(read("&<").text, "&");
        assert_eq!(read("&<c").text, "&");
    }

    #[test]
    fn voices_and_times_are_placed() {
        let payload = read("<v.loud Mary &amp; Jo>One <00:00:01.500>two</v> (noise)");
        assert_eq!(payload.text, "One two (noise)");
        assert_eq!(payload.voices[0].speaker.as_deref(), Some("Mary & Jo"));
        assert_eq!((payload.voices[1].speaker.clone(), payload.voices[1].at), (None, 7));
        assert_eq!((payload.marks[0].at, payload.marks[0].start), (4, 1_500));
    }
}
