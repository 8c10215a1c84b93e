//! Chapters of MP4 files: Nero's `chpl` list, or a QuickTime chapter track (QuickTime File Format, "Chapter lists").

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use crate::tags::MAX_CHAPTERS;

/// A `moov` box beyond this is not read: an hour's is some hundred KiB, twelve hours' a few MiB.
const MAX_MOOV: u64 = 64 * 1024 * 1024;
/// Longest title sample that is read.
const MAX_TITLE: usize = 2048;

/// Starts in milliseconds and titles. `None` when there are none or the boxes make no sense.
pub(crate) fn chapters(path: &Path) -> Option<Vec<(u32, String)>> {
    let mut file = File::open(path).ok()?;
    let moov = moov(&mut file).ok()??;
    nero(&moov).or_else(|| track(&moov, &mut file)).filter(|found| !found.is_empty())
}

/// The content of the `moov` box.
fn moov(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    let length = file.metadata()?.len();
    let mut at = 0_u64;
    while at + 8 <= length {
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head[..8])?;
        let kind = [head[4], head[5], head[6], head[7]];
        let (header, size) = match u32::from_be_bytes([head[0], head[1], head[2], head[3]]) {
            0 => (8, length - at),
            1 => {
                file.read_exact(&mut head[8..])?;
                (16, head[8..].iter().fold(0, |sum, b| sum << 8 | u64::from(*b)))
            }
            size => (8, u64::from(size)),
        };
        if size < header {
            return Ok(None);
        }
        if &kind == b"moov" {
            if size > MAX_MOOV {
                return Ok(None);
            }
            let mut content = Vec::new();
            file.take(size - header).read_to_end(&mut content)?;
            return Ok(Some(content));
        }
        at = at.saturating_add(size);
    }
    Ok(None)
}

/// The boxes in `content`, as far as they are whole.
fn boxes(mut content: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let size = be32(content, 0)? as usize;
        let kind = *content.get(4..)?.first_chunk()?;
        let size = if size == 0 { content.len() } else { size };
        let body = content.get(8..size)?;
        content = &content[size..];
        Some((kind, body))
    })
}

fn child<'a>(content: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(content, |content, kind| boxes(content).find(|(k, _)| k == *kind).map(|(_, body)| body))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_be_bytes)
}

fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().copied().map(u64::from_be_bytes)
}

/// `moov/udta/chpl`: version, flags, a reserved word in version 1, a count, then start (100 ns), length and title each.
fn nero(moov: &[u8]) -> Option<Vec<(u32, String)>> {
    let list = child(moov, &[b"udta", b"chpl"])?;
    let mut at = if *list.first()? == 1 { 8 } else { 4 };
    let count = usize::from(*list.get(at)?);
    at += 1;
    let mut found = Vec::new();
    for _ in 0..count.min(MAX_CHAPTERS) {
        let start = be64(list, at)?;
        let length = usize::from(*list.get(at + 8)?);
        let title = list.get(at + 9..at + 9 + length)?;
        found.push((u32::try_from(start / 10_000).ok()?, String::from_utf8_lossy(title).into_owned()));
        at += 9 + length;
    }
    Some(found)
}

/// The text track that an audio track names as its chapters.
fn track(moov: &[u8], file: &mut File) -> Option<Vec<(u32, String)>> {
    let tracks = || boxes(moov).filter(|(kind, _)| kind == b"trak").map(|(_, body)| body);
    let wanted = tracks().find_map(|trak| be32(child(trak, &[b"tref", b"chap"])?, 0))?;
    let trak = tracks().find(|trak| track_id(trak) == Some(wanted))?;
    let header = child(trak, &[b"mdia", b"mdhd"])?;
    let scale = u64::from(be32(header, if *header.first()? == 1 { 20 } else { 12 })?).max(1);
    let table = child(trak, &[b"mdia", b"minf", b"stbl"])?;
    let durations = sample_durations(child(table, &[b"stts"])?)?;
    let places = sample_places(table, durations.len())?;
    let (mut found, mut time) = (Vec::new(), 0_u64);
    for (duration, (offset, size)) in durations.into_iter().zip(places) {
        let ms = u32::try_from(time.saturating_mul(1000) / scale).ok()?;
        found.push((ms, title(file, offset, size)?));
        time += u64::from(duration);
    }
    Some(found)
}

fn track_id(trak: &[u8]) -> Option<u32> {
    let header = child(trak, &[b"tkhd"])?;
    be32(header, if *header.first()? == 1 { 20 } else { 12 })
}

fn sample_durations(stts: &[u8]) -> Option<Vec<u32>> {
    let mut out = Vec::new();
    for entry in 0..be32(stts, 4)?.min(MAX_CHAPTERS as u32) as usize {
        let (count, duration) = (be32(stts, 8 + entry * 8)?, be32(stts, 12 + entry * 8)?);
        let room = MAX_CHAPTERS - out.len();
        out.extend(std::iter::repeat_n(duration, (count as usize).min(room)));
    }
    Some(out)
}

/// Offset and size of the first `count` samples, from the tables of chunks and sizes.
fn sample_places(table: &[u8], count: usize) -> Option<Vec<(u64, usize)>> {
    let (runs, sizes) = (child(table, &[b"stsc"])?, child(table, &[b"stsz"])?);
    let offset = |chunk: usize| match child(table, &[b"stco"]) {
        Some(offsets) => be32(offsets, 8 + chunk * 4).map(u64::from),
        None => be64(child(table, &[b"co64"])?, 8 + chunk * 8),
    };
    let common = be32(sizes, 4)? as usize;
    let size = |sample: usize| if common > 0 { Some(common) } else { Some(be32(sizes, 12 + sample * 4)? as usize) };
    let entries = be32(runs, 4)? as usize;
    let (mut out, mut chunk, mut entry) = (Vec::new(), 0_usize, 0_usize);
    while out.len() < count {
        // The next entry takes over at its first chunk, which is counted from one.
        if entry + 1 < entries && be32(runs, 8 + (entry + 1) * 12)? as usize == chunk + 1 {
            entry += 1;
        }
        let in_chunk = be32(runs, 12 + entry * 12)?.max(1);
        let mut at = offset(chunk)?;
        for _ in 0..in_chunk {
            if out.len() == count {
                break;
            }
            let size = size(out.len())?;
            out.push((at, size));
            at = at.checked_add(size as u64)?;
        }
        chunk += 1;
    }
    Some(out)
}

/// A text sample: its length in two bytes, then UTF-8, or UTF-16 behind a byte order mark.
fn title(file: &mut File, offset: u64, size: usize) -> Option<String> {
    let mut bytes = vec![0; size.min(MAX_TITLE)];
    file.seek(SeekFrom::Start(offset)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    let length = usize::from(u16::from_be_bytes(*bytes.first_chunk()?));
    let text = bytes.get(2..)?;
    let text = &text[..length.min(text.len())];
    Some(match text {
        [0xfe, 0xff, rest @ ..] => {
            let (units, _) = rest.as_chunks::<2>();
            char::decode_utf16(units.iter().map(|u| u16::from_be_bytes(*u))).map(|c| c.unwrap_or(' ')).collect()
        }
        utf8 => String::from_utf8_lossy(utf8).into_owned(),
    })
}
