//! An engine whose tenants speak WhatsApp with a peer on this machine.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use channel::{
    Accepted, Address, Connector, ConnectorError, ConnectorFactory, DeviceStore, EventSink,
    Outgoing, Resolution, Typing,
};
use domain::forms::{DayForm, HoursForm, SetupForm, SignUpForm};
use domain::session::SessionStateName;
use domain::views::{MessageView, TenantDetail};
use domain::{MessageId, Principal, TenantId};
use engine::{ClientInfo, Engine, EngineConfig, SystemClock};
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;
use tokio_util::task::TaskTracker;
use whatsapp_peer::{Arrival, Peer, Say, Scan, Server};
use whatsapp_web::WhatsAppWeb;

use crate::database::{self, TestDatabase};

/// Far longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(90);

/// The business's own number, in digits as the peer knows it.
pub const BUSINESS: &str = "255712345678";
/// A customer's.
pub const ASHA: &str = "255754000001";

pub struct World {
    pub engine: Engine,
    pub admin: Principal,
    pub peer: Peer,
    config: Arc<dyn Fn() -> EngineConfig + Send + Sync>,
    key: SecretKey,
    folder: TempDir,
    server: Server,
}

/// A tenant and its owner.
pub struct Shop {
    pub owner: Principal,
    pub tenant: TenantId,
}

fn quick() -> EngineConfig {
    EngineConfig {
        fragments: Duration::ZERO,
        typing: Duration::ZERO,
        heartbeat: Duration::from_millis(300),
        reconcile_every: Duration::from_millis(100),
        replies_per_minute: 1000,
        replies_per_contact: 1000,
        sandbox: false,
        ..EngineConfig::default()
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with_typing(Duration::ZERO).await
    }

    /// A world in which "typing ..." is shown for so long.
    pub async fn with_typing(typing: Duration) -> Self {
        Self::with(EngineConfig { typing, ..quick() }).await
    }

    /// A world in which no file of more bytes than this is kept, and half as much again of all of them.
    pub async fn with_files_up_to(file_most: u64) -> Self {
        Self::with(EngineConfig { file_most, files_most: file_most * 3 / 2, ..quick() }).await
    }

    async fn with(settings: EngineConfig) -> Self {
        let server = Server::start(([127, 0, 0, 1], 0).into()).await.unwrap();
        let peer = server.peer();
        let url = peer.url().replace("http://", "ws://");
        let config = move || {
            let peer = whatsapp_web::Peer::at(&url).unwrap();
            let clock = Arc::new(SystemClock);
            let factory = WhatsAppWeb::to_peer(clock, TaskTracker::new(), peer);
            let connectors: Vec<(&'static str, Arc<dyn ConnectorFactory>)> =
                vec![(whatsapp_web::NAME, Arc::new(factory))];
            EngineConfig { connectors, ..settings.clone() }
        };
        let config: Arc<dyn Fn() -> EngineConfig + Send + Sync> = Arc::new(config);
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::generate();
        let engine = open(&folder, &key, config()).await;
        let email = "admin@example.com";
        engine.create_admin("Admin", email, "siri ya admin").await.unwrap();
        let admin = engine.principal_by_email(email).await.unwrap().unwrap();
        engine.run();
        Self { engine, admin, peer, config, key, folder, server }
    }

    /// Ends the engine's workers where they stand, then starts a new engine. The sessions themselves end in order;
    /// the ledger of the server kills the whole process.
    pub async fn crash(&mut self) {
        self.engine.shut_down(Duration::ZERO).await;
        self.engine = open(&self.folder, &self.key, (self.config)()).await;
        self.engine.run();
    }

    /// Signs up, submits, approves and waits for the QR code.
    pub async fn approved(&self, name: &str) -> Shop {
        let form = SignUpForm {
            name: "Asha".into(),
            business_name: name.into(),
            email: format!("{}@example.com", name.to_lowercase().replace(' ', ".")),
            password: "nenosiri refu".into(),
        };
        let signed_in = self.engine.sign_up(&form, &ClientInfo::default()).await.unwrap();
        let owner = signed_in.principal;
        let shop = Shop { tenant: owner.tenant_id.unwrap(), owner };
        let request = self.engine.submit_setup(&shop.owner, &setup_form(name)).await.unwrap();
        self.engine.approve_request(&self.admin, request.id, None).await.unwrap();
        self.until(&shop, "a QR code", |detail| detail.session.qr.is_some()).await;
        shop
    }

    /// A tenant whose phone is linked.
    pub async fn linked(&self, name: &str) -> Shop {
        let shop = self.approved(name).await;
        self.scan(&shop, BUSINESS).await;
        shop
    }

    pub async fn scan(&self, shop: &Shop, phone: &str) {
        let scan = Scan { phone: phone.to_owned(), ..Scan::default() };
        self.scan_as(shop, scan).await;
    }

    pub async fn scan_as(&self, shop: &Shop, scan: Scan) {
        let code = self.detail(shop).await.session.qr.unwrap().code;
        self.peer.scan_as(&Scan { code, ..scan }).unwrap();
        self.connected(shop).await;
    }

    pub async fn connected(&self, shop: &Shop) -> TenantDetail {
        let is_connected =
            |detail: &TenantDetail| detail.session.state == SessionStateName::Connected;
        self.until(shop, "a connection", is_connected).await
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

    /// A customer writes; gives WhatsApp's id of the message.
    pub fn say(&self, text: &str) -> String {
        self.peer.say(&Say::text(BUSINESS, ASHA, text)).unwrap()
    }

    /// Waits until a customer sees "typing ...".
    pub async fn until_typing(&self) {
        wait_for("typing to be shown", async || {
            (!self.peer.typing(BUSINESS).unwrap().is_empty()).then_some(())
        })
        .await;
    }

    /// Waits until a customer's phone shows so many of our messages.
    pub async fn heard(&self, how_many: usize) -> Vec<Arrival> {
        let heard = wait_for("our messages on the customer's phone", async || {
            let sent = self.peer.sent(BUSINESS).unwrap();
            (sent.len() >= how_many).then_some(sent)
        })
        .await;
        assert_eq!(heard.len(), how_many, "{heard:?}");
        heard
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

    pub async fn end(self) {
        self.engine.shut_down(Duration::from_secs(10)).await;
        self.server.stop().await;
    }
}

async fn open(folder: &TempDir, key: &SecretKey, config: EngineConfig) -> Engine {
    let url = format!("sqlite://{}", folder.path().join("flowhq.db").display());
    engine_over(StoreConfig::new(url), key, config).await
}

async fn engine_over(settings: StoreConfig, key: &SecretKey, config: EngineConfig) -> Engine {
    let clock = Arc::new(SystemClock);
    let settings = StoreConfig { first_connector: whatsapp_web::NAME.to_owned(), ..settings };
    let store = Store::connect(&settings, key.clone(), clock.clone()).await.unwrap();
    store.migrate().await.unwrap();
    Engine::open(config, store, clock).await.unwrap()
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
    let found = tokio::time::timeout(PATIENCE, search).await;
    found.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

/// What a tenant's device keeps, as the engine hands it to a connector.
pub struct Keep {
    pub device: Arc<dyn DeviceStore>,
    engine: Engine,
    // Last, so that the connections go before the database.
    _database: TestDatabase,
}

impl Keep {
    /// Over an SQLite file.
    pub async fn sqlite() -> Self {
        Self::over(TestDatabase::sqlite()).await
    }

    /// On every database that can be had here, behind its walls.
    pub async fn each() -> Vec<Self> {
        let mut each = Vec::new();
        for database in database::each().await {
            each.push(Self::over(database).await);
        }
        each
    }

    async fn over(database: TestDatabase) -> Self {
        let catcher = Arc::new(Catcher::default());
        let connectors: Vec<(&'static str, Arc<dyn ConnectorFactory>)> =
            vec![(whatsapp_web::NAME, catcher.clone())];
        let config = EngineConfig { connectors, ..quick() };
        let engine = engine_over(database.config(), &SecretKey::generate(), config).await;
        let form = SignUpForm {
            name: "Asha".into(),
            business_name: "Mama Salon".into(),
            email: "asha@example.com".into(),
            password: "nenosiri refu".into(),
        };
        engine.sign_up(&form, &ClientInfo::default()).await.unwrap();
        let owner = engine.principal_by_email("asha@example.com").await.unwrap().unwrap();
        let request = engine.submit_setup(&owner, &setup_form("Mama Salon")).await.unwrap();
        engine.create_admin("Admin", "admin@example.com", "siri ya admin").await.unwrap();
        let admin = engine.principal_by_email("admin@example.com").await.unwrap().unwrap();
        engine.approve_request(&admin, request.id, None).await.unwrap();
        engine.run();
        let caught = async || catcher.0.lock().unwrap().clone();
        let device = wait_for("a connector to be made", caught).await;
        Self { device, engine, _database: database }
    }

    pub async fn end(self) {
        self.engine.shut_down(Duration::from_secs(10)).await;
    }
}

/// A factory of connectors that do nothing; it keeps the device store that the engine gives it.
#[derive(Default)]
struct Catcher(Mutex<Option<Arc<dyn DeviceStore>>>);

impl ConnectorFactory for Catcher {
    fn connector(&self, _tenant: TenantId, device: Arc<dyn DeviceStore>) -> Arc<dyn Connector> {
        *self.0.lock().unwrap() = Some(device);
        Arc::new(Silent(Mutex::new(None)))
    }
}

/// Holds the sink, so that the worker waits for it.
struct Silent(Mutex<Option<EventSink>>);

#[async_trait]
impl Connector for Silent {
    fn name(&self) -> &'static str {
        whatsapp_web::NAME
    }

    async fn start(&self, events: EventSink) -> Result<(), ConnectorError> {
        *self.0.lock().unwrap() = Some(events);
        Ok(())
    }

    async fn send(&self, _message: &Outgoing) -> Result<Accepted, ConnectorError> {
        Err(ConnectorError::NotConnected)
    }

    async fn resolve(&self, _id: MessageId) -> Result<Resolution, ConnectorError> {
        Ok(Resolution::CannotTell)
    }

    async fn mark_read(&self, _chat: &Address, _ids: &[String]) -> Result<(), ConnectorError> {
        Ok(())
    }

    async fn typing(&self, _chat: &Address, _typing: Typing) -> Result<(), ConnectorError> {
        Ok(())
    }

    async fn logout(&self) -> Result<(), ConnectorError> {
        Ok(())
    }

    async fn stop(&self) {}
}
