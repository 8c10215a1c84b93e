//! The people who speak in a show, and its glossary.

use bytes::Bytes;
use model::{Uuid, show::Person};
use store::{PgConnection, vocabulary::Term};

use crate::{
    Actor, Error, Service,
    access::{Permission, require},
    fields::Fields,
    new_id,
    shows::{content_name, picture_type, written},
};

/// Most entries of a glossary.
const MOST_TERMS: usize = 2_000;

/// The persons and the glossary of a show.
///
/// # Errors
/// `NotFound` when the actor may not see the show.
pub async fn of_show(service: &Service, actor: &Actor, show_id: Uuid) -> Result<(Vec<Person>, Vec<Term>), Error> {
    let mut conn = store::connection(&service.db).await?;
    require(&mut conn, actor, show_id, Permission::View).await?;
    let persons = store::vocabulary::persons(&mut *conn, show_id).await?;
    Ok((persons, store::vocabulary::terms(&mut *conn, show_id).await?))
}

/// The glossary as the transcript's functions take it.
pub(crate) async fn glossary(conn: &mut PgConnection, show_id: Uuid) -> Result<Vec<transcript::Term>, Error> {
    let terms = store::vocabulary::terms(conn, show_id).await?;
    Ok(terms.into_iter().map(|t| transcript::Term { term: t.term, heard_as: t.heard_as }).collect())
}

/// Remembers a person of a show; one of the same name is changed. The public pages name them by now.
///
/// # Errors
/// `Invalid` for bad fields.
pub async fn remember_person(
    service: &Service,
    actor: &Actor,
    show_id: Uuid,
    name: &str,
    role: &str,
    link: &str,
) -> Result<Uuid, Error> {
    let mut fields = Fields::default();
    let name = fields.line("to", "The name", name, 120);
    let role = fields.line("role", "The role", role, 40);
    let link = link.trim();
    if !link.is_empty() && !is_web_address(link) {
        fields.add("link", "Give an address that begins with https:// or http://.");
    }
    fields.done()?;
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, show_id, Permission::Edit).await?;
    let link = (!link.is_empty()).then_some(link);
    let now = service.clock.now();
    let id = store::vocabulary::put_person(&mut *tx, show_id, (new_id(), &name), &role, link, now).await?;
    written(&mut tx, service, actor, "person.remember", show_id).await?;
    store::commit(tx).await?;
    Ok(id)
}

/// Sets the photo of a person: a JPEG, PNG or WebP picture, told by its bytes; empty takes it away.
///
/// # Errors
/// `NotFound` when there is no such person, `BadFile` for anything else, `TooLarge` above 10 MiB.
pub async fn set_photo(service: &Service, actor: &Actor, show_id: Uuid, id: Uuid, bytes: Bytes) -> Result<(), Error> {
    let media_type = if bytes.is_empty() { None } else { Some(picture_type(&bytes, "photo")?) };
    let key = format!("persons/{id}/{}", content_name(&bytes));
    let photo = media_type.map(|media_type| (key.as_str(), media_type));
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, show_id, Permission::Edit).await?;
    let old = store::vocabulary::set_photo(&mut *tx, show_id, id, photo).await?.ok_or(Error::NotFound)?;
    if photo.is_some() {
        service.objects.put(&key, bytes).await?;
    }
    written(&mut tx, service, actor, "person.set_photo", show_id).await?;
    store::commit(tx).await?;
    if let Some(old) = old.filter(|old| photo.is_none_or(|(key, _)| key != old)) {
        service.objects.delete(&old).await;
    }
    Ok(())
}

/// Forgets a person; transcripts keep the name.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn forget_person(service: &Service, actor: &Actor, show_id: Uuid, id: Uuid) -> Result<(), Error> {
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, show_id, Permission::Edit).await?;
    let photo = store::vocabulary::delete_person(&mut *tx, show_id, id).await?.ok_or(Error::NotFound)?;
    written(&mut tx, service, actor, "person.forget", show_id).await?;
    store::commit(tx).await?;
    if let Some(photo) = photo {
        service.objects.delete(&photo).await;
    }
    Ok(())
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text.len() <= 500
        && rest.is_some_and(|r| !r.is_empty() && !r.contains(|c: char| c.is_whitespace() || c.is_control()))
}

/// Adds a term; the same term is changed. `heard_as` is a list separated by commas.
///
/// # Errors
/// `Invalid` for bad fields, and beyond 2,000 terms.
pub async fn add_term(
    service: &Service,
    actor: &Actor,
    show_id: Uuid,
    term: &str,
    heard_as: &str,
) -> Result<(), Error> {
    let mut fields = Fields::default();
    let term = fields.line("term", "The word", term, 120);
    let heard_as: Vec<String> = heard_as
        .split(',')
        .map(|h| h.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|h| !h.is_empty() && *h != term)
        .collect();
    if heard_as.len() > 50 || heard_as.iter().any(|h| h.chars().count() > 120) {
        fields.add("heard_as", "Give at most 50 spellings of at most 120 characters, separated by commas.");
    }
    fields.done()?;
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, show_id, Permission::Edit).await?;
    if store::vocabulary::terms(&mut *tx, show_id).await?.len() >= MOST_TERMS {
        return Err(Error::field("term", "A glossary has at most 2,000 words. Remove some first."));
    }
    let now = service.clock.now();
    store::vocabulary::put_term(&mut *tx, show_id, &Term { id: new_id(), term, heard_as }, now).await?;
    store::accounts::audit(&mut *tx, Some(actor.user.id), "glossary.add", Some(show_id), now).await?;
    store::commit(tx).await?;
    Ok(())
}

/// Removes a term.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn delete_term(service: &Service, actor: &Actor, show_id: Uuid, id: Uuid) -> Result<(), Error> {
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, show_id, Permission::Edit).await?;
    if !store::vocabulary::delete_term(&mut *tx, show_id, id).await? {
        return Err(Error::NotFound);
    }
    let now = service.clock.now();
    store::accounts::audit(&mut *tx, Some(actor.user.id), "glossary.delete", Some(show_id), now).await?;
    store::commit(tx).await?;
    Ok(())
}
