//! The command line: what DESIGN.md's contract names, one file a family of commands. Exit code 0 only when the work is
//! done; errors in one line on stderr.

mod accounts;
mod models;
mod offline;
mod process;
mod progress;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{
    config::{Config, Settings},
    instance::{self, Mode},
    serve::{self, Tasks},
    telemetry,
};

#[derive(Parser)]
#[command(name = "podcastflow", version, about = "Audio in, interactive podcast pages out. Without a command: serve.")]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Answers requests, and works on jobs in the same process
    Serve {
        /// Leave jobs to `podcastflow work`
        #[arg(long)]
        no_worker: bool,
        /// Make a demonstration show
        #[arg(long)]
        demo: bool,
    },
    /// Works on jobs
    Work,
    /// Brings the database to this version
    Migrate,
    /// Accounts
    #[command(subcommand)]
    User(accounts::User),
    /// API tokens
    #[command(subcommand)]
    Token(accounts::Token),
    /// Makes an episode of a recording or a transcript and waits until it is done
    Process(process::Process),
    /// Models of speech, voices and sentences
    #[command(subcommand)]
    Models(models::Models),
    /// Looks into transcripts, without a database
    #[command(subcommand)]
    Transcript(offline::Transcript),
    /// Prints what a transcript tells, as JSON, without a database
    Insights {
        /// A transcript in any form; `-` reads stdin
        file: PathBuf,
    },
    /// Prints the words of a recording, as JSON, without a database
    Transcribe {
        /// A recording
        audio: PathBuf,
    },
    /// Looks into recordings, without a database
    #[command(subcommand)]
    Audio(offline::Audio),
    /// Prints the OpenAPI description of the REST API
    Openapi,
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line, causes included: scripts read it.
            eprintln!("podcastflow: {}", format!("{error:#}").replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    let config = cli.settings.load()?;
    let command = cli.command.unwrap_or(Command::Serve { no_worker: false, demo: false });
    telemetry::start(!matches!(command, Command::Serve { .. } | Command::Work));
    match command {
        Command::Serve { no_worker, demo } => serve::serve(&config, Tasks { worker: !no_worker, demo }),
        Command::Work => serve::work(&config),
        Command::Migrate => instance::run(&config, Mode::Guest, |_| async { Ok(()) }),
        Command::User(command) => accounts::user(&config, command),
        Command::Token(command) => accounts::token(&config, command),
        Command::Process(command) => process::process(&config, command),
        Command::Models(command) => models::models(&config, command),
        Command::Transcript(command) => offline::transcript(command),
        Command::Insights { file } => offline::insights(&instance::sentences(&config), &file),
        Command::Transcribe { audio } => transcribe(&config, &audio),
        Command::Audio(command) => offline::audio(command),
        Command::Openapi => {
            println!("{}", serde_json::to_string_pretty(&crate::web::description())?);
            Ok(())
        }
    }
}

fn transcribe(config: &Config, audio: &std::path::Path) -> Result<()> {
    offline::transcribe(&instance::speech(config), audio)
}
