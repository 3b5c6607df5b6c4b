//! Looking for conversations: by who the customer is, and by what was said.

use domain::inbox::{FoundLine, InboxFound};
use domain::{RecordId, Sees};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use uuid::Uuid;

use super::inbox::inbox_rows;
use super::messages::message_views;
use super::seen::{seen, seen_in};
use crate::cursor::{self, Window};
use crate::customers::found_by;
use crate::entity::{contacts, conversations, message_logs};
use crate::error::Result;
use crate::search::Search;
use crate::tenant::TenantStore;

/// Most conversations that are found by their customers.
const CUSTOMERS_MAX: u64 = 20;
/// Most messages that are found at once.
const LINES_MAX: u32 = 50;

/// What is looked for in the inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxSearch {
    /// What was typed.
    pub find: String,
    /// Where the search that was made before ended.
    pub before: Option<String>,
    /// How many messages are looked through: a search costs the same in a business with a million of them.
    pub looks: u32,
}

impl TenantStore {
    /// Looks for conversations: by the customer's name or number, and by what was said in so many of the newest messages.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn find_in_inbox(&self, search: InboxSearch) -> Result<InboxFound> {
        let window = Window::new(LINES_MAX, search.before.as_deref())?;
        let (tenant, now, sees) = (self.id(), self.store().now(), self.sees());
        let Some(wanted) = Search::new(&search.find) else { return Ok(InboxFound::default()) };
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = match search.before {
                        // They stood above what was found first.
                        Some(_) => Vec::new(),
                        None => {
                            inbox_rows(
                                tx,
                                tenant,
                                now,
                                of_customers(tx, (tenant.uuid(), sees), &wanted).await?,
                            )
                            .await?
                        }
                    };
                    let (lines, next) =
                        lines(tx, (tenant.uuid(), sees), &wanted, window, search.looks).await?;
                    Ok(InboxFound { rows, lines, next })
                })
            })
            .await
    }
}

/// The conversations of the customers whose name or number holds it, those that go on or are over.
async fn of_customers(
    tx: &DatabaseTransaction,
    (tenant, sees): (Uuid, Sees),
    wanted: &Search,
) -> Result<Vec<conversations::Model>> {
    let customers = Query::select()
        .column(contacts::Column::Id)
        .from(contacts::Entity)
        .and_where(contacts::COLUMN.tenant_id.eq(tenant))
        .and_where(contacts::COLUMN.deleted_at.is_null())
        .cond_where(found_by(tenant, wanted))
        .take();
    Ok(conversations::Entity::find()
        .filter(conversations::COLUMN.tenant_id.eq(tenant))
        .filter(conversations::COLUMN.contact_id.in_subquery(customers))
        .apply_if(seen(sees), QueryFilter::filter)
        .order_by_desc(conversations::Column::LastMessageAt)
        .order_by_desc(conversations::Column::Id)
        .limit(CUSTOMERS_MAX)
        .all(tx)
        .await?)
}

/// The messages that hold it among those that are looked through, and where the others begin.
async fn lines(
    tx: &DatabaseTransaction,
    (tenant, sees): (Uuid, Sees),
    wanted: &Search,
    window: Window,
    looks: u32,
) -> Result<(Vec<FoundLine>, Option<String>)> {
    use message_logs::Column as C;
    let of = Expr::col((message_logs::Entity, C::ConversationId));
    let all = message_logs::Entity::find()
        .filter(message_logs::COLUMN.tenant_id.eq(tenant))
        .apply_if(seen_in(tenant, sees, of), QueryFilter::filter);
    let last = window
        .all_of(all.clone(), C::CreatedAt, C::Id)
        .offset(u64::from(looks.saturating_sub(1)))
        .one(tx)
        .await?;
    let holding = all
        .filter(message_logs::COLUMN.deleted_at.is_null())
        .filter(wanted.in_texts([Expr::col((message_logs::Entity, C::MessageText))]));
    let found = window.of(since(holding, last.as_ref()), C::CreatedAt, C::Id).all(tx).await?;
    let page = window.page(found, |row| (row.created_at, row.id));
    // Where it ended for want of room, it goes on there; otherwise where the looking ended.
    let next = page.next.or_else(|| last.map(|row| cursor::after(row.created_at, row.id)));
    let lines = message_views(tx, page.items).await?.into_iter().map(|message| {
        let older = cursor::up_to(message.created_at);
        FoundLine { message, older }
    });
    Ok((lines.collect(), next))
}

fn since(
    query: Select<message_logs::Entity>,
    last: Option<&message_logs::Model>,
) -> Select<message_logs::Entity> {
    match last {
        Some(last) => {
            let (at, id) = (message_logs::COLUMN.created_at, message_logs::COLUMN.id);
            query.filter(at.gt(last.created_at).or(at.eq(last.created_at).and(id.gte(last.id))))
        }
        None => query,
    }
}
