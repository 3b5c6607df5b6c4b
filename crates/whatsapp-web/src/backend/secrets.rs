//! Secrets of messages, by which later answers to them are read: reactions, edits.

use std::collections::HashMap;

use async_trait::async_trait;
use channel::{ItemChange, ItemKind};
use serde::{Deserialize, Serialize};
use whatsapp_rust::wacore::store::error::Result;
use whatsapp_rust::wacore::store::traits::{
    MsgSecretEntry, MsgSecretStore, merge_msg_secret_expiry, merge_msg_secret_message_ts,
};

use super::{Backend, failed, joined, put, read, written};

const SECRET: ItemKind = "msg_secret";

/// A secret as it is kept; its deadline is the item's stamp.
#[derive(Serialize, Deserialize)]
struct Kept {
    secret: Vec<u8>,
    message_ts: i64,
}

#[async_trait]
impl MsgSecretStore for Backend {
    async fn put_msg_secrets(&self, entries: Vec<MsgSecretEntry>) -> Result<usize> {
        let _turn = self.turn.lock().await;
        let keyed: Vec<_> = entries
            .iter()
            .map(|entry| (joined(&[&entry.chat, &entry.sender, &entry.msg_id]), entry))
            .collect();
        let keys = keyed.iter().map(|(key, _)| key.clone()).collect();
        let there = self.store.items(SECRET, keys).await.map_err(failed)?;
        let mut known: HashMap<String, (i64, i64)> = HashMap::new();
        for item in there {
            let kept: Kept = read(&item.value)?;
            known.insert(item.key, (item.stamp, kept.message_ts));
        }
        let mut changes: Vec<ItemChange> = Vec::with_capacity(keyed.len());
        for (key, entry) in keyed {
            let (until, message_ts) = match known.get(&key) {
                Some((until, message_ts)) => (
                    merge_msg_secret_expiry(*until, entry.expires_at),
                    merge_msg_secret_message_ts(*message_ts, entry.message_ts),
                ),
                None => (entry.expires_at, entry.message_ts),
            };
            known.insert(key.clone(), (until, message_ts));
            let kept = Kept { secret: entry.secret.to_vec(), message_ts };
            changes.push(put(SECRET, key, &written(&kept)?, until));
        }
        self.change(changes).await?;
        Ok(entries.len())
    }

    async fn get_msg_secret(
        &self,
        chat: &str,
        sender: &str,
        msg_id: &str,
    ) -> Result<Option<Vec<u8>>> {
        let found = self.get_msg_secret_with_ts(chat, sender, msg_id).await?;
        Ok(found.map(|(secret, _)| secret))
    }

    async fn get_msg_secret_with_ts(
        &self,
        chat: &str,
        sender: &str,
        msg_id: &str,
    ) -> Result<Option<(Vec<u8>, i64)>> {
        let kept: Option<Kept> = self.get_as(SECRET, joined(&[chat, sender, msg_id])).await?;
        Ok(kept.map(|kept| (kept.secret, kept.message_ts)))
    }

    async fn delete_expired_msg_secrets(&self, cutoff_timestamp: i64) -> Result<u32> {
        // What ends at this very second is over, too.
        self.forget(SECRET, cutoff_timestamp.saturating_add(1)).await
    }
}
