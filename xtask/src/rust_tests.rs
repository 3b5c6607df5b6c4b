//! The tests written in Rust, on `SQLite` and on `PostgreSQL`.

use anyhow::Result;

use crate::{
    command::{run as run_command, succeeds},
    postgres::Postgres,
    step::step,
    workspace::Workspace,
};

/// Tests that know both databases run on `PostgreSQL` when this names one.
const DATABASE: &str = "TEST_DATABASE_URL";

/// Runs them with nextest where it is installed, else with cargo's own runner.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    step("build the tests", || {
        // The same targets and features as the server's own build, so that each is compiled once.
        run_command(&mut workspace.tested_cargo(&["build", "--bins", "--tests", "--examples"]))
    })?;
    let postgres = step("start PostgreSQL", Postgres::start)?;
    let database = postgres.create_database("flowhq_test")?;
    let runner: &[&str] = if succeeds(&mut workspace.cargo(&["nextest", "--version"])) {
        &["nextest", "run"]
    } else {
        &["test", "--lib", "--bins", "--tests"]
    };
    step("tests of the server, on SQLite and PostgreSQL", || {
        run_command(workspace.tested_cargo(runner).env(DATABASE, &database))
    })?;
    step("examples in the documentation", || {
        run_command(&mut workspace.tested_cargo(&["test", "--doc"]))
    })?;
    step("tests of the build program", || {
        run_command(&mut workspace.cargo(&["test", "--package", "xtask"]))
    })
}
