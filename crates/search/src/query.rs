//! What is looked for: words, phrases in quotes, and words with a minus that must not be there.

use crate::words::{Language, Token, is_correctable, lexemes, pairs, quoted, short_pairs, tokens};

/// The longest query, in characters.
pub const MAX_CHARS: usize = 200;

/// Something that has to be in a passage, or must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// It must not be there.
    pub excluded: bool,
    /// Its words, one after the other.
    pub tokens: Vec<Token>,
    /// Where the clause stands in the query, in bytes.
    pub place: (usize, usize),
    /// Words that may stand for the one word of it.
    pub near: Vec<String>,
}

/// One word of a clause, as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Places after the first word of the clause.
    pub offset: usize,
    /// What it may be indexed as.
    pub lexemes: Vec<String>,
    /// The beginning of a lexeme is enough.
    pub prefix: bool,
}

/// A query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// What all has to hold.
    pub clauses: Vec<Clause>,
}

impl Query {
    /// Reads what somebody typed; whatever it is, it means something. A word with a hyphen or a point inside is a phrase.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut clauses = Vec::new();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            if c.is_whitespace() {
                at += c.len_utf8();
                continue;
            }
            let begin = at;
            let excluded = matches!(c, '-' | '−' | '–') && !text[at + c.len_utf8()..].starts_with(char::is_whitespace);
            if excluded {
                at += c.len_utf8();
            }
            let rest = &text[at..];
            let (inside, end) = match rest.chars().next() {
                Some(open) if is_quote(open) => {
                    let from = open.len_utf8();
                    match rest[from..].find(is_quote) {
                        Some(to) => {
                            let close = rest[from + to..].chars().next().map_or(0, char::len_utf8);
                            ((from, from + to), from + to + close)
                        }
                        None => ((from, rest.len()), rest.len()),
                    }
                }
                _ => {
                    let end = rest.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(rest.len());
                    ((0, end), end)
                }
            };
            let tokens = tokens(&rest[inside.0..inside.1]);
            at += end;
            if !tokens.is_empty() {
                clauses.push(Clause { excluded, tokens, place: (begin, at), near: Vec::new() });
            }
        }
        Self { clauses }
    }

    /// Whether there is anything to be found by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.iter().all(|c| c.excluded)
    }

    /// Whether somebody wants exactly what they typed (`text`, of which this query was read): they put something in quotes, or
    /// named what must not be there.
    #[must_use]
    pub fn is_literal(&self, text: &str) -> bool {
        text.contains(is_quote) || self.clauses.iter().any(|c| c.excluded)
    }

    /// The words that may be misspelt, each with the number of its clause.
    pub fn correctable(&self) -> impl Iterator<Item = (usize, &str)> {
        let single = |c: &Clause| !c.excluded && c.tokens.len() == 1 && is_correctable(&c.tokens[0]);
        self.clauses.iter().enumerate().filter(move |(_, c)| single(c)).map(|(i, c)| (i, c.tokens[0].word.as_str()))
    }

    /// What passages have to match, as a `tsquery`: phrases word after word.
    #[must_use]
    pub fn matching(&self, languages: &[Language]) -> String {
        self.joined(|clause, out| {
            if clause.excluded {
                out.push('!');
            }
            write_terms(out, &clause.terms(languages), true);
        })
    }

    /// What passages have to have, as a `tsquery` that an index answers alone: of phrases only the words.
    #[must_use]
    pub fn needed(&self, languages: &[Language]) -> String {
        self.joined(|clause, out| {
            if clause.excluded {
                // Passages with the words in another order are not excluded.
                if clause.tokens.len() == 1 {
                    out.push('!');
                    write_terms(out, &clause.terms(languages), false);
                }
                return;
            }
            write_terms(out, &clause.terms(languages), false);
            for pair in short_pairs(&clause.tokens) {
                out.push('&');
                quoted(out, &pair);
            }
        })
    }

    /// What passages are ranked by, as a `tsquery`.
    #[must_use]
    pub fn ranked(&self, languages: &[Language]) -> String {
        self.joined(|clause, out| {
            if !clause.excluded {
                write_terms(out, &clause.terms(languages), false);
            }
        })
    }

    /// Whether some clause has words in an order.
    #[must_use]
    pub fn has_phrases(&self) -> bool {
        self.clauses.iter().any(|c| c.tokens.len() > 1)
    }

    /// For each word that has to be there, what it may be indexed as: for an estimate of how frequent the rarest is.
    #[must_use]
    pub fn required(&self, languages: &[Language]) -> Vec<Vec<String>> {
        let positive = self.clauses.iter().filter(|c| !c.excluded);
        let pairs = positive.clone().flat_map(|c| short_pairs(&c.tokens)).map(|pair| vec![pair]);
        positive.flat_map(|c| c.terms(languages)).map(|t| t.lexemes).chain(pairs).collect()
    }

    /// The query with other words in place of some of its clauses.
    #[must_use]
    pub fn corrected(&self, text: &str, words: &[(usize, String)]) -> String {
        let mut out = String::new();
        let mut from = 0;
        for (i, clause) in self.clauses.iter().enumerate() {
            if let Some((_, word)) = words.iter().find(|(n, _)| *n == i) {
                out.push_str(&text[from..clause.place.0]);
                out.push_str(word);
                from = clause.place.1;
            }
        }
        out + &text[from..]
    }

    fn joined(&self, write: impl Fn(&Clause, &mut String)) -> String {
        let parts = self.clauses.iter().filter_map(|clause| {
            let mut out = String::new();
            write(clause, &mut out);
            (!out.is_empty()).then_some(out)
        });
        parts.collect::<Vec<_>>().join("&")
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」')
}

impl Clause {
    /// Its words, as they are looked for.
    #[must_use]
    pub fn terms(&self, languages: &[Language]) -> Vec<Term> {
        let mut terms = Vec::new();
        for (i, token) in self.tokens.iter().enumerate() {
            let follows = i > 0 && pairs(&self.tokens[i - 1], Some(token));
            let leads = pairs(token, self.tokens.get(i + 1));
            if follows && !leads {
                // The pair before it has it.
                continue;
            }
            let mut found: Vec<String> = Vec::new();
            let mut add = |lexeme: Option<String>| match lexeme {
                Some(lexeme) if !lexeme.is_empty() && !found.contains(&lexeme) => found.push(lexeme),
                _ => {}
            };
            for language in languages.iter().copied().chain([Language::NONE]) {
                add(lexemes(&self.tokens[i..], language).into_iter().next());
                for word in &self.near {
                    add(Some(language.stem(word)));
                }
            }
            terms.push(Term { offset: i, lexemes: found, prefix: token.unspaced && !leads });
        }
        terms
    }
}

fn write_terms(out: &mut String, terms: &[Term], in_order: bool) {
    out.push('(');
    let mut before = 0;
    for (i, term) in terms.iter().enumerate() {
        if i > 0 {
            out.push_str(&if in_order { format!("<{}>", term.offset - before) } else { "&".to_owned() });
        }
        before = term.offset;
        out.push('(');
        for (j, lexeme) in term.lexemes.iter().enumerate() {
            if j > 0 {
                out.push('|');
            }
            quoted(out, lexeme);
            if term.prefix {
                out.push_str(":*");
            }
        }
        out.push(')');
    }
    out.push(')');
}

/// A stretch of a text that was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The number of its first word.
    pub token: usize,
}

/// Finds what was looked for in a passage.
#[must_use]
pub fn marks(text: &str, language: Language, query: &Query, languages: &[Language]) -> Vec<Span> {
    let tokens = tokens(text);
    let indexed = lexemes(&tokens, language);
    let mut spans: Vec<Span> = Vec::new();
    for clause in query.clauses.iter().filter(|c| !c.excluded) {
        let terms = clause.terms(languages);
        // A pair is two characters, and the last term of a clause may be one.
        let length = clause.tokens.len();
        for at in 0..tokens.len().saturating_sub(length - 1) {
            let fits = |term: &Term| {
                let lexeme = &indexed[at + term.offset];
                term.lexemes.iter().any(|l| l == lexeme || (term.prefix && lexeme.starts_with(l.as_str())))
            };
            if terms.iter().all(fits) {
                spans.push(Span { start: tokens[at].start, end: tokens[at + length - 1].end, token: at });
            }
        }
    }
    spans.sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// A word with two neighbouring letters swapped, in every place: the slip that leaves the fewest trigrams as they were.
#[must_use]
pub fn swapped(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let swap = |at: usize| {
        let mut letters = letters.clone();
        letters.swap(at, at + 1);
        letters.into_iter().collect()
    };
    (0..letters.len().saturating_sub(1)).map(swap).collect()
}

/// Of words that look alike by their letters those that the fewest slips of the keys lead to, at most `most`. A word that
/// is said as it is typed is seldom a slip: "light" is not "night", but "zeppelin" may have been written down as "zepelin".
#[must_use]
pub fn nearest(word: &str, is_said: bool, alike: &[String], most: usize) -> Vec<String> {
    let word: Vec<char> = word.chars().collect();
    let slips = match (is_said, word.len()) {
        (true, length) => usize::from(length > 6),
        (false, 0..=5) => 1,
        (false, 6..=9) => 2,
        (false, _) => 3,
    };
    let distance = |other: &String| distance(&word, &other.chars().collect::<Vec<_>>());
    let mut near: Vec<(usize, &String)> =
        alike.iter().map(|w| (distance(w), w)).filter(|(d, _)| (1..=slips).contains(d)).collect();
    let least = near.iter().map(|(d, _)| *d).min();
    near.retain(|(d, _)| Some(*d) == least);
    near.into_iter().take(most).map(|(_, w)| w.clone()).collect()
}

/// Letters to be put in, taken out, exchanged or swapped with their neighbour (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut rows = vec![0; width * (a.len() + 1)];
    for i in 0..=a.len() {
        for j in 0..width {
            rows[i * width + j] = if i == 0 || j == 0 {
                i + j
            } else {
                let at = |i: usize, j: usize| rows[i * width + j];
                let exchanged = at(i - 1, j - 1) + usize::from(a[i - 1] != b[j - 1]);
                let least = exchanged.min(at(i - 1, j) + 1).min(at(i, j - 1) + 1);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swapped { least.min(at(i - 2, j - 2) + 1) } else { least }
            };
        }
    }
    rows.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: [Language; 1] = [Language::NONE];

    fn matching(text: &str) -> String {
        Query::parse(text).matching(&[Language::of("en")])
    }

    #[test]
    fn words_phrases_and_exclusions() {
        assert_eq!(matching("deep sea"), "(('deep'))&(('sea'))");
        assert_eq!(matching("\"Deep sea\" -dark"), "(('deep')<1>('sea'))&!(('dark'))");
        assert_eq!(matching("running"), "(('run'|'running'))");
        assert_eq!(matching("well-known -"), "(('well')<1>('known'))");
        assert_eq!(matching("„tiefe See“"), "(('tief'|'tiefe')<1>('see'))");
        assert_eq!(matching("a \"phrase of"), "(('a'))&(('phrase')<1>('of'))", "without an end");
        for nothing in ["", "  ", "\"\"", "-", "!?", "<>&|"] {
            assert!(Query::parse(nothing).is_empty(), "{nothing}");
        }
        assert!(Query::parse("-only").is_empty());
    }

    #[test]
    fn quotes_and_exclusions_are_meant_literally() {
        for (text, literal) in [
            ("deep sea", false),
            ("well-known things", false),
            ("\"sea\"", true),
            ("„tiefe See“", true),
            ("deep \"", true),
            ("sea -dark", true),
            ("sea - dark", false),
            ("", false),
        ] {
            assert_eq!(Query::parse(text).is_literal(text), literal, "{text}");
        }
    }

    #[test]
    fn an_index_is_asked_for_words_and_pairs_of_short_ones() {
        let query = Query::parse("\"to be or not\" -\"deep sea\" -dark");
        assert_eq!(query.needed(&ENGLISH), "(('to')&('be')&('or')&('not'))&'/pto be'&'/pbe or'&'/por not'&!(('dark'))");
        assert_eq!(query.ranked(&ENGLISH), "(('to')&('be')&('or')&('not'))");
        assert_eq!(query.required(&ENGLISH).len(), 7);
    }

    #[test]
    fn characters_without_spaces_are_looked_for_in_pairs() {
        assert_eq!(matching("東京都"), "(('東京')<1>('京都'))");
        assert_eq!(matching("都"), "(('都':*))");
        assert_eq!(matching("\"東京 best\""), "(('東京')<2>('best'))");
    }

    fn marked(text: &str, query: &str) -> String {
        let mut out = text.to_owned();
        let languages = [Language::of("en")];
        for span in marks(text, languages[0], &Query::parse(query), &languages).iter().rev() {
            out.insert(span.end, ']');
            out.insert(span.start, '[');
        }
        out
    }

    #[test]
    fn what_was_found_is_marked() {
        assert_eq!(marked("The sea is deep. Deep seas!", "\"deep sea\" sea -is"), "The [sea] is deep. [Deep seas]!");
        assert_eq!(marked("我在東京都。", "東京"), "我在[東京]都。");
        assert_eq!(marked("我在東京都。", "都"), "我在東京[都]。");
        assert_eq!(marked("Nothing", "thing"), "Nothing");
        assert_eq!(marked("", "x"), "");
    }

    #[test]
    fn slips_of_the_keys() {
        let alike: Vec<String> = ["sprinting", "printing", "pointing", "prints"].map(Into::into).into();
        assert_eq!(nearest("pritning", false, &alike, 2), ["printing"]);
        assert_eq!(nearest("printing", false, &["printing".into()], 2), Vec::<String>::new());
        assert_eq!(nearest("light", true, &["night".into()], 2), Vec::<String>::new());
        assert_eq!(nearest("zeppelin", true, &["zepelin".into()], 2), ["zepelin"]);
        assert_eq!(swapped("abc"), ["bac", "acb"]);
        let query = Query::parse("the pritning  press");
        assert_eq!(query.correctable().collect::<Vec<_>>(), [(1, "pritning"), (2, "press")]);
        assert_eq!(query.corrected("the pritning  press", &[(1, "printing".into())]), "the printing  press");
    }
}
