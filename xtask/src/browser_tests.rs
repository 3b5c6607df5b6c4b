//! The browser tests: Playwright and the system's Chromium against the real server.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    command::run as run_command,
    packages,
    postgres::Postgres,
    server::{self, Profile},
    step::step,
    workspace::Workspace,
};

/// The project of Playwright's configuration that runs on both databases.
const CORE: &str = "--project=desktop";

/// Runs everything on `SQLite`, then the core, or everything, once more on `PostgreSQL`.
pub(crate) fn run(workspace: &Workspace, full: bool, playwright: &[String]) -> Result<()> {
    let tests = workspace.root.join("end2end");
    let chromium = step("programs of the browser tests", || {
        packages::ensure_node()?;
        let chromium = packages::ensure_chromium()?;
        install_playwright(&tests)?;
        Ok(chromium)
    })?;
    step("types of the browser tests", || {
        run_command(Command::new("npm").current_dir(&tests).args(["run", "--silent", "check"]))
    })?;
    let binary = server::build_with_site(workspace, Profile::Tested)?;
    let run = Run { tests: &tests, binary: &binary, chromium: &chromium, arguments: playwright };
    step("browser tests on SQLite", || run_command(&mut run.command()))?;

    let postgres = step("start PostgreSQL", Postgres::start)?;
    let database = postgres.create_database("flowhq_e2e")?;
    step("browser tests on PostgreSQL", || {
        let mut command = run.command();
        command.env("FLOWHQ_E2E_DATABASE_URL", &database);
        if !full {
            command.arg(CORE);
        }
        run_command(&mut command)
    })
}

/// What every run of Playwright has in common.
struct Run<'a> {
    tests: &'a Path,
    binary: &'a PathBuf,
    chromium: &'a Path,
    arguments: &'a [String],
}

impl Run<'_> {
    fn command(&self) -> Command {
        let mut command = Command::new("npx");
        command
            .current_dir(self.tests)
            .args(["playwright", "test"])
            .args(self.arguments)
            .env("FLOWHQ_BIN", self.binary)
            .env("FLOWHQ_PEER_BIN", self.binary.with_file_name("whatsapp-peer"))
            .env("CHROMIUM_PATH", self.chromium)
            .env_remove("FLOWHQ_E2E_DATABASE_URL");
        command
    }
}

/// Installs the packages of the lock file, unless the last call already did.
fn install_playwright(tests: &Path) -> Result<()> {
    let lock =
        fs::read(tests.join("package-lock.json")).context("end2end has no package-lock.json")?;
    let stamp = tests.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.current_dir(tests).args(["ci", "--prefer-offline", "--no-audit", "--no-fund"]);
    // The system's Chromium is used; Playwright's own is a large download and needs updates of its own.
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    if env::var_os("npm_config_update_notifier").is_none() {
        npm.env("npm_config_update_notifier", "false");
    }
    run_command(&mut npm)?;
    fs::write(stamp, lock)?;
    Ok(())
}
