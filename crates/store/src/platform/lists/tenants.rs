//! Tenants in a list.

use std::collections::HashMap;

use domain::lists::{ListPage, TenantSort};
use domain::views::{Page, TenantRow};
use domain::{Instant, RecordId, TenantStatus};
use sea_orm::sea_query::{Cond, Expr, Query, SelectStatement};
use sea_orm::{DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryTrait, Select};
use uuid::Uuid;

use super::{TenantFilter, TenantQuery};
use crate::db::Scope;
use crate::entity::{
    message_logs, tenant_configs, tenants, users, whatsapp_sessions, worker_processes,
};
use crate::error::{Result, StoreError};
use crate::platform::overview::messages_today;
use crate::platform::{PlatformStore, figure};
use crate::search::Search;
use crate::sorted::{SortKey, lookup, slice};
use crate::stale::StaleAfter;
use crate::views;

/// Those that need a person come first.
const BY_URGENCY: [&str; 7] = [
    TenantStatus::Error.as_str(),
    TenantStatus::Pending.as_str(),
    TenantStatus::QrPending.as_str(),
    TenantStatus::New.as_str(),
    TenantStatus::Approved.as_str(),
    TenantStatus::Paused.as_str(),
    TenantStatus::Active.as_str(),
];

impl PlatformStore {
    /// Tenants, newest first: seven queries, however many there are.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn tenants(
        &self,
        filter: TenantFilter,
        stale_after: StaleAfter,
    ) -> Result<Page<TenantRow>> {
        let page = self.find_tenants(filter.into(), stale_after).await?;
        Ok(Page { items: page.items, next: page.next })
    }

    /// Tenants in an order of one's choice: seven queries, however many there are.
    ///
    /// # Errors
    /// When the page's cursor is not one of ours, or one of another order.
    pub async fn find_tenants(
        &self,
        wanted: TenantQuery,
        stale_after: StaleAfter,
    ) -> Result<ListPage<TenantRow>> {
        let now = self.store.now();
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let query = filtered(&wanted, stale_after, now);
                    let key = sort_key(wanted.paging.sort);
                    let slice = slice(tx, query, tenants::Column::Id, &key, &wanted.paging).await?;
                    let rows = tenants::Entity::find()
                        .filter(tenants::COLUMN.id.is_in(slice.ids.iter().copied()))
                        .all(tx)
                        .await?;
                    let rows = rows_of(tx, now, stale_after, rows).await?;
                    Ok(slice.page(rows, |row| row.tenant.id.uuid(), |row| row))
                })
            })
            .await
    }
}

fn filtered(
    wanted: &TenantQuery,
    stale_after: StaleAfter,
    now: Instant,
) -> Select<tenants::Entity> {
    let id = tenants::COLUMN.id;
    let deleted = tenants::COLUMN.deleted_at;
    let search = wanted.search.as_deref().and_then(Search::new);
    tenants::Entity::find()
        .filter(if wanted.deleted { deleted.is_not_null() } else { deleted.is_null() })
        .apply_if(search, |query, search| query.filter(matches(&search)))
        .apply_if(wanted.status, |query, status| {
            query.filter(tenants::COLUMN.status.eq(status.as_str()))
        })
        .apply_if(wanted.session, |query, state| {
            let is = whatsapp_sessions::COLUMN.state.eq(state.as_str());
            query.filter(id.in_subquery(ids(
                whatsapp_sessions::Entity,
                whatsapp_sessions::Column::TenantId,
                is,
            )))
        })
        .apply_if(wanted.template, |query, template| {
            let is = tenant_configs::COLUMN.template_type.eq(template.as_str());
            query.filter(id.in_subquery(ids(
                tenant_configs::Entity,
                tenant_configs::Column::TenantId,
                is,
            )))
        })
        .apply_if(wanted.stale.then_some(()), |query, ()| {
            query.filter(id.in_subquery(ids(
                worker_processes::Entity,
                worker_processes::Column::TenantId,
                stale_after.condition(now),
            )))
        })
}

/// The tenants that rows of another table hang on.
fn ids<E: EntityTrait>(of: E, tenant_id: E::Column, is: Expr) -> SelectStatement {
    Query::select().column(tenant_id).from(of).and_where(is).to_owned()
}

fn matches(search: &Search) -> Cond {
    let tenant = |column| Expr::col((tenants::Entity, column));
    let address = Expr::col((users::Entity, users::Column::Email));
    let people = Query::select()
        .column(users::Column::TenantId)
        .from(users::Entity)
        .and_where(users::COLUMN.tenant_id.is_not_null())
        .cond_where(search.in_texts([address]))
        .to_owned();
    search
        .in_texts([tenant(tenants::Column::Name), tenant(tenants::Column::Slug)])
        .add(search.in_number(tenant(tenants::Column::PhoneNumber)))
        .add(tenants::COLUMN.id.in_subquery(people))
}

fn sort_key(sort: TenantSort) -> SortKey {
    let name = sort.as_str();
    let tenant = |column| Expr::col((tenants::Entity, column));
    match sort {
        TenantSort::Created => SortKey::time(name, tenant(tenants::Column::CreatedAt)),
        TenantSort::Name => SortKey::text(name, tenant(tenants::Column::Name)),
        TenantSort::Status => SortKey::rank(name, &tenant(tenants::Column::Status), &BY_URGENCY),
        TenantSort::LastMessage => SortKey::time_or_never(
            name,
            lookup(
                Query::select()
                    .expr(Expr::col((message_logs::Entity, message_logs::Column::CreatedAt)).max())
                    .from(message_logs::Entity)
                    .and_where(
                        Expr::col((message_logs::Entity, message_logs::Column::TenantId))
                            .eq(tenant(tenants::Column::Id)),
                    )
                    .to_owned(),
            ),
        ),
        TenantSort::Heartbeat => SortKey::time_or_never(
            name,
            lookup(
                Query::select()
                    .expr(Expr::col((
                        worker_processes::Entity,
                        worker_processes::Column::HeartbeatAt,
                    )))
                    .from(worker_processes::Entity)
                    .and_where(
                        Expr::col((worker_processes::Entity, worker_processes::Column::TenantId))
                            .eq(tenant(tenants::Column::Id)),
                    )
                    .to_owned(),
            ),
        ),
    }
}

async fn rows_of(
    tx: &DatabaseTransaction,
    now: Instant,
    stale_after: StaleAfter,
    tenants: Vec<tenants::Model>,
) -> Result<Vec<TenantRow>> {
    if tenants.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = tenants.iter().map(|tenant| tenant.id).collect();
    let mut configs: HashMap<Uuid, _> = tenant_configs::Entity::find()
        .filter(tenant_configs::COLUMN.tenant_id.is_in(ids.iter().copied()))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.tenant_id, row))
        .collect();
    let mut sessions: HashMap<Uuid, _> = whatsapp_sessions::Entity::find()
        .filter(whatsapp_sessions::COLUMN.tenant_id.is_in(ids.iter().copied()))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.tenant_id, row))
        .collect();
    let mut workers: HashMap<Uuid, _> = worker_processes::Entity::find()
        .filter(worker_processes::COLUMN.tenant_id.is_in(ids.iter().copied()))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.tenant_id, row))
        .collect();
    let messages = messages_today(tx, now, &ids).await?;
    tenants
        .into_iter()
        .map(|tenant| {
            let id = tenant.id;
            let config = configs.remove(&id).ok_or(StoreError::Missing("configuration"))?;
            let session = sessions.remove(&id).ok_or(StoreError::Missing("session"))?;
            let worker = workers.remove(&id).ok_or(StoreError::Missing("worker"))?;
            Ok(TenantRow {
                tenant: views::tenant(tenant)?,
                template: views::config(config)?.template,
                session: views::session_state(&session)?.name(),
                worker: views::worker(worker, now, stale_after)?,
                messages_today: figure(messages.get(&id).copied().unwrap_or(0)),
            })
        })
        .collect()
}
