use domain::booking_form::{BookingAct, ClosureForm, MoveForm};
use domain::{Principal, Role};

use crate::support::{May, Shop, became};
use crate::world::{World, booking, resource, service};

/// Reading, booking and changing bookings, and saying what can be booked, in this order; each with everything
/// that it needs being there.
async fn tried(world: &World, shop: &Shop, by: &Principal) -> Vec<(&'static str, May)> {
    let (engine, tenant) = (&world.engine, shop.tenant);
    let first = "2026-11-23".parse().unwrap();
    // For each caller there is another hour.
    let hour = world.store.tenant(tenant).services().await.unwrap().len();
    let id = world.service(shop, "30").await;
    let form = booking(id, &format!("{hour:02}:00"));
    let made = engine.book(&shop.owner, tenant, &form).await.unwrap();
    let later = booking(id, &format!("{hour:02}:30"));
    let to =
        MoveForm { date: "2026-11-25".into(), time: later.time.clone(), ..MoveForm::default() };
    let who = world.resource(shop, &format!("Staff {hour}")).await;
    let closure = ClosureForm { first: "2026-12-24".into(), ..ClosureForm::default() };
    let closed = engine.add_closure(&shop.owner, tenant, &closure).await.unwrap();
    let (service, resource) = (service("30"), resource("Juma"));
    vec![
        ("read days", became(&engine.booked_days(by, tenant, first, 7).await)),
        ("read one", became(&engine.booking(by, tenant, made.id).await)),
        ("read shelf", became(&engine.shelf(by, tenant).await)),
        ("book", became(&engine.book(by, tenant, &later).await)),
        ("move", became(&engine.move_booking(by, tenant, made.id, &to).await)),
        ("change", became(&engine.change_booking(by, tenant, made.id, BookingAct::Confirm).await)),
        ("save service", became(&engine.save_service(by, tenant, Some(id), &service).await)),
        ("remove service", became(&engine.remove_service(by, tenant, id).await)),
        ("save resource", became(&engine.save_resource(by, tenant, Some(who), &resource).await)),
        ("remove resource", became(&engine.remove_resource(by, tenant, who).await)),
        ("add closure", became(&engine.add_closure(by, tenant, &closure).await)),
        ("remove closure", became(&engine.remove_closure(by, tenant, closed).await)),
    ]
}

#[tokio::test]
async fn each_role_may_what_the_table_of_permissions_says() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    for (role, [read, book, say]) in [
        (Role::Owner, [May::Yes; 3]),
        (Role::Manager, [May::Yes; 3]),
        (Role::Agent, [May::Yes, May::Yes, May::No]),
        (Role::Auditor, [May::Yes, May::No, May::No]),
        (Role::Admin, [May::Yes; 3]),
    ] {
        for (n, (what, found)) in
            tried(&world, &shop, &shop.staff(role)).await.into_iter().enumerate()
        {
            let wanted = match n {
                0..3 => read,
                3..6 => book,
                _ => say,
            };
            assert_eq!(found, wanted, "{role} {what}");
        }
    }
}

#[tokio::test]
async fn another_business_finds_nothing_here() {
    let world = World::new().await;
    let (shop, other) = (world.shop("Mama Salon").await, world.shop("Duka").await);
    for (what, found) in tried(&world, &shop, &other.owner).await {
        assert_eq!(found, May::NotHere, "{what}");
    }
}

#[tokio::test]
async fn what_belongs_to_another_business_is_not_found_in_ones_own() {
    let world = World::new().await;
    let (shop, other) = (world.shop("Mama Salon").await, world.shop("Duka").await);
    let id = world.service(&shop, "30").await;
    let made = world.engine.book(&shop.owner, shop.tenant, &booking(id, "09:00")).await.unwrap();
    let (engine, by, tenant) = (&world.engine, &other.owner, other.tenant);
    let to = MoveForm { date: "2026-11-25".into(), time: "09:00".into(), ..MoveForm::default() };
    let form = service("30");
    for found in [
        became(&engine.booking(by, tenant, made.id).await),
        became(&engine.move_booking(by, tenant, made.id, &to).await),
        became(&engine.change_booking(by, tenant, made.id, BookingAct::Cancel).await),
        became(&engine.save_service(by, tenant, Some(id), &form).await),
        became(&engine.remove_service(by, tenant, id).await),
        became(&engine.remove_resource(by, tenant, made.resource_id).await),
    ] {
        assert_eq!(found, May::NotHere);
    }
    let kept = engine.booking(&shop.owner, shop.tenant, made.id).await.unwrap();
    assert_eq!(kept, made);
}
