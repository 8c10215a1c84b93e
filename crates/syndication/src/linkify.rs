//! Links in running text: addresses, and times at the beginning of a line.

use std::fmt::Write as _;

use model::timecode;

/// What links to elsewhere carry: no endorsement, no handle on our window.
pub(crate) const REL: &str = "nofollow noopener ugc";

/// Makes links in text that is escaped already. `line_start` says whether the text begins a line; line feeds begin further ones.
pub(crate) fn linkify(escaped: &str, line_start: bool) -> String {
    let mut out = String::with_capacity(escaped.len());
    for (i, line) in escaped.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let rest = if i > 0 || line_start { link_time(&mut out, line) } else { line };
        link_addresses(&mut out, rest);
    }
    out
}

/// Links a time at the beginning of a line, after a bullet or bracket; returns what follows it.
fn link_time<'a>(out: &mut String, line: &'a str) -> &'a str {
    let lead = line.len() - line.trim_start_matches([' ', '\t', '(', '[', '-', '*', '•', '·', '–', '—']).len();
    let (bullet, rest) = line.split_at(lead);
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len());
    let (time, after) = rest.split_at(length);
    match seconds(time) {
        Some(seconds) if !is_time_of_day(after) => {
            let _ = write!(out, "{bullet}<a href=\"#t={seconds}\">{time}</a>");
            after
        }
        _ => line,
    }
}

/// `M:SS`, `MM:SS` or `H:MM:SS` in seconds.
fn seconds(time: &str) -> Option<u32> {
    let parts: Vec<&str> = time.split(':').collect();
    let (first, rest) = parts.split_first()?;
    let is_clock = (1..=2).contains(&rest.len())
        && (1..=3).contains(&first.len())
        && rest.iter().all(|p| p.len() == 2 && p.as_bytes()[0] <= b'5');
    is_clock.then(|| timecode::parse(time)).flatten().map(|ms| ms / 1000)
}

/// "12:30 pm" is a time of day, not a place in the recording.
fn is_time_of_day(after: &str) -> bool {
    let word: String = after.trim_start().chars().take_while(|c| c.is_alphabetic() || *c == '.').collect();
    matches!(word.to_lowercase().trim_end_matches('.'), "am" | "pm" | "a.m" | "p.m" | "uhr" | "h" | "utc" | "gmt")
}

fn link_addresses(out: &mut String, escaped: &str) {
    let mut rest = escaped;
    while let Some(at) = next_address(rest) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let address = &rest[..address_length(rest)];
        // A scheme alone is no address.
        if address.ends_with("//") {
            out.push_str(address);
        } else {
            let _ = write!(out, "<a href=\"{address}\" rel=\"{REL}\">{address}</a>");
        }
        rest = &rest[address.len()..];
    }
    out.push_str(rest);
}

/// Where `http://` or `https://` begins outside a word.
fn next_address(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find("http") {
        let at = from + found;
        let begins_word = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        if begins_word && ["http://", "https://"].iter().any(|scheme| text[at..].starts_with(scheme)) {
            return Some(at);
        }
        from = at + 4;
    }
    None
}

/// The length of the address at the beginning: up to white space, a quote, a bracket, or their escapes, without the
/// punctuation of the sentence around it.
fn address_length(text: &str) -> usize {
    let mut end = text.len();
    for (i, c) in text.char_indices() {
        let stop = match c {
            '"' | '\'' | '<' | '>' | '`' | '\u{A0}' => true,
            '&' => ["&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;"].iter().any(|e| text[i..].starts_with(e)),
            c => c.is_whitespace() || c.is_control(),
        };
        if stop {
            end = i;
            break;
        }
    }
    let count = |sign: char| text[..end].matches(sign).count();
    let (mut round, mut square) = (count(')').saturating_sub(count('(')), count(']').saturating_sub(count('[')));
    while let Some(last) = text[..end].chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | '*' | '_' if !text[..end].ends_with("&amp;") => {}
            // A bracket that was not opened in the address belongs to the sentence.
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            _ => break,
        }
        end -= last.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_at_line_starts_become_links() {
        for (line, wanted) in [
            ("12:34 Moon", "<a href=\"#t=754\">12:34</a> Moon"),
            ("(1:02:03) Moon", "(<a href=\"#t=3723\">1:02:03</a>) Moon"),
            ("- 00:00 Start", "- <a href=\"#t=0\">00:00</a> Start"),
            ("at 12:34", "at 12:34"),
            ("12:30 pm", "12:30 pm"),
            ("12:99 x", "12:99 x"),
            ("2:1 win", "2:1 win"),
        ] {
            assert_eq!(linkify(line, true), wanted);
        }
        assert_eq!(linkify("12:34", false), "12:34");
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let address = |text: &str| linkify(text, false).split('"').nth(1).unwrap_or_default().to_owned();
        for (text, wanted) in [
            ("see https://a.example/x?y=1&amp;z=2.", "https://a.example/x?y=1&amp;z=2"),
            ("(http://a.example/b_(c))", "http://a.example/b_(c)"),
            ("&lt;https://a.example&gt;", "https://a.example"),
            ("https://a.example/\" onclick=\"x", "https://a.example/"),
            ("xhttps://a.example", ""),
            ("https:// nothing", ""),
            ("javascript:alert(1)", ""),
        ] {
            assert_eq!(address(text), wanted, "{text}");
        }
    }
}
