//! The field to search by.

use leptos::prelude::*;
use model::search::{Ask, Place};

use super::icon::{self, icon};

/// A form that leads to the results; it keeps where one looks.
pub fn form(place: Place, ask: &Ask, label: &'static str) -> AnyView {
    let kept = [
        ("show", ask.show.clone()),
        ("episode", ask.episode.clone()),
        ("speaker", ask.speaker.clone()),
        ("year", ask.year.map(|year| year.to_string())),
    ];
    let kept = kept
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| view! { <input type="hidden" name=name value=value /> }))
        .collect::<Vec<_>>();
    view! {
        <form class="search-form" role="search" action=place.path()>
            <label class="visually-hidden" for="field-q">{label}</label>
            <input id="field-q" type="search" name="q" value=ask.q.clone() placeholder=label maxlength="200" autocomplete="off" />
            {kept}
            <button class="button" type="submit">{icon(icon::SEARCH)}<span>"Search"</span></button>
        </form>
    }
    .into_any()
}
