//! Linking: a client without an account shows a code, a business's phone scans it and vouches for the device.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::buffa::Message as _;
use waproto::whatsapp::ClientPairingProps;

use crate::account::{Business, Out, Socket};
use crate::adv::vouch;
use crate::companion::Companion;
use crate::error::PeerError;
use crate::login::conflict;
use crate::noise::Arrived;
use crate::stanza::{
    Read as _, SERVER, by_lid, by_number, new_id, now_seconds, result, with_bytes,
};
use crate::wish::Wish;
use crate::world::World;

/// The first code is shown for a minute, the others for twenty seconds each, and a phone may be a little late.
const FIRST_SHOWN: Duration = Duration::from_mins(1);
const NEXT_SHOWN: Duration = Duration::from_secs(20);
const LATE: Duration = Duration::from_secs(5);

/// A client that wants to be linked.
pub(crate) struct Newcomer {
    pub socket: Socket,
    pub noise_key: Vec<u8>,
    /// The account that a phone has offered it, until it answers.
    offer: Option<Offer>,
    /// Its wish to be linked by a code that the owner types.
    pub wish: Option<Wish>,
}

struct Offer {
    phone: String,
    companion: Companion,
}

/// A code that was given out.
pub(crate) struct Code {
    socket: u64,
    until: Instant,
    was_used: bool,
}

/// A business's phone scans a code, and what there is to say about the business.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scan {
    /// The text of the QR code.
    pub code: String,
    /// The business's phone number in digits.
    pub phone: String,
    /// The business's name; without one the client hears none.
    pub name: Option<String>,
    /// Whether WhatsApp has moved the business's chats to hidden addresses; if not, a client writes to the phone
    /// number even where a customer wrote from the hidden address, as soon as it knows both.
    pub lid_migrated: bool,
}

/// A device's new addresses.
#[derive(Clone, Debug, Serialize)]
pub struct Linked {
    /// The device's address by phone number.
    pub jid: String,
    /// The device's hidden address.
    pub lid: String,
}

/// What a QR code says.
struct Shown {
    reference: String,
    noise_key: Vec<u8>,
    identity: Vec<u8>,
    secret: Vec<u8>,
}

impl World {
    /// Gives a client without an account the codes that it may show.
    pub(crate) fn welcome(&mut self, socket: Socket, arrived: &Arrived) {
        let mut until = Instant::now() + FIRST_SHOWN + LATE;
        let mut references = Vec::new();
        for _ in 0..self.codes_per_client {
            let reference =
                format!("2@{}", BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
            self.codes
                .insert(reference.clone(), Code { socket: socket.id, until, was_used: false });
            references.push(with_bytes("ref", reference.into_bytes()));
            until += NEXT_SHOWN;
        }
        socket.send(
            NodeBuilder::new("iq")
                .attr("from", SERVER)
                .attr("type", "set")
                .attr("xmlns", "md")
                .attr("id", format!("pair-{}", socket.id))
                .children([NodeBuilder::new("pair-device").children(references).build()])
                .build(),
        );
        self.newcomers.insert(
            socket.id,
            Newcomer { socket, noise_key: arrived.client_key.clone(), offer: None, wish: None },
        );
    }

    /// The phone of a business scans a code; the business exists from then on.
    pub(crate) fn scan(&mut self, scan: &Scan) -> Result<Linked, PeerError> {
        let shown = Shown::read(&scan.code)?;
        check_number(&scan.phone)?;
        let code = self.codes.get_mut(&shown.reference).ok_or(PeerError::UnknownCode)?;
        if code.was_used {
            return Err(PeerError::UsedCode);
        }
        if code.until < Instant::now() {
            return Err(PeerError::ExpiredCode);
        }
        let newcomer = self.newcomers.get_mut(&code.socket).ok_or(PeerError::ExpiredCode)?;
        if newcomer.noise_key != shown.noise_key {
            return Err(PeerError::NotACode);
        }
        let business =
            self.businesses.entry(scan.phone.clone()).or_insert_with(|| Business::new(&scan.phone));
        if scan.name.is_some() {
            business.phone.name.clone_from(&scan.name);
        }
        business.lid_migrated = scan.lid_migrated;
        code.was_used = true;
        offer(business, newcomer, &shown.identity, &shown.secret)
    }

    /// The phone that scanned a code wants to see a passkey before it links anything.
    pub(crate) fn ask_for_passkey(&mut self, code: &str) -> Result<(), PeerError> {
        let shown = Shown::read(code)?;
        let code = self.codes.get(&shown.reference).ok_or(PeerError::UnknownCode)?;
        let newcomer = self.newcomers.get(&code.socket).ok_or(PeerError::ExpiredCode)?;
        let options = br#"{"challenge":"AAAA","rpId":"whatsapp.com","allowCredentials":[]}"#;
        newcomer.socket.send(
            NodeBuilder::new("notification")
                .attr("from", SERVER)
                .attr("type", "passkey_prologue_request")
                .attr("id", new_id())
                .attr("t", now_seconds())
                .children([with_bytes("passkey_request_options", options.to_vec())])
                .build(),
        );
        Ok(())
    }

    /// A client without an account answers.
    pub(crate) fn newcomer_said(&mut self, socket: u64, node: &Node) {
        if node.child("pair-device-sign").is_none() {
            if node.is("type", "get") || node.is("type", "set") {
                self.answer_newcomer(socket, node);
            }
            return;
        }
        let Some(newcomer) = self.newcomers.get_mut(&socket) else { return };
        let Some(Offer { phone, companion }) = newcomer.offer.take() else { return };
        // "Restart required": the client is to come back as the device that it now is.
        newcomer.socket.send(NodeBuilder::new("stream:error").attr("code", "515").build());
        newcomer.socket.push(Out::Close);
        if let Some(business) = self.businesses.get_mut(&phone) {
            business.hang_up(Some(conflict("device_removed")));
            business.queue.clear();
            business.companion = Some(companion);
        }
    }

    fn answer_newcomer(&mut self, socket: u64, question: &Node) {
        if let Some(asked) = question.child("link_code_companion_reg") {
            self.newcomer_wishes(socket, question, asked);
        } else if let Some(newcomer) = self.newcomers.get(&socket) {
            newcomer.socket.send(result(question, []));
        }
    }
}

/// Tells a client that a phone vouches for it.
pub(crate) fn offer(
    business: &mut Business,
    newcomer: &mut Newcomer,
    identity: &[u8],
    secret: &[u8],
) -> Result<Linked, PeerError> {
    let device = business.next_device;
    business.next_device += 1;
    let phone = business.phone.digits.clone();
    let companion = Companion {
        business: phone.clone(),
        device,
        noise_key: newcomer.noise_key.clone(),
        keys: None,
        has_key_share: false,
    };
    let linked = Linked {
        jid: companion.jid().to_string(),
        lid: by_lid(&phone).with_device(device).to_string(),
    };
    let mut children = vec![
        with_bytes("device-identity", vouch(&business.phone, device, identity, secret)?),
        NodeBuilder::new("platform").attr("name", "android").build(),
        NodeBuilder::new("device")
            .attr("jid", companion.jid())
            .attr("lid", by_lid(&phone).with_device(device))
            .build(),
    ];
    if let Some(name) = &business.phone.name {
        children.push(NodeBuilder::new("biz").attr("name", name).build());
    }
    if business.lid_migrated {
        let props = ClientPairingProps {
            is_chat_db_lid_migrated: Some(true),
            ..ClientPairingProps::default()
        };
        children.push(with_bytes("client-props", props.encode_to_vec()));
    }
    newcomer.socket.send(
        NodeBuilder::new("iq")
            .attr("from", SERVER)
            .attr("type", "set")
            .attr("xmlns", "md")
            .attr("t", now_seconds())
            .attr("id", format!("success-{}", newcomer.socket.id))
            .children([NodeBuilder::new("pair-success").children(children).build()])
            .build(),
    );
    newcomer.offer = Some(Offer { phone, companion });
    Ok(linked)
}

/// Refuses what is no phone number.
pub(crate) fn check_number(digits: &str) -> Result<(), PeerError> {
    let is_number =
        (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && !digits.starts_with('0') {
        return Ok(());
    }
    Err(PeerError::NotANumber(digits.to_owned()))
}

impl Companion {
    pub(crate) fn jid(&self) -> Jid {
        by_number(&self.business).with_device(self.device)
    }
}

impl Shown {
    /// `reference,noise key,identity key,secret,type of client`; a phone's camera also accepts it as a link.
    fn read(code: &str) -> Result<Self, PeerError> {
        let text = code.rsplit_once('#').map_or(code, |(_, text)| text);
        let mut parts = text.trim().split(',');
        let mut next = || parts.next().filter(|part| !part.is_empty()).ok_or(PeerError::NotACode);
        let reference = next()?.to_owned();
        let mut key = || BASE64_STANDARD.decode(next()?).map_err(|_| PeerError::NotACode);
        Ok(Self { reference, noise_key: key()?, identity: key()?, secret: key()? })
    }
}
