//! The event log as a file.

use http::{Method, StatusCode};

use crate::world::{Ask, World};

fn file(path: &str) -> Ask {
    Ask::new(Method::GET, path)
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
