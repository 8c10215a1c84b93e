//! `/studio/episodes/{id}/transcript`: the recording as a text that is edited, with what is done to all of it beside.

use leptos::prelude::*;
use model::timecode;

use super::lines;
use crate::{
    islands::Editor,
    pages::parts::{artwork::portrait, fields, frame, icon, words},
    shell::{Head, document, slot},
    view::{Chrome, ComparedLine, TranscriptComparison, TranscriptEditor, TranscriptSearch},
};

/// The transcript as its makers edit it.
#[must_use]
pub fn studio_transcript(chrome: &Chrome, page: &TranscriptEditor) -> String {
    let title = fields::titled(&page.form, &format!("Transcript of {}", page.episode.title));
    let head = Head {
        title: &title,
        description: "A recording, edited as a text.",
        accent: page.show.accent.as_deref(),
        islands: true,
        frame: "studio",
        ..Head::default()
    };
    let all = lines::all(&page.lines);
    document(chrome, &head, &[("lines", &all)], || {
        let base = base(page);
        let main = view! {
            <main id="main" class="editor">
                {frame::crumbs(&trail(&page.show, &page.episode), "Transcript")}
                <header class="work-head">
                    <h1>"Transcript"</h1>
                    {exports(page)}
                </header>
                {ways()}
                {fields::errors(&page.form)}
                {preview(page)}
                {step(page)}
                <div class="columns">
                    <div class="column">
                        <div class="editor-bar">
                            {page.audio_url.clone().map(|url| view! { <audio id="audio" controls preload="none" src=url></audio> })}
                            <Editor address=base.clone() revision=page.revision />
                            <noscript><p class="help">"Words are edited with scripts switched on. All that stands beside works without."</p></noscript>
                        </div>
                        <section
                            id="lines"
                            aria-label="Sentences"
                            lang=page.show.language.clone()
                            inner_html=slot("lines")
                        ></section>
                        <datalist id="names">{names(page)}</datalist>
                    </div>
                    <div class="column column-side">
                        {replace(page)} {speakers(page)} {glossary(page)} {steps(page)} {versions(page)}
                    </div>
                </div>
            </main>
        };
        frame::studio(chrome, main.into_any())
    })
}

/// Ways to the parts of the page: on a phone the tools stand below thousands of sentences.
fn ways() -> AnyView {
    let ways = [
        ("#lines", "Sentences"),
        ("#replace", "Find"),
        ("#speakers", "Speakers"),
        ("#glossary", "Glossary"),
        ("#refine", "Refine"),
        ("#versions", "Versions"),
    ]
    .map(|(href, label)| view! { <li><a href=href>{label}</a></li> });
    view! { <nav class="tabs" aria-label="On this page"><ul>{ways.into_iter().collect::<Vec<_>>()}</ul></nav> }
        .into_any()
}

fn base(page: &TranscriptEditor) -> String {
    format!("/studio/episodes/{}/transcript", page.episode.id)
}

fn trail(show: &model::show::Show, episode: &model::episode::Episode) -> [(String, String); 3] {
    [
        ("Your shows".to_owned(), "/studio".to_owned()),
        (show.title.clone(), format!("/studio/shows/{}", show.id)),
        (episode.title.clone(), format!("/studio/episodes/{}", episode.id)),
    ]
}

fn exports(page: &TranscriptEditor) -> AnyView {
    let kinds =
        [("vtt", "WebVTT"), ("srt", "SubRip"), ("json", "JSON"), ("html", "HTML"), ("txt", "Text"), ("md", "Markdown")];
    let buttons = kinds.map(|(kind, name)| {
        let path = format!("{}/as/{kind}", base(page));
        view! { <li><button class="button button-quiet button-small" type="submit" formaction=path>{name}</button></li> }
    });
    view! {
        <details class="menu">
            <summary class="button button-quiet">"Download"</summary>
            <form method="get" action=format!("{}/as/vtt", base(page))>
                <fieldset>
                    <legend>"Words"</legend>
                    <label class="tick">
                        <input type="radio" name="reading" value="verbatim" checked />"As they were said"
                    </label>
                    <label class="tick">
                        <input type="radio" name="reading" value="clean" />"Without fillers and false starts"
                    </label>
                </fieldset>
                <ul>{buttons.into_iter().collect::<Vec<_>>()}</ul>
            </form>
        </details>
    }
    .into_any()
}

fn names(page: &TranscriptEditor) -> Vec<AnyView> {
    let mut names: Vec<&str> = page.speakers.iter().map(|(name, _)| name.as_str()).collect();
    names.extend(page.persons.iter().map(|p| p.name.as_str()));
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| view! { <option value=name.to_owned()></option> }.into_any()).collect()
}

fn replace(page: &TranscriptEditor) -> AnyView {
    let asked = page.search.as_ref();
    let value = |pick: fn(&TranscriptSearch) -> &str| asked.map(|s| pick(s).to_owned());
    let on = |pick: fn(&TranscriptSearch) -> bool| asked.is_some_and(pick);
    view! {
        <section class="panel" id="replace" aria-labelledby="replace-title">
            <h2 id="replace-title">"Find and replace"</h2>
            <form method="get" action=base(page) class="stack">
                <div class="field">
                    <label for="field-find">"Find"</label>
                    <input id="field-find" name="find" required maxlength="500" value=value(|s| &s.find) />
                </div>
                <div class="field">
                    <label for="field-replace">"Replace by"<span class="optional">"optional"</span></label>
                    <input id="field-replace" name="replace" maxlength="500" value=value(|s| &s.replace) />
                </div>
                {tick("case", "Capital letters matter", on(|s| s.match_case))}
                {tick("whole", "Whole words only", on(|s| s.whole_words))}
                {tick("show", "In all episodes of this show", on(|s| s.whole_show))}
                <button class="button button-quiet" type="submit">"Look"</button>
            </form>
        </section>
    }
    .into_any()
}

fn tick(name: &'static str, label: &'static str, on: bool) -> AnyView {
    view! { <label class="tick"><input type="checkbox" name=name value="yes" checked=on />{label}</label> }.into_any()
}

/// What a search found, and the button that replaces it.
fn preview(page: &TranscriptEditor) -> Option<AnyView> {
    let search = page.search.as_ref()?;
    let count: usize = search.found.iter().map(|f| f.count).sum();
    let episodes = search
        .found
        .iter()
        .map(|found| {
            let (shown, count) = (found.places.len(), found.count);
            let rows = found
                .places
                .iter()
                .map(|(before, found, after)| {
                    view! { <li>{before.clone()}<del>{found.clone()}</del><ins>{search.replace.clone()}</ins>{after.clone()}</li> }
                })
                .collect::<Vec<_>>();
            let more = (shown < count).then(|| view! { <p class="muted">{format!("and {} more", count - shown)}</p> });
            let heading = search.whole_show.then(|| view! { <h3>{found.title.clone()}</h3> });
            view! { {heading}<ul class="replacements">{rows}</ul>{more} }
        })
        .collect::<Vec<_>>();
    let hidden = [
        ("find", search.find.clone()),
        ("replace", search.replace.clone()),
        ("case", flag(search.match_case)),
        ("whole", flag(search.whole_words)),
        ("show", flag(search.whole_show)),
    ]
    .map(|(name, value)| fields::hidden(name, value));
    let act = (count > 0).then(|| {
        let label = format!("Replace {}", words::count(count, "place", "places"));
        view! {
            <form method="post" action=format!("{}/replace", base(page)) class="actions">
                {hidden.into_iter().collect::<Vec<_>>()}
                <button class="button" type="submit">{label}</button>
                <a class="button button-quiet" href=base(page)>"Leave it"</a>
            </form>
        }
    });
    let line = if count == 0 {
        format!("“{}” is not said here.", search.find)
    } else {
        format!("“{}”: {}.", search.find, words::count(count, "place", "places"))
    };
    Some(
        view! {
            <section class="panel" id="found" aria-labelledby="found-title">
                <h2 id="found-title">"Found"</h2>
                <p role="status">{line}</p>
                {episodes}
                {act}
            </section>
        }
        .into_any(),
    )
}

fn flag(on: bool) -> String {
    if on { "yes".to_owned() } else { String::new() }
}

fn speakers(page: &TranscriptEditor) -> AnyView {
    let rows = page
        .speakers
        .iter()
        .map(|(name, count)| {
            let known = page.persons.iter().find(|p| &p.name == name);
            let role = known.map_or_else(String::new, |p| p.role.clone());
            let link = known.and_then(|p| p.link.clone()).unwrap_or_default();
            let has_photo = known.is_some_and(|p| p.photo_url.is_some());
            let who = match known {
                Some(person) => format!("{}, {}", words::count(*count, "sentence", "sentences"), person.role),
                None => words::count(*count, "sentence", "sentences"),
            };
            view! {
                <li>
                    <details>
                        <summary><b>{name.clone()}</b><span class="muted">{who}</span></summary>
                        <form method="post" action=format!("{}/speakers", base(page)) enctype="multipart/form-data" class="stack">
                            {fields::hidden("from", name.clone())}
                            <label class="field"><span>"Name"</span><input name="to" list="names" required maxlength="120" value=name.clone() /></label>
                            {role_choice(&role)}
                            <label class="field"><span>"Page"<span class="optional">"optional"</span></span>
                                <input name="link" type="url" maxlength="500" value=(!link.is_empty()).then_some(link) placeholder="https://" />
                            </label>
                            <label class="field"><span>"Photo"<span class="optional">{if has_photo { "replaces the one there" } else { "optional" }}</span></span>
                                <input name="photo" type="file" accept="image/jpeg,image/png,image/webp" />
                            </label>
                            {has_photo.then(|| tick("no_photo", "Take the photo away", false))}
                            {tick("remember", "A person of this show: remember them", true)}
                            <p class="help">"The name of another speaker makes the two one. People of the show stand on the episode’s page and in the feed."</p>
                            <button class="button button-quiet" type="submit">"Save"</button>
                        </form>
                    </details>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let body = if rows.is_empty() {
        view! { <p>"Nobody is named yet. Choose “Nobody” beside a sentence and say who speaks."</p> }.into_any()
    } else {
        view! { <ul class="plain speakers">{rows}</ul> }.into_any()
    };
    let unsure = page.speakers.iter().any(|(name, _)| name.starts_with("Speaker ")).then(|| {
        view! { <p class="help">"“Speaker 1” and so on were told apart by their voices. Listen, then give them their names."</p> }
    });
    let persons = page
        .persons
        .iter()
        .map(|person| {
            view! {
                <li>
                    {portrait(person)}
                    <span><b>{person.name.clone()}</b><span class="muted">{person.role.clone()}</span></span>
                    <form method="post" action=format!("{}/persons/{}/delete", base(page), person.id)>
                        <button class="button button-quiet button-small" type="submit" aria-label=format!("Forget {}", person.name)>
                            {icon::icon(icon::BIN)}
                        </button>
                    </form>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let known = (!persons.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>"People of this show"</summary>
                <p class="help">"Their names are offered in each episode. To forget one changes no transcript."</p>
                <ul class="plain terms">{persons}</ul>
            </details>
        }
    });
    view! {
        <section class="panel" id="speakers" aria-labelledby="speakers-title">
            <h2 id="speakers-title">"Speakers"</h2>
            {unsure}
            {body}
            {known}
        </section>
    }
    .into_any()
}

fn role_choice(role: &str) -> AnyView {
    let options = ["host", "co-host", "guest", "reporter", "narrator", "other"]
        .map(|name| view! { <option value=name selected=name == role>{name}</option> });
    view! { <label class="field"><span>"Role"</span><select name="role">{options.into_iter().collect::<Vec<_>>()}</select></label> }
        .into_any()
}

fn glossary(page: &TranscriptEditor) -> AnyView {
    let rows = page
        .terms
        .iter()
        .map(|term| {
            let heard = if term.heard_as.is_empty() {
                String::new()
            } else {
                format!("heard as {}", term.heard_as.join(", "))
            };
            view! {
                <li>
                    <span><b>{term.term.clone()}</b><span class="muted">{heard}</span></span>
                    <form method="post" action=format!("{}/glossary/{}/delete", base(page), term.id)>
                        <button class="button button-quiet button-small" type="submit" aria-label=format!("Remove {}", term.term)>
                            {icon::icon(icon::BIN)}
                        </button>
                    </form>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let apply = (!rows.is_empty()).then(|| {
        view! {
            <form method="post" action=format!("{}/glossary/apply", base(page))>
                <button class="button button-quiet" type="submit">"Correct this transcript by it"</button>
            </form>
        }
    });
    view! {
        <section class="panel" id="glossary" aria-labelledby="glossary-title">
            <h2 id="glossary-title">"Glossary of the show"</h2>
            <p class="help">"Names, brands and jargon. The recogniser is told of them, and what it writes in their place is corrected."</p>
            <ul class="plain terms">{rows}</ul>
            {apply}
            <form method="post" action=format!("{}/glossary", base(page)) class="stack">
                <label class="field"><span>"Word"</span><input name="term" required maxlength="120" /></label>
                <label class="field"><span>"Heard as"<span class="optional">"optional"</span></span>
                    <input name="heard_as" maxlength="500" placeholder="leptos, lept us" />
                </label>
                <button class="button button-quiet" type="submit">"Add"</button>
            </form>
        </section>
    }
    .into_any()
}

fn steps(page: &TranscriptEditor) -> AnyView {
    let rows = page
        .steps
        .iter()
        .map(|(name, title, explanation)| {
            let href = format!("{}?step={name}", base(page));
            view! { <li><a href=href>{title.clone()}</a><span class="muted">{explanation.clone()}</span></li> }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="panel" id="refine" aria-labelledby="refine-title">
            <h2 id="refine-title">"Refine"</h2>
            <p class="help">"Each step shows what it would change first, and can be taken back under “Versions”."</p>
            <ul class="plain steps">{rows}</ul>
        </section>
    }
    .into_any()
}

fn step(page: &TranscriptEditor) -> Option<AnyView> {
    let step = page.step.as_ref()?;
    let rows = step
        .proposals
        .iter()
        .map(|(was, becomes)| view! { <li><del>{was.clone()}</del>" "<ins>{becomes.clone()}</ins></li> })
        .collect::<Vec<_>>();
    let line = match step.count {
        0 => "There is nothing to change.".to_owned(),
        n => format!("{} would change.", words::count(n, "sentence", "sentences")),
    };
    let more = (step.count > rows.len()).then(|| format!("and {} more", step.count - rows.len()));
    let act = (step.count > 0).then(|| {
        view! {
            <form method="post" action=format!("{}/refine", base(page)) class="actions">
                {fields::hidden("step", step.name.clone())}
                <button class="button" type="submit">"Do it"</button>
                <a class="button button-quiet" href=base(page)>"Leave it"</a>
            </form>
        }
    });
    Some(
        view! {
            <section class="panel" id="step" aria-labelledby="step-title">
                <h2 id="step-title">{step.title.clone()}</h2>
                <p role="status">{line}</p>
                <ul class="replacements">{rows}</ul>
                <p class="muted">{more}</p>
                {act}
            </section>
        }
        .into_any(),
    )
}

fn versions(page: &TranscriptEditor) -> AnyView {
    let rows = page
        .versions
        .iter()
        .enumerate()
        .map(|(i, version)| {
            let when = format!("{} {}", words::day(version.at), clock_of(version.at));
            let title = version.title.clone();
            if i == 0 {
                return view! { <li><b>"Now"</b><span class="muted">{format!("{title}, {when}")}</span></li> }
                    .into_any();
            }
            let href = format!("{}/versions/{}", base(page), version.revision);
            view! { <li><a href=href>{when}</a><span class="muted">{title}</span></li> }.into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <section class="panel" id="versions" aria-labelledby="versions-title">
            <h2 id="versions-title">"Versions"</h2>
            <ol class="plain versions">{rows}</ol>
        </section>
    }
    .into_any()
}

fn clock_of(at: time::OffsetDateTime) -> String {
    format!("{:02}:{:02} UTC", at.hour(), at.minute())
}

/// What is different now from a version of the transcript.
#[must_use]
pub fn studio_comparison(chrome: &Chrome, page: &TranscriptComparison) -> String {
    let base = format!("/studio/episodes/{}/transcript", page.episode.id);
    let title = format!("Version of {}", page.episode.title);
    let head = Head { title: &title, description: "What changed since.", ..Head::default() };
    super::framed(chrome, head, || {
        let mut trail = trail(&page.show, &page.episode).to_vec();
        trail.push(("Transcript".to_owned(), base.clone()));
        let when = format!("{} {}", words::day(page.version.at), clock_of(page.version.at));
        let line = match page.lines.len() {
            0 => "Nothing is different now.".to_owned(),
            n => format!("{} different now.", words::count(n, "sentence is", "sentences are")),
        };
        let act = (!page.is_current && !page.lines.is_empty()).then(|| {
            view! {
                <form method="post" action=format!("{base}/versions/{}", page.version.revision) class="actions">
                    <button class="button" type="submit">"Bring this version back"</button>
                    <a class="button button-quiet" href=base.clone()>"Go back"</a>
                </form>
            }
        });
        let lines = page.lines.iter().map(compared).collect::<Vec<_>>();
        view! {
            <main id="main" class="narrow">
                {frame::crumbs(&trail, &when)}
                <header class="work-head"><h1>"Version of "{when.clone()}</h1></header>
                <p class="muted">{page.version.title.clone()}</p>
                <p role="status">{line}</p>
                {act}
                <ol class="plain compared">{lines}</ol>
            </main>
        }
        .into_any()
    })
}

fn compared(line: &ComparedLine) -> AnyView {
    let when = line.start_ms.map(|ms| view! { <span class="when">{timecode::clock(ms)}</span> });
    let name = |n: &Option<String>| n.clone().unwrap_or_else(|| "Nobody".to_owned());
    let speaker = if line.speaker.0 == line.speaker.1 {
        line.speaker.1.clone().map(|n| view! { <b>{n}</b> }.into_any())
    } else {
        Some(view! { <b><del>{name(&line.speaker.0)}</del>" "<ins>{name(&line.speaker.1)}</ins></b> }.into_any())
    };
    let pieces = line
        .pieces
        .iter()
        .map(|(kind, text)| {
            let text = text.clone();
            match kind {
                -1 => view! { <del>{text}</del>" " }.into_any(),
                1 => view! { <ins>{text}</ins>" " }.into_any(),
                _ => view! { {text}" " }.into_any(),
            }
        })
        .collect::<Vec<_>>();
    view! { <li>{when}<p>{speaker}{pieces}</p></li> }.into_any()
}
