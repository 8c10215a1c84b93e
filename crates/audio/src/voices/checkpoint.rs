//! A torch checkpoint: a pickle that describes tensors, and their numbers behind it. Both forms are read, the one of
//! torch before 1.6 (everything in a row) and the zip archive since; a file may itself lie in a wheel.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use super::{
    cut_off, format,
    pickle::{self, Value},
};
use crate::models::ModelError;

/// The first number of the old form, as torch writes it.
const OLD_MAGIC: i128 = 0x1950_a86a_20f9_469c_fc6c;
/// The magic as it lies in the file, behind PROTO and LONG1.
const OLD_START: [u8; 4] = [0x80, 2, 0x8a, 10];
/// Storages of a checkpoint; the one that is meant has 38.
const MAX_STORAGES: usize = 1000;
/// Numbers in one storage; the largest that is meant has 1.4 million.
const MAX_NUMBERS: u64 = 16 * 1024 * 1024;
/// A checkpoint in an archive, in bytes; the one that is meant has 17 MB.
const MAX_FILE: u64 = 256 * 1024 * 1024;
/// Its name in a wheel and in a directory.
const FILE: &str = "pretrained.pt";

/// The tensors of a checkpoint's `model_state`, by name.
pub(super) type Tensors = HashMap<String, Tensor>;

/// A tensor, rows one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tensor {
    pub(super) shape: Vec<usize>,
    pub(super) numbers: Vec<f32>,
}

/// Reads a checkpoint from a file, from a directory with a `pretrained.pt` in it (or in its `resemblyzer` folder), or
/// from a wheel.
pub(super) fn open(source: &Path) -> Result<Tensors, ModelError> {
    if source.is_dir() {
        let places = [source.join(FILE), source.join("resemblyzer").join(FILE)];
        let found = places.iter().find(|path| path.is_file());
        return open(found.ok_or_else(|| format(format!("there is no {FILE} in that folder")))?);
    }
    let mut file = BufReader::new(File::open(source)?);
    let mut start = [0; 4];
    let read = file.read(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    if read == start.len() && start == OLD_START {
        return old(&mut file);
    }
    let mut archive = zip::ZipArchive::new(file)
        .map_err(|_| format(format!("it is neither a {FILE}, nor a wheel or folder with one")))?;
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let ends = |end: &str| names.iter().find(|name| name.rsplit('/').next() == Some(end));
    if let Some(pickle) = ends("data.pkl") {
        return new(&mut archive, pickle);
    }
    let inner = ends(FILE).ok_or_else(|| format(format!("there is no {FILE} in it")))?;
    let bytes = entry(&mut archive, inner, MAX_FILE)?;
    if bytes.starts_with(&OLD_START) {
        return old(&mut &*bytes);
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes))
        .map_err(|_| format(format!("its {FILE} is no checkpoint")))?;
    let pickle = archive.file_names().filter_map(|n| Some(n.ok()?.into_owned())).find(|n| n.ends_with("/data.pkl"));
    new(&mut archive, &pickle.ok_or_else(|| format(format!("its {FILE} is no checkpoint")))?)
}

/// One entry of an archive, whole; its stated size is not believed.
fn entry<R: Read + Seek>(archive: &mut zip::ZipArchive<R>, name: &str, most: u64) -> Result<Vec<u8>, ModelError> {
    let file = archive.by_name(name).map_err(|e| format(e.to_string()))?;
    let mut out = Vec::new();
    file.take(most + 1).read_to_end(&mut out)?;
    if out.len() as u64 > most { Err(format("it is too large")) } else { Ok(out) }
}

/// The form before torch 1.6: five pickles (magic, version, the machine, the tensors, the storages' keys), then each
/// storage as a count of 8 bytes and its numbers.
fn old(from: &mut dyn Read) -> Result<Tensors, ModelError> {
    let mut magic = [0; 15];
    from.read_exact(&mut magic).map_err(cut_off)?;
    let digits = &OLD_MAGIC.to_le_bytes()[..10];
    if magic[..4] != OLD_START || &magic[4..14] != digits || magic[14] != b'.' {
        return Err(format("it does not begin as a checkpoint does"));
    }
    if pickle::read(from)? != Value::Number(1001) {
        return Err(format("it is a checkpoint of an unknown version"));
    }
    let machine = pickle::read(from)?;
    if machine.get("little_endian") != Some(&Value::Number(1)) {
        return Err(format("its numbers are in another byte order"));
    }
    let views = views(&pickle::read(from)?)?;
    let Value::Row(keys) = pickle::read(from)? else { return Err(format("its list of storages makes no sense")) };
    if keys.len() > MAX_STORAGES {
        return Err(format("it has too many storages"));
    }
    let mut storages = HashMap::new();
    for key in keys {
        let Value::Text(key) = key else { return Err(format("its list of storages makes no sense")) };
        let mut count = [0; 8];
        from.read_exact(&mut count).map_err(cut_off)?;
        let count = u64::from_le_bytes(count);
        if count > MAX_NUMBERS {
            return Err(format("one of its storages is too large"));
        }
        let mut data = from.take(count * 4);
        if views.iter().any(|view| view.key == key) {
            let mut bytes = Vec::new();
            data.read_to_end(&mut bytes)?;
            storages.insert(key, bytes);
        } else {
            std::io::copy(&mut data, &mut std::io::sink())?;
        }
        if data.limit() > 0 {
            return Err(format("it is cut off"));
        }
    }
    tensors(views, &storages)
}

/// The form since torch 1.6: `NAME/data.pkl`, and each storage at `NAME/data/KEY`.
fn new<R: Read + Seek>(archive: &mut zip::ZipArchive<R>, pickle: &str) -> Result<Tensors, ModelError> {
    let described = entry(archive, pickle, MAX_NUMBERS)?;
    let views = views(&pickle::read(&mut &*described)?)?;
    let folder = pickle.trim_end_matches("data.pkl");
    if let Ok(order) = entry(archive, &format!("{folder}byteorder"), 16)
        && order != b"little"
    {
        return Err(format("its numbers are in another byte order"));
    }
    let mut storages = HashMap::new();
    for view in &views {
        if !storages.contains_key(&view.key) {
            let bytes = entry(archive, &format!("{folder}data/{}", view.key), MAX_NUMBERS * 4)?;
            storages.insert(view.key.clone(), bytes);
        }
    }
    tensors(views, &storages)
}

/// Where a tensor lies.
struct View {
    name: String,
    key: String,
    offset: usize,
    shape: Vec<usize>,
}

/// The tensors that a checkpoint's pickle describes under `model_state`, or at its root.
fn views(root: &Value) -> Result<Vec<View>, ModelError> {
    let state = root.get("model_state").unwrap_or(root);
    let Value::Map(pairs) = state else { return Err(format("it describes no model")) };
    if pairs.len() > MAX_STORAGES {
        return Err(format("it has too many tensors"));
    }
    let mut out = Vec::new();
    for (name, value) in pairs {
        let (Value::Text(name), Value::Tensor(arguments)) = (name, value) else { continue };
        let view = view(name, arguments);
        out.push(view.ok_or_else(|| format(format!("its tensor \"{}\" makes no sense", name.escape_debug())))?);
    }
    Ok(out)
}

fn view(name: &str, arguments: &[Value]) -> Option<View> {
    let [Value::Outside(place), Value::Number(offset), Value::Row(shape), Value::Row(strides), ..] = arguments else {
        return None;
    };
    let [Value::Text(kind), Value::Name("torch FloatStorage"), Value::Text(key), ..] = place.as_slice() else {
        return None;
    };
    let sizes = |row: &[Value]| -> Option<Vec<usize>> {
        row.iter().map(|v| if let Value::Number(n) = v { usize::try_from(*n).ok() } else { None }).collect()
    };
    let (shape, strides) = (sizes(shape)?, sizes(strides)?);
    // Only what lies in rows one after the other.
    let mut step = 1_usize;
    for (size, stride) in shape.iter().zip(&strides).rev() {
        if *stride != step {
            return None;
        }
        step = step.checked_mul(*size)?;
    }
    let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric());
    let sane = kind == "storage" && plain && shape.len() == strides.len() && shape.len() <= 4;
    sane.then_some(View { name: name.to_owned(), key: key.clone(), offset: usize::try_from(*offset).ok()?, shape })
}

fn tensors(views: Vec<View>, storages: &HashMap<String, Vec<u8>>) -> Result<Tensors, ModelError> {
    let mut out = HashMap::new();
    let mut all = 0;
    for view in views {
        let count: usize = view.shape.iter().product();
        let range = view.offset.checked_mul(4).zip(count.checked_mul(4)).and_then(|(a, b)| Some(a..a.checked_add(b)?));
        let bytes = storages.get(&view.key).zip(range).and_then(|(bytes, range)| bytes.get(range));
        let bytes = bytes.ok_or_else(|| format(format!("\"{}\" is not all there", view.name.escape_debug())))?;
        // Many views of one storage are many copies of it.
        all += count as u64;
        if all > MAX_NUMBERS {
            return Err(format("its tensors are too large"));
        }
        let numbers = bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        out.insert(view.name, Tensor { shape: view.shape, numbers });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// `{"model_state": {"a": a tensor of two rows of two, "b": another view of the same storage}}`, with the storage
    /// called "7", as torch writes it.
    fn described(offset: u8, stride: u8) -> Vec<u8> {
        let mut out = b"\x80\x02}X\x0b\0\0\0model_state}(".to_vec();
        for (name, offset, shape, strides) in [
            (b'a', 0, &[b'K', 2, b'K', 2, 0x86][..], &[b'K', stride, b'K', 1, 0x86][..]),
            (b'b', offset, &[b'K', 1, 0x85], &[b'K', 1, 0x85]),
        ] {
            out.extend([b'X', 1, 0, 0, 0, name]);
            out.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x007X\x03\0\0\0cpuK\x04Ntq\x01Q");
            out.extend([b'K', offset]);
            out.extend(shape);
            out.extend(strides);
            out.extend(b"\x89ccollections\nOrderedDict\n)RtR");
        }
        out.extend(b"us.");
        out
    }

    const NUMBERS: [f32; 4] = [1.0, -2.0, 0.5, 4.0];

    fn old_file(described: &[u8], count: u64) -> Vec<u8> {
        let mut out = OLD_START.to_vec();
        out.extend(&OLD_MAGIC.to_le_bytes()[..10]);
        out.extend(b".\x80\x02M\xe9\x03.\x80\x02}X\x0d\0\0\0little_endian\x88s.");
        out.extend(described);
        out.extend(b"\x80\x02](X\x01\0\0\x007e.");
        out.extend(count.to_le_bytes());
        out.extend(NUMBERS.iter().flat_map(|x| x.to_le_bytes()));
        out
    }

    fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(bytes).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn opened(bytes: &[u8]) -> Result<Tensors, ModelError> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), bytes).unwrap();
        let by_folder = open(dir.path());
        let by_file = open(&dir.path().join(FILE));
        assert_eq!(by_folder.as_ref().ok(), by_file.as_ref().ok());
        by_file
    }

    #[test]
    fn both_forms_are_read_also_out_of_a_wheel() {
        let described = described(3, 2);
        let old = old_file(&described, 4);
        let numbers: Vec<u8> = NUMBERS.iter().flat_map(|x| x.to_le_bytes()).collect();
        let new = zip_of(&[("x/data.pkl", &described), ("x/data/7", &numbers), ("x/byteorder", b"little")]);
        let path = format!("resemblyzer/{FILE}");
        let wheels = [zip_of(&[("a.py", b""), (&path, &old)]), zip_of(&[(&path, &new)])];
        for file in [&old, &new].into_iter().chain(&wheels) {
            let tensors = opened(file).unwrap();
            assert_eq!(tensors["a"], Tensor { shape: vec![2, 2], numbers: NUMBERS.to_vec() });
            assert_eq!(tensors["b"], Tensor { shape: vec![1], numbers: vec![4.0] });
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let refusal = |bytes: &[u8]| opened(bytes).unwrap_err().to_string();
        assert!(refusal(b"").contains("neither"));
        assert!(refusal(&zip_of(&[("a.py", b"")])).contains("no pretrained.pt"));
        // Behind the storage's end, transposed, a storage of 64 GB, and a storage that is not all there.
        assert!(refusal(&old_file(&described(4, 2), 4)).contains("not all there"));
        assert!(refusal(&old_file(&described(3, 1), 4)).contains("\"a\" makes no sense"));
        assert!(refusal(&old_file(&described(3, 2), 1 << 34)).contains("too large"));
        assert!(refusal(&old_file(&described(3, 2), 5)).contains("cut off"));
        let whole = old_file(&described(3, 2), 4);
        for length in 4..whole.len() {
            assert!(matches!(opened(&whole[..length]), Err(ModelError::Format(_))), "{length}");
        }
    }
}
