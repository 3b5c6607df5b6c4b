//! WhatsApp on loopback: the server's side of the multi-device protocol, for tests and demonstrations.
//!
//! It exists so that Flow HQ's own protocol client can be linked, can receive and can answer without WhatsApp. A
//! [`Server`] listens on a loopback address and nowhere else; clients connect to `/ws/chat`, and whoever plays the
//! people (a test, or a browser) uses the [`Peer`] or the HTTP surface beside the socket: scan a code, say
//! something, look at what arrived, make things go wrong.
//!
//! Encryption is real: every business and every customer has keys of its own, and what [`Peer::sent`] shows was
//! decrypted by the customer's phone. Groups are only stanzas to be ignored, calls ring without a
//! voice, and there is no history.
//! Everything is in memory and lives as long as the server does.

mod account;
mod adv;
mod call;
mod companion;
mod compose;
mod content;
mod control;
mod customer;
mod deliver;
mod envelope;
mod error;
mod faults;
mod iq;
mod login;
mod messages;
mod noise;
mod pairing;
mod peer;
mod receipts;
mod say;
mod seen;
mod server;
mod signal;
mod stanza;
mod wish;
mod world;

pub use call::{Call, Stage};
pub use error::PeerError;
pub use faults::Fault;
pub use noise::Pattern;
pub use pairing::{Linked, Scan};
pub use peer::Peer;
pub use say::{Kind, Say};
pub use seen::{Arrival, Habits, PresenceSeen, ReceiptSeen, State, Tick, TypingSeen};
pub use server::Server;
