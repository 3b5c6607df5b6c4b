//! What is left of acknowledged messages after kill -9.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::report::{Figure, Report};
use crate::world::{World, texts};

const MESSAGES: usize = 500;
const TRIALS: usize = 3;

pub async fn measure(report: &mut Report, folder: &Path) {
    report.group(
        "crash",
        "A process acknowledges messages and is killed with SIGKILL in the middle; then its database is opened and the \
         acknowledged ones are counted. (Evolution API kept 8 to 31 of 500 in three such trials.)",
    );
    for trial in 1..=TRIALS {
        let path = folder.join(format!("crash-{trial}.db"));
        let acknowledged = acknowledge_and_kill(&format!("sqlite://{}", path.display()));
        let query = "SELECT wa_message_id FROM message_logs WHERE direction = 'IN'";
        let kept: HashSet<_> = texts(&path, query).await.into_iter().collect();
        let left = acknowledged.iter().filter(|id| kept.contains(*id)).count();
        report.add(
            Figure::new(
                format!("trial {trial}: acknowledged messages that are left"),
                format!("{left} of {}", acknowledged.len()),
            )
            .at_least("acknowledged messages left", left as f64, MESSAGES as f64, ""),
        );
    }
}

/// Starts this program once more and kills it when it has acknowledged enough.
fn acknowledge_and_kill(url: &str) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--acknowledge", url])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acknowledged = lines.map_while(Result::ok).take(MESSAGES).collect();
    // SIGKILL: nothing is finished, nothing is written any more.
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged
}

/// Acknowledges messages and names each on standard output, until somebody kills this process.
pub async fn acknowledge(url: &str) {
    let world = Arc::new(World::open(url).await);
    world.engine.run();
    let tenants = world.tenants(10).await;
    let mut senders = JoinSet::new();
    for (place, tenant) in tenants.into_iter().enumerate() {
        let world = Arc::clone(&world);
        senders.spawn(async move {
            for n in 0.. {
                let id = format!("crash-{place}-{n}");
                if world.wire.deliver(tenant, &format!("+2559{place:03}{n:06}"), id.clone()).await {
                    println!("{id}");
                }
            }
        });
    }
    senders.join_all().await;
}
