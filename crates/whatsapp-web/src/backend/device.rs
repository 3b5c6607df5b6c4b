//! The device itself: its keys and what it knows about its account.

use async_trait::async_trait;
use whatsapp_rust::wacore::store::Device;
use whatsapp_rust::wacore::store::error::Result;
use whatsapp_rust::wacore::store::traits::DeviceStore;

use super::{Backend, failed, read, written};

/// A backend holds one device; the library wants a number for it.
const DEVICE_ID: i32 = 1;

#[async_trait]
impl DeviceStore for Backend {
    async fn save(&self, device: &Device) -> Result<()> {
        self.store.save(&written(device)?).await.map_err(failed)
    }

    async fn load(&self) -> Result<Option<Device>> {
        let stored = self.store.load().await.map_err(failed)?;
        stored.map(|device| read(&device)).transpose()
    }

    async fn exists(&self) -> Result<bool> {
        Ok(self.store.load().await.map_err(failed)?.is_some())
    }

    async fn create(&self) -> Result<i32> {
        let _turn = self.turn.lock().await;
        if !self.exists().await? {
            self.save(&Device::new()).await?;
        }
        Ok(DEVICE_ID)
    }
}
