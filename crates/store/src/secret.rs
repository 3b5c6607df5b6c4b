//! The key that encrypted columns are sealed with.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use rand::RngCore;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;

/// Seals what must not be readable in the database: credentials, tokens, device keys.
///
/// ChaCha20-Poly1305 (RFC 8439) with a random nonce per value; a sealed value is the nonce followed by
/// the ciphertext with its tag.
#[derive(Clone)]
pub struct SecretKey([u8; KEY_BYTES]);

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

    /// Encrypts a value; the same value looks different every time.
    ///
    /// # Panics
    /// On a value of 256 GiB, which is too long for the cipher.
    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let sealed = self
            .cipher()
            .encrypt(Nonce::from_slice(&nonce), plain)
            .expect("only a text of 256 GiB is too long for the cipher");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Decrypts a value; nothing when it was sealed with another key or changed since.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        self.cipher().decrypt(Nonce::from_slice(nonce), sealed).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_with_the_same_key_only() {
        let key = SecretKey::generate();
        let sealed = key.seal(b"device keys");
        assert_ne!(sealed, key.seal(b"device keys"));
        assert_eq!(key.open(&sealed).as_deref(), Some(b"device keys".as_slice()));
        assert_eq!(SecretKey::generate().open(&sealed), None);
    }

    #[test]
    fn a_changed_or_cut_value_does_not_open() {
        let key = SecretKey::generate();
        let mut sealed = key.seal(b"x");
        assert_eq!(key.open(&sealed[..5]), None);
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert_eq!(key.open(&sealed), None);
    }

    #[test]
    fn a_key_reads_back_and_hides_from_logs() {
        let key = SecretKey::generate();
        assert_eq!(SecretKey::from_base64(&key.to_base64()).unwrap().0, key.0);
        assert_eq!(SecretKey::from_base64("c2hvcnQ=").unwrap_err(), SecretKeyRefused);
        assert_eq!(SecretKey::from_base64("not base64!").unwrap_err(), SecretKeyRefused);
        assert!(!format!("{key:?}").contains(&key.to_base64()));
    }
}
