//! Sending a recording, in parts, so that it survives a lost connection and a closed page.

use leptos::prelude::*;

/// What the uploader shows. The browser half changes it, the view follows.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// A file is on its way, or waits to be.
    pub active: RwSignal<bool>,
    pub paused: RwSignal<bool>,
    /// Thousandths that have arrived.
    pub share: RwSignal<u32>,
    /// Share, speed and time left, or why nothing moves.
    pub figures: RwSignal<String>,
    /// Name of the file; before one is chosen, what is left from last time.
    pub name: RwSignal<String>,
    /// What went wrong.
    pub problem: RwSignal<String>,
    /// The login has expired.
    pub logged_out: RwSignal<bool>,
}

/// Chooses and sends a recording. Without a script a plain form does it.
#[cfg(feature = "ssr")]
#[component]
pub fn Uploader(
    /// Id of the episode.
    episode_id: String,
) -> impl IntoView {
    // In an attribute, not a prop of the island: see `Player`.
    view! {
        <div id="uploader" class="uploader asleep" data-episode=episode_id>
            <Sender />
        </div>
    }
}

/// The live part of [`Uploader`].
#[island]
pub fn Sender() -> impl IntoView {
    let state = State {
        active: RwSignal::new(false),
        paused: RwSignal::new(false),
        share: RwSignal::new(0),
        figures: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        problem: RwSignal::new(String::new()),
        logged_out: RwSignal::new(false),
    };
    #[cfg(feature = "studio")]
    super::dom::once_hydrated(move || super::upload::start(state));
    view! {
        <div class="upload-parts">
            <label class="drop" hidden=move || state.active.get()>
                <input type="file" id="upload-file" accept="audio/*,video/mp4,.mp3,.m4a,.ogg,.opus,.flac,.wav" />
                <b>"Choose a recording, or drop it here"</b>
                <span>"MP3, M4A, Ogg, Opus, FLAC or WAV, up to 2 GB. You may pause, and go on later."</span>
            </label>
            <p class="upload-name">{move || state.name.get()}</p>
            <div class="upload-run" hidden=move || !state.active.get()>
                <progress max="1000" prop:value=move || state.share.get() aria-label="Sent"></progress>
                <p class="upload-figures">{move || state.figures.get()}</p>
                <div class="upload-actions">
                    <button type="button" class="button button-quiet" data-upload="pause">
                        {move || if state.paused.get() { "Go on" } else { "Pause" }}
                    </button>
                    <button type="button" class="button button-quiet" data-upload="cancel">"Cancel"</button>
                </div>
            </div>
            <p class="upload-problem" role="alert">
                {move || state.problem.get()}
                <a id="upload-login" href="/login" hidden=move || !state.logged_out.get()>"Log in"</a>
            </p>
        </div>
    }
}
