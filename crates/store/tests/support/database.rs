//! Databases that live as long as a test.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DbErr};
use store::StoreConfig;
use tempfile::TempDir;

/// An empty database; it goes when the test ends, even when it fails.
pub struct TestDatabase {
    url: String,
    remains: Remains,
}

enum Remains {
    File { _folder: TempDir },
    Server { server: String, name: String },
}

/// One of each kind that can be had here.
pub async fn each() -> Vec<TestDatabase> {
    let mut databases = vec![TestDatabase::sqlite()];
    databases.extend(TestDatabase::postgres().await);
    databases
}

impl TestDatabase {
    /// A file in a folder that does not exist yet.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/new/flowhq.db", folder.path().display());
        Self { url, remains: Remains::File { _folder: folder } }
    }

    /// A database of its own on the server, where one is named.
    pub async fn postgres() -> Option<Self> {
        let server = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())?;
        let name = format!("store_test_{:016x}", RandomState::new().build_hasher().finish());
        execute(&server, &format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
        let (host, _) = server.rsplit_once('/').unwrap();
        Some(Self { url: format!("{host}/{name}"), remains: Remains::Server { server, name } })
    }

    pub fn kind(&self) -> &'static str {
        match self.remains {
            Remains::File { .. } => "SQLite",
            Remains::Server { .. } => "PostgreSQL",
        }
    }

    /// Where it is, for tests that look past the store.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn config(&self) -> StoreConfig {
        StoreConfig {
            max_connections: 8,
            min_connections: 1,
            // Tests may share a slow machine.
            acquire_timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(20),
            ..StoreConfig::new(self.url.as_str())
        }
    }

    /// Ends all connections of a PostgreSQL database, as a restart of its server does.
    pub async fn cut_connections(&self) {
        let Remains::Server { server, name } = &self.remains else { return };
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        execute(server, &sql).await.unwrap();
    }
}

async fn execute(server: &str, sql: &str) -> Result<(), DbErr> {
    let connection = Database::connect(server).await?;
    connection.execute_unprepared(sql).await?;
    connection.close().await
}

impl Drop for Remains {
    fn drop(&mut self) {
        let Self::Server { server, name } = self else { return };
        // A destructor cannot wait inside the test's runtime, so it brings its own.
        let dropped = std::thread::scope(|scope| {
            scope
                .spawn(|| {
                    tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .unwrap()
                        .block_on(execute(server, &format!("DROP DATABASE {name} WITH (FORCE)")))
                })
                .join()
        });
        if !matches!(dropped, Ok(Ok(()))) {
            eprintln!("the database {name} is left behind");
        }
    }
}
