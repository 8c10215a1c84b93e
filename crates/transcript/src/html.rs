//! Transcripts in HTML: the namespace's `cite`, `time` and `p`, and pages without them, whose text is read like plain text.
//! Only words are taken; no markup of the file survives.

use crate::{
    draft::{Cue, Draft},
    entities,
    error::ParseError,
    language, names,
    problems::Fixes,
    text::{self, Row},
    times,
};

enum Part<'a> {
    Open(&'a str, &'a str),
    Close(&'a str),
    Text(String),
}

/// Reads a page or a fragment.
pub(crate) fn read(source: &str, fixes: &mut Fixes) -> Result<Draft, ParseError> {
    let start = source[..floor(source, 2000)].to_ascii_lowercase();
    if ["<rss", "<feed", "<opml"].iter().any(|root| start.contains(root)) {
        return Err(ParseError::NotATranscript(
            "This is a podcast feed, not a transcript. Feeds are read under Import; upload the transcript file here."
                .into(),
        ));
    }
    let parts = parts(source);
    let has = |name: &str| parts.iter().any(|p| matches!(p, Part::Open(n, _) if n.eq_ignore_ascii_case(name)));
    let mut draft = if has("cite") || has("time") { marked_up(&parts, fixes) } else { page(&parts, fixes) };
    draft.language = parts.iter().find_map(|p| match p {
        Part::Open(name, attributes) if name.eq_ignore_ascii_case("html") => language_of(attributes),
        _ => None,
    });
    Ok(draft)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

fn language_of(attributes: &str) -> Option<String> {
    let at = attributes.to_ascii_lowercase().find("lang=")?;
    let value = attributes[at + 5..].trim_start_matches(['"', '\'']);
    language::of_tag(value.split(['"', '\'', ' ', '/']).next()?)
}

/// The namespace's form: a name and a time hold for the paragraphs that follow, the time for the first of them.
fn marked_up(parts: &[Part<'_>], fixes: &mut Fixes) -> Draft {
    #[derive(PartialEq)]
    enum Within {
        Body,
        Cite,
        Time,
        Heading,
    }
    let mut draft = Draft::default();
    let (mut speaker, mut time): (Option<String>, Option<u32>) = (None, None);
    let (mut within, mut note, mut text) = (Within::Body, String::new(), String::new());
    let flush = |text: &mut String, speaker: &Option<String>, time: &mut Option<u32>, draft: &mut Draft| {
        if text.trim().is_empty() {
            text.clear();
            return;
        }
        let (start, text) = (time.take(), std::mem::take(text));
        draft.cues.push(Cue { start, speaker: speaker.clone(), paragraph: true, text, ..Cue::default() });
    };
    for part in parts {
        match part {
            Part::Open(name, _) => {
                let next = match *name {
                    n if n.eq_ignore_ascii_case("cite") => Within::Cite,
                    n if n.eq_ignore_ascii_case("time") => Within::Time,
                    n if is_heading(n) => Within::Heading,
                    n if is_block(n) => Within::Body,
                    _ => continue,
                };
                flush(&mut text, &speaker, &mut time, &mut draft);
                note.clear();
                within = next;
            }
            Part::Close(name) => {
                match within {
                    Within::Cite if name.eq_ignore_ascii_case("cite") => {
                        let found = names::tidy(note.trim().trim_end_matches([':', '：']));
                        speaker = Some(found).filter(|n| !n.is_empty());
                    }
                    Within::Time if name.eq_ignore_ascii_case("time") => {
                        time = times::whole(note.trim().trim_matches(['[', ']', '(', ')'])).or(time);
                    }
                    Within::Heading if is_heading(name) => {}
                    _ => {
                        if is_block(name) {
                            flush(&mut text, &speaker, &mut time, &mut draft);
                        }
                        continue;
                    }
                }
                within = Within::Body;
            }
            Part::Text(words) if within == Within::Body => text.push_str(words),
            Part::Text(words) => note.push_str(words),
        }
    }
    flush(&mut text, &speaker, &mut time, &mut draft);
    text::estimate_times(&mut draft.cues, fixes);
    draft
}

/// A page without the namespace's elements: its blocks are paragraphs.
fn page(parts: &[Part<'_>], fixes: &mut Fixes) -> Draft {
    let mut rows: Vec<Row> = Vec::new();
    let mut current = String::new();
    let mut heading = false;
    for part in parts {
        let name = match part {
            Part::Text(words) => {
                current.push_str(words);
                continue;
            }
            Part::Open(name, _) | Part::Close(name) => name,
        };
        if !(is_block(name) || is_heading(name)) {
            continue;
        }
        let text = std::mem::take(&mut current).split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            rows.push(if heading { Row::heading(&text) } else { Row::text(text) });
        }
        if !name.eq_ignore_ascii_case("br") {
            rows.push(Row::Blank);
        }
        heading = is_heading(name) && matches!(part, Part::Open(..));
    }
    rows.push(Row::text(current.split_whitespace().collect::<Vec<_>>().join(" ")));
    text::assemble(&rows, &text::Hints::default(), fixes)
}

fn is_heading(name: &str) -> bool {
    let name = name.as_bytes();
    name.len() == 2 && name[0].eq_ignore_ascii_case(&b'h') && (b'1'..=b'6').contains(&name[1])
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 20] = [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "td",
        "table",
        "section",
        "article",
        "blockquote",
        "body",
        "main",
        "header",
        "footer",
        "hr",
    ];
    BLOCKS.iter().any(|b| b.eq_ignore_ascii_case(name))
}

/// The tags and texts of a source. Scripts, styles and the head are skipped whole.
fn parts(source: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut rest = source;
    let mut quotes_close = true;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            out.push(Part::Text(entities::decode(&rest[..at])));
        }
        rest = &rest[at..];
        let after = &rest[1..];
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let closing = after.starts_with('/');
        let name_at = 1 + usize::from(closing);
        let length = rest[name_at..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        if length == 0 && !after.starts_with(['!', '?', '/']) {
            out.push(Part::Text("<".to_owned()));
            rest = after;
            continue;
        }
        let name = &rest[name_at..name_at + length];
        let Some(end) = tag_end(rest, &mut quotes_close) else { return out };
        let attributes = &rest[name_at + length..end];
        rest = &rest[end + 1..];
        if closing {
            out.push(Part::Close(name));
        } else if length > 0 {
            out.push(Part::Open(name, attributes));
            if let Some(skipped) = ["script", "style", "head", "title", "noscript", "template", "svg"]
                .iter()
                .find(|s| s.eq_ignore_ascii_case(name))
            {
                rest = after_close(rest, skipped);
            }
        }
    }
    out.push(Part::Text(entities::decode(rest)));
    out
}

/// The `>` that ends a tag; those within quoted values do not.
fn tag_end(text: &str, quotes_close: &mut bool) -> Option<usize> {
    if *quotes_close {
        let mut quote = None;
        for (i, b) in text.bytes().enumerate() {
            match (quote, b) {
                (None, b'>') => return Some(i),
                (None, b'"' | b'\'') => quote = Some(b),
                (Some(q), b) if q == b => quote = None,
                _ => {}
            }
        }
        // A quote that never closes: from here on they do not count.
        *quotes_close = false;
    }
    text.find('>')
}

/// What follows the closing tag of an element whose content is not text; all of it when there is none.
fn after_close<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.len() >= name.len()
            && rest.is_char_boundary(name.len())
            && rest[..name.len()].eq_ignore_ascii_case(name)
        {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(source: &str) -> Vec<(Option<u32>, Option<String>, String)> {
        let draft = read(source, &mut Fixes::default()).unwrap();
        draft.cues.into_iter().map(|c| (c.start, c.speaker, c.text.trim().to_owned())).collect()
    }

    #[test]
    fn the_namespaces_form_is_read() {
        let found = cues(
            "<!doctype html><html lang=\"en\"><head><title>No words</title></head><body><cite>Ann Lee :</cite>\n<time>0:00</time>\n<p>It&#39;s <b>on</b>.</p><cite>Bob:</cite><time>1:02:03</time><p>Yes.</p></body></html>",
        );
        assert_eq!(
            found,
            [
                (Some(0), Some("Ann Lee".to_owned()), "It's on.".to_owned()),
                (Some(3_723_000), Some("Bob".to_owned()), "Yes.".to_owned())
            ]
        );
    }

    #[test]
    fn a_page_is_read_by_its_paragraphs() {
        let found = cues(
            "<h1>Episode 1</h1><script>alert('<p>x')</script><p><strong>Ann:</strong> Hi.</p><p><strong>Bob:</strong> Hello<br>there.</p><p><strong>Ann:</strong> Well.</p>",
        );
        assert_eq!(
            found.iter().map(|c| (c.1.as_deref().unwrap(), c.2.as_str())).collect::<Vec<_>>(),
            [("Ann", "Hi."), ("Bob", "Hello\nthere."), ("Ann", "Well.")]
        );
    }

    #[test]
    fn a_feed_is_refused() {
        assert!(read("<?xml version=\"1.0\"?><rss><channel/></rss>", &mut Fixes::default()).is_err());
    }
}
