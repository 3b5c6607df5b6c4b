//! Emergencies: people of the business are told at once, whoever answers.

use domain::alert::AlertKind;
use flow::FlowDefinition;
use store::InboundMessage;

use super::WorkerError;
use super::answer::Answering;

impl Answering<'_> {
    /// Whether a message is about an emergency; then people are told, before anything else becomes of it: a message that
    /// a crash leaves unanswered is heard again.
    pub(super) async fn alarm(
        &self,
        message: &InboundMessage,
        active: &FlowDefinition,
    ) -> Result<bool, WorkerError> {
        let urgent = active.is_emergency(&message.text);
        if urgent {
            self.shared.store.alert(AlertKind::Emergency, message.conversation_id).await?;
        }
        Ok(urgent)
    }
}
