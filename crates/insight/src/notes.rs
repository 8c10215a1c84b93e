//! Where to read about a name: the links that the notes of an episode hold.
//!
//! Notes are sanitised before they come here, and nothing relies on it: only addresses of `http` and `https` come out, and of
//! these none that a browser would read otherwise than it looks.

use model::insight::Entity;
use unicode_normalization::UnicodeNormalization;

/// Links that are looked at.
const MOST: usize = 500;
/// In bytes.
const LONGEST: usize = 2_000;
/// A shorter name is a letter, and stands in too many links.
const SHORTEST: usize = 2;
/// Tags that end a word; all others may stand within one.
const BREAKS: &str = "br dd div dt h1 h2 h3 h4 h5 h6 hr li p td th tr";

/// A link with the words that tell what it is about.
struct Anchor {
    url: String,
    text: Vec<String>,
    /// Of the last part of the address.
    tail: Vec<String>,
}

/// Gives each name the address of the link that names it, and takes away what it had: whole words, case and accents aside, of
/// the link's text, else of the last part of its address. A link that holds several names is about the longest; of several
/// links about one name the first is taken.
pub fn link_names(entities: &mut [Entity], notes_html: &str) {
    let names: Vec<Vec<String>> = entities.iter().map(|entity| words(&entity.name)).collect();
    for entity in &mut *entities {
        entity.url = None;
    }
    for anchor in anchors(notes_html) {
        let named = longest(&names, &anchor.text).or_else(|| longest(&names, &anchor.tail));
        if let Some(entity) = named.and_then(|n| entities.get_mut(n)) {
            entity.url.get_or_insert(anchor.url);
        }
    }
}

/// The longest of the names that stand in a text; the first of equals.
fn longest(names: &[Vec<String>], text: &[String]) -> Option<usize> {
    let length = |name: &[String]| name.iter().map(|word| word.chars().count()).sum::<usize>();
    let stands = |name: &[String]| length(name) >= SHORTEST && text.windows(name.len()).any(|run| run == name);
    let found = names.iter().enumerate().filter(|(_, name)| stands(name));
    found.max_by(|a, b| length(a.1).cmp(&length(b.1)).then(b.0.cmp(&a.0))).map(|(n, _)| n)
}

/// Words without accents, in lower case.
fn words(text: &str) -> Vec<String> {
    let plain = text.nfkd().filter(|c| !matches!(u32::from(*c), 0x300..=0x36F));
    let folded: String = plain.flat_map(char::to_lowercase).collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn anchors(html: &str) -> Vec<Anchor> {
    let mut out = Vec::new();
    // The address and what was read of the text of a link that is not ended yet.
    let mut open: Option<(String, String)> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, from) = rest.split_at(at);
        if let Some((_, said)) = &mut open {
            said.push_str(text);
        }
        let Some(end) = tag_end(from) else {
            // "a < b" is text.
            rest = &from[1..];
            continue;
        };
        let (tag, after) = from.split_at(end);
        rest = after;
        let name = tag_name(tag);
        if name.eq_ignore_ascii_case("a") {
            // A link does not stand within another: whatever begins or ends one ends the one before.
            out.extend(open.take().map(anchor));
            open = href(tag).and_then(|raw| address(&raw)).map(|url| (url, String::new()));
        } else if let Some((_, said)) = &mut open
            && BREAKS.split(' ').any(|tag| name.eq_ignore_ascii_case(tag))
        {
            said.push(' ');
        }
        if out.len() >= MOST {
            return out;
        }
    }
    if let Some((_, said)) = &mut open {
        said.push_str(rest);
    }
    out.extend(open.map(anchor));
    out
}

fn anchor((url, said): (String, String)) -> Anchor {
    let said = unescaped(&said);
    // An address that is its own text tells by its last part alone: "wikipedia" is not what it is about.
    let bare = said.contains("://") || said.trim_start().starts_with("www.");
    let text = if bare { Vec::new() } else { words(&said) };
    Anchor { text, tail: words(&tail(&url)), url }
}

/// The length of the tag at the beginning, a comment being one; `None` where there is none. A bracket within quotes ends none.
fn tag_end(html: &str) -> Option<usize> {
    if html.starts_with("<!--") {
        return Some(html.find("-->").map_or(html.len(), |at| at + 3));
    }
    let begins = |c: char| c.is_ascii_alphabetic() || c == '/' || c == '!';
    if !html[1..].starts_with(begins) {
        return None;
    }
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(at + 1),
            (None, _) => {}
        }
    }
    Some(html.len())
}

fn tag_name(tag: &str) -> &str {
    let inner = tag.trim_start_matches(['<', '/']);
    inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// What a tag says its address is, as it is written; an end tag has none.
fn href(tag: &str) -> Option<String> {
    let mut rest = tag.strip_prefix('<')?.strip_suffix('>')?.strip_prefix(['a', 'A'])?;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let mut value = "";
        rest = after;
        if let Some(given) = after.trim_start().strip_prefix('=') {
            let given = given.trim_start();
            let quote = given.chars().next().filter(|c| matches!(c, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => given[1..].split_once(quote)?,
                None => given.split_at(given.find(|c: char| c.is_ascii_whitespace()).unwrap_or(given.len())),
            };
        }
        if name.eq_ignore_ascii_case("href") {
            return Some(value.to_owned());
        }
        if name.is_empty() && rest.len() == after.len() {
            return None;
        }
    }
}

/// An address of the web that reads as it looks.
pub(crate) fn address(raw: &str) -> Option<String> {
    let url = unescaped(raw);
    let url = url.trim();
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`');
    let host = is_web(url).then(|| url.split("://").nth(1)).flatten()?.split(['/', '?', '#']).next()?;
    // Whose name stands before "@" is not who answers.
    let sound = url.len() <= LONGEST && host.starts_with(char::is_alphanumeric) && !host.contains('@');
    (sound && !url.contains(odd)).then(|| url.to_owned())
}

/// Whether an address is one that a browser opens without doing anything else.
fn is_web(url: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| url.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
}

/// The last part of an address that is no number: `https://a.example/wiki/Johannes_Gutenberg?x=1` ends in a name.
fn tail(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split("://").nth(1).and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
    let last = path.rsplit('/').find(|part| part.contains(|c: char| c.is_alphabetic() || c == '%'));
    percent_decoded(last.unwrap_or_default())
}

/// A part of an address as it is read; one that is not UTF-8 as it is written.
fn percent_decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(|d| std::str::from_utf8(d).ok());
        match digits.and_then(|d| u8::from_str_radix(d, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}

/// Undoes the escapes that a sanitiser writes; others stay as they are.
fn unescaped(text: &str) -> String {
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")];
    let text = plain.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain));
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::insight::EntityKind;
    use proptest::prelude::*;

    fn entities(names: &[&str]) -> Vec<Entity> {
        let entity = |name: &&str| Entity {
            name: (*name).to_owned(),
            kind: EntityKind::Other,
            count: 1,
            segments: vec![0],
            url: Some("https://earlier.example/".to_owned()),
        };
        names.iter().map(entity).collect()
    }

    /// The addresses that names get.
    fn linked(names: &[&str], notes: &str) -> Vec<Option<String>> {
        let mut entities = entities(names);
        link_names(&mut entities, notes);
        entities.into_iter().map(|e| e.url).collect()
    }

    fn one(name: &str, notes: &str) -> Option<String> {
        linked(&[name], notes).remove(0)
    }

    #[test]
    fn a_link_names_by_its_text_or_by_the_end_of_its_address() {
        for notes in [
            r#"<p>About <a href="https://a.example/1" rel="nofollow">Johannes Gutenberg</a>.</p>"#,
            r#"<a href="https://a.example/1">the life of <b>JOHANNES</b> <i>Gutenberg</i>, printer</a>"#,
            r#"<a href="https://a.example/1">Johannes<br>Gutenberg’s press</a>"#,
            "<A title='a > b' HREF = 'https://a.example/1' >Johannes&nbsp;Gutenberg",
            "<a href=https://a.example/1>Jóhannes Gütenberg</a>",
            r#"3 < 4 <!-- <a href="https://b.example">Johannes Gutenberg</a> --><a href="https://a.example/1">johannes gutenberg</a>"#,
        ] {
            assert_eq!(one("Johannes Gutenberg", notes).as_deref(), Some("https://a.example/1"), "{notes}");
        }
        for url in [
            "https://a.example/wiki/Johannes_Gutenberg",
            "http://a.example/people/johannes-gutenberg/",
            "https://a.example/Johannes%20G%C3%BCtenberg?from=1#life",
            "https://a.example/johannes.gutenberg/2024/",
        ] {
            assert_eq!(one("Johannes Gutenberg", &format!("<a href=\"{url}\">{url}</a>")).as_deref(), Some(url));
            assert_eq!(one("Johannes Gutenberg", &format!("<a href=\"{url}\">read on</a>")).as_deref(), Some(url));
        }
        let escaped = r#"<a href="https://a.example/?a=1&amp;b=2">Mainz</a>"#;
        assert_eq!(one("Mainz", escaped).as_deref(), Some("https://a.example/?a=1&b=2"));
    }

    #[test]
    fn parts_of_words_and_what_a_link_does_not_say_are_no_names() {
        for notes in [
            r#"<a href="https://a.example/party">The party</a>"#,
            r#"Art <a href="https://a.example/">elsewhere</a> art"#,
            r#"<a href="https://art.example/">https://art.example/</a>"#,
            "",
            "<a",
        ] {
            assert_eq!(one("Art", notes), None, "{notes}");
        }
        assert_eq!(one("X", r#"<a href="https://a.example/">Appendix X</a>"#), None);
        assert_eq!(one("…", r#"<a href="https://a.example/">…</a>"#), None);
    }

    #[test]
    fn a_link_is_about_the_longest_name_and_a_name_has_the_first_link() {
        let notes = r#"<a href="https://a.example/museum">Gutenberg Museum in Mainz</a> <a href="https://b.example/">Mainz</a>
            <a href="https://c.example/">Mainz</a>"#;
        let found = linked(&["Mainz", "Gutenberg Museum", "Gutenberg"], notes);
        assert_eq!(found, [Some("https://b.example/".to_owned()), Some("https://a.example/museum".to_owned()), None]);
    }

    #[test]
    fn no_other_address_than_of_the_web_comes_through() {
        for url in [
            "javascript:alert(1)",
            " java\nscript:alert(1)",
            "java&#115;cript:alert(1)",
            "data:text/html,<b>",
            "//a.example/",
            "/local",
            "mailto:a@b.example",
            "https://wikipedia.example@evil.example/",
            "https://",
            "https:///a",
            "https://a.example/&quot; onclick=&quot;x",
            "https://a.example\\@b",
            "vbscript:https://a.example",
        ] {
            assert_eq!(one("Mainz", &format!("<a href=\"{url}\">Mainz</a>")), None, "{url}");
        }
        // Tags within tags: what stands in quotes is no link of its own.
        let nested = r#"<b title="<a href='https://evil.example'>Mainz</a>">x</b><a <a href="javascript:1">Mainz</a>"#;
        assert_eq!(one("Mainz", nested), None);
    }

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = "<a|href=|'|\"|>|</a>|<a href=\"https://a.example/Mainz\">|<A HREF='http://b.example'>|javascript:|Mainz|Johannes| |<b>|\
             <br>|<!--|-->|&amp;|&lt;|%|%2|%4D|=|/|\\|é|\u{301}|李|<a href=https://c.example/johannes-gutenberg>|Gutenberg|\n";
        let listed = pieces.split('|').map(str::to_owned).collect::<Vec<_>>();
        let piece = prop_oneof![9 => prop::sample::select(listed), 1 => "\\PC{0,5}"];
        prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_the_notes_hold_an_address_is_one_of_the_web_and_stands_in_them(notes in hostile()) {
            let names = ["Mainz", "Johannes Gutenberg", "李", "", "é"];
            let found = linked(&names, &notes);
            for url in found.iter().flatten() {
                prop_assert!(is_web(url) && !url.contains(|c: char| c.is_whitespace() || c == '"' || c == '<' || c == '>'));
                prop_assert!(notes.replace("&amp;", "&").contains(url.as_str()) || unescaped(&notes).contains(url.as_str()));
            }
            prop_assert!(found[2..].iter().all(Option::is_none), "a name without two letters has no link");
            prop_assert_eq!(found, linked(&names, &notes));
        }
    }
}
