//! The command line: what it does.

use std::io::{IsTerminal, Write};

use anyhow::{Context, bail};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::cli::{AdminTask, AuditTask, Cli, ConfigTask, DemoTask, KeysTask, MigrateTask, Task};
use crate::config::{Config, Sources, setting};
use crate::operations::{audit, backup, doctor, keys, restore};
use crate::signals::Signals;
use crate::{demo, lifecycle, services, telemetry};

/// How a run ended that was not a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was done.
    Done,
    /// Something that was looked at is wrong, and has been told.
    Wrong,
    /// A second signal cut it short.
    Aborted,
}

/// Does what the command line says.
///
/// # Errors
/// When it cannot be done; the message is for the person at the terminal.
pub async fn execute(cli: Cli) -> anyhow::Result<Outcome> {
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let sources = Sources::new(cli.flags.0, environment, cli.config.as_deref())?;
    if let Task::Doctor { json } = cli.command {
        return doctor::run(&sources, json).await;
    }
    let config = Config::read(&sources)?;
    telemetry::start(&config);
    match cli.command {
        Task::Serve { demo } => return serve(config, demo).await,
        Task::Migrate { step } => migrate(&config, &step).await?,
        Task::Admin { task: AdminTask::Create { email, name } } => {
            create_admin(&config, &sources, &name, &email).await?;
        }
        Task::Admin { task: AdminTask::ResetSecondFactor { email } } => {
            reset_second_factor(&config, &email).await?;
        }
        Task::Demo { task: DemoTask::Seed } => demo::seed_if_empty(&config).await?,
        Task::Keys { task: KeysTask::Rotate } => return keys::rotate(&config).await,
        Task::Keys { task: KeysTask::Status } => return keys::status(&config).await,
        Task::Backup { file } => return backup::run(&config, &file).await,
        Task::Restore { file, replace } => {
            let existing =
                if replace { restore::Existing::Replace } else { restore::Existing::Keep };
            return restore::run(&config, &file, existing).await;
        }
        Task::Doctor { .. } => {}
        Task::Audit { task: AuditTask::Verify { tenant } } => {
            return audit::verify(&config, tenant.as_deref()).await;
        }
        Task::Config { task: ConfigTask::Check } => check(&config),
    }
    Ok(Outcome::Done)
}

async fn serve(config: Config, with_demo: bool) -> anyhow::Result<Outcome> {
    let mut signals = Signals::listen()?;
    let shutdown = CancellationToken::new();
    let served = async {
        // Bound first, so that a port in use is told at once; who connects early waits until all is in place.
        let listener = TcpListener::bind(config.addr).await;
        let listener = listener.with_context(|| format!("cannot listen on {}", config.addr))?;
        if with_demo {
            demo::seed_if_empty(&config).await?;
        }
        lifecycle::run(config, listener, shutdown.clone()).await
    };
    tokio::pin!(served);
    tokio::select! {
        ended = &mut served => return ended.map(|()| Outcome::Done),
        () = signals.next() => shutdown.cancel(),
    }
    tokio::select! {
        ended = &mut served => ended.map(|()| Outcome::Done),
        () = signals.next() => {
            tracing::warn!("a second signal: ending at once");
            Ok(Outcome::Aborted)
        }
    }
}

async fn migrate(config: &Config, step: &MigrateTask) -> anyhow::Result<()> {
    let store = services::connect(config).await?;
    match step {
        MigrateTask::Up => store.migrate().await.context("cannot bring the schema up to date")?,
        MigrateTask::Down { steps } => {
            store.migrate_down(Some(*steps)).await.context("cannot take the schema back")?;
        }
        MigrateTask::Status => {}
    }
    for (name, applied) in store.migration_status().await.context("cannot read the schema")? {
        println!("{} {name}", if applied { "applied" } else { "missing" });
    }
    store.close().await.context("cannot close the database")
}

async fn reset_second_factor(config: &Config, email: &str) -> anyhow::Result<()> {
    let store = services::connect(config).await?;
    services::prepare_schema(config, &store).await?;
    let engine = services::open_engine(services::engine_config(config), &store).await?;
    match engine.reset_second_factor(email).await {
        Ok(true) => println!("{email} signs in with the password alone now."),
        Ok(false) => println!("{email} had no second factor."),
        Err(engine::EngineError::NotFound) => bail!("nobody has the address {email}"),
        Err(error) => return Err(error).context("the second factor was not taken away"),
    }
    store.close().await.context("cannot close the database")
}

async fn create_admin(
    config: &Config,
    sources: &Sources,
    name: &str,
    email: &str,
) -> anyhow::Result<()> {
    let password = match sources.find(&setting::ADMIN_PASSWORD) {
        Some((password, _)) => password.to_owned(),
        None => ask_password()?,
    };
    let store = services::connect(config).await?;
    services::prepare_schema(config, &store).await?;
    let engine = services::open_engine(services::engine_config(config), &store).await?;
    match engine.create_admin(name, email, &password).await {
        Ok(admin) => println!("{} can sign in.", admin.email),
        Err(engine::EngineError::Invalid(problems)) => {
            let problems: Vec<_> = problems
                .iter()
                .map(|problem| format!("the {}", problem.to_string().replacen(':', "", 1)))
                .collect();
            bail!("no admin was made: {}", problems.join(", "));
        }
        Err(error) => return Err(error).context("no admin was made"),
    }
    store.close().await.context("cannot close the database")
}

/// One line from standard input; at a terminal it is asked for.
fn ask_password() -> anyhow::Result<String> {
    let input = std::io::stdin();
    if input.is_terminal() {
        print!("Password (it is shown while you type): ");
        std::io::stdout().flush().context("cannot write to the terminal")?;
    }
    let mut line = String::new();
    input.read_line(&mut line).context("cannot read the password")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn check(config: &Config) {
    println!(
        "The configuration is usable: {:?}, listening on {}.",
        config.environment, config.addr
    );
    println!("  database: {}", config.database_shown());
    println!("  sandbox: {}", on_off(config.sandbox));
    println!("  channel of new businesses: {}", config.channel.name());
    println!(
        "  Basic auth for the control plane's JSON: {}",
        on_off(config.basic_password.is_some())
    );
    println!("  portal's JSON: {}", on_off(config.portal_key.is_some()));
    println!("  files for the browser: {}", config.site_dir.display());
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
