//! `/studio/episodes/{id}/insights`: each finding with the words that it rests on, and what is decided about it.

use leptos::prelude::*;
use model::review::{Act, Changed, Finding, Ground, Item, Kind, Made, State};

use super::texts;
use crate::{
    pages::parts::{
        fields, frame,
        icon::{self, icon},
        list, words,
    },
    shell::{Head, document, escape},
    view::{Chrome, StudioInsights},
};

/// The longest texts, in characters, as the use case takes them.
const fn longest(kind: Kind) -> u32 {
    match kind {
        Kind::Summary | Kind::KeyPoint | Kind::Question => 600,
        Kind::OneLine | Kind::Chapter | Kind::Link => 200,
        Kind::Quote => 1_200,
        Kind::Topic | Kind::KeyPhrase | Kind::Entity => 120,
    }
}

const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::OneLine => "In one line",
        Kind::Summary => "Summary",
        Kind::KeyPoint => "Key points",
        Kind::Chapter => "Chapters",
        Kind::Quote => "Quotes",
        Kind::Question => "Questions",
        Kind::Topic => "Topics",
        Kind::KeyPhrase => "Key phrases",
        Kind::Entity => "People and things",
        Kind::Link => "Addresses",
    }
}

/// The review of an episode's insights.
#[must_use]
pub fn studio_insights(chrome: &Chrome, page: &StudioInsights) -> String {
    let title = fields::titled(&page.form, &format!("Insights of {}", page.episode.title));
    let head = Head {
        title: &title,
        description: "What was found in an episode, to be reviewed and approved.",
        accent: page.show.accent.as_deref(),
        frame: "studio",
        ..Head::default()
    };
    let trail = [
        ("Your shows".to_owned(), "/studio".to_owned()),
        (page.show.title.clone(), format!("/studio/shows/{}", page.show.id)),
        (page.episode.title.clone(), format!("/studio/episodes/{}", page.episode.id)),
    ];
    document(chrome, &head, &[], || {
        let body = if page.items.is_empty() { nothing(page) } else { review(page) };
        let main = view! {
            <main id="main" class="review">
                {frame::crumbs(&trail, "Insights")}
                <header class="work-head"><h1>"Insights"</h1></header>
                {fields::errors(&page.form)}
                {body}
            </main>
        };
        frame::studio(chrome, main.into_any())
    })
}

fn nothing(page: &StudioInsights) -> AnyView {
    let line = if page.episode.has_transcript {
        "Nothing was found in this episode yet. Process it: then its summary, chapters and quotes stand here to be looked over."
    } else {
        "Insights are found in the transcript. Add the recording or a transcript first."
    };
    list::empty("No insights yet", line, Some(("Go to the episode", format!("/studio/episodes/{}", page.episode.id))))
}

fn review(page: &StudioInsights) -> AnyView {
    let kinds: Vec<(Kind, Vec<&Item>)> = Kind::ALL
        .into_iter()
        .map(|kind| (kind, page.items.iter().filter(|i| i.kind == kind).collect::<Vec<_>>()))
        .filter(|(_, items)| !items.is_empty())
        .collect();
    let ways = kinds
        .iter()
        .map(|(kind, items)| {
            let href = format!("#{}", kind.as_str());
            view! { <li><a href=href>{format!("{} {}", title(*kind), items.len())}</a></li> }
        })
        .collect::<Vec<_>>();
    let sections = kinds.iter().map(|(kind, items)| section(page, *kind, items)).collect::<Vec<_>>();
    view! {
        {standing(page)}
        {look_at(page)}
        <nav class="tabs" aria-label="Kinds of insights"><ul>{ways}</ul></nav>
        {sections}
        {page.public.as_ref().and_then(|found| texts::delivery(found, &public(page), page.show.id))}
        {texts::related(&page.related, page.show.slug.as_str())}
        {texts::texts(&page.suggestions)}
    }
    .into_any()
}

/// How far the review is, by which rule things are public, and the way to approve what waits.
fn standing(page: &StudioInsights) -> AnyView {
    let count = |which: fn(&Item) -> bool| page.items.iter().filter(|i| which(i)).count();
    let facts = [
        (count(|i| i.public), "public"),
        (count(|i| i.state == State::Published), "approved"),
        (count(|i| i.by_person), "in your words"),
        (count(|i| i.stale), "stale"),
        (count(|i| i.state == State::Hidden), "hidden"),
    ]
    .into_iter()
    .filter(|(n, what)| *n > 0 || *what == "public")
    .map(|(n, what)| view! { <li>{format!("{n} {what}")}</li> })
    .collect::<Vec<_>>();
    let settings = format!("/studio/shows/{}#settings", page.show.id);
    let rule = if page.show.auto_accept {
        "Insights of this show are public as they are found. What you hide is not."
    } else {
        "Insights of this show are public once they are approved."
    };
    let waiting = count(Item::waits);
    let all = (page.can_edit && waiting > 0).then(|| {
        let items = words::count(waiting, "item", "items");
        view! {
            <details class="fold" id="approve-all">
                <summary>{format!("Approve all {items}")}</summary>
                <form method="post" action=format!("{}/approve", base(page)) class="stack">
                    {fields::hidden("count", waiting.to_string())}
                    <p>
                        {format!("{items} {} approved as they read now. ", if waiting == 1 { "is" } else { "are" })}
                        "Left out is what is hidden, stale or struck out; each approval can be taken back."
                    </p>
                    <button class="button" type="submit">{icon(icon::CHECK)}{format!("Approve {items}")}</button>
                </form>
            </details>
        }
    });
    let outdated = page.outdated.then(|| {
        view! {
            <p class="alert alert-info">
                {icon(icon::INFO)}
                <span>"The transcript was edited since these were found. They are looked for again once it has rested for a moment; your words stay."</span>
            </p>
        }
    });
    view! {
        {outdated}
        <section class="panel" id="standing" aria-labelledby="standing-title">
            <h2 id="standing-title">"How it stands"</h2>
            <ul class="facts">{facts}</ul>
            <p class="muted">{rule}" "<a href=settings>"Change this"</a></p>
            {common(page).map(|made| view! { <p class="provenance">{format!("{} Where another one or a person had a hand in it, it says so.", found_by(made))}</p> })}
            {all}
        </section>
    }
    .into_any()
}

/// What changed below a decision, first.
fn look_at(page: &StudioInsights) -> Option<AnyView> {
    let items = page
        .items
        .iter()
        .filter(|i| i.stale && i.state != State::Hidden)
        .map(|i| {
            let kind = title(i.kind);
            view! { <li>{format!("{kind}: ")}<a href=format!("#item-{}", i.key) dir="auto">{i.text.clone()}</a></li> }
        })
        .collect::<Vec<_>>();
    (!items.is_empty()).then(|| {
        view! {
            <section class="alert alert-info" aria-labelledby="stale-title">
                {icon(icon::ALERT)}
                <div>
                    <h2 class="alert-title" id="stale-title">"Something changed below your decisions"</h2>
                    <ul>{items}</ul>
                </div>
            </section>
        }
        .into_any()
    })
}

fn section(page: &StudioInsights, kind: Kind, items: &[&Item]) -> AnyView {
    let id = format!("{}-title", kind.as_str());
    let rows = items.iter().map(|item| row(page, item)).collect::<Vec<_>>();
    view! {
        <section id=kind.as_str() class="panel" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title(kind)}" "<span class="amount">{items.len()}</span></h2>
            <ol class="items">{rows}</ol>
        </section>
    }
    .into_any()
}

fn base(page: &StudioInsights) -> String {
    format!("/studio/episodes/{}/insights", page.episode.id)
}

fn public(page: &StudioInsights) -> String {
    format!("/shows/{}/{}", page.show.slug, page.episode.slug)
}

fn row(page: &StudioInsights, item: &Item) -> AnyView {
    let key = item.key.clone();
    let language = page.show.language.clone();
    let text = item.text.clone();
    let text = if item.refusal.is_some() { view! { <s>{text}</s> }.into_any() } else { text.into_any() };
    let quoted = item.kind == Kind::Quote;
    view! {
        <li id=format!("item-{key}") class="item" data-state=item.state.as_str() class:stale=item.stale>
            <div class="item-main">
            <p class="item-text" class:quoted=quoted id=format!("words-{key}") lang=language dir="auto">{text}</p>
            <p class="chips">{chips(item)}</p>
            {item.refusal.map(|refusal| view! { <p class="item-why">{icon(icon::ALERT)}<span>{refusal.why()}</span></p> })}
            {changes(item)}
            {evidence(page, item)}
            {about(page, item)}
            {provenance(page, item)}
            </div>
            {page.can_edit.then(|| view! { <div class="item-deeds">{deeds(page, item)}</div> })}
        </li>
    }
    .into_any()
}

fn chips(item: &Item) -> AnyView {
    let (class, state) = match (item.state, item.public) {
        (State::Hidden, _) => ("chip", "Hidden"),
        (State::Published, true) => ("chip chip-good", "Approved"),
        (State::Published, false) => ("chip", "Approved, not shown"),
        (State::Reviewed, true) => ("chip chip-good", "Reviewed, public"),
        (State::Reviewed, false) => ("chip", "Reviewed"),
        (State::Draft, true) => ("chip chip-busy", "Draft, public"),
        (State::Draft, false) => ("chip", "Draft"),
    };
    let own = item.by_person.then(|| view! { <span class="chip">"Your words"</span>" " });
    let stale = item.stale.then(|| view! { <span class="chip chip-busy">"Stale"</span>" " });
    view! { <span class=class>{state}</span>" "{own}{stale} }.into_any()
}

fn changes(item: &Item) -> Option<AnyView> {
    if !item.stale {
        return None;
    }
    let gone = (!item.found).then(|| view! { <li>"The engine no longer finds this."</li> });
    let changes = item
        .changes
        .iter()
        .map(|change| {
            let what = match change.what {
                Changed::Evidence => "The transcript: ",
                Changed::Engine => "The engine’s words: ",
            };
            let now = match &change.now {
                Some(now) => view! { <ins>{now.clone()}</ins> }.into_any(),
                None => view! { <em>"no longer said"</em> }.into_any(),
            };
            view! { <li dir="auto">{what}<del>{change.was.clone()}</del>" "{now}</li> }
        })
        .collect::<Vec<_>>();
    Some(
        view! {
            <div class="item-changes">
                <h3>"What changed since"</h3>
                <ul>{gone}{changes}</ul>
            </div>
        }
        .into_any(),
    )
}

fn evidence(page: &StudioInsights, item: &Item) -> Option<AnyView> {
    let public = public(page);
    // A name is said in many places: the first is quoted, the others are ways there.
    let most = if item.kind.is_name() { 1 } else { usize::MAX };
    let (quoted, others) = item.evidence.split_at(item.evidence.len().min(most));
    let others = others
        .iter()
        .map(|ground| {
            let place = words::place(ground.start_ms, None);
            view! { <a class="at" href=format!("{public}{}", place.href)>{place.label}</a>" " }
        })
        .collect::<Vec<_>>();
    let others = (!others.is_empty()).then(|| view! { <li><p>"Also at "{others}</p></li> });
    let one = |ground: &Ground| {
        let place = words::place(ground.start_ms, None);
        let said = if ground.sentence.is_empty() || item.kind == Kind::Quote { &ground.text } else { &ground.sentence };
        let who = ground.speaker.clone().map(|who| view! { <b>{who}</b>" " });
        view! {
            <li>
                <a class="at" href=format!("{public}{}", place.href)>{place.label}</a>
                <p dir="auto">{who}<q>{said.clone()}</q></p>
            </li>
        }
    };
    let rows = quoted.iter().map(one).collect::<Vec<_>>();
    let answer = item.answer.as_ref().map(|answer| {
        let place = words::place(answer.start_ms, None);
        let who = answer.speaker.clone().map(|who| view! { <b>{who}</b>" " });
        view! {
            <li class="item-answer">
                <a class="at" href=format!("{public}{}", place.href)>{format!("answer {}", place.label)}</a>
                <p dir="auto">{who}<q>{answer.text.clone()}</q></p>
            </li>
        }
    });
    (!rows.is_empty()).then(|| {
        view! { <ul class="item-evidence" aria-label="What it rests on">{rows}{others}{answer}</ul> }.into_any()
    })
}

/// Where an address leads; where the notes say that one reads about a name.
fn about(page: &StudioInsights, item: &Item) -> Option<AnyView> {
    let (why, url) = match &item.finding {
        Finding::Link(link) if item.refusal.is_none() => ("Leads to: ", link.url.clone()),
        Finding::Entity(own) => {
            // A person and a place may have the same name.
            let mut named = page.public.iter().flat_map(|found| &found.entities);
            let named = named.find(|entity| entity.kind == own.kind && entity.name == item.text);
            ("By the link in the notes: ", named.filter(|_| item.public)?.url.clone()?)
        }
        _ => return None,
    };
    let text = url.clone();
    Some(view! { <p class="provenance item-about">{why}<a href=url rel="nofollow noopener">{text}</a></p> }.into_any())
}

/// What can be decided now. Each is a plain form, and each can be taken back.
fn deeds(page: &StudioInsights, item: &Item) -> AnyView {
    let action = format!("{}/items/{}", base(page), item.key);
    let about = format!("words-{}", item.key);
    let button = |deed: &'static str, label: &'static str, quiet: bool| {
        let class = if quiet { "button button-quiet button-small" } else { "button button-small" };
        view! { <button class=class type="submit" name="do" value=deed aria-describedby=about.clone()>{label}</button> }
    };
    let can = item.refusal.is_none();
    let (approve, review, hide, back) = match item.state {
        State::Published => (can && item.stale, false, true, Some("Take the approval back")),
        State::Hidden => (false, false, false, Some("Show it again")),
        State::Reviewed => (can, false, true, None),
        State::Draft => (can, true, true, None),
    };
    let approve = approve.then(|| button("approve", if item.stale { "Approve as it is" } else { "Approve" }, false));
    let review = review.then(|| button("review", "Mark reviewed", true));
    let hide = hide.then(|| button("hide", "Hide", true));
    let back = back.map(|label| button("draft", label, true));
    // Where the engine finds nothing any more there is nothing to put back.
    let restore = (item.by_person && item.found).then(|| button("restore", "Put the engine’s words back", true));
    let error = page.form.error(&format!("state-{}", item.key)).map(|message| {
        view! { <p class="field-error" id=format!("error-state-{}", item.key)>{icon(icon::ALERT)}<span>{message.to_owned()}</span></p> }
    });
    let own = item.put_away.clone().map(|text| {
        view! {
            <form method="post" action=action.clone() class="actions">
                {fields::hidden("do", "edit".to_owned())}
                {fields::hidden("seen", item.tag.clone())}
                {fields::hidden("text", text.clone())}
                <button class="button button-quiet button-small" type="submit" aria-describedby=about.clone()>"Put your words back"</button>
                <span class="muted put-away" dir="auto">{text}</span>
            </form>
        }
    });
    view! {
        {error}
        <form method="post" action=action.clone() class="actions" id=format!("field-state-{}", item.key)>
            {fields::hidden("seen", item.tag.clone())}
            {approve}
            {review}
            {hide}
            {back}
            {restore}
        </form>
        {own}
        {edit(page, item, action)}
    }
    .into_any()
}

fn edit(page: &StudioInsights, item: &Item, action: String) -> AnyView {
    let name = format!("text-{}", item.key);
    let id = format!("field-{name}");
    let wrong = page.form.error(&name).map(str::to_owned);
    let typed = fields::value(&page.form, &name, &item.text);
    let open = page.form.values.iter().any(|(n, _)| *n == name);
    let error_id = format!("error-{name}");
    let error = wrong.clone().map(|message| {
        view! { <p class="field-error" id=error_id.clone()>{icon(icon::ALERT)}<span>{message}</span></p> }
    });
    let help = match item.kind {
        Kind::Quote => "Word for word as it is said; it may be shortened at its ends.",
        Kind::OneLine | Kind::Summary | Kind::KeyPoint | Kind::Question => {
            "In your own words, as long as the transcript supports them."
        }
        Kind::Link => "As it is to read on the page, like example.org/book; it leads where it says.",
        _ => "As it is to read on the page.",
    };
    let described = if wrong.is_some() { format!("error-{name} help-{name}") } else { format!("help-{name}") };
    // The parser swallows one line break after the tag, so one is put there for it.
    let text = format!("\n{}", escape(typed));
    view! {
        <details class="fold" open=open>
            <summary aria-describedby=format!("words-{}", item.key)>"Edit"</summary>
            <form method="post" action=action class="stack">
                {fields::hidden("do", "edit".to_owned())}
                {fields::hidden("seen", item.tag.clone())}
                <div class="field" class:wrong=wrong.is_some()>
                    <label for=id.clone()>"Your words"</label>
                    <textarea
                        id=id
                        name="text"
                        rows="2"
                        required
                        maxlength=longest(item.kind)
                        dir="auto"
                        aria-describedby=described
                        aria-invalid=wrong.clone().map(|_| "true")
                        inner_html=text
                    ></textarea>
                    {error}
                    <p class="help" id=format!("help-{name}")>{help}</p>
                </div>
                <button class="button button-small" type="submit">"Save your words"</button>
            </form>
        </details>
    }
    .into_any()
}

/// Who found most of the items.
fn common(page: &StudioInsights) -> Option<&Made> {
    page.items.iter().find(|i| i.found).map(|i| &i.made)
}

/// What is not said for all of them already.
fn provenance(page: &StudioInsights, item: &Item) -> Option<AnyView> {
    let mut line = String::new();
    if common(page) != Some(&item.made) {
        line.push_str(&found_by(&item.made));
    }
    let act = |what: &str, act: &Act| {
        format!(" {what} by {} on {}.", act.by.as_deref().unwrap_or("somebody who has left"), words::day(act.at))
    };
    if let Some(edited) = &item.edited {
        line.push_str(&act("Written", edited));
    }
    if let Some(approved) = &item.approved {
        line.push_str(&act("Approved", approved));
    }
    let engine = (item.by_person && item.engine_text != item.text)
        .then(|| view! { <span dir="auto">{format!("The engine’s words: “{}” ", item.engine_text)}</span> });
    (engine.is_some() || !line.is_empty()).then(|| view! { <p class="provenance">{engine}{line}</p> }.into_any())
}

fn found_by(made: &Made) -> String {
    let by = &made.provenance;
    let model = by.model.as_deref().map_or_else(|| "no model".to_owned(), |model| format!("the model {model}"));
    let prompt = by.prompt.as_deref().map_or_else(|| "no prompt".to_owned(), |prompt| format!("the prompt {prompt}"));
    let on = made.at.map_or_else(String::new, |at| format!(" on {}", words::day(at)));
    format!("Found by the engine {} {} with {model} and {prompt}{on}.", by.engine, by.version)
}
