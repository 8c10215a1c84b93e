//! `/studio/shows/{id}/episodes/new`.

use leptos::prelude::*;

use super::{episode::detail_fields, framed};
use crate::{
    pages::parts::{fields, frame},
    shell::Head,
    view::{Chrome, StudioNewEpisode},
};

/// The form that makes an episode.
#[must_use]
pub fn studio_new_episode(chrome: &Chrome, page: &StudioNewEpisode) -> String {
    let show = &page.show;
    let title = fields::titled(&page.form, "New episode");
    let head =
        Head { title: &title, description: "Make an episode.", accent: show.accent.as_deref(), ..Head::default() };
    framed(chrome, head, || {
        let trail = [
            ("Your shows".to_owned(), "/studio".to_owned()),
            (show.title.clone(), format!("/studio/shows/{}", show.id)),
        ];
        view! {
            <main id="main" class="narrow">
                {frame::crumbs(&trail, "New episode")}
                <header class="work-head"><h1>"New episode"</h1></header>
                <p class="lead">"Give it a title for now. The recording comes next, and everything can be changed later."</p>
                {fields::errors(&page.form)}
                <form method="post" action=format!("/studio/shows/{}/episodes", show.id) class="stack">
                    {detail_fields(&page.form, None)}
                    <p class="actions">
                        <button class="button" type="submit">"Make the episode"</button>
                        <a class="button button-quiet" href=format!("/studio/shows/{}", show.id)>"Cancel"</a>
                    </p>
                </form>
            </main>
        }
        .into_any()
    })
}
