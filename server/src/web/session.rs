//! Browser sessions in PostgreSQL, and the person behind a request.
//!
//! The store is our own: the published one for sqlx holds to older versions of both. Session ids are kept as their hash,
//! so that a copy of the database opens no session.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use model::Uuid;
use service::{Actor, Error, Service, accounts};
use sha2::{Digest, Sha256};
use time::Duration;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store,
};

use super::{error::HttpError, state::App};

const PERSON: &str = "person";
const LIFETIME: Duration = Duration::days(30);

/// The store of sessions.
#[derive(Clone)]
pub struct Sessions(Service);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

fn hashed(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

fn backend(error: impl std::fmt::Display) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        loop {
            let data = serde_json::to_value(&record.data).map_err(backend)?;
            let id = hashed(&record.id);
            let created = store::accounts::create_session(&self.0.db, &id, &data, record.expiry_date);
            if created.await.map_err(backend)? {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let data = serde_json::to_value(&record.data).map_err(backend)?;
        let id = hashed(&record.id);
        store::accounts::save_session(&self.0.db, &id, &data, record.expiry_date).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let now = self.0.clock.now();
        let found = store::accounts::session(&self.0.db, &hashed(id), now).await.map_err(backend)?;
        let record = |data| {
            let data = serde_json::from_value(data).map_err(backend)?;
            Ok(Record { id: *id, data, expiry_date: now + LIFETIME })
        };
        found.map(record).transpose()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        store::accounts::delete_session(&self.0.db, &hashed(id)).await.map_err(backend)
    }
}

/// The layer that finds a request's session. Over TLS the cookie's name binds it to this host.
pub fn layer(app: &App) -> SessionManagerLayer<Sessions> {
    let secure = app.is_secure();
    SessionManagerLayer::new(Sessions(app.service.clone()))
        .with_name(if secure { "__Host-podcastflow" } else { "podcastflow" })
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(LIFETIME))
}

/// Opens the session of a person who has just proved who they are. The id changes, so that an id planted before the
/// login is worth nothing.
///
/// # Errors
/// Those of the database.
pub async fn open(session: &Session, actor: &Actor) -> Result<(), HttpError> {
    session.cycle_id().await.map_err(unavailable)?;
    session.insert(PERSON, actor.user.id).await.map_err(unavailable)
}

/// Ends a session.
///
/// # Errors
/// Those of the database.
pub async fn close(session: &Session) -> Result<(), HttpError> {
    session.flush().await.map_err(unavailable)
}

fn unavailable(error: tower_sessions::session::Error) -> HttpError {
    Error::Unavailable(error.into()).into()
}

/// The person behind a request, by session cookie or API token; refuses a request without one.
pub struct Person(pub Actor);

impl FromRequestParts<App> for Person {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, HttpError> {
        let Viewer(viewer) = Viewer::from_request_parts(parts, app).await?;
        viewer.map(Self).ok_or_else(|| Error::Unauthenticated.into())
    }
}

/// The person behind a request, if there is one.
pub struct Viewer(pub Option<Actor>);

impl FromRequestParts<App> for Viewer {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, HttpError> {
        if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
            let token = value.to_str().ok().and_then(|v| v.strip_prefix("Bearer ")).unwrap_or_default();
            let actor = accounts::by_token(&app.service, token.trim()).await?;
            // A wrong token is an error even where none is needed.
            return actor.map(|actor| Self(Some(actor))).ok_or_else(|| Error::Unauthenticated.into());
        }
        let Some(session) = parts.extensions.get::<Session>() else { return Ok(Self(None)) };
        let id: Option<Uuid> = session.get(PERSON).await.map_err(unavailable)?;
        Ok(Self(match id {
            Some(id) => accounts::by_id(&app.service, id).await?,
            None => None,
        }))
    }
}
