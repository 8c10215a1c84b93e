//! Whether a ggml file is whole. whisper.cpp does not look: it takes a file that ends before its first weights for "an
//! empty model for testing", and leaves the last weights as they are when their data is cut off.

use std::{
    fs::File,
    io::{self, BufReader, Read},
};

/// Numbers at the head, behind the magic.
const HEAD: u64 = 11;
/// The format has no tensors of more dimensions.
const MAX_DIMENSIONS: u32 = 4;

/// Whether all that the file announces is in it, with at least one tensor. What it holds is the engine's to judge.
pub(crate) fn is_whole(file: File) -> io::Result<bool> {
    let left = file.metadata()?.len();
    match (Walk { from: BufReader::new(file), left }).model() {
        Ok(whole) => Ok(whole),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

struct Walk {
    from: BufReader<File>,
    left: u64,
}

impl Walk {
    fn number(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.from.read_exact(&mut bytes)?;
        self.left = self.left.saturating_sub(4);
        Ok(u32::from_le_bytes(bytes))
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        self.left = self.left.checked_sub(bytes).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.from.seek_relative(i64::try_from(bytes).unwrap_or(i64::MAX))
    }

    fn model(&mut self) -> io::Result<bool> {
        self.skip(4 + HEAD * 4)?;
        let filters = u64::from(self.number()?).saturating_mul(self.number()?.into());
        self.skip(filters.saturating_mul(4))?;
        for _ in 0..self.number()? {
            let token = self.number()?;
            self.skip(token.into())?;
        }
        let mut tensors = 0;
        while self.left > 0 {
            let (dimensions, name, kind) = (self.number()?, self.number()?, self.number()?);
            if dimensions > MAX_DIMENSIONS {
                return Ok(false);
            }
            let mut elements = 1_u64;
            for _ in 0..dimensions {
                elements = elements.saturating_mul(self.number()?.into());
            }
            // A form of weights that came after this was written: the engine knows.
            let Some((block, bytes)) = block(kind) else { return Ok(true) };
            self.skip(name.into())?;
            self.skip((elements / block).saturating_mul(bytes))?;
            tensors += 1;
        }
        Ok(tensors > 0)
    }
}

/// Weights in a block of a kind (`ggml_type`), and the bytes of one.
fn block(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        0 => (1, 4),
        1 => (1, 2),
        2 => (32, 18),
        3 => (32, 20),
        6 => (32, 22),
        7 => (32, 24),
        8 => (32, 34),
        10 => (256, 84),
        11 => (256, 110),
        12 => (256, 144),
        13 => (256, 176),
        14 => (256, 210),
        _ => return None,
    })
}
