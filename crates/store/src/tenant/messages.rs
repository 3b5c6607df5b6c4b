//! The message log.

use std::collections::{HashMap, HashSet};

use domain::message::{
    ConversationMode, ConversationStatus, Direction, MessageShow, MessageStatus,
};
use domain::views::{MessageView, Page};
use domain::{ConversationId, MessageId, RecordId};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    Select,
};
use uuid::Uuid;

use crate::cursor::Window;
use crate::entity::{contacts, conversations, message_logs};
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::views;

/// Which messages to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Those of one conversation.
    pub conversation: Option<ConversationId>,
    /// Which of them.
    pub show: MessageShow,
    /// How many at most, 1 to 200.
    pub limit: u32,
    /// The cursor of the page before.
    pub before: Option<String>,
}

impl TenantStore {
    /// Messages, newest first.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn messages(&self, filter: MessageFilter) -> Result<Page<MessageView>> {
        let window = Window::new(filter.limit, filter.before.as_deref())?;
        let query = message_logs::Entity::find()
            .filter(message_logs::COLUMN.tenant_id.eq(self.uuid()))
            .filter(message_logs::COLUMN.deleted_at.is_null())
            .apply_if(filter.conversation, |query, id| {
                query.filter(message_logs::COLUMN.conversation_id.eq(id.uuid()))
            });
        let query = shown(query, filter.show, self.uuid());
        let query = window.of(query, message_logs::Column::CreatedAt, message_logs::Column::Id);
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let page = window.page(query.all(tx).await?, |row| (row.created_at, row.id));
                    let next = page.next;
                    let items = message_views(tx, page.items).await?;
                    Ok(Page { items, next })
                })
            })
            .await
    }

    /// One message.
    pub async fn message(&self, id: MessageId) -> Result<Option<MessageView>> {
        let query = message_logs::Entity::find_by_id(id.uuid())
            .filter(message_logs::COLUMN.tenant_id.eq(self.uuid()))
            .filter(message_logs::COLUMN.deleted_at.is_null());
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = query.one(tx).await?.into_iter().collect();
                    Ok(message_views(tx, rows).await?.pop())
                })
            })
            .await
    }
}

/// Narrows a list of messages to those that are asked for.
fn shown(
    query: Select<message_logs::Entity>,
    show: MessageShow,
    tenant: Uuid,
) -> Select<message_logs::Entity> {
    let incoming = message_logs::COLUMN.direction.eq(Direction::In.as_str());
    let pending = message_logs::COLUMN.status.eq(MessageStatus::Pending.as_str());
    match show {
        MessageShow::All => query,
        MessageShow::NotAnswered => {
            query.filter(incoming).filter(pending.not()).filter(has_reply().not())
        }
        MessageShow::Waiting => {
            let with_people = Query::select()
                .column(conversations::Column::Id)
                .from(conversations::Entity)
                .and_where(conversations::Column::TenantId.eq(tenant))
                .and_where(conversations::Column::Mode.eq(ConversationMode::Human.as_str()))
                .and_where(conversations::Column::Status.ne(ConversationStatus::Closed.as_str()))
                .take();
            let theirs = message_logs::Column::ConversationId.in_subquery(with_people);
            query.filter(incoming.and(pending).or(theirs))
        }
    }
}

/// Whether something was sent in reply to a message.
///
/// Replies stand in the same conversation and come later, so that the index over conversation and
/// time finds them.
pub(crate) fn has_reply() -> Expr {
    use message_logs::Column as C;
    const REPLY: &str = "reply";
    let own = |column: C| Expr::col((message_logs::Entity, column));
    let reply = |column: C| Expr::col((REPLY, column));
    Expr::exists(
        Query::select()
            .expr(Expr::value(1))
            .from_as(message_logs::Entity, REPLY)
            .and_where(reply(C::TenantId).eq(own(C::TenantId)))
            .and_where(reply(C::ConversationId).eq(own(C::ConversationId)))
            .and_where(reply(C::CreatedAt).gte(own(C::CreatedAt)))
            .and_where(reply(C::ReplyToId).eq(own(C::Id)))
            .take(),
    )
}

/// Messages with their customers' names: one query, however many there are.
async fn message_views(
    tx: &DatabaseTransaction,
    rows: Vec<message_logs::Model>,
) -> Result<Vec<MessageView>> {
    let names = contact_names(tx, rows.iter().filter_map(|row| row.contact_id)).await?;
    rows.into_iter()
        .map(|row| {
            let name = row.contact_id.and_then(|id| names.get(&id).cloned());
            views::message(row, name)
        })
        .collect()
}

/// The names of those customers whose names are known.
pub(crate) async fn contact_names(
    tx: &DatabaseTransaction,
    ids: impl Iterator<Item = Uuid> + Send,
) -> Result<HashMap<Uuid, String>> {
    let ids: HashSet<Uuid> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(contacts::Entity::find()
        .select_only()
        .column(contacts::Column::Id)
        .column(contacts::Column::Name)
        .filter(contacts::COLUMN.id.is_in(ids))
        .filter(contacts::COLUMN.name.is_not_null())
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect())
}
