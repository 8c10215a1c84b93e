//! Lists of shows and episodes.

use leptos::prelude::*;
use model::{
    episode::{Episode, EpisodeStatus},
    show::Show,
};

use super::{
    artwork::artwork,
    icon::{self, icon},
    words,
};
use crate::view::EpisodeCard;

/// The picture of an episode in a list; `shows` are those whose colours are known.
fn picture(card: &EpisodeCard, shows: &[&Show], size: u32) -> AnyView {
    let show = shows.iter().find(|s| s.id == card.episode.show_id);
    artwork(card.episode.artwork_url.as_deref(), &card.show_title, show.and_then(|s| s.accent.as_deref()), size, "")
}

/// Episodes of several shows, for listeners.
pub fn episodes(cards: &[EpisodeCard], shows: &[&Show]) -> AnyView {
    rows(cards, |card| {
        let picture = picture(card, shows, 96);
        (Some(picture), Some(view! { <p class="kicker">{card.show_title.clone()}</p> }.into_any()))
    })
}

/// Episodes of one show, for listeners: only a picture of their own is worth showing again and again.
pub fn episodes_of(cards: &[EpisodeCard], show: &Show) -> AnyView {
    rows(cards, |card| {
        let own = card.episode.artwork_url.is_some() && card.episode.artwork_url != show.artwork_url;
        (own.then(|| picture(card, &[], 96)), None)
    })
}

fn rows(cards: &[EpisodeCard], lead: impl Fn(&EpisodeCard) -> (Option<AnyView>, Option<AnyView>)) -> AnyView {
    let rows = cards
        .iter()
        .map(|card| {
            let href = format!("/shows/{}/{}", card.show_slug, card.episode.slug);
            let (picture, show) = lead(card);
            let teaser = (!card.teaser.is_empty()).then(|| view! { <p class="teaser">{card.teaser.clone()}</p> });
            view! {
                <li class="row">
                    {picture}
                    <div class="row-body">
                        {show}
                        <h3><a class="cover-link" href=href>{card.episode.title.clone()}</a></h3>
                        {teaser}
                        {facts(&card.episode)}
                    </div>
                    <span class="row-go">{icon(icon::PLAY)}</span>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

/// Date, length and what else the page offers.
fn facts(episode: &Episode) -> AnyView {
    let number = episode.number.map(|n| view! { <li>{format!("Episode {n}")}</li> });
    let date = episode.published_at.map(|at| view! { <li>{words::date(at)}</li> });
    let length = words::episode_length(episode).map(|l| view! { <li>{l}</li> });
    let transcript = episode.has_transcript.then(|| view! { <li>{icon(icon::TEXT)}"Transcript"</li> });
    view! { <ul class="facts">{number}{date}{length}{transcript}</ul> }.into_any()
}

/// Episodes for their makers. `with_show` names the show of each.
pub fn studio_episodes(cards: &[EpisodeCard], shows: &[&Show], with_show: bool) -> AnyView {
    let rows = cards
        .iter()
        .map(|card| {
            let href = format!("/studio/episodes/{}", card.episode.id);
            let show = with_show.then(|| view! { <li>{card.show_title.clone()}</li> });
            let length = words::episode_length(&card.episode).map(|l| view! { <li>{l}</li> });
            let date = words::date(card.episode.published_at.unwrap_or(card.episode.created_at));
            view! {
                <li class="row">
                    {picture(card, shows, 56)}
                    <div class="row-body">
                        <h3><a class="cover-link" href=href>{card.episode.title.clone()}</a></h3>
                        <ul class="facts">{show}<li>{date}</li>{length}</ul>
                    </div>
                    {status(&card.episode)}
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ul class="rows rows-tight">{rows}</ul> }.into_any()
}

/// How far an episode is, in one word.
pub fn status(episode: &Episode) -> AnyView {
    let (class, text) = match (episode.status, episode.audio.is_some(), episode.has_transcript) {
        (EpisodeStatus::Published, ..) => ("chip chip-good", "Published"),
        (EpisodeStatus::Draft, false, false) => ("chip chip-open", "Needs a recording"),
        (EpisodeStatus::Draft, _, false) => ("chip chip-busy", "Being written down"),
        (EpisodeStatus::Draft, _, true) => ("chip chip-busy", "Ready to review"),
    };
    view! { <span class=class>{text}</span> }.into_any()
}

/// Shows as cards, with a line below each.
pub fn shows<'a>(shows: impl Iterator<Item = (&'a Show, String, String)>) -> AnyView {
    let cards = shows
        .map(|(show, href, line)| {
            view! {
                <li class="card">
                    {artwork(show.artwork_url.as_deref(), &show.title, show.accent.as_deref(), 192, "")}
                    <h3 lang=show.language.clone()><a class="cover-link" href=href>{show.title.clone()}</a></h3>
                    <p class="muted">{line}</p>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ul class="cards">{cards}</ul> }.into_any()
}

/// An empty place that teaches: one sentence and, where there is something to do, one button.
pub fn empty(title: &'static str, sentence: &'static str, action: Option<(&'static str, String)>) -> AnyView {
    let button = action.map(|(label, href)| view! { <a class="button" href=href>{label}</a> });
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p>{sentence}</p>
            {button}
        </div>
    }
    .into_any()
}
