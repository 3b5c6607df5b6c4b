//! A flow while it is being changed.

use domain::editor::{FlowProblemView, StepView};

use crate::check;
use crate::definition::FlowDefinition;
use crate::edit::{self, Edit, EditRefused};
use crate::error::FlowError;
use crate::outline;

/// A flow while it is being changed: shaped like one, and perhaps with problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowDraft(FlowDefinition);

impl FlowDraft {
    /// Begins with a flow that can be run.
    pub fn of(flow: &FlowDefinition) -> Self {
        Self(flow.clone())
    }

    /// Reads a draft.
    ///
    /// # Errors
    /// When the text is no JSON, or not shaped like a flow.
    pub fn from_json(json: &str) -> Result<Self, FlowError> {
        Ok(Self(FlowDefinition::unchecked(json)?))
    }

    /// The draft as text.
    pub fn to_json(&self) -> String {
        // Nothing in it can be refused: its keys are texts, and its numbers are whole.
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The flow's name: the template that it belongs to.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// The steps in the order in which customers come to them.
    pub fn outline(&self) -> Vec<StepView> {
        outline::steps(&self.0)
    }

    /// How many steps it has.
    pub fn step_count(&self) -> usize {
        self.0.nodes().len()
    }

    /// The placeholders that texts may name.
    pub fn placeholders(&self) -> Vec<String> {
        outline::placeholders(&self.0)
    }

    /// Changes one thing.
    ///
    /// # Errors
    /// When that is not there, reads otherwise than the change expects, or cannot be changed so. Then nothing changed.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), EditRefused> {
        let mut changed = self.0.clone();
        edit::apply(&mut changed, edit)?;
        self.0 = changed;
        Ok(())
    }

    /// What is to be mended before it can be published.
    pub fn problems(&self) -> Vec<FlowProblemView> {
        check::problems(&self.0).iter().map(crate::FlowProblem::view).collect()
    }

    /// The flow as it can be run.
    ///
    /// # Errors
    /// When there are problems.
    pub fn check(self) -> Result<FlowDefinition, FlowError> {
        self.0.into_checked()
    }

    /// The flow as it is, to be compared.
    pub fn definition(&self) -> &FlowDefinition {
        &self.0
    }
}
