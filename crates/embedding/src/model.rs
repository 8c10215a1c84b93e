//! The model in memory.

use std::path::Path;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use insight::EngineError;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::{
    ModelError,
    files::{CONFIG, TOKENIZER, WEIGHTS, read},
    format,
    tokens::Reader,
};

/// Texts that go through the model at once.
const BATCH: usize = 32;
/// Word pieces of a batch, its padding included. What attention needs grows with the square of a text's length: 8 of the
/// longest texts take 25 MB, and 32 would take 100.
const BATCH_PIECES: usize = 2_048;
/// Texts of one call: those of a day of talk. They take two minutes or three; what is longer is compared by its words.
const MOST_TEXTS: usize = 20_000;

/// all-MiniLM-L6-v2, loaded: 90 MB.
pub struct Model {
    bert: BertModel,
    reader: Reader,
    width: usize,
    /// Matrix products run in the pool of the thread that asks for them, and would otherwise take every core.
    pool: ThreadPool,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("width", &self.width).finish_non_exhaustive()
    }
}

impl Model {
    /// Reads the model's folder, as [`crate::files::find`] gives it, to compute with so many threads.
    ///
    /// # Errors
    /// [`ModelError::Format`] when a file of it is missing or not the one that is expected; [`ModelError::Io`].
    pub fn load(folder: &Path, threads: usize) -> Result<Self, ModelError> {
        let config: Config = serde_json::from_slice(&read(folder, CONFIG)?)
            .map_err(|e| format(format!("its {CONFIG} cannot be read ({e})")))?;
        let reader = Reader::new(&read(folder, TOKENIZER)?, &config)?;
        let weights = read(folder, WEIGHTS)?;
        let bert = VarBuilder::from_slice_safetensors(&weights, DType::F32, &Device::Cpu)
            .and_then(|weights| BertModel::load(weights, &config))
            .map_err(|e| format(plain(&e)))?;
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .thread_name(|_| "sentences".to_owned())
            .build()
            .map_err(std::io::Error::other)?;
        Ok(Self { bert, reader, width: config.hidden_size, pool })
    }

    /// A vector of length 1 for each text: the mean of its word pieces' vectors. Only the first 254 pieces are read. A text
    /// of which no piece is known (an empty one, pictures) has a vector of zeros, which is like no other. `stop` is asked
    /// before every batch.
    ///
    /// # Errors
    /// [`EngineError::NotAsked`] when it is stopped or there are too many texts, [`EngineError::Unusable`] when what comes
    /// out are no numbers.
    pub fn embed(&self, texts: &[String], stop: &dyn Fn() -> bool) -> Result<Vec<Vec<f32>>, EngineError> {
        if texts.len() > MOST_TEXTS {
            return Err(EngineError::NotAsked(format!("there are more than {MOST_TEXTS} sentences")));
        }
        let pieces = texts
            .iter()
            .map(|text| self.reader.pieces(text).map_err(|e| EngineError::Unusable(e.to_string())))
            .collect::<Result<Vec<Vec<u32>>, _>>()?;
        let mut vectors = vec![vec![0.0_f32; self.width]; texts.len()];
        // Texts of one length beside each other: little of a batch is padding.
        let mut order: Vec<usize> = (0..texts.len()).filter(|n| !pieces[*n].is_empty()).collect();
        order.sort_by_key(|n| pieces[*n].len());
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            if stop() {
                return Err(EngineError::NotAsked("the run was stopped".to_owned()));
            }
            let (now, later) = rest.split_at(batch_size(rest.iter().map(|n| pieces[*n].len())));
            rest = later;
            let batch: Vec<&[u32]> = now.iter().map(|n| pieces[*n].as_slice()).collect();
            let found = self.pool.install(|| self.run(&batch)).map_err(|e| EngineError::Unusable(plain(&e)))?;
            for (n, vector) in now.iter().zip(found) {
                if !vector.iter().all(|x| x.is_finite()) {
                    return Err(EngineError::Unusable("its vectors are no numbers".to_owned()));
                }
                vectors[*n] = vector;
            }
        }
        Ok(vectors)
    }

    fn run(&self, texts: &[&[u32]]) -> candle_core::Result<Vec<Vec<f32>>> {
        let longest = texts.iter().map(|text| text.len()).max().unwrap_or_default();
        let shape = (texts.len(), longest);
        let (mut ids, mut mask) = (Vec::new(), Vec::new());
        for (n, text) in texts.iter().enumerate() {
            ids.extend_from_slice(text);
            mask.resize(ids.len(), 1.0_f32);
            ids.resize((n + 1) * longest, 0);
            mask.resize(ids.len(), 0.0);
        }
        let ids = Tensor::from_vec(ids, shape, &Device::Cpu)?;
        let mask = Tensor::from_vec(mask, shape, &Device::Cpu)?;
        let states = self.bert.forward(&ids, &ids.zeros_like()?, Some(&mask))?.flatten_all()?.to_vec1::<f32>()?;
        let of_text = states.chunks_exact(longest * self.width).zip(texts);
        Ok(of_text.map(|(states, text)| mean(&states[..text.len() * self.width], self.width)).collect())
    }
}

/// How many texts go together, of texts with so many pieces, shortest first.
fn batch_size(lengths: impl Iterator<Item = usize>) -> usize {
    let fits = lengths.take(BATCH).enumerate().take_while(|(n, longest)| (n + 1) * longest <= BATCH_PIECES);
    fits.count().max(1)
}

/// The direction of the mean of some rows.
fn mean(rows: &[f32], width: usize) -> Vec<f32> {
    let mut sum = vec![0.0_f32; width];
    for row in rows.chunks_exact(width) {
        for (sum, x) in sum.iter_mut().zip(row) {
            *sum += x;
        }
    }
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        sum.iter_mut().for_each(|x| *x /= length);
    }
    sum
}

/// An error of the engine's without the trail that it may carry.
fn plain(error: &candle_core::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::*;
    use crate::files;

    const NEVER: &dyn Fn() -> bool = &|| false;

    /// The real model, where there is one.
    fn here() -> Option<Model> {
        let folder = env::var("PODCASTFLOW_MODELS").ok().and_then(|dir| files::find(Path::new(&dir)));
        if folder.is_none() {
            eprintln!("skipped: PODCASTFLOW_MODELS names no folder with {}", files::NAME);
        }
        Some(Model::load(&folder?, 1).unwrap())
    }

    fn embed(model: &Model, texts: &[&str]) -> Vec<Vec<f32>> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        model.embed(&texts, NEVER).unwrap()
    }

    fn cosine(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn paraphrases_are_nearer_than_sentences_that_have_nothing_in_common() {
        let Some(model) = here() else { return };
        let pairs = [
            ("The garden opens at nine in the morning.", "You can visit the park from 9 a.m. on."),
            ("She wrote her first novel when she was twenty.", "At twenty, she published a debut book."),
            (
                "Most of the light in the deep sea is made by animals.",
                "Creatures produce nearly all light far below the ocean's surface.",
            ),
        ];
        let (said, meant): (Vec<&str>, Vec<&str>) = pairs.into_iter().unzip();
        let (said, meant) = (embed(&model, &said), embed(&model, &meant));
        for (i, said) in said.iter().enumerate() {
            assert!((cosine(said, said) - 1.0).abs() < 1e-4);
            for (j, meant) in meant.iter().enumerate() {
                let alike = cosine(said, meant);
                eprintln!("{i} and {j}: {alike:.3}");
                assert!(if i == j { alike > 0.45 } else { alike < 0.2 }, "{i} and {j}: {alike}");
            }
        }
    }

    #[test]
    fn vectors_are_those_of_the_formula() {
        let Some(model) = here() else { return };
        let vector = &embed(&model, &["The garden opens at nine in the morning."])[0];
        // Computed apart from this program, from the weights and the definition of BERT.
        for (x, right) in vector.iter().zip([0.030_964_f32, -0.005_936, 0.005_699, 0.003_300]) {
            assert!((x - right).abs() < 1e-4, "{x}, not {right}");
        }
    }

    #[test]
    fn a_text_in_a_batch_has_the_vector_that_it_has_alone() {
        let Some(model) = here() else { return };
        let long = "The whale dives, and the whale sings. ".repeat(9);
        let texts =
            ["Whales.", long.as_str(), "They sing for hours.", "", "The sea is deep there, and nobody knows how deep."];
        let batch = embed(&model, &texts);
        for (text, vector) in texts.iter().zip(&batch) {
            let alone = &embed(&model, &[*text])[0];
            let apart = alone.iter().zip(vector).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(apart < 1e-4, "{text}: {apart}");
        }
        // More than one batch, in any order of lengths.
        let many: Vec<&str> = (0..100).map(|n| texts[n % texts.len()]).collect();
        for (n, vector) in embed(&model, &many).iter().enumerate() {
            let same = &batch[n % texts.len()];
            assert!(vector.iter().zip(same).all(|(a, b)| (a - b).abs() < 1e-4), "{n}");
        }
    }

    #[test]
    fn any_text_has_a_vector() {
        let Some(model) = here() else { return };
        // Far above the limit; what is behind it is not read.
        let long = "The whale dives. ".repeat(5_000);
        let longer = format!("{long} The stock market fell.");
        let word = "w".repeat(100_000);
        let texts = [
            "",
            " \n",
            "🦀🎙️",
            "深海里的大部分光是动物发出的。",
            "[SEP] [CLS] [MASK]",
            "\u{0}\u{202e}\u{fffd}",
            &long,
            &longer,
            &word,
        ];
        let vectors = embed(&model, &texts);
        let length = |n: usize| cosine(&vectors[n], &vectors[n]);
        for (n, vector) in vectors.iter().enumerate() {
            assert_eq!(vector.len(), 384, "{n}");
            assert!(length(n) < 1e-6 || (length(n) - 1.0).abs() < 1e-4, "{n}: {}", length(n));
        }
        assert_eq!((length(0), length(1), length(2)), (0.0, 0.0, 0.0));
        assert!(length(3) > 0.9 && length(4) > 0.9 && length(6) > 0.9);
        assert!((cosine(&vectors[6], &vectors[7]) - 1.0).abs() < 1e-4);
    }

    #[test]
    fn it_stops_when_it_is_told_to_and_refuses_more_than_a_day_of_talk() {
        let Some(model) = here() else { return };
        let stopped = model.embed(&["Whales.".to_owned()], &|| true);
        assert!(matches!(stopped, Err(EngineError::NotAsked(why)) if why.contains("stopped")));
        let many = model.embed(&vec![String::new(); MOST_TEXTS + 1], NEVER);
        assert!(matches!(many, Err(EngineError::NotAsked(why)) if why.contains("20000")));
        assert!(model.embed(&[], NEVER).unwrap().is_empty());
    }

    #[test]
    fn a_folder_that_is_no_model_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let refusal = || match Model::load(dir.path(), 1) {
            Err(ModelError::Format(why)) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(refusal(), "there is no config.json in it");
        for (bytes, says) in [
            (&b""[..], "its config.json is cut off"),
            (&b"{\"hidden_size\": 0}"[..], "its config.json is cut off"),
            (&[b' '; 10_000][..], "its config.json is too large"),
            (&[b' '; 612][..], "its config.json is not that of all-MiniLM-L6-v2"),
        ] {
            fs::write(dir.path().join(CONFIG), bytes).unwrap();
            assert!(refusal().starts_with(says), "{}", refusal());
        }
    }

    #[test]
    fn weights_that_are_damaged_are_refused() {
        let Some(real) = env::var("PODCASTFLOW_MODELS").ok().and_then(|dir| files::find(Path::new(&dir))) else {
            eprintln!("skipped: PODCASTFLOW_MODELS names no folder with {}", files::NAME);
            return;
        };
        let dir = tempfile::tempdir().unwrap();
        for part in files::PARTS {
            fs::copy(real.join(part.file), dir.path().join(part.file)).unwrap();
        }
        let path = dir.path().join(WEIGHTS);
        let mut bytes = fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(Model::load(dir.path(), 1).unwrap_err().to_string().contains("not that of all-MiniLM-L6-v2"));
        fs::write(&path, &bytes[..last]).unwrap();
        assert!(Model::load(dir.path(), 1).unwrap_err().to_string().contains("cut off"));
    }

    #[test]
    fn batches_are_limited_by_texts_and_by_pieces() {
        let size = |lengths: &[usize]| batch_size(lengths.iter().copied());
        assert_eq!(size(&[3; 100]), 32);
        assert_eq!(size(&[256; 100]), 8);
        assert_eq!(size(&[3, 3, 256]), 3);
        assert_eq!(size(&[5_000]), 1);
        assert_eq!(size(&[7]), 1);
    }
}
