//! Signal's own state: whom we trust, sessions with other phones, pre-keys, sender keys of groups.

use std::sync::Arc;

use async_trait::async_trait;
use channel::{ItemChange, ItemKind};
use whatsapp_rust::bytes::Bytes;
use whatsapp_rust::wacore::store::error::{Result, StoreError};
use whatsapp_rust::wacore::store::traits::SignalStore;

use super::{Backend, put};

const IDENTITY: ItemKind = "identity";
const SESSION: ItemKind = "session";
const PREKEY: ItemKind = "prekey";
const SIGNED_PREKEY: ItemKind = "signed_prekey";
const SENDER_KEY: ItemKind = "sender_key";

/// A number as a key that sorts by it.
fn numbered(id: u32) -> String {
    format!("{id:010}")
}

fn number(key: &str) -> Result<u32> {
    key.parse().map_err(|_| StoreError::Validation("a key's number cannot be read".to_owned()))
}

#[async_trait]
impl SignalStore for Backend {
    async fn put_identity(&self, address: &str, key: [u8; 32]) -> Result<()> {
        self.put(IDENTITY, address.to_owned(), &key).await
    }

    async fn put_identities_batch(&self, identities: &[(Arc<str>, [u8; 32])]) -> Result<()> {
        let kept =
            identities.iter().map(|(address, key)| put(IDENTITY, address.to_string(), key, 0));
        self.change(kept.collect()).await
    }

    async fn load_identity(&self, address: &str) -> Result<Option<[u8; 32]>> {
        let Some(key) = self.get(IDENTITY, address.to_owned()).await? else { return Ok(None) };
        let key = <[u8; 32]>::try_from(key);
        let key =
            key.map_err(|_| StoreError::Validation("an identity key has 32 bytes".to_owned()))?;
        Ok(Some(key))
    }

    async fn delete_identity(&self, address: &str) -> Result<()> {
        self.drop_one(IDENTITY, address.to_owned()).await
    }

    async fn get_session(&self, address: &str) -> Result<Option<Bytes>> {
        Ok(self.get(SESSION, address.to_owned()).await?.map(Bytes::from))
    }

    async fn put_session(&self, address: &str, session: &[u8]) -> Result<()> {
        self.put(SESSION, address.to_owned(), session).await
    }

    async fn put_sessions_batch(&self, sessions: &[(Arc<str>, Bytes)]) -> Result<()> {
        let kept =
            sessions.iter().map(|(address, held)| put(SESSION, address.to_string(), held, 0));
        self.change(kept.collect()).await
    }

    async fn delete_session(&self, address: &str) -> Result<()> {
        self.drop_one(SESSION, address.to_owned()).await
    }

    async fn has_signal_state_for_user(&self, user: &str) -> Result<bool> {
        for kind in [SESSION, IDENTITY] {
            // `user@server` is the phone, `user:device@server` what is linked to it.
            for prefix in [format!("{user}@"), format!("{user}:")] {
                if !self.list(kind, &prefix).await?.is_empty() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    async fn store_prekey(&self, id: u32, record: &[u8], _uploaded: bool) -> Result<()> {
        self.put(PREKEY, numbered(id), record).await
    }

    async fn store_prekeys_batch(&self, keys: &[(u32, Bytes)], _uploaded: bool) -> Result<()> {
        let kept = keys.iter().map(|(id, record)| put(PREKEY, numbered(*id), record, 0));
        self.change(kept.collect()).await
    }

    async fn load_prekey(&self, id: u32) -> Result<Option<Bytes>> {
        Ok(self.get(PREKEY, numbered(id)).await?.map(Bytes::from))
    }

    async fn load_prekeys_batch(&self, ids: &[u32]) -> Result<Vec<(u32, Bytes)>> {
        let keys = ids.iter().map(|id| numbered(*id)).collect();
        let found = self.store.items(PREKEY, keys).await.map_err(super::failed)?;
        found.into_iter().map(|item| Ok((number(&item.key)?, item.value.into()))).collect()
    }

    /// Nothing to do: nothing ever asks which were uploaded, and a key that is gone stays gone.
    async fn mark_prekeys_uploaded(&self, _ids: &[u32]) -> Result<()> {
        Ok(())
    }

    async fn remove_prekey(&self, id: u32) -> Result<()> {
        self.drop_one(PREKEY, numbered(id)).await
    }

    async fn get_max_prekey_id(&self) -> Result<u32> {
        self.list(PREKEY, "").await?.last().map_or(Ok(0), |item| number(&item.key))
    }

    async fn store_signed_prekey(&self, id: u32, record: &[u8]) -> Result<()> {
        self.put(SIGNED_PREKEY, numbered(id), record).await
    }

    async fn load_signed_prekey(&self, id: u32) -> Result<Option<Vec<u8>>> {
        self.get(SIGNED_PREKEY, numbered(id)).await
    }

    async fn load_all_signed_prekeys(&self) -> Result<Vec<(u32, Vec<u8>)>> {
        let found = self.list(SIGNED_PREKEY, "").await?;
        found.into_iter().map(|item| Ok((number(&item.key)?, item.value))).collect()
    }

    async fn remove_signed_prekey(&self, id: u32) -> Result<()> {
        self.drop_one(SIGNED_PREKEY, numbered(id)).await
    }

    async fn put_sender_key(&self, address: &str, record: &[u8]) -> Result<()> {
        self.put(SENDER_KEY, address.to_owned(), record).await
    }

    async fn put_sender_keys_batch(&self, sender_keys: &[(Arc<str>, Bytes)]) -> Result<()> {
        let kept = sender_keys.iter();
        let kept = kept.map(|(address, record)| put(SENDER_KEY, address.to_string(), record, 0));
        self.change(kept.collect::<Vec<ItemChange>>()).await
    }

    async fn get_sender_key(&self, address: &str) -> Result<Option<Vec<u8>>> {
        self.get(SENDER_KEY, address.to_owned()).await
    }

    async fn delete_sender_key(&self, address: &str) -> Result<()> {
        self.drop_one(SENDER_KEY, address.to_owned()).await
    }
}
