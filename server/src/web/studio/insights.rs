//! `/studio/episodes/{id}/insights`: review and approval.

use app::view::{Form, StudioInsights};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use model::{FieldError, Uuid, review::State as ItemState};
use service::{
    Actor, Error,
    insights::{self, Wish},
};

use crate::web::{
    error::HttpError,
    forms::{self, Sent},
    html,
    session::Person,
    state::App,
};

/// All items with their decisions.
pub async fn page(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    shown(&app, &actor, html::id(&id)?, StatusCode::OK, Form::default(), None).await
}

async fn shown(
    app: &App,
    actor: &Actor,
    id: Uuid,
    status: StatusCode,
    form: Form,
    notice: Option<String>,
) -> Result<Response, HttpError> {
    let found = insights::overview(&app.service, actor, id).await?;
    let suggestions = found.suggestions(&app.public_url);
    let page = StudioInsights {
        show: found.show,
        episode: found.episode,
        items: found.items,
        suggestions,
        public: found.public,
        related: found.related,
        outdated: found.outdated,
        can_edit: found.can_edit,
        form,
    };
    let mut chrome = html::chrome(app, &format!("/studio/episodes/{id}/insights"), Some(actor));
    chrome.notice = notice;
    Ok(html::private(status, app::pages::studio_insights(&chrome, &page)))
}

/// Decides about one item: `do` says what.
pub async fn decide(
    State(app): State<App>,
    Person(actor): Person,
    Path((id, key)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let state = |state| Wish { state: Some(state), ..Wish::default() };
    let wish = match sent.value("do") {
        "approve" => state(ItemState::Published),
        "review" => state(ItemState::Reviewed),
        "hide" => state(ItemState::Hidden),
        "draft" => state(ItemState::Draft),
        "restore" => Wish { text: Some(None), ..Wish::default() },
        "edit" => Wish { text: Some(Some(sent.value("text"))), ..Wish::default() },
        _ => return Err(Error::field("do", "Send approve, review, hide, draft, edit or restore.").into()),
    };
    let seen = Some(sent.value("seen")).filter(|seen| !seen.is_empty());
    match insights::decide(&app.service, &actor, id, &key, Wish { seen, ..wish }).await {
        Ok(_) => Ok(Redirect::to(&format!("/studio/episodes/{id}/insights#item-{key}")).into_response()),
        Err(error) if forms::concerns_form(&error) => {
            // The page has many forms of this kind: a field is named with its item.
            let at = |field: &str| format!("{field}-{key}");
            let errors = match &error {
                Error::Invalid(errors) => errors.iter().map(|e| FieldError::new(&at(&e.field), &e.message)).collect(),
                other => vec![FieldError::new(&at("state"), other.to_string())],
            };
            let typed = (sent.value("do") == "edit").then(|| (at("text"), sent.value("text").to_owned()));
            let form = Form { values: typed.into_iter().collect(), errors };
            shown(&app, &actor, id, forms::status(&error), form, None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Approves all that wait; `count` is how many the person was told.
pub async fn approve(
    State(app): State<App>,
    Person(actor): Person,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, HttpError> {
    let id = html::id(&id)?;
    let approved =
        async { insights::approve_all(&app.service, &actor, id, sent.number("count", "The number of items")?).await };
    match approved.await {
        Ok(n) => {
            let notice = if n == 1 { "One item is approved.".to_owned() } else { format!("{n} items are approved.") };
            shown(&app, &actor, id, StatusCode::OK, Form::default(), Some(notice)).await
        }
        Err(error) if forms::concerns_form(&error) => {
            let status = forms::status(&error);
            shown(&app, &actor, id, status, sent.form(&error), None).await
        }
        Err(error) => Err(error.into()),
    }
}
