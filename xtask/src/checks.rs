//! Formatting, lints and floors.

use anyhow::Result;

use crate::{
    command::run as run_command,
    packages,
    step::step,
    wasm_compiler,
    workspace::{PEER, Workspace},
};

/// Every warning is a mistake here, while a build in the middle of work may still have some.
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];
/// What is linted as the browser sees it.
const BROWSER_PACKAGES: [&str; 6] =
    ["--package", "frontend", "--package", "app", "--package", "domain"];

/// What is different with a peer in WhatsApp's place.
const PEER_PACKAGES: [&str; 6] =
    ["--package", "server", "--package", "whatsapp-web", "--package", "whatsapp-peer"];

/// Runs them all.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    step("formatting", || {
        packages::ensure_component(workspace, "rustfmt", "fmt")?;
        run_command(&mut workspace.cargo(&["fmt", "--all", "--check"]))
    })?;
    step("lints of the server", || {
        packages::ensure_component(workspace, "clippy", "clippy")?;
        run_command(workspace.host_cargo(&["clippy", "--all-targets"]).args(DENY_WARNINGS))
    })?;
    step("lints of what speaks with a WhatsApp peer", || {
        let mut clippy = workspace.cargo(&["clippy", "--all-targets", "--features", PEER]);
        run_command(clippy.args(PEER_PACKAGES).args(DENY_WARNINGS))
    })?;
    step("lints of the build program", || {
        run_command(
            workspace.cargo(&["clippy", "--package", "xtask", "--all-targets"]).args(DENY_WARNINGS),
        )
    })?;
    let compiler = step("compiler for the browser", || wasm_compiler::find_or_install(workspace))?;
    step("lints of the browser's half", || {
        if !compiler.ensure_clippy(workspace)? {
            println!(
                "    left out: {compiler} has no clippy here; the build of the browser's half still checks its types"
            );
            return Ok(());
        }
        run_command(
            compiler
                .cargo(workspace, &["clippy", "--lib"])
                .args(BROWSER_PACKAGES)
                .args(DENY_WARNINGS),
        )
    })?;
    step("floors, and what the browser must not carry", || {
        run_command(&mut workspace.cargo(&["test", "--package", "xtask", "--test", "floors"]))
    })
}

/// Whether the server builds without WhatsApp's protocol. Its dependencies have other features then, so this compiles
/// nearly all of them once more.
pub(crate) fn without_whatsapp(workspace: &Workspace) -> Result<()> {
    step("the server without WhatsApp", || {
        let without = ["check", "--package", "server", "--no-default-features"];
        run_command(&mut workspace.cargo(&without))
    })
}
