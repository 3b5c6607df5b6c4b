//! What becomes of a message that was handed to the channel.
//!
//! Our own note of having sent and the customer's receipts come in any order, so the log's status moves
//! only along the state machine ([`MessageStatus::apply`]): whatever comes too late changes nothing but
//! the outbox.

use std::collections::{HashMap, HashSet};

use domain::alert::AlertKind;
use domain::message::{DeliveryEvent, MessageStatus};
use domain::views::MessageView;
use domain::{Instant, MessageId, OutboxId, RecordId};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set, Value};

use super::WorkerStore;
use super::fence::Held;
use super::message::{Logged, Metadata, to_json};
use super::outbox::{OutboxItem, OutboxState};
use super::several::Script;
use crate::clip::clip;
use crate::entity::{message_logs, outbox};
use crate::error::{Result, StoreError};
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
    /// The channel accepted messages, each under an id of its own, and this worker goes on sending: it
    /// also takes up to `most` others, as [`Self::claim_up_to`] does, in the same transaction.
    ///
    /// Gives the messages as they are now, in their order, and those that were taken.
    ///
    /// # Errors
    /// When the lease is lost, or one of the messages is not in the outbox.
    pub async fn sent_and_claim(
        &self,
        accepted: Vec<(OutboxId, String)>,
        most: usize,
    ) -> Result<(Vec<MessageView>, Vec<OutboxItem>)> {
        self.write(move |held| {
            Box::pin(async move {
                let sent = held.sent(accepted).await?;
                let next = if most > 0 { held.claim_up_to(most).await? } else { Vec::new() };
                Ok((sent, next))
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
                    held.advance_one(logged, DeliveryEvent::PutBack, unchanged()).await?;
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

    /// Has a message go without its picture, as words alone; gives it as it is then.
    ///
    /// # Errors
    /// When the lease is lost, or there is no such message.
    pub async fn drop_picture(&self, id: MessageId) -> Result<MessageView> {
        self.write(move |held| {
            Box::pin(async move {
                let logged = held.messages([id]).await?.remove(&id);
                held.without_picture(logged.ok_or(StoreError::Missing("message"))?).await?.view()
            })
        })
        .await
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
                let (logged, moved) = held.advance_one(logged, event, because).await?;
                if moved {
                    held.raise(AlertKind::Failed, logged.row.conversation_id).await?;
                }
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

    /// Messages of ours moved on, by receipts or because the channel could tell after all; gives those
    /// that did as they are now. One that is unknown or past that is left out.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn receipts(
        &self,
        receipts: Vec<(MessageId, DeliveryEvent)>,
    ) -> Result<Vec<MessageView>> {
        self.write(move |held| Box::pin(async move { held.receipts(receipts).await })).await
    }
}

impl Held<'_> {
    async fn without_picture(&self, logged: Logged) -> Result<Logged> {
        let mut metadata = Metadata::of(&logged.row)?;
        if metadata.extras.picture_of.take().is_none() {
            return Ok(logged);
        }
        metadata.extras.file = None;
        let row = message_logs::Model {
            message_type: "text".to_owned(),
            metadata: to_json("message_logs.metadata", &metadata)?,
            updated_at: self.now,
            ..logged.row
        };
        let plain = message_logs::ActiveModel {
            message_type: Set(row.message_type.clone()),
            metadata: Set(row.metadata.clone()),
            updated_at: Set(row.updated_at),
            ..unchanged()
        };
        message_logs::Entity::update_many()
            .set(plain)
            .filter(message_logs::COLUMN.id.eq(row.id))
            .filter(message_logs::COLUMN.tenant_id.eq(self.tenant()))
            .exec(self.tx)
            .await?;
        Ok(Logged { row, ..logged })
    }

    async fn sent(&self, accepted: Vec<(OutboxId, String)>) -> Result<Vec<MessageView>> {
        if accepted.is_empty() {
            self.check().await?;
            return Ok(Vec::new());
        }
        let mut messages = self.messages_of(accepted.iter().map(|(id, _)| *id)).await?;
        let mut sent = Vec::with_capacity(accepted.len());
        let mut named: Vec<[Value; 2]> = Vec::with_capacity(accepted.len());
        for (id, channel_id) in &accepted {
            let mut logged = messages.remove(id).ok_or(StoreError::Missing("outbox row"))?;
            let before: MessageStatus = views::read("message_logs.status", &logged.row.status)?;
            // A receipt may have been faster; the channel's id is kept all the same.
            if let Ok(after) = before.apply(DeliveryEvent::Sent) {
                after.as_str().clone_into(&mut logged.row.status);
                logged.row.error_message = None;
            }
            named.push([logged.row.id.into(), channel_id.as_str().into()]);
            sent.push(logged);
        }
        let mut script = Script::new();
        script.add(|values| {
            let before = values.list(statuses_before(DeliveryEvent::Sent));
            let named: Vec<_> = named.into_iter().map(|row| values.row(row)).collect();
            format!(
                "UPDATE message_logs SET wa_message_id = v.column2, updated_at = {now}, \
                     error_message = \
                         CASE WHEN status IN ({before}) THEN NULL ELSE error_message END, \
                     status = CASE WHEN status IN ({before}) THEN {after} ELSE status END \
                 FROM (VALUES {named}) v WHERE message_logs.id = v.column1",
                now = values.put(self.now),
                after = values.put(MessageStatus::Sent.as_str()),
                named = named.join(", "),
            )
        });
        script.add(|values| {
            let ids = values.list(accepted.iter().map(|(id, _)| id.uuid()));
            format!("DELETE FROM outbox WHERE id IN ({ids})")
        });
        script.run(self.tx).await?;
        sent.into_iter().map(Logged::view).collect()
    }

    async fn receipts(
        &self,
        receipts: Vec<(MessageId, DeliveryEvent)>,
    ) -> Result<Vec<MessageView>> {
        let mut messages = self.messages(receipts.iter().map(|(id, _)| *id)).await?;
        let mut moved = HashSet::new();
        for event in DeliveryEvent::ALL {
            // The outbox alone hands messages out and takes them back.
            if matches!(event, DeliveryEvent::Claimed | DeliveryEvent::PutBack) {
                continue;
            }
            let told = receipts.iter().filter(|(_, told)| told == event);
            let told = told.filter_map(|(id, _)| messages.remove(id)).collect();
            for (logged, has_moved) in self.advance(told, *event, unchanged()).await? {
                let id = MessageId::from_uuid(logged.row.id);
                if has_moved {
                    moved.insert(id);
                }
                messages.insert(id, logged);
            }
        }
        let mut views = Vec::with_capacity(moved.len());
        for (id, _) in receipts {
            if let Some(logged) = messages.remove(&id).filter(|_| moved.contains(&id)) {
                views.push(logged.view()?);
            }
        }
        Ok(views)
    }

    /// Applies an event to messages, and with it a change of other columns; gives them as they are now,
    /// and whether their status allowed the event.
    async fn advance(
        &self,
        messages: Vec<Logged>,
        event: DeliveryEvent,
        change: message_logs::ActiveModel,
    ) -> Result<Vec<(Logged, bool)>> {
        use message_logs::Column as C;
        let mut after = None;
        let mut ids = Vec::with_capacity(messages.len());
        for logged in &messages {
            let before: MessageStatus = views::read("message_logs.status", &logged.row.status)?;
            if let Ok(status) = before.apply(event) {
                after = Some(status);
                ids.push(logged.row.id);
            }
        }
        // An event leads to the same status wherever it is possible.
        let Some(after) = after else {
            return Ok(messages.into_iter().map(|logged| (logged, false)).collect());
        };
        let mut change = message_logs::ActiveModel {
            status: Set(after.as_str().to_owned()),
            updated_at: Set(self.now),
            ..change
        };
        if matches!(after, MessageStatus::Sent | MessageStatus::Delivered | MessageStatus::Read) {
            change.error_message = Set(None);
        }
        let arrived = matches!(after, MessageStatus::Delivered | MessageStatus::Read);
        let since = Func::coalesce([Expr::col(C::DeliveredAt), Expr::val(self.now)]);
        // Not only the status that was read: another receipt may have come in between.
        let changed = message_logs::Entity::update_many()
            .set(change)
            .apply_if(arrived.then_some(since), |query, since| {
                query.col_expr(C::DeliveredAt, since.into())
            })
            .filter(C::Id.is_in(ids))
            .filter(C::Status.is_in(statuses_before(event)))
            .exec_with_returning(self.tx)
            .await?;
        let mut changed: HashMap<_, _> = changed.into_iter().map(|row| (row.id, row)).collect();
        let as_it_is = |logged: Logged| match changed.remove(&logged.row.id) {
            Some(row) => (Logged { row, ..logged }, true),
            None => (logged, false),
        };
        Ok(messages.into_iter().map(as_it_is).collect())
    }

    /// The same for one.
    async fn advance_one(
        &self,
        logged: Logged,
        event: DeliveryEvent,
        change: message_logs::ActiveModel,
    ) -> Result<(Logged, bool)> {
        let advanced = self.advance(vec![logged], event, change).await?;
        advanced.into_iter().next().ok_or(StoreError::Missing("message"))
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
