//! The steps of an episode's processing, kept up to date.

use leptos::prelude::*;

/// Keeps the list `#jobs` and `#first-words` up to date while work is under way. Without a script the page refreshes
/// itself instead.
#[cfg(feature = "ssr")]
#[component]
pub fn Progress(
    /// Id of the episode.
    episode_id: String,
) -> impl IntoView {
    // In an attribute, not a prop of the island: see `Player`.
    view! {
        <div id="watch" data-episode=episode_id>
            <Watch />
        </div>
    }
}

/// The live part of [`Progress`].
#[island]
pub fn Watch() -> impl IntoView {
    let note = RwSignal::new(String::new());
    #[cfg(feature = "studio")]
    super::watch::start(note);
    view! {
        <p class="progress-note" role="status">
            {move || note.get()}
            <a id="progress-reload" href="" hidden>"Show what was found"</a>
        </p>
    }
}
