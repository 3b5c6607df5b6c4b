//! What stands in the way says so in the asker's form and language.

use std::time::Duration;

use axum::body::Body;
use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::world::{Ask, World};

fn foreign() -> Ask {
    Ask::form("/api/sign_in", "/signin", "email=a").header("origin", "http://evil.example")
}

#[tokio::test]
async fn a_browser_gets_a_page_in_its_language() {
    let world = World::new().await;
    let swahili = foreign().header("accept-language", "sw,en;q=0.5");
    let english = foreign().header("cookie", "flowhq_lang=en").header("accept-language", "sw");
    let large = Ask::form("/api/sign_in", "/signin", &"x".repeat(64 * 1024 + 1));
    for (ask, status, language, words) in [
        (foreign(), 403, "en", "did not come from a page of Flow HQ"),
        (swahili, 403, "sw", "haikutoka kwenye ukurasa wa Flow HQ"),
        (english, 403, "en", "did not come from a page of Flow HQ"),
        (large, 413, "en", "is larger than 64 KB"),
        (Ask::page("/pkg/nothing.css"), 404, "en", "The address may be old"),
    ] {
        let answer = world.ask(ask).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.body.contains(&format!("<html lang=\"{language}\">")), "{}", answer.body);
        assert!(answer.body.contains(words), "{}", answer.body);
        assert!(!answer.body.contains("<script") && !answer.body.contains("style="));
        assert!(answer.header("content-security-policy").contains("style-src 'self'"));
        assert!(!answer.header("content-security-policy").contains("script-src"));
    }
}

#[tokio::test]
async fn programs_get_json_and_the_browsers_half_its_own_errors() {
    let world = World::new().await;
    let evil = |ask: Ask| ask.header("origin", "http://evil.example");
    let answer = world.ask(evil(Ask::post("/admin/tenants"))).await;
    assert_eq!(answer.json()["error"], "The request does not come from a page of Flow HQ");
    let answer = world.ask(evil(Ask::post("/portal/setup-request").header("accept", "*/*"))).await;
    assert_eq!(answer.json()["error"], "The request does not come from a page of Flow HQ");
    let answer = world.ask(evil(Ask::post("/api/sign_in"))).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (403, "\"Forbidden\""));
}

#[tokio::test]
async fn without_a_database_a_signed_in_browser_reads_why() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    world.store.close().await.unwrap();
    let answer = world.ask(Ask::page("/app").cookie(&owner)).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "2"));
    assert!(answer.body.contains("cannot reach its database"), "{}", answer.body);
}

/// The layer itself, around a handler that panics.
#[tokio::test]
async fn a_panic_is_told_with_the_number_that_the_log_knows() {
    use axum::middleware::{from_fn, from_fn_with_state};
    use server::refusal;
    use server::security::limits;
    let mut world = World::new().await;
    let panics = async || -> StatusCode { panic!("as a test must") };
    world.router = axum::Router::new()
        .route("/", axum::routing::get(panics))
        .layer(from_fn(limits::enforce))
        .layer(from_fn_with_state(world.state.clone(), refusal::dress));
    let json = world.ask(Ask::get("/")).await;
    assert_eq!(json.status, 500);
    let sentence = json.json()["error"].as_str().unwrap().to_owned();
    let id = sentence.split_once('(').unwrap().1.trim_end_matches(')').to_owned();
    assert!(id.len() == 8 && !json.body.contains("as a test must"), "{sentence}");
    let page = world.ask(Ask::page("/").header("accept-language", "sw")).await;
    assert_eq!(page.status, 500);
    assert!(page.body.contains("<html lang=\"sw\">"), "{}", page.body);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_takes_too_long_is_given_up() {
    let never = axum::Router::new()
        .route("/", axum::routing::get(async || std::future::pending::<StatusCode>().await))
        .layer(axum::middleware::from_fn(server::security::limits::enforce));
    let request = http::Request::get("/").body(Body::empty()).unwrap();
    let answer = tower::ServiceExt::oneshot(never, request).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["retry-after"].as_bytes()),
        (503, &b"2"[..])
    );
}

#[tokio::test]
async fn a_request_whose_head_never_ends_is_given_up() {
    let mut world = World::new().await;
    world.state.head_time = Duration::from_millis(100);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let mut serving = tokio::task::JoinSet::new();
    serving.spawn(server::lifecycle::serve(world.state.clone(), listener, stop.clone()));
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ").await.unwrap();
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(10), slow.read_to_end(&mut answer)).await;
    ended.expect("the connection is closed").ok();
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    let mut whole = TcpStream::connect(address).await.unwrap();
    whole
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    whole.read_to_end(&mut answer).await.unwrap();
    assert!(String::from_utf8_lossy(&answer).contains("alive"));
    stop.cancel();
    serving.join_next().await.unwrap().unwrap().unwrap();
}
