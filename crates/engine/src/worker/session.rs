//! Feeding the session's state machine with what the connector reports.

use channel::{Ack, ConnectorError, ConnectorEvent, EventSink, Receipt};
use domain::message::DeliveryEvent;
use domain::session::{DisconnectReason, LinkTrouble, SessionEffect, SessionEvent, SessionWish};
use domain::{MessageId, SessionState};
use store::StoreError;

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
            ConnectorEvent::Qr { code, valid_for } => {
                self.apply(SessionEvent::Qr { code, valid_for }).await?;
                self.offered().await
            }
            ConnectorEvent::PairingCode { code, valid_for } => {
                self.apply(SessionEvent::TypedCode { code, valid_for }).await
            }
            ConnectorEvent::Trouble(trouble) => self.apply(SessionEvent::Trouble(trouble)).await,
            ConnectorEvent::Linking => self.apply(SessionEvent::Linking).await,
            ConnectorEvent::Connected { phone } => {
                match self.apply(SessionEvent::Connected { phone }).await {
                    Err(WorkerError::Store(StoreError::NumberTaken)) => {
                        return self.give_phone_back().await;
                    }
                    applied => applied?,
                }
                self.need_no_code().await?;
                self.unlink_if_wished().await
            }
            ConnectorEvent::Disconnected { reason, again } => {
                self.apply(SessionEvent::Dropped { reason, again }).await?;
                // Whatever else it waits for, the keys can go.
                if reason == DisconnectReason::Network {
                    Ok(())
                } else {
                    self.unlink_if_wished().await
                }
            }
            ConnectorEvent::LoggedOut => self.unlinked().await,
            ConnectorEvent::Unreadable => {
                self.shared.store.count_unreadable().await?;
                self.shared.engine.publish_session(self.shared.tenant).await;
                Ok(())
            }
            ConnectorEvent::Message { .. }
            | ConnectorEvent::Receipt { .. }
            | ConnectorEvent::Ended(_) => Ok(()),
        }
    }

    /// A code to scan is there: the phone is not linked.
    async fn offered(&mut self) -> Result<(), WorkerError> {
        let Some(wish) = self.wish.take() else { return Ok(()) };
        self.shared.store.wish_settled(wish.clone()).await?;
        // Unlinking has nothing left to do here.
        if let SessionWish::TypedCode(phone) = wish
            && let Err(error) = self.shared.connector.pair_by_code(&phone).await
        {
            tracing::warn!(tenant.id = %self.shared.tenant, %error, "there is no code to type");
            self.apply(SessionEvent::Trouble(LinkTrouble::NoCode)).await?;
        }
        Ok(())
    }

    /// Has the phone unlinked when that is what a person wants. The wish stays until it is done.
    pub(super) async fn unlink_if_wished(&mut self) -> Result<(), WorkerError> {
        self.unlink_by = None;
        // Once: a second order would unlink what is made after the first.
        if self.wish == Some(SessionWish::Unlink) && !self.is_unlinking {
            self.is_unlinking = true;
            self.shared.connector.logout().await?;
        }
        Ok(())
    }

    /// The phone that linked speaks for another business: it is unlinked again, before anything is said through it.
    async fn give_phone_back(&mut self) -> Result<(), WorkerError> {
        let tenant = self.shared.tenant;
        tracing::warn!(tenant.id = %tenant, "the phone of tenant {tenant} is linked to another tenant; it is unlinked");
        self.apply(SessionEvent::NumberTaken).await?;
        self.need_no_code().await?;
        Ok(self.shared.connector.logout().await?)
    }

    /// A phone is linked: a code to type is not wanted any more, or weeks later it would be asked for.
    async fn need_no_code(&mut self) -> Result<(), WorkerError> {
        match self.wish.take_if(|wish| matches!(wish, SessionWish::TypedCode(_))) {
            Some(wish) => Ok(self.shared.store.wish_settled(wish).await?),
            None => Ok(()),
        }
    }

    /// The connector gave up. Where the phone was to be unlinked, at least our keys go.
    pub(super) async fn ended(&mut self, error: ConnectorError) -> WorkerError {
        if self.wish == Some(SessionWish::Unlink) {
            let connector = &self.shared.connector;
            connector.stop().await;
            let unlinked = match connector.logout().await {
                Ok(()) => self.unlinked().await,
                Err(error) => Err(error.into()),
            };
            if let Err(error) = unlinked {
                return error;
            }
        }
        error.into()
    }

    /// The phone is not linked any more, by whomever.
    async fn unlinked(&mut self) -> Result<(), WorkerError> {
        match self.wish.take() {
            Some(SessionWish::Unlink) => {
                self.is_unlinking = false;
                self.apply(SessionEvent::Unlinked).await?;
                Ok(self.shared.store.wish_settled(SessionWish::Unlink).await?)
            }
            other => {
                self.wish = other;
                self.apply(SessionEvent::LoggedOut).await
            }
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
        if effects.contains(&SessionEffect::TenantUnlinked) {
            // It was the number's, not the business's.
            shared.release();
        }
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
