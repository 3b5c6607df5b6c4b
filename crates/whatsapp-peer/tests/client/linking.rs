//! Linking, coming back, and being unlinked.

use std::sync::Arc;

use whatsapp_peer::{Fault, Pattern, PeerError, Say};
use whatsapp_rust::pair_code::PairCodeOptions;
use whatsapp_rust::prelude::*;
use whatsapp_rust::wacore::store::InMemoryBackend;

use crate::harness::{BUSINESS, Device, LIMIT, server, until};

#[tokio::test]
async fn a_scanned_code_links_the_device_and_it_connects() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::new(&peer).await;
    let linked = peer.scan(&device.code().await, BUSINESS, Some("Salon Luna")).unwrap();
    let paired = device
        .until("PairSuccess", |event| match event {
            Event::PairSuccess(paired) => {
                Some((paired.id.to_string(), paired.business_name.clone()))
            }
            _ => None,
        })
        .await;
    assert_eq!(paired, (linked.jid, "Salon Luna".to_owned()));
    device.connected().await;
    let state = peer.state(BUSINESS).unwrap();
    assert!(state.linked && state.connected && state.active);
    assert_eq!(state.logins, 1);
    assert_eq!(state.handshake, Some(Pattern::Xx));
    assert!(state.pre_keys_left > 30);
}

#[tokio::test]
async fn a_code_can_be_used_once() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::new(&peer).await;
    let code = device.code().await;
    peer.scan(&code, BUSINESS, None).unwrap();
    assert!(matches!(peer.scan(&code, BUSINESS, None), Err(PeerError::UsedCode)));
}

#[tokio::test]
async fn a_code_that_nobody_shows_any_more_is_refused() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::new(&peer).await;
    let code = device.code().await;
    device.handle.shutdown().await;
    until(&peer, "the client's end", |peer| (peer.unlinked_clients() == 0).then_some(())).await;
    assert!(matches!(peer.scan(&code, BUSINESS, None), Err(PeerError::ExpiredCode)));
    let unknown = format!("2@nothing{}", &code[code.find(',').unwrap()..]);
    assert!(matches!(peer.scan(&unknown, BUSINESS, None), Err(PeerError::UnknownCode)));
    assert!(matches!(peer.scan("https://example.org", BUSINESS, None), Err(PeerError::NotACode)));
    assert!(peer.states().is_empty());
}

#[tokio::test]
async fn codes_run_out() {
    let server = server().await;
    let peer = server.peer();
    peer.codes_per_client(0);
    let device = Device::new(&peer).await;
    device
        .until("PairingQrCodesExhausted", |event| {
            matches!(event, Event::PairingQrCodesExhausted(_)).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_device_comes_back_without_a_code() {
    let server = server().await;
    let peer = server.peer();
    let first = Device::linked(&peer).await;
    let store: Arc<InMemoryBackend> = first.store.clone();
    first.handle.shutdown().await;
    let second = Device::with_store(&peer, store).await;
    second.connected().await;
    let state = peer.state(BUSINESS).unwrap();
    assert_eq!((state.logins, state.handshake), (2, Some(Pattern::Ik)));
}

#[tokio::test]
async fn logging_out_unlinks_the_device() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    device.client().logout().await;
    until(&peer, "the device's farewell", |peer| {
        (!peer.state(BUSINESS).unwrap().linked).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_device_that_the_owner_removed_is_logged_out_and_stays_out() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.unlink(BUSINESS).unwrap();
    device.until("LoggedOut", |event| matches!(event, Event::LoggedOut(_)).then_some(())).await;
    tokio::time::timeout(LIMIT, device.handle).await.unwrap();
    let again = Device::with_store(&peer, device.store).await;
    again
        .until("LoggedOut at login", |event| {
            matches!(event, Event::LoggedOut(out) if out.on_connect).then_some(())
        })
        .await;
}

#[tokio::test]
async fn an_old_device_gives_way_to_a_new_one() {
    let server = server().await;
    let peer = server.peer();
    let old = Device::linked(&peer).await;
    let new = Device::new(&peer).await;
    peer.scan(&new.code().await, BUSINESS, None).unwrap();
    new.connected().await;
    old.until("LoggedOut", |event| matches!(event, Event::LoggedOut(_)).then_some(())).await;
}

#[tokio::test]
async fn a_handshake_that_breaks_off_is_tried_again() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::linked(&peer).await;
    peer.fault(BUSINESS, &Fault::HandshakeDrop { count: 1 }).unwrap();
    peer.fault(BUSINESS, &Fault::Drop).unwrap();
    device.connected_times(2).await;
}

#[tokio::test]
async fn a_typed_code_links_the_device() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::new(&peer).await;
    device.code().await;
    let options =
        PairCodeOptions { phone_number: BUSINESS.to_owned(), ..PairCodeOptions::default() };
    let code = device.client().pair_with_code(options).await.unwrap();
    assert!(matches!(peer.link(&code, "4915119999999").await, Err(PeerError::UnknownCode)));
    peer.link(&code, BUSINESS).await.unwrap();
    device.connected().await;
    assert!(peer.state(BUSINESS).unwrap().linked);
}

#[tokio::test]
async fn a_mistyped_code_is_wrong() {
    let server = server().await;
    let peer = server.peer();
    let device = Device::new(&peer).await;
    device.code().await;
    let options =
        PairCodeOptions { phone_number: BUSINESS.to_owned(), ..PairCodeOptions::default() };
    let code = device.client().pair_with_code(options).await.unwrap();
    assert_ne!(code, "11111111");
    assert!(matches!(peer.link("11111111", BUSINESS).await, Err(PeerError::WrongCode)));
}

#[tokio::test]
async fn a_device_is_asked_for_keys_before_they_run_out() {
    let server = server().await;
    let peer = server.peer();
    let _device = Device::linked(&peer).await;
    for customer in 0..35 {
        peer.say(&Say::text(BUSINESS, &format!("49152300000{customer:02}"), "hello")).unwrap();
    }
    until(&peer, "more keys", |peer| {
        (peer.state(BUSINESS).unwrap().pre_keys_left > 30).then_some(())
    })
    .await;
}
