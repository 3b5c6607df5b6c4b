//! Installs packages on Debian and its relatives, or says what to install elsewhere.

use std::{io::IsTerminal, process::Command};

use anyhow::{Result, bail};

use crate::command::{find, output, run, succeeds};

/// Installs packages; `purpose` says what they are for.
pub(crate) fn install(packages: &[&str], purpose: &str) -> Result<()> {
    let names = packages.join(" ");
    if find("apt-get").is_none() {
        bail!(
            "{purpose}: {names} must be installed, and this system has no apt-get: install with its own package manager and run the command again"
        );
    }
    let Some(become_root) = way_to_root() else {
        bail!(
            "{purpose}: {names} must be installed, which only root can do: run `sudo apt-get install -y --no-install-recommends {names}` and then this command again"
        );
    };
    println!("    installing for {purpose}: {names}");
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(packages);
    // The lists of a fresh machine are empty or old, and fetching them takes a while: only when they are needed.
    if packages.iter().all(|package| is_listed(package))
        && run(&mut apt(become_root, &words)).is_ok()
    {
        return Ok(());
    }
    run(&mut apt(become_root, &["update"]))?;
    run(&mut apt(become_root, &words))
}

/// Whether the package sources of this system offer a package.
pub(crate) fn offers(package: &str) -> bool {
    let updated =
        || way_to_root().is_some_and(|become_root| succeeds(&mut apt(become_root, &["update"])));
    is_listed(package) || (find("apt-get").is_some() && updated() && is_listed(package))
}

/// Whether the lists at hand name a package.
fn is_listed(package: &str) -> bool {
    output(Command::new("apt-cache").args(["show", "--no-all-versions", package]))
        .is_ok_and(|text| !text.trim().is_empty())
}

/// An apt-get command that never asks.
fn apt(become_root: &[&str], words: &[&str]) -> Command {
    let mut line = become_root.to_vec();
    line.extend([
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-q",
        "-o",
        "Dpkg::Use-Pty=0",
    ]);
    line.extend(words);
    let mut command = Command::new(line[0]);
    command.args(&line[1..]);
    command
}

/// Whether this program runs as root.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The words to put before a command that root must run. Sudo may ask for a password, so only where someone can type it.
fn way_to_root() -> Option<&'static [&'static str]> {
    if is_root() {
        return Some(&[]);
    }
    let silent = || succeeds(Command::new("sudo").args(["-n", "true"]));
    (find("sudo").is_some() && (std::io::stdin().is_terminal() || silent())).then_some(&["sudo"])
}
