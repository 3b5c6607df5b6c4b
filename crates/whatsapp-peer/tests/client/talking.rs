//! Words, receipts, typing, hidden addresses and files.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use whatsapp_peer::{Fault, Habits, Kind, Peer, Say, Scan, Tick};
use whatsapp_rust::prelude::*;
use whatsapp_rust::upload::UploadOptions;
use whatsapp_rust::wacore::download::MediaType;
use whatsapp_rust::wacore_binary::JidExt as _;

use crate::harness::{ANNA, BERT, BUSINESS, Device, server, until};

fn number(digits: &str) -> Jid {
    Jid::pn(digits)
}

#[tokio::test]
async fn words_go_both_ways_again_and_again() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    for turn in ["one", "two", "three"] {
        peer.say(&Say::text(BUSINESS, ANNA, turn)).unwrap();
        let info = device.heard(turn).await;
        assert_eq!(info.source.chat, number(ANNA));
        device.client().send_text(&info.source.chat, format!("re {turn}")).await.unwrap();
        let arrived = until(&peer, "the answer", |peer| {
            peer.sent(BUSINESS)
                .unwrap()
                .into_iter()
                .find(|sent| sent.text == Some(format!("re {turn}")))
        })
        .await;
        assert_eq!(
            (arrived.to.as_str(), arrived.kind.as_str(), arrived.copies, arrived.lid),
            (ANNA, "text", 1, false)
        );
    }
}

#[tokio::test]
async fn two_customers_are_two_chats() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.say(&Say { name: Some("Anna".into()), ..Say::text(BUSINESS, ANNA, "from anna") }).unwrap();
    peer.say(&Say::text(BUSINESS, BERT, "from bert")).unwrap();
    let anna = device.heard("from anna").await;
    let bert = device.heard("from bert").await;
    assert_eq!(anna.push_name, "Anna");
    device.client().send_text(&anna.source.chat, "to anna").await.unwrap();
    device.client().send_text(&bert.source.chat, "to bert").await.unwrap();
    let sent = until(&peer, "both answers", |peer| {
        let sent = peer.sent(BUSINESS).unwrap();
        (sent.len() == 2).then_some(sent)
    })
    .await;
    let pairs: Vec<_> =
        sent.iter().map(|sent| (sent.to.as_str(), sent.text.as_deref().unwrap())).collect();
    assert_eq!(pairs, [(ANNA, "to anna"), (BERT, "to bert")]);
}

#[tokio::test]
async fn the_business_may_write_first() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    device.client().send_text(number(ANNA), "hello").await.unwrap();
    until(&peer, "the words", |peer| {
        peer.sent(BUSINESS).unwrap().pop().filter(|sent| sent.to == ANNA)
    })
    .await;
    peer.say(&Say::text(BUSINESS, ANNA, "hello yourself")).unwrap();
    device.heard("hello yourself").await;
}

#[tokio::test]
async fn a_hidden_address_is_answered_where_it_wrote_from() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked_as(&peer, Scan { lid_migrated: true, ..Scan::default() }).await;
    let info = ask_from_hidden_address(&peer, &device).await;
    device.client().send_text(&info.source.chat, "yes?").await.unwrap();
    let arrived = until(&peer, "the answer", |peer| peer.sent(BUSINESS).unwrap().pop()).await;
    assert_eq!(
        (arrived.to.as_str(), arrived.lid, arrived.text.as_deref()),
        (ANNA, true, Some("yes?"))
    );
}

#[tokio::test]
async fn a_business_that_whatsapp_has_not_moved_answers_to_the_number() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    let info = ask_from_hidden_address(&peer, &device).await;
    device.client().send_text(&info.source.chat, "yes?").await.unwrap();
    let arrived = until(&peer, "the answer", |peer| peer.sent(BUSINESS).unwrap().pop()).await;
    assert_eq!(
        (arrived.to.as_str(), arrived.lid, arrived.text.as_deref()),
        (ANNA, false, Some("yes?"))
    );
}

async fn ask_from_hidden_address(peer: &Peer, device: &Device) -> Arc<MessageInfo> {
    peer.say(&Say { lid: true, ..Say::text(BUSINESS, ANNA, "psst") }).unwrap();
    let info = device.heard("psst").await;
    assert_eq!(info.source.chat.server, Server::Lid);
    assert_eq!(info.source.sender_alt, Some(number(ANNA)));
    info
}

#[tokio::test]
async fn a_customer_may_change_between_number_and_hidden_address() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.say(&Say::text(BUSINESS, ANNA, "by number")).unwrap();
    let info = device.heard("by number").await;
    device.client().send_text(&info.source.chat, "one").await.unwrap();
    peer.say(&Say { lid: true, ..Say::text(BUSINESS, ANNA, "hidden") }).unwrap();
    let info = device.heard("hidden").await;
    device.client().send_text(&info.source.chat, "two").await.unwrap();
    peer.say(&Say::text(BUSINESS, ANNA, "by number again")).unwrap();
    device.heard("by number again").await;
    let sent = until(&peer, "two answers", |peer| {
        let sent = peer.sent(BUSINESS).unwrap();
        (sent.len() == 2).then_some(sent)
    })
    .await;
    assert!(sent.iter().all(|sent| sent.to == ANNA && sent.kind == "text"), "{sent:?}");
}

#[tokio::test]
async fn a_message_is_confirmed_then_delivered_then_read() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    let sent = device.client().send_text(number(ANNA), "hello").await.unwrap();
    let id = sent.message_id.clone();
    device
        .until("the server's word", |event| {
            matches!(event, Event::ServerAck(ack) if ack.id == id && ack.error.is_none())
                .then_some(())
        })
        .await;
    let kinds = device
        .look("two receipts", |events| {
            let kinds: Vec<_> = events
                .iter()
                .filter_map(|event| match &**event {
                    Event::Receipt(receipt) if receipt.message_ids.contains(&id) => {
                        Some(format!("{:?}", receipt.r#type))
                    }
                    _ => None,
                })
                .collect();
            (kinds.len() == 2).then_some(kinds)
        })
        .await;
    assert_eq!(kinds, ["Delivered", "Read"]);
    until(&peer, "an empty queue", |peer| (peer.state(BUSINESS).unwrap().queue == 0).then_some(()))
        .await;
}

#[tokio::test]
async fn a_customer_reads_when_told_to() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.habits(BUSINESS, Habits { deliver: false, read: false, ..Habits::default() }).unwrap();
    let sent = device.client().send_text(number(ANNA), "hello").await.unwrap();
    peer_has(&peer, "hello").await;
    for (tick, expected) in [(Tick::Delivered, "Delivered"), (Tick::Read, "Read")] {
        peer.tick(BUSINESS, &sent.message_id, tick).unwrap();
        device
            .until(expected, |event| match event {
                Event::Receipt(receipt) => {
                    (format!("{:?}", receipt.r#type) == expected).then_some(())
                }
                _ => None,
            })
            .await;
    }
}

#[tokio::test]
async fn a_customer_whose_phone_is_off_gets_no_ticks() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.habits(BUSINESS, Habits { deliver: false, read: false, ..Habits::default() }).unwrap();
    device.client().send_text(number(ANNA), "first").await.unwrap();
    peer_has(&peer, "first").await;
    peer.habits(BUSINESS, Habits { read: false, ..Habits::default() }).unwrap();
    let second = device.client().send_text(number(ANNA), "second").await.unwrap();
    let receipts = device
        .look("a receipt", |events| {
            let ids: Vec<_> = events
                .iter()
                .filter_map(|event| match &**event {
                    Event::Receipt(receipt) => Some(receipt.message_ids[0].clone()),
                    _ => None,
                })
                .collect();
            (!ids.is_empty()).then_some(ids)
        })
        .await;
    assert_eq!(receipts, [second.message_id]);
}

async fn peer_has(peer: &Peer, words: &str) {
    until(peer, words, |peer| {
        peer.sent(BUSINESS).unwrap().into_iter().find(|sent| sent.text.as_deref() == Some(words))
    })
    .await;
}

#[tokio::test]
async fn the_client_confirms_what_it_has_and_marks_what_was_read() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    let id = peer.say(&Say::text(BUSINESS, ANNA, "read me")).unwrap();
    let info = device.heard("read me").await;
    device.client().mark_as_read(&info.source.chat, None, &[&info.id]).await.unwrap();
    device.client().chatstate().send_composing(&info.source.chat).await.unwrap();
    device.client().chatstate().send_paused(&info.source.chat).await.unwrap();
    device.client().presence().set_unavailable().await.unwrap();
    until(&peer, "typing", |peer| (peer.typing(BUSINESS).unwrap().len() == 2).then_some(())).await;
    let states: Vec<_> =
        peer.typing(BUSINESS).unwrap().into_iter().map(|seen| (seen.to, seen.state)).collect();
    assert_eq!(
        states,
        [(ANNA.to_owned(), "composing".to_owned()), (ANNA.to_owned(), "paused".to_owned())]
    );
    until(&peer, "both receipts", |peer| {
        let kinds: Vec<_> = peer
            .receipts(BUSINESS)
            .unwrap()
            .into_iter()
            .filter(|seen| seen.id == id)
            .map(|seen| seen.kind)
            .collect();
        (kinds.contains(&"delivered".to_owned()) && kinds.contains(&"read".to_owned()))
            .then_some(())
    })
    .await;
    until(&peer, "absence", |peer| {
        peer.presence(BUSINESS).unwrap().pop().filter(|seen| seen.state == "unavailable")
    })
    .await;
}

#[tokio::test]
async fn what_came_while_the_device_was_away_is_late_and_in_order() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    let store = device.store.clone();
    device.handle.shutdown().await;
    until(&peer, "the device's end", |peer| {
        (!peer.state(BUSINESS).unwrap().connected).then_some(())
    })
    .await;
    for words in ["a", "b", "c"] {
        peer.say(&Say::text(BUSINESS, ANNA, words)).unwrap();
    }
    assert_eq!(peer.state(BUSINESS).unwrap().queue, 3);
    let device = Device::with_store(&peer, store).await;
    let last = device.heard("c").await;
    assert!(last.is_offline);
    let all: Vec<_> = device.all_heard().into_iter().filter_map(|(text, _)| text).collect();
    assert_eq!(all, ["a", "b", "c"]);
    until(&peer, "an empty queue", |peer| (peer.state(BUSINESS).unwrap().queue == 0).then_some(()))
        .await;
}

#[tokio::test]
async fn everything_that_is_no_customer_s_message_can_be_told_apart() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    for kind in [Kind::Group, Kind::Status, Kind::Newsletter, Kind::Own] {
        peer.say(&Say { kind, ..Say::text(BUSINESS, ANNA, &format!("{kind:?}")) }).unwrap();
    }
    assert!(device.heard("Group").await.source.is_group);
    assert!(device.heard("Status").await.source.chat.is_status_broadcast());
    assert!(device.heard("Newsletter").await.source.chat.is_newsletter());
    let own = device.heard("Own").await;
    assert!(own.source.is_from_me);
    assert_eq!(own.source.chat, number(ANNA));
    until(&peer, "an empty queue", |peer| (peer.state(BUSINESS).unwrap().queue == 0).then_some(()))
        .await;
}

#[tokio::test]
async fn an_answer_names_what_it_answers() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    let question = device.client().send_text(number(ANNA), "tea or coffee?").await.unwrap();
    peer.say(&Say {
        reply_to: Some(question.message_id.clone()),
        ..Say::text(BUSINESS, ANNA, "tea")
    })
    .unwrap();
    let reaction =
        Say { kind: Kind::Reaction, reply_to: Some(question.message_id.clone()), ..Say::default() };
    peer.say(&Say {
        phone: BUSINESS.into(),
        from: ANNA.into(),
        text: Some("👍".into()),
        ..reaction
    })
    .unwrap();
    device.heard("tea").await;
    let found = device
        .until("the reaction", |event| match event {
            Event::Messages(batch) => batch.messages.iter().find_map(|inbound| {
                inbound
                    .message
                    .reaction_message
                    .as_option()
                    .map(|part| (part.text.clone(), part.key.id.clone()))
            }),
            _ => None,
        })
        .await;
    assert_eq!(found, (Some("👍".to_owned()), Some(question.message_id)));
}

#[tokio::test]
async fn a_slow_server_confirms_late() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::Slow { ms: 300 }).unwrap();
    let before = std::time::Instant::now();
    let sent = device.client().send_text(number(ANNA), "hello").await.unwrap();
    device
        .until("the server's word", |event| {
            matches!(event, Event::ServerAck(ack) if ack.id == sent.message_id).then_some(())
        })
        .await;
    assert!(before.elapsed().as_millis() >= 300);
}

#[tokio::test]
async fn a_file_goes_both_ways() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    let data = BASE64_STANDARD.encode(b"not really a picture");
    let picture = Say { kind: Kind::Image, data: Some(data), ..Say::text(BUSINESS, ANNA, "look") };
    peer.say(&picture).unwrap();
    let image = device
        .until("the picture", |event| match event {
            Event::Messages(batch) => batch
                .messages
                .iter()
                .find_map(|inbound| inbound.message.image_message.as_option().cloned()),
            _ => None,
        })
        .await;
    assert_eq!(image.caption.as_deref(), Some("look"));
    assert_eq!(device.client().download(&image).await.unwrap(), b"not really a picture");

    let bytes = b"a price list".to_vec();
    let left =
        device.client().upload(bytes, MediaType::Document, UploadOptions::new()).await.unwrap();
    let document = wa::message::DocumentMessage {
        url: Some(left.url),
        direct_path: Some(left.direct_path),
        media_key: Some(left.media_key.to_vec()),
        file_sha256: Some(left.file_sha256.to_vec()),
        file_enc_sha256: Some(left.file_enc_sha256.to_vec()),
        file_length: Some(left.file_length),
        file_name: Some("prices.txt".to_owned()),
        mimetype: Some("text/plain".to_owned()),
        ..wa::message::DocumentMessage::default()
    };
    let message = wa::Message { document_message: document.into(), ..wa::Message::default() };
    device.client().send_message(number(ANNA), message).await.unwrap();
    let arrived = until(&peer, "the document", |peer| peer.sent(BUSINESS).unwrap().pop()).await;
    assert_eq!((arrived.kind.as_str(), arrived.text.as_deref()), ("document", Some("prices.txt")));
    assert_eq!(arrived.file.as_deref(), Some(b"a price list".as_slice()));
}
