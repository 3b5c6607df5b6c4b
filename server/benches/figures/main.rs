//! The honest figures: what Flow HQ does on this machine, each beside the raw limit of the same run.
//!
//! `./flowhq bench` builds what is needed and calls this; it writes docs/performance.md. Nothing here
//! passes or fails: wall time is for reading, the instruction counts of `crates/flow/benches/counts.rs`
//! are what guards against getting slower.
#![expect(
    clippy::unwrap_used,
    reason = "a figure that cannot be taken should stop the run where it stands"
)]
#![expect(clippy::cast_precision_loss, reason = "figures are read by people, with three digits")]

mod conversations;
mod crash;
mod inbox;
mod live;
mod load;
mod messages;
mod pages;
mod process;
mod raw;
mod report;
mod table;
mod wire;
mod world;

use std::path::PathBuf;

use clap::Parser;

use report::{Report, kept};

/// What the run is told.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where the report goes
    #[arg(long)]
    out: Option<PathBuf>,
    /// An empty PostgreSQL database that keeps what it commits
    #[arg(long)]
    postgres: Option<String>,
    /// The folder with the browser's files
    #[arg(long)]
    site: Option<PathBuf>,
    /// The commit that is measured
    #[arg(long, default_value = "unknown")]
    commit: String,
    /// The command as the report shows it
    #[arg(long, default_value = "./flowhq bench")]
    command: String,
    /// Only the groups whose names contain this
    #[arg(long, default_value = "")]
    only: String,
    /// Acknowledges messages until it is killed (the crash figure starts itself this way)
    #[arg(long)]
    acknowledge: Option<String>,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if let Some(url) = &arguments.acknowledge {
        runtime.block_on(crash::acknowledge(url));
        return;
    }
    let earlier = arguments.out.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
    let remains = kept(&earlier.unwrap_or_default());
    let mut report = Report::new(&arguments.commit, &arguments.command, remains);
    runtime.block_on(run(&arguments, &mut report));
    let text = report.to_markdown();
    match &arguments.out {
        Some(path) => std::fs::write(path, text).unwrap(),
        None => println!("{text}"),
    }
}

async fn run(arguments: &Arguments, report: &mut Report) {
    let wanted = |group: &str| group.contains(arguments.only.as_str());
    let folder = tempfile::tempdir().unwrap();
    let sqlite = |name: &str| format!("sqlite://{}/{name}.db", folder.path().display());
    let postgres = arguments.postgres.as_deref();
    if wanted("limits") || wanted("messages") {
        let limits = raw::measure(report, &sqlite("raw"), postgres).await;
        if wanted("messages") {
            messages::measure(report, "SQLite", &sqlite("messages"), limits.sqlite).await;
        }
        if wanted("messages")
            && let Some((url, limit)) = postgres.zip(limits.postgres)
        {
            messages::measure(report, "PostgreSQL", url, limit).await;
        }
    }
    if wanted("conversations") {
        conversations::measure(report, sqlite, postgres).await;
    }
    if wanted("live") {
        live::measure(report, &sqlite("live")).await;
    }
    if wanted("inbox") {
        let site = arguments.site.as_deref();
        inbox::measure(report, "SQLite", &sqlite("inbox"), site).await;
        if let Some(url) = postgres {
            inbox::measure(report, "PostgreSQL", url, site).await;
        }
    }
    if wanted("pages") {
        pages::measure(report, &sqlite("pages"), arguments.site.as_deref()).await;
        table::measure(report).await;
    }
    if wanted("process") {
        process::measure(report, folder.path(), arguments.site.as_deref()).await;
    }
    if wanted("crash") {
        crash::measure(report, folder.path()).await;
    }
}
