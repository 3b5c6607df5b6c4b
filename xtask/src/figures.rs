//! Taking the figures of docs/performance.md.

use anyhow::Result;

use crate::{
    command::{output, run},
    postgres::{Durability, Postgres},
    server::{self, Profile},
    step::step,
    workspace::Workspace,
};

/// Builds the released program with its files, measures it on both databases and writes the report.
///
/// `only` measures the groups whose names contain it and prints them instead.
pub(crate) fn take(workspace: &Workspace, only: Option<&str>) -> Result<()> {
    let binary = server::build_with_site(workspace, Profile::Release)?;
    let postgres = step("start PostgreSQL", || Postgres::start_with(Durability::Full))?;
    let database = postgres.create_database("flowhq_figures")?;
    let commit = output(std::process::Command::new("git").current_dir(&workspace.root).args([
        "describe",
        "--always",
        "--dirty",
        "--abbrev=12",
    ]))?;
    step("take the figures", || {
        let mut bench =
            workspace.cargo(&["bench", "--package", "server", "--bench", "figures", "--"]);
        bench.args(["--postgres", &database, "--commit", commit.trim(), "--site"]);
        bench.arg(binary.with_file_name("site"));
        match only {
            Some(group) => bench.args(["--only", group]),
            None => bench.arg("--out").arg(workspace.root.join("docs/performance.md")),
        };
        run(&mut bench)
    })
}
