//! `/studio/shows/{id}/episodes/...` and `/studio/episodes/...`

use app::view::{Form, StudioEpisode, StudioNewEpisode};
use axum::{
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use model::{
    Uuid,
    episode::{EpisodePatch, NewEpisode},
};
use service::{Actor, Error, audio_files, episodes, pipeline, shows, transcripts};
use store::transcripts::Source;

use crate::web::{
    error::HttpError,
    forms::{self, Sent},
    html,
    session::Person,
    state::App,
};

/// The form of a new episode.
pub async fn new_page(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    new_form(&app, &actor, html::id(&id)?, StatusCode::OK, Form::default()).await
}

async fn new_form(app: &App, actor: &Actor, show: Uuid, status: StatusCode, form: Form) -> Result<Response, HttpError> {
    let show = shows::get(&app.service, actor, show).await?;
    let path = format!("/studio/shows/{}/episodes/new", show.id);
    let page = StudioNewEpisode { show, form };
    Ok(html::private(status, app::pages::studio_new_episode(&html::chrome(app, &path, Some(actor)), &page)))
}

/// Makes an episode.
pub async fn create(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let show = html::id(&id)?;
    let made = async {
        let new = NewEpisode {
            title: sent.value("title").to_owned(),
            notes: sent.value("notes").to_owned(),
            number: sent.number("number", "The episode number")?,
            slug: None,
        };
        episodes::create(&app.service, &actor, show, &new, None).await
    };
    match made.await {
        Ok(episode) => Ok(to_page(episode.id)),
        Err(error) if forms::concerns_form(&error) => {
            let form = sent.form(&error);
            new_form(&app, &actor, show, forms::status(&error), form).await
        }
        Err(error) => Err(error.into()),
    }
}

fn to_page(id: Uuid) -> Response {
    Redirect::to(&format!("/studio/episodes/{id}")).into_response()
}

/// The page of an episode in the studio.
pub async fn page(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    shown(&app, &actor, html::id(&id)?, StatusCode::OK, Form::default(), None, None).await
}

async fn shown(
    app: &App,
    actor: &Actor,
    id: Uuid,
    status: StatusCode,
    mut form: Form,
    upload_error: Option<String>,
    notice: Option<String>,
) -> Result<Response, HttpError> {
    let bench = episodes::workbench(&app.service, actor, id).await?;
    if form.values.is_empty() {
        let pairs = [
            ("title", bench.episode.title.clone()),
            ("notes", bench.episode.notes.clone()),
            ("number", bench.episode.number.map(|n| n.to_string()).unwrap_or_default()),
        ];
        form.values = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    }
    if form.value("version").is_empty() {
        form.values.push(("version".into(), bench.episode.version.to_string()));
    }
    let transcript = bench.transcript.as_ref().map(|(t, _)| t);
    let page = StudioEpisode {
        jobs: bench.jobs,
        insights: bench.insights,
        items: bench.items,
        insights_stale: bench.insights_stale,
        transcript_preview: transcript.map(preview).unwrap_or_default(),
        transcript_size: transcript.map(|t| (t.word_count(), t.segments.len())),
        transcript_source: bench.transcript.as_ref().map(|(_, source)| {
            let name = match source {
                Source::Recognised => "recognised",
                Source::Uploaded => "uploaded",
                Source::Edited => "edited",
            };
            name.to_owned()
        }),
        waveform_html: bench.presentation.waveform_html,
        speech_hint: app.service.speech.hint(),
        form,
        upload_error,
        can_edit: bench.can_edit,
        id,
        show: bench.show,
        episode: bench.episode,
    };
    let mut chrome = html::chrome(app, &format!("/studio/episodes/{id}"), Some(actor));
    chrome.notice = notice;
    Ok(html::private(status, app::pages::studio_episode(&chrome, &page)))
}

fn preview(transcript: &model::transcript::Transcript) -> Vec<(Option<String>, Option<String>, String)> {
    let line = |segment: &model::transcript::Segment| {
        let speaker = transcript.speaker_of(segment).map(str::to_owned);
        (segment.start_ms.map(model::timecode::clock), speaker, segment.text())
    };
    transcript.segments.iter().take(12).map(line).collect()
}

/// Changes the texts of an episode.
pub async fn update(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let saved = async {
        let patch = EpisodePatch {
            title: Some(sent.value("title").to_owned()),
            notes: Some(sent.value("notes").to_owned()),
            number: sent.number("number", "The episode number")?,
        };
        episodes::update(&app.service, &actor, id, &patch, sent.number("version", "The version")?).await
    };
    match saved.await {
        Ok(_) => Ok(to_page(id)),
        Err(error) if forms::concerns_form(&error) => {
            let status = forms::status(&error);
            let mut form = sent.form(&error);
            if matches!(error, Error::Stale) {
                // Their text stays; saving once more is now meant to win.
                form.values.retain(|(name, _)| name != "version");
            }
            shown(&app, &actor, id, status, form, None, None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a recording from a plain form and starts processing.
pub async fn audio(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    mut parts: Multipart,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let taken = async {
        while let Ok(Some(part)) = parts.next_field().await {
            if part.name() == Some("file") {
                audio_files::attach_bytes(&app.service, &actor, id, part).await?;
                return pipeline::start(&app.service, &actor, id).await;
            }
        }
        Err(Error::BadFile("No file was chosen. Choose a recording and send the form again.".into()))
    };
    match taken.await {
        Ok(_) => Ok(to_page(id)),
        Err(error) => upload_refused(&app, &actor, id, error).await,
    }
}

async fn upload_refused(app: &App, actor: &Actor, id: Uuid, error: Error) -> Result<Response, HttpError> {
    if !forms::concerns_form(&error) {
        return Err(error.into());
    }
    shown(app, actor, id, forms::status(&error), Form::default(), Some(error.to_string()), None).await
}

/// Takes a transcript and starts processing.
pub async fn transcript(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    mut sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let taken = async {
        let missing = || Error::BadFile("No file was chosen. Choose a transcript and send the form again.".into());
        let (name, bytes) = sent.file("file").ok_or_else(missing)?;
        let taken = transcripts::put(&app.service, &actor, id, bytes, Some(name)).await?;
        pipeline::start(&app.service, &actor, id).await?;
        Ok(taken)
    };
    match taken.await {
        Ok(taken) if taken.problems.is_empty() => Ok(to_page(id)),
        // What was repaired in the file is worth a look.
        Ok(taken) => {
            let notice = format!("The transcript was taken. Repaired in it: {}", taken.problems.join(" "));
            shown(&app, &actor, id, StatusCode::OK, Form::default(), None, Some(notice)).await
        }
        Err(error) => upload_refused(&app, &actor, id, error).await,
    }
}

/// Starts processing.
pub async fn process(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    pipeline::start(&app.service, &actor, id).await?;
    Ok(to_page(id))
}

/// Stops processing.
pub async fn cancel(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    pipeline::cancel(&app.service, &actor, id).await?;
    Ok(to_page(id))
}

/// Makes the episode public.
pub async fn publish(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    match episodes::publish(&app.service, &actor, id).await {
        Ok(_) => Ok(to_page(id)),
        Err(error) => upload_refused(&app, &actor, id, error).await,
    }
}

/// Takes the episode back.
pub async fn unpublish(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    episodes::unpublish(&app.service, &actor, id).await?;
    Ok(to_page(id))
}

/// Deletes the episode.
pub async fn delete(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let show = episodes::get(&app.service, &actor, id).await?.show_id;
    episodes::delete(&app.service, &actor, id).await?;
    Ok(Redirect::to(&format!("/studio/shows/{show}")).into_response())
}
