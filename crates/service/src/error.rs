//! Why a use case was refused, by the decision that the caller has.

use model::FieldError;

/// An error of a use case. Its text is for people; causes are kept for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it is not for this person to know.
    #[error("There is nothing here, or it is not yours to see.")]
    NotFound,
    /// Nobody is logged in.
    #[error("Log in first.")]
    Unauthenticated,
    /// The person may see it, but not do this.
    #[error("Your role in this show does not allow that. Ask one of its owners.")]
    Forbidden,
    /// Fields to correct.
    #[error("Some fields need another look.")]
    Invalid(Vec<FieldError>),
    /// The state of the thing does not allow it; the text says which.
    #[error("{0}")]
    Conflict(String),
    /// Somebody else saved first: the caller's version is old.
    #[error(
        "Somebody else saved this in the meantime. Nothing of theirs was overwritten and your text is still here: \
         compare, then save again."
    )]
    Stale,
    /// The file cannot be used; the text says why and what would help.
    #[error("{0}")]
    BadFile(String),
    /// Too many bytes; the text says how many are taken.
    #[error("{0}")]
    TooLarge(String),
    /// The disk is full.
    #[error("The server's disk is full. What had arrived is safe. Free some space on it, then go on.")]
    DiskFull,
    /// The database or the object store does not answer.
    #[error("The server cannot reach its database just now. Nothing was lost; try again in a minute.")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Our fault.
    #[error("Something went wrong on our side. Nothing was changed; try again.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An error of one field.
    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// An error of ours.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// Whether the same call may succeed later without anybody doing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Internal(_) | Self::DiskFull)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        if error.is_unreachable() { Self::Unavailable(error.into()) } else { Self::Internal(error.into()) }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if is_full(error.kind()) { Self::DiskFull } else { Self::Internal(error.into()) }
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(e) = cause {
            if e.downcast_ref::<std::io::Error>().is_some_and(|io| is_full(io.kind())) {
                return Self::DiskFull;
            }
            cause = e.source();
        }
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            other => Self::Internal(other.into()),
        }
    }
}

fn is_full(kind: std::io::ErrorKind) -> bool {
    matches!(kind, std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}
