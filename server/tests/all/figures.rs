//! The figures for Prometheus: who may read them, that they all exist, and that the dashboard shows those.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use server::metrics::{Kind, METRICS};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::world::{Ask, World};

const TOKEN: &str = "a token for figures";

async fn with_token() -> World {
    World::with(&[("FLOWHQ_METRICS_TOKEN", TOKEN), ("FLOWHQ_PUBLIC_FORMS_PER_MINUTE", "10")]).await
}

fn scrape() -> Ask {
    Ask::new(http::Method::GET, "/metrics")
}

#[tokio::test]
async fn admins_and_who_has_the_token_read_them_and_nobody_else() {
    let world = with_token().await;
    let (admin, owner) = (world.admin().await, world.owner("Mama Salon").await);
    let bearer = |token: &str| scrape().header("authorization", &format!("Bearer {token}"));
    for (ask, status) in [
        (scrape(), 401),
        (bearer("a token for figured"), 401),
        (bearer(""), 401),
        (scrape().header("authorization", TOKEN), 401),
        (scrape().cookie(&owner), 404),
        (scrape().cookie(&admin), 200),
        (bearer(TOKEN), 200),
    ] {
        assert_eq!(world.ask(ask).await.status, status);
    }
    let text = world.ask(bearer(TOKEN)).await;
    assert_eq!(text.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let without = World::new().await;
    assert_eq!(without.ask(bearer("")).await.status, 401, "no token is not an empty one");
}

/// Everything that is measured, after a bit of everything has happened.
async fn everything(world: &World) -> String {
    world.engine.run();
    let salon = world.owner("Mama Salon").await;
    world.connect_phone(&salon).await;
    world.say(&salon, "+255754111222", "Habari").await;
    let answered = |text: &str| text.contains("stage=\"decided_to_sent\"");
    for _ in 0..30 {
        let fields = "email=mama.salon%40example.co.tz&password=wrong+horse";
        world.ask(Ask::form("/api/sign_in", "/signin", fields)).await;
    }
    world.ask(Ask::get(format!("/admin/tenants/{}", salon.tenant())).platform()).await;
    world.ask(Ask::page("/nowhere/at/all")).await;
    let ask = || scrape().header("authorization", &format!("Bearer {TOKEN}"));
    for _ in 0..400 {
        let text = world.ask(ask()).await.body;
        if answered(&text) {
            world.engine.shut_down(std::time::Duration::from_secs(5)).await;
            return text;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the answer to the customer was never sent");
}

#[tokio::test]
async fn every_figure_exists_and_none_names_a_tenant() {
    let world = with_token().await;
    let text = everything(&world).await;
    for metric in METRICS {
        let kind = match metric.kind {
            Kind::Counter | Kind::Rare(_) => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram(_) => "histogram",
        };
        let declared = format!("# TYPE {} {kind}\n", metric.name);
        assert!(text.contains(&declared), "{declared}{text}");
    }
    let known: BTreeSet<_> = METRICS.iter().map(|metric| metric.name).collect();
    for line in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = line.split(' ').next().unwrap();
        assert!(known.contains(name), "{name} stands in no list");
    }
    assert!(text.contains(r#"route="/admin/tenants/{id}""#), "{text}");
    for private in ["mama", "Mama", "255754111222", "nowhere", "example.co.tz"] {
        assert!(!text.contains(private), "{private}");
    }
    for stage in ["received_to_committed", "committed_to_decided", "decided_to_sent"] {
        assert!(text.contains(&format!("stage=\"{stage}\"")), "{stage}");
    }
    for part in ["wait", "commit"] {
        assert!(text.contains(&format!("part=\"{part}\"")), "{part}");
    }
}

#[test]
fn the_dashboard_shows_figures_that_exist_and_all_of_them() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../deploy/grafana/flowhq.json");
    let dashboard: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut shown = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            for word in words.filter(|word| word.starts_with("flowhq_")) {
                let metric = METRICS.iter().find(|metric| match metric.kind {
                    Kind::Histogram(_) => word == format!("{}_bucket", metric.name),
                    _ => word == metric.name,
                });
                shown.insert(metric.unwrap_or_else(|| panic!("{word} does not exist")).name);
            }
        }
    }
    for metric in METRICS {
        assert!(shown.contains(metric.name), "the dashboard does not show {}", metric.name);
    }
}

#[tokio::test]
async fn on_an_address_of_their_own_they_need_no_token() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(&[("FLOWHQ_METRICS_ADDR", &free.to_string())]).await;
    let stop = CancellationToken::new();
    let serving =
        server::metrics::serve_apart(free, world.state.clone(), stop.clone()).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(serving);
    let answer = fetch(free, "/metrics").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("flowhq_build_info"), "{answer}");
    assert!(fetch(free, "/").await.starts_with("HTTP/1.1 404"), "nothing else is there");
    stop.cancel();
    tasks.join_next().await.unwrap().unwrap();
}

async fn fetch(address: std::net::SocketAddr, path: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}
