//! What waits for a linked device goes to it, is kept until the device confirms it, and goes again at the next
//! login if it did not.

use std::collections::HashMap;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, NodeContent};

use crate::account::{Author, Body, Letter, Queued};
use crate::companion::Companion;
use crate::compose::key_share;
use crate::customer::Person;
use crate::error::PeerError;
use crate::stanza::{SERVER, by_number, new_id, now_seconds};
use crate::world::World;

/// Whether a delivery is the backlog of a login or news.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Occasion {
    Login,
    News,
}

impl World {
    /// Sends everything that this line has not seen, as the backlog of a login, and says how much it was.
    pub(crate) fn deliver_waiting(&mut self, phone: &str) -> usize {
        self.deliver(phone, Occasion::Login)
    }

    /// Sends what is new.
    pub(crate) fn deliver_news(&mut self, phone: &str) {
        self.deliver(phone, Occasion::News);
    }

    fn deliver(&mut self, phone: &str, occasion: Occasion) -> usize {
        let Some(business) = self.businesses.get_mut(phone) else { return 0 };
        let (Some(line), Some(companion), false) = (
            business.line.as_ref().filter(|line| line.is_active),
            business.companion.as_mut().filter(|companion| companion.keys.is_some()),
            business.faults.is_silent,
        ) else {
            return 0;
        };
        let mut count = 0;
        for queued in &mut business.queue {
            if queued.is_held || queued.sent_on == Some(line.socket.id) {
                continue;
            }
            let mut node = match queued.stanza(&mut business.phone, &mut self.customers, companion)
            {
                Ok(node) => node,
                Err(error) => {
                    tracing::warn!(message.id = %queued.id, error = ?error, "could not encrypt for the linked device");
                    continue;
                }
            };
            if occasion == Occasion::Login {
                node.attrs.insert("offline", count.to_string());
            }
            for _ in 0..queued.times {
                line.socket.send(node.clone());
            }
            queued.sent_on = Some(line.socket.id);
            count += 1;
        }
        if let Some(left) = companion.few_keys() {
            let count = NodeBuilder::new("count").attr("value", left).build();
            line.socket.send(
                NodeBuilder::new("notification")
                    .attr("from", SERVER)
                    .attr("type", "encrypt")
                    .attr("id", new_id())
                    .attr("t", now_seconds())
                    .children([count])
                    .build(),
            );
        }
        count
    }

    /// Encrypts what is held now, so that letting go of it in another order is what it seems.
    pub(crate) fn seal_held(&mut self, phone: &str) {
        let Some(business) = self.businesses.get_mut(phone) else { return };
        let Some(companion) =
            business.companion.as_mut().filter(|companion| companion.keys.is_some())
        else {
            return;
        };
        for queued in business.queue.iter_mut().filter(|queued| queued.is_held) {
            if let Err(error) = queued.stanza(&mut business.phone, &mut self.customers, companion) {
                tracing::warn!(message.id = %queued.id, error = ?error, "could not encrypt for the linked device");
            }
        }
    }

    /// The phone gives its new device the key of the settings that they share; without it the client waits.
    pub(crate) fn share_keys(&mut self, phone: &str) {
        let Some(business) = self.businesses.get_mut(phone) else { return };
        let Some(companion) =
            business.companion.as_mut().filter(|companion| !companion.has_key_share)
        else {
            return;
        };
        companion.has_key_share = true;
        let id = new_id();
        let envelope = NodeBuilder::new("message")
            .attr("from", by_number(phone))
            .attr("id", &id)
            .attr("t", now_seconds())
            .attr("type", "text")
            .attr("category", "peer")
            .build();
        business.queue.push(Queued {
            id,
            from: by_number(phone),
            body: Body::Letter(Box::new(Letter {
                author: Author::Owner,
                envelope,
                message: key_share(),
                media_type: None,
                sealed: None,
                is_garbled: false,
                is_worn: false,
                retries: 0,
                spoilt: 0,
            })),
            is_held: false,
            times: 1,
            sent_on: None,
        });
    }

    /// The device could not decrypt a message: its author begins a new session and sends it again.
    pub(crate) fn send_anew(&mut self, phone: &str, id: &str) {
        let Some(business) = self.businesses.get_mut(phone) else { return };
        let Some(companion) = business.companion.as_ref() else { return };
        for queued in business.queue.iter_mut().filter(|queued| queued.id == id) {
            if let Body::Letter(letter) = &mut queued.body {
                match &letter.author {
                    Author::Owner => business.phone.begin_anew(companion),
                    Author::Customer(digits) => {
                        if let Some(person) = self.customers.get_mut(digits) {
                            person.begin_anew(companion);
                        }
                    }
                }
                letter.sealed = None;
                letter.retries += 1;
                queued.sent_on = None;
            }
        }
        self.deliver_news(phone);
    }
}

impl Queued {
    /// The stanza, encrypted now if it never was.
    fn stanza(
        &mut self,
        owner: &mut Person,
        customers: &mut HashMap<String, Person>,
        companion: &mut Companion,
    ) -> Result<Node, PeerError> {
        match &mut self.body {
            Body::Plain(node) | Body::Call(node) | Body::Receipt(node, _) => Ok(node.clone()),
            Body::Letter(letter) => {
                if let Some(sealed) = &letter.sealed {
                    return Ok(sealed.clone());
                }
                let author = match &letter.author {
                    Author::Owner => owner,
                    Author::Customer(digits) => {
                        customers.entry(digits.clone()).or_insert_with(|| Person::new(digits))
                    }
                };
                let node = letter.seal(author, companion)?;
                letter.sealed = Some(node.clone());
                Ok(node)
            }
        }
    }
}

impl Letter {
    fn seal(&self, author: &mut Person, companion: &mut Companion) -> Result<Node, PeerError> {
        let worn = author.last_sealed.clone().filter(|_| self.is_worn && self.retries == 0);
        let mut sealed = match worn {
            Some(sealed) => sealed,
            None => author.seal(companion, &self.message)?,
        };
        if self.is_garbled && self.retries == 0 {
            sealed.garble();
        }
        let mut enc = NodeBuilder::new("enc")
            .attr("v", "2")
            .attr("type", if sealed.is_first { "pkmsg" } else { "msg" });
        if let Some(media_type) = self.media_type {
            enc = enc.attr("mediatype", media_type);
        }
        if self.retries > 0 {
            enc = enc.attr("count", self.retries);
        }
        let mut node = self.envelope.clone();
        node.content = Some(NodeContent::Nodes(vec![enc.bytes(sealed.bytes).build()]));
        Ok(node)
    }
}
