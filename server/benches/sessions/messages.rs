//! Customers who write one after the other, while everything else rests.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::time::sleep;

use crate::idle::Idle;
use crate::linking::Shop;
use crate::peer::{Arrival, Typing};
use crate::rows::Table;
use crate::scene::Scene;
use crate::spread::{Spread, ms};
use crate::usage::Used;

/// What every flow of the template answers with its menu, wherever a conversation stands.
const GREETING: &str = "0";
/// How long a reply may take.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// After a reply, for receipts and what is written behind them.
const REST: Duration = Duration::from_millis(400);
/// At the end, so that nothing is under way when what was used is read.
const SETTLE: Duration = Duration::from_secs(5);

/// The stages of one message, by the clock of the machine that the peer shares with us.
#[derive(Default)]
struct Stages {
    whole: Spread,
    to_typing: Spread,
    after_typing: Spread,
    unanswered: usize,
}

/// Each customer writes twice: half of the messages are somebody's first.
pub async fn exchange(scene: &Scene, shops: &[Shop], count: usize, idle: &Idle, table: &mut Table) {
    if shops.is_empty() {
        return;
    }
    let customers = count / 2;
    for (round, which) in [(1, "first messages"), (2, "second messages")] {
        eprintln!("{customers} {which}");
        let before = scene.usage().await;
        let mut stages = Stages::default();
        for customer in 0..customers {
            let shop = &shops[customer * shops.len() / customers];
            write(scene, &shop.phone, &format!("255754{customer:06}"), round, &mut stages).await;
            sleep(REST).await;
        }
        sleep(SETTLE).await;
        let used = scene.usage().await.since(&before);
        stages.tell(table, which, customers);
        tell(table, which, &used, &used.beyond(&idle.used), customers as f64);
    }
}

async fn write(scene: &Scene, phone: &str, customer: &str, round: usize, stages: &mut Stages) {
    let said = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let since = Instant::now();
    scene.peer.say(phone, customer, GREETING).await.unwrap();
    let reply = loop {
        let all = scene.peer.sent(phone).await;
        let mut replies = all.iter().filter(|reply| reply.to == customer && reply.kind == "text");
        if let Some(Arrival { at, .. }) = replies.nth(round - 1) {
            break Duration::from_millis(*at);
        }
        if since.elapsed() > PATIENCE {
            stages.unanswered += 1;
            return eprintln!("{phone} does not answer {customer}");
        }
        sleep(LOOK_EVERY).await;
    };
    stages.whole.add(reply.saturating_sub(said));
    let typed = scene.peer.typing(phone).await;
    let when = |state: &str| {
        let mut of = typed.iter().filter(|typed| typed.to == customer && typed.state == state);
        of.nth(round - 1).map(|Typing { at, .. }| Duration::from_millis(*at))
    };
    if let Some((began, ended)) = when("composing").zip(when("paused")) {
        stages.to_typing.add(began.saturating_sub(said));
        stages.after_typing.add(reply.saturating_sub(ended));
    }
}

impl Stages {
    fn tell(&self, table: &mut Table, which: &str, count: usize) {
        table.add(&format!("{which}: inbound to the reply at the peer"), self.whole.shown(99));
        table.add(&format!("{which}: inbound to \"typing ..\""), self.to_typing.shown(99));
        table.add(
            &format!("{which}: the end of \"typing ..\" to the reply"),
            self.after_typing.shown(99),
        );
        table.add(&format!("{which}: without a reply"), format!("{} of {count}", self.unanswered));
    }
}

/// What the messages used, each.
fn tell(table: &mut Table, which: &str, whole: &Used, beyond: &Used, count: f64) {
    table.add(
        &format!("{which}: writes each: pieces of work, commits, KiB"),
        format!(
            "{:.1}, {:.1}, {:.0}",
            beyond.writes / count,
            beyond.commits / count,
            beyond.bytes / count / 1024.0
        ),
    );
    table.add(
        &format!("{which}: calls to write each, files and sockets"),
        format!("{:.0}", beyond.calls / count),
    );
    table.add(
        &format!("{which}: processor each"),
        format!("{:.1} ms", beyond.processor.as_secs_f64() * 1000.0 / count),
    );
    let [received, decided, sent] = whole.stages.map(|mean| ms(Duration::from_secs_f64(mean)));
    table.add(
        &format!("{which}: mean of received to committed, to decided, to sent"),
        format!("{received}, {decided}, {sent}"),
    );
}
