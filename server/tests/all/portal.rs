//! The portal's JSON: every answer and every error in golden files.

use insta::assert_snapshot;
use serde_json::json;

use crate::golden::Golden;
use crate::world::{Ask, World, platform};

const EMAIL: &str = "mama.salon@example.co.tz";

#[tokio::test]
async fn an_owner_asks_to_be_set_up_and_follows_it() {
    let world = World::new().await;
    world.owner("Mama Salon").await;
    let request = json!({
        "template_type": "BOOKING",
        "business_name": "Mama Salon",
        "business_type": "Salon",
        "whatsapp_number": "+255712345678",
        "language": "SW",
    });
    let mut golden = Golden::default();
    golden.ask(&world, Ask::get("/portal/me").portal(EMAIL)).await;
    golden.ask(&world, Ask::post("/portal/setup-request").portal(EMAIL).json(&request)).await;
    golden.ask(&world, Ask::post("/portal/setup-request").portal(EMAIL).json(&request)).await;
    golden.ask(&world, Ask::get("/portal/me").portal(EMAIL)).await;
    golden.ask(&world, Ask::get("/portal/tenant/current/status").portal(EMAIL)).await;
    golden.ask(&world, Ask::get("/portal/tenant/current/qr").portal(EMAIL)).await;
    golden.ask(&world, Ask::get("/portal/tenant/current/logs").portal(EMAIL)).await;
    golden.ask(&world, Ask::get("/portal/tenant/current/logs?limit=1000").portal(EMAIL)).await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn every_wrong_value_of_a_request_is_named_and_nothing_is_kept() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let wrong = json!({
        "template_type": "",
        "business_name": "x".repeat(101),
        "whatsapp_number": "0712345678",
        "language": "FR",
        "hours_json": { "sat": { "from": "8", "to": "12:00" } },
    });
    let mut golden = Golden::default();
    golden.ask(&world, Ask::post("/portal/setup-request").portal(EMAIL).json(&wrong)).await;
    golden
        .ask(&world, Ask::post("/portal/setup-request").portal(EMAIL).raw("application/json", "{"))
        .await;
    golden
        .ask(&world, Ask::post("/portal/setup-request").portal(EMAIL).raw("text/plain", "x"))
        .await;
    assert_snapshot!(golden.text());
    let detail = world.engine.tenant_detail(&platform(), owner.tenant()).await.unwrap();
    assert_eq!((detail.request, detail.tenant.phone_number), (None, None));
}

#[tokio::test]
async fn a_caller_without_the_key_or_a_person_is_refused() {
    let world = World::new().await;
    world.owner("Mama Salon").await;
    let me = Ask::get("/portal/me");
    let mut golden = Golden::default();
    golden.ask(&world, me.clone().header("x-user-email", EMAIL)).await;
    golden.ask(&world, me.clone().portal(EMAIL).header("x-portal-key", "a guess")).await;
    golden.ask(&world, me.clone().portal("").header("x-user-email", "")).await;
    golden.ask(&world, me.clone().portal("nobody@example.com")).await;
    golden.ask(&world, Ask::get("/portal/nothing").portal(EMAIL)).await;
    golden.ask(&world, Ask::post("/portal/me").portal(EMAIL)).await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn an_admin_has_no_tenant_here() {
    let world = World::new().await;
    world.admin().await;
    let mut golden = Golden::default();
    golden.ask(&world, Ask::get("/portal/me").portal("admin@example.com")).await;
    golden.ask(&world, Ask::get("/portal/tenant/current/status").portal("admin@example.com")).await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn without_a_configured_key_nobody_gets_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = crate::world::config(&folder, &[]);
    config.portal_key = None;
    let mut world = World::new().await;
    world.state.config = std::sync::Arc::new(config);
    world.router = server::router::router(world.state.clone());
    let answer = world.ask(Ask::get("/portal/me").portal(EMAIL).header("x-portal-key", "")).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn the_portal_is_json_whatever_is_accepted() {
    let world = World::new().await;
    world.owner("Mama Salon").await;
    let answer = world.ask(Ask::get("/portal/me").portal(EMAIL).header("accept", "*/*")).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
}
