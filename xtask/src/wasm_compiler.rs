//! Finds or installs a compiler for the browser.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{
    command::{find, output, run},
    debian, debian_wasm,
    debian_wasm::DebianCompiler,
    packages,
    workspace::Workspace,
};

/// The browser, as the compiler names it.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that builds for the browser.
pub(crate) enum WasmCompiler {
    /// The compiler that builds the server has the browser's standard library too.
    Own,
    /// Debian's compiler with a standard library built from its sources.
    Debian(DebianCompiler),
}

impl fmt::Display for WasmCompiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("this toolchain"),
            Self::Debian(compiler) => compiler.fmt(f),
        }
    }
}

impl WasmCompiler {
    /// A cargo command for the browser. It has its own folder, as two compilers in one would undo each other's work.
    pub(crate) fn cargo(&self, workspace: &Workspace, subcommand: &[&str]) -> Command {
        let mut cargo = match self {
            Self::Own => workspace.cargo(subcommand),
            Self::Debian(compiler) => compiler.cargo(workspace, subcommand),
        };
        cargo.args(["--target", TARGET]).arg("--target-dir").arg(folder(workspace));
        cargo
    }

    /// Whether it can lint; installs what is missing for that where it can.
    pub(crate) fn ensure_clippy(&self, workspace: &Workspace) -> Result<bool> {
        match self {
            Self::Own => packages::ensure_component(workspace, "clippy", "clippy").map(|()| true),
            Self::Debian(compiler) => compiler.ensure_clippy(),
        }
    }
}

/// The folder of what is built for the browser.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("web")
}

/// The ordinary way is rustup; where it cannot download, Debian's packages hold all that is needed.
pub(crate) fn find_or_install(workspace: &Workspace) -> Result<WasmCompiler> {
    if own_has_target(workspace)? {
        return Ok(WasmCompiler::Own);
    }
    if let Some(compiler) = debian_wasm::find(workspace) {
        return Ok(WasmCompiler::Debian(compiler));
    }
    if find("rustup").is_some() {
        println!("    installing the browser's standard library: rustup target add {TARGET}");
        let added = run(Command::new("rustup")
            .args(["target", "add", TARGET])
            .current_dir(&workspace.root));
        match added {
            Ok(()) if own_has_target(workspace)? => return Ok(WasmCompiler::Own),
            Ok(()) => println!("    rustup added it to another toolchain than the one in use here"),
            Err(err) => println!("    {err}"),
        }
    }
    if !debian::offers(debian_wasm::COMPILER_PACKAGE) {
        bail!(
            "no compiler for the browser: run `rustup target add {TARGET}` where rustup's server can be reached (on Debian 12 the package {} would do instead, but this system's package sources do not have it)",
            debian_wasm::COMPILER_PACKAGE
        );
    }
    println!(
        "    taking Debian's compiler for the browser instead; the server is built by this toolchain all the same"
    );
    Ok(WasmCompiler::Debian(debian_wasm::install(workspace)?))
}

fn own_has_target(workspace: &Workspace) -> Result<bool> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot =
        output(Command::new(rustc).args(["--print", "sysroot"]).current_dir(&workspace.root))?;
    Ok(has_std(Path::new(sysroot.trim())))
}

/// Whether a compiler's folder holds the browser's standard library.
pub(crate) fn has_std(sysroot: &Path) -> bool {
    let libraries = std::fs::read_dir(libraries(sysroot)).into_iter().flatten().flatten();
    libraries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

/// Where a compiler's folder keeps the browser's standard library.
pub(crate) fn libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}
