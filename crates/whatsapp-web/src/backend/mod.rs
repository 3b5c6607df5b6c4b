//! The protocol library's storage over our port.
//!
//! The library sees five stores with a good fifty operations; to us they are items of a few kinds
//! ([`channel::DeviceStore`]). Each operation is one query or one transaction. What reads and then writes
//! does so under a lock: a session is open once, under its worker's lease, so nobody else writes meanwhile.

mod app_sync;
mod asked;
mod device;
mod lost;
mod protocol;
mod secrets;
mod signal;

use std::sync::Arc;

use channel::{ConnectorError, DeviceStore, ITEM_KEY_MAX, Item, ItemChange, ItemKind};
use domain::Clock;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use whatsapp_rust::wacore::store::error::{Result, StoreError};

use asked::AskedIds;
pub(crate) use asked::AskedReply;
use lost::LostMessages;

/// What one tenant's linked device keeps, as the protocol library asks for it.
pub(crate) struct Backend {
    store: Arc<dyn DeviceStore>,
    clock: Arc<dyn Clock>,
    /// Held over a read and the write that depends on it.
    turn: Mutex<()>,
    lost: LostMessages,
    asked: AskedIds,
}

impl Backend {
    pub(crate) fn new(store: Arc<dyn DeviceStore>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            turn: Mutex::default(),
            lost: LostMessages::default(),
            asked: AskedIds::default(),
        }
    }

    /// Forgets the device and all that it keeps: the link is gone.
    pub(crate) async fn wipe(&self) -> std::result::Result<(), ConnectorError> {
        self.store.wipe().await
    }

    fn now(&self) -> i64 {
        self.clock.now().timestamp()
    }

    async fn get(&self, kind: ItemKind, key: String) -> Result<Option<Vec<u8>>> {
        let found = self.store.items(kind, vec![key]).await.map_err(failed)?;
        Ok(found.into_iter().next().map(|item| item.value))
    }

    async fn get_as<T: DeserializeOwned>(&self, kind: ItemKind, key: String) -> Result<Option<T>> {
        self.get(kind, key).await?.map(|value| read(&value)).transpose()
    }

    async fn list(&self, kind: ItemKind, prefix: &str) -> Result<Vec<Item>> {
        self.store.items_like(kind, prefix).await.map_err(failed)
    }

    async fn change(&self, changes: Vec<ItemChange>) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        self.store.change(changes).await.map_err(failed)
    }

    async fn put(&self, kind: ItemKind, key: String, value: &[u8]) -> Result<()> {
        self.change(vec![put(kind, key, value, 0)]).await
    }

    async fn put_as<T: Serialize>(&self, kind: ItemKind, key: String, value: &T) -> Result<()> {
        self.put(kind, key, &written(value)?).await
    }

    async fn drop_one(&self, kind: ItemKind, key: String) -> Result<()> {
        self.change(vec![ItemChange::Drop(kind, key)]).await
    }

    /// Drops what is stamped with an earlier time; how many.
    async fn forget(&self, kind: ItemKind, before: i64) -> Result<u32> {
        let gone = self.store.forget(kind, before).await.map_err(failed)?;
        Ok(u32::try_from(gone).unwrap_or(u32::MAX))
    }
}

/// An item that stays, or one that is found by its time.
fn put(kind: ItemKind, key: String, value: &[u8], stamp: i64) -> ItemChange {
    ItemChange::Put(kind, Item { key, value: value.to_vec(), stamp })
}

/// A key of several parts. Message ids come from outside and may have any length, so a key that is too
/// long is cut and ends with the hash of the whole.
fn joined(parts: &[&str]) -> String {
    let key = parts.join("|");
    // A zero byte is the one character that no database of ours keeps.
    if key.chars().count() <= ITEM_KEY_MAX && !key.contains('\0') {
        return key;
    }
    let hash = hex(&Sha256::digest(key.as_bytes()));
    let room = ITEM_KEY_MAX - hash.len() - 1;
    let start: String = key.chars().filter(|c| *c != '\0').take(room).collect();
    format!("{start}#{hash}")
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;

    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

fn written<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| StoreError::Serialization(Box::new(error)))
}

fn read<T: DeserializeOwned>(value: &[u8]) -> Result<T> {
    serde_json::from_slice(value).map_err(|error| StoreError::Serialization(Box::new(error)))
}

fn failed(error: ConnectorError) -> StoreError {
    StoreError::Database(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_from_outside_is_never_too_long_and_never_the_same_as_another() {
        let id = "A".repeat(1000);
        let (one, other) = (joined(&["chat", &id, "x"]), joined(&["chat", &id, "y"]));
        assert_eq!(one.chars().count(), ITEM_KEY_MAX);
        assert_ne!(one, other);
        assert!(!joined(&["a\0b"]).contains('\0'));
        assert_eq!(joined(&["chat", "id"]), "chat|id");
    }
}
