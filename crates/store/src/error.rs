//! What can go wrong between us and the database.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique constraint was violated: its name.
    #[error("{0} is taken")]
    Taken(String),
    /// A statement took longer than it was allowed to.
    #[error("the statement took too long")]
    TooLong,
    /// Everything else.
    #[error(transparent)]
    Database(sqlx::Error),
}

impl Error {
    /// Whether the database could not be reached, so that the same call may succeed later.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        let Self::Database(error) = self else { return false };
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => true,
            // Class 57P: shutting down, starting up; class 08: connection exceptions.
            sqlx::Error::Database(cause) => {
                cause.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
            }
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(cause) = &error {
            if cause.is_unique_violation() {
                return Self::Taken(cause.constraint().unwrap_or_default().to_owned());
            }
            // query_canceled
            if cause.code().as_deref() == Some("57014") {
                return Self::TooLong;
            }
        }
        Self::Database(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Database(sqlx::Error::Decode(error.into()))
    }
}
