//! A channel without a network: messages come and go at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use channel::{
    Accepted, Ack, Address, ChatKind, Connector, ConnectorError, ConnectorEvent, ConnectorFactory,
    DeviceStore, EventSink, Incoming, Outgoing, Resolution, Typing,
};
use domain::message::AddressKind;
use domain::{Clock, MessageId, TenantId};
use engine::SystemClock;
use tokio::sync::oneshot;

use crate::world::PATIENCE;

/// The far end of every tenant's channel.
#[derive(Clone, Default)]
pub struct Wire {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    sinks: Mutex<HashMap<TenantId, EventSink>>,
    /// Who waits for a reply, by the customer's number.
    waiting: Mutex<HashMap<String, oneshot::Sender<()>>>,
}

impl Wire {
    /// Whether the tenant's worker listens.
    pub fn listens(&self, tenant: TenantId) -> bool {
        self.inner.sinks.lock().unwrap().contains_key(&tenant)
    }

    fn sink(&self, tenant: TenantId) -> EventSink {
        self.inner.sinks.lock().unwrap()[&tenant].clone()
    }

    /// Delivers a message and waits until it is acknowledged; false when it never is.
    pub async fn deliver(&self, tenant: TenantId, customer: &str, id: String) -> bool {
        let (ack, committed) = Ack::new();
        let incoming = Incoming {
            id,
            from: Address { kind: AddressKind::Phone, value: customer.to_owned() },
            also: None,
            name: None,
            text: "menu".to_owned(),
            message_type: "text".to_owned(),
            from_me: false,
            chat: ChatKind::Single,
            sent_at: SystemClock.now(),
            late: false,
            place: None,
            quoted: None,
            file: None,
        };
        let event = ConnectorEvent::Message { incoming, ack };
        self.sink(tenant).send(event).await.is_ok() && committed.await.is_ok()
    }

    /// Delivers a message and waits until its reply is handed to the channel.
    pub async fn ask(&self, tenant: TenantId, customer: &str, id: String) {
        let (replied, reply) = oneshot::channel();
        self.inner.waiting.lock().unwrap().insert(customer.to_owned(), replied);
        assert!(self.deliver(tenant, customer, id).await, "a message was not acknowledged");
        tokio::time::timeout(PATIENCE, reply).await.unwrap().unwrap();
    }

    /// Unlinks the phone, after which codes can be shown.
    pub async fn log_out(&self, tenant: TenantId) {
        self.sink(tenant).send(ConnectorEvent::LoggedOut).await.unwrap();
    }

    /// Shows a QR code.
    pub async fn show(&self, tenant: TenantId, code: String) {
        let event = ConnectorEvent::Qr { code, valid_for: chrono::Duration::minutes(1) };
        self.sink(tenant).send(event).await.unwrap();
    }
}

impl ConnectorFactory for Wire {
    fn connector(&self, tenant: TenantId, _device: Arc<dyn DeviceStore>) -> Arc<dyn Connector> {
        Arc::new(End { tenant, wire: self.clone() })
    }
}

struct End {
    tenant: TenantId,
    wire: Wire,
}

#[async_trait]
impl Connector for End {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    async fn start(&self, events: EventSink) -> Result<(), ConnectorError> {
        // As a phone that was linked before comes back.
        let connected = ConnectorEvent::Connected { phone: None };
        let gone = |_| ConnectorError::Unavailable("the worker ended".to_owned());
        events.send(connected).await.map_err(gone)?;
        self.wire.inner.sinks.lock().unwrap().insert(self.tenant, events);
        Ok(())
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, ConnectorError> {
        let waiting = self.wire.inner.waiting.lock().unwrap().remove(&message.to.value);
        if let Some(waiting) = waiting {
            let _ = waiting.send(());
        }
        Ok(Accepted { channel_id: message.id.to_string() })
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

    async fn stop(&self) {
        self.wire.inner.sinks.lock().unwrap().remove(&self.tenant);
    }
}

/// How often something that must come is looked for.
pub const LOOK_EVERY: Duration = Duration::from_millis(20);
