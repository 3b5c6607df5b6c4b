//! The machine: room on its disk, and its clock.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Monotonic};

use domain::Clock;
use engine::SystemClock;
use store::snapshot::{self, Vitals};
use store::{EventFilter, Store};

use super::Finding;
use crate::config::Config;

const DISK: &str = "disk";
const CLOCK: &str = "clock";
const MIB: u64 = 1 << 20;
/// Below this a busy day may fill the disk.
const LITTLE_MIB: u64 = 1024;
/// Below this the database stops at any moment.
const TOO_LITTLE_MIB: u64 = 100;
/// Leases are told by the database's clock and ended by ours, a second early.
const OFF_SECONDS: i64 = 2;
const FAR_OFF_SECONDS: i64 = 30;
/// How long the two clocks of the machine are watched.
const WATCHED: Duration = Duration::from_millis(200);

/// Room in the folder of the database's file; a server's disk is somewhere else.
pub(super) fn disk(config: &Config) -> Option<Finding> {
    let file = config.database.file()?;
    let folder = existing(&file);
    let shown = folder.display();
    let found = match rustix::fs::statvfs(&folder) {
        Ok(found) => found,
        Err(error) => {
            let advice = "check that the folder exists and who may enter it";
            return Some(Finding::wrong(DISK, format!("cannot look at {shown}: {error}"), advice));
        }
    };
    let free = found.f_bavail.saturating_mul(found.f_frsize) / MIB;
    let told = format!("{free} MiB free in {shown}");
    let advice = "make room, or move the database (FLOWHQ_DATABASE_URL)";
    Some(match free {
        0..TOO_LITTLE_MIB => Finding::wrong(DISK, told, advice),
        TOO_LITTLE_MIB..LITTLE_MIB => Finding::warning(DISK, told, advice),
        _ => Finding::ok(DISK, told),
    })
}

/// The nearest folder above a file that is there.
fn existing(file: &Path) -> PathBuf {
    let mut folders = file.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    folders.find(|folder| folder.exists()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// The clock against the database's, against what it said before, and against the one that cannot be set.
pub(super) async fn clock(config: &Config, store: Option<&Store>) -> Finding {
    let advice = "let the machine keep time by NTP (systemd-timesyncd or chrony)";
    let (wall, monotonic) = (SystemClock.now(), Monotonic::now());
    tokio::time::sleep(WATCHED).await;
    let moved = (SystemClock.now() - wall).to_std().unwrap_or_default();
    if moved.abs_diff(monotonic.elapsed()) > WATCHED / 2 {
        return Finding::warning(CLOCK, "it is being set while we look", advice);
    }
    let mut against = "runs evenly".to_owned();
    if let Ok(Vitals::Postgres { clock, .. }) = snapshot::vitals(config.database.url.reveal()).await
    {
        let off = (SystemClock.now() - clock).num_seconds().abs();
        against = format!("is {off} s off the database's");
        if off > FAR_OFF_SECONDS {
            return Finding::wrong(CLOCK, against, advice);
        }
        if off > OFF_SECONDS {
            return Finding::warning(CLOCK, against, advice);
        }
    }
    let newest = match store {
        Some(store) => store.platform().events(EventFilter::newest(1), None).await.ok(),
        None => None,
    };
    let newest = newest.and_then(|page| page.items.first().map(|event| event.created_at));
    let ahead = newest.map_or(0, |newest| (newest - SystemClock.now()).num_seconds());
    if ahead > OFF_SECONDS {
        let found = format!("the newest event is {ahead} s in the future: the clock went back");
        return Finding::warning(CLOCK, found, advice);
    }
    Finding::ok(CLOCK, against)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_looked_for_where_the_file_will_be() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("not/there/yet.db");
        assert_eq!(existing(&file), folder.path());
        assert_eq!(existing(Path::new("flowhq.db")), Path::new("."));
    }
}
