//! The keys at hand: one that seals, and more that still open.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use crate::keys::Place;
use crate::secret::{KEY_ID_BYTES, KeyId, SecretKey};

/// How a sealed value is laid out: this byte, the key's id, the nonce, the ciphertext with its tag.
const LAYOUT: u8 = 1;

/// How much of a sealed value says what it is sealed with.
pub(crate) const HEADER_BYTES: usize = 1 + KEY_ID_BYTES;

type Reload = Arc<dyn Fn() -> Option<Vec<SecretKey>> + Send + Sync>;

/// The key that seals and those that came before it, which still open. A cheap clone; clones share what
/// they learn.
#[derive(Clone)]
pub struct KeyRing {
    /// Never empty; the first one seals.
    keys: Arc<RwLock<Vec<SecretKey>>>,
    reload: Option<Reload>,
}

impl KeyRing {
    /// The keys in use.
    pub fn new(current: SecretKey, previous: impl IntoIterator<Item = SecretKey>) -> Self {
        let keys = std::iter::once(current).chain(previous).collect();
        Self { keys: Arc::new(RwLock::new(keys)), reload: None }
    }

    /// Asks `reload` for the keys, the current one first, whenever a value is sealed and when one turns
    /// up that no key at hand opens: so a process that runs learns of a key that another one made.
    ///
    /// `reload` may read a file; it answers nothing when it cannot.
    #[must_use]
    pub fn reloaded_by(
        self,
        reload: impl Fn() -> Option<Vec<SecretKey>> + Send + Sync + 'static,
    ) -> Self {
        Self { reload: Some(Arc::new(reload)), ..self }
    }

    /// Seals a value for one place; the same value looks different every time.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Vec<u8> {
        self.refresh();
        let key = self.current();
        let header = header(key.id());
        let bound = [header.as_slice(), &place.bound()].concat();
        [header.as_slice(), &key.encrypt(&bound, plain)].concat()
    }

    /// Opens a value; nothing when no key at hand sealed it, when it was sealed for another place, or
    /// when it changed since.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Option<Vec<u8>> {
        let (header, body) = sealed.split_at_checked(HEADER_BYTES)?;
        let id = key_id(header)?;
        let key = self.find(id).or_else(|| {
            self.refresh();
            self.find(id)
        })?;
        key.decrypt(&[header, &place.bound()].concat(), body)
    }

    /// The key that seals.
    ///
    /// # Panics
    /// Never: a ring is made with a key and never loses its last one.
    pub fn current(&self) -> SecretKey {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.first().expect("a ring is never empty").clone()
    }

    /// The ids of all keys, the current one first.
    pub fn ids(&self) -> Vec<KeyId> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().map(SecretKey::id).collect()
    }

    fn find(&self, id: KeyId) -> Option<SecretKey> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.id() == id).cloned()
    }

    /// Asks for the keys anew, where there is somebody to ask.
    pub fn refresh(&self) {
        let Some(found) = self.reload.as_ref().and_then(|reload| reload()) else { return };
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if !found.is_empty() && *keys != found {
            *keys = found;
        }
    }
}

/// What a value that `key` sealed begins with.
pub(crate) fn header(key: KeyId) -> [u8; HEADER_BYTES] {
    let mut header = [LAYOUT; HEADER_BYTES];
    header[1..].copy_from_slice(&key.0);
    header
}

/// Which key sealed the value that begins so; nothing when it is none of ours.
pub(crate) fn key_id(header: &[u8]) -> Option<KeyId> {
    let (layout, id) = header.split_first()?;
    (*layout == LAYOUT).then_some(())?;
    id.try_into().ok().map(KeyId)
}

impl From<SecretKey> for KeyRing {
    fn from(key: SecretKey) -> Self {
        Self::new(key, [])
    }
}

/// The keys' names alone.
impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.ids().iter().map(ToString::to_string).collect();
        f.debug_tuple("KeyRing").field(&ids).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use uuid::Uuid;

    use super::*;
    use crate::keys::{USER_TOTP, WHATSAPP_DEVICE};

    const ROW: Uuid = Uuid::from_u128(1);

    #[test]
    fn a_value_opens_in_its_own_row_and_column_only() {
        let ring = KeyRing::from(SecretKey::generate());
        let sealed = ring.seal(USER_TOTP.of(ROW), b"seed");
        assert_eq!(ring.open(USER_TOTP.of(ROW), &sealed).as_deref(), Some(b"seed".as_slice()));
        assert_eq!(ring.open(USER_TOTP.of(Uuid::from_u128(2)), &sealed), None);
        assert_eq!(ring.open(WHATSAPP_DEVICE.of(ROW), &sealed), None);
        for broken in [&sealed[..4], &sealed[..20], b"".as_slice(), b"plain text"] {
            assert_eq!(ring.open(USER_TOTP.of(ROW), broken), None);
        }
    }

    #[test]
    fn a_previous_key_opens_and_no_longer_seals() {
        let (old, new) = (SecretKey::generate(), SecretKey::generate());
        let sealed = KeyRing::from(old.clone()).seal(USER_TOTP.of(ROW), b"seed");
        let both = KeyRing::new(new.clone(), [old.clone()]);
        assert!(both.open(USER_TOTP.of(ROW), &sealed).is_some());
        let again = both.seal(USER_TOTP.of(ROW), b"seed");
        assert_eq!(key_id(&again[..HEADER_BYTES]), Some(new.id()));
        assert_eq!(KeyRing::from(old).open(USER_TOTP.of(ROW), &again), None);
        assert_eq!(KeyRing::from(new).open(USER_TOTP.of(ROW), &sealed), None);
    }

    #[test]
    fn a_running_process_learns_of_a_new_key() {
        let (old, new) = (SecretKey::generate(), SecretKey::generate());
        let kept = Arc::new(Mutex::new(vec![old.clone()]));
        let file = kept.clone();
        let ring =
            KeyRing::from(old.clone()).reloaded_by(move || Some(file.lock().unwrap().clone()));
        let elsewhere = KeyRing::from(new.clone()).seal(USER_TOTP.of(ROW), b"seed");
        assert_eq!(ring.open(USER_TOTP.of(ROW), &elsewhere), None);
        *kept.lock().unwrap() = vec![new.clone(), old];
        assert!(ring.open(USER_TOTP.of(ROW), &elsewhere).is_some());
        assert_eq!(ring.current(), new);
        assert!(!format!("{ring:?}").contains(&new.to_base64()));
    }
}
