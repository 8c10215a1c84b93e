//! Where log lines go: stderr, as text for people or, with `PODCASTFLOW_LOG_FORMAT=json`, for machines. `PODCASTFLOW_LOG`
//! sets how much (`info`, or directives such as `podcastflow=debug,sqlx=warn`).

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging; `quiet` for commands whose output is for people or programs.
pub fn start(quiet: bool) {
    let default = if quiet {
        "error"
    } else {
        "info,sqlx=warn,symphonia_core=warn,symphonia=warn,symphonia_bundle_mp3=warn,symphonia_format_isomp4=warn,symphonia_format_ogg=warn,symphonia_format_riff=warn"
    };
    let filter = EnvFilter::try_from_env("PODCASTFLOW_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let registry = tracing_subscriber::registry().with(filter);
    if std::env::var("PODCASTFLOW_LOG_FORMAT").is_ok_and(|f| f == "json") {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).init();
    } else {
        let colours = std::io::stderr().is_terminal();
        registry.with(fmt::layer().with_target(false).with_ansi(colours).with_writer(std::io::stderr)).init();
    }
}
