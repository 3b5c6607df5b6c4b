//! What linked WhatsApp sessions cost: memory and processor of an idle one, how long linking takes, a reply,
//! and the way back after a restart, at several numbers of sessions in one process.
//!
//! The real program runs with its SQLite file, linked to a WhatsApp on loopback that is a process of its own, so
//! that its memory does not count. For figures that mean something build both with optimisation and start it:
//!
//! ```text
//! cargo build --profile peer-bench --package server --package whatsapp-peer \
//!     --features server/loopback-peer --bins --bench sessions
//! target/peer-bench/deps/sessions-* --sessions 10,100,500
//! ```
//!
//! `--quick` tries everything with three sessions. What goes on meanwhile is told on standard error. How much of it
//! is the network's making: client and peer speak over loopback, where nothing takes the time that a message takes
//! to WhatsApp and back.
#![expect(
    clippy::unwrap_used,
    reason = "a figure that cannot be taken should stop the run where it stands"
)]
#![expect(clippy::cast_precision_loss, reason = "figures are read by people, with three digits")]

mod http;
mod idle;
mod linking;
mod machine;
mod messages;
mod peer;
#[path = "../../tests/ledger/program.rs"]
mod program;
mod restart;
mod rows;
mod scene;
mod spread;
mod usage;
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use restart::End;
use rows::Table;
use scene::Scene;

/// What the run is told.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many sessions, one run each
    #[arg(long, value_delimiter = ',', default_values_t = [10, 100, 500])]
    sessions: Vec<usize>,
    /// How long everything is left alone while memory and processor are looked at
    #[arg(long, default_value_t = 60)]
    idle_seconds: u64,
    /// How many messages customers write
    #[arg(long, default_value_t = 200)]
    messages: usize,
    /// Three sessions, six messages and two idle seconds
    #[arg(long)]
    quick: bool,
    /// A folder that keeps the databases and logs
    #[arg(long)]
    folder: Option<PathBuf>,
    /// The commit that is measured
    #[arg(long, default_value = "unknown")]
    commit: String,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

/// When the program is left alone: it has made its database and linked phones since its start, or only connected.
const LINKED: &str = "right after linking";
const RESTARTED: &str = "after a restart";

fn main() {
    let mut arguments = Arguments::parse();
    if arguments.quick {
        (arguments.sessions, arguments.messages, arguments.idle_seconds) = (vec![3], 6, 2);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run(&arguments));
}

async fn run(arguments: &Arguments) {
    let temporary = tempfile::tempdir().unwrap();
    let folder = arguments.folder.clone().unwrap_or_else(|| temporary.path().to_owned());
    let idle = Duration::from_secs(arguments.idle_seconds);
    let mut table = Table::new(machine::described(&arguments.commit), arguments);
    table.column(0);
    let mut scene = Scene::open(&folder.join("0")).await;
    let fresh = idle::watch(&scene, idle).await;
    fresh.tell_whole(&mut table, LINKED);
    restart::again(&mut scene, &[], End::Terminated, &mut table).await;
    let restarted = idle::watch(&scene, idle).await;
    restarted.tell_whole(&mut table, RESTARTED);
    scene.close(&mut table).await;
    for &count in &arguments.sessions {
        let mut scene = Scene::open(&folder.join(count.to_string())).await;
        table.column(count);
        let shops = linking::link(&scene, count, &mut table).await;
        let linked = idle::watch(&scene, idle).await;
        linked.tell(&mut table, LINKED, &fresh, shops.len());
        messages::exchange(&scene, &shops, arguments.messages, &linked, &mut table).await;
        for end in [End::Terminated, End::Killed] {
            restart::again(&mut scene, &shops, end, &mut table).await;
            if end == End::Terminated {
                let again = idle::watch(&scene, idle).await;
                again.tell(&mut table, RESTARTED, &restarted, shops.len());
            }
        }
        scene.close(&mut table).await;
        println!("{}", table.to_markdown());
    }
}
