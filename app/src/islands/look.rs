//! The preview of a show's appearance, which follows what is chosen.

use leptos::prelude::*;

/// Has the preview follow the form. Without a script a button sends the form for it.
#[island]
pub fn Look() -> impl IntoView {
    let note = RwSignal::new("Press Preview to see what you chose. Nothing is saved by that.".to_owned());
    #[cfg(feature = "studio")]
    super::dom::once_hydrated(move || super::looking::start(note));
    view! { <p class="help" id="look-note">{move || note.get()}</p> }
}
