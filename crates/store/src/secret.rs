//! One key that encrypted columns are sealed with; several together are a [`KeyRing`](crate::KeyRing).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use rand::RngCore;
use sha2::{Digest, Sha256};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
pub(crate) const KEY_ID_BYTES: usize = 8;

/// A key that makes values unreadable in the database: credentials, tokens, device keys.
///
/// ChaCha20-Poly1305 (RFC 8439) with a random nonce per value. At random, 96 bits of nonce may serve some
/// four thousand million values under one key before two are expected to meet by one chance in 2^33
/// (NIST SP 800-38D, 8.3, for a nonce of the same length).
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; KEY_BYTES]);

/// Which key sealed a value: the first bytes of the key's SHA-256, which tell nothing about the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(crate) [u8; KEY_ID_BYTES]);

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret key is not 32 bytes in base64")]
pub struct SecretKeyRefused;

impl SecretKey {
    /// A new random key.
    pub fn generate() -> Self {
        let mut key = [0; KEY_BYTES];
        rand::rng().fill_bytes(&mut key);
        Self(key)
    }

    /// Reads a key from either alphabet of base64, padded or not.
    ///
    /// # Errors
    /// When it is no base64 or not 32 bytes long.
    pub fn from_base64(text: &str) -> Result<Self, SecretKeyRefused> {
        let text = text.trim();
        [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|alphabet| alphabet.decode(text).ok())
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or(SecretKeyRefused)
    }

    /// The key as [`Self::from_base64`] reads it, to be kept outside the database.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// The name under which values remember this key.
    pub fn id(&self) -> KeyId {
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&Sha256::digest(self.0)[..KEY_ID_BYTES]);
        KeyId(id)
    }

    /// Whether the key looks as if nobody drew it at random: few different bytes, as in a text of zeros
    /// or of one letter. 32 random bytes have fewer than 20 different ones about once in 10^9.
    pub fn looks_made_up(&self) -> bool {
        const FEWEST_DIFFERENT: usize = 20;
        let different: std::collections::BTreeSet<_> = self.0.iter().collect();
        different.len() < FEWEST_DIFFERENT
    }

    /// Encrypts a value, so that it opens only with the same `bound` beside it; the same value looks
    /// different every time. The nonce comes first.
    pub(crate) fn encrypt(&self, bound: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let sealed = self
            .cipher()
            .encrypt(Nonce::from_slice(&nonce), Payload { msg: plain, aad: bound })
            .expect("only a text of 256 GiB is too long for the cipher");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Decrypts a value; nothing when it was encrypted with another key, bound to something else or
    /// changed since.
    pub(crate) fn decrypt(&self, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        let payload = Payload { msg: sealed, aad: bound };
        self.cipher().decrypt(Nonce::from_slice(nonce), payload).ok()
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(Key::from_slice(&self.0))
    }
}

/// Masked: the key never reaches a log by accident.
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encrypted_opens_with_the_same_key_in_the_same_place_only() {
        let key = SecretKey::generate();
        let sealed = key.encrypt(b"here", b"device keys");
        assert_ne!(sealed, key.encrypt(b"here", b"device keys"));
        assert_eq!(key.decrypt(b"here", &sealed).as_deref(), Some(b"device keys".as_slice()));
        assert_eq!(key.decrypt(b"there", &sealed), None);
        assert_eq!(SecretKey::generate().decrypt(b"here", &sealed), None);
    }

    #[test]
    fn a_changed_or_cut_value_does_not_open() {
        let key = SecretKey::generate();
        let mut sealed = key.encrypt(b"", b"x");
        assert_eq!(key.decrypt(b"", &sealed[..5]), None);
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert_eq!(key.decrypt(b"", &sealed), None);
    }

    #[test]
    fn a_key_reads_back_and_hides_from_logs() {
        let key = SecretKey::generate();
        assert_eq!(SecretKey::from_base64(&key.to_base64()).unwrap(), key);
        assert_eq!(SecretKey::from_base64("c2hvcnQ=").unwrap_err(), SecretKeyRefused);
        assert_eq!(SecretKey::from_base64("not base64!").unwrap_err(), SecretKeyRefused);
        assert!(!format!("{key:?}").contains(&key.to_base64()));
    }

    #[test]
    fn a_key_is_named_by_its_hash_and_a_made_up_one_shows() {
        // printf '\0%.0s' {1..32} | sha256sum
        assert_eq!(SecretKey([0; KEY_BYTES]).id().to_string(), "66687aadf862bd77");
        assert!(SecretKey([7; KEY_BYTES]).looks_made_up());
        assert!(!SecretKey::generate().looks_made_up());
    }
}
