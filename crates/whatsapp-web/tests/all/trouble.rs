//! What a session must survive, and what the owner is told.

use std::time::Duration;

use domain::message::MessageStatus;
use domain::session::{DisconnectReason, HoldReason, SessionStateName};
use domain::views::{MessageView, TenantDetail};
use whatsapp_peer::{Fault, Say};

use crate::world::{ASHA, BUSINESS, World, wait_for};

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
async fn a_session_that_another_program_took_over_is_left_to_it_until_a_person_wants_it_back() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.peer.fault(BUSINESS, &Fault::Replaced).unwrap();
    world.until(&shop, "the reason", lost_by(DisconnectReason::Replaced)).await;
    let logins = world.peer.state(BUSINESS).unwrap().logins;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(world.peer.state(BUSINESS).unwrap().logins, logins, "it must not fight");
    world.engine.connect_again(&shop.owner, shop.tenant).await.unwrap();
    world.connected(&shop).await;
    // A second tab asks for what is there already.
    let logins = world.peer.state(BUSINESS).unwrap().logins;
    world.engine.connect_again(&shop.owner, shop.tenant).await.unwrap();
    world.say("Habari");
    world.heard(1).await;
    assert_eq!(world.peer.state(BUSINESS).unwrap().logins, logins);
    world.end().await;
}

/// Takes the minute for which WhatsApp's first code is good.
#[tokio::test]
async fn codes_that_nobody_scanned_run_out_and_a_person_gets_fresh_ones() {
    let world = World::new().await;
    world.peer.codes_per_client(1);
    let shop = world.approved("Mama Salon").await;
    let first = world.detail(&shop).await.session.qr.unwrap().code;
    world.until(&shop, "the codes to run out", lost_by(DisconnectReason::QrExhausted)).await;
    assert_eq!(world.detail(&shop).await.session.qr, None);
    world.engine.connect_again(&shop.owner, shop.tenant).await.unwrap();
    let offered = world.until(&shop, "a fresh code", |detail| detail.session.qr.is_some()).await;
    assert_ne!(offered.session.qr.unwrap().code, first);
    world.scan(&shop, BUSINESS).await;
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
    let hold = world.until(&shop, "the hold", |detail| detail.session.hold.is_some()).await;
    assert_eq!(hold.session.hold.unwrap().reason, HoldReason::Strangers);
    world.end().await;
}

#[tokio::test]
async fn a_reply_that_arrived_before_the_line_was_cut_is_not_sent_again() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.peer.fault(BUSINESS, &Fault::Slow { ms: 60_000 }).unwrap();
    world.say("Habari");
    // The customer reads it, and the line breaks before the server says so.
    world.heard(1).await;
    world.peer.fault(BUSINESS, &Fault::Slow { ms: 0 }).unwrap();
    world.peer.fault(BUSINESS, &Fault::Drop).unwrap();
    world.until_log(&shop, "the reply to be read", |log| are_read(log, 1)).await;
    assert_eq!(world.heard(1).await[0].copies, 1);
    world.end().await;
}

/// As after a crash between the two: the use of a message's key was written down, the message was not.
#[tokio::test]
async fn a_message_that_was_lost_after_it_was_decrypted_is_asked_for_again() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.say("Habari");
    world.heard(1).await;
    let lost = Say { worn: true, ..Say::text(BUSINESS, ASHA, "1") };
    world.peer.say(&lost).unwrap();
    let log = world.until_log(&shop, "both messages and replies", |log| log.len() == 4).await;
    assert_eq!(log[2].text, "1");
    // Who wrote it is asked once, and what WhatsApp delivers twice is answered once.
    let asked = world.peer.receipts(BUSINESS).unwrap();
    assert_eq!(asked.iter().filter(|receipt| receipt.kind == "retry").count(), 1);
    world.heard(2).await;
    wait_for("everything to be confirmed", async || {
        (world.peer.state(BUSINESS).unwrap().queue == 0).then_some(())
    })
    .await;
    world.end().await;
}

#[tokio::test]
async fn a_reply_that_was_lost_with_the_line_is_sent_again() {
    // Long enough to fall silent in, also on a machine that has other things to do.
    let typing = Duration::from_secs(4);
    let world = World::with_typing(typing).await;
    let shop = world.linked("Mama Salon").await;
    world.say("Habari");
    world.until_typing().await;
    // From here on nobody reads what is written to the socket.
    world.peer.fault(BUSINESS, &Fault::Silence { on: true }).unwrap();
    tokio::time::sleep(typing + Duration::from_secs(2)).await;
    assert!(world.peer.sent(BUSINESS).unwrap().is_empty(), "it was not lost");
    world.peer.fault(BUSINESS, &Fault::Drop).unwrap();
    world.peer.fault(BUSINESS, &Fault::Silence { on: false }).unwrap();
    let log = world.until_log(&shop, "the reply to be read", |log| are_read(log, 1)).await;
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(world.heard(1).await[0].copies, 1);
    world.end().await;
}

/// A line that is open and says nothing: no reply becomes unknown by it. The library notices after some 50 s.
#[tokio::test]
async fn a_reply_on_a_silent_line_is_sent_again_once_it_speaks() {
    let world = World::with_typing(Duration::from_secs(4)).await;
    let shop = world.linked("Mama Salon").await;
    world.say("Habari");
    world.until_typing().await;
    world.peer.fault(BUSINESS, &Fault::Silence { on: true }).unwrap();
    // Longer than the engine waits for an answer.
    tokio::time::sleep(Duration::from_secs(35)).await;
    assert!(world.peer.sent(BUSINESS).unwrap().is_empty(), "it was not lost");
    world.peer.fault(BUSINESS, &Fault::Silence { on: false }).unwrap();
    let log = world.until_log(&shop, "the reply to be read", |log| are_read(log, 1)).await;
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(world.heard(1).await.len(), 1);
    world.end().await;
}

/// A login that WhatsApp heard and did not answer: the library would wait for ever, with pings that are answered.
#[tokio::test]
async fn a_login_that_nobody_answered_is_begun_anew() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    let before = world.peer.state(BUSINESS).unwrap().logins;
    world.peer.fault(BUSINESS, &Fault::Silence { on: true }).unwrap();
    world.peer.fault(BUSINESS, &Fault::Drop).unwrap();
    wait_for("a login that is not answered", async || {
        (world.peer.state(BUSINESS).unwrap().logins > before).then_some(())
    })
    .await;
    world.peer.fault(BUSINESS, &Fault::Silence { on: false }).unwrap();
    world.connected(&shop).await;
    world.say("Habari");
    assert_eq!(world.heard(1).await.len(), 1);
    world.end().await;
}

/// A phone asks for what it cannot open; the answer to that is lost with the line.
#[tokio::test]
async fn a_reply_that_was_asked_for_again_is_sent_until_the_phone_has_it() {
    // Long enough to forget in, also on a machine that has other things to do.
    let world = World::with_typing(Duration::from_secs(4)).await;
    let shop = world.linked("Mama Salon").await;
    world.say("Habari");
    world.until_typing().await;
    world.peer.fault(BUSINESS, &Fault::Forget { customer: ASHA.to_owned() }).unwrap();
    world.peer.fault(BUSINESS, &Fault::LoseRepeats { count: 1 }).unwrap();
    assert_eq!(world.heard(1).await[0].text, None, "it cannot be opened");
    wait_for("the phone's wish to be confirmed", async || {
        (world.peer.state(BUSINESS).unwrap().queue == 0).then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(world.heard(1).await[0].text, None, "it was lost");
    world.peer.fault(BUSINESS, &Fault::Drop).unwrap();
    world.until_log(&shop, "the reply to be read", |log| are_read(log, 1)).await;
    let heard = world.heard(1).await;
    assert!(heard[0].text.is_some() && heard[0].copies == 1, "{heard:?}");
    // With the next connection nothing is sent any more.
    world.peer.fault(BUSINESS, &Fault::Drop).unwrap();
    world.until(&shop, "the drop to be told", lost_by(DisconnectReason::Network)).await;
    world.connected(&shop).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(world.heard(1).await[0].copies, 1);
    world.end().await;
}

/// Whether so many of our messages were read.
fn are_read(log: &[MessageView], replies: usize) -> bool {
    log.iter().filter(|message| message.status == MessageStatus::Read).count() == replies
}
