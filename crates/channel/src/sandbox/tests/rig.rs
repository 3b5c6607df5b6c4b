//! A sandbox over a store in memory, and a worker's ear at its connector.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::forms::SandboxDelivery;
use domain::message::AddressKind;
use domain::{Clock, E164, Instant, MessageId, RecordId, TenantId};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::sandbox::{Phone, PhoneStore, Sandbox, SandboxTiming};
use crate::{Ack, Address, Connector, ConnectorError, ConnectorEvent, Incoming, Outgoing};

/// Keeps phones as JSON, as a database would.
#[derive(Default)]
pub struct MemoryStore {
    phones: Mutex<HashMap<TenantId, String>>,
    pub is_down: AtomicBool,
    /// Makes the next save panic.
    pub panics: AtomicBool,
}

impl MemoryStore {
    pub fn phone(&self) -> Phone {
        let phones = self.phones.lock().unwrap();
        phones.get(&tenant()).map(|json| serde_json::from_str(json).unwrap()).unwrap_or_default()
    }

    fn check(&self) -> Result<(), ConnectorError> {
        if self.is_down.load(Ordering::SeqCst) {
            return Err(ConnectorError::State("the database is away".into()));
        }
        Ok(())
    }
}

#[async_trait]
impl PhoneStore for MemoryStore {
    async fn load(&self, tenant: TenantId) -> Result<Option<Phone>, ConnectorError> {
        tokio::task::yield_now().await;
        self.check()?;
        let phones = self.phones.lock().unwrap();
        Ok(phones.get(&tenant).map(|json| serde_json::from_str(json).unwrap()))
    }

    async fn save(&self, tenant: TenantId, phone: &Phone) -> Result<(), ConnectorError> {
        tokio::task::yield_now().await;
        self.check()?;
        assert!(!self.panics.swap(false, Ordering::SeqCst), "a fault of the store");
        self.phones.lock().unwrap().insert(tenant, serde_json::to_string(phone).unwrap());
        Ok(())
    }
}

/// A clock that tests move.
pub struct MockClock(AtomicI64);

impl Clock for MockClock {
    fn now(&self) -> Instant {
        Instant::from_timestamp(self.0.load(Ordering::SeqCst), 0).unwrap()
    }
}

pub struct Rig {
    pub store: Arc<MemoryStore>,
    pub sandbox: Sandbox,
    pub tracker: TaskTracker,
    pub changes: Arc<AtomicUsize>,
}

pub const NOON: i64 = 1_800_000_000;

impl Rig {
    pub fn new() -> Self {
        Self::over(Arc::default(), SandboxTiming::default())
    }

    /// A new process over what an old one stored.
    pub fn over(store: Arc<MemoryStore>, timing: SandboxTiming) -> Self {
        let tracker = TaskTracker::new();
        let changes = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&changes);
        let sandbox = Sandbox::new(
            Arc::clone(&store) as Arc<dyn PhoneStore>,
            Arc::new(MockClock(AtomicI64::new(NOON))),
            timing,
            tracker.clone(),
            Arc::new(move |_| {
                counter.fetch_add(1, Ordering::SeqCst);
            }),
        );
        Self { store, sandbox, tracker, changes }
    }

    /// A sandbox whose phone is linked, without a connector.
    pub async fn linked() -> Self {
        let rig = Self::new();
        let mut worker = rig.worker(16).await;
        let code = worker.code().await;
        rig.sandbox.scan(tenant(), &code).await.unwrap();
        worker.connected().await;
        worker.connector.stop().await;
        rig
    }

    /// Starts a connector whose worker has room for so many events.
    pub async fn worker(&self, room: usize) -> Worker {
        let connector = self.sandbox.connector(tenant());
        let (sink, events) = mpsc::channel(room);
        connector.start(sink).await.unwrap();
        Worker { connector, events }
    }

    pub async fn say(&self, text: &str, delivery: SandboxDelivery) {
        self.say_as(&asha(), text, delivery).await;
    }

    pub async fn say_as(&self, from: &E164, text: &str, delivery: SandboxDelivery) {
        self.sandbox.say(tenant(), from, Some("Asha"), text, delivery).await.unwrap();
    }
}

pub struct Worker {
    pub connector: Arc<dyn Connector>,
    pub events: mpsc::Receiver<ConnectorEvent>,
}

impl Worker {
    pub async fn next(&mut self) -> ConnectorEvent {
        timeout(Duration::from_hours(1), self.events.recv()).await.unwrap().unwrap()
    }

    pub async fn code(&mut self) -> String {
        match self.next().await {
            ConnectorEvent::Qr { code, .. } => code,
            other => panic!("no code but {other:?}"),
        }
    }

    pub async fn connected(&mut self) {
        match self.next().await {
            ConnectorEvent::Connected { .. } => {}
            other => panic!("not connected but {other:?}"),
        }
    }

    pub async fn message(&mut self) -> (Incoming, Ack) {
        match self.next().await {
            ConnectorEvent::Message { incoming, ack } => (incoming, ack),
            other => panic!("no message but {other:?}"),
        }
    }

    /// Takes a message over and gives its text.
    pub async fn text(&mut self) -> String {
        let (incoming, ack) = self.message().await;
        ack.committed();
        incoming.text
    }

    /// Nothing is reported for a while.
    pub async fn hears_nothing(&mut self) {
        let heard = timeout(Duration::from_secs(2), self.events.recv()).await;
        assert!(heard.is_err(), "{heard:?}");
    }
}

pub fn tenant() -> TenantId {
    TenantId::from_uuid(Uuid::from_u128(7))
}

pub fn asha() -> E164 {
    E164::parse("+255712000001").unwrap()
}

pub fn juma() -> E164 {
    E164::parse("+255712000002").unwrap()
}

pub fn message_id(number: u128) -> MessageId {
    MessageId::from_uuid(Uuid::from_u128(number))
}

pub fn reply(number: u128, text: &str) -> Outgoing {
    let to = Address { kind: AddressKind::Phone, value: asha().into() };
    Outgoing::text(message_id(number), to, text.into())
}
