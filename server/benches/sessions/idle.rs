//! The program left alone.

use std::time::Duration;

use tokio::time::sleep;

use crate::rows::Table;
use crate::scene::Scene;
use crate::usage::{Memory, Used};

/// What it used while nothing happened.
pub struct Idle {
    /// In that time.
    pub used: Used,
    /// At its end.
    memory: Memory,
}

/// Leaves it alone for so long, after a sixth of that for what is still under way.
pub async fn watch(scene: &Scene, span: Duration) -> Idle {
    eprintln!("idle for {} s", span.as_secs());
    sleep(span / 6).await;
    let before = scene.usage().await;
    sleep(span).await;
    let memory = Memory::of(scene.process());
    Idle { used: scene.usage().await.since(&before), memory }
}

impl Idle {
    /// Tells it as it is, and of each session beyond the same program without any.
    pub fn tell(&self, table: &mut Table, when: &str, empty: &Self, sessions: usize) {
        let each = |value: f64| value / sessions.max(1) as f64;
        self.tell_whole(table, when);
        let beyond = |of: fn(&Memory) -> f64| each(of(&self.memory) - of(&empty.memory));
        table.add(
            &format!("memory a session {when}, KiB: resident (anonymous)"),
            format!("{:.0} ({:.0})", beyond(|it| it.resident), beyond(|it| it.anonymous)),
        );
        let used = self.used.beyond(&empty.used);
        table.add(
            &format!("processor a session {when}, ms a minute"),
            format!("{:.1}", each(used.a_minute(used.processor.as_secs_f64() * 1000.0))),
        );
        table.add(
            &format!("idle writes a session {when}, a minute"),
            format!("{:.2}", each(used.a_minute(used.writes))),
        );
    }

    /// Tells it of the whole process.
    pub fn tell_whole(&self, table: &mut Table, when: &str) {
        let mib = |kib: f64| kib / 1024.0;
        let Memory { resident, anonymous, peak } = self.memory;
        table.add(
            &format!("memory of the process {when}, MiB: resident (anonymous, most so far)"),
            format!("{:.1} ({:.1}, {:.1})", mib(resident), mib(anonymous), mib(peak)),
        );
        let used = &self.used;
        table.add(
            &format!("processor of the process {when}, ms a minute"),
            format!("{:.0}", used.a_minute(used.processor.as_secs_f64() * 1000.0)),
        );
        table.add(
            &format!("idle writes of the process {when}, a minute: pieces of work, commits, KiB"),
            format!(
                "{:.0}, {:.0}, {:.0}",
                used.a_minute(used.writes),
                used.a_minute(used.commits),
                used.a_minute(used.bytes) / 1024.0
            ),
        );
    }
}
