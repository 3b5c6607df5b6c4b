//! The account's settings that all of its devices share ("app state").

use std::collections::HashMap;

use async_trait::async_trait;
use channel::{ItemChange, ItemKind};
use whatsapp_rust::wacore::appstate::hash::HashState;
use whatsapp_rust::wacore::appstate::processor::AppStateMutationMAC;
use whatsapp_rust::wacore::store::error::Result;
use whatsapp_rust::wacore::store::traits::{AppStateSyncKey, AppSyncStore};

use super::{Backend, failed, hex, joined, put, written};

const SYNC_KEY: ItemKind = "sync_key";
/// Beside the keys themselves: the id of the newest one.
const NEWEST: &str = "newest";
const VERSION: ItemKind = "sync_version";
const MAC: ItemKind = "sync_mac";

fn mac_key(name: &str, index_mac: &[u8]) -> String {
    joined(&[name, &hex(index_mac)])
}

#[async_trait]
impl AppSyncStore for Backend {
    async fn get_sync_key(&self, key_id: &[u8]) -> Result<Option<AppStateSyncKey>> {
        self.get_as(SYNC_KEY, hex(key_id)).await
    }

    async fn set_sync_key(&self, key_id: &[u8], key: AppStateSyncKey) -> Result<()> {
        self.change(vec![
            put(SYNC_KEY, hex(key_id), &written(&key)?, 0),
            put(SYNC_KEY, NEWEST.to_owned(), key_id, 0),
        ])
        .await
    }

    async fn get_version(&self, name: &str) -> Result<HashState> {
        Ok(self.get_as(VERSION, name.to_owned()).await?.unwrap_or_default())
    }

    async fn set_version(&self, name: &str, state: HashState) -> Result<()> {
        self.put_as(VERSION, name.to_owned(), &state).await
    }

    async fn put_mutation_macs(
        &self,
        name: &str,
        _version: u64,
        mutations: &[AppStateMutationMAC],
    ) -> Result<()> {
        let kept = mutations.iter();
        let kept = kept.map(|mac| put(MAC, mac_key(name, &mac.index_mac), &mac.value_mac, 0));
        self.change(kept.collect()).await
    }

    async fn get_mutation_mac(&self, name: &str, index_mac: &[u8]) -> Result<Option<Vec<u8>>> {
        self.get(MAC, mac_key(name, index_mac)).await
    }

    async fn get_mutation_macs(
        &self,
        name: &str,
        index_macs: &[[u8; 32]],
    ) -> Result<HashMap<[u8; 32], Vec<u8>>> {
        let mut asked: HashMap<_, _> =
            index_macs.iter().map(|mac| (mac_key(name, mac), *mac)).collect();
        let found = self.store.items(MAC, asked.keys().cloned().collect()).await.map_err(failed)?;
        let named = found.into_iter();
        Ok(named.filter_map(|item| Some((asked.remove(&item.key)?, item.value))).collect())
    }

    async fn delete_mutation_macs(&self, name: &str, index_macs: &[Vec<u8>]) -> Result<()> {
        let gone = index_macs.iter().map(|mac| ItemChange::Drop(MAC, mac_key(name, mac)));
        self.change(gone.collect()).await
    }

    async fn clear_mutation_macs(&self, name: &str) -> Result<()> {
        self.change(vec![ItemChange::DropAll(MAC, format!("{name}|"))]).await
    }

    async fn get_latest_sync_key_id(&self) -> Result<Option<Vec<u8>>> {
        self.get(SYNC_KEY, NEWEST.to_owned()).await
    }
}
