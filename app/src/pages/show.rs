//! `/shows/{show}`: a show and its episodes.

use leptos::prelude::*;
use model::search::{Ask, Place};

use super::parts::{
    artwork::artwork,
    frame,
    icon::{self, icon},
    list, search,
};
use crate::{
    shell::{Head, document},
    view::{Chrome, ShowPage},
};

/// The page of a show.
#[must_use]
pub fn show(chrome: &Chrome, page: &ShowPage) -> String {
    let show = &page.show;
    let feed = format!("/shows/{}/feed.xml", show.slug);
    let description = first_line(&show.description).unwrap_or(&show.title);
    let head = Head {
        title: &show.title,
        description,
        canonical: Some(format!("/shows/{}", show.slug)),
        image: show.artwork_url.as_deref(),
        feed: Some((&show.title, feed.clone())),
        accent: show.accent.as_deref(),
        frame: "public",
        ..Head::default()
    };
    document(chrome, &head, &[], || {
        let by = (!show.author.is_empty()).then(|| view! { <p class="byline">{format!("By {}", show.author)}</p> });
        let category = (!show.category.is_empty()).then(|| view! { <p class="kicker">{show.category.clone()}</p> });
        let about = paragraphs(&show.description);
        let ask = Ask { show: Some(show.slug.to_string()), ..Ask::default() };
        let search = (!page.episodes.is_empty()).then(|| search::form(Place::Public, &ask, "Search this show"));
        let latest = page.episodes.first().map(|card| {
            let href = format!("/shows/{}/{}", card.show_slug, card.episode.slug);
            view! { <a class="button" href=href>{icon(icon::PLAY)}"Newest episode"</a> }
        });
        let episodes = if page.episodes.is_empty() {
            list::empty("No episodes yet", "Follow the feed, and the first one will come to your podcast app.", None)
        } else {
            list::episodes_of(&page.episodes, show)
        };
        let next = page.next.clone().map(|href| {
            view! { <p class="more"><a class="button button-quiet" rel="next" href=href>"Older episodes"{icon(icon::ARROW)}</a></p> }
        });
        let main = view! {
            <main id="main" class="show" data-show=show.slug.to_string()>
                <header class="show-head">
                    {artwork(show.artwork_url.as_deref(), &show.title, show.accent.as_deref(), 240, "")}
                    <div>
                        {category}
                        <h1 lang=show.language.clone()>{show.title.clone()}</h1>
                        {by}
                        <div class="about" lang=show.language.clone()>{about}</div>
                        <p class="actions">
                            {latest}
                            <a class="button button-quiet" href=feed type="application/rss+xml">{icon(icon::FEED)}"Follow by RSS"</a>
                        </p>
                        {search}
                    </div>
                </header>
                <section aria-labelledby="episodes-title">
                    <h2 id="episodes-title">"Episodes"</h2>
                    {episodes}
                    {next}
                </section>
            </main>
        };
        frame::public(chrome, main.into_any())
    })
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|l| !l.is_empty())
}

/// Plain text with a paragraph for each line that is not empty.
fn paragraphs(text: &str) -> Vec<AnyView> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(|l| view! { <p>{l.to_owned()}</p> }.into_any()).collect()
}
