//! Calls, as far as the device hears of them: that it rings, and how that ended. There is no voice.

use serde::{Deserialize, Serialize};
use wacore_binary::Jid;
use wacore_binary::builder::NodeBuilder;

use crate::account::{Body, Queued};
use crate::error::PeerError;
use crate::pairing::check_number;
use crate::stanza::{by_lid, by_number, new_id, now_seconds};
use crate::world::World;

/// The group whose calls are announced with [`Call::group`].
const GROUP: &str = "120363000000000001";

/// What the device hears of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It rings.
    #[default]
    Offer,
    /// It is over.
    Terminate,
}

/// Something that happens to a call of a customer's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Call {
    /// The business's phone number in digits.
    pub phone: String,
    /// The customer's phone number in digits.
    pub from: String,
    /// Which call; the same for all that happens to it.
    pub id: String,
    /// What happens.
    pub stage: Stage,
    /// Why it is over, such as `timeout` or `accepted_elsewhere`.
    pub reason: Option<String>,
    /// Whether the customer calls from the hidden address.
    pub lid: bool,
    /// Whether a group calls.
    pub group: bool,
}

impl World {
    /// Puts a word about a call on its way.
    pub(crate) fn call(&mut self, call: &Call) -> Result<(), PeerError> {
        check_number(&call.from)?;
        let number = by_number(&call.from);
        let from = if call.lid { by_lid(&call.from) } else { number.clone() };
        let tag = match call.stage {
            Stage::Offer => "offer",
            Stage::Terminate => "terminate",
        };
        let mut action =
            NodeBuilder::new(tag).attr("call-id", &call.id).attr("call-creator", &from);
        if call.stage == Stage::Offer {
            let audio = NodeBuilder::new("audio").attr("enc", "opus").attr("rate", "16000");
            action = action.attr("caller_pn", number).children([audio.build()]);
            if call.group {
                action = action.attr("group-jid", Jid::group(GROUP));
            }
        }
        if let Some(reason) = &call.reason {
            action = action.attr("reason", reason);
        }
        let id = new_id();
        let node = NodeBuilder::new("call")
            .attr("from", &from)
            .attr("id", &id)
            .attr("t", now_seconds())
            .children([action.build()])
            .build();
        let business = self.business(&call.phone)?;
        if business.companion.is_none() {
            return Err(PeerError::NotLinked(call.phone.clone()));
        }
        let body = Body::Call(node);
        business.queue.push(Queued { id, from, body, is_held: false, times: 1, sent_on: None });
        self.deliver_news(&call.phone);
        Ok(())
    }
}
