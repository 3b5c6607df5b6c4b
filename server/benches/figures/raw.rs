//! The raw limits: the database without us, an HTTP server without us.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{Connection, Executor};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::load::{Times, ask};
use crate::report::{Figure, Report, number};

const SPAN: Duration = Duration::from_secs(4);
/// A row as long as one of the message log, with the same number of indexes that are looked up.
const TABLE: &str = "CREATE TABLE raw_rows (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, wa_id TEXT NOT NULL, \
    text TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE (tenant, wa_id))";
const INDEX: &str = "CREATE INDEX raw_rows_listed ON raw_rows (tenant, created_at)";
/// Connections of one PostgreSQL client.
const CONNECTIONS: u32 = 16;

/// What a database can do without us.
#[derive(Clone, Copy)]
pub struct Limit {
    /// The middle time of a durable commit of one row, in milliseconds, nobody else writing.
    pub commit_ms: f64,
    /// Rows per second, written together.
    pub rows: f64,
    /// Customers' messages per second that are to be answered.
    pub wanted: f64,
}

/// The limits of both.
pub struct Limits {
    pub sqlite: Limit,
    pub postgres: Option<Limit>,
}

pub async fn measure(report: &mut Report, sqlite: &str, postgres: Option<&str>) -> Limits {
    report.group(
        "limits",
        "What this machine can do without Flow HQ: rows of about 250 bytes into a table with a key and two indexes, \
         durable (SQLite: WAL and synchronous=FULL; PostgreSQL: fsync on), and a bare axum handler.",
    );
    let (one, mut commits) = sqlite_rows(sqlite, 1).await;
    report.add(Figure::new(
        "SQLite, one row a commit",
        format!("{} rows/s, commit {}", number(one), commits.shown()),
    ));
    let (many, _) = sqlite_rows(sqlite, 128).await;
    report.add(Figure::new("SQLite, 128 rows a commit", format!("{} rows/s", number(many))));
    let sqlite = Limit { commit_ms: commits.percentile(50), rows: many, wanted: 4000.0 };
    let mut of_postgres = None;
    if let Some(url) = postgres {
        for connections in [1, CONNECTIONS] {
            let (rate, mut commits) = postgres_rows(url, connections).await;
            let commit_ms =
                of_postgres.map_or_else(|| commits.percentile(50), |one: Limit| one.commit_ms);
            of_postgres = Some(Limit { commit_ms, rows: rate, wanted: 2000.0 });
            report.add(Figure::new(
                format!("PostgreSQL, one row a commit, {connections} connections"),
                format!("{} rows/s, commit {}", number(rate), commits.shown()),
            ));
        }
    }
    let bare = bare_answers().await;
    report.add(Figure::new(
        "bare axum handler, 64 connections",
        format!("{} answers/s", number(bare)),
    ));
    Limits { sqlite, postgres: of_postgres }
}

async fn sqlite_rows(url: &str, rows: usize) -> (f64, Times) {
    let path = format!("{}.{rows}", url.trim_start_matches("sqlite://"));
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    let mut line = pool.acquire().await.unwrap();
    for statement in [TABLE, INDEX] {
        line.execute(statement).await.unwrap();
    }
    let (mut count, mut times) = (0_u64, Times::default());
    let began = Instant::now();
    while began.elapsed() < SPAN {
        let commit = Instant::now();
        let mut transaction = line.begin().await.unwrap();
        for _ in 0..rows {
            let [id, tenant, wa_id, text, at] = row(count);
            sea_orm::sqlx::query("INSERT INTO raw_rows VALUES (?, ?, ?, ?, ?)")
                .bind(id)
                .bind(tenant)
                .bind(wa_id)
                .bind(text)
                .bind(at)
                .execute(&mut *transaction)
                .await
                .unwrap();
            count += 1;
        }
        transaction.commit().await.unwrap();
        times.add(commit.elapsed());
    }
    (count as f64 / began.elapsed().as_secs_f64(), times)
}

async fn postgres_rows(url: &str, connections: u32) -> (f64, Times) {
    let pool = PgPoolOptions::new().max_connections(connections).connect(url).await.unwrap();
    for statement in ["DROP TABLE IF EXISTS raw_rows", TABLE, INDEX] {
        pool.execute(statement).await.unwrap();
    }
    let began = Instant::now();
    let mut writers = JoinSet::new();
    for writer in 0..u64::from(connections) {
        let pool = pool.clone();
        writers.spawn(async move {
            let mut line = pool.acquire().await.unwrap();
            let mut times = Times::default();
            let mut count = writer << 40;
            while began.elapsed() < SPAN {
                let commit = Instant::now();
                let [id, tenant, wa_id, text, at] = row(count);
                sea_orm::sqlx::query("INSERT INTO raw_rows VALUES ($1, $2, $3, $4, $5)")
                    .bind(id)
                    .bind(tenant)
                    .bind(wa_id)
                    .bind(text)
                    .bind(at)
                    .execute(&mut *line)
                    .await
                    .unwrap();
                times.add(commit.elapsed());
                count += 1;
            }
            times
        });
    }
    let mut times = Times::default();
    for more in writers.join_all().await {
        times.extend(more);
    }
    let rate = times.count() as f64 / began.elapsed().as_secs_f64();
    pool.execute("DROP TABLE raw_rows").await.unwrap();
    (rate, times)
}

/// Keys that are spread over the index, as ids of a channel are.
fn row(count: u64) -> [String; 5] {
    let spread = count.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    [
        format!("{count:032x}"),
        format!("{:032x}", count % 64),
        format!("{spread:032x}"),
        "Karibu. Andika: 1) Booking 2) Huduma 3) Bei 4) Mawasiliano. ".repeat(2),
        format!("2026-01-01T00:00:00.{:06}Z", count % 1_000_000),
    ]
}

async fn bare_answers() -> f64 {
    let (address, _serving) = serve(Router::new().route("/", get(|| async { "ok" }))).await;
    ask(address, "/", &[], 64, SPAN).await.rate
}

/// Serves a router as long as the second value lives.
pub async fn serve(router: Router) -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut serving = JoinSet::new();
    serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, serving)
}
