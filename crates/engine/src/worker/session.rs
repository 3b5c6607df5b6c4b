//! Feeding the session's state machine with what the connector reports.

use channel::{Ack, ConnectorEvent, EventSink, Receipt};
use domain::message::DeliveryEvent;
use domain::session::{SessionEffect, SessionEvent};
use domain::{MessageId, SessionState};

use super::{Listener, WorkerError};

impl Listener<'_> {
    /// Starts the connector.
    pub(super) async fn begin(&mut self, sink: EventSink) -> Result<(), WorkerError> {
        self.apply(SessionEvent::Started).await?;
        Ok(self.shared.connector.start(sink).await?)
    }

    /// Notes that the worker ends.
    pub(super) async fn end(&mut self) -> Result<(), WorkerError> {
        self.apply(SessionEvent::Stopped).await
    }

    pub(super) async fn on_session_event(
        &mut self,
        event: ConnectorEvent,
    ) -> Result<(), WorkerError> {
        match event {
            // A pairing code is typed instead of scanned; it is shown and runs out like a QR code.
            ConnectorEvent::Qr { code, valid_for }
            | ConnectorEvent::PairingCode { code, valid_for } => {
                self.apply(SessionEvent::Qr { code, valid_for }).await
            }
            ConnectorEvent::Linking => self.apply(SessionEvent::Linking).await,
            ConnectorEvent::Connected { phone } => {
                self.apply(SessionEvent::Connected { phone }).await
            }
            ConnectorEvent::Disconnected { reason } => {
                self.apply(SessionEvent::Dropped(reason)).await
            }
            ConnectorEvent::LoggedOut => self.apply(SessionEvent::LoggedOut).await,
            ConnectorEvent::Message { .. }
            | ConnectorEvent::Receipt { .. }
            | ConnectorEvent::Ended(_) => Ok(()),
        }
    }

    async fn apply(&mut self, event: SessionEvent) -> Result<(), WorkerError> {
        let shared = self.shared;
        let (next, effects) = match self.session.apply(event, shared.engine.now()) {
            Ok(applied) => applied,
            Err(refused) => {
                tracing::debug!(tenant.id = %shared.tenant, %refused, "an event was passed over");
                return Ok(());
            }
        };
        let saved = shared.store.save_session(&next, &effects).await?;
        self.session = next;
        shared.engine.publish_session(shared.tenant).await;
        if saved.tenant.is_some() || saved.request.is_some() {
            shared.engine.publish_tenant(shared.tenant).await;
        }
        shared.engine.figures_changed();
        shared.connected.send_replace(matches!(self.session, SessionState::Connected { .. }));
        if effects.contains(&SessionEffect::FlushOutbox) {
            shared.outbox.notify_one();
        }
        Ok(())
    }

    pub(super) async fn on_receipts(
        &mut self,
        receipts: Vec<(MessageId, Receipt, Ack)>,
    ) -> Result<(), WorkerError> {
        let events = receipts.iter().map(|(id, receipt, _)| {
            let event = match receipt {
                Receipt::Delivered => DeliveryEvent::Delivered,
                Receipt::Read => DeliveryEvent::Read,
            };
            (*id, event)
        });
        self.shared.steps.take(self.shared.store.receipts(events.collect())).await?;
        for (_, _, ack) in receipts {
            ack.committed();
        }
        Ok(())
    }
}
