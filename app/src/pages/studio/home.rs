//! `/studio`: the viewer's shows and what they worked on last.

use leptos::prelude::*;

use super::framed;
use crate::{
    pages::parts::{
        icon::{self, icon},
        list, words,
    },
    shell::Head,
    view::{Chrome, StudioHome},
};

/// The studio's first page.
#[must_use]
pub fn studio_home(chrome: &Chrome, page: &StudioHome) -> String {
    framed(chrome, Head { title: "Your shows", description: "Your shows and episodes.", ..Head::default() }, || {
        let new = (!page.shows.is_empty())
            .then(|| view! { <a class="button" href="/studio/shows/new">{icon(icon::PLUS)}"New show"</a> });
        let shows = if page.shows.is_empty() {
            list::empty(
                "Start with a show",
                "A show is the home of your episodes: it has a title, a picture and a feed that podcast apps follow.",
                Some(("Make your first show", "/studio/shows/new".to_owned())),
            )
        } else {
            list::shows(
                page.shows.iter().map(|(show, all, drafts)| {
                    (show, format!("/studio/shows/{}", show.id), episodes_line(*all, *drafts))
                }),
            )
        };
        let recent = (!page.recent.is_empty()).then(|| {
            view! {
                <section aria-labelledby="recent-title">
                    <h2 id="recent-title">"Worked on last"</h2>
                    {list::studio_episodes(&page.recent, &page.shows.iter().map(|(show, ..)| show).collect::<Vec<_>>(), true)}
                </section>
            }
        });
        view! {
            <main id="main">
                <header class="work-head"><h1>"Your shows"</h1>{new}</header>
                <section aria-label="Shows">
                    <h2 class="visually-hidden">"All of them"</h2>
                    {shows}
                </section>
                {recent}
            </main>
        }
        .into_any()
    })
}

/// `12 episodes, 2 of them drafts`.
fn episodes_line(all: i64, drafts: i64) -> String {
    let all_line = words::count(usize::try_from(all).unwrap_or(0), "episode", "episodes");
    match drafts {
        0 if all == 0 => "No episodes yet".to_owned(),
        0 => all_line,
        1 => format!("{all_line}, 1 draft"),
        n => format!("{all_line}, {n} drafts"),
    }
}
