//! WhatsApp's multi-device protocol as a connector: a tenant's phone links this program as it links a
//! browser, with nothing else running beside it.
//!
//! The protocol itself is the crate `whatsapp-rust` (docs/decisions/0019-whatsapp-web.md). What is here puts
//! it behind our contract ([`channel::Connector`]):
//!
//! - `backend`: what the linked device must keep, over our port ([`channel::DeviceStore`]);
//! - `session`: one tenant's life over as many connections as it takes, told to the worker as events;
//! - `ending`: what each end of a connection means for the link;
//! - `content`: what messages carry, in the protocol's form and in ours;
//! - `inbound`: what customers wrote, kept with WhatsApp until it is committed;
//! - `calls`: who rang in vain;
//! - `watchdog`: connections that only look alive;
//! - `connector`: the worker's orders.

mod address;
mod backend;
mod calls;
mod connector;
mod content;
mod ending;
mod inbound;
mod line;
mod nack;
#[cfg(feature = "loopback-peer")]
mod peer;
mod repair;
mod session;
mod settings;
mod watchdog;
mod world;

use std::sync::Arc;

use channel::{Connector, ConnectorFactory, DeviceStore};
use domain::{Clock, TenantId};
use tokio_util::task::TaskTracker;

use backend::Backend;
use connector::WhatsAppConnector;
#[cfg(feature = "loopback-peer")]
pub use peer::{Peer, PeerRefused};
use world::{Goal, World};

/// The name under which sessions store this connector.
pub const NAME: &str = "whatsapp_web";

/// The storage that the protocol library sees, for who wants to hold it against the library's own.
pub fn storage(
    device: Arc<dyn DeviceStore>,
    clock: Arc<dyn Clock>,
) -> Arc<dyn whatsapp_rust::traits::Backend> {
    Arc::new(Backend::new(device, clock))
}

/// Makes connectors to WhatsApp.
pub struct WhatsAppWeb {
    world: Arc<World>,
}

impl WhatsAppWeb {
    /// Connects to WhatsApp's own servers. Sessions run on `tasks`.
    pub fn new(clock: Arc<dyn Clock>, tasks: TaskTracker) -> Self {
        Self { world: Arc::new(World::new(clock, tasks, Goal::WhatsApp)) }
    }

    /// Connects to a loopback peer, for tests and demonstrations.
    #[cfg(feature = "loopback-peer")]
    pub fn to_peer(clock: Arc<dyn Clock>, tasks: TaskTracker, peer: Peer) -> Self {
        Self { world: Arc::new(World::new(clock, tasks, Goal::Peer(peer))) }
    }
}

impl ConnectorFactory for WhatsAppWeb {
    fn connector(&self, _tenant: TenantId, device: Arc<dyn DeviceStore>) -> Arc<dyn Connector> {
        let backend = Backend::new(device, self.world.clock.clone());
        Arc::new(WhatsAppConnector::new(self.world.clone(), backend))
    }
}
