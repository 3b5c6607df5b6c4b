//! Adds a step to the history of the database schema.

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::{command::output, workspace::Workspace};

/// Writes the file and names it in the list of steps.
pub(crate) fn create(workspace: &Workspace, name: &str) -> Result<()> {
    if name.is_empty()
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    {
        bail!(
            "`{name}` cannot name a step: use small letters, digits and `_`, for example add_appointments"
        );
    }
    let folder = workspace.root.join("migration/src");
    let list = folder.join("lib.rs");
    let text =
        fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let today = output(Command::new("date").args(["-u", "+%Y%m%d"]))?;
    let (module, text) = add(&text, today.trim(), name)?;
    let file = folder.join(format!("{module}.rs"));
    fs::write(&file, step(name))?;
    fs::write(&list, text)?;
    println!("Wrote {} and named it in {}.", file.display(), list.display());
    println!(
        "Now write `up` and `down`, and add new tables to migration/tests; until then the step refuses to run."
    );
    Ok(())
}

/// The name of the new module, and the list with it.
fn add(list: &str, date: &str, name: &str) -> Result<(String, String)> {
    let modules = || list.lines().filter_map(|line| line.strip_prefix("mod m")?.strip_suffix(';'));
    let newest = modules().next_back().context("the list has no step to add one after")?;
    let number: u32 = newest
        .split('_')
        .nth(1)
        .and_then(|digits| digits.parse().ok())
        .with_context(|| format!("m{newest} has no number"))?;
    if modules().any(|module| module.splitn(3, '_').nth(2) == Some(name)) {
        bail!("there is a step {name} already");
    }
    let module = format!("m{date}_{:06}_{name}", number + 1);
    let declaration = format!("mod m{newest};\n");
    let end = list.rfind("\n        ]").context("the list of steps has no end")?;
    let mut text = list.to_owned();
    text.insert_str(end, &format!("\n            Box::new(InTransaction({module}::Migration)),"));
    Ok((module.clone(), text.replacen(&declaration, &format!("{declaration}mod {module};\n"), 1)))
}

/// A step that refuses to run until it is written, so that an empty one never enters a history.
fn step(name: &str) -> String {
    format!(
        r#"//! Say what changes, in the words of the product.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {{
    async fn up(&self, _manager: &SchemaManager) -> Result<(), DbErr> {{
        Err(DbErr::Custom("{name}: up is not written yet".to_owned()))
    }}

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {{
        Err(DbErr::Custom("{name}: down is not written yet".to_owned()))
    }}
}}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "mod m20261121_000001_tenants;\nmod step;\n\n        vec![\n            Box::new(InTransaction(m20261121_000001_tenants::Migration)),\n        ]\n";

    #[test]
    fn a_step_follows_the_last_one() {
        let (module, list) = add(LIST, "20270102", "add_orders").unwrap();
        assert_eq!(module, "m20270102_000002_add_orders");
        assert!(
            list.contains(
                "mod m20261121_000001_tenants;\nmod m20270102_000002_add_orders;\nmod step;"
            ),
            "{list}"
        );
        assert!(list.contains("tenants::Migration)),\n            Box::new(InTransaction(m20270102_000002_add_orders::Migration)),\n        ]"), "{list}");
    }

    #[test]
    fn a_name_is_taken_once() {
        assert!(add(LIST, "20270102", "tenants").is_err());
    }
}
