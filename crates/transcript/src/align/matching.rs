//! Which word of one text is which of another that says nearly the same.
//!
//! Phrases that both have once are anchors; what lies between two anchors is short, and there the cheapest way from one text
//! to the other is found exactly. Time and memory are bounded whatever the texts are: where there is nothing to hold on to,
//! they are divided in proportion.

use std::{collections::HashMap, ops::Range};

/// Up to this many pairs of words are compared by their spelling; 256 words with 256.
const CELLS_BY_SPELLING: usize = 1 << 16;
/// Up to this many pairs of words are compared as wholes, a byte of memory each.
const CELLS: usize = 1 << 22;
/// Lengths of the phrases that are looked for, in words.
const PHRASES: [usize; 4] = [4, 3, 2, 1];
/// A single word of fewer letters is no anchor, however rare.
const ANCHOR_LETTERS: usize = 6;
/// Anchors within anchors: deeper than this they bring nothing.
const DEEPEST: u32 = 24;

/// The cost of a word that only one text has.
const GAP: u32 = 10;
/// More than a gap on either side: never chosen.
const NEVER: u32 = 2 * GAP + 1;

/// A short word this far from the next pair is one by chance, in words.
const LONELY: usize = 4;
/// And this is short, in letters.
const SHORT: usize = 3;

/// Pairs of places, ascending in both.
pub(crate) fn pairs(left: &[&str], right: &[&str]) -> Vec<(usize, usize)> {
    let mut lexicon = Lexicon::default();
    let left: Vec<u32> = left.iter().map(|w| lexicon.id(w)).collect();
    let right: Vec<u32> = right.iter().map(|w| lexicon.id(w)).collect();
    let mut matcher = Matcher { left: &left, right: &right, lexicon: &lexicon, pairs: Vec::new() };
    matcher.between(0..left.len(), 0..right.len(), 0);
    let pairs = matcher.pairs;
    without_lonely(&pairs, |i| lexicon.letters[left[i] as usize].len())
}

/// Leaves out short words that match with nothing matching around them.
fn without_lonely(pairs: &[(usize, usize)], letters: impl Fn(usize) -> usize) -> Vec<(usize, usize)> {
    let near = |a: (usize, usize), b: (usize, usize)| b.0 - a.0 < LONELY && b.1 - a.1 < LONELY;
    let keep = |n: usize| {
        let pair = pairs[n];
        letters(pair.0) > SHORT
            || pairs.len() <= 2
            || (n > 0 && near(pairs[n - 1], pair))
            || pairs.get(n + 1).is_some_and(|next| near(pair, *next))
    };
    (0..pairs.len()).filter(|n| keep(*n)).map(|n| pairs[n]).collect()
}

/// Words as numbers.
#[derive(Default)]
struct Lexicon {
    ids: HashMap<String, u32>,
    /// By number: the small letters and digits.
    letters: Vec<Vec<char>>,
}

impl Lexicon {
    fn id(&mut self, word: &str) -> u32 {
        let bare: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let next = u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
        if let Some(id) = self.ids.get(&bare) {
            return *id;
        }
        self.letters.push(bare.chars().collect());
        self.ids.insert(bare, next);
        next
    }

    /// A dash is no word.
    fn is_word(&self, id: u32) -> bool {
        !self.letters[id as usize].is_empty()
    }

    fn cost_exact(&self, a: u32, b: u32) -> u32 {
        if a == b && self.is_word(a) { 0 } else { NEVER }
    }

    /// By the share of letters that differ; respellings and endings match, other words do not.
    fn cost(&self, a: u32, b: u32) -> u32 {
        if a == b {
            return self.cost_exact(a, b);
        }
        let (a, b) = (&self.letters[a as usize], &self.letters[b as usize]);
        let longest = a.len().max(b.len());
        let most = longest / 3;
        let alike = a.len().min(b.len()) > 2 && (a.first() == b.first() || a.last() == b.last());
        if !alike || a.len().abs_diff(b.len()) > most || a.iter().chain(b).any(|c| c.is_numeric()) {
            return NEVER;
        }
        let differ = distance(a, b);
        if differ > most { NEVER } else { u32::try_from(4 + 30 * differ / longest).unwrap_or(NEVER) }
    }
}

/// Levenshtein's.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = cost;
        }
    }
    row[b.len()]
}

struct Matcher<'a> {
    left: &'a [u32],
    right: &'a [u32],
    lexicon: &'a Lexicon,
    pairs: Vec<(usize, usize)>,
}

impl Matcher<'_> {
    fn between(&mut self, mut left: Range<usize>, mut right: Range<usize>, depth: u32) {
        while !left.is_empty() && !right.is_empty() && self.left[left.start] == self.right[right.start] {
            self.push(left.start, right.start);
            (left.start, right.start) = (left.start + 1, right.start + 1);
        }
        let mut tail = 0;
        while left.len() > tail
            && right.len() > tail
            && self.left[left.end - tail - 1] == self.right[right.end - tail - 1]
        {
            tail += 1;
        }
        let (after_left, after_right) = (left.end - tail, right.end - tail);
        self.inner(left.start..after_left, right.start..after_right, depth);
        for n in 0..tail {
            self.push(after_left + n, after_right + n);
        }
    }

    fn push(&mut self, i: usize, j: usize) {
        if self.lexicon.is_word(self.left[i]) {
            self.pairs.push((i, j));
        }
    }

    fn inner(&mut self, left: Range<usize>, right: Range<usize>, depth: u32) {
        if left.is_empty() || right.is_empty() {
            return;
        }
        let cells = left.len().saturating_mul(right.len());
        if cells <= CELLS_BY_SPELLING {
            return self.cheapest(left, right, Lexicon::cost);
        }
        let anchors = if depth < DEEPEST { self.anchors(&left, &right) } else { Vec::new() };
        if !anchors.is_empty() {
            let (mut i, mut j) = (left.start, right.start);
            for (a, b) in anchors {
                self.between(i..a, j..b, depth + 1);
                self.push(a, b);
                (i, j) = (a + 1, b + 1);
            }
            return self.between(i..left.end, j..right.end, depth + 1);
        }
        if cells <= CELLS {
            return self.cheapest(left, right, Lexicon::cost_exact);
        }
        // `DEEPEST` does not bound this: each half has a fourth of the cells.
        let (i, j) = (left.start + left.len() / 2, right.start + right.len() / 2);
        self.between(left.start..i, right.start..j, depth + 1);
        self.between(i..left.end, j..right.end, depth + 1);
    }

    /// The words of the longest phrases that either side has just once, as far as they come in one order.
    fn anchors(&self, left: &Range<usize>, right: &Range<usize>) -> Vec<(usize, usize)> {
        for n in PHRASES {
            let (a, b) = (self.once(&self.left[left.clone()], n), self.once(&self.right[right.clone()], n));
            let mut both: Vec<(usize, usize)> =
                a.iter().filter_map(|(phrase, i)| Some((left.start + i, right.start + b.get(phrase)?))).collect();
            both.sort_unstable();
            let chain = ascending(&both);
            if !chain.is_empty() {
                let words = chain.into_iter().flat_map(|(i, j)| (0..n).map(move |k| (i + k, j + k)));
                let mut out: Vec<(usize, usize)> = Vec::new();
                for (i, j) in words {
                    // Phrases overlap: "a b c" and "b c d" share two words.
                    if out.last().is_none_or(|(a, b)| i > *a && j > *b) {
                        out.push((i, j));
                    }
                }
                return out;
            }
        }
        Vec::new()
    }

    /// Phrases of `n` words that come once, with their places.
    fn once<'w>(&self, words: &'w [u32], n: usize) -> HashMap<&'w [u32], usize> {
        let mut places: HashMap<&[u32], Option<usize>> = HashMap::new();
        for (i, phrase) in words.windows(n).enumerate() {
            let letters = || phrase.iter().map(|w| self.lexicon.letters[*w as usize].len()).sum::<usize>();
            if n > 1 || letters() >= ANCHOR_LETTERS {
                places.entry(phrase).and_modify(|p| *p = None).or_insert(Some(i));
            }
        }
        places.into_iter().filter_map(|(phrase, place)| Some((phrase, place?))).collect()
    }

    /// The cheapest way from one side to the other, by dynamic programming over all pairs.
    fn cheapest(&mut self, left: Range<usize>, right: Range<usize>, cost: impl Fn(&Lexicon, u32, u32) -> u32) {
        #[derive(Clone, Copy, PartialEq)]
        enum Step {
            Pair,
            Left,
            Right,
        }
        let (words, others) = (&self.left[left.clone()], &self.right[right.clone()]);
        let (height, width) = (words.len(), others.len());
        let mut steps = vec![Step::Right; height * width];
        let mut row: Vec<u32> = (0..=width).map(|j| u32::try_from(j).unwrap_or(u32::MAX / 32) * GAP).collect();
        for (i, word) in words.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] += GAP;
            for (j, other) in others.iter().enumerate() {
                let pair = diagonal + cost(self.lexicon, *word, *other);
                let (up, back) = (row[j + 1] + GAP, row[j] + GAP);
                diagonal = row[j + 1];
                (row[j + 1], steps[i * width + j]) = if pair <= up && pair <= back {
                    (pair, Step::Pair)
                } else if up <= back {
                    (up, Step::Left)
                } else {
                    (back, Step::Right)
                };
            }
        }
        let first = self.pairs.len();
        let (mut i, mut j) = (height, width);
        while i > 0 && j > 0 {
            match steps[(i - 1) * width + j - 1] {
                Step::Pair => {
                    (i, j) = (i - 1, j - 1);
                    self.pairs.push((left.start + i, right.start + j));
                }
                Step::Left => i -= 1,
                Step::Right => j -= 1,
            }
        }
        self.pairs[first..].reverse();
    }
}

/// The longest chain of pairs, sorted by the first place, whose second places ascend too.
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // `ends[n]` is the pair that ends the chain of `n + 1` pairs with the smallest second place.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (n, pair) in pairs.iter().enumerate() {
        let at = ends.partition_point(|e| pairs[*e].1 < pair.1);
        before[n] = at.checked_sub(1).map(|p| ends[p]);
        if at == ends.len() {
            ends.push(n);
        } else {
            ends[at] = n;
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(n) = next {
        chain.push(pairs[n]);
        next = before[n];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paired(left: &str, right: &str) -> String {
        let (left, right): (Vec<&str>, Vec<&str>) = (left.split(' ').collect(), right.split(' ').collect());
        let list = pairs(&left, &right);
        assert!(list.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
        list.iter().map(|(i, j)| format!("{}={}", left[*i], right[*j])).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn respellings_match_and_other_words_do_not() {
        assert_eq!(paired("My colour, analysed", "my color analyzed"), "My=my colour,=color analysed=analyzed");
        assert_eq!(paired("in 1969 we", "in 1968 we"), "in=in we=we");
        assert_eq!(paired("a cat ran", "a dog ran"), "a=a ran=ran");
        assert_eq!(paired("so — it is", "so it is"), "so=so it=it is=is");
    }

    #[test]
    fn long_texts_are_matched_around_what_is_missing() {
        let text: Vec<String> =
            (0..30_000_u32).map(|i| format!("w{}", i.wrapping_mul(2_654_435_761) % 3_000)).collect();
        let left: Vec<&str> = text.iter().map(String::as_str).collect();
        // A tenth is missing, and a long passage.
        let right: Vec<(usize, &str)> =
            left.iter().copied().enumerate().filter(|(i, _)| i % 10 != 3 && !(12_000..14_000).contains(i)).collect();
        let texts: Vec<&str> = right.iter().map(|(_, t)| *t).collect();
        let found = pairs(&left, &texts);
        let true_pairs = found.iter().filter(|(i, j)| right[*j].0 == *i).count();
        assert!(true_pairs * 100 > right.len() * 99, "{true_pairs} of {}", right.len());
    }

    #[test]
    fn nothing_to_hold_on_to_comes_to_an_end() {
        let left: Vec<&str> = (0..9_000).map(|i| ["a", "b"][i % 2]).collect();
        let right: Vec<&str> = (0..9_000).map(|i| ["b", "c", "b", "b", "a"][i % 5]).collect();
        assert!(!pairs(&left, &right).is_empty());
        assert!(pairs(&left, &["x"; 9_000]).is_empty());
        assert!(pairs(&[], &right).is_empty() && pairs(&["—"], &["—"]).is_empty());
    }
}
