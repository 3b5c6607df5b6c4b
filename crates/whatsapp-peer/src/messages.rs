//! What the client sends to customers, and what their phones make of it.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use crate::account::{Body, Business, Out, Queued};
use crate::content::{Content, UNREADABLE};
use crate::customer::{Person, Sealed};
use crate::error::PeerError;
use crate::seen::{Arrival, Tick};
use crate::stanza::{Read, by_lid, by_number, digits_of, now_ms, now_seconds};
use crate::world::World;

impl World {
    /// The client sent a message: it is confirmed or refused, decrypted, and answered with receipts.
    pub(crate) fn message(&mut self, phone: &str, node: &Node) {
        let (Some(id), Some(to)) = (node.text("id"), node.jid("to")) else { return };
        let Some(business) = self.businesses.get_mut(phone) else { return };
        let is_repeated = business.arrivals.iter().any(|before| before.id == id);
        if is_repeated && business.faults.take_lost_repeat() {
            return;
        }
        let refused = business.faults.take_nack();
        if let (Some(pause), Some(line)) = (business.faults.slow, &business.line) {
            line.socket.push(Out::Pause(pause));
        }
        if business.habits.ack || refused.is_some() {
            let ack = NodeBuilder::new("ack")
                .attr("class", "message")
                .attr("id", &id)
                .attr("from", &to)
                .attr("t", now_seconds());
            let ack = if let Some(code) = refused { ack.attr("error", code) } else { ack };
            business.send(ack.build());
        }
        // What goes to a group or a channel is not for a customer's phone.
        if refused.is_some() || digits_of(&to).is_none() {
            return;
        }
        let mut was_read = false;
        for (device, sealed) in recipients(&to, node) {
            was_read |= self.arrive(phone, &id, &device, &sealed);
        }
        if was_read {
            self.tick_by_habit(phone, &id, &to);
        }
        self.deliver_news(phone);
    }

    /// One copy of a message comes to a phone; says whether a customer could read it.
    fn arrive(&mut self, phone: &str, id: &str, device: &Jid, sealed: &Sealed) -> bool {
        let Some(digits) = digits_of(device) else { return false };
        let Some(business) = self.businesses.get_mut(phone) else { return false };
        let Some(companion) = business.companion.as_ref() else { return false };
        if digits == phone {
            // The owner's own copy of what was sent; nothing here looks at it.
            if let Err(error) = business.phone.open(companion, sealed) {
                tracing::debug!(message.id = %id, error = ?error, "the owner could not read a copy");
            }
            return false;
        }
        let customer = self.customers.entry(digits.clone()).or_insert_with(|| Person::new(&digits));
        let (content, again) = match customer.open(companion, sealed) {
            Ok(message) => (Content::read(&message), None),
            // The same stanza a second time cannot be decrypted either.
            Err(_) if business.was_read(id, &digits) => (Content::unreadable(), None),
            Err(error) => {
                tracing::debug!(message.id = %id, error = ?error, "a customer asks for a message again");
                (Content::unreadable(), customer.ask_again(companion, device, id).ok())
            }
        };
        if let Some(node) = again {
            business.queue_receipt(id, device, node, Some("retry"));
        }
        let file = content.file.as_ref().and_then(|file| file.open(&self.files));
        business.note_arrival(Arrival {
            id: id.to_owned(),
            to: digits.clone(),
            lid: device.is_lid(),
            text: content.text,
            kind: content.kind.to_owned(),
            quoted: content.quoted,
            file,
            at: now_ms(),
            copies: 1,
        });
        business.was_read(id, &digits)
    }

    /// The customer's phone tells by itself what became of a message.
    fn tick_by_habit(&mut self, phone: &str, id: &str, from: &Jid) {
        let Some(business) = self.businesses.get_mut(phone) else { return };
        let habits = business.habits;
        for tick in [(habits.deliver, Tick::Delivered), (habits.read, Tick::Read)] {
            if let (true, tick) = tick {
                business.tick(id, from, tick);
            }
        }
    }

    /// The customer's phone tells what became of a message when it is told to.
    pub(crate) fn tick(&mut self, phone: &str, id: &str, tick: Tick) -> Result<(), PeerError> {
        let business = self.business(phone)?;
        let mut all = business.arrivals.iter();
        let arrival = all
            .find(|arrival| arrival.id == id)
            .ok_or_else(|| PeerError::UnknownMessage(id.to_owned()))?;
        let from = if arrival.lid { by_lid(&arrival.to) } else { by_number(&arrival.to) };
        business.tick(id, &from, tick);
        self.deliver_news(phone);
        Ok(())
    }
}

impl Business {
    fn note_arrival(&mut self, arrival: Arrival) {
        let mut all = self.arrivals.iter_mut();
        match all.find(|before| before.id == arrival.id && before.to == arrival.to) {
            Some(before) if before.kind == UNREADABLE => *before = arrival,
            Some(before) => before.copies += 1,
            None => self.arrivals.push(arrival),
        }
    }

    /// Whether a customer's phone could read this message.
    fn was_read(&self, id: &str, to: &str) -> bool {
        let mut all = self.arrivals.iter();
        all.any(|before| before.id == id && before.to == to && before.kind != UNREADABLE)
    }

    fn tick(&mut self, id: &str, from: &Jid, tick: Tick) {
        let kind = match tick {
            Tick::Delivered => None,
            Tick::Read => Some("read"),
        };
        let node =
            NodeBuilder::new("receipt").attr("from", from).attr("id", id).attr("t", now_seconds());
        let node = if let Some(kind) = kind { node.attr("type", kind) } else { node };
        self.queue_receipt(id, from, node.build(), kind);
    }

    fn queue_receipt(&mut self, id: &str, from: &Jid, node: Node, kind: Option<&'static str>) {
        self.queue.push(Queued {
            id: id.to_owned(),
            from: from.clone(),
            body: Body::Receipt(node, kind),
            is_held: false,
            times: 1,
            sent_on: None,
        });
    }
}

/// A message's copies, each with the device that it is for.
fn recipients(to: &Jid, node: &Node) -> Vec<(Jid, Sealed)> {
    let sealed =
        |enc: &Node| Sealed { is_first: enc.is("type", "pkmsg"), bytes: enc.content().to_vec() };
    if let Some(enc) = node.child("enc") {
        return vec![(to.clone(), sealed(enc))];
    }
    let each = node.child("participants").map(|list| list.all("to")).unwrap_or_default();
    each.into_iter()
        .filter_map(|each| Some((each.jid("jid")?, sealed(each.child("enc")?))))
        .collect()
}
