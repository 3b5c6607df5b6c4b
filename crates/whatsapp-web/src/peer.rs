//! A peer on this machine in WhatsApp's place.
//!
//! This half exists only in builds that accept any server's certificate, so it refuses every address but
//! loopback, and it does not build without debug assertions: what is released cannot contain it.

use std::net::SocketAddr;

use async_trait::async_trait;
use whatsapp_rust::http::UreqHttpClient;
use whatsapp_rust::transport::TokioWebSocketTransportFactory;
use whatsapp_rust::wacore::net::{HttpClient, HttpRequest, HttpResponse};

use crate::settings::FILE_MOST;
use crate::world::Whole;

#[cfg(not(debug_assertions))]
compile_error!("the feature loopback-peer accepts any server's certificate and is never released");

/// Any version will do; saying one keeps the client from asking WhatsApp for the newest.
const VERSION: (u32, u32, u32) = (2, 3000, 0);

/// With a name of its own the client does not wait for the one that a real account would send.
const PUSH_NAME: &str = "Flow HQ";

/// Where a loopback peer listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    url: String,
}

/// The address is not that of a peer on this machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a WhatsApp peer must be at ws:// and an address of this machine, such as ws://127.0.0.1:9000"
)]
pub struct PeerRefused;

impl Peer {
    /// A peer at `ws://` and a loopback address with its port, such as `ws://127.0.0.1:9000`.
    ///
    /// # Errors
    /// When the address is another machine's, a name, or no such address at all.
    pub fn at(url: &str) -> Result<Self, PeerRefused> {
        let place = url.trim_end_matches('/').strip_prefix("ws://").ok_or(PeerRefused)?;
        let address: SocketAddr = place.parse().map_err(|_| PeerRefused)?;
        if !address.ip().is_loopback() {
            return Err(PeerRefused);
        }
        Ok(Self { url: format!("ws://{address}/ws/chat") })
    }

    pub(crate) fn instead_of_whatsapp(&self, builder: Whole) -> Whole {
        builder
            .with_transport_factory(TokioWebSocketTransportFactory::new().with_url(&self.url))
            .with_http_client(Files(UreqHttpClient::new().with_max_body_bytes(FILE_MOST)))
            .with_version(VERSION)
            .with_push_name(PUSH_NAME)
    }
}

/// Fetches and leaves files with the peer: the library writes `https` before every address.
struct Files(UreqHttpClient);

#[async_trait]
impl HttpClient for Files {
    async fn execute(&self, request: HttpRequest) -> anyhow::Result<HttpResponse> {
        let place = request.url.strip_prefix("https://").unwrap_or_default();
        let host = place.split('/').next().unwrap_or_default();
        let is_here = host.parse::<SocketAddr>().is_ok_and(|host| host.ip().is_loopback());
        anyhow::ensure!(is_here, "a loopback peer's files are on this machine");
        let url = format!("http://{place}");
        self.0.execute(HttpRequest { url, ..request }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_peer_on_this_machine_is_accepted() {
        for good in ["ws://127.0.0.1:9000", "ws://127.8.8.8:1/", "ws://[::1]:9000"] {
            assert!(Peer::at(good).is_ok(), "{good}");
        }
        for bad in [
            "wss://web.whatsapp.com/ws/chat",
            "ws://192.168.0.7:9000",
            "ws://0.0.0.0:9000",
            "ws://localhost:9000",
            "ws://127.0.0.1",
            "127.0.0.1:9000",
            "",
        ] {
            assert_eq!(Peer::at(bad), Err(PeerRefused), "{bad}");
        }
    }
}
