//! Milliseconds inside, seconds on the wire: `#[serde(with = "crate::seconds")]` on a `u32`, `seconds::option` on an
//! `Option<u32>`.

use serde::{Deserialize, Deserializer, Serializer};

/// Seconds as a number with at most three decimals.
#[must_use]
pub fn from_ms(ms: u32) -> f64 {
    f64::from(ms) / 1000.0
}

/// The nearest whole millisecond; negative and non-finite values become 0, values beyond 49 days the largest.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, which is what is meant")]
pub fn to_ms(seconds: f64) -> u32 {
    (seconds * 1000.0).round() as u32
}

/// Writes milliseconds as seconds.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(ms: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(from_ms(*ms))
}

/// Reads seconds as milliseconds.
///
/// # Errors
/// When the value is not a number.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    f64::deserialize(deserializer).map(to_ms)
}

/// The same for a time that may be unknown (`null`).
pub mod option {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes seconds or null.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(ms: &Option<u32>, serializer: S) -> Result<S::Ok, S::Error> {
        ms.map(super::from_ms).serialize(serializer)
    }

    /// Reads seconds or null.
    ///
    /// # Errors
    /// When the value is neither a number nor null.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
        Option::<f64>::deserialize(deserializer).map(|s| s.map(super::to_ms))
    }
}
