//! How many pieces of work a second the store commits, with 1, 8, 32 and 128 callers of whom each waits
//! for its own commit before it begins the next.
//!
//! `cargo run --release -p store --example writes [DATABASE_URL]`; without an address on a new SQLite file
//! in the folder for temporary files. `row` is one small row, `message` is a customer's message as the
//! worker writes it down: the lease, the message, its conversation and its customer.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for measuring")]

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use domain::message::AddressKind;
use domain::worker::WorkerCommand;
use domain::{Clock, MessageId};
use store::{
    Actor, AddressRow, NewOwner, NodeRow, Received, SecretKey, Store, StoreConfig, WorkerStore,
};
use tokio::task::JoinSet;

/// How long each figure is measured.
const MEASURED: Duration = Duration::from_secs(3);
const CALLERS: [usize; 4] = [1, 8, 32, 128];

struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> domain::Instant {
        let now = domain::Instant::from(SystemTime::now());
        domain::Instant::from_timestamp_micros(now.timestamp_micros()).unwrap()
    }
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}/writes.db", folder.path().display());
    let url = std::env::args().nth(1).unwrap_or(file);
    let config = StoreConfig { owner_url: None, ..StoreConfig::new(url) };
    let store = Store::connect(&config, SecretKey::generate(), Arc::new(WallClock)).await.unwrap();
    store.migrate().await.unwrap();
    let worker = a_worker(&store).await;
    println!(
        "{:8} {:>7} {:>9} {:>10} {:>8} {:>8}",
        "what", "callers", "per s", "commits/s", "p50 ms", "p99 ms"
    );
    for callers in CALLERS {
        let node = store.clone();
        measure("row", &store, callers, move |_| register(node.clone())).await;
    }
    for callers in CALLERS {
        let worker = worker.clone();
        let minting = store.clone();
        let work = move |caller| receive(worker.clone(), minting.mint(), caller);
        measure("message", &store, callers, work).await;
    }
    store.close().await.unwrap();
}

/// Runs `work` in a row for each caller and prints what came of it.
async fn measure<W, F>(what: &str, store: &Store, callers: usize, work: W)
where
    W: Fn(usize) -> F + Clone + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let before = store.writes();
    let begin = Instant::now();
    let mut tasks = JoinSet::new();
    for caller in 0..callers {
        let work = work.clone();
        tasks.spawn(async move {
            let mut took = Vec::new();
            while begin.elapsed() < MEASURED {
                let asked = Instant::now();
                work(caller).await;
                took.push(asked.elapsed());
            }
            took
        });
    }
    let mut took: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    let milliseconds = begin.elapsed().as_millis();
    took.sort_unstable();
    let percentile = |part: usize| took[took.len() * part / 100].as_secs_f64() * 1000.0;
    let per_second = |count: u128| (count * 1000 / milliseconds).to_string();
    let commits = match (before, store.writes()) {
        (Some(before), Some(after)) => per_second(u128::from(after.commits - before.commits)),
        _ => "each".to_owned(),
    };
    println!(
        "{what:8} {callers:7} {:>9} {commits:>10} {:8.2} {:8.2}",
        per_second(took.len() as u128),
        percentile(50),
        percentile(99),
    );
}

async fn register(store: Store) {
    let row = NodeRow { id: store.mint(), name: "measured".to_owned(), version: "0".to_owned() };
    store.leases().register_node(row).await.unwrap();
}

/// A message that nobody has written yet; each caller is a customer.
async fn receive(worker: WorkerStore, id: MessageId, caller: usize) {
    let now = WallClock.now();
    let received = Received {
        wa_message_id: id.to_string(),
        from: AddressRow { kind: AddressKind::Phone, value: format!("+2557{caller:08}") },
        also: None,
        name: Some("Neema".to_owned()),
        to: "+255712345678".to_owned(),
        text: "Habari! Mna nafasi ya kusuka nywele Jumamosi saa nne asubuhi?".to_owned(),
        message_type: "text".to_owned(),
        sent_at: now,
        place: None,
        quoted: None,
        file: None,
        late: false,
        from_me: false,
        is_courtesy: false,
        gate: None,
    };
    worker.receive_all(vec![received]).await.unwrap();
}

/// A worker with a lease that outlasts the measuring.
async fn a_worker(store: &Store) -> WorkerStore {
    let email = format!("{}@example.co.tz", WallClock.now().timestamp_micros());
    let owner = store
        .accounts()
        .create_owner(NewOwner {
            tenant_name: "Mama Salon".to_owned(),
            user_name: "Asha".to_owned(),
            email,
            password_hash: "x".to_owned(),
        })
        .await
        .unwrap();
    let tenant = owner.tenant_id.unwrap();
    let (platform, by) = (store.platform(), Actor::system());
    platform.command(&by, tenant, WorkerCommand::Start).await.unwrap();
    let node = store.mint();
    let row = NodeRow { id: node, name: "measuring".to_owned(), version: "0".to_owned() };
    store.leases().register_node(row).await.unwrap();
    let term = chrono::Duration::hours(1);
    let claimed = store.leases().claim(node, term, u32::MAX >> 1).await.unwrap();
    let own = claimed.into_iter().find(|found| found.lease.tenant_id == tenant).unwrap();
    store.worker(own.lease)
}
