//! The connector's end of the trait: orders that the worker gives.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use channel::{
    Accepted, Address, Connector, ConnectorError, EventSink, Outgoing, Resolution, Typing,
};
use domain::MessageId;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use whatsapp_rust::waproto::whatsapp as wa;
use whatsapp_rust::{Client, ClientError, Jid, SendError, SendOptions};

use crate::address::{jid, wire_id};
use crate::backend::Backend;
use crate::inbound::channel_id;
use crate::line::Line;
use crate::nack;
use crate::session::Session;
use crate::settings::{LOG_OUT, SENT_KEPT};
use crate::world::World;

/// A connector to one tenant's WhatsApp account.
pub(crate) struct WhatsAppConnector {
    world: Arc<World>,
    backend: Arc<Backend>,
    line: Arc<Line>,
    running: Mutex<Option<Running>>,
}

struct Running {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl WhatsAppConnector {
    pub(crate) fn new(world: Arc<World>, backend: Backend) -> Self {
        Self {
            world,
            backend: Arc::new(backend),
            line: Arc::new(Line::default()),
            running: Mutex::new(None),
        }
    }

    fn replace_running(&self, running: Option<Running>) -> Option<Running> {
        let mut place = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut place, running)
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
        let stop = CancellationToken::new();
        let session = Session {
            world: self.world.clone(),
            line: self.line.clone(),
            backend: self.backend.clone(),
            sink: events,
            stop: stop.clone(),
        };
        let task = self.world.tasks.spawn(session.run());
        if let Some(earlier) = self.replace_running(Some(Running { stop, task })) {
            earlier.stop.cancel();
        }
        Ok(())
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, ConnectorError> {
        let client = self.connected()?;
        let to = recipient(&message.to)?;
        let id = wire_id(message.id);
        let expected = self.line.expect(&id);
        let options = SendOptions::default().with_message_id(&id);
        client
            .send_message_with_options(to, text(&message.text), options)
            .await
            .map_err(not_sent)?;
        match expected.answer().await {
            Some(Ok(())) => Ok(Accepted { channel_id: id.clone() }),
            Some(Err(code)) => Err(ConnectorError::Refused(nack::words(&code))),
            None => Err(ConnectorError::NoAnswer("the session ended".to_owned())),
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

    /// Takes the link back on WhatsApp's side where there is a connection, and deletes the keys in any case.
    async fn logout(&self) -> Result<(), ConnectorError> {
        if let Some(client) = self.line.client()
            && timeout(LOG_OUT, client.logout()).await.is_err()
        {
            tracing::warn!("WhatsApp did not confirm in time that the device is unlinked");
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

fn text(text: &str) -> wa::Message {
    wa::Message { conversation: Some(text.to_owned()), ..Default::default() }
}

/// What the library's failure to send means: all of these come before anything is on the wire.
fn not_sent(error: SendError) -> ConnectorError {
    match error {
        SendError::NotLoggedIn | SendError::Client(ClientError::NotConnected) => {
            ConnectorError::NotConnected
        }
        SendError::InvalidRequest(why) => ConnectorError::Refused(why),
        // The write to the socket may have begun.
        SendError::Client(error) => ConnectorError::NoAnswer(error.to_string()),
        error => ConnectorError::Unavailable(error.to_string()),
    }
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
