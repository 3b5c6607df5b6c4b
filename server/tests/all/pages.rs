//! Pages and their forms as a browser without JavaScript uses them.

use chrono::TimeDelta;

use crate::world::{Answer, Ask, World};

fn page(path: &str) -> Ask {
    Ask::page(path)
}

fn form(action: &str, from: &str, fields: &str) -> Ask {
    Ask::form(action, from, fields)
}

const SIGN_UP: &str =
    "name=Asha&business_name=Mama+Salon&email=asha%40example.co.tz&password=correct+horse";

/// The cookie as the browser sends it back.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_owner_signs_up_and_is_led_on() {
    let world = World::new().await;
    let signed_up = world.ask(form("/api/sign_up", "/signup", SIGN_UP)).await;
    assert_eq!(signed_up.status, 302);
    assert_eq!(signed_up.header("location"), "/app/onboarding");
    let set = signed_up.header("set-cookie");
    assert!(set.starts_with("flowhq=") && set.contains("; HttpOnly; SameSite=Lax"), "{set}");
    for path in ["/app", "/app/onboarding", "/app/whatsapp"] {
        let shown = world.ask(page(path).header("cookie", &cookie(&signed_up))).await;
        assert_eq!(shown.status, 200, "{path}: {}", shown.body);
        assert!(shown.body.contains("<main"), "{path}");
    }
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let world = World::with(&[("FLOWHQ_PUBLIC_URL", "https://flowhq.test")]).await;
    let asked = form("/api/sign_up", "/signup", SIGN_UP).header("origin", "https://flowhq.test");
    let set = world.ask(asked).await.header("set-cookie").to_owned();
    assert!(set.starts_with("__Host-flowhq=") && set.ends_with("; Secure"), "{set}");
}

#[tokio::test]
async fn a_stranger_is_led_to_the_door() {
    let world = World::new().await;
    for path in ["/app", "/app/whatsapp", "/admin", "/admin/tenants"] {
        for ask in [page(path), page(path).header("accept", "*/*")] {
            let shown = world.ask(ask).await;
            assert_eq!(shown.status, 302, "{path}");
            assert!(shown.header("location").starts_with("/signin"), "{path}");
            assert_eq!(shown.header("serverfnredirect"), "", "{path}");
        }
    }
}

#[tokio::test]
async fn an_admin_sees_the_dashboard_and_an_owner_does_not() {
    let world = World::new().await;
    let (admin, owner) = (world.admin().await, world.owner("Mama Salon").await);
    let tenant = format!("/admin/tenants/{}", owner.tenant());
    for path in
        ["/admin", "/admin/tenants", tenant.as_str(), "/admin/setup-requests", "/admin/workers"]
    {
        let shown = world.ask(page(path).cookie(&admin)).await;
        assert_eq!(shown.status, 200, "{path}");
        let refused = world.ask(page(path).cookie(&owner)).await;
        assert_ne!(refused.status, 200, "{path}");
    }
}

#[tokio::test]
async fn an_admin_is_told_of_mails_that_do_not_go_out() {
    let world = World::new().await;
    let admin = world.admin().await;
    let mails = world.store.mails();
    mails.queue(b"a letter".to_vec()).await.unwrap();
    let before = world.ask(page("/admin").cookie(&admin)).await.body;
    assert!(!before.contains("now-mails"), "it is on its way");
    for term in [TimeDelta::zero(), TimeDelta::hours(1)] {
        assert_eq!(mails.claim(term, 1).await.unwrap().len(), 1);
    }
    let after = world.ask(page("/admin").cookie(&admin)).await.body;
    assert!(after.contains("now-mails") && after.contains("Mails that do not go out: 1"));
}

#[tokio::test]
async fn a_foreign_page_cannot_sign_anybody_in() {
    let world = World::new().await;
    world.owner("Mama Salon").await;
    let fields = "email=mama.salon%40example.co.tz&password=correct+horse";
    let foreign = form("/api/sign_in", "/signin", fields).header("origin", "http://evil.example");
    let answer = world.ask(foreign).await;
    assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (403, ""));
    let own = world.ask(form("/api/sign_in", "/signin", fields)).await;
    assert_eq!((own.status.as_u16(), own.header("location")), (302, "/app"));
}
