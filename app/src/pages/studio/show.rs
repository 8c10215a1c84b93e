//! `/studio/shows/new` and `/studio/shows/{id}`.

use leptos::prelude::*;
use model::{
    search::{Ask, Place},
    show::Show,
};

use super::{danger, framed, vocabulary};
use crate::{
    pages::parts::{
        artwork::artwork,
        fields::{self, Field},
        frame,
        icon::{self, icon},
        list, search, words,
    },
    shell::{DEFAULT_ACCENT, Head},
    view::{Chrome, Form, StudioShow},
};

/// The form that makes a show.
#[must_use]
pub fn studio_new_show(chrome: &Chrome, page: &StudioShow) -> String {
    let title = fields::titled(&page.form, "New show");
    framed(chrome, Head { title: &title, description: "Make a show.", ..Head::default() }, || {
        view! {
            <main id="main" class="narrow">
                {frame::crumbs(&[("Your shows".to_owned(), "/studio".to_owned())], "New show")}
                <header class="work-head"><h1>"New show"</h1></header>
                <p class="lead">"Only the title is needed now. Everything can be changed later."</p>
                {fields::errors(&page.form)}
                <form method="post" action="/studio/shows" enctype="multipart/form-data" class="stack">
                    {show_fields(&page.form, None)}
                    <p class="actions">
                        <button class="button" type="submit">"Make the show"</button>
                        <a class="button button-quiet" href="/studio">"Cancel"</a>
                    </p>
                </form>
            </main>
        }
        .into_any()
    })
}

/// A show with its episodes and settings.
#[must_use]
pub fn studio_show(chrome: &Chrome, page: &StudioShow) -> String {
    let Some(show) = &page.show else {
        return studio_new_show(chrome, page);
    };
    let title = fields::titled(&page.form, &show.title);
    let head = Head {
        title: &title,
        description: "A show with its episodes and settings.",
        accent: show.accent.as_deref(),
        ..Head::default()
    };
    framed(chrome, head, || {
        let settings = page.can_edit.then(|| settings(page, show));
        let settings_link = page.can_edit.then(|| view! { <li><a href="#settings">"Settings"</a></li> });
        view! {
            <main id="main">
                {frame::crumbs(&[("Your shows".to_owned(), "/studio".to_owned())], &show.title)}
                {heading(page, show)}
                {fields::errors(&page.form)}
                <nav class="tabs" aria-label="On this page">
                    <ul><li><a href="#episodes">"Episodes"</a></li>{settings_link}</ul>
                </nav>
                {episodes(page, show)}
                {settings}
            </main>
        }
        .into_any()
    })
}

fn heading(page: &StudioShow, show: &Show) -> AnyView {
    let new = page.can_edit.then(|| {
        view! { <a class="button" href=format!("/studio/shows/{}/episodes/new", show.id)>{icon(icon::PLUS)}"New episode"</a> }
    });
    let appearance = page.can_edit.then(|| {
        view! { <li><a href=format!("/studio/shows/{}/appearance", show.id)>"Appearance"</a></li> }
    });
    let drafts = page.episodes.iter().filter(|c| c.episode.published_at.is_none()).count();
    let mut line = words::count(page.episodes.len(), "episode", "episodes");
    if drafts > 0 {
        line = format!("{line}, {}", words::count(drafts, "draft", "drafts"));
    }
    view! {
        <header class="work-head with-art">
            {artwork(show.artwork_url.as_deref(), &show.title, show.accent.as_deref(), 88, "")}
            <div>
                <h1 lang=show.language.clone()>{show.title.clone()}</h1>
                <ul class="facts">
                    <li>{line}</li>
                    <li><a href=format!("/shows/{}", show.slug)>"Public page"</a></li>
                    <li><a href=format!("/shows/{}/feed.xml", show.slug)>"Feed"</a></li>
                    {appearance}
                </ul>
            </div>
            {new}
        </header>
    }
    .into_any()
}

fn episodes(page: &StudioShow, show: &Show) -> AnyView {
    let list = if page.episodes.is_empty() {
        list::empty(
            "No episodes yet",
            "An episode begins with a recording: it is written down, its chapters and best moments are found, and you publish the page.",
            page.can_edit.then(|| ("Make the first episode", format!("/studio/shows/{}/episodes/new", show.id))),
        )
    } else {
        list::studio_episodes(&page.episodes, &[show], false)
    };
    let ask = Ask { show: Some(show.slug.to_string()), page: 1, ..Ask::default() };
    let search = (!page.episodes.is_empty()).then(|| search::form(Place::Studio, &ask, "Search this show"));
    view! {
        <section id="episodes" aria-labelledby="episodes-title">
            <h2 id="episodes-title">"Episodes"</h2>
            {search}
            {list}
        </section>
    }
    .into_any()
}

fn settings(page: &StudioShow, show: &Show) -> AnyView {
    let delete = page.can_delete.then(|| {
        let confirm = view! {
            <div class="field">
                <label for="field-confirm">{format!("Type {} to go on", show.slug)}</label>
                <input id="field-confirm" name="confirm" type="text" required autocomplete="off" />
            </div>
        };
        let lost = format!(
            "The show “{}”, {} with their recordings, transcripts and pages, and its feed are deleted. \
             Podcast apps lose it. This cannot be undone.",
            show.title,
            match page.episodes.len() {
                1 => "its one episode".to_owned(),
                n => format!("its {n} episodes"),
            },
        );
        danger(
            icon::BIN,
            "Delete this show",
            lost,
            "Delete the show for good",
            format!("/studio/shows/{}/delete", show.id),
            Some(confirm.into_any()),
        )
    });
    view! {
        <section id="settings" class="panel narrow" aria-labelledby="settings-title">
            <h2 id="settings-title">"Settings"</h2>
            <form method="post" action=format!("/studio/shows/{}", show.id) enctype="multipart/form-data" class="stack">
                {fields::hidden("version", show.version.to_string())}
                {show_fields(&page.form, Some(show))}
                <p class="actions"><button class="button" type="submit">"Save the changes"</button></p>
            </form>
        </section>
        {delete}
    }
    .into_any()
}

fn show_fields(form: &Form, show: Option<&Show>) -> AnyView {
    let known = |get: fn(&Show) -> &str| show.map_or("", get);
    let category = fields::value(form, "category", known(|s| &s.category));
    let language = fields::value(form, "language", known(|s| &s.language));
    let accent = show.map(|show| accent(form, show));
    let approval = show.map(|show| approval(form, show));
    view! {
        {fields::line(form, Field {
            name: "title",
            label: "Title",
            value: known(|s| &s.title),
            required: true,
            max: Some(200),
            autocomplete: "off",
            ..Field::default()
        })}
        {fields::area(form, Field {
            name: "description",
            label: "What it is about",
            help: "A few sentences in plain text. Podcast apps show them, and so does the show’s page.",
            value: known(|s| &s.description),
            max: Some(4000),
            ..Field::default()
        }, 5)}
        <div class="pair">
            {fields::choice(form, Field { name: "language", label: "Language", required: true, ..Field::default() }, vocabulary::language_options(language))}
            {fields::choice(form, Field {
                name: "category",
                label: "Category",
                help: "Where podcast directories list it.",
                ..Field::default()
            }, vocabulary::category_options(category))}
        </div>
        {fields::line(form, Field {
            name: "author",
            label: "Made by",
            help: "Your name or your team’s. Without one, the name of your account stands there.",
            value: known(|s| &s.author),
            max: Some(200),
            autocomplete: "off",
            ..Field::default()
        })}
        <div class="pair">
            {fields::file(form, Field {
                name: "artwork",
                label: if show.is_some_and(|s| s.artwork_url.is_some()) { "New artwork" } else { "Artwork" },
                help: "A square JPEG or PNG, 1400 to 3000 pixels wide.",
                ..Field::default()
            }, "image/jpeg,image/png")}
            {accent}
        </div>
        {approval}
    }
    .into_any()
}

/// A choice and not a tick: a form that does not have it leaves it as it is.
fn approval(form: &Form, show: &Show) -> AnyView {
    let chosen = fields::value(form, "auto_accept", if show.auto_accept { "yes" } else { "no" }) != "no";
    let options = [("yes", "Public as they are found", chosen), ("no", "Public once they are approved", !chosen)].map(
        |(value, label, on)| format!("<option value=\"{value}\"{}>{label}</option>", if on { " selected" } else { "" }),
    );
    fields::choice(
        form,
        Field {
            name: "auto_accept",
            label: "Insights",
            help: "Summaries, chapters, quotes and the rest that is found in transcripts. You can edit and hide single ones either way.",
            required: true,
            ..Field::default()
        },
        options.concat(),
    )
}

fn accent(form: &Form, show: &Show) -> AnyView {
    let chosen = fields::value(form, "accent", show.accent.as_deref().unwrap_or(DEFAULT_ACCENT)).to_owned();
    view! {
        <div class="field">
            <label for="field-accent">"Accent colour"</label>
            <input id="field-accent" name="accent" type="color" value=chosen aria-describedby="help-accent" />
            <p class="help" id="help-accent">"Links and buttons of the show’s pages. It is made lighter or darker where it would be hard to read."</p>
        </div>
    }
    .into_any()
}
