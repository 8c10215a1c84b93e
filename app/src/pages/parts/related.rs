//! A list of episodes about the same things.

use leptos::prelude::*;
use model::related::RelatedEpisode;

use super::words;

/// Their titles, their shows where these are others than `show` (a slug), and when they were published.
pub fn list(related: &[RelatedEpisode], show: &str) -> AnyView {
    let items = related
        .iter()
        .map(|episode| {
            let other = (episode.show != show).then(|| view! { <bdi>{episode.show_title.clone()}</bdi>" · " });
            view! {
                <li>
                    <a href=episode.url.clone()><bdi>{episode.title.clone()}</bdi></a>
                    <span class="muted">{other}{words::date(episode.published_at)}</span>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ul class="related">{items}</ul> }.into_any()
}
