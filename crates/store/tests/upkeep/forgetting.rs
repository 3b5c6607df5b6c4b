//! What is over is forgotten, a batch at a time; what is not stays.

use chrono::Duration;
use domain::{Conflict, Decision, Instant};
use sea_orm::{ConnectionTrait, Database, Statement};
use store::{
    Booker, NewBooking, ResourceInput, ServiceInput, Settlement, StoreError, TenantStore,
    Unanswered, WorkerStore,
};

use crate::support::{OneByOne, Owner, World, on_each, receive, received};

/// Rows of a table, seen past the store.
async fn count(world: &World, table: &str) -> i64 {
    let connection = Database::connect(world.database.url()).await.unwrap();
    let backend = connection.get_database_backend();
    let sql = format!("SELECT CAST(count(*) AS bigint) AS n FROM {table}");
    let row = connection.query_one_raw(Statement::from_string(backend, sql)).await.unwrap();
    let rows = row.unwrap().try_get("", "n").unwrap();
    connection.close().await.unwrap();
    rows
}

/// A business that can be booked for a whole day, by two at once.
async fn lodge(world: &World) -> (Owner, TenantStore, NewBooking) {
    let owner = world.owner("Lodge").await;
    let (store, by) = (world.store.tenant(owner.tenant), owner.actor());
    let service = ServiceInput {
        name_sw: "Usiku".to_owned(),
        name_en: "Night".to_owned(),
        minutes: 24 * 60,
        buffer_minutes: 0,
        price_minor: None,
        active: true,
    };
    let service = store.save_service(&by, None, service).await.unwrap().unwrap();
    let room =
        ResourceInput { name: "1".to_owned(), capacity: 2, hours: None, services: Vec::new() };
    let resource = store.save_resource(&by, None, room).await.unwrap().unwrap();
    let day = world.now().timestamp().div_euclid(86_400) + 1;
    let booking = NewBooking {
        service,
        resource,
        starts_at: Instant::from_timestamp(day * 86_400, 0).unwrap(),
        service_name: "Night".to_owned(),
        customer_name: None,
        note: None,
    };
    (owner, store, booking)
}

#[tokio::test]
async fn the_time_of_bookings_long_past_is_given_back_and_that_of_others_is_not() {
    on_each(async |world| {
        let (owner, store, first) = lodge(world).await;
        let on = async |days: i64| {
            let starts_at = first.starts_at + Duration::days(days);
            let booking = NewBooking { starts_at, ..first.clone() };
            store.book(&owner.actor(), Booker::default(), booking).await
        };
        // A day has 288 grains.
        for days in [0, 0, 1, 1, 20, 20] {
            on(days).await.unwrap();
        }
        let upkeep = world.store.upkeep();
        assert_eq!(upkeep.forget_grains().await.unwrap(), 0);
        world.advance_s(11 * 86_400);
        // Two days of two rooms, in batches.
        assert_eq!(upkeep.forget_grains().await.unwrap(), 1000);
        assert_eq!(upkeep.forget_grains().await.unwrap(), 4 * 288 - 1000);
        assert_eq!(upkeep.forget_grains().await.unwrap(), 0);
        assert_eq!(count(world, "appointment_grains").await, 2 * 288);
        assert_eq!(count(world, "appointments").await, 6);
        let full = on(20).await;
        assert!(matches!(full, Err(StoreError::Conflict(Conflict::SlotTaken))), "{full:?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_less_than_a_week_ago_is_kept() {
    on_each(async |world| {
        let (owner, store, booking) = lodge(world).await;
        store.book(&owner.actor(), Booker::default(), booking).await.unwrap();
        world.advance_s(7 * 86_400);
        assert_eq!(world.store.upkeep().forget_grains().await.unwrap(), 0);
    })
    .await;
}

async fn ask(world: &World, worker: &WorkerStore, text: &str) {
    let message = receive(worker, received(text, "+255700000001", world.now())).await;
    let decision = Decision::Answered { flow: "X".into(), step: "y".into(), delayed_by: None };
    let unanswered = Some(Unanswered { text: text.to_owned(), key: text.to_owned() });
    let settlement = Settlement { unanswered, ..Settlement::of(message.id, decision) };
    worker.settle(settlement).await.unwrap();
}

#[tokio::test]
async fn a_question_that_was_settled_long_ago_is_forgotten_and_one_that_waits_is_not() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (store, worker) = (world.store.tenant(owner.tenant), world.worker(&lease));
        for text in ["early", "late", "open"] {
            ask(world, &worker, text).await;
        }
        let dismiss = async |text: &str| {
            let open = store.open_questions(9).await.unwrap();
            let question = open.iter().find(|question| question.text == text).unwrap();
            assert!(store.dismiss_question(&owner.actor(), question.id).await.unwrap());
        };
        let upkeep = world.store.upkeep();
        dismiss("early").await;
        world.advance_s(20 * 86_400);
        dismiss("late").await;
        assert_eq!(upkeep.forget_settled_questions().await.unwrap(), 0);
        world.advance_s(11 * 86_400);
        assert_eq!(upkeep.forget_settled_questions().await.unwrap(), 1);
        assert_eq!(count(world, "unanswered_questions").await, 2);
        world.advance_s(365 * 86_400);
        assert_eq!(upkeep.forget_settled_questions().await.unwrap(), 1);
        assert_eq!(store.open_questions(9).await.unwrap().len(), 1, "it waits for somebody");
    })
    .await;
}
