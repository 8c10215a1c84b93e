//! What texts are about, as directions: kept in a byte a number, likened by their cosine, sifted by their signs.

use std::collections::BTreeMap;

use crate::words::{Language, lexemes, tokens};

/// Numbers of a direction: as many as all-MiniLM-L6-v2 gives.
pub const DIMENSIONS: usize = 384;
/// Bytes of its signs.
pub const SIGNS: usize = DIMENSIONS / 8;

/// A direction, or nothing (zeros). Its length says nothing: numbers are scaled so that the largest is 127 and rounded. Those
/// of a unit vector are mostly under 0.1, of which a fixed scale would leave a dozen steps; so there are some sixty, and a
/// cosine is right to about a hundredth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning(Vec<i8>);

impl Meaning {
    /// Of the numbers of a vector; `None` when these are not as many as a direction has, or not finite.
    #[must_use]
    pub fn of(numbers: &[f32]) -> Option<Self> {
        if numbers.len() != DIMENSIONS || !numbers.iter().all(|x| x.is_finite()) {
            return None;
        }
        let largest = numbers.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
        // What is smaller cannot be divided by.
        let largest = if largest < f32::MIN_POSITIVE { f32::INFINITY } else { largest };
        #[expect(clippy::cast_possible_truncation, reason = "from -127 to 127")]
        let step = |x: &f32| (x / largest * 127.0).round() as i8;
        Some(Self(numbers.iter().map(step).collect()))
    }

    /// As [`Self::to_bytes`] wrote it; `None` when it did not.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == DIMENSIONS).then(|| Self(bytes.iter().map(|byte| byte.cast_signed()).collect()))
    }

    /// The bytes that are kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().map(|x| x.cast_unsigned()).collect()
    }

    /// Whether it is of nothing, and like nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|x| *x == 0)
    }

    /// How alike two are: 1 the same, 0 nothing in common, -1 the opposite.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        let lengths = (dot(&self.0, &self.0) * dot(&other.0, &other.0)).sqrt();
        if lengths > 0.0 { (dot(&self.0, &other.0) / lengths).clamp(-1.0, 1.0) } else { 0.0 }
    }

    /// The direction between several, each of the same weight.
    #[must_use]
    pub fn mean<'a>(of: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut sum = vec![0.0_f32; DIMENSIONS];
        for meaning in of {
            let length = dot(&meaning.0, &meaning.0).sqrt();
            if length > 0.0 {
                for (sum, x) in sum.iter_mut().zip(&meaning.0) {
                    *sum += f32::from(*x) / length;
                }
            }
        }
        Self::of(&sum).unwrap_or_else(Self::nothing)
    }

    fn nothing() -> Self {
        Self(vec![0; DIMENSIONS])
    }

    /// Its signs, a bit each. The more of them two directions share, the smaller is the angle between them (Charikar 2002).
    #[must_use]
    pub fn signs(&self) -> Vec<u8> {
        self.0.chunks(8).map(|eight| eight.iter().fold(0, |byte, x| (byte << 1) | u8::from(*x > 0))).collect()
    }

    /// Of words and phrases with their weights, without a model: each stem is added at a place and with a sign that are told by
    /// its hash (Weinberger et al. 2009). Two of these are alike where the same stems weigh much. A stem counts as in the phrase
    /// that weighs most, or one word in many phrases would be all.
    #[must_use]
    pub fn of_words<'a>(phrases: impl IntoIterator<Item = (&'a str, f32)>, language: Language) -> Self {
        let mut weights: BTreeMap<String, f32> = BTreeMap::new();
        for (phrase, weight) in phrases {
            let found = tokens(phrase);
            for (token, stem) in found.iter().zip(lexemes(&found, language)) {
                // "of", "to": not what a phrase is about.
                let says_much = token.unspaced || token.word.chars().nth(2).is_some();
                if says_much && weight.is_finite() {
                    let kept = weights.entry(stem).or_insert(0.0);
                    *kept = kept.max(weight);
                }
            }
        }
        let mut sum = vec![0.0_f32; DIMENSIONS];
        for (stem, weight) in &weights {
            let (place, sign) = place(stem);
            sum[place] += sign * weight;
        }
        Self::of(&sum).unwrap_or_else(Self::nothing)
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most 384 times 127 squared, which is exact")]
fn dot(a: &[i8], b: &[i8]) -> f32 {
    a.iter().zip(b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum::<i32>() as f32
}

/// Where a stem is added and with which sign: FNV-1a, whose bits are mixed once more. Kept for good, so no hash of the standard
/// library, which may change.
fn place(stem: &str) -> (usize, f32) {
    let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = stem.bytes().fold(0xcbf2_9ce4_8422_2325, hash);
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let place = usize::try_from((mixed >> 33) % 384).unwrap_or_default();
    (place, if mixed & (1 << 32) == 0 { 1.0 } else { -1.0 })
}

/// Those that are at least so much like a direction, most alike first.
#[must_use]
pub fn nearest<'a, T>(to: &Meaning, among: impl IntoIterator<Item = (T, &'a Meaning)>, least: f32) -> Vec<(T, f32)> {
    let mut near: Vec<(T, f32)> = among
        .into_iter()
        .map(|(which, meaning)| (which, to.cosine(meaning)))
        .filter(|(_, cosine)| *cosine >= least)
        .collect();
    near.sort_by(|a, b| b.1.total_cmp(&a.1));
    near
}

fn eights(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks::<8>().0.iter().map(|eight| u64::from_ne_bytes(*eight))
}

/// Which of many signs, one behind the other, are most like these: their places, at most so many, the most alike first.
#[must_use]
pub fn most_alike(signs: &[u8], among: &[u8], most: usize) -> Vec<usize> {
    let differences = |other: &[u8]| eights(signs).zip(eights(other)).map(|(a, b)| (a ^ b).count_ones()).sum::<u32>();
    let mut found: Vec<(u32, usize)> =
        among.chunks_exact(SIGNS).enumerate().map(|(place, other)| (differences(other), place)).collect();
    if most < found.len() {
        found.select_nth_unstable(most);
        found.truncate(most);
    }
    found.sort_unstable();
    found.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(n: usize) -> Meaning {
        let mut numbers = vec![0.0; DIMENSIONS];
        numbers[n] = 0.3;
        Meaning::of(&numbers).unwrap()
    }

    #[test]
    fn numbers_are_scaled_by_the_largest() {
        let mut numbers = vec![0.0; DIMENSIONS];
        (numbers[0], numbers[1], numbers[383]) = (0.2, -0.1, 0.0001);
        let bytes = Meaning::of(&numbers).unwrap().to_bytes();
        assert_eq!((bytes[0], bytes[1], bytes[383]), (127, 192, 0), "-64 is 192");
        assert_eq!(Meaning::of(&numbers[1..]), None);
        numbers[5] = f32::NAN;
        assert_eq!(Meaning::of(&numbers), None);
        assert_eq!(Meaning::from_bytes(&bytes[1..]), None);
    }

    #[test]
    fn nothing_is_like_nothing() {
        let nothing = Meaning::of(&[0.0; DIMENSIONS]).unwrap();
        assert!(nothing.is_nothing() && Meaning::mean([]).is_nothing() && Meaning::mean([&nothing]).is_nothing());
        assert!(Meaning::of_words([("of", 1.0), ("", 1.0)], Language::of("en")).is_nothing());
        assert_eq!((nothing.cosine(&nothing), nothing.cosine(&axis(1))), (0.0, 0.0));
        assert!(!axis(1).is_nothing());
    }

    #[test]
    fn a_mean_lies_between() {
        let (a, b) = (axis(0), axis(1));
        let mean = Meaning::mean([&a, &b]);
        assert!((mean.cosine(&a) - 0.5_f32.sqrt()).abs() < 0.01 && (mean.cosine(&b) - 0.5_f32.sqrt()).abs() < 0.01);
        assert_eq!((a.cosine(&b), a.cosine(&a)), (0.0, 1.0));
    }

    #[test]
    fn signs_are_bits_and_those_that_differ_least_come_first() {
        let signs = axis(5).signs();
        assert_eq!((signs.len(), signs[0]), (SIGNS, 0b0000_0100));
        assert!(signs[1..].iter().all(|byte| *byte == 0));
        let one = |byte: u8| [vec![0; SIGNS - 1], vec![byte]].concat();
        let among = [one(0b111), one(0b1), one(0b11), one(0b1)].concat();
        assert_eq!(most_alike(&one(0b1), &among, 3), [1, 3, 2]);
        assert_eq!(most_alike(&one(0b1), &among, 9), [1, 3, 2, 0]);
        assert_eq!(most_alike(&one(0b1), &among, 0), [0_usize; 0]);
        assert!(most_alike(&one(0), &[], 3).is_empty());
    }

    #[test]
    fn the_most_alike_come_first() {
        let (a, b) = (axis(0), axis(1));
        let both = Meaning::mean([&a, &b]);
        let near = nearest(&a, [('b', &b), ('m', &both), ('a', &a)], 0.3);
        assert_eq!(near.iter().map(|n| n.0).collect::<String>(), "am");
    }

    #[test]
    fn what_shares_words_is_alike_without_a_model() {
        let english = Language::of("en");
        let of = |phrases: &[(&str, f32)]| Meaning::of_words(phrases.iter().copied(), english);
        let whales =
            of(&[("humpback whales", 1.0), ("songs of the sea", 0.8), ("dolphins", 0.6), ("research ship", 0.3)]);
        let dolphins = of(&[("dolphins", 1.0), ("whale song", 0.9), ("coast", 0.5), ("sea", 0.4)]);
        let printing = of(&[("movable type", 1.0), ("printing press", 0.9), ("lead", 0.5), ("books", 0.4)]);
        assert!(whales.cosine(&dolphins) > 0.5, "{}", whales.cosine(&dolphins));
        assert!(whales.cosine(&printing) < 0.2, "{}", whales.cosine(&printing));
        assert_eq!(of(&[("whale", 1.0)]), of(&[("Whales", 0.5), ("a whale", 0.2)]), "a direction has no length");
    }

    #[test]
    fn a_stem_keeps_its_place_for_good() {
        // What was kept by an earlier version is likened to what this one makes.
        assert_eq!((place("whale"), place("sea")), ((317, -1.0), (248, 1.0)));
    }
}
