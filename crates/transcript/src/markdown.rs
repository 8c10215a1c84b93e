//! Markdown transcripts: bold names, headings, front matter; read to rows of plain text.

use crate::{
    draft::Draft,
    entities, language,
    problems::Fixes,
    text::{self, Hints, Row},
};

/// Reads Markdown.
pub(crate) fn read(source: &str, fixes: &mut Fixes) -> Draft {
    let (front, body) = front_matter(source);
    let mut rows = Vec::new();
    let mut comment = false;
    for line in body.lines() {
        row(line, &mut comment, &mut rows);
    }
    let only_speaker = match front.speakers.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let mut draft = text::assemble(&rows, &Hints { known: front.speakers, only_speaker }, fixes);
    draft.language = front.language;
    draft
}

#[derive(Default)]
struct Front {
    speakers: Vec<String>,
    language: Option<String>,
}

/// The lines between `---` at the top, of which the speakers and the language count. This is the part of YAML that people
/// write there: one value, a list in brackets, or a list of lines with dashes.
fn front_matter(source: &str) -> (Front, &str) {
    let mut front = Front::default();
    let Some(rest) = source.trim_start().strip_prefix("---\n") else { return (front, source) };
    let Some(end) = rest.find("\n---") else { return (front, source) };
    let body = &rest[end + 4..];
    let body = body.find('\n').map_or("", |at| &body[at..]);
    let mut listing = false;
    for line in rest[..end].lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ").filter(|_| listing) {
            front.speakers.extend(value(item));
            continue;
        }
        let Some((key, rest)) = line.split_once(':') else { continue };
        listing = matches!(key.trim(), "speakers" | "speaker");
        if listing {
            let list = rest.trim().trim_start_matches('[').trim_end_matches(']');
            front.speakers.extend(list.split(',').filter_map(value));
        } else if matches!(key.trim(), "language" | "lang") {
            front.language = value(rest).and_then(|tag| language::of_tag(&tag));
        }
    }
    (front, body)
}

fn value(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text
        .strip_prefix('\'')
        .and_then(|t| t.strip_suffix('\''))
        .or_else(|| text.strip_prefix('"')?.strip_suffix('"'))
        .unwrap_or(text);
    Some(text.replace("''", "'")).filter(|t| !t.is_empty())
}

/// One line. Headings are not said; quotations and list items are.
fn row<'a>(line: &'a str, comment: &mut bool, rows: &mut Vec<Row<'a>>) {
    let mut line = line.trim();
    if *comment {
        match line.split_once("-->") {
            Some((_, rest)) => (line, *comment) = (rest.trim(), false),
            None => return,
        }
    }
    if let Some((before, after)) = line.split_once("<!--") {
        match after.split_once("-->") {
            Some((_, rest)) if before.is_empty() => line = rest.trim(),
            Some(_) => {}
            None => (line, *comment) = (before.trim(), true),
        }
    }
    line = line.trim_start_matches("> ").trim_start_matches('>').trim_start();
    let first = line.chars().next().unwrap_or(' ');
    let is_rule = line.len() > 2 && "-*_=".contains(first) && line.chars().all(|c| c == first || c == ' ');
    if line.is_empty() || is_rule || line.starts_with("```") {
        rows.push(Row::Blank);
        return;
    }
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && line.len() - heading.len() <= 6 && (heading.starts_with(' ') || heading.is_empty())
    {
        rows.push(Row::heading(&inline(heading.trim().trim_end_matches('#'))));
        return;
    }
    if let Some(item) = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)) {
        rows.push(Row::Blank);
        line = item.trim_start();
    }
    let (text, named) = bold_name(line);
    rows.push(Row::Text { text: text.into(), named });
}

/// A line that begins with a bold name, as plain text with the name's colon; `**Name:** text`, `**Name**: text`.
fn bold_name(line: &str) -> (String, bool) {
    let Some((bold, rest)) = line.strip_prefix("**").and_then(|l| l.split_once("**")) else {
        return (inline(line), false);
    };
    let bold = bold.trim_end();
    if let Some(name) = bold.strip_suffix([':', '：']) {
        return (format!("{}: {}", inline(name).trim(), inline(rest.trim_start())), true);
    }
    if let Some(said) = rest.trim_start().strip_prefix([':', '：']) {
        return (format!("{}: {}", inline(bold).trim(), inline(said.trim_start())), true);
    }
    (inline(line), false)
}

/// The text of a line without its markup: links to their words, emphasis off, escapes and references read.
pub(crate) fn inline(line: &str) -> String {
    let line = emphasis(&links(line));
    let mut out = String::with_capacity(line.len());
    let mut rest = line.as_str();
    let mut closed = true;
    while let Some(at) = rest.find(['\\', '&', '<', '`']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let after = rest[1..].chars().next();
        let length = match rest.as_bytes()[0] {
            b'\\' if after.is_some_and(|c| c.is_ascii_punctuation()) => {
                out.extend(after);
                2
            }
            b'&' => entities::push_reference(&mut out, rest),
            b'`' => 1,
            b'<' if closed => {
                let end = rest.find('>');
                closed = end.is_some();
                match end.map(|end| (end, &rest[1..end])) {
                    // `<https://…>` is its own text; tags are none.
                    Some((end, inner)) if inner.starts_with("http") || inner.contains('@') => {
                        out.push_str(inner);
                        end + 1
                    }
                    Some((end, inner)) if is_tag(inner) => end + 1,
                    _ => {
                        out.push('<');
                        1
                    }
                }
            }
            _ => {
                out.push_str(&rest[..1]);
                1
            }
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

fn is_tag(inner: &str) -> bool {
    let name = inner.trim_start_matches('/').trim_end_matches('/').split(' ').next().unwrap_or("");
    ["br", "i", "b", "em", "strong", "u", "s", "sup", "sub", "a", "p", "div", "span", "small", "mark", "q", "cite"]
        .contains(&name)
}

/// How many marks may stand open in one another; more are text, so that no line takes long to read.
const DEEPEST: usize = 8;

/// `[words](address)` and `![picture](address)` to their words; pictures have none.
fn links(line: &str) -> String {
    if !line.contains("](") {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    // Where in `out` each open bracket stands, and whether a picture's.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut rest = line;
    let mut closed = true;
    while let Some(at) = rest.find(['[', ']', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('\\') {
            let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        } else if rest.starts_with('[') {
            let picture = out.ends_with('!');
            if open.len() == DEEPEST {
                open.remove(0);
            }
            open.push((out.len(), picture));
            out.push('[');
            rest = &rest[1..];
        } else {
            let end = if closed && rest.starts_with("](") { rest.find(')') } else { None };
            closed &= end.is_some() || !rest.starts_with("](");
            match (open.pop(), end) {
                (Some((start, true)), Some(end)) => {
                    out.truncate(start - 1);
                    rest = &rest[end + 1..];
                }
                (Some((start, false)), Some(end)) => {
                    // A time that links to its place keeps its brackets, which mark it as one.
                    if crate::times::whole(&out[start + 1..]).is_some() {
                        out.push(']');
                    } else {
                        out.remove(start);
                    }
                    rest = &rest[end + 1..];
                }
                _ => {
                    out.push(']');
                    rest = &rest[1..];
                }
            }
        }
    }
    out.push_str(rest);
    out
}

/// Takes off paired marks of emphasis. A mark without its pair is text: "f*** that", "2 * 3".
fn emphasis(line: &str) -> String {
    if !line.contains(['*', '_']) {
        return line.to_owned();
    }
    let mut remove = vec![false; line.len()];
    let mut open: Vec<(u8, usize, usize)> = Vec::new();
    let bytes = line.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let mark = bytes[i];
        if mark == b'\\' {
            i += 2;
            continue;
        }
        if !matches!(mark, b'*' | b'_') {
            i += 1;
            continue;
        }
        let length = bytes[i..].iter().take_while(|b| **b == mark).count();
        let before = line[..i].chars().next_back();
        let after = line[i + length..].chars().next();
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let can_open = !blank(after) && !letter(before);
        let can_close = !blank(before) && !letter(after);
        let pair = open.iter().rposition(|(m, n, _)| *m == mark && *n == length).filter(|_| can_close);
        if let Some(pair) = pair {
            let (_, _, start) = open[pair];
            remove[start..start + length].fill(true);
            remove[i..i + length].fill(true);
            open.truncate(pair);
        } else if can_open && length <= 3 {
            if open.len() == DEEPEST {
                open.remove(0);
            }
            open.push((mark, length, i));
        }
        i += length;
    }
    line.char_indices().filter(|(i, _)| !remove[*i]).map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Vec<(Option<u32>, Option<String>, String)> {
        let draft = read(text, &mut Fixes::default());
        draft.cues.into_iter().map(|c| (c.start, c.speaker, c.text)).collect()
    }

    #[test]
    fn markup_is_taken_off() {
        assert_eq!(
            inline(r"\[laughs\] it's _really_ **so** [good](https://a.b/c_d) `code` &amp; *fine*"),
            "[laughs] it's really so good code & fine"
        );
        assert_eq!(
            inline("f*** that, 2 * 3, snake_case_name, <https://a.b> a < b <br>"),
            "f*** that, 2 * 3, snake_case_name, https://a.b a < b "
        );
        assert_eq!(inline("![logo](x.png)[12:03](#t=723) then"), "[12:03] then");
    }

    #[test]
    fn bold_names_are_speakers() {
        let found = read_all(
            "**Ann Lee, Psy.D:** \\[01:00\\] Hello.\n\nStill me.\n\n**Break:**\n\n**Bob:**\n\n> A quotation.\n",
        );
        assert_eq!(
            found,
            [
                (Some(60_000), Some("Ann Lee, Psy.D".to_owned()), "Hello.".to_owned()),
                (None, Some("Ann Lee, Psy.D".to_owned()), "Still me.".to_owned()),
                (None, Some("Bob".to_owned()), "A quotation.".to_owned()),
            ]
        );
    }

    #[test]
    fn front_matter_and_headings_are_not_said() {
        let text = "---\ntitle: A: talk\nspeakers:\n  - Jane Doe\ntags: ['x']\nlang: es\n---\n\n# Uno\n\nHola.\n\nQ: ¿Sí?\n\nSí.\n\nQ: ¿No?\n\n## Dos\n\nAdiós.\n";
        let draft = read(text, &mut Fixes::default());
        assert_eq!(draft.language.as_deref(), Some("es"));
        let who: Vec<_> = draft.cues.iter().map(|c| c.speaker.as_deref().unwrap()).collect();
        assert_eq!(who, ["Jane Doe", "Q", "Q", "Q", "Jane Doe"]);
        assert_eq!(draft.cues[4].text, "Adiós.");
    }

    #[test]
    fn names_with_times_above_the_text_are_turns() {
        let found = read_all(
            "## Intro\n\nNVK: 00:01:30 \n\nWelcome Calle.\n\nCalle: 00:01:33\n\nHey there.\nHey everyone.\n\nMatt Odell 00:02:00\n\nHi.",
        );
        assert_eq!(found[1], (Some(93_000), Some("Calle".to_owned()), "Hey there.\nHey everyone.".to_owned()));
        assert_eq!(found[2].1.as_deref(), Some("Matt Odell"));
    }
}
