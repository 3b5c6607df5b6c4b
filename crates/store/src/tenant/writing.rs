//! Changing what a tenant has, and writing down who did.

use domain::{Instant, TenantId};
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
    by: Actor,
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
        let (tenant, by, store) = (self.id, by.clone(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    lock::living_tenant(tx, tenant).await?;
                    work(Writing { tx, now: store.now(), tenant, by }).await
                })
            })
            .await
    }
}
