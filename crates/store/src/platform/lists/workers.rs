//! Workers in a list.

use std::collections::HashMap;

use domain::lists::{ListPage, WorkerRow, WorkerSort};
use domain::{Instant, RecordId, WorkerStatus};
use sea_orm::sea_query::{Cond, Expr, Query};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryTrait, Select};
use uuid::Uuid;

use super::{WorkerQuery, tenant_name};
use crate::db::Scope;
use crate::entity::{tenants, worker_processes};
use crate::error::{Result, StoreError};
use crate::platform::PlatformStore;
use crate::search::Search;
use crate::sorted::{SortKey, slice};
use crate::stale::StaleAfter;
use crate::{lease_clock, living, views};

/// Those that failed come first.
const BY_URGENCY: [&str; 3] =
    [WorkerStatus::Error.as_str(), WorkerStatus::Stopped.as_str(), WorkerStatus::Running.as_str()];

impl PlatformStore {
    /// The workers of living tenants in an order of one's choice: four queries, however many there are.
    ///
    /// # Errors
    /// When the page's cursor is not one of ours, or one of another order.
    pub async fn find_workers(
        &self,
        wanted: WorkerQuery,
        stale_after: StaleAfter,
    ) -> Result<ListPage<WorkerRow>> {
        let now = self.store.now();
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let query = filtered(tx, &wanted, stale_after, now);
                    let key = sort_key(wanted.paging.sort);
                    let id = worker_processes::Column::Id;
                    let slice = slice(tx, query, id, &key, &wanted.paging).await?;
                    let rows = worker_processes::Entity::find()
                        .filter(worker_processes::COLUMN.id.is_in(slice.ids.iter().copied()))
                        .all(tx)
                        .await?;
                    let rows = worker_rows(tx, now, stale_after, rows).await?;
                    Ok(slice.page(rows, |(id, _)| *id, |(_, row)| row))
                })
            })
            .await
    }
}

fn filtered(
    tx: &DatabaseTransaction,
    wanted: &WorkerQuery,
    stale_after: StaleAfter,
    now: Instant,
) -> Select<worker_processes::Entity> {
    let column = worker_processes::COLUMN;
    let search = wanted.search.as_deref().and_then(Search::new);
    worker_processes::Entity::find()
        .filter(column.tenant_id.not_in_subquery(living::deleted()))
        .apply_if(search, |query, search| query.filter(matches(&search)))
        .apply_if(wanted.status, |query, status| query.filter(column.status.eq(status.as_str())))
        .apply_if(wanted.stale.then_some(()), |query, ()| query.filter(stale_after.condition(now)))
        .apply_if(wanted.node, |query, node| {
            query.filter(column.lease_owner.eq(node.uuid())).filter(lease_clock::held(tx, now))
        })
}

fn matches(search: &Search) -> Cond {
    let tenant = |column| Expr::col((tenants::Entity, column));
    let businesses = Query::select()
        .column(tenants::Column::Id)
        .from(tenants::Entity)
        .cond_where(search.in_texts([tenant(tenants::Column::Name), tenant(tenants::Column::Slug)]))
        .to_owned();
    let error = Expr::col((worker_processes::Entity, worker_processes::Column::LastError));
    search.in_texts([error]).add(worker_processes::COLUMN.tenant_id.in_subquery(businesses))
}

fn sort_key(sort: WorkerSort) -> SortKey {
    let name = sort.as_str();
    let worker = |column| Expr::col((worker_processes::Entity, column));
    match sort {
        WorkerSort::Name => {
            SortKey::text(name, tenant_name(worker(worker_processes::Column::TenantId)))
        }
        WorkerSort::Status => {
            SortKey::rank(name, &worker(worker_processes::Column::Status), &BY_URGENCY)
        }
        WorkerSort::Heartbeat => {
            SortKey::time_or_never(name, worker(worker_processes::Column::HeartbeatAt))
        }
        WorkerSort::Restarts => SortKey::number(name, worker(worker_processes::Column::Restarts)),
    }
}

/// Workers with their tenants, each under the id of the worker's row.
pub(in crate::platform) async fn worker_rows(
    tx: &DatabaseTransaction,
    now: Instant,
    stale_after: StaleAfter,
    workers: Vec<worker_processes::Model>,
) -> Result<Vec<(Uuid, WorkerRow)>> {
    let mut tenants: HashMap<Uuid, tenants::Model> = tenants::Entity::find()
        .filter(tenants::COLUMN.id.is_in(workers.iter().map(|worker| worker.tenant_id)))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    workers
        .into_iter()
        .map(|worker| {
            let tenant = tenants.remove(&worker.tenant_id);
            let tenant = views::tenant(tenant.ok_or(StoreError::Missing("tenant"))?)?;
            let id = worker.id;
            Ok((id, WorkerRow { tenant, worker: views::worker(worker, now, stale_after)? }))
        })
        .collect()
}
