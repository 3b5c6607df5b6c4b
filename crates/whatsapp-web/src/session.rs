//! One running session: it keeps a client alive and tells the worker what happens to it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use channel::{Ack, ConnectorError, ConnectorEvent, EventSink, Incoming, Receipt};
use domain::session::{DisconnectReason, LinkTrouble};
use tokio::sync::{Notify, OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use whatsapp_rust::Client;
use whatsapp_rust::bot::{Bot, BotHandle};
use whatsapp_rust::pair_code::PairCodeRejection;
use whatsapp_rust::types::events::{self, Event, EventHandler, EventInterest, EventKind};
use whatsapp_rust::types::presence::ReceiptType;

use crate::address::{address, message_id, number};
use crate::backend::Backend;
use crate::calls::Calls;
use crate::ending::Ending;
use crate::inbound::{Inbox, beside_the_hook};
use crate::line::Line;
use crate::settings::{CONNECTING, COURTESY, END, LOG_OUT, STAY_QUIET_AFTER};
use crate::watchdog::Watchdog;
use crate::world::World;

/// The events that a session looks at; the library does not even make the others.
const KINDS: [EventKind; 22] = [
    EventKind::PairingQrCode,
    EventKind::PairingQrCodesExhausted,
    EventKind::PairingCode,
    EventKind::PairSuccess,
    EventKind::PairError,
    EventKind::PairPasskeyRequest,
    EventKind::PairPasskeyError,
    EventKind::PairingCodeError,
    EventKind::PairingCodeRefresh,
    EventKind::Connected,
    EventKind::Disconnected,
    EventKind::LoggedOut,
    EventKind::StreamReplaced,
    EventKind::TemporaryBan,
    EventKind::ConnectFailure,
    EventKind::ClientOutdated,
    EventKind::Receipt,
    EventKind::ServerAck,
    EventKind::UndecryptableMessage,
    EventKind::Messages,
    EventKind::IncomingCall,
    EventKind::MissedCall,
];

/// Hears the library's events in the order in which they happen. Without a bound, because the library drops what
/// a bounded listener has no room for: what is heard here is small, and messages themselves come by the hook,
/// which waits.
struct Ears(mpsc::UnboundedSender<Arc<Event>>);

impl EventHandler for Ears {
    fn handle_event(&self, event: Arc<Event>) {
        // A session that ended hears nothing any more.
        let _ = self.0.send(event);
    }

    fn interest(&self) -> EventInterest {
        EventInterest::of(&KINDS)
    }
}

/// A tenant's session from its start to its stop, over as many clients as that takes.
pub(crate) struct Session {
    pub(crate) world: Arc<World>,
    pub(crate) line: Arc<Line>,
    pub(crate) backend: Arc<Backend>,
    pub(crate) sink: EventSink,
    pub(crate) stop: CancellationToken,
    /// Wakes the session to unlink the phone.
    pub(crate) unlink: Arc<Notify>,
}

/// Why a client is no more.
enum Over {
    /// The connector was stopped, or nobody listens any more.
    Stopped,
    Ended(Ending),
}

impl Session {
    /// Runs until it is stopped, nobody listens or it cannot go on; says why in that last case.
    pub(crate) async fn run(self) {
        loop {
            let over = self.live().await;
            self.line.set_client(None);
            let goes_on = match over {
                Over::Stopped => return,
                Over::Ended(ending) => self.after(ending).await,
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Does what an ending asks for; whether to begin anew.
    async fn after(&self, ending: Ending) -> bool {
        match ending {
            Ending::LoggedOut => match self.backend.wipe().await {
                Ok(()) => self.tell(ConnectorEvent::LoggedOut).await,
                Err(error) => {
                    self.tell(ConnectorEvent::Ended(error)).await;
                    false
                }
            },
            Ending::Paused { reason, again } => {
                let told = ConnectorEvent::Disconnected { reason, again: again.map(span) };
                if !self.tell(told).await {
                    return false;
                }
                tokio::select! {
                    () = self.stop.cancelled() => false,
                    () = self.sink.closed() => false,
                    () = self.unlink.notified() => Box::pin(self.after(Ending::LoggedOut)).await,
                    () = until(again.map(|pause| Instant::now() + pause)) => true,
                }
            }
            Ending::Broken(why) => {
                let error = ConnectorError::Unavailable(why);
                self.tell(ConnectorEvent::Ended(error)).await;
                false
            }
        }
    }

    /// Keeps one client alive.
    async fn live(&self) -> Over {
        let turn = tokio::select! {
            () = self.stop.cancelled() => return Over::Stopped,
            () = self.unlink.notified() => return Over::Ended(Ending::LoggedOut),
            turn = self.world.turn_to_connect() => turn,
        };
        if let Err(error) = self.backend.recall_asked().await {
            return Over::Ended(Ending::Broken(error.to_string()));
        }
        let (ears, mut heard) = mpsc::unbounded_channel();
        let bot = match self.bot(ears).await {
            Ok(bot) => bot,
            Err(why) => return Over::Ended(Ending::Broken(why)),
        };
        let client = bot.client();
        let mut handle = bot.spawn();
        self.line.set_client(Some(client.clone()));
        let mut repairing = Box::pin(self.repair(&client));
        let mut life = Life {
            session: self,
            turn: Some(turn),
            turn_ends: Instant::now() + CONNECTING,
            quiet_at: None,
            codes_end: None,
            close_at: None,
            ending: None,
            calls: Calls::default(),
        };
        let mut watch = Watchdog::new(&client);
        let over = loop {
            let gave_back = life.turn.is_none();
            tokio::select! {
                biased;
                () = self.stop.cancelled() => break Over::Stopped,
                () = self.sink.closed() => break Over::Stopped,
                Some(event) = heard.recv() => {
                    if !life.on(&event).await {
                        break Over::Stopped;
                    }
                }
                () = &mut handle => {
                    while let Ok(event) = heard.try_recv() {
                        life.on(&event).await;
                    }
                    let silent = || Ending::Broken("the session ended without a word".to_owned());
                    return Over::Ended(life.ending.unwrap_or_else(silent));
                }
                () = sleep_until(life.turn_ends), if !gave_back => life.turn = None,
                () = until(life.quiet_at) => life.stay_quiet().await,
                () = until(life.calls.due_at()) => {
                    let over = life.calls.over();
                    if !life.tell_calls(over).await {
                        break Over::Stopped;
                    }
                }
                () = until(life.close_at) => break Over::Ended(Ending::codes_ran_out()),
                () = self.unlink.notified() => {
                    unlink(&client).await;
                    break Over::Ended(Ending::LoggedOut);
                }
                () = watch.bites() => {
                    if !life.on_lost().await {
                        break Over::Stopped;
                    }
                    client.reconnect_immediately().await;
                }
                never = &mut repairing => match never {},
            }
        };
        // A repair that stands still would hold what the end has to write down.
        drop(repairing);
        end(handle).await;
        over
    }

    async fn bot(&self, ears: mpsc::UnboundedSender<Arc<Event>>) -> Result<Bot, String> {
        let builder = Bot::builder()
            .with_backend_arc(self.backend.clone())
            .with_inbound_durability_hook(Inbox::new(self.sink.clone()))
            .with_event_handler(Ears(ears));
        self.world.furnish(builder).build().await.map_err(|error| error.to_string())
    }

    /// Tells the worker; whether it still listens. Waits while it is busy.
    async fn tell(&self, event: ConnectorEvent) -> bool {
        let told = pin!(self.sink.send(event));
        tokio::select! {
            () = self.stop.cancelled() => false,
            told = told => told.is_ok(),
        }
    }
}

/// One client's life.
struct Life<'a> {
    session: &'a Session,
    /// The turn to connect, until the connection stands or a code is shown.
    turn: Option<OwnedSemaphorePermit>,
    turn_ends: Instant,
    /// When to tell WhatsApp that nobody looks at this device.
    quiet_at: Option<Instant>,
    /// Until when the code to type is good.
    codes_end: Option<Instant>,
    /// When the connection is given up that only waits for the code to be typed.
    close_at: Option<Instant>,
    ending: Option<Ending>,
    /// What rings.
    calls: Calls,
}

impl Life<'_> {
    /// Takes an event in; whether the worker still listens.
    async fn on(&mut self, event: &Event) -> bool {
        if let Some(ending) = Ending::of(event) {
            self.ending = Some(ending);
            return true;
        }
        match event {
            Event::PairingQrCode(offered) => {
                self.turn = None;
                let valid_for = span(offered.timeout);
                self.tell(ConnectorEvent::Qr { code: offered.code.clone(), valid_for }).await
            }
            Event::PairingCode(offered) => {
                self.codes_end = Some(Instant::now() + offered.timeout);
                let valid_for = span(offered.timeout);
                self.tell(ConnectorEvent::PairingCode { code: offered.code.clone(), valid_for })
                    .await
            }
            Event::PairingQrCodesExhausted(_) => {
                // The library keeps the connection for the code to type, and nobody ends it after that.
                self.close_at = self.codes_end.or(Some(Instant::now()));
                true
            }
            Event::PairSuccess(_) => {
                self.close_at = None;
                self.tell(ConnectorEvent::Linking).await
            }
            Event::Connected(_) => {
                self.turn = None;
                // The library does not tell of each connection that it gave up for this one.
                self.session.line.lost();
                self.session.line.connected();
                self.quiet_at = Some(Instant::now() + STAY_QUIET_AFTER);
                let own = self.session.line.client().and_then(|client| client.pn());
                let phone = own.as_ref().and_then(number);
                self.tell(ConnectorEvent::Connected { phone }).await
            }
            Event::Disconnected(_) => self.on_lost().await,
            Event::Receipt(receipt) => self.on_receipt(receipt).await,
            Event::ServerAck(ack) => {
                if ack.class.as_deref() == Some("message") {
                    let answer = ack.error.clone().map_or(Ok(()), Err);
                    self.session.line.answered(&ack.id, answer);
                }
                true
            }
            Event::Messages(batch) if !batch.hook_committed => {
                for message in beside_the_hook(&batch.messages) {
                    if !self.tell(message).await {
                        return false;
                    }
                }
                true
            }
            Event::IncomingCall(call) => {
                let in_vain = self.calls.on(call);
                self.tell_calls(in_vain).await
            }
            Event::MissedCall(call) => {
                let in_vain = self.calls.on_missed(call);
                self.tell_calls(in_vain).await
            }
            Event::UndecryptableMessage(message) => {
                metrics::counter!("flowhq_whatsapp_undecryptable_total").increment(1);
                let source = &message.info.source;
                // A group's first messages often cannot be opened, and are none of the business's.
                let is_customers = !source.is_group && address(&source.chat).is_some();
                if message.is_unavailable || !is_customers {
                    return true;
                }
                self.tell(ConnectorEvent::Unreadable).await
            }
            other => match trouble(other) {
                Some(trouble) => {
                    tracing::warn!(%trouble, "a phone could not be linked as it was tried");
                    self.tell(ConnectorEvent::Trouble(trouble)).await
                }
                None => true,
            },
        }
    }

    /// Tells of calls that were in vain; whether the worker still listens. The library has confirmed them already, so
    /// nobody waits for their commit.
    async fn tell_calls(&self, calls: impl IntoIterator<Item = Incoming>) -> bool {
        for incoming in calls {
            let (ack, _) = Ack::new();
            if !self.tell(ConnectorEvent::Message { incoming, ack }).await {
                return false;
            }
        }
        true
    }

    /// The connection is gone, and the library makes another one; whether the worker still listens.
    async fn on_lost(&mut self) -> bool {
        self.quiet_at = None;
        self.session.line.lost();
        let reason = DisconnectReason::Network;
        self.tell(ConnectorEvent::Disconnected { reason, again: None }).await
    }

    async fn on_receipt(&self, receipt: &events::Receipt) -> bool {
        let what = match receipt.r#type {
            ReceiptType::Delivered => Receipt::Delivered,
            ReceiptType::Read | ReceiptType::Played => Receipt::Read,
            _ => return true,
        };
        for wire in &receipt.message_ids {
            let Some(id) = message_id(wire) else { continue };
            self.session.line.delivered(wire);
            self.session.backend.opened(wire).await;
            // The library has confirmed the receipt already, so nobody waits for this.
            let (ack, _) = Ack::new();
            if !self.tell(ConnectorEvent::Receipt { id, receipt: what, ack }).await {
                return false;
            }
        }
        true
    }

    /// Takes the "available" back that the library sends at each connect, or the owner's phone would not
    /// ring any more.
    async fn stay_quiet(&mut self) {
        self.quiet_at = None;
        let Some(client) = self.session.line.client() else { return };
        if !matches!(timeout(COURTESY, client.presence().set_unavailable()).await, Ok(Ok(()))) {
            tracing::debug!("the presence could not be taken back");
        }
    }

    async fn tell(&self, event: ConnectorEvent) -> bool {
        self.session.tell(event).await
    }
}

/// What came in the way of linking, where something did.
fn trouble(event: &Event) -> Option<LinkTrouble> {
    match event {
        Event::PairingCodeError(refused) => {
            let throttled = refused.rejection.is_some_and(PairCodeRejection::is_throttled);
            Some(if throttled { LinkTrouble::TooSoon } else { LinkTrouble::NoCode })
        }
        Event::PairingCodeRefresh(_) => Some(LinkTrouble::NoCode),
        Event::PairPasskeyRequest(_) | Event::PairPasskeyError(_) => Some(LinkTrouble::Passkey),
        Event::PairError(_) => Some(LinkTrouble::Failed),
        _ => None,
    }
}

/// Takes the link back on WhatsApp's side, where there is a connection.
async fn unlink(client: &Arc<Client>) {
    if timeout(LOG_OUT, client.logout()).await.is_err() {
        tracing::warn!("WhatsApp did not confirm in time that the device is unlinked");
    }
}

/// Ends a client in order, so that what it holds is written down; at once when that takes too long.
async fn end(handle: BotHandle) {
    if timeout(END, handle.shutdown()).await.is_err() {
        tracing::warn!("a session did not end in time and was dropped");
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn span(duration: Duration) -> chrono::Duration {
    chrono::Duration::from_std(duration).unwrap_or(chrono::Duration::MAX)
}
