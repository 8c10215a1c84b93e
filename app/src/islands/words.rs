//! The times of words, as `words.json` has them.

/// When each word of each sentence starts, in milliseconds.
#[derive(Debug, Default, PartialEq)]
pub struct Words {
    starts: Vec<u32>,
    /// Where in `starts` the sentence of that index ends.
    ends: Vec<usize>,
}

/// How long a word is taken to last before a pause begins; only starts are known.
const WORD_MS: u32 = 900;
/// Kept of a pause, so that speech does not sound clipped.
const BREATH_MS: u32 = 250;
/// A pause is worth jumping over from here.
const PAUSE_MS: u32 = 1000;

impl Words {
    /// Reads `{"segments":[[12500,0,31,52],[]]}`: by sentence its start in milliseconds and then, in hundredths of a
    /// second after it, the start of each word. The document holds nothing but numbers in nested lists, so counting
    /// brackets reads it; a JSON parser would be the larger part of this module's code.
    pub fn read(json: &str) -> Self {
        let mut words = Self::default();
        let mut depth = 0;
        let mut number = None;
        let mut base = None;
        for byte in json.bytes() {
            match byte {
                b'0'..=b'9' => {
                    number = Some(number.unwrap_or(0_u32).wrapping_mul(10).wrapping_add(u32::from(byte - b'0')))
                }
                b'[' => {
                    depth += 1;
                    base = None;
                }
                b',' | b']' => {
                    match (number.take(), base) {
                        (Some(start), None) => base = Some(start),
                        (Some(offset), Some(start)) => words.starts.push(start.wrapping_add(offset.wrapping_mul(10))),
                        (None, _) => {}
                    }
                    if byte == b']' {
                        if depth == 2 {
                            words.ends.push(words.starts.len());
                        }
                        depth -= 1;
                    }
                }
                _ => {}
            }
        }
        words
    }

    /// The starts of a sentence's words; empty where they are not known.
    pub fn of(&self, sentence: usize) -> &[u32] {
        let Some(&end) = self.ends.get(sentence) else { return &[] };
        let start = sentence.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.starts[start..end]
    }

    /// The word of a sentence that is being spoken.
    pub fn at(&self, sentence: usize, ms: u32) -> Option<usize> {
        self.of(sentence).partition_point(|start| *start <= ms).checked_sub(1)
    }

    /// Stretches without a word that are worth jumping over, as (from, to).
    pub fn pauses(&self) -> Vec<(u32, u32)> {
        let mut pauses = Vec::new();
        let mut last: Option<u32> = None;
        for sentence in 0..self.ends.len() {
            let starts = self.of(sentence);
            // Somebody may be speaking where word times are missing.
            if starts.is_empty() {
                last = None;
            }
            for &start in starts {
                let end = last.map_or(start, |last| last + WORD_MS);
                if start > end + PAUSE_MS + BREATH_MS {
                    pauses.push((end, start - BREATH_MS));
                }
                last = Some(start);
            }
        }
        pauses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::read(r#"{"segments":[[12500,0,31,52],[],[15250,0,20,600]]}"#)
    }

    #[test]
    fn words_are_found_by_sentence_and_time() {
        let words = words();
        assert_eq!(words.of(0), [12_500, 12_810, 13_020]);
        assert!(words.of(1).is_empty());
        assert_eq!(words.of(2), [15_250, 15_450, 21_250]);
        assert!(words.of(3).is_empty());
        assert_eq!(words.at(0, 12_499), None);
        assert_eq!(words.at(0, 12_810), Some(1));
        assert_eq!(words.at(0, 99_000), Some(2));
        assert_eq!(words.at(1, 14_000), None);
    }

    #[test]
    fn a_pause_is_jumped_only_between_words_that_are_known() {
        // Within the last sentence; not before the first word, nor across the sentence without word times.
        assert_eq!(words().pauses(), [(16_350, 21_000)]);
    }

    #[test]
    fn nothing_known_is_nothing_found() {
        for nothing in ["", "{}", r#"{"segments":[]}"#] {
            assert_eq!(Words::read(nothing), Words::default());
        }
    }
}
