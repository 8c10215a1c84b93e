//! Notes as podcasters and other people's feeds write them, made safe.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::linkify::{REL, linkify};
use crate::markup::{Piece, breaks_line, pieces, tag_name, unescape};
use crate::xml::{allowed, escape};

/// Tags that stay. No pictures (they would tell other servers who reads), no forms, nothing that frames or runs.
const TAGS: &str = "a abbr b bdi bdo blockquote br caption cite code dd del details div dl dt em h3 h4 h5 h6 hr i ins kbd li \
                    mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u ul";
/// Headings of the page's own rank; they stay in the sanitiser's hands and are lowered afterwards.
const HEADINGS: [(&str, &str); 2] = [("h1", "h3"), ("h2", "h4")];
/// Tags whose content goes too. A frame or object that nobody closed would take the rest of the notes: only its tag goes.
const DROPPED: &str = "math noembed noframes noscript script style svg template title";

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = TAGS.split_ascii_whitespace().chain(HEADINGS.map(|(high, _)| high));
    let attributes = [
        ("a", HashSet::from(["href"])),
        ("bdo", HashSet::from(["dir"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope"])),
    ];
    let mut builder = Builder::empty();
    builder
        .tags(tags.collect())
        .clean_content_tags(DROPPED.split_ascii_whitespace().collect())
        .tag_attributes(HashMap::from(attributes))
        .generic_attributes(HashSet::from(["lang", "dir"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Custom(Box::new(local_link)))
        .link_rel(Some(REL))
        .strip_comments(true);
    builder
});

/// Of relative links those within this site stay. `//host` and `/\host` are other sites to a browser.
fn local_link(url: &str) -> Option<Cow<'_, str>> {
    let path = url.starts_with('/') && !url[1..].starts_with(['/', '\\']);
    let is_clean = !url.contains(|c: char| c.is_control() || c == '\\');
    ((path || url.starts_with('#')) && is_clean).then_some(Cow::Borrowed(url))
}

/// Notes as HTML that is safe in a page: HTML is sanitised, plain text gets paragraphs.
///
/// Links carry `rel="nofollow noopener ugc"`, pictures are dropped, headings rank below the page's own. Addresses in the text
/// become links, and so do times at the beginning of a line: `12:34` becomes `<a href="#t=754">12:34</a>`.
#[must_use]
pub fn notes_html(notes: &str) -> String {
    let notes = readable(notes);
    if is_html(&notes) { link_texts(&sanitise(&notes)) } else { paragraphs(&notes) }
}

/// Notes as text: lines for blocks, an empty line between paragraphs, no markup.
#[must_use]
pub fn plain(notes: &str) -> String {
    let notes = readable(notes);
    let text = if is_html(&notes) { text_of(&sanitise(&notes)) } else { without_entities(&notes).into_owned() };
    let mut out = String::with_capacity(text.len());
    let mut gap = 0;
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            gap += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap > 0 { "\n\n" } else { "\n" });
        }
        gap = 0;
        out.push_str(&line);
    }
    out
}

/// One kind of line end, and no characters that neither HTML nor XML can carry.
fn readable(notes: &str) -> String {
    let notes = notes.replace("\r\n", "\n").replace('\r', "\n");
    notes.chars().filter(|c| allowed(*c)).collect()
}

/// Whether notes are meant as HTML: they hold a tag that HTML knows, or a comment. Safety does not hang on it: what is not
/// HTML is escaped.
fn is_html(notes: &str) -> bool {
    let is_tag = |rest: &str| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let ends = rest[length..].starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace());
        ends && KNOWN.contains(rest[..length].to_ascii_lowercase().as_str())
    };
    notes.match_indices('<').any(|(i, _)| notes[i + 1..].starts_with("!--") || is_tag(&notes[i + 1..]))
}

/// A line of plain text without the entities that feeds leave in it (`AT&amp;T`, `it&#8217;s`).
fn without_entities(line: &str) -> Cow<'_, str> {
    let is_entity = |rest: &str| {
        let name = rest.trim_start_matches('#');
        name.find(|c: char| !c.is_ascii_alphanumeric())
            .is_some_and(|n| (2..=8).contains(&n) && name[n..].starts_with(';'))
    };
    if line.match_indices('&').any(|(i, _)| is_entity(&line[i + 1..])) {
        // Without a bracket there is no markup: the sanitiser only reads the entities.
        Cow::Owned(unescape(&SANITISER.clean(&line.replace('<', "&lt;")).to_string()))
    } else {
        Cow::Borrowed(line)
    }
}

/// Further names of HTML's elements, old and new: a text that uses one is HTML.
const OTHERS: &str = "acronym address applet area article aside audio base big blink body button canvas center col colgroup data \
                      dfn dir embed fieldset figcaption figure font footer form frame frameset head header html iframe img input \
                      label legend link main map marquee meta nav object option picture ruby samp section select source strike \
                      textarea time tt var video wbr";

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let headings = HEADINGS.map(|(high, _)| high);
    [TAGS, DROPPED, OTHERS].into_iter().flat_map(str::split_ascii_whitespace).chain(headings).collect()
});

fn sanitise(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let clean = SANITISER.clean(html).to_string();
    for piece in pieces(&clean) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Tag(tag) => {
                let (name, end) = tag_name(tag);
                match HEADINGS.iter().find(|(high, _)| *high == name) {
                    Some((high, low)) => {
                        let slash = if end { "/" } else { "" };
                        out.push_str(&format!("<{slash}{low}{}", &tag[1 + slash.len() + high.len()..]));
                    }
                    None => out.push_str(tag),
                }
            }
        }
    }
    out
}

/// Makes links in the texts of sanitised HTML, except within links and code.
fn link_texts(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut shielded = 0_usize;
    let mut line_start = true;
    for piece in pieces(html) {
        match piece {
            Piece::Tag(tag) => {
                let (name, end) = tag_name(tag);
                if matches!(name, "a" | "code" | "pre") {
                    shielded = if end { shielded.saturating_sub(1) } else { shielded + 1 };
                }
                line_start |= breaks_line(tag);
                out.push_str(tag);
            }
            Piece::Text(text) => {
                if shielded > 0 {
                    out.push_str(text);
                } else {
                    out.push_str(&linkify_flow(text, line_start));
                }
                line_start &= text.trim().is_empty();
            }
        }
    }
    out
}

/// In HTML a line feed is only a space: times count at the beginning of blocks alone.
fn linkify_flow(text: &str, line_start: bool) -> String {
    let lead = text.len() - text.trim_start().len();
    let (space, rest) = text.split_at(lead);
    let mut out = space.to_owned();
    for (i, line) in rest.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out.push_str(&linkify(line, i == 0 && line_start));
    }
    out
}

/// Plain text as HTML: an empty line ends a paragraph, a line feed breaks the line.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut open = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            if open {
                out.push_str("</p>");
            }
            open = false;
            continue;
        }
        out.push_str(if open { "<br>" } else { "<p>" });
        open = true;
        out.push_str(&linkify(&escape(&without_entities(line)), true));
    }
    if open {
        out.push_str("</p>");
    }
    out
}

fn text_of(html: &str) -> String {
    let mut out = String::new();
    for piece in pieces(html) {
        match piece {
            // A line feed of the source is a space; only tags break lines.
            Piece::Text(text) => out.push_str(&unescape(text).replace('\n', " ")),
            Piece::Tag(tag) => match tag_name(tag) {
                ("p" | "ul" | "ol" | "table" | "blockquote" | "h3" | "h4" | "h5" | "h6", _) => out.push_str("\n\n"),
                ("td" | "th", _) => out.push(' '),
                ("br", _) => out.push('\n'),
                // The end of one item and the beginning of the next are one break.
                (_, _) if breaks_line(tag) && !out.ends_with('\n') => out.push('\n'),
                _ => {}
            },
        }
    }
    out
}
