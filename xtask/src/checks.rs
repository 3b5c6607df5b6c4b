//! Formatting, lints and floors.

use anyhow::Result;

use crate::{
    command::run as run_command, packages, step::step, wasm_compiler, workspace::Workspace,
};

/// Every warning is a mistake here, while a build in the middle of work may still have some.
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];
/// What is linted as the browser sees it.
const BROWSER_PACKAGES: [&str; 6] =
    ["--package", "frontend", "--package", "app", "--package", "domain"];

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
