//! The event log as a file.

use http::{Method, StatusCode};

use crate::world::{Ask, ORIGIN, Person, World};

/// What the form of our own page sends.
fn file(path: &str) -> Ask {
    Ask::new(Method::POST, path).header("origin", ORIGIN)
}

#[tokio::test]
async fn an_owner_takes_out_the_own_log_and_nothing_else() {
    let world = World::new().await;
    let (own, other) = (world.owner("Duka").await, world.owner("Soko").await);
    world.submit(&own).await;
    world.submit(&other).await;
    let answer = world.ask(file("/app/events.csv").cookie(&own)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"events.csv\"");
    let lines: Vec<_> = answer.body.lines().collect();
    assert_eq!(lines[0], "time,tenant_id,tenant,actor,type,details,id");
    assert!(
        answer.body.contains("setup_request.submitted") && answer.body.contains("Owner of Duka")
    );
    assert!(!answer.body.contains("Owner of Soko"), "{}", answer.body);
    // That it was taken out is an event, and the next file has it.
    let again = world.ask(file("/app/events.jsonl?type=events").cookie(&own)).await;
    let event: serde_json::Value =
        serde_json::from_str(again.body.lines().next().unwrap()).unwrap();
    assert_eq!(event["type"], "events.exported");
    let foreign = format!("/app/events.csv?tenant={}", other.tenant());
    assert_eq!(world.ask(file(&foreign).cookie(&own)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_admin_takes_out_everybodys_log_narrowed_as_the_page_is() {
    let world = World::new().await;
    let (one, two) = (world.owner("Duka").await, world.owner("Soko").await);
    let admin = world.admin().await;
    let all = world.ask(file("/admin/events.csv").cookie(&admin)).await;
    assert_eq!(all.status, StatusCode::OK);
    assert!(all.body.contains("\"Duka\"") && all.body.contains("\"Soko\""), "{}", all.body);
    assert!(all.body.contains("admin.created"));
    let narrowed = format!("/admin/events.csv?tenant={}&type=tenant", one.tenant());
    let narrowed = world.ask(file(&narrowed).cookie(&admin)).await;
    assert_eq!(narrowed.body.lines().count(), 2, "{}", narrowed.body);
    let later = world.ask(file("/admin/events.csv?from=2999-01-01").cookie(&admin)).await;
    assert_eq!(later.body.lines().count(), 1);
    for (path, who) in [("/admin/events.csv", &two), ("/app/events.csv", &admin)] {
        assert_eq!(world.ask(file(path).cookie(who)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(world.ask(file("/admin/events.csv")).await.status, StatusCode::UNAUTHORIZED);
    let browser = file("/app/events.csv").header("accept", "text/html");
    assert_eq!(world.ask(browser).await.header("location"), "/signin");
}

async fn was_taken_out(world: &World, who: &Person) -> bool {
    let events = world.engine.tenant_events(&who.principal, who.tenant(), 50, None).await.unwrap();
    events.items.iter().any(|event| event.event_type == "events.exported")
}

#[tokio::test]
async fn no_link_and_no_foreign_page_takes_the_log_out() {
    let world = World::new().await;
    let owner = world.owner("Duka").await;
    let link = world.ask(Ask::page("/app/events.csv").cookie(&owner)).await;
    assert_eq!(link.status, StatusCode::METHOD_NOT_ALLOWED);
    let foreign = file("/app/events.csv").header("origin", "https://evil.example");
    assert_eq!(world.ask(foreign.cookie(&owner)).await.status, StatusCode::FORBIDDEN);
    let silent = Ask::new(Method::POST, "/app/events.csv").cookie(&owner);
    assert_eq!(world.ask(silent).await.status, StatusCode::FORBIDDEN);
    assert!(!was_taken_out(&world, &owner).await);
    assert_eq!(world.ask(file("/app/events.csv").cookie(&owner)).await.status, StatusCode::OK);
    assert!(was_taken_out(&world, &owner).await);
}

#[tokio::test]
async fn the_pages_offer_the_file_by_a_form_that_keeps_the_filter() {
    let world = World::new().await;
    let (owner, admin) = (world.owner("Duka").await, world.admin().await);
    for (page, who, action) in [
        ("/app/settings?kind=tenant.paused", &owner, "/app/events.csv?kind=tenant.paused"),
        ("/admin/events?type=tenant", &admin, "/admin/events.csv?type=tenant"),
        ("/admin/events?type=tenant", &admin, "/admin/events.jsonl?type=tenant"),
    ] {
        let page = world.ask(Ask::page(page).cookie(who)).await.body;
        let form = format!("<form method=\"post\" action=\"{action}\"");
        assert!(page.contains(&form), "{form}\n{page}");
    }
}
