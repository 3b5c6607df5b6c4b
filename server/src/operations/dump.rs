//! PostgreSQL's own programs: `pg_dump` and `pg_restore`.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use store::snapshot::ServerAddress;
use tokio::process::Command;
use tokio::time::timeout;

/// The longest that a dump or a restore may take.
const LONGEST: Duration = Duration::from_hours(12);

/// How much of what a program complained about is passed on, in characters.
const COMPLAINT_MAX: usize = 2000;

/// Dumps the database as it was at an exported moment.
///
/// # Errors
/// When the program is missing or fails.
pub async fn dump(address: &ServerAddress, snapshot: &str, to: &Path) -> anyhow::Result<()> {
    let snapshot = format!("--snapshot={snapshot}");
    let file = to.as_os_str();
    run(
        "pg_dump",
        address,
        &[
            "--format=custom".as_ref(),
            "--no-owner".as_ref(),
            "--no-privileges".as_ref(),
            // The rows that the door `upkeep` may read, which are all of them.
            "--enable-row-security".as_ref(),
            snapshot.as_ref(),
            "--file".as_ref(),
            file,
        ],
    )
    .await
}

/// Restores a dump into a database without tables: all of it or nothing.
///
/// # Errors
/// When the program is missing or fails.
pub async fn restore(address: &ServerAddress, from: &Path) -> anyhow::Result<()> {
    let database = format!("--dbname={}", address.database());
    run(
        "pg_restore",
        address,
        &[
            "--no-owner".as_ref(),
            "--no-privileges".as_ref(),
            "--exit-on-error".as_ref(),
            "--single-transaction".as_ref(),
            database.as_ref(),
            from.as_os_str(),
        ],
    )
    .await
}

async fn run(program: &str, address: &ServerAddress, arguments: &[&OsStr]) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    // Whatever the operator's shell says of another server must not mix with ours.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .envs(address.environment())
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let ended = match timeout(LONGEST, command.output()).await {
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => bail!(
            "{program} is not installed or not on the PATH; it comes with PostgreSQL's client (Debian and Ubuntu: the package postgresql-client), which must not be older than the server"
        ),
        Ok(ended) => ended.with_context(|| format!("cannot run {program}"))?,
        Err(_) => bail!("{program} did not end in {} hours", LONGEST.as_secs() / 3600),
    };
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr);
        let said: String = said.trim().chars().take(COMPLAINT_MAX).collect();
        bail!("{program} failed: {said}");
    }
    Ok(())
}
