//! The server's time for pages, with a thousand tenants in the database.

use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use domain::forms::{SignInForm, SignUpForm};
use engine::ClientInfo;
use server::config::{Config, Sources};
use server::lifecycle;
use server::state::AppState;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::load::ask;
use crate::raw::serve;
use crate::report::{Figure, Report, number};
use crate::world::{World, make_tenants};

const TENANTS: usize = 1000;
const SPAN: Duration = Duration::from_secs(3);
const PASSWORD: &str = "figures of a quiet evening";

pub async fn measure(report: &mut Report, url: &str, site: Option<&Path>) {
    report.group(
        "pages",
        &format!("{TENANTS} tenants in SQLite, their workers not running; the time that a client on the same machine waits, for one request at a time and for eight at once."),
    );
    let world = World::open(url).await;
    let tenants = make_tenants(&world.engine, TENANTS).await;
    let admin = admin(&world).await;
    let owner = owner(&world).await;
    let state = AppState::new(configuration(site), world.engine.clone()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let mut serving = JoinSet::new();
    serving.spawn(lifecycle::serve(state, listener, shutdown.clone()));

    let tenant = format!("/admin/tenants/{}", tenants[TENANTS / 2]);
    let pages = [
        ("the landing page", "/", ""),
        ("sign-in", "/signin", ""),
        ("the owner's overview", "/app", owner.as_str()),
        ("the owner's messages", "/app/messages", &owner),
        ("the operator's overview", "/admin", &admin),
        ("tenants, a page of them", "/admin/tenants", &admin),
        ("tenants, searched", "/admin/tenants?search=duka+77", &admin),
        ("one tenant", &tenant, &admin),
        ("setup requests", "/admin/setup-requests", &admin),
        ("workers", "/admin/workers", &admin),
        ("events", "/admin/events", &admin),
    ];
    for (name, path, token) in pages {
        let headers = [("accept", "text/html".to_owned()), ("cookie", format!("flowhq={token}"))];
        let mut alone = ask(address, path, &headers, 1, SPAN).await;
        let mut together = ask(address, path, &headers, 8, SPAN).await;
        let bare = bare(together.bytes).await;
        report.add(
            Figure::new(
                format!(
                    "{name} (`{}`)",
                    path.split('?')
                        .next()
                        .unwrap_or(path)
                        .replace(&tenants[TENANTS / 2].to_string(), "{id}")
                ),
                format!(
                    "alone {}; eight at once {}/s, {}; {} bytes of HTML",
                    alone.times.shown(),
                    number(together.rate),
                    together.times.shown(),
                    together.bytes
                ),
            )
            .of(
                &format!("axum with {} ready bytes, eight at once", together.bytes),
                together.rate,
                bare,
                "answers/s",
            )
            .at_most("alone, p99", alone.times.percentile(99), 20.0, " ms")
            .at_most("eight at once, p99", together.times.percentile(99), 20.0, " ms"),
        );
    }
    shutdown.cancel();
    serving.join_all().await;
    world.close().await;
}

/// Answers per second of a handler that has a page of that length ready.
async fn bare(bytes: usize) -> f64 {
    let page = "x".repeat(bytes);
    let (address, _serving) =
        serve(Router::new().route("/", get(async move || Html(page.clone())))).await;
    ask(address, "/", &[], 8, Duration::from_secs(1)).await.rate
}

/// The settings of a server in this process.
pub fn configuration(site: Option<&Path>) -> Config {
    let mut settings = vec![("FLOWHQ_LOG".to_owned(), "off".to_owned())];
    if let Some(site) = site {
        settings.push(("FLOWHQ_SITE_DIR".to_owned(), site.display().to_string()));
    }
    let sources = Sources::new(std::collections::BTreeMap::new(), settings, None).unwrap();
    Config::read(&sources).unwrap()
}

async fn admin(world: &World) -> String {
    let email = "figures@example.com";
    world.engine.create_admin("Admin", email, PASSWORD).await.unwrap();
    let form = SignInForm { email: email.to_owned(), password: PASSWORD.to_owned() };
    let entry = world.engine.sign_in(&form, &ClientInfo::default()).await.unwrap();
    entry.signed_in().unwrap().token
}

async fn owner(world: &World) -> String {
    let form = SignUpForm {
        name: "Asha".to_owned(),
        business_name: "Salon Asha".to_owned(),
        email: "asha@example.com".to_owned(),
        password: PASSWORD.to_owned(),
    };
    world.engine.sign_up(&form, &ClientInfo::default()).await.unwrap().token
}
