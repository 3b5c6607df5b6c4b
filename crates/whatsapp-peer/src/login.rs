//! A device that is linked logs in, is let in or refused, and begins to receive.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::account::{Line, Out, Socket};
use crate::noise::Arrived;
use crate::stanza::{by_lid, now_seconds};
use crate::world::World;

/// "Logged out": what a device hears that is not, or no longer, linked.
const LOGGED_OUT: u16 = 401;

impl World {
    /// Whether the business was told to lose this client before the handshake is over.
    pub(crate) fn drops_handshake(&mut self, arrived: &Arrived) -> bool {
        let phone = arrived.payload.username.unwrap_or_default().to_string();
        self.businesses
            .get_mut(&phone)
            .is_some_and(|business| business.faults.take_handshake_drop())
    }

    pub(crate) fn log_in(&mut self, phone: &str, socket: Socket, arrived: &Arrived) {
        let device = arrived.payload.device.unwrap_or_default();
        let Some(business) = self.businesses.get_mut(phone) else {
            refuse(&socket, failure(LOGGED_OUT));
            return;
        };
        if let Some(refusal) = business.faults.take_refusal() {
            refuse(&socket, refusal);
            return;
        }
        let is_linked = business.companion.as_ref().is_some_and(|companion| {
            u32::from(companion.device) == device && companion.noise_key == arrived.client_key
        });
        if !is_linked {
            refuse(&socket, failure(LOGGED_OUT));
            return;
        }
        // WhatsApp allows one connection for each device: the newest.
        business.hang_up(Some(conflict("replaced")));
        business.logins += 1;
        business.handshake = Some(arrived.pattern);
        business.line = Some(Line { socket, is_active: false });
        business.send(
            NodeBuilder::new("success")
                .attr("t", now_seconds())
                .attr("lid", by_lid(phone).with_device(0))
                .build(),
        );
    }

    /// The client is ready for messages: it gets what waited, and is told that this was all.
    pub(crate) fn activate(&mut self, phone: &str) {
        if let Some(line) =
            self.businesses.get_mut(phone).and_then(|business| business.line.as_mut())
        {
            line.is_active = true;
        }
        let count = self.deliver_waiting(phone);
        if let Ok(business) = self.business(phone) {
            business.send(
                NodeBuilder::new("ib")
                    .children([NodeBuilder::new("offline").attr("count", count).build()])
                    .build(),
            );
        }
    }
}

/// A login's refusal.
pub(crate) fn failure(reason: u16) -> Node {
    NodeBuilder::new("failure").attr("reason", reason).attr("location", "loopback").build()
}

/// The end of a stream because another took its place, or because the device was removed.
pub(crate) fn conflict(kind: &'static str) -> Node {
    let error = NodeBuilder::new("stream:error");
    let error = if kind == "device_removed" { error.attr("code", LOGGED_OUT) } else { error };
    error.children([NodeBuilder::new("conflict").attr("type", kind).build()]).build()
}

fn refuse(socket: &Socket, node: Node) {
    socket.send(node);
    socket.push(Out::Close);
}
