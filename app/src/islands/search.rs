//! Search within the transcript.

use leptos::prelude::*;

/// Finds words in the page's transcript as they are typed. Without a script the browser's own search does.
#[island]
pub fn TranscriptSearch() -> impl IntoView {
    let found = RwSignal::new(String::new());
    #[cfg(feature = "listening")]
    super::finder::start(found);
    view! {
        <div class="find asleep" id="find" role="search">
            <label for="q">"Search the transcript"</label>
            <input type="search" id="q" autocomplete="off" enterkeyhint="search" spellcheck="false" aria-describedby="hits" />
            <span id="hits" role="status">{move || found.get()}</span>
            <button type="button" data-find="previous" aria-label="Hit before" title="Shift+Enter">"↑"</button>
            <button type="button" data-find="next" aria-label="Next hit" title="Enter">"↓"</button>
        </div>
    }
}
