//! For load balancers: whether the process is alive, and whether it can do its work.

use axum::{extract::State, http::StatusCode};

use super::state::App;

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database answers and has this version's tables.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match store::is_ready(&app.service.db).await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are missing: run `podcastflow migrate`\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
