//! `/studio/episodes/{id}`: one page for an episode, with its life across the top.

use leptos::prelude::*;
use model::{
    audio::AudioInfo,
    episode::{Episode, EpisodeStatus},
    review::Item,
};

use super::{danger, jobs};
use crate::{
    islands::Uploader,
    pages::{
        findings::{self, Found},
        parts::{
            fields::{self, Field},
            frame,
            icon::{self, icon},
            words,
        },
    },
    shell::{Head, document, slot},
    view::{Chrome, Form, StudioEpisode},
};

/// Kinds of files that a browser offers for a recording.
const AUDIO: &str = "audio/*,.mp3,.m4a,.mp4,.aac,.ogg,.opus,.flac,.wav";
/// Kinds of files that a transcript comes in.
const TRANSCRIPT: &str = ".vtt,.srt,.json,.html,.htm,.txt,.md";

/// The episode as its makers work on it.
#[must_use]
pub fn studio_episode(chrome: &Chrome, page: &StudioEpisode) -> String {
    let (show, episode) = (&page.show, &page.episode);
    let title = fields::titled(&page.form, &episode.title);
    let head = Head {
        title: &title,
        description: "An episode and how far it is.",
        accent: show.accent.as_deref(),
        islands: true,
        refresh_without_script: jobs::running(&page.jobs).then_some(5),
        frame: "studio",
        ..Head::default()
    };
    let trail =
        [("Your shows".to_owned(), "/studio".to_owned()), (show.title.clone(), format!("/studio/shows/{}", show.id))];
    document(chrome, &head, &[("waveform", &page.waveform_html)], || {
        let main = view! {
            <main id="main" class="episode-work">
                {frame::crumbs(&trail, &episode.title)}
                <header class="work-head"><h1 lang=show.language.clone()>{episode.title.clone()}</h1></header>
                {life(page)}
                {fields::errors(&page.form)}
                <div class="columns">
                    <div class="column">{recording(page)} {jobs::section(page)} {transcript(page)} {insights(page)}</div>
                    <div class="column column-side">{publish(page)} {details(page)} {delete(page)}</div>
                </div>
            </main>
        };
        frame::studio(chrome, main.into_any())
    })
}

/// The four stations of an episode: what is done is ticked, the next one is marked.
fn life(page: &StudioEpisode) -> AnyView {
    let episode = &page.episode;
    let published = episode.status == EpisodeStatus::Published;
    let recorded = episode.audio.is_some();
    let written = episode.has_transcript;
    let stations = [
        (recorded, "Recorded", words::episode_length(episode).unwrap_or_else(|| "Add the recording".to_owned())),
        (
            written,
            "Transcribed",
            match page.transcript_size {
                Some((words, _)) => words::count(words, "word", "words"),
                None if jobs::running(&page.jobs) => "Under way".to_owned(),
                None => "Starts by itself".to_owned(),
            },
        ),
        (published, "Reviewed", if published { "Looked over" } else { "Look it over" }.to_owned()),
        (published, "Published", episode.published_at.map_or_else(|| "When you say so".to_owned(), words::day)),
    ];
    // A transcript alone makes a page as well: then the recording is not what is next.
    let next = (usize::from(written)..stations.len()).find(|i| !stations[*i].0);
    let items = stations
        .into_iter()
        .enumerate()
        .map(|(i, (done, name, line))| {
            let current = (next == Some(i)).then_some("step");
            let tick = if done { icon(icon::CHECK).into_any() } else { view! { <span>{i + 1}</span> }.into_any() };
            let state = if done { "done" } else { "open" };
            view! {
                <li data-state=state aria-current=current>
                    <span class="station" aria-hidden="true">{tick}</span>
                    <span class="station-name">{name}</span>
                    <span class="station-line">{line}</span>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ol class="life" aria-label="How far this episode is">{items}</ol> }.into_any()
}

fn recording(page: &StudioEpisode) -> AnyView {
    let error = page.upload_error.clone().map(|message| {
        view! { <div class="alert alert-bad" role="alert">{icon(icon::ALERT)}<p>{message}</p></div> }
    });
    let body = match &page.episode.audio {
        Some(audio) => {
            let waveform = (!page.waveform_html.is_empty())
                .then(|| view! { <div id="waveform" inner_html=slot("waveform")></div> });
            let replace = page.can_edit.then(|| {
                view! {
                    <details class="fold">
                        <summary>"Replace the recording"</summary>
                        <p class="help">"The transcript and insights of the new recording take the place of the old ones."</p>
                        {upload(page)}
                    </details>
                }
            });
            view! { {waveform} {audio_facts(audio, &page.episode)} {replace} }.into_any()
        }
        None if page.can_edit => view! {
            <p>"Add the audio file. It is checked, measured and written down; you can watch it become a page."</p>
            {upload(page)}
        }
        .into_any(),
        None => view! { <p class="muted">"There is no recording yet."</p> }.into_any(),
    };
    view! {
        <section id="recording" class="panel" aria-labelledby="recording-title">
            <h2 id="recording-title">"Recording"</h2>
            {error}
            {body}
        </section>
    }
    .into_any()
}

/// The uploader, and the plain form that stands in until it is awake.
fn upload(page: &StudioEpisode) -> AnyView {
    let action = format!("/studio/episodes/{}/audio", page.id);
    view! {
        <div class="upload-place">
            <Uploader episode_id=page.id.to_string() />
            <form method="post" action=action enctype="multipart/form-data" class="plain-upload">
                <div class="field">
                    <label for="field-file">"Audio file"</label>
                    <input id="field-file" name="file" type="file" accept=AUDIO required aria-describedby="help-file" />
                    <p class="help" id="help-file">"MP3, M4A, Ogg, Opus, FLAC or WAV, up to 2 GB."</p>
                </div>
                <button class="button" type="submit">{icon(icon::UPLOAD)}"Send the file"</button>
            </form>
        </div>
    }
    .into_any()
}

fn audio_facts(audio: &AudioInfo, episode: &Episode) -> AnyView {
    let channels = match audio.channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        n => format!("{n} channels"),
    };
    let kind = format!("{}, {:.1} kHz, {channels}", audio.codec.to_uppercase(), f64::from(audio.sample_rate) / 1000.0);
    let loudness = episode.loudness.and_then(|l| l.integrated_lufs).map(|lufs| {
        let advice = match lufs {
            ..-19.0 => "quiet: most podcasts are at −16",
            -13.0.. => "loud: most podcasts are at −16",
            _ => "right for podcasts",
        };
        let value = format!("{lufs:.1} LUFS").replace('-', "−");
        view! { <div><dt>"Loudness"</dt><dd>{value}<span class="muted">{format!(" {advice}")}</span></dd></div> }
    });
    view! {
        <dl class="audio-facts">
            <div><dt>"Length"</dt><dd>{model::timecode::clock(audio.duration_ms)}</dd></div>
            <div><dt>"Size"</dt><dd>{words::bytes(audio.bytes)}</dd></div>
            <div><dt>"Kind"</dt><dd>{kind}</dd></div>
            {loudness}
        </dl>
    }
    .into_any()
}

fn transcript(page: &StudioEpisode) -> AnyView {
    let size = page.transcript_size.map(|(words, sentences)| {
        let source = match page.transcript_source.as_deref() {
            Some("uploaded") => ", from your file",
            Some("recognised") => ", recognised on this machine",
            Some("edited") => ", edited",
            _ => "",
        };
        let line = format!(
            "{}, {}{source}.",
            words::count(words, "word", "words"),
            words::count(sentences, "sentence", "sentences")
        );
        view! { <p class="muted">{line}</p> }
    });
    let mut last = None;
    let rows = page
        .transcript_preview
        .iter()
        .map(|(time, speaker, text)| {
            // A name stands where a turn begins.
            let begins = last.replace(speaker) != Some(speaker);
            let speaker = speaker.clone().filter(|_| begins).map(|s| view! { <b>{s}</b> });
            view! { <li><span class="when">{time.clone()}</span><p>{speaker}{text.clone()}</p></li> }
        })
        .collect::<Vec<_>>();
    let preview = if rows.is_empty() {
        view! { <p>"The first sentences appear here when they are written down. You have a transcript already? Send it."</p> }.into_any()
    } else {
        let whole = format!("/shows/{}/{}#transcript", page.show.slug, page.episode.slug);
        view! {
            <ol class="preview-lines">{rows}</ol>
            <p class="actions">
                {page
                    .can_edit
                    .then(|| {
                        let href = format!("/studio/episodes/{}/transcript", page.id);
                        view! { <a class="button" href=href>{icon(icon::TEXT)}"Edit the transcript"</a> }
                    })}
                <a class="button button-quiet" href=whole>"Read all of it"</a>
            </p>
        }
        .into_any()
    };
    let upload = page.can_edit.then(|| {
        let action = format!("/studio/episodes/{}/transcript", page.id);
        view! {
            <details class="fold">
                <summary>"Send a transcript of your own"</summary>
                <form method="post" action=action enctype="multipart/form-data" class="stack">
                    <div class="field">
                        <label for="field-transcript">"Transcript file"</label>
                        <input id="field-transcript" name="file" type="file" accept=TRANSCRIPT required aria-describedby="help-transcript" />
                        <p class="help" id="help-transcript">"WebVTT, SubRip, JSON, HTML, Markdown or plain text. It takes the place of the one that is there."</p>
                    </div>
                    <button class="button button-quiet" type="submit">{icon(icon::UPLOAD)}"Send the transcript"</button>
                </form>
            </details>
        }
    });
    view! {
        <section id="transcript" class="panel" aria-labelledby="transcript-title">
            <h2 id="transcript-title">"Transcript"</h2>
            {size}
            {preview}
            {upload}
        </section>
    }
    .into_any()
}

fn insights(page: &StudioEpisode) -> Option<AnyView> {
    let insights = page.insights.as_ref()?;
    let public = format!("/shows/{}/{}", page.show.slug, page.episode.slug);
    let found = Found { insights, language: insights.language.as_deref(), page: &public };
    Some(
        view! {
            <section id="insights" class="panel" aria-labelledby="insights-title">
                <h2 id="insights-title">"Insights"</h2>
                {page
                    .insights_stale
                    .then(|| {
                        view! {
                            <p class="alert alert-info">
                                {icon(icon::INFO)}
                                <span>
                                    "The transcript was edited since these were found. They are looked for again once it has rested for a moment."
                                </span>
                            </p>
                        }
                    })}
                {review(page)}
                {findings::overview(found)}
            </section>
        }
        .into_any(),
    )
}

/// How far the review is, and the way to it.
fn review(page: &StudioEpisode) -> AnyView {
    let count = |which: fn(&Item) -> bool| page.items.iter().filter(|i| which(i)).count();
    let parts = [(count(|i| i.public), "public"), (count(Item::waits), "to approve"), (count(|i| i.stale), "stale")];
    let facts = parts
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| view! { <li>{format!("{n} {what}")}</li> })
        .collect::<Vec<_>>();
    let none = (!page.items.is_empty() && page.items.iter().all(|i| !i.public)).then(|| {
        view! { <p>"Nothing of these is public before it is approved."</p> }
    });
    view! {
        <ul class="facts">{facts}</ul>
        {none}
        <p class="actions">
            <a class="button" href=format!("/studio/episodes/{}/insights", page.id)>{icon(icon::CHECK)}"Review the insights"</a>
        </p>
    }
    .into_any()
}

fn publish(page: &StudioEpisode) -> AnyView {
    let episode = &page.episode;
    let path = format!("/studio/episodes/{}", page.id);
    let public = format!("/shows/{}/{}", page.show.slug, episode.slug);
    let body = if episode.status == EpisodeStatus::Published {
        let since = episode.published_at.map(|at| format!("Everyone sees it since {}.", words::day(at)));
        let back = page.can_edit.then(|| {
            danger(
                icon::OFFLINE,
                "Take it offline",
                "The page and the feed item disappear. Nothing is deleted, and you can publish again.".to_owned(),
                "Take it offline",
                format!("{path}/unpublish"),
                None,
            )
        });
        view! {
            <p class="state"><span class="chip chip-good">"Published"</span></p>
            <p>{since}</p>
            <p class="actions"><a class="button button-wide" href=public>{icon(icon::EYE)}"See the page"</a></p>
            {back}
        }
        .into_any()
    } else {
        let missing = episode.audio.is_none() && !episode.has_transcript;
        let line = match (missing, episode.has_transcript) {
            (true, _) => "It needs a recording first.",
            (_, false) => "You can publish now; the transcript follows when it is ready.",
            _ => "Look it over, then publish: the page and the feed item appear at once.",
        };
        let button = page.can_edit.then(|| {
            view! {
                <form method="post" action=format!("{path}/publish")>
                    <button class="button button-wide" type="submit" disabled=missing>"Publish"</button>
                </form>
            }
        });
        view! {
            <p class="state"><span class="chip chip-open">"Draft"</span></p>
            <p>{line}</p>
            <div class="actions">
                {button}
                <a class="button button-quiet button-wide" href=public>{icon(icon::EYE)}"Look at the draft"</a>
            </div>
        }
        .into_any()
    };
    view! {
        <section id="publish" class="panel" aria-labelledby="publish-title">
            <h2 id="publish-title">"Publish"</h2>
            {body}
        </section>
    }
    .into_any()
}

fn details(page: &StudioEpisode) -> Option<AnyView> {
    if !page.can_edit {
        return None;
    }
    Some(
        view! {
            <section id="details" class="panel" aria-labelledby="details-title">
                <h2 id="details-title">"Details"</h2>
                <form method="post" action=format!("/studio/episodes/{}", page.id) class="stack">
                    {fields::hidden("version", page.episode.version.to_string())}
                    {detail_fields(&page.form, Some(&page.episode))}
                    <p class="actions"><button class="button" type="submit">"Save the details"</button></p>
                </form>
                {file_title(page)}
            </section>
        }
        .into_any(),
    )
}

/// The title that the recording carries, to be taken with one click; number and notes are taken by themselves where they
/// are empty.
fn file_title(page: &StudioEpisode) -> Option<AnyView> {
    let episode = &page.episode;
    let title = episode.audio.as_ref().and_then(|audio| audio.tags.title.clone())?;
    if title.trim().is_empty() || title.trim() == episode.title {
        return None;
    }
    Some(
        view! {
            <form method="post" action=format!("/studio/episodes/{}", page.id) class="stack">
                {fields::hidden("version", episode.version.to_string())}
                {fields::hidden("title", title.clone())}
                {fields::hidden("number", episode.number.map(|n| n.to_string()).unwrap_or_default())}
                {fields::hidden("notes", episode.notes.clone())}
                <p class="help">"The file is titled “"{title}"”."</p>
                <p class="actions">
                    <button class="button button-quiet" type="submit">"Use the file’s title"</button>
                </p>
            </form>
        }
        .into_any(),
    )
}

/// Title, number and notes.
pub fn detail_fields(form: &Form, episode: Option<&Episode>) -> AnyView {
    let number = episode.and_then(|e| e.number).map_or_else(String::new, |n| n.to_string());
    view! {
        {fields::line(form, Field {
            name: "title",
            label: "Title",
            value: episode.map_or("", |e| &e.title),
            required: true,
            max: Some(200),
            autocomplete: "off",
            ..Field::default()
        })}
        {fields::line(form, Field {
            name: "number",
            label: "Episode number",
            kind: "number",
            value: &number,
            autocomplete: "off",
            ..Field::default()
        })}
        {fields::area(form, Field {
            name: "notes",
            label: "Notes",
            help: "What listeners find below the player: plain text or simple HTML with links.",
            value: episode.map_or("", |e| &e.notes),
            ..Field::default()
        }, 8)}
    }
    .into_any()
}

fn delete(page: &StudioEpisode) -> Option<AnyView> {
    if !page.can_edit {
        return None;
    }
    let mut lost = vec!["its page"];
    if page.episode.audio.is_some() {
        lost.push("the recording");
    }
    if page.episode.has_transcript {
        lost.push("the transcript");
    }
    if page.insights.is_some() {
        lost.push("the insights");
    }
    let last = lost.pop().unwrap_or_default();
    let lost = if lost.is_empty() { last.to_owned() } else { format!("{} and {last}", lost.join(", ")) };
    Some(danger(
        icon::BIN,
        "Delete this episode",
        format!("“{}” is deleted with {lost}. This cannot be undone.", page.episode.title),
        "Delete the episode for good",
        format!("/studio/episodes/{}/delete", page.id),
        None,
    ))
}
