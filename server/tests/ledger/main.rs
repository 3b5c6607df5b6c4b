//! The ledger: what customers said, what the log says, and what arrived at their phones, held against each
//! other after the server process was killed and its lines were cut in the middle of the work.
//!
//! Customers write through a WhatsApp on loopback to the real program with its SQLite file. `FLOWHQ_SOAK=1`
//! makes it large, `FLOWHQ_LEDGER_SEED` repeats a run's choices (not its timing), and
//! `FLOWHQ_LEDGER_FOLDER` names a folder that keeps the database and the program's log.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod book;
mod ledger;
mod plan;
mod program;
mod run;
mod shops;

use std::path::PathBuf;
use std::time::Instant;

use whatsapp_peer::Server;

use book::Book;
use ledger::Ledger;
use plan::Plan;
use program::Program;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_is_answered_twice() {
    let began = Instant::now();
    let plan = Plan::from_environment();
    println!("ledger: seed {}, {}", plan.seed, plan.size);
    let temporary = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("FLOWHQ_LEDGER_FOLDER").map(PathBuf::from);
    let folder = kept.unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder).unwrap();

    let server = Server::start(([127, 0, 0, 1], 0).into()).await.unwrap();
    let peer = server.peer();
    let mut program = Program::start(&folder, &peer.url().replace("http://", "ws://")).await;
    let shops = shops::open(&program, &peer, plan.size.tenants).await;
    let book = Book::open(&folder).await;
    println!("ledger: {} phones linked after {:.1} s", shops.len(), began.elapsed().as_secs_f64());

    let history = run::go(&plan, &mut program, &peer, &shops).await;
    let still_moves = run::until_quiet(&book, &peer).await;
    let ledger = Ledger::new(history, &shops, book.rows().await, &peer);
    program.kill().await;

    println!("ledger: {}", ledger.figures(began.elapsed()));
    let mut problems = ledger.problems();
    problems.extend(still_moves);
    assert!(
        problems.is_empty(),
        "seed {}, {} problems:\n{}",
        plan.seed,
        problems.len(),
        problems.join("\n")
    );
    server.stop().await;
}
