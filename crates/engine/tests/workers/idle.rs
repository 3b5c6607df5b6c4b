//! Customers whom no person answers are offered the assistant, by day and once, and go on where they were.

use std::time::Duration;

use chrono::TimeDelta;
use domain::inbox::{InboxRow, InboxShow};
use domain::standing::Hands;
use domain::team::TeamSettingsForm;
use domain::{ConversationId, Decision, Gate, Problem};
use engine::{EngineError, EventFilter};

use crate::orders::LeapingClock;
use crate::world::{Shop, World, inbound, outbound, quick, wait_for};

const NEEMA: &str = "+255754000001";
const JUMA: &str = "+255754000002";
const OFFER: &str = "Andika MSAIDIZI kuendelea na msaidizi";

/// Some heartbeats.
async fn heartbeats() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

/// A customer asks for a person, and nobody comes.
async fn waits(world: &World, shop: &Shop, customer: &str) -> ConversationId {
    world.say(shop, customer, "mhudumu").await;
    wait_for("a hand-off", async || {
        let page = world.engine.inbox(&shop.owner, InboxShow::Waiting, 9, None).await.unwrap();
        page.items.into_iter().find(|row| row.address == customer).map(|row| row.id)
    })
    .await
}

async fn row(world: &World, shop: &Shop, id: ConversationId) -> InboxRow {
    world.engine.thread(&shop.owner, id, 50, None).await.unwrap().row
}

async fn offers(world: &World, shop: &Shop, customer: &str) -> usize {
    let heard = world.heard(shop, customer).await;
    heard.iter().filter(|text| text.contains(OFFER)).count()
}

async fn offered(world: &World, shop: &Shop, customer: &str) {
    wait_for("the offer", async || (offers(world, shop, customer).await == 1).then_some(())).await;
}

#[tokio::test]
async fn a_customer_is_offered_the_assistant_once_and_goes_on_where_they_were() {
    let clock = LeapingClock::new();
    let world = World::at(quick(), clock.clone()).await;
    let shop = world.linked("Mama Salon").await;
    world.say(&shop, NEEMA, "Habari").await;
    world.until_log(&shop, "the menu", |log| outbound(log).len() == 1).await;
    world.say(&shop, NEEMA, "1").await;
    let log = world.until_log(&shop, "the first question", |log| outbound(log).len() == 2).await;
    let question = outbound(&log)[1].text.clone();
    let id = waits(&world, &shop, NEEMA).await;

    clock.leap(TimeDelta::minutes(29));
    heartbeats().await;
    assert_eq!(offers(&world, &shop, NEEMA).await, 0, "too early");
    assert_eq!(row(&world, &shop, id).await.idle_minutes, None);
    clock.leap(TimeDelta::minutes(2));
    offered(&world, &shop, NEEMA).await;
    let idle = row(&world, &shop, id).await;
    assert_eq!((idle.standing.hands, idle.idle_minutes), (Hands::Waiting, Some(30)));
    clock.leap(TimeDelta::hours(1));
    heartbeats().await;
    assert_eq!(offers(&world, &shop, NEEMA).await, 1, "it is said once");

    world.say(&shop, NEEMA, "Msaidizi mbona hajibu?").await;
    let silent = Some(Decision::NotAnswered { gate: Gate::HumanMode });
    world
        .until_log(&shop, "patience", |log| {
            inbound(log).last().is_some_and(|message| message.decision == silent)
        })
        .await;
    world.say(&shop, NEEMA, "MSAIDIZI").await;
    let back = wait_for("the assistant again", async || {
        let heard = world.heard(&shop, NEEMA).await;
        heard.last().filter(|text| text.contains("Nimerudi")).cloned()
    })
    .await;
    assert!(back.contains(&question), "what was open is asked again: {back}");
    let now = row(&world, &shop, id).await;
    assert_eq!((now.standing.hands, now.idle_minutes), (Hands::Assistant, None));
    let events = world.engine.events(&shop.owner, EventFilter::newest(1), None).await;
    let event = events.unwrap().items.remove(0);
    assert_eq!(
        (event.event_type.as_str(), event.actor.as_str()),
        ("conversation.handed_back", "system")
    );
}

#[tokio::test]
async fn the_word_alone_hands_nothing_back_and_who_answers_begins_the_wait_anew() {
    let clock = LeapingClock::new();
    let world = World::at(quick(), clock.clone()).await;
    let shop = world.linked("Mama Salon").await;
    let id = waits(&world, &shop, NEEMA).await;
    let stays = async |count: usize| {
        world.say(&shop, NEEMA, "msaidizi").await;
        let silent = Some(Decision::NotAnswered { gate: Gate::HumanMode });
        world
            .until_log(&shop, "silence", |log| {
                let kept = inbound(log).into_iter().filter(|message| message.decision == silent);
                kept.count() == count
            })
            .await;
    };
    stays(1).await;
    clock.leap(TimeDelta::minutes(31));
    offered(&world, &shop, NEEMA).await;
    // Somebody comes after all: what was offered holds no more.
    world.engine.take_over(&shop.owner, id, false).await.unwrap();
    assert_eq!(row(&world, &shop, id).await.idle_minutes, None, "they have only just come");
    stays(2).await;
    assert!(matches!(row(&world, &shop, id).await.standing.hands, Hands::Taken { .. }));
}

#[tokio::test]
async fn nobody_is_disturbed_at_night_or_who_wants_no_messages_or_where_it_is_turned_off() {
    let clock = LeapingClock::new();
    let world = World::at(quick(), clock.clone()).await;
    let (shop, other) = (world.linked("Mama Salon").await, world.linked("Jirani").await);
    let set = async |shop: &Shop, minutes: &str| {
        let take_back_minutes = minutes.to_owned();
        let form = TeamSettingsForm { agents_see: "ALL".to_owned(), take_back_minutes };
        world.engine.save_team_settings(&shop.owner, shop.tenant, &form).await
    };
    let refused = set(&shop, "20").await.unwrap_err();
    let EngineError::Invalid(problems) = refused else { panic!("{refused:?}") };
    assert!(matches!(problems[0].problem, Problem::Choice { .. }), "{problems:?}");
    set(&shop, "60").await.unwrap();
    set(&other, "0").await.unwrap();

    let elsewhere = waits(&world, &other, NEEMA).await;
    let idle = waits(&world, &shop, NEEMA).await;
    waits(&world, &shop, JUMA).await;
    world.say(&shop, JUMA, "STOP").await;
    wait_for("its confirmation", async || {
        let heard = world.heard(&shop, JUMA).await;
        heard.last()?.contains("hutapokea ujumbe").then_some(())
    })
    .await;
    let heard = world.heard(&shop, JUMA).await;

    // From 10:00 to 20:05.
    clock.leap(TimeDelta::minutes(10 * 60 + 5));
    heartbeats().await;
    assert_eq!(offers(&world, &shop, NEEMA).await, 0, "it is night");
    assert_eq!(
        row(&world, &shop, idle).await.idle_minutes,
        Some(60),
        "the team sees it at any hour"
    );
    // To 08:05.
    clock.leap(TimeDelta::hours(12));
    offered(&world, &shop, NEEMA).await;
    heartbeats().await;
    assert_eq!(world.heard(&shop, JUMA).await, heard, "who wants no messages gets none");
    assert_eq!(offers(&world, &other, NEEMA).await, 0, "there it is turned off");
    assert_eq!(row(&world, &other, elsewhere).await.idle_minutes, None);
}
