//! What a use case can answer instead of its result.

use domain::{Conflict, FieldProblem};
use store::StoreError;

/// Why a use case was not carried out; `Display` is a short English sentence for other systems.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Nobody is signed in.
    #[error("Sign in first")]
    Unauthenticated,
    /// The e-mail address or the password is wrong; never says which.
    #[error("The e-mail address or the password is wrong")]
    BadCredentials,
    /// Tried too often; nothing was looked at.
    #[error("Too many tries; try again in {} minutes", retry_after_seconds.div_ceil(60))]
    TooManyTries {
        /// When it makes sense to come back.
        retry_after_seconds: u32,
    },
    /// The person may not do this.
    #[error("You are not allowed to do this")]
    Forbidden,
    /// There is no such thing, or it is none of this person's business.
    #[error("Not found")]
    NotFound,
    /// Fields hold wrong values.
    #[error("Some values are wrong")]
    Invalid(Vec<FieldProblem>),
    /// It does not fit the present state of things.
    #[error("{0}")]
    Conflict(Conflict),
    /// The database does not answer at present.
    #[error("The service is not available at present")]
    Unavailable(#[source] StoreError),
    /// Something that should not happen; the cause is for the log.
    #[error("Something went wrong")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl EngineError {
    /// One field with a problem.
    pub(crate) fn field(field: &str, problem: domain::Problem) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, problem)])
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(conflict) => Self::Conflict(conflict),
            StoreError::CodeTaken => Self::field("code", domain::Problem::Taken),
            StoreError::EmailTaken => Self::field("email", domain::Problem::EmailTaken),
            StoreError::Cursor => {
                let wanted = "`next` of an earlier page".to_owned();
                Self::field("before", domain::Problem::Form { wanted })
            }
            StoreError::Unavailable(_) => Self::Unavailable(error),
            other => Self::Internal(Box::new(other)),
        }
    }
}
