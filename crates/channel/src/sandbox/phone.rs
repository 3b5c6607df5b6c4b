//! One tenant's simulated phone as plain data: what is kept, for how long, and how it is shown.

use std::collections::VecDeque;

use domain::forms::SandboxDelivery;
use domain::message::PhoneMessageKind;
use domain::views::{PhoneMessageView, PhoneView};
use domain::{E164, Instant, MessageId, TenantId};
use serde::{Deserialize, Serialize};

/// Messages that are kept for showing.
const KEPT_MESSAGES: usize = 400;
/// Customers that are kept for choosing one; more than messages, so that each shown chat has a name.
const KEPT_CUSTOMERS: usize = 500;
/// Ids of our messages that are remembered after the messages themselves are gone; far more than a
/// worker can have in hand when it ends, so that it can always ask what became of them.
const KEPT_IDS: usize = 500;
/// Customers' messages that may wait for a worker; what nobody took over is never dropped, so the
/// phone takes no more instead.
const MOST_WAITING: usize = 5_000;

/// The simulated phone of one tenant, with what the channel's servers would keep for it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Phone {
    /// Whether it is linked to Flow HQ.
    pub linked: bool,
    /// Whether its network is on.
    pub online: bool,
    /// Counts up whenever the network goes, so that two connections can be told apart.
    pub connection: u64,
    /// Its number, once it was linked.
    pub number: Option<E164>,
    /// Who writes with it, the one that wrote last first.
    pub customers: Vec<Customer>,
    /// The messages, in the order in which they appeared.
    pub messages: Vec<PhoneMessage>,
    /// Our messages that it accepted, newest last.
    pub accepted: VecDeque<MessageId>,
    /// The turn of the next customer's message.
    pub next_turn: u64,
}

/// A customer in the simulated world.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The customer's number.
    pub number: E164,
    /// The customer's name, where one was given.
    pub name: Option<String>,
}

/// One message on the phone.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneMessage {
    /// The channel's id of it.
    pub id: String,
    /// The customer.
    pub customer: E164,
    /// What it is.
    #[serde(default)]
    pub kind: PhoneMessageKind,
    /// The text; empty for a call.
    pub text: String,
    /// When it was written.
    pub at: Instant,
    /// Which way it goes and how far it came.
    pub way: Way,
}

/// A message of ours.
pub(super) struct Ours {
    pub(super) id: MessageId,
    pub(super) to: E164,
    pub(super) text: String,
    pub(super) kind: PhoneMessageKind,
}

/// Which way a message goes and how far it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Way {
    /// From a customer to the business.
    In {
        /// How it is delivered.
        delivery: SandboxDelivery,
        /// Its place in the order of delivery, which need not be the order of writing.
        turn: u64,
        /// How far it came.
        progress: Progress,
    },
    /// From the business to a customer.
    Out {
        /// Whether the customer read it, and this was reported.
        read: bool,
    },
}

/// How far a customer's message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Held back until the customer's next message.
    Held,
    /// To be delivered, again and again, until it is acknowledged.
    Waiting,
    /// Safe with Flow HQ.
    Acknowledged,
}

/// What a customer sends, before it has its place among what waits.
pub(super) struct Said {
    /// The channel's id of it.
    pub(super) id: String,
    /// What it is.
    pub(super) kind: PhoneMessageKind,
    /// The text; empty for a call.
    pub(super) text: String,
    /// When it was written.
    pub(super) at: Instant,
}

/// More messages wait for a worker than the phone keeps.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooManyWaiting;

impl Default for Phone {
    fn default() -> Self {
        Self {
            linked: false,
            online: true,
            connection: 0,
            number: None,
            customers: Vec::new(),
            messages: Vec::new(),
            accepted: VecDeque::new(),
            next_turn: 0,
        }
    }
}

impl Phone {
    /// Whether it can be reached through a link.
    pub(super) fn is_reachable(&self) -> bool {
        self.linked && self.online
    }

    /// Whether it accepted our message, as far back as it remembers.
    pub(super) fn has_accepted(&self, id: MessageId) -> bool {
        self.accepted.contains(&id)
    }

    /// A customer's name.
    pub(super) fn name_of(&self, number: &E164) -> Option<&str> {
        self.customers.iter().find(|known| known.number == *number)?.name.as_deref()
    }

    /// Takes what a customer wrote, or a call of theirs; it waits from now on.
    pub(super) fn receive(
        &mut self,
        from: Customer,
        said: Said,
        delivery: SandboxDelivery,
    ) -> Result<(), TooManyWaiting> {
        if self.messages.iter().filter(|message| message.waits_for_us()).count() >= MOST_WAITING {
            return Err(TooManyWaiting);
        }
        let customer = from.number.clone();
        self.meet(from);
        let progress = match delivery {
            SandboxDelivery::Reordered => Progress::Held,
            _ => Progress::Waiting,
        };
        let turn = self.take_turn();
        let way = Way::In { delivery, turn, progress };
        let Said { id, kind, text, at } = said;
        self.messages.push(PhoneMessage { id, customer: customer.clone(), kind, text, at, way });
        if progress == Progress::Waiting {
            self.release(&customer);
        }
        self.forget_old();
        Ok(())
    }

    /// Takes a message of ours over; the same id twice is kept once.
    pub(super) fn accept(&mut self, ours: Ours, at: Instant) {
        let Ours { id, to, kind, text } = ours;
        if self.has_accepted(id) {
            return;
        }
        self.accepted.push_back(id);
        if self.name_of(&to).is_none() && !self.customers.iter().any(|known| known.number == to) {
            self.meet(Customer { number: to.clone(), name: None });
        }
        let way = Way::Out { read: false };
        let id = id.to_string();
        self.messages.push(PhoneMessage { id, customer: to, kind, text, at, way });
        self.forget_old();
    }

    /// Notes that a customer's message is safe with Flow HQ.
    pub(super) fn acknowledge(&mut self, id: &str) {
        if let Some(Way::In { progress, .. }) = self.way_of(id) {
            *progress = Progress::Acknowledged;
        }
    }

    /// Notes that the customer read our message.
    pub(super) fn mark_read(&mut self, id: &str) {
        if let Some(Way::Out { read }) = self.way_of(id) {
            *read = true;
        }
    }

    /// Turns the network on or off.
    pub(super) fn set_online(&mut self, online: bool) {
        if self.online && !online {
            self.connection += 1;
        }
        self.online = online;
    }

    /// The phone as a page shows it.
    pub(super) fn view(&self, tenant_id: TenantId, tenant_name: &str, served: bool) -> PhoneView {
        PhoneView {
            tenant_id,
            tenant_name: tenant_name.to_owned(),
            linked: self.linked,
            online: self.online,
            served,
            customers: self.customers.iter().map(Customer::pair).collect(),
            messages: self.messages.iter().map(PhoneMessage::view).collect(),
        }
    }

    /// Puts what was held back of a customer behind everything that was written so far.
    fn release(&mut self, customer: &E164) {
        for message in self.messages.iter_mut().filter(|message| message.customer == *customer) {
            if let Way::In { progress: progress @ Progress::Held, turn, .. } = &mut message.way {
                *progress = Progress::Waiting;
                *turn = self.next_turn;
                self.next_turn += 1;
            }
        }
    }

    /// Puts a customer first; a name once given stays until another is given.
    fn meet(&mut self, mut customer: Customer) {
        if let Some(place) = self.customers.iter().position(|known| known.number == customer.number)
        {
            let known = self.customers.remove(place);
            customer.name = customer.name.or(known.name);
        }
        self.customers.insert(0, customer);
        self.customers.truncate(KEPT_CUSTOMERS);
    }

    fn take_turn(&mut self) -> u64 {
        let turn = self.next_turn;
        self.next_turn += 1;
        turn
    }

    fn way_of(&mut self, id: &str) -> Option<&mut Way> {
        let message = self.messages.iter_mut().rev().find(|message| message.id == id)?;
        Some(&mut message.way)
    }

    /// Drops the oldest messages and ids, but no customer's message that nobody took over, and none of
    /// ours whose reading is not reported.
    fn forget_old(&mut self) {
        let mut surplus = self.messages.len().saturating_sub(KEPT_MESSAGES);
        self.messages.retain(|message| {
            let drop = surplus > 0 && message.is_done_with();
            surplus -= usize::from(drop);
            !drop
        });
        let surplus = self.accepted.len().saturating_sub(KEPT_IDS);
        self.accepted.drain(..surplus);
    }
}

impl PhoneMessage {
    /// Whether it is a customer's that nobody took over.
    fn waits_for_us(&self) -> bool {
        matches!(self.way, Way::In { progress: Progress::Held | Progress::Waiting, .. })
    }

    /// Whether it may be forgotten.
    fn is_done_with(&self) -> bool {
        !self.waits_for_us() && self.way != Way::Out { read: false }
    }

    fn view(&self) -> PhoneMessageView {
        let (from_customer, done) = match self.way {
            Way::In { progress, .. } => (true, progress == Progress::Acknowledged),
            Way::Out { read } => (false, read),
        };
        PhoneMessageView {
            id: self.id.clone(),
            customer: self.customer.to_string(),
            from_customer,
            kind: self.kind,
            text: self.text.clone(),
            at: self.at,
            done,
        }
    }
}

impl Customer {
    fn pair(&self) -> (String, String) {
        (self.number.to_string(), self.name.clone().unwrap_or_default())
    }
}
