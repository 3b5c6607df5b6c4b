//! The server's binary, with the browser's files beside it.

use std::{
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    command::run,
    css, frontend, site,
    step::step,
    wasm_compiler,
    workspace::{self, Workspace},
};

/// How the server is compiled. The browser's half is always small: a slow page is a slow page on every machine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// The same, with the peer that stands in WhatsApp's place, and that peer beside it.
    Tested,
    /// Quick to run.
    Release,
}

impl Profile {
    /// Release where the flag is given.
    pub(crate) fn from_flag(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev | Self::Tested => "debug",
            Self::Release => "release",
        }
    }
}

/// Builds everything and returns the path of the server's binary.
pub(crate) fn build_with_site(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let compiler = step("compiler for the browser", || {
        let compiler = wasm_compiler::find_or_install(workspace)?;
        println!("    {compiler} builds for the browser");
        Ok(compiler)
    })?;
    let wasm = step("build the browser's half", || frontend::compile(workspace, &compiler))?;
    let binaries = workspace.target.join(profile.folder());
    std::fs::create_dir_all(&binaries)?;
    step("style sheet, loader and compressed files", || {
        site::write(
            workspace,
            &binaries,
            &frontend::bind(workspace, &wasm)?,
            &css::build(workspace)?,
        )
    })?;
    step("build the server", || compile(workspace, profile))?;
    Ok(binaries.join("flowhq"))
}

fn compile(workspace: &Workspace, profile: Profile) -> Result<()> {
    let mut cargo = match profile {
        // `--examples` builds none, as there are none; it makes cargo choose the features of the tests' dependencies
        // too, and so the tests find everything compiled.
        Profile::Dev => workspace.host_cargo(&["build", "--bin", "flowhq", "--examples"]),
        Profile::Tested => workspace.tested_cargo(&[
            "build",
            "--bin",
            "flowhq",
            "--bin",
            "whatsapp-peer",
            "--examples",
        ]),
        Profile::Release => {
            workspace.cargo(&["build", "--package", "server", "--bin", "flowhq", "--release"])
        }
    };
    run(&mut cargo)
}

/// Turns this process into the server, so that signals reach it and its exit code is ours.
pub(crate) fn become_server(
    workspace: &Workspace,
    binary: &Path,
    arguments: &[String],
) -> Result<()> {
    println!("\n==> {} serve --demo", binary.display());
    let mut server = Command::new(binary);
    workspace::forget_own_package(&mut server);
    let err = server.current_dir(&workspace.root).args(["serve", "--demo"]).args(arguments).exec();
    Err(err).with_context(|| format!("cannot start {}", binary.display()))
}
