//! `cargo xtask COMMAND`: everything a developer runs. See README.md.

mod database;
mod eval;
mod generate;
mod machine;
mod model;
mod run;
mod shell;
mod site;
mod test;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The commands of a developer")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Finds or installs what building needs: the wasm target, a C++ compiler, cmake, PostgreSQL
    Setup,
    /// Builds target/release/podcastflow with its site beside it
    Build {
        /// Only the browser's half, beside the debug and release binaries
        #[arg(long)]
        site: bool,
    },
    /// Builds and starts an instance with a demonstration show; Ctrl-C ends it
    Run {
        /// Arguments for `podcastflow serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Everything that CI runs: formatting, lints, dependency rules, tests, end-to-end tests
    Test,
    /// The journeys in Chromium against a fresh instance
    E2e {
        /// Arguments for the test runner
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Writes the API description anew
    Generate,
    /// Sizes of what a browser downloads, after a build
    Size,
    /// Benchmarks of the pure crates; with `--load` also the pages under load
    Bench {
        /// Measure a running release server too
        #[arg(long)]
        load: bool,
    },
    /// How good the results are, on annotated data; after a build
    Eval {
        /// What to measure
        #[command(subcommand)]
        what: eval::Eval,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Setup => machine::setup(),
        Command::Build { site: true } => {
            machine::setup()?;
            site::build().map(|_| ())
        }
        Command::Build { site: false } => {
            machine::setup()?;
            run::build_release()
        }
        Command::Run { args } => run::run(&args),
        Command::Test => test::everything(),
        Command::E2e { args } => test::end_to_end(&args),
        Command::Generate => generate::generate(),
        Command::Size => site::print_sizes(),
        Command::Bench { load } => test::bench(load),
        Command::Eval { what } => eval::eval(&what),
    }
}
