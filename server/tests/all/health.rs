//! Liveness and readiness, with a database that goes away and comes back.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use server::router;
use server::state::AppState;
use server::{config, services};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::world::{Ask, World};

#[tokio::test]
async fn a_server_with_a_database_is_ready() {
    let world = World::new().await;
    assert_eq!(world.ask(Ask::new(Method::GET, "/healthz")).await.body, "alive\n");
    let ready = world.ask(Ask::new(Method::GET, "/readyz")).await;
    assert_eq!((ready.status.as_u16(), ready.body.as_str()), (200, "ready\n"));
    assert_eq!(world.ask(Ask::get("/readyz")).await.json()["status"], "ready");
}

#[tokio::test]
async fn a_draining_server_lives_but_is_not_ready() {
    let world = World::new().await;
    world.state.draining.cancel();
    let ready = world.ask(Ask::new(Method::GET, "/readyz")).await;
    assert_eq!((ready.status.as_u16(), ready.body.as_str()), (503, "Shutting down\n"));
    assert_eq!(ready.header("retry-after"), "2");
    assert_eq!(world.ask(Ask::new(Method::GET, "/healthz")).await.status, 200);
}

#[tokio::test]
async fn a_server_whose_database_is_closed_lives_but_is_not_ready() {
    let world = World::new().await;
    world.store.close().await.unwrap();
    let ready = world.ask(Ask::get("/readyz")).await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["error"], "The database does not answer");
    assert_eq!(world.ask(Ask::new(Method::GET, "/healthz")).await.status, 200);
}

/// A wire to the database that can be cut and mended.
struct Wire {
    address: std::net::SocketAddr,
    cut: Arc<Mutex<bool>>,
    /// Every connection through it; dropping them closes them.
    connections: Arc<Mutex<JoinSet<()>>>,
    _accepting: JoinSet<()>,
}

impl Wire {
    async fn to(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let cut = Arc::new(Mutex::new(false));
        let connections = Arc::new(Mutex::new(JoinSet::new()));
        let mut accepting = JoinSet::new();
        let (is_cut, open) = (cut.clone(), connections.clone());
        accepting.spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                if *is_cut.lock().unwrap() {
                    continue;
                }
                let target = target.clone();
                open.lock().unwrap().spawn(async move {
                    if let Ok(mut far) = TcpStream::connect(target).await {
                        drop(tokio::io::copy_bidirectional(&mut near, &mut far).await);
                    }
                });
            }
        });
        Self { address, cut, connections, _accepting: accepting }
    }

    fn cut(&self) {
        *self.cut.lock().unwrap() = true;
        self.connections.lock().unwrap().abort_all();
    }

    fn mend(&self) {
        *self.cut.lock().unwrap() = false;
    }
}

/// Needs PostgreSQL: a file does not go away. Without `TEST_DATABASE_URL` there is nothing to prove.
#[tokio::test]
async fn readiness_follows_the_database_away_and_back() {
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else { return };
    let parsed: http::Uri = url.parse().unwrap();
    let authority = parsed.authority().unwrap().as_str();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let target = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
    let wire = Wire::to(target).await;
    let through_wire = url.replacen(&format!("{host}/"), &format!("{}/", wire.address), 1);

    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("site").display().to_string();
    let secret = store::SecretKey::generate().to_base64();
    let flags = [
        ("FLOWHQ_DATABASE_URL", through_wire),
        ("FLOWHQ_SITE_DIR", key),
        ("FLOWHQ_SECRET_KEY", secret),
        ("FLOWHQ_DATABASE_CONNECT_SECONDS", "5".to_owned()),
    ];
    let sources = config::Sources::new(flags.into_iter().collect(), [], None).unwrap();
    let config = config::Config::read(&sources).unwrap();
    let store = services::connect(&config).await.unwrap();
    let engine = services::open_engine(services::engine_config(&config), &store).await.unwrap();
    let state = AppState::new(config, engine.clone()).unwrap();
    let mut world = World::new().await;
    world.router = router::router(state);

    let ready = Ask::new(Method::GET, "/readyz");
    assert_eq!(world.ask(ready.clone()).await.status, 200);
    wire.cut();
    assert_eq!(world.ask(ready.clone()).await.status, 503);
    wire.mend();
    let back = async {
        while world.ask(ready.clone()).await.status != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), back)
        .await
        .expect("readiness comes back by itself");
}
