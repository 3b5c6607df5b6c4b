//! Words for which nothing else may be done first.

use serde::{Deserialize, Serialize};

use crate::definition::{FlowDefinition, StepId};
use crate::heard::{Heard, words};

/// What customers write who are in danger, and where that leads from anywhere in the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Words and phrases in any language. Each counts wherever it stands in a message, as whole words, and also where
    /// it is denied: an answer too many harms nobody.
    pub words: Vec<String>,
    /// The hand-off that says what to do at once.
    pub node: StepId,
}

impl Emergency {
    /// Whether one of the words is said.
    pub(crate) fn is_in(&self, heard: &Heard) -> bool {
        self.words.iter().any(|phrase| heard.find(&words(phrase).join(" ")).is_some())
    }
}

impl FlowDefinition {
    /// Whether a customer's text speaks of an emergency, for those who would otherwise let it wait.
    pub fn is_emergency(&self, text: &str) -> bool {
        self.emergency().is_some_and(|emergency| emergency.is_in(&Heard::new(text)))
    }
}
