//! What a linked device must keep: keys, sessions with customers' phones, what was sent lately.
//!
//! A protocol library has its own idea of tables. To us all of it is items: bytes under a kind and a key.
//! Everything is the tenant's whose connector it is, and secret.

use std::fmt;

use async_trait::async_trait;

use crate::ConnectorError;

/// What sort of item it is; at most 16 characters, chosen by the connector.
pub type ItemKind = &'static str;

/// The longest key of an item, in characters.
pub const ITEM_KEY_MAX: usize = 300;

/// One thing that a linked device keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name among its kind; at most [`ITEM_KEY_MAX`] characters. Stored as it is, so never a secret.
    pub key: String,
    /// What is kept; sealed in the database.
    pub value: Vec<u8>,
    /// A time in seconds since 1970 by which [`DeviceStore::forget`] finds it; zero for what stays.
    pub stamp: i64,
}

/// Masked: keys and customers' numbers never reach a log by accident.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item").finish_non_exhaustive()
    }
}

/// A change to what a device keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemChange {
    /// Keeps an item, in the place of one with the same key.
    Put(ItemKind, Item),
    /// Drops an item, if it is there.
    Drop(ItemKind, String),
    /// Drops every item whose key begins so.
    DropAll(ItemKind, String),
}

/// Where a connector keeps the state of one tenant's linked device; the engine implements it over the
/// store, under the lease of the worker that runs the connector.
///
/// Everything answers [`ConnectorError::State`] when the database cannot be reached or the lease is
/// lost; nothing was changed then. Methods may be cancelled: a change is then either whole or not there.
#[async_trait]
pub trait DeviceStore: Send + Sync + 'static {
    /// The device itself, as it was last saved; nothing for one that was never made.
    async fn load(&self) -> Result<Option<Vec<u8>>, ConnectorError>;

    /// Keeps the device durably.
    async fn save(&self, device: &[u8]) -> Result<(), ConnectorError>;

    /// The items with these keys, in no order; what is not there is left out.
    async fn items(&self, kind: ItemKind, keys: Vec<String>) -> Result<Vec<Item>, ConnectorError>;

    /// All items whose keys begin so, by key.
    async fn items_like(&self, kind: ItemKind, prefix: &str) -> Result<Vec<Item>, ConnectorError>;

    /// Makes changes durably, in their order: all of them or none.
    async fn change(&self, changes: Vec<ItemChange>) -> Result<(), ConnectorError>;

    /// Drops items that are stamped with an earlier time, not those with none; how many.
    async fn forget(&self, kind: ItemKind, before: i64) -> Result<u64, ConnectorError>;

    /// Whether a message that came in under this id ([`Incoming::id`](crate::Incoming::id)) is in the log.
    async fn is_logged(&self, id: &str) -> Result<bool, ConnectorError>;

    /// Drops the device and all of its items: the link is gone and its keys with it.
    async fn wipe(&self) -> Result<(), ConnectorError>;
}
