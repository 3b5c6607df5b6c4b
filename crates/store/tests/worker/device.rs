//! What a linked WhatsApp device keeps.

use store::{DeviceChange, DeviceItem, StoreError, WorkerStore};

use crate::fixture::{worker, worlds};

fn item(key: &str, value: &[u8], stamp: i64) -> DeviceItem {
    DeviceItem { key: key.to_owned(), value: value.to_vec(), stamp }
}

fn put(kind: &'static str, key: &str, value: &[u8]) -> DeviceChange {
    DeviceChange::Put(kind, item(key, value, 0))
}

async fn keys(worker: &WorkerStore, kind: &str, prefix: &str) -> Vec<String> {
    let items = worker.device_items_like(kind, prefix).await.unwrap();
    items.into_iter().map(|item| item.key).collect()
}

#[tokio::test]
async fn a_device_reads_back_and_is_gone_with_its_items_after_a_wipe() {
    for world in worlds().await {
        let worker = worker(&world).await;
        assert_eq!(worker.device().await.unwrap(), None);
        worker.save_device(b"first").await.unwrap();
        worker.save_device(b"second").await.unwrap();
        assert_eq!(worker.device().await.unwrap().as_deref(), Some(b"second".as_slice()));
        worker.change_device_items(vec![put("session", "a", b"1")]).await.unwrap();
        worker.wipe_device().await.unwrap();
        assert_eq!(worker.device().await.unwrap(), None);
        assert_eq!(keys(&worker, "session", "").await, [""; 0]);
    }
}

#[tokio::test]
async fn changes_are_made_in_their_order_and_kinds_are_apart() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let changes = vec![
            put("session", "a", b"old"),
            put("session", "a", b"new"),
            put("identity", "a", b"other"),
            put("session", "b", b"1"),
            DeviceChange::Drop("session", "b".to_owned()),
            DeviceChange::Drop("session", "nobody".to_owned()),
            put("session", "c", b"2"),
        ];
        worker.change_device_items(changes).await.unwrap();
        assert_eq!(keys(&worker, "session", "").await, ["a", "c"]);
        let asked = ["a", "b", "c"].map(str::to_owned);
        let mut found = worker.device_items("session", &asked).await.unwrap();
        found.sort_by(|one, other| one.key.cmp(&other.key));
        assert!(found == [item("a", b"new", 0), item("c", b"2", 0)]);
    }
}

#[tokio::test]
async fn keys_are_told_by_how_they_begin_to_the_letter() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let names = ["Ab", "ab", "abc", "a%c", "b"];
        let changes = names.iter().map(|key| put("session", key, b"")).collect();
        worker.change_device_items(changes).await.unwrap();
        assert_eq!(keys(&worker, "session", "ab").await, ["ab", "abc"]);
        assert_eq!(keys(&worker, "session", "a%").await, ["a%c"]);
        let gone = DeviceChange::DropAll("session", "ab".to_owned());
        worker.change_device_items(vec![gone]).await.unwrap();
        let mut left = keys(&worker, "session", "").await;
        left.sort();
        assert_eq!(left, ["Ab", "a%c", "b"]);
    }
}

#[tokio::test]
async fn only_what_is_stamped_with_an_earlier_time_is_forgotten() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let stamped = |key: &str, stamp| DeviceChange::Put("sent", item(key, b"", stamp));
        let other = DeviceChange::Put("lid", item("old", b"", 1));
        let changes = vec![stamped("stays", 0), stamped("old", 99), stamped("young", 100), other];
        worker.change_device_items(changes).await.unwrap();
        assert_eq!(worker.forget_device_items("sent", 100).await.unwrap(), 1);
        assert_eq!(keys(&worker, "sent", "").await, ["stays", "young"]);
        assert_eq!(keys(&worker, "lid", "").await, ["old"]);
    }
}

#[tokio::test]
async fn more_items_than_one_statement_takes_are_kept_at_once() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let many: Vec<_> = (0..2500).map(|id| put("prekey", &format!("{id:010}"), b"k")).collect();
        worker.change_device_items(many).await.unwrap();
        assert_eq!(keys(&worker, "prekey", "").await.len(), 2500);
    }
}

#[tokio::test]
async fn what_a_device_keeps_is_sealed() {
    for world in worlds().await {
        let worker = worker(&world).await;
        worker.save_device(b"device keys").await.unwrap();
        worker.change_device_items(vec![put("session", "a", b"session keys")]).await.unwrap();
        let lease = worker.lease().clone();
        let stranger = world.with_another_key().await.worker(lease);
        let unreadable =
            |error: StoreError| assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
        unreadable(stranger.device().await.unwrap_err());
        unreadable(
            stranger.device_items("session", &["a".to_owned()]).await.map(drop).unwrap_err(),
        );
    }
}
