//! WhatsApp as this program was built: with its protocol or without it.

use std::sync::Arc;

use channel::ConnectorFactory;
#[cfg(feature = "whatsapp-web")]
use tokio_util::task::TaskTracker;

use crate::config::Config;

/// Whether this program speaks WhatsApp's protocol.
pub const BUILT_IN: bool = cfg!(feature = "whatsapp-web");

/// What a peer in WhatsApp's place has to look like, for who gave something else.
pub(crate) const PEER_WANTED: &str = if cfg!(feature = "loopback-peer") {
    "ws:// with an address of this machine and a port, such as ws://127.0.0.1:9000"
} else {
    "nothing: this program speaks to WhatsApp itself and to no peer"
};

/// Judges a peer's address; nothing suits a program that takes no peer.
#[cfg(not(feature = "loopback-peer"))]
pub(crate) fn peer(_url: &str) -> Option<String> {
    None
}

/// Judges a peer's address.
#[cfg(feature = "loopback-peer")]
pub(crate) fn peer(url: &str) -> Option<String> {
    whatsapp_web::Peer::at(url).ok().map(|_| url.to_owned())
}

/// The connectors beside the sandbox, by the names that sessions store.
#[cfg(not(feature = "whatsapp-web"))]
pub(crate) fn connectors(_config: &Config) -> Vec<(&'static str, Arc<dyn ConnectorFactory>)> {
    Vec::new()
}

/// The connectors beside the sandbox, by the names that sessions store.
#[cfg(feature = "whatsapp-web")]
pub(crate) fn connectors(config: &Config) -> Vec<(&'static str, Arc<dyn ConnectorFactory>)> {
    vec![(whatsapp_web::NAME, Arc::new(whatsapp(config)))]
}

#[cfg(all(feature = "whatsapp-web", not(feature = "loopback-peer")))]
fn whatsapp(_config: &Config) -> whatsapp_web::WhatsAppWeb {
    whatsapp_web::WhatsAppWeb::new(Arc::new(engine::SystemClock), TaskTracker::new())
}

#[cfg(feature = "loopback-peer")]
fn whatsapp(config: &Config) -> whatsapp_web::WhatsAppWeb {
    use whatsapp_web::{Peer, WhatsAppWeb};

    let (clock, tasks) = (Arc::new(engine::SystemClock), TaskTracker::new());
    let peer = config.whatsapp_peer.as_deref().and_then(|url| Peer::at(url).ok());
    match peer {
        Some(peer) => WhatsAppWeb::to_peer(clock, tasks, peer),
        None => WhatsAppWeb::new(clock, tasks),
    }
}
