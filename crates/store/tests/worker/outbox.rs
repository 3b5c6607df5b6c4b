//! What goes out: in order, once, and with what the channel said about it.

use std::collections::HashSet;

use chrono::Duration;
use domain::message::{DeliveryEvent, MessageStatus};
use domain::views::MessageView;
use domain::{Clock, MessageId, RecordId};
use store::{OutboxItem, StoreError, WorkerStore};

use crate::fixture::{claim_one, converse, term, worker, worlds};
use crate::support::OneByOne;

const ASHA: &str = "+255700000001";
const JUMA: &str = "+255700000002";

async fn claim(worker: &WorkerStore) -> OutboxItem {
    worker.claim_outbox().await.unwrap().unwrap()
}

async fn sent_and_claim(
    worker: &WorkerStore,
    item: &OutboxItem,
) -> (MessageView, Option<OutboxItem>) {
    let accepted = vec![(item.outbox_id, item.text.clone())];
    let (mut sent, mut next) = worker.sent_and_claim(accepted, 1).await.unwrap();
    (sent.remove(0), next.pop())
}

async fn next_text(worker: &WorkerStore) -> Option<String> {
    worker.claim_outbox().await.unwrap().map(|item| item.text)
}

#[tokio::test]
async fn a_put_back_message_holds_back_its_own_conversation_only() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1", "a2"]).await;
        world.clock.advance(Duration::seconds(1));
        converse(&world, &worker, JUMA, &["j1"]).await;
        converse(&world, &worker, ASHA, &["a3"]).await;

        let first = claim(&worker).await;
        assert_eq!((first.text.as_str(), first.attempts), ("a1", 1));
        let retry_at = world.clock.now() + Duration::seconds(5);
        let back = worker
            .put_back(first.outbox_id, retry_at, first.attempts, "not connected")
            .await
            .unwrap();
        assert_eq!(back.status, MessageStatus::Queued);

        let other = claim(&worker).await;
        assert_eq!(other.text, "j1");
        worker.sent(other.outbox_id, "C1").await.unwrap();
        assert_eq!(next_text(&worker).await, None);
        assert_eq!(worker.next_outbox_at().await.unwrap(), Some(retry_at));

        world.clock.advance(Duration::seconds(5));
        for (text, attempts) in [("a1", 2), ("a2", 1), ("a3", 1)] {
            let item = claim(&worker).await;
            assert_eq!((item.text.as_str(), item.attempts), (text, attempts));
            assert_eq!(next_text(&worker).await, None, "{text} is being sent");
            assert_eq!(worker.next_outbox_at().await.unwrap(), None, "{text} is being sent");
            worker.sent(item.outbox_id, text).await.unwrap();
        }
        assert_eq!(worker.next_outbox_at().await.unwrap(), None);
    }
}

#[tokio::test]
async fn who_goes_on_sending_takes_the_next_message_with_the_note_of_the_last() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1", "a2"]).await;
        let first = claim(&worker).await;
        let before = world.store.writes();
        let (sent, next) = sent_and_claim(&worker, &first).await;
        if let (Some(before), Some(after)) = (before, world.store.writes()) {
            assert_eq!(after.commits - before.commits, 1);
        }
        assert_eq!((sent.id, sent.status), (first.message_id, MessageStatus::Sent));
        // Its own conversation's next one, which waited for it in the same transaction.
        let second = next.unwrap();
        assert_eq!((second.text.as_str(), second.attempts), ("a2", 1));
        let sending = worker.interrupted().await.unwrap();
        assert_eq!(sending.len(), 1);
        assert_eq!(sending[0].outbox_id, second.outbox_id);
        let (_, none) = sent_and_claim(&worker, &second).await;
        assert_eq!(none, None);
        assert_eq!(worker.interrupted().await.unwrap(), []);
    }
}

#[tokio::test]
async fn claims_at_once_take_every_message_once() {
    for world in worlds().await {
        let worker = worker(&world).await;
        for number in 0..12 {
            converse(&world, &worker, &format!("+2557000000{number:02}"), &["hi"]).await;
        }
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let worker = worker.clone();
            tasks.spawn(async move {
                let mut taken = Vec::new();
                while let Some(item) = worker.claim_outbox().await.unwrap() {
                    taken.push(item.outbox_id);
                }
                taken
            });
        }
        let taken: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
        let distinct: HashSet<_> = taken.iter().collect();
        assert_eq!((taken.len(), distinct.len()), (12, 12));
    }
}

#[tokio::test]
async fn what_was_being_sent_is_found_after_a_crash() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1", "a2"]).await;
        let item = claim(&worker).await;

        let next = world.store.mint();
        world.store.leases().release(worker.lease()).await.unwrap();
        let restarted = world.store.worker(claim_one(&world.store, next).await.lease);
        assert_eq!(restarted.interrupted().await.unwrap(), std::slice::from_ref(&item));
        assert_eq!(next_text(&restarted).await, None);

        let lost = restarted.lost(item.outbox_id, "ended while sending").await.unwrap();
        assert_eq!(lost.status, MessageStatus::Unknown);
        assert_eq!(lost.error.as_deref(), Some("ended while sending"));
        assert_eq!(restarted.interrupted().await.unwrap(), []);
        assert_eq!(next_text(&restarted).await.as_deref(), Some("a2"));

        let arrived = restarted.receipt(item.message_id, DeliveryEvent::Delivered).await.unwrap();
        let arrived = arrived.unwrap();
        assert_eq!((arrived.status, arrived.error), (MessageStatus::Delivered, None));
    }
}

#[tokio::test]
async fn receipts_move_forwards_only() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1"]).await;
        let item = claim(&worker).await;
        let receipt = async |event| {
            worker.receipt(item.message_id, event).await.unwrap().map(|message| message.status)
        };
        assert_eq!(receipt(DeliveryEvent::Claimed).await, None);
        assert_eq!(receipt(DeliveryEvent::PutBack).await, None);
        // A receipt may be faster than our own note of having sent.
        assert_eq!(receipt(DeliveryEvent::Delivered).await, Some(MessageStatus::Delivered));
        let sent = worker.sent(item.outbox_id, "C1").await.unwrap();
        assert_eq!(sent.status, MessageStatus::Delivered);
        assert_eq!(receipt(DeliveryEvent::Delivered).await, None);
        assert_eq!(receipt(DeliveryEvent::Read).await, Some(MessageStatus::Read));
        assert_eq!(receipt(DeliveryEvent::Delivered).await, None);
        assert_eq!(receipt(DeliveryEvent::Failed).await, None);

        let unknown = MessageId::from_uuid(uuid::Uuid::nil());
        assert_eq!(worker.receipt(unknown, DeliveryEvent::Read).await.unwrap(), None);
        let again = worker.sent(item.outbox_id, "C1").await;
        assert!(matches!(again, Err(StoreError::Missing(_))), "{again:?}");
    }
}

#[tokio::test]
async fn a_message_that_arrived_is_not_put_back() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1"]).await;
        let item = claim(&worker).await;
        worker.receipt(item.message_id, DeliveryEvent::Delivered).await.unwrap().unwrap();
        let kept =
            worker.put_back(item.outbox_id, world.clock.now(), 1, "no answer").await.unwrap();
        assert_eq!(kept.status, MessageStatus::Delivered);
        assert_eq!(next_text(&worker).await, None);
        assert_eq!(worker.interrupted().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_refused_message_lets_the_next_one_pass() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1", "a2"]).await;
        let item = claim(&worker).await;
        let refused = worker.refused(item.outbox_id, &"x".repeat(5000)).await.unwrap();
        assert_eq!(refused.status, MessageStatus::Failed);
        assert_eq!(refused.error.map(|error| error.len()), Some(1000));
        assert_eq!(next_text(&worker).await.as_deref(), Some("a2"));
    }
}

#[tokio::test]
async fn a_new_holder_goes_on_where_the_old_one_was() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1", "a2"]).await;
        let item = claim(&worker).await;
        worker.sent(item.outbox_id, "C1").await.unwrap();
        world.store.leases().release(worker.lease()).await.unwrap();
        let node = world.store.mint();
        let claimed = world.store.leases().claim(node, term(), 10).await.unwrap();
        let next = world.store.worker(claimed[0].lease.clone());
        assert_eq!(next.interrupted().await.unwrap(), []);
        assert_eq!(next_text(&next).await.as_deref(), Some("a2"));
    }
}

#[tokio::test]
async fn several_are_taken_at_once_but_one_of_each_conversation() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1", "a2"]).await;
        converse(&world, &worker, JUMA, &["j1"]).await;
        converse(&world, &worker, "+255700000003", &["n1"]).await;
        let texts = |items: &[OutboxItem]| -> Vec<String> {
            items.iter().map(|item| item.text.clone()).collect()
        };
        let first = worker.claim_up_to(2).await.unwrap();
        assert_eq!(texts(&first), ["a1", "j1"]);
        let accepted = first.iter().map(|item| (item.outbox_id, item.text.clone())).collect();
        let (sent, next) = worker.sent_and_claim(accepted, 9).await.unwrap();
        let sent: Vec<_> = sent.iter().map(|message| (message.id, message.status)).collect();
        let wanted: Vec<_> =
            first.iter().map(|item| (item.message_id, MessageStatus::Sent)).collect();
        assert_eq!(sent, wanted);
        assert_eq!(texts(&next), ["a2", "n1"]);
        assert_eq!(worker.interrupted().await.unwrap(), next);
    }
}

#[tokio::test]
async fn receipts_that_come_together_lead_to_the_furthest() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, ASHA, &["a1"]).await;
        converse(&world, &worker, JUMA, &["j1"]).await;
        let items = worker.claim_up_to(2).await.unwrap();
        let unknown = MessageId::from_uuid(uuid::Uuid::nil());
        let receipts = vec![
            (items[1].message_id, DeliveryEvent::Delivered),
            (items[0].message_id, DeliveryEvent::Read),
            (unknown, DeliveryEvent::Read),
            (items[0].message_id, DeliveryEvent::Delivered),
        ];
        let moved = worker.receipts(receipts).await.unwrap();
        let moved: Vec<_> = moved.iter().map(|message| (message.id, message.status)).collect();
        let wanted = [
            (items[1].message_id, MessageStatus::Delivered),
            (items[0].message_id, MessageStatus::Read),
        ];
        assert_eq!(moved, wanted);
    }
}
