//! Walking over HTML that the sanitiser wrote.
//!
//! Its output is regular: tags are lower-case, attribute values are in double quotes, and `<` stands in no text. This makes
//! a small scanner exact.

/// A piece of sanitised HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A whole tag, with its angle brackets.
    Tag(&'a str),
    /// Text, escaped.
    Text(&'a str),
}

/// Cuts sanitised HTML into tags and texts; nothing is lost.
pub(crate) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let end = if rest.starts_with('<') { tag_end(rest) } else { rest.find('<').unwrap_or(rest.len()) };
        let (piece, after) = rest.split_at(end);
        out.push(if rest.starts_with('<') { Piece::Tag(piece) } else { Piece::Text(piece) });
        rest = after;
    }
    out
}

/// The length of the tag at the beginning; a `>` within quotes does not end it.
fn tag_end(html: &str) -> usize {
    let mut quoted = false;
    for (i, b) in html.bytes().enumerate() {
        match b {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return i + 1,
            _ => {}
        }
    }
    html.len()
}

/// The name of a tag, and whether it is an end tag.
pub(crate) fn tag_name(tag: &str) -> (&str, bool) {
    let inner = tag.trim_start_matches('<');
    let (inner, end) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    (&inner[..length], end)
}

/// Whether a tag begins a new line of text.
pub(crate) fn breaks_line(tag: &str) -> bool {
    const BLOCKS: &str =
        "blockquote br caption dd details div dl dt h3 h4 h5 h6 hr li ol p pre summary table td th tr ul";
    BLOCKS.split_ascii_whitespace().any(|block| block == tag_name(tag).0)
}

/// Undoes the escapes that sanitised HTML has in its texts.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", ' '), ("&amp;", '&'), ("&#39;", '\'')];
        match known.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, c)) => {
                out.push(*c);
                rest = &rest[name.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hide_brackets() {
        let html = "a<a href=\"x>y<b\">t</a>";
        assert_eq!(
            pieces(html),
            [Piece::Text("a"), Piece::Tag("<a href=\"x>y<b\">"), Piece::Text("t"), Piece::Tag("</a>")]
        );
        assert_eq!(tag_name("</li>"), ("li", true));
        assert_eq!(tag_name("<br>"), ("br", false));
    }

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(unescape("&amp;lt; &lt;b&gt; & &x;"), "&lt; <b> & &x;");
    }
}
