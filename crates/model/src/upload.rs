//! Uploads by tus 1.0.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// The largest file that is taken, in bytes (2 GiB).
pub const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// An upload that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// The file's name on the podcaster's machine; never used as a path.
    pub filename: String,
    /// Bytes in all.
    pub length: u64,
    /// Bytes that are safe.
    pub offset: u64,
    /// After this it is thrown away.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}
