//! What needs a person now, the oldest first.

use std::collections::HashMap;

use domain::lists::{
    Attention, Health, Order, RequestSort, StuckMails, Undelivered, Waiting, WorkerRow,
};
use domain::message::MessageStatus;
use domain::session::SessionStateName;
use domain::{Desired, Instant, RecordId, TenantId, TenantStatus, WorkerStatus};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

use crate::db::Scope;
use crate::entity::{mails, message_logs, tenants, worker_processes};
use crate::error::Result;
use crate::living;
use crate::platform::lists::worker_rows;
use crate::platform::overview::a_day_before;
use crate::platform::{PlatformStore, RequestQuery, RequestState, figure};
use crate::sorted::Paging;
use crate::stale::StaleAfter;

/// How many of each kind are named; the rest stands in the lists.
const FIRST_FEW: u32 = 10;
/// So often a mail is tried before it is said to be stuck: once may be bad luck, or still under way.
const TRIES_WITHOUT_WORRY: i32 = 1;

impl PlatformStore {
    /// The first few of everything that needs a person, the oldest first.
    pub async fn attention(&self, stale_after: StaleAfter) -> Result<Attention> {
        let (sort, order) = (RequestSort::Created, Order::Ascending);
        let requests = RequestQuery {
            search: None,
            state: Some(RequestState::Open),
            template: None,
            tenant: None,
            paging: Paging { sort, order, limit: FIRST_FEW, page: None },
        };
        let requests = self.find_requests(requests).await?.items;
        let now = self.store.now();
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(async move {
                    Ok(Attention {
                        requests,
                        troubled: troubled(tx, now, stale_after).await?,
                        qr_waiting: qr_waiting(tx).await?,
                        undelivered: undelivered(tx, now).await?,
                        mails: stuck_mails(tx).await?,
                    })
                })
            })
            .await
    }

    /// How many workers of living tenants are in which state; `sockets` is left to the node.
    pub async fn health(&self) -> Result<Health> {
        let counts = worker_processes::Entity::find()
            .select_only()
            .column(worker_processes::Column::Desired)
            .column(worker_processes::Column::Status)
            .column_as(worker_processes::Column::Id.count(), "workers")
            .filter(worker_processes::COLUMN.tenant_id.not_in_subquery(living::deleted()))
            .group_by(worker_processes::Column::Desired)
            .group_by(worker_processes::Column::Status)
            .into_tuple::<(String, String, i64)>();
        let counts = self
            .store
            .read(Scope::Admin, move |tx| Box::pin(async move { Ok(counts.all(tx).await?) }))
            .await?;
        let count = |is: &dyn Fn(&str, &str) -> bool| {
            let fitting = counts.iter().filter(|(desired, status, _)| is(desired, status));
            figure(fitting.map(|(_, _, count)| count).sum::<i64>())
        };
        let stopped = WorkerStatus::Stopped.as_str();
        let wanted = Desired::Running.as_str();
        Ok(Health {
            running: count(&|_, status| status == WorkerStatus::Running.as_str()),
            stopped: count(&|desired, status| status == stopped && desired != wanted),
            starting: count(&|desired, status| status == stopped && desired == wanted),
            failed: count(&|_, status| status == WorkerStatus::Error.as_str()),
            sockets: 0,
        })
    }
}

async fn troubled(
    tx: &DatabaseTransaction,
    now: Instant,
    stale_after: StaleAfter,
) -> Result<Vec<WorkerRow>> {
    let in_error = Query::select()
        .column(tenants::Column::Id)
        .from(tenants::Entity)
        .and_where(tenants::COLUMN.status.eq(TenantStatus::Error.as_str()))
        .and_where(tenants::COLUMN.deleted_at.is_null())
        .to_owned();
    let rows = worker_processes::Entity::find()
        .filter(worker_processes::COLUMN.tenant_id.not_in_subquery(living::deleted()))
        .filter(
            Condition::any()
                .add(worker_processes::COLUMN.status.eq(WorkerStatus::Error.as_str()))
                .add(stale_after.condition(now))
                .add(worker_processes::COLUMN.tenant_id.in_subquery(in_error)),
        )
        .order_by_asc(worker_processes::COLUMN.updated_at)
        .order_by_asc(worker_processes::COLUMN.id)
        .limit(u64::from(FIRST_FEW))
        .all(tx)
        .await?;
    let rows = worker_rows(tx, now, stale_after, rows).await?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// A tenant whose code waits to be scanned.
#[derive(FromQueryResult)]
struct Shown {
    id: Uuid,
    name: String,
    since: Instant,
}

async fn qr_waiting(tx: &DatabaseTransaction) -> Result<Vec<Waiting>> {
    // Every new code touches the session. It waits since somebody wanted the worker to run, or since
    // the phone was lost after that.
    let sql = "SELECT t.id, t.name, CASE WHEN s.disconnected_at > w.desired_at \
                   THEN s.disconnected_at ELSE w.desired_at END AS since \
               FROM whatsapp_sessions s \
               JOIN worker_processes w ON w.tenant_id = s.tenant_id \
               JOIN tenants t ON t.id = s.tenant_id \
               WHERE s.state = $1 AND t.deleted_at IS NULL ORDER BY since, t.id LIMIT $2";
    let values = [SessionStateName::QrReady.as_str().into(), i64::from(FIRST_FEW).into()];
    let shown = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    let waiting = |row: Shown| Waiting {
        tenant_id: TenantId::from_uuid(row.id),
        tenant_name: row.name,
        since: row.since,
    };
    Ok(Shown::find_by_statement(shown).all(tx).await?.into_iter().map(waiting).collect())
}

/// By tenant, the worst first.
async fn undelivered(tx: &DatabaseTransaction, now: Instant) -> Result<Vec<Undelivered>> {
    let (failed, unknown) = (MessageStatus::Failed.as_str(), MessageStatus::Unknown.as_str());
    let counts: Vec<(Uuid, String, i64, Instant)> = message_logs::Entity::find()
        .select_only()
        .column(message_logs::Column::TenantId)
        .column(message_logs::Column::Status)
        .column_as(message_logs::Column::Id.count(), "messages")
        .column_as(message_logs::Column::CreatedAt.max(), "last_at")
        .filter(message_logs::COLUMN.status.is_in([failed, unknown]))
        .filter(message_logs::COLUMN.created_at.gt(a_day_before(now)))
        .filter(message_logs::COLUMN.deleted_at.is_null())
        .filter(message_logs::COLUMN.tenant_id.not_in_subquery(living::deleted()))
        .group_by(message_logs::Column::TenantId)
        .group_by(message_logs::Column::Status)
        .order_by_desc(message_logs::Column::Id.count())
        .limit(2 * u64::from(FIRST_FEW))
        .into_tuple()
        .all(tx)
        .await?;
    let ids = counts.iter().map(|(id, ..)| *id);
    let names: HashMap<Uuid, String> = tenants::Entity::find()
        .select_only()
        .column(tenants::Column::Id)
        .column(tenants::Column::Name)
        .filter(tenants::COLUMN.id.is_in(ids))
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    let mut found: Vec<Undelivered> = Vec::new();
    for (id, status, count, last_at) in counts {
        let tenant_id = TenantId::from_uuid(id);
        let known = found.iter().position(|row| row.waiting.tenant_id == tenant_id);
        let at = known.unwrap_or_else(|| {
            let tenant_name = names.get(&id).cloned().unwrap_or_default();
            let waiting = Waiting { tenant_id, tenant_name, since: last_at };
            found.push(Undelivered { waiting, failed: 0, unknown: 0 });
            found.len() - 1
        });
        let Some(row) = found.get_mut(at) else { continue };
        row.waiting.since = Ord::max(row.waiting.since, last_at);
        if status == failed {
            row.failed = figure(count);
        } else {
            row.unknown = figure(count);
        }
    }
    found.truncate(FIRST_FEW as usize);
    Ok(found)
}

async fn stuck_mails(tx: &DatabaseTransaction) -> Result<Option<StuckMails>> {
    let found = mails::Entity::find()
        .select_only()
        .column_as(mails::Column::Id.count(), "mails")
        .column_as(mails::Column::CreatedAt.min(), "since")
        .filter(mails::COLUMN.attempts.gt(TRIES_WITHOUT_WORRY))
        .into_tuple::<(i64, Option<Instant>)>()
        .one(tx)
        .await?;
    let (count, since) = found.unwrap_or_default();
    Ok(since.map(|since| StuckMails { count: figure(count), since }))
}
