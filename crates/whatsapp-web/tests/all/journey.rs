//! From a QR code to an answered customer.

use domain::message::{Direction, MessageStatus};
use whatsapp_peer::{Say, Scan};

use crate::world::{ASHA, BUSINESS, World};

const MENU: &str = "Karibu Mama Salon";

#[tokio::test]
async fn a_phone_that_scans_our_code_is_linked_and_a_customer_gets_the_menu() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    let detail = world.connected(&shop).await;
    assert_eq!(detail.session.phone.as_deref(), Some("+255712345678"));

    world.say("Habari");
    let heard = world.heard(1).await;
    assert_eq!(heard[0].to, ASHA);
    let shown = heard[0].text.as_deref().unwrap();
    assert!(shown.starts_with(MENU), "{heard:?}");

    let log = world
        .until_log(&shop, "the ticks", |log| {
            log.last().is_some_and(|last| last.status == MessageStatus::Read)
        })
        .await;
    let [asked, answered] = log.as_slice() else { panic!("{log:?}") };
    assert_eq!((asked.direction, asked.status), (Direction::In, MessageStatus::Handled));
    assert_eq!(asked.from, format!("+{ASHA}"));
    assert_eq!(answered.text, shown, "the customer reads exactly what the log says");
    world.end().await;
}

#[tokio::test]
async fn a_customer_who_hides_the_number_is_answered_where_the_message_came_from() {
    let world = World::new().await;
    let shop = world.approved("Mama Salon").await;
    // An account whose chats are addressed like that; others are written to by number, as WhatsApp's own
    // web client does.
    let phone = Scan { phone: BUSINESS.to_owned(), lid_migrated: true, ..Scan::default() };
    world.scan_as(&shop, phone).await;
    let hidden = Say { lid: true, ..Say::text(BUSINESS, ASHA, "3") };
    world.peer.say(&hidden).unwrap();
    assert!(world.heard(1).await[0].lid);
    world.say("0");
    world.heard(2).await;
    let log = world.log(&shop).await;
    let talks: std::collections::HashSet<_> = log.iter().map(|one| one.conversation_id).collect();
    assert_eq!(talks.len(), 1, "one customer, one conversation");
    world.end().await;
}

#[tokio::test]
async fn after_a_crash_no_code_is_needed_and_nothing_is_answered_twice() {
    let mut world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.say("Habari");
    world.heard(1).await;
    world.crash().await;
    // Written while nobody was there.
    world.say("3");
    world.connected(&shop).await;
    let heard = world.heard(2).await;
    assert!(heard.iter().all(|arrival| arrival.copies == 1), "{heard:?}");
    let inbound = world.log(&shop).await;
    let inbound = inbound.iter().filter(|one| one.direction == Direction::In).count();
    assert_eq!(inbound, 2);
    world.end().await;
}

#[tokio::test]
async fn a_message_is_shown_as_read_before_it_is_answered() {
    let world = World::new().await;
    world.linked("Mama Salon").await;
    let asked = world.say("Habari");
    let heard = world.heard(1).await;
    let receipts = world.peer.receipts(BUSINESS).unwrap();
    let read = receipts.iter().find(|receipt| receipt.kind == "read").unwrap();
    assert_eq!(read.id, asked);
    assert!(read.to.starts_with(ASHA), "{read:?}");
    assert!(read.at <= heard[0].at, "{receipts:?} {heard:?}");
    world.end().await;
}
