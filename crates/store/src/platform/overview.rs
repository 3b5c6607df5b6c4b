//! The platform's figures.

use std::collections::HashMap;

use chrono::Duration;
use domain::session::SessionStateName;
use domain::views::Overview;
use domain::{Instant, TenantStatus, WorkerStatus};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::db::Scope;
use crate::entity::{message_logs, setup_requests, tenants, whatsapp_sessions, worker_processes};
use crate::error::Result;
use crate::living;
use crate::platform::lists::open_statuses;
use crate::platform::{PlatformStore, figure};
use crate::stale::StaleAfter;

impl PlatformStore {
    /// The figures of all living tenants: six counts, however many tenants there are.
    pub async fn overview(&self, stale_after: StaleAfter) -> Result<Overview> {
        let now = self.store.now();
        self.store.read(Scope::Admin, move |tx| Box::pin(overview(tx, now, stale_after))).await
    }
}

async fn overview(
    tx: &DatabaseTransaction,
    now: Instant,
    stale_after: StaleAfter,
) -> Result<Overview> {
    let by_status: HashMap<String, i64> = tenants::Entity::find()
        .select_only()
        .column(tenants::Column::Status)
        .column_as(tenants::Column::Id.count(), "tenants")
        .filter(tenants::COLUMN.deleted_at.is_null())
        .group_by(tenants::Column::Status)
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    let of = |status: TenantStatus| by_status.get(status.as_str()).copied().unwrap_or(0);
    let pending_requests = setup_requests::Entity::find()
        .filter(setup_requests::COLUMN.status.is_in(open_statuses()))
        .filter(setup_requests::COLUMN.tenant_id.not_in_subquery(living::deleted()))
        .count(tx)
        .await?;
    let qr_waiting = whatsapp_sessions::Entity::find()
        .filter(whatsapp_sessions::COLUMN.state.eq(SessionStateName::QrReady.as_str()))
        .filter(whatsapp_sessions::COLUMN.tenant_id.not_in_subquery(living::deleted()))
        .count(tx)
        .await?;
    let workers = || {
        worker_processes::Entity::find()
            .filter(worker_processes::COLUMN.tenant_id.not_in_subquery(living::deleted()))
    };
    let running = workers()
        .filter(worker_processes::COLUMN.status.eq(WorkerStatus::Running.as_str()))
        .count(tx)
        .await?;
    let stale = workers().filter(stale_after.condition(now)).count(tx).await?;
    let messages_today = message_logs::Entity::find()
        .filter(message_logs::COLUMN.created_at.gt(a_day_before(now)))
        .filter(message_logs::COLUMN.deleted_at.is_null())
        .filter(message_logs::COLUMN.tenant_id.not_in_subquery(living::deleted()))
        .count(tx)
        .await?;
    Ok(Overview {
        tenants: figure(by_status.values().sum::<i64>()),
        active: figure(of(TenantStatus::Active)),
        pending_requests: figure(pending_requests),
        qr_waiting: figure(qr_waiting),
        errors: figure(of(TenantStatus::Error)),
        stale: figure(stale),
        running: figure(running),
        messages_today: figure(messages_today),
    })
}

pub(crate) fn a_day_before(now: Instant) -> Instant {
    now - Duration::hours(24)
}

/// How many messages of the last 24 hours each of some tenants has.
pub(crate) async fn messages_today(
    tx: &DatabaseTransaction,
    now: Instant,
    tenants: &[Uuid],
) -> Result<HashMap<Uuid, i64>> {
    Ok(message_logs::Entity::find()
        .select_only()
        .column(message_logs::Column::TenantId)
        .column_as(message_logs::Column::Id.count(), "messages")
        .filter(message_logs::COLUMN.tenant_id.is_in(tenants.iter().copied()))
        .filter(message_logs::COLUMN.created_at.gt(a_day_before(now)))
        .filter(message_logs::COLUMN.deleted_at.is_null())
        .group_by(message_logs::Column::TenantId)
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect())
}
