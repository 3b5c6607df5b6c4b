//! Builds, runs and tests Flow HQ.
//!
//! A fresh machine has git, a C compiler and stable Rust; whatever else a command needs it installs itself, the
//! ordinary way first and from Debian's packages second, and says so. Browser assets are made with libraries instead of
//! command-line tools, so that nothing has to be installed or kept at a matching version by hand.

mod bound_names;
mod browser_tests;
mod checks;
mod command;
mod counts;
mod css;
mod debian;
mod debian_wasm;
mod figures;
mod frontend;
mod migration_file;
mod packages;
mod parts;
mod postgres;
mod rust_tests;
mod server;
mod site;
mod step;
mod wasm_compiler;
mod wasm_sections;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use crate::{counts::Purpose, server::Profile, workspace::Workspace};

/// Builds, runs and tests Flow HQ.
#[derive(Parser)]
#[command(name = "flowhq", bin_name = "./flowhq")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build and run Flow HQ with demo data on its embedded database
    Up {
        /// Build the server optimised: slower to build, faster to run
        #[arg(long)]
        release: bool,
        /// Arguments for `flowhq serve`, for example `-- --addr 127.0.0.1:8080`
        #[arg(last = true)]
        serve: Vec<String>,
    },
    /// Build the server and the browser's files beside it
    Build {
        /// Build the server optimised
        #[arg(long)]
        release: bool,
    },
    /// Make the style sheet anew in the site of the last build, while you work on the looks
    Style,
    /// Run every check and every test, browser tests included
    Test {
        /// Run only one part
        #[arg(long)]
        only: Option<Part>,
        /// Run the whole browser matrix on `PostgreSQL` too, instead of its core
        #[arg(long)]
        full: bool,
    },
    /// Check the formatting, the lints and the floors without running the other tests
    Check,
    /// Run the browser tests; arguments after `--` go to Playwright
    E2e {
        /// Run the whole browser matrix on `PostgreSQL` too, instead of its core
        #[arg(long)]
        full: bool,
        /// Arguments for Playwright
        #[arg(last = true)]
        playwright: Vec<String>,
    },
    /// Measure Flow HQ on this machine and write docs/performance.md; takes about ten minutes after the build
    Bench {
        /// Measure only the groups whose names contain this, and print them
        #[arg(long)]
        only: Option<String>,
    },
    /// Count the instructions of the hot paths and compare them with crates/flow/benches/counts.txt
    Counts {
        /// Write the file anew instead
        #[arg(long)]
        renew: bool,
    },
    /// Install what building for the browser needs
    Setup,
    /// Add an empty step to the history of the database schema
    DbNew {
        /// What the step does, for example `add_appointments`
        name: String,
    },
}

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Formatting, lints and floors
    Lint,
    /// The tests written in Rust, on both databases
    Rust,
    /// The instruction counts of the hot paths
    Counts,
    /// The browser tests, on both databases
    E2e,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("\nerror: {err:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let workspace = Workspace::load()?;
    match task {
        Task::Up { release, serve } => {
            let binary = server::build_with_site(&workspace, Profile::from_flag(release))?;
            server::become_server(&workspace, &binary, &serve)
        }
        Task::Build { release } => {
            let binary = server::build_with_site(&workspace, Profile::from_flag(release))?;
            println!("\nBuilt {}, with its site/ beside it.", binary.display());
            Ok(())
        }
        Task::Style => site::restyle(&workspace.target.join("debug"), &css::build(&workspace)?),
        Task::Test { only, full } => test(&workspace, only, full),
        Task::Check => checks::run(&workspace).and_then(|()| checks::without_whatsapp(&workspace)),
        Task::E2e { full, playwright } => browser_tests::run(&workspace, full, &playwright),
        Task::Bench { only } => figures::take(&workspace, only.as_deref()),
        Task::Counts { renew: true } => counts::run(&workspace, Purpose::Renew),
        Task::Counts { renew: false } => counts::run(&workspace, Purpose::Compare),
        Task::Setup => wasm_compiler::find_or_install(&workspace)
            .map(|compiler| println!("{compiler} builds for the browser.")),
        Task::DbNew { name } => migration_file::create(&workspace, &name),
    }
}

fn test(workspace: &Workspace, only: Option<Part>, full: bool) -> Result<()> {
    let wanted = |part| only.is_none_or(|one| one == part);
    if wanted(Part::Lint) {
        checks::run(workspace)?;
        if full {
            checks::without_whatsapp(workspace)?;
        }
    }
    if wanted(Part::Rust) {
        rust_tests::run(workspace)?;
    }
    if wanted(Part::Counts) {
        counts::run(workspace, Purpose::Compare)?;
    }
    if wanted(Part::E2e) {
        browser_tests::run(workspace, full, &[])?;
    }
    println!("\nAll of it passed.");
    Ok(())
}
