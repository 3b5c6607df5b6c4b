//! From the configuration to a running engine.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use engine::{Engine, EngineConfig, SystemClock};
use store::{Store, StoreConfig};

use crate::config::Config;

/// Connects to the database.
///
/// # Errors
/// When there is no key or no database.
pub async fn connect(config: &Config) -> anyhow::Result<Store> {
    let key = config.secret_key.resolve()?;
    let database = &config.database;
    let mut settings = StoreConfig::new(database.url.reveal());
    settings.max_connections = database.max_connections;
    settings.min_connections = database.min_connections;
    settings.acquire_timeout = database.acquire_timeout;
    settings.idle_timeout = database.idle_timeout;
    settings.connect_timeout = database.connect_timeout;
    let store = Store::connect(&settings, key, Arc::new(SystemClock)).await;
    store.with_context(|| format!("cannot open the database ({})", config.database_shown()))
}

/// Sees to it that the schema is the one that this program knows: in development it is brought up to
/// date, in production that is the operator's decision.
///
/// # Errors
/// When a step is missing in production, or cannot be done.
pub async fn prepare_schema(config: &Config, store: &Store) -> anyhow::Result<()> {
    if !config.is_production() {
        return store.migrate().await.context("cannot bring the database's schema up to date");
    }
    let steps = store.migration_status().await.context("cannot read the database's schema")?;
    let missing = steps.iter().filter(|(_, applied)| !applied).count();
    if missing > 0 {
        anyhow::bail!("the database's schema lacks {missing} steps; run `flowhq migrate up` first");
    }
    Ok(())
}

/// The engine's settings.
pub fn engine_config(config: &Config) -> EngineConfig {
    EngineConfig {
        node_name: config.node_name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        heartbeat: config.heartbeat,
        stale_after: config.stale_after,
        // Found at the latest after half as long again as the limit itself.
        stale_check: (config.stale_after / 2).clamp(Duration::from_secs(1), Duration::from_mins(1)),
        replies_per_minute: config.replies_per_minute,
        sandbox: config.sandbox,
        admin_password: config.basic_password.as_ref().map(|password| password.reveal().to_owned()),
        ..EngineConfig::default()
    }
}

/// Opens the engine over a connected store; nothing runs yet.
///
/// # Errors
/// When the engine cannot be set up.
pub async fn open_engine(config: EngineConfig, store: &Store) -> anyhow::Result<Engine> {
    let engine = Engine::open(config, store.clone(), Arc::new(SystemClock)).await;
    engine.context("cannot set the engine up")
}

/// Makes the configured first admin when there is no admin at all.
///
/// # Errors
/// When the database does not answer or the e-mail address is somebody else's.
pub async fn ensure_first_admin(
    config: &Config,
    store: &Store,
    engine: &Engine,
) -> anyhow::Result<()> {
    let Some(first) = &config.first_admin else { return Ok(()) };
    let has_admin = store.accounts().has_admin().await.context("cannot look for an admin")?;
    if has_admin {
        return Ok(());
    }
    let made = engine.create_admin("Admin", &first.email, first.password.reveal()).await;
    let admin = made.context("cannot make the first admin")?;
    tracing::info!(user.id = %admin.id, "made the first admin, user {}", admin.id);
    Ok(())
}
