//! How often strangers may send forms and guess keys.

use http::StatusCode;

use crate::world::{Answer, Ask, World};

fn sign_in(email: &str) -> Ask {
    let email = email.replace('@', "%40");
    Ask::form("/api/sign_in", "/signin", &format!("email={email}&password=wrong+horse"))
}

async fn few() -> World {
    World::with(&[
        ("FLOWHQ_PUBLIC_FORMS_PER_MINUTE", "2"),
        ("FLOWHQ_TRUSTED_PROXIES", "10.0.0.0/8"),
    ])
    .await
}

/// The statuses of so many tries, each of another account.
async fn statuses(world: &World, tries: usize, from: impl Fn(Ask) -> Ask) -> Vec<u16> {
    let mut statuses = Vec::new();
    for n in 0..tries {
        let answer = world.ask(from(sign_in(&format!("{n}@example.com")))).await;
        statuses.push(answer.status.as_u16());
    }
    statuses
}

fn refused(answer: &Answer) -> bool {
    answer.status == StatusCode::TOO_MANY_REQUESTS
}

#[tokio::test]
async fn an_address_may_send_twice_as_many_at_once_and_is_then_told_to_wait() {
    let world = few().await;
    assert_eq!(statuses(&world, 5, |ask| ask.from("192.0.2.1")).await, [302, 302, 302, 302, 429]);
    let told = world.ask(sign_in("a@example.com").from("192.0.2.1")).await;
    let wait: u64 = told.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert!(told.body.contains("Too many tries from this connection"), "{}", told.body);
    let swahili = sign_in("a@example.com").from("192.0.2.1").header("accept-language", "sw");
    assert!(world.ask(swahili).await.body.contains("Majaribio yamezidi"));
    let json = sign_in("a@example.com").from("192.0.2.1").header("accept", "application/json");
    assert_eq!(world.ask(json).await.body, "{\"TooManyTries\":1}");
    assert!(!refused(&world.ask(sign_in("a@example.com").from("192.0.2.2")).await));
    assert_eq!(
        world.ask(Ask::page("/signin").from("192.0.2.1")).await.status,
        200,
        "pages are free"
    );
}

#[tokio::test]
async fn who_can_choose_among_many_addresses_of_version_6_has_one() {
    let world = few().await;
    for n in 0..4 {
        let ask = sign_in(&format!("{n}@example.com")).from(&format!("2001:db8:1:2::{n}"));
        assert!(!refused(&world.ask(ask).await));
    }
    assert!(refused(&world.ask(sign_in("a@example.com").from("2001:db8:1:2:ffff::9")).await));
    assert!(!refused(&world.ask(sign_in("a@example.com").from("2001:db8:1:3::1")).await));
}

#[tokio::test]
async fn a_stranger_cannot_invent_an_address_and_a_proxy_of_ours_can_tell_one() {
    let world = few().await;
    let n = std::cell::Cell::new(0);
    let invented = |ask: Ask| {
        n.set(n.get() + 1);
        ask.from("192.0.2.1").header("x-forwarded-for", &format!("198.51.100.{}", n.get()))
    };
    assert_eq!(statuses(&world, 5, invented).await, [302, 302, 302, 302, 429]);
    let through_proxy = |ask: Ask| {
        n.set(n.get() + 1);
        let seen = format!("1.2.3.{}, 203.0.113.7", n.get());
        ask.from("10.0.0.1").header("x-forwarded-for", &seen)
    };
    assert_eq!(statuses(&world, 5, through_proxy).await, [302, 302, 302, 302, 429]);
    let other = sign_in("a@example.com").from("10.0.0.1").header("x-forwarded-for", "203.0.113.8");
    assert!(!refused(&world.ask(other).await), "somebody else behind the same proxy");
}

#[tokio::test]
async fn a_sign_in_remembers_the_real_address() {
    let world = few().await;
    world.owner("Mama Salon").await;
    let fields = "email=mama.salon%40example.co.tz&password=correct+horse";
    let ask = Ask::form("/api/sign_in", "/signin", fields)
        .from("10.0.0.1")
        .header("x-forwarded-for", "203.0.113.7");
    let answer = world.ask(ask).await;
    assert_eq!(answer.header("location"), "/app");
    let folder = world.state.config.database_shown();
    let path = folder.strip_prefix("SQLite, ").unwrap();
    assert!(contains(path, b"203.0.113.7"), "the address of the person stands in the sign-in");
    assert!(!contains(path, b"10.0.0.1"), "and the proxy's does not");
}

/// Whether a database's files hold these bytes; the newest are in the journal beside it.
fn contains(path: &str, bytes: &[u8]) -> bool {
    let files = [path.to_owned(), format!("{path}-wal")];
    let mut contents = files.iter().filter_map(|file| std::fs::read(file).ok());
    contents.any(|content| content.windows(bytes.len()).any(|window| window == bytes))
}

#[tokio::test]
async fn guessing_the_keys_of_programs_ends_soon_and_using_them_does_not() {
    let world = few().await;
    world.owner("Mama Salon").await;
    let right = || Ask::get("/portal/me").portal("mama.salon@example.co.tz").from("192.0.2.1");
    for _ in 0..10 {
        assert_eq!(world.ask(right()).await.status, 200);
        assert_eq!(
            world.ask(Ask::get("/admin/tenants").platform().from("192.0.2.1")).await.status,
            200
        );
    }
    for guess in ["a", "b"] {
        let key = right().header("x-portal-key", guess);
        assert_eq!(world.ask(key).await.status, 401);
        assert_eq!(
            world.ask(Ask::get("/admin/tenants").basic(guess).from("192.0.2.1")).await.status,
            401
        );
    }
    let refused = world.ask(right()).await;
    assert_eq!(refused.status, 429, "from there not even the right one is tried");
    assert!(refused.json()["error"].as_str().unwrap().starts_with("Too many tries"));
    assert_eq!(world.ask(right().from("192.0.2.9")).await.status, 200);
}
