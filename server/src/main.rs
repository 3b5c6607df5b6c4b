//! The program `flowhq`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use server::cli::Cli;
use server::command::{self, Outcome};

/// How long blocking work that cannot be called back may still take at the end.
const LAST_WORK: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("flowhq: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(command::execute(cli));
    runtime.shutdown_timeout(LAST_WORK);
    match ended {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Wrong | Outcome::Aborted) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("flowhq: {error:#}");
            ExitCode::FAILURE
        }
    }
}
