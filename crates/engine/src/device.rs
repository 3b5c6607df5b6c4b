//! What a connector's linked device keeps, in our database and under its worker's lease.

use async_trait::async_trait;
use channel::{ConnectorError, DeviceStore, Item, ItemChange, ItemKind};
use store::{DeviceChange, DeviceItem, WorkerStore};

use crate::engine::unavailable;

/// The device of the tenant whose worker this is.
pub(crate) struct StoredDevice(pub(crate) WorkerStore);

#[async_trait]
impl DeviceStore for StoredDevice {
    async fn load(&self) -> Result<Option<Vec<u8>>, ConnectorError> {
        self.0.device().await.map_err(unavailable)
    }

    async fn save(&self, device: &[u8]) -> Result<(), ConnectorError> {
        self.0.save_device(device).await.map_err(unavailable)
    }

    async fn items(&self, kind: ItemKind, keys: Vec<String>) -> Result<Vec<Item>, ConnectorError> {
        let found = self.0.device_items(kind, &keys).await.map_err(unavailable)?;
        Ok(found.into_iter().map(item).collect())
    }

    async fn items_like(&self, kind: ItemKind, prefix: &str) -> Result<Vec<Item>, ConnectorError> {
        let found = self.0.device_items_like(kind, prefix).await;
        Ok(found.map_err(unavailable)?.into_iter().map(item).collect())
    }

    async fn change(&self, changes: Vec<ItemChange>) -> Result<(), ConnectorError> {
        let changes = changes.into_iter().map(change).collect();
        self.0.change_device_items(changes).await.map_err(unavailable)
    }

    async fn forget(&self, kind: ItemKind, before: i64) -> Result<u64, ConnectorError> {
        self.0.forget_device_items(kind, before).await.map_err(unavailable)
    }

    async fn is_logged(&self, id: &str) -> Result<bool, ConnectorError> {
        self.0.has_received(id).await.map_err(unavailable)
    }

    async fn wipe(&self) -> Result<(), ConnectorError> {
        self.0.wipe_device().await.map_err(unavailable)
    }
}

fn item(DeviceItem { key, value, stamp }: DeviceItem) -> Item {
    Item { key, value, stamp }
}

fn change(change: ItemChange) -> DeviceChange {
    match change {
        ItemChange::Put(kind, Item { key, value, stamp }) => {
            DeviceChange::Put(kind, DeviceItem { key, value, stamp })
        }
        ItemChange::Drop(kind, key) => DeviceChange::Drop(kind, key),
        ItemChange::DropAll(kind, prefix) => DeviceChange::DropAll(kind, prefix),
    }
}
