//! `/search`: where in all episodes something was said; and `/studio/search`: the same for those who work on them, drafts included.

use leptos::prelude::*;
use model::{
    search::{Ask, FoundEpisode, FoundPassage, Place, Results},
    timecode,
};

use super::parts::{
    artwork::artwork,
    frame,
    icon::{self, icon},
    search, words,
};
use crate::{
    shell::{Head, document},
    view::{Chrome, SearchPage},
};

/// Values of a facet that are shown; the others are found by one more word.
const SHOWN: usize = 8;

/// The search page.
#[must_use]
pub fn search_page(chrome: &Chrome, page: &SearchPage) -> String {
    let ask = &page.ask;
    let invites = ask.q.is_empty() && page.errors.is_empty();
    let title = match (page.errors.is_empty(), invites) {
        (false, _) => "Error: Search".to_owned(),
        (_, true) => "Search".to_owned(),
        _ => format!("{} · Search", ask.q),
    };
    let is_studio = page.place == Place::Studio;
    let head = Head {
        title: &title,
        description: "Search in every word that was said, and land on the second.",
        // Results are everybody's own: search engines have the episodes.
        canonical: (invites && !is_studio && *ask == Ask { page: 1, ..Ask::default() }).then(|| "/search".to_owned()),
        sheet: &chrome.search_css,
        opensearch: !is_studio,
        frame: if is_studio { "studio" } else { "public" },
        ..Head::default()
    };
    document(chrome, &head, &[], || {
        let content = match &page.results {
            Some(results) => found(page, results),
            None if page.errors.is_empty() => invitation(page.place),
            None => ().into_any(),
        };
        let errors = (!page.errors.is_empty()).then(|| {
            let messages = page.errors.iter().map(|e| view! { <p>{e.message.clone()}</p> }).collect::<Vec<_>>();
            view! { <div class="alert alert-bad" role="alert">{icon(icon::ALERT)}<div>{messages}</div></div> }
        });
        let heading = if is_studio { "Search your shows" } else { "Search what was said" };
        let main = view! {
            <main id="main" class="search">
                <header class="search-head">
                    <h1>{heading}</h1>
                    {search::form(page.place, ask, "A word, or a “phrase in quotes”")}
                    {chosen(page)}
                </header>
                {errors}
                {content}
            </main>
        };
        if is_studio { frame::studio(chrome, main.into_any()) } else { frame::public(chrome, main.into_any()) }
    })
}

/// The same search with something changed, from its first page on.
fn changed(page: &SearchPage, change: impl FnOnce(&mut Ask)) -> String {
    let mut ask = Ask { page: 1, ..page.ask.clone() };
    change(&mut ask);
    ask.address(page.place)
}

/// Where one looks, each to be taken away again.
fn chosen(page: &SearchPage) -> Option<AnyView> {
    let (ask, results) = (&page.ask, page.results.as_ref());
    let mut chips: Vec<(String, String)> = Vec::new();
    if let Some(slug) = &ask.show {
        let known = results.and_then(|r| r.shows.iter().find(|s| s.show == *slug));
        let title = known.map_or_else(|| slug.clone(), |show| show.title.clone());
        // The episode was named beside its show.
        chips.push((title, changed(page, |ask| (ask.show, ask.episode) = (None, None))));
    }
    if ask.episode.is_some() {
        let only = results.and_then(|r| r.episodes.first());
        let title = only.map_or_else(|| "One episode".to_owned(), |episode| episode.title.clone());
        chips.push((title, changed(page, |ask| ask.episode = None)));
    }
    if let Some(name) = &ask.speaker {
        chips.push((name.clone(), changed(page, |ask| ask.speaker = None)));
    }
    if let Some(year) = ask.year {
        chips.push((year.to_string(), changed(page, |ask| ask.year = None)));
    }
    if chips.is_empty() {
        return None;
    }
    let chips = chips
        .into_iter()
        .map(|(name, href)| {
            view! {
                <li>
                    <a href=href rel="nofollow">
                        <span class="visually-hidden">"Do not limit to "</span>
                        {name}
                        {icon(icon::CROSS)}
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    Some(
        view! { <div class="chosen"><p id="chosen">"Only in"</p><ul aria-labelledby="chosen">{chips}</ul></div> }
            .into_any(),
    )
}

/// Before anything is asked.
fn invitation(place: Place) -> AnyView {
    let every_word = match place {
        Place::Public => "All transcripts are looked through. A result leads to the second at which it is said.",
        Place::Studio => {
            "All transcripts of your shows are looked through, drafts too. A result leads to its sentence, in the editor where you may edit."
        }
    };
    let in_other_words = match place {
        Place::Public => {
            "What is about it and says it otherwise comes last, where a model that knows the language is here."
        }
        Place::Studio => {
            "Of what is published, what is about it and says it otherwise comes last, where a model that knows the language is here."
        }
    };
    let misspelt = match place {
        Place::Public => "A slip of the keys finds the word that was meant.",
        Place::Studio => "A slip of the keys finds the word that was meant, where something that is published has it.",
    };
    view! {
        <ul class="hints">
            <li><b>"Every word"</b><span>{every_word}</span></li>
            <li><b>"“In quotes”"</b><span>"The words one after the other, in this order."</span></li>
            <li><b>"−without"</b><span>"A minus before a word leaves out what has it."</span></li>
            <li><b>"In other words"</b><span>{in_other_words}</span></li>
            <li><b>"Misspelt"</b><span>{misspelt}</span></li>
        </ul>
    }
    .into_any()
}

fn found(page: &SearchPage, results: &Results) -> AnyView {
    if results.total == 0 {
        return nothing(page);
    }
    let episodes = words::count(results.total, "episode", "episodes");
    let episodes = if results.complete { episodes } else { format!("At least {episodes}") };
    let meant = results.suggestion.clone().map(|better| {
        let href = changed(page, |ask| ask.q.clone_from(&better));
        view! {
            <p class="meant">
                "Nobody says that, as it is written. Did you mean "
                <a href=href rel="nofollow">{better}</a>
                "? That is shown here."
            </p>
        }
    });
    let otherwise = results
        .only_by_meaning
        .then(|| view! { <p class="meant">"No passage has all of these words; these are about it."</p> });
    let partly = (!results.complete).then(|| {
        view! { <p class="muted">"This is said so often that only a part of all passages was looked at. One more word, or one of the choices, helps."</p> }
    });
    let list = results.episodes.iter().map(episode).collect::<Vec<_>>();
    let list = if list.is_empty() {
        view! { <p class="muted">"There are no more pages."</p> }.into_any()
    } else {
        view! { <ol class="found" start=((results.page - 1) * 20 + 1).to_string()>{list}</ol> }.into_any()
    };
    view! {
        <div class="search-grid">
            <section class="results" aria-labelledby="results-title">
                <h2 id="results-title">{episodes}</h2>
                {meant}
                {otherwise}
                {partly}
                {list}
                {pager(page, results)}
            </section>
            {facets(page, results)}
        </div>
    }
    .into_any()
}

fn nothing(page: &SearchPage) -> AnyView {
    let ask = &page.ask;
    let like_it = if page.place == Place::Public { ", nor a word like it." } else { "." };
    let everywhere = Ask { q: ask.q.clone(), page: 1, ..Ask::default() };
    let wider = (everywhere != Ask { page: 1, ..ask.clone() }).then(|| {
        view! { <a class="button" href=everywhere.address(page.place) rel="nofollow">"Look in all episodes"</a> }
    });
    view! {
        <section class="empty" aria-labelledby="results-title">
            <h2 class="empty-title" id="results-title">"Nothing found"</h2>
            <p>"Nobody says “"{ask.q.clone()}"”"{like_it}" Try fewer words: all of them have to be said within half a minute."</p>
            {wider}
        </section>
    }
    .into_any()
}

fn episode(found: &FoundEpisode) -> AnyView {
    let language = found.language.clone();
    let direction = words::direction(language.as_deref());
    let passages = found.passages.iter().map(|p| passage(p, language.clone(), direction)).collect::<Vec<_>>();
    let when = match found.published_at {
        Some(at) => words::date(at).into_any(),
        None => view! { <span class="chip chip-open">"Draft"</span> }.into_any(),
    };
    view! {
        <li>
            <article>
                <header>
                    {artwork(found.artwork_url.as_deref(), &found.show_title, found.accent.as_deref(), 56, "")}
                    <div>
                        <h3><a href=found.url.clone()><bdi>{found.title.clone()}</bdi></a></h3>
                        <ul class="facts"><li><bdi>{found.show_title.clone()}</bdi></li><li>{when}</li></ul>
                    </div>
                </header>
                <ul class="passages">{passages}</ul>
            </article>
        </li>
    }
    .into_any()
}

fn passage(found: &FoundPassage, language: Option<String>, direction: Option<&'static str>) -> AnyView {
    let when = match found.start_ms {
        Some(ms) => {
            view! { <time class="at" datetime=words::duration_attribute(ms)>{timecode::clock(ms)}</time> }.into_any()
        }
        None => view! { <span class="at">"in the text"</span> }.into_any(),
    };
    let who = found.speaker.clone().map(|name| view! { <b>{name}</b>" " });
    let said = found
        .pieces
        .iter()
        .map(|piece| {
            let text = piece.text.clone();
            if piece.found { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
        })
        .collect::<Vec<_>>();
    let how = found.by_meaning.then(|| view! { " "<span class="by-meaning">"related in meaning"</span> });
    view! { <li><a href=found.url.clone()>{when}" "{who}<span class="said" lang=language dir=direction>{said}</span>{how}</a></li> }
        .into_any()
}

/// Ways to narrow the search, each with the number of episodes that stay.
fn facets(page: &SearchPage, results: &Results) -> AnyView {
    let ask = &page.ask;
    let shows: Vec<_> =
        results.shows.iter().take(SHOWN).map(|s| (s.title.clone(), s.show.clone(), s.episodes)).collect();
    let speakers = results.speakers.iter().take(SHOWN).map(|s| (s.speaker.clone(), s.episodes));
    let years = results.years.iter().take(SHOWN).map(|y| (y.year, y.episodes));
    let shows = match ask.show {
        // The only one.
        Some(_) => Vec::new(),
        None => {
            shows.into_iter().map(|(title, slug, n)| (title, changed(page, |ask| ask.show = Some(slug)), n)).collect()
        }
    };
    let speakers = match ask.speaker {
        Some(_) => Vec::new(),
        None => speakers.map(|(name, n)| (name.clone(), changed(page, |ask| ask.speaker = Some(name)), n)).collect(),
    };
    let years = match ask.year {
        Some(_) => Vec::new(),
        None => years.map(|(year, n)| (year.to_string(), changed(page, |ask| ask.year = Some(year)), n)).collect(),
    };
    let facets = [("Show", "by-show", shows), ("Who says it", "by-speaker", speakers), ("Published", "by-year", years)];
    let facets = facets
        .into_iter()
        // One value narrows nothing.
        .filter(|(.., values)| values.len() > 1)
        .map(|(title, id, values)| {
            let values = values
                .into_iter()
                .map(|(name, href, n)| {
                    let count = words::count(n, "episode", "episodes");
                    view! {
                        <li>
                            <a href=href rel="nofollow">
                                <bdi>{name}</bdi>
                                <span class="amount"><span aria-hidden="true">{n}</span><span class="visually-hidden">{count}</span></span>
                            </a>
                        </li>
                    }
                })
                .collect::<Vec<_>>();
            view! { <section aria-labelledby=id><h3 id=id>{title}</h3><ul>{values}</ul></section> }
        })
        .collect::<Vec<_>>();
    if facets.is_empty() {
        return ().into_any();
    }
    view! { <aside class="facets" aria-label="Narrow the search"><h2>"Narrow it down"</h2>{facets}</aside> }.into_any()
}

fn pager(page: &SearchPage, results: &Results) -> Option<AnyView> {
    if results.pages < 2 {
        return None;
    }
    let to = |number: usize| Ask { page: number, ..page.ask.clone() }.address(page.place);
    let back = (results.page > 1).then(|| {
        let href = to(results.page.min(results.pages + 1) - 1);
        view! { <a class="button button-quiet" rel="prev nofollow" href=href>"Before"</a> }
    });
    let on = (results.page < results.pages)
        .then(|| view! { <a class="button button-quiet" rel="next nofollow" href=to(results.page + 1)>"More"{icon(icon::ARROW)}</a> });
    let place = format!("Page {} of {}", results.page, results.pages);
    Some(view! { <nav class="pager" aria-label="Pages">{back}<span>{place}</span>{on}</nav> }.into_any())
}
