//! Addresses that are said or written: "tftc.io", "https://example.org/book".

use std::collections::BTreeMap;

use model::insight::Link;
use model::transcript::Transcript;

use crate::notes;

const MOST: usize = 60;
const LONGEST: usize = 200;

/// Endings that people say as addresses. A closed list: "e.g.the" and "Node.js" are words, too, and every ending that is
/// also a file's or an abbreviation's would bring false ones.
const ENDINGS: [&str; 46] = [
    "com", "org", "net", "edu", "gov", "io", "co", "fm", "tv", "app", "dev", "info", "news", "blog", "pro", "xyz",
    "ai", "me", "live", "uk", "us", "ca", "au", "nz", "ie", "de", "at", "ch", "fr", "be", "nl", "es", "pt", "it", "br",
    "mx", "ar", "se", "no", "dk", "fi", "pl", "cz", "eu", "jp", "in",
];

/// The addresses, most often named first, each with the segments that name it.
pub(crate) fn find(transcript: &Transcript) -> Vec<Link> {
    let mut found: BTreeMap<String, Link> = BTreeMap::new();
    for (n, segment) in transcript.segments.iter().enumerate() {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        let texts: Vec<&str> = segment.words.iter().map(|w| w.text.as_str()).collect();
        for text in texts.iter().map(|t| (*t).to_owned()).chain(spoken(&texts)) {
            let Some((url, text)) = address(&text) else { continue };
            let link =
                found.entry(url.to_lowercase()).or_insert_with(|| Link { url, text, count: 0, segments: Vec::new() });
            link.count += 1;
            if link.segments.last() != Some(&n) {
                link.segments.push(n);
            }
        }
    }
    let mut found: Vec<Link> = found.into_values().collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.segments.cmp(&b.segments)));
    found.truncate(MOST);
    found
}

/// "example dot com", as a recogniser writes it.
fn spoken(texts: &[&str]) -> Vec<String> {
    let clean = |t: &str| t.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    texts
        .windows(3)
        .filter(|w| clean(w[1]) == "dot" && ENDINGS.contains(&clean(w[2]).as_str()))
        .map(|w| format!("{}.{}", clean(w[0]), clean(w[2])))
        .collect()
}

/// The address in a word, with a scheme, and as it stands there.
fn address(word: &str) -> Option<(String, String)> {
    let text = word.trim_matches(|c: char| !(c.is_alphanumeric() || c == '/'));
    let text = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
    if text.len() > LONGEST || text.contains('@') || !text.contains('.') {
        return None;
    }
    let lower = text.to_lowercase();
    let bare = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let rest = bare.unwrap_or(&lower);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let (ending, names) = labels.split_last()?;
    let named = !names.is_empty()
        && labels.iter().all(|l| label(l))
        && names.iter().any(|l| l.len() > 1 && !l.bytes().all(|b| b.is_ascii_digit()));
    if !named || !(ENDINGS.contains(ending) || bare.is_some() && ending.len() > 1) {
        return None;
    }
    // Two letters behind one dot are as often two sentences that lost their space ("work.It") as an address.
    let lost_space = bare.is_none() && !text.contains('/') && ending.len() == 2 && {
        let shown = text.rsplit('.').next().unwrap_or_default();
        shown.chars().next().is_some_and(char::is_uppercase)
    };
    (!lost_space).then(|| (Link::url_of(text), text.to_owned()))
}

/// Whether an address may stand on a page: one of the web, whose host has a name and an ending. What a person writes may have any
/// ending.
pub(crate) fn is_sound(url: &str) -> bool {
    let host = notes::address(url)
        .and_then(|url| Some(url.split("://").nth(1)?.split(['/', '?', '#', ':']).next()?.to_owned()));
    host.is_some_and(|host| host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::transcript::Segment;

    #[test]
    fn an_address_of_a_person_is_one_that_a_browser_opens() {
        for sound in
            ["https://example.org", "http://a.example/x?y#z", "HTTPS://büro.example:8080/", "https://books.museum"]
        {
            assert!(is_sound(sound), "{sound}");
        }
        let odd = [
            "https://example",
            "https://.org",
            "https://a..b",
            "javascript:alert(1).com",
            "https://a@b.example",
            "https://a b.example",
            "",
            "https://",
        ];
        for odd in odd {
            assert!(!is_sound(odd), "{odd}");
        }
    }

    fn links(texts: &[&str]) -> Vec<(String, u32)> {
        let segments = texts.iter().map(|t| Segment::from_text(t)).collect();
        let transcript = Transcript { segments, ..Transcript::default() };
        find(&transcript).into_iter().map(|l| (l.url, l.count)).collect()
    }

    #[test]
    fn addresses_are_found_as_they_are_said_and_written() {
        let found = links(&[
            "Go to tftc.io, or to Example dot com.",
            "It is at https://bitcoin.org/paper?x=1.",
            "TFTC.io's archive has it.",
        ]);
        assert_eq!(
            found,
            [
                ("https://tftc.io".to_owned(), 2),
                ("https://example.com".to_owned(), 1),
                ("https://bitcoin.org/paper?x=1".to_owned(), 1),
            ]
        );
    }

    #[test]
    fn what_looks_like_one_is_left_out() {
        let none: Vec<(String, u32)> = Vec::new();
        assert_eq!(
            links(&["Use Node.js e.g. for 3.5 things.It works at 10.30, me@example.org, U.S. law; file.txt."]),
            none
        );
        assert_eq!(links(&["javascript:alert(1).com <script>x.com</script> -bad-.com ..com"]), none);
    }
}
