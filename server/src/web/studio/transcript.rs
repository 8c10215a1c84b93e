//! `/studio/episodes/{id}/transcript`: editing. The page, its forms, and what its script asks for.

use app::view::{
    ComparedLine, Form, FoundInEpisode, RefinementStep, Term as ShownTerm, TranscriptComparison, TranscriptEditor,
    TranscriptSearch, TranscriptVersion,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use model::{
    Uuid,
    edit::{Edit, Spoken},
    transcript::{Reading, Transcript, TranscriptFormat},
};
use serde::{Deserialize, Serialize};
use service::{Actor, Error, editing, episodes, shows, transcripts, vocabulary};
use store::edits::{Logged, Version};
use transcript::{Piece, steps::Step};

use crate::web::{
    api::Body,
    error::HttpError,
    forms::{self, Sent},
    html,
    public::enclosure,
    session::Person,
    state::App,
};

/// Places of a search that are shown for one episode.
const SHOWN: usize = 50;
/// Proposals of a step that are shown.
const PROPOSALS: usize = 100;

/// What the page is asked to show beside the transcript.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    find: String,
    replace: String,
    case: String,
    whole: String,
    show: String,
    step: String,
}

impl Wanted {
    fn query(&self) -> transcript::Query {
        transcript::Query {
            find: self.find.clone(),
            replace: self.replace.clone(),
            match_case: self.case == "yes",
            whole_words: self.whole == "yes",
        }
    }

    fn of(sent: &Sent) -> Self {
        let value = |name| sent.value(name).to_owned();
        Self {
            find: value("find"),
            replace: value("replace"),
            case: value("case"),
            whole: value("whole"),
            show: value("show"),
            step: value("step"),
        }
    }
}

/// The editor.
pub async fn page(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, HttpError> {
    shown(&app, &actor, html::id(&id)?, &wanted, StatusCode::OK, Form::default(), None).await
}

async fn shown(
    app: &App,
    actor: &Actor,
    id: Uuid,
    wanted: &Wanted,
    status: StatusCode,
    form: Form,
    notice: Option<String>,
) -> Result<Response, HttpError> {
    let service = &app.service;
    let (episode, head) = editing::open(service, actor, id).await?;
    let show = shows::get(service, actor, episode.show_id).await?;
    let (persons, terms) = vocabulary::of_show(service, actor, show.id).await?;
    let audio_url = enclosure(&show.slug, &episode);
    let page = TranscriptEditor {
        revision: head.revision,
        speakers: speakers(&head.transcript),
        lines: spoken(head.transcript),
        audio_url,
        persons,
        terms: terms.into_iter().map(|t| ShownTerm { id: t.id, term: t.term, heard_as: t.heard_as }).collect(),
        versions: editing::versions(service, actor, id).await?.into_iter().map(shown_version).collect(),
        search: search(app, actor, id, wanted).await?,
        step: proposals(app, actor, id, wanted).await?,
        steps: Step::ALL.map(|s| (key(s), s.name().to_owned(), s.explanation().to_owned())).to_vec(),
        form,
        show,
        episode,
    };
    let mut chrome = html::chrome(app, &format!("/studio/episodes/{id}/transcript"), Some(actor));
    chrome.notice = notice;
    Ok(html::private(status, app::pages::studio_transcript(&chrome, &page)))
}

/// A step's name in addresses and forms.
fn key(step: Step) -> String {
    serde_json::to_value(step).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn step_named(key: &str) -> Option<Step> {
    serde_json::from_value(key.into()).ok()
}

fn shown_version(version: Version) -> TranscriptVersion {
    let how = match version.source.as_str() {
        "recognised" => "recognised on this machine",
        "uploaded" => "from a file",
        _ => "edited",
    };
    let title = version.author.map_or_else(|| how.to_owned(), |author| format!("{how} by {author}"));
    TranscriptVersion { revision: version.revision, title, at: version.ended_at }
}

fn speakers(transcript: &Transcript) -> Vec<(String, usize)> {
    let mut counts = vec![0; transcript.speakers.len()];
    for speaker in transcript.segments.iter().filter_map(|s| s.speaker) {
        if let Some(count) = counts.get_mut(usize::from(speaker)) {
            *count += 1;
        }
    }
    transcript.speakers.iter().cloned().zip(counts).filter(|(_, count)| *count > 0).collect()
}

fn spoken(transcript: Transcript) -> Vec<Spoken> {
    let speakers = transcript.speakers;
    let name = |i: u16| speakers.get(usize::from(i)).cloned();
    transcript.segments.into_iter().map(|segment| Spoken { speaker: segment.speaker.and_then(name), segment }).collect()
}

async fn search(app: &App, actor: &Actor, id: Uuid, wanted: &Wanted) -> Result<Option<TranscriptSearch>, HttpError> {
    if wanted.find.trim().is_empty() {
        return Ok(None);
    }
    let found = editing::find(&app.service, actor, id, &wanted.query(), wanted.show == "yes").await?;
    let found = found
        .into_iter()
        .map(|f| {
            let places = f.hits.into_iter().take(SHOWN).map(|h| (h.before, h.found, h.after)).collect();
            FoundInEpisode { title: f.episode.title, count: f.count, places }
        })
        .collect();
    let query = wanted.query();
    Ok(Some(TranscriptSearch {
        find: query.find,
        replace: query.replace,
        match_case: query.match_case,
        whole_words: query.whole_words,
        whole_show: wanted.show == "yes",
        found,
    }))
}

async fn proposals(app: &App, actor: &Actor, id: Uuid, wanted: &Wanted) -> Result<Option<RefinementStep>, HttpError> {
    let Some(step) = step_named(&wanted.step) else { return Ok(None) };
    let proposals = editing::propose(&app.service, actor, id, step).await?;
    Ok(Some(RefinementStep {
        name: key(step),
        title: step.name().to_owned(),
        count: proposals.len(),
        proposals: proposals.into_iter().take(PROPOSALS).map(|p| (p.was, p.becomes)).collect(),
    }))
}

/// The reading in which a file is asked for.
#[derive(Debug, Deserialize)]
pub struct WantedReading {
    reading: Option<String>,
}

/// The transcript as a file.
pub async fn download(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, form)): Path<(String, String)>,
    Query(wanted): Query<WantedReading>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let format = TranscriptFormat::from_extension(&form).ok_or(Error::NotFound)?;
    let episode = episodes::get(&app.service, &actor, id).await?;
    let reading = transcripts::reading(wanted.reading.as_deref())?;
    let transcript = transcripts::get(&app.service, &actor, id, reading).await?;
    // Both may lie in one folder.
    let suffix = if reading == Reading::Clean { "-clean" } else { "" };
    let name = format!("attachment; filename=\"{}{suffix}.{}\"", episode.slug, format.extension());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, transcript::write(&transcript, format, &episode.title)).into_response())
}

/// What the script of the editor asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The revision that the page shows.
    seen: i64,
    #[serde(default)]
    edits: Vec<Edit>,
    /// A speaker's name, and the one that they get.
    rename: Option<(String, String)>,
    #[serde(default)]
    undo: bool,
    #[serde(default)]
    redo: bool,
}

/// What the page has to do.
#[derive(Debug, Serialize)]
pub struct Answer {
    revision: i64,
    changes: Vec<Exchange>,
    conflicts: Vec<Conflict>,
    /// The whole transcript was exchanged.
    reload: bool,
}

#[derive(Debug, Serialize)]
struct Exchange {
    at: usize,
    removed: usize,
    html: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Conflict {
    edit: usize,
    now: Option<String>,
}

fn answer(revision: i64, changes: Vec<Logged>, conflicts: Vec<transcript::Conflict>) -> Json<Answer> {
    let reload = changes.iter().any(|c| c.splices.is_none());
    let changes = changes
        .into_iter()
        .flat_map(|c| c.splices.unwrap_or_default())
        .map(|splice| Exchange {
            at: splice.at,
            removed: splice.removed.len(),
            html: splice.inserted.iter().map(app::pages::transcript_line).collect(),
        })
        .collect();
    let conflicts = conflicts.into_iter().map(|c| Conflict { edit: c.edit, now: c.now }).collect();
    Json(Answer { revision, changes, conflicts, reload })
}

/// A change by the script.
pub async fn edit(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Body(asked): Body<Asked>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let service = &app.service;
    let applied = if asked.undo || asked.redo {
        editing::undo(service, &actor, id, asked.seen, asked.redo).await?
    } else if let Some((from, to)) = &asked.rename {
        editing::rename_speaker(service, &actor, id, asked.seen, from, to).await?
    } else {
        editing::edit(service, &actor, id, asked.seen, &asked.edits).await?
    };
    Ok(answer(applied.revision, applied.changes, applied.conflicts).into_response())
}

/// From where changes are asked for.
#[derive(Debug, Deserialize)]
pub struct Since {
    since: i64,
}

/// What changed since the script looked last.
pub async fn changes(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    Query(Since { since }): Query<Since>,
) -> Result<Response, HttpError> {
    let changes = editing::since(&app.service, &actor, html::id(&id)?, since).await?;
    let revision = changes.last().map_or(since, |c| c.revision);
    Ok(([(header::CACHE_CONTROL, "no-store")], answer(revision, changes, Vec::new())).into_response())
}

fn back(id: Uuid) -> Response {
    Redirect::to(&format!("/studio/episodes/{id}/transcript")).into_response()
}

/// The page again, with what was wrong, or any other error as a page of its own.
async fn refused(app: &App, actor: &Actor, id: Uuid, sent: Sent, error: Error) -> Result<Response, HttpError> {
    if !forms::concerns_form(&error) {
        return Err(error.into());
    }
    let status = forms::status(&error);
    shown(app, actor, id, &Wanted::default(), status, sent.form(&error), None).await
}

/// Replaces what was found.
pub async fn replace(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let wanted = Wanted::of(&sent);
    match editing::replace(&app.service, &actor, id, &wanted.query(), wanted.show == "yes").await {
        Ok((sentences, episodes)) => {
            let mut notice = format!("Replaced in {sentences} sentence{}", if sentences == 1 { "" } else { "s" });
            if wanted.show == "yes" {
                notice.push_str(&format!(" of {episodes} episode{}", if episodes == 1 { "" } else { "s" }));
            }
            notice.push_str(". Undo takes it back.");
            shown(&app, &actor, id, &Wanted::default(), StatusCode::OK, Form::default(), Some(notice)).await
        }
        Err(error) => refused(&app, &actor, id, sent, error).await,
    }
}

/// Names a speaker, and remembers the person.
pub async fn speaker(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    mut sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let service = &app.service;
    let photo = sent.file("photo");
    let done = async {
        let (from, to) = (sent.value("from"), sent.value("to"));
        let remember = sent.value("remember") == "yes";
        match &photo {
            Some(_) if !remember => {
                return Err(Error::field(
                    "photo",
                    "A photo is kept with a person of the show: tick “remember them” too.",
                ));
            }
            Some((_, bytes)) if bytes.is_empty() => return Err(Error::field("photo", "The photo is an empty file.")),
            _ => {}
        }
        if remember {
            let episode = episodes::get(service, &actor, id).await?;
            let (role, link) = (sent.value("role"), sent.value("link"));
            let person = vocabulary::remember_person(service, &actor, episode.show_id, to, role, link).await?;
            let gone = (sent.value("no_photo") == "yes").then(bytes::Bytes::new);
            if let Some(bytes) = photo.map(|(_, bytes)| bytes).or(gone) {
                let set = vocabulary::set_photo(service, &actor, episode.show_id, person, bytes).await;
                set.map_err(|error| match error {
                    Error::BadFile(m) | Error::TooLarge(m) => Error::field("photo", m),
                    other => other,
                })?;
            }
        }
        if from != to.trim() {
            editing::rename_speaker(service, &actor, id, i64::MAX, from, to).await?;
        }
        Ok(())
    };
    match done.await {
        Ok(()) => Ok(back(id)),
        Err(error) => refused(&app, &actor, id, sent, error).await,
    }
}

/// Forgets a person of the show.
pub async fn forget_person(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, person)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let episode = episodes::get(&app.service, &actor, id).await?;
    vocabulary::forget_person(&app.service, &actor, episode.show_id, html::id(&person)?).await?;
    Ok(back(id))
}

/// Takes a step of refinement.
pub async fn refine(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let step = step_named(sent.value("step")).ok_or(Error::NotFound)?;
    editing::refine(&app.service, &actor, id, step).await?;
    Ok(back(id))
}

/// Adds a word to the glossary.
pub async fn add_term(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let episode = episodes::get(&app.service, &actor, id).await?;
    let (term, heard_as) = (sent.value("term"), sent.value("heard_as"));
    match vocabulary::add_term(&app.service, &actor, episode.show_id, term, heard_as).await {
        Ok(()) => Ok(back(id)),
        Err(error) => refused(&app, &actor, id, sent, error).await,
    }
}

/// Removes a word from the glossary.
pub async fn delete_term(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, term)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let episode = episodes::get(&app.service, &actor, id).await?;
    vocabulary::delete_term(&app.service, &actor, episode.show_id, html::id(&term)?).await?;
    Ok(back(id))
}

/// Corrects the transcript by the glossary.
pub async fn apply_glossary(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let notice = match editing::apply_glossary(&app.service, &actor, id).await? {
        0 => "Nothing in it had to be corrected.".to_owned(),
        1 => "Corrected one place. Undo takes it back.".to_owned(),
        n => format!("Corrected {n} places. Undo takes them back."),
    };
    shown(&app, &actor, id, &Wanted::default(), StatusCode::OK, Form::default(), Some(notice)).await
}

/// What is different from a version.
pub async fn version(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, revision)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (id, revision) = (html::id(&id)?, revision.parse::<i64>().map_err(|_| Error::NotFound)?);
    let service = &app.service;
    let episode = episodes::get(service, &actor, id).await?;
    let show = shows::get(service, &actor, episode.show_id).await?;
    let versions = editing::versions(service, &actor, id).await?;
    let is_current = versions.first().is_some_and(|v| v.revision == revision);
    let version = versions.into_iter().find(|v| v.revision == revision).map(shown_version).ok_or(Error::NotFound)?;
    let lines = editing::diff(service, &actor, id, revision).await?.into_iter().map(compared).collect();
    let page = TranscriptComparison { show, episode, version, is_current, lines };
    let chrome = html::chrome(&app, &format!("/studio/episodes/{id}/transcript/versions/{revision}"), Some(&actor));
    Ok(html::private(StatusCode::OK, app::pages::studio_comparison(&chrome, &page)))
}

fn compared(line: transcript::Line) -> ComparedLine {
    let piece = |piece| match piece {
        Piece::Same(text) => (0, text),
        Piece::Removed(text) => (-1, text),
        Piece::Added(text) => (1, text),
    };
    ComparedLine {
        start_ms: line.start_ms,
        speaker: (line.speaker_before, line.speaker),
        pieces: line.pieces.into_iter().map(piece).collect(),
    }
}

/// Brings a version back.
pub async fn restore(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, revision)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (id, revision) = (html::id(&id)?, revision.parse::<i64>().map_err(|_| Error::NotFound)?);
    editing::restore(&app.service, &actor, id, revision).await?;
    Ok(back(id))
}
