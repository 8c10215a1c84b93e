//! How the episode pages of shows look: a column of the show beside its accent.

use model::{
    Uuid,
    visualization::{Colour, VisualizationDraft, VisualizationSettings},
};
use serde_json::Value;
use sqlx::{PgExecutor, Row, postgres::PgRow, types::Json};

use crate::Error;

/// Reads `visualization` and `accent` of a show.
pub(crate) fn settings(row: &PgRow) -> Result<VisualizationSettings, Error> {
    let kept = row.try_get::<Option<Json<Value>>, _>("visualization")?;
    let accent = row.try_get::<Option<String>, _>("accent")?;
    // What was kept passed the rules of its time. Should they have become stricter since, pages look as usual rather than fail.
    let draft = kept.and_then(|json| serde_json::from_value::<VisualizationDraft>(json.0).ok()).unwrap_or_default();
    let accent = accent.filter(|text| Colour::parse(text).is_some());
    let usual = VisualizationDraft { accent: accent.clone(), ..VisualizationDraft::default() };
    let settings = VisualizationSettings::new(&VisualizationDraft { accent, ..draft });
    Ok(settings.or_else(|_| VisualizationSettings::new(&usual)).unwrap_or_default())
}

/// The settings of a show, with its version.
///
/// # Errors
/// Those of the database.
pub async fn get(db: impl PgExecutor<'_>, show_id: Uuid) -> Result<Option<(VisualizationSettings, i64)>, Error> {
    let query = sqlx::query("select visualization, accent, version from shows where id = $1").bind(show_id);
    query.fetch_optional(db).await?.map(|row| Ok((settings(&row)?, row.try_get("version")?))).transpose()
}

/// Keeps settings, accent included, when the show still has the expected version (`None`: whatever it has); its new version, or
/// `None` when it has another.
///
/// # Errors
/// Those of the database.
pub async fn put(
    db: impl PgExecutor<'_>,
    show_id: Uuid,
    settings: &VisualizationSettings,
    expected: Option<i64>,
) -> Result<Option<i64>, Error> {
    let draft = VisualizationDraft { accent: None, ..VisualizationDraft::from(settings) };
    let usual = VisualizationDraft::from(&VisualizationSettings::default());
    let query = sqlx::query_scalar(
        "update shows set visualization = $2, accent = $3, version = version + 1
         where id = $1 and version = coalesce($4, version) returning version",
    );
    let query = query.bind(show_id).bind((draft != usual).then_some(Json(draft)));
    Ok(query.bind(settings.accent().map(|a| a.to_string())).bind(expected).fetch_optional(db).await?)
}
