//! Scripts that put no blanks between words, and where text in them may be divided.

/// Whether a character is written without spaces around it and is a word of its own: Han and kana.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// Punctuation of those scripts, which has its space within.
#[must_use]
pub fn is_wide_mark(c: char) -> bool {
    matches!(u32::from(c), 0x3001..=0x3003 | 0x3008..=0x301F | 0xFF01..=0xFF0F | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65)
}

/// Thai, Lao, Burmese and Khmer: no blanks between words, and no character is a word.
fn is_run_on(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF)
}

/// Whether a character is drawn onto the one before, as vowels and tones are in those scripts.
fn is_drawn_onto(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x200D | 0xFE00..=0xFE0F | 0x3099..=0x309A | 0xFF9E..=0xFF9F
        | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E | 0x0EB1 | 0x0EB4..=0x0EBC | 0x0EC8..=0x0ECE
        | 0x102B..=0x103E | 0x1056..=0x1059 | 0x105E..=0x1060 | 0x1062..=0x1064 | 0x1067..=0x106D | 0x1071..=0x1074
        | 0x1082..=0x108D | 0x108F | 0x109A..=0x109D | 0x17B4..=0x17D3 | 0x17DD)
}

/// Whether a text may be divided between two characters that stand together: where blanks would be, there are none in the
/// script of one of them.
fn divides(before: char, after: char) -> bool {
    let unspaced = |c| is_unspaced(c) || is_wide_mark(c) || is_run_on(c);
    // Some vowels of Thai and Lao are written before the letter after which they are said.
    let leads = matches!(u32::from(before), 0x0E40..=0x0E44 | 0x0EC0..=0x0EC4);
    (unspaced(before) || unspaced(after)) && !is_drawn_onto(after) && !leads
}

/// Where a sentence is divided that has the caret so many characters from its beginning: the character with which the second
/// part begins. That is where the caret stands, but for the middle of a word in a script with blanks between words: such a
/// word stays whole and begins the second part, or ends the first where it is the sentence's first. `None` where one part
/// would be empty.
#[must_use]
pub fn division(text: &str, caret: usize) -> Option<usize> {
    let chars: Vec<char> = text.chars().collect();
    let blank = |i: usize| chars[i].is_whitespace();
    let bound = |i: &usize| blank(i - 1) || blank(*i) || divides(chars[i - 1], chars[*i]);
    let first = (0..chars.len()).find(|i| !blank(*i))?;
    // Blanks at either end are neither part's.
    let end = (first..chars.len()).rfind(|i| !blank(*i))? + 1;
    let caret = caret.min(end);
    if caret <= first || caret == end {
        return None;
    }
    let at = (first + 1..=caret).rev().find(bound).or_else(|| (caret..end).find(bound))?;
    (at..end).find(|i| !blank(*i))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two parts, with the caret at `|`.
    fn parts(text: &str) -> Option<(String, String)> {
        let caret = text.chars().position(|c| c == '|').unwrap();
        let text = text.replace('|', "");
        let at = division(&text, caret)?;
        let part = |chars: &mut dyn Iterator<Item = char>| chars.collect::<String>();
        Some((part(&mut text.chars().take(at)), part(&mut text.chars().skip(at))))
    }

    fn both(first: &str, second: &str) -> Option<(String, String)> {
        Some((first.to_owned(), second.to_owned()))
    }

    #[test]
    fn text_without_blanks_is_divided_at_the_caret() {
        assert_eq!(parts("今天天气|很好。"), both("今天天气", "很好。"));
        assert_eq!(parts("ポッド|キャスト"), both("ポッド", "キャスト"));
        assert_eq!(parts("สวัสดี|ครับ"), both("สวัสดี", "ครับ"));
        assert_eq!(parts("ສະບາຍ|ດີ"), both("ສະບາຍ", "ດີ"));
        assert_eq!(parts("用Ru|st写"), both("用", "Rust写"));
        assert_eq!(parts("我|用 Rust"), both("我", "用 Rust"));
    }

    #[test]
    fn a_character_keeps_what_is_drawn_onto_it() {
        // The caret before the vowel and the tone that stand on a letter.
        assert_eq!(parts("ที|่นี่"), both("ที่", "นี่"));
        assert_eq!(parts("กำลังส|ั่ง"), both("กำลัง", "สั่ง"));
        assert_eq!(parts("か\u{3099}|き"), both("か\u{3099}", "き"));
        assert_eq!(parts("か|\u{3099}き"), both("か\u{3099}", "き"));
        assert_eq!(parts("ไปเ|ที่ยว"), both("ไป", "เที่ยว"));
    }

    #[test]
    fn a_word_between_blanks_stays_whole() {
        assert_eq!(parts("one two|"), None);
        assert_eq!(parts("|one two"), None);
        assert_eq!(parts("one| two"), both("one ", "two"));
        assert_eq!(parts("one |two"), both("one ", "two"));
        assert_eq!(parts("one tw|o three"), both("one ", "two three"));
        assert_eq!(parts("o|ne two"), both("one ", "two"));
        assert_eq!(parts("o|ne"), None);
        assert_eq!(parts("  |  "), None);
        assert_eq!(parts("| 好"), None);
        assert_eq!(division("one two", 99), None);
        assert_eq!(division("", 0), None);
    }
}
