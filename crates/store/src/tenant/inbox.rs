//! The inbox: conversations as the people of a business work on them.

use std::collections::HashMap;

use domain::alert::AlertKind;
use domain::inbox::{InboxCounts, InboxRow, InboxShow, LINE_MAX, LastLine};
use domain::message::{ConversationMode, ConversationStatus};
use domain::standing::{Course, Hands, Standing};
use domain::views::Page;
use domain::{ContactId, ConversationId, Instant, RecordId, Sees, TenantId, UserId};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    DatabaseTransaction, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use super::conversations::contact_addresses_of;
use super::idle::Idle;
use super::seen::seen;
use crate::alerts;
use crate::by_id::of_tenant;
use crate::cursor::Window;
use crate::entity::{contacts, conversations, message_logs, users};
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::views::read;

/// Which conversations to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxQuery {
    /// Which of them.
    pub show: InboxShow,
    /// Who looks.
    pub me: Option<UserId>,
    /// How many at most, 1 to 200.
    pub limit: u32,
    /// The cursor of the page before.
    pub before: Option<String>,
}

/// The conditions of partial indexes, to the letter: only so do both databases take the index.
const GOING_ON: &str = r#""conversations"."status" <> 'CLOSED'"#;
/// The same of those that are put aside, or were until their time came.
pub(crate) const ASIDE: &str = r#""conversations"."status" = 'SNOOZED'"#;
const OVER: &str = r#""conversations"."status" = 'CLOSED'"#;
pub(crate) const WITH_PEOPLE: &str =
    r#""conversations"."mode" = 'HUMAN' AND "conversations"."status" <> 'CLOSED'"#;
const ASSIGNED: &str =
    r#""conversations"."assigned_user_id" IS NOT NULL AND "conversations"."status" <> 'CLOSED'"#;

impl TenantStore {
    /// Conversations, the one in which something was said last first.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn inbox(&self, query: InboxQuery) -> Result<Page<InboxRow>> {
        let window = Window::new(query.limit, query.before.as_deref())?;
        let (tenant, now) = (self.id, self.store.now());
        let found = window.of(
            shown((tenant, self.sees), query.show, query.me, now),
            conversations::Column::LastMessageAt,
            conversations::Column::Id,
        );
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = found.all(tx).await?;
                    let said_at = |row: &conversations::Model| row.last_message_at;
                    let page =
                        window.page(rows, |row| (said_at(row).unwrap_or(row.created_at), row.id));
                    let next = page.next;
                    Ok(Page { items: inbox_rows(tx, tenant, now, page.items).await?, next })
                })
            })
            .await
    }

    /// One conversation as the inbox lists it.
    pub async fn inbox_row(&self, id: ConversationId) -> Result<Option<InboxRow>> {
        let (tenant, now) = (self.id, self.store.now());
        let found = conversations::Entity::find_by_id(id.uuid())
            .filter(conversations::COLUMN.tenant_id.eq(tenant.uuid()))
            .apply_if(seen(self.sees), QueryFilter::filter);
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = found.one(tx).await?.into_iter().collect();
                    Ok(inbox_rows(tx, tenant, now, rows).await?.pop())
                })
            })
            .await
    }

    /// The conversations that go on and are a person's.
    pub async fn going_on_with(&self, user: UserId) -> Result<Vec<ConversationId>> {
        let found = conversations::Entity::find()
            .select_only()
            .column(conversations::Column::Id)
            .filter(conversations::COLUMN.tenant_id.eq(self.uuid()))
            .filter(Expr::cust(ASSIGNED))
            .filter(conversations::COLUMN.assigned_user_id.eq(user.uuid()));
        let ids: Vec<Uuid> = self
            .store
            .read(self.scope(), move |tx| {
                Box::pin(async move { Ok(found.into_tuple().all(tx).await?) })
            })
            .await?;
        Ok(ids.into_iter().map(ConversationId::from_uuid).collect())
    }

    /// How many conversations ask for somebody.
    pub async fn inbox_counts(&self, me: Option<UserId>) -> Result<InboxCounts> {
        let (tenant, now) = ((self.id, self.sees), self.store.now());
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let waiting = shown(tenant, InboxShow::Waiting, me, now).count(tx).await?;
                    let mine = shown(tenant, InboxShow::Mine, me, now)
                        .filter(conversations::COLUMN.unread.gt(0));
                    let mine_unread = mine.count(tx).await?;
                    let few = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
                    Ok(InboxCounts { waiting: few(waiting), mine_unread: few(mine_unread) })
                })
            })
            .await
    }

    /// Notes that somebody of the business has seen what a customer wrote, and what was not sent; false when nothing was unread.
    pub async fn mark_seen(&self, id: ConversationId) -> Result<bool> {
        let (tenant, store) = (self.uuid(), self.store.clone());
        let (whose, sees) = (self.id, self.sees);
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    let this = conversations::Entity::find_by_id(id.uuid())
                        .filter(conversations::COLUMN.tenant_id.eq(tenant))
                        .apply_if(seen(sees), QueryFilter::filter);
                    if sees != Sees::All && this.count(tx).await? == 0 {
                        return Ok(false);
                    }
                    let marked = conversations::Entity::update_many()
                        .col_expr(conversations::Column::Unread, Expr::value(0))
                        .filter(conversations::COLUMN.id.eq(id.uuid()))
                        .filter(conversations::COLUMN.tenant_id.eq(tenant))
                        .filter(conversations::COLUMN.unread.gt(0))
                        .exec(tx)
                        .await?;
                    let seen_to = [
                        AlertKind::Failed,
                        AlertKind::Emergency,
                        AlertKind::Assigned,
                        AlertKind::Woken,
                    ];
                    alerts::resolve(tx, store.now(), whose, &seen_to, id.uuid()).await?;
                    Ok(marked.rows_affected > 0)
                })
            })
            .await
    }
}

fn shown(
    (tenant, sees): (TenantId, Sees),
    show: InboxShow,
    me: Option<UserId>,
    now: Instant,
) -> Select<conversations::Entity> {
    let all = conversations::Entity::find()
        .filter(conversations::COLUMN.tenant_id.eq(tenant.uuid()))
        .apply_if(seen(sees), QueryFilter::filter);
    let is_aside = conversations::COLUMN
        .status
        .eq(ConversationStatus::Snoozed.as_str())
        .and(conversations::COLUMN.snoozed_until.gt(now));
    let going_on =
        |condition| all.clone().filter(Expr::cust(condition)).filter(is_aside.clone().not());
    match show {
        InboxShow::All => going_on(GOING_ON),
        InboxShow::Waiting => {
            going_on(WITH_PEOPLE).filter(conversations::COLUMN.taken_at.is_null())
        }
        InboxShow::Mine => going_on(ASSIGNED).filter(
            conversations::COLUMN.assigned_user_id.eq(me.map_or_else(Uuid::nil, RecordId::uuid)),
        ),
        InboxShow::Unassigned => {
            going_on(WITH_PEOPLE).filter(conversations::COLUMN.assigned_user_id.is_null())
        }
        InboxShow::Assistant => {
            going_on(GOING_ON).filter(conversations::COLUMN.mode.eq(ConversationMode::Bot.as_str()))
        }
        InboxShow::Snoozed => {
            all.filter(Expr::cust(ASIDE)).filter(conversations::COLUMN.snoozed_until.gt(now))
        }
        InboxShow::Closed => all.filter(Expr::cust(OVER)),
    }
}

/// Conversations with all that their lines show: six queries, however many there are.
pub(crate) async fn inbox_rows(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    now: Instant,
    rows: Vec<conversations::Model>,
) -> Result<Vec<InboxRow>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let customers = contacts::Entity::find()
        .filter(of_tenant(contacts::Column::TenantId, tenant.uuid()))
        .filter(contacts::COLUMN.id.is_in(rows.iter().map(|row| row.contact_id)))
        .all(tx)
        .await?;
    let customers: HashMap<Uuid, contacts::Model> =
        customers.into_iter().map(|contact| (contact.id, contact)).collect();
    let addresses = contact_addresses_of(tx, rows.iter().map(|row| row.contact_id)).await?;
    let names = names_of(tx, rows.iter().filter_map(|row| row.assigned_user_id)).await?;
    let mut lines = last_lines(tx, tenant, rows.iter().map(|row| row.id)).await?;
    let idle = Idle::find(tx, tenant, now, &rows).await?;
    rows.into_iter()
        .map(|row| {
            let customer = customers.get(&row.contact_id);
            Ok(InboxRow {
                id: ConversationId::from_uuid(row.id),
                tenant_id: tenant,
                contact_id: ContactId::from_uuid(row.contact_id),
                name: customer.and_then(|customer| customer.name.clone()),
                address: addresses.get(&row.contact_id).cloned().unwrap_or_default(),
                standing: standing_of(&row, now)?,
                assigned_name: row.assigned_user_id.and_then(|user| names.get(&user).cloned()),
                unread: u32::try_from(row.unread).unwrap_or(0),
                last: lines.remove(&row.id),
                last_at: row.last_message_at,
                opted_out: customer.is_some_and(|customer| customer.opted_out_at.is_some()),
                turn: row.turn,
                idle_minutes: idle.minutes(&row),
            })
        })
        .collect()
}

/// Where a conversation stands, by its columns.
pub(crate) fn standing_of(row: &conversations::Model, now: Instant) -> Result<Standing> {
    let course = match read("conversations.status", &row.status)? {
        ConversationStatus::Open => Course::Open,
        // What was put aside comes back by itself when its time has come.
        ConversationStatus::Snoozed => {
            let until = row.snoozed_until.filter(|until| *until > now);
            until.map_or(Course::Open, |until| Course::Snoozed { until })
        }
        ConversationStatus::Closed => {
            Course::Closed { at: row.closed_at.unwrap_or(row.updated_at) }
        }
    };
    let hands = match read("conversations.mode", &row.mode)? {
        ConversationMode::Bot => Hands::Assistant,
        ConversationMode::Human => {
            row.taken_at.map_or(Hands::Waiting, |since| Hands::Taken { since })
        }
    };
    Ok(Standing { course, hands, assigned: row.assigned_user_id.map(UserId::from_uuid) })
}

pub(super) async fn names_of(
    tx: &DatabaseTransaction,
    people: impl Iterator<Item = Uuid> + Send,
) -> Result<HashMap<Uuid, String>> {
    let people: Vec<Uuid> = people.collect();
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(users::Entity::find()
        .select_only()
        .column(users::Column::Id)
        .column(users::Column::Name)
        .filter(users::COLUMN.id.is_in(people))
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect())
}

/// What was said last in each of these conversations.
async fn last_lines(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    conversations: impl Iterator<Item = Uuid> + Send,
) -> Result<HashMap<Uuid, LastLine>> {
    let rows = last_messages(tenant, conversations).all(tx).await?;
    rows.into_iter()
        .map(|row| {
            let line = LastLine {
                direction: read("message_logs.direction", &row.direction)?,
                text: row.message_text.chars().take(LINE_MAX).collect(),
                message_type: row.message_type,
                status: read("message_logs.status", &row.status)?,
            };
            Ok((row.conversation_id, line))
        })
        .collect()
}

/// The last message of each of these conversations.
pub(super) fn last_messages(
    tenant: TenantId,
    conversations: impl Iterator<Item = Uuid>,
) -> Select<message_logs::Entity> {
    let each = Query::select()
        .expr(Expr::SubQuery(None, Box::new(last_in(tenant).into())))
        .from(conversations::Entity)
        .and_where(conversations::COLUMN.id.is_in(conversations))
        .take();
    message_logs::Entity::find()
        .filter(of_tenant(message_logs::Column::TenantId, tenant.uuid()))
        .filter(message_logs::COLUMN.id.in_subquery(each))
}

/// The last message of the conversation that the query around it looks at; the index over conversation and time
/// finds it.
fn last_in(tenant: TenantId) -> SelectStatement {
    use message_logs::Column as C;
    const LAST: &str = "last";
    let own = |column: C| Expr::col((LAST, column));
    Query::select()
        .expr(own(C::Id))
        .from_as(message_logs::Entity, LAST)
        .and_where(own(C::TenantId).eq(tenant.uuid()))
        .and_where(
            own(C::ConversationId)
                .eq(Expr::col((conversations::Entity, conversations::Column::Id))),
        )
        .and_where(own(C::DeletedAt).is_null())
        .order_by((LAST, C::CreatedAt), sea_orm::Order::Desc)
        .order_by((LAST, C::Id), sea_orm::Order::Desc)
        .limit(1)
        .take()
}
