//! Words, as they are indexed and looked for.

use std::{collections::BTreeSet, fmt::Write};

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest indexed word, in bytes; PostgreSQL takes 2046.
const LONGEST: usize = 200;

/// A word in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// In lower case.
    pub word: String,
    /// A character of a script without spaces between words.
    pub unspaced: bool,
}

/// Cuts a text into words: runs of letters, digits and marks, with apostrophes inside; each character of a script without
/// spaces is a word.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    let mut end_word = |begun: &mut Option<usize>, end: usize| {
        if let Some(start) = begun.take() {
            found.push(Token { start, end, word: lower(&text[start..end]), unspaced: false });
        }
        found.len()
    };
    let mut single = Vec::new();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        if is_unspaced(c) {
            let place = end_word(&mut begun, at);
            if c.is_alphanumeric() {
                single.push((place, Token { start: at, end, word: lower(&text[at..end]), unspaced: true }));
            }
        } else if c.is_alphanumeric() || (begun.is_some() && is_combining_mark(c)) {
            begun.get_or_insert(at);
        } else if !(is_apostrophe(c)
            && begun.is_some()
            && chars.peek().is_some_and(|(_, next)| next.is_alphabetic() && !is_unspaced(*next)))
        {
            end_word(&mut begun, at);
        }
    }
    end_word(&mut begun, text.len());
    // Characters go back between the words, last first so that places stay right.
    for (place, token) in single.into_iter().rev() {
        found.insert(place, token);
    }
    found
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇')
}

fn lower(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if is_apostrophe(c) { '\'' } else { c }).collect()
}

/// Han, kana, Thai, Lao, Khmer and Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x323AF)
}

/// Without accents, so that `cafe` finds `café`; at most [`LONGEST`] bytes.
fn folded(word: &str) -> String {
    let mut out: String = if word.is_ascii() {
        word.to_owned()
    } else {
        word.nfkd().filter(|c| !matches!(u32::from(*c), 0x300..=0x36F)).nfc().collect()
    };
    if out.len() > LONGEST {
        out.truncate(out.floor_char_boundary(LONGEST));
    }
    out
}

/// A language by which words are brought to their stems; words of any other stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language(Option<(&'static str, Algorithm)>);

const LANGUAGES: [(&str, Algorithm); 17] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("tr", Algorithm::Turkish),
];

impl Language {
    /// No language: words stay as they are.
    pub const NONE: Self = Self(None);

    /// The language of a BCP 47 tag.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let primary = if matches!(primary.as_str(), "nb" | "nn") { "no" } else { primary.as_str() };
        Self(LANGUAGES.into_iter().find(|(name, _)| *name == primary))
    }

    /// Its tag; empty where words stay as they are.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.0.map_or("", |(tag, _)| tag)
    }

    /// The stem of a word in lower case.
    pub(crate) fn stem(self, word: &str) -> String {
        match self.0 {
            Some((_, algorithm)) => folded(&Stemmer::create(algorithm).stem(word)),
            None => folded(word),
        }
    }
}

/// Whether a character follows without a gap: the two are looked for as a pair.
pub(crate) fn pairs(token: &Token, next: Option<&Token>) -> bool {
    token.unspaced && next.is_some_and(|next| next.unspaced && next.start == token.end)
}

/// What each word is indexed as. A character without spaces is indexed with the one that follows: single ones are in every
/// passage, pairs are nearly words.
#[must_use]
pub fn lexemes(tokens: &[Token], language: Language) -> Vec<String> {
    let lexeme = |(i, token): (usize, &Token)| match tokens.get(i + 1) {
        next if pairs(token, next) => folded(&token.word) + &next.map(|n| folded(&n.word)).unwrap_or_default(),
        _ => language.stem(&token.word),
    };
    tokens.iter().enumerate().map(lexeme).collect()
}

/// The text of a `tsvector`: lexemes with their places, and names of what the passage belongs to, which no word can be
/// mistaken for because they begin with a slash.
#[must_use]
pub fn vector(text: &str, language: Language, belongs_to: &[String]) -> String {
    let tokens = tokens(text);
    let mut out = String::with_capacity(tokens.len() * 18 + 160);
    for (i, lexeme) in lexemes(&tokens, language).iter().enumerate().filter(|(_, lexeme)| !lexeme.is_empty()) {
        quoted(&mut out, lexeme);
        let _ = write!(out, ":{} ", i + 1);
    }
    for name in short_pairs(&tokens).chain(belongs_to.iter().cloned()) {
        quoted(&mut out, &name);
        out.push(' ');
    }
    out
}

/// Pairs of neighbours that are both so short that they are in nearly every passage ("to be", "of the"): a phrase of such words
/// is found by its pairs.
pub(crate) fn short_pairs(tokens: &[Token]) -> impl Iterator<Item = String> {
    let short = |t: &Token| !t.unspaced && t.word.chars().nth(3).is_none();
    let both = move |pair: &&[Token]| pair.iter().all(short);
    tokens.windows(2).filter(both).map(|pair| format!("/p{} {}", folded(&pair[0].word), folded(&pair[1].word)))
}

/// Writes a lexeme of a `tsvector` or a `tsquery`.
pub(crate) fn quoted(out: &mut String, lexeme: &str) {
    out.push('\'');
    for c in lexeme.chars() {
        if matches!(c, '\'' | '\\') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
}

/// A lexeme in quotes, for a `tsquery`.
#[must_use]
pub fn lexeme(text: &str) -> String {
    let mut out = String::new();
    quoted(&mut out, text);
    out
}

/// The words of a text to which a misspelt one may be corrected: of letters, neither very short nor very long.
pub fn dictionary(tokens: &[Token], into: &mut BTreeSet<String>) {
    for token in tokens.iter().filter(|t| is_correctable(t)) {
        into.insert(token.word.clone());
    }
}

/// Whether a word may be misspelt.
pub(crate) fn is_correctable(token: &Token) -> bool {
    !token.unspaced
        && (4..=40).contains(&token.word.chars().count())
        && token.word.chars().all(|c| c.is_alphabetic() || c == '\'' || is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.word).collect()
    }

    #[test]
    fn words_are_letters_digits_and_what_clings_to_them() {
        assert_eq!(
            words("It’s well-known: 3.14 and/or “Größe”!"),
            ["it's", "well", "known", "3", "14", "and", "or", "größe"]
        );
        assert_eq!(words("rock 'n' roll'"), ["rock", "n", "roll"]);
        assert_eq!(words("हिन्दी में"), ["हिन्दी", "में"]);
        assert_eq!(words("北京 ok 大"), ["北", "京", "ok", "大"]);
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn a_word_is_its_stem_without_accents() {
        let stem = |word: &str, tag: &str| lexemes(&tokens(word), Language::of(tag)).join(" ");
        assert_eq!(stem("Running printers", "en-GB"), "run printer");
        assert_eq!(stem("Häuser", "de"), stem("Haus", "de"));
        assert_eq!(stem("Café", "xx"), "cafe");
        assert_eq!(stem("Canción", "es"), stem("cancion", "es"));
        assert_eq!(Language::of("nb-NO").tag(), "no");
        assert_eq!(Language::of("zh").tag(), "");
    }

    #[test]
    fn characters_without_spaces_are_indexed_in_pairs() {
        assert_eq!(lexemes(&tokens("東京都 x 大"), Language::NONE), ["東京", "京都", "都", "x", "大"]);
    }

    #[test]
    fn nothing_leaves_its_quotes() {
        assert_eq!(vector("O'er it\\", Language::NONE, &["/v\\".into()]), "'o''er':1 'it':2 '/v\\\\' ");
        assert_eq!(vector("To be ones", Language::NONE, &[]), "'to':1 'be':2 'ones':3 '/pto be' ");
    }
}
