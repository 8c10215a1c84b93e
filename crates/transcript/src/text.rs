//! Plain text, and the turns that every form of running text has: `Name: text`, `[00:12:03] text`, `(12:03) Name: text`,
//! `Name 00:12` above the text, or none of them.

use std::borrow::Cow;

use crate::{
    draft::{Cue, Draft},
    names::{self, Candidate, Convention, Shape},
    problems::{Fix, Fixes},
    spread, times,
};

/// A line of running text.
#[derive(Debug, Clone)]
pub(crate) enum Row<'a> {
    /// An empty line: a paragraph ends.
    Blank,
    /// A heading, which nobody says; perhaps with the time of what follows.
    Heading(Option<u32>),
    /// Words; `named` where the markup says that they begin with a name.
    Text { text: Cow<'a, str>, named: bool },
}

impl<'a> Row<'a> {
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text { text: text.into(), named: false }
    }

    pub(crate) fn heading(text: &str) -> Self {
        let time = |part: &str| times::whole(part.trim_matches(['(', ')', '[', ']', '-', '–', '—']));
        let (first, last) = (text.split_whitespace().next(), text.split_whitespace().last());
        Self::Heading(first.and_then(time).or_else(|| last.and_then(time)))
    }
}

/// What a file says of its speakers beside the text.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// Names that the file lists.
    pub known: Vec<String>,
    /// Who speaks where nobody is named.
    pub only_speaker: Option<String>,
}

/// Reads plain text.
pub(crate) fn read(text: &str, fixes: &mut Fixes) -> Draft {
    let rows: Vec<Row<'_>> =
        text.lines().map(|line| if line.trim().is_empty() { Row::Blank } else { Row::text(line.trim()) }).collect();
    assemble(&rows, &Hints::default(), fixes)
}

/// What a line begins with.
#[derive(Debug, Default)]
struct Head<'a> {
    start: Option<u32>,
    end: Option<u32>,
    /// The time stands without brackets, as it might in a sentence.
    bare: bool,
    name: Option<Candidate<'a>>,
    /// The time beside the name.
    name_time: Option<u32>,
    /// The line without time and name.
    rest: &'a str,
    /// The line without the time only.
    unnamed: &'a str,
}

/// Turns rows into passages: a new one at a name, a time or a paragraph.
pub(crate) fn assemble(rows: &[Row<'_>], hints: &Hints, fixes: &mut Fixes) -> Draft {
    let heads: Vec<Option<Head<'_>>> = rows
        .iter()
        .map(|row| match row {
            Row::Text { text, named } => Some(head(text, *named)),
            _ => None,
        })
        .collect();
    let candidates: Vec<Option<Candidate<'_>>> = heads.iter().flatten().map(|h| h.name).collect();
    let convention = Convention::learn(&candidates, &hints.known);
    let bare_times = heads.iter().flatten().filter(|h| h.bare && h.start.is_some()).count();
    let times_may_be_bare = bare_times > 2 || bare_times == candidates.len();
    let lines_are_passages = lines_are_passages(rows);

    let mut builder = Builder { speaker: hints.only_speaker.clone(), ..Builder::default() };
    for (row, head) in rows.iter().zip(&heads) {
        let (text, head) = match (row, head) {
            (Row::Text { text, .. }, Some(head)) => (text.as_ref(), head),
            (Row::Heading(time), _) => {
                builder.close();
                builder.time = time.or(builder.time);
                if hints.only_speaker.is_some() {
                    builder.speaker.clone_from(&hints.only_speaker);
                }
                continue;
            }
            _ => {
                builder.close();
                continue;
            }
        };
        let timed = head.start.is_some() && (!head.bare || times_may_be_bare);
        let name = head.name.filter(|n| convention.knows(n.name));
        if timed || name.is_some() || lines_are_passages {
            builder.close();
        }
        if timed {
            (builder.time, builder.end) = (head.start, head.end);
        }
        if let Some(name) = name {
            builder.speaker = Some(names::tidy(name.name));
            if !timed {
                builder.time = head.name_time;
            }
        }
        let said = match (name, timed) {
            (Some(_), _) => head.rest,
            (None, true) => head.unnamed,
            (None, false) => text,
        };
        builder.push(said);
    }
    builder.close();
    let mut cues = builder.cues;
    estimate_times(&mut cues, fixes);
    Draft { cues, ..Draft::default() }
}

/// Whether every line is a passage: there are no empty lines, and the lines are not wrapped at a width, but end sentences or
/// run on.
fn lines_are_passages(rows: &[Row<'_>]) -> bool {
    let (mut lines, mut ending, mut long) = (0, 0, 0);
    for row in rows {
        match row {
            Row::Text { text, .. } => {
                lines += 1;
                ending += usize::from(text.trim_end().ends_with(['.', '!', '?', '…', '"', '”', ':', '。', '！', '？']));
                long += usize::from(text.chars().nth(120).is_some());
            }
            _ => {
                if lines > 1 {
                    return false;
                }
            }
        }
    }
    ending * 10 > lines * 6 || long * 3 > lines
}

#[derive(Default)]
struct Builder {
    cues: Vec<Cue>,
    speaker: Option<String>,
    time: Option<u32>,
    end: Option<u32>,
    open: bool,
}

impl Builder {
    /// Ends the passage; the next words begin a paragraph.
    fn close(&mut self) {
        self.open = false;
    }

    /// Adds words. A time in square brackets within them begins a passage of its own.
    fn push(&mut self, text: &str) {
        let mut rest = text;
        let mut from = 0;
        let mut paragraph = !self.open;
        while let Some(at) = rest[from..].find('[').map(|i| from + i) {
            let Some((time, length)) =
                times::read(&rest[at + 1..]).filter(|(_, n)| rest[at + 1 + n..].starts_with(']'))
            else {
                from = at + 1;
                continue;
            };
            self.append(&rest[..at], paragraph);
            paragraph &= !self.open;
            self.time = Some(time);
            self.open = false;
            rest = &rest[at + length + 2..];
            from = 0;
        }
        self.append(rest, paragraph);
    }

    fn append(&mut self, text: &str, paragraph: bool) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if let (true, Some(cue)) = (self.open, self.cues.last_mut()) {
            cue.text.push('\n');
            cue.text.push_str(text);
            return;
        }
        let (start, end) = (self.time.take(), self.end.take());
        self.cues.push(Cue {
            start,
            end: start.and(end),
            speaker: self.speaker.clone(),
            paragraph,
            text: text.to_owned(),
            ..Cue::default()
        });
        self.open = true;
    }
}

/// A time, then a name, as far as the line has them.
fn head(line: &str, named: bool) -> Head<'_> {
    let mut head = Head { rest: line, unnamed: line, ..Head::default() };
    if let Some((start, end, bare, rest)) = leading_time(line) {
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | ':'));
        (head.start, head.end, head.bare, head.rest, head.unnamed) = (Some(start), end, bare, rest, rest);
    }
    if let Some((name, time, rest)) = name_and_time(head.unnamed) {
        head.name = Some(Candidate { sure: name.sure || named, ..name });
        (head.name_time, head.rest) = (time, rest);
    }
    head
}

/// `[00:12]`, `(00:12)`, `00:12`, `[00:12 - 00:15]`, `[00:00.000 --> 00:05.000]`: start, end, whether it is bare, the rest.
fn leading_time(line: &str) -> Option<(u32, Option<u32>, bool, &str)> {
    let close = match line.as_bytes().first()? {
        b'[' => Some(']'),
        b'(' => Some(')'),
        b'0'..=b'9' => None,
        _ => return None,
    };
    let inner = &line[usize::from(close.is_some())..];
    let (start, length) = times::read(inner)?;
    let mut rest = &inner[length..];
    let mut end = None;
    let range = rest.trim_start().trim_start_matches(['-', '–', '>']);
    if range.len() < rest.trim_start().len()
        && let Some((time, length)) = times::read(range.trim_start())
    {
        end = Some(time);
        rest = &range.trim_start()[length..];
    }
    match close {
        Some(close) => Some((start, end, false, rest.strip_prefix(close)?)),
        None => (rest.is_empty() || rest.starts_with([' ', '\t', ':', '-', '–', '—', '|']))
            .then_some((start, end, true, rest)),
    }
}

/// A name, with a time beside it or a colon after it, and what is said.
fn name_and_time(line: &str) -> Option<(Candidate<'_>, Option<u32>, &str)> {
    let mut before = ' ';
    for (i, c) in line.char_indices().take(80) {
        if matches!(c, ':' | '：') {
            break;
        }
        if c.is_ascii_digit()
            && matches!(before, ' ' | '\t' | '(' | '[')
            && let Some((time, length)) = times::read(&line[i..])
        {
            let bracketed = matches!(before, '(' | '[');
            let name = names::bare(line[..i].trim_end_matches([' ', '\t', '(', '[', ',', '-', '–', '—', '|']));
            let after = line[i + length..].trim_start_matches([')', ']']).trim_start();
            let said = after.strip_prefix([':', '：']);
            let shape = names::shape(name)?;
            let is_head = after.is_empty() || said.is_some() || (bracketed && shape == Shape::Strong);
            if is_head {
                let candidate = Candidate { name, shape, sure: true, within: false, link: false };
                return Some((candidate, Some(time), said.unwrap_or(after).trim_start()));
            }
        }
        before = c;
    }
    let (candidate, at) = names::candidate(line)?;
    let rest = line[at..].trim_start();
    // "Name: 00:02:06"; a time of two parts may be what is said, unless nothing else is.
    if let Some((time, end, bare, after)) = leading_time(rest).or_else(|| glued_time(rest))
        && end.is_none()
        && (!bare || after.trim().is_empty() || rest[..rest.len() - after.len()].matches(':').count() == 2)
    {
        return Some((Candidate { sure: true, ..candidate }, Some(time), after.trim_start()));
    }
    Some((candidate, None, rest))
}

/// A full time to which words cling.
fn glued_time(text: &str) -> Option<(u32, Option<u32>, bool, &str)> {
    let (time, length) = times::read(text)?;
    Some((time, None, true, &text[length..]))
}

/// Gives paragraphs of a turn times between that of the turn and that of the next one, by the length of the text. Where
/// others speak in between, nothing is claimed.
pub(crate) fn estimate_times(cues: &mut [Cue], fixes: &mut Fixes) {
    let words = |cue: &Cue| u32::try_from(cue.text.split_whitespace().count()).unwrap_or(u32::MAX).max(1);
    let mut estimated = 0;
    let mut i = 0;
    while i < cues.len() {
        let Some(start) = cues[i].start else {
            i += 1;
            continue;
        };
        let run = cues[i + 1..].iter().take_while(|c| c.start.is_none()).count();
        let of_one_turn = cues[i + 1..=i + run].iter().all(|c| c.speaker == cues[i].speaker);
        if run > 0 && of_one_turn {
            let total: u32 = cues[i..=i + run].iter().map(words).fold(0, u32::saturating_add);
            let pace = match cues.get(i + run + 1).and_then(|c| c.start) {
                Some(next) => (next.saturating_sub(start) / total).min(2 * spread::WORD_MS),
                None => spread::WORD_MS,
            };
            let mut spoken = words(&cues[i]);
            for cue in &mut cues[i + 1..=i + run] {
                cue.start = Some(start.saturating_add(spoken.saturating_mul(pace)));
                spoken = spoken.saturating_add(words(cue));
            }
            estimated += run;
        }
        i += run + 1;
    }
    fixes.add_n(Fix::Estimated, estimated);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Vec<(Option<u32>, Option<String>, String)> {
        let draft = read(text, &mut Fixes::default());
        draft.cues.into_iter().map(|c| (c.start, c.speaker, c.text)).collect()
    }

    fn cue(start: u32, speaker: &str, text: &str) -> (Option<u32>, Option<String>, String) {
        (Some(start), Some(speaker.to_owned()), text.to_owned())
    }

    #[test]
    fn times_and_names_stand_in_any_order() {
        let expected = [cue(3_000, "Ann Lee", "Good morning."), cue(723_000, "Bob", "It is 10:30 here.")];
        for text in [
            "[00:03] Ann Lee: Good morning.\n[00:12:03] Bob: It is 10:30 here.",
            "(0:03) Ann Lee: Good morning.\n\n(12:03) Bob: It is 10:30 here.",
            "Ann Lee (00:03): Good morning.\n\nBob (12:03): It is 10:30 here.",
            "Ann Lee [00:00:03]\nGood morning.\n\nBob [00:12:03]\nIt is 10:30 here.",
            "Ann Lee 00:03\nGood morning.\n\nBob 12:03\nIt is 10:30 here.",
            "Ann Lee: 00:00:03\n\nGood morning.\n\nBob: 00:12:03\n\nIt is 10:30 here.",
            "00:03 Ann Lee: Good morning.\n12:03 Bob: It is 10:30 here.",
            "[Ann Lee] 00:00:03\nGood morning.\n\n[Bob] 00:12:03\nIt is 10:30 here.",
        ] {
            assert_eq!(read_all(text), expected, "{text}");
        }
    }

    #[test]
    fn recognisers_ranges_are_read() {
        let draft = read(
            "[00:00:00.000 --> 00:00:05.500]   Hello there.\n[00:00:05.500 --> 00:00:07.000]   Bye.",
            &mut Fixes::default(),
        );
        assert_eq!((draft.cues[0].start, draft.cues[0].end), (Some(0), Some(5_500)));
        assert_eq!(draft.cues[1].text, "Bye.");
    }

    #[test]
    fn text_without_names_or_times_is_paragraphs() {
        let found = read_all("We met at 10:30 and\nspoke. One thing: it rained.\n\nThen we left.");
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|(start, speaker, _)| start.is_none() && speaker.is_none()));
        assert_eq!(found[0].2, "We met at 10:30 and\nspoke. One thing: it rained.");
    }

    #[test]
    fn paragraphs_go_on_with_their_speaker_and_get_times_between() {
        let mut fixes = Fixes::default();
        let draft = read("Ann Lee 0:00\n\nOne two.\n\nThree four.\n\nBob 0:01\n\nYes.", &mut fixes);
        assert_eq!(draft.cues.iter().map(|c| c.start).collect::<Vec<_>>(), [Some(0), Some(500), Some(1_000)]);
        assert_eq!(draft.cues[1].speaker.as_deref(), Some("Ann Lee"));
        assert_eq!(fixes.into_problems()[0].code, "estimated-time");
    }

    #[test]
    fn a_time_within_a_paragraph_begins_a_passage() {
        let found = read_all("Ann: So it was. [16:00] And then [laughs] we left.\n\nBob: Yes.");
        assert_eq!(found[0].2, "So it was.");
        assert_eq!(found[1], cue(960_000, "Ann", "And then [laughs] we left."));
        assert_eq!(found[2].0, None);
    }
}
