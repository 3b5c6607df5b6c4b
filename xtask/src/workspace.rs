//! Where things lie, and how cargo is called on them.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command;

/// Built for the browser only; on the host it would switch leptos's `hydrate` on beside `ssr`.
const FRONTEND: &str = "frontend";
/// This program: built on its own, so that its dependencies do not change the features of the server's.
const BUILDER: &str = env!("CARGO_PKG_NAME");

/// What lets a peer on this machine stand in WhatsApp's place: for tests, never for what is handed on.
pub(crate) const PEER: &str =
    "server/loopback-peer,whatsapp-web/loopback-peer,whatsapp-peer/client-tests";

/// The workspace that the command was called in.
pub(crate) struct Workspace {
    /// The folder of the root manifest.
    pub(crate) root: PathBuf,
    /// The folder of everything that is built.
    pub(crate) target: PathBuf,
    /// The packages of the server, that is all but the browser's and this one.
    pub(crate) host_packages: Vec<String>,
    /// The oldest Rust that builds the workspace, as (major, minor).
    pub(crate) rust_version: (u32, u32),
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> Result<Self> {
        let text =
            command::output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
        let path = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata has no {key}"))
        };
        let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
        let names = packages.iter().filter_map(|package| package["name"].as_str());
        let oldest = packages.iter().find_map(|package| package["rust_version"].as_str());
        Ok(Self {
            root: path("workspace_root")?,
            target: path("target_directory")?,
            host_packages: names
                .filter(|name| ![FRONTEND, BUILDER].contains(name))
                .map(Into::into)
                .collect(),
            rust_version: oldest
                .and_then(version)
                .context("the workspace names no rust-version")?,
        })
    }

    /// A cargo command in the root of the workspace.
    pub(crate) fn cargo(&self, subcommand: &[&str]) -> Command {
        let mut cargo = cargo();
        cargo.current_dir(&self.root).args(subcommand);
        cargo
    }

    /// The same on every package of the server at once. One selection for all commands gives every dependency one set
    /// of features, hence one compilation.
    pub(crate) fn host_cargo(&self, subcommand: &[&str]) -> Command {
        let mut cargo = self.cargo(subcommand);
        for package in &self.host_packages {
            cargo.args(["--package", package]);
        }
        cargo
    }

    /// The same as the tests need it: with the peer that stands in WhatsApp's place.
    pub(crate) fn tested_cargo(&self, subcommand: &[&str]) -> Command {
        let mut cargo = self.host_cargo(subcommand);
        cargo.args(["--features", PEER]);
        cargo
    }

    /// A folder outside of the workspace for what several checkouts can share.
    pub(crate) fn cache(&self) -> PathBuf {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let shared = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
        shared.map_or_else(|| self.target.join("cache"), |cache| cache.join("flowhq"))
    }
}

/// Cargo without what `cargo run` told this program about itself: build scripts watch some of it, and would run again
/// whenever a build is started through this program after one that was not.
fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    forget_own_package(&mut cargo);
    cargo
}

/// Removes the variables that describe this package from a command's environment.
pub(crate) fn forget_own_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(text);
        }
    }
}

/// "1.96.0" as (1, 96).
pub(crate) fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split('.').map(|part| part.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// Every file below a folder, in a stable order.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
