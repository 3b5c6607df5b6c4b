//! The door to every chain of events, for checking that nobody changed them past Flow HQ.

use domain::{RecordId, TenantId};
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::db::Scope;
use crate::entity::tenants;
use crate::error::Result;
use crate::events::verify::{ChainFault, Walk};
use crate::store::Store;

/// Every chain of events, across tenants.
#[derive(Debug, Clone)]
pub struct AuditStore {
    store: Store,
}

/// A chain of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Whose it is; nothing for the platform's own.
    pub tenant: Option<TenantId>,
    /// The tenant's name.
    pub name: Option<String>,
}

/// What the walk along a chain showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// How many entries were read.
    pub entries: u64,
    /// What is wrong, in the order of the chain; of very many the first twenty.
    pub faults: Vec<ChainFault>,
}

impl AuditStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// The platform's own chain and those of all tenants, deleted ones as well, oldest first.
    pub async fn chains(&self) -> Result<Vec<Chain>> {
        let tenants: Vec<(Uuid, String)> = self
            .store
            .read(Scope::Upkeep, |tx| {
                Box::pin(async move {
                    Ok(tenants::Entity::find()
                        .select_only()
                        .column(tenants::Column::Id)
                        .column(tenants::Column::Name)
                        .order_by_asc(tenants::Column::Id)
                        .into_tuple()
                        .all(tx)
                        .await?)
                })
            })
            .await?;
        let platform = Chain { tenant: None, name: None };
        let of_tenants = tenants
            .into_iter()
            .map(|(id, name)| Chain { tenant: Some(TenantId::from_uuid(id)), name: Some(name) });
        Ok(std::iter::once(platform).chain(of_tenants).collect())
    }

    /// Walks along a chain from its first entry to its head.
    ///
    /// A part at a time, so that a long chain holds nobody up: only while the last part is read, nothing
    /// can be appended to it.
    pub async fn verify(&self, chain: Option<TenantId>) -> Result<ChainReport> {
        let mut walk = Walk::new();
        loop {
            let mut next = walk.clone();
            let (more, next) = self
                .store
                .read(Scope::Upkeep, move |tx| {
                    Box::pin(async move { Ok((next.step(tx, chain).await?, next)) })
                })
                .await?;
            walk = next;
            if !more {
                break;
            }
        }
        let walk = self
            .store
            .read(Scope::Upkeep, move |tx| {
                Box::pin(async move {
                    let mut walk = walk;
                    walk.end(tx, chain).await?;
                    Ok(walk)
                })
            })
            .await?;
        Ok(ChainReport { entries: walk.entries, faults: walk.faults })
    }
}
