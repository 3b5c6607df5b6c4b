//! Messages that did not arrive are said once more.

use domain::message::{Direction, MessageShow, MessageStatus};
use domain::views::MessageView;
use domain::{MessageId, Principal};
use store::MessageFilter;

use super::{SaidForm, person};
use crate::{Engine, EngineError};

impl Engine {
    /// Says once more what failed, or of which nobody knows whether it arrived: the same text, as the person's own
    /// message with this id. What is sent again twice with one id is said once.
    ///
    /// # Errors
    /// When there is no such message of the business, or it is on its way or arrived; a conflict when the customer wants
    /// no messages, the conversation is over, or somebody else has it.
    pub async fn send_again(
        &self,
        principal: &Principal,
        message: MessageId,
        id: MessageId,
    ) -> Result<MessageView, EngineError> {
        let (tenant, _) = person(principal)?;
        let door = self.door(principal, tenant).await?;
        let lost = door.message(message).await?.filter(is_lost).ok_or(EngineError::NotFound)?;
        let conversation = lost.conversation_id;
        let row = door.inbox_row(conversation).await?.ok_or(EngineError::NotFound)?;
        // Nobody answers anew here, so nothing that was said since is to be known first.
        let show = MessageShow::All;
        let newest =
            MessageFilter { conversation: Some(conversation), show, limit: 1, before: None };
        let seen = door.messages(newest).await?.items.first().map(|message| message.id);
        let form = SaidForm { id, text: lost.text, turn: row.turn, seen, anyway: false };
        self.say(principal, conversation, form).await
    }
}

/// Whether it is one of ours that did not arrive, as far as we know.
fn is_lost(message: &MessageView) -> bool {
    message.direction == Direction::Out
        && matches!(message.status, MessageStatus::Failed | MessageStatus::Unknown)
}
