//! A person's phone: who it is, and how it encrypts for and decrypts from linked devices. A customer has one, and
//! so has every business.

use futures::FutureExt as _;
use wacore::libsignal::protocol::{
    CiphertextMessage, CiphertextMessageType, DeviceId, GenericSignedPreKey as _, IdentityKeyPair,
    PreKeyRecord, PreKeySignalMessage, ProtocolAddress, SignalMessage, SignedPreKeyRecord,
    Timestamp, UsePQRatchet, message_decrypt, message_encrypt, process_prekey_bundle,
};
use wacore::messages::MessageUtils;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};
use waproto::buffa::Message as _;
use waproto::whatsapp as wa;

use crate::companion::Companion;
use crate::error::PeerError;
use crate::noise::{new_pair, new_rng};
use crate::signal::{Identity, OneTimeKeys, Sessions, SignedKey};
use crate::stanza::{key_id, now_ms, now_seconds, with_bytes};

const SIGNED_KEY_ID: u32 = 1;
const ALL_AT_ONCE: &str = "stores in memory answer at once";

/// One person's phone.
pub(crate) struct Person {
    pub digits: String,
    pub name: Option<String>,
    identity: Identity,
    signed_key: SignedKey,
    one_time_keys: OneTimeKeys,
    next_key: u32,
    sessions: Sessions,
    /// What this phone sent last.
    pub last_sealed: Option<Sealed>,
}

/// A message as it travels.
#[derive(Clone)]
pub(crate) struct Sealed {
    pub is_first: bool,
    pub bytes: Vec<u8>,
}

impl Sealed {
    /// Spoils the message, so that it cannot be decrypted.
    pub(crate) fn garble(&mut self) {
        if let Some(last) = self.bytes.last_mut() {
            *last ^= 1;
        }
    }
}

impl Person {
    pub(crate) fn new(digits: &str) -> Self {
        let pair = IdentityKeyPair::generate(&mut new_rng());
        let key = new_pair();
        let signature = pair
            .private_key()
            .calculate_signature(&key.public_key.serialize(), &mut new_rng())
            .expect("a fresh key signs");
        let signed = SignedPreKeyRecord::new(
            SIGNED_KEY_ID.into(),
            Timestamp::from_epoch_millis(now_ms()),
            &key,
            &signature,
        );
        Self {
            digits: digits.to_owned(),
            name: None,
            identity: Identity { pair, registration_id: u32::from(rand::random::<u16>()) + 1 },
            signed_key: SignedKey(signed),
            one_time_keys: OneTimeKeys::default(),
            next_key: 1,
            sessions: Sessions::default(),
            last_sealed: None,
        }
    }

    /// The key by which others know this phone.
    pub(crate) fn identity(&self) -> &IdentityKeyPair {
        &self.identity.pair
    }

    /// The keys with which somebody else may begin to write to this phone, as a directory lists them.
    pub(crate) fn bundle(&mut self, address: &Jid) -> Result<Node, PeerError> {
        let mut children =
            vec![with_bytes("registration", self.identity.registration_id.to_be_bytes())];
        children.extend(self.public_keys()?);
        Ok(NodeBuilder::new("user").attr("jid", address).children(children).build())
    }

    /// What this phone answers to a message that it cannot decrypt: a wish to have it again, with fresh keys.
    pub(crate) fn ask_again(
        &mut self,
        companion: &Companion,
        from: &Jid,
        id: &str,
    ) -> Result<Node, PeerError> {
        self.begin_anew(companion);
        let now = now_seconds();
        let retry = NodeBuilder::new("retry")
            .attr("v", "1")
            .attr("count", "1")
            .attr("id", id)
            .attr("t", now);
        let registration = with_bytes("registration", self.identity.registration_id.to_be_bytes());
        let keys = NodeBuilder::new("keys").children(self.public_keys()?);
        Ok(NodeBuilder::new("receipt")
            .attr("from", from)
            .attr("id", id)
            .attr("type", "retry")
            .attr("t", now)
            .children([retry.build(), registration, keys.build()])
            .build())
    }

    fn public_keys(&mut self) -> Result<[Node; 4], PeerError> {
        let id = self.next_key;
        self.next_key += 1;
        let pair = new_pair();
        self.one_time_keys.0.insert(id, PreKeyRecord::new(id.into(), &pair));
        let signed = self.signed_key.0.key_pair()?;
        Ok([
            with_bytes("type", [5]),
            with_bytes("identity", self.identity.pair.public_key().public_key_bytes()),
            NodeBuilder::new("key")
                .children([
                    with_bytes("id", key_id(id)),
                    with_bytes("value", pair.public_key.public_key_bytes()),
                ])
                .build(),
            NodeBuilder::new("skey")
                .children([
                    with_bytes("id", key_id(SIGNED_KEY_ID)),
                    with_bytes("value", signed.public_key.public_key_bytes()),
                    with_bytes("signature", self.signed_key.0.signature()?),
                ])
                .build(),
        ])
    }

    /// Encrypts a message for a linked device, beginning a session with one of its uploaded keys if there is none.
    pub(crate) fn seal(
        &mut self,
        companion: &mut Companion,
        message: &wa::Message,
    ) -> Result<Sealed, PeerError> {
        let to = companion.address();
        if !self.sessions.knows(&to) {
            let bundle = companion.take_bundle()?;
            process_prekey_bundle(
                &to,
                &mut self.sessions,
                &mut self.identity,
                &bundle,
                &mut new_rng(),
                UsePQRatchet::No,
            )
            .now_or_never()
            .expect(ALL_AT_ONCE)?;
        }
        let padded = MessageUtils::pad_message_v2(message.encode_to_vec());
        let sealed = message_encrypt(&padded, &to, &mut self.sessions, &mut self.identity)
            .now_or_never()
            .expect(ALL_AT_ONCE)?;
        let sealed = Sealed {
            is_first: sealed.message_type() == CiphertextMessageType::PreKey,
            bytes: sealed.serialize().to_vec(),
        };
        self.last_sealed = Some(sealed.clone());
        Ok(sealed)
    }

    /// Decrypts what a linked device sent.
    pub(crate) fn open(
        &mut self,
        companion: &Companion,
        sealed: &Sealed,
    ) -> Result<wa::Message, PeerError> {
        let ciphertext = if sealed.is_first {
            CiphertextMessage::PreKeySignalMessage(PreKeySignalMessage::try_from(
                sealed.bytes.as_slice(),
            )?)
        } else {
            CiphertextMessage::SignalMessage(SignalMessage::try_from(sealed.bytes.as_slice())?)
        };
        let opened = message_decrypt(
            &ciphertext,
            &companion.address(),
            &mut self.sessions,
            &mut self.identity,
            &mut self.one_time_keys,
            &self.signed_key,
            &mut new_rng(),
            UsePQRatchet::No,
        )
        .now_or_never()
        .expect(ALL_AT_ONCE)?;
        let plain = MessageUtils::unpad_message_ref(&opened.plaintext, 2)
            .map_err(|_| PeerError::Handshake("the padding is wrong"))?;
        Ok(wa::Message::decode_from_slice(plain)?)
    }

    /// Drops the session with a linked device, so that the next message begins a new one.
    pub(crate) fn begin_anew(&mut self, companion: &Companion) {
        self.sessions.forget(&companion.address());
    }
}

/// The address under which phones keep their session with a linked device.
pub(crate) fn device_address(digits: &str, device: u16) -> ProtocolAddress {
    ProtocolAddress::new(digits, DeviceId::new(device.into()))
}
