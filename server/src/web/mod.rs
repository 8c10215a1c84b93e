//! HTTP: one file a family of routes, named like their paths. Handlers only translate; what they translate to is in
//! `service`.

mod account;
mod api;
mod assets;
mod cache;
mod cross_site;
mod error;
mod forms;
mod health;
mod html;
mod linger;
mod objects;
mod public;
mod session;
mod state;
mod studio;

use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

pub use api::description;
pub use assets::Site;
pub use cache::PageCache;
pub use state::App;

/// All routes.
pub fn router(app: App) -> Router {
    let studio = studio::routes()
        .merge(api::routes())
        .layer(middleware::from_fn_with_state(app.cache.clone(), cache::after_writes));
    Router::new()
        .merge(public::routes())
        .merge(account::routes())
        .merge(studio)
        .route("/healthz", axum::routing::get(health::alive))
        .route("/readyz", axum::routing::get(health::ready))
        .fallback(assets::fallback)
        .layer(session::layer(&app))
        .layer(cross_site::layer())
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            axum::response::IntoResponse::into_response(error::HttpError::internal("a handler panicked"))
        }))
        .layer(middleware::from_fn_with_state(app.clone(), error::layer))
        .layer(middleware::from_fn(linger::layer))
        .with_state(app)
}

/// Forgets finished pages as their content changes, until the process ends.
pub async fn follow_changes(app: App) {
    use service::changes::Change;
    let mut changes = app.service.changes.subscribe();
    loop {
        match changes.recv().await {
            Ok(Change::Content { .. } | Change::Lost) => app.cache.clear(),
            Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => app.cache.clear(),
            Ok(_) => {}
            Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
        }
    }
}
