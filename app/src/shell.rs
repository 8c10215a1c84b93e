//! The document around a page: head, frame, and how views become HTML.
//!
//! A page is rendered once, synchronously, inside a reactive owner of its own. Only islands are hydrated, so the comment
//! nodes by which Leptos finds its place again are kept within islands and dropped everywhere else. Large prepared HTML
//! (transcript, charts) is not carried through the views: they leave a [`slot`], and the text is copied once into the
//! finished document.

use std::{fmt::Write, sync::Arc};

use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use model::visualization::{Colour, Theme};

use crate::view::Chrome;

/// The accent where a show has none: the green of a reading lamp.
pub const DEFAULT_ACCENT: &str = "#14694e";
/// The name in titles and previews.
pub const PRODUCT: &str = "PodcastFlow Pro";

const SLOT: &str = "<!--slot:";
const MARKER: &str = "<!>";

/// What stands in the head of a page.
#[derive(Debug, Clone, Default)]
pub struct Head<'a> {
    /// Title without the product's name.
    pub title: &'a str,
    /// One sentence.
    pub description: &'a str,
    /// Path that the page should be known by; none for pages that search engines leave out.
    pub canonical: Option<String>,
    /// Path of a picture for previews.
    pub image: Option<&'a str>,
    /// Open Graph type; `website` where empty.
    pub og_type: &'a str,
    /// schema.org JSON-LD, safe inside a script element; may be empty.
    pub json_ld: &'a str,
    /// Title and path of the feed.
    pub feed: Option<(&'a str, String)>,
    /// Accent colour as `#rrggbb`.
    pub accent: Option<&'a str>,
    /// The theme, whatever the reader's system asks for.
    pub theme: Theme,
    /// Colours of voices and series in place of the first usual ones.
    pub voices: &'a [Colour],
    /// Path of a style sheet that this page loads besides; may be empty.
    pub sheet: &'a str,
    /// Browsers may offer to search here.
    pub opensearch: bool,
    /// The page has islands.
    pub islands: bool,
    /// Reload after so many seconds where scripts do not run.
    pub refresh_without_script: Option<u32>,
    /// Class of the body, which chooses the frame: `public`, `studio` or `account`.
    pub frame: &'a str,
}

/// Renders a whole document. `body` is everything inside `<body>`; `slots` are the prepared texts for its [`slot`]s.
///
/// # Panics
/// Never: the reactive runtime is only used for building views.
#[must_use]
pub fn document(chrome: &Chrome, head: &Head<'_>, slots: &[(&str, &str)], body: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| body().to_html());
    drop(owner);

    let prepared: usize = slots.iter().map(|(_, text)| text.len()).sum();
    let mut out = String::with_capacity(html.len() + prepared + head.json_ld.len() + 4096);
    write_head(&mut out, chrome, head);
    settle(&mut out, &html, slots);
    out.push_str("</body></html>\n");
    out
}

/// The mark, for `inner_html`, that [`document`] replaces by the prepared text of that name.
#[must_use]
pub fn slot(name: &str) -> String {
    format!("{SLOT}{name}-->")
}

/// Copies rendered views: fills slots and drops hydration markers outside islands.
fn settle(out: &mut String, html: &str, slots: &[(&str, &str)]) {
    const OPEN: &str = "<leptos-island";
    const CLOSE: &str = "</leptos-island";
    let mut depth = 0_usize;
    let mut from = 0;
    // Text and attributes are escaped, so a `<` is always the start of a tag or a comment.
    for (at, _) in html.match_indices('<') {
        let rest = &html[at..];
        if rest.starts_with(CLOSE) {
            depth = depth.saturating_sub(1);
        } else if rest.starts_with(OPEN) {
            depth += 1;
        } else if depth == 0 && rest.starts_with(MARKER) {
            out.push_str(&html[from..at]);
            from = at + MARKER.len();
        } else if let Some(name) = rest.strip_prefix(SLOT)
            && let Some(end) = name.find("-->")
        {
            out.push_str(&html[from..at]);
            from = at + SLOT.len() + end + "-->".len();
            if let Some((_, text)) = slots.iter().find(|(slot, _)| *slot == &name[..end]) {
                out.push_str(text);
            }
        }
    }
    out.push_str(&html[from..]);
}

fn write_head(out: &mut String, chrome: &Chrome, head: &Head<'_>) {
    let title = if head.title.is_empty() { PRODUCT.to_owned() } else { format!("{} · {PRODUCT}", head.title) };
    out.push_str("<!DOCTYPE html><html lang=\"en\"");
    if head.theme != Theme::Auto {
        let _ = write!(out, " data-theme=\"{}\"", head.theme.as_str());
    }
    out.push_str(concat!(
        "><head><meta charset=\"utf-8\">",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">",
    ));
    element(out, "title", &title);
    meta(out, "name", "description", head.description);
    out.push_str(match head.theme {
        Theme::Auto => concat!(
            "<meta name=\"color-scheme\" content=\"light dark\">",
            "<meta name=\"theme-color\" content=\"#fcfaf6\" media=\"(prefers-color-scheme: light)\">",
            "<meta name=\"theme-color\" content=\"#15120f\" media=\"(prefers-color-scheme: dark)\">",
        ),
        Theme::Light => "<meta name=\"color-scheme\" content=\"light\"><meta name=\"theme-color\" content=\"#fcfaf6\">",
        Theme::Dark => "<meta name=\"color-scheme\" content=\"dark\"><meta name=\"theme-color\" content=\"#15120f\">",
    });
    link(out, "stylesheet", &chrome.css, "");
    if head.frame != "public" {
        link(out, "stylesheet", &chrome.studio_css, "");
    }
    if !head.sheet.is_empty() {
        link(out, "stylesheet", head.sheet, "");
    }
    if head.opensearch {
        let more = format!(" type=\"application/opensearchdescription+xml\" title=\"{PRODUCT}\"");
        link(out, "search", "/opensearch.xml", &more);
    }
    link(out, "icon", "/favicon.svg", " type=\"image/svg+xml\"");
    link(out, "manifest", "/site.webmanifest", "");
    match &head.canonical {
        Some(path) => write_preview(out, chrome, head, path),
        None => meta(out, "name", "robots", "noindex"),
    }
    if let Some((title, path)) = &head.feed {
        let more = format!(" type=\"application/rss+xml\" title=\"{}\"", escape(title));
        link(out, "alternate", &format!("{}{path}", chrome.public_url), &more);
    }
    if !head.json_ld.is_empty() {
        out.push_str("<script type=\"application/ld+json\">");
        out.push_str(head.json_ld);
        out.push_str("</script>");
    }
    if let Some(seconds) = head.refresh_without_script {
        let _ = write!(out, "<noscript><meta http-equiv=\"refresh\" content=\"{seconds}\"></noscript>");
    }
    if head.islands {
        let _ = write!(
            out,
            // Without `async` it would run in the task that ends the page, which on a slow phone is long enough.
            "<script type=\"module\" async src=\"{}\"></script>",
            escape(if head.frame == "public" { &chrome.js } else { &chrome.studio_js })
        );
    }
    // The accent goes into a style attribute: what is not a plain colour is left out.
    let accent = head.accent.filter(|a| is_colour(a)).unwrap_or(DEFAULT_ACCENT);
    let _ = write!(out, "</head><body class=\"{}\" style=\"--accent-seed:{accent}", head.frame);
    for (n, colour) in head.voices.iter().enumerate() {
        let _ = write!(out, ";--c{n}:{colour}");
    }
    out.push_str("\">");
}

/// Open Graph and the Twitter card.
fn write_preview(out: &mut String, chrome: &Chrome, head: &Head<'_>, path: &str) {
    let url = format!("{}{path}", chrome.public_url);
    link(out, "canonical", &url, "");
    let title = if head.title.is_empty() { PRODUCT } else { head.title };
    meta(out, "property", "og:site_name", PRODUCT);
    meta(out, "property", "og:type", if head.og_type.is_empty() { "website" } else { head.og_type });
    meta(out, "property", "og:title", title);
    meta(out, "property", "og:description", head.description);
    meta(out, "property", "og:url", &url);
    if let Some(image) = head.image {
        meta(out, "property", "og:image", &format!("{}{image}", chrome.public_url));
    }
    // Artwork is square: the small card shows all of it.
    meta(out, "name", "twitter:card", "summary");
}

fn meta(out: &mut String, kind: &str, name: &str, content: &str) {
    if !content.is_empty() {
        let _ = write!(out, "<meta {kind}=\"{name}\" content=\"{}\">", escape(content));
    }
}

fn link(out: &mut String, rel: &str, href: &str, more: &str) {
    let _ = write!(out, "<link rel=\"{rel}\" href=\"{}\"{more}>", escape(href));
}

fn element(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, "<{name}>{}</{name}>", escape(text));
}

/// Whether a text is `#rrggbb`.
#[must_use]
pub fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text.bytes().skip(1).all(|b| b.is_ascii_hexdigit())
}

/// Text for an attribute in double quotes or for an element.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_stay_within_islands_only() {
        let mut out = String::new();
        let html = "<p>a<!>b</p><leptos-island x><b>c<!>d</b></leptos-island><div><!--slot:big--></div><!>";
        settle(&mut out, html, &[("big", "<i>e<!>f</i>")]);
        assert_eq!(out, "<p>ab</p><leptos-island x><b>c<!>d</b></leptos-island><div><i>e<!>f</i></div>");
    }

    #[test]
    fn what_people_type_cannot_leave_its_place() {
        let chrome = Chrome { public_url: "https://p.example".into(), ..Chrome::default() };
        let evil = "\"><script>alert(1)</script>";
        let head = Head {
            title: evil,
            description: evil,
            canonical: Some("/".into()),
            accent: Some("#fff;background:url(//evil.example)"),
            feed: Some((evil, "/f".into())),
            ..Head::default()
        };
        let html = document(&chrome, &head, &[], || view! { <p title=evil>{evil}</p> }.into_any());
        assert!(!html.contains("<script>alert"));
        assert!(html.contains(DEFAULT_ACCENT) && !html.contains("evil.example"));
        assert!(
            html.starts_with("<!DOCTYPE html>")
                && html.contains("<link rel=\"canonical\" href=\"https://p.example/\">")
        );
    }
}
