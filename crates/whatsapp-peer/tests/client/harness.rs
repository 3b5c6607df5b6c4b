//! A server, a client of it, and ways to wait for what they do.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use whatsapp_peer::{Peer, Scan, Server};
use whatsapp_rust::async_trait;
use whatsapp_rust::prelude::*;
use whatsapp_rust::transport::TokioWebSocketTransportFactory;
use whatsapp_rust::wacore::net::{HttpClient, HttpRequest, HttpResponse};
use whatsapp_rust::wacore::store::InMemoryBackend;

use crate::http;

/// What a busy machine may take for anything.
pub const LIMIT: Duration = Duration::from_secs(30);

/// A business and two of its customers.
pub const BUSINESS: &str = "4915110000001";
pub const ANNA: &str = "4915220000001";
pub const BERT: &str = "4915220000002";

/// The stock client with its store in memory.
pub struct Device {
    pub store: Arc<InMemoryBackend>,
    pub handle: BotHandle,
    seen: Seen,
}

/// Fetches and leaves files on loopback, though the client writes `https` before every address.
struct Loopback;

#[async_trait]
impl HttpClient for Loopback {
    async fn execute(&self, request: HttpRequest) -> anyhow::Result<HttpResponse> {
        let url = request.url.replacen("https://127.0.0.1:", "http://127.0.0.1:", 1);
        let body = request.body.unwrap_or_default();
        let (status_code, body) =
            http::exchange(&request.method, &url, "application/octet-stream", &body).await;
        Ok(HttpResponse { status_code, body })
    }
}

/// Every event, in order.
#[derive(Clone)]
struct Seen {
    events: Arc<Mutex<Vec<Arc<Event>>>>,
    count: Arc<watch::Sender<usize>>,
}

impl EventHandler for Seen {
    fn handle_event(&self, event: Arc<Event>) {
        self.events.lock().unwrap().push(event);
        self.count.send_modify(|count| *count += 1);
    }
}

pub async fn server() -> Server {
    Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap()
}

impl Device {
    /// A client that has never been linked.
    pub async fn new(peer: &Peer) -> Self {
        Self::with_store(peer, Arc::new(InMemoryBackend::new())).await
    }

    /// A client with what an earlier one kept.
    pub async fn with_store(peer: &Peer, store: Arc<InMemoryBackend>) -> Self {
        let seen = Seen { events: Arc::default(), count: Arc::new(watch::Sender::new(0)) };
        let bot = Bot::builder()
            .with_backend_arc(store.clone())
            .with_transport_factory(
                TokioWebSocketTransportFactory::new().with_url(peer.socket_url()),
            )
            .with_http_client(Loopback)
            .with_version((2, 3000, 0))
            .with_push_name("Flow HQ")
            .with_wanted_pre_key_count(40)
            .skip_history_sync()
            .with_event_handler(seen.clone())
            .build()
            .await
            .unwrap();
        Self { store, handle: bot.spawn(), seen }
    }

    /// A client that is linked to [`BUSINESS`] and connected.
    pub async fn linked(peer: &Peer) -> Self {
        Self::linked_as(peer, Scan { name: Some("Salon Luna".to_owned()), ..Scan::default() }).await
    }

    /// The same, with more to say about the business.
    pub async fn linked_as(peer: &Peer, scan: Scan) -> Self {
        let device = Self::new(peer).await;
        let code = device.code().await;
        let phone = if scan.phone.is_empty() { BUSINESS.to_owned() } else { scan.phone.clone() };
        peer.scan_as(&Scan { code, phone, ..scan }).unwrap();
        device.connected().await;
        device
    }

    pub fn client(&self) -> Arc<Client> {
        self.handle.client()
    }

    /// The text of the first QR code.
    pub async fn code(&self) -> String {
        self.until("a code", |event| match event {
            Event::PairingQrCode(code) => Some(code.code.clone()),
            _ => None,
        })
        .await
    }

    pub async fn connected(&self) {
        self.until("Connected", |event| matches!(event, Event::Connected(_)).then_some(())).await;
    }

    /// Waits for the `count`th connection.
    pub async fn connected_times(&self, count: usize) {
        self.look("another Connected", |events| {
            (events.iter().filter(|event| matches!(***event, Event::Connected(_))).count() >= count)
                .then_some(())
        })
        .await;
    }

    /// Waits until so many words of one customer were heard, and gives them in order.
    pub async fn heard_from(&self, digits: &str, count: usize) -> Vec<String> {
        self.look("all words of a customer", |events| {
            let words: Vec<_> = messages(events)
                .into_iter()
                .filter(|(_, info)| info.source.chat == Jid::pn(digits))
                .filter_map(|(text, _)| text)
                .collect();
            (words.len() >= count).then_some(words)
        })
        .await
    }

    /// Waits for a customer's words.
    pub async fn heard(&self, words: &str) -> Arc<MessageInfo> {
        self.look(words, |events| {
            messages(events)
                .into_iter()
                .find(|(text, _)| text.as_deref() == Some(words))
                .map(|(_, info)| info)
        })
        .await
    }

    /// All that was heard so far.
    pub fn all_heard(&self) -> Vec<(Option<String>, Arc<MessageInfo>)> {
        messages(&self.seen.events.lock().unwrap())
    }

    /// Waits for the first event of which `find` makes something.
    pub async fn until<T>(&self, what: &str, find: impl Fn(&Event) -> Option<T>) -> T {
        self.look(what, |events| events.iter().find_map(|event| find(event))).await
    }

    /// Waits until `find` makes something of all events so far.
    pub async fn look<T>(&self, what: &str, find: impl Fn(&[Arc<Event>]) -> Option<T>) -> T {
        let mut count = self.seen.count.subscribe();
        let wait = async {
            loop {
                count.borrow_and_update();
                if let Some(found) = find(&self.seen.events.lock().unwrap()) {
                    return found;
                }
                count.changed().await.unwrap();
            }
        };
        match tokio::time::timeout(LIMIT, wait).await {
            Ok(found) => found,
            Err(_) => {
                let kinds: Vec<_> =
                    self.seen.events.lock().unwrap().iter().map(|event| event.kind()).collect();
                panic!("never saw {what} among {kinds:?}");
            }
        }
    }
}

/// The messages of customers and others in some events.
fn messages(events: &[Arc<Event>]) -> Vec<(Option<String>, Arc<MessageInfo>)> {
    let mut messages = Vec::new();
    for event in events {
        if let Event::Messages(batch) = &**event {
            for inbound in batch.messages.iter() {
                messages.push((
                    inbound.message.text_content().map(str::to_owned),
                    inbound.info.clone(),
                ));
            }
        }
    }
    messages
}

/// Waits until the peer's side holds.
pub async fn until<T>(peer: &Peer, what: &str, check: impl FnMut(&Peer) -> Option<T>) -> T {
    peer.until(LIMIT, check).await.unwrap_or_else(|| panic!("the peer never saw {what}"))
}
