//! Whatever is typed or transcribed: nothing panics, and what is made of it is well formed.

use model::transcript::{Segment, Transcript};
use proptest::prelude::*;
use search::{Language, Query, marks, passages, tokens, vector};

/// A `tsquery` with balanced brackets and closed quotes, and nothing outside of quotes but operators.
fn is_well_formed(query: &str) -> bool {
    let (mut depth, mut chars) = (0_i32, query.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\'' => loop {
                match chars.next() {
                    Some('\'') if chars.peek() == Some(&'\'') => _ = chars.next(),
                    Some('\'') => break,
                    Some('\\') => {
                        if chars.next() != Some('\\') {
                            return false;
                        }
                    }
                    Some(_) => {}
                    None => return false,
                }
            },
            '&' | '|' | '!' | '<' | '>' | ':' | '*' | '0'..='9' => {}
            _ => return false,
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

proptest! {
    #[test]
    fn any_text_is_a_query(text in "\\PC{0,60}|[ \"'\\\\<>&|!:*()a-z東京é-]{0,40}") {
        let query = Query::parse(&text);
        let languages = [Language::of("en"), Language::of("de")];
        for made in [query.matching(&languages), query.needed(&languages), query.ranked(&languages)] {
            prop_assert!(is_well_formed(&made), "{made}");
        }
        for span in marks(&text, languages[0], &query, &languages) {
            prop_assert!(text.get(span.start..span.end).is_some_and(|t| !t.is_empty()));
        }
    }

    #[test]
    fn a_word_of_a_text_is_marked_in_it(text in "[a-zé東京 .,'-]{1,60}") {
        let english = [Language::of("en")];
        for token in tokens(&text).iter().filter(|t| !t.unspaced) {
            let spans = marks(&text, english[0], &Query::parse(&format!("\"{}\"", token.word)), &english);
            prop_assert!(spans.iter().any(|s| s.start <= token.start && token.end <= s.end), "{token:?} in {text}");
        }
    }

    #[test]
    fn every_word_is_in_one_passage(sentences in prop::collection::vec("[a-z東京é,. ]{0,400}", 0..12)) {
        let segments: Vec<Segment> = sentences.iter().map(|s| Segment::from_text(s)).collect();
        let transcript = Transcript { segments, ..Transcript::default() };
        let words = |text: &str| tokens(text).into_iter().map(|t| t.word).collect::<String>();
        let all: String = sentences.iter().map(|s| words(s)).collect();
        let found = passages(&transcript);
        let cut: String = found.iter().map(|p| words(&p.text)).collect();
        prop_assert_eq!(all, cut);
        for passage in found {
            prop_assert!(is_well_formed(&vector(&passage.text, Language::NONE, &[]).replace(' ', "")));
        }
    }
}
