//! A small world: one database, one engine that can be killed and opened anew, people in it.

use std::sync::Arc;
use std::time::Duration;

use channel::sandbox::SandboxTiming;
use domain::forms::{DayForm, HoursForm, SandboxDelivery, SandboxSayForm, SetupForm, SignUpForm};
use domain::message::Direction;
use domain::session::SessionStateName;
use domain::views::{MessageView, TenantDetail};
use domain::{Clock, Principal, TenantId, TenantStatus};
use engine::{ClientInfo, Engine, EngineConfig, SystemClock};
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;

/// Far longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

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
        sandbox_timing: SandboxTiming {
            first_code: Duration::from_mins(1),
            next_code: Duration::from_secs(20),
            receipts: Duration::ZERO,
        },
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
        let email = "admin@example.com";
        engine.create_admin("Admin", email, "siri ya admin").await.unwrap();
        let admin = engine.principal_by_email(email).await.unwrap().unwrap();
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
        let form = SignUpForm {
            name: "Asha".into(),
            business_name: name.into(),
            email: format!("{}@example.com", name.to_lowercase().replace(' ', ".")),
            password: "nenosiri refu".into(),
        };
        let signed_in = self.engine.sign_up(&form, &ClientInfo::default()).await.unwrap();
        let owner = signed_in.principal;
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

pub fn setup_form(name: &str) -> SetupForm {
    SetupForm {
        business_name: name.into(),
        business_type: "Salon".into(),
        template: "BOOKING".into(),
        whatsapp_number: "+255712345678".into(),
        language: "SW".into(),
        hours: HoursForm {
            mon: DayForm { from: "08:00".into(), to: "18:00".into() },
            ..HoursForm::default()
        },
    }
}

/// Waits until `look` finds something.
///
/// # Panics
/// When it does not come in time.
pub async fn wait_for<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let search = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    match tokio::time::timeout(PATIENCE, search).await {
        Ok(found) => found,
        Err(elapsed) => panic!("waited in vain for {what}: {elapsed}"),
    }
}

pub fn inbound(log: &[MessageView]) -> Vec<&MessageView> {
    log.iter().filter(|message| message.direction == Direction::In).collect()
}

pub fn outbound(log: &[MessageView]) -> Vec<&MessageView> {
    log.iter().filter(|message| message.direction == Direction::Out).collect()
}
