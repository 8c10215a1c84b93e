//! Text made comparable: without case and diacritics, and the way back to where it was found.

use std::collections::BTreeMap;

/// Makes characters comparable. What the browser says about a character is asked once.
pub struct Folder {
    known: BTreeMap<char, char>,
    /// The base letter of a character beyond ASCII, in lower case.
    base: fn(char) -> char,
}

impl Folder {
    pub fn new(base: fn(char) -> char) -> Self {
        Self { known: BTreeMap::new(), base }
    }

    /// Appends text in comparable form. Marks that stand for themselves are left out, white space becomes a space.
    pub fn fold(&mut self, text: &str, into: &mut String) {
        for c in text.chars() {
            if let Some(c) = self.folded(c) {
                into.push(c);
            }
        }
    }

    fn folded(&mut self, c: char) -> Option<char> {
        match c {
            ' '..='~' => Some(c.to_ascii_lowercase()),
            // Apostrophes are typed straight and set curly.
            '\u{2019}' => Some('\''),
            '\u{300}'..='\u{36f}' | '\u{ad}' => None,
            _ if c.is_whitespace() => Some(' '),
            _ => Some(*self.known.entry(c).or_insert_with(|| (self.base)(c))),
        }
    }

    /// Where, in UTF-16 units of the original, a stretch of the folded text lies; both ends in bytes of the folded text.
    pub fn place(&mut self, original: &str, start: usize, end: usize) -> (u32, u32) {
        let (mut units, mut folded) = (0, 0);
        let (mut from, mut to) = (None, None);
        for c in original.chars() {
            let width = self.folded(c).map_or(0, char::len_utf8);
            if folded == start && width > 0 {
                from.get_or_insert(units);
            }
            if folded >= end && width > 0 {
                to.get_or_insert(units);
            }
            units += c.len_utf16() as u32;
            folded += width;
        }
        (from.unwrap_or(units), to.unwrap_or(units))
    }
}

/// All sentences in comparable form, one after the other.
pub struct Folded {
    text: String,
    /// Where each sentence ends in `text`.
    ends: Vec<usize>,
}

/// Something found: place of the sentence, and start within its folded text in bytes.
pub type Hit = (usize, usize);

impl Folded {
    pub fn new(folder: &mut Folder, sentences: impl Iterator<Item = String>) -> Self {
        let mut folded = Self { text: String::new(), ends: Vec::new() };
        for sentence in sentences {
            folder.fold(&sentence, &mut folded.text);
            // Nothing is found across two sentences, as nobody types this.
            folded.text.push('\n');
            folded.ends.push(folded.text.len());
        }
        folded
    }

    /// Everywhere that a folded text stands, in order, without overlaps.
    pub fn find(&self, needle: &str) -> Vec<Hit> {
        let (text, needle) = (self.text.as_bytes(), needle.as_bytes());
        let Some((&first, rest)) = needle.split_first() else { return Vec::new() };
        let mut hits = Vec::new();
        let (mut at, mut sentence, mut begin) = (0, 0, 0);
        while at + needle.len() <= text.len() {
            if text[at] != first || &text[at + 1..at + needle.len()] != rest {
                at += 1;
                continue;
            }
            while self.ends[sentence] <= at {
                begin = self.ends[sentence];
                sentence += 1;
            }
            hits.push((sentence, at - begin));
            at += needle.len();
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> Folder {
        Folder::new(|c| match c {
            'É' | 'é' => 'e',
            'ß' => 's',
            other => other,
        })
    }

    fn found(sentences: &[&str], query: &str) -> Vec<String> {
        let mut folder = folder();
        let folded = Folded::new(&mut folder, sentences.iter().map(|s| (*s).to_owned()));
        let mut needle = String::new();
        folder.fold(query, &mut needle);
        folded
            .find(&needle)
            .into_iter()
            .map(|(sentence, start)| {
                let (from, to) = folder.place(sentences[sentence], start, start + needle.len());
                let units: Vec<u16> = sentences[sentence].encode_utf16().collect();
                String::from_utf16_lossy(&units[from as usize..to as usize])
            })
            .collect()
    }

    #[test]
    fn case_and_diacritics_make_no_difference() {
        let text = ["The CAFÉ is", "a cafe\u{301} too,", "don’t say Cafe."];
        assert_eq!(found(&text, "café"), ["CAFÉ", "cafe\u{301}", "Cafe"]);
        assert_eq!(found(&text, "DON'T"), ["don’t"]);
    }

    #[test]
    fn a_hit_behind_wide_characters_is_placed_in_utf16() {
        assert_eq!(found(&["😀 a word", "naïve word"], "word"), ["word", "word"]);
    }

    #[test]
    fn nothing_is_found_across_sentences_or_for_nothing() {
        assert_eq!(found(&["one", "two"], "onetwo"), [""; 0]);
        assert_eq!(found(&["one"], ""), [""; 0]);
        assert_eq!(found(&["aaa"], "aa"), ["aa"]);
    }
}
