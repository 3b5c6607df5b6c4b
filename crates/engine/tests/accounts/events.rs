use std::time::Duration;

use crate::world::{PASSWORD, World, address, from, token};

#[tokio::test]
async fn what_happens_to_an_account_stands_in_the_tenants_event_log() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (engine, client) = (&world.engine, from("10.0.0.1"));
    let link = token(&world.mail(&address("asha"), "Confirm", 1).await);
    engine.confirm_email(&link, &client).await.unwrap();
    engine.change_email(&owner.principal, "b@x.io", PASSWORD, &client).await.unwrap();
    let link = token(&world.mail("b@x.io", "new e-mail", 1).await);
    engine.confirm_email(&link, &client).await.unwrap();
    let new = "kahawa na chapati moto";
    let kept = engine.change_password(&owner.principal, &owner.token, PASSWORD, new, &client).await;
    let kept = kept.unwrap();
    engine.ask_reset("b@x.io", &client).await.unwrap();
    let link = token(&world.mail("b@x.io", "Choose a new password", 1).await);
    engine.reset_password(&link, PASSWORD, &client).await.unwrap();
    assert_eq!(
        world.events(&kept.principal).await,
        [
            "account.password_reset",
            "account.password_changed",
            "account.email_changed",
            "account.email_change_asked",
            "account.email_verified",
            "tenant.signed_up",
        ]
    );
}

#[tokio::test]
async fn no_secret_is_written_into_the_event_log() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let link = token(&world.mail(&address("asha"), "Confirm", 1).await);
    world.engine.confirm_email(&link, &from("10.0.0.1")).await.unwrap();
    world.advance(Duration::from_secs(1));
    let tenant = owner.principal.tenant_id.unwrap();
    let page = world
        .store
        .tenant(tenant)
        .events(store::EventFilter { limit: 10, ..Default::default() }, None)
        .await
        .unwrap();
    let text = format!("{:?}", page.items);
    assert!(text.contains("account.email_verified"));
    assert!(!text.contains(&link) && !text.contains(PASSWORD));
}
