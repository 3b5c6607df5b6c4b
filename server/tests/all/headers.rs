//! The headers of every kind of answer, and that pages keep to their own policy.

use std::fs;

use http::Method;

use crate::world::{Answer, Ask, World};

/// What every page of the interface is asked with, below.
const PAGES: &[&str] = &["/signup", "/signin", "/nowhere"];
/// Without a program for the browser.
const PUBLIC: &[&str] = &["/", "/pricing", "/contact", "/privacy", "/terms"];
const PORTAL: &[&str] = &["/app", "/app/onboarding", "/app/whatsapp", "/app/messages", "/sandbox"];
const DASHBOARD: &[&str] = &[
    "/admin",
    "/admin/tenants",
    "/admin/tenants/new",
    "/admin/setup-requests",
    "/admin/workers",
    "/admin/nodes",
    "/admin/events",
];

fn policy(answer: &Answer) -> &str {
    answer.header("content-security-policy")
}

fn nonce(answer: &Answer) -> String {
    let (_, rest) = policy(answer).split_once("'nonce-").expect("a nonce");
    rest.split_once('\'').unwrap().0.to_owned()
}

#[tokio::test]
async fn every_answer_carries_the_protecting_headers() {
    let world = World::new().await;
    for ask in [
        Ask::page("/"),
        Ask::page("/nowhere"),
        Ask::page("/app"),
        Ask::get("/healthz"),
        Ask::get("/admin/tenants"),
        Ask::get("/pkg/nothing.js"),
        Ask::post("/api/sign_in").header("origin", "http://evil.example"),
        Ask::new(Method::GET, "/ws"),
    ] {
        let path = ask.path.clone();
        let answer = world.ask(ask).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cache-control", "private, no-cache"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            // Over http it would be ignored, and on one's own machine it would be wrong.
            ("strict-transport-security", ""),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(policy(&answer).contains("frame-ancestors 'none'"), "{path}");
        assert!(policy(&answer).contains("default-src 'none'"), "{path}");
        assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{path}");
    }
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let world = World::with(&[("FLOWHQ_PUBLIC_URL", "https://flowhq.test")]).await;
    for ask in [Ask::page("/"), Ask::get("/admin/tenants"), Ask::get("/healthz")] {
        let answer = world.ask(ask).await;
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    }
    let page = world.ask(Ask::page("/signin")).await;
    assert!(policy(&page).contains("connect-src 'self' wss://flowhq.test;"), "{}", policy(&page));
}

#[tokio::test]
async fn what_is_no_page_may_load_and_run_nothing() {
    let world = World::new().await;
    let site = &world.state.config.site_dir;
    fs::create_dir_all(site).unwrap();
    fs::write(site.join("favicon.svg"), "<svg/>").unwrap();
    let state = server::state::AppState::new((*world.state.config).clone(), world.engine.clone());
    let mut world = world;
    world.router = server::router::router(state.unwrap());
    for ask in [
        Ask::get("/favicon.svg"),
        Ask::get("/admin/tenants"),
        Ask::get("/portal/me"),
        Ask::get("/healthz"),
        Ask::post("/api/whoami").header("accept", "application/json"),
    ] {
        let answer = world.ask(ask.clone()).await;
        let shut =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        assert_eq!(policy(&answer), shut, "{}", ask.path);
    }
}

#[tokio::test]
async fn a_page_runs_only_scripts_with_the_nonce_of_its_own_answer() {
    let world = World::new().await;
    let (admin, owner) = (world.admin().await, world.owner("Mama Salon").await);
    let visitor = PAGES.iter().map(|path| Ask::page(*path));
    let owners = PORTAL.iter().map(|path| Ask::page(*path).cookie(&owner));
    let admins = DASHBOARD.iter().map(|path| Ask::page(*path).cookie(&admin));
    let mut nonces = Vec::new();
    for ask in visitor.chain(owners).chain(admins) {
        let path = ask.path.clone();
        let answer = world.ask(ask).await;
        let (policy, nonce) = (policy(&answer), nonce(&answer));
        assert!(nonce.len() >= 22, "{path}: 128 bits at least");
        let scripts = format!("script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval';");
        assert!(policy.contains(&scripts), "{path}: {policy}");
        assert!(policy.contains("style-src 'self';"), "{path}: {policy}");
        for rule in ["object-src 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert!(answer.body.contains("<script"), "{path}");
        for tag in answer.body.split("<script").skip(1) {
            let tag = tag.split_once('>').unwrap().0;
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
        }
        nonces.push(nonce);
    }
    let pages = nonces.len();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), pages, "a nonce was used twice");
}

#[tokio::test]
async fn a_page_without_a_program_may_run_none() {
    let world = World::new().await;
    for path in PUBLIC {
        let answer = world.ask(Ask::page(*path)).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = policy(&answer);
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("script-src") && !answer.body.contains("<script"), "{path}");
    }
}

#[tokio::test]
async fn no_page_writes_style_or_handlers_into_its_markup() {
    let world = World::new().await;
    let (admin, owner) = (world.admin().await, world.owner("Mama Salon").await);
    world.submit(&owner).await;
    let visitor = PAGES.iter().chain(PUBLIC).map(|path| Ask::page(*path));
    let owners = PORTAL.iter().map(|path| Ask::page(*path).cookie(&owner));
    let tenant = format!("/admin/tenants/{}", owner.tenant());
    let admins = DASHBOARD.iter().copied().chain([tenant.as_str()]);
    let admins = admins.map(|path| Ask::page(path).cookie(&admin));
    for ask in visitor.chain(owners).chain(admins) {
        let path = ask.path.clone();
        let answer = world.ask(ask).await;
        assert!(answer.body.contains("<html"), "{path}");
        // Scripts hold what pages were made from, as text.
        let mut markup = String::new();
        for (n, part) in answer.body.split("<script").enumerate() {
            let part = if n == 0 { part } else { part.split_once("</script>").unwrap().1 };
            markup.push_str(&part.to_lowercase());
        }
        assert!(!markup.contains("<style"), "{path} has a style sheet in it");
        assert!(!markup.contains("javascript:"), "{path} has a script in a link");
        for tag in markup.split('<').filter_map(|part| Some(part.split_once('>')?.0)) {
            for attribute in tag.split_ascii_whitespace().skip(1) {
                let inline = attribute.starts_with("style=")
                    || (attribute.starts_with("on") && attribute.contains("=\""));
                assert!(!inline, "{path}: <{tag}>");
            }
        }
    }
}
