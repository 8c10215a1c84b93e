//! Words and numbers of a chart, and how they are kept safe.

/// Escapes text for XML and HTML, in elements and in quoted attributes; characters that XML 1.0 forbids are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

/// The same, added to a text.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
}

/// A name on one line: white space and forbidden characters become single spaces.
pub(crate) fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A tidied name, cut to a width with an ellipsis. The width is in letters; CJK and emoji count two.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    let text = tidy(text);
    let wide = |c: char| if c >= '\u{1100}' { 2 } else { 1 };
    if text.chars().map(wide).sum::<usize>() <= width {
        return text;
    }
    let mut used = 1;
    let mut out = String::new();
    for c in text.chars() {
        used += wide(c);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// A share between 0 and 1; everything that is none becomes 0.
pub(crate) fn share(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }
}

/// A share in words: `62 %`, `under 1 %`.
pub(crate) fn percent(value: f32) -> String {
    let value = share(value) * 100.0;
    if value > 0.0 && value < 0.5 { "under 1 %".into() } else { format!("{value:.0} %") }
}

/// A number of things: `1 turn`, `3 turns`.
pub(crate) fn count(n: u32, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

/// Names in a sentence: `Anna`, `Anna and Ben`, `Anna, Ben and 3 others`.
pub(crate) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} others", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_dangerous_survives() {
        assert_eq!(escape("<a b='\"'>&\u{0}\u{FFFF}\n"), "&lt;a b=&#39;&quot;&#39;&gt;&amp; ");
        assert_eq!(tidy(" a\n\u{7}b \t c "), "a b c");
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shorten("Anna", 4), "Anna");
        assert_eq!(shorten("Anna Maria", 6), "Anna…");
        assert_eq!(shorten("日本語の名前", 6), "日本…");
    }

    #[test]
    fn numbers_have_units() {
        assert_eq!(percent(0.624), "62 %");
        assert_eq!(percent(0.001), "under 1 %");
        assert_eq!(percent(f32::NAN), "0 %");
        assert_eq!(percent(f32::INFINITY), "100 %");
        assert_eq!(count(1, "turn"), "1 turn");
        assert_eq!(list(&["A".into(), "B".into(), "C".into(), "D".into()]), "A, B and 2 others");
    }
}
