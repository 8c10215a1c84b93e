//! `/studio/shows/...`

use app::view::{Form, StudioShow};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use model::show::{NewShow, Show, ShowPatch};
use service::{Actor, Error, access::Permission, episodes, shows};

use crate::web::{
    error::HttpError,
    forms::{self, Sent},
    html,
    session::Person,
    state::App,
};

/// The form of a new show.
pub async fn new_page(State(app): State<App>, Person(actor): Person) -> Response {
    let form = Form { values: vec![("language".into(), "en".into())], errors: Vec::new() };
    new_form(&app, &actor, StatusCode::OK, form)
}

fn new_form(app: &App, actor: &Actor, status: StatusCode, form: Form) -> Response {
    let page = StudioShow { show: None, episodes: Vec::new(), form, can_edit: true, can_delete: false };
    html::private(status, app::pages::studio_new_show(&html::chrome(app, "/studio/shows/new", Some(actor)), &page))
}

/// Makes a show.
pub async fn create(State(app): State<App>, Person(actor): Person, mut sent: Sent) -> Result<Response, HttpError> {
    let value = |field| sent.value(field).to_owned();
    let new = NewShow {
        title: value("title"),
        description: value("description"),
        language: value("language"),
        category: value("category"),
        author: value("author"),
        slug: None,
    };
    let artwork = sent.file("artwork");
    match shows::create(&app.service, &actor, &new, None).await {
        Ok(show) => {
            let to = format!("/studio/shows/{}", show.id);
            // The show is there; a picture that cannot be used is told on its page.
            match artwork {
                Some((_, bytes)) => match shows::set_artwork(&app.service, &actor, show.id, bytes).await {
                    Ok(()) => Ok(Redirect::to(&to).into_response()),
                    Err(error) => show_form(&app, &actor, show, of_artwork(&error), &error).await,
                },
                None => Ok(Redirect::to(&to).into_response()),
            }
        }
        Err(error) if forms::concerns_form(&error) => {
            let form = sent.form(&error);
            Ok(new_form(&app, &actor, forms::status(&error), form))
        }
        Err(error) => Err(error.into()),
    }
}

fn of_artwork(error: &Error) -> Form {
    Form { values: Vec::new(), errors: vec![model::FieldError::new("artwork", error.to_string())] }
}

/// A show with its episodes and settings.
pub async fn page(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let show = shows::get(&app.service, &actor, html::id(&id)?).await?;
    let body = render(&app, &actor, show, Form::default()).await?;
    Ok(html::private(StatusCode::OK, body))
}

async fn render(state: &App, actor: &Actor, show: Show, mut form: Form) -> Result<String, HttpError> {
    let (list, _) = episodes::list(&state.service, actor, show.id, None, 200).await?;
    if form.values.is_empty() {
        let pairs = [
            ("title", show.title.clone()),
            ("description", show.description.clone()),
            ("language", show.language.clone()),
            ("category", show.category.clone()),
            ("author", show.author.clone()),
            ("accent", show.accent.clone().unwrap_or_else(|| app::shell::DEFAULT_ACCENT.to_owned())),
            ("auto_accept", if show.auto_accept { "yes" } else { "no" }.to_owned()),
            ("version", show.version.to_string()),
        ];
        form.values = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    }
    let page = StudioShow {
        episodes: super::cards(state, list).await?,
        form,
        can_edit: super::may(state, actor, show.id, Permission::Manage).await?,
        can_delete: super::may(state, actor, show.id, Permission::Delete).await?,
        show: Some(show),
    };
    let path = page.show.as_ref().map(|s| format!("/studio/shows/{}", s.id)).unwrap_or_default();
    Ok(app::pages::studio_show(&html::chrome(state, &path, Some(actor)), &page))
}

async fn show_form(app: &App, actor: &Actor, show: Show, form: Form, error: &Error) -> Result<Response, HttpError> {
    let body = render(app, actor, show, form).await?;
    Ok(html::private(forms::status(error), body))
}

/// Changes a show.
pub async fn update(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    mut sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let artwork = sent.file("artwork");
    match changed(&app, &actor, id, &sent, artwork).await {
        Ok(()) => Ok(Redirect::to(&format!("/studio/shows/{id}")).into_response()),
        Err(error) if forms::concerns_form(&error) => {
            let show = shows::get(&app.service, &actor, id).await?;
            let mut form = sent.form(&error);
            if matches!(error, Error::Stale) {
                // Their text stays; saving once more is now meant to win.
                form.values.retain(|(name, _)| name != "version");
                form.values.push(("version".into(), show.version.to_string()));
            }
            show_form(&app, &actor, show, form, &error).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn changed(
    app: &App,
    actor: &Actor,
    id: model::Uuid,
    sent: &Sent,
    artwork: Option<(String, bytes::Bytes)>,
) -> Result<(), Error> {
    let value = |field| Some(sent.value(field).to_owned());
    let patch = ShowPatch {
        title: value("title"),
        description: value("description"),
        language: value("language"),
        category: value("category"),
        author: value("author"),
        accent: value("accent"),
        auto_accept: match sent.value("auto_accept") {
            "" => None,
            "yes" => Some(true),
            "no" => Some(false),
            _ => return Err(Error::field("auto_accept", "Choose one of the two.")),
        },
    };
    shows::update(&app.service, actor, id, &patch, sent.number("version", "The version")?).await?;
    if let Some((_, bytes)) = artwork {
        let set = shows::set_artwork(&app.service, actor, id, bytes).await;
        set.map_err(|error| match error {
            Error::BadFile(m) | Error::TooLarge(m) => Error::field("artwork", m),
            other => other,
        })?;
    }
    Ok(())
}

/// Deletes a show whose slug was typed to confirm.
pub async fn delete(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let show = shows::get(&app.service, &actor, html::id(&id)?).await?;
    if sent.value("confirm").trim() != show.slug.as_str() {
        let error = Error::field("confirm", format!("Type {} to confirm. Nothing was deleted.", show.slug));
        let form = sent.form(&error);
        let form = Form { values: Vec::new(), ..form };
        return show_form(&app, &actor, show, form, &error).await;
    }
    shows::delete(&app.service, &actor, show.id).await?;
    Ok(Redirect::to("/studio").into_response())
}
