//! Shows.

use bytes::Bytes;
use model::{
    Slug, Uuid,
    show::{NewShow, Show, ShowPatch},
};
use sha2::{Digest, Sha256};

use crate::{
    Actor, Error, Service,
    access::{Permission, require},
    fields::Fields,
    new_id,
};

/// The largest artwork, in bytes.
pub const MAX_ARTWORK: usize = 10 * 1024 * 1024;

/// Makes a show that the actor owns.
///
/// # Errors
/// `Invalid` for bad fields and a taken slug.
pub async fn create(
    service: &Service,
    actor: &Actor,
    new: &NewShow,
    idempotency_key: Option<&str>,
) -> Result<Show, Error> {
    let mut tx = store::begin(&service.db).await?;
    if let Some(key) = idempotency_key
        && let Some(id) = store::accounts::made_before(&mut tx, actor.user.id, key).await?
    {
        return get_with(&mut tx, actor, id).await;
    }
    let mut fields = Fields::default();
    let title = fields.line("title", "The title", &new.title, 200);
    let description = fields.text("description", "The description", &new.description, 4000);
    let language = fields.language("language", if new.language.trim().is_empty() { "en" } else { &new.language });
    let category = fields.optional_line("category", "The category", &new.category, 100);
    let author = fields.optional_line("author", "The author", &new.author, 200);
    let wanted = match new.slug.as_deref().filter(|s| !s.is_empty()) {
        Some(slug) => match Slug::parse(slug) {
            Some(slug) => Some((slug, true)),
            None => {
                fields.add("slug", "Use 1 to 80 lower-case letters, digits and single hyphens.");
                None
            }
        },
        None => Slug::from_title(&title).or_else(|| Slug::parse("show")).map(|slug| (slug, false)),
    };
    fields.done()?;
    let (slug, given) = wanted.ok_or(Error::NotFound)?;
    let slug = if given { slug } else { free_slug(&mut tx, slug).await? };

    let now = service.clock.now();
    let show = Show {
        id: new_id(),
        slug,
        title,
        description,
        language,
        category,
        author: if author.is_empty() { actor.user.name.clone() } else { author },
        accent: None,
        artwork_url: None,
        auto_accept: true,
        created_at: now,
        version: 1,
    };
    match store::shows::insert(&mut *tx, &show).await {
        Err(store::Error::Taken(_)) => {
            return Err(Error::field("slug", "Another show has this address already; choose another."));
        }
        other => other?,
    }
    store::shows::set_role(&mut *tx, show.id, actor.user.id, "owner").await?;
    store::accounts::audit(&mut *tx, Some(actor.user.id), "show.create", Some(show.id), now).await?;
    if let Some(key) = idempotency_key {
        store::accounts::note_made(&mut *tx, actor.user.id, key, show.id, now).await?;
    }
    store::commit(tx).await?;
    Ok(show)
}

async fn free_slug(tx: &mut store::PgConnection, slug: Slug) -> Result<Slug, Error> {
    let mut candidate = slug.clone();
    for n in 2..1000 {
        if !store::shows::slug_exists(&mut *tx, &candidate).await? {
            return Ok(candidate);
        }
        candidate = slug.numbered(n);
    }
    Err(Error::field("title", "There are very many shows of this title; choose another."))
}

/// The shows that the actor has a role in.
///
/// # Errors
/// Those of the database.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<Show>, Error> {
    Ok(store::shows::of_user(&service.db, actor.user.id, actor.user.is_admin).await?)
}

/// The actor's shows, each with the number of its episodes and of the drafts among them.
///
/// # Errors
/// Those of the database.
pub async fn overview(service: &Service, actor: &Actor) -> Result<Vec<(Show, i64, i64)>, Error> {
    let shows = list(service, actor).await?;
    let ids: Vec<Uuid> = shows.iter().map(|s| s.id).collect();
    let counts = store::shows::episode_counts(&service.db, &ids).await?;
    let of = |id| counts.iter().find(|c| c.0 == id).map_or((0, 0), |c| (c.1, c.2));
    Ok(shows
        .into_iter()
        .map(|show| {
            let (all, drafts) = of(show.id);
            (show, all, drafts)
        })
        .collect())
}

/// A show that the actor may see.
///
/// # Errors
/// `NotFound`.
pub async fn get(service: &Service, actor: &Actor, id: Uuid) -> Result<Show, Error> {
    let mut conn = store::connection(&service.db).await?;
    get_with(&mut conn, actor, id).await
}

async fn get_with(conn: &mut store::PgConnection, actor: &Actor, id: Uuid) -> Result<Show, Error> {
    require(conn, actor, id, Permission::View).await?;
    store::shows::by_id(conn, id).await?.ok_or(Error::NotFound)
}

/// Whether the actor may do something with a show.
///
/// # Errors
/// Those of the database.
pub async fn may(service: &Service, actor: &Actor, id: Uuid, permission: Permission) -> Result<bool, Error> {
    let mut conn = store::connection(&service.db).await?;
    crate::access::may(&mut conn, actor, id, permission).await
}

/// Changes a show that still has the expected version (`None`: whatever it has).
///
/// # Errors
/// `Stale` when somebody else saved first, `Invalid` for bad fields.
pub async fn update(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    patch: &ShowPatch,
    expected: Option<i64>,
) -> Result<Show, Error> {
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, id, Permission::Manage).await?;
    let mut fields = Fields::default();
    let patch = ShowPatch {
        title: patch.title.as_deref().map(|v| fields.line("title", "The title", v, 200)),
        description: patch.description.as_deref().map(|v| fields.text("description", "The description", v, 4000)),
        language: patch.language.as_deref().map(|v| fields.language("language", v)),
        category: patch.category.as_deref().map(|v| fields.optional_line("category", "The category", v, 100)),
        author: patch.author.as_deref().map(|v| fields.optional_line("author", "The author", v, 200)),
        accent: patch.accent.clone(),
        auto_accept: patch.auto_accept,
    };
    if let Some(accent) = patch.accent.as_deref().filter(|a| !a.is_empty()) {
        fields.colour("accent", accent);
    }
    fields.done()?;
    let before = store::shows::by_id(&mut *tx, id).await?.map(|show| show.auto_accept);
    let show = store::shows::update(&mut *tx, id, &patch, expected).await?;
    let show = match show {
        Some(show) => show,
        None if store::shows::by_id(&mut *tx, id).await?.is_some() => return Err(Error::Stale),
        None => return Err(Error::NotFound),
    };
    if before.is_some_and(|before| before != show.auto_accept) {
        // From now on nothing is shown by the old rule; visits and workers prepare it by the new one.
        store::decisions::unprepare(&mut *tx, id).await?;
    }
    written(&mut tx, service, actor, "show.update", id).await?;
    store::commit(tx).await?;
    Ok(show)
}

/// Deletes a show with all its episodes and recordings.
///
/// # Errors
/// `Forbidden` when the actor does not own it.
pub async fn delete(service: &Service, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, id, Permission::Delete).await?;
    written(&mut tx, service, actor, "show.delete", id).await?;
    let keys = store::shows::delete(&mut *tx, id).await?;
    store::commit(tx).await?;
    for key in keys {
        service.objects.delete(&key).await;
    }
    Ok(())
}

/// Sets the artwork: a JPEG, PNG or WebP picture, told by its bytes.
///
/// # Errors
/// `BadFile` for anything else, `TooLarge` above [`MAX_ARTWORK`].
pub async fn set_artwork(service: &Service, actor: &Actor, id: Uuid, bytes: Bytes) -> Result<(), Error> {
    let media_type = picture_type(&bytes, "artwork")?;
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, id, Permission::Manage).await?;
    let key = format!("artwork/{id}/{}", content_name(&bytes));
    service.objects.put(&key, bytes).await?;
    let old = store::shows::set_artwork(&mut *tx, id, &key, media_type).await?;
    written(&mut tx, service, actor, "show.set_artwork", id).await?;
    store::commit(tx).await?;
    if let Some(old) = old.filter(|old| *old != key) {
        service.objects.delete(&old).await;
    }
    Ok(())
}

/// A name by content: a new picture is a new object, and its address can be kept for good.
pub(crate) fn content_name(bytes: &Bytes) -> String {
    Sha256::digest(bytes).iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// The media type of a picture, told by its bytes; `what` names it in errors.
pub(crate) fn picture_type(bytes: &Bytes, what: &str) -> Result<&'static str, Error> {
    if bytes.len() > MAX_ARTWORK {
        return Err(Error::TooLarge(format!("The {what} is larger than 10 MiB; save it smaller and try again.")));
    }
    match bytes.as_ref() {
        [0xff, 0xd8, 0xff, ..] => Ok("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Ok("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok("image/webp"),
        _ => Err(Error::BadFile(format!("The {what} is not a JPEG, PNG or WebP picture. Save it as one of these."))),
    }
}

/// What every write of a show does last: the audit entry, and the news for all processes.
pub(crate) async fn written(
    conn: &mut store::PgConnection,
    service: &Service,
    actor: &Actor,
    action: &str,
    show_id: Uuid,
) -> Result<(), Error> {
    store::accounts::audit(&mut *conn, Some(actor.user.id), action, Some(show_id), service.clock.now()).await?;
    Ok(store::shows::announce_change(conn, show_id).await?)
}
