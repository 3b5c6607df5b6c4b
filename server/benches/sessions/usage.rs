//! What a process has used, as Linux and its own figures count it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::http::{Request, ask};
use crate::program::PASSWORD;

/// A hundred ticks a second on every Linux that runs on ordinary machines.
const TICK: Duration = Duration::from_millis(10);

/// Memory in KiB (proc_pid_status(5)).
#[derive(Clone, Copy)]
pub struct Memory {
    /// Resident, `VmRSS`.
    pub resident: f64,
    /// Of that, what no file holds, `RssAnon`.
    pub anonymous: f64,
    /// The most that was ever resident, `VmHWM`.
    pub peak: f64,
}

impl Memory {
    /// What the process holds now.
    pub fn of(process: u32) -> Self {
        let status = read(process, "status");
        Self {
            resident: number(&status, "VmRSS:"),
            anonymous: number(&status, "RssAnon:"),
            peak: number(&status, "VmHWM:"),
        }
    }
}

/// What has been used since the process began.
pub struct Usage {
    at: Instant,
    processor: Duration,
    writes: f64,
    commits: f64,
    bytes: f64,
    calls: f64,
    stages: [(f64, f64); 3],
}

/// The stages of a message, as the program's figures name them.
const STAGES: [&str; 3] = ["received_to_committed", "committed_to_decided", "decided_to_sent"];

/// What was used within a span.
#[derive(Clone, Copy)]
pub struct Used {
    /// How long the span was.
    pub span: Duration,
    /// User and system time.
    pub processor: Duration,
    /// Pieces of work of the database's writer.
    pub writes: f64,
    /// Its commits.
    pub commits: f64,
    /// Bytes that went towards the disk, `write_bytes` of proc_pid_io(5).
    pub bytes: f64,
    /// Calls to write of every kind, to files and sockets, `syscw` there.
    pub calls: f64,
    /// The mean of each stage in seconds.
    pub stages: [f64; 3],
}

impl Usage {
    /// Reads it all now.
    pub async fn of(process: u32, address: SocketAddr) -> Self {
        let request = Request { method: "GET", path: "/metrics", token: Some(PASSWORD), body: "" };
        let figures = ask(address, &request).await.unwrap();
        let (stat, io) = (read(process, "stat"), read(process, "io"));
        // After the name, which may hold anything, fields 14 and 15 of proc_pid_stat(5): user and system time.
        let fields: Vec<_> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks: u32 = fields[11..13].iter().map(|field| field.parse::<u32>().unwrap()).sum();
        let stage = |stage| {
            let of = |what| {
                number(&figures, &format!("flowhq_stage_seconds_{what}{{stage=\"{stage}\"}}"))
            };
            (of("sum"), of("count"))
        };
        Self {
            at: Instant::now(),
            processor: TICK * ticks,
            writes: number(&figures, "flowhq_database_writes_total"),
            commits: number(&figures, "flowhq_database_commits_total"),
            bytes: number(&io, "write_bytes:"),
            calls: number(&io, "syscw:"),
            stages: STAGES.map(stage),
        }
    }

    /// What was used since an earlier look.
    pub fn since(&self, earlier: &Self) -> Used {
        let mut stages = [0.0; 3];
        for (place, mean) in stages.iter_mut().enumerate() {
            let (now, then) = (self.stages[place], earlier.stages[place]);
            *mean = (now.0 - then.0) / (now.1 - then.1).max(1.0);
        }
        Used {
            span: self.at - earlier.at,
            processor: self.processor.saturating_sub(earlier.processor),
            writes: self.writes - earlier.writes,
            commits: self.commits - earlier.commits,
            bytes: self.bytes - earlier.bytes,
            calls: self.calls - earlier.calls,
            stages,
        }
    }
}

impl Used {
    /// Without what another span's pace makes of this span.
    pub fn beyond(&self, idle: &Self) -> Self {
        let part = self.span.as_secs_f64() / idle.span.as_secs_f64();
        Self {
            processor: self.processor.saturating_sub(idle.processor.mul_f64(part)),
            writes: self.writes - idle.writes * part,
            commits: self.commits - idle.commits * part,
            bytes: self.bytes - idle.bytes * part,
            calls: self.calls - idle.calls * part,
            ..*self
        }
    }

    /// So much of it in a minute.
    pub fn a_minute(&self, amount: f64) -> f64 {
        amount * 60.0 / self.span.as_secs_f64()
    }
}

fn read(process: u32, file: &str) -> String {
    std::fs::read_to_string(format!("/proc/{process}/{file}")).unwrap()
}

/// The number behind a line's name; zero when there is no such line.
fn number(text: &str, name: &str) -> f64 {
    let rest = text.lines().find_map(|line| line.strip_prefix(name));
    rest.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}
