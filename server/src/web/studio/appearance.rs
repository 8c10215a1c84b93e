//! `/studio/shows/{id}/appearance`: how the episode pages of a show look.

use app::view::{Form, PreviewedEpisode, StudioAppearance};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use model::{
    Uuid,
    visualization::{EmbedStyle, MAX_VOICES, Panel, PanelKind, Theme, VisualizationDraft, VisualizationSettings},
};
use service::{
    Actor, Error,
    visualization::{self, Look},
};

use crate::web::{
    error::HttpError,
    forms::{self, Sent},
    html,
    session::Person,
    state::App,
};

/// What a form that is shown again has in it.
struct Typed {
    draft: VisualizationDraft,
    errors: Form,
    /// The version that the form was made from; none for the one that is saved now.
    version: Option<i64>,
}

/// The settings as they are saved.
pub async fn page(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    shown(&app, &actor, html::id(&id)?, StatusCode::OK, None, None).await
}

async fn shown(
    app: &App,
    actor: &Actor,
    id: Uuid,
    status: StatusCode,
    typed: Option<Typed>,
    notice: Option<&str>,
) -> Result<Response, HttpError> {
    let Look { show, settings, newest } = visualization::look(&app.service, actor, id).await?;
    let episode = newest.map(|(episode, prepared)| PreviewedEpisode {
        path: format!("/shows/{}/{}", show.slug, episode.slug),
        title: episode.title,
        language: prepared.presentation.language,
        insights: prepared.insights,
        waveform_html: prepared.presentation.waveform_html,
        charts_html: prepared.presentation.charts_html,
        speakers: prepared.presentation.speakers,
    });
    let saved = || Typed { draft: VisualizationDraft::from(&settings), errors: Form::default(), version: None };
    let Typed { draft, errors, version } = typed.unwrap_or_else(saved);
    let page = StudioAppearance {
        look: VisualizationSettings::new(&draft).unwrap_or(settings),
        version: version.unwrap_or(show.version),
        show,
        draft,
        form: errors,
        episode,
    };
    let mut chrome = html::chrome(app, &format!("/studio/shows/{id}/appearance"), Some(actor));
    chrome.notice = notice.map(str::to_owned);
    Ok(html::private(status, app::pages::studio_appearance(&chrome, &page)))
}

/// Saves the form, shows it with a preview, or moves a panel in it: whichever button was pressed.
pub async fn update(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let (mut draft, version) = (read(&sent)?, sent.number("version", "The version")?);
    let mut moved = false;
    for (way, earlier) in [("up", true), ("down", false)] {
        if let Some(kind) = PanelKind::parse(sent.value(way)) {
            draft.move_panel(kind, earlier);
            moved = true;
        }
    }
    let (done, notice) = match sent.value("do") {
        _ if moved => (Ok(()), None),
        "save" => {
            let saved = visualization::set(&app.service, &actor, id, &draft, version).await;
            if saved.is_ok() {
                let notice = Some("Saved. The episode pages look like this now.");
                return shown(&app, &actor, id, StatusCode::OK, None, notice).await;
            }
            (saved.map(|_| ()), None)
        }
        _ => (
            VisualizationSettings::new(&draft).map(|_| ()).map_err(Error::Invalid),
            Some("This is a preview: nothing is saved yet."),
        ),
    };
    match done {
        Ok(()) => {
            let typed = Typed { draft, errors: Form::default(), version };
            shown(&app, &actor, id, StatusCode::OK, Some(typed), notice).await
        }
        Err(error) if forms::concerns_form(&error) => {
            // Where somebody else saved first, saving once more is now meant to win.
            let version = version.filter(|_| !matches!(error, Error::Stale));
            let typed = Typed { draft, errors: Form { values: Vec::new(), ..sent.form(&error) }, version };
            shown(&app, &actor, id, forms::status(&error), Some(typed), None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Goes back to the usual appearance.
pub async fn reset(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    visualization::set(&app.service, &actor, id, &VisualizationDraft::default(), None).await?;
    shown(&app, &actor, id, StatusCode::OK, None, Some("The episode pages have their usual appearance again.")).await
}

/// What the form says.
fn read(sent: &Sent) -> Result<VisualizationDraft, Error> {
    let theme = Theme::parse(sent.value("theme")).ok_or_else(|| Error::field("theme", "Choose one of the three."))?;
    let embed =
        EmbedStyle::parse(sent.value("embed")).ok_or_else(|| Error::field("embed", "Choose one of the two."))?;
    let mut voices: Vec<String> =
        (0..MAX_VOICES).map(|n| sent.value(&format!("voices[{n}]")).trim().to_owned()).collect();
    while voices.last().is_some_and(String::is_empty) {
        voices.pop();
    }
    let shown: Vec<&str> = sent.values("shown").collect();
    let mut panels = Vec::new();
    for name in sent.values("panel") {
        let kind = PanelKind::parse(name).ok_or_else(|| Error::field("panels", "There is no such panel."))?;
        panels.push(Panel { kind, shown: shown.contains(&name) });
    }
    // The usual accent stands in the field where a show has none.
    let accent = Some(sent.value("accent").trim().to_owned()).filter(|accent| accent != app::shell::DEFAULT_ACCENT);
    let mut draft = VisualizationDraft { theme, accent, voices, panels, embed };
    draft.complete();
    Ok(draft)
}
