//! The figures as a table: a row for what was measured, a column for each number of sessions.

use std::fmt::Write as _;

use crate::Arguments;
use crate::machine::load;

/// All figures so far.
pub struct Table {
    machine: String,
    note: String,
    columns: Vec<String>,
    /// What was measured, and the cells under the columns.
    rows: Vec<(String, Vec<Option<String>>)>,
}

impl Table {
    /// An empty table.
    pub fn new(machine: String, arguments: &Arguments) -> Self {
        let note = format!(
            "Idle for {} s; {} messages, one after the other, half of them a customer's first. The peer shares the \
             machine and is a process of its own. Each reply waits 0.8 s while \"typing ..\" is shown. Two figures are \
             the middle one and a high one. What a session uses is what the process uses beyond one without sessions; \
             what a message uses is beyond the idle pace of the same process. Pieces of work and commits are those of \
             the database's writer (`flowhq_database_writes_total`, `flowhq_database_commits_total`), KiB are \
             `write_bytes` of /proc/PID/io.",
            arguments.idle_seconds, arguments.messages
        );
        Self { machine, note, columns: Vec::new(), rows: Vec::new() }
    }

    /// Begins the column of a run.
    pub fn column(&mut self, sessions: usize) {
        eprintln!("== {sessions} sessions, load {}", load());
        self.columns.push(sessions.to_string());
        self.add("load average at the beginning", load());
    }

    /// Adds a figure to the last column.
    pub fn add(&mut self, what: &str, value: String) {
        eprintln!("  {what}: {value}");
        let place = self.columns.len() - 1;
        let found = self.rows.iter().position(|(known, _)| known == what);
        let row = found.unwrap_or_else(|| {
            self.rows.push((what.to_owned(), Vec::new()));
            self.rows.len() - 1
        });
        let cells = &mut self.rows[row].1;
        cells.resize(place, None);
        cells.push(Some(value));
    }

    /// The table, to be put into a document.
    pub fn to_markdown(&self) -> String {
        let mut text = format!("{}. {}\n\n| sessions |", self.machine, self.note);
        for column in &self.columns {
            let _ = write!(text, " {column} |");
        }
        let _ = writeln!(text, "\n|---|{}", "---|".repeat(self.columns.len()));
        for (what, cells) in &self.rows {
            let _ = write!(text, "| {what} |");
            for place in 0..self.columns.len() {
                let cell = cells.get(place).and_then(Option::as_deref).unwrap_or("");
                let _ = write!(text, " {cell} |");
            }
            text.push('\n');
        }
        text
    }
}
