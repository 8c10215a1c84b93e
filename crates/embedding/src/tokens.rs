//! Text to the numbers of its word pieces.

use candle_transformers::models::bert::Config;
use serde::Deserialize;
use tokenizers::{
    Model as _, Tokenizer, models::wordpiece::WordPiece, normalizers::BertNormalizer,
    pre_tokenizers::bert::BertPreTokenizer,
};

use crate::{ModelError, format};

/// Pieces that the model was trained to read at most (`sentence_bert_config.json`), with both marks.
const MOST_PIECES: usize = 256;
/// What is behind this many characters is not cut into pieces: it would be too far to be read.
const MOST_CHARACTERS: usize = 8_192;

/// What is read of `tokenizer.json`. Its padding and truncation are for another use, and marks written in a text
/// ("[SEP]") are to be text.
#[derive(Deserialize)]
struct File {
    normalizer: BertNormalizer,
    model: WordPiece,
}

/// Cuts text into pieces.
pub(crate) struct Reader {
    tokenizer: Tokenizer,
    start: u32,
    end: u32,
    unknown: u32,
    most: usize,
}

impl Reader {
    /// A reader after `tokenizer.json`, for a model of these sizes.
    pub(crate) fn new(json: &[u8], config: &Config) -> Result<Self, ModelError> {
        let file: File =
            serde_json::from_slice(json).map_err(|e| format(format!("its tokenizer cannot be read ({e})")))?;
        let id =
            |token: &str| file.model.token_to_id(token).ok_or_else(|| format(format!("its tokenizer has no {token}")));
        let (start, end, unknown) = (id("[CLS]")?, id("[SEP]")?, id("[UNK]")?);
        let fits = |id: &u32| usize::try_from(*id).is_ok_and(|id| id < config.vocab_size);
        if !file.model.get_vocab().values().all(fits) {
            return Err(format("its tokenizer has more pieces than its weights"));
        }
        let mut tokenizer = Tokenizer::new(file.model);
        tokenizer.with_normalizer(Some(file.normalizer)).map_err(|e| format(e.to_string()))?;
        tokenizer.with_pre_tokenizer(Some(BertPreTokenizer));
        Ok(Self { tokenizer, start, end, unknown, most: MOST_PIECES.min(config.max_position_embeddings) })
    }

    /// The pieces between the marks of start and end, cut off at the model's limit; none for a text in which no piece is
    /// known.
    pub(crate) fn pieces(&self, text: &str) -> tokenizers::Result<Vec<u32>> {
        let text = text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(end, _)| &text[..end]);
        let encoding = self.tokenizer.encode_fast(text, false)?;
        let pieces = encoding.get_ids();
        let pieces = &pieces[..pieces.len().min(self.most.saturating_sub(2))];
        if pieces.iter().all(|id| *id == self.unknown) {
            return Ok(Vec::new());
        }
        let mut out = Vec::with_capacity(pieces.len() + 2);
        out.push(self.start);
        out.extend_from_slice(pieces);
        out.push(self.end);
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config { vocab_size: 8, max_position_embeddings: 6, ..Config::default() }
    }

    fn json(vocabulary: &str) -> String {
        format!(
            r###"{{"normalizer": {{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                  "strip_accents": null, "lowercase": true}}, "truncation": {{"max_length": 0}},
                  "model": {{"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {vocabulary}}}}}"###
        )
    }

    const WORDS: &str = r###"{"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "deep": 3, "sea": 4, "##s": 5, "海": 6, "[": 7}"###;

    #[test]
    fn text_is_cut_into_pieces_between_marks() {
        let reader = Reader::new(json(WORDS).as_bytes(), &config()).unwrap();
        let pieces = |text: &str| reader.pieces(text).unwrap();
        assert_eq!(pieces("Deep  SEAS"), [1, 3, 4, 5, 2]);
        assert_eq!(pieces("déep海"), [1, 3, 6, 2]);
        assert_eq!(pieces("deep nothing"), [1, 3, 0, 2]);
        // A mark in a text is text.
        assert_eq!(pieces("[SEP]")[..2], [1, 7]);
        // No more than the model reads.
        assert_eq!(pieces(&"deep ".repeat(10_000)), [1, 3, 3, 3, 3, 2]);
    }

    #[test]
    fn a_text_of_which_nothing_is_known_has_no_pieces() {
        let reader = Reader::new(json(WORDS).as_bytes(), &config()).unwrap();
        for text in ["", " \n\t", "\u{0}\u{fffd}", "🦀🦀", "nothing known"] {
            assert!(reader.pieces(text).unwrap().is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_tokenizer_that_cannot_be_used_is_named() {
        for (json, says) in [
            (String::new(), "cannot be read"),
            ("{}".to_owned(), "cannot be read"),
            (json("{}"), "has no [CLS]"),
            (json(r#"{"[UNK]": 0, "[CLS]": 1, "[SEP]": 8}"#), "more pieces than its weights"),
        ] {
            let refusal = Reader::new(json.as_bytes(), &config()).err().unwrap().to_string();
            assert!(refusal.contains(says), "{refusal}");
        }
    }
}
