//! What customers write while the business is closed and answers nobody then.

use chrono::{Datelike, TimeDelta};
use domain::draft::BusinessForm;
use domain::forms::{DayForm, HoursForm, SandboxDelivery, SetupForm};
use domain::{Clock, Decision, Gate};
use engine::SystemClock;

use crate::world::{Shop, World, inbound, outbound, quick, setup_form, wait_for};

const NEEMA: &str = "+255754000001";
const JUMA: &str = "+255754000002";

/// Has the business be open on one day only, so many days from today, and wait until then.
async fn open_in(world: &World, shop: &Shop, days: i64) {
    let day = DayForm { from: "08:00".to_owned(), to: "17:00".to_owned() };
    let mut hours = HoursForm::default();
    let open = (SystemClock.now() + TimeDelta::days(days)).weekday();
    match open {
        chrono::Weekday::Mon => hours.mon = day,
        chrono::Weekday::Tue => hours.tue = day,
        chrono::Weekday::Wed => hours.wed = day,
        chrono::Weekday::Thu => hours.thu = day,
        chrono::Weekday::Fri => hours.fri = day,
        chrono::Weekday::Sat => hours.sat = day,
        chrono::Weekday::Sun => hours.sun = day,
    }
    change(world, shop, "WAIT", hours).await;
}

async fn change(world: &World, shop: &Shop, after_hours: &str, hours: HoursForm) {
    let form = BusinessForm {
        business_name: "Mama Salon".to_owned(),
        language: "SW".to_owned(),
        timezone: "Africa/Dar_es_Salaam".to_owned(),
        late: "15".to_owned(),
        currency: "TZS".to_owned(),
        after_hours: after_hours.to_owned(),
        hours,
        ..BusinessForm::default()
    };
    world.engine.change_business(&shop.owner, shop.tenant, &form).await.unwrap();
}

async fn heard(world: &World, shop: &Shop, customer: &str, count: usize) -> Vec<String> {
    wait_for("words", async || {
        let heard = world.heard(shop, customer).await;
        (heard.len() >= count).then_some(heard)
    })
    .await
}

#[tokio::test]
async fn what_is_written_meanwhile_waits_told_once_and_over_a_crash() {
    let mut world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    open_in(&world, &shop, 3).await;
    world.say(&shop, NEEMA, "habari").await;
    let told = heard(&world, &shop, NEEMA, 1).await;
    assert!(told[0].contains("tumefunga"), "{told:?}");
    world.say(&shop, NEEMA, "bei ya kusuka?").await;
    world.crash(quick()).await;
    world.say(&shop, NEEMA, "mpo?").await;
    let log = world
        .until_log(&shop, "all of it to wait", |log| {
            inbound(log).len() == 3
                && inbound(log).iter().all(|message| {
                    matches!(message.decision, Some(Decision::Waiting { gate: Gate::Closed, .. }))
                })
        })
        .await;
    assert_eq!(outbound(&log).len(), 1, "told once, and that it takes a while is no news: {log:?}");
}

#[tokio::test]
async fn stop_is_heard_at_every_hour_before_what_waits() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    open_in(&world, &shop, 3).await;
    world.say(&shop, NEEMA, "habari").await;
    heard(&world, &shop, NEEMA, 1).await;
    world.say(&shop, NEEMA, "STOP").await;
    let told = heard(&world, &shop, NEEMA, 2).await;
    assert!(told[1].contains("hutapokea ujumbe"), "{told:?}");
}

#[tokio::test]
async fn acha_in_the_middle_of_a_question_waits_behind_what_was_written_before_it() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.say(&shop, NEEMA, "weka miadi").await;
    heard(&world, &shop, NEEMA, 1).await;
    open_in(&world, &shop, 3).await;
    for text in ["kusuka", "Acha"] {
        world.say(&shop, NEEMA, text).await;
    }
    let log = world
        .until_log(&shop, "both to wait", |log| {
            let waits = inbound(log).into_iter().filter(|message| {
                matches!(message.decision, Some(Decision::Waiting { gate: Gate::Closed, .. }))
            });
            waits.count() == 2
        })
        .await;
    assert_eq!(outbound(&log).len(), 2, "what was asked, and that it is closed: {log:?}");
    world.say(&shop, NEEMA, "STOP").await;
    let told = heard(&world, &shop, NEEMA, 3).await;
    assert!(told[2].contains("hutapokea ujumbe"), "{told:?}");
}

#[tokio::test]
async fn a_stop_of_the_day_before_yesterday_holds() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.say_as(&shop, JUMA, "STOP", SandboxDelivery::Late).await;
    world.say(&shop, JUMA, "habari").await;
    let log = world
        .until_log(&shop, "both decided", |log| {
            inbound(log).len() == 2 && inbound(log).iter().all(|message| message.decision.is_some())
        })
        .await;
    let gate = Gate::OptedOut;
    let wanted = Some(Decision::NotAnswered { gate });
    assert!(inbound(&log).iter().all(|message| message.decision == wanted), "{log:?}");
    assert_eq!(outbound(&log).len(), 0, "it is too late to confirm it");
}

#[tokio::test]
async fn an_emergency_is_answered_at_every_hour_before_what_waits() {
    let world = World::new().await;
    let shop = world.shop("Kliniki").await;
    let form = SetupForm { template: "HEALTHCARE".to_owned(), ..setup_form("Kliniki") };
    let request = world.engine.submit_setup(&shop.owner, &form).await.unwrap();
    world.engine.approve_request(&world.admin, request.id, None).await.unwrap();
    world.until(&shop, "a QR code", |detail| detail.session.qr.is_some()).await;
    world.scan(&shop).await;
    open_in(&world, &shop, 3).await;
    world.say(&shop, NEEMA, "habari").await;
    heard(&world, &shop, NEEMA, 1).await;
    world.say(&shop, NEEMA, "Ni dharura, amezimia!").await;
    let told = heard(&world, &shop, NEEMA, 2).await;
    assert!(told[1].contains("112"), "{told:?}");
}
