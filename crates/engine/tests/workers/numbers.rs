//! No number speaks for two businesses.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use channel::{
    Accepted, Address, Connector, ConnectorError, ConnectorEvent, ConnectorFactory, DeviceStore,
    EventSink, Outgoing, Resolution, Typing,
};
use domain::session::{DisconnectReason, SessionStateName};
use domain::{MessageId, TenantId, TenantStatus};
use engine::EngineConfig;

use crate::world::{Shop, World, quick, setup_form};

const NUMBER: &str = "+255712345678";

/// A channel over which whoever starts is linked to the same phone; unlinked, it shows a code.
#[derive(Clone, Default)]
struct OnePhone(Arc<Mutex<Option<EventSink>>>);

impl ConnectorFactory for OnePhone {
    fn connector(&self, _tenant: TenantId, _device: Arc<dyn DeviceStore>) -> Arc<dyn Connector> {
        Arc::new(Self::default())
    }
}

#[async_trait]
impl Connector for OnePhone {
    fn name(&self) -> &'static str {
        "one-phone"
    }

    async fn start(&self, events: EventSink) -> Result<(), ConnectorError> {
        let phone = Some(NUMBER.parse().unwrap());
        events.send(ConnectorEvent::Connected { phone }).await.unwrap();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(events);
        Ok(())
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, ConnectorError> {
        Ok(Accepted { channel_id: format!("ch-{}", message.id) })
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
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap();
        let valid_for = chrono::TimeDelta::seconds(60);
        let code = ConnectorEvent::Qr { code: "2@fresh".to_owned(), valid_for };
        for event in [ConnectorEvent::LoggedOut, code] {
            events.send(event).await.unwrap();
        }
        Ok(())
    }

    async fn stop(&self) {}
}

async fn approved(world: &World, name: &str) -> Shop {
    let shop = world.shop(name).await;
    let request = world.engine.submit_setup(&shop.owner, &setup_form(name)).await.unwrap();
    world.engine.approve_request(&world.admin, request.id, None).await.unwrap();
    shop
}

#[tokio::test]
async fn a_phone_of_another_business_is_unlinked_again_and_its_owner_is_told_why() {
    let connectors: Vec<(&'static str, Arc<dyn ConnectorFactory>)> =
        vec![("one-phone", Arc::new(OnePhone::default()))];
    let world = World::with(EngineConfig { connectors, ..quick() }).await;
    let first = approved(&world, "Mama Salon").await;
    let is_connected = |state| state == SessionStateName::Connected;
    world.until(&first, "the first link", |detail| is_connected(detail.session.state)).await;
    let second = approved(&world, "Duka").await;
    let refused = world.until(&second, "a code", |detail| detail.session.qr.is_some()).await;
    assert_eq!(refused.session.reason, Some(DisconnectReason::NumberTaken));
    assert_eq!(refused.tenant.status, TenantStatus::QrPending);
    let first = world.detail(&first).await;
    assert!(is_connected(first.session.state) && first.tenant.status == TenantStatus::Active);
}
