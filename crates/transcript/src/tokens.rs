//! Running text to words. A word is what stands between white space; in scripts without spaces each Han or kana character is
//! one, glued to the one before, so that captions can break and clips can cut there.

use model::script::{is_unspaced, is_wide_mark};

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Without white space or control characters, never empty.
    pub text: String,
    /// The byte in the text where it begins.
    pub at: usize,
    /// No space before it.
    pub glued: bool,
}

fn is_katakana(c: char) -> bool {
    matches!(u32::from(c), 0x30A1..=0x30FA | 0x30FC..=0x30FE | 0x31F0..=0x31FF | 0xFF66..=0xFF9F)
}

fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '“'
            | '‘'
            | '«'
            | '„'
            | '¿'
            | '¡'
            | '（'
            | '［'
            | '｛'
            | '「'
            | '『'
            | '《'
            | '〈'
            | '【'
            | '〔'
    )
}

/// Whether no space belongs between two characters that a line break separates.
pub(crate) fn joins(before: char, after: char) -> bool {
    let of_script = |c| is_unspaced(c) || is_wide_mark(c);
    of_script(before) && of_script(after)
}

/// The words of a text in order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 6 + 1);
    let mut last: Option<char> = None;
    for piece in text.split_whitespace() {
        // `piece` is a part of `text`, so the difference is its place.
        let at = piece.as_ptr() as usize - text.as_ptr() as usize;
        let broken_line = last.zip(piece.chars().next()).is_some_and(|(before, after)| {
            joins(before, after) && text[..at].trim_end_matches([' ', '\t']).ends_with('\n')
        });
        last = piece.chars().next_back();
        if piece.is_ascii() || !piece.chars().any(|c| is_unspaced(c) || is_wide_mark(c)) {
            push(&mut out, piece, at, broken_line);
        } else {
            split_unspaced(&mut out, piece, at, broken_line);
        }
    }
    out
}

fn push(out: &mut Vec<Token>, piece: &str, at: usize, glued: bool) {
    let unseen = |c: char| c.is_control() || matches!(c, '\u{feff}');
    let text: String =
        if piece.contains(unseen) { piece.chars().filter(|c| !unseen(*c)).collect() } else { piece.to_owned() };
    if !text.is_empty() {
        out.push(Token { text, at, glued });
    }
}

/// Cuts before each Han or hiragana character, each run of katakana and each run of other letters; closing marks stay with
/// what they close, opening ones with what they open.
fn split_unspaced(out: &mut Vec<Token>, piece: &str, at: usize, glued: bool) {
    let mut start = 0;
    let mut before: Option<char> = None;
    let mut only_opening = true;
    for (i, c) in piece.char_indices() {
        if let Some(b) = before {
            // Whether to cut is told by the two characters alone, so that a text broken into lines has the same words.
            let cut = if only_opening || !(c.is_alphanumeric() || is_unspaced(c) || opens(c)) {
                false
            } else if is_unspaced(c) {
                !(is_katakana(c) && is_katakana(b))
            } else {
                is_unspaced(b) || is_wide_mark(b)
            };
            if cut {
                push(out, &piece[start..i], at + start, glued || start > 0);
                start = i;
                only_opening = true;
            }
        }
        only_opening &= opens(c);
        before = Some(c);
    }
    push(out, &piece[start..], at + start, glued || start > 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        tokens(text).iter().map(|t| format!("{}{}", if t.glued { "+" } else { " " }, t.text)).collect()
    }

    #[test]
    fn words_stand_between_white_space() {
        assert_eq!(words(" Hello,\u{a0}my\tdear\u{0} friend!\n"), " Hello, my dear friend!");
        assert_eq!(tokens("ab cd")[1].at, 3);
        assert!(tokens(" \u{feff} \u{7} ").is_empty());
    }

    #[test]
    fn scripts_without_spaces_give_glued_characters() {
        assert_eq!(words("你好，（世界）！用 Rust写"), " 你+好，+（世+界）！+用 Rust+写");
        assert_eq!(words("ポッドキャストを聞く"), " ポッドキャスト+を+聞+く");
        assert_eq!(words("瞭望\n塔"), " 瞭+望+塔");
        assert_eq!(words("한국어 문장"), " 한국어 문장");
    }
}
