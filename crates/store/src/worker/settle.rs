//! What was decided about a customer's message: the second of the two transactions of a conversation's
//! turn.
//!
//! The message's status is the guard. Only the transaction that turns it from pending to handled may
//! write the rest, so that a message that is handled twice, after a crash or by two nodes, is answered
//! once.

use std::fmt;

use domain::message::{ConversationMode, Direction, MessageStatus};
use domain::views::MessageView;
use domain::{Decision, Instant, MessageId, RecordId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde_json::Value;

use super::WorkerStore;
use super::fence::Held;
use super::message::{Logged, Metadata, to_json};
use super::outbox::OutboxState;
use crate::entity::{conversations, message_logs, outbox};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;

/// One message to the customer.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// Which step or gate says it.
    pub decision: Decision,
}

/// Masked: bodies never reach a log by accident.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("decision", &self.decision).finish_non_exhaustive()
    }
}

/// What was decided about one message.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The message.
    pub message_id: MessageId,
    /// Why it is or is not answered.
    pub decision: Decision,
    /// Where the conversation now stands in its flow; nothing leaves it as it is, and an inner nothing
    /// forgets it.
    pub flow_state: Option<Option<Value>>,
    /// Who answers from now on; nothing leaves it as it is.
    pub mode: Option<ConversationMode>,
    /// What goes to the customer, in this order.
    pub replies: Vec<Reply>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The customer's message as it is now; nothing when it was handled already.
    pub inbound: Option<MessageView>,
    /// The messages to the customer that wait in the outbox now, in their order.
    pub replies: Vec<MessageView>,
}

impl Settled {
    /// Nothing was written.
    pub const fn none() -> Self {
        Self { inbound: None, replies: Vec::new() }
    }

    /// Whether nothing was written, because the message was handled already.
    pub fn is_none(&self) -> bool {
        self.inbound.is_none()
    }
}

impl WorkerStore {
    /// Settles a pending message: its decision, the conversation's new state and what goes to the
    /// customer, all of it or nothing.
    ///
    /// # Errors
    /// When the lease is lost or there is no such message.
    pub async fn settle(&self, settlement: Settlement) -> Result<Settled> {
        self.write(move |held| Box::pin(async move { held.settle(settlement).await })).await
    }

    /// Puts a pending message off until `not_before`, and tells the customer so where a notice is given.
    ///
    /// The notice waits in the outbox from the same moment on that the decision is kept, so that a
    /// worker that finds the decision later need not repeat it.
    ///
    /// # Errors
    /// When the lease is lost or there is no such message.
    pub async fn defer(
        &self,
        message_id: MessageId,
        decision: Decision,
        not_before: Instant,
        notice: Option<Reply>,
    ) -> Result<Settled> {
        self.write(move |held| {
            Box::pin(async move {
                let change = message_logs::ActiveModel {
                    not_before: Set(Some(not_before)),
                    ..Default::default()
                };
                let Some(inbound) = held.decide(message_id, &decision, change).await? else {
                    return Ok(Settled::none());
                };
                if notice.is_some() {
                    held.change_conversation(&inbound, conversations::ActiveModel::default())
                        .await?;
                }
                held.answer(inbound, notice.into_iter().collect()).await
            })
        })
        .await
    }
}

impl Held<'_> {
    async fn settle(&self, settlement: Settlement) -> Result<Settled> {
        let Settlement { message_id, decision, flow_state, mode, replies } = settlement;
        let change = message_logs::ActiveModel {
            status: Set(MessageStatus::Handled.as_str().to_owned()),
            ..Default::default()
        };
        let Some(inbound) = self.decide(message_id, &decision, change).await? else {
            return Ok(Settled::none());
        };
        let mut conversation = conversations::ActiveModel::default();
        if let Some(flow_state) = flow_state {
            conversation.flow_state = Set(flow_state);
        }
        if let Some(mode) = mode {
            conversation.mode = Set(mode.as_str().to_owned());
        }
        if conversation != conversations::ActiveModel::default() || !replies.is_empty() {
            self.change_conversation(&inbound, conversation).await?;
        }
        self.answer(inbound, replies).await
    }

    /// Changes a message and keeps the decision, if the message is still pending; gives it as it is
    /// now.
    async fn decide(
        &self,
        id: MessageId,
        decision: &Decision,
        change: message_logs::ActiveModel,
    ) -> Result<Option<Logged>> {
        let pending = MessageStatus::Pending.as_str();
        let logged = self.message(id).await?.ok_or(StoreError::Missing("message"))?;
        if logged.row.status != pending {
            return Ok(None);
        }
        let decision = to_json("message_logs.decision", decision)?;
        let change = message_logs::ActiveModel {
            decision: Set(Some(decision)),
            updated_at: Set(self.now),
            ..change
        };
        let changed = message_logs::Entity::update_many()
            .set(change)
            .filter(message_logs::Column::Id.eq(id.uuid()))
            .filter(message_logs::Column::Status.eq(pending))
            .exec_with_returning(self.tx)
            .await?;
        let row = changed.into_iter().next();
        Ok(row.map(|row| Logged { row, ..logged }))
    }

    async fn change_conversation(
        &self,
        inbound: &Logged,
        change: conversations::ActiveModel,
    ) -> Result<()> {
        let change = conversations::ActiveModel {
            last_message_at: Set(Some(self.now)),
            updated_at: Set(self.now),
            ..change
        };
        conversations::Entity::update_many()
            .set(change)
            .filter(conversations::Column::Id.eq(inbound.row.conversation_id))
            .exec(self.tx)
            .await?;
        Ok(())
    }

    /// Puts messages to the customer into the log and the outbox.
    async fn answer(&self, inbound: Logged, replies: Vec<Reply>) -> Result<Settled> {
        let rows = replies
            .into_iter()
            .map(|reply| self.outbound_row(&inbound.row, reply))
            .collect::<Result<Vec<_>>>()?;
        if !rows.is_empty() {
            let waiting: Vec<_> = rows.iter().map(|row| self.outbox_row(row)).collect();
            message_logs::Entity::insert_many(
                rows.iter().cloned().map(IntoActiveModel::into_active_model),
            )
            .exec_without_returning(self.tx)
            .await?;
            outbox::Entity::insert_many(
                waiting.into_iter().map(IntoActiveModel::into_active_model),
            )
            .exec_without_returning(self.tx)
            .await?;
        }
        let views = rows
            .into_iter()
            .map(|row| Logged { row, contact_name: inbound.contact_name.clone() }.view())
            .collect::<Result<_>>()?;
        Ok(Settled { inbound: Some(inbound.view()?), replies: views })
    }

    fn outbound_row(
        &self,
        inbound: &message_logs::Model,
        reply: Reply,
    ) -> Result<message_logs::Model> {
        let metadata =
            Metadata { address_kind: Some(Metadata::of(inbound)?.kind()), ..Metadata::default() };
        Ok(message_logs::Model {
            id: mint_at(self.now),
            reply_to_id: Some(inbound.id),
            direction: Direction::Out.as_str().to_owned(),
            from_number: inbound.to_number.clone(),
            to_number: inbound.from_number.clone(),
            message_text: reply.text,
            message_type: "text".to_owned(),
            media_url: None,
            wa_message_id: None,
            status: MessageStatus::Queued.as_str().to_owned(),
            error_message: None,
            raw_payload: None,
            metadata: to_json("message_logs.metadata", &metadata)?,
            decision: Some(to_json("message_logs.decision", &reply.decision)?),
            not_before: None,
            delivered_at: None,
            deleted_at: None,
            created_at: self.now,
            updated_at: self.now,
            ..inbound.clone()
        })
    }

    /// Its id sorts as the message's does: both are minted in the order of the messages.
    fn outbox_row(&self, message: &message_logs::Model) -> outbox::Model {
        outbox::Model {
            id: mint_at(self.now),
            tenant_id: self.tenant(),
            message_id: message.id,
            run_at: self.now,
            state: OutboxState::Ready.as_str().to_owned(),
            attempts: 0,
            owner: None,
            epoch: 0,
            last_error: None,
            created_at: self.now,
            updated_at: self.now,
        }
    }
}
