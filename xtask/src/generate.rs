//! Files that are made from the code and kept in the repository.

use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::{output, root, write_if_changed};

/// Writes `docs/openapi.json` anew.
pub fn generate() -> Result<()> {
    let binary = crate::run::build_debug()?;
    let api = output(Command::new(&binary).arg("openapi")).context("podcastflow openapi")?;
    write_if_changed(&root().join("docs/openapi.json"), (api + "\n").as_bytes())
}
