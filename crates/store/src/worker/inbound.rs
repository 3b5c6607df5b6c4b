//! What a worker finds when it starts: messages that wait, where conversations stand, what was said
//! lately.

use std::collections::HashMap;

use domain::message::{ConversationMode, Direction};
use domain::views::ConfigView;
use domain::{
    ContactId, ConversationId, Decision, FlowVersionId, Instant, Language, RecordId, TenantStatus,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QueryResult, QuerySelect, Statement,
};
use serde_json::Value;
use uuid::Uuid;

use super::WorkerStore;
use super::message::{InboundMessage, LOGGED, Logged};
use super::several::Values;
use crate::entity::{message_logs, tenant_configs};
use crate::error::{Result, StoreError};
use crate::views;

/// Where a conversation stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationRow {
    /// Who answers.
    pub mode: ConversationMode,
    /// Where it stands in its flow; nothing at the beginning.
    pub flow_state: Option<Value>,
    /// What the customer is answered in, where it was heard or chosen.
    pub language: Option<Language>,
    /// Whether the customer chose it.
    pub language_chosen: bool,
    /// Whether the customer wants no messages.
    pub opted_out: bool,
    /// Grows whenever the conversation comes into other hands.
    pub turn: i64,
    /// Whether the customer was told that they may go on with the assistant, while a person has the conversation.
    pub offered: bool,
}

/// What decisions about customers' messages are made on, all of it from one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Where the tenant stands: a paused one answers nobody.
    pub tenant_status: TenantStatus,
    /// The business's number.
    pub phone_number: Option<String>,
    /// What the tenant told us about the business.
    pub config: ConfigView,
    /// The version of the business's own flow that answers; nothing where the built-in one does.
    pub flow_version: Option<FlowVersionId>,
    /// Where the conversations stand, those that are the tenant's.
    pub conversations: HashMap<ConversationId, ConversationRow>,
}

/// [`Standing`] as rows: one for each conversation, or one with none.
struct StandingRow {
    config: tenant_configs::Model,
    status: String,
    phone_number: Option<String>,
    conversation: Option<Uuid>,
    mode: Option<String>,
    flow_state: Option<Value>,
    language: Option<String>,
    language_chosen: Option<bool>,
    opted_out_at: Option<Instant>,
    turn: Option<i64>,
    offered_at: Option<Instant>,
}

impl FromQueryResult for StandingRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            config: tenant_configs::Model::from_query_result(row, prefix)?,
            status: row.try_get(prefix, "tenant_status")?,
            phone_number: row.try_get(prefix, "phone_number")?,
            conversation: row.try_get(prefix, "conversation")?,
            mode: row.try_get(prefix, "mode")?,
            flow_state: row.try_get(prefix, "flow_state")?,
            language: row.try_get(prefix, "customers_language")?,
            language_chosen: row.try_get(prefix, "language_chosen")?,
            opted_out_at: row.try_get(prefix, "opted_out_at")?,
            turn: row.try_get(prefix, "turn")?,
            offered_at: row.try_get(prefix, "offered_at")?,
        })
    }
}

const STANDING: &str = "SELECT g.*, t.status AS tenant_status, t.phone_number AS phone_number, \
        v.id AS conversation, v.mode AS mode, v.flow_state AS flow_state, \
        c.language AS customers_language, c.language_chosen AS language_chosen, \
        c.opted_out_at AS opted_out_at, v.turn AS turn, v.offered_at AS offered_at \
    FROM tenants t JOIN tenant_configs g ON g.tenant_id = t.id \
    LEFT JOIN (conversations v JOIN contacts c ON c.id = v.contact_id) \
        ON v.tenant_id = t.id AND v.id";

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

    /// What decisions about messages of these conversations are made on: one query.
    ///
    /// # Errors
    /// When there is no such tenant.
    pub async fn standing(&self, conversations: Vec<ConversationId>) -> Result<Standing> {
        let tenant = self.tenant_id();
        self.read(move |tx| {
            Box::pin(async move {
                let mut values = Values::from(1);
                let tenant = values.put(tenant.uuid());
                let ids = values.list(conversations.into_iter().map(RecordId::uuid));
                let sql = format!("{STANDING} IN ({ids}) WHERE t.id = {tenant}");
                let backend = tx.get_database_backend();
                let standing = Statement::from_sql_and_values(backend, sql, values);
                standing_of(StandingRow::find_by_statement(standing).all(tx).await?)
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
                    if !is_reply(decision) {
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

fn standing_of(mut rows: Vec<StandingRow>) -> Result<Standing> {
    let mut conversations = HashMap::new();
    for row in &mut rows {
        let (Some(id), Some(mode)) = (row.conversation, &row.mode) else { continue };
        let mode = views::read("conversations.mode", mode)?;
        let language = row.language.as_deref();
        let conversation = ConversationRow {
            mode,
            flow_state: row.flow_state.take(),
            language: language.map(|it| views::read("contacts.language", it)).transpose()?,
            language_chosen: row.language_chosen.unwrap_or_default(),
            opted_out: row.opted_out_at.is_some(),
            turn: row.turn.unwrap_or_default(),
            offered: row.offered_at.is_some(),
        };
        conversations.insert(ConversationId::from_uuid(id), conversation);
    }
    let tenant = rows.pop().ok_or(StoreError::Missing("tenant's configuration"))?;
    Ok(Standing {
        tenant_status: views::read("tenants.status", &tenant.status)?,
        phone_number: tenant.phone_number,
        flow_version: tenant.config.flow_version_id.map(FlowVersionId::from_uuid),
        config: views::config(tenant.config)?,
        conversations,
    })
}

fn is_reply(decision: Option<Value>) -> bool {
    matches!(decision.and_then(views::decision), Some(Decision::Reply { .. }))
}
