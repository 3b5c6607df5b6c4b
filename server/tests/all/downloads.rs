//! The event log as a file, and files of customers.

use domain::message::AddressKind;
use domain::{Clock, MessageId};
use http::{Method, StatusCode};
use store::{AddressRow, Assignment, NodeRow, Received, ReceivedFile, Reception};

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

/// A message with a file that is kept, as a worker writes it down.
async fn customers_file(world: &World, owner: &Person, mime: &str, name: &str) -> MessageId {
    let node = world.store.mint();
    let row = NodeRow { id: node, name: "test".into(), version: "0".into() };
    let leases = world.store.leases();
    leases.register_node(row).await.unwrap();
    let claimed = leases.claim(node, chrono::Duration::minutes(5), 10).await.unwrap();
    let own = |found: &Assignment| found.lease.tenant_id == owner.tenant();
    let worker = world.store.worker(claimed.into_iter().find(own).unwrap().lease);
    let received = Received {
        wa_message_id: "x".into(),
        from: AddressRow { kind: AddressKind::Phone, value: "+255754000001".into() },
        also: None,
        name: None,
        to: String::new(),
        text: String::new(),
        message_type: "document".into(),
        place: None,
        quoted: None,
        file: Some(ReceivedFile {
            name: Some(name.to_owned()),
            mime: mime.to_owned(),
            size: 5,
            ticket: b"ticket".to_vec(),
        }),
        sent_at: engine::SystemClock.now(),
        late: false,
        from_me: false,
        is_courtesy: false,
        gate: None,
    };
    let received = worker.receive_all(vec![received]).await.unwrap().remove(0);
    let Reception::New(message) = received else { panic!("{received:?}") };
    worker.keep_file(message.id, b"hello".to_vec(), 1000).await.unwrap();
    message.id
}

#[tokio::test]
async fn a_customers_file_is_handed_to_who_may_read_and_runs_nothing() {
    let world = World::new().await;
    let (own, other) = (world.owner("Duka").await, world.owner("Soko").await);
    let (request, admin) = (world.submit(&own).await, world.admin().await);
    world.engine.approve_request(&admin.principal, request.id, None).await.unwrap();
    let message = customers_file(&world, &own, "text/html", "bei \"mpya\".html").await;
    let path = format!("/files/{}/{message}", own.tenant());
    let file = world.ask(Ask::get(&path).cookie(&own)).await;
    assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, "hello"));
    // What a customer wrote is never run, and never taken for what it says that it is.
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename*=UTF-8''bei%20%22mpya%22.html"
    );
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(file.header("cache-control"), "no-store");
    assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(world.ask(Ask::get(&path).cookie(&admin)).await.status, StatusCode::OK);
    assert_eq!(world.ask(Ask::get(&path).cookie(&other)).await.status, StatusCode::NOT_FOUND);
    let foreign = format!("/files/{}/{message}", other.tenant());
    assert_eq!(world.ask(Ask::get(&foreign).cookie(&other)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.ask(Ask::get(&path)).await.status, StatusCode::UNAUTHORIZED);
}
