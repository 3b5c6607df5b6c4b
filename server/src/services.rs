//! From the configuration to a running engine.

use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use domain::Clock;
use engine::{Engine, EngineConfig, EngineError, SystemClock};
use store::{Store, StoreConfig};

use crate::config::{Channel, Config};
use crate::{mail, model, whatsapp};

/// Connects to the database.
///
/// # Errors
/// When there is no key or no database.
pub async fn connect(config: &Config) -> anyhow::Result<Store> {
    connect_for(config, config.channel, Arc::new(SystemClock)).await
}

/// The same; new tenants are connected over `channel`, whatever is configured, and times are `clock`'s.
///
/// # Errors
/// As [`connect`].
pub async fn connect_for(
    config: &Config,
    channel: Channel,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Store> {
    let key = config.secret_key.ring(&config.previous_keys)?;
    let database = &config.database;
    let mut settings = StoreConfig::new(database.url.reveal());
    settings.owner_url = database.owner_url.as_ref().map(|url| url.reveal().to_owned());
    settings.max_connections = database.max_connections;
    settings.min_connections = database.min_connections;
    settings.acquire_timeout = database.acquire_timeout;
    settings.idle_timeout = database.idle_timeout;
    settings.connect_timeout = database.connect_timeout;
    channel.name().clone_into(&mut settings.first_connector);
    make_private(config)?;
    let store = Store::connect(&settings, key, clock).await;
    store.with_context(|| format!("cannot open the database ({})", config.database_shown()))
}

/// Makes the database's file where it is missing, so that only this account may read it; the files that
/// SQLite puts beside it take after it.
fn make_private(config: &Config) -> anyhow::Result<()> {
    let Some(file) = config.database.file().filter(|file| !file.exists()) else { return Ok(()) };
    let made = || {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&file)
    };
    made().map(drop).with_context(|| format!("cannot make the database {}", file.display()))
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

/// Warns in production when the database does not keep tenants apart by itself; the program's own
/// filters do in any case.
///
/// # Errors
/// When the database does not answer.
pub async fn look_at_the_wall(config: &Config, store: &Store) -> anyhow::Result<()> {
    let wall = store.wall().await.context("cannot ask for row-level security")?;
    if config.is_production() && !wall.is_sound() {
        tracing::warn!("{wall}");
    }
    Ok(())
}

/// The engine's settings.
pub fn engine_config(config: &Config) -> EngineConfig {
    EngineConfig {
        node_name: config.node_name.clone(),
        timezone: config.timezone.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        heartbeat: config.heartbeat,
        stale_after: config.stale_after,
        // Found at the latest after half as long again as the limit itself.
        stale_check: (config.stale_after / 2).clamp(Duration::from_secs(1), Duration::from_mins(1)),
        fragments: Duration::from_secs(config.fragment_seconds.into()),
        replies_per_minute: config.replies_per_minute,
        file_most: bytes(config.file_megabytes),
        files_most: bytes(config.files_megabytes),
        model: model::model(config),
        mailer: mail::mailer(config),
        public_url: match &config.public_url {
            Some(url) => url.origin().to_owned(),
            None => format!("http://{}", config.addr),
        },
        sign_in_tries_per_address: config.sign_in_tries_per_address,
        admins_need_second_factor: config.is_production(),
        sandbox: config.sandbox,
        connectors: whatsapp::connectors(config),
        contact_email: config.operator.email.clone(),
        admin_password: config.basic_password.as_ref().map(|password| password.reveal().to_owned()),
        ..EngineConfig::default()
    }
}

/// Megabytes as bytes.
fn bytes(megabytes: u32) -> u64 {
    u64::from(megabytes) * 1_000_000
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
    if let Err(EngineError::Invalid(problems)) = &made {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        anyhow::bail!("cannot make the first admin: {}", problems.join(", "));
    }
    let admin = made.context("cannot make the first admin")?;
    tracing::info!(user.id = %admin.id, "made the first admin, user {}", admin.id);
    Ok(())
}
