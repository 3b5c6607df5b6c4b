use domain::appointment::AppointmentStatus as S;
use domain::booking_form::{BookingAct, BookingForm, MoveForm};
use domain::{Conflict, Instant, Problem};
use engine::EngineError;

use crate::support::wrong;
use crate::world::{World, booking, fields};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn is_taken<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::Conflict(Conflict::SlotTaken)))
}

#[tokio::test]
async fn a_booking_by_hand_is_made_at_the_local_time_and_seen_in_its_week() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let service = world.service(&shop, "60").await;
    let form = BookingForm { note: " Anakuja na mtoto ".into(), ..booking(service, "09:00") };
    let made = world.engine.book(&shop.owner, shop.tenant, &form).await.unwrap();
    assert_eq!(made.starts_at, at("2026-11-24T06:00:00Z"));
    assert_eq!(made.ends_at, at("2026-11-24T07:00:00Z"));
    assert_eq!((made.customer.as_deref(), made.service.as_str()), (Some("Neema"), "Kusuka nywele"));
    assert_eq!(made.note.as_deref(), Some("Anakuja na mtoto"));
    assert_eq!((made.price_minor, made.status), (Some(1_500_000), S::Booked));

    let days = |first: &str, days| {
        let (engine, owner, tenant) = (&world.engine, shop.owner.clone(), shop.tenant);
        let first = first.parse().unwrap();
        async move { engine.booked_days(&owner, tenant, first, days).await.unwrap().bookings }
    };
    assert_eq!(days("2026-11-23", 7).await, std::slice::from_ref(&made));
    assert_eq!(days("2026-11-24", 1).await, std::slice::from_ref(&made));
    assert_eq!(days("2026-11-25", 7).await, []);
    let read = world.engine.booking(&shop.owner, shop.tenant, made.id).await.unwrap();
    assert_eq!(read, made);
}

#[tokio::test]
async fn it_may_lie_outside_of_the_opening_hours_but_never_on_a_taken_time() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let service = world.service(&shop, "60").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    engine.book(owner, tenant, &booking(service, "03:00")).await.unwrap();
    let taken = engine.book(owner, tenant, &booking(service, "03:30")).await;
    assert!(is_taken(&taken), "{taken:?}");
    engine.book(owner, tenant, &booking(service, "04:00")).await.unwrap();
}

#[tokio::test]
async fn whoever_has_room_does_it_where_nobody_is_asked_for() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let (asha, juma) = (world.resource(&shop, "Asha").await, world.resource(&shop, "Juma").await);
    let service = world.service(&shop, "60").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let form = booking(service, "09:00");
    let first = engine.book(owner, tenant, &form).await.unwrap();
    let second = engine.book(owner, tenant, &form).await.unwrap();
    assert_eq!((first.resource_id, second.resource_id), (asha, juma));
    assert!(is_taken(&engine.book(owner, tenant, &form).await));
    let asked = BookingForm { resource: asha.to_string(), ..form };
    assert!(is_taken(&engine.book(owner, tenant, &asked).await));
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let service = world.service(&shop, "60").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let empty = engine.book(owner, tenant, &BookingForm::default()).await;
    assert_eq!(fields(empty), ["customer", "service", "date", "time"]);
    let odd = BookingForm {
        customer: "N".repeat(101),
        resource: "x".into(),
        date: "2062-11-24".into(),
        time: "9 am".into(),
        note: "n".repeat(501),
        ..booking(service, "")
    };
    assert_eq!(
        wrong(engine.book(owner, tenant, &odd).await),
        [
            ("customer".into(), Problem::TooLong { max: 100 }),
            ("resource".into(), Problem::Choice { allowed: "Mama Salon".into() }),
            ("date".into(), Problem::Date),
            ("time".into(), Problem::Clock),
            ("note".into(), Problem::TooLong { max: 500 }),
        ]
    );
}

#[tokio::test]
async fn a_booking_is_moved_by_a_little_and_not_onto_another_one() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let service = world.service(&shop, "60").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let first = engine.book(owner, tenant, &booking(service, "09:00")).await.unwrap();
    engine.book(owner, tenant, &booking(service, "11:00")).await.unwrap();
    let to = |date: &str, time: &str| MoveForm {
        resource: first.resource_id.to_string(),
        date: date.into(),
        time: time.into(),
    };
    let moved =
        engine.move_booking(owner, tenant, first.id, &to("2026-11-24", "09:30")).await.unwrap();
    assert_eq!(moved.starts_at, at("2026-11-24T06:30:00Z"));
    let onto = engine.move_booking(owner, tenant, first.id, &to("2026-11-24", "10:30")).await;
    assert!(is_taken(&onto), "{onto:?}");
    let wrong = engine.move_booking(owner, tenant, first.id, &to("", "10")).await;
    assert_eq!(fields(wrong), ["date", "time"]);
    let kept = engine.booking(owner, tenant, first.id).await.unwrap();
    assert_eq!(kept.starts_at, moved.starts_at);
}

#[tokio::test]
async fn what_becomes_of_a_booking_is_said_and_a_cancelled_one_frees_its_time() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let service = world.service(&shop, "60").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let made = engine.book(owner, tenant, &booking(service, "09:00")).await.unwrap();
    for (act, status) in [
        (BookingAct::Confirm, S::Confirmed),
        (BookingAct::Miss, S::Missed),
        (BookingAct::Complete, S::Completed),
    ] {
        let changed = engine.change_booking(owner, tenant, made.id, act).await.unwrap();
        assert_eq!(changed.status, status);
    }
    let over = engine.change_booking(owner, tenant, made.id, BookingAct::Cancel).await;
    let refused = Conflict::AppointmentState { status: S::Completed };
    assert!(matches!(over, Err(EngineError::Conflict(why)) if why == refused));

    let other = engine.book(owner, tenant, &booking(service, "12:00")).await.unwrap();
    engine.change_booking(owner, tenant, other.id, BookingAct::Cancel).await.unwrap();
    engine.book(owner, tenant, &booking(service, "12:00")).await.unwrap();
    let log =
        world.store.tenant(tenant).events(store::EventFilter::newest(20), None).await.unwrap();
    let done: Vec<_> = log.items.iter().map(|event| event.event_type.as_str()).collect();
    assert!(done.contains(&"booking.cancelled") && done.contains(&"booking.confirmed"), "{done:?}");
}
