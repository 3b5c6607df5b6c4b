//! Whom a conversation is meant for, and whether it goes on.

use domain::alert::AlertKind;
use domain::message::ConversationStatus;
use domain::standing::{Course, Hand, Hands};
use domain::views::MessageView;
use domain::{Conflict, ConversationId, Instant, RecordId, UserId};
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter, Set};
use serde_json::{Value, json};

use super::hands::{locked, stand, withdraw};
use super::inbox::standing_of;
use crate::actor::Actor;
use crate::alerts;
use crate::entity::{conversations, users};
use crate::error::{Result, StoreError};
use crate::tenant::TenantStore;

impl TenantStore {
    /// Gives a conversation to somebody, or to nobody; whether the assistant answers stays as it is. False when it is
    /// that person's already.
    ///
    /// # Errors
    /// When there is no such conversation, or nobody of that id works for the business; a conflict when it is over.
    pub async fn assign(&self, by: &Actor, id: ConversationId, to: Option<UserId>) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let tenant = writing.tenant.uuid();
                let name = match to {
                    None => None,
                    Some(user) => {
                        let found = users::Entity::find_by_id(user.uuid())
                            .filter(users::COLUMN.tenant_id.eq(tenant))
                            .filter(users::COLUMN.is_active.eq(true))
                            .one(writing.tx)
                            .await?;
                        Some(found.ok_or(StoreError::Missing("person"))?.name)
                    }
                };
                let row = locked(&writing, id).await?;
                let before = standing_of(&row, writing.now)?;
                let after = before
                    .apply(Hand::Assigned(to), writing.now)
                    .map_err(|_| Conflict::ConversationClosed)?;
                if before == after {
                    return Ok(false);
                }
                stand(&writing, row, after, conversations::ActiveModel::default()).await?;
                if to.is_some() && to != writing.by.user_id {
                    let (tx, now, tenant) = (writing.tx, writing.now, writing.tenant);
                    alerts::raise(tx, now, tenant, AlertKind::Assigned, id.uuid()).await?;
                }
                let payload = json!({ "conversation_id": id, "to": name });
                writing.log("conversation.assigned", payload).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Puts a conversation aside; it comes back then, or when the customer writes.
    ///
    /// # Errors
    /// When there is no such conversation; a conflict when it is over, or that moment has passed.
    pub async fn snooze(&self, by: &Actor, id: ConversationId, until: Instant) -> Result<()> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let row = locked(&writing, id).await?;
                let after = standing_of(&row, writing.now)?
                    .apply(Hand::Snoozed(until), writing.now)
                    .map_err(|_| Conflict::ConversationClosed)?;
                stand(&writing, row, after, conversations::ActiveModel::default()).await?;
                let payload = json!({ "conversation_id": id, "until": until });
                writing.log("conversation.snoozed", payload).await
            })
        })
        .await
    }

    /// Ends a conversation: what the customer writes next begins another one, with the assistant. Gives what the
    /// assistant does not say any more; nothing when it is over already.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn close(&self, by: &Actor, id: ConversationId) -> Result<Option<Vec<MessageView>>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let row = locked(&writing, id).await?;
                let Ok(after) = standing_of(&row, writing.now)?.apply(Hand::Closed, writing.now)
                else {
                    return Ok(None);
                };
                let withdrawn = withdraw(&writing, row.id).await?;
                let forgotten = conversations::ActiveModel {
                    flow_state: Set(None::<Value>),
                    unread: Set(0),
                    ..Default::default()
                };
                stand(&writing, row, after, forgotten).await?;
                writing.log("conversation.closed", json!({ "conversation_id": id })).await?;
                Ok(Some(withdrawn))
            })
        })
        .await
    }

    /// Takes up a conversation that was put aside, or goes on with one that is over; a person waits in it then for
    /// whoever had it. False when it goes on already.
    ///
    /// # Errors
    /// When there is no such conversation; a conflict when the customer has begun another one since it ended.
    pub async fn reopen(&self, by: &Actor, id: ConversationId) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let row = locked(&writing, id).await?;
                let before = standing_of(&row, writing.now)?;
                let mut after = before;
                match before.course {
                    Course::Open => return Ok(false),
                    Course::Snoozed { .. } => {}
                    Course::Closed { .. } => {
                        let others = conversations::Entity::find()
                            .filter(conversations::COLUMN.tenant_id.eq(row.tenant_id))
                            .filter(conversations::COLUMN.contact_id.eq(row.contact_id))
                            .filter(
                                conversations::COLUMN
                                    .status
                                    .ne(ConversationStatus::Closed.as_str()),
                            )
                            .count(writing.tx)
                            .await?;
                        if others > 0 {
                            return Err(Conflict::AnotherOpen.into());
                        }
                        after.hands = Hands::Waiting;
                    }
                }
                after.course = Course::Open;
                stand(&writing, row, after, conversations::ActiveModel::default()).await?;
                writing.log("conversation.reopened", json!({ "conversation_id": id })).await?;
                Ok(true)
            })
        })
        .await
    }
}
