//! What crawlers are told.

use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use crate::urls::Urls;
use crate::xml::Writer;

/// The most URLs that one sitemap may list (sitemaps.org).
const MOST: usize = 50_000;

/// A page in the sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    /// Its absolute URL.
    pub loc: String,
    /// When it last changed, where known.
    pub lastmod: Option<OffsetDateTime>,
}

/// A sitemap (sitemaps.org 0.9); beyond 50,000 entries the rest is left out.
#[must_use]
pub fn sitemap(entries: &[SitemapEntry]) -> String {
    let mut xml = Writer::new();
    xml.open("urlset", &[("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")]);
    for entry in entries.iter().take(MOST) {
        xml.open("url", &[]);
        xml.text("loc", &entry.loc);
        if let Some(date) = entry.lastmod.and_then(rfc3339) {
            xml.text("lastmod", &date);
        }
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// A date as W3C and RFC 3339 write it, in UTC, whole seconds; `None` for years that the form cannot say.
pub(crate) fn rfc3339(date: OffsetDateTime) -> Option<String> {
    date.to_offset(UtcOffset::UTC).replace_nanosecond(0).ok()?.format(&Rfc3339).ok()
}

/// `robots.txt`: the public side is open; the studio, accounts, the API and what others looked for are not for crawlers.
#[must_use]
pub fn robots(public_url: &str) -> String {
    let closed =
        ["/studio", "/login", "/signup", "/search?", "/api/"].map(|path| format!("Disallow: {path}\n")).concat();
    format!("User-agent: *\n{closed}\nSitemap: {}\n", Urls::new(public_url).absolute("/sitemap.xml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_sitemap_lists_pages_with_dates() {
        let entries = [
            SitemapEntry { loc: "https://a.example/?a&b".into(), lastmod: Some(datetime!(2026-03-01 12:00:00.5 +2)) },
            SitemapEntry { loc: "https://a.example/x".into(), lastmod: None },
        ];
        let xml = sitemap(&entries);
        let document = roxmltree::Document::parse(&xml).unwrap();
        let texts: Vec<&str> = document
            .descendants()
            .filter(|n| !n.has_children())
            .filter_map(|n| n.text())
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .collect();
        assert_eq!(texts, ["https://a.example/?a&b", "2026-03-01T10:00:00Z", "https://a.example/x"]);
    }

    #[test]
    fn robots_find_the_sitemap() {
        assert!(robots("https://a.example/").ends_with("\nSitemap: https://a.example/sitemap.xml\n"));
    }
}
