//! The run: customers write, lines are cut, and the process is killed meanwhile.

use std::time::{Duration, Instant};

use rand::seq::IndexedRandom;
use tokio::time::sleep;
use whatsapp_peer::{Fault, Peer, Say};

use crate::book::Book;
use crate::plan::{Plan, QUESTIONS};
use crate::program::Program;
use crate::shops::Shop;

/// How long a process may take to send its first replies: it waits for its forerunner's leases (15 s), and
/// the protocol's pauses before it connects again grow.
const WORK: Duration = Duration::from_mins(2);
/// When nothing has moved for so long, nothing will.
const QUIET: Duration = Duration::from_secs(4);
/// How long all of it may take to come to rest.
const REST: Duration = Duration::from_mins(4);
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// A message that the peer accepted.
pub struct Said {
    /// WhatsApp's id.
    pub id: String,
    /// The business, by its place.
    pub shop: usize,
    /// The customer's number in digits.
    pub customer: String,
    /// The question, by its place.
    pub question: usize,
    /// How often it came.
    pub times: u16,
}

/// What happened.
#[derive(Default)]
pub struct History {
    /// Everything that was said, in order.
    pub said: Vec<Said>,
    /// The business of each line that was cut.
    pub drops: Vec<String>,
    /// Processes that were killed.
    pub kills: usize,
}

/// Lets it happen.
pub async fn go(plan: &Plan, program: &mut Program, peer: &Peer, shops: &[Shop]) -> History {
    let (mut history, kills) = tokio::join!(speak(plan, peer, shops), kill(plan, program, peer));
    history.kills = kills;
    history
}

async fn speak(plan: &Plan, peer: &Peer, shops: &[Shop]) -> History {
    let mut random = plan.later();
    let mut history = History::default();
    // Nothing is cut that is down already; it waits until some line is up.
    let mut due = 0;
    for ask in &plan.asks {
        due += ask.drops;
        let up: Vec<_> = peer.states().into_iter().filter(|state| state.active).collect();
        if due > 0
            && let Some(state) = up.choose(&mut random)
        {
            peer.fault(&state.phone, &Fault::Drop).unwrap();
            due -= 1;
            history.drops.push(state.phone.clone());
        }
        let phone = &shops[ask.shop].phone;
        let customer = format!("255754{:03}{:03}", ask.shop, ask.customer);
        let said = Say::text(phone, &customer, QUESTIONS[ask.question].text);
        let id = peer.say(&Say { times: ask.times, ..said }).unwrap();
        history.said.push(Said {
            id,
            shop: ask.shop,
            customer,
            question: ask.question,
            times: ask.times,
        });
        sleep(plan.pause()).await;
    }
    history
}

/// Kills each process in the middle of its work: when it has sent so many replies.
async fn kill(plan: &Plan, program: &mut Program, peer: &Peer) -> usize {
    for replies in &plan.kills {
        let goal = arrived(peer) + replies;
        let reached = peer.until(WORK, |peer| (arrived(peer) >= goal).then_some(())).await;
        reached.unwrap_or_else(|| panic!("no {replies} replies in time, but {}", arrived(peer)));
        program.kill().await;
        program.start_again().await;
    }
    plan.kills.len()
}

fn arrived(peer: &Peer) -> usize {
    let states = peer.states();
    states.iter().map(|state| peer.sent(&state.phone).unwrap().len()).sum()
}

/// Waits until nothing moves any more; says what still does when that takes too long.
pub async fn until_quiet(book: &Book, peer: &Peer) -> Option<String> {
    let began = Instant::now();
    let mut quiet_since = Instant::now();
    loop {
        let waiting: usize = peer.states().iter().map(|state| state.queue).sum();
        let moving = book.moving().await;
        if waiting > 0 || !moving.is_empty() {
            quiet_since = Instant::now();
        }
        if quiet_since.elapsed() >= QUIET {
            return None;
        }
        if began.elapsed() >= REST {
            return Some(format!("{waiting} wait at the peer, and still move: {moving:?}"));
        }
        sleep(LOOK_AGAIN).await;
    }
}
