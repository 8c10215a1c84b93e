//! The beginning of a text.

/// The first sentence or two of a text, at most `max_chars` characters; a sentence that is too long ends at a word with `…`.
#[must_use]
pub fn teaser(text: &str, max_chars: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut best = 0;
    for end in sentence_ends(&text).take(2) {
        if text[..end].chars().count() > max_chars {
            break;
        }
        best = end;
    }
    if best > 0 { text[..best].trim_end().to_owned() } else { cut(&text, max_chars) }
}

/// Byte positions after each sentence. A full stop ends one only before a space and a capital or a digit, and not after a
/// word of up to two letters ("Dr. No", "z. B. so").
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let length = text.len();
    let is_end = move |i: usize| {
        let (at, c) = chars[i];
        let next = |n: usize| chars.get(i + n).map(|(_, c)| *c);
        let end = at + c.len_utf8();
        match c {
            '。' | '！' | '？' => Some(end),
            '!' | '?' | '.' => {
                let quote = usize::from(next(1).is_some_and(|c| matches!(c, '"' | '”' | '’' | '»' | ')')));
                let end = chars.get(i + 1 + quote).map_or(length, |(at, _)| *at);
                let word = chars[..i].iter().rev().take_while(|(_, c)| c.is_alphanumeric()).count();
                let goes_on = next(2 + quote).is_some_and(char::is_lowercase);
                let stops = match next(1 + quote) {
                    None => true,
                    Some(' ') => !goes_on && (c != '.' || word > 2),
                    Some(_) => false,
                };
                stops.then_some(end)
            }
            _ => None,
        }
    };
    let count = text.chars().count();
    (0..count).filter_map(is_end).chain(std::iter::once(length)).filter(|end| *end > 0)
}

fn cut(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    let Some(room) = max_chars.checked_sub(1) else { return String::new() };
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    // A text without spaces (Chinese, one long address) is cut where it is.
    let word =
        if text[end..].starts_with(' ') { end } else { head.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end) };
    format!(
        "{}…",
        head[..word].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–'))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sentences_where_they_fit() {
        let text = "Dr. Ada talks about\nthe moon. Ben asks why! Nobody knows.";
        assert_eq!(teaser(text, 200), "Dr. Ada talks about the moon. Ben asks why!");
        assert_eq!(teaser(text, 40), "Dr. Ada talks about the moon.");
        assert_eq!(teaser("No end", 40), "No end");
        assert_eq!(teaser("Version 1.2 is out. It works.", 22), "Version 1.2 is out.");
        assert_eq!(teaser("", 40), "");
    }

    #[test]
    fn long_sentences_end_at_a_word() {
        assert_eq!(teaser("Ada talks about the moon, the sun and the stars", 26), "Ada talks about the moon…");
        assert_eq!(teaser("一二三四五六七八九十", 5), "一二三四…");
        assert_eq!(teaser("word", 0), "");
        assert!(teaser(&"word ".repeat(99), 80).chars().count() <= 80);
    }
}
