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

/// What a role's name ends with that serves and owns nothing; the tests run behind the wall.
const SERVING: &str = "_serving";

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
        ensure_serving_role(&server).await;
        let (host, _) = server.rsplit_once('/').unwrap();
        Some(Self { url: format!("{host}/{name}"), remains: Remains::Server { server, name } })
    }

    /// Where it is for the role that serves; a file has no roles.
    pub fn serving_url(&self) -> String {
        match &self.remains {
            Remains::File { .. } => self.url.clone(),
            Remains::Server { .. } => as_serving(&self.url),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self.remains {
            Remains::File { .. } => "SQLite",
            Remains::Server { .. } => "PostgreSQL",
        }
    }

    /// Where it is, as its owner, for tests that look past the store.
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
            owner_url: self.owner_url(),
            ..StoreConfig::new(self.serving_url())
        }
    }

    fn owner_url(&self) -> Option<String> {
        matches!(self.remains, Remains::Server { .. }).then(|| self.url.clone())
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

/// The address with the serving role in the place of the owner; both have one password.
fn as_serving(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let name = rest.split([':', '@']).next().unwrap();
    format!("{scheme}://{name}{SERVING}{}", &rest[name.len()..])
}

/// The test command's server has it already; a server that was started by hand does not.
async fn ensure_serving_role(server: &str) {
    let role = as_serving(server);
    let (_, rest) = role.split_once("://").unwrap();
    let (who, _) = rest.split_once('@').unwrap();
    let (name, password) = who.split_once(':').unwrap_or((who, ""));
    let sql = format!(
        "DO $$ BEGIN \
            IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{name}') THEN \
                CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{password}'; \
            END IF; \
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; \
        END $$"
    );
    execute(server, &sql).await.unwrap();
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
