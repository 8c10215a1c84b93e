//! What surrounds a page: the public header and footer, and the studio's rail.

use leptos::prelude::*;

use super::icon::{self, icon, mark};
use crate::view::Chrome;

/// The first stop of the keyboard.
fn skip_link() -> impl IntoView {
    view! { <a class="skip" href="#main">"Skip to the content"</a> }
}

/// The mark with the name.
pub fn brand(href: &'static str) -> impl IntoView {
    view! { <a class="brand" href=href>{mark()}<span>"PodcastFlow"</span></a> }
}

/// What just happened, said once.
pub fn notice(chrome: &Chrome) -> Option<AnyView> {
    chrome.notice.clone().map(|text| {
        view! { <div class="alert alert-good" role="status">{icon(icon::CHECK)}<p>{text}</p></div> }.into_any()
    })
}

/// A public page: header, `main`, footer.
pub fn public(chrome: &Chrome, main: AnyView) -> AnyView {
    let (href, label) = match chrome.viewer {
        Some(_) => ("/studio", "Your studio"),
        None => ("/studio", "Studio"),
    };
    view! {
        {skip_link()}
        <header class="top">
            {brand("/")}
            <nav aria-label="Site">
                <a href="/">"Listen"</a>
                <a href="/search">"Search"</a>
                <a class="button button-quiet" href=href>{label}</a>
            </nav>
        </header>
        {notice(chrome)}
        {main}
        <footer class="foot">
            <p>"Made with PodcastFlow Pro. No cookies for listeners, nothing loaded from elsewhere."</p>
        </footer>
    }
    .into_any()
}

/// A page with nothing but a form in the middle.
pub fn account(main: AnyView) -> AnyView {
    view! {
        {skip_link()}
        {main}
    }
    .into_any()
}

/// A page of the studio: rail (a bar at the bottom of a phone) and `main`.
pub fn studio(chrome: &Chrome, main: AnyView) -> AnyView {
    let here = |path: &str| {
        let inside = match path {
            "/studio" => {
                chrome.path == "/studio"
                    || chrome.path.starts_with("/studio/shows") && chrome.path != "/studio/shows/new"
                    || chrome.path.starts_with("/studio/episodes")
            }
            path => chrome.path.starts_with(path),
        };
        inside.then_some(if chrome.path == path { "page" } else { "true" })
    };
    let who = chrome.viewer.as_ref().map(|viewer| {
        view! {
            <div class="who-am-i">
                <p><b>{viewer.name.clone()}</b><span>{viewer.email.clone()}</span></p>
                <form method="post" action="/logout">
                    <button class="rail-link" type="submit">{icon(icon::LEAVE)}<span>"Log out"</span></button>
                </form>
            </div>
        }
    });
    view! {
        {skip_link()}
        <div class="bench">
            <header class="rail">
                {brand("/studio")}
                <nav aria-label="Studio">
                    <a class="rail-link" href="/studio" aria-current=here("/studio")>{icon(icon::SHOWS)}<span>"Shows"</span></a>
                    <a class="rail-link" href="/studio/search" aria-current=here("/studio/search")>{icon(icon::SEARCH)}<span>"Search"</span></a>
                    <a class="rail-link" href="/studio/shows/new" aria-current=here("/studio/shows/new")>{icon(icon::PLUS)}<span>"New show"</span></a>
                    <a class="rail-link" href="/studio/settings" aria-current=here("/studio/settings")>{icon(icon::SETTINGS)}<span>"Settings"</span></a>
                    <a class="rail-link" href="/">{icon(icon::GLOBE)}<span>"Public site"</span></a>
                </nav>
                {who}
            </header>
            <div class="work">
                {notice(chrome)}
                {main}
            </div>
        </div>
    }
    .into_any()
}

/// The way back up: names and paths, then where one is.
pub fn crumbs(trail: &[(String, String)], here: &str) -> AnyView {
    let steps =
        trail.iter().map(|(name, path)| view! { <li><a href=path.clone()>{name.clone()}</a></li> }).collect::<Vec<_>>();
    view! {
        <nav class="crumbs" aria-label="You are here">
            <ol>{steps}<li aria-current="page">{here.to_owned()}</li></ol>
        </nav>
    }
    .into_any()
}
