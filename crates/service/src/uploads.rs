//! Resumable uploads: what tus 1.0 asks of the server, without its HTTP.
//!
//! Bytes are kept in pieces of at most 8 MiB in the object store; the database knows which of them count. So memory does
//! not grow with the file, any process may take the next piece, a process that is killed loses no more than the piece it
//! was about to write, and of two that write at the same place one wins.

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use model::{
    Uuid,
    upload::{MAX_BYTES, Upload},
};
use time::Duration;

use crate::{Actor, Error, Service, new_id};

/// Bytes in one piece.
const PIECE: usize = 8 * 1024 * 1024;
/// How long an upload may pause.
const LIFETIME: Duration = Duration::days(7);

/// Begins an upload of `length` bytes.
///
/// # Errors
/// `TooLarge` above 2 GiB, `BadFile` for an empty file.
pub async fn begin(service: &Service, actor: &Actor, filename: &str, length: u64) -> Result<Upload, Error> {
    if length > MAX_BYTES {
        return Err(too_large());
    }
    if length == 0 {
        return Err(Error::BadFile("The file is empty. Export the recording again and upload that.".into()));
    }
    let now = service.clock.now();
    let filename = filename.chars().filter(|c| !c.is_control()).take(255).collect();
    let upload = Upload { id: new_id(), filename, length, offset: 0, expires_at: now + LIFETIME };
    store::uploads::insert(&service.db, &upload, actor.user.id, now).await?;
    Ok(upload)
}

/// The error for a file above the limit.
#[must_use]
pub fn too_large() -> Error {
    Error::TooLarge("The file is larger than 2 GiB. Export it with a lower bit rate and upload that.".into())
}

/// An upload of the actor.
///
/// # Errors
/// `NotFound` when it is not theirs or has expired.
pub async fn get(service: &Service, actor: &Actor, id: Uuid) -> Result<Upload, Error> {
    let found = store::uploads::get(&service.db, id, actor.user.id, service.clock.now()).await?;
    found.ok_or(Error::NotFound)
}

/// Takes bytes from `offset` on and returns the new offset. When the line breaks, what had arrived is kept.
///
/// # Errors
/// `Stale` when the upload is not at `offset`, or another request was faster; `TooLarge` when more bytes come than were
/// announced; `DiskFull`.
pub async fn append<E>(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    offset: u64,
    body: impl Stream<Item = Result<Bytes, E>>,
) -> Result<u64, Error> {
    let upload = get(service, actor, id).await?;
    if upload.offset != offset {
        return Err(Error::Stale);
    }
    let mut at = offset;
    let mut piece = BytesMut::new();
    let mut body = std::pin::pin!(body);
    loop {
        let chunk = body.next().await;
        if let Some(Ok(bytes)) = &chunk {
            if at + (piece.len() + bytes.len()) as u64 > upload.length {
                return Err(Error::TooLarge("More bytes came than the file was said to have.".into()));
            }
            piece.extend_from_slice(bytes);
        }
        // A broken line ends the body like its end does: what arrived is good.
        let ended = !matches!(chunk, Some(Ok(_)));
        if piece.len() >= PIECE || (ended && !piece.is_empty()) {
            let bytes = std::mem::take(&mut piece).freeze();
            let to = at + bytes.len() as u64;
            let key = format!("uploads/{id}/{}", new_id().simple());
            service.objects.put(&key, bytes).await?;
            if !store::uploads::add_piece(&service.db, id, at, to, &key).await? {
                service.objects.delete(&key).await;
                return Err(Error::Stale);
            }
            at = to;
        }
        if ended {
            return Ok(at);
        }
    }
}

/// Gives an upload up.
///
/// # Errors
/// `NotFound` when it is not the actor's.
pub async fn cancel(service: &Service, actor: &Actor, id: Uuid) -> Result<(), Error> {
    get(service, actor, id).await?;
    discard(service, id).await
}

/// A complete upload as one file.
///
/// # Errors
/// `Conflict` while bytes are missing; `NotFound`.
pub(crate) async fn assemble(service: &Service, actor: &Actor, id: Uuid) -> Result<tempfile::NamedTempFile, Error> {
    let upload = get(service, actor, id).await?;
    if upload.offset != upload.length {
        let missing = upload.length - upload.offset;
        return Err(Error::Conflict(format!("The upload is not complete: {missing} bytes are missing. Resume it.")));
    }
    let keys = store::uploads::pieces(&service.db, id).await?;
    let file = service.objects.scratch_file()?;
    service.objects.concatenate(&keys, file.path()).await?;
    let size = file.as_file().metadata()?.len();
    if size != upload.length {
        return Err(Error::internal(format!("upload {id} has {size} bytes in its pieces, not {}", upload.length)));
    }
    Ok(file)
}

/// Removes an upload with its bytes.
pub(crate) async fn discard(service: &Service, id: Uuid) -> Result<(), Error> {
    for key in store::uploads::delete(&service.db, id).await? {
        service.objects.delete(&key).await;
    }
    Ok(())
}

/// Removes uploads that nobody resumed in time.
///
/// # Errors
/// Those of the database.
pub async fn remove_expired(service: &Service) -> Result<(), Error> {
    for id in store::uploads::expired(&service.db, service.clock.now()).await? {
        discard(service, id).await?;
    }
    Ok(())
}
