//! What becomes of a message that was handed to the channel.
//!
//! Our own note of having sent and the customer's receipts come in any order, so the log's status moves
//! only along the state machine ([`MessageStatus::apply`]): whatever comes too late changes nothing but
//! the outbox.

use domain::message::{DeliveryEvent, MessageStatus};
use domain::views::MessageView;
use domain::{Instant, MessageId, OutboxId, RecordId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::WorkerStore;
use super::fence::Held;
use super::message::Logged;
use super::outbox::{OutboxItem, OutboxState};
use super::receive::clip;
use crate::entity::{message_logs, outbox};
use crate::error::Result;
use crate::views;

/// Longest error that is kept, in characters (the columns' length).
pub(super) const ERROR_MAX: usize = 1000;

/// The statuses in which an event is possible.
pub(super) fn statuses_before(event: DeliveryEvent) -> impl Iterator<Item = &'static str> {
    MessageStatus::ALL
        .iter()
        .filter(move |status| status.apply(event).is_ok())
        .map(|status| status.as_str())
}

/// No change of other columns.
fn unchanged() -> message_logs::ActiveModel {
    message_logs::ActiveModel::default()
}

impl WorkerStore {
    /// The channel accepted a message.
    ///
    /// # Errors
    /// When the lease is lost, or the message is not in the outbox.
    pub async fn sent(&self, id: OutboxId, channel_id: &str) -> Result<MessageView> {
        let channel_id = channel_id.to_owned();
        self.write(move |held| Box::pin(async move { held.sent(id, channel_id).await })).await
    }

    /// The channel accepted a message, and this worker goes on sending: [`Self::sent`] and
    /// [`Self::claim_outbox`] in one transaction.
    ///
    /// What it gives is marked as being sent: only who will hand it to the channel may ask for it.
    ///
    /// # Errors
    /// When the lease is lost, or the message is not in the outbox.
    pub async fn sent_and_claim(
        &self,
        id: OutboxId,
        channel_id: &str,
    ) -> Result<(MessageView, Option<OutboxItem>)> {
        let channel_id = channel_id.to_owned();
        self.write(move |held| {
            Box::pin(async move {
                let sent = held.sent(id, channel_id).await?;
                Ok((sent, held.claim_outbox().await?))
            })
        })
        .await
    }

    /// The channel refused for now: the message is tried again from `run_at` on, after `attempts`
    /// tries so far. A try that was not the message's fault need not be counted among them.
    ///
    /// # Errors
    /// When the lease is lost, or the message is not in the outbox.
    pub async fn put_back(
        &self,
        id: OutboxId,
        run_at: Instant,
        attempts: i32,
        error: &str,
    ) -> Result<MessageView> {
        let error = clip(error, ERROR_MAX);
        self.write(move |held| {
            Box::pin(async move {
                let logged = held.message_of(id).await?;
                let (logged, moved) =
                    held.advance(logged, DeliveryEvent::PutBack, unchanged()).await?;
                if moved {
                    let again = outbox::ActiveModel {
                        state: Set(OutboxState::Ready.as_str().to_owned()),
                        run_at: Set(run_at),
                        attempts: Set(attempts),
                        owner: Set(None),
                        last_error: Set(Some(error)),
                        ..Default::default()
                    };
                    held.change_outbox(id, again).await?;
                } else {
                    // A receipt says that it arrived after all: it must not go out again.
                    outbox::Entity::delete_by_id(id.uuid()).exec(held.tx).await?;
                }
                logged.view()
            })
        })
        .await
    }

    /// The channel refused for good.
    ///
    /// # Errors
    /// When the lease is lost, or the message is not in the outbox.
    pub async fn refused(&self, id: OutboxId, error: &str) -> Result<MessageView> {
        self.give_up(id, DeliveryEvent::Failed, error).await
    }

    /// Whether the channel accepted cannot be told; a person decides.
    ///
    /// # Errors
    /// When the lease is lost, or the message is not in the outbox.
    pub async fn lost(&self, id: OutboxId, error: &str) -> Result<MessageView> {
        self.give_up(id, DeliveryEvent::Lost, error).await
    }

    async fn give_up(
        &self,
        id: OutboxId,
        event: DeliveryEvent,
        error: &str,
    ) -> Result<MessageView> {
        let error = clip(error, ERROR_MAX);
        self.write(move |held| {
            Box::pin(async move {
                let logged = held.message_of(id).await?;
                let because = message_logs::ActiveModel {
                    error_message: Set(Some(error.clone())),
                    ..Default::default()
                };
                let (logged, _) = held.advance(logged, event, because).await?;
                let dead = outbox::ActiveModel {
                    state: Set(OutboxState::Dead.as_str().to_owned()),
                    last_error: Set(Some(error)),
                    ..Default::default()
                };
                held.change_outbox(id, dead).await?;
                logged.view()
            })
        })
        .await
    }

    /// A message of ours moved on, by a receipt or because the channel could tell after all; nothing
    /// when the message is unknown or is past that.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn receipt(
        &self,
        id: MessageId,
        event: DeliveryEvent,
    ) -> Result<Option<MessageView>> {
        self.write(move |held| {
            Box::pin(async move {
                let Some(logged) = held.message(id).await? else {
                    return Ok(None);
                };
                // The outbox alone hands messages out and takes them back.
                if matches!(event, DeliveryEvent::Claimed | DeliveryEvent::PutBack) {
                    return Ok(None);
                }
                let (logged, moved) = held.advance(logged, event, unchanged()).await?;
                if moved { logged.view().map(Some) } else { Ok(None) }
            })
        })
        .await
    }
}

impl Held<'_> {
    async fn sent(&self, id: OutboxId, channel_id: String) -> Result<MessageView> {
        let logged = self.message_of(id).await?;
        let named = message_logs::ActiveModel {
            wa_message_id: Set(Some(channel_id)),
            ..Default::default()
        };
        let (logged, moved) = self.advance(logged, DeliveryEvent::Sent, named.clone()).await?;
        if !moved {
            // A receipt was faster; the channel's id is kept all the same.
            self.change_message(&logged, named).await?;
        }
        outbox::Entity::delete_by_id(id.uuid()).exec(self.tx).await?;
        logged.view()
    }

    /// Applies an event to a message, and with it a change of other columns; gives the message as it is
    /// now and whether its status allowed the event.
    async fn advance(
        &self,
        logged: Logged,
        event: DeliveryEvent,
        change: message_logs::ActiveModel,
    ) -> Result<(Logged, bool)> {
        let before: MessageStatus = views::read("message_logs.status", &logged.row.status)?;
        let Ok(after) = before.apply(event) else {
            return Ok((logged, false));
        };
        let mut change = message_logs::ActiveModel {
            status: Set(after.as_str().to_owned()),
            updated_at: Set(self.now),
            ..change
        };
        if matches!(after, MessageStatus::Sent | MessageStatus::Delivered | MessageStatus::Read) {
            change.error_message = Set(None);
        }
        if matches!(after, MessageStatus::Delivered | MessageStatus::Read)
            && logged.row.delivered_at.is_none()
        {
            change.delivered_at = Set(Some(self.now));
        }
        // Not only the status that was read: another receipt may have come in between, and an event
        // leads to the same status wherever it is possible.
        let changed = message_logs::Entity::update_many()
            .set(change)
            .filter(message_logs::Column::Id.eq(logged.row.id))
            .filter(message_logs::Column::Status.is_in(statuses_before(event)))
            .exec_with_returning(self.tx)
            .await?;
        Ok(match changed.into_iter().next() {
            Some(row) => (Logged { row, ..logged }, true),
            None => (logged, false),
        })
    }

    async fn change_message(
        &self,
        logged: &Logged,
        change: message_logs::ActiveModel,
    ) -> Result<()> {
        message_logs::Entity::update_many()
            .set(change)
            .filter(message_logs::Column::Id.eq(logged.row.id))
            .exec(self.tx)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_leads_to_one_status_from_wherever_it_is_possible() {
        for event in DeliveryEvent::ALL {
            let mut after: Vec<_> =
                MessageStatus::ALL.iter().filter_map(|status| status.apply(*event).ok()).collect();
            after.dedup();
            assert_eq!(after.len(), 1, "{event:?}");
        }
    }
}
