//! Lists that operators search, filter and sort, and what of them needs a person.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;
use crate::views::{SetupRequestView, TenantView, WorkerView};
use crate::{Conflict, Instant, TenantId, TenantStatus};

text_enum! {
    /// Which way a list is sorted.
    Order {
        /// The smallest, the earliest, or A first.
        Ascending => "asc",
        /// The largest, the latest, or Z first.
        Descending => "desc",
    }
}

text_enum! {
    /// What tenants are sorted by.
    TenantSort {
        /// When they were created.
        Created => "created",
        /// Their names, capitals or not.
        Name => "name",
        /// Their statuses, those that need a person first.
        Status => "status",
        /// When a message last came or went.
        LastMessage => "last_message",
        /// Their workers' last signs of life; those without any are the oldest.
        Heartbeat => "heartbeat",
    }
}

text_enum! {
    /// What setup requests are sorted by.
    RequestSort {
        /// When they were sent.
        Created => "created",
        /// The tenants' names, capitals or not.
        Name => "name",
        /// Their statuses, those that wait for a decision first.
        Status => "status",
    }
}

text_enum! {
    /// What workers are sorted by.
    WorkerSort {
        /// The tenants' names, capitals or not.
        Name => "name",
        /// Their statuses, failed ones first.
        Status => "status",
        /// Their last signs of life; those without any are the oldest.
        Heartbeat => "heartbeat",
        /// How often they were started anew.
        Restarts => "restarts",
    }
}

text_enum! {
    /// What nodes are sorted by.
    NodeSort {
        /// When they started.
        Started => "started",
        /// The machines' names, capitals or not.
        Name => "name",
        /// Their last signs of life.
        Heartbeat => "heartbeat",
    }
}

text_enum! {
    /// What is done to several tenants, or requests, at once.
    BulkDeed {
        /// Their workers start.
        Start => "start",
        /// Their workers stop.
        Stop => "stop",
        /// Their workers stop and start again.
        Restart => "restart",
        /// Their assistants fall silent.
        Pause => "pause",
        /// Their assistants answer again.
        Resume => "resume",
        /// They are deleted, so that they can be restored.
        Delete => "delete",
        /// The setup requests are approved and the workers start.
        Approve => "approve",
    }
}

/// One page of a list that is read in both directions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage<T> {
    /// The page's items, in the order that was asked for.
    pub items: Vec<T>,
    /// An opaque cursor; nothing on the last page.
    pub next: Option<String>,
    /// An opaque cursor; nothing on the first page.
    pub previous: Option<String>,
    /// How many there are on all pages.
    pub total: u32,
}

/// A tenant's worker in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerRow {
    /// Whose it is.
    pub tenant: TenantView,
    /// The worker.
    pub worker: WorkerView,
}

/// Something of a tenant that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Whose it is.
    pub tenant_id: TenantId,
    /// The tenant's name.
    pub tenant_name: String,
    /// Since when.
    pub since: Instant,
}

/// A tenant whose messages did not reach customers within the last 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// The tenant and when the last of them was logged.
    pub waiting: Waiting,
    /// Messages that the channel refused.
    pub failed: u32,
    /// Messages of which nobody knows whether they were sent.
    pub unknown: u32,
}

/// What needs a person now, the oldest first; each list holds the first few.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attention {
    /// Requests that wait for a decision.
    pub requests: Vec<SetupRequestView>,
    /// Workers in error or silent for too long, and tenants in error.
    pub troubled: Vec<WorkerRow>,
    /// QR codes that nobody has scanned.
    pub qr_waiting: Vec<Waiting>,
    /// Messages that did not go out.
    pub undelivered: Vec<Undelivered>,
    /// Mails that do not go out; nothing while they do.
    pub mails: Option<StuckMails>,
}

/// Mails that were tried more than once and wait for the next try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckMails {
    /// How many.
    pub count: u32,
    /// When the oldest of them was written.
    pub since: Instant,
}

/// Why one of several was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Its present state does not allow it.
    Conflict(Conflict),
    /// There is no such thing.
    Missing,
    /// The database did not answer.
    Unavailable,
    /// Something that should not happen; the log knows.
    Failed,
}

/// One of several: what it is, and whether it was or would be refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkLine {
    /// The id of the tenant, or of the setup request.
    pub id: String,
    /// The tenant; nothing when there is none.
    pub tenant_id: Option<TenantId>,
    /// The tenant's name.
    pub name: String,
    /// Where the tenant stands at present.
    pub status: Option<TenantStatus>,
    /// Why it was or would be refused; nothing when it was or would be done.
    pub refused: Option<Refusal>,
}

/// What would happen to several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkPlan {
    /// What would be done.
    pub deed: BulkDeed,
    /// To what.
    pub lines: Vec<BulkLine>,
}

/// What became of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkReport {
    /// What was done.
    pub deed: BulkDeed,
    /// What became of each.
    pub lines: Vec<BulkLine>,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// How many workers are in which state, and how many pages are connected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Workers that run.
    pub running: u32,
    /// Workers that do not run, and are not meant to.
    pub stopped: u32,
    /// Workers that are meant to run and do not.
    pub starting: u32,
    /// Workers that failed.
    pub failed: u32,
    /// Pages connected to this node.
    pub sockets: u32,
}
