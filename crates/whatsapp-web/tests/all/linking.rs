//! Other ways to link a phone, and taking the link back.

use domain::session::{DisconnectReason, LinkTrouble};
use whatsapp_peer::Fault;

use crate::world::{BUSINESS, World, wait_for};

#[tokio::test]
async fn a_phone_is_linked_by_a_code_that_is_typed_on_it() {
    let world = World::new().await;
    let shop = world.approved("Mama Salon").await;
    let number = format!("+{BUSINESS}");
    world.engine.link_by_code(&shop.owner, shop.tenant, &number).await.unwrap();
    let offered = world.until(&shop, "the code", |detail| detail.session.typed.is_some()).await;
    let typed = offered.session.typed.unwrap();
    assert_eq!(typed.code.len(), 8, "{}", typed.code);
    assert!(offered.session.qr.is_some(), "scanning stays possible");
    world.peer.link(&typed.code, BUSINESS).await.unwrap();
    world.connected(&shop).await;
    world.say("Habari");
    world.heard(1).await;
    world.end().await;
}

#[tokio::test]
async fn a_code_to_type_that_the_server_refuses_is_told_beside_the_code_to_scan() {
    let world = World::new().await;
    let shop = world.approved("Mama Salon").await;
    world.peer.refuse_wishes(1);
    let number = format!("+{BUSINESS}");
    world.engine.link_by_code(&shop.owner, shop.tenant, &number).await.unwrap();
    let told = world.until(&shop, "the refusal", |detail| detail.session.trouble.is_some()).await;
    assert_eq!(told.session.trouble, Some(LinkTrouble::TooSoon));
    world.scan(&shop, BUSINESS).await;
    world.end().await;
}

#[tokio::test]
async fn a_phone_that_wants_a_passkey_is_told_apart() {
    let world = World::new().await;
    let shop = world.approved("Mama Salon").await;
    let code = world.detail(&shop).await.session.qr.unwrap().code;
    world.peer.ask_for_passkey(&code).unwrap();
    let told = world.until(&shop, "the trouble", |detail| detail.session.trouble.is_some()).await;
    assert_eq!(told.session.trouble, Some(LinkTrouble::Passkey));
    assert!(told.session.qr.is_some());
    world.end().await;
}

#[tokio::test]
async fn an_unlinked_phone_forgets_us_and_we_forget_its_keys() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.engine.unlink(&shop.owner, shop.tenant).await.unwrap();
    let offered = world.until(&shop, "a new code", |detail| detail.session.qr.is_some()).await;
    assert_eq!(offered.session.reason, Some(DisconnectReason::Unlinked));
    wait_for("the phone to list us no more", async || {
        (!world.peer.state(BUSINESS).unwrap().linked).then_some(())
    })
    .await;
    world.scan(&shop, BUSINESS).await;
    world.say("Habari");
    world.heard(1).await;
    world.end().await;
}

#[tokio::test]
async fn a_banned_number_can_be_unlinked_without_waiting_for_the_end_of_the_ban() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.peer.fault(BUSINESS, &Fault::Ban { seconds: 600 }).unwrap();
    let banned = world
        .until(&shop, "the ban", |detail| detail.session.reason == Some(DisconnectReason::Banned))
        .await;
    let left = banned.session.again_at.unwrap() - banned.session.disconnected_at.unwrap();
    assert!((595..=601).contains(&left.num_seconds()), "{left}");
    world.engine.unlink(&shop.owner, shop.tenant).await.unwrap();
    world.until(&shop, "a new code", |detail| detail.session.qr.is_some()).await;
    world.end().await;
}
