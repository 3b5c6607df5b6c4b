//! What people want of a session, and what a channel's refusals and breaks mean for the replies.

use channel::{ConnectorError, Incoming};
use chrono::TimeDelta;
use domain::message::MessageStatus;
use domain::session::{DisconnectReason, HoldReason, LinkTrouble, SessionStateName};
use domain::{Clock, Decision, Gate, Problem};
use engine::{EngineConfig, EngineError, SystemClock};

use crate::faults::{Script, incoming, incoming_from, scripted};
use crate::world::{World, inbound, outbound};

#[tokio::test]
async fn an_owner_unlinks_the_phone_and_links_it_again() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.engine.unlink(&shop.owner, shop.tenant).await.unwrap();
    let detail = world
        .until(&shop, "a new code", |detail| detail.session.state == SessionStateName::QrReady)
        .await;
    assert_eq!(detail.session.reason, Some(DisconnectReason::Unlinked));
    let stored = world.store.tenant(shop.tenant).session_state().await.unwrap().unwrap();
    assert_eq!(stored.wish, None, "it is done once");
    world.scan(&shop).await;
    assert_eq!(world.detail(&shop).await.session.reason, None);
}

#[tokio::test]
async fn a_channel_without_codes_to_type_says_so_beside_the_code_to_scan() {
    let world = World::new().await;
    let shop = world.approved("Mama Salon").await;
    let refused = world.engine.link_by_code(&shop.owner, shop.tenant, "0712345678").await;
    let Err(EngineError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(
        (problems[0].field.as_str(), &problems[0].problem),
        ("phone", &Problem::PhoneCountryCode)
    );

    world.engine.link_by_code(&shop.owner, shop.tenant, "+255712345678").await.unwrap();
    let detail = world.until(&shop, "the trouble", |detail| detail.session.trouble.is_some()).await;
    assert_eq!(detail.session.trouble, Some(LinkTrouble::NoCode));
    assert!(detail.session.qr.is_some());
    world.scan(&shop).await;
}

#[tokio::test]
async fn strangers_wish_nothing() {
    let world = World::new().await;
    let (shop, other) = (world.approved("Mama Salon").await, world.shop("Duka").await);
    for refused in [
        world.engine.unlink(&other.owner, shop.tenant).await,
        world.engine.send_now(&other.owner, shop.tenant).await,
        world.engine.link_by_code(&other.owner, shop.tenant, "+255712345678").await,
    ] {
        assert!(matches!(refused, Err(EngineError::NotFound)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_refusal_that_is_held_against_the_number_keeps_the_other_replies_back() {
    let script = Script::default();
    let why = "463: not to new people".to_owned();
    script.answer([Err(ConnectorError::Restricted { reason: HoldReason::Strangers, why })]);
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    assert!(script.deliver(incoming("m1", "menu")).await);
    let detail = world.until(&shop, "the hold", |detail| detail.session.hold.is_some()).await;
    let hold = detail.session.hold.unwrap();
    assert_eq!(hold.reason, HoldReason::Strangers);
    assert!(hold.until - SystemClock.now() > TimeDelta::minutes(50));

    assert!(script.deliver(incoming_from("+255754000002", "m2", "menu")).await);
    let log = world
        .until_log(&shop, "the second reply", |log| {
            outbound(log).len() == 2 && outbound(log)[0].status == MessageStatus::Failed
        })
        .await;
    assert!(outbound(&log)[0].error.as_deref().unwrap().contains("463"));
    // Longer than several rounds of the sender.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(outbound(&world.log(&shop).await)[1].status, MessageStatus::Queued);
    assert_eq!(script.sends(), 1);

    world.engine.send_now(&shop.owner, shop.tenant).await.unwrap();
    world
        .until_log(&shop, "the reply that waited", |log| {
            outbound(log)[1].status == MessageStatus::Sent
        })
        .await;
    assert_eq!(world.detail(&shop).await.session.hold, None);
}

#[tokio::test]
async fn a_reply_that_came_too_fast_is_tried_again_after_the_hold() {
    let script = Script::default();
    let why = "429: too many".to_owned();
    script.answer([Err(ConnectorError::Restricted { reason: HoldReason::TooMany, why })]);
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    assert!(script.deliver(incoming("m1", "menu")).await);
    world.until(&shop, "the hold", |detail| detail.session.hold.is_some()).await;
    let log = world
        .until_log(&shop, "the reply to wait", |log| {
            outbound(log).first().is_some_and(|said| said.status == MessageStatus::Queued)
        })
        .await;
    assert_eq!((outbound(&log).len(), script.sends()), (1, 1));
    world.engine.send_now(&shop.owner, shop.tenant).await.unwrap();
    world.until_log(&shop, "the reply", |log| outbound(log)[0].status == MessageStatus::Sent).await;
}

/// A message that the channel kept for us for so long.
fn late(customer: &str, id: &str, text: &str, minutes: i64) -> Incoming {
    let sent_at = SystemClock.now() - TimeDelta::minutes(minutes);
    Incoming { late: true, sent_at, ..incoming_from(customer, id, text) }
}

#[tokio::test]
async fn of_a_backlog_each_customers_last_message_is_answered_and_none_that_is_too_old() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    let [asha, juma, neema] = ["+255754000001", "+255754000002", "+255754000003"];
    let backlog = vec![
        late(juma, "j1", "menu", 61),
        late(asha, "a1", "menu", 30),
        late(asha, "a2", "menu", 20),
        Incoming { message_type: "image".into(), ..late(asha, "a3", "", 10) },
        // Not old enough to be called late.
        late(neema, "n1", "menu", 0),
        late(neema, "n2", "menu", 0),
    ];
    assert!(script.deliver_together(backlog).await);
    let log = world
        .until_log(&shop, "all decisions and replies", |log| {
            inbound(log).len() == 6
                && inbound(log).iter().all(|message| message.status == MessageStatus::Handled)
                && outbound(log).iter().all(|message| message.status == MessageStatus::Sent)
        })
        .await;
    let decided = |customer: &str| -> Vec<_> {
        let of = inbound(&log).into_iter().filter(|message| message.from == customer);
        of.map(|message| match message.decision.clone().unwrap() {
            Decision::Answered { delayed_by, .. } => (true, delayed_by),
            Decision::NotAnswered { gate } => (false, Some(gate)),
            other => panic!("{other:?}"),
        })
        .collect()
    };
    assert_eq!(decided(juma), [(false, Some(Gate::Offline))]);
    let of_asha = [
        (false, Some(Gate::Superseded)),
        (true, Some(Gate::Offline)),
        (false, Some(Gate::Superseded)),
    ];
    assert_eq!(decided(asha), of_asha);
    assert_eq!(decided(neema), [(true, None), (true, None)]);
    let said_to = |customer: &str| outbound(&log).iter().filter(|said| said.to == customer).count();
    let one_answer = said_to(neema) / 2;
    assert_eq!((said_to(juma), said_to(asha)), (0, one_answer));
}

#[tokio::test]
async fn who_wrote_before_the_break_is_not_told_to_slow_down_and_is_answered_in_turn() {
    let script = Script::default();
    let config = EngineConfig { replies_per_minute: 1, ..script.config() };
    let world = World::with(config).await;
    let shop = scripted(&world).await;
    let backlog = ["+255754000001", "+255754000002", "+255754000003"]
        .map(|customer| late(customer, customer, "menu", 30));
    assert!(script.deliver_together(backlog.into()).await);
    let log = world
        .until_log(&shop, "one answer, two that wait", |log| {
            let waits = |message: &&&domain::views::MessageView| {
                matches!(message.decision, Some(Decision::Waiting { .. }))
            };
            inbound(log).iter().filter(waits).count() == 2
        })
        .await;
    let answer =
        |said: &&&domain::views::MessageView| matches!(said.decision, Some(Decision::Reply { .. }));
    assert_eq!(outbound(&log).iter().filter(answer).count(), outbound(&log).len(), "{log:?}");
}

#[tokio::test]
async fn a_backlog_is_answered_before_a_new_message_of_its_chat() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    let customer = "+255754000001";
    let both = vec![late(customer, "old", "menu", 5), incoming_from(customer, "new", "1")];
    assert!(script.deliver_together(both).await);
    let log = world
        .until_log(&shop, "both answers", |log| {
            inbound(log).len() == 2
                && inbound(log).iter().all(|message| message.status == MessageStatus::Handled)
        })
        .await;
    let answered = |message: &&domain::views::MessageView| {
        matches!(message.decision, Some(Decision::Answered { .. }))
    };
    assert!(inbound(&log).iter().all(answered), "{log:?}");
}
