//! The figures as a document.

use std::fmt::Write as _;

/// The heading of what a person writes; the program carries it from one report into the next.
const REMAINS: &str = "## What remains";

/// The part of an earlier report that a person wrote.
pub fn kept(earlier: &str) -> String {
    earlier.find(REMAINS).map_or_else(|| REMAINS.to_owned(), |place| earlier[place..].to_owned())
}

/// The figures of one run.
pub struct Report {
    commit: String,
    command: String,
    /// What a person wrote about the figures, kept from the report before.
    remains: String,
    groups: Vec<Group>,
}

struct Group {
    title: String,
    note: String,
    figures: Vec<Figure>,
}

/// One figure.
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// How much, with its unit.
    pub value: String,
    /// The raw limit of the same run and the ratio to it.
    pub limit: Option<String>,
    /// What it should be, and whether it is.
    pub verdicts: Vec<Verdict>,
}

/// One budget and how the figure stands to it.
pub struct Verdict {
    /// The budget in words.
    pub budget: String,
    /// What was measured, with its unit.
    pub measured: String,
    /// `met`, or by how much it is missed.
    pub standing: String,
}

impl Figure {
    /// A figure alone.
    pub fn new(what: impl Into<String>, value: impl Into<String>) -> Self {
        Self { what: what.into(), value: value.into(), limit: None, verdicts: Vec::new() }
    }

    /// With the raw limit: what it is, how much, and what part of it we reach.
    pub fn of(mut self, limit: &str, ours: f64, raw: f64, unit: &str) -> Self {
        self.limit = Some(format!("{limit}: {} {unit}, ratio {:.2}", number(raw), ours / raw));
        self
    }

    /// With what it may be at most.
    pub fn at_most(self, what: &str, value: f64, most: f64, unit: &str) -> Self {
        let missed = value / most - 1.0;
        self.judge(format!("{what} at most {}{unit}", number(most)), value, unit, missed)
    }

    /// With what it has to be at least.
    pub fn at_least(self, what: &str, value: f64, least: f64, unit: &str) -> Self {
        let missed = 1.0 - value / least;
        self.judge(format!("{what} at least {}{unit}", number(least)), value, unit, missed)
    }

    fn judge(mut self, budget: String, value: f64, unit: &str, missed: f64) -> Self {
        let standing = if missed > 0.0 {
            format!("**missed by {:.0} %**", (missed * 100.0).ceil())
        } else {
            "met".to_owned()
        };
        let measured = format!("{}{unit}", number(value));
        self.verdicts.push(Verdict { budget, measured, standing });
        self
    }
}

impl Report {
    /// An empty report.
    pub fn new(commit: &str, command: &str, remains: String) -> Self {
        Self { commit: commit.to_owned(), command: command.to_owned(), remains, groups: Vec::new() }
    }

    /// Adds a group; says on the terminal what it is.
    pub fn group(&mut self, title: &str, note: &str) {
        println!("\n{title}");
        self.groups.push(Group { title: title.into(), note: note.into(), figures: Vec::new() });
    }

    /// Adds a figure to the last group.
    pub fn add(&mut self, figure: Figure) {
        let limit = figure.limit.as_deref().map(|limit| format!(" ({limit})"));
        println!("  {}: {}{}", figure.what, figure.value, limit.unwrap_or_default());
        for Verdict { budget, measured, standing } in &figure.verdicts {
            println!("    {budget}: {measured}, {standing}");
        }
        self.groups.last_mut().unwrap().figures.push(figure);
    }

    /// The document.
    pub fn to_markdown(&self) -> String {
        let mut text = String::from("# Performance\n\n");
        let Self { commit, command, .. } = self;
        let _ = writeln!(
            text,
            "Written by `{command}`, all but the last section. Load and server share the machine: {}. Commit {commit}. \
             Every limit was measured in the same run, so trust the ratios more than the figures.\n\n\
             A ratio is what Flow HQ reaches of what the machine gives without it.\n",
            machine()
        );
        text.push_str(&self.budgets());
        for group in &self.groups {
            let _ = writeln!(text, "## {}\n\n{}\n", group.title, group.note);
            text.push_str("| what | figure | raw limit in this run |\n|---|---|---|\n");
            for figure in &group.figures {
                let limit = figure.limit.as_deref().unwrap_or("");
                let _ = writeln!(text, "| {} | {} | {limit} |", figure.what, figure.value);
            }
            text.push('\n');
        }
        text.push_str(self.remains.trim());
        text.push('\n');
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    /// Every budget beside what was measured.
    fn budgets(&self) -> String {
        let mut text = String::from(
            "## Against the budgets\n\nThose of docs/ARCHITECTURE.md, for two cores.\n\n\
             | group | what | budget | measured | |\n|---|---|---|---|---|\n",
        );
        for group in &self.groups {
            for figure in &group.figures {
                for Verdict { budget, measured, standing } in &figure.verdicts {
                    let _ = writeln!(
                        text,
                        "| {} | {} | {budget} | {measured} | {standing} |",
                        group.title, figure.what
                    );
                }
            }
        }
        text.push('\n');
        text
    }
}

/// Processor, cores, memory and kernel.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
    };
    let processor = after(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown".into());
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let kilobytes = after(&read("/proc/meminfo"), "MemTotal").unwrap_or_default();
    let kilobytes: u64 = kilobytes.trim_end_matches(" kB").parse().unwrap_or(0);
    let release = read("/proc/sys/kernel/osrelease");
    // What a builder appends names a house, not a version.
    let kernel = release.split('-').next().unwrap_or_default();
    format!("{cores} cores of {processor}, {} GiB, Linux {}", kilobytes >> 20, kernel.trim())
}

/// A number with three digits that count and thousands apart.
pub fn number(value: f64) -> String {
    if value < 10.0 {
        return format!("{value:.2}");
    }
    if value < 100.0 {
        return format!("{value:.1}");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounded above zero"
    )]
    let digits = (value.round() as u64).to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
