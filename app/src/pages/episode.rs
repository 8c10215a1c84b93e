//! `/shows/{show}/{episode}`: the page that a recording becomes.
//!
//! The prepared texts (notes, transcript, charts) are put in by name, so that an hour of talk costs one copy of its HTML.

use leptos::prelude::*;
use model::{
    insight::Chapter,
    seconds,
    show::Person,
    visualization::{PanelKind, Region},
};

use super::{
    findings::{self, Found},
    parts::{
        artwork::{artwork, portrait},
        frame,
        icon::{self, icon},
        related,
        words::{self, duration_attribute, place},
    },
};
use crate::{
    islands::{Player, TranscriptSearch},
    shell::{Head, document, slot},
    view::{Chrome, EpisodePage},
};

/// Notes longer than this (bytes of HTML) are folded, or they would push the words out of sight.
const LONG_NOTES: usize = 1_500;

/// The page of an episode.
#[must_use]
pub fn episode(chrome: &Chrome, page: &EpisodePage) -> String {
    let (show, episode) = (&page.show, &page.episode);
    let head = Head {
        title: &episode.title,
        description: &page.description,
        canonical: (!page.is_draft).then(|| path(page)),
        image: episode.artwork_url.as_deref().or(show.artwork_url.as_deref()),
        og_type: "article",
        json_ld: &page.json_ld,
        feed: Some((&show.title, format!("/shows/{}/feed.xml", show.slug))),
        accent: show.accent.as_deref(),
        theme: page.look.theme(),
        voices: page.look.voices(),
        islands: true,
        frame: "public",
        ..Head::default()
    };
    let slots = [
        ("notes", page.notes_html.as_str()),
        ("reading", &page.reading_html),
        ("waveform", &page.waveform_html),
        ("charts", &page.charts_html),
    ];
    document(chrome, &head, &slots, || {
        let found = |insights| Found { insights, language: page.language.as_deref(), page: "" };
        let findings = page.insights.as_ref().and_then(|i| findings::margin(found(i), &page.charts_html, &page.look));
        let with_findings = findings.is_some();
        let summary = page.insights.as_ref().filter(|_| page.look.shows(PanelKind::Summary));
        let main = view! {
            <main
                id="main"
                class="episode"
                class:with-findings=with_findings
                data-hydrate-root
                data-show=show.slug.to_string()
                data-episode=episode.slug.to_string()
            >
                {title(page)}
                <div class="instrument">{player(page)} {instrument(page, with_findings)}</div>
                <div class="story">
                    {summary.and_then(|i| findings::in_short(found(i)))}
                    {about(page)}
                    {transcript(page)}
                    {alike(page)}
                </div>
                {findings}
            </main>
        };
        frame::public(chrome, main.into_any())
    })
}

fn path(page: &EpisodePage) -> String {
    format!("/shows/{}/{}", page.show.slug, page.episode.slug)
}

fn title(page: &EpisodePage) -> AnyView {
    let (show, episode) = (&page.show, &page.episode);
    let number = episode.number.map(|n| view! { <li>{format!("Episode {n}")}</li> });
    let date = episode.published_at.map(|at| view! { <li>{words::date(at)}</li> });
    let length = words::episode_length(episode).map(|l| view! { <li>{l}</li> });
    let voices = page.insights.as_ref().map_or(0, |i| i.talk_time.iter().filter(|t| t.speaker.is_some()).count());
    let voices = (voices > 1).then(|| view! { <li>{format!("{voices} voices")}</li> });
    let draft = page.is_draft.then(|| {
        view! {
            <div class="alert alert-info">
                {icon(icon::EYE)}
                <p>
                    "This is a draft: only you and your team see it. "
                    <a href=format!("/studio/episodes/{}", episode.id)>"Go back to the studio"</a>
                </p>
            </div>
        }
    });
    let image = episode.artwork_url.as_deref().or(show.artwork_url.as_deref());
    view! {
        <header class="episode-head">
            {draft}
            {artwork(image, &show.title, show.accent.as_deref(), 208, &format!("Artwork of {}", show.title))}
            <div>
                <p class="kicker"><a href=format!("/shows/{}", show.slug) lang=show.language.clone()>{show.title.clone()}</a></p>
                <h1 lang=show.language.clone() dir=words::direction(Some(&show.language))>{episode.title.clone()}</h1>
                <ul class="facts">{number}{date}{length}{voices}</ul>
            </div>
        </header>
    }
    .into_any()
}

/// What stands below the player. The ways to the parts of the page lead on to the chapters, so they stay right above these.
fn instrument(page: &EpisodePage, with_findings: bool) -> AnyView {
    let (waveform, tabs, chapters) = (waveform(page), tabs(page, with_findings), chapters(page));
    let chapters_first = page.look.shown(Region::Player).next() == Some(PanelKind::Chapters);
    if chapters_first {
        view! { {tabs} {chapters} {waveform} }.into_any()
    } else {
        view! { {waveform} {tabs} {chapters} }.into_any()
    }
}

/// Ways to the parts of the page; on a phone they look like tabs.
fn tabs(page: &EpisodePage, with_findings: bool) -> Option<AnyView> {
    let tabs = [
        (!page.reading_html.is_empty(), "#transcript", "Read"),
        (!chapter_list(page).is_empty(), "#chapters", "Chapters"),
        (with_findings, "#findings", "Insights"),
        (true, "#about", "About"),
    ];
    let items = tabs
        .into_iter()
        .filter(|(there, ..)| *there)
        .map(|(_, href, label)| view! { <li><a href=href>{label}</a></li> })
        .collect::<Vec<_>>();
    // With one part only there is nothing to choose.
    (items.len() > 1).then(|| view! { <nav class="tabs" aria-label="On this page"><ul>{items}</ul></nav> }.into_any())
}

fn player(page: &EpisodePage) -> Option<AnyView> {
    let url = page.audio_url.clone()?;
    let duration = page.episode.audio.as_ref().map_or(0.0, |a| seconds::from_ms(a.duration_ms));
    let words_url = (!page.reading_html.is_empty()).then(|| format!("{}/words.json", path(page)));
    Some(
        view! {
            <section id="player" aria-label="Player">
                // The browser's own controls have a long style sheet, which it reads for any audio that it styles: they come where no
                // script runs, and where it is late.
                <div id="native" hidden><audio id="audio" preload="none" src=url.clone()></audio></div>
                <noscript><audio controls preload="none" src=url.clone()></audio></noscript>
                <Player audio_url=url words_url=words_url duration=duration title=page.episode.title.clone() />
            </section>
        }
        .into_any(),
    )
}

fn waveform(page: &EpisodePage) -> Option<AnyView> {
    let shown = page.look.shows(PanelKind::Waveform) && !page.waveform_html.is_empty();
    shown.then(|| view! { <div id="waveform" inner_html=slot("waveform")></div> }.into_any())
}

/// Chapters that were found, else those that the file carries; none where the show does not list them.
fn chapter_list(page: &EpisodePage) -> &[Chapter] {
    if !page.look.shows(PanelKind::Chapters) {
        return &[];
    }
    match (&page.insights, &page.episode.audio) {
        (Some(insights), _) if !insights.chapters.is_empty() => &insights.chapters,
        (_, Some(audio)) => &audio.chapters,
        _ => &[],
    }
}

fn chapters(page: &EpisodePage) -> Option<AnyView> {
    let chapters = chapter_list(page);
    if chapters.is_empty() {
        return None;
    }
    let items = chapters
        .iter()
        .map(|chapter| {
            let place = place(chapter.start_ms, chapter.segments);
            let time =
                chapter.start_ms.map(|ms| view! { <time datetime=duration_attribute(ms)>{place.label}</time>" " });
            view! { <li><a href=place.href data-t=place.seconds>{time}<span>{chapter.title.clone()}</span></a></li> }
        })
        .collect::<Vec<_>>();
    Some(
        view! {
            <nav id="chapters" aria-labelledby="chapters-title">
                <h2 id="chapters-title">"Chapters"</h2>
                <ol lang=page.language.clone() dir=words::direction(page.language.as_deref())>{items}</ol>
            </nav>
        }
        .into_any(),
    )
}

fn about(page: &EpisodePage) -> AnyView {
    let notes = || view! { <div class="notes" lang=page.show.language.clone() dir=words::direction(Some(&page.show.language)) inner_html=slot("notes")></div> };
    let notes = match page.notes_html.len() {
        0 => None,
        LONG_NOTES.. => Some(
            view! { <details class="fold"><summary>"Read the episode notes"</summary>{notes()}</details> }.into_any(),
        ),
        _ => Some(notes().into_any()),
    };
    let by = match page.show.author.as_str() {
        "" => format!("An episode of {}.", page.show.title),
        author => format!("An episode of {}, made by {author}.", page.show.title),
    };
    let download = page.audio_url.clone().map(|url| view! { ", "<a href=url download>"download the audio"</a> });
    view! {
        <section id="about" aria-labelledby="about-title">
            <h2 id="about-title">"About this episode"</h2>
            {notes}
            {people(&page.persons)}
            <p class="muted">
                {by}" "<a href=format!("/shows/{}/feed.xml", page.show.slug)>"Follow by RSS"</a>{download}
            </p>
        </section>
    }
    .into_any()
}

/// Who speaks, as far as the show knows them.
fn people(persons: &[Person]) -> Option<AnyView> {
    let items = persons
        .iter()
        .map(|person| {
            let name = person.name.clone();
            let name = match person.link.clone() {
                Some(link) => view! { <a href=link rel="noopener">{name}</a> }.into_any(),
                None => view! { <b>{name}</b> }.into_any(),
            };
            view! { <li>{portrait(person)}<span>{name}<span class="muted">{person.role.clone()}</span></span></li> }
        })
        .collect::<Vec<_>>();
    (!items.is_empty()).then(|| {
        view! {
            <h3 id="people">"Who speaks"</h3>
            <ul class="people">{items}</ul>
        }
        .into_any()
    })
}

fn transcript(page: &EpisodePage) -> AnyView {
    if page.reading_html.is_empty() {
        return view! {
            <section id="transcript" aria-labelledby="transcript-title">
                <h2 id="transcript-title">"Transcript"</h2>
                <p class="muted">"There is no transcript of this episode yet."</p>
            </section>
        }
        .into_any();
    }
    let path = path(page);
    let forms = [("txt", "Text"), ("vtt", "WebVTT"), ("srt", "SubRip"), ("json", "JSON")]
        .map(|(extension, name)| view! { <li><a href=format!("{path}/transcript.{extension}")>{name}</a></li> })
        .into_iter()
        .collect::<Vec<_>>();
    // Both views are of the same words: the style sheet leaves fillers out.
    let clean = page.reading_html.contains("<i class=f>").then(|| {
        view! {
            <p class="clean">
                <label class="tick"><input type="checkbox" id="clean" />"Leave out “um”, false starts and repetitions"</label>
            </p>
        }
    });
    view! {
        <section id="transcript" aria-labelledby="transcript-title">
            <div class="transcript-head">
                <h2 id="transcript-title">"Transcript"</h2>
                <TranscriptSearch />
            </div>
            {clean}
            <div id="reading" class="reading" lang=page.language.clone() dir=words::direction(page.language.as_deref()) inner_html=slot("reading")></div>
            <div class="take-along"><p>"Take the transcript along:"</p><ul>{forms}</ul></div>
        </section>
    }
    .into_any()
}

/// Where to go on.
fn alike(page: &EpisodePage) -> Option<AnyView> {
    (!page.related.is_empty()).then(|| {
        view! {
            <section id="related" aria-labelledby="related-title">
                <h2 id="related-title">"Related episodes"</h2>
                {related::list(&page.related, page.show.slug.as_str())}
            </section>
        }
        .into_any()
    })
}
