//! What a session must survive, and what the owner is told.

use std::time::Duration;

use domain::message::MessageStatus;
use domain::session::{DisconnectReason, SessionStateName};
use domain::views::TenantDetail;
use whatsapp_peer::Fault;

use crate::world::{BUSINESS, World};

fn lost_by(reason: DisconnectReason) -> impl Fn(&TenantDetail) -> bool {
    move |detail| {
        detail.session.state == SessionStateName::Disconnected
            && detail.session.reason == Some(reason)
    }
}

#[tokio::test]
async fn a_connection_that_drops_comes_back_by_itself() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.peer.fault(BUSINESS, &Fault::Drop).unwrap();
    world.until(&shop, "the drop to be told", lost_by(DisconnectReason::Network)).await;
    world.connected(&shop).await;
    world.say("Habari");
    world.heard(1).await;
    world.end().await;
}

#[tokio::test]
async fn a_phone_that_unlinks_us_is_offered_a_new_code_and_can_be_linked_again() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.peer.unlink(BUSINESS).unwrap();
    let offered = world.until(&shop, "a new code", |detail| detail.session.qr.is_some()).await;
    assert_eq!(offered.session.reason, Some(DisconnectReason::LoggedOut));
    world.scan(&shop, BUSINESS).await;
    world.say("Habari");
    world.heard(1).await;
    world.end().await;
}

#[tokio::test]
async fn a_session_that_another_program_took_over_is_left_to_it() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.peer.fault(BUSINESS, &Fault::Replaced).unwrap();
    world.until(&shop, "the reason", lost_by(DisconnectReason::Replaced)).await;
    let logins = world.peer.state(BUSINESS).unwrap().logins;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(world.peer.state(BUSINESS).unwrap().logins, logins, "it must not fight");
    world.end().await;
}

#[tokio::test]
async fn a_ban_is_waited_out_with_the_keys_kept() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.peer.fault(BUSINESS, &Fault::Ban { seconds: 2 }).unwrap();
    world.until(&shop, "the reason", lost_by(DisconnectReason::Banned)).await;
    world.connected(&shop).await;
    world.end().await;
}

#[tokio::test]
async fn a_refused_message_fails_with_the_code_in_words() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.peer.fault(BUSINESS, &Fault::Nack { code: 463, count: 1 }).unwrap();
    world.say("Habari");
    let log = world
        .until_log(&shop, "the refusal", |log| {
            log.last().is_some_and(|last| last.status == MessageStatus::Failed)
        })
        .await;
    let error = log.last().unwrap().error.clone().unwrap();
    assert!(error.contains("463"), "{error}");
    world.end().await;
}
