//! Tenants, workers and nodes in lists.

use std::collections::HashMap;

use domain::views::{NodeView, Page, TenantRow, TenantView, WorkerView};
use domain::{Instant, NodeId, RecordId, TenantStatus};
use sea_orm::sea_query::{Expr, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use crate::cursor::Window;
use crate::db::Scope;
use crate::entity::{nodes, tenant_configs, tenants, whatsapp_sessions, worker_processes};
use crate::error::{Result, StoreError};
use crate::platform::overview::messages_today;
use crate::platform::{PlatformStore, figure};
use crate::stale::StaleAfter;
use crate::{lease_clock, living, views};

/// Which tenants to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TenantFilter {
    /// A part of the name, the slug or the phone number.
    pub search: Option<String>,
    /// Those in one status.
    pub status: Option<TenantStatus>,
    /// The deleted ones instead of the living.
    pub deleted: bool,
    /// How many at most, 1 to 200.
    pub limit: u32,
    /// The cursor of the page before.
    pub before: Option<String>,
}

impl PlatformStore {
    /// Tenants, newest first: five queries, however many there are.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn tenants(
        &self,
        filter: TenantFilter,
        stale_after: StaleAfter,
    ) -> Result<Page<TenantRow>> {
        let window = Window::new(filter.limit, filter.before.as_deref())?;
        let deleted = if filter.deleted {
            tenants::COLUMN.deleted_at.is_not_null()
        } else {
            tenants::COLUMN.deleted_at.is_null()
        };
        let search = filter.search.filter(|text| !text.trim().is_empty());
        let query = tenants::Entity::find()
            .filter(deleted)
            .apply_if(search, |query, text| query.filter(matches(&text)))
            .apply_if(filter.status, |query, status| {
                query.filter(tenants::COLUMN.status.eq(status.as_str()))
            });
        let query = window.of(query, tenants::Column::CreatedAt, tenants::Column::Id);
        let now = self.store.now();
        self.store
            .read(Scope::Platform, move |tx| {
                Box::pin(async move {
                    let page = window.page(query.all(tx).await?, |row| (row.created_at, row.id));
                    let next = page.next;
                    let items = rows(tx, now, stale_after, page.items).await?;
                    Ok(Page { items, next })
                })
            })
            .await
    }

    /// The workers of all living tenants, by the tenants' names.
    pub async fn workers(&self, stale_after: StaleAfter) -> Result<Vec<(TenantView, WorkerView)>> {
        let now = self.store.now();
        self.store
            .read(Scope::Platform, move |tx| {
                Box::pin(async move {
                    let tenants = tenants::Entity::find()
                        .filter(tenants::COLUMN.deleted_at.is_null())
                        .order_by_asc(tenants::COLUMN.name)
                        .order_by_asc(tenants::COLUMN.id)
                        .all(tx)
                        .await?;
                    let mut workers: HashMap<Uuid, worker_processes::Model> =
                        worker_processes::Entity::find()
                            .filter(
                                worker_processes::COLUMN.tenant_id.in_subquery(living::tenants()),
                            )
                            .all(tx)
                            .await?
                            .into_iter()
                            .map(|row| (row.tenant_id, row))
                            .collect();
                    tenants
                        .into_iter()
                        // A tenant of this very moment may have no worker in the second query's eyes.
                        .filter_map(|tenant| Some((workers.remove(&tenant.id)?, tenant)))
                        .map(|(worker, tenant)| {
                            let worker = views::worker(worker, now, stale_after)?;
                            Ok((views::tenant(tenant)?, worker))
                        })
                        .collect()
                })
            })
            .await
    }

    /// The processes of Flow HQ with how many workers each holds, the newest first.
    pub async fn nodes(&self) -> Result<Vec<NodeView>> {
        let now = self.store.now();
        self.store
            .read(Scope::Platform, move |tx| {
                Box::pin(async move {
                    let rows =
                        nodes::Entity::find().order_by_desc(nodes::COLUMN.id).all(tx).await?;
                    let held = leases_held(tx, now).await?;
                    Ok(rows
                        .into_iter()
                        .map(|row| NodeView {
                            id: NodeId::from_uuid(row.id),
                            workers: figure(held.get(&row.id).copied().unwrap_or(0)),
                            name: row.name,
                            version: row.version,
                            heartbeat_at: row.heartbeat_at,
                            draining: row.draining,
                        })
                        .collect())
                })
            })
            .await
    }
}

async fn leases_held(tx: &DatabaseTransaction, now: Instant) -> Result<HashMap<Uuid, i64>> {
    Ok(worker_processes::Entity::find()
        .select_only()
        .column(worker_processes::Column::LeaseOwner)
        .column_as(worker_processes::Column::Id.count(), "held")
        .filter(lease_clock::held(tx, now))
        .group_by(worker_processes::Column::LeaseOwner)
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect())
}

/// A part of the name, the slug or the number, in capitals or not.
fn matches(text: &str) -> Expr {
    let text = text.trim().to_lowercase();
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
    let lower = |column| Expr::expr(Func::lower(Expr::col((tenants::Entity, column))));
    lower(tenants::Column::Name)
        .like(like())
        .or(Expr::col((tenants::Entity, tenants::Column::Slug)).like(like()))
        .or(Expr::col((tenants::Entity, tenants::Column::PhoneNumber)).like(like()))
}

async fn rows(
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
