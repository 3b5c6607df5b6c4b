//! Everything behind the sockets: who there is, which code belongs to which client, who is on which line.

use std::collections::HashMap;

use wacore_binary::Node;

use crate::account::{Business, Socket};
use crate::customer::Person;
use crate::error::PeerError;
use crate::noise::{Arrived, ServerKeys};
use crate::pairing::{Code, Newcomer};
use crate::stanza::Read as _;

/// How many codes a client may show before it must ask anew, as WhatsApp gives them out.
const CODES: usize = 6;

/// The whole of WhatsApp, as far as it goes.
pub(crate) struct World {
    pub keys: ServerKeys,
    pub businesses: HashMap<String, Business>,
    pub customers: HashMap<String, Person>,
    /// Clients that have no account yet.
    pub newcomers: HashMap<u64, Newcomer>,
    pub codes: HashMap<String, Code>,
    /// How many codes the next client gets.
    pub codes_per_client: usize,
    /// How many of the next clients are cut off at their first word.
    pub handshakes_to_drop: u32,
    /// Wishes for a code to type that are refused.
    pub wishes_to_refuse: u32,
    /// Files by their path.
    pub files: HashMap<String, Vec<u8>>,
    /// Where the server listens, as `address:port`.
    pub host: String,
    owners: HashMap<u64, String>,
    next_socket: u64,
}

impl World {
    pub(crate) fn new(host: String) -> Self {
        Self {
            keys: ServerKeys::generate(),
            businesses: HashMap::new(),
            customers: HashMap::new(),
            newcomers: HashMap::new(),
            codes: HashMap::new(),
            codes_per_client: CODES,
            handshakes_to_drop: 0,
            wishes_to_refuse: 0,
            files: HashMap::new(),
            host,
            owners: HashMap::new(),
            next_socket: 1,
        }
    }

    /// A number for a new socket.
    pub(crate) fn next_socket(&mut self) -> u64 {
        let id = self.next_socket;
        self.next_socket += 1;
        id
    }

    /// A client has finished its handshake.
    pub(crate) fn opened(&mut self, socket: Socket, arrived: &Arrived) {
        if arrived.payload.device_pairing_data.is_set() {
            self.welcome(socket, arrived);
            return;
        }
        let phone = arrived.payload.username.unwrap_or_default().to_string();
        self.owners.insert(socket.id, phone.clone());
        self.log_in(&phone, socket, arrived);
    }

    /// A client sent a stanza.
    pub(crate) fn received(&mut self, socket: u64, node: &Node) {
        if self.newcomers.contains_key(&socket) {
            self.newcomer_said(socket, node);
            return;
        }
        let Some(phone) = self.owners.get(&socket).cloned() else { return };
        let Some(business) = self.businesses.get_mut(&phone) else { return };
        if !business.is_on(socket) {
            return;
        }
        if business.faults.is_silent {
            business.unheard += u32::from(node.tag == "message");
            return;
        }
        tracing::debug!(socket.id = socket, stanza.tag = %node.tag, stanza.xmlns = ?node.text("xmlns"), "received");
        match node.tag.as_ref() {
            "iq" => self.answer(&phone, node),
            "message" => self.message(&phone, node),
            "receipt" => self.receipt(&phone, node),
            "ack" => self.ack(&phone, node),
            "chatstate" => self.chat_state(&phone, node),
            "presence" => self.presence(&phone, node),
            _ => {}
        }
    }

    /// A client's socket has ended.
    pub(crate) fn closed(&mut self, socket: u64) {
        self.newcomers.remove(&socket);
        if let Some(phone) = self.owners.remove(&socket)
            && let Some(business) = self.businesses.get_mut(&phone)
            && business.is_on(socket)
        {
            business.line = None;
        }
    }

    /// The business with this number.
    pub(crate) fn business(&mut self, phone: &str) -> Result<&mut Business, PeerError> {
        self.businesses.get_mut(phone).ok_or_else(|| PeerError::UnknownBusiness(phone.to_owned()))
    }

    /// The customer with this number, who exists as soon as anybody asks.
    pub(crate) fn customer(&mut self, digits: &str) -> &mut Person {
        self.customers.entry(digits.to_owned()).or_insert_with(|| Person::new(digits))
    }
}
