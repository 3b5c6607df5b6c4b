//! Judging what is typed into a form: all wrong fields at once.

use domain::{FieldProblem, Problem};

use crate::EngineError;

/// What is wrong so far.
#[derive(Default)]
pub(crate) struct Problems(Vec<FieldProblem>);

impl Problems {
    /// Keeps what is right, and notes what is wrong.
    pub(crate) fn take<T>(&mut self, field: &str, judged: Result<T, Problem>) -> Option<T> {
        judged.map_err(|problem| self.0.push(FieldProblem::new(field, problem))).ok()
    }

    /// Refuses the form.
    pub(crate) fn refuse<T>(self) -> Result<T, EngineError> {
        Err(EngineError::Invalid(self.0))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong, for who notes more of it.
    pub(crate) fn list(&mut self) -> &mut Vec<FieldProblem> {
        &mut self.0
    }
}

/// A text that may be empty.
pub(crate) fn text(typed: &str, max: u32) -> Result<Option<String>, Problem> {
    // PostgreSQL keeps no text with it.
    let typed = typed.replace('\0', "");
    let typed = typed.trim();
    if typed.chars().count() > max as usize {
        return Err(Problem::TooLong { max });
    }
    Ok((!typed.is_empty()).then(|| typed.to_owned()))
}
