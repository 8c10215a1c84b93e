//! The podcaster's side.

pub mod appearance;
pub mod episode;
pub mod home;
pub mod insights;
mod jobs;
pub mod lines;
pub mod new_episode;
pub mod settings;
pub mod show;
mod texts;
pub mod transcript;
mod vocabulary;

use leptos::prelude::*;

use super::parts::frame;
use crate::{
    shell::{Head, document},
    view::Chrome,
};

/// A document of the studio.
fn framed(chrome: &Chrome, head: Head<'_>, main: impl FnOnce() -> AnyView) -> String {
    let head = Head { frame: "studio", ..head };
    document(chrome, &head, &[], || frame::studio(chrome, main()))
}

/// A deed that cannot be taken back: folded away, and it says what is lost before it asks.
fn danger(
    drawing: &'static str,
    title: &'static str,
    lost: String,
    button: &'static str,
    action: String,
    confirm: Option<AnyView>,
) -> AnyView {
    use super::parts::icon::icon;
    view! {
        <details class="danger">
            <summary>{icon(drawing)}{title}</summary>
            <form method="post" action=action class="stack">
                <p>{lost}</p>
                {confirm}
                <button class="button button-danger" type="submit">{button}</button>
            </form>
        </details>
    }
    .into_any()
}
