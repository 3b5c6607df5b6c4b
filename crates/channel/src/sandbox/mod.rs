//! The sandbox channel: a phone in the browser that behaves like a customer's world.
//!
//! Each tenant has one simulated phone with any number of customers. It keeps what a real channel
//! keeps on its own servers: whether it is linked, which messages nobody took over yet, and which of
//! ours it accepted. That state lives in our database through [`PhoneStore`], so a process may be
//! killed at any point and find the same world again.
//!
//! How the parts hang together: every order goes through the tenant's `Line`, which carries orders
//! out one after the other and answers only once the phone is stored. A running connector is one
//! `Session` task that watches the stored phone and reports what it has not reported yet. Only the
//! session waits for the event sink, and it holds nothing meanwhile, so a worker whose sink is full
//! may still send.

mod connection;
mod connector;
mod line;
mod phone;
mod session;
#[cfg(test)]
mod tests;
mod world;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Conflict, TenantId};

use crate::ConnectorError;

pub use phone::{Customer, Phone, PhoneMessage, Progress, Way};
pub use world::Sandbox;

/// What the sandbox keeps with us; implemented by the engine over the store.
#[async_trait]
pub trait PhoneStore: Send + Sync + 'static {
    /// The tenant's phone as it was last saved; nothing for a phone that was never used.
    async fn load(&self, tenant: TenantId) -> Result<Option<Phone>, ConnectorError>;

    /// Keeps the tenant's phone durably; returns after the commit.
    async fn save(&self, tenant: TenantId, phone: &Phone) -> Result<(), ConnectorError>;
}

/// Called after every change of a tenant's phone, so that a page that shows it can look again.
/// It must not block.
pub type PhoneWatcher = Arc<dyn Fn(TenantId) + Send + Sync>;

/// How long things take in the simulated world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SandboxTiming {
    /// How long the first QR code of a pairing is accepted.
    pub first_code: Duration,
    /// How long each further QR code is accepted.
    pub next_code: Duration,
    /// How long the customer's phone takes to receive a message, and then again to read it.
    pub receipts: Duration,
}

impl Default for SandboxTiming {
    /// WhatsApp's own times for codes (60 s, then 20 s, as multi-device clients receive them), and
    /// receipts at once.
    fn default() -> Self {
        Self {
            first_code: Duration::from_mins(1),
            next_code: Duration::from_secs(20),
            receipts: Duration::ZERO,
        }
    }
}

/// The sandbox phone could not do what it was told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SandboxError {
    /// The phone's present state does not allow it.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// The phone could not be read or written, or takes no more.
    #[error(transparent)]
    State(#[from] ConnectorError),
}
