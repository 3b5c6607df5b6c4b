//! The way back: how long after a restart all sessions are connected again.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::linking::Shop;
use crate::rows::Table;
use crate::scene::Scene;
use crate::spread::{Spread, seconds};

/// How long the way back may take.
const PATIENCE: Duration = Duration::from_mins(10);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Eyes that are closed see the last state after so long.
const GLANCE: Duration = Duration::from_millis(200);

/// How the process before ended.
#[derive(Clone, Copy, PartialEq)]
pub enum End {
    /// It was asked to, by SIGTERM.
    Terminated,
    /// By SIGKILL.
    Killed,
}

/// Ends the process, starts the next one and waits until all are back.
pub async fn again(scene: &mut Scene, shops: &[Shop], end: End, table: &mut Table) {
    let after = match end {
        End::Terminated => "after SIGTERM",
        End::Killed => "after SIGKILL",
    };
    eprintln!("restart {after}");
    scene.watch.look(true);
    sleep(GLANCE).await;
    let before: HashMap<_, _> = scene
        .watch
        .last()
        .into_iter()
        .map(|(phone, seen)| (phone, seen.connection().map(str::to_owned)))
        .collect();
    let told = Instant::now();
    match end {
        End::Terminated => scene.terminate().await,
        End::Killed => scene.program.kill().await,
    }
    let ended = told.elapsed();
    let begun = Instant::now();
    scene.program.start_again().await;
    let ready = begun.elapsed();
    let mut last = HashMap::new();
    let all = scene.watch.until(PATIENCE, |sessions| {
        last = sessions
            .iter()
            .filter(|(phone, seen)| {
                let known = before.get(*phone).and_then(Option::as_deref);
                seen.connection().is_some_and(|connection| Some(connection) != known)
            })
            .map(|(phone, seen)| (phone.clone(), seen.since))
            .collect();
        (last.len() >= shops.len()).then_some(())
    });
    let missing = if all.await.is_some() { 0 } else { shops.len() - last.len() };
    scene.watch.look(false);
    while scene.peer.active().await < last.len() && begun.elapsed() < PATIENCE {
        sleep(LOOK_EVERY).await;
    }
    if shops.is_empty() {
        return;
    }
    let times: Spread = last.values().map(|at| at.saturating_duration_since(begun)).collect();
    if end == End::Terminated {
        table.add("SIGTERM to the end of the process", seconds(ended));
    }
    table.add(&format!("start to ready for requests {after}"), seconds(ready));
    table.add(
        &format!("start to connected again {after}: first, half, all, all ready at the peer"),
        format!(
            "{}, {}, {}, {}",
            seconds(times.percentile(0)),
            seconds(times.percentile(50)),
            seconds(times.percentile(100)),
            seconds(begun.elapsed())
        ),
    );
    table.add(&format!("not connected again {after}"), missing.to_string());
}
