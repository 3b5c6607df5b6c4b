//! What waits on the whole platform, for those who watch over it.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::message::{Direction, MessageStatus};
use domain::{Instant, WorkerStatus};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use crate::db::Scope;
use crate::entity::{mails, message_logs, worker_processes};
use crate::error::Result;
use crate::living;
use crate::platform::{PlatformStore, figure};

/// How many wait, and for how long the first of them has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Queue {
    /// How many.
    pub waiting: u32,
    /// How long ago the oldest was written down; nothing when none waits.
    pub oldest: Option<Duration>,
}

/// What waits, and the state of the workers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queues {
    /// Messages to be sent.
    pub outbox: Queue,
    /// Customers' messages without a decision.
    pub inbound: Queue,
    /// Mails to be sent.
    pub mails: u32,
    /// Workers of living tenants by status.
    pub workers: BTreeMap<WorkerStatus, u32>,
}

impl PlatformStore {
    /// What waits now; four counts over indexed columns.
    pub async fn queues(&self) -> Result<Queues> {
        let now = self.store.now();
        self.store.read(Scope::Admin, move |tx| Box::pin(queues(tx, now))).await
    }
}

async fn queues(tx: &DatabaseTransaction, now: Instant) -> Result<Queues> {
    let workers = worker_processes::Entity::find()
        .select_only()
        .column(worker_processes::Column::Status)
        .column_as(worker_processes::Column::Id.count(), "workers")
        .filter(worker_processes::COLUMN.tenant_id.not_in_subquery(living::deleted()))
        .group_by(worker_processes::Column::Status)
        .into_tuple::<(String, i64)>()
        .all(tx)
        .await?;
    let workers = workers
        .into_iter()
        .filter_map(|(status, count)| Some((status.parse().ok()?, figure(count))))
        .collect();
    Ok(Queues {
        outbox: queue(tx, now, Direction::Out, MessageStatus::Queued).await?,
        inbound: queue(tx, now, Direction::In, MessageStatus::Pending).await?,
        mails: figure(mails::Entity::find().count(tx).await?),
        workers,
    })
}

async fn queue(
    tx: &DatabaseTransaction,
    now: Instant,
    direction: Direction,
    status: MessageStatus,
) -> Result<Queue> {
    let found = message_logs::Entity::find()
        .select_only()
        .column_as(message_logs::Column::Id.count(), "waiting")
        .column_as(message_logs::Column::CreatedAt.min(), "oldest")
        .filter(message_logs::COLUMN.status.eq(status.as_str()))
        .filter(message_logs::COLUMN.direction.eq(direction.as_str()))
        .into_tuple::<(i64, Option<Instant>)>()
        .one(tx)
        .await?;
    let (waiting, oldest) = found.unwrap_or_default();
    let age = |since: Instant| (now - since).to_std().unwrap_or_default();
    Ok(Queue { waiting: figure(waiting), oldest: oldest.map(age) })
}
