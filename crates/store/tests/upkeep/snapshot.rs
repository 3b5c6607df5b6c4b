use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use store::Actor;
use store::snapshot::{self, TableSum, Vitals};

use crate::support::{TestDatabase, World, on_each};

fn rows(sums: &[TableSum], table: &str) -> u64 {
    sums.iter().find(|sum| sum.table == table).map_or(0, |sum| sum.rows)
}

#[tokio::test]
async fn sums_tell_contents_apart_and_equal_contents_not() {
    on_each(async |world| {
        let url = world.database.url();
        let owner = world.owner("Duka").await;
        let first = snapshot::sums(url).await.unwrap();
        assert_eq!(first, snapshot::sums(url).await.unwrap());
        assert_eq!((rows(&first, "tenants"), rows(&first, "portal_event_logs")), (1, 1));
        world.store.tenant(owner.tenant).log(&Actor::system(), "x", json!({})).await.unwrap();
        let second = snapshot::sums(url).await.unwrap();
        let changed: Vec<_> = first
            .iter()
            .zip(&second)
            .filter(|(before, after)| before != after)
            .map(|(before, _)| before.table.as_str())
            .collect();
        assert_eq!(changed, ["audit_heads", "portal_event_logs"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_in_a_database_is_told_without_making_one() {
    on_each(async |world| {
        let empty = snapshot::contents(world.database.url()).await.unwrap().unwrap();
        assert_eq!(empty.steps, snapshot::known_steps());
        assert_eq!((empty.rows, empty.server_seen_at), (0, None));
        world.owner("Duka").await;
        world.node().await;
        let used = snapshot::contents(world.database.url()).await.unwrap().unwrap();
        assert!(used.rows > 3, "{used:?}");
        assert_eq!(used.server_seen_at, Some(world.now()));
        assert!(snapshot::vitals(world.database.url()).await.is_ok());
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("none.db");
    let url = format!("sqlite://{}", nowhere.display());
    assert_eq!(snapshot::contents(&url).await.unwrap(), None);
    assert!(!nowhere.exists());
}

/// The rows of `portal_event_logs` and the count in `audit_heads` change in one transaction, so a copy
/// that is one moment has both or none.
#[tokio::test]
async fn a_file_is_copied_as_of_one_moment_while_it_is_written_to() {
    let world = World::new(TestDatabase::sqlite()).await;
    world.store.migrate().await.unwrap();
    let owner = world.owner("Duka").await;
    let tenant = world.store.tenant(owner.tenant);
    let filler = "x".repeat(20_000);
    for _ in 0..300 {
        tenant.log(&Actor::system(), "x", json!({ "filler": filler })).await.unwrap();
    }
    let enough = Arc::new(AtomicBool::new(false));
    let stop = enough.clone();
    let mut writers = tokio::task::JoinSet::new();
    writers.spawn(async move {
        let mut written = 0;
        while !stop.load(Ordering::Relaxed) {
            tenant.log(&Actor::system(), "x", json!({ "n": written })).await.unwrap();
            written += 1;
        }
        written
    });
    let folder = tempfile::tempdir().unwrap();
    let mut moments = Vec::new();
    for number in 0..3 {
        let file = folder.path().join(format!("copy{number}.db"));
        std::fs::File::create_new(&file).unwrap();
        let sums = snapshot::copy_file(world.database.url(), &file).await.unwrap();
        snapshot::check_file(&file).await.unwrap();
        let copied = snapshot::sums(&format!("sqlite://{}", file.display())).await.unwrap();
        assert_eq!(copied, sums);
        moments.push(rows(&sums, "portal_event_logs"));
    }
    let before_the_end = *moments.last().unwrap();
    enough.store(true, Ordering::Relaxed);
    let written = u64::try_from(writers.join_next().await.unwrap().unwrap()).unwrap();
    assert!(moments.is_sorted() && before_the_end <= 301 + written, "{moments:?} {written}");
    assert!(written > 0);
    world.store.close().await.unwrap();
}

#[tokio::test]
async fn a_damaged_file_is_found() {
    let world = World::new(TestDatabase::sqlite()).await;
    world.store.migrate().await.unwrap();
    world.owner("Duka").await;
    world.store.close().await.unwrap();
    let url = world.database.url();
    let path = std::path::Path::new(url.strip_prefix("sqlite://").unwrap());
    snapshot::check_file(path).await.unwrap();
    let Vitals::Sqlite { check, journal, .. } = snapshot::vitals(url).await.unwrap() else {
        panic!("a file")
    };
    assert_eq!((check.as_str(), journal.as_str()), ("ok", "wal"));
    let mut bytes = std::fs::read(path).unwrap();
    // Somewhere behind the first pages: a tree's page.
    let middle = bytes.len() / 2;
    bytes[middle..middle + 3000].fill(0xa5);
    std::fs::write(path, bytes).unwrap();
    assert!(snapshot::check_file(path).await.is_err());
}
