//! Reading ease after Flesch (1948), in the adaptations for the curated languages.
//!
//! All of them weigh the words of a sentence and the syllables of a word: English Flesch 1948, German Amstad 1978, French
//! Kandel and Moles 1958, Spanish Fernández Huerta 1959, Italian Franchina and Vacca 1972, Portuguese Martins et al. 1996,
//! Dutch Douma 1960.

/// Less than this many words say nothing about who speaks.
const LEAST_WORDS: u32 = 100;

/// What is counted of a speaker's words.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    /// Sentences.
    pub sentences: u32,
    /// Words.
    pub words: u32,
    /// Syllables.
    pub syllables: u32,
}

/// Reading ease: 100 is very easy, 0 very hard, and both can be exceeded. `None` for a language without a formula, and for
/// too few words.
pub(crate) fn ease(language: &str, count: Count) -> Option<f32> {
    if count.words < LEAST_WORDS || count.sentences == 0 {
        return None;
    }
    let (base, per_word, per_syllable) = match language {
        "en" => (206.835, 1.015, 84.6),
        "de" => (180.0, 1.0, 58.5),
        "fr" => (207.0, 1.015, 73.6),
        "es" => (206.84, 1.02, 60.0),
        "it" => (217.0, 1.3, 60.0),
        "pt" => (248.835, 1.015, 84.6),
        "nl" => (206.835, 0.93, 77.0),
        _ => return None,
    };
    let sentence = count.words as f32 / count.sentences as f32;
    let word = count.syllables as f32 / count.words as f32;
    Some(base - per_word * sentence - per_syllable * word)
}

/// The syllables of a word: its groups of vowels, without a silent `e` at the end in English and French; at least one.
pub(crate) fn syllables(word: &str, language: &str) -> u32 {
    let word = word.to_lowercase();
    let vowel = |c: char| {
        matches!(
            c,
            'a' | 'e'
                | 'i'
                | 'o'
                | 'u'
                | 'y'
                | 'ä'
                | 'ö'
                | 'ü'
                | 'á'
                | 'à'
                | 'â'
                | 'ã'
                | 'é'
                | 'è'
                | 'ê'
                | 'ë'
                | 'í'
                | 'ì'
                | 'î'
                | 'ï'
                | 'ó'
                | 'ò'
                | 'ô'
                | 'õ'
                | 'ú'
                | 'ù'
                | 'û'
                | 'œ'
                | 'æ'
        )
    };
    let mut groups = 0;
    let mut inside = false;
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    for c in &letters {
        let here = vowel(*c);
        groups += u32::from(here && !inside);
        inside = here;
    }
    let silent = match (language, letters.as_slice()) {
        // "table" keeps its last syllable, "time" does not have one.
        ("en", [.., before, 'l', 'e']) if !vowel(*before) => false,
        ("en", [.., a, 'e']) => !vowel(*a),
        ("en", [.., a, 'e', 'd']) => !vowel(*a) && !matches!(a, 't' | 'd'),
        ("en", [.., a, 'e', 's']) => !vowel(*a) && !matches!(a, 's' | 'x' | 'z' | 'h' | 'c' | 'g'),
        ("fr", [.., a, 'e'] | [.., a, 'e', 's']) => !vowel(*a),
        _ => false,
    };
    (groups - u32::from(silent && groups > 1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted() {
        let cases = [
            ("en", "time", 1),
            ("en", "table", 2),
            ("en", "printing", 2),
            ("en", "walked", 1),
            ("en", "wanted", 2),
            ("en", "houses", 2),
            ("en", "the", 1),
            ("de", "Zeitung", 2),
            ("de", "Häuser", 2),
            ("fr", "table", 1),
            ("es", "palabra", 3),
            ("nl", "woord", 1),
        ];
        for (language, word, expected) in cases {
            assert_eq!(syllables(word, language), expected, "{word}");
        }
    }

    #[test]
    fn short_words_in_short_sentences_are_easy() {
        let easy = ease("en", Count { sentences: 20, words: 120, syllables: 140 }).expect("enough words");
        let hard = ease("en", Count { sentences: 4, words: 120, syllables: 240 }).expect("enough words");
        assert!(easy > 90.0 && hard < 20.0, "{easy} {hard}");
        assert_eq!(ease("en", Count { sentences: 2, words: 20, syllables: 25 }), None);
        assert_eq!(ease("sv", Count { sentences: 20, words: 120, syllables: 140 }), None);
    }
}
