//! A business's linked device as the server and the phones know it: its keys and what is left of its pre-keys.

use std::collections::VecDeque;

use wacore::libsignal::protocol::{IdentityKey, PreKeyBundle, ProtocolAddress, PublicKey};
use wacore::prekeys::compute_key_bundle_digest;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::customer::device_address;
use crate::error::PeerError;
use crate::stanza::{Read as _, bytes_of, key_id, number_of, with_bytes};

/// So few keys for one use are few.
const FEW_KEYS: usize = 10;

/// A linked device.
pub(crate) struct Companion {
    pub business: String,
    pub device: u16,
    /// The key with which it logs in.
    pub noise_key: Vec<u8>,
    /// What phones need to write to it; it uploads this after its first login.
    pub keys: Option<UploadedKeys>,
    /// Whether its phone has given it the key of the settings that all devices share.
    pub has_key_share: bool,
}

/// What a device uploaded.
pub(crate) struct UploadedKeys {
    registration_id: u32,
    identity: Vec<u8>,
    signed: SignedPublic,
    one_time: VecDeque<(u32, Vec<u8>)>,
    /// Whether the device was told that few are left.
    was_warned: bool,
}

struct SignedPublic {
    id: u32,
    key: Vec<u8>,
    signature: Vec<u8>,
}

impl Companion {
    pub(crate) fn address(&self) -> ProtocolAddress {
        device_address(&self.business, self.device)
    }

    /// How many keys for one use are left.
    pub(crate) fn keys_left(&self) -> usize {
        self.keys.as_ref().map_or(0, |keys| keys.one_time.len())
    }

    /// The number of keys left when it is time, for the first time, to ask for more.
    pub(crate) fn few_keys(&mut self) -> Option<usize> {
        let keys =
            self.keys.as_mut().filter(|keys| keys.one_time.len() < FEW_KEYS && !keys.was_warned)?;
        keys.was_warned = true;
        Some(keys.one_time.len())
    }

    /// Takes a key for one use; without any the signed key alone must do, as WhatsApp does it.
    pub(crate) fn take_bundle(&mut self) -> Result<PreKeyBundle, PeerError> {
        let keys = self.keys.as_mut().ok_or_else(|| PeerError::NotLinked(self.business.clone()))?;
        let one_time = match keys.one_time.pop_front() {
            Some((id, key)) => Some((id.into(), PublicKey::from_djb_public_key_bytes(&key)?)),
            None => None,
        };
        Ok(PreKeyBundle::new(
            keys.registration_id,
            u32::from(self.device).into(),
            one_time,
            keys.signed.id.into(),
            PublicKey::from_djb_public_key_bytes(&keys.signed.key)?,
            keys.signed.signature.clone(),
            IdentityKey::new(PublicKey::from_djb_public_key_bytes(&keys.identity)?),
        )?)
    }
}

impl UploadedKeys {
    /// Reads an upload; keys that are already there stay.
    pub(crate) fn read(upload: &Node, before: Option<Self>) -> Option<Self> {
        let signed = SignedPublic::read(upload)?;
        let mut one_time = before.map(|keys| keys.one_time).unwrap_or_default();
        for key in upload.child("list").map(|list| list.all("key")).unwrap_or_default() {
            one_time.push_back((number_of(key, "id"), bytes_of(key, "value").to_vec()));
        }
        Some(Self {
            registration_id: number_of(upload, "registration"),
            identity: bytes_of(upload, "identity").to_vec(),
            signed,
            one_time,
            was_warned: false,
        })
    }

    /// Replaces the signed key, as a device does now and then.
    pub(crate) fn rotate(&mut self, upload: &Node) {
        if let Some(signed) = SignedPublic::read(upload) {
            self.signed = signed;
        }
    }

    /// What the device compares with its own store.
    pub(crate) fn digest(&self) -> Node {
        let public: Vec<&[u8]> = self.one_time.iter().map(|(_, key)| key.as_slice()).collect();
        let hash = compute_key_bundle_digest(
            &self.identity,
            &self.signed.key,
            &self.signed.signature,
            &public,
        );
        NodeBuilder::new("digest")
            .children([
                with_bytes("registration", self.registration_id.to_be_bytes()),
                with_bytes("type", [5]),
                with_bytes("identity", self.identity.clone()),
                NodeBuilder::new("skey")
                    .children([
                        with_bytes("id", key_id(self.signed.id)),
                        with_bytes("value", self.signed.key.clone()),
                        with_bytes("signature", self.signed.signature.clone()),
                    ])
                    .build(),
                NodeBuilder::new("list")
                    .children(self.one_time.iter().map(|(id, _)| with_bytes("id", key_id(*id))))
                    .build(),
                with_bytes("hash", hash),
            ])
            .build()
    }
}

impl SignedPublic {
    fn read(upload: &Node) -> Option<Self> {
        let node = upload
            .child("skey")
            .or_else(|| upload.child("rotate").and_then(|rotate| rotate.child("skey")))?;
        Some(Self {
            id: number_of(node, "id"),
            key: bytes_of(node, "value").to_vec(),
            signature: bytes_of(node, "signature").to_vec(),
        })
    }
}
