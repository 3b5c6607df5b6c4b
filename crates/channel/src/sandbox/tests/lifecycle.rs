//! Starting, stopping and failing.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::Conflict;
use domain::forms::SandboxDelivery::Normal;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::rig::{Rig, asha, reply, tenant};
use crate::ConnectorError;
use crate::sandbox::SandboxError;

#[tokio::test(start_paused = true)]
async fn a_second_running_connector_is_refused() {
    let rig = Rig::linked().await;
    let mut first = rig.worker(16).await;
    let second = rig.sandbox.connector(tenant());
    let (sink, mut events) = mpsc::channel(16);
    let refused = second.start(sink.clone()).await.unwrap_err();
    assert!(matches!(refused, ConnectorError::Refused(_)));
    assert!(first.connector.start(sink.clone()).await.is_err());
    first.connected().await;
    // The refused one speaks for nobody.
    assert_eq!(second.send(&reply(1, "Karibu")).await, Err(ConnectorError::NotConnected));
    second.stop().await;
    assert!(rig.sandbox.view(tenant(), "").await.unwrap().served);
    first.connector.stop().await;
    second.start(sink).await.unwrap();
    assert!(events.recv().await.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_connector_that_is_dropped_makes_room_at_once() {
    let rig = Rig::linked().await;
    let first = rig.worker(16).await;
    drop(first.connector);
    let mut second = rig.worker(16).await;
    second.connected().await;
    rig.say("one", Normal).await;
    assert_eq!(second.text().await, "one");
}

#[tokio::test(start_paused = true)]
async fn stopping_ends_every_task_and_keeps_the_link() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("one", Normal).await;
    let (_, _in_hand) = worker.message().await;
    worker.connector.stop().await;
    worker.connector.stop().await;
    rig.tracker.close();
    timeout(Duration::from_secs(1), rig.tracker.wait()).await.unwrap();
    assert!(worker.events.recv().await.is_none());
    let view = rig.sandbox.view(tenant(), "").await.unwrap();
    assert!(view.linked && !view.served);
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    assert_eq!(worker.text().await, "one");
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_stops_listening_frees_the_phone() {
    let rig = Rig::linked().await;
    let worker = rig.worker(16).await;
    drop(worker.events);
    rig.tracker.close();
    timeout(Duration::from_secs(1), rig.tracker.wait()).await.unwrap();
    let mut worker = rig.worker(16).await;
    worker.connected().await;
}

#[tokio::test(start_paused = true)]
async fn a_database_that_is_away_changes_nothing_and_comes_back() {
    let rig = Rig::linked().await;
    let away = |is_down| rig.store.is_down.store(is_down, Ordering::SeqCst);
    away(true);
    let connector = rig.sandbox.connector(tenant());
    let (sink, _events) = mpsc::channel(16);
    assert!(connector.start(sink).await.unwrap_err().is_retryable());
    away(false);
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.say("one", Normal).await;
    let (_, ack) = worker.message().await;
    away(true);
    ack.committed();
    let said = rig.sandbox.say(tenant(), &asha(), None, "lost", Normal).await;
    assert!(matches!(said, Err(SandboxError::State(ConnectorError::State(_)))));
    assert!(worker.connector.send(&reply(1, "Karibu")).await.unwrap_err().is_retryable());
    worker.hears_nothing().await;
    away(false);
    rig.say("two", Normal).await;
    assert_eq!(worker.text().await, "two");
    tokio::time::sleep(Duration::from_secs(10)).await;
    let phone = rig.store.phone();
    let view = rig.sandbox.view(tenant(), "").await.unwrap();
    assert_eq!(phone.messages.len(), 2);
    assert!(view.messages.iter().all(|message| message.done));
}

#[tokio::test(start_paused = true)]
async fn whoever_watches_hears_of_every_change() {
    let rig = Rig::linked().await;
    let count = || rig.changes.load(Ordering::SeqCst);
    let before = count();
    rig.say("one", Normal).await;
    assert_eq!(count(), before + 1);
    rig.sandbox.view(tenant(), "").await.unwrap();
    let refused = rig.sandbox.scan(tenant(), "2@").await;
    assert_eq!(refused, Err(SandboxError::Conflict(Conflict::PhoneLinked)));
    rig.sandbox.set_online(tenant(), true).await.unwrap();
    assert_eq!(count(), before + 1);
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(4).await;
    worker.connected().await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..20 {
        let sandbox = rig.sandbox.clone();
        writers.spawn(async move {
            for number in 0..10 {
                let text = format!("{writer}.{number}");
                sandbox.say(tenant(), &asha(), None, &text, Normal).await.unwrap();
            }
        });
    }
    let mut heard = std::collections::HashSet::new();
    while heard.len() < 200 {
        assert!(heard.insert(worker.text().await));
    }
    writers.join_all().await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_panics_fails_one_order_and_not_the_next() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.store.panics.store(true, Ordering::SeqCst);
    let said = rig.sandbox.say(tenant(), &asha(), None, "lost", Normal).await;
    assert!(matches!(said, Err(SandboxError::State(_))));
    rig.say("one", Normal).await;
    assert_eq!(worker.text().await, "one");
}
