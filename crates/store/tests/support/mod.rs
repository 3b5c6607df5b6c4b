//! A store of its own for every test: on an SQLite file always, and on the PostgreSQL server that
//! `TEST_DATABASE_URL` names, where it is set.

mod database;
mod one;

use std::sync::Arc;
use std::sync::Mutex;
use std::time::SystemTime;

use chrono::Duration;
use domain::hours::WeekHours;
use domain::message::AddressKind;
use domain::views::UserView;
use domain::worker::WorkerCommand;
use domain::{Clock, Instant, Language, NodeId, TemplateType, TenantId};
use store::{
    Actor, AddressRow, InboundMessage, Lease, NewOwner, NodeRow, Received, Reception, SecretKey,
    SetupInput, StaleAfter, Store, WorkerStore,
};

pub use database::TestDatabase;
pub use one::OneByOne;

/// A clock that moves when it is told to.
pub struct TestClock(Mutex<Instant>);

impl TestClock {
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// A migrated, empty store.
pub struct World {
    pub store: Store,
    pub clock: Arc<TestClock>,
    // Last, so that the connections go before the database.
    pub database: TestDatabase,
}

/// Runs a test on one database after the other.
pub async fn on_each(test: impl AsyncFn(&World)) {
    for database in database::each().await {
        eprintln!("on {}", database.kind());
        let world = World::new(database).await;
        world.store.migrate().await.unwrap();
        test(&world).await;
        world.store.close().await.unwrap();
    }
}

pub const STALE: StaleAfter = StaleAfter(Duration::minutes(2));

impl World {
    pub async fn new(database: TestDatabase) -> Self {
        // Near the real time, because PostgreSQL keeps the leases by its own clock.
        let start = Instant::from(SystemTime::now());
        let start = Instant::from_timestamp_micros(start.timestamp_micros()).unwrap();
        let clock = Arc::new(TestClock(Mutex::new(start)));
        let store =
            Store::connect(&database.config(), SecretKey::generate(), clock.clone()).await.unwrap();
        Self { store, clock, database }
    }

    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    pub fn advance_s(&self, seconds: i64) {
        self.clock.advance(Duration::seconds(seconds));
    }

    /// Signs an owner up; the address is made from the business's name.
    pub async fn owner(&self, business: &str) -> Owner {
        let address = format!("{}@example.co.tz", business.to_lowercase().replace(' ', "."));
        let user = self.store.accounts().create_owner(new_owner(business, &address)).await.unwrap();
        Owner { tenant: user.tenant_id.unwrap(), user }
    }

    /// An owner whose worker is wanted, and the lease that a node has on it.
    pub async fn working(&self, business: &str) -> (Owner, Lease) {
        let owner = self.owner(business).await;
        self.store
            .platform()
            .command(&Actor::system(), owner.tenant, WorkerCommand::Start)
            .await
            .unwrap();
        let lease = self.lease(owner.tenant).await;
        (owner, lease)
    }

    /// Has a new node claim what there is, which must be `tenant`'s worker alone.
    pub async fn lease(&self, tenant: TenantId) -> Lease {
        let node = self.node().await;
        let claimed = self.store.leases().claim(node, Duration::seconds(15), 100).await.unwrap();
        let [assignment] = claimed.as_slice() else { panic!("{claimed:?}") };
        assert_eq!(assignment.lease.tenant_id, tenant);
        assignment.lease.clone()
    }

    pub async fn node(&self) -> NodeId {
        let id = self.store.mint();
        let row = NodeRow { id, name: "test".to_owned(), version: "0".to_owned() };
        self.store.leases().register_node(row).await.unwrap();
        id
    }

    /// The same database in the hands of who has not got its key.
    pub async fn with_another_key(&self) -> Store {
        let config = self.database.config();
        Store::connect(&config, SecretKey::generate(), self.clock.clone()).await.unwrap()
    }

    pub fn worker(&self, lease: &Lease) -> WorkerStore {
        self.store.worker(lease.clone())
    }
}

pub struct Owner {
    pub tenant: TenantId,
    pub user: UserView,
}

impl Owner {
    pub fn actor(&self) -> Actor {
        Actor { user_id: Some(self.user.id), name: self.user.name.clone() }
    }
}

pub fn new_owner(business: &str, email: &str) -> NewOwner {
    NewOwner {
        tenant_name: business.to_owned(),
        user_name: "Asha".to_owned(),
        email: email.to_owned(),
        password_hash: "hash".to_owned(),
    }
}

pub fn setup() -> SetupInput {
    SetupInput {
        business_name: "Mama Salon".to_owned(),
        business_type: Some("salon".to_owned()),
        template: TemplateType::Support,
        whatsapp_number: "+255712345678".parse().unwrap(),
        language: Language::En,
        hours: WeekHours::USUAL,
    }
}

/// A customer's text message; the same `id` is the same message.
pub fn received(id: &str, from: &str, now: Instant) -> Received {
    Received {
        wa_message_id: id.to_owned(),
        from: AddressRow { kind: AddressKind::Phone, value: from.to_owned() },
        also: None,
        name: Some("Juma".to_owned()),
        to: "+255712345678".to_owned(),
        text: format!("text of {id}"),
        message_type: "text".to_owned(),
        sent_at: now,
        place: None,
        quoted: None,
        file: None,
        late: false,
        from_me: false,
        is_courtesy: false,
        gate: None,
    }
}

pub async fn receive(worker: &WorkerStore, received: Received) -> InboundMessage {
    match worker.receive(received).await.unwrap() {
        Reception::New(message) => message,
        other @ Reception::Duplicate => panic!("{other:?}"),
    }
}
