//! How good the results are, on data that outside people have annotated: tables for people to read and compare.

mod captions;
mod insights;
mod recognition;
mod words;

use std::{env, path::PathBuf};

use anyhow::Result;
use clap::Subcommand;

use crate::shell::root;

/// `eval ...`
#[derive(Subcommand)]
pub enum Eval {
    /// Recognition, speakers, caption files, round trips and alignment
    Transcripts,
    /// Chapters, topics, names and summaries, beside what people chose and what plain methods find
    Insights,
}

/// Prints the tables. Without the shared data there is nothing to measure, which is said and is no error.
pub fn eval(what: &Eval) -> Result<()> {
    let Some(data) = data() else {
        println!("nothing measured: no shared data beside the repository or at PODCASTFLOW_SHARED");
        return Ok(());
    };
    match what {
        Eval::Transcripts => {
            captions::print_counts(&data)?;
            captions::print_round_trips(&data)?;
            recognition::print_all(&data)
        }
        Eval::Insights => insights::print_all(&data),
    }
}

fn data() -> Option<PathBuf> {
    let named = env::var_os("PODCASTFLOW_SHARED").map(PathBuf::from);
    let shared = named.or_else(|| root().parent().map(|p| p.join("shared")))?;
    Some(shared.join("data")).filter(|d| d.is_dir())
}

/// Prints a table with aligned columns; the first column is text, the others are figures.
fn print_table(title: &str, head: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|r| r.get(column)).map(|c| c.chars().count());
        cells.chain([head[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    println!("\n{title}\n");
    let line = |cells: &[&str]| {
        let cell = |(i, c): (usize, &&str)| {
            if i == 0 { format!("{c:<0$}", widths[i]) } else { format!("{c:>0$}", widths[i]) }
        };
        println!("  {}", cells.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ").trim_end());
    };
    line(head);
    for row in rows {
        line(&row.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}
