//! The instructions that the hot paths take, beside what they took when they were last looked at.
//!
//! Counts are nearly the same on every machine, busy or not, where wall time is not; so they can fail a
//! test. Each path is walked a few and many times under valgrind and the difference divided, so that
//! neither the start of the program nor what a path prepares is counted.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    command::{find, output},
    debian,
    step::step,
    workspace::Workspace,
};

/// What is walked, and what it should take.
const PACKAGE: &str = "flow";
const BENCH: &str = "counts";
const EXPECTED: &str = "crates/flow/benches/counts.txt";
/// Another release of the compiler moves a count by some per cent; a mistake such as reading a flow's
/// definition anew in every turn by hundreds.
const TOLERANCE_PERCENT: u64 = 20;
/// How often a path is walked for the lower and for the higher reading.
const FEW: u64 = 5;
const MANY: u64 = 55;
/// Where the counts were taken: other processors have other instructions.
const ARCHITECTURE: &str = "x86_64";

/// Instructions of one walk, by the path's name.
type Counts = BTreeMap<String, u64>;

/// What becomes of the counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// They are compared with what is expected, and too many are a failure.
    Compare,
    /// They are what is expected from now on.
    Renew,
}

/// Counts every path.
pub(crate) fn run(workspace: &Workspace, purpose: Purpose) -> Result<()> {
    if std::env::consts::ARCH != ARCHITECTURE {
        println!("\n==> instruction counts: left out, they were taken on {ARCHITECTURE}");
        return Ok(());
    }
    let program = step("build the counted paths", || build(workspace))?;
    let expected_in = workspace.root.join(EXPECTED);
    step("count the instructions of the hot paths", || {
        if find("valgrind").is_none() {
            debian::install(&["valgrind"], "counting instructions")?;
        }
        let counts = count_all(&program)?;
        if purpose == Purpose::Renew {
            return fs::write(&expected_in, written(&counts))
                .with_context(|| format!("cannot write {EXPECTED}"));
        }
        let text =
            fs::read_to_string(&expected_in).with_context(|| format!("cannot read {EXPECTED}"))?;
        let (report, worse) = compared(&read(&text)?, &counts);
        print!("{report}");
        if !worse.is_empty() {
            bail!(
                "{}: make it cheaper, or run `./flowhq counts --renew` and say in the commit why it costs more",
                worse.join("; ")
            );
        }
        Ok(())
    })
}

/// Builds the program that walks the paths and says where it lies.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let arguments = ["bench", "--package", PACKAGE, "--bench", BENCH, "--no-run"];
    let mut cargo = workspace.cargo(&arguments);
    cargo.arg("--message-format=json-render-diagnostics").stderr(Stdio::inherit());
    let said = output(&mut cargo)?;
    let mut lines = said.lines().filter_map(|line| serde_json::from_str(line).ok());
    let program = lines.find_map(|line: serde_json::Value| {
        (line["target"]["name"] == BENCH).then(|| line["executable"].as_str().map(PathBuf::from))?
    });
    program.context("cargo built no program for the counts")
}

fn count_all(program: &Path) -> Result<Counts> {
    let names = output(&mut Command::new(program))?;
    let count = |name: &str| {
        let once =
            (instructions(program, name, MANY)? - instructions(program, name, FEW)?) / (MANY - FEW);
        Ok((name.to_owned(), once))
    };
    names.lines().map(count).collect()
}

/// All instructions of a program that walks the path `times` times.
fn instructions(program: &Path, path: &str, times: u64) -> Result<u64> {
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg("--log-fd=1")
        .arg(program)
        .args([path, &times.to_string()]);
    let said = output(&mut valgrind)?;
    total(&said).with_context(|| format!("valgrind gave no count: {said}"))
}

/// Reads `I   refs:      1,234,567` (Cachegrind manual, "Running Cachegrind").
fn total(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.contains("I ") && line.contains("refs:"))?;
    let digits = line.rsplit_once(':')?.1.replace(',', "");
    digits.trim().parse().ok()
}

/// One path a line: its name and its count; `#` begins a comment.
fn read(text: &str) -> Result<Counts> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let (name, count) = line.split_once(' ').context("a line needs a name and a count")?;
            let count = count.trim().parse().with_context(|| format!("`{line}` has no count"))?;
            Ok((name.to_owned(), count))
        })
        .collect()
}

fn written(counts: &Counts) -> String {
    let mut text = format!(
        "# Instructions of one walk of each path in counts.rs, released build on {ARCHITECTURE}.\n\
         # `./flowhq test --only counts` fails above {TOLERANCE_PERCENT} % more; `./flowhq counts --renew` writes this anew.\n"
    );
    for (name, count) in counts {
        writeln!(text, "{name} {count}").expect("writing to a String cannot fail");
    }
    text
}

/// The table for people, and what is wrong.
fn compared(expected: &Counts, counts: &Counts) -> (String, Vec<String>) {
    let (mut report, mut worse) = (String::new(), Vec::new());
    for (name, count) in counts {
        let Some(expected) = expected.get(name) else {
            worse.push(format!("{name} is not in {EXPECTED}"));
            continue;
        };
        let percent = count * 100 / (*expected).max(1);
        writeln!(report, "    {name}: {count} instructions, {percent} % of {expected}")
            .expect("writing to a String cannot fail");
        if percent > 100 + TOLERANCE_PERCENT {
            worse.push(format!("{name} takes {count} instructions instead of {expected}"));
        } else if percent < 100 - TOLERANCE_PERCENT {
            report.push_str("    it got cheaper: `./flowhq counts --renew` keeps it so\n");
        }
    }
    for name in expected.keys().filter(|name| !counts.contains_key(*name)) {
        worse.push(format!("{name} is in {EXPECTED} and was not counted"));
    }
    (report, worse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(pairs: &[(&str, u64)]) -> Counts {
        pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    #[test]
    fn a_path_that_got_dearer_fails() {
        let expected = counts(&[("greeting", 1000), ("frame", 500)]);
        let (_, worse) = compared(&expected, &counts(&[("greeting", 1210), ("frame", 500)]));
        assert_eq!(worse, ["greeting takes 1210 instructions instead of 1000"]);
    }

    #[test]
    fn what_another_compiler_moves_does_not_fail() {
        let expected = counts(&[("greeting", 1000), ("frame", 500)]);
        let (_, worse) = compared(&expected, &counts(&[("greeting", 1200), ("frame", 300)]));
        assert!(worse.is_empty(), "{worse:?}");
    }

    #[test]
    fn a_path_cannot_leave_the_comparison_silently() {
        let (_, worse) = compared(&counts(&[("old", 1)]), &counts(&[("new", 1)]));
        assert_eq!(worse.len(), 2, "{worse:?}");
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let counts = counts(&[("frame", 500), ("greeting", 1000)]);
        assert_eq!(read(&written(&counts)).unwrap(), counts);
    }

    #[test]
    fn valgrinds_total_is_found() {
        let said = "==7== Cachegrind, a cache profiler\n==7== \n==7== I   refs:      1,234,567\n";
        assert_eq!(total(said), Some(1_234_567));
    }
}
