//! What was ordered to go wrong, and how it does.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::error::PeerError;
use crate::login::{conflict, failure};
use crate::world::World;

/// "Temporarily banned", and the reason that says that too many strangers were written to.
const BANNED: u16 = 402;
const TOO_MANY_STRANGERS: u16 = 101;

/// Something that is to go wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Fault {
    /// The line is cut without a goodbye.
    Drop,
    /// The server ends the stream with an error, such as 503, 429, 515 or 516.
    StreamError {
        /// The error's code.
        code: u16,
    },
    /// Another connection takes the device's place.
    Replaced,
    /// The owner removes the device on the phone.
    DeviceRemoved,
    /// The account may not log in for a while.
    Ban {
        /// How long.
        seconds: u64,
    },
    /// The server refuses, now if the device is logged in and otherwise at its next login.
    Failure {
        /// Why, such as 401, 403, 405 or 503.
        reason: u16,
    },
    /// The next logins are refused.
    RefuseNext {
        /// Why.
        reason: u16,
        /// How many.
        #[serde(default = "once")]
        count: u32,
    },
    /// The next messages from the client are refused.
    Nack {
        /// With which code, such as 400, 463 or 479.
        code: u16,
        /// How many.
        #[serde(default = "once")]
        count: u32,
    },
    /// The socket stays open, and nothing is read or answered; off again delivers what has come meanwhile.
    Silence {
        /// On or off.
        #[serde(default = "yes")]
        on: bool,
    },
    /// The next logins are cut in the middle of the handshake.
    HandshakeDrop {
        /// How many.
        #[serde(default = "once")]
        count: u32,
    },
    /// A customer's phone has lost its session with the linked device, and asks for the next message again.
    Forget {
        /// The customer's phone number in digits.
        customer: String,
    },
    /// What the device sends once more under an id that arrived before is lost on its way.
    LoseRepeats {
        /// How many.
        #[serde(default = "once")]
        count: u32,
    },
    /// Every message waits before it is confirmed; 0 ends it.
    Slow {
        /// How long.
        ms: u64,
    },
    /// Everything that was ordered to go wrong later is forgotten, and a ban lifted.
    Nothing,
}

/// What is to go wrong for one business.
#[derive(Default)]
pub(crate) struct Faults {
    pub is_silent: bool,
    pub slow: Option<Duration>,
    refusals: Vec<u16>,
    nacks: Vec<u16>,
    handshake_drops: u32,
    repeats_to_lose: u32,
    banned_until: Option<Instant>,
}

impl Faults {
    pub(crate) fn take_handshake_drop(&mut self) -> bool {
        let does = self.handshake_drops > 0;
        self.handshake_drops = self.handshake_drops.saturating_sub(1);
        does
    }

    pub(crate) fn take_lost_repeat(&mut self) -> bool {
        let does = self.repeats_to_lose > 0;
        self.repeats_to_lose = self.repeats_to_lose.saturating_sub(1);
        does
    }

    pub(crate) fn take_refusal(&mut self) -> Option<Node> {
        let left = self
            .banned_until
            .map(|until| until.saturating_duration_since(Instant::now()).as_secs());
        match left {
            Some(0) => self.banned_until = None,
            Some(seconds) => return Some(ban(seconds)),
            None => {}
        }
        (!self.refusals.is_empty()).then(|| failure(self.refusals.remove(0)))
    }

    pub(crate) fn take_nack(&mut self) -> Option<u16> {
        (!self.nacks.is_empty()).then(|| self.nacks.remove(0))
    }
}

impl World {
    /// Makes something go wrong for a business.
    pub(crate) fn fault(&mut self, phone: &str, fault: &Fault) -> Result<(), PeerError> {
        let unknown = || PeerError::UnknownBusiness(phone.to_owned());
        let business = self.businesses.get_mut(phone).ok_or_else(unknown)?;
        match fault {
            Fault::Drop => {
                if let Some(line) = business.line.take() {
                    line.socket.cut.cancel();
                }
            }
            Fault::StreamError { code } => {
                business
                    .hang_up(Some(NodeBuilder::new("stream:error").attr("code", *code).build()));
            }
            Fault::Replaced => business.hang_up(Some(conflict("replaced"))),
            Fault::DeviceRemoved => self.unlink(phone)?,
            Fault::Ban { seconds } => {
                business.faults.banned_until = Some(Instant::now() + Duration::from_secs(*seconds));
                business.hang_up(Some(ban(*seconds)));
            }
            Fault::Failure { reason } if business.line.is_some() => {
                business.hang_up(Some(failure(*reason)));
            }
            Fault::Failure { reason } => business.faults.refusals.push(*reason),
            Fault::RefuseNext { reason, count } => {
                business.faults.refusals.extend((0..*count).map(|_| *reason));
            }
            Fault::Nack { code, count } => business.faults.nacks.extend((0..*count).map(|_| *code)),
            Fault::Silence { on } => {
                business.faults.is_silent = *on;
                self.deliver_news(phone);
            }
            Fault::Forget { customer } => {
                if let (Some(companion), Some(person)) =
                    (&business.companion, self.customers.get_mut(customer))
                {
                    person.begin_anew(companion);
                }
            }
            Fault::LoseRepeats { count } => business.faults.repeats_to_lose = *count,
            Fault::HandshakeDrop { count } => business.faults.handshake_drops = *count,
            Fault::Slow { ms } => {
                business.faults.slow = (*ms > 0).then(|| Duration::from_millis(*ms));
            }
            Fault::Nothing => business.faults = Faults::default(),
        }
        Ok(())
    }

    /// The owner removes the device: it is told, and what waited for it is gone.
    pub(crate) fn unlink(&mut self, phone: &str) -> Result<(), PeerError> {
        let business = self.business(phone)?;
        business.companion = None;
        business.queue.clear();
        business.hang_up(Some(conflict("device_removed")));
        Ok(())
    }
}

fn ban(seconds: u64) -> Node {
    NodeBuilder::new("failure")
        .attr("reason", BANNED)
        .attr("code", TOO_MANY_STRANGERS)
        .attr("expire", seconds)
        .attr("location", "loopback")
        .build()
}

fn once() -> u32 {
    1
}

fn yes() -> bool {
    true
}
