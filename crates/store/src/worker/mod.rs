//! What a tenant's worker reads and writes while it holds the lease.
//!
//! Every write is fenced: its transaction begins with the worker's row, and when that does not carry the
//! lease's owner and epoch any more nothing is written and the caller learns that it is out
//! ([`StoreError::LeaseLost`](crate::StoreError::LeaseLost)). So of two nodes that both believe they run
//! a worker only one changes anything. Reads are not fenced; what is done about them is.
//!
//! What happens with every message is done for several at once, in as many statements as for one: a
//! worker takes together what came together.

mod alerts;
mod contact;
mod customer;
mod delivery;
mod device;
mod fence;
mod files;
mod heard;
mod idle;
mod inbound;
mod lifecycle;
mod merge;
mod message;
mod outbox;
mod question;
mod receive;
mod scheduled;
mod session;
mod settle;
mod several;
mod wake;

pub use customer::CustomerChange;
pub use device::{DeviceChange, DeviceItem};
pub use files::WaitingFile;
pub use idle::IdleConversation;
pub use inbound::{ConversationRow, RecentReplies, Standing};
pub use lifecycle::Changed;
pub use message::{AddressRow, InboundMessage};
pub use outbox::OutboxItem;
pub use question::Unanswered;
pub use receive::{Received, ReceivedFile, Reception};
pub use scheduled::{DueAbout, DueKind, DueMessage, FollowUps};
pub use session::SessionSaved;
pub(crate) use several::Values;

pub use settle::{AnswerPicture, Deed, Reply, SeenTurn, Settled, Settlement};

pub(crate) use customer::drop_waiting;
pub(crate) use merge::merge;
pub(crate) use message::{Logged, answer_row};
pub(crate) use outbox::{OutboxState, outbox_row};

use domain::views::{ConfigView, TenantView};
use domain::{RecordId, TenantId};
use sea_orm::{DatabaseTransaction, EntityTrait};

use crate::db::{Scope, Working};
use crate::entity::tenants;
use crate::error::{Result, StoreError};
use crate::leases::Lease;
use crate::store::Store;
use crate::views;
use fence::Held;

/// The fenced door of one tenant's worker.
#[derive(Clone)]
pub struct WorkerStore {
    store: Store,
    lease: Lease,
}

impl WorkerStore {
    pub(crate) fn new(store: Store, lease: Lease) -> Self {
        Self { store, lease }
    }

    /// The lease that everything is written under.
    pub fn lease(&self) -> &Lease {
        &self.lease
    }

    /// What the tenant told us about the business.
    ///
    /// # Errors
    /// When there is no such tenant.
    pub async fn config(&self) -> Result<ConfigView> {
        let config = self.store.tenant(self.tenant_id()).config().await?;
        config.ok_or(StoreError::Missing("tenant's configuration"))
    }

    /// The tenant, deleted or not.
    ///
    /// # Errors
    /// When there is no such tenant.
    pub async fn tenant(&self) -> Result<TenantView> {
        let id = self.tenant_id();
        self.read(move |tx| {
            Box::pin(async move {
                let row = tenants::Entity::find_by_id(id.uuid()).one(tx).await?;
                views::tenant(row.ok_or(StoreError::Missing("tenant"))?)
            })
        })
        .await
    }

    fn tenant_id(&self) -> TenantId {
        self.lease.tenant_id
    }

    /// Does a piece of work that may write; it must begin with one of [`Held`]'s checks.
    async fn write<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(Held<'t>) -> Working<'t, T> + Send + 'static,
    {
        let (store, lease) = (self.store.clone(), self.lease.clone());
        self.store
            .write(Scope::Tenant(lease.tenant_id), move |tx| {
                work(Held { tx, now: store.now(), lease, ring: store.key().clone() })
            })
            .await
    }

    async fn read<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
    {
        self.store.read(Scope::Tenant(self.lease.tenant_id), work).await
    }
}
