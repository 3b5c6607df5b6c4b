//! What those who play the people get to see: what arrived, what the client said about it, how a business stands.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize, Serializer};

use crate::noise::Pattern;

/// A message that a customer's phone received and decrypted.
#[derive(Clone, Debug, Serialize)]
pub struct Arrival {
    /// The message's id, as the client chose it.
    pub id: String,
    /// The customer's phone number in digits.
    pub to: String,
    /// Whether the client wrote to the hidden address instead of the phone number.
    pub lid: bool,
    /// The text or caption; the emoji of a reaction.
    pub text: Option<String>,
    /// What kind of message it is: `text`, `image`, `document`, `audio`, `location`, `reaction` or `other`; or
    /// `undecryptable`.
    pub kind: String,
    /// The id of the message that it answers or reacts to.
    pub quoted: Option<String>,
    /// The file that came with it, opened by the customer's phone; in JSON it is base64.
    #[serde(serialize_with = "in_base64")]
    pub file: Option<Vec<u8>>,
    /// When it first came, in milliseconds since 1970.
    pub at: u64,
    /// How often the same id came.
    pub copies: u32,
}

/// A receipt that the client sent for a customer's message.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptSeen {
    /// The message's id.
    pub id: String,
    /// The address to which the receipt went.
    pub to: String,
    /// `delivered`, `read`, `played` or `retry`, the last when the client could not decrypt.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it came, in milliseconds since 1970.
    pub at: u64,
}

/// The client began or stopped typing.
#[derive(Clone, Debug, Serialize)]
pub struct TypingSeen {
    /// The customer's phone number in digits.
    pub to: String,
    /// `composing`, `recording` or `paused`.
    pub state: String,
    /// When it came, in milliseconds since 1970.
    pub at: u64,
}

/// The client said whether its user is there.
#[derive(Clone, Debug, Serialize)]
pub struct PresenceSeen {
    /// `available` or `unavailable`.
    pub state: String,
    /// When it came, in milliseconds since 1970.
    pub at: u64,
}

/// What a customer's phone tells about a message that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tick {
    /// It came.
    Delivered,
    /// It was read.
    Read,
}

/// What the server and the customers' phones do with a message from the client.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// The server confirms.
    pub ack: bool,
    /// The customer's phone says that it has it.
    pub deliver: bool,
    /// The customer reads it.
    pub read: bool,
}

/// How a business stands.
#[derive(Clone, Debug, Serialize)]
pub struct State {
    /// The business's number in digits.
    pub phone: String,
    /// The business's name.
    pub name: Option<String>,
    /// Whether a device is linked.
    pub linked: bool,
    /// The linked device's address.
    pub device: Option<String>,
    /// Whether the linked device is logged in.
    pub connected: bool,
    /// Whether it has also said that it is ready for messages.
    pub active: bool,
    /// How often a device of this business has logged in.
    pub logins: u32,
    /// Keys for one use that are left.
    pub pre_keys_left: usize,
    /// Messages and receipts that the device has not confirmed.
    pub queue: usize,
    /// Of these, the ones that were told to wait.
    pub held: usize,
    /// How the last login's handshake went.
    pub handshake: Option<Pattern>,
    /// Messages from the client that came while the server was silent, and are lost.
    pub unheard: u32,
}

impl Default for Habits {
    fn default() -> Self {
        Self { ack: true, deliver: true, read: true }
    }
}

#[expect(clippy::ref_option, reason = "serde hands a field over like this")]
fn in_base64<S: Serializer>(file: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    file.as_ref().map(|file| BASE64_STANDARD.encode(file)).serialize(serializer)
}
