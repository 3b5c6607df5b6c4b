//! The main job: from sign-up to an answered customer.

use domain::forms::{SandboxDelivery, SandboxSayForm};
use domain::message::MessageStatus;
use domain::session::{DisconnectReason, SessionStateName};
use domain::worker::WorkerCommand;
use domain::{Conflict, Decision, Gate, SetupStatus, TenantStatus, WorkerStatus};
use engine::{EngineError, Online};

use crate::world::{World, inbound, outbound, setup_form};

const NEEMA: &str = "+255754000001";
const JUMA: &str = "+255754000002";

#[tokio::test]
async fn an_owner_gets_from_sign_up_to_an_answered_customer() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    assert_eq!(world.detail(&shop).await.tenant.status, TenantStatus::New);

    let request = world.engine.submit_setup(&shop.owner, &setup_form("Mama Salon")).await.unwrap();
    assert_eq!(world.detail(&shop).await.tenant.status, TenantStatus::Pending);
    world.engine.open_request(&world.admin, request.id).await.unwrap();
    let seen = world.detail(&shop).await.request.unwrap();
    assert_eq!(seen.status, SetupStatus::Reviewing);
    world.engine.approve_request(&world.admin, request.id, Some("Karibu")).await.unwrap();

    let waiting = world.until(&shop, "a QR code", |detail| detail.session.qr.is_some()).await;
    assert_eq!(waiting.tenant.status, TenantStatus::QrPending);
    assert_eq!(waiting.worker.status, WorkerStatus::Running);
    world.scan(&shop).await;
    let linked = world.detail(&shop).await;
    assert_eq!(linked.session.qr, None);
    assert_eq!(linked.request.unwrap().status, SetupStatus::Active);

    world.say(&shop, NEEMA, "Habari").await;
    let log = world
        .until_log(&shop, "the menu, read by the customer", |log| {
            outbound(log).iter().any(|message| message.status == MessageStatus::Read)
        })
        .await;
    assert_eq!(
        outbound(&log)[0].text,
        "Karibu Mama Salon. Andika: 1) Booking 2) Huduma 3) Bei 4) Mawasiliano"
    );
    let decision = inbound(&log)[0].decision.clone().unwrap();
    assert!(
        matches!(&decision, Decision::Answered { flow, .. } if flow == "BOOKING"),
        "{decision:?}"
    );

    world.say(&shop, NEEMA, "3").await;
    let log = world.until_log(&shop, "the prices", |log| outbound(log).len() >= 2).await;
    let answered = inbound(&log)[1].decision.clone().unwrap();
    assert!(matches!(&answered, Decision::Answered { .. }), "{answered:?}");
    assert_ne!(answered, decision, "the number led to another step");
}

#[tokio::test]
async fn a_rejected_owner_reads_the_reason_and_asks_again() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let first = world.engine.submit_setup(&shop.owner, &setup_form("Duka")).await.unwrap();
    let again = world.engine.submit_setup(&shop.owner, &setup_form("Duka")).await;
    assert!(matches!(again, Err(EngineError::Conflict(Conflict::RequestOpen))), "{again:?}");

    world.engine.reject_request(&world.admin, first.id, "Namba si sahihi").await.unwrap();
    let approve = world.engine.approve_request(&world.admin, first.id, None).await;
    let refused = Conflict::RequestDecided { status: SetupStatus::Rejected };
    assert!(matches!(approve, Err(EngineError::Conflict(found)) if found == refused));

    let detail = world.detail(&shop).await;
    assert_eq!(detail.tenant.status, TenantStatus::New);
    assert_eq!(detail.request.unwrap().notes.as_deref(), Some("Namba si sahihi"));
    let second = world.engine.submit_setup(&shop.owner, &setup_form("Duka")).await.unwrap();
    assert_ne!(second.id, first.id);
}

#[tokio::test]
async fn duplicates_are_answered_once_and_late_messages_are_logged_only() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    world.say_as(&shop, NEEMA, "Habari", SandboxDelivery::Duplicate).await;
    world.say_as(&shop, JUMA, "Mambo", SandboxDelivery::Late).await;
    let log = world
        .until_log(&shop, "both messages and one answer", |log| {
            inbound(log).len() == 2 && outbound(log).len() == 1
        })
        .await;
    let late = inbound(&log).into_iter().find(|message| message.from == JUMA).unwrap();
    assert_eq!(late.decision, Some(Decision::NotAnswered { gate: Gate::History }));
    world.say(&shop, NEEMA, "2").await;
    let log = world.until_log(&shop, "the next answer", |log| outbound(log).len() == 2).await;
    assert_eq!(inbound(&log).len(), 3, "the duplicate left no row");
}

#[tokio::test]
async fn who_calls_the_practice_phone_is_told_to_write() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    let form =
        SandboxSayForm { from: NEEMA.into(), call: "on".into(), ..SandboxSayForm::default() };
    world.engine.phone_say(&shop.owner, shop.tenant, &form).await.unwrap();
    let log = world.until_log(&shop, "an answer", |log| outbound(log).len() == 1).await;
    assert_eq!(inbound(&log)[0].message_type, "call");
    assert!(outbound(&log)[0].text.contains("siwezi kupokea simu"), "{log:?}");
}

#[tokio::test]
async fn a_paused_assistant_is_silent_and_speaks_again_after() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    world.engine.pause(&shop.owner, shop.tenant).await.unwrap();
    world.say(&shop, NEEMA, "Habari").await;
    let log = world
        .until_log(&shop, "a decision", |log| {
            inbound(log).iter().any(|message| message.status == MessageStatus::Handled)
        })
        .await;
    assert_eq!(log[0].decision, Some(Decision::NotAnswered { gate: Gate::Paused }));
    world.engine.resume(&shop.owner, shop.tenant).await.unwrap();
    world.say(&shop, NEEMA, "Habari").await;
    world.until_log(&shop, "an answer", |log| outbound(log).len() == 1).await;
}

#[tokio::test]
async fn a_person_takes_over_and_hands_back() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    world.say(&shop, NEEMA, "nataka kuongea na mtu").await;
    let detail = world.until(&shop, "a hand-off", |detail| !detail.waiting.is_empty()).await;
    world.say(&shop, NEEMA, "upo?").await;
    let log = world
        .until_log(&shop, "silence with a reason", |log| {
            inbound(log).len() == 2 && inbound(log)[1].status == MessageStatus::Handled
        })
        .await;
    assert_eq!(inbound(&log)[1].decision, Some(Decision::NotAnswered { gate: Gate::HumanMode }));
    let replies = outbound(&log).len();
    let conversation = detail.waiting[0].id;
    world.engine.hand_back(&shop.owner, shop.tenant, conversation, false).await.unwrap();
    world.say(&shop, NEEMA, "Habari").await;
    world.until_log(&shop, "the assistant again", |log| outbound(log).len() > replies).await;
}

#[tokio::test]
async fn the_network_comes_and_goes_and_nothing_is_lost() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    world.engine.phone_online(&shop.owner, shop.tenant, Online::Off).await.unwrap();
    let down = world
        .until(&shop, "the loss", |detail| detail.session.state == SessionStateName::Disconnected)
        .await;
    assert_eq!(down.session.reason, Some(DisconnectReason::Network));
    world.say(&shop, NEEMA, "Habari").await;
    world.engine.phone_online(&shop.owner, shop.tenant, Online::On).await.unwrap();
    world.until_log(&shop, "the answer", |log| outbound(log).len() == 1).await;
}

#[tokio::test]
async fn a_log_out_on_the_phone_leads_to_a_new_code() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    world.engine.phone_log_out(&shop.owner, shop.tenant).await.unwrap();
    let detail = world
        .until(&shop, "a new code", |detail| {
            detail.session.qr.is_some() && detail.tenant.status == TenantStatus::QrPending
        })
        .await;
    assert_eq!(detail.session.reason, Some(DisconnectReason::LoggedOut), "shown beside the code");
    world.scan(&shop).await;
    assert_eq!(world.detail(&shop).await.session.reason, None);
}

#[tokio::test]
async fn an_admin_runs_the_worker() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    let command =
        async |command| world.engine.worker_command(&world.admin, shop.tenant, command).await;
    let running = command(WorkerCommand::Start).await;
    assert!(matches!(running, Err(EngineError::Conflict(Conflict::WorkerRunning))), "{running:?}");

    command(WorkerCommand::Stop).await.unwrap();
    let stopped = world
        .until(&shop, "the stop", |detail| detail.worker.status == WorkerStatus::Stopped)
        .await;
    assert_eq!(stopped.tenant.status, TenantStatus::Approved);
    assert_eq!(stopped.session.state, SessionStateName::Disconnected);
    let twice = command(WorkerCommand::Stop).await;
    assert!(matches!(twice, Err(EngineError::Conflict(Conflict::WorkerStopped))), "{twice:?}");

    for start in [WorkerCommand::Start, WorkerCommand::Restart, WorkerCommand::ForceRestart] {
        command(start).await.unwrap();
        world
            .until(&shop, "the connection without a new code", |detail| {
                detail.tenant.status == TenantStatus::Active
                    && detail.session.state == SessionStateName::Connected
                    && detail.worker.status == WorkerStatus::Running
            })
            .await;
        let answered = world.log(&shop).await.len();
        world.say(&shop, NEEMA, "menu").await;
        world
            .until_log(&shop, "an answer", |log| {
                log.len() > answered && outbound(log).len() == inbound(log).len()
            })
            .await;
    }
}
