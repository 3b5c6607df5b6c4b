//! A small world: one database, one engine that can be killed and opened anew, people in it.

use std::sync::Arc;
use std::time::Duration;

use domain::forms::{SandboxDelivery, SandboxSayForm, SetupForm};
use domain::message::Direction;
use domain::session::SessionStateName;
use domain::views::{MessageView, TenantDetail};
use domain::{Clock, Principal, TenantId, TenantStatus};
use engine::{Engine, EngineConfig, SystemClock};
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;

use crate::begin;
pub use crate::begin::{setup_form, wait_for};

pub struct World {
    pub engine: Engine,
    pub admin: Principal,
    pub store: Store,
    key: SecretKey,
    folder: TempDir,
}

/// A clock that is ahead of time.
struct Ahead(chrono::TimeDelta);

impl Clock for Ahead {
    fn now(&self) -> domain::Instant {
        SystemClock.now() + self.0
    }
}

/// A tenant and its owner.
pub struct Shop {
    pub owner: Principal,
    pub tenant: TenantId,
}

pub fn quick() -> EngineConfig {
    EngineConfig {
        fragments: Duration::ZERO,
        typing: Duration::ZERO,
        heartbeat: Duration::from_millis(300),
        reconcile_every: Duration::from_millis(100),
        replies_per_minute: 1000,
        replies_per_contact: 1000,
        sandbox_timing: begin::sandbox_timing(),
        ..EngineConfig::default()
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(quick()).await
    }

    pub async fn with(config: EngineConfig) -> Self {
        Self::at(config, Arc::new(SystemClock)).await
    }

    /// With a clock of its own.
    pub async fn at(config: EngineConfig, clock: Arc<dyn Clock>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::generate();
        let (engine, store) = open_at(&folder, &key, config, clock).await;
        let admin = begin::admin(&engine).await;
        engine.run();
        Self { engine, admin, store, key, folder }
    }

    /// A second engine on the same database, as another node.
    pub async fn another_node(&self, config: EngineConfig) -> Engine {
        let (engine, _) = open(&self.folder, &self.key, config).await;
        engine.run();
        engine
    }

    /// The same business later, through an engine at rest.
    pub async fn later(&self, config: EngineConfig, by: chrono::TimeDelta) -> (Engine, Store) {
        open_at(&self.folder, &self.key, config, Arc::new(Ahead(by))).await
    }

    /// Ends the engine as kill -9 would: nothing is finished, nothing is given back. Then starts
    /// a new one, whose node waits until the dead one's leases run out.
    pub async fn crash(&mut self, config: EngineConfig) {
        self.engine.shut_down(Duration::ZERO).await;
        (self.engine, self.store) = open(&self.folder, &self.key, config).await;
        self.engine.run();
    }

    pub async fn shop(&self, name: &str) -> Shop {
        let owner = begin::owner(&self.engine, name).await.principal;
        let tenant = owner.tenant_id.unwrap();
        Shop { owner, tenant }
    }

    /// Signs up, submits, approves and waits for the QR code.
    pub async fn approved(&self, name: &str) -> Shop {
        self.approved_as(name, "BOOKING").await
    }

    async fn approved_as(&self, name: &str, template: &str) -> Shop {
        let shop = self.shop(name).await;
        let form = SetupForm { template: template.into(), ..setup_form(name) };
        let request = self.engine.submit_setup(&shop.owner, &form).await.unwrap();
        self.engine.approve_request(&self.admin, request.id, None).await.unwrap();
        self.until(&shop, "a QR code", |detail| detail.session.qr.is_some()).await;
        shop
    }

    /// A tenant whose phone is linked.
    pub async fn linked(&self, name: &str) -> Shop {
        self.linked_as(name, "BOOKING").await
    }

    /// The same with another template.
    pub async fn linked_as(&self, name: &str, template: &str) -> Shop {
        let shop = self.approved_as(name, template).await;
        self.scan(&shop).await;
        shop
    }

    pub async fn scan(&self, shop: &Shop) {
        let detail = self.detail(shop).await;
        let code = detail.session.qr.unwrap().code;
        self.engine.phone_scan(&shop.owner, shop.tenant, &code).await.unwrap();
        self.until(shop, "a connection", |detail| {
            detail.session.state == SessionStateName::Connected
                && detail.tenant.status == TenantStatus::Active
        })
        .await;
    }

    pub async fn detail(&self, shop: &Shop) -> TenantDetail {
        self.engine.tenant_detail(&shop.owner, shop.tenant).await.unwrap()
    }

    pub async fn until(
        &self,
        shop: &Shop,
        what: &str,
        good: impl Fn(&TenantDetail) -> bool,
    ) -> TenantDetail {
        wait_for(what, async || {
            let detail = self.detail(shop).await;
            good(&detail).then_some(detail)
        })
        .await
    }

    pub async fn say(&self, shop: &Shop, from: &str, text: &str) {
        self.say_as(shop, from, text, SandboxDelivery::Normal).await;
    }

    pub async fn say_as(&self, shop: &Shop, from: &str, text: &str, delivery: SandboxDelivery) {
        let form = SandboxSayForm {
            from: from.into(),
            name: String::new(),
            text: text.into(),
            delivery: delivery.to_string(),
            call: String::new(),
        };
        self.engine.phone_say(&shop.owner, shop.tenant, &form).await.unwrap();
    }

    /// The whole message log, oldest first.
    pub async fn log(&self, shop: &Shop) -> Vec<MessageView> {
        let page = self.engine.messages(&shop.owner, shop.tenant, None, 200, None).await.unwrap();
        let mut messages = page.items;
        messages.reverse();
        messages
    }

    pub async fn until_log(
        &self,
        shop: &Shop,
        what: &str,
        good: impl Fn(&[MessageView]) -> bool,
    ) -> Vec<MessageView> {
        wait_for(what, async || {
            let log = self.log(shop).await;
            good(&log).then_some(log)
        })
        .await
    }

    /// Our messages as the customer's phone shows them.
    pub async fn heard(&self, shop: &Shop, customer: &str) -> Vec<String> {
        let phone = self.engine.phone(&shop.owner, shop.tenant).await.unwrap();
        phone
            .messages
            .into_iter()
            .filter(|message| !message.from_customer && message.customer == customer)
            .map(|message| message.text)
            .collect()
    }
}

pub async fn open(folder: &TempDir, key: &SecretKey, config: EngineConfig) -> (Engine, Store) {
    open_at(folder, key, config, Arc::new(SystemClock)).await
}

async fn open_at(
    folder: &TempDir,
    key: &SecretKey,
    config: EngineConfig,
    clock: Arc<dyn Clock>,
) -> (Engine, Store) {
    let url = format!("sqlite://{}", folder.path().join("flowhq.db").display());
    let mut stored = StoreConfig::new(url);
    if let Some((name, _)) = config.connectors.first() {
        (*name).clone_into(&mut stored.first_connector);
    }
    let store = Store::connect(&stored, key.clone(), clock.clone()).await.unwrap();
    store.migrate().await.unwrap();
    let engine = Engine::open(config, store.clone(), clock).await.unwrap();
    (engine, store)
}

pub fn inbound(log: &[MessageView]) -> Vec<&MessageView> {
    log.iter().filter(|message| message.direction == Direction::In).collect()
}

pub fn outbound(log: &[MessageView]) -> Vec<&MessageView> {
    log.iter().filter(|message| message.direction == Direction::Out).collect()
}
