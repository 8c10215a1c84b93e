//! Bytes to text: byte order marks, UTF-16 and UTF-32 without one, and the single- and double-byte encodings of old tools.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, KOI8_R, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252,
};
use model::script::is_unspaced;

use crate::{
    error::ParseError,
    problems::{Fix, Fixes},
};

/// The text of a file, with `\n` line ends and without a byte order mark.
pub(crate) fn decode(bytes: &[u8], fixes: &mut Fixes) -> Result<String, ParseError> {
    if let Some(kind) = binary_kind(bytes) {
        return Err(ParseError::NotText(kind));
    }
    let text = characters(bytes, fixes)?;
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    if controls > 8 && controls * 50 > text.chars().count() {
        return Err(ParseError::NotText("a program's own file"));
    }
    let lost = text.matches('\u{fffd}').count();
    fixes.add_n(Fix::Mojibake, lost);
    Ok(line_ends(text.trim_start_matches('\u{feff}')))
}

/// Kinds of file that are uploaded by mistake, by their first bytes.
fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 12] = [
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a Word document or a ZIP archive"),
        (b"\xD0\xCF\x11\xE0", "an old Word document"),
        (b"{\\rtf", "a rich text (RTF) document"),
        (b"ID3", "an MP3 recording"),
        (b"RIFF", "a WAV recording"),
        (b"OggS", "an Ogg recording"),
        (b"fLaC", "a FLAC recording"),
        (b"\x1F\x8B", "a compressed archive"),
        (b"\xFD7zXZ", "a compressed archive"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
    ];
    kinds.into_iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| kind)
}

fn characters<'a>(bytes: &'a [u8], fixes: &mut Fixes) -> Result<Cow<'a, str>, ParseError> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return Ok(String::from_utf8_lossy(rest)),
        [0xFF, 0xFE, 0, 0, rest @ ..] => return utf32(rest, u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, rest @ ..] => return utf32(rest, u32::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => return Ok(UTF_16LE.decode_without_bom_handling(rest).0),
        [0xFE, 0xFF, rest @ ..] => return Ok(UTF_16BE.decode_without_bom_handling(rest).0),
        _ => {}
    }
    if let Some(text) = wide_without_mark(bytes)? {
        return Ok(text);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => legacy(bytes, fixes),
    }
}

fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> Result<Cow<'static, str>, ParseError> {
    let text: String =
        bytes.as_chunks::<4>().0.iter().map(|b| char::from_u32(read(*b)).unwrap_or('\u{fffd}')).collect();
    let lost = text.matches('\u{fffd}').count();
    if lost * 10 > text.chars().count() { Err(ParseError::Encoding) } else { Ok(Cow::Owned(text)) }
}

/// UTF-16 or UTF-32 by where the zero bytes stand: digits, blanks and line ends have them even in Chinese.
fn wide_without_mark(bytes: &[u8]) -> Result<Option<Cow<'static, str>>, ParseError> {
    let sample = &bytes[..bytes.len().min(4096)];
    let mut zeros = [0_usize; 4];
    for (i, _) in sample.iter().enumerate().filter(|(_, b)| **b == 0) {
        zeros[i % 4] += 1;
    }
    let total: usize = zeros.iter().sum();
    if total * 50 < sample.len() || total < 2 {
        return Ok(None);
    }
    let quarter = sample.len() / 4;
    if zeros[2] + zeros[3] >= quarter * 19 / 10 && zeros[0] * 10 < quarter {
        return utf32(bytes, u32::from_le_bytes).map(Some);
    }
    if zeros[0] + zeros[1] >= quarter * 19 / 10 && zeros[3] * 10 < quarter {
        return utf32(bytes, u32::from_be_bytes).map(Some);
    }
    let (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3]);
    let encoding = if odd > even * 4 {
        UTF_16LE
    } else if even > odd * 4 {
        UTF_16BE
    } else {
        return Err(ParseError::NotText("a program's own file"));
    };
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    if failed { Err(ParseError::Encoding) } else { Ok(Some(Cow::Owned(text.into_owned()))) }
}

/// A text in an encoding of old. UTF-8 with a few broken bytes is still UTF-8; then the double-byte encodings, which hardly
/// anything but their own text passes; then Cyrillic, and in the end Western European, which takes every byte.
fn legacy<'a>(bytes: &'a [u8], fixes: &mut Fixes) -> Result<Cow<'a, str>, ParseError> {
    let lossy = String::from_utf8_lossy(bytes);
    let lost = lossy.matches('\u{fffd}').count();
    let whole = lossy.chars().filter(|c| !c.is_ascii()).count() - lost;
    if whole > lost * 4 {
        return Ok(lossy);
    }
    let encoding = double_byte(bytes).or_else(|| cyrillic(bytes)).unwrap_or(WINDOWS_1252);
    fixes.add(Fix::Encoding(encoding.name()));
    Ok(encoding.decode_without_bom_handling(bytes).0)
}

/// A double-byte encoding: which characters are its script, the least share of them in percent, and a bonus for a script that
/// does not come up by chance.
type Candidate = (&'static Encoding, fn(char) -> bool, usize, usize);

fn double_byte(bytes: &[u8]) -> Option<&'static Encoding> {
    let candidates: [Candidate; 5] = [
        (SHIFT_JIS, is_kana, 20, 100),
        (EUC_JP, is_kana, 20, 100),
        (EUC_KR, is_hangul, 85, 20),
        (GB18030, is_han, 60, 0),
        (BIG5, is_han, 60, 0),
    ];
    let high = bytes.iter().filter(|b| **b >= 0x80).count();
    candidates
        .into_iter()
        .filter_map(|(encoding, of_the_script, least, bonus)| {
            let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
            let (mut wide, mut right, mut common) = (0_usize, 0_usize, 0_usize);
            for c in text.chars().filter(|c| !c.is_ascii()) {
                wide += 1;
                right += usize::from(of_the_script(c));
                common += usize::from(is_unspaced(c) || is_wide_punctuation(c) || is_hangul(c));
            }
            // Western text in disguise gives few, rare characters, and pairs that swallow an ASCII letter.
            let pairs = wide * 2 >= high && wide * 10 <= high * 7;
            let share = right * 100 / wide.max(1);
            let frequent = text.chars().filter(|c| FREQUENT_HAN.contains(*c)).count();
            let plausible = pairs && share >= least && common * 10 >= wide * 9;
            plausible.then_some((encoding, share + bonus + frequent * 200 / wide.max(1)))
        })
        .max_by_key(|(_, score)| *score)
        .map(|(encoding, _)| encoding)
}

/// Characters that every other Chinese sentence has, simplified and traditional; in a wrong encoding they do not come up.
const FREQUENT_HAN: &str = "的一是不了在有我他这個这们個來到";

fn is_kana(c: char) -> bool {
    matches!(u32::from(c), 0x3041..=0x30FE)
}

fn is_hangul(c: char) -> bool {
    matches!(u32::from(c), 0xAC00..=0xD7A3)
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x4E00..=0x9FFF)
}

fn is_wide_punctuation(c: char) -> bool {
    matches!(u32::from(c), 0x2014..=0x2026 | 0x3000..=0x303F | 0xFF00..=0xFF65 | 0xB7)
}

/// Cyrillic when most letters lie beyond ASCII; which code page, by where the small letters stand.
fn cyrillic(bytes: &[u8]) -> Option<&'static Encoding> {
    let ascii = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let (mut upper_half, mut lower_half) = (0_usize, 0_usize);
    for b in bytes {
        match b {
            0xC0..=0xDF => lower_half += 1,
            0xE0..=0xFF => upper_half += 1,
            _ => {}
        }
    }
    if upper_half + lower_half < ascii * 2 || upper_half + lower_half < 8 {
        return None;
    }
    Some(if upper_half >= lower_half { WINDOWS_1251 } else { KOI8_R })
}

fn line_ends(text: &str) -> String {
    if !text.contains('\r') {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        decode(bytes, &mut Fixes::default()).unwrap()
    }

    fn wide(text: &str, mark: bool, little: bool) -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    #[test]
    fn every_unicode_encoding_gives_the_same_text() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nDejà vu, 你好\n";
        for mark in [true, false] {
            for little in [true, false] {
                assert_eq!(read(&wide(text, mark, little)), text);
                let units = mark.then_some(0xFEFF).into_iter().chain(text.chars().map(u32::from));
                let bytes: Vec<u8> =
                    units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect();
                assert_eq!(read(&bytes), text);
            }
        }
        assert_eq!(read(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), text);
        assert_eq!(read(text.replace('\n', "\r\n").as_bytes()), text);
    }

    #[test]
    fn old_encodings_are_told_by_their_text() {
        for (encoding, text) in [
            (WINDOWS_1252, "Le café est déjà prêt, Zoë — voilà l’été."),
            (WINDOWS_1251, "Сегодня мы говорим о подкастах и о том, как их слушают."),
            (KOI8_R, "Сегодня мы говорим о подкастах и о том, как их слушают."),
            (GB18030, "今天我们来谈一谈播客，这是一个很有意思的话题。"),
            (BIG5, "今天我們來談一談播客，這是一個很有意思的話題。"),
            (SHIFT_JIS, "今日はポッドキャストについて話します。よろしくお願いします。"),
            (EUC_JP, "今日はポッドキャストについて話します。よろしくお願いします。"),
            (EUC_KR, "오늘은 팟캐스트에 대해 이야기해 보겠습니다. 반갑습니다."),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            let mut fixes = Fixes::default();
            assert_eq!(decode(&bytes, &mut fixes).unwrap(), text);
            assert!(fixes.into_problems()[0].message.contains(encoding.name()), "{}", encoding.name());
        }
    }

    #[test]
    fn a_broken_byte_does_not_change_the_encoding() {
        let mut bytes = "Déjà vu, été, café, naïve".as_bytes().to_vec();
        bytes.push(0xFF);
        let mut fixes = Fixes::default();
        assert_eq!(decode(&bytes, &mut fixes).unwrap(), "Déjà vu, été, café, naïve\u{fffd}");
        assert_eq!(fixes.into_problems()[0].code, "unreadable-characters");
    }

    #[test]
    fn files_of_other_kinds_are_named() {
        let refused = |bytes: &[u8]| decode(bytes, &mut Fixes::default()).unwrap_err().to_string();
        assert!(refused(b"%PDF-1.7 ...").contains("a PDF document"));
        assert!(refused(b"PK\x03\x04 word/document.xml").contains("a Word document"));
        assert!(refused(&(0..=255).cycle().take(4000).collect::<Vec<u8>>()).contains("not a text file"));
    }
}
