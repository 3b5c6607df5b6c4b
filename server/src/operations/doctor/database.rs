//! The database: reachable, sound, private, up to date, and keeping tenants apart.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use store::Store;
use store::snapshot::{self, Vitals};

use super::{Finding, Level};
use crate::config::Config;
use crate::services;

const CHECK: &str = "database";
const SCHEMA: &str = "schema";
/// Connections that PostgreSQL keeps for superusers (`superuser_reserved_connections`, 3 by default).
const RESERVED: u32 = 3;

/// Looks at the database and leaves it open for the checks that follow, where it can be used.
pub(super) async fn examine(config: &Config) -> (Option<Store>, Vec<Finding>) {
    let url = config.database.url.reveal();
    let shown = config.database_shown();
    let file = config.database.file();
    if let Some(file) = file.as_deref().filter(|file| !file.exists()) {
        let found = format!("there is none yet at {}", file.display());
        let advice = "`flowhq migrate up` makes it, and in development the first start does";
        let level = if config.is_production() { Level::Wrong } else { Level::Warning };
        return (None, vec![Finding { level, ..Finding::warning(CHECK, found, advice) }]);
    }
    let vitals = match snapshot::vitals(url).await {
        Ok(vitals) => vitals,
        Err(error) => {
            let error = anyhow::Error::from(error);
            let advice = match &file {
                Some(_) => {
                    "restore a backup (`flowhq restore`) if the file is damaged; check who owns it"
                }
                None => {
                    "check FLOWHQ_DATABASE_URL and that the server runs and lets this machine in"
                }
            };
            return (None, vec![Finding::wrong(CHECK, format!("{shown}: {error:#}"), advice)]);
        }
    };
    let mut findings = vec![state(&vitals, &shown, config)];
    findings.extend(file.as_deref().and_then(privacy));
    let store = match services::connect(config).await {
        Ok(store) => store,
        Err(error) => {
            let advice = "see what is said about the key and the database";
            findings.push(Finding::wrong(CHECK, format!("{error:#}"), advice));
            return (None, findings);
        }
    };
    let schema = schema(config, &store).await;
    let usable = schema.level != Level::Wrong;
    findings.push(schema);
    if !usable {
        return (None, findings);
    }
    findings.push(wall(config, &store).await);
    findings.push(admin(config, &store).await);
    (Some(store), findings)
}

fn state(vitals: &Vitals, shown: &str, config: &Config) -> Finding {
    match vitals {
        Vitals::Sqlite { check, .. } if check != "ok" => Finding::wrong(
            CHECK,
            format!("{shown}: the file is damaged: {check}"),
            "stop the server, keep a copy of the file, and restore a backup (`flowhq restore`)",
        ),
        Vitals::Sqlite { journal, .. } if journal != "wal" => Finding::warning(
            CHECK,
            format!(
                "{shown}: its journal is '{journal}', so that reading and writing wait for each other"
            ),
            "the server sets it to 'wal' when it starts; a network file system cannot do that",
        ),
        Vitals::Sqlite { version, .. } => {
            Finding::ok(CHECK, format!("{shown}: sound, SQLite {version}, journal 'wal'"))
        }
        Vitals::Postgres { version, max_connections, .. }
            if config.database.max_connections + RESERVED > *max_connections =>
        {
            Finding::warning(
                CHECK,
                format!(
                    "{shown} {version}: it takes {max_connections} connections, and this process alone may want {}",
                    config.database.max_connections
                ),
                "lower FLOWHQ_DATABASE_MAX_CONNECTIONS or raise the server's max_connections; every node counts",
            )
        }
        Vitals::Postgres { version, .. } => {
            Finding::ok(CHECK, format!("{shown} {version}: reachable"))
        }
    }
}

/// Nothing when only the file's owner may read it.
fn privacy(file: &Path) -> Option<Finding> {
    let mode = fs::metadata(file).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        Finding::warning(
            CHECK,
            format!("others on this machine may read {} (mode {mode:o})", file.display()),
            format!("chmod 600 {}*", file.display()),
        )
    })
}

async fn schema(config: &Config, store: &Store) -> Finding {
    let steps = match store.migration_status().await {
        Ok(steps) => steps,
        Err(error) => {
            let error = anyhow::Error::from(error);
            let advice = "a database of a newer version cannot be used; else restore a backup";
            return Finding::wrong(SCHEMA, format!("cannot be read: {error:#}"), advice);
        }
    };
    let missing: Vec<_> =
        steps.iter().filter(|(_, applied)| !applied).map(|(name, _)| name.as_str()).collect();
    if missing.is_empty() {
        return Finding::ok(SCHEMA, format!("all {} steps are taken", steps.len()));
    }
    let found =
        format!("{} of {} steps are missing: {}", missing.len(), steps.len(), list(&missing));
    if config.is_production() {
        return Finding::wrong(
            SCHEMA,
            found,
            "back up (`flowhq backup`), then `flowhq migrate up`",
        );
    }
    Finding::warning(SCHEMA, found, "the next start takes them, or `flowhq migrate up`")
}

fn list(names: &[&str]) -> String {
    const SHOWN: usize = 3;
    let more = if names.len() > SHOWN { ", .." } else { "" };
    format!("{}{more}", names[..names.len().min(SHOWN)].join(", "))
}

async fn wall(config: &Config, store: &Store) -> Finding {
    const WALL: &str = "tenants apart";
    match store.wall().await {
        Ok(wall) if wall.is_sound() => Finding::ok(WALL, wall.to_string()),
        Ok(wall) if config.is_production() => Finding::warning(
            WALL,
            wall.to_string(),
            "see \"PostgreSQL\" in docs/operations.md; the program's own filters hold in any case",
        ),
        Ok(wall) => Finding::ok(WALL, wall.to_string()),
        Err(error) => {
            let error = anyhow::Error::from(error);
            Finding::warning(WALL, format!("cannot be asked: {error:#}"), "`flowhq migrate up`")
        }
    }
}

async fn admin(config: &Config, store: &Store) -> Finding {
    const ADMIN: &str = "admin";
    match store.accounts().has_admin().await {
        Ok(true) => Finding::ok(ADMIN, "there is one"),
        Ok(false) if config.first_admin.is_some() => {
            Finding::ok(ADMIN, "there is none yet; the next start makes the configured one")
        }
        Ok(false) => Finding::warning(
            ADMIN,
            "there is none, so that nobody can approve a business",
            "`flowhq admin create --email YOU`",
        ),
        Err(error) => {
            let error = anyhow::Error::from(error);
            Finding::wrong(ADMIN, format!("cannot be looked for: {error:#}"), "`flowhq migrate up`")
        }
    }
}
