//! The sandbox's end of the connector trait.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::content::MediaKind;
use domain::message::{AddressKind, PhoneMessageKind};
use domain::{E164, MessageId};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::SandboxError;
use super::line::Line;
use super::phone::Ours;
use super::session::Session;
use crate::{
    Accepted, Address, Connector, ConnectorError, Content, EventSink, Outgoing, Resolution, Typing,
};

/// A connector to one tenant's simulated phone.
pub(super) struct SandboxConnector {
    line: Arc<Line>,
    running: Mutex<Option<Running>>,
}

/// The session that this connector started.
struct Running {
    number: u64,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl SandboxConnector {
    pub(super) fn new(line: Arc<Line>) -> Self {
        Self { line, running: Mutex::new(None) }
    }

    fn take_running(&self) -> Option<Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether this very connector runs, and not merely another one of the tenant.
    fn is_running(&self) -> bool {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().is_some_and(|running| self.line.is_served_by(running.number))
    }

    /// Has something done that needs a connection.
    async fn connected<T: Send + 'static>(
        &self,
        order: impl FnOnce(&mut Arc<super::Phone>) -> T + Send + 'static,
    ) -> Result<T, ConnectorError> {
        if !self.is_running() {
            return Err(ConnectorError::NotConnected);
        }
        self.line
            .order(move |phone| {
                if !phone.is_reachable() {
                    return Err(ConnectorError::NotConnected.into());
                }
                Ok(order(phone))
            })
            .await
            .map_err(plain)
    }
}

#[async_trait]
impl Connector for SandboxConnector {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    /// Refused while another connector of the tenant runs in this process.
    async fn start(&self, events: EventSink) -> Result<(), ConnectorError> {
        let place = self.line.occupy().ok_or_else(|| {
            ConnectorError::Refused("a connector of this tenant runs already".to_owned())
        })?;
        let number = place.number;
        let stored = self.line.follow();
        let phone = self.line.order(|phone| Ok(Arc::clone(phone))).await.map_err(plain)?;
        let stop = CancellationToken::new();
        let session = Session::new(Arc::clone(&self.line), place, stop.clone(), stored, phone);
        let task = self.line.world.tracker.spawn(session.run(events));
        let running = Running { number, stop, task };
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
        Ok(())
    }

    /// The same id twice is accepted twice and stored once.
    async fn send(&self, message: &Outgoing) -> Result<Accepted, ConnectorError> {
        if message.to.kind != AddressKind::Phone {
            return Err(ConnectorError::Refused(format!(
                "the sandbox knows phone numbers, not {}",
                message.to.kind
            )));
        }
        let kind = match &message.content {
            Content::Text => PhoneMessageKind::Text,
            Content::File { kind: MediaKind::Image, .. } => PhoneMessageKind::Picture,
            _ => {
                let why = "the practice phone shows words and pictures only".to_owned();
                return Err(ConnectorError::Refused(why));
            }
        };
        let to = E164::parse(&message.to.value)
            .map_err(|refused| ConnectorError::Refused(refused.to_string()))?;
        let (id, text) = (message.id, message.text.clone());
        let at = self.line.world.clock.now();
        self.connected(move |phone| {
            if !phone.has_accepted(id) {
                Arc::make_mut(phone).accept(Ours { id, to, text, kind }, at);
            }
        })
        .await?;
        Ok(Accepted { channel_id: id.to_string() })
    }

    /// The phone remembers the ids of its newest 500 messages from us, so it can always tell; it
    /// needs no connection for that.
    async fn resolve(&self, id: MessageId) -> Result<Resolution, ConnectorError> {
        let is_accepted =
            self.line.order(move |phone| Ok(phone.has_accepted(id))).await.map_err(plain)?;
        if !is_accepted {
            return Ok(Resolution::NeverSeen);
        }
        Ok(Resolution::Accepted(Accepted { channel_id: id.to_string() }))
    }

    /// Needs a connection like on any channel; the simulated phone shows nothing of it.
    async fn mark_read(&self, _chat: &Address, _ids: &[String]) -> Result<(), ConnectorError> {
        self.connected(|_phone| ()).await
    }

    /// Needs a connection like on any channel; the simulated phone shows nothing of it.
    async fn typing(&self, _chat: &Address, _typing: Typing) -> Result<(), ConnectorError> {
        self.connected(|_phone| ()).await
    }

    /// Works without a connection too: the phone learns of it when it is back.
    async fn logout(&self) -> Result<(), ConnectorError> {
        self.line
            .order(|phone| {
                if phone.linked {
                    Arc::make_mut(phone).linked = false;
                }
                Ok(())
            })
            .await
            .map_err(plain)
    }

    async fn stop(&self) {
        let Some(Running { number, stop, task }) = self.take_running() else { return };
        stop.cancel();
        if let Err(error) = task.await {
            tracing::error!(tenant.id = %self.line.tenant, %error, "sandbox session ended badly");
        }
        self.line.vacate(number);
    }
}

impl Drop for SandboxConnector {
    /// Frees the line at once, so that a worker that was dropped where it stood can be replaced.
    fn drop(&mut self) {
        if let Some(running) = self.take_running() {
            running.stop.cancel();
            self.line.vacate(running.number);
        }
    }
}

fn plain(error: SandboxError) -> ConnectorError {
    match error {
        SandboxError::State(error) => error,
        SandboxError::Conflict(conflict) => ConnectorError::Refused(conflict.to_string()),
    }
}
