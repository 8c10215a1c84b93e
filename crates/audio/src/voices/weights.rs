//! The weights of the voice encoder: taken out of Resemblyzer's `pretrained.pt`, kept as plain numbers.
//!
//! The encoder is that of Wan et al., "Generalized End-to-End Loss for Speaker Verification" (2018), in the sizes of
//! Resemblyzer (`hparams.py`): 40 mels, three LSTM layers of 256, an embedding of 256 numbers.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use super::{FILE, checkpoint, cut_off, format};
use crate::models::ModelError;

/// Mels of a frame.
pub(super) const MELS: usize = 40;
/// Numbers that a layer remembers.
pub(super) const HIDDEN: usize = 256;
/// Layers.
pub(super) const LAYERS: usize = 3;
/// Numbers of an embedding.
pub(super) const EMBEDDING: usize = 256;
/// Input, forget, cell and output gate, in torch's order.
pub(super) const GATES: usize = 4 * HIDDEN;

const MAGIC: [u8; 8] = *b"PFGE2E01";

/// One LSTM layer, row by row, a row for each number of each gate.
pub(super) struct Layer {
    /// `GATES` rows, as wide as what comes in.
    pub(super) input: Vec<f32>,
    /// `GATES` rows of `HIDDEN`.
    pub(super) recurrent: Vec<f32>,
    /// Both biases of torch in one.
    pub(super) bias: Vec<f32>,
}

/// All weights.
pub(super) struct Weights {
    pub(super) layers: Vec<Layer>,
    /// `EMBEDDING` rows of `HIDDEN`.
    pub(super) linear: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Width of what comes into a layer.
pub(super) const fn width(layer: usize) -> usize {
    if layer == 0 { MELS } else { HIDDEN }
}

/// Names and shapes of the tensors, in the order of the file.
fn plan() -> Vec<(String, Vec<usize>)> {
    let mut out = Vec::new();
    for layer in 0..LAYERS {
        out.push((format!("lstm.weight_ih_l{layer}"), vec![GATES, width(layer)]));
        out.push((format!("lstm.weight_hh_l{layer}"), vec![GATES, HIDDEN]));
        out.push((format!("lstm.bias_ih_l{layer}"), vec![GATES]));
        out.push((format!("lstm.bias_hh_l{layer}"), vec![GATES]));
    }
    out.push(("linear.weight".to_owned(), vec![EMBEDDING, HIDDEN]));
    out.push(("linear.bias".to_owned(), vec![EMBEDDING]));
    out
}

/// Bytes of the file.
pub(super) fn file_size() -> u64 {
    let numbers: usize = plan().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
    (MAGIC.len() + 4 * numbers) as u64
}

/// Takes the weights out of `source` (Resemblyzer's wheel, its `pretrained.pt`, or a folder with that) and writes
/// `dir/voices-ge2e.bin`; gives that path. Of a wheel only that one file is read, and nothing in it is run. Nothing is
/// left behind on failure; a file that is there is replaced in one step.
///
/// # Errors
/// [`ModelError::Format`] when the source is not that model; [`ModelError::Io`].
pub fn import(source: &Path, dir: &Path) -> Result<PathBuf, ModelError> {
    let mut tensors = checkpoint::open(source)?;
    let mut all = Vec::new();
    for (name, shape) in plan() {
        let tensor = tensors.remove(&name).ok_or_else(|| format(format!("it has no {name}")))?;
        if tensor.shape != shape || tensor.numbers.iter().any(|x| !x.is_finite()) {
            return Err(format(format!("its {name} is not that of the voice encoder")));
        }
        all.push(tensor.numbers);
    }
    std::fs::create_dir_all(dir)?;
    let target = dir.join(FILE);
    let part = dir.join(format!("{FILE}.{}.part", std::process::id()));
    if let Err(error) = write(&all, &part) {
        // The reason matters more than a part that cannot be removed.
        let _ = std::fs::remove_file(&part);
        return Err(error.into());
    }
    std::fs::rename(&part, &target)?;
    Ok(target)
}

fn write(tensors: &[Vec<f32>], path: &Path) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(&MAGIC)?;
    for number in tensors.iter().flatten() {
        out.write_all(&number.to_le_bytes())?;
    }
    out.into_inner()?.sync_all()
}

/// Reads what [`import`] wrote.
///
/// # Errors
/// [`ModelError::Format`] when it is something else or not whole; [`ModelError::Io`].
pub(super) fn load(path: &Path) -> Result<Weights, ModelError> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut from = BufReader::with_capacity(1 << 16, file);
    let mut magic = [0; MAGIC.len()];
    from.read_exact(&mut magic).map_err(cut_off)?;
    if magic != MAGIC || size != file_size() {
        return Err(format("it is not the voice encoder's file, or not whole; import it again"));
    }
    let mut tensors = Vec::new();
    for (_, shape) in plan() {
        let mut bytes = vec![0; 4 * shape.iter().product::<usize>()];
        from.read_exact(&mut bytes).map_err(cut_off)?;
        let numbers: Vec<f32> = bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        tensors.push(numbers);
    }
    let mut tensors = tensors.into_iter();
    let mut next = || tensors.next().unwrap_or_default();
    let mut layers = Vec::new();
    for _ in 0..LAYERS {
        let (input, recurrent, first, second) = (next(), next(), next(), next());
        let bias = first.iter().zip(&second).map(|(a, b)| a + b).collect();
        layers.push(Layer { input, recurrent, bias });
    }
    Ok(Weights { layers, linear: next(), bias: next() })
}
