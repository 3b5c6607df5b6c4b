//! Our messages on their way to customers.

use std::collections::HashSet;
use std::time::Duration;

use domain::forms::SandboxDelivery;
use domain::message::AddressKind;
use tokio::time::{Instant, timeout};

use super::rig::{Rig, Worker, message_id, reply, tenant};
use crate::sandbox::SandboxTiming;
use crate::{
    Accepted, Address, ConnectorError, ConnectorEvent, Outgoing, Receipt, Resolution, Typing,
};

async fn receipt(worker: &mut Worker) -> (u128, Receipt) {
    match worker.next().await {
        ConnectorEvent::Receipt { id, receipt, ack } => {
            ack.committed();
            (domain::RecordId::uuid(id).as_u128(), receipt)
        }
        other => panic!("no receipt but {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_is_stored_before_it_is_accepted_and_receipts_follow() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    let accepted = worker.connector.send(&reply(1, "Karibu")).await.unwrap();
    assert_eq!(accepted.channel_id, message_id(1).to_string());
    assert_eq!(rig.store.phone().messages[0].text, "Karibu");
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Delivered));
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Read));
    worker.hears_nothing().await;
    assert!(rig.sandbox.view(tenant(), "Mama Salon").await.unwrap().messages[0].done);
}

#[tokio::test(start_paused = true)]
async fn receipts_take_the_time_that_is_configured() {
    let linked = Rig::linked().await;
    let timing = SandboxTiming { receipts: Duration::from_secs(3), ..SandboxTiming::default() };
    let rig = Rig::over(linked.store, timing);
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    let begin = Instant::now();
    worker.connector.send(&reply(1, "Karibu")).await.unwrap();
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Delivered));
    assert_eq!(begin.elapsed().as_secs(), 3);
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Read));
    assert_eq!(begin.elapsed().as_secs(), 6);
}

#[tokio::test(start_paused = true)]
async fn receipts_that_a_killed_process_did_not_report_come_with_the_next() {
    let killed = Rig::linked().await;
    let timing = SandboxTiming { receipts: Duration::from_secs(3), ..SandboxTiming::default() };
    let rig = Rig::over(killed.store, timing);
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    worker.connector.send(&reply(1, "Karibu")).await.unwrap();
    drop(worker);
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Delivered));
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Read));
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_the_worker_did_not_commit_is_reported_again() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    worker.connector.send(&reply(1, "Karibu")).await.unwrap();
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Delivered));
    let ConnectorEvent::Receipt { receipt: Receipt::Read, ack, .. } = worker.next().await else {
        panic!("not read")
    };
    worker.hears_nothing().await;
    // The worker ends with the receipt in hand; its channel had reported it.
    drop((worker, ack));
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Delivered));
    assert_eq!(receipt(&mut worker).await, (1, Receipt::Read));
    worker.hears_nothing().await;
    assert!(rig.sandbox.view(tenant(), "Mama Salon").await.unwrap().messages[0].done);
}

#[tokio::test(start_paused = true)]
async fn what_a_customer_has_not_read_is_not_forgotten() {
    const SENT: u128 = 450;
    let rig = Rig::linked().await;
    let mut worker = rig.worker(4).await;
    worker.connected().await;
    // A worker that is slow to listen is ahead with sending by more than the phone shows.
    for number in 1..=SENT {
        worker.connector.send(&reply(number, "Habari")).await.unwrap();
    }
    let mut read = HashSet::new();
    while read.len() < 450 {
        if let (id, Receipt::Read) = receipt(&mut worker).await {
            read.insert(id);
        }
    }
    worker.hears_nothing().await;
    worker.connector.send(&reply(SENT + 1, "Habari")).await.unwrap();
    assert_eq!(rig.store.phone().messages.len(), 400);
}

#[tokio::test(start_paused = true)]
async fn the_same_id_twice_is_stored_once() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    let first = worker.connector.send(&reply(1, "Karibu")).await.unwrap();
    let second = worker.connector.send(&reply(1, "Karibu")).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(rig.store.phone().messages.len(), 1);
    // Long after the message itself was forgotten too.
    for number in 2..450 {
        worker.connector.send(&reply(number, "Habari")).await.unwrap();
        receipt(&mut worker).await;
        receipt(&mut worker).await;
    }
    worker.connector.send(&reply(1, "Karibu")).await.unwrap();
    assert!(rig.store.phone().messages.iter().all(|message| message.text != "Karibu"));
}

#[tokio::test(start_paused = true)]
async fn a_send_that_nobody_waits_for_is_carried_out_once() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    let message = reply(1, "Karibu");
    // Polled once, then given up, as a timeout does.
    assert!(timeout(Duration::ZERO, worker.connector.send(&message)).await.is_err());
    let known = worker.connector.resolve(message.id).await.unwrap();
    assert!(matches!(known, Resolution::Accepted(_)));
    worker.connector.send(&message).await.unwrap();
    assert_eq!(rig.store.phone().messages.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_process_can_ask_what_became_of_a_message() {
    let killed = Rig::linked().await;
    let mut worker = killed.worker(16).await;
    worker.connected().await;
    let channel_id = worker.connector.send(&reply(1, "Karibu")).await.unwrap().channel_id;
    let rig = Rig::over(killed.store.clone(), SandboxTiming::default());
    drop((worker, killed));
    let connector = rig.sandbox.connector(tenant());
    let known = connector.resolve(message_id(1)).await.unwrap();
    assert_eq!(known, Resolution::Accepted(Accepted { channel_id }));
    assert_eq!(connector.resolve(message_id(2)).await.unwrap(), Resolution::NeverSeen);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_without_a_connection() {
    let rig = Rig::new();
    let mut worker = rig.worker(16).await;
    let message = reply(1, "Karibu");
    let refused = Err(ConnectorError::NotConnected);
    assert_eq!(worker.connector.send(&message).await, refused);
    let code = worker.code().await;
    rig.sandbox.scan(tenant(), &code).await.unwrap();
    rig.sandbox.set_online(tenant(), false).await.unwrap();
    assert_eq!(worker.connector.send(&message).await, refused);
    assert!(worker.connector.typing(&message.to, Typing::On).await.is_err());
    assert!(worker.connector.mark_read(&message.to, &[]).await.is_err());
    rig.sandbox.set_online(tenant(), true).await.unwrap();
    worker.connector.typing(&message.to, Typing::On).await.unwrap();
    worker.connector.mark_read(&message.to, &[]).await.unwrap();
    worker.connector.stop().await;
    assert_eq!(worker.connector.send(&message).await, refused);
    assert!(rig.store.phone().messages.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_no_number_is_refused_for_good() {
    let rig = Rig::linked().await;
    let worker = rig.worker(16).await;
    for (kind, value) in [(AddressKind::Lid, "+255712000001"), (AddressKind::Phone, "0712")] {
        let to = Address { kind, value: value.into() };
        let message = Outgoing::text(message_id(1), to, "Karibu".into());
        let refused = worker.connector.send(&message).await.unwrap_err();
        assert!(matches!(refused, ConnectorError::Refused(_)) && !refused.is_retryable());
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_whose_sink_is_full_can_still_send() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(1).await;
    for number in 0..50 {
        rig.say(&number.to_string(), SandboxDelivery::Normal).await;
    }
    let mut answered = 0;
    while answered < 50 {
        if let ConnectorEvent::Message { incoming, ack } = worker.next().await {
            // The sink holds one event and the session waits for room; nobody reads meanwhile.
            let answer = reply(incoming.text.parse().unwrap(), "Karibu");
            let sent = worker.connector.send(&answer);
            timeout(Duration::from_secs(25), sent).await.unwrap().unwrap();
            ack.committed();
            answered += 1;
        }
    }
    assert_eq!(rig.store.phone().accepted.len(), 50);
}
