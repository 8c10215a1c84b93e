//! Episodes that are about the same things.

use std::collections::HashMap;

use model::{
    Uuid,
    related::{Related, RelatedEpisode},
};
use sqlx::{PgConnection, PgExecutor, Row, types::Json};

use crate::Error;

/// The public episodes that are most like one, as a JSON list, most alike first; reads from `e`, an episode.
pub(crate) const RELATED: &str = "(select coalesce(json_agg(near), '[]') from (
      select o.id, o.title, s.slug as show, s.title as show_title, '/shows/' || s.slug || '/' || o.slug as url,
        o.published_at, r.score
      from (select b as id, score from related where a = e.id union all select a, score from related where b = e.id) r
      join episodes o on o.id = r.id join shows s on s.id = o.show_id
      where o.status = 'published' order by r.score desc, o.id limit 4) near) as related";

/// Reads the list that [`RELATED`] selects.
pub(crate) fn list(row: &sqlx::postgres::PgRow) -> Result<Vec<RelatedEpisode>, Error> {
    Ok(row.try_get::<Json<Vec<RelatedEpisode>>, _>("related")?.0)
}

/// The public episodes that are most like one, and what they were likened by.
///
/// # Errors
/// Those of the database.
pub async fn get(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<Related, Error> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select m.model, {RELATED} from (select $1::uuid as id) e left join episode_meanings m on m.episode_id = e.id"
    )))
    .bind(episode_id)
    .fetch_one(db)
    .await?;
    Ok(Related { items: list(&row)?, by: row.get("model") })
}

/// Has one liken after another until the transaction ends: of two at once neither would see the other.
///
/// # Errors
/// Those of the database.
pub async fn lock(conn: &mut PgConnection) -> Result<(), Error> {
    // Not the table: whoever deletes an episode holds its row and then writes here.
    sqlx::query("select pg_advisory_xact_lock('related'::regclass::oid::bigint)").execute(conn).await?;
    Ok(())
}

/// Directions of the other public episodes that the same made.
///
/// # Errors
/// Those of the database.
pub async fn means(db: impl PgExecutor<'_>, episode_id: Uuid, by: &str) -> Result<Vec<(Uuid, Vec<u8>)>, Error> {
    let sql = "select m.episode_id, m.mean from episode_meanings m join episodes e on e.id = m.episode_id
               where m.model = $2 and m.mean is not null and m.episode_id <> $1 and e.status = 'published'";
    Ok(sqlx::query_as(sql).bind(episode_id).bind(by).fetch_all(db).await?)
}

/// What an episode is paired with.
///
/// # Errors
/// Those of the database.
pub async fn pairs(db: impl PgExecutor<'_>, episode_id: Uuid) -> Result<HashMap<Uuid, f32>, Error> {
    let sql = "select b, score from related where a = $1 union all select a, score from related where b = $1";
    let rows: Vec<(Uuid, f32)> = sqlx::query_as(sql).bind(episode_id).fetch_all(db).await?;
    Ok(rows.into_iter().collect())
}

/// Pairs an episode with these and no others.
///
/// # Errors
/// Those of the database.
pub async fn put(conn: &mut PgConnection, episode_id: Uuid, pairs: &HashMap<Uuid, f32>) -> Result<(), Error> {
    sqlx::query("delete from related where a = $1 or b = $1").bind(episode_id).execute(&mut *conn).await?;
    let (others, scores): (Vec<Uuid>, Vec<f32>) = pairs.iter().unzip();
    // What was deleted since the directions were read has no pair. Nor has what is just being deleted: whoever does that
    // waits for the pairs that were deleted here.
    sqlx::query(
        "insert into related (a, b, score)
         select least($1, e.id), greatest($1, e.id), u.score
         from unnest($2::uuid[], $3::real[]) as u (id, score) join episodes e on e.id = u.id
         for key share of e skip locked",
    )
    .bind(episode_id)
    .bind(&others)
    .bind(&scores)
    .execute(conn)
    .await?;
    Ok(())
}
