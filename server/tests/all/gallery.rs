//! The page of all components is for who works on them.

use http::{Method, StatusCode};

use crate::world::{Ask, World};

fn gallery() -> Ask {
    Ask::new(Method::GET, "/admin/components").header("accept", "text/html")
}

#[tokio::test]
async fn a_development_server_shows_every_component_in_both_themes() {
    let page = World::new().await.ask(gallery()).await;
    assert_eq!(page.status, StatusCode::OK);
    for half in ["light", "dark"] {
        let found = format!("<div data-theme=\"{half}\" class=\"gallery-half\">");
        assert!(page.body.contains(&found), "{half}");
    }
    // Every status has its badge, in both halves.
    let badges = page.body.matches("data-status=\"").count();
    let statuses = domain::TenantStatus::ALL.len()
        + domain::SetupStatus::ALL.len()
        + domain::session::SessionStateName::ALL.len()
        + domain::WorkerStatus::ALL.len()
        + domain::message::MessageStatus::ALL.len();
    assert!(badges >= 2 * statuses, "{badges} of {statuses}");
    assert!(!page.body.contains("style=\""), "a style attribute needs a looser policy");
}

#[tokio::test]
async fn a_production_server_has_no_such_page() {
    let key = store::SecretKey::generate().to_base64();
    let world = World::with(&[
        ("FLOWHQ_ENV", "production"),
        ("FLOWHQ_PUBLIC_URL", "https://flowhq.test"),
        ("FLOWHQ_SECRET_KEY", &key),
    ])
    .await;
    assert_eq!(world.ask(gallery()).await.status, StatusCode::NOT_FOUND);
}
