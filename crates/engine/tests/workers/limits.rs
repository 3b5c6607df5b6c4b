//! Late, not dropped: what happens when customers write faster than the assistant may answer.

use domain::message::MessageStatus;
use domain::{Decision, Gate, Language};
use engine::EngineConfig;

use crate::world::{World, inbound, outbound, quick};

const NEEMA: &str = "+255754000001";

#[tokio::test]
async fn over_the_limit_a_customer_is_warned_once_and_waits() {
    let config = EngineConfig { replies_per_minute: 3, ..quick() };
    let world = World::with(config).await;
    let shop = world.linked("Salon").await;
    for _ in 0..6 {
        world.say(&shop, NEEMA, "menu").await;
    }
    let log = world
        .until_log(&shop, "three answers and one warning", |log| {
            inbound(log).len() == 6
                && inbound(log).iter().all(|message| message.decision.is_some())
                && outbound(log).len() == 4
        })
        .await;
    let waiting = inbound(&log)
        .iter()
        .filter(|message| {
            message.status == MessageStatus::Pending
                && matches!(message.decision, Some(Decision::Waiting { gate: Gate::RateLimit, .. }))
        })
        .count();
    assert_eq!(waiting, 3, "kept for later, not dropped");
    let warnings = outbound(&log)
        .iter()
        .filter(|message| message.decision == Some(Decision::Notice { gate: Gate::RateLimit }))
        .count();
    assert_eq!(warnings, 1);
}

#[tokio::test]
async fn who_writes_english_is_asked_in_english_to_slow_down() {
    let config = EngineConfig { replies_per_minute: 1, ..quick() };
    let world = World::with(config).await;
    let shop = world.linked("Salon").await;
    for text in ["Hello, good morning", "What are your prices please?"] {
        world.say(&shop, NEEMA, text).await;
    }
    let log = world.until_log(&shop, "the warning", |log| outbound(log).len() == 2).await;
    let warning = outbound(&log)
        .into_iter()
        .find(|message| message.decision == Some(Decision::Notice { gate: Gate::RateLimit }));
    let text = warning.map(|message| message.text.clone());
    assert_eq!(text.as_deref(), Some(flow::slow_down(Language::En)));
}

#[tokio::test]
async fn a_restart_forgives_no_limit_and_drops_no_waiting_message() {
    let strict = || EngineConfig {
        replies_per_minute: 2,
        lease_term: std::time::Duration::from_secs(2),
        lease_renew: std::time::Duration::from_millis(500),
        ..quick()
    };
    let mut world = World::with(strict()).await;
    let shop = world.linked("Salon").await;
    for _ in 0..3 {
        world.say(&shop, NEEMA, "menu").await;
    }
    world.until_log(&shop, "two answers and a warning", |log| outbound(log).len() == 3).await;
    world.crash(strict()).await;
    // The same message is answered after the restart once the limit allows.
    let open = EngineConfig { replies_per_minute: 100, ..strict() };
    world.until(&shop, "the worker again", |detail| detail.session.connected_at.is_some()).await;
    let log = world.log(&shop).await;
    assert_eq!(outbound(&log).len(), 3, "still limited, not warned again");
    world.crash(open).await;
    let log = world
        .until_log(&shop, "the late answer", |log| {
            inbound(log).iter().all(|message| message.status == MessageStatus::Handled)
        })
        .await;
    let late = inbound(&log)[2].decision.clone();
    assert!(
        matches!(late, Some(Decision::Answered { delayed_by: Some(Gate::RateLimit), .. })),
        "{late:?}"
    );
}

#[tokio::test]
async fn more_than_fifty_waiting_in_a_chat_are_not_kept_for_an_answer() {
    let config = EngineConfig { replies_per_minute: 1, ..quick() };
    let world = World::with(config).await;
    let shop = world.linked("Salon").await;
    for _ in 0..53 {
        world.say(&shop, NEEMA, "menu").await;
    }
    let log = world
        .until_log(&shop, "all of them decided", |log| {
            inbound(log).len() == 53 && inbound(log).iter().all(|m| m.decision.is_some())
        })
        .await;
    let full = Decision::NotAnswered { gate: Gate::QueueFull };
    let dropped = inbound(&log).iter().filter(|m| m.decision == Some(full.clone())).count();
    assert_eq!(dropped, 2, "one answered, fifty waiting");
    let told = Decision::Notice { gate: Gate::QueueFull };
    assert_eq!(outbound(&log).iter().filter(|m| m.decision == Some(told.clone())).count(), 1);
}
