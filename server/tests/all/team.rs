//! The team's page, joining, and seeing a business as its auditor does, as a browser without JavaScript has it.

use crate::world::{Answer, Ask, Person, World};

fn place(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.header("location"))
}

async fn page(world: &World, path: &str, who: &Person) -> Answer {
    world.ask(Ask::page(path).cookie(who)).await
}

#[tokio::test]
async fn the_invited_join_by_a_plain_form() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let token = world.invited(&owner).await;
    let here = format!("/invited?token={token}");
    let shown = world.ask(Ask::page(&here)).await;
    assert_eq!(shown.status, 200);
    for text in ["Mama Salon", "Owner of Mama Salon", &format!("{token}@example.co.tz")] {
        assert!(shown.body.contains(text), "{text}");
    }
    let send = |fields: String| Ask::form("/api/accept_invitation", &here, &fields);
    let short = world.ask(send(format!("token={token}&name=Neema&password=siri"))).await;
    let (status, back) = place(&short);
    assert_eq!(status, 302);
    assert!(back.contains("/invited?token=") && back.contains("__err="), "{back}");
    let joined = world.ask(send(format!("token={token}&name=Neema&password=correct+horse"))).await;
    assert_eq!(place(&joined), (302, "/app"));
    assert!(joined.header("set-cookie").starts_with("flowhq="));
    let spent = world.ask(Ask::page(&here)).await;
    assert!(!spent.body.contains("data-testid=\"invited-form\""), "{}", spent.body);
    assert!(world.ask(Ask::page("/invited")).await.status.as_u16() < 500);
}

#[tokio::test]
async fn the_teams_page_offers_what_its_reader_may() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let agent = world.agent(&owner).await;
    let shown = page(&world, "/app/team", &owner).await;
    assert_eq!(shown.status, 200);
    for there in ["invite-form", "btn-deactivate", "pick-role", "permissions", "no-looks"] {
        assert!(shown.body.contains(&format!("data-testid=\"{there}\"")), "{there}");
    }
    // Their rows are those of the table by which it is judged.
    assert_eq!(shown.body.matches("data-permission=").count(), domain::Permission::ALL.len() - 1);
    let refused = page(&world, "/app/team", &agent).await;
    assert_eq!(refused.status, 403);
    assert!(!refused.body.contains("href=\"/app/team\""), "{}", refused.body);
    assert!(shown.body.contains("href=\"/app/team\""));
}

#[tokio::test]
async fn somebody_is_kept_out_by_a_plain_form() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let agent = world.agent(&owner).await;
    let user = agent.principal.user_id.unwrap();
    let form = Ask::form("/api/deactivate", "/app/team", &format!("user={user}"));
    let sent = world.ask(form.cookie(&owner)).await;
    assert_eq!(place(&sent), (302, "/app/team?done=deactivated"));
    let out = page(&world, "/app", &agent).await;
    assert!(out.header("location").starts_with("/signin"));
    let shown = page(&world, "/app/team?done=deactivated", &owner).await;
    assert!(shown.body.contains("data-status=\"blocked\""));
    assert!(shown.body.contains("data-testid=\"btn-activate\""));
}

#[tokio::test]
async fn an_admin_looks_sees_the_bar_and_ends_it_by_plain_forms() {
    let world = World::new().await;
    let (owner, admin) = (world.owner("Mama Salon").await, world.admin().await);
    let tenant = owner.tenant();
    let from = format!("/admin/tenants/{tenant}");
    let begin = |reason: &str| {
        let fields = format!("tenant={tenant}&reason={reason}");
        Ask::form("/api/begin_view", &from, &fields).cookie(&admin)
    };
    let refused = world.ask(begin("x")).await;
    assert!(refused.header("location").contains("__err="));
    assert_eq!(place(&world.ask(begin("Help+with+hours")).await), (302, "/app"));
    let seen = page(&world, "/app/team", &admin).await;
    assert_eq!(seen.status, 200);
    assert!(seen.body.contains("data-testid=\"viewing-bar\""));
    assert!(seen.body.contains("Help with hours") && !seen.body.contains("invite-form"));
    assert!(!seen.body.contains("data-testid=\"link-account\""));
    // Where an admin's own pages were, there is the way out.
    let own = page(&world, "/admin", &admin).await;
    assert_eq!(own.status, 403);
    assert!(own.body.contains("data-testid=\"btn-end-view\""));
    let log = Ask::new(http::Method::POST, "/app/events.csv").signed_in(&admin);
    assert_eq!(world.ask(log).await.status, 403);
    let end = Ask::form("/api/end_view", "/app/team", "").cookie(&admin);
    assert_eq!(place(&world.ask(end).await), (302, from.as_str()));
    assert!(!page(&world, &from, &admin).await.body.contains("viewing-bar"));
    let told = page(&world, "/app/team", &owner).await;
    assert!(told.body.contains("data-testid=\"look\"") && told.body.contains("Help with hours"));
}
