//! What a worker finds when it starts: messages that wait, where conversations stand, what was said
//! lately.

use domain::message::{ConversationMode, Direction};
use domain::{ContactId, ConversationId, Decision, Instant, RecordId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use serde_json::Value;
use uuid::Uuid;

use super::WorkerStore;
use super::message::{InboundMessage, LOGGED, Logged};
use crate::entity::{conversations, message_logs};
use crate::error::Result;
use crate::views;

/// Where a conversation stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationRow {
    /// Who answers.
    pub mode: ConversationMode,
    /// Where it stands in its flow; nothing at the beginning.
    pub flow_state: Option<Value>,
}

/// When customers were answered lately, oldest first; limits count from here after a restart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecentReplies {
    /// All of the tenant's.
    pub tenant: Vec<Instant>,
    /// Each customer's.
    pub contacts: Vec<(ContactId, Instant)>,
}

impl WorkerStore {
    /// The messages that are not settled yet, oldest first, also those that were put off.
    pub async fn pending(&self) -> Result<Vec<InboundMessage>> {
        let tenant = self.tenant_id();
        self.read(move |tx| {
            Box::pin(async move {
                let backend = tx.get_database_backend();
                // Few messages wait and a tenant has many: the plus keeps SQLite, which knows nothing of
                // the numbers, from walking through all of the tenant's.
                let plus = if backend == DbBackend::Sqlite { "+" } else { "" };
                let sql = format!(
                    "SELECT {LOGGED} FROM message_logs m LEFT JOIN contacts c ON c.id = m.contact_id \
                     WHERE {plus}m.tenant_id = $1 AND m.status = 'pending' AND m.direction = 'IN' \
                     ORDER BY m.created_at, m.id",
                );
                let values = [tenant.uuid().into()];
                let pending = Statement::from_sql_and_values(backend, sql, values);
                let rows = Logged::find_by_statement(pending).all(tx).await?;
                rows.into_iter().map(Logged::inbound).collect()
            })
        })
        .await
    }

    /// Where a conversation stands; nothing when it is not the tenant's.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<ConversationRow>> {
        let tenant = self.tenant_id();
        self.read(move |tx| {
            Box::pin(async move {
                let row = conversations::Entity::find_by_id(id.uuid())
                    .filter(conversations::Column::TenantId.eq(tenant.uuid()))
                    .one(tx)
                    .await?;
                row.map(|row| {
                    Ok(ConversationRow {
                        mode: views::read("conversations.mode", &row.mode)?,
                        flow_state: row.flow_state,
                    })
                })
                .transpose()
            })
        })
        .await
    }

    /// When flows answered since `since_tenant`, and each customer since `since_contact`; notices of
    /// gates do not count.
    pub async fn recent_replies(
        &self,
        since_tenant: Instant,
        since_contact: Instant,
    ) -> Result<RecentReplies> {
        use message_logs::Column as C;
        let tenant = self.tenant_id();
        self.read(move |tx| {
            Box::pin(async move {
                let rows: Vec<(Instant, Option<Uuid>, Option<Value>)> =
                    message_logs::Entity::find()
                        .select_only()
                        .columns([C::CreatedAt, C::ContactId, C::Decision])
                        .filter(C::TenantId.eq(tenant.uuid()))
                        .filter(C::CreatedAt.gte(since_tenant.min(since_contact)))
                        .filter(C::Direction.eq(Direction::Out.as_str()))
                        .order_by_asc(C::CreatedAt)
                        .order_by_asc(C::Id)
                        .into_tuple()
                        .all(tx)
                        .await?;
                let mut recent = RecentReplies::default();
                for (at, contact, decision) in rows {
                    if !is_reply(decision)? {
                        continue;
                    }
                    if at >= since_tenant {
                        recent.tenant.push(at);
                    }
                    if let Some(contact) = contact.filter(|_| at >= since_contact) {
                        recent.contacts.push((ContactId::from_uuid(contact), at));
                    }
                }
                Ok(recent)
            })
        })
        .await
    }
}

fn is_reply(decision: Option<Value>) -> Result<bool> {
    let Some(decision) = decision else {
        return Ok(false);
    };
    let decision = views::read_json("message_logs.decision", decision)?;
    Ok(matches!(decision, Decision::Reply { .. }))
}
