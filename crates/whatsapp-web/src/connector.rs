//! The connector's end of the trait: orders that the worker gives.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use channel::{
    Accepted, Address, Connector, ConnectorError, EventSink, Outgoing, Resolution, Typing,
};
use domain::{E164, MessageId};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use whatsapp_rust::pair_code::PairCodeOptions;
use whatsapp_rust::{Client, ClientError, Jid, SendError, SendOptions};

use crate::address::{jid, wire_id};
use crate::backend::Backend;
use crate::content;
use crate::inbound::channel_id;
use crate::line::Line;
use crate::nack;
use crate::session::Session;
use crate::settings::{SEEN_TO, SENDING_AT_ONCE, SENT_KEPT};
use crate::world::World;

/// A connector to one tenant's WhatsApp account.
pub(crate) struct WhatsAppConnector {
    world: Arc<World>,
    backend: Arc<Backend>,
    line: Arc<Line>,
    running: Mutex<Option<Running>>,
    made_at: domain::Instant,
    /// Turns to send.
    sending: Semaphore,
}

struct Running {
    stop: CancellationToken,
    unlink: Arc<Notify>,
    task: JoinHandle<()>,
}

impl WhatsAppConnector {
    pub(crate) fn new(world: Arc<World>, backend: Backend) -> Self {
        Self {
            made_at: world.clock.now(),
            world,
            backend: Arc::new(backend),
            line: Arc::new(Line::default()),
            running: Mutex::new(None),
            sending: Semaphore::new(SENDING_AT_ONCE),
        }
    }

    fn replace_running(&self, running: Option<Running>) -> Option<Running> {
        let mut place = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut place, running)
    }

    /// Whether an earlier process may have sent a message that came back to the outbox.
    async fn was_tried_before(&self, id: MessageId, wire: &str) -> Result<bool, ConnectorError> {
        Ok(minted_at(id) < self.made_at && self.backend.may_be_sent(wire).await?)
    }

    /// The client, when there is a connection and somebody is logged in on it.
    fn connected(&self) -> Result<Arc<Client>, ConnectorError> {
        let client = self.line.client().ok_or(ConnectorError::NotConnected)?;
        if client.is_connected() && client.is_logged_in() {
            Ok(client)
        } else {
            Err(ConnectorError::NotConnected)
        }
    }
}

#[async_trait]
impl Connector for WhatsAppConnector {
    fn name(&self) -> &'static str {
        crate::NAME
    }

    async fn start(&self, events: EventSink) -> Result<(), ConnectorError> {
        let (stop, unlink) = (CancellationToken::new(), Arc::new(Notify::new()));
        let session = Session {
            world: self.world.clone(),
            line: self.line.clone(),
            backend: self.backend.clone(),
            sink: events,
            stop: stop.clone(),
            unlink: unlink.clone(),
        };
        let task = self.world.tasks.spawn(session.run());
        if let Some(earlier) = self.replace_running(Some(Running { stop, unlink, task })) {
            earlier.stop.cancel();
        }
        Ok(())
    }

    /// Waits for the answer of WhatsApp's server. When the connection breaks before it, the message is sent
    /// again under the same id, unless it turns out to have arrived.
    async fn send(&self, message: &Outgoing) -> Result<Accepted, ConnectorError> {
        let to = recipient(&message.to)?;
        let id = wire_id(message.id);
        let seen_to = Instant::now() + SEEN_TO;
        if self.was_tried_before(message.id, &id).await? {
            self.line.doubt(&id);
        }
        loop {
            if self.line.is_in_doubt(&id) {
                match timeout_at(seen_to, self.line.has_arrived(&id)).await {
                    Ok(true) => return Ok(Accepted { channel_id: id }),
                    Ok(false) => {}
                    Err(_) => return Err(ConnectorError::NotConnected),
                }
            }
            let client = self.connected()?;
            let expected = self.line.expect(&id);
            let options = SendOptions::default().with_message_id(&id);
            let sent = async {
                let _turn = self.sending.acquire().await.expect("nobody closes the turns");
                let composed =
                    content::compose(&client, message, &to).await.map_err(NotSent::Surely)?;
                client.send_message_with_options(&to, composed, options).await.map_err(not_sent)
            };
            match timeout_at(seen_to, sent).await {
                Ok(Ok(_)) => {}
                Ok(Err(NotSent::Surely(error))) => return Err(error),
                Ok(Err(NotSent::Perhaps)) => {
                    self.line.doubt(&id);
                    continue;
                }
                // It was written down as sent, and then the library waits for an answer that does not come.
                Err(_) => {
                    self.line.doubt(&id);
                    return Err(ConnectorError::NotConnected);
                }
            }
            match timeout_at(seen_to, expected.answer()).await {
                Ok(Some(Ok(()))) => return Ok(Accepted { channel_id: id }),
                Ok(Some(Err(code))) => return Err(nack::refusal(&code)),
                // The connection broke, and the message is in doubt.
                Ok(None) => {}
                // The line is silent. The same id goes out once more when it speaks again.
                Err(_) => {
                    self.line.doubt(&id);
                    return Err(ConnectorError::NotConnected);
                }
            }
        }
    }

    /// A message is written down before it can reach the wire. One that is not written down never did; of
    /// one that is, WhatsApp cannot be asked.
    async fn resolve(&self, id: MessageId) -> Result<Resolution, ConnectorError> {
        let age = self.world.clock.now() - minted_at(id);
        let is_remembered = age < chrono::Duration::from_std(SENT_KEPT / 2).unwrap_or_default();
        if is_remembered && !self.backend.may_be_sent(&wire_id(id)).await? {
            return Ok(Resolution::NeverSeen);
        }
        Ok(Resolution::CannotTell)
    }

    async fn mark_read(&self, chat: &Address, ids: &[String]) -> Result<(), ConnectorError> {
        let client = self.connected()?;
        let chat = recipient(chat)?;
        let ids: Vec<_> = ids.iter().filter_map(|id| channel_id(id)).collect();
        let read = client.mark_as_read(&chat, None, &ids).await;
        read.map_err(|error| ConnectorError::Unavailable(error.to_string()))
    }

    async fn typing(&self, chat: &Address, typing: Typing) -> Result<(), ConnectorError> {
        let client = self.connected()?;
        let chat = recipient(chat)?;
        let shown = match typing {
            Typing::On => client.chatstate().send_composing(&chat).await,
            Typing::Off => client.chatstate().send_paused(&chat).await,
        };
        shown.map_err(|error| ConnectorError::Unavailable(error.to_string()))
    }

    async fn fetch(&self, ticket: &[u8]) -> Result<Vec<u8>, ConnectorError> {
        content::fetch(&*self.connected()?, ticket).await
    }

    async fn pair_by_code(&self, phone: &E164) -> Result<(), ConnectorError> {
        let client = self.line.client().ok_or(ConnectorError::NotConnected)?;
        let phone_number = phone.as_str().trim_start_matches('+').to_owned();
        self.world.tasks.spawn(async move {
            let options = PairCodeOptions { phone_number, ..PairCodeOptions::default() };
            // The library tells of the code, or of what went wrong, by its events.
            if let Err(error) = client.pair_with_code(options).await {
                tracing::debug!(%error, "there is no code to type");
            }
        });
        Ok(())
    }

    /// Takes the link back on WhatsApp's side where there is a connection, and deletes the keys in any case.
    async fn logout(&self) -> Result<(), ConnectorError> {
        if let Some(running) = &*self.running.lock().unwrap_or_else(PoisonError::into_inner) {
            // The session does it: a new device must not be begun while the old one's keys are being deleted.
            running.unlink.notify_one();
            return Ok(());
        }
        self.backend.wipe().await
    }

    async fn stop(&self) {
        let Some(running) = self.replace_running(None) else { return };
        running.stop.cancel();
        if let Err(error) = running.task.await {
            tracing::error!(%error, "a WhatsApp session failed while it ended");
        }
    }
}

/// Ends with its connector: a session that nobody can stop any more would live for ever.
impl Drop for WhatsAppConnector {
    fn drop(&mut self) {
        if let Some(running) = self.replace_running(None) {
            running.stop.cancel();
        }
    }
}

fn recipient(address: &Address) -> Result<Jid, ConnectorError> {
    jid(address).ok_or_else(|| ConnectorError::Refused("that is no address on WhatsApp".to_owned()))
}

/// What the library's failure to send means.
enum NotSent {
    /// Nothing was on the wire.
    Surely(ConnectorError),
    /// The write to the socket had begun.
    Perhaps,
}

fn not_sent(error: SendError) -> NotSent {
    NotSent::Surely(match error {
        SendError::NotLoggedIn | SendError::Client(ClientError::NotConnected) => {
            ConnectorError::NotConnected
        }
        SendError::Client(_) => return NotSent::Perhaps,
        SendError::InvalidRequest(why) => ConnectorError::Refused(why),
        error => ConnectorError::Unavailable(error.to_string()),
    })
}

/// When a message's id was made (UUIDv7, RFC 9562 §5.7).
fn minted_at(id: MessageId) -> domain::Instant {
    use domain::RecordId;
    let (seconds, nanoseconds) =
        id.uuid().get_timestamp().map_or((0, 0), |timestamp| timestamp.to_unix());
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| domain::Instant::from_timestamp(seconds, nanoseconds))
        .unwrap_or_default()
}
