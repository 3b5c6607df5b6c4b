//! The second way to a compiler for the browser: Debian's rustc.
//!
//! Debian packages a current compiler and the sources of its standard library, but not that library built for the
//! browser. It is built once, with the one switch that a stable compiler needs for it, into a folder of our own that
//! the compiler is pointed to, so that nothing is written into folders of the package manager.

use std::{
    ffi::OsString,
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::{
    command::{output, run},
    debian,
    wasm_compiler::{TARGET, has_std, libraries},
    workspace::{self, Workspace},
};

/// Debian's current Rust, which it keeps beside the old one for browsers.
pub(crate) const COMPILER_PACKAGE: &str = "rustc-web";

/// The lints of that compiler.
const CLIPPY_PACKAGE: &str = "rust-web-clippy";

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const CARGO_CLIPPY: &str = "/usr/bin/cargo-clippy";

/// Debian's compiler, ready to build for the browser.
pub(crate) struct DebianCompiler {
    release: String,
    linker: PathBuf,
    sysroot: PathBuf,
}

impl fmt::Display for DebianCompiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Debian's rustc {}", self.release)
    }
}

impl DebianCompiler {
    /// A cargo command that uses this compiler.
    pub(crate) fn cargo(&self, workspace: &Workspace, subcommand: &[&str]) -> Command {
        let mut cargo = cargo(
            match subcommand.first() {
                // Cargo itself would take rustup's clippy, which knows only its own compiler.
                Some(&"clippy") => CARGO_CLIPPY,
                _ => CARGO,
            },
            &self.linker,
        );
        cargo.current_dir(&workspace.root).args(subcommand).args(["--config", &self.rustflags()]);
        cargo
    }

    /// Whether Debian's clippy of the same release is there; installs it where that is possible.
    pub(crate) fn ensure_clippy(&self) -> Result<bool> {
        let matches = || {
            let said = output(
                Command::new("/usr/bin/clippy-driver")
                    .arg("--version")
                    .env_remove("LD_LIBRARY_PATH"),
            );
            // Clippy 0.1.96 belongs to Rust 1.96.
            let minor = said.ok().and_then(|text| {
                let mut numbers = text.split(|c: char| !c.is_ascii_digit());
                numbers.rfind(|digits| !digits.is_empty())?.parse::<u32>().ok()
            });
            minor.is_some() && minor == workspace::version(&self.release).map(|(_, minor)| minor)
        };
        if !matches() && debian::offers(CLIPPY_PACKAGE) {
            debian::install(&[CLIPPY_PACKAGE], "the lints of the browser's half")?;
        }
        Ok(matches())
    }

    /// As an argument of cargo it is joined with the flags of the workspace's own configuration, where a variable of
    /// the environment would replace them.
    fn rustflags(&self) -> String {
        format!("build.rustflags=['--sysroot={}']", self.sysroot.display())
    }
}

/// Cargo with Debian's compiler. The variables with which rustup's own cargo started this program would lead it to
/// rustup's libraries.
fn cargo(program: &str, linker: &Path) -> Command {
    let mut cargo = Command::new(program);
    workspace::forget_own_package(&mut cargo);
    for name in [
        "LD_LIBRARY_PATH",
        "RUSTUP_TOOLCHAIN",
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
    ] {
        cargo.env_remove(name);
    }
    let variable = format!("CARGO_TARGET_{}_LINKER", TARGET.to_uppercase().replace('-', "_"));
    cargo
        .env("CARGO", CARGO)
        .env("RUSTC", RUSTC)
        .env("RUSTDOC", "/usr/bin/rustdoc")
        .env(variable, linker);
    cargo
}

/// The compiler with its standard library, if an earlier call made both.
pub(crate) fn find(workspace: &Workspace) -> Option<DebianCompiler> {
    let about = About::ask(workspace)?;
    let sysroot = about.sysroot(workspace);
    let linker = about.linker()?;
    has_std(&sysroot).then_some(DebianCompiler { release: about.release, linker, sysroot })
}

/// Installs the packages that are missing and builds the standard library.
pub(crate) fn install(workspace: &Workspace) -> Result<DebianCompiler> {
    if About::ask(workspace).is_none() || About::sources().is_none() {
        debian::install(
            &[COMPILER_PACKAGE, "cargo-web", "rust-web-src"],
            "building for the browser",
        )?;
    }
    let about = About::ask(workspace).with_context(|| {
        let (major, minor) = workspace.rust_version;
        format!("{RUSTC} is older than Rust {major}.{minor}: run `rustup target add {TARGET}` where rustup's server can be reached")
    })?;
    let sources = About::sources()
        .context("the package rust-web-src brought no sources of the standard library")?;
    if about.linker().is_none() {
        // An older linker does not know all that this compiler writes.
        debian::install(&[&format!("lld-{}", about.llvm)], "linking for the browser")?;
    }
    let linker = about.linker().context("the package lld brought no wasm-ld")?;
    let sysroot = about.sysroot(workspace);
    println!(
        "    building the browser's standard library from {} (once, a minute or more)",
        sources.display()
    );
    build_std(&linker, &sysroot)?;
    Ok(DebianCompiler { release: about.release, linker, sysroot })
}

/// Builds an empty crate with the standard library's sources and keeps the libraries.
fn build_std(linker: &Path, sysroot: &Path) -> Result<()> {
    let work = sysroot.with_extension("build");
    let made = sysroot.with_extension("new");
    for folder in [&work, &made, &sysroot.to_path_buf()] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
    }
    fs::create_dir_all(work.join("src"))?;
    fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"nothing\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    let target = work.join("target");
    run(cargo(CARGO, linker)
        .current_dir(&work)
        .env("RUSTC_BOOTSTRAP", "1")
        .args([
            "build",
            "-Zbuild-std=std,panic_abort",
            "--release",
            "--target",
            TARGET,
            "--target-dir",
        ])
        .arg(&target))?;
    fs::create_dir_all(libraries(&made))?;
    for entry in fs::read_dir(target.join(TARGET).join("release/deps"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|end| end == "rlib")
            && !name.starts_with("libnothing-")
        {
            fs::copy(entry.path(), libraries(&made).join(name))?;
        }
    }
    if !has_std(&made) {
        bail!("cargo built no standard library for {TARGET}");
    }
    fs::rename(&made, sysroot)?;
    fs::remove_dir_all(&work)?;
    Ok(())
}

/// What Debian's compiler says about itself.
struct About {
    text: String,
    release: String,
    llvm: u32,
}

impl About {
    /// Nothing where there is no such compiler, or one that is too old for this workspace.
    fn ask(workspace: &Workspace) -> Option<Self> {
        if !Path::new(CARGO).exists() {
            return None;
        }
        let text = output(Command::new(RUSTC).arg("-vV").env_remove("LD_LIBRARY_PATH")).ok()?;
        let field =
            |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let release = field("release:")?.to_owned();
        let llvm = field("LLVM version:")?.split('.').next()?.parse().ok()?;
        (workspace::version(&release)? >= workspace.rust_version).then_some(Self {
            text,
            release,
            llvm,
        })
    }

    /// One folder for each compiler: libraries of one are nothing to another.
    fn sysroot(&self, workspace: &Workspace) -> PathBuf {
        let mut hash = format!("{:x}", Sha256::digest(&self.text));
        hash.truncate(12);
        workspace
            .cache()
            .join("wasm-std")
            .join(format!("{}-{hash}", self.release.replace('.', "_")))
    }

    fn linker(&self) -> Option<PathBuf> {
        let path = PathBuf::from(format!("/usr/lib/llvm-{}/bin/wasm-ld", self.llvm));
        path.exists().then_some(path)
    }

    fn sources() -> Option<PathBuf> {
        let sysroot: OsString =
            output(Command::new(RUSTC).args(["--print", "sysroot"]).env_remove("LD_LIBRARY_PATH"))
                .ok()?
                .trim()
                .into();
        let path = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
        path.join("std/Cargo.toml").exists().then_some(path)
    }
}
