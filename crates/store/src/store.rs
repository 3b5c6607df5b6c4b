//! The store and its doors.

use std::fmt;
use std::sync::Arc;

use domain::{Clock, Instant, RecordId, TenantId};
use migration::{MigrationStatus, Migrator, MigratorTrait};
use sea_orm::DatabaseTransaction;

use crate::accounts::AccountStore;
use crate::config::StoreConfig;
use crate::db::{Db, Scope, Working};
use crate::error::Result;
use crate::leases::{Lease, LeaseStore};
use crate::platform::PlatformStore;
use crate::secret::SecretKey;
use crate::tenant::TenantStore;
use crate::worker::WorkerStore;

/// Everything that Flow HQ keeps. A cheap handle: clones share the connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    key: SecretKey,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Connects to the database; an SQLite file and its folder are made where they are missing.
    ///
    /// # Errors
    /// When the address cannot be used or the database cannot be reached.
    pub async fn connect(
        config: &StoreConfig,
        key: SecretKey,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let db = Db::connect(config).await?;
        Ok(Self { inner: Arc::new(Inner { db, key, clock }) })
    }

    /// Brings the schema up to date; of several nodes that start at once one does it and the others wait.
    pub async fn migrate(&self) -> Result<()> {
        let lock = self.inner.db.lock_schema().await?;
        Migrator::up(self.inner.db.migrations(), None).await?;
        if let Some(lock) = lock {
            lock.rollback().await?;
        }
        Ok(())
    }

    /// Takes the newest `steps` of the schema back, or all of them: their data is lost.
    pub async fn migrate_down(&self, steps: Option<u32>) -> Result<()> {
        Ok(Migrator::down(self.inner.db.migrations(), steps).await?)
    }

    /// Every step of the schema, oldest first, and whether it is applied.
    pub async fn migration_status(&self) -> Result<Vec<(String, bool)>> {
        let steps = Migrator::get_migration_with_status(self.inner.db.migrations()).await?;
        Ok(steps
            .iter()
            .map(|step| (step.name().to_owned(), step.status() == MigrationStatus::Applied))
            .collect())
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When none comes.
    pub async fn ping(&self) -> Result<()> {
        self.inner.db.ping().await
    }

    /// A new id of any kind.
    pub fn mint<T: RecordId>(&self) -> T {
        crate::mint::mint(self.clock())
    }

    /// The key that encrypted columns are sealed with.
    pub fn key(&self) -> &SecretKey {
        &self.inner.key
    }

    /// Everything of one tenant and nothing else.
    pub fn tenant(&self, id: TenantId) -> TenantStore {
        TenantStore::new(self.clone(), id)
    }

    /// What a tenant's worker reads and writes while it holds the lease.
    pub fn worker(&self, lease: Lease) -> WorkerStore {
        WorkerStore::new(self.clone(), lease)
    }

    /// Across tenants: signing up and in.
    pub fn accounts(&self) -> AccountStore {
        AccountStore::new(self.clone())
    }

    /// Across tenants: what admins see and do.
    pub fn platform(&self) -> PlatformStore {
        PlatformStore::new(self.clone())
    }

    /// Across tenants: nodes and the leases they hold.
    pub fn leases(&self) -> LeaseStore {
        LeaseStore::new(self.clone())
    }

    /// Finishes what was handed over and closes every connection; later work is refused.
    pub async fn close(&self) -> Result<()> {
        self.inner.db.close().await
    }

    pub(crate) fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.clock.as_ref()
    }

    /// Does a piece of work that may write, in one transaction; see [`Db::write`].
    ///
    /// The work takes its time itself (`now`), for it may have waited in a queue.
    pub(crate) async fn write<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
    {
        self.inner.db.write(scope, work).await
    }

    /// Does a piece of work that only reads, in one transaction; see [`Db::read`].
    pub(crate) async fn read<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
    {
        self.inner.db.read(scope, work).await
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("db", &self.inner.db).finish_non_exhaustive()
    }
}
