//! Air-to-ground transcripts of spaceflight archives: a mission time `[DD:HH:MM:SS]` above each block, facts about the page
//! (`_page : 3`) that nobody says, then `CODE: text`.

use std::borrow::Cow;

use crate::{
    draft::{Cue, Draft},
    names::{self, Candidate, Convention},
    problems::{Fix, Fixes},
};

/// Whether the first line that says something is a mission time.
pub(crate) fn is_header_first(text: &str) -> bool {
    text.lines().find(|l| !l.trim().is_empty()).is_some_and(|l| header(l).is_some())
}

/// `[DD:HH:MM:SS.f]` in milliseconds of the mission; negative before its beginning.
fn header(line: &str) -> Option<i64> {
    let inner = line.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (sign, inner) = inner.strip_prefix('-').map_or((1, inner), |rest| (-1, rest));
    let mut parts = [0_i64; 4];
    let mut pieces = inner.splitn(4, ':');
    for part in &mut parts[..3] {
        *part = pieces.next().filter(|p| p.len() <= 4)?.parse().ok()?;
    }
    let last = pieces.next()?;
    let (seconds, fraction) = last.split_once('.').unwrap_or((last, "0"));
    parts[3] = seconds.parse().ok().filter(|s: &i64| *s < 60)?;
    let tenths: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    if parts.iter().any(|p| *p < 0) || tenths < 0 {
        return None;
    }
    let [days, hours, minutes, seconds] = parts;
    Some(sign * ((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + tenths))
}

/// Reads such a transcript. Times before the beginning are set to it.
pub(crate) fn read(text: &str, fixes: &mut Fixes) -> Draft {
    let candidates: Vec<Option<Candidate<'_>>> = text
        .lines()
        .filter(|l| is_speech(l) && !l.starts_with(char::is_whitespace))
        .map(|l| names::candidate(l).map(|(c, _)| c))
        .collect();
    let convention = Convention::learn(&candidates, &[]);
    let mut draft = Draft::default();
    let mut time: Option<u32> = None;
    let mut new_block = true;
    for line in text.lines() {
        if let Some(ms) = header(line) {
            if ms < 0 {
                fixes.add(Fix::NegativeTime);
            }
            time = u32::try_from(ms.max(0)).ok();
            new_block = true;
            continue;
        }
        if !is_speech(line) {
            continue;
        }
        let line = plain(line.trim());
        let name = names::candidate(&line).filter(|(c, _)| convention.knows(c.name));
        match (name, draft.cues.last_mut()) {
            (None, Some(cue)) if !new_block => {
                cue.text.push('\n');
                cue.text.push_str(&line);
            }
            (name, _) => {
                let (speaker, at) = name.map_or((None, 0), |(c, at)| (Some(names::tidy(c.name)), at));
                let text = line[at..].to_owned();
                draft.cues.push(Cue { start: time, speaker, paragraph: true, text, ..Cue::default() });
            }
        }
        new_block = false;
    }
    draft
}

/// Whether a line is speech: not empty, no time, no fact about the page.
fn is_speech(line: &str) -> bool {
    let trimmed = line.trim();
    let fact = trimmed.starts_with('_') && trimmed.split_once(':').is_some_and(|(key, _)| !key.trim().contains(' '));
    !trimmed.is_empty() && !fact && header(line).is_none()
}

/// The most bytes of a glossary entry's name.
const LONGEST_LINK: usize = 200;

/// `[glossary:S-IVB]`, `[time:…|said]` and `O<sub>2</sub>` to the words that were said.
fn plain(line: &str) -> Cow<'_, str> {
    if line.contains("<sub>") {
        return Cow::Owned(plain(&line.replace("<sub>", "").replace("</sub>", "")).into_owned());
    }
    if !line.contains('[') {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let target = ["[glossary:", "[time:", "[abbr:"].iter().find_map(|kind| rest.strip_prefix(kind));
        let close = target.and_then(|t| t.bytes().take(LONGEST_LINK).position(|b| b == b']'));
        match target.zip(close).map(|(t, close)| (&t[..close], &t[close + 1..])) {
            Some((inner, after)) => {
                out.push_str(inner.rsplit('|').next().unwrap_or(inner));
                rest = after;
            }
            None => {
                out.push('[');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_the_archive_is_not_spoken() {
        assert_eq!(plain("O<sub>2</sub> fans, [glossary:S-IVB] and [glossary:AMS|map]"), "O2 fans, S-IVB and map");
    }

    #[test]
    fn mission_times_are_read() {
        assert_eq!(header("[00:00:00:04]"), Some(4_000));
        assert_eq!(header("[08:03:18:35.5] "), Some(703_115_500));
        assert_eq!(header("[-00:00:00:05]"), Some(-5_000));
        assert_eq!(header("[00:12:03]"), None);
    }

    #[test]
    fn blocks_give_speaker_and_time() {
        let text = "\n[-00:00:00:04]\n_page : 3\n_tape : Tape 1/1\nCDR: Roger. Clock.\n\n[00:00:05:21]\nCC: Stand by the [glossary:S-IVB] to\n  [glossary:COI|orbit] capability.\n";
        let mut fixes = Fixes::default();
        let draft = read(text, &mut fixes);
        assert_eq!(draft.cues.len(), 2);
        assert_eq!((draft.cues[0].start, draft.cues[0].speaker.as_deref()), (Some(0), Some("CDR")));
        assert_eq!(draft.cues[1].text.trim(), "Stand by the S-IVB to\norbit capability.");
        assert_eq!(fixes.into_problems()[0].code, "negative-time");
    }
}
