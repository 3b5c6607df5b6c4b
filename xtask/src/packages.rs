//! Programs that the tests need and that may be missing.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    command::{find, output, succeeds},
    debian,
    workspace::{Workspace, version},
};

/// The oldest Node that Playwright runs on.
const OLDEST_NODE: u32 = 18;

/// Node with npm.
pub(crate) fn ensure_node() -> Result<()> {
    if find("node").is_none() || find("npm").is_none() {
        debian::install(&["nodejs", "npm"], "the browser tests")?;
    }
    let said = output(Command::new("node").arg("--version"))?;
    let (major, _) = version(said.trim().trim_start_matches('v'))
        .with_context(|| format!("node calls itself `{}`", said.trim()))?;
    if major < OLDEST_NODE {
        bail!(
            "the browser tests need Node {OLDEST_NODE} or later and this is {major}: install a later one from nodejs.org"
        );
    }
    Ok(())
}

/// A Chromium to test with. Playwright's own is not downloaded: the system's gets its security updates.
pub(crate) fn ensure_chromium() -> Result<PathBuf> {
    if let Some(set) = std::env::var_os("CHROMIUM_PATH") {
        return Ok(set.into());
    }
    let look = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find);
    if look().is_none() {
        // Ubuntu's package of this name installs a snap, which is on the search path as well.
        debian::install(&["chromium"], "the browser tests")?;
    }
    look()
        .context("no Chromium on the search path: install one, or set CHROMIUM_PATH to its program")
}

/// A part of the toolchain that a minimal installation of Rust leaves out.
pub(crate) fn ensure_component(
    workspace: &Workspace,
    component: &str,
    subcommand: &str,
) -> Result<()> {
    let present = || succeeds(&mut workspace.cargo(&[subcommand, "--version"]));
    if !present() {
        let added = succeeds(
            Command::new("rustup")
                .args(["component", "add", component])
                .current_dir(&workspace.root),
        );
        if !added || !present() {
            bail!("cargo has no {subcommand}: run `rustup component add {component}`");
        }
    }
    Ok(())
}
