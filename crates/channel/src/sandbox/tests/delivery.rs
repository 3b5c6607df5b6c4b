//! Customers' messages on their way to a worker.

use std::sync::Arc;
use std::time::Duration;

use domain::forms::SandboxDelivery::{Duplicate, Late, Normal, Reordered};
use domain::message::{AddressKind, PhoneMessageKind};

use super::rig::{NOON, Rig, asha, juma, tenant};
use crate::ConnectorEvent;
use crate::sandbox::SandboxTiming;

#[tokio::test(start_paused = true)]
async fn a_message_arrives_once_and_is_noted_as_taken_over() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("Habari", Normal).await;
    let (incoming, ack) = worker.message().await;
    assert_eq!((incoming.text.as_str(), incoming.name.as_deref()), ("Habari", Some("Asha")));
    assert_eq!((incoming.from.kind, incoming.from.value), (AddressKind::Phone, asha().into()));
    assert_eq!(incoming.sent_at.timestamp(), NOON);
    assert!(!rig.sandbox.view(tenant(), "Mama Salon").await.unwrap().messages[0].done);
    ack.committed();
    worker.hears_nothing().await;
    let view = rig.sandbox.view(tenant(), "Mama Salon").await.unwrap();
    assert!(view.messages[0].done && view.served && view.linked && view.online);
    assert_eq!(view.customers, [(asha().to_string(), "Asha".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn what_a_killed_process_did_not_acknowledge_comes_again_in_order() {
    let killed = Rig::linked().await;
    let mut worker = killed.worker(16).await;
    worker.connected().await;
    for text in ["one", "two", "three"] {
        killed.say(text, Normal).await;
    }
    assert_eq!(worker.text().await, "one");
    let (lost, ack) = worker.message().await;
    let (third, third_ack) = worker.message().await;
    assert_eq!(third.text, "three");
    killed.say("four", Normal).await;
    // Dropped where it stood: neither stopped nor acknowledged.
    let store = Arc::clone(&killed.store);
    drop((worker, killed, ack, third_ack));
    let rig = Rig::over(store, SandboxTiming::default());
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    let (again, ack) = worker.message().await;
    ack.committed();
    assert_eq!((again.id, again.text.as_str()), (lost.id, "two"));
    assert_eq!(worker.text().await, "three");
    assert_eq!(worker.text().await, "four");
    worker.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_written_while_no_worker_runs_waits_for_one() {
    let rig = Rig::linked().await;
    rig.say("one", Normal).await;
    rig.say_as(&juma(), "two", Normal).await;
    let mut worker = rig.worker(1).await;
    worker.connected().await;
    assert_eq!(worker.text().await, "one");
    assert_eq!(worker.text().await, "two");
}

#[tokio::test(start_paused = true)]
async fn more_than_the_window_arrives_in_order() {
    let rig = Rig::linked().await;
    for number in 0..100 {
        rig.say(&number.to_string(), Normal).await;
    }
    let mut worker = rig.worker(1).await;
    worker.connected().await;
    for number in 0..100 {
        assert_eq!(worker.text().await, number.to_string());
    }
    worker.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_dropped_message_comes_again_within_the_connection() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("one", Normal).await;
    let (first, ack) = worker.message().await;
    drop(ack);
    worker.hears_nothing().await;
    let (second, ack) = worker.message().await;
    assert_eq!(first.id, second.id);
    ack.committed();
    tokio::time::sleep(Duration::from_mins(1)).await;
    worker.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_duplicate_comes_twice_with_one_id() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("one", Duplicate).await;
    let (first, ack) = worker.message().await;
    ack.committed();
    let (second, ack) = worker.message().await;
    ack.committed();
    assert_eq!(first, second);
    worker.hears_nothing().await;
    assert_eq!(rig.store.phone().messages.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_arrives_without_words_and_is_acknowledged_as_what_is_written() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.sandbox.call(tenant(), &asha(), Some("Asha"), Normal).await.unwrap();
    let (incoming, ack) = worker.message().await;
    assert_eq!((incoming.message_type.as_str(), incoming.text.as_str()), ("call", ""));
    assert_eq!((incoming.from.value, incoming.name.as_deref()), (asha().into(), Some("Asha")));
    ack.committed();
    worker.hears_nothing().await;
    let shown = rig.sandbox.view(tenant(), "Mama Salon").await.unwrap().messages;
    assert!(shown[0].kind == PhoneMessageKind::Call && shown[0].from_customer && shown[0].done);
}

#[tokio::test(start_paused = true)]
async fn a_late_message_was_written_two_days_ago() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("one", Late).await;
    let (incoming, _ack) = worker.message().await;
    assert_eq!(incoming.sent_at.timestamp(), NOON - 2 * 24 * 3600);
}

#[tokio::test(start_paused = true)]
async fn a_reordered_message_comes_after_the_customers_next_one() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("first", Reordered).await;
    rig.say_as(&juma(), "other", Normal).await;
    assert_eq!(worker.text().await, "other");
    worker.hears_nothing().await;
    rig.say("second", Normal).await;
    assert_eq!(worker.text().await, "second");
    assert_eq!(worker.text().await, "first");
    worker.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_reconnect_releases_what_was_held_back() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("first", Reordered).await;
    worker.hears_nothing().await;
    rig.sandbox.set_online(tenant(), false).await.unwrap();
    rig.sandbox.set_online(tenant(), true).await.unwrap();
    assert!(matches!(worker.next().await, ConnectorEvent::Disconnected { .. }));
    worker.connected().await;
    assert_eq!(worker.text().await, "first");
    rig.say("second", Normal).await;
    assert_eq!(worker.text().await, "second");
    worker.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn nothing_arrives_offline_and_everything_afterwards() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("one", Normal).await;
    let (_, in_hand) = worker.message().await;
    rig.sandbox.set_online(tenant(), false).await.unwrap();
    assert!(matches!(worker.next().await, ConnectorEvent::Disconnected { .. }));
    // An acknowledgement does not travel over a connection that is gone.
    in_hand.committed();
    rig.say("two", Normal).await;
    worker.hears_nothing().await;
    rig.sandbox.set_online(tenant(), true).await.unwrap();
    worker.connected().await;
    assert_eq!(worker.text().await, "one");
    assert_eq!(worker.text().await, "two");
    worker.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_is_offline_at_the_start_is_waited_for() {
    let rig = Rig::linked().await;
    rig.sandbox.set_online(tenant(), false).await.unwrap();
    let mut worker = rig.worker(16).await;
    worker.hears_nothing().await;
    rig.sandbox.set_online(tenant(), true).await.unwrap();
    worker.connected().await;
}

#[tokio::test(start_paused = true)]
async fn old_messages_are_forgotten_but_none_that_waits() {
    let rig = Rig::linked().await;
    rig.say("waits", Normal).await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    let (_, kept) = worker.message().await;
    for number in 0..450 {
        rig.say(&number.to_string(), Normal).await;
        assert_eq!(worker.text().await, number.to_string());
    }
    worker.hears_nothing().await;
    rig.say("last", Normal).await;
    let phone = rig.store.phone();
    assert_eq!(phone.messages.len(), 400);
    assert_eq!(phone.messages[0].text, "waits");
    assert_eq!(phone.messages[399].text, "last");
    kept.committed();
}
