//! The handle that everything else holds.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use channel::sandbox::{Phone, PhoneStore, Sandbox};
use channel::{Connector, ConnectorError};
use domain::live::LiveEvent;
use domain::views::{Overview, TenantDetail};
use domain::{Clock, Instant, NodeId, Permission, Principal, Role, TenantId};
use store::{Store, StoreError, TenantStore, WorkerStore};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::{Hasher, token_hash};
use crate::config::EngineConfig;
use crate::courtesy::Courtesies;
use crate::device::StoredDevice;
use crate::flows::FlowBook;
use crate::knowledge::Phraser;
use crate::live::{Bus, LiveFeed, Sight};
use crate::news::Word;
use crate::phone::SANDBOX;
use crate::pool::Pool;
use crate::publish::Turns;
use crate::wake::Sleepers;
use crate::{EngineError, alerts, mail, news, qr, scheduler};

/// Files of customers that are in memory at once, of all tenants.
const FILES_AT_ONCE: usize = 4;
/// Documents that are read at once: each may take a processor for seconds, and some hundred megabytes.
const DOCUMENTS_AT_ONCE: usize = 1;
/// Password hashes computed at once; two fill the smallest machine.
const HASHES_AT_ONCE: usize = 2;

/// Flow HQ without its web: a cheap clone, shared by pages, API, sockets and the command line.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    config: EngineConfig,
    store: Store,
    clock: Arc<dyn Clock>,
    node: NodeId,
    hasher: Hasher,
    bus: Bus,
    turns: Turns,
    sleepers: Sleepers,
    courtesies: Courtesies,
    /// The versions of businesses' own flows.
    flows: FlowBook,
    sandbox: Sandbox,
    /// Words answers, where there is a language model.
    phraser: Option<Phraser>,
    /// Wakes the pool: something is wanted.
    wanted: Arc<Notify>,
    /// Wakes the publisher of the platform's figures.
    figures: Arc<Notify>,
    /// Wakes the sender of mails.
    mail: Arc<Notify>,
    /// Turns to hold a customer's file in memory.
    files: Semaphore,
    /// Turns to read a document that somebody handed in.
    documents: Semaphore,
    tasks: TaskTracker,
    /// Cancelled when shutting down begins.
    draining: CancellationToken,
    /// Cancelled when the pool has ended and no worker is left.
    over: CancellationToken,
    /// Cancelled when what is left must end at once.
    abort: CancellationToken,
    running: OnceLock<()>,
}

impl Engine {
    /// Prepares the engine; nothing runs before [`Engine::run`].
    ///
    /// # Errors
    /// When the password hasher cannot be set up.
    #[expect(clippy::unused_async, reason = "connectors that come later wait for the outside here")]
    pub async fn open(
        config: EngineConfig,
        store: Store,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, EngineError> {
        let tasks = TaskTracker::new();
        let bus = Bus::new(store.news().map(|_| Arc::default()));
        let phone_bus = bus.clone();
        let sandbox = Sandbox::new(
            Arc::new(StoredPhones(store.clone())),
            clock.clone(),
            config.sandbox_timing,
            tasks.clone(),
            Arc::new(move |tenant_id| phone_bus.publish(LiveEvent::Phone { tenant_id })),
        );
        let inner = Inner {
            node: store.mint(),
            hasher: Hasher::new(HASHES_AT_ONCE)?,
            phraser: config.model.clone().map(Phraser::new),
            config,
            store,
            clock,
            bus,
            turns: Turns::default(),
            sleepers: Sleepers::default(),
            courtesies: Courtesies::default(),
            flows: FlowBook::default(),
            sandbox,
            wanted: Arc::new(Notify::new()),
            figures: Arc::new(Notify::new()),
            mail: Arc::new(Notify::new()),
            files: Semaphore::new(FILES_AT_ONCE),
            documents: Semaphore::new(DOCUMENTS_AT_ONCE),
            tasks,
            draining: CancellationToken::new(),
            over: CancellationToken::new(),
            abort: CancellationToken::new(),
            running: OnceLock::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Starts the pool and the scheduler; a second call does nothing.
    pub fn run(&self) {
        if self.inner.running.set(()).is_err() {
            return;
        }
        self.inner.tasks.spawn(Pool::new(self.clone()).run());
        self.inner.tasks.spawn(scheduler::run(self.clone()));
        self.inner.tasks.spawn(scheduler::publish_figures(self.clone()));
        self.inner.tasks.spawn(mail::run(self.clone()));
        self.inner.tasks.spawn(alerts::run(self.clone()));
        self.inner.tasks.spawn(alerts::browser::run(self.clone()));
        self.inner.tasks.spawn(news::tell(self.clone()));
        self.inner.tasks.spawn(news::hear(self.clone()));
    }

    /// Ends gracefully: workers finish what they hold and give their leases back; what is not done
    /// after `grace` is dropped where it stands, as in a crash.
    pub async fn shut_down(&self, grace: Duration) {
        self.inner.draining.cancel();
        self.inner.tasks.close();
        if tokio::time::timeout(grace, self.inner.tasks.wait()).await.is_err() {
            tracing::warn!(grace_seconds = grace.as_secs(), "workers did not end in time");
            self.inner.abort.cancel();
            self.inner.tasks.wait().await;
        }
    }

    /// Cancelled as soon as shutting down begins.
    pub fn draining(&self) -> CancellationToken {
        self.inner.draining.clone()
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<(), EngineError> {
        Ok(self.inner.store.ping().await?)
    }

    /// Subscribes a browser; take the snapshot after this, so that nothing falls in between.
    pub fn live(&self, principal: &Principal, token: Option<&str>) -> LiveFeed {
        let closing = self.inner.draining.child_token();
        let feed = self.inner.bus.feed(principal.clone(), token.map(token_hash), closing);
        match principal.tenant_id {
            Some(tenant) if principal.role == Role::Agent => {
                feed.seen_through(Sight::new(self.clone(), principal.clone(), tenant))
            }
            _ => feed,
        }
    }

    /// What this person's pages show live: the own tenant, or the platform's figures.
    pub async fn live_snapshot(
        &self,
        principal: &Principal,
    ) -> Result<(Option<TenantDetail>, Option<Overview>), EngineError> {
        if principal.is_admin() {
            return Ok((None, Some(self.overview(principal).await?)));
        }
        let own = principal.tenant_id.ok_or(EngineError::Forbidden)?;
        Ok((Some(self.tenant_detail(principal, own).await?), None))
    }

    /// Everything about a tenant, for our own use: no principal, the code drawn.
    pub(crate) async fn detail(&self, tenant: TenantId) -> Result<TenantDetail, EngineError> {
        self.detail_through(&self.inner.store.tenant(tenant)).await
    }

    /// The same, as far as it is seen through a door.
    pub(crate) async fn detail_through(
        &self,
        door: &TenantStore,
    ) -> Result<TenantDetail, EngineError> {
        let found = door.detail_and_session(self.inner.config.stale()).await?;
        let (mut detail, stored) = found.ok_or(EngineError::NotFound)?;
        detail.session = qr::session_view(stored);
        Ok(detail)
    }

    /// The versions of businesses' own flows.
    pub(crate) fn flows(&self) -> &FlowBook {
        &self.inner.flows
    }

    /// Has the platform's figures published anew, on every node.
    pub(crate) fn figures_changed(&self) {
        self.inner.figures.notify_one();
        self.bus().announce(Word::Figures);
    }

    /// Wakes the pools of all nodes after something was asked for.
    pub(crate) fn poke(&self) {
        self.inner.wanted.notify_one();
        self.bus().announce(Word::Wanted);
    }

    /// Wakes a tenant's worker, on whatever node it runs.
    pub(crate) fn wake(&self, tenant: TenantId) {
        if !self.sleepers().wake(tenant) {
            self.bus().announce(Word::Due(tenant));
        }
    }

    /// Wakes the pool of this node.
    pub(crate) fn wanted(&self) -> &Notify {
        &self.inner.wanted
    }

    pub(crate) fn figures(&self) -> &Notify {
        &self.inner.figures
    }

    /// Wakes the sender: a mail waits.
    pub(crate) fn wake_mail(&self) {
        self.inner.mail.notify_one();
    }

    /// Waits for a turn to hold a customer's file in memory. Cancel-safe.
    pub(crate) async fn fetching(&self) -> SemaphorePermit<'_> {
        self.inner.files.acquire().await.expect("nobody closes the turns")
    }

    /// Waits for a turn to read a document that somebody handed in. Cancel-safe.
    pub(crate) async fn reading(&self) -> SemaphorePermit<'_> {
        self.inner.documents.acquire().await.expect("nobody closes the turns")
    }

    pub(crate) fn mail_wanted(&self) -> &Notify {
        &self.inner.mail
    }

    /// Cancelled when the pool has ended and no worker is left.
    pub(crate) fn over(&self) -> &CancellationToken {
        &self.inner.over
    }

    pub(crate) fn abort(&self) -> &CancellationToken {
        &self.inner.abort
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn config(&self) -> &EngineConfig {
        &self.inner.config
    }

    pub(crate) fn bus(&self) -> &Bus {
        &self.inner.bus
    }

    /// Whose turn it is to publish how a tenant is.
    pub(crate) fn turns(&self) -> &Turns {
        &self.inner.turns
    }

    /// The workers of this node that customers can be shown something by.
    pub(crate) fn courtesies(&self) -> &Courtesies {
        &self.inner.courtesies
    }

    /// The workers of this node that can be woken.
    pub(crate) fn sleepers(&self) -> &Sleepers {
        &self.inner.sleepers
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.inner.hasher
    }

    /// A connector by its stored name; nothing when this node has no such kind.
    pub(crate) fn connector(&self, name: &str, worker: &WorkerStore) -> Option<Arc<dyn Connector>> {
        let tenant = worker.lease().tenant_id;
        let configured = self.inner.config.connectors.iter().find(|(known, _)| *known == name);
        match configured {
            Some((_, factory)) => {
                Some(factory.connector(tenant, Arc::new(StoredDevice(worker.clone()))))
            }
            None if name == SANDBOX && self.inner.config.sandbox => {
                Some(self.inner.sandbox.connector(tenant))
            }
            None => None,
        }
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.inner.sandbox
    }

    /// What words answers; nothing where there is no language model.
    pub(crate) fn phraser(&self) -> Option<&Phraser> {
        self.inner.phraser.as_ref()
    }

    pub(crate) fn node(&self) -> NodeId {
        self.inner.node
    }

    pub(crate) fn now(&self) -> Instant {
        self.inner.clock.now()
    }
}

/// The sandbox's phones in our database.
struct StoredPhones(Store);

#[async_trait::async_trait]
impl PhoneStore for StoredPhones {
    async fn load(&self, tenant: TenantId) -> Result<Option<Phone>, ConnectorError> {
        let state = self.0.tenant(tenant).phone_state().await.map_err(unavailable)?;
        let phone = state.map(serde_json::from_value).transpose();
        phone.map_err(|error| ConnectorError::State(error.to_string()))
    }

    async fn save(&self, tenant: TenantId, phone: &Phone) -> Result<(), ConnectorError> {
        let state = serde_json::to_value(phone)
            .map_err(|error| ConnectorError::State(error.to_string()))?;
        let saved = self.0.tenant(tenant).save_phone_state(phone.linked, state).await;
        saved.map_err(unavailable)
    }
}

pub(crate) fn unavailable(error: StoreError) -> ConnectorError {
    ConnectorError::State(error.to_string())
}

/// Whether this person may see the code that links the phone.
pub(crate) fn may_link(principal: &Principal) -> bool {
    principal.role.may(Permission::LinkPhone)
}
