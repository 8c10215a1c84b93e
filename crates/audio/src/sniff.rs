//! Telling by the first bytes what a file is. Names and declared types are never asked.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
};

use crate::ProbeError;

/// Containers that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Mp3,
    Adts,
    Mp4,
    Ogg,
    Flac,
    Wav,
}

/// How far junk may precede the first frame of a bare MP3 or AAC stream.
const WINDOW: usize = 256 * 1024;

/// The container of `file`, and where its content starts behind ID3 tags. Leaves the position anywhere.
pub(crate) fn sniff(file: &mut File) -> Result<(Container, u64), ProbeError> {
    let length = file.metadata()?.len();
    if length == 0 {
        return Err(ProbeError::Empty);
    }
    let start = skip_id3(file, length)?;
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(WINDOW as u64).read_to_end(&mut head)?;
    let whole = start + head.len() as u64 >= length;
    if start > 0 && head.is_empty() {
        return Err(ProbeError::NothingDecodes);
    }
    if let Some(container) = by_magic(&head)? {
        return Ok((container, start));
    }
    if let Some(found) = frame_chain(&head, whole, start > 0)? {
        return Ok((found, start));
    }
    // An ID3 tag says that an MP3 was meant.
    Err(if start > 0 { ProbeError::NothingDecodes } else { not_audio(looks_like(&head)) })
}

fn not_audio(looks_like: &str) -> ProbeError {
    ProbeError::NotAudio { looks_like: looks_like.to_owned() }
}

fn unsupported(codec: &str) -> ProbeError {
    ProbeError::Unsupported { codec: codec.to_owned() }
}

/// The end of the ID3v2 tags that open the file (ID3v2.4 structure, section 3.1), zero padding included.
fn skip_id3(file: &mut File, length: u64) -> Result<u64, ProbeError> {
    let mut at = 0;
    // Taggers that do not know of each other stack a few; more is an attack.
    for _ in 0..8 {
        let mut head = [0; 10];
        file.seek(SeekFrom::Start(at))?;
        if length < at + 10 || file.read_exact(&mut head).is_err() {
            break;
        }
        let sizes = [head[6], head[7], head[8], head[9]];
        if &head[..3] != b"ID3" || head[3] == 0xff || sizes.iter().any(|b| *b >= 0x80) {
            break;
        }
        let size = sizes.iter().fold(0_u64, |sum, b| sum << 7 | u64::from(*b));
        let footer = if head[5] & 0x10 != 0 { 10 } else { 0 };
        at = (at + 10 + size + footer).min(length);
    }
    Ok(at)
}

fn by_magic(head: &[u8]) -> Result<Option<Container>, ProbeError> {
    let at = |offset: usize, magic: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    if at(0, b"fLaC") {
        return Ok(Some(Container::Flac));
    }
    if at(0, b"OggS") {
        return Ok(Some(Container::Ogg));
    }
    if at(8, b"WAVE") && (at(0, b"RIFF") || at(0, b"RF64")) {
        return Ok(Some(Container::Wav));
    }
    if at(4, b"ftyp") {
        let brand = head.get(8..12).unwrap_or_default();
        return match brand {
            b"avif" | b"avis" | b"heic" | b"heix" | b"mif1" | b"msf1" => Err(not_audio("a picture")),
            b"crx " => Err(not_audio("a camera's raw picture")),
            _ => Ok(Some(Container::Mp4)),
        };
    }
    if at(4, b"moov") || at(4, b"mdat") || at(4, b"wide") || at(4, b"free") {
        return Ok(Some(Container::Mp4));
    }
    const OTHERS: &[(usize, &[u8], &str)] = &[
        (0, b"%PDF", "a PDF document"),
        (0, b"PK\x03\x04", "a ZIP archive or an office document"),
        (0, b"PK\x05\x06", "an empty ZIP archive"),
        (0, b"\x89PNG", "a PNG picture"),
        (0, b"\xff\xd8\xff", "a JPEG picture"),
        (0, b"GIF8", "a GIF picture"),
        (8, b"WEBP", "a WebP picture"),
        (0, b"BM", "a bitmap picture"),
        (0, b"II*\0", "a TIFF picture"),
        (0, b"MM\0*", "a TIFF picture"),
        (8, b"AVI ", "an AVI video"),
        (0, b"\x1a\x45\xdf\xa3", "a Matroska or WebM video"),
        (0, b"FLV", "a Flash video"),
        (0, b"\0\0\x01\xba", "an MPEG video"),
        (0, b"\0\0\x01\xb3", "an MPEG video"),
        (0, b"\x1f\x8b", "a gzip archive"),
        (0, b"7z\xbc\xaf", "a 7-Zip archive"),
        (0, b"Rar!", "a RAR archive"),
        (0, b"BZh", "a bzip2 archive"),
        (0, b"\xfd7zXZ", "an xz archive"),
        (257, b"ustar", "a tar archive"),
        (0, b"MZ", "a Windows program"),
        (0, b"\x7fELF", "a program"),
        (0, b"\xd0\xcf\x11\xe0", "an office document"),
        (0, b"{\\rtf", "a text document"),
        (0, b"SQLite format", "a database"),
        (0, b"MThd", "a MIDI score"),
    ];
    // "BM" and "MZ" are two letters only: they stand back behind a real chain of frames, which cannot start with them.
    if let Some((.., name)) = OTHERS.iter().find(|(offset, magic, _)| at(*offset, magic)) {
        return Err(not_audio(name));
    }
    const CODECS: &[(usize, &[u8], &str)] = &[
        (0, b"\x30\x26\xb2\x75", "Windows Media"),
        (8, b"AIFF", "AIFF"),
        (8, b"AIFC", "AIFF"),
        (0, b"caff", "Apple's CAF"),
        (0, b"#!AMR", "AMR"),
        (0, b".RMF", "RealAudio"),
        (0, b"wvpk", "WavPack"),
        (0, b"MAC ", "Monkey's Audio"),
        (0, b"DSD ", "DSD"),
        (0, b"MPCK", "Musepack"),
        (0, b"MP+", "Musepack"),
        (0, b"TTA1", "True Audio"),
        (0, b".snd", "Sun audio"),
        (0, b"Creative Voice", "Creative Voice"),
    ];
    match CODECS.iter().find(|(offset, magic, _)| at(*offset, magic)) {
        Some((.., name)) => Err(unsupported(name)),
        None => Ok(None),
    }
}

/// The length of the MPEG audio frame that starts here (ISO 11172-3, 2.4.2.3), with what must stay the same in the next.
fn mpeg_frame(bytes: &[u8]) -> Option<(usize, [u8; 2])> {
    let [a, b, c, d] = *bytes.first_chunk::<4>()?;
    if a != 0xff || b & 0xe0 != 0xe0 || d & 3 == 2 {
        return None;
    }
    let (version, layer) = (b >> 3 & 3, b >> 1 & 3);
    let (bitrate, rate) = (usize::from(c >> 4), usize::from(c >> 2 & 3));
    if version == 1 || layer == 0 || rate == 3 || bitrate == 0 || bitrate == 15 {
        return None;
    }
    const KBIT: [[usize; 15]; 5] = [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];
    let low = version != 3;
    let table = match (low, layer) {
        (false, 3) => 0,
        (false, 2) => 1,
        (false, _) => 2,
        (true, 3) => 3,
        (true, _) => 4,
    };
    let hertz = [44100, 48000, 32000][rate] >> [2, 0, 1, 0][usize::from(version)];
    let (bits, padding) = (KBIT[table][bitrate] * 1000, usize::from(c >> 1 & 1));
    let length = match layer {
        3 => (12 * bits / hertz + padding) * 4,
        1 if low => 72 * bits / hertz + padding,
        _ => 144 * bits / hertz + padding,
    };
    // Sync, version, layer and sampling rate are the stream's; bit rate, padding and channel mode are the frame's.
    (length > 4).then_some((length, [b & 0xfe, c & 0x0c]))
}

/// The length of the ADTS frame that starts here (ISO 13818-7, 6.2).
fn adts_frame(bytes: &[u8]) -> Option<(usize, [u8; 2])> {
    let [a, b, c, d, e, f, _] = *bytes.first_chunk::<7>()?;
    if a != 0xff || b & 0xf6 != 0xf0 || c >> 2 & 15 > 12 {
        return None;
    }
    let length = usize::from(d & 3) << 11 | usize::from(e) << 3 | usize::from(f >> 5);
    (length > 7).then_some((length, [b, c]))
}

/// Whether a chain of frames starts somewhere in `head`: two bytes of sync prove nothing, each frame pointing at the
/// next does. `whole` says that the file ends where `head` does, `tagged` that an ID3 tag says that an MP3 was meant.
fn frame_chain(head: &[u8], whole: bool, tagged: bool) -> Result<Option<Container>, ProbeError> {
    type Frame = fn(&[u8]) -> Option<(usize, [u8; 2])>;
    for start in 0..head.len() {
        if head[start] != 0xff {
            continue;
        }
        for (frame, container) in [(adts_frame as Frame, Container::Adts), (mpeg_frame as Frame, Container::Mp3)] {
            let Some((_, same)) = frame(&head[start..]) else { continue };
            let (mut at, mut count) = (start, 0);
            while count < 8
                && let Some((length, next)) = head.get(at..).and_then(frame)
                && next == same
            {
                at += length;
                count += 1;
            }
            // Short files end before the chain is long: then it must begin at the first byte or behind a tag.
            let enough = count >= 4 || (whole && (start == 0 || tagged) && count >= 2) || (whole && count == 3);
            if !enough {
                continue;
            }
            return match (container, head[start + 1] >> 1 & 3) {
                (Container::Mp3, 2) => Err(unsupported("MPEG audio layer II")),
                (Container::Mp3, 3) => Err(unsupported("MPEG audio layer I")),
                _ => Ok(Some(container)),
            };
        }
    }
    Ok(None)
}

/// What something without a known signature looks like.
fn looks_like(head: &[u8]) -> &'static str {
    let text = &head[..head.len().min(4096)];
    let start = text.trim_ascii_start();
    let starts = |words: &[&str]| {
        words.iter().any(|w| start.len() >= w.len() && start[..w.len()].eq_ignore_ascii_case(w.as_bytes()))
    };
    if starts(&["<!doctype html", "<html", "<head", "<body"]) {
        return "a web page (the download of the recording may have failed)";
    }
    if starts(&["<?xml", "<rss", "<svg"]) {
        return "an XML document";
    }
    if text.starts_with(&[0xff, 0xfe]) || text.starts_with(&[0xfe, 0xff]) {
        return "a text file";
    }
    let printable = |b: &u8| *b >= 0x20 && *b != 0x7f || matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    // The window may cut a character in two.
    let utf8 = match std::str::from_utf8(text) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none(),
    };
    if text.iter().all(printable) && (utf8 || text.iter().filter(|b| b.is_ascii()).count() * 10 > text.len() * 7) {
        return if starts(&["{", "["]) { "a JSON document" } else { "a text file" };
    }
    if text.iter().all(|b| *b == 0) {
        return "a file of nothing but zeros";
    }
    "data of an unknown kind"
}
