//! Whether a chain of events is whole.

use std::fmt;

use domain::{EventId, RecordId, TenantId};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{GENESIS, hash, head, of_chain};
use crate::entity::portal_event_logs;
use crate::error::Result;

/// How many entries are read at a time.
pub(crate) const STEP: u64 = 500;

/// What is wrong with a chain of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainFault {
    /// The entry's number in its chain.
    pub seq: i64,
    /// The entry where the fault shows; nothing when it is not there any more.
    pub event: Option<EventId>,
    /// What was done, as far as the entry can be believed.
    pub event_type: Option<String>,
    /// What is wrong.
    pub what: ChainFaultKind,
}

/// The kinds of faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainFaultKind {
    /// Its contents are not what was written.
    Changed,
    /// It does not follow from the entry before it: that one is another than when this one was written.
    OutOfPlace,
    /// It was not written by Flow HQ: the chain's head does not count it.
    Inserted,
    /// Entries up to, and without, the next one that is there are missing.
    Missing {
        /// The last number that is missing.
        last: i64,
    },
    /// The end is missing, from this number on.
    Cut {
        /// How many entries there must be.
        count: i64,
    },
    /// The chain's head is missing, so that nobody can say where the chain ends.
    HeadMissing,
    /// The chain's head does not carry the last entry's hash.
    HeadChanged,
}

impl fmt::Display for ChainFaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => f.write_str("was changed after it was written"),
            Self::OutOfPlace => f.write_str("does not follow from the entry before it"),
            Self::Inserted => f.write_str("was inserted: the chain's head does not count it"),
            Self::Missing { last } => write!(f, "is missing, with all up to number {last}"),
            Self::Cut { count } => {
                write!(f, "and what follows was cut off: there must be {count} entries")
            }
            Self::HeadMissing => f.write_str("cannot be judged: the chain's head is missing"),
            Self::HeadChanged => f.write_str("is the last one, but the chain's head names another"),
        }
    }
}

/// A walk along one chain, entry by entry.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    /// The number of the entry that was read last; below every number before the first.
    read: i64,
    /// The number and the hash that the next entry follows from.
    seq: i64,
    last: String,
    /// How many entries were read.
    pub(crate) entries: u64,
    pub(crate) faults: Vec<ChainFault>,
}

/// More faults of one chain than these tell nothing new.
const FAULTS_MAX: usize = 20;

impl Walk {
    pub(crate) fn new() -> Self {
        // A number below one was never given out, so whoever wrote one is found.
        Self { read: i64::MIN, seq: 0, last: GENESIS.to_owned(), entries: 0, faults: Vec::new() }
    }

    /// Reads on, [`STEP`] entries at most; false at the end of what is there.
    pub(crate) async fn step(
        &mut self,
        tx: &DatabaseTransaction,
        tenant: Option<TenantId>,
    ) -> Result<bool> {
        let rows = portal_event_logs::Entity::find()
            .filter(of_chain(portal_event_logs::COLUMN.tenant_id.is_null(), tenant, |id| {
                portal_event_logs::COLUMN.tenant_id.eq(id)
            }))
            .filter(portal_event_logs::COLUMN.seq.gt(self.read))
            .order_by_asc(portal_event_logs::COLUMN.seq)
            .limit(STEP)
            .all(tx)
            .await?;
        let more = rows.len() as u64 == STEP;
        for row in rows {
            self.take(row);
        }
        Ok(more)
    }

    /// Reads what is left and holds it against the chain's head, which stays locked until the
    /// transaction ends, so that nothing is appended meanwhile.
    pub(crate) async fn end(
        &mut self,
        tx: &DatabaseTransaction,
        tenant: Option<TenantId>,
    ) -> Result<()> {
        let head = head(tx, tenant).await?;
        while self.step(tx, tenant).await? {}
        let Some(head) = head else {
            // Nothing has happened on the platform yet; a tenant's chain begins with the tenant.
            if tenant.is_some() || self.entries > 0 {
                self.fault(self.seq, None, ChainFaultKind::HeadMissing);
            }
            return Ok(());
        };
        if self.seq < head.count {
            self.fault(self.seq + 1, None, ChainFaultKind::Cut { count: head.count });
        } else if self.seq > head.count {
            self.fault(head.count + 1, None, ChainFaultKind::Inserted);
        } else if self.last != head.head_hash {
            self.fault(self.seq, None, ChainFaultKind::HeadChanged);
        }
        Ok(())
    }

    fn take(&mut self, row: portal_event_logs::Model) {
        self.read = row.seq;
        self.entries += 1;
        if row.seq < 1 {
            // It has no place in the chain, so the next one does not follow from it.
            return self.fault(row.seq, Some(&row), ChainFaultKind::Inserted);
        }
        if row.seq > self.seq + 1 {
            self.fault(self.seq + 1, None, ChainFaultKind::Missing { last: row.seq - 1 });
        }
        if row.hash != hash(&row) {
            self.fault(row.seq, Some(&row), ChainFaultKind::Changed);
        } else if row.seq == self.seq + 1 && row.prev_hash != self.last {
            self.fault(row.seq, Some(&row), ChainFaultKind::OutOfPlace);
        }
        (self.seq, self.last) = (row.seq, row.hash);
    }

    fn fault(&mut self, seq: i64, row: Option<&portal_event_logs::Model>, what: ChainFaultKind) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(ChainFault {
                seq,
                event: row.map(|row| EventId::from_uuid(row.id)),
                event_type: row.map(|row| row.event_type.clone()),
                what,
            });
        }
    }
}
