//! One connection of a session: what was delivered, what waits for its acknowledgement, receipts.

use std::collections::{HashSet, VecDeque};
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use domain::forms::SandboxDelivery;
use domain::message::AddressKind;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::line::Line;
use super::phone::{Phone, PhoneMessage, Progress, Way};
use crate::{Ack, Address, ChatKind, ConnectorEvent, Incoming, Receipt};

/// Messages that may wait for their acknowledgement at once.
const WINDOW: usize = 32;
/// The pause before something that failed is tried again.
const RETRY: Duration = Duration::from_secs(5);

/// One connection, from `Connected` to its end; dropping it drops what it waits for.
pub(super) struct Connection {
    /// Which of the phone's connections it is.
    pub(super) number: u64,
    /// Customers' messages that were delivered and are not acknowledged.
    delivered: HashSet<String>,
    /// Customers' messages that the reconnect released.
    released: HashSet<String>,
    /// The second copy of a message that is delivered twice.
    copy: Option<PhoneMessage>,
    /// How many deliveries wait for their acknowledgement.
    in_flight: usize,
    /// Receipts to report, in the order of their times.
    receipts: VecDeque<Due>,
    /// Our messages whose receipts are under way.
    receipted: HashSet<String>,
    duties: JoinSet<Done>,
}

/// A receipt to report at a time.
struct Due {
    id: String,
    receipt: Receipt,
    at: Instant,
}

/// What a background duty came to.
pub(super) enum Done {
    /// A customer's message is acknowledged and stored so.
    Acknowledged(String),
    /// The worker dropped a customer's message; it is delivered once more.
    Dropped(String),
    /// One of our messages is stored as read, or the worker dropped its receipt and hears it again.
    Read(String),
}

/// What a connection has to report.
pub(super) enum Traffic {
    /// A receipt that is due.
    Receipt,
    /// The second copy of a message.
    Copy,
    /// A customer's message.
    Message,
}

impl Connection {
    pub(super) fn new(phone: &Phone) -> Self {
        let is_held = |message: &&PhoneMessage| {
            matches!(message.way, Way::In { progress: Progress::Held, .. })
        };
        Self {
            number: phone.connection,
            delivered: HashSet::new(),
            released: phone.messages.iter().filter(is_held).map(|held| held.id.clone()).collect(),
            copy: None,
            in_flight: 0,
            receipts: VecDeque::new(),
            receipted: HashSet::new(),
            duties: JoinSet::new(),
        }
    }

    /// What is to be reported next, if anything.
    pub(super) fn next_traffic(&self, phone: &Phone, now: Instant) -> Option<Traffic> {
        if self.copy.is_some() {
            return Some(Traffic::Copy);
        }
        if self.receipts.front().is_some_and(|due| due.at <= now) {
            return Some(Traffic::Receipt);
        }
        let has_room = self.in_flight < WINDOW;
        (has_room && self.next_message(phone).is_some()).then_some(Traffic::Message)
    }

    /// Makes the event and notes that it is reported.
    pub(super) fn make(
        &mut self,
        traffic: Traffic,
        line: &Arc<Line>,
        phone: &Phone,
    ) -> Option<ConnectorEvent> {
        match traffic {
            Traffic::Receipt => self.report_receipt(line),
            Traffic::Copy => {
                let message = self.copy.take()?;
                Some(self.deliver(line, phone, message))
            }
            Traffic::Message => self.deliver_next(line, phone),
        }
    }

    /// When the next receipt is due.
    pub(super) fn next_receipt_at(&self) -> Option<Instant> {
        self.receipts.front().map(|due| due.at)
    }

    /// The next background duty that is done; waits for ever when there is none.
    pub(super) async fn next_done(&mut self) -> Done {
        loop {
            match self.duties.join_next().await {
                Some(Ok(done)) => return done,
                Some(Err(error)) => tracing::error!(%error, "a sandbox duty ended badly"),
                None => return pending().await,
            }
        }
    }

    /// Takes a duty's outcome in.
    pub(super) fn settle(&mut self, done: Done) {
        match done {
            Done::Acknowledged(id) | Done::Dropped(id) => {
                self.in_flight = self.in_flight.saturating_sub(1);
                self.delivered.remove(&id);
            }
            Done::Read(id) => {
                self.receipted.remove(&id);
            }
        }
    }

    /// Plans receipts for our messages that the customer has not read.
    pub(super) fn plan_receipts(&mut self, phone: &Phone, at: Instant) {
        for message in &phone.messages {
            let is_unread = message.way == Way::Out { read: false };
            if is_unread && self.receipted.insert(message.id.clone()) {
                let id = message.id.clone();
                self.receipts.push_back(Due { id, receipt: Receipt::Delivered, at });
            }
        }
    }

    /// The message whose turn it is.
    fn next_message<'a>(&self, phone: &'a Phone) -> Option<&'a PhoneMessage> {
        let is_due = |id: &str, progress| match progress {
            Progress::Acknowledged => false,
            Progress::Waiting => !self.delivered.contains(id),
            Progress::Held => self.released.contains(id) && !self.delivered.contains(id),
        };
        let turns = phone.messages.iter().filter_map(|message| match message.way {
            Way::In { turn, progress, .. } if is_due(&message.id, progress) => {
                Some((turn, message))
            }
            Way::In { .. } | Way::Out { .. } => None,
        });
        turns.min_by_key(|(turn, _)| *turn).map(|(_, message)| message)
    }

    fn deliver_next(&mut self, line: &Arc<Line>, phone: &Phone) -> Option<ConnectorEvent> {
        let message = self.next_message(phone)?.clone();
        self.delivered.insert(message.id.clone());
        if matches!(message.way, Way::In { delivery: SandboxDelivery::Duplicate, .. }) {
            self.copy = Some(message.clone());
        }
        Some(self.deliver(line, phone, message))
    }

    fn deliver(
        &mut self,
        line: &Arc<Line>,
        phone: &Phone,
        message: PhoneMessage,
    ) -> ConnectorEvent {
        let (ack, committed) = Ack::new();
        self.in_flight += 1;
        self.duties.spawn(see_acknowledged(Arc::clone(line), message.id.clone(), committed));
        let incoming = Incoming {
            id: message.id,
            name: phone.name_of(&message.customer).map(str::to_owned),
            from: Address { kind: AddressKind::Phone, value: message.customer.into() },
            also: None,
            text: message.text,
            message_type: message.kind.as_str().to_owned(),
            from_me: false,
            chat: ChatKind::Single,
            sent_at: message.at,
            late: false,
            place: None,
            quoted: None,
            file: None,
        };
        ConnectorEvent::Message { incoming, ack }
    }

    fn report_receipt(&mut self, line: &Arc<Line>) -> Option<ConnectorEvent> {
        let Due { id, receipt, .. } = self.receipts.pop_front()?;
        let message = id.parse().ok()?;
        let (ack, committed) = Ack::new();
        match receipt {
            // Not waited for: what is not known to be read is reported from the beginning.
            Receipt::Delivered => {
                let at = Instant::now() + line.world.timing.receipts;
                self.receipts.push_back(Due { id, receipt: Receipt::Read, at });
            }
            Receipt::Read => {
                self.duties.spawn(see_read(Arc::clone(line), id, committed));
            }
        }
        Some(ConnectorEvent::Receipt { id: message, receipt, ack })
    }
}

/// Stores that a message is acknowledged once it is.
async fn see_acknowledged(line: Arc<Line>, id: String, committed: oneshot::Receiver<()>) -> Done {
    if committed.await.is_err() {
        sleep(RETRY).await;
        return Done::Dropped(id);
    }
    insist(&line, &id, Phone::acknowledge).await;
    Done::Acknowledged(id)
}

/// Stores that the customer read our message once the worker has committed that.
async fn see_read(line: Arc<Line>, id: String, committed: oneshot::Receiver<()>) -> Done {
    if committed.await.is_err() {
        sleep(RETRY).await;
        return Done::Read(id);
    }
    insist(&line, &id, Phone::mark_read).await;
    Done::Read(id)
}

/// Changes one message and tries again until that is stored; ends with the connection.
async fn insist(line: &Arc<Line>, id: &str, change: fn(&mut Phone, &str)) {
    loop {
        let id = id.to_owned();
        let outcome = line.order(move |phone| {
            change(Arc::make_mut(phone), &id);
            Ok(())
        });
        let Err(error) = outcome.await else { return };
        tracing::warn!(tenant.id = %line.tenant, %error, "sandbox phone not stored, trying again");
        sleep(RETRY).await;
    }
}
