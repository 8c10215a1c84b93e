//! Recordings of episodes.

use std::path::Path;

use audio::ProbeError;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use model::{
    Uuid,
    audio::AudioInfo,
    episode::{Episode, EpisodePatch},
    upload::MAX_BYTES,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{
    Actor, Error, Service,
    access::Permission,
    episodes::{allowed, written},
    new_id, uploads,
};

/// Makes a complete upload the recording of an episode.
///
/// # Errors
/// `BadFile` when it is not audio that can be read: then the upload is removed. After any other error it can be used
/// again.
pub async fn attach_upload(service: &Service, actor: &Actor, id: Uuid, upload_id: Uuid) -> Result<Episode, Error> {
    check(service, actor, id).await?;
    let file = uploads::assemble(service, actor, upload_id).await?;
    let attached = attach(service, actor, id, file).await;
    if matches!(attached, Ok(_) | Err(Error::BadFile(_))) {
        uploads::discard(service, upload_id).await?;
    }
    attached
}

/// Makes the bytes of a request the recording of an episode.
///
/// # Errors
/// `BadFile` when it is not audio that can be read, `TooLarge` above 2 GiB.
pub async fn attach_bytes<E>(
    service: &Service,
    actor: &Actor,
    id: Uuid,
    body: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Episode, Error> {
    check(service, actor, id).await?;
    let file = service.objects.scratch_file()?;
    let mut out = tokio::fs::File::from_std(file.reopen()?);
    let mut size = 0;
    let mut body = std::pin::pin!(body);
    while let Some(chunk) = body.next().await {
        let Ok(chunk) = chunk else {
            return Err(Error::Conflict(
                "The connection broke before the whole file had arrived. Send it again.".into(),
            ));
        };
        size += chunk.len() as u64;
        if size > MAX_BYTES {
            return Err(uploads::too_large());
        }
        out.write_all(&chunk).await?;
    }
    out.flush().await?;
    drop(out);
    attach(service, actor, id, file).await
}

/// A file as a stream of pieces.
pub fn pieces(mut file: tokio::fs::File) -> impl Stream<Item = std::io::Result<Bytes>> {
    async_stream::try_stream! {
        loop {
            let mut piece = bytes::BytesMut::with_capacity(256 * 1024);
            if file.read_buf(&mut piece).await? == 0 {
                break;
            }
            yield piece.freeze();
        }
    }
}

async fn check(service: &Service, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let mut conn = store::connection(&service.db).await?;
    allowed(&mut conn, actor, id, Permission::Edit).await?;
    Ok(())
}

async fn attach(service: &Service, actor: &Actor, id: Uuid, file: tempfile::NamedTempFile) -> Result<Episode, Error> {
    let info = probe(file.path()).await?;
    let cover = cover(file.path()).await;
    // The extension is the content's, never the name's.
    let key = format!("audio/{id}/{}.{}", new_id().simple(), info.container);
    service.objects.adopt(file, &key).await?;

    let mut tx = store::begin(&service.db).await?;
    let before = allowed(&mut tx, actor, id, Permission::Edit).await?;
    let now = service.clock.now();
    // What was being made of the recording before is of no use any more.
    store::jobs::cancel(&mut tx, id, now).await?;
    let old = store::episodes::set_audio(&mut *tx, id, &key, &info).await?;
    if store::transcripts::source(&mut *tx, id).await? == Some(store::transcripts::Source::Recognised) {
        store::transcripts::delete(&mut *tx, id).await?;
    }
    offer_tags(&mut tx, &before, &info).await?;
    crate::presentation::refresh(&mut tx, id, now).await?;
    written(&mut tx, service, actor, "episode.set_audio", &before).await?;
    let episode = store::episodes::by_id(&mut *tx, id).await?.ok_or(Error::NotFound)?;
    store::commit(tx).await?;

    if let Some(old) = old {
        service.objects.delete(&old).await;
    }
    if let Some(cover) = cover
        && before.artwork_url.is_none()
    {
        // The recording is safe; a role that may not change the show's artwork simply does not.
        match crate::shows::set_artwork(service, actor, before.show_id, Bytes::from(cover.bytes)).await {
            Ok(()) | Err(Error::Forbidden) => {}
            Err(error) => tracing::warn!(%error, "the cover of a recording was not taken"),
        }
    }
    Ok(episode)
}

/// Fills what the podcaster left empty from the file's tags.
async fn offer_tags(tx: &mut store::PgConnection, before: &Episode, info: &AudioInfo) -> Result<(), Error> {
    let notes = info.tags.comment.clone().filter(|c| before.notes.is_empty() && c.len() < 16 * 1024);
    let number =
        info.tags.track.filter(|_| before.number.is_none()).and_then(|n| i32::try_from(n).ok()).filter(|n| *n > 0);
    if notes.is_some() || number.is_some() {
        let patch = EpisodePatch { title: None, notes, number };
        store::episodes::update(tx, before.id, &patch, None).await?;
    }
    Ok(())
}

/// What a file is; blocking work off the async threads.
pub(crate) async fn probe(path: &Path) -> Result<AudioInfo, Error> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || audio::probe(&path)).await.map_err(Error::internal)?.map_err(of_probe)
}

async fn cover(path: &Path) -> Option<audio::Cover> {
    let path = path.to_owned();
    let found = tokio::task::spawn_blocking(move || audio::cover(&path)).await.ok()?;
    found.inspect_err(|error| tracing::debug!(%error, "no cover")).ok().flatten()
}

/// A file's fault is told to its owner; the disk's is ours.
pub(crate) fn of_probe(error: ProbeError) -> Error {
    match error {
        ProbeError::Io(cause) => cause.into(),
        other => Error::BadFile(other.to_string()),
    }
}
