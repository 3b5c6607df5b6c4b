//! Stores that live as long as a test: an SQLite file always, and a schema of its own on the PostgreSQL
//! server that `TEST_DATABASE_URL` names, where it is set.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex};

use chrono::Duration;
use domain::{Clock, Instant};
use sea_orm::{ConnectionTrait, Database, DbErr};
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;

/// A clock that moves only when it is told to.
pub struct TestClock(Mutex<Instant>);

impl TestClock {
    fn new() -> Self {
        Self(Mutex::new(Instant::from_timestamp(1_795_000_000, 0).unwrap()))
    }

    /// Moves on.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// What has to be taken away when the test ends, even when it fails.
enum Remains {
    File { _folder: TempDir },
    Schema { server: String, name: String },
}

/// An empty store with its schema, and its clock.
pub struct World {
    /// The store.
    pub store: Store,
    /// Its clock.
    pub clock: Arc<TestClock>,
    _remains: Remains,
}

/// One of each kind that can be had here.
pub async fn worlds() -> Vec<World> {
    let mut worlds = vec![sqlite().await];
    if let Ok(server) = std::env::var("TEST_DATABASE_URL") {
        worlds.push(postgres(server).await);
    }
    worlds
}

async fn sqlite() -> World {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/data/test.db", folder.path().display());
    open(url, Remains::File { _folder: folder }).await
}

async fn postgres(server: String) -> World {
    let name = format!("store_test_{:016x}", RandomState::new().build_hasher().finish());
    execute_once(&server, &format!("CREATE SCHEMA {name}")).await.unwrap();
    let separator = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{separator}options[search_path]={name}");
    open(url, Remains::Schema { server, name }).await
}

async fn open(url: String, remains: Remains) -> World {
    let config = StoreConfig { max_connections: 10, min_connections: 1, ..StoreConfig::new(url) };
    let clock = Arc::new(TestClock::new());
    let store = Store::connect(&config, SecretKey::generate(), clock.clone()).await.unwrap();
    store.migrate().await.unwrap();
    World { store, clock, _remains: remains }
}

async fn execute_once(server: &str, sql: &str) -> Result<(), DbErr> {
    let connection = Database::connect(server).await?;
    connection.execute_unprepared(sql).await?;
    connection.close().await
}

impl Drop for Remains {
    fn drop(&mut self) {
        let Self::Schema { server, name } = self else {
            return;
        };
        // A destructor cannot wait inside the test's runtime, so it brings its own.
        let dropped = std::thread::scope(|scope| {
            scope
                .spawn(|| {
                    tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .unwrap()
                        .block_on(execute_once(server, &format!("DROP SCHEMA {name} CASCADE")))
                })
                .join()
        });
        if !matches!(dropped, Ok(Ok(()))) {
            eprintln!("the schema {name} is left behind");
        }
    }
}
