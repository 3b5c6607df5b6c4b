//! Linking by a code of eight letters that the client shows and the owner types into the phone.

use wacore::crypto::hkdf_sha256;
use wacore::libsignal::crypto::aes_256_gcm_decrypt;
use wacore::libsignal::protocol::{KeyPair, PublicKey};
use wacore::pair_code::PairCodeUtils;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::account::Business;
use crate::error::PeerError;
use crate::noise::new_pair;
use crate::pairing::{Linked, offer};
use crate::stanza::{
    Read as _, SERVER, bytes_of, digits_of, new_id, now_seconds, refusal, result, with_bytes,
};
use crate::world::World;

/// What separates the keys of this exchange from others made of the same secret.
const BUNDLE_KEY: &[u8] = b"link_code_pairing_key_bundle_encryption_key";
const ADV_SECRET: &[u8] = b"adv_secret";

/// The lengths in a sealed bundle: the salt of its key, its nonce, and each of the three things inside.
const SALT: usize = 32;
const NONCE: usize = 12;
const PART: usize = 32;

/// A client's wish to be linked to a number.
pub(crate) struct Wish {
    phone: String,
    reference: Vec<u8>,
    /// The client's key for this exchange, sealed with the code.
    wrapped: Vec<u8>,
    typed: Option<Typed>,
    outcome: Option<Result<Linked, PeerError>>,
}

/// What a phone has once its owner has typed the code.
pub(crate) struct Typed {
    client: PublicKey,
    ours: KeyPair,
    wrapped: [u8; 80],
}

impl Typed {
    /// Opens the client's key with the code and seals one of our own; this takes long.
    pub(crate) fn new(code: &str, wrapped: &[u8]) -> Result<Self, PeerError> {
        let client = PairCodeUtils::decrypt_primary_ephemeral_pub(wrapped, code)
            .map_err(|_| PeerError::WrongCode)?;
        let ours = new_pair();
        let mut key = [0; PART];
        key.copy_from_slice(ours.public_key.public_key_bytes());
        let wrapped = PairCodeUtils::encrypt_ephemeral_pub(&key, code);
        Ok(Self { client: PublicKey::from_djb_public_key_bytes(&client)?, ours, wrapped })
    }
}

impl World {
    /// A client asks for a reference to go with its code, or answers the phone.
    pub(crate) fn newcomer_wishes(&mut self, socket: u64, question: &Node, asked: &Node) {
        let Some(newcomer) = self.newcomers.get_mut(&socket) else { return };
        if self.wishes_to_refuse > 0 {
            self.wishes_to_refuse -= 1;
            newcomer.socket.send(refusal(question, 429, "rate-overlimit"));
            return;
        }
        if asked.is("stage", "companion_finish") {
            newcomer.socket.send(result(question, []));
            self.finish_wish(socket, asked);
            return;
        }
        let phone = asked.jid("jid").as_ref().and_then(digits_of).unwrap_or_default();
        let reference = format!("3@{}", new_id()).into_bytes();
        newcomer.wish = Some(Wish {
            phone,
            reference: reference.clone(),
            wrapped: bytes_of(asked, "link_code_pairing_wrapped_companion_ephemeral_pub").to_vec(),
            typed: None,
            outcome: None,
        });
        let answer = NodeBuilder::new("link_code_companion_reg")
            .attr("stage", "companion_hello")
            .children([with_bytes("link_code_pairing_ref", reference)]);
        newcomer.socket.send(result(question, [answer.build()]));
    }

    /// The client that wants to be linked to a number, and its sealed key.
    pub(crate) fn wish_for(&self, phone: &str) -> Result<(u64, Vec<u8>), PeerError> {
        self.newcomers
            .iter()
            .find_map(|(socket, newcomer)| {
                let wish = newcomer.wish.as_ref().filter(|wish| wish.phone == phone)?;
                Some((*socket, wish.wrapped.clone()))
            })
            .ok_or(PeerError::UnknownCode)
    }

    /// The phone introduces itself to the client.
    pub(crate) fn code_typed(&mut self, socket: u64, typed: Typed) -> Result<(), PeerError> {
        let newcomer = self.newcomers.get_mut(&socket).ok_or(PeerError::ExpiredCode)?;
        let wish = newcomer.wish.as_mut().ok_or(PeerError::ExpiredCode)?;
        let business =
            self.businesses.entry(wish.phone.clone()).or_insert_with(|| Business::new(&wish.phone));
        let identity = business.phone.identity().public_key().public_key_bytes().to_vec();
        let hello =
            NodeBuilder::new("link_code_companion_reg").attr("stage", "primary_hello").children([
                with_bytes("link_code_pairing_ref", wish.reference.clone()),
                with_bytes("link_code_pairing_wrapped_primary_ephemeral_pub", typed.wrapped),
                with_bytes("primary_identity_pub", identity),
            ]);
        wish.typed = Some(typed);
        wish.outcome = None;
        newcomer.socket.send(
            NodeBuilder::new("notification")
                .attr("from", SERVER)
                .attr("type", "link_code_companion_reg")
                .attr("id", new_id())
                .attr("t", now_seconds())
                .children([hello.build()])
                .build(),
        );
        Ok(())
    }

    /// What became of the code, as soon as it is known.
    pub(crate) fn wish_outcome(&mut self, socket: u64) -> Option<Result<Linked, PeerError>> {
        match self.newcomers.get_mut(&socket) {
            Some(newcomer) => newcomer.wish.as_mut()?.outcome.take(),
            None => Some(Err(PeerError::ExpiredCode)),
        }
    }

    fn finish_wish(&mut self, socket: u64, answer: &Node) {
        let Some(newcomer) = self.newcomers.get_mut(&socket) else { return };
        let Some(mut wish) = newcomer.wish.take() else { return };
        let Some(business) = self.businesses.get_mut(&wish.phone) else { return };
        let identity = bytes_of(answer, "companion_identity_public");
        let outcome = wish.typed.take().ok_or(PeerError::UnknownCode).and_then(|typed| {
            let secret = open_bundle(
                business,
                &typed,
                identity,
                bytes_of(answer, "link_code_pairing_wrapped_key_bundle"),
            )?;
            offer(business, newcomer, identity, &secret)
        });
        wish.outcome = Some(outcome);
        newcomer.wish = Some(wish);
    }
}

/// Opens what the client sealed for the phone and gives the secret that they now share.
fn open_bundle(
    business: &Business,
    typed: &Typed,
    identity: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, PeerError> {
    let (salt, rest) = sealed.split_at_checked(SALT).ok_or(PeerError::WrongCode)?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(PeerError::WrongCode)?;
    let ephemeral = typed.ours.private_key.calculate_agreement(&typed.client)?;
    let key = derive(&ephemeral, Some(salt), BUNDLE_KEY)?;
    let key = key.first_chunk::<PART>().ok_or(PeerError::WrongCode)?;
    let mut bundle = Vec::new();
    aes_256_gcm_decrypt(key, nonce, b"", ciphertext, &mut bundle)
        .map_err(|_| PeerError::WrongCode)?;
    let random = bundle.get(2 * PART..).ok_or(PeerError::WrongCode)?;
    let identity = PublicKey::from_djb_public_key_bytes(identity)?;
    let shared = business.phone.identity().private_key().calculate_agreement(&identity)?;
    derive(&[ephemeral.as_slice(), &shared, random].concat(), None, ADV_SECRET)
}

fn derive(secret: &[u8], salt: Option<&[u8]>, purpose: &[u8]) -> Result<Vec<u8>, PeerError> {
    hkdf_sha256(secret, PART, salt, purpose).map_err(|_| PeerError::WrongCode)
}
