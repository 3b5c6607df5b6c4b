//! The way in and the own account over HTTP, as a browser without JavaScript goes it.

use domain::forms::SignInForm;
use engine::ClientInfo;
use sea_orm::{ConnectionTrait, Database};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::mail::Sink;
use crate::world::{Answer, Ask, Person, World};

const PRODUCTION: [(&str, &str); 3] = [
    ("FLOWHQ_ENV", "production"),
    ("FLOWHQ_PUBLIC_URL", "http://flowhq.test"),
    ("FLOWHQ_SECRET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
];

/// The value of a cookie that an answer sets.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer.headers.get_all("set-cookie");
    let prefix = format!("{name}=");
    lines.iter().find_map(|line| {
        let value = line.to_str().unwrap().strip_prefix(&prefix)?;
        Some(value.split(';').next().unwrap().to_owned())
    })
}

fn place(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.header("location"))
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).unwrap().0
}

/// The code that a phone would show for the secret on a page.
fn code(page: &str, steps: i64) -> String {
    let written = page.split_once("data-testid=\"factor-secret\"").unwrap().1;
    let secret = between(written, ">", "<").replace(' ', "");
    let secret = Secret::Encoded(secret).to_bytes().unwrap();
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).timestamp();
    totp.generate(u64::try_from(now + 30 * steps).unwrap())
}

async fn sign_in(world: &World, email: &str) -> Answer {
    let fields = format!("email={email}&password=correct+horse");
    world.ask(Ask::form("/api/sign_in", "/signin", &fields)).await
}

#[tokio::test]
async fn too_many_wrong_passwords_are_told_to_wait() {
    let world = World::new().await;
    let wrong = || {
        Ask::post("/api/sign_in")
            .header("origin", crate::world::ORIGIN)
            .raw("application/x-www-form-urlencoded", "email=a%40x.io&password=wrong")
    };
    for _ in 0..5 {
        assert_eq!(world.ask(wrong()).await.status, 401);
    }
    let answer = world.ask(wrong()).await;
    assert_eq!(answer.status, 429);
    let seconds: u32 = answer.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&seconds), "{seconds}");
    assert_eq!(answer.json(), serde_json::json!({ "TooManyTries": 15 }));
}

#[tokio::test]
async fn signing_in_again_ends_the_sign_in_that_the_browser_had() {
    let world = World::new().await;
    let (owner, other) = (world.owner("Mama Salon").await, world.owner("Duka").await);
    let form = "email=duka%40example.co.tz&password=correct+horse";
    let again = world.ask(Ask::form("/api/sign_in", "/signin", form).cookie(&owner)).await;
    let token = cookie(&again, "flowhq").unwrap();
    let page = |token: &str| Ask::page("/app").header("cookie", &format!("flowhq={token}"));
    assert_eq!(world.ask(page(&token)).await.status, 200);
    let former = world.ask(page(&owner.token)).await;
    assert!(former.header("location").starts_with("/signin"));
    // Another browser of the same person goes on.
    assert_eq!(world.ask(page(&other.token)).await.status, 200);
}

#[tokio::test]
async fn a_second_step_is_set_up_and_asked_for_without_javascript() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let setup = world.ask(Ask::page("/app/account/second-step").cookie(&owner)).await;
    assert_eq!(setup.status, 200);
    assert_eq!(setup.header("cache-control"), "no-store", "it shows the secret");
    let form = Ask::form(
        "/api/confirm_second_factor",
        "/app/account/second-step",
        &format!("code={}", code(&setup.body, 0)),
    );
    let on = world.ask(form.cookie(&owner)).await;
    assert_eq!(place(&on), (302, "/app/account/codes"));
    let (token, codes) = (cookie(&on, "flowhq").unwrap(), cookie(&on, "flowhq_codes").unwrap());
    assert_ne!(token, owner.token);
    let kept = format!("flowhq={token}; flowhq_codes={codes}");
    let shown = world.ask(Ask::page("/app/account/codes").header("cookie", &kept)).await;
    assert_eq!(shown.body.matches("data-testid=\"recovery-code\"").count(), 10);
    assert_eq!(cookie(&shown, "flowhq_codes").as_deref(), Some(""));
    assert_eq!(shown.header("cache-control"), "no-store", "it shows the codes");

    let first = sign_in(&world, "mama.salon%40example.co.tz").await;
    assert_eq!(place(&first), (302, "/signin/code"));
    assert_eq!(cookie(&first, "flowhq"), None);
    let step = format!("flowhq_step={}", cookie(&first, "flowhq_step").unwrap());
    let page = world.ask(Ask::page("/signin/code").header("cookie", &step)).await;
    assert!(page.body.contains("autocomplete=\"one-time-code\""));
    let fields = format!("code={}", code(&setup.body, 1));
    let second = Ask::form("/api/sign_in_code", "/signin/code", &fields);
    let second = world.ask(second.header("cookie", &step)).await;
    assert_eq!(place(&second), (302, "/app"));
    assert!(cookie(&second, "flowhq").is_some());
}

#[tokio::test]
async fn an_admin_without_a_second_factor_gets_nothing_but_its_setup_in_production() {
    let world = World::with(&PRODUCTION).await;
    world.engine.create_admin("Admin", "admin@example.com", "correct horse").await.unwrap();
    let answer = sign_in(&world, "admin%40example.com").await;
    assert_eq!(place(&answer), (302, "/second-factor"));
    let form = SignInForm { email: "admin@example.com".into(), password: "correct horse".into() };
    let entry = world.engine.sign_in(&form, &ClientInfo::default()).await.unwrap();
    let signed_in = entry.signed_in().unwrap();
    let admin = Person { principal: signed_in.principal, token: signed_in.token };
    for path in ["/admin", "/admin/tenants", "/admin/account", "/sandbox"] {
        let answer = world.ask(Ask::page(path).cookie(&admin)).await;
        assert_eq!(place(&answer), (303, "/second-factor"), "{path}");
    }
    let json = world.ask(Ask::get("/admin/tenants").cookie(&admin)).await;
    assert_eq!(json.status, 401);
    for path in ["/api/whoami", "/api/read_account", "/api/read_recovery_codes"] {
        let ask = Ask::post(path).signed_in(&admin).raw("application/x-www-form-urlencoded", "");
        assert_eq!(world.ask(ask).await.status, 401, "{path}");
    }
    let page = world.ask(Ask::page("/second-factor").cookie(&admin)).await;
    let fields = format!("code={}", code(&page.body, 0));
    let on = Ask::form("/api/confirm_second_factor", "/second-factor", &fields).cookie(&admin);
    let on = world.ask(on).await;
    assert_eq!(place(&on), (302, "/admin/account/codes"));
    let token = cookie(&on, "flowhq").unwrap();
    let inside = world.ask(Ask::page("/admin").header("cookie", &format!("flowhq={token}"))).await;
    assert_eq!(inside.status, 200);
}

/// As if everybody had signed in long ago.
async fn long_ago(world: &World) {
    let database = Database::connect(world.state.config.database.url.reveal()).await.unwrap();
    let sql = "UPDATE auth_sessions SET created_at = '2020-01-01T00:00:00+00:00'";
    database.execute_unprepared(sql).await.unwrap();
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_browser_left_open_is_asked_for_the_password_before_the_second_step() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    long_ago(&world).await;
    let place_of_it = "/app/account/second-step";
    let form = |path: &str, fields: &str| Ask::form(path, place_of_it, fields).cookie(&owner);
    let asked = world.ask(Ask::page(place_of_it).cookie(&owner)).await;
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains("data-testid=\"password-form\""), "{}", asked.body);
    assert!(!asked.body.contains("factor-secret") && !asked.body.contains("factor-qr"));
    for (path, fields, said) in [
        ("/api/confirm_second_factor", "code=123456", "That took a while"),
        ("/api/confirm_password", "password=wrong+horse", "aria-invalid=\"true\""),
    ] {
        let refused = world.ask(form(path, fields)).await;
        let (status, place) = place(&refused);
        assert!(status == 302 && place.contains("__err="), "{path}: {status} {place}");
        let page = world.ask(Ask::page(place).cookie(&owner)).await.body;
        assert!(page.contains("password-form") && page.contains(said), "{path}: {page}");
    }
    let right = world.ask(form("/api/confirm_password", "password=correct+horse")).await;
    assert_eq!(place(&right), (302, place_of_it));
    let token = cookie(&right, "flowhq").unwrap();
    assert_ne!(token, owner.token);
    let page = Ask::page(place_of_it).header("cookie", &format!("flowhq={token}"));
    assert!(world.ask(page).await.body.contains("factor-secret"));
}

#[tokio::test]
async fn an_admin_who_took_a_while_goes_on_where_the_second_step_is_set_up() {
    let world = World::with(&PRODUCTION).await;
    let admin = world.admin().await;
    long_ago(&world).await;
    let page = world.ask(Ask::page("/second-factor").cookie(&admin)).await;
    assert!(page.body.contains("password-form"), "{}", page.body);
    let form = Ask::form("/api/confirm_password", "/second-factor", "password=correct+horse");
    let right = world.ask(form.cookie(&admin)).await;
    assert_eq!(place(&right), (302, "/second-factor"));
    let token = cookie(&right, "flowhq").unwrap();
    let page = Ask::page("/second-factor").header("cookie", &format!("flowhq={token}"));
    assert!(world.ask(page).await.body.contains("factor-secret"));
    // It is still nothing but that.
    let inside = world.ask(Ask::page("/admin").header("cookie", &format!("flowhq={token}"))).await;
    assert_eq!(place(&inside), (303, "/second-factor"));
}

#[tokio::test]
async fn a_mailed_link_confirms_by_a_form_and_not_by_being_opened() {
    let sink = Sink::new("250 kept").await;
    let settings = [
        ("FLOWHQ_SMTP_URL", sink.url.as_str()),
        ("FLOWHQ_MAIL_FROM", "Flow HQ <hello@flowhq.example>"),
        ("FLOWHQ_PUBLIC_URL", "http://flowhq.test"),
    ];
    let world = World::with(&settings).await;
    world.engine.run();
    let owner = world.owner("Mama Salon").await;
    let mail = sink.mail("/verify?token=").await;
    // Never from what a request named.
    let token = between(&mail, "http://flowhq.test/verify?token=", "\n").trim().to_owned();
    let page = format!("/verify?token={token}");
    for _ in 0..2 {
        let opened = world.ask(Ask::page(&page).header("host", "evil.example")).await;
        assert!(opened.body.contains("verify-form"), "{}", opened.body);
    }
    let before = world.engine.account(&owner.principal, None).await.unwrap();
    assert!(!before.email_verified);
    let form = Ask::form("/api/confirm_email", &page, &format!("token={token}"));
    assert_eq!(place(&world.ask(form.clone()).await), (302, "/verify?done=email"));
    let after = world.engine.account(&owner.principal, None).await.unwrap();
    assert!(after.email_verified);
    let again = world.ask(form).await;
    assert!(again.header("location").contains("__err="));

    let ask = Ask::form("/api/ask_reset", "/reset", "email=mama.salon%40example.co.tz");
    let known = world.ask(ask).await;
    let ask = Ask::form("/api/ask_reset", "/reset", "email=nobody%40example.co.tz");
    let unknown = world.ask(ask).await;
    assert_eq!(place(&known), place(&unknown));
    let mail = sink.mail("/reset?token=").await;
    let token = between(&mail, "http://flowhq.test/reset?token=", "\n").trim().to_owned();
    let page = format!("/reset?token={token}");
    let fields = format!("token={token}&password=kahawa+na+chapati");
    let reset = world.ask(Ask::form("/api/reset_password", &page, &fields)).await;
    assert_eq!(place(&reset), (302, "/signin?done=password"));
    world.engine.shut_down(std::time::Duration::from_secs(5)).await;
}

#[tokio::test]
async fn the_account_page_works_for_owners_and_admins() {
    let world = World::new().await;
    let (owner, admin) = (world.owner("Mama Salon").await, world.admin().await);
    for (path, who) in [("/app/account", &owner), ("/admin/account", &admin)] {
        let page = world.ask(Ask::page(path).cookie(who)).await;
        assert_eq!(page.status, 200, "{path}");
        for form in ["change-email", "change-password", "devices", "factor-set-up"] {
            assert!(page.body.contains(&format!("data-testid=\"{form}\"")), "{form} on {path}");
        }
        let stranger = world.ask(Ask::page(path)).await;
        assert!(stranger.header("location").starts_with("/signin"), "{path}");
    }
    let fields = "password=correct+horse&new_password=kahawa+na+chapati";
    let form = Ask::form("/api/change_password", "/app/account", fields).cookie(&owner);
    let changed = world.ask(form).await;
    assert_eq!(place(&changed), (302, "/app/account?done=password"));
    let token = cookie(&changed, "flowhq").unwrap();
    let old = world.ask(Ask::page("/app").cookie(&owner)).await;
    assert!(old.header("location").starts_with("/signin"));
    let new = world.ask(Ask::page("/app").header("cookie", &format!("flowhq={token}"))).await;
    assert_eq!(new.status, 200);
}
