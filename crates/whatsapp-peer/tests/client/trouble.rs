//! Everything that can be ordered to go wrong.

use whatsapp_peer::{Fault, Pattern, Say};
use whatsapp_rust::prelude::*;
use whatsapp_rust::types::events::ConnectFailureReason;

use crate::harness::{ANNA, BUSINESS, Device, LIMIT, server, until};

#[tokio::test]
async fn a_message_without_a_receipt_comes_again() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::Silence { on: true }).unwrap();
    peer.say(&Say::text(BUSINESS, ANNA, "are you there?")).unwrap();
    peer.fault(BUSINESS, &Fault::Drop).unwrap();
    peer.fault(BUSINESS, &Fault::Silence { on: false }).unwrap();
    assert_eq!(peer.state(BUSINESS).unwrap().queue, 1);
    let info = device.heard("are you there?").await;
    assert!(info.is_offline);
    until(&peer, "an empty queue", |peer| (peer.state(BUSINESS).unwrap().queue == 0).then_some(()))
        .await;
}

#[tokio::test]
async fn a_dropped_line_is_taken_up_again_with_ik() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::Drop).unwrap();
    device.connected_times(2).await;
    let state = peer.state(BUSINESS).unwrap();
    assert_eq!((state.logins, state.handshake), (2, Some(Pattern::Ik)));
    peer.say(&Say::text(BUSINESS, ANNA, "still there?")).unwrap();
    device.heard("still there?").await;
}

#[tokio::test]
async fn a_restart_ordered_by_the_server_is_followed() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    for (code, times) in [(515, 2), (503, 3)] {
        peer.fault(BUSINESS, &Fault::StreamError { code }).unwrap();
        device.connected_times(times).await;
    }
}

#[tokio::test]
async fn a_refused_message_is_an_error_with_its_code() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::Nack { code: 463, count: 1 }).unwrap();
    let sent = device.client().send_text(Jid::pn(ANNA), "hello stranger").await.unwrap();
    let error = device
        .until("the refusal", |event| match event {
            Event::ServerAck(ack) if ack.id == sent.message_id => Some(ack.error.clone()),
            _ => None,
        })
        .await;
    assert_eq!(error.as_deref(), Some("463"));
    device.client().send_text(Jid::pn(ANNA), "once more").await.unwrap();
    let arrived = until(&peer, "the second try", |peer| peer.sent(BUSINESS).unwrap().pop()).await;
    assert_eq!(arrived.text.as_deref(), Some("once more"));
    assert_eq!(peer.sent(BUSINESS).unwrap().len(), 1);
}

#[tokio::test]
async fn a_replaced_connection_ends_the_client() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::Replaced).unwrap();
    device
        .until("StreamReplaced", |event| matches!(event, Event::StreamReplaced(_)).then_some(()))
        .await;
    tokio::time::timeout(LIMIT, device.handle).await.unwrap();
}

#[tokio::test]
async fn a_second_client_with_the_same_keys_replaces_the_first() {
    let server = server().await;
    let peer = server.peer();
    let first = Device::linked(&peer).await;
    let second = Device::with_store(&peer, first.store.clone()).await;
    second.connected().await;
    first
        .until("StreamReplaced", |event| matches!(event, Event::StreamReplaced(_)).then_some(()))
        .await;
}

#[tokio::test]
async fn a_ban_has_an_end() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::Ban { seconds: 3600 }).unwrap();
    let seconds = device
        .until("TemporaryBan", |event| match event {
            Event::TemporaryBan(ban) => Some(ban.expire.num_seconds()),
            _ => None,
        })
        .await;
    assert_eq!(seconds, 3600);
    tokio::time::timeout(LIMIT, device.handle).await.unwrap();

    let again = Device::with_store(&peer, device.store.clone()).await;
    again
        .until("TemporaryBan", |event| matches!(event, Event::TemporaryBan(_)).then_some(()))
        .await;
    tokio::time::timeout(LIMIT, again.handle).await.unwrap();
    peer.fault(BUSINESS, &Fault::Nothing).unwrap();
    Device::with_store(&peer, device.store).await.connected().await;
}

#[tokio::test]
async fn a_login_refused_with_503_is_tried_again() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::RefuseNext { reason: 503, count: 1 }).unwrap();
    peer.fault(BUSINESS, &Fault::Drop).unwrap();
    device
        .until("ConnectFailure", |event| {
            matches!(event, Event::ConnectFailure(failure) if failure.reason == ConnectFailureReason::ServiceUnavailable)
                .then_some(())
        })
        .await;
    device.connected_times(2).await;
}

#[tokio::test]
async fn an_outdated_client_is_told_so() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::Failure { reason: 405 }).unwrap();
    device
        .until("ClientOutdated", |event| matches!(event, Event::ClientOutdated(_)).then_some(()))
        .await;
}

#[tokio::test]
async fn silence_swallows_both_ways_until_it_ends() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    // With a customer that it does not know yet, a client would wait for the keys.
    device.client().send_text(Jid::pn(ANNA), "first").await.unwrap();
    until(&peer, "the first words", |peer| peer.sent(BUSINESS).unwrap().pop()).await;
    peer.fault(BUSINESS, &Fault::Silence { on: true }).unwrap();
    device.client().send_text(Jid::pn(ANNA), "into the void").await.unwrap();
    peer.say(&Say::text(BUSINESS, ANNA, "held back")).unwrap();
    until(&peer, "something unheard", |peer| {
        (peer.state(BUSINESS).unwrap().unheard == 1).then_some(())
    })
    .await;
    assert!(peer.state(BUSINESS).unwrap().connected);
    peer.fault(BUSINESS, &Fault::Silence { on: false }).unwrap();
    device.heard("held back").await;
    assert_eq!(peer.sent(BUSINESS).unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_stanza_twice_is_heard_once() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.say(&Say { times: 3, ..Say::text(BUSINESS, ANNA, "thrice") }).unwrap();
    peer.say(&Say::text(BUSINESS, ANNA, "after")).unwrap();
    device.heard("after").await;
    let heard = device
        .all_heard()
        .into_iter()
        .filter(|(text, _)| text.as_deref() == Some("thrice"))
        .count();
    assert_eq!(heard, 1);
}

#[tokio::test]
async fn held_messages_come_in_reverse() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.say(&Say::text(BUSINESS, ANNA, "zero")).unwrap();
    device.heard("zero").await;
    for words in ["one", "two", "three"] {
        peer.say(&Say { hold: true, ..Say::text(BUSINESS, ANNA, words) }).unwrap();
    }
    assert_eq!(peer.state(BUSINESS).unwrap().held, 3);
    assert_eq!(peer.release(BUSINESS).unwrap(), 3);
    device.heard("one").await;
    let all: Vec<_> = device.all_heard().into_iter().filter_map(|(text, _)| text).collect();
    assert_eq!(all, ["zero", "three", "two", "one"]);
}

#[tokio::test]
async fn a_late_message_bears_its_old_time() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.say(&Say::text(BUSINESS, ANNA, "now")).unwrap();
    peer.say(&Say { late_seconds: 7200, ..Say::text(BUSINESS, ANNA, "then") }).unwrap();
    let now = device.heard("now").await;
    let then = device.heard("then").await;
    assert!((7195..=7205).contains(&(now.timestamp - then.timestamp).num_seconds()));
}

#[tokio::test]
async fn what_the_client_cannot_decrypt_is_sent_anew() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    let id = peer.say(&Say { garbled: true, ..Say::text(BUSINESS, ANNA, "garbled once") }).unwrap();
    let info = device.heard("garbled once").await;
    assert_eq!(info.id, id);
    let seen = peer.receipts(BUSINESS).unwrap();
    assert!(seen.iter().any(|seen| seen.id == id && seen.kind == "retry"), "{seen:?}");
    until(&peer, "an empty queue", |peer| (peer.state(BUSINESS).unwrap().queue == 0).then_some(()))
        .await;
}

#[tokio::test]
async fn what_a_customer_cannot_decrypt_is_asked_for_again() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    for words in ["one", "two"] {
        peer.say(&Say::text(BUSINESS, ANNA, words)).unwrap();
        let info = device.heard(words).await;
        device.client().send_text(&info.source.chat, format!("re {words}")).await.unwrap();
    }
    until(&peer, "two answers", |peer| (peer.sent(BUSINESS).unwrap().len() == 2).then_some(()))
        .await;
    peer.fault(BUSINESS, &Fault::Forget { customer: ANNA.to_owned() }).unwrap();
    let sent = device.client().send_text(Jid::pn(ANNA), "again").await.unwrap();
    let arrived = until(&peer, "the answer", |peer| {
        peer.sent(BUSINESS)
            .unwrap()
            .into_iter()
            .find(|arrived| arrived.text.as_deref() == Some("again"))
    })
    .await;
    assert_eq!((arrived.id, arrived.kind.as_str(), arrived.copies), (sent.message_id, "text", 1));
}
