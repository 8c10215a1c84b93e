//! `/studio/shows/{id}/appearance`: how the episode pages of a show look, chosen beside a piece of one.

use std::fmt::Write;

use leptos::prelude::*;
use model::{
    insight::{Insights, Provenance},
    visualization::{Colour, EmbedStyle, PanelKind, Region, Theme},
};

use super::{danger, framed};
use crate::{
    islands::Look,
    pages::{
        findings::{self, Found},
        parts::{
            fields::{self, Field},
            frame,
            icon::{self, icon},
        },
    },
    shell::{DEFAULT_ACCENT, Head},
    view::{Chrome, PreviewedEpisode, StudioAppearance},
};

/// Field, label, and the usual colour in the light theme (`--c0` and on), where a picker begins.
const VOICES: [(&str, &str, &str); model::visualization::MAX_VOICES] = [
    ("voices[0]", "Voice 1", "#0069a8"),
    ("voices[1]", "Voice 2", "#c04f00"),
    ("voices[2]", "Voice 3", "#007d5b"),
    ("voices[3]", "Voice 4", "#a8468a"),
    ("voices[4]", "Voice 5", "#946200"),
    ("voices[5]", "Voice 6", "#2b86b8"),
    ("voices[6]", "Voice 7", "#6a6700"),
    ("voices[7]", "Voice 8", "#6b655f"),
];

const fn title(kind: PanelKind) -> &'static str {
    match kind {
        PanelKind::Waveform => "Waveform",
        PanelKind::Chapters => "Chapters",
        PanelKind::Summary => "In short",
        PanelKind::Quotes => "Worth quoting",
        PanelKind::TalkTime => "Talk time",
        PanelKind::Voices => "Who speaks when",
        PanelKind::TopicRiver => "Topics over time",
        PanelKind::Sentiment => "Sentiment",
        PanelKind::Topics => "Topics",
        PanelKind::KeyPhrases => "Key phrases",
        PanelKind::Entities => "People and things",
        PanelKind::Questions => "Questions asked",
    }
}

const REGIONS: [(Region, &str, &str); 3] = [
    (Region::Player, "player", "Beside the player"),
    (Region::Story, "story", "Above the transcript"),
    (Region::Margin, "margin", "Beside the transcript"),
];

/// The form with its preview.
#[must_use]
pub fn studio_appearance(chrome: &Chrome, page: &StudioAppearance) -> String {
    let show = &page.show;
    let title = fields::titled(&page.form, &format!("Appearance of {}", show.title));
    let head = Head {
        title: &title,
        description: "How the episode pages of a show look.",
        accent: show.accent.as_deref(),
        islands: true,
        ..Head::default()
    };
    let trail =
        [("Your shows".to_owned(), "/studio".to_owned()), (show.title.clone(), format!("/studio/shows/{}", show.id))];
    framed(chrome, head, || {
        view! {
            <main id="main" class="appearance">
                {frame::crumbs(&trail, "Appearance")}
                <header class="work-head"><h1>"Appearance"</h1></header>
                {fields::errors(&page.form)}
                <div class="appearance-parts">
                    {form(page)}
                    {preview(page)}
                </div>
                {danger(
                    icon::BIN,
                    "Go back to the usual appearance",
                    "Theme, colours, panels and embedded players are as they are for a new show, at once and on all its \
                     episode pages. What was chosen here is lost."
                        .to_owned(),
                    "Reset the appearance",
                    format!("/studio/shows/{}/appearance/reset", show.id),
                    None,
                )}
            </main>
        }
        .into_any()
    })
}

fn form(page: &StudioAppearance) -> AnyView {
    let draft = &page.draft;
    let themes = [
        (Theme::Auto.as_str(), "As the reader’s device", draft.theme == Theme::Auto),
        (Theme::Light.as_str(), "Always light", draft.theme == Theme::Light),
        (Theme::Dark.as_str(), "Always dark", draft.theme == Theme::Dark),
    ];
    let embeds = [
        (EmbedStyle::Card.as_str(), "Card: artwork, title and waveform", draft.embed == EmbedStyle::Card),
        (EmbedStyle::Compact.as_str(), "Compact: one line", draft.embed == EmbedStyle::Compact),
    ];
    let accent = draft.accent.as_deref().filter(|a| !a.is_empty()).unwrap_or(DEFAULT_ACCENT);
    let voices = VOICES
        .iter()
        .enumerate()
        .map(|(n, voice)| colour(page, *voice, draft.voices.get(n).map_or("", String::as_str), true))
        .collect::<Vec<_>>();
    let panels = REGIONS.map(|(region, _, label)| panels(page, region, label)).into_iter().collect::<Vec<_>>();
    // A key in a text presses the first button there is, and that is not to be the one that moves a panel.
    view! {
        <form id="appearance-form" method="post" action=address(page) class="stack">
            <button type="submit" name="do" value="preview" class="visually-hidden" tabindex="-1" aria-hidden="true">"Preview"</button>
            {fields::hidden("version", page.version.to_string())}
            <section class="panel" aria-labelledby="colours-title">
                <h2 id="colours-title">"Theme and colours"</h2>
                {choice(page, "theme", "Theme", &themes)}
                {colour(page, ("accent", "Accent colour", DEFAULT_ACCENT), accent, false)}
                <p class="help">"Links and buttons. It is made lighter or darker where it would be hard to read."</p>
                <h3>"Voices"</h3>
                <p class="help">
                    "Colours of speakers, in the order in which they first speak, as #rrggbb. Without one a voice has the usual colour. Each needs a contrast of 3:1 with the page."
                </p>
                <div class="voices" id="field-voices">{voices}</div>
            </section>
            <section class="panel" id="panels" aria-labelledby="panels-title">
                <h2 id="panels-title">"Panels"</h2>
                <p class="help">"What is ticked is shown, where an episode has it, in this order."</p>
                {panels}
            </section>
            <section class="panel" aria-labelledby="embed-title">
                <h2 id="embed-title">"Embedded players"</h2>
                {choice(page, "embed", "Style", &embeds)}
            </section>
            <p class="actions">
                <button class="button" type="submit" name="do" value="save">"Save"</button>
                <button class="button button-quiet" type="submit" name="do" value="preview">"Preview"</button>
            </p>
        </form>
    }
    .into_any()
}

fn address(page: &StudioAppearance) -> String {
    format!("/studio/shows/{}/appearance", page.show.id)
}

/// One of a few, all in sight.
fn choice(
    page: &StudioAppearance,
    name: &'static str,
    legend: &'static str,
    options: &[(&'static str, &'static str, bool)],
) -> AnyView {
    let items = options
        .iter()
        .map(|(value, label, on)| {
            view! { <label class="tick"><input type="radio" name=name value=*value checked=*on />{*label}</label> }
        })
        .collect::<Vec<_>>();
    let error = page.form.error(name).map(|message| {
        view! { <p class="field-error">{icon(icon::ALERT)}<span>{message.to_owned()}</span></p> }
    });
    view! { <fieldset id=format!("field-{name}")><legend>{legend}</legend>{items}{error}</fieldset> }.into_any()
}

/// A colour as text, a picker for whoever has scripts, and for voices the contrast.
fn colour(
    page: &StudioAppearance,
    (name, label, usual): (&'static str, &'static str, &'static str),
    value: &str,
    measured: bool,
) -> AnyView {
    let chosen = Colour::parse(value);
    let picked = chosen.map_or_else(|| usual.to_owned(), |colour| colour.to_string());
    let line =
        fields::line(&page.form, Field { name, label, value, max: Some(7), autocomplete: "off", ..Field::default() });
    let contrast = measured.then(|| {
        let told = chosen.map(|colour| page.draft.theme.contrast_of(colour));
        let low = chosen.is_some_and(|colour| !page.draft.theme.shows(colour));
        view! { <p class="contrast" class:low=low data-contrast=name>{told}</p> }
    });
    view! {
        <div class="colour">
            {line}
            <input type="color" class="asleep" data-picks=name value=picked aria-label=format!("Pick: {label}") />
            {contrast}
        </div>
    }
    .into_any()
}

/// The panels of a region as rows.
fn panels(page: &StudioAppearance, region: Region, label: &'static str) -> AnyView {
    let of_region = page.draft.panels.iter().filter(|panel| panel.kind.region() == region).collect::<Vec<_>>();
    let alone = of_region.len() < 2;
    let rows = of_region
        .into_iter()
        .map(|panel| {
            let (kind, name) = (panel.kind.as_str(), title(panel.kind));
            let moves = (!alone).then(|| {
                [("up", "↑"), ("down", "↓")]
                    .map(|(way, arrow)| {
                        view! {
                            <button
                                class="button button-quiet button-small"
                                type="submit"
                                name=way
                                value=kind
                                formaction=format!("{}#panels", address(page))
                                aria-label=format!("Move {name} {way}")
                            >
                                {arrow}
                            </button>
                        }
                    })
                    .into_iter()
                    .collect::<Vec<_>>()
            });
            view! {
                <li data-panel=kind>
                    <input type="hidden" name="panel" value=kind />
                    <label class="tick"><input type="checkbox" name="shown" value=kind checked=panel.shown />{name}</label>
                    {moves}
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <h3>{label}</h3><ol class="panel-rows">{rows}</ol> }.into_any()
}

/// A piece of a page, in its own theme and colours.
fn preview(page: &StudioAppearance) -> AnyView {
    let made_up;
    let episode = match &page.episode {
        Some(episode) => episode,
        None => {
            made_up = sample();
            &made_up
        }
    };
    let about = match &page.episode {
        Some(_) => "A piece of the page of the newest episode.",
        None => "A made-up episode. Once one of this show is public, a piece of its page is here.",
    };
    let nothing = nothing();
    let found = Found {
        insights: episode.insights.as_ref().unwrap_or(&nothing),
        language: episode.language.as_deref(),
        page: &episode.path,
    };
    let regions = REGIONS
        .map(|(region, name, _)| {
            // What is not ticked is there for the script to show.
            let panels = page
                .look
                .panels()
                .iter()
                .filter(|panel| panel.kind.region() == region)
                .map(|panel| {
                    let view = match panel.kind {
                        PanelKind::Waveform => waveform(episode),
                        kind => findings::panel(found, &episode.charts_html, kind),
                    };
                    view! { <div data-look=panel.kind.as_str() hidden=!panel.shown>{view}</div> }
                })
                .collect::<Vec<_>>();
            view! { <div class=format!("look-{name}") class:findings=region == Region::Margin data-region=name>{panels}</div> }
        })
        .into_iter()
        .collect::<Vec<_>>();
    let voices = episode
        .speakers
        .iter()
        .take(VOICES.len())
        .enumerate()
        .map(|(n, name)| view! { <li style=format!("--voice:var(--c{n})")>{name.clone()}</li> })
        .collect::<Vec<_>>();
    view! {
        <section class="look-frame" aria-labelledby="preview-title">
            <h2 id="preview-title">"Preview"</h2>
            <p class="help">{about}</p>
            <Look />
            <div id="look" class="look" tabindex="0" role="group" aria-label="A piece of a page" data-theme=page.look.theme().as_str() style=style(page)>
                <p class="look-title">{episode.title.clone()}</p>
                <ul class="look-voices">{voices}</ul>
                {regions}
            </div>
        </section>
    }
    .into_any()
}

fn waveform(episode: &PreviewedEpisode) -> Option<AnyView> {
    let html = episode.waveform_html.clone();
    (!html.is_empty()).then(|| view! { <div id="waveform" inner_html=html></div> }.into_any())
}

fn style(page: &StudioAppearance) -> String {
    let accent = page.look.accent().map_or_else(|| DEFAULT_ACCENT.to_owned(), |colour| colour.to_string());
    let mut style = format!("--accent-seed:{accent}");
    for (n, colour) in page.look.voices().iter().enumerate() {
        let _ = write!(style, ";--c{n}:{colour}");
    }
    style
}

fn nothing() -> Insights {
    Insights {
        language: None,
        provenance: Provenance {
            engine: String::new(),
            version: String::new(),
            model: None,
            prompt: None,
            approved: 0,
            edited: 0,
        },
        summary: String::new(),
        summary_sentences: Vec::new(),
        one_line: None,
        key_points: Vec::new(),
        chapters: Vec::new(),
        topics: Vec::new(),
        key_phrases: Vec::new(),
        entities: Vec::new(),
        quotes: Vec::new(),
        questions: Vec::new(),
        talk_time: Vec::new(),
        sentiment: Vec::new(),
        delivery: Vec::new(),
        answers: Vec::new(),
        links: Vec::new(),
    }
}

/// An episode of three voices for shows that have none yet, drawn as charts are.
fn sample() -> PreviewedEpisode {
    let mut outline = String::new();
    for x in 0..240_u32 {
        let height = 8 + (x * 37 % 61) * (20 + (x * x) % 47) / 60;
        let _ = write!(outline, "M{} {}v{}", x * 5 + 2, 80 - height, height * 2);
    }
    let mut bars = String::new();
    let mut strips = String::new();
    let speakers = ["Ada", "Ben", "Clara"];
    for (n, (name, share)) in speakers.into_iter().zip([52, 31, 17]).enumerate() {
        let (text, bar, width) = (24 + n * 66, 34 + n * 66, share * 640 / 100);
        let _ = write!(
            bars,
            "<text x=\"0\" y=\"{text}\" fill=\"var(--ink)\">{name}, {share} %</text>\
             <rect x=\"0\" y=\"{bar}\" width=\"{width}\" height=\"16\" fill=\"var(--c{n})\"/>"
        );
        let (text, strip) = (24 + n * 74, 54 + n * 74);
        let _ = write!(
            strips,
            "<text x=\"0\" y=\"{text}\" fill=\"var(--ink)\">{name}</text>\
             <path d=\"M{} {strip}v-16h{share}v16h{}v-16h{width}v16z\" fill=\"var(--c{n})\"/>",
            n * 50,
            120 - n * 30
        );
    }
    PreviewedEpisode {
        title: "A made-up episode".to_owned(),
        path: String::new(),
        language: None,
        insights: None,
        waveform_html: format!(
            "<figure class=\"chart\" data-chart=\"waveform\"><figcaption>A steady recording</figcaption>\
             <svg role=\"img\" aria-label=\"Waveform\" viewBox=\"0 0 1200 160\" preserveAspectRatio=\"none\">\
             <path d=\"{outline}\" stroke=\"var(--accent)\" stroke-width=\"3\" fill=\"none\"/></svg></figure>"
        ),
        charts_html: format!(
            "<figure class=\"chart\" data-chart=\"talk-time\"><figcaption>Ada speaks for 52 % of the time</figcaption>\
             <svg role=\"img\" aria-label=\"Talk time\" viewBox=\"0 0 640 184\">{bars}</svg></figure>\
             <figure class=\"chart\" data-chart=\"voices\"><figcaption>Nobody breaks in on anybody</figcaption>\
             <svg role=\"img\" aria-label=\"Who speaks when\" viewBox=\"0 0 640 204\">{strips}</svg></figure>"
        ),
        speakers: speakers.map(str::to_owned).to_vec(),
    }
}
