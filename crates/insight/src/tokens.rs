//! Words as the analysis sees them: stripped of punctuation, without fillers and stage directions, with their role.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use model::transcript::Word;
use rust_stemmers::Stemmer;

use crate::languages::{self, Language};
use crate::unspaced;

/// One word of speech.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// As said, without the punctuation around it.
    pub text: String,
    /// Lower case, with a straight apostrophe.
    pub lower: String,
    /// Index into [`Vocabulary::terms`]: the same for all inflections of a word.
    pub term: u32,
    /// Index of the segment that says it.
    pub segment: u32,
    /// Written with a capital.
    pub capital: bool,
    /// First word of a sentence (or of speech within one), where a capital tells nothing.
    pub opens: bool,
    /// A phrase cannot run from the word before into this one.
    pub breaks: bool,
    /// Follows its predecessor without a space.
    pub glued: bool,
    /// No word of content.
    pub stop: bool,
}

/// A term: all inflections of one word.
#[derive(Debug, Clone, Default)]
pub(crate) struct Term {
    /// How often it is said.
    pub count: u32,
    /// How often with a capital where a capital tells something.
    pub capitals: u32,
    /// How often in lower case.
    pub lowers: u32,
    /// Too general to be a phrase by itself.
    pub weak: bool,
    /// Used as a verb here more than as a noun.
    pub verb: bool,
    /// Used as an adjective or adverb here.
    pub adjective: bool,
    /// A number.
    pub number: bool,
}

impl Term {
    /// Written with a capital where it need not be.
    pub fn is_name(&self) -> bool {
        self.capitals > 0 && self.capitals >= self.lowers
    }
}

/// The terms of a transcript.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// By [`Token::term`].
    pub terms: Vec<Term>,
}

/// A set of words from a list in [`Language`].
pub(crate) fn set(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// Lower case with a straight apostrophe: the form in which the lists are written.
pub(crate) fn fold(text: &str) -> String {
    text.to_lowercase().replace('’', "'")
}

/// Reads the words of sentences; [`Reader::finish`] gives terms to the tokens.
pub(crate) struct Reader {
    language: &'static Language,
    stop: HashSet<&'static str>,
    titles: HashSet<&'static str>,
    unspaced: BTreeSet<String>,
}

impl Reader {
    /// A reader for a language, which knows the words of unspaced runs from the whole text.
    pub fn new<'a>(language: &'static Language, words: impl Iterator<Item = &'a Word>) -> Self {
        let mut text = String::new();
        for word in words {
            if !(word.glued && goes_on(&text, &word.text)) {
                text.push(' ');
            }
            text.push_str(&word.text);
        }
        let runs = text.split(|c: char| !unspaced::is_unspaced(c)).filter(|run| !run.is_empty());
        Self { language, stop: set(language.stop), titles: set(language.titles), unspaced: unspaced::discover(runs) }
    }

    /// The tokens of one sentence, whose words come with the index of their segment.
    pub fn read(&self, words: &[(u32, &Word)]) -> Vec<Token> {
        let mut out: Vec<Token> = Vec::new();
        let mut gap = Gap { breaks: true, opens: true };
        let mut position = 0;
        while position < words.len() {
            let (segment, word) = words[position];
            if let Some(length) = direction(&words[position..]) {
                position += length;
                gap.breaks = true;
                continue;
            }
            position += 1;
            if word.filler || is_address(&word.text) {
                continue;
            }
            let begun = position;
            while let Some((_, next)) = words.get(position)
                && next.glued
                && !next.filler
                && goes_on(&words[position - 1].1.text, &next.text)
            {
                position += 1;
            }
            if begun == position {
                self.read_word(word, segment, &mut gap, &mut out);
            } else {
                let text = words[begun - 1..position].iter().map(|(_, w)| w.text.as_str()).collect();
                self.read_word(&Word { text, ..word.clone() }, segment, &mut gap, &mut out);
            }
        }
        out
    }

    fn read_word(&self, word: &Word, segment: u32, gap: &mut Gap, out: &mut Vec<Token>) {
        let text = word.text.as_str();
        let mut first = true;
        let mut end = 0;
        for (start, stop) in pieces(text) {
            for c in text[end..start].chars() {
                gap.pass(c, out.last(), &self.titles);
            }
            end = stop;
            let piece = &text[start..stop];
            let parts = if piece.chars().next().is_some_and(unspaced::is_unspaced) {
                unspaced::cut(piece, &self.unspaced)
            } else {
                vec![self.without_clitic(piece)]
            };
            for part in parts {
                let lower = fold(part);
                let unspaced = part.chars().next().is_some_and(unspaced::is_unspaced);
                let capital = part.chars().next().is_some_and(char::is_uppercase);
                // "Go" within a sentence is not "go": a capital that need not be there makes a name of a function word.
                let listed = self.is_stop(&lower) || (unspaced && unspaced::is_function_word(part));
                // All capitals are emphasis ("you are GO").
                let named = capital
                    && !gap.opens
                    && lower.chars().count() > 1
                    && !lower.contains('\'')
                    && part.chars().any(char::is_lowercase);
                out.push(Token {
                    text: part.to_owned(),
                    lower,
                    term: 0,
                    segment,
                    capital,
                    opens: gap.opens,
                    breaks: gap.breaks,
                    glued: !first || word.glued,
                    stop: listed && !named,
                });
                *gap = Gap { breaks: false, opens: false };
                first = false;
            }
        }
        for c in text[end..].chars() {
            gap.pass(c, out.last(), &self.titles);
        }
    }

    fn is_stop(&self, lower: &str) -> bool {
        if self.stop.contains(lower) {
            return true;
        }
        // Contractions are made of function words: "we'll", "they'd", "who's", "shan't".
        let Some((base, ending)) = lower.split_once('\'') else { return false };
        self.language.tag == "en" && (ending != "s" || self.stop.contains(base))
    }

    fn without_clitic<'a>(&self, piece: &'a str) -> &'a str {
        let lower = fold(piece);
        for clitic in self.language.clitics {
            if lower.starts_with(clitic) && lower.len() > clitic.len() {
                let cut = piece.char_indices().nth(clitic.chars().count()).map(|(i, _)| i);
                return cut.map_or(piece, |i| &piece[i..]);
            }
        }
        piece
    }

    /// Gives every token its term, and finds the function words of a language without lists by their frequency.
    pub fn finish<'a>(&self, sentences: impl Iterator<Item = &'a mut Vec<Token>>, tag: Option<&str>) -> Vocabulary {
        let mut sentences: Vec<&mut Vec<Token>> = sentences.collect();
        if self.language.stop.is_empty() {
            frequent_words_stop(&mut sentences);
        } else {
            self.replies_stop(&mut sentences);
        }
        let stemmer = languages::stemmer(tag).map(Stemmer::create);
        let weak: HashSet<String> = set(self.language.weak).into_iter().map(str::to_lowercase).collect();
        let cues = [set(self.language.verb_cues), set(self.language.determiners), set(self.language.degree)];
        let mut ids: HashMap<String, u32> = HashMap::new();
        let mut terms: Vec<Term> = Vec::new();
        let mut followers: Vec<[u32; 3]> = Vec::new();
        for sentence in &mut sentences {
            let mut before: Option<String> = None;
            for token in sentence.iter_mut() {
                let key = key(token, &self.stop, stemmer.as_ref());
                let next = u32::try_from(terms.len()).unwrap_or(u32::MAX);
                token.term = *ids.entry(key).or_insert(next);
                if token.term == next {
                    let number = is_number(&token.text);
                    terms.push(Term { number, ..Term::default() });
                    followers.push([0; 3]);
                }
                let (Some(term), Some(follower)) =
                    (terms.get_mut(token.term as usize), followers.get_mut(token.term as usize))
                else {
                    continue;
                };
                term.count += 1;
                // Any inflection on the list makes the whole term weak ("feature", "features").
                term.weak |= weak.contains(&token.lower);
                if token.capital && !token.opens {
                    term.capitals += 1;
                } else if !token.capital {
                    term.lowers += 1;
                }
                if let Some(before) = before.as_deref().filter(|_| !token.breaks) {
                    for (cue, count) in cues.iter().zip(follower.iter_mut()) {
                        *count += u32::from(cue.contains(before));
                    }
                }
                before = Some(token.lower.clone());
            }
        }
        for (term, [verb, noun, degree]) in terms.iter_mut().zip(followers) {
            // A third of all uses after "I", "to", "can" and the like, and fewer after an article, is the mark of a verb.
            term.verb = verb * 3 >= term.count && verb > noun && !term.is_name();
            term.adjective = degree * 4 >= term.count && degree > 1 && !term.is_name();
        }
        Vocabulary { terms }
    }

    /// Takes the name back from function words whose capital only opens a reply ("Houston, Roger."): a name has its capital
    /// in the flow of a sentence too ("written in Go").
    fn replies_stop(&self, sentences: &mut [&mut Vec<Token>]) {
        #[derive(Default)]
        struct Uses {
            flowing: u32,
            capital: u32,
            lower: u32,
        }
        let mut uses: HashMap<String, Uses> = HashMap::new();
        let promoted = |t: &Token| t.capital && !t.opens && !t.stop && self.is_stop(&t.lower);
        for token in sentences.iter().flat_map(|s| s.iter()) {
            if promoted(token) {
                let uses = uses.entry(token.lower.clone()).or_default();
                uses.flowing += u32::from(!token.breaks);
                uses.capital += 1;
            } else if token.stop && !token.capital {
                uses.entry(token.lower.clone()).or_default().lower += 1;
            }
        }
        // A capital now and then, against many uses without, is a slip of the captions ("and You can").
        let name = |uses: &Uses| uses.flowing * 3 >= uses.capital && uses.capital * 10 >= uses.lower;
        for token in sentences.iter_mut().flat_map(|s| s.iter_mut()).filter(|t| promoted(t)) {
            token.stop = !uses.get(&token.lower).is_some_and(name);
        }
    }
}

/// The key under which inflections meet. A name that is spelt like a function word keeps its capital.
fn key(token: &Token, stop: &HashSet<&'static str>, stemmer: Option<&Stemmer>) -> String {
    let bare = token.lower.strip_suffix("'s").unwrap_or(&token.lower);
    if token.stop {
        return token.lower.clone();
    }
    if stop.contains(bare) {
        return token.text.clone();
    }
    // "e-cash" and "ecash", "trade-off" and "tradeoff".
    let mut whole = bare.replace('-', "");
    // "HTLCs" has no vowel by which a stemmer could tell the plural.
    if is_plural_code(&token.text) {
        whole.pop();
    }
    stemmer.map_or_else(|| whole.clone(), |s| s.stem(&whole).into_owned())
}

/// Whether a word is an abbreviation in capitals with the s of the plural.
fn is_plural_code(text: &str) -> bool {
    let code = |code: &str| code.len() > 1 && code.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    text.strip_suffix('s').is_some_and(code)
}

fn frequent_words_stop(sentences: &mut [&mut Vec<Token>]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for sentence in sentences.iter() {
        let distinct: BTreeSet<&str> = sentence.iter().map(|t| t.lower.as_str()).collect();
        for lower in distinct {
            *counts.entry(lower.to_owned()).or_default() += 1;
        }
    }
    let common = (sentences.len() / 12).max(3);
    for token in sentences.iter_mut().flat_map(|s| s.iter_mut()) {
        let letters = token.lower.chars().count();
        let unspaced = token.lower.chars().next().is_some_and(unspaced::is_unspaced);
        let count = counts.get(&token.lower).copied().unwrap_or_default();
        let frequent = count >= common && letters <= 6;
        token.stop |=
            !unspaced && (token.opens || !token.capital) && (letters <= 2 || frequent || (letters == 3 && count > 2));
    }
}

/// What lies between two words.
struct Gap {
    breaks: bool,
    opens: bool,
}

impl Gap {
    fn pass(&mut self, c: char, before: Option<&Token>, titles: &HashSet<&'static str>) {
        match c {
            '.' => {
                // "Dr." and the initial in "John F. Kennedy" end no sentence.
                let short = before.is_some_and(|t| {
                    titles.contains(t.lower.as_str()) || (t.capital && t.text.chars().count() == 1 && t.lower != "i")
                });
                if !short {
                    *self = Self { breaks: true, opens: true };
                }
            }
            '!' | '?' | ':' | '…' | '。' | '！' | '？' | '"' | '“' | '„' | '«' | '‘' | '「' | '『' | '—' | '–'
            | '-' | '¿' | '¡' => {
                *self = Self { breaks: true, opens: true };
            }
            '&' => {}
            _ => self.breaks = true,
        }
    }
}

/// The byte ranges of the words within a written word: letters and digits, and what joins them.
fn pieces(text: &str) -> Vec<(usize, usize)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = Vec::new();
    let mut start: Option<usize> = None;
    for (n, &(at, c)) in chars.iter().enumerate() {
        let next = chars.get(n + 1).map(|&(_, c)| c);
        let previous = n.checked_sub(1).map(|p| chars[p].1);
        let inner = previous.is_some_and(is_letter) && next.is_some_and(is_letter);
        let joins = match c {
            '\'' | '’' | '-' | '_' | '.' | '‐' | '\u{2011}' => {
                inner && !previous.is_some_and(unspaced::is_unspaced)
            }
            '+' | '#' => previous.is_some_and(|p| is_letter(p) || p == '+'),
            '&' => inner,
            _ => is_letter(c),
        };
        let script_changes = previous
            .is_some_and(|p| is_letter(p) && is_letter(c) && unspaced::is_unspaced(p) != unspaced::is_unspaced(c));
        if let Some(from) = start
            && (!joins || script_changes)
        {
            out.push((from, at));
            start = None;
        }
        if joins && start.is_none() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        out.push((from, text.len()));
    }
    out
}

/// Whether a run without spaces goes on from one written word into the next: captions and parsers cut such text anywhere.
fn goes_on(text: &str, next: &str) -> bool {
    text.chars().next_back().is_some_and(unspaced::is_unspaced)
        && next.chars().next().is_some_and(unspaced::is_unspaced)
}

/// Letters, digits, and the marks that scripts of India and South-East Asia put on them.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || unspaced::is_unspaced(c) || matches!(u32::from(c), 0x0300..=0x036F | 0x0900..=0x0DFF)
}

/// The number of words in a stage direction that begins here: `[laughs]`, `(applause)`, `\[unintelligible 00:31:02\]`.
fn direction(words: &[(u32, &Word)]) -> Option<usize> {
    const LONGEST: usize = 6;
    let opening = words.first()?.1.text.trim_start_matches('\\');
    let close = if opening.starts_with('[') {
        ']'
    } else if opening.starts_with('(') && words.first()?.1.text.ends_with(')') {
        ')'
    } else {
        return opening.starts_with(['♪', '♫']).then_some(1);
    };
    words.iter().take(LONGEST).position(|(_, w)| w.text.contains(close)).map(|n| n + 1)
}

/// Whether a word is a number, in Roman letters too ("IV").
fn is_number(text: &str) -> bool {
    let digits = text.chars().any(|c| c.is_ascii_digit()) && !text.chars().any(char::is_alphabetic);
    digits || (text.len() > 1 && text.chars().all(|c| matches!(c, 'I' | 'V' | 'X')))
}

fn is_address(text: &str) -> bool {
    text.contains("://") || text.starts_with("www.") || (text.contains('@') && text.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        text.split_whitespace().map(Word::plain).collect()
    }

    fn read(text: &str, tag: &str) -> Vec<Token> {
        let words = words(text);
        let reader = Reader::new(languages::of(Some(tag)), words.iter());
        let indexed: Vec<(u32, &Word)> = words.iter().map(|w| (0, w)).collect();
        reader.read(&indexed)
    }

    fn texts(tokens: &[Token]) -> Vec<&str> {
        tokens.iter().map(|t| t.text.as_str()).collect()
    }

    #[test]
    fn punctuation_addresses_and_stage_directions_are_left_out() {
        let tokens = read("\"Well,\" [laughs] C++ (applause) isn't https://go.dev/x node.js, A.I. - and/or 3.5!", "en");
        assert_eq!(texts(&tokens), ["Well", "C++", "isn't", "node.js", "A.I", "and", "or", "3.5"]);
    }

    #[test]
    fn an_unclosed_bracket_swallows_nothing() {
        assert_eq!(texts(&read("[one two three four five six seven eight", "en")).len(), 8);
    }

    #[test]
    fn fillers_are_left_out() {
        let mut words = words("the um press");
        words[1].filler = true;
        let reader = Reader::new(languages::of(Some("en")), words.iter());
        let indexed: Vec<(u32, &Word)> = words.iter().map(|w| (0, w)).collect();
        assert_eq!(texts(&reader.read(&indexed)), ["the", "press"]);
    }

    #[test]
    fn a_capital_within_a_sentence_makes_a_name_of_a_function_word() {
        let tokens = read("Go on, they go and write Go.", "en");
        assert_eq!(tokens.iter().map(|t| t.stop).collect::<Vec<_>>(), [true, true, true, true, true, true, false]);
    }

    #[test]
    fn a_capital_that_opens_a_reply_makes_no_name() {
        let mut tokens = [read("Houston, Roger. We switched to Go, Rust and Java.", "en")];
        let words: Vec<Word> = Vec::new();
        Reader::new(languages::of(Some("en")), words.iter()).finish(tokens.iter_mut(), Some("en"));
        let stop: Vec<&str> = tokens[0].iter().filter(|t| t.stop).map(|t| t.text.as_str()).collect();
        assert_eq!(stop, ["Roger", "We", "to", "and"]);
    }

    #[test]
    fn titles_end_no_sentence() {
        let tokens = read("Then Dr. Smith met John F. Kennedy. Yes.", "en");
        let opens: Vec<&str> = tokens.iter().filter(|t| t.opens).map(|t| t.text.as_str()).collect();
        assert_eq!(opens, ["Then", "Yes"]);
    }

    #[test]
    fn elided_articles_are_cut_off() {
        assert_eq!(
            texts(&read("l’histoire d'imprimerie aujourd'hui", "fr")),
            ["histoire", "imprimerie", "aujourd'hui"]
        );
    }

    #[test]
    fn inflections_share_a_term() {
        let mut tokens = [read("The press and two presses", "en")];
        let words: Vec<Word> = Vec::new();
        let reader = Reader::new(languages::of(Some("en")), words.iter());
        let vocabulary = reader.finish(tokens.iter_mut(), Some("en"));
        assert_eq!(tokens[0][1].term, tokens[0][4].term);
        assert_eq!(vocabulary.terms[tokens[0][1].term as usize].count, 2);
    }

    #[test]
    fn words_without_spaces_are_found_across_written_words() {
        let glued = |text: &str| {
            let chars = text.chars().enumerate();
            chars.map(|(n, c)| Word { glued: n > 0, ..Word::plain(c.to_string()) }).collect::<Vec<_>>()
        };
        let lines = ["我准备讲讲瞭望塔", "瞭望塔可以在你下线的时候", "这就是瞭望塔的工作", "闪电瞭望塔"].map(glued);
        let reader = Reader::new(languages::of(Some("zh")), lines.iter().flatten());
        let line: Vec<(u32, &Word)> = lines[2].iter().map(|w| (0, w)).collect();
        assert!(reader.read(&line).iter().any(|t| t.text == "瞭望塔"));
    }

    #[test]
    fn a_hyphen_makes_no_other_word() {
        let key = |text: &str| {
            let words = words(text);
            let reader = Reader::new(languages::of(Some("en")), words.iter());
            let read = reader.read(&[(0, &words[0])]);
            super::key(&read[0], &reader.stop, None)
        };
        assert_eq!(key("e-cash"), key("ecash"));
    }
}
