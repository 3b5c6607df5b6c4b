use domain::Problem;
use domain::booking_form::{ClosureForm, ResourceForm, ServiceForm};
use domain::forms::{DayForm, HoursForm};

use crate::support::{is_missing, wrong};
use crate::world::{World, booking, fields, resource, service};

#[tokio::test]
async fn the_first_service_brings_the_business_itself_to_do_it() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let first = world.service(&shop, "60").await;
    world.service(&shop, "30").await;
    let shelf = engine.shelf(owner, tenant).await.unwrap();
    assert_eq!(shelf.services.len(), 2);
    let names: Vec<_> = shelf.resources.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Mama Salon"]);
    engine.book(owner, tenant, &booking(first, "09:00")).await.unwrap();
}

#[tokio::test]
async fn a_service_is_changed_and_removed_and_its_bookings_stay() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let id = world.service(&shop, "60").await;
    let made = engine.book(owner, tenant, &booking(id, "09:00")).await.unwrap();
    let other = ServiceForm {
        name_sw: String::new(),
        name_en: "Braids".into(),
        buffer: "15".into(),
        price: String::new(),
        active: String::new(),
        ..service("90")
    };
    assert_eq!(engine.save_service(owner, tenant, Some(id), &other).await.unwrap(), id);
    let shelf = engine.shelf(owner, tenant).await.unwrap();
    let [changed] = shelf.services.as_slice() else { panic!("{:?}", shelf.services) };
    assert_eq!((changed.name_en.as_str(), changed.minutes), ("Braids", 90));
    assert_eq!((changed.buffer_minutes, changed.price_minor), (15, None));
    assert!(!changed.active);
    engine.remove_service(owner, tenant, id).await.unwrap();
    assert!(is_missing(&engine.remove_service(owner, tenant, id).await));
    assert!(is_missing(&engine.save_service(owner, tenant, Some(id), &other).await));
    assert_eq!(engine.booking(owner, tenant, made.id).await.unwrap().service, "Kusuka nywele");
}

#[tokio::test]
async fn a_service_needs_a_name_and_times_on_the_grain() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let odd = ServiceForm {
        name_sw: " ".into(),
        minutes: "7".into(),
        buffer: "300".into(),
        price: "cheap".into(),
        ..ServiceForm::default()
    };
    let found = wrong(world.engine.save_service(&shop.owner, shop.tenant, None, &odd).await);
    assert_eq!(
        found,
        [
            ("name_sw".into(), Problem::Required),
            ("minutes".into(), Problem::Step { min: 5, max: 1440, step: 5 }),
            ("buffer".into(), Problem::Step { min: 0, max: 240, step: 5 }),
            ("price".into(), Problem::Amount),
        ]
    );
    for minutes in ["0", "1445", "", "-5"] {
        let answer =
            world.engine.save_service(&shop.owner, shop.tenant, None, &service(minutes)).await;
        assert_eq!(fields(answer), ["minutes"], "{minutes}");
    }
}

#[tokio::test]
async fn a_person_has_own_hours_and_does_some_services_only() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let braids = world.service(&shop, "60").await;
    let nails = world.service(&shop, "30").await;
    let hours = HoursForm {
        mon: DayForm { from: "10:00".into(), to: "14:00".into() },
        ..HoursForm::default()
    };
    let form = ResourceForm {
        capacity: "3".into(),
        hours,
        services: vec![nails.to_string(), nails.to_string()],
        ..resource("Asha")
    };
    let id = engine.save_resource(owner, tenant, None, &form).await.unwrap();
    let kept = engine.shelf(owner, tenant).await.unwrap().resources;
    let asha = kept.iter().find(|it| it.id == id).unwrap();
    assert_eq!((asha.capacity, asha.services.as_slice()), (3, [nails].as_slice()));
    assert!(asha.hours.is_some());
    let mut asked = booking(braids, "10:00");
    asked.resource = id.to_string();
    let refused = wrong(engine.book(owner, tenant, &asked).await);
    let allowed = Problem::Choice { allowed: "Mama Salon".into() };
    assert_eq!(refused, [("resource".into(), allowed)]);

    engine.save_resource(owner, tenant, Some(id), &resource("Asha M.")).await.unwrap();
    let kept = engine.shelf(owner, tenant).await.unwrap().resources;
    let asha = kept.iter().find(|it| it.id == id).unwrap();
    assert_eq!((asha.name.as_str(), asha.hours.as_ref(), asha.capacity), ("Asha M.", None, 1));
    engine.remove_resource(owner, tenant, id).await.unwrap();
    assert!(is_missing(&engine.remove_resource(owner, tenant, id).await));
}

#[tokio::test]
async fn a_wrong_person_is_refused_field_by_field() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let hours = HoursForm {
        tue: DayForm { from: "14:00".into(), to: "10:00".into() },
        ..HoursForm::default()
    };
    let odd = ResourceForm {
        name: String::new(),
        capacity: "501".into(),
        hours,
        services: vec!["x".into()],
    };
    let answer = world.engine.save_resource(&shop.owner, shop.tenant, None, &odd).await;
    assert_eq!(fields(answer), ["name", "capacity", "hours.tue", "services"]);
}

#[tokio::test]
async fn a_holiday_is_whole_days_or_a_part_of_one() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let days = ClosureForm {
        first: "2026-12-24".into(),
        last: "2026-12-26".into(),
        reason: "Krismasi".into(),
        ..ClosureForm::default()
    };
    let id = engine.add_closure(owner, tenant, &days).await.unwrap();
    let hours = ClosureForm {
        first: "2026-12-01".into(),
        from: "12:00".into(),
        to: "14:30".into(),
        ..ClosureForm::default()
    };
    engine.add_closure(owner, tenant, &hours).await.unwrap();
    let closures = engine.shelf(owner, tenant).await.unwrap().closures;
    let spans: Vec<_> = closures
        .iter()
        .map(|it| (it.starts_at.to_rfc3339(), it.ends_at.to_rfc3339(), it.reason.as_deref()))
        .collect();
    assert_eq!(
        spans,
        [
            ("2026-12-01T09:00:00+00:00".into(), "2026-12-01T11:30:00+00:00".into(), None),
            (
                "2026-12-23T21:00:00+00:00".into(),
                "2026-12-26T21:00:00+00:00".into(),
                Some("Krismasi")
            ),
        ]
    );
    let first = "2026-11-30".parse().unwrap();
    let week = engine.booked_days(owner, tenant, first, 7).await.unwrap();
    assert_eq!(week.shelf.closures.len(), 1);
    engine.remove_closure(owner, tenant, id).await.unwrap();
    assert!(is_missing(&engine.remove_closure(owner, tenant, id).await));
}

#[tokio::test]
async fn a_holiday_ends_after_it_begins() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let add = |first: &str, last: &str, from: &str, to: &str| {
        let form = ClosureForm {
            first: first.into(),
            last: last.into(),
            from: from.into(),
            to: to.into(),
            reason: String::new(),
        };
        let (engine, owner, tenant) = (&world.engine, shop.owner.clone(), shop.tenant);
        async move { wrong(engine.add_closure(&owner, tenant, &form).await) }
    };
    let ends_first = |field: &str| vec![(field.to_owned(), Problem::EndsFirst)];
    assert_eq!(add("2026-12-24", "2026-12-23", "", "").await, ends_first("last"));
    assert_eq!(add("2026-12-24", "", "14:00", "12:00").await, ends_first("to"));
    let found = add("", "x", "12", "").await;
    let found: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(found, ["first", "last", "from"]);
}
