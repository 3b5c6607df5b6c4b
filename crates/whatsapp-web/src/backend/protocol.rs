//! What the protocol remembers about others: their addresses and devices, tokens of trust, what was sent
//! lately, and what came in and is not committed yet.

use std::collections::HashSet;
use std::time::Duration;

use async_trait::async_trait;
use channel::{ConnectorError, ItemChange, ItemKind};
use whatsapp_rust::wacore::store::error::{Result, StoreError};
use whatsapp_rust::wacore::store::traits::{
    DeviceListRecord, LidPnMappingEntry, PendingInboundKey, PendingInboundRow, ProtocolStore,
    TcTokenEntry,
};

use super::{Backend, joined, put, read, written};

const SENDER_KEY_DEVICE: ItemKind = "group_device";
const LID: ItemKind = "lid";
const LID_OF_PHONE: ItemKind = "lid_of_phone";
const BASE_KEY: ItemKind = "base_key";
const DEVICE_LIST: ItemKind = "device_list";
const GROUP: ItemKind = "group";
const TC_TOKEN: ItemKind = "tc_token";
pub(super) const SENT: ItemKind = "sent_message";
const INBOUND: ItemKind = "inbound";

/// How long to wait before what is about to be sent is written down once more.
const AGAIN: Duration = Duration::from_millis(200);

impl Backend {
    /// Whether a message of ours may have reached the wire: it is written down before it does, and stays
    /// for [`SENT_KEPT`](crate::settings::SENT_KEPT).
    pub(crate) async fn may_be_sent(
        &self,
        message_id: &str,
    ) -> std::result::Result<bool, ConnectorError> {
        let kept = self.store.items_like(SENT, &joined(&[message_id, ""])).await?;
        Ok(!kept.is_empty())
    }

    async fn tc_token(&self, jid: &str) -> Result<Option<TcTokenEntry>> {
        self.get_as(TC_TOKEN, jid.to_owned()).await
    }
}

#[async_trait]
impl ProtocolStore for Backend {
    async fn get_sender_key_devices(&self, group_jid: &str) -> Result<Vec<(String, bool)>> {
        let prefix = format!("{group_jid}|");
        let found = self.list(SENDER_KEY_DEVICE, &prefix).await?.into_iter();
        Ok(found.map(|item| (item.key[prefix.len()..].to_owned(), item.value == [1])).collect())
    }

    async fn set_sender_key_status(&self, group_jid: &str, entries: &[(&str, bool)]) -> Result<()> {
        let kept = entries.iter().map(|(device, has_key)| {
            put(SENDER_KEY_DEVICE, joined(&[group_jid, device]), &[u8::from(*has_key)], 0)
        });
        self.change(kept.collect()).await
    }

    async fn clear_sender_key_devices(&self, group_jid: &str) -> Result<()> {
        self.change(vec![ItemChange::DropAll(SENDER_KEY_DEVICE, format!("{group_jid}|"))]).await
    }

    async fn delete_sender_key_device_rows(&self, device_jids: &[&str]) -> Result<()> {
        let gone: HashSet<_> = device_jids.iter().copied().collect();
        let _turn = self.turn.lock().await;
        let found = self.list(SENDER_KEY_DEVICE, "").await?.into_iter();
        let of_those = found
            .filter(|item| item.key.split_once('|').is_some_and(|(_, jid)| gone.contains(jid)));
        self.change(of_those.map(|item| ItemChange::Drop(SENDER_KEY_DEVICE, item.key)).collect())
            .await
    }

    async fn clear_all_sender_key_devices(&self) -> Result<()> {
        self.change(vec![ItemChange::DropAll(SENDER_KEY_DEVICE, String::new())]).await
    }

    async fn get_lid_mapping(&self, lid: &str) -> Result<Option<LidPnMappingEntry>> {
        self.get_as(LID, lid.to_owned()).await
    }

    async fn get_pn_mapping(&self, phone: &str) -> Result<Option<LidPnMappingEntry>> {
        match self.get_as::<String>(LID_OF_PHONE, phone.to_owned()).await? {
            Some(lid) => self.get_lid_mapping(&lid).await,
            None => Ok(None),
        }
    }

    async fn put_lid_mapping(&self, entry: &LidPnMappingEntry) -> Result<()> {
        self.put_lid_mappings(std::slice::from_ref(entry)).await
    }

    async fn put_lid_mappings(&self, entries: &[LidPnMappingEntry]) -> Result<()> {
        let _turn = self.turn.lock().await;
        let lids = entries.iter().map(|entry| entry.lid.clone()).collect();
        let there = self.store.items(LID, lids).await.map_err(super::failed)?;
        let mut phones = std::collections::HashMap::new();
        for item in there {
            let known: LidPnMappingEntry = read(&item.value)?;
            phones.insert(item.key, known.phone_number);
        }
        let mut changes = Vec::with_capacity(entries.len() * 2);
        for entry in entries {
            let before = phones.insert(entry.lid.clone(), entry.phone_number.clone());
            if let Some(phone) = before.filter(|phone| *phone != entry.phone_number) {
                changes.push(ItemChange::Drop(LID_OF_PHONE, phone));
            }
            changes.push(put(LID, entry.lid.clone(), &written(entry)?, 0));
            let phone = entry.phone_number.clone();
            changes.push(put(LID_OF_PHONE, phone, &written(&entry.lid)?, 0));
        }
        self.change(changes).await
    }

    async fn get_all_lid_mappings(&self) -> Result<Vec<LidPnMappingEntry>> {
        self.list(LID, "").await?.iter().map(|item| read(&item.value)).collect()
    }

    async fn save_base_key(&self, address: &str, message_id: &str, base_key: &[u8]) -> Result<()> {
        self.put(BASE_KEY, joined(&[address, message_id]), base_key).await
    }

    async fn has_same_base_key(
        &self,
        address: &str,
        message_id: &str,
        current_base_key: &[u8],
    ) -> Result<bool> {
        let saved = self.get(BASE_KEY, joined(&[address, message_id])).await?;
        Ok(saved.is_some_and(|saved| saved == current_base_key))
    }

    async fn delete_base_key(&self, address: &str, message_id: &str) -> Result<()> {
        self.drop_one(BASE_KEY, joined(&[address, message_id])).await
    }

    async fn update_device_list(&self, record: DeviceListRecord) -> Result<()> {
        self.update_device_lists(vec![record]).await
    }

    async fn update_device_lists(&self, records: Vec<DeviceListRecord>) -> Result<()> {
        let kept = records.iter();
        let kept =
            kept.map(|record| Ok(put(DEVICE_LIST, record.user.clone(), &written(record)?, 0)));
        self.change(kept.collect::<Result<_>>()?).await
    }

    async fn get_devices(&self, user: &str) -> Result<Option<DeviceListRecord>> {
        self.get_as(DEVICE_LIST, user.to_owned()).await
    }

    async fn delete_devices(&self, user: &str) -> Result<()> {
        self.drop_one(DEVICE_LIST, user.to_owned()).await
    }

    async fn get_group_metadata(&self, group_jid: &str) -> Result<Option<Vec<u8>>> {
        self.get(GROUP, group_jid.to_owned()).await
    }

    async fn put_group_metadata(&self, group_jid: &str, blob: &[u8]) -> Result<()> {
        self.put(GROUP, group_jid.to_owned(), blob).await
    }

    async fn delete_group_metadata(&self, group_jid: &str) -> Result<()> {
        self.drop_one(GROUP, group_jid.to_owned()).await
    }

    async fn get_tc_token(&self, jid: &str) -> Result<Option<TcTokenEntry>> {
        self.tc_token(jid).await
    }

    async fn put_tc_token(&self, jid: &str, entry: &TcTokenEntry) -> Result<()> {
        self.put_as(TC_TOKEN, jid.to_owned(), entry).await
    }

    async fn delete_tc_token(&self, jid: &str) -> Result<()> {
        self.drop_one(TC_TOKEN, jid.to_owned()).await
    }

    async fn get_all_tc_token_jids(&self) -> Result<Vec<String>> {
        Ok(self.list(TC_TOKEN, "").await?.into_iter().map(|item| item.key).collect())
    }

    async fn delete_expired_tc_tokens(&self, token_cutoff: i64, sender_cutoff: i64) -> Result<u32> {
        let _turn = self.turn.lock().await;
        let mut gone = Vec::new();
        for item in self.list(TC_TOKEN, "").await? {
            let entry: TcTokenEntry = read(&item.value)?;
            let token_lives = !entry.token.is_empty() && entry.token_timestamp >= token_cutoff;
            let sender_lives = entry.sender_timestamp.is_some_and(|at| at >= sender_cutoff);
            if !token_lives && !sender_lives {
                gone.push(ItemChange::Drop(TC_TOKEN, item.key));
            }
        }
        let count = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        self.change(gone).await?;
        Ok(count)
    }

    async fn touch_tc_token_sender_timestamp(&self, jid: &str, sent_at: i64) -> Result<()> {
        let _turn = self.turn.lock().await;
        let entry = match self.tc_token(jid).await? {
            Some(known) => TcTokenEntry {
                sender_timestamp: Some(
                    known.sender_timestamp.map_or(sent_at, |at| at.max(sent_at)),
                ),
                ..known
            },
            None => TcTokenEntry {
                token: Vec::new(),
                token_timestamp: sent_at,
                sender_timestamp: Some(sent_at),
            },
        };
        self.put_tc_token(jid, &entry).await
    }

    async fn store_received_tc_token(
        &self,
        jid: &str,
        token: &[u8],
        token_timestamp: i64,
    ) -> Result<()> {
        let _turn = self.turn.lock().await;
        let known = self.tc_token(jid).await?;
        let is_older = |known: &TcTokenEntry| {
            !known.token.is_empty() && token_timestamp < known.token_timestamp
        };
        if known.as_ref().is_some_and(is_older) {
            return Ok(());
        }
        let sender_timestamp = known.and_then(|known| known.sender_timestamp);
        let entry = TcTokenEntry { token: token.to_vec(), token_timestamp, sender_timestamp };
        self.put_tc_token(jid, &entry).await
    }

    /// Waits until it is written down, however long that takes: the library would go on and send, and
    /// after a crash nobody could tell that it had.
    async fn store_sent_message(&self, chat: &str, message_id: &str, payload: &[u8]) -> Result<()> {
        let sent = put(SENT, joined(&[message_id, chat]), payload, self.now());
        while let Err(error) = self.change(vec![sent.clone()]).await {
            tracing::warn!(%error, "a message waits: that it is sent cannot be written down");
            tokio::time::sleep(AGAIN).await;
        }
        Ok(())
    }

    /// Leaves it where it is until its time is over. The library takes a message to send it again and puts
    /// it back; a process that ends between the two would lose it. Nothing else takes one, so this tells that
    /// a phone asked for it.
    async fn take_sent_message(&self, chat: &str, message_id: &str) -> Result<Option<Vec<u8>>> {
        let kept = self.get(SENT, joined(&[message_id, chat])).await?;
        if kept.is_some() {
            self.note_asked(chat, message_id).await?;
        }
        Ok(kept)
    }

    async fn delete_expired_sent_messages(&self, cutoff_timestamp: i64) -> Result<u32> {
        self.forget_asked(cutoff_timestamp).await?;
        self.forget(SENT, cutoff_timestamp).await
    }

    async fn store_pending_inbound(
        &self,
        chat: &str,
        sender: &str,
        id: &str,
        message: &[u8],
    ) -> Result<()> {
        self.store_pending_inbound_batch(&[PendingInboundRow { chat, sender, id, message }]).await
    }

    async fn get_pending_inbound(
        &self,
        chat: &str,
        sender: &str,
        id: &str,
    ) -> Result<Option<Vec<u8>>> {
        let kept = self.get(INBOUND, joined(&[chat, sender, id])).await?;
        // The library asks for what it takes for a copy, and confirms it when there is nothing to hand over.
        if kept.is_none() && self.miss(chat, sender, id).await.map_err(super::failed)? {
            return Err(StoreError::Validation("the message never reached the log".to_owned()));
        }
        Ok(kept)
    }

    async fn delete_pending_inbound(&self, chat: &str, sender: &str, id: &str) -> Result<()> {
        self.delete_pending_inbound_batch(&[PendingInboundKey { chat, sender, id }]).await
    }

    async fn delete_expired_pending_inbound(&self, cutoff_timestamp: i64) -> Result<u32> {
        self.forget_asked_for(cutoff_timestamp).await?;
        self.forget(INBOUND, cutoff_timestamp).await
    }

    async fn store_pending_inbound_batch(&self, rows: &[PendingInboundRow<'_>]) -> Result<()> {
        let now = self.now();
        let kept = rows.iter();
        let kept =
            kept.map(|row| put(INBOUND, joined(&[row.chat, row.sender, row.id]), row.message, now));
        self.change(kept.collect()).await
    }

    async fn delete_pending_inbound_batch(&self, keys: &[PendingInboundKey<'_>]) -> Result<()> {
        let gone = keys.iter();
        let gone =
            gone.map(|key| ItemChange::Drop(INBOUND, joined(&[key.chat, key.sender, key.id])));
        self.change(gone.collect()).await
    }
}
