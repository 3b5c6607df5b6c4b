//! `flowhq backup`: a copy of the database that is known to be a true one.
//!
//! The command says that a backup is good only after it has restored it into a scratch database and found
//! there what the source held at that moment, row for row.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context, bail};
use domain::{Clock, Instant};
use engine::SystemClock;
use serde_json::json;
use store::Actor;
use store::snapshot::{self, ExportedSnapshot, ServerAddress, TableSum};

use super::archive::{self, Kind, Manifest};
use super::dump;
use crate::command::Outcome;
use crate::config::Config;
use crate::services;

/// Backs the configured database up into a new file; the server may go on running.
///
/// # Errors
/// When the file exists, the database cannot be read, or the backup turns out not to be a true copy; no
/// file is left behind then.
pub async fn run(config: &Config, file: &Path) -> anyhow::Result<Outcome> {
    if file.exists() {
        bail!("{} exists already; name a new file", file.display());
    }
    let url = config.database.maintenance_url();
    let contents = snapshot::contents(url).await.context("cannot look into the database")?;
    let contents = contents.context("there is no database to back up")?;
    let store = services::connect(config).await?;
    let in_use = store.keys().in_use().await.context("cannot read the sealed values")?;
    let mut keys: Vec<_> = in_use.iter().filter_map(|used| used.key).collect();
    keys.sort_unstable();
    keys.dedup();
    let keys = keys.iter().map(ToString::to_string).collect();

    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let work = tempfile::Builder::new().prefix(".flowhq-backup-").tempdir_in(folder);
    let work = work.with_context(|| format!("cannot write into {}", folder.display()))?;
    let dump = work.path().join("dump");
    let made_at = rfc3339(SystemClock.now());
    let kind = Kind::of(url);
    let tables = take(kind, url, &dump).await?;
    let manifest = Manifest::new(kind, made_at, (contents.steps, keys, tables), &dump)?;
    let packed = work.path().join("packed");
    archive::pack(&packed, &manifest, &dump)?;
    fs::remove_file(&dump).context("cannot remove what is packed")?;
    check(url, &packed, work.path()).await?;
    fs::rename(&packed, file).with_context(|| format!("cannot make {}", file.display()))?;
    File::open(folder).and_then(|folder| folder.sync_all()).context("cannot write to the disk")?;

    let (rows, tables) = (manifest.rows(), manifest.tables.len());
    let payload = json!({ "rows": rows, "tables": tables });
    let logged = store.platform().log(&Actor::system(), "backup.made", payload).await;
    logged.context("the backup is good, but cannot be logged")?;
    store.close().await.context("cannot close the database")?;
    println!("{} holds {rows} rows of {tables} tables and was restored on trial.", file.display());
    if !manifest.keys.is_empty() {
        println!(
            "Its secrets need the keys {}, which are not in it: keep them elsewhere.",
            manifest.keys.join(", ")
        );
    }
    Ok(Outcome::Done)
}

/// Copies the database and gives the sums of the very moment that was copied.
async fn take(kind: Kind, url: &str, dump: &Path) -> anyhow::Result<Vec<TableSum>> {
    match kind {
        Kind::Sqlite => {
            archive::private_file(dump).context("cannot make the copy")?;
            snapshot::copy_file(url, dump).await.context("cannot copy the database")
        }
        Kind::Postgres => {
            let address = ServerAddress::parse(url)?;
            let mut moment =
                ExportedSnapshot::take(url).await.context("cannot hold on to a moment")?;
            archive::private_file(dump).context("cannot make the dump")?;
            dump::dump(&address, &moment.name, dump).await?;
            let sums = moment.sums().await.context("cannot read the database")?;
            moment.release().await.context("cannot let the database go")?;
            Ok(sums)
        }
    }
}

/// Restores a backup into a scratch database and holds it against its manifest.
async fn check(url: &str, packed: &Path, work: &Path) -> anyhow::Result<()> {
    let (manifest, dump) = archive::unpack(packed, work)?;
    let found = match manifest.database {
        Kind::Sqlite => {
            snapshot::check_file(&dump).await.context("the copy is not sound")?;
            let url = format!("sqlite://{}", dump.display());
            snapshot::sums(&url).await.context("cannot read the copy")?
        }
        Kind::Postgres => {
            let address = ServerAddress::parse(url)?;
            let name = format!("flowhq_scratch_{:016x}", rand::random::<u64>());
            address.create_database(&name).await.with_context(|| {
                format!("cannot make the scratch database {name}, in which the backup is tried; the role needs CREATEDB")
            })?;
            let scratch = address.with_database(&name);
            let restored = dump::restore(&scratch, &dump).await;
            let found = snapshot::sums(scratch.url()).await;
            let dropped = address.drop_database(&name).await;
            restored?;
            dropped.with_context(|| format!("cannot drop the scratch database {name}"))?;
            found.context("cannot read the scratch database")?
        }
    };
    fs::remove_file(&dump).context("cannot remove the copy")?;
    compare(&manifest.tables, &found)
}

/// Holds what was found against what there must be.
///
/// # Errors
/// When a table differs; all that do are named.
pub fn compare(wanted: &[TableSum], found: &[TableSum]) -> anyhow::Result<()> {
    let mut differences = Vec::new();
    for table in wanted {
        match found.iter().find(|other| other.table == table.table) {
            None => differences.push(format!("{} is missing", table.table)),
            Some(other) if other.rows != table.rows => differences
                .push(format!("{} has {} rows instead of {}", table.table, other.rows, table.rows)),
            Some(other) if other.sha256 != table.sha256 => {
                differences.push(format!("{} has other contents", table.table));
            }
            Some(_) => {}
        }
    }
    for table in found {
        if !wanted.iter().any(|other| other.table == table.table) {
            differences.push(format!("{} is too many", table.table));
        }
    }
    if differences.is_empty() {
        return Ok(());
    }
    bail!("what was restored is not what was backed up: {}", differences.join(", "))
}

/// A time as it stands in manifests.
pub fn rfc3339(time: Instant) -> String {
    time.to_rfc3339()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_is_named() {
        let sum = |table: &str, rows, sha256: &str| TableSum {
            table: table.to_owned(),
            rows,
            sha256: sha256.to_owned(),
        };
        let wanted = [sum("a", 1, "x"), sum("b", 1, "x"), sum("c", 1, "x"), sum("d", 1, "x")];
        let found = [sum("a", 1, "x"), sum("b", 2, "x"), sum("c", 1, "y"), sum("e", 1, "x")];
        assert!(compare(&wanted, &wanted).is_ok());
        assert_eq!(
            compare(&wanted, &found).unwrap_err().to_string(),
            "what was restored is not what was backed up: b has 2 rows instead of 1, \
             c has other contents, d is missing, e is too many"
        );
    }
}
