//! Databases that live as long as a test: an SQLite file always, and a schema of its own on the
//! PostgreSQL server that `TEST_DATABASE_URL` names, where it is set.

use std::hash::{BuildHasher, Hasher, RandomState};

use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr,
};
use tempfile::TempDir;

/// What has to be taken away when the test ends, even when it fails.
enum Remains {
    File { _folder: TempDir },
    Schema { server: String, name: String },
}

/// An empty database.
pub(crate) struct TestDatabase {
    pub(crate) connection: DatabaseConnection,
    _remains: Remains,
}

/// One of each that can be had here.
pub(crate) async fn each() -> Vec<TestDatabase> {
    let mut databases = vec![sqlite().await];
    if let Ok(server) = std::env::var("TEST_DATABASE_URL") {
        databases.push(postgres(server).await);
    }
    databases
}

async fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/test.db?mode=rwc", folder.path().display());
    TestDatabase {
        connection: Database::connect(url).await.unwrap(),
        _remains: Remains::File { _folder: folder },
    }
}

async fn postgres(server: String) -> TestDatabase {
    let name = format!("migration_test_{:016x}", RandomState::new().build_hasher().finish());
    execute_once(&server, &format!("CREATE SCHEMA {name}")).await.unwrap();
    let mut options = ConnectOptions::new(server.as_str());
    options.set_schema_search_path(name.as_str()).max_connections(2);
    TestDatabase {
        connection: Database::connect(options).await.unwrap(),
        _remains: Remains::Schema { server, name },
    }
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
