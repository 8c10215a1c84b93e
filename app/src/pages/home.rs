//! `/`: the shows of this instance and what is new.

use leptos::prelude::*;

use model::search::{Ask, Place};

use super::parts::{artwork::promise, frame, list, search};
use crate::{
    shell::{Head, document},
    view::{Chrome, HomePage},
};

/// The home page.
#[must_use]
pub fn home(chrome: &Chrome, page: &HomePage) -> String {
    let head = Head {
        description: "Podcasts to listen to and read along with: every episode with its transcript, chapters and the moments worth hearing.",
        canonical: Some("/".to_owned()),
        opensearch: true,
        frame: "public",
        ..Head::default()
    };
    document(chrome, &head, &[], || {
        let content = if page.first_start { welcome() } else { listening(page) };
        frame::public(chrome, view! { <main id="main" class="home">{content}</main> }.into_any())
    })
}

/// Nobody has an account yet.
fn welcome() -> AnyView {
    view! {
        <section class="hero">
            <div><h1>"Turn a recording into a page people read, search and share."</h1>
            <p class="lead">
                "PodcastFlow is installed and running. Make the first account: it becomes the administrator of this instance."
            </p>
            <p class="actions"><a class="button" href="/signup">"Make the first account"</a></p></div>
            {promise()}
        </section>
        <ol class="promises">
            <li><b>"Upload"</b><span>"Drop an audio file of any common kind. It is checked and measured at once."</span></li>
            <li><b>"Watch it be written down"</b><span>"Words, voices and chapters are found on your own machine. Nothing leaves it."</span></li>
            <li><b>"Publish"</b><span>"One click gives you the page, the feed item and a transcript for every app."</span></li>
        </ol>
    }
    .into_any()
}

fn listening(page: &HomePage) -> AnyView {
    if page.shows.is_empty() && page.episodes.is_empty() {
        return view! {
            <h1>"Listen and read along"</h1>
            {list::empty(
                "Nothing is published yet",
                "Episodes appear here as soon as their makers publish them.",
                Some(("Go to the studio", "/studio".to_owned())),
            )}
        }
        .into_any();
    }
    let shows = (!page.shows.is_empty()).then(|| {
        let cards = page.shows.iter().map(|s| (s, format!("/shows/{}", s.slug), s.author.clone()));
        view! {
            <section aria-labelledby="shows-title">
                <h2 id="shows-title">"Shows"</h2>
                {list::shows(cards)}
            </section>
        }
    });
    let episodes = (!page.episodes.is_empty()).then(|| {
        view! {
            <section aria-labelledby="new-title">
                <h2 id="new-title">"New episodes"</h2>
                {list::episodes(&page.episodes, &page.shows.iter().collect::<Vec<_>>())}
            </section>
        }
    });
    view! {
        <header class="home-head">
            <h1>"Listen and read along"</h1>
            <p class="lead">"Every episode with its words, its chapters and the moments worth hearing twice."</p>
            {search::form(Place::Public, &Ask::default(), "Search what was said")}
        </header>
        {shows}
        {episodes}
    }
    .into_any()
}
