//! `flowhq restore`: a backup becomes the database again.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use domain::Clock;
use engine::SystemClock;
use serde_json::json;
use store::snapshot::{self, Contents, ServerAddress};
use store::{Actor, Store};

use super::archive::{self, Kind, Manifest};
use super::backup::compare;
use super::dump;
use crate::command::Outcome;
use crate::config::Config;
use crate::services;

/// A server that gave a sign of life so shortly ago still runs; one gives it every few seconds.
const SERVER_ALIVE_SECONDS: i64 = 60;

/// Whether a database with data may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It is refused.
    Keep,
    /// It is replaced; a file is kept beside the new one.
    Replace,
}

/// Puts a backup in the place of the configured database; the server must not run.
///
/// # Errors
/// When the backup is damaged, does not fit, or the database holds data and is to be kept. The
/// configured database is as it was then, but for PostgreSQL's when the restore itself fails.
pub async fn run(config: &Config, file: &Path, existing: Existing) -> anyhow::Result<Outcome> {
    let url = config.database.maintenance_url();
    let kind = Kind::of(url);
    let target = config.database.file();
    let folder = work_folder(target.as_deref())?;
    let work = tempfile::Builder::new().prefix(".flowhq-restore-").tempdir_in(&folder);
    let work = work.with_context(|| format!("cannot write into {}", folder.display()))?;
    let (manifest, dump) = archive::unpack(file, work.path())?;
    fits(&manifest, kind)?;
    let contents = snapshot::contents(url).await.context("cannot look into the database")?;
    may_be_replaced(contents.as_ref(), existing)?;
    match &target {
        Some(target) => into_file(&manifest, &dump, target).await?,
        None => into_server(&manifest, &dump, url, contents.is_some()).await?,
    }
    snapshot::forget_servers(url).await.context("cannot write to what was restored")?;
    println!(
        "Restored {} rows of {} tables, as they were at {}.",
        manifest.rows(),
        manifest.tables.len(),
        manifest.made_at
    );
    let store = services::connect(config).await?;
    let outcome = afterwards(&store, &manifest).await;
    store.close().await.context("cannot close the database")?;
    outcome
}

/// Where a backup is unpacked: beside the file that it will become, as only there it can be moved in one
/// step.
fn work_folder(target: Option<&Path>) -> anyhow::Result<PathBuf> {
    let Some(target) = target else { return Ok(std::env::temp_dir()) };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).to_owned();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

fn fits(manifest: &Manifest, kind: Kind) -> anyhow::Result<()> {
    if manifest.database != kind {
        bail!(
            "the backup holds a {} database, but the configuration names {}",
            manifest.database.name(),
            kind.name()
        );
    }
    let known = snapshot::known_steps();
    let unknown: Vec<_> = manifest.steps.iter().filter(|step| !known.contains(step)).collect();
    if let Some(newest) = unknown.last() {
        bail!(
            "the backup was made by {} with a schema that this version does not know (step {newest}); restore it with that version",
            manifest.made_by
        );
    }
    Ok(())
}

fn may_be_replaced(contents: Option<&Contents>, existing: Existing) -> anyhow::Result<()> {
    let Some(contents) = contents else { return Ok(()) };
    let silent = contents.server_seen_at.map(|at| (SystemClock.now() - at).num_seconds());
    if let Some(seconds) = silent.filter(|seconds| *seconds < SERVER_ALIVE_SECONDS) {
        bail!(
            "a server uses the database (its last sign of life is {seconds} s old): stop it first; after a crash wait for a minute"
        );
    }
    if contents.rows > 0 && existing == Existing::Keep {
        bail!("the database holds {} rows; with --replace they are replaced", contents.rows);
    }
    Ok(())
}

/// Moves the copy into the place of the file, when it is known to be good.
async fn into_file(manifest: &Manifest, dump: &Path, target: &Path) -> anyhow::Result<()> {
    snapshot::check_file(dump).await.context("the backup's database is not sound")?;
    let found = snapshot::sums(&format!("sqlite://{}", dump.display())).await;
    compare(&manifest.tables, &found.context("cannot read the backup's database")?)?;
    if target.exists() {
        let kept = set_aside(target)?;
        println!("The database that was there is kept as {}.", kept.display());
    }
    fs::set_permissions(dump, fs::Permissions::from_mode(0o600))
        .and_then(|()| fs::rename(dump, target))
        .with_context(|| format!("cannot make {}", target.display()))
}

/// Moves a database away together with the files in which SQLite keeps what is not in it yet.
fn set_aside(target: &Path) -> anyhow::Result<PathBuf> {
    let with = |path: &Path, end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let stamp = SystemClock.now().format("%Y%m%dT%H%M%S%6f");
    let kept = with(target, &format!(".before-{stamp}"));
    // The file itself goes last: while it is there, so are the others.
    for end in ["-wal", "-shm", ""] {
        let (from, to) = (with(target, end), with(&kept, end));
        if from.exists() {
            fs::rename(&from, &to).with_context(|| format!("cannot move {}", from.display()))?;
        }
    }
    Ok(kept)
}

async fn into_server(
    manifest: &Manifest,
    dump: &Path,
    url: &str,
    tables: bool,
) -> anyhow::Result<()> {
    let address = ServerAddress::parse(url)?;
    if tables {
        address.drop_tables().await.context("cannot drop the tables that are there")?;
    }
    dump::restore(&address, dump).await?;
    let found = snapshot::sums(url).await.context("cannot read what was restored")?;
    compare(&manifest.tables, &found)
}

/// What is to be done before the server starts.
async fn afterwards(store: &Store, manifest: &Manifest) -> anyhow::Result<Outcome> {
    let missing = snapshot::known_steps().len().saturating_sub(manifest.steps.len());
    if missing > 0 {
        println!("Its schema lacks {missing} steps: run `flowhq migrate up` before the server.");
    } else {
        // Nothing is left to do to the schema, but the serving role must be let in.
        store.migrate().await.context("cannot let the serving role in")?;
        let payload = json!({ "made_at": manifest.made_at, "rows": manifest.rows() });
        let logged = store.platform().log(&Actor::system(), "database.restored", payload).await;
        logged.context("cannot log it")?;
    }
    let ids: Vec<_> = store.key().ids().iter().map(ToString::to_string).collect();
    let lacking: Vec<_> = manifest.keys.iter().filter(|key| !ids.contains(key)).cloned().collect();
    if !lacking.is_empty() {
        println!(
            "Its secrets are sealed with keys that are not configured: {}. Put them into FLOWHQ_SECRET_KEY or FLOWHQ_SECRET_KEY_PREVIOUS.",
            lacking.join(", ")
        );
        return Ok(Outcome::Wrong);
    }
    Ok(Outcome::Done)
}
