//! The small things that the client says: that it has a message or has read it, that it types, that it is there.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use crate::account::{Body, Queued};
use crate::seen::{PresenceSeen, ReceiptSeen, TypingSeen};
use crate::stanza::{Read as _, digits_of, now_ms};
use crate::world::World;

impl World {
    /// The client says that it has messages, or has read them, or could not decrypt one.
    pub(crate) fn receipt(&mut self, phone: &str, node: &Node) {
        let (Some(id), Some(to)) = (node.text("id"), node.jid("to")) else { return };
        let kind = node.text("type");
        let mut ids = vec![id.clone()];
        if let Some(list) = node.child("list") {
            ids.extend(list.all("item").into_iter().filter_map(|item| item.text("id")));
        }
        let Some(business) = self.businesses.get_mut(phone) else { return };
        let mut ack =
            NodeBuilder::new("ack").attr("class", "receipt").attr("id", &id).attr("from", &to);
        if let Some(kind) = kind.clone() {
            ack = ack.attr("type", kind);
        }
        if let Some(participant) = node.jid("participant") {
            ack = ack.attr("participant", participant);
        }
        business.send(ack.build());
        let seen = match kind.as_deref() {
            None | Some("inactive" | "sender" | "peer_msg") => "delivered",
            Some(other) => other,
        };
        for id in &ids {
            business.receipts.push(ReceiptSeen {
                id: id.clone(),
                to: to.to_non_ad_string(),
                kind: seen.to_owned(),
                at: now_ms(),
            });
        }
        if seen == "retry" {
            self.send_anew(phone, &id);
        } else {
            business.queue.retain(|queued| {
                !(queued.is_message() && ids.contains(&queued.id) && queued.is_from(&to))
            });
        }
    }

    /// The client confirms a stanza that needs no receipt.
    pub(crate) fn ack(&mut self, phone: &str, node: &Node) {
        let (Some(id), Some(to), Some(class)) =
            (node.text("id"), node.jid("to"), node.text("class"))
        else {
            return;
        };
        let kind = node.text("type");
        let Some(business) = self.businesses.get_mut(phone) else { return };
        business.queue.retain_mut(|queued| {
            if queued.id != id || !queued.is_from(&to) {
                return true;
            }
            match &mut queued.body {
                Body::Receipt(_, meant) => class != "receipt" || *meant != kind.as_deref(),
                // What was sent anew meanwhile waits for a word of its own.
                Body::Letter(letter) if class == "message" && letter.spoilt < letter.retries => {
                    letter.spoilt += 1;
                    true
                }
                Body::Letter(_) | Body::Plain(_) => class != "message",
                Body::Call(_) => class != "call",
            }
        });
    }

    /// The client began or stopped typing.
    pub(crate) fn chat_state(&mut self, phone: &str, node: &Node) {
        let (Some(to), Some(child)) = (node.jid("to"), node.first()) else { return };
        let is_voice = child.is("media", "audio");
        let state = if is_voice { "recording".to_owned() } else { child.tag.to_string() };
        let to = digits_of(&to).unwrap_or_else(|| to.to_string());
        if let Some(business) = self.businesses.get_mut(phone) {
            business.typing.push(TypingSeen { to, state, at: now_ms() });
        }
    }

    /// The client says that its user is there, or away.
    pub(crate) fn presence(&mut self, phone: &str, node: &Node) {
        let state = node.text("type").filter(|state| state.ends_with("available"));
        if let (Some(business), Some(state)) = (self.businesses.get_mut(phone), state) {
            business.presence.push(PresenceSeen { state, at: now_ms() });
        }
    }
}

impl Queued {
    fn is_message(&self) -> bool {
        !matches!(self.body, Body::Receipt(..) | Body::Call(_))
    }

    fn is_from(&self, other: &Jid) -> bool {
        self.from.is_same_chat_as(other)
    }
}
