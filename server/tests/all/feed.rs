//! The calendar under its secret link: made and shown once, read without a cookie, switched off.

use domain::booking_form::{BookingForm, ServiceForm};
use domain::{Clock, Principal, Role};
use engine::{EngineError, SystemClock};
use http::StatusCode;

use crate::world::{Answer, Ask, Person, World, platform};

/// A salon with one booking in the days to come.
async fn salon(world: &World) -> Person {
    let owner = world.owner("Mama Salon").await;
    let (by, tenant) = (&owner.principal, owner.tenant());
    let form = ServiceForm {
        name_sw: "Kusuka nywele".to_owned(),
        minutes: "60".to_owned(),
        buffer: "0".to_owned(),
        active: "on".to_owned(),
        ..ServiceForm::default()
    };
    let service = world.engine.save_service(by, tenant, None, &form).await.unwrap();
    let day = SystemClock.now().date_naive() + chrono::Days::new(3);
    let form = BookingForm {
        customer: "Neema".to_owned(),
        service: service.to_string(),
        date: day.to_string(),
        time: "10:00".to_owned(),
        ..BookingForm::default()
    };
    world.engine.book(by, tenant, &form).await.unwrap();
    owner
}

fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let set = answer.headers.get_all("set-cookie").iter();
    let mut set = set.filter_map(|cookie| cookie.to_str().unwrap().split(';').next());
    set.find_map(|cookie| Some(cookie.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// The link that a page shows, without its host.
fn link(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("/calendar/")?;
    let token = rest.split_once(".ics")?.0;
    Some(format!("/calendar/{token}.ics"))
}

#[tokio::test]
async fn a_link_is_made_shown_once_read_renewed_and_switched_off() {
    let world = World::new().await;
    let owner = salon(&world).await;
    let at = "/app/appointments/feed";
    let make = || Ask::form("/api/make_calendar_feed", at, "").cookie(&owner);
    let page = || Ask::page(at).cookie(&owner);
    assert!(world.ask(page()).await.body.contains("data-testid=\"make-feed\""));

    let answer = world.ask(make()).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, at));
    let kept = cookie(&answer, "flowhq_feed").unwrap();
    let with = format!("flowhq={}; flowhq_feed={kept}", owner.token);
    let shown = world.ask(Ask::page(at).header("cookie", &with)).await;
    let first = link(&shown.body).unwrap();
    assert!(first.len() > 50, "{first}");
    assert_eq!(shown.header("cache-control"), "no-store", "it shows the link");
    assert_eq!(cookie(&shown, "flowhq_feed").as_deref(), Some(""));
    assert_eq!(link(&world.ask(page()).await.body), None, "it is shown once");

    let read = world.ask(Ask::new(http::Method::GET, first.as_str())).await;
    assert_eq!(
        (read.status, read.header("content-type")),
        (StatusCode::OK, "text/calendar; charset=utf-8")
    );
    assert_eq!(read.header("cache-control"), "private, max-age=300");
    assert!(read.body.contains("SUMMARY:Neema · Kusuka nywele"), "{}", read.body);
    let tag = read.header("etag").to_owned();
    let again =
        Ask::new(http::Method::GET, first.as_str()).header("if-none-match", &format!("W/{tag}"));
    let again = world.ask(again).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));

    let token = world.engine.renew_feed(&owner.principal, owner.tenant()).await.unwrap();
    let second = format!("/calendar/{token}.ics");
    for (path, status) in [
        (first.as_str(), StatusCode::NOT_FOUND),
        (second.as_str(), StatusCode::OK),
        (second.trim_end_matches(".ics"), StatusCode::NOT_FOUND),
        ("/calendar/.ics", StatusCode::NOT_FOUND),
    ] {
        let answer = world.ask(Ask::new(http::Method::GET, path)).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.body.contains("Neema"), status == StatusCode::OK, "{path}");
    }

    let agent = Principal { role: Role::Agent, ..owner.principal.clone() };
    let refused = world.engine.renew_feed(&agent, owner.tenant()).await;
    assert!(matches!(refused, Err(EngineError::Forbidden)), "{refused:?}");
    let off = Ask::form("/api/end_calendar_feed", at, "").cookie(&owner);
    assert_eq!(world.ask(off).await.status, StatusCode::FOUND);
    let gone = world.ask(Ask::new(http::Method::GET, second.as_str())).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_deleted_business_shows_nothing_and_nobody_may_ask_too_often() {
    let world = World::with(&[("FLOWHQ_PUBLIC_FORMS_PER_MINUTE", "1")]).await;
    let owner = salon(&world).await;
    let token = world.engine.renew_feed(&owner.principal, owner.tenant()).await.unwrap();
    let path = format!("/calendar/{token}.ics");
    let ask = |from: &str| Ask::new(http::Method::GET, path.as_str()).from(from);
    for status in [200, 200, 429] {
        assert_eq!(world.ask(ask("203.0.113.7")).await.status.as_u16(), status);
    }
    assert_eq!(world.ask(ask("203.0.113.8")).await.status, 200);
    world.engine.delete_tenant(&platform(), owner.tenant()).await.unwrap();
    assert_eq!(world.ask(ask("203.0.113.9")).await.status, 404);
}
