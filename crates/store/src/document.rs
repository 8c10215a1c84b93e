//! How a transcript is kept. An hour has ten thousand words, every edit reads and writes all of them, and what that costs is in
//! proportion to the text: so the words of a segment stand in one string and their times in one list of numbers, each
//! counted from the one before. That is a third of the bytes of a list of objects. Those that were kept so are read too.
//!
//! The database gets it as bytes that are compressed here: as `json` it reads through three quarters of a megabyte on each
//! edit of three hours before it compresses them, which takes ten times as long.

use model::transcript::{Segment, Transcript, Word};
use serde::{Deserialize, Serialize};
use sqlx::{
    Decode, Postgres, Type,
    error::BoxDynError,
    postgres::{PgTypeInfo, PgValueRef},
};

/// The first byte of what is compressed, as an LZ4 block behind its length. JSON begins otherwise.
const LZ4: u8 = 1;

/// A transcript as it comes from a column.
pub(crate) struct Packed(pub Transcript);

/// A transcript as it goes into a column.
pub(crate) fn pack(transcript: &Transcript) -> Result<Vec<u8>, serde_json::Error> {
    let json = serde_json::to_vec(&Document::from(transcript))?;
    let mut bytes = vec![LZ4];
    bytes.extend(lz4_flex::block::compress_prepend_size(&json));
    Ok(bytes)
}

fn unpack(bytes: &[u8]) -> Result<Transcript, BoxDynError> {
    let document: Document = match bytes.split_first() {
        Some((&LZ4, block)) => serde_json::from_slice(&lz4_flex::block::decompress_size_prepended(block)?)?,
        _ => serde_json::from_slice(bytes)?,
    };
    Ok(document.into())
}

impl Type<Postgres> for Packed {
    fn type_info() -> PgTypeInfo {
        <[u8] as Type<Postgres>>::type_info()
    }
}

impl Decode<'_, Postgres> for Packed {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self(unpack(<&[u8] as Decode<'_, Postgres>>::decode(value)?)?))
    }
}

/// A transcript as it is kept.
#[derive(Serialize, Deserialize)]
struct Document {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default)]
    speakers: Vec<String>,
    segments: Vec<Kept>,
}

#[derive(Default, Serialize, Deserialize)]
struct Kept {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    e: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    v: Option<u16>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    p: bool,
    /// The words, with a blank between any two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    t: String,
    /// Of each word the time from the end of the one before (of the first, from the segment's start) and its length; empty
    /// where words have no times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    n: Vec<i64>,
    /// The confidence of each word; empty where none has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    c: Vec<Option<f32>>,
    /// Which words are marked as fillers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    f: Vec<usize>,
    /// Which words have no blank before them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    g: Vec<usize>,
    /// Words as objects: where only some have times, and as they were kept before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    w: Vec<Word>,
}

impl From<&Transcript> for Document {
    fn from(transcript: &Transcript) -> Self {
        Self {
            language: transcript.language.clone(),
            speakers: transcript.speakers.clone(),
            segments: transcript.segments.iter().map(Kept::from).collect(),
        }
    }
}

impl From<&Segment> for Kept {
    fn from(segment: &Segment) -> Self {
        let words = &segment.words;
        let head = Self {
            s: segment.start_ms,
            e: segment.end_ms,
            v: segment.speaker,
            p: segment.paragraph,
            ..Self::default()
        };
        let timed = words.iter().all(|w| w.start_ms.is_some() && w.end_ms.is_some());
        let untimed = words.iter().all(|w| w.start_ms.is_none() && w.end_ms.is_none());
        if !(timed || untimed) || words.iter().any(|w| w.text.is_empty() || w.text.contains(' ')) {
            return Self { w: words.clone(), ..head };
        }
        let mut kept = Self { t: String::with_capacity(words.len() * 7), ..head };
        let mut before = segment.start_ms.map_or(0, i64::from);
        for (i, word) in words.iter().enumerate() {
            if i > 0 {
                kept.t.push(' ');
            }
            kept.t.push_str(&word.text);
            if let (Some(start), Some(end)) = (word.start_ms.map(i64::from), word.end_ms.map(i64::from)) {
                kept.n.extend([start - before, end - start]);
                before = end;
            }
            if word.filler {
                kept.f.push(i);
            }
            if word.glued {
                kept.g.push(i);
            }
        }
        if words.iter().any(|w| w.confidence.is_some()) {
            kept.c = words.iter().map(|w| w.confidence).collect();
        }
        kept
    }
}

impl From<Document> for Transcript {
    fn from(Document { language, speakers, segments }: Document) -> Self {
        Self { language, speakers, segments: segments.into_iter().map(Segment::from).collect() }
    }
}

impl From<Kept> for Segment {
    fn from(Kept { s, e, v, p, t, n, c, f, g, mut w }: Kept) -> Self {
        if w.is_empty() && !t.is_empty() {
            w = t.split(' ').map(Word::plain).collect();
        }
        let mut before = s.map_or(0, i64::from);
        for (word, times) in w.iter_mut().zip(n.chunks_exact(2)) {
            let (start, end) = (before + times[0], before + times[0] + times[1]);
            (word.start_ms, word.end_ms) = (u32::try_from(start).ok(), u32::try_from(end).ok());
            before = end;
        }
        for (word, confidence) in w.iter_mut().zip(c) {
            word.confidence = confidence;
        }
        for i in f {
            w.get_mut(i).into_iter().for_each(|word| word.filler = true);
        }
        for i in g {
            w.get_mut(i).into_iter().for_each(|word| word.glued = true);
        }
        Self { start_ms: s, end_ms: e, speaker: v, paragraph: p, words: w }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Transcript {
        serde_json::from_str::<Document>(json).unwrap().into()
    }

    /// Every combination of what a word may have: in segments in which all words are of one kind, and in one of all kinds;
    /// after a time, before one, and without one.
    fn every_kind() -> Transcript {
        let word = |kind: u32| Word {
            text: format!("\"w{kind}\""),
            start_ms: (kind & 1 != 0).then_some(90_000 + kind),
            end_ms: (kind & 2 != 0).then_some(u32::MAX - kind),
            confidence: (kind & 4 != 0).then_some(0.1 + kind as f32 / 37.0),
            filler: kind & 8 != 0,
            glued: kind & 16 != 0,
        };
        let mut segments = Vec::new();
        for start_ms in [Some(90_000), Some(u32::MAX), None] {
            let head = Segment { start_ms, end_ms: start_ms, speaker: Some(1), paragraph: true, words: Vec::new() };
            segments.push(Segment { words: (0..32).map(word).collect(), ..head.clone() });
            segments.extend(
                (0..32).map(|kind| Segment { words: vec![word(kind), word(kind), word(kind & 3)], ..head.clone() }),
            );
            segments.push(Segment { words: vec![Word::plain("a b"), Word::plain("")], ..head.clone() });
            segments.push(head);
        }
        Transcript { language: Some("en".into()), speakers: vec!["A".into(), "B".into()], segments }
    }

    #[test]
    fn a_transcript_is_kept_to_the_last_bit() {
        for transcript in [every_kind(), Transcript::default()] {
            let bytes = pack(&transcript).unwrap();
            assert_eq!(unpack(&bytes).unwrap(), transcript);
        }
    }

    #[test]
    fn what_was_kept_before_is_read() {
        let transcript = every_kind();
        let uncompressed = serde_json::to_vec(&Document::from(&transcript)).unwrap();
        let objects = serde_json::to_vec(&transcript).unwrap();
        for bytes in [uncompressed, objects] {
            assert_eq!(unpack(&bytes).unwrap(), transcript);
        }
    }

    #[test]
    fn what_is_no_document_is_an_error() {
        for bytes in [&b""[..], &[LZ4], &[LZ4, 255, 255, 255, 255, 0], b"{"] {
            assert!(unpack(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn words_take_few_bytes() {
        let word = |text: &str, start| Word { start_ms: Some(start), end_ms: Some(start + 300), ..Word::plain(text) };
        let words = vec![word("so", 9_000_340), Word { filler: true, ..word("um,", 9_000_700) }];
        let segments =
            vec![Segment { start_ms: Some(9_000_000), end_ms: Some(9_001_000), words, ..Segment::default() }];
        let json = serde_json::to_string(&Document::from(&Transcript { segments, ..Transcript::default() })).unwrap();
        let expected = r#"{"s":9000000,"e":9001000,"t":"so um,","n":[340,300,60,300],"f":[1]}"#;
        assert_eq!(json, format!("{{\"speakers\":[],\"segments\":[{expected}]}}"));
    }

    #[test]
    fn a_damaged_document_is_read_as_far_as_it_goes() {
        let damaged = r#"{"segments":[{"s":5,"t":"a b","n":[-9,1,7],"c":[null,0.5,0.5],"f":[7],"g":[1]}]}"#;
        let segment = &read(damaged).segments[0];
        assert_eq!(
            (segment.text(), segment.words[0].start_ms, segment.words[1].start_ms),
            ("ab".to_owned(), None, None)
        );
    }
}
