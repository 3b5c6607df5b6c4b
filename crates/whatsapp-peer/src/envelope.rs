//! The stanzas around messages: in chats, in groups, and where else a client hears somebody.

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use crate::say::{Kind, Say};
use crate::stanza::{by_number, now_seconds};

/// The group, and the channel, in which everybody talks.
const GROUP: &str = "120363000000000001";
const NEWSLETTER: &str = "120363000000000002";
const NEWSLETTER_SERVER_ID: u32 = 100;

/// The stanza around a message, and the address to which its receipt will go.
pub(crate) fn envelope(say: &Say, id: &str, sender: &Jid, name: Option<String>) -> (Jid, Node) {
    let own = by_number(&say.phone);
    let from = match say.kind {
        Kind::Group => Jid::group(GROUP),
        Kind::Status => Jid::status_broadcast(),
        Kind::Newsletter => Jid::newsletter(NEWSLETTER),
        Kind::Own | Kind::Peer => own,
        _ => sender.clone(),
    };
    let mut node = NodeBuilder::new("message")
        .attr("from", &from)
        .attr("id", id)
        .attr("t", now_seconds().saturating_sub(say.late_seconds))
        .attr("type", stanza_type(say.kind));
    if let Some(name) = name {
        node = node.attr("notify", name);
    }
    let number = by_number(&say.from);
    let node = match say.kind {
        Kind::Group | Kind::Status => {
            let node = node.attr("participant", sender);
            if say.lid {
                node.attr("addressing_mode", "lid").attr("participant_pn", number)
            } else {
                node.attr("addressing_mode", "pn")
            }
        }
        Kind::Newsletter => node.attr("server_id", NEWSLETTER_SERVER_ID),
        Kind::Own => node.attr("recipient", sender),
        Kind::Peer => node.attr("category", "peer"),
        _ if say.lid => node.attr("addressing_mode", "lid").attr("sender_pn", number),
        _ => node,
    };
    (from, node.build())
}

/// The type that a stanza bears.
fn stanza_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Image | Kind::Document | Kind::Audio | Kind::Location => "media",
        Kind::Reaction => "reaction",
        _ => "text",
    }
}

/// The type of media that an encrypted part bears.
pub(crate) fn media_type(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Image => Some("image"),
        Kind::Document => Some("document"),
        Kind::Audio => Some("ptt"),
        Kind::Location => Some("location"),
        _ => None,
    }
}
