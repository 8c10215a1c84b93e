//! Documents that another version may have written.

use sqlx::{Decode, Postgres, Row, Type, postgres::PgRow};

use crate::Error;

/// What is in a column, or why this version cannot read it. A document has the shape of the version that wrote it; whoever
/// reads one that can be made again does better without it than not at all.
pub(crate) fn readable<'r, T>(row: &'r PgRow, column: &str) -> Result<Result<T, String>, Error>
where
    T: Decode<'r, Postgres> + Type<Postgres>,
{
    match row.try_get::<T, _>(column) {
        Ok(found) => Ok(Ok(found)),
        Err(sqlx::Error::ColumnDecode { source, .. }) => Ok(Err(source.to_string())),
        Err(error) => Err(error.into()),
    }
}
