//! One suite for what the protocol library asks of its storage: the library's own in memory, and ours.

use std::sync::Arc;

use channel::{ConnectorError, DeviceStore, Item, ItemChange, ItemKind};
use engine::SystemClock;
use whatsapp_rust::bytes::Bytes;
use whatsapp_rust::traits::{
    AppStateSyncKey, Backend, DeviceInfo, DeviceListRecord, LidPnMappingEntry, MsgSecretEntry,
    PendingInboundKey, PendingInboundRow, TcTokenEntry,
};
use whatsapp_rust::wacore::appstate::hash::HashState;
use whatsapp_rust::wacore::appstate::processor::AppStateMutationMAC;
use whatsapp_rust::wacore::store::{Device, InMemoryBackend};

use crate::world::Keep;

/// Runs a check on every storage that can be had here.
async fn on_each(check: impl AsyncFn(&dyn Backend)) {
    check(&InMemoryBackend::new()).await;
    for keep in Keep::each().await {
        let ours = whatsapp_web::storage(keep.device.clone(), Arc::new(SystemClock));
        check(&*ours).await;
        keep.end().await;
    }
}

fn bytes(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

#[tokio::test]
async fn a_device_is_made_once_and_reads_back_whole() {
    on_each(async |backend| {
        assert!(!backend.exists().await.unwrap());
        assert!(backend.load().await.unwrap().is_none());
        backend.create().await.unwrap();
        let made = backend.load().await.unwrap().unwrap();
        backend.create().await.unwrap();
        let again = backend.load().await.unwrap().unwrap();
        assert_eq!(again.registration_id, made.registration_id, "the first one stays");
        let mut paired: Device = again;
        paired.pn = Some("255712345678:7@s.whatsapp.net".parse().unwrap());
        paired.adv_secret_key = [7; 32];
        paired.login_counter = 3;
        backend.save(&paired).await.unwrap();
        let kept = backend.load().await.unwrap().unwrap();
        assert_eq!(kept.pn, paired.pn);
        assert_eq!((kept.adv_secret_key, kept.login_counter), ([7; 32], 3));
        let (one, other) = (&kept.noise_key, &paired.noise_key);
        assert_eq!(one.private_key.serialize(), other.private_key.serialize());
        let (one, other) = (&kept.signed_pre_key, &paired.signed_pre_key);
        assert_eq!(one.private_key.serialize(), other.private_key.serialize());
    })
    .await;
}

#[tokio::test]
async fn identities_and_sessions_are_kept_changed_and_dropped() {
    on_each(async |backend| {
        let (one, other) = ("255700000001@s.whatsapp.net", "255700000001:2@s.whatsapp.net");
        assert!(!backend.has_signal_state_for_user("255700000001").await.unwrap());
        backend.put_identity(one, [1; 32]).await.unwrap();
        backend
            .put_identities_batch(&[(one.into(), [2; 32]), (other.into(), [3; 32])])
            .await
            .unwrap();
        assert_eq!(backend.load_identity(one).await.unwrap(), Some([2; 32]));
        backend.delete_identity(one).await.unwrap();
        assert_eq!(backend.load_identity(one).await.unwrap(), None);
        assert_eq!(backend.load_identity(other).await.unwrap(), Some([3; 32]));
        assert!(backend.has_signal_state_for_user("255700000001").await.unwrap());
        assert!(!backend.has_signal_state_for_user("2557000000").await.unwrap());

        assert!(!backend.has_session(one).await.unwrap());
        backend.put_session(one, b"first").await.unwrap();
        let batch = [(one.into(), bytes("second")), (other.into(), bytes("third"))];
        backend.put_sessions_batch(&batch).await.unwrap();
        assert_eq!(backend.get_session(one).await.unwrap(), Some(bytes("second")));
        assert!(backend.has_session(other).await.unwrap());
        backend.delete_session(one).await.unwrap();
        assert_eq!(backend.get_session(one).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn pre_keys_come_in_hundreds_and_one_that_is_used_stays_gone() {
    on_each(async |backend| {
        assert_eq!(backend.get_max_prekey_id().await.unwrap(), 0);
        // As many as are made when a phone is linked.
        let keys: Vec<_> = (1..=812).map(|id| (id, bytes("key"))).collect();
        backend.store_prekeys_batch(&keys, false).await.unwrap();
        backend.store_prekey(9, b"ninth", false).await.unwrap();
        assert_eq!(backend.get_max_prekey_id().await.unwrap(), 812);
        assert_eq!(backend.load_prekey(9).await.unwrap(), Some(bytes("ninth")));
        let mut found = backend.load_prekeys_batch(&[812, 5000, 1]).await.unwrap();
        found.sort();
        assert_eq!(found, [(1, bytes("key")), (812, bytes("key"))]);
        backend.remove_prekey(9).await.unwrap();
        backend.mark_prekeys_uploaded(&[8, 9]).await.unwrap();
        assert_eq!(backend.load_prekey(9).await.unwrap(), None);

        backend.store_signed_prekey(2, b"two").await.unwrap();
        backend.store_signed_prekey(10, b"ten").await.unwrap();
        assert_eq!(
            backend.load_signed_prekey(2).await.unwrap().as_deref(),
            Some(b"two".as_slice())
        );
        let mut all = backend.load_all_signed_prekeys().await.unwrap();
        all.sort();
        assert_eq!(all, [(2, b"two".to_vec()), (10, b"ten".to_vec())]);
        backend.remove_signed_prekey(2).await.unwrap();
        assert_eq!(backend.load_signed_prekey(2).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn groups_keys_are_known_device_by_device() {
    on_each(async |backend| {
        let (group, other) = ("1203@g.us", "1204@g.us");
        backend.put_sender_key(group, b"one").await.unwrap();
        backend.put_sender_keys_batch(&[(group.into(), bytes("two"))]).await.unwrap();
        assert_eq!(
            backend.get_sender_key(group).await.unwrap().as_deref(),
            Some(b"two".as_slice())
        );
        backend.delete_sender_key(group).await.unwrap();
        assert_eq!(backend.get_sender_key(group).await.unwrap(), None);

        backend.set_sender_key_status(group, &[("a@lid", true), ("b@lid", false)]).await.unwrap();
        backend.set_sender_key_status(other, &[("a@lid", true)]).await.unwrap();
        backend.set_sender_key_status(group, &[("b@lid", true)]).await.unwrap();
        let mut devices = backend.get_sender_key_devices(group).await.unwrap();
        devices.sort();
        assert_eq!(devices, [("a@lid".to_owned(), true), ("b@lid".to_owned(), true)]);
        backend.delete_sender_key_device_rows(&["a@lid"]).await.unwrap();
        assert_eq!(backend.get_sender_key_devices(group).await.unwrap().len(), 1);
        assert_eq!(backend.get_sender_key_devices(other).await.unwrap(), []);
        backend.clear_sender_key_devices(group).await.unwrap();
        assert_eq!(backend.get_sender_key_devices(group).await.unwrap(), []);
        backend.set_sender_key_status(other, &[("a@lid", true)]).await.unwrap();
        backend.clear_all_sender_key_devices().await.unwrap();
        assert_eq!(backend.get_sender_key_devices(other).await.unwrap(), []);

        backend.put_group_metadata(group, b"blob").await.unwrap();
        assert_eq!(
            backend.get_group_metadata(group).await.unwrap().as_deref(),
            Some(b"blob".as_slice())
        );
        backend.delete_group_metadata(group).await.unwrap();
        assert_eq!(backend.get_group_metadata(group).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_accounts_settings_are_kept_with_their_hashes() {
    on_each(async |backend| {
        assert_eq!(backend.get_latest_sync_key_id().await.unwrap(), None);
        for id in [b"k1", b"k2"] {
            let key = AppStateSyncKey { key_data: id.to_vec(), ..Default::default() };
            backend.set_sync_key(id, key).await.unwrap();
        }
        assert_eq!(backend.get_sync_key(b"k1").await.unwrap().unwrap().key_data, b"k1");
        assert!(backend.get_sync_key(b"k3").await.unwrap().is_none());
        assert_eq!(
            backend.get_latest_sync_key_id().await.unwrap().as_deref(),
            Some(b"k2".as_slice())
        );

        assert_eq!(backend.get_version("regular").await.unwrap().version, 0);
        let state = HashState { version: 5, hash: [9; 128], ..HashState::default() };
        backend.set_version("regular", state).await.unwrap();
        let kept = backend.get_version("regular").await.unwrap();
        assert_eq!((kept.version, kept.hash), (5, [9; 128]));

        let mac = |index: u8, value: u8| AppStateMutationMAC {
            index_mac: vec![index; 32],
            value_mac: vec![value; 32],
        };
        backend.put_mutation_macs("regular", 1, &[mac(1, 1), mac(2, 2)]).await.unwrap();
        backend.put_mutation_macs("regular", 2, &[mac(2, 3)]).await.unwrap();
        backend.put_mutation_macs("regular_low", 1, &[mac(1, 9)]).await.unwrap();
        let found =
            backend.get_mutation_macs("regular", &[[1; 32], [2; 32], [3; 32]]).await.unwrap();
        assert_eq!((found.len(), &found[&[2; 32]]), (2, &vec![3; 32]));
        backend.delete_mutation_macs("regular", &[vec![1; 32]]).await.unwrap();
        assert_eq!(backend.get_mutation_mac("regular", &[1; 32]).await.unwrap(), None);
        backend.clear_mutation_macs("regular").await.unwrap();
        assert_eq!(backend.get_mutation_mac("regular", &[2; 32]).await.unwrap(), None);
        assert!(backend.get_mutation_mac("regular_low", &[1; 32]).await.unwrap().is_some());
    })
    .await;
}

fn lid(lid: &str, phone: &str) -> LidPnMappingEntry {
    LidPnMappingEntry {
        lid: lid.to_owned(),
        phone_number: phone.to_owned(),
        created_at: 1,
        updated_at: 2,
        learning_source: "usync".to_owned(),
    }
}

#[tokio::test]
async fn hidden_addresses_and_numbers_find_each_other_and_the_newest_counts() {
    on_each(async |backend| {
        backend.put_lid_mapping(&lid("l1", "p1")).await.unwrap();
        backend.put_lid_mappings(&[lid("l2", "p2"), lid("l3", "p1")]).await.unwrap();
        assert_eq!(backend.get_lid_mapping("l1").await.unwrap().unwrap().phone_number, "p1");
        assert_eq!(backend.get_pn_mapping("p1").await.unwrap().unwrap().lid, "l3");
        // The hidden address got another number: the old one leads nowhere any more.
        backend.put_lid_mapping(&lid("l2", "p9")).await.unwrap();
        assert!(backend.get_pn_mapping("p2").await.unwrap().is_none());
        assert_eq!(backend.get_pn_mapping("p9").await.unwrap().unwrap().lid, "l2");
        assert_eq!(backend.get_all_lid_mappings().await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn devices_and_base_keys_of_others_are_remembered() {
    on_each(async |backend| {
        let record = |user: &str, device| DeviceListRecord {
            user: user.to_owned(),
            devices: vec![DeviceInfo::new(device, Some(4))],
            timestamp: 5,
            phash: None,
            raw_id: Some(6),
        };
        backend.update_device_list(record("u1", 1)).await.unwrap();
        backend.update_device_lists(vec![record("u1", 2), record("u2", 3)]).await.unwrap();
        let kept = backend.get_devices("u1").await.unwrap().unwrap();
        assert_eq!((kept.devices[0].device_id, kept.raw_id), (2, Some(6)));
        backend.delete_devices("u1").await.unwrap();
        assert!(backend.get_devices("u1").await.unwrap().is_none());
        assert!(backend.get_devices("u2").await.unwrap().is_some());

        backend.save_base_key("a", "m", b"key").await.unwrap();
        assert!(backend.has_same_base_key("a", "m", b"key").await.unwrap());
        assert!(!backend.has_same_base_key("a", "m", b"other").await.unwrap());
        assert!(!backend.has_same_base_key("a", "n", b"key").await.unwrap());
        backend.delete_base_key("a", "m").await.unwrap();
        assert!(!backend.has_same_base_key("a", "m", b"key").await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn tokens_of_trust_only_become_newer() {
    on_each(async |backend| {
        backend.touch_tc_token_sender_timestamp("a", 50).await.unwrap();
        backend.touch_tc_token_sender_timestamp("a", 40).await.unwrap();
        backend.store_received_tc_token("a", b"new", 100).await.unwrap();
        backend.store_received_tc_token("a", b"stale", 99).await.unwrap();
        let kept = backend.get_tc_token("a").await.unwrap().unwrap();
        assert_eq!((kept.token.as_slice(), kept.token_timestamp), (b"new".as_slice(), 100));
        assert_eq!(kept.sender_timestamp, Some(50));

        let old = TcTokenEntry { token: b"x".to_vec(), token_timestamp: 1, sender_timestamp: None };
        backend.put_tc_token("b", &old).await.unwrap();
        backend.touch_tc_token_sender_timestamp("c", 60).await.unwrap();
        assert_eq!(backend.delete_expired_tc_tokens(10, 55).await.unwrap(), 1);
        let mut left = backend.get_all_tc_token_jids().await.unwrap();
        left.sort();
        assert_eq!(left, ["a", "c"]);
        backend.delete_tc_token("c").await.unwrap();
        assert!(backend.get_tc_token("c").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_sent_message_is_found_until_its_time_is_over() {
    on_each(async |backend| {
        backend.store_sent_message("chat", "m1", b"payload").await.unwrap();
        assert_eq!(backend.take_sent_message("other", "m1").await.unwrap(), None);
        let taken = backend.take_sent_message("chat", "m1").await.unwrap();
        assert_eq!(taken.as_deref(), Some(b"payload".as_slice()));
        backend.store_sent_message("chat", "m2", b"payload").await.unwrap();
        assert_eq!(backend.delete_expired_sent_messages(1).await.unwrap(), 0);
        assert!(backend.delete_expired_sent_messages(i64::MAX).await.unwrap() >= 1);
        assert_eq!(backend.take_sent_message("chat", "m2").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_came_in_waits_until_it_is_committed() {
    on_each(async |backend| {
        let long = "x".repeat(2000);
        let row = |id, message| PendingInboundRow { chat: "c", sender: "s", id, message };
        backend.store_pending_inbound("c", "s", "1", b"one").await.unwrap();
        backend
            .store_pending_inbound_batch(&[row("2", b"two"), row(&long, b"long")])
            .await
            .unwrap();
        for (id, kept) in [("1", b"one".as_slice()), ("2", b"two"), (&long, b"long")] {
            let found = backend.get_pending_inbound("c", "s", id).await.unwrap();
            assert_eq!(found.as_deref(), Some(kept));
        }
        assert_eq!(backend.get_pending_inbound("c", "other", "1").await.unwrap(), None);
        let key = |id| PendingInboundKey { chat: "c", sender: "s", id };
        backend.delete_pending_inbound_batch(&[key("2"), key(&long)]).await.unwrap();
        assert_eq!(backend.get_pending_inbound("c", "s", "2").await.unwrap(), None);
        assert_eq!(backend.delete_expired_pending_inbound(i64::MAX).await.unwrap(), 1);
        assert_eq!(backend.get_pending_inbound("c", "s", "1").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_messages_secret_is_kept_for_the_longest_time_it_was_asked_for() {
    on_each(async |backend| {
        let entry = |id: &str, secret, expires_at, message_ts| MsgSecretEntry {
            chat: "c".into(),
            sender: "s".into(),
            msg_id: id.into(),
            secret: [secret; 32],
            expires_at,
            message_ts,
        };
        let first = vec![entry("1", 1, 100, 7), entry("2", 2, 0, 0), entry("3", 3, 50, 0)];
        assert_eq!(backend.put_msg_secrets(first).await.unwrap(), 3);
        backend.put_msg_secrets(vec![entry("1", 9, 60, 0), entry("2", 2, 60, 0)]).await.unwrap();
        let kept = backend.get_msg_secret_with_ts("c", "s", "1").await.unwrap();
        assert_eq!(kept, Some((vec![9; 32], 7)));
        assert_eq!(backend.delete_expired_msg_secrets(60).await.unwrap(), 1, "the third");
        assert!(backend.get_msg_secret("c", "s", "1").await.unwrap().is_some());
        assert_eq!(backend.delete_expired_msg_secrets(100).await.unwrap(), 1, "the first");
        assert!(backend.get_msg_secret("c", "s", "2").await.unwrap().is_some(), "for ever");
        assert!(backend.get_msg_secret("c", "t", "2").await.unwrap().is_none());
    })
    .await;
}

/// A store that cannot be reached for a while.
struct Flaky {
    inner: Arc<dyn DeviceStore>,
    fails: std::sync::atomic::AtomicU32,
}

#[async_trait::async_trait]
impl DeviceStore for Flaky {
    async fn load(&self) -> Result<Option<Vec<u8>>, ConnectorError> {
        self.inner.load().await
    }

    async fn save(&self, device: &[u8]) -> Result<(), ConnectorError> {
        self.inner.save(device).await
    }

    async fn items(&self, kind: ItemKind, keys: Vec<String>) -> Result<Vec<Item>, ConnectorError> {
        self.inner.items(kind, keys).await
    }

    async fn items_like(&self, kind: ItemKind, prefix: &str) -> Result<Vec<Item>, ConnectorError> {
        self.inner.items_like(kind, prefix).await
    }

    async fn change(&self, changes: Vec<ItemChange>) -> Result<(), ConnectorError> {
        use std::sync::atomic::Ordering::SeqCst;
        let left = self.fails.load(SeqCst);
        if left > 0 {
            self.fails.store(left - 1, SeqCst);
            return Err(ConnectorError::State("not now".to_owned()));
        }
        self.inner.change(changes).await
    }

    async fn forget(&self, kind: ItemKind, before: i64) -> Result<u64, ConnectorError> {
        self.inner.forget(kind, before).await
    }

    async fn is_logged(&self, id: &str) -> Result<bool, ConnectorError> {
        self.inner.is_logged(id).await
    }

    async fn wipe(&self) -> Result<(), ConnectorError> {
        self.inner.wipe().await
    }
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_written_down_that_it_is() {
    let keep = Keep::sqlite().await;
    let flaky = Flaky { inner: keep.device.clone(), fails: 2.into() };
    let ours = whatsapp_web::storage(Arc::new(flaky), Arc::new(SystemClock));
    ours.store_sent_message("chat", "m1", b"payload").await.unwrap();
    let taken = ours.take_sent_message("chat", "m1").await.unwrap();
    assert_eq!(taken.as_deref(), Some(b"payload".as_slice()), "it waited until it was");
    keep.end().await;
}

/// A process that ends between taking a message and sending it again must not lose it.
#[tokio::test]
async fn what_was_taken_to_be_sent_again_is_still_there_after_a_crash() {
    let keep = Keep::sqlite().await;
    let open = || whatsapp_web::storage(keep.device.clone(), Arc::new(SystemClock));
    let ours = open();
    ours.store_sent_message("chat", "m1", b"payload").await.unwrap();
    assert!(ours.take_sent_message("chat", "m1").await.unwrap().is_some());
    drop(ours);
    assert!(open().take_sent_message("chat", "m1").await.unwrap().is_some());
    keep.end().await;
}
