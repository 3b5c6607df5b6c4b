//! Customers whom no person answers are offered the assistant, once for each time that they wait.

use chrono::TimeDelta;
use domain::alert::AlertKind;
use domain::{ContactId, ConversationId, Language, RecordId};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::WorkerStore;
use super::fence::Held;
use super::settle::{Reply, Settled};
use crate::actor::Actor;
use crate::by_id::of_tenant;
use crate::entity::{contacts, conversations};
use crate::error::Result;
use crate::tenant::{Idle, WITH_PEOPLE};
use crate::{alerts, events, views};

/// Who wrote longer ago is not told of a person who has no time: they have found another way by now.
const STILL_EXPECTED: TimeDelta = TimeDelta::hours(24);
/// So many conversations of a tenant are looked through in one round, those that have waited longest.
const AT_ONCE: u64 = 500;

/// A conversation that a person has or that waits for one, and in which the customer has waited for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleConversation {
    /// Which one.
    pub id: ConversationId,
    /// The customer.
    pub contact_id: ContactId,
    /// What the customer is answered in, where it was heard or chosen.
    pub language: Option<Language>,
    /// Whether the customer is still to be told that they may go on with the assistant: they were not told, and want
    /// messages.
    pub is_to_be_told: bool,
}

impl WorkerStore {
    /// The conversations in which a customer has waited for a person for too long, but wrote within the last day: nobody
    /// expects a word about what is older.
    pub async fn idle_conversations(&self) -> Result<Vec<IdleConversation>> {
        let (tenant, now) = (self.tenant_id(), self.store.now());
        self.read(move |tx| {
            Box::pin(async move {
                let rows = conversations::Entity::find()
                    .filter(conversations::COLUMN.tenant_id.eq(tenant.uuid()))
                    .filter(Expr::cust(WITH_PEOPLE))
                    .filter(conversations::COLUMN.customer_at.gt(now - STILL_EXPECTED))
                    .order_by_asc(conversations::Column::CustomerAt)
                    .order_by_asc(conversations::Column::Id)
                    .limit(AT_ONCE)
                    .all(tx)
                    .await?;
                let idle = Idle::find(tx, tenant, now, &rows).await?;
                let rows: Vec<_> =
                    rows.into_iter().filter(|row| idle.minutes(row).is_some()).collect();
                if rows.is_empty() {
                    return Ok(Vec::new());
                }
                let customers = contacts::Entity::find()
                    .filter(of_tenant(contacts::Column::TenantId, tenant.uuid()))
                    .filter(contacts::COLUMN.id.is_in(rows.iter().map(|row| row.contact_id)))
                    .all(tx)
                    .await?;
                rows.into_iter()
                    .map(|row| {
                        let customer = customers.iter().find(|one| one.id == row.contact_id);
                        let language = customer.and_then(|one| one.language.as_deref());
                        let wants = customer.is_some_and(|one| one.opted_out_at.is_none());
                        Ok(IdleConversation {
                            id: ConversationId::from_uuid(row.id),
                            contact_id: ContactId::from_uuid(row.contact_id),
                            language: language
                                .map(|it| views::read("contacts.language", it))
                                .transpose()?,
                            is_to_be_told: wants && row.offered_at.is_none(),
                        })
                    })
                    .collect()
            })
        })
        .await
    }

    /// Tells a customer who has waited for too long that they may go on with the assistant. Nothing is said where
    /// somebody has answered meanwhile, where the customer was told already, or where they want no messages.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn offer(&self, conversation: ConversationId, reply: Reply) -> Result<Settled> {
        self.write(move |held| {
            Box::pin(async move { held.offer(conversation.uuid(), reply).await })
        })
        .await
    }
}

impl Held<'_> {
    async fn offer(&self, conversation: Uuid, reply: Reply) -> Result<Settled> {
        self.check().await?;
        let found = conversations::Entity::find_by_id(conversation)
            .filter(conversations::COLUMN.tenant_id.eq(self.tenant()))
            .filter(conversations::COLUMN.offered_at.is_null())
            .lock(LockType::NoKeyUpdate)
            .one(self.tx)
            .await?;
        let Some(row) = found else { return Ok(Settled::none()) };
        let rows = [row];
        let idle = Idle::find(self.tx, self.lease.tenant_id, self.now, &rows).await?;
        let [row] = rows;
        if idle.minutes(&row).is_none() {
            return Ok(Settled::none());
        }
        let Some(last) = self.last_heard(row.contact_id).await? else { return Ok(Settled::none()) };
        conversations::Entity::update_many()
            .col_expr(conversations::Column::OfferedAt, Expr::value(self.now))
            .filter(conversations::COLUMN.id.eq(row.id))
            .filter(conversations::COLUMN.tenant_id.eq(self.tenant()))
            .exec(self.tx)
            .await?;
        self.speak_first(last, reply).await
    }

    /// A customer has gone on with the assistant: nobody is waited for, and the log tells who did it.
    pub(super) async fn given_back(&self, conversation: Uuid) -> Result<()> {
        let (tx, now, tenant) = (self.tx, self.now, self.lease.tenant_id);
        let seen_to = [AlertKind::Handoff];
        alerts::resolve(tx, now, tenant, &seen_to, conversation).await?;
        let payload = json!({ "conversation_id": conversation, "reason": "customer" });
        events::append(
            tx,
            now,
            Some(tenant),
            &Actor::system(),
            "conversation.handed_back",
            payload,
        )
        .await?;
        Ok(())
    }
}
