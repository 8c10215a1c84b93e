//! How the episode pages of a show look.

use model::{
    Uuid,
    episode::Episode,
    show::Show,
    visualization::{VisualizationDraft, VisualizationSettings},
};
use store::presentations::Prepared;

use crate::{
    Actor, Error, Service,
    access::{Permission, require},
};

/// The settings of a show, with its version. They are for everybody, as the show's public page is: whoever sees an episode sees them.
///
/// # Errors
/// `NotFound`.
pub async fn get(service: &Service, show_id: Uuid) -> Result<(VisualizationSettings, i64), Error> {
    store::visualization::get(&service.db, show_id).await?.ok_or(Error::NotFound)
}

/// Sets them all, the show's accent included, where the show still has the expected version (`None`: whatever it has).
///
/// # Errors
/// `Stale` when somebody else saved the show first, `Invalid` for bad fields.
pub async fn set(
    service: &Service,
    actor: &Actor,
    show_id: Uuid,
    draft: &VisualizationDraft,
    expected: Option<i64>,
) -> Result<(VisualizationSettings, i64), Error> {
    let mut tx = store::begin(&service.db).await?;
    require(&mut tx, actor, show_id, Permission::Manage).await?;
    let settings = VisualizationSettings::new(draft).map_err(Error::Invalid)?;
    let version = match store::visualization::put(&mut *tx, show_id, &settings, expected).await? {
        Some(version) => version,
        None if store::shows::by_id(&mut *tx, show_id).await?.is_some() => return Err(Error::Stale),
        None => return Err(Error::NotFound),
    };
    crate::shows::written(&mut tx, service, actor, "show.set_visualization", show_id).await?;
    store::commit(tx).await?;
    Ok((settings, version))
}

/// A show with its settings and its newest public episode, to see them on.
pub struct Look {
    /// The show.
    pub show: Show,
    /// Its settings.
    pub settings: VisualizationSettings,
    /// The episode that was published last, with what its page shows.
    pub newest: Option<(Episode, Prepared)>,
}

/// What the studio needs for changing them.
///
/// # Errors
/// `Forbidden` for whoever may not change the show.
pub async fn look(service: &Service, actor: &Actor, show_id: Uuid) -> Result<Look, Error> {
    let mut conn = store::connection(&service.db).await?;
    require(&mut conn, actor, show_id, Permission::Manage).await?;
    let show = store::shows::by_id(&mut *conn, show_id).await?.ok_or(Error::NotFound)?;
    let (settings, _) = store::visualization::get(&mut *conn, show_id).await?.ok_or(Error::NotFound)?;
    let newest = match store::episodes::published(&mut *conn, show_id, None, 1).await?.pop() {
        Some(episode) => {
            let prepared = crate::presentation::current(service, &mut conn, episode.id).await?;
            Some((episode, prepared))
        }
        None => None,
    };
    Ok(Look { show, settings, newest })
}
