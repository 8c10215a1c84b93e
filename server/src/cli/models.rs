//! `models ...`

use std::path::PathBuf;

use anyhow::Result;
use audio::{Flow, models, voices};
use clap::Subcommand;

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
            let voices = voices::status(&dir);
            if json {
                all.push(voices);
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
            let state = if voices.path.is_some() { "here" } else { "can be imported" };
            println!("{:<22} {:>6} MB  {:<15} {state}", voices.name, voices.bytes / 1_000_000, "tells voices");
        }
        Models::Pull { name, dir } => {
            let path = models::pull(&name, &folder(dir), &mut |done, all| moved(&name, done, all))?;
            println!("{}", path.display());
        }
        Models::ImportVoices { source, dir } => {
            println!("{}", voices::import(&source, &folder(dir))?.display());
        }
        Models::ImportCt2 { source, name, dir } => {
            let path = models::import_ct2(&source, &folder(dir), &name, &mut |done, all| moved(&name, done, all))?;
            println!("{}", path.display());
        }
    }
    Ok(())
}
