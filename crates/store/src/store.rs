//! The store and its doors.

use std::fmt;
use std::sync::Arc;

use domain::{Clock, Instant, RecordId, TenantId};
use migration::{MigrationStatus, Migrator, MigratorTrait};
use sea_orm::DatabaseTransaction;

use crate::accounts::AccountStore;
use crate::audit::AuditStore;
use crate::config::StoreConfig;
use crate::db::{Db, Migrating, Scope, Wall, Working, Writes};
use crate::error::Result;
use crate::keys::{KeyRing, KeyStore};
use crate::leads::LeadStore;
use crate::leases::{Lease, LeaseStore};
use crate::mails::MailStore;
use crate::news::News;
use crate::platform::PlatformStore;
use crate::tenant::TenantStore;
use crate::upkeep::UpkeepStore;
use crate::worker::WorkerStore;

/// Everything that Flow HQ keeps. A cheap handle: clones share the connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    key: KeyRing,
    clock: Arc<dyn Clock>,
    first_connector: String,
}

impl Store {
    /// Connects to the database; an SQLite file and its folder are made where they are missing.
    ///
    /// # Errors
    /// When the address cannot be used or the database cannot be reached.
    pub async fn connect(
        config: &StoreConfig,
        key: impl Into<KeyRing>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let db = Db::connect(config).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                db,
                key: key.into(),
                clock,
                first_connector: config.first_connector.clone(),
            }),
        })
    }

    /// Brings the schema up to date; of several nodes that start at once one does it and the others wait.
    ///
    /// On PostgreSQL with an owner of its own ([`StoreConfig::owner_url`]) this also lets the serving
    /// role use what is there, which needs no rights on the schema then.
    pub async fn migrate(&self) -> Result<()> {
        let migrating = self.inner.db.migrations().await?;
        let done = self.bring_up(&migrating).await;
        migrating.close().await?;
        done
    }

    async fn bring_up(&self, migrating: &Migrating) -> Result<()> {
        let lock = migrating.lock().await?;
        Migrator::up(migrating.connection(), None).await?;
        self.inner.db.admit(migrating).await?;
        if let Some(lock) = lock {
            lock.rollback().await?;
        }
        Ok(())
    }

    /// Takes the newest `steps` of the schema back, or all of them: their data is lost.
    pub async fn migrate_down(&self, steps: Option<u32>) -> Result<()> {
        let migrating = self.inner.db.migrations().await?;
        let done = Migrator::down(migrating.connection(), steps).await;
        migrating.close().await?;
        Ok(done?)
    }

    /// Every step of the schema, oldest first, and whether it is applied. Needs no rights on the schema.
    pub async fn migration_status(&self) -> Result<Vec<(String, bool)>> {
        let db = self.inner.db.looking();
        Ok(Migrator::get_migration_with_status_read_only(db)
            .await?
            .iter()
            .map(|step| (step.name().to_owned(), step.status() == MigrationStatus::Applied))
            .collect())
    }

    /// What keeps tenants apart beside our own filters, as the database says it now.
    pub async fn wall(&self) -> Result<Wall> {
        self.inner.db.wall().await
    }

    /// What the one writer of SQLite has done since the start; nothing on PostgreSQL.
    pub fn writes(&self) -> Option<Writes> {
        self.inner.db.writes()
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When none comes.
    pub async fn ping(&self) -> Result<()> {
        self.inner.db.ping().await
    }

    /// The way to the other nodes of this database; nothing on SQLite, where there is one node.
    pub fn news(&self) -> Option<News> {
        self.inner.db.has_nodes().then(|| News::new(self.clone()))
    }

    /// A new id of any kind.
    pub fn mint<T: RecordId>(&self) -> T {
        crate::mint::mint(self.clock())
    }

    /// The keys that encrypted columns are sealed and opened with.
    pub fn key(&self) -> &KeyRing {
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

    /// Across tenants: mails that wait to be sent.
    pub fn mails(&self) -> MailStore {
        MailStore::new(self.clone())
    }

    /// Across tenants: what admins see and do.
    pub fn platform(&self) -> PlatformStore {
        PlatformStore::new(self.clone())
    }

    /// Of no tenant: what visitors wrote to us.
    pub fn leads(&self) -> LeadStore {
        LeadStore::new(self.clone())
    }

    /// Across tenants: nodes and the leases they hold.
    pub fn leases(&self) -> LeaseStore {
        LeaseStore::new(self.clone())
    }

    /// Across tenants: every chain of events, for checking that it is whole.
    pub fn audit(&self) -> AuditStore {
        AuditStore::new(self.clone())
    }

    /// Across tenants: every sealed value, for turning keys.
    pub fn keys(&self) -> KeyStore {
        KeyStore::new(self.clone())
    }

    /// Across tenants: what is over, for forgetting it.
    pub fn upkeep(&self) -> UpkeepStore {
        UpkeepStore::new(self.clone())
    }

    /// Finishes what was handed over and closes every connection; later work is refused.
    pub async fn close(&self) -> Result<()> {
        self.inner.db.close().await
    }

    /// The connector that a new tenant's session gets.
    pub(crate) fn first_connector(&self) -> &str {
        &self.inner.first_connector
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
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
