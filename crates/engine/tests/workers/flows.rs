//! A business's own flow: who is answered with which version.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use domain::editor::Onward;
use domain::{Clock, Instant, TemplateType};
use engine::{EngineConfig, SystemClock};
use store::{Actor, DraftInput, Publication};

use crate::world::{Shop, World, quick, wait_for};

const NEEMA: &str = "+255754000001";
const JUMA: &str = "+255754000002";
const ASHA: &str = "+255754000003";

/// The machine's clock, some hours ahead.
#[derive(Debug, Default)]
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> Instant {
        SystemClock.now() + TimeDelta::hours(self.0.load(Ordering::SeqCst))
    }
}

/// The built-in flow, with a mark in the question for a day.
fn marked(mark: &str) -> String {
    let mut flow = serde_json::to_value(flow::builtin(TemplateType::Booking)).unwrap();
    flow["nodes"]["when"]["prompt"]["SW"] = format!("{mark}: lini?").into();
    flow.to_string()
}

/// Publishes a flow as the editor does.
async fn publish(world: &World, shop: &Shop, definition: String, onward: Onward) {
    let (store, by) = (world.store.tenant(shop.tenant), Actor::system());
    let draft = DraftInput {
        base_number: None,
        template: TemplateType::Booking,
        definition: definition.clone(),
        over: None,
    };
    let revision = Some(store.save_flow_draft(&by, draft).await.unwrap());
    let new = Publication { definition, note: None, again: None, revision, onward };
    store.publish_flow(&by, new).await.unwrap();
}

/// Says something and waits for the next answer.
async fn say(world: &World, shop: &Shop, from: &str, text: &str) -> String {
    let before = world.heard(shop, from).await.len();
    world.say(shop, from, text).await;
    wait_for("an answer", async || {
        let heard = world.heard(shop, from).await;
        (heard.len() > before).then(|| heard[before..].join("\n"))
    })
    .await
}

#[tokio::test]
async fn who_is_under_way_finishes_on_the_version_that_was_begun() {
    let soon = EngineConfig {
        lease_term: Duration::from_secs(2),
        lease_renew: Duration::from_millis(500),
        ..quick()
    };
    let mut world = World::with(soon.clone()).await;
    let shop = world.linked("Mama Salon").await;
    say(&world, &shop, NEEMA, "booking").await;
    publish(&world, &shop, marked("KWANZA"), Onward::Keep).await;
    let answer = say(&world, &shop, NEEMA, "Kusuka").await;
    assert!(answer.starts_with("Sawa. Ungependa kuja siku gani"), "{answer}");
    say(&world, &shop, JUMA, "booking").await;
    publish(&world, &shop, marked("PILI"), Onward::Keep).await;
    // Another program, which has read neither version.
    world.crash(soon).await;
    assert_eq!(say(&world, &shop, JUMA, "Kusuka").await, "KWANZA: lini?");
    say(&world, &shop, ASHA, "booking").await;
    assert_eq!(say(&world, &shop, ASHA, "Kusuka").await, "PILI: lini?");
    let name = say(&world, &shop, JUMA, "kesho").await;
    assert!(name.contains("Jina lako"), "{name}");
}

#[tokio::test]
async fn a_version_that_was_replaced_is_kept_for_some_hours() {
    let clock = Arc::new(Ahead::default());
    let world = World::at(quick(), clock.clone()).await;
    let shop = world.linked("Mama Salon").await;
    publish(&world, &shop, marked("KWANZA"), Onward::Keep).await;
    for customer in [NEEMA, JUMA] {
        say(&world, &shop, customer, "booking").await;
    }
    publish(&world, &shop, marked("PILI"), Onward::Keep).await;
    clock.0.store(5, Ordering::SeqCst);
    assert_eq!(say(&world, &shop, NEEMA, "Kusuka").await, "KWANZA: lini?");
    clock.0.store(7, Ordering::SeqCst);
    let menu = say(&world, &shop, JUMA, "Kusuka").await;
    assert!(menu.contains("1) Booking"), "{menu}");
    let name = say(&world, &shop, NEEMA, "kesho").await;
    assert!(name.contains("Jina lako"), "answered two hours ago: {name}");
}

#[tokio::test]
async fn everybody_begins_anew_where_the_owner_says_so() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    say(&world, &shop, NEEMA, "booking").await;
    publish(&world, &shop, marked("KWANZA"), Onward::Renew).await;
    let menu = say(&world, &shop, NEEMA, "Kusuka").await;
    assert!(menu.contains("1) Booking"), "{menu}");
    say(&world, &shop, NEEMA, "booking").await;
    assert_eq!(say(&world, &shop, NEEMA, "Kusuka").await, "KWANZA: lini?");
    world
        .store
        .tenant(shop.tenant)
        .use_built_in_flow(&Actor::system(), Onward::Renew)
        .await
        .unwrap();
    say(&world, &shop, NEEMA, "booking").await;
    let built_in = say(&world, &shop, NEEMA, "Kusuka").await;
    assert!(built_in.starts_with("Sawa. Ungependa kuja siku gani"), "{built_in}");
}

#[tokio::test]
async fn a_version_that_cannot_be_read_is_as_good_as_none() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    publish(&world, &shop, "{\"name\":\"of a later program\"}".to_owned(), Onward::Keep).await;
    let menu = say(&world, &shop, NEEMA, "Habari").await;
    assert!(menu.contains("1) Booking"), "{menu}");
}
