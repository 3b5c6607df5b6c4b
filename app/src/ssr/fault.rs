//! What becomes of an engine's error over HTTP: the one place where it gets its status, its line in
//! the log and the number that a person can name.

use domain::{Conflict, FieldProblem};
use engine::EngineError;

use super::{Refusal, error_id, retry_after, status};
use crate::error::AppError;

/// An engine's error, logged and numbered where that is due.
///
/// Pages, server functions, files and the JSON for programs all begin with this; each of them only
/// dresses it.
#[derive(Debug)]
pub struct Fault {
    error: AppError,
    sentence: String,
    retry_after: Option<u32>,
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        let sentence = error.to_string();
        let mut retry_after = None;
        let error = match error {
            EngineError::Unauthenticated => AppError::Unauthenticated,
            EngineError::BadCredentials => AppError::BadCredentials,
            EngineError::TooManyTries { retry_after_seconds } => {
                retry_after = Some(retry_after_seconds);
                AppError::TooManyTries(retry_after_seconds.div_ceil(60))
            }
            EngineError::Forbidden => AppError::Forbidden,
            EngineError::NotFound => AppError::NotFound,
            EngineError::Invalid(problems) => AppError::Invalid(problems),
            EngineError::Conflict(conflict) => AppError::Conflict(conflict),
            EngineError::Unavailable(cause) => {
                tracing::warn!(
                    error = &cause as &dyn std::error::Error,
                    "the database does not answer"
                );
                AppError::Unavailable
            }
            EngineError::Internal(cause) => {
                let id = error_id();
                tracing::error!(error.id = %id, error = &*cause as &dyn std::error::Error, "internal error {id}");
                AppError::Internal(id)
            }
        };
        Self { error, sentence, retry_after }
    }
}

impl Fault {
    /// The status that tells the truth about it.
    pub const fn status(&self) -> u16 {
        status(&self.error)
    }

    /// A short English sentence for programs, with the number that the log knows it by, if it has one.
    pub fn sentence(&self) -> String {
        match &self.error {
            AppError::Internal(id) => format!("{} ({id})", self.sentence),
            _ => self.sentence.clone(),
        }
    }

    /// When it makes sense to come back, in seconds.
    pub const fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// What is wrong with which field.
    pub fn fields(&self) -> &[FieldProblem] {
        match &self.error {
            AppError::Invalid(problems) => problems,
            _ => &[],
        }
    }

    /// What it does not fit.
    pub const fn conflict(&self) -> Option<&Conflict> {
        match &self.error {
            AppError::Conflict(conflict) => Some(conflict),
            _ => None,
        }
    }

    /// The small page that says it in the visitor's language, for errors that one is made for.
    pub fn refusal(&self) -> Option<Refusal> {
        match &self.error {
            AppError::Unauthenticated => Some(Refusal::SignInFirst),
            AppError::NotFound => Some(Refusal::NotFound),
            AppError::Unavailable => Some(Refusal::Unavailable),
            AppError::Internal(id) => Some(Refusal::Broken(id.clone())),
            _ => None,
        }
    }
}

impl From<EngineError> for AppError {
    fn from(error: EngineError) -> Self {
        let fault = Fault::from(error);
        if let Some(seconds) = fault.retry_after {
            retry_after(seconds);
        }
        fault.error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_one_status_and_its_number_is_told() {
        let late = Fault::from(EngineError::TooManyTries { retry_after_seconds: 61 });
        assert_eq!((late.status(), late.retry_after()), (429, Some(61)));
        assert_eq!(late.error, AppError::TooManyTries(2));
        let broken = Fault::from(EngineError::Internal("the disk is gone".into()));
        let Some(Refusal::Broken(id)) = broken.refusal() else { panic!("{broken:?}") };
        assert_eq!(broken.status(), 500);
        assert_eq!(broken.sentence(), format!("Something went wrong ({id})"));
        let taken = Fault::from(EngineError::Conflict(Conflict::SecondFactorOn));
        assert_eq!((taken.status(), taken.conflict()), (409, Some(&Conflict::SecondFactorOn)));
    }
}
