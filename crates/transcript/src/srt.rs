//! SubRip, which has no standard but many writers: numbers may be missing or wrong, commas may be points, tags may come from
//! HTML. YouTube's SBV differs only in its times.

use crate::{
    draft::{Cue, Draft, Kind},
    entities, names,
    problems::{Fix, Fixes},
    rolling,
    times::{self, Timing},
};

/// Reads SubRip.
pub(crate) fn read(text: &str, fixes: &mut Fixes) -> Draft {
    cues(text, times::timing, fixes)
}

/// Reads SBV: `0:00:00.000,0:00:01.000` above each cue.
pub(crate) fn read_sbv(text: &str, fixes: &mut Fixes) -> Draft {
    cues(text, sbv_timing, fixes)
}

/// The times of a cue in SBV.
pub(crate) fn sbv_timing(line: &str) -> Option<Timing> {
    let line = line.trim();
    let timelike = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.');
    let (start, end) = line.split_once(',')?;
    if start.matches(':').count() < 2 || end.matches(':').count() != start.matches(':').count() {
        return None;
    }
    match (times::whole(start), times::whole(end)) {
        (Some(start), Some(end)) => Some(Timing::Good(start, end)),
        // Two clocks with a slip in them are still no speech.
        _ if start.starts_with(timelike) && line.chars().filter(|c| !timelike(*c)).count() < 3 => Some(Timing::Bad),
        _ => None,
    }
}

fn cues(text: &str, timing: fn(&str) -> Option<Timing>, fixes: &mut Fixes) -> Draft {
    let mut draft = Draft { kind: Kind::SingleCues, ..Draft::default() };
    let mut before_any: Vec<&str> = Vec::new();
    let mut after_blank = true;
    let mut without_time = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            after_blank = true;
            continue;
        }
        match timing(line) {
            Some(Timing::Good(start, end)) => {
                draft.cues.push(Cue { start: Some(start), end: Some(end), ..Cue::default() });
                (after_blank, without_time) = (false, false);
                continue;
            }
            Some(Timing::Bad) if is_slip(line) => {
                fixes.add(Fix::BadTime);
                (after_blank, without_time) = (false, true);
                continue;
            }
            _ => {}
        }
        // The number above a cue; alone in a block, a number is one whose cue has lost its time.
        if is_number(line) {
            let next = lines.peek().copied().unwrap_or("");
            if timing(next).is_some() {
                continue;
            }
            if after_blank && !next.trim().is_empty() {
                fixes.add(Fix::NoTime);
                (after_blank, without_time) = (false, true);
                continue;
            }
        } else if after_blank && !without_time && draft.cues.is_empty() {
            fixes.add(Fix::NoTime);
            without_time = true;
        }
        after_blank = false;
        match draft.cues.last_mut() {
            Some(cue) => {
                if !cue.text.is_empty() {
                    cue.text.push('\n');
                }
                cue.text.push_str(line);
            }
            None => before_any.push(line),
        }
    }
    if let (Some(first), false) = (draft.cues.first_mut(), before_any.is_empty()) {
        first.text = format!("{}\n{}", before_any.join("\n"), first.text);
    }
    rolling::unroll(&mut draft.cues, |c| &mut c.text, fixes);
    for cue in &mut draft.cues {
        cue.text = plain(&cue.text);
    }
    names::label(&mut draft);
    draft
}

/// An arrow between things that were meant as times, rather than an arrow in the text.
fn is_slip(line: &str) -> bool {
    line.trim_start().starts_with(|c: char| c.is_ascii_digit()) && line.matches(':').count() >= 2
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    line.len() <= 9 && line.bytes().all(|b| b.is_ascii_digit())
}

/// The words without the tags that players know and the position codes of SubStation; other angle brackets are text.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut closed = true;
    while let Some(at) = rest.find(['<', '{', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let skipped = match rest.as_bytes()[0] {
            b'<' if closed => {
                let end = rest.find('>');
                closed = end.is_some();
                end.filter(|end| is_tag(&rest[1..*end])).map(|end| end + 1)
            }
            b'{' if rest.starts_with("{\\") => rest.bytes().take(64).position(|b| b == b'}').map(|end| end + 1),
            b'&' => Some(reference(&mut out, rest)),
            _ => None,
        };
        match skipped {
            Some(length) => rest = &rest[length..],
            None => {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_tag(inner: &str) -> bool {
    let name = inner.trim_start_matches('/').split([' ', '=']).next().unwrap_or("");
    ["i", "b", "u", "s", "font", "em", "strong", "br", "span", "c"].iter().any(|t| t.eq_ignore_ascii_case(name))
}

/// SubRip has no references, but converters leave those of HTML; only whole ones are read.
fn reference(out: &mut String, text: &str) -> usize {
    let whole = text[1..].bytes().take(10).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    if whole > 0 && text.as_bytes().get(whole + 1) == Some(&b';') {
        return entities::push_reference(out, text);
    }
    out.push('&');
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Vec<(u32, u32, String)>, Vec<&'static str>) {
        let mut fixes = Fixes::default();
        let draft = read(text, &mut fixes);
        let cues = draft.cues.into_iter().map(|c| (c.start.unwrap(), c.end.unwrap(), c.text)).collect();
        (cues, fixes.into_problems().iter().map(|p| p.code).collect())
    }

    #[test]
    fn numbers_may_be_missing_or_wrong_and_commas_points() {
        let (cues, codes) =
            read_all("7\n00:00:01,000 --> 00:00:02,000\nOne\n\n00:00:02.000 --> 00:00:03.5 X1:0\nTwo\nlines\n");
        assert_eq!(cues, [(1_000, 2_000, "One".to_owned()), (2_000, 3_500, "Two\nlines".to_owned())]);
        assert!(codes.is_empty());
    }

    #[test]
    fn an_empty_line_within_a_cue_does_not_end_it() {
        let (cues, codes) =
            read_all("1\n00:00:01,000 --> 00:00:02,000\nOne\n\nmore\n\n2\n00:00:02,000 --> 00:00:03,000\n42\n");
        assert_eq!(cues[0].2, "One\nmore");
        assert_eq!(cues[1].2, "42");
        assert!(codes.is_empty());
    }

    #[test]
    fn words_without_a_time_stay_with_the_cue_before() {
        let (cues, codes) =
            read_all("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\nTwo\n\n3\n00:00:0x,000 --> 00:00:05,000\nThree\n");
        assert_eq!(cues.len(), 1);
        assert_eq!(cues[0].2, "One\nTwo\nThree");
        assert_eq!(codes, ["unreadable-time", "missing-time"]);
    }

    #[test]
    fn tags_go_and_other_brackets_stay() {
        assert_eq!(
            plain("{\\an8}<i>Hi</i> <font color=\"red\">a < b</font> <3 Q&amp;A AT&T &copy <you>"),
            "Hi a < b <3 Q&A AT&T &copy <you>"
        );
    }

    #[test]
    fn sbv_is_read_like_subrip() {
        let mut fixes = Fixes::default();
        let draft = read_sbv("0:00:00.378,0:00:11.378\nOne\n\n0:00:13.f89,0:00:15.489\nTwo\n", &mut fixes);
        assert_eq!(draft.cues.len(), 1);
        assert_eq!((draft.cues[0].start, draft.cues[0].text.as_str()), (Some(378), "One\nTwo"));
    }
}
