//! Somebody of Flow HQ who sees a business as its auditor does.

use std::time::Duration;

use domain::{Permission, Principal, Problem, Role, TenantId};
use engine::{EngineError, EventFilter, ExportFormat, SignedIn};

use crate::team::{form, joined};
use crate::world::{PASSWORD, World, address, from, problem};

async fn admin(world: &World) -> SignedIn {
    let email = address("rehema");
    world.engine.create_admin("Rehema", &email, PASSWORD).await.unwrap();
    world.sign_in("rehema", PASSWORD).await.unwrap().signed_in().unwrap()
}

/// Who the sign-in stands for now.
async fn now(world: &World, signed_in: &SignedIn) -> Principal {
    world.engine.principal_of(&signed_in.token).await.unwrap().unwrap()
}

/// An owner, and an admin who looks at the business.
async fn looked_at(world: &World) -> (SignedIn, TenantId, SignedIn) {
    let (owner, admin) = (world.owner("asha").await, admin(world).await);
    let tenant = owner.principal.tenant_id.unwrap();
    let (by, token) = (&admin.principal, &admin.token);
    world.engine.begin_view(by, token, tenant, " help with hours ").await.unwrap();
    (owner, tenant, admin)
}

fn is_forbidden<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::Forbidden))
}

#[tokio::test]
async fn an_admin_sees_a_business_as_its_auditor_and_nothing_else() {
    let world = World::new().await;
    let (owner, tenant, admin) = looked_at(&world).await;
    let seen = now(&world, &admin).await;
    let wanted = Principal {
        role: Role::Auditor,
        tenant_id: Some(tenant),
        name: "Rehema (Flow HQ)".to_owned(),
        viewing: true,
        ..admin.principal.clone()
    };
    assert_eq!(seen, wanted);
    let shown = world.engine.viewing(&seen, &admin.token).await.unwrap().unwrap();
    assert_eq!(shown.business, "asha Biashara");
    world.engine.tenant_detail(&seen, tenant).await.unwrap();
    let other = world.owner("jirani").await.principal.tenant_id.unwrap();
    let foreign = world.engine.tenant_detail(&seen, other).await;
    assert!(matches!(foreign, Err(EngineError::NotFound)));
    assert!(is_forbidden(&world.engine.overview(&seen).await));
    assert_eq!(world.engine.viewing(&owner.principal, &owner.token).await.unwrap(), None);
}

#[tokio::test]
async fn the_business_is_told_who_looked_and_what_for() {
    let world = World::new().await;
    let (owner, tenant, admin) = looked_at(&world).await;
    let mail = world.mail(&address("asha"), "inaitazama", 1).await;
    assert!(mail.text.contains("Rehema") && mail.text.contains("help with hours"));
    assert_eq!(world.mails_to(&address("rehema")), 0);
    world.advance(Duration::from_mins(3));
    assert_eq!(world.engine.end_view(&admin.token).await.unwrap(), Some(tenant));
    assert_eq!(world.engine.end_view(&admin.token).await.unwrap(), None);
    assert_eq!(now(&world, &admin).await, admin.principal);
    let log = world.events(&owner.principal).await;
    assert_eq!(log[..2], ["tenant.view_ended", "tenant.viewed"]);
    let looks = world.engine.team(&owner.principal, tenant).await.unwrap().looks;
    let [look] = looks.as_slice() else { panic!("{looks:?}") };
    assert_eq!((look.by.as_str(), look.reason.as_str()), ("Rehema", "help with hours"));
    assert_eq!(look.ended_at - look.began_at, chrono::TimeDelta::minutes(3));
}

#[tokio::test]
async fn a_look_ends_after_half_an_hour_and_when_its_person_signs_out() {
    let world = World::new().await;
    let (owner, tenant, admin) = looked_at(&world).await;
    world.advance(Duration::from_mins(30));
    assert_eq!(now(&world, &admin).await, admin.principal);
    world.engine.begin_view(&admin.principal, &admin.token, tenant, "once more").await.unwrap();
    assert!(now(&world, &admin).await.viewing);
    world.engine.sign_out(&admin.token).await.unwrap();
    assert!(!world.is_in(&admin.token).await);
    let log = world.events(&owner.principal).await;
    assert_eq!(log[..3], ["tenant.view_ended", "tenant.viewed", "tenant.viewed"]);
}

#[tokio::test]
async fn whoever_looks_has_no_account_at_hand_and_takes_nothing_out() {
    let world = World::new().await;
    let (_, tenant, admin) = looked_at(&world).await;
    let seen = now(&world, &admin).await;
    let (engine, client) = (&world.engine, from("10.0.0.1"));
    assert!(is_forbidden(&engine.account(&seen, Some(&admin.token)).await));
    assert!(is_forbidden(&engine.end_other_browsers(&seen, &admin.token).await));
    let new = "kahawa na chapati moto";
    let changed = engine.change_password(&seen, &admin.token, PASSWORD, new, &client).await;
    assert!(is_forbidden(&changed));
    assert!(is_forbidden(&engine.change_email(&seen, "b@x.io", PASSWORD, &client).await));
    let filter = EventFilter::newest(9);
    assert!(engine.events(&seen, filter.clone(), None).await.is_ok());
    assert!(is_forbidden(&engine.export_events(&seen, filter, ExportFormat::Csv).await));
    assert!(is_forbidden(&engine.calendar_file(&seen, tenant, "", 7).await));
    assert!(is_forbidden(&engine.export_flow(&seen, tenant).await));
    let message = world.store.mint();
    assert!(is_forbidden(&engine.file(&seen, tenant, message).await));
    assert!(is_forbidden(&engine.begin_view(&seen, &admin.token, tenant, "again").await));
}

#[tokio::test]
async fn whoever_looks_may_nothing_that_changes() {
    let world = World::new().await;
    let (owner, tenant, admin) = looked_at(&world).await;
    let neema = joined(&world, &owner.principal, "neema", Role::Agent).await;
    let seen = now(&world, &admin).await;
    for permission in Permission::ALL {
        let reads = permission.as_str().starts_with("read_");
        let may = seen.may_in(tenant, *permission);
        assert_eq!(may, reads || *permission == Permission::ViewTenant, "{permission}");
    }
    let (engine, user) = (&world.engine, neema.principal.user_id.unwrap());
    assert!(is_forbidden(&engine.invite(&seen, tenant, &form("juma", Role::Agent)).await));
    assert!(is_forbidden(&engine.deactivate(&seen, tenant, user).await));
    assert!(is_forbidden(&engine.pause(&seen, tenant).await));
}

#[tokio::test]
async fn a_look_needs_an_admin_a_reason_and_a_business() {
    let world = World::new().await;
    let (owner, admin) = (world.owner("asha").await, admin(&world).await);
    let tenant = owner.principal.tenant_id.unwrap();
    let engine = &world.engine;
    let as_owner = engine.begin_view(&owner.principal, &owner.token, tenant, "why not").await;
    assert!(is_forbidden(&as_owner));
    let system = Principal { user_id: None, ..admin.principal.clone() };
    assert!(is_forbidden(&engine.begin_view(&system, &admin.token, tenant, "why not").await));
    let long = "x".repeat(201);
    for (reason, wrong) in [
        ("  ", Problem::Required),
        ("see ", Problem::TooShort { min: 5 }),
        (long.as_str(), Problem::TooLong { max: 200 }),
    ] {
        let answer = engine.begin_view(&admin.principal, &admin.token, tenant, reason).await;
        assert_eq!(problem(answer), ("reason".to_owned(), wrong));
    }
    let nowhere = world.store.mint();
    let answer = engine.begin_view(&admin.principal, &admin.token, nowhere, "why not").await;
    assert!(matches!(answer, Err(EngineError::NotFound)));
    assert!(!now(&world, &admin).await.viewing);
    assert_eq!(world.events(&owner.principal).await, ["tenant.signed_up"]);
}
