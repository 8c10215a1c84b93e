//! Words compared with words.

use model::transcript::{Segment, Transcript};
use transcript::steps::{Step, apply};

/// Words as they are compared: small letters and digits only, numbers in one spelling.
pub fn normalised(text: &str) -> Vec<String> {
    let spoken =
        Transcript { language: Some("en".into()), segments: vec![Segment::from_text(text)], ..Transcript::default() };
    let written = apply(Step::Numbers, spoken);
    let words = written.segments.iter().flat_map(|s| &s.words);
    words.flat_map(|w| w.text.split('-')).map(bare).filter(|w| !w.is_empty()).collect()
}

/// A word in small letters without marks.
pub fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How one list of words became another.
pub struct Compared {
    /// Words put in, left out or replaced, at the least.
    pub errors: usize,
    /// Places of equal words in both.
    pub same: Vec<(usize, usize)>,
}

/// Levenshtein's distance with its way.
pub fn compare(reference: &[String], found: &[String]) -> Compared {
    let width = found.len() + 1;
    let mut cost = vec![0; (reference.len() + 1) * width];
    for i in 0..=reference.len() {
        for j in 0..width {
            cost[i * width + j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let pair = cost[(i - 1) * width + j - 1] + usize::from(reference[i - 1] != found[j - 1]);
                    pair.min(cost[(i - 1) * width + j] + 1).min(cost[i * width + j - 1] + 1)
                }
            };
        }
    }
    let (mut i, mut j) = (reference.len(), found.len());
    let errors = cost[i * width + j];
    let mut same = Vec::new();
    while i > 0 && j > 0 {
        let (here, pair) = (cost[i * width + j], cost[(i - 1) * width + j - 1]);
        let equal = reference[i - 1] == found[j - 1];
        if here == pair + usize::from(!equal) {
            (i, j) = (i - 1, j - 1);
            if equal {
                same.push((i, j));
            }
        } else if here == cost[(i - 1) * width + j] + 1 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    same.reverse();
    Compared { errors, same }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_words_that_differ() {
        let list = |text: &str| normalised(text);
        let compared =
            compare(&list("The forty-two line Bible, of 1455"), &list("the 42 lion bible fourteen fifty five"));
        assert_eq!((compared.errors, compared.same.len()), (2, 4));
        assert_eq!(compare(&[], &list("a b")).errors, 2);
    }
}
