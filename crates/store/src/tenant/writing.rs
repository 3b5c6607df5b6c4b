//! Changing what a tenant has, and writing down who did.

use domain::{Instant, Sees, TenantId};
use sea_orm::DatabaseTransaction;
use serde_json::Value;

use crate::actor::Actor;
use crate::db::Working;
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::{events, lock};

/// A change of what a living tenant has, within its transaction.
pub(crate) struct Writing<'t> {
    pub(crate) tx: &'t DatabaseTransaction,
    pub(crate) now: Instant,
    pub(crate) tenant: TenantId,
    /// What of the tenant's conversations is there for who changes something.
    pub(crate) sees: Sees,
    pub(crate) by: Actor,
}

impl Writing<'_> {
    /// Writes down in the event log what was done.
    pub(crate) async fn log(&self, what: &'static str, payload: Value) -> Result<()> {
        events::append(self.tx, self.now, Some(self.tenant), &self.by, what, payload).await?;
        Ok(())
    }
}

impl TenantStore {
    /// Changes something in one transaction, where the tenant is alive.
    pub(crate) async fn change<T, W>(&self, by: &Actor, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(Writing<'t>) -> Working<'t, T> + Send + 'static,
    {
        self.change_beside(Beside::Anything, by, work).await
    }

    /// The same, while the tenant's worker writes nothing: for what must find all that there is of a customer.
    pub(crate) async fn change_alone<T, W>(&self, by: &Actor, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(Writing<'t>) -> Working<'t, T> + Send + 'static,
    {
        self.change_beside(Beside::NoWorker, by, work).await
    }

    async fn change_beside<T, W>(&self, beside: Beside, by: &Actor, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(Writing<'t>) -> Working<'t, T> + Send + 'static,
    {
        let (tenant, sees) = (self.id, self.sees);
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    if let Beside::NoWorker = beside {
                        lock::wait_briefly(tx).await?;
                        lock::worker(tx, tenant).await?;
                    }
                    lock::living_tenant(tx, tenant).await?;
                    work(Writing { tx, now: store.now(), tenant, sees, by }).await
                })
            })
            .await
    }
}

/// What may be written in the tenant at the same time.
#[derive(Clone, Copy)]
enum Beside {
    Anything,
    NoWorker,
}
