//! WebVTT, as its standard's parser reads it (<https://www.w3.org/TR/webvtt1/>, section 6), and a little more kindly: a cue
//! whose time cannot be read would be dropped there; here its words stay with the cue before.

use crate::{
    draft::{Cue, Draft, Kind},
    language, names,
    problems::{Fix, Fixes},
    rolling,
    times::{Timing, timing},
    vtt_text,
};

/// Reads a WebVTT file, with or without its signature line.
pub(crate) fn read(text: &str, fixes: &mut Fixes) -> Draft {
    let mut lines = text.lines().peekable();
    let mut draft = Draft { kind: Kind::Cues, ..Draft::default() };
    header(&mut lines, &mut draft);
    let mut raw: Vec<RawCue> = Vec::new();
    let mut orphans: Vec<String> = Vec::new();
    while let Some(block) = block(&mut lines) {
        match block {
            Block::Cue(cue) => raw.push(cue),
            Block::Untimed(words) => {
                fixes.add(Fix::BadTime);
                match raw.last_mut() {
                    Some(cue) => cue.push_line(&words),
                    None => orphans.push(words),
                }
            }
            Block::Other => fixes.add(Fix::OutsideCue),
            Block::Comment => {}
        }
    }
    if let (Some(first), false) = (raw.first_mut(), orphans.is_empty()) {
        orphans.push(std::mem::take(&mut first.payload));
        first.payload = orphans.join("\n");
    }
    rolling::unroll(&mut raw, |c| &mut c.payload, fixes);
    let spoken: Vec<_> = raw.into_iter().map(|cue| (cue.start, cue.end, vtt_text::read(&cue.payload))).collect();
    let carried = names_only_changes(spoken.iter().map(|(_, _, payload)| payload));
    let mut current: Option<String> = None;
    for (start, end, payload) in spoken {
        let vtt_text::Payload { text, voices, marks } = payload;
        let mut cue = Cue { start: Some(start), end: Some(end), text, marks, ..Cue::default() };
        match voices.as_slice() {
            [] => {
                cue.speaker = current.clone().filter(|_| carried);
                draft.cues.push(cue);
            }
            [only] if only.at == 0 => {
                current.clone_from(&only.speaker);
                cue.speaker.clone_from(&only.speaker);
                draft.cues.push(cue);
            }
            cuts => {
                current = cuts.last().and_then(|c| c.speaker.clone());
                draft.cues.extend(cue.split(cuts));
            }
        }
    }
    names::label(&mut draft);
    draft
}

struct RawCue {
    start: u32,
    end: u32,
    payload: String,
}

impl RawCue {
    fn push_line(&mut self, line: &str) {
        if !self.payload.is_empty() {
            self.payload.push('\n');
        }
        self.payload.push_str(line);
    }
}

type Lines<'a> = std::iter::Peekable<std::str::Lines<'a>>;

/// The signature line and the metadata under it, up to an empty line or the first cue.
fn header(lines: &mut Lines<'_>, draft: &mut Draft) {
    while lines.next_if(|l| l.trim().is_empty()).is_some() {}
    if lines.peek().is_none_or(|l| !l.trim_start().to_ascii_uppercase().starts_with("WEBVTT")) {
        return;
    }
    lines.next();
    while let Some(line) = lines.next_if(|l| !l.is_empty() && !l.contains("-->")) {
        if let Some((key, value)) = line.split_once(':')
            && key.trim().eq_ignore_ascii_case("language")
        {
            draft.language = language::of_tag(value);
        }
    }
}

enum Block {
    Cue(RawCue),
    /// The words of a cue whose time cannot be read.
    Untimed(String),
    Comment,
    Other,
}

/// The next block of lines, ended by an empty line or by the times of the next cue.
fn block(lines: &mut Lines<'_>) -> Option<Block> {
    while lines.next_if(|l| l.is_empty()).is_some() {}
    lines.peek()?;
    let mut found: Option<Timing> = None;
    let mut text: Vec<&str> = Vec::new();
    let mut count = 0;
    while let Some(line) = lines.next_if(|l| !l.is_empty() && !(l.contains("-->") && (count > 1 || found.is_some()))) {
        count += 1;
        match timing(line) {
            Some(timing) => {
                found = Some(timing);
                text.clear();
            }
            None => text.push(line),
        }
        // An arrow in a comment is one of its words, but the times of a cue begin that cue, as in the standard.
        if count == 1 && is_comment(line) {
            let goes_on = |l: &&str| !l.is_empty() && !matches!(timing(l), Some(Timing::Good(..)));
            while lines.next_if(goes_on).is_some() {}
            return Some(Block::Comment);
        }
    }
    // A cue follows without an empty line between: the number above its times is not speech.
    if found.is_some() && lines.peek().is_some_and(|l| l.contains("-->")) && text.last().is_some_and(|l| is_number(l)) {
        text.pop();
    }
    let payload = text.join("\n");
    Some(match found {
        Some(Timing::Good(start, end)) => Block::Cue(RawCue { start, end, payload }),
        Some(Timing::Bad) if payload.trim().is_empty() => Block::Other,
        Some(Timing::Bad) => Block::Untimed(payload),
        None => Block::Other,
    })
}

/// `NOTE`, `STYLE` and `REGION` blocks.
fn is_comment(line: &str) -> bool {
    ["NOTE", "STYLE", "REGION"]
        .iter()
        .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])))
}

fn is_number(line: &str) -> bool {
    !line.trim().is_empty() && line.trim().bytes().all(|b| b.is_ascii_digit())
}

/// Whether voices are named only where they change, as the podcast namespace's example does: the first cue has one, and no
/// two in a row are the same. A file that repeats names means a cue without one to be nobody's.
fn names_only_changes<'a>(cues: impl Iterator<Item = &'a vtt_text::Payload>) -> bool {
    let mut before: Option<&str> = None;
    let mut named = 0;
    for (i, payload) in cues.enumerate() {
        let Some(voice) = payload.voices.iter().find_map(|v| v.speaker.as_deref()) else {
            if i == 0 {
                return false;
            }
            continue;
        };
        if before == Some(voice) {
            return false;
        }
        before = payload.voices.iter().rev().find_map(|v| v.speaker.as_deref());
        named += 1;
    }
    named > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(text: &str) -> Vec<(u32, u32, Option<String>, String)> {
        let draft = read(text, &mut Fixes::default());
        draft.cues.into_iter().map(|c| (c.start.unwrap(), c.end.unwrap(), c.speaker, c.text)).collect()
    }

    #[test]
    fn blocks_that_are_not_cues_are_passed_over() {
        let text = "WEBVTT - a title\nKind: captions\nLanguage: en\n\nNOTE\nnot said --> at all\n\nSTYLE\n::cue { color: red }\n\n\
            REGION\nid:a\n\none\n00:01.000 --> 00:02.000 align:start line:0\nHello\nthere\n\n00:02.000 --> 00:03.000\nBye\n";
        let draft = read(text, &mut Fixes::default());
        assert_eq!(draft.language.as_deref(), Some("en"));
        assert_eq!(draft.cues.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["Hello\nthere", "Bye"]);
    }

    #[test]
    fn cues_need_no_empty_line_between_them_or_after_the_header() {
        let found = cues("WEBVTT\n00:01.000 --> 00:02.000\nOne\n2\n00:02.000 --> 00:03.000\nTwo");
        assert_eq!(found.iter().map(|c| c.3.as_str()).collect::<Vec<_>>(), ["One", "Two"]);
    }

    #[test]
    fn words_with_an_unreadable_time_stay_with_the_cue_before() {
        let text = "WEBVTT\n\n00:00:60.000 --> 00:00:61.000\nzero\n\n00:01.000 --> 00:02.000\none\n\n00:02.000 --> 00:0x.000\ntwo\n";
        let mut fixes = Fixes::default();
        let draft = read(text, &mut fixes);
        assert_eq!(draft.cues.len(), 1);
        assert_eq!(draft.cues[0].text, "zero\none\ntwo");
        assert_eq!(fixes.into_problems()[0].count, 2);
    }

    #[test]
    fn a_voice_goes_on_where_only_changes_are_named() {
        let cue = |n: u32, text: &str| format!("00:0{n}.000 --> 00:0{}.000\n{text}\n\n", n + 1);
        let text = format!("WEBVTT\n\n{}{}{}", cue(1, "<v Tom>Yes."), cue(2, "It is."), cue(3, "<v John>No."));
        let who: Vec<_> = cues(&text).into_iter().map(|c| c.2.unwrap()).collect();
        assert_eq!(who, ["Tom", "Tom", "John"]);
        let text = format!("WEBVTT\n\n{}{}{}", cue(1, "<v Tom>Yes."), cue(2, "<v Tom>It is."), cue(3, "(music)"));
        assert_eq!(cues(&text)[2].2, None);
    }

    #[test]
    fn two_voices_of_a_cue_share_its_time() {
        let found = cues("WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ann>Hi.</v>\n<v Bob>You.</v>\n");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].0, found[0].1), (0, found[1].0));
        assert_eq!(found[1].1, 4_000);
        assert_eq!(found[1].2.as_deref(), Some("Bob"));
    }
}
