//! What every request passes.

use http::Method;

use crate::world::{Ask, ORIGIN, World};

/// A wish of an admin; 404 shows that it was let through.
fn wish() -> Ask {
    Ask::post("/admin/setup-requests/none/approve")
}

#[tokio::test]
async fn a_request_with_a_cookie_must_come_from_a_page_of_ours() {
    let world = World::new().await;
    let admin = world.admin().await;
    let with_cookie = wish().cookie(&admin);
    for (name, value, status) in [
        ("origin", ORIGIN, 404),
        ("origin", "http://evil.example", 403),
        ("origin", "http://flowhq.test.evil.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "same-origin", 404),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("x-nothing", "1", 403),
    ] {
        let answer = world.ask(with_cookie.clone().header(name, value)).await;
        assert_eq!(answer.status, status, "{name}: {value}");
    }
}

#[tokio::test]
async fn the_refusal_is_json_for_who_asks_for_json() {
    let world = World::new().await;
    let admin = world.admin().await;
    let foreign = wish().cookie(&admin).header("origin", "http://evil.example");
    let answer = world.ask(foreign.clone()).await;
    assert_eq!(answer.json()["error"], "The request does not come from a page of Flow HQ");
    let answer = world.ask(foreign.header("accept", "*/*")).await;
    assert_eq!(answer.body, "The request does not come from a page of Flow HQ\n");
}

#[tokio::test]
async fn programs_need_no_origin() {
    let world = World::new().await;
    world.owner("Mama Salon").await;
    assert_eq!(world.ask(wish().platform()).await.status, 404);
    let portal = Ask::post("/portal/me").portal("mama.salon@example.co.tz");
    assert_eq!(world.ask(portal.header("origin", "http://evil.example")).await.status, 405);
}

#[tokio::test]
async fn a_foreign_page_cannot_use_a_password_that_the_browser_remembers() {
    let world = World::new().await;
    let answer = world.ask(wish().platform().header("origin", "http://evil.example")).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn reading_needs_no_origin() {
    let world = World::new().await;
    let admin = world.admin().await;
    assert_eq!(world.ask(Ask::get("/admin/tenants").cookie(&admin)).await.status, 200);
}

#[tokio::test]
async fn over_https_only_the_host_bound_cookie_counts() {
    let world = World::with(&[("FLOWHQ_PUBLIC_URL", "https://flowhq.test")]).await;
    let admin = world.admin().await;
    let status = async |cookie: String| {
        world.ask(Ask::get("/admin/tenants").header("cookie", &cookie)).await.status.as_u16()
    };
    assert_eq!(status(format!("flowhq={}", admin.token)).await, 401);
    assert_eq!(status(format!("a=b; __Host-flowhq={}", admin.token)).await, 200);
}

#[tokio::test]
async fn an_unknown_or_closed_session_is_nobody() {
    let world = World::new().await;
    let admin = world.admin().await;
    world.engine.sign_out(&admin.token).await.unwrap();
    assert_eq!(world.ask(Ask::get("/admin/tenants").cookie(&admin)).await.status, 401);
    let garbage = format!("flowhq={}", "x".repeat(4000));
    assert_eq!(world.ask(Ask::get("/admin/tenants").header("cookie", &garbage)).await.status, 401);
}

#[tokio::test]
async fn a_large_body_is_refused_however_it_is_sent() {
    let world = World::new().await;
    let large = "x".repeat(64 * 1024 + 1);
    for path in ["/admin/tenants", "/signin", "/portal/setup-request"] {
        let announced = Ask::post(path).raw("application/json", &large);
        let answer = world.ask(announced.header("content-length", "65537")).await;
        assert_eq!(answer.status, 413, "{path}, announced");
        let answer = world.ask(Ask::post(path).raw("application/json", &large)).await;
        assert_eq!(answer.status, 413, "{path}, in chunks");
        assert_eq!(answer.json()["error"], "The body is larger than 64 KiB");
    }
}

#[tokio::test]
async fn who_asks_for_a_page_gets_one_also_under_admin() {
    let world = World::new().await;
    let page = |path: &str| Ask::new(Method::GET, path).header("accept", "text/html");
    let home = world.ask(page("/")).await;
    assert_eq!(home.status, 200);
    assert!(home.body.contains("<html"), "{}", home.body);
    let lost = world.ask(page("/nowhere")).await;
    assert_eq!(lost.status, 404);
    assert!(lost.body.contains("<html"), "{}", lost.body);
    let dashboard = world.ask(page("/admin/tenants")).await;
    assert_ne!(dashboard.header("content-type"), "application/json");
}
