//! Lengths that a recorder never came to write. It puts empty ones at the beginning of a WAV file and the real ones there when it
//! stops: one that lost its power, or wrote into a pipe, left sound behind a header that knows of none, or of less.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use symphonia::core::io::MediaSource;

/// Chunks before the sound that are stepped over.
const CHUNKS: usize = 64;
/// What stands for a length that is not known.
const UNKNOWN: [u8; 4] = [0xff; 4];

/// A file in which some lengths read as not known.
pub(crate) struct Mended {
    file: File,
    at: u64,
    /// Where these lengths stand.
    places: Vec<u64>,
}

impl Mended {
    /// The file as it is read from its beginning; the lengths are those of a RIFF file, any other is left as it is.
    pub(crate) fn open(mut file: File) -> io::Result<Self> {
        let places = wrong_lengths(&mut file)?;
        file.rewind()?;
        Ok(Self { file, at: 0, places })
    }
}

/// Where the lengths of a RIFF file stand that say less than there is: that of the whole, and of the sound within it.
fn wrong_lengths(file: &mut File) -> io::Result<Vec<u64>> {
    let end = file.metadata()?.len();
    let mut head = [0; 12];
    if end < 12 {
        return Ok(Vec::new());
    }
    file.rewind()?;
    file.read_exact(&mut head)?;
    if &head[..4] != b"RIFF" {
        return Ok(Vec::new());
    }
    let length = |chunk: &[u8]| u64::from(u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]));
    let stated_end = 8 + length(&head);
    let mut at = 12;
    for _ in 0..CHUNKS {
        if at + 8 > end {
            break;
        }
        let mut chunk = [0; 8];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut chunk)?;
        let begin = at + 8;
        if &chunk[..4] == b"data" {
            // A header that was finished counts its own chunks, whatever the sound's length is then.
            return Ok(match begin + length(&chunk) {
                _ if stated_end <= begin => vec![4, at + 4],
                sound_end if stated_end < sound_end.min(end) => vec![4],
                _ => Vec::new(),
            });
        }
        at = begin + length(&chunk).next_multiple_of(2);
    }
    Ok(Vec::new())
}

impl Read for Mended {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        for place in &self.places {
            for (byte, unknown) in (*place..).zip(UNKNOWN) {
                let within = byte.checked_sub(self.at).and_then(|n| usize::try_from(n).ok());
                if let Some(byte) = within.and_then(|n| buffer[..read].get_mut(n)) {
                    *byte = unknown;
                }
            }
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Mended {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

impl MediaSource for Mended {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        self.file.metadata().ok().map(|metadata| metadata.len())
    }
}
