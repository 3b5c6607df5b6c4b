//! The inbox of a business that was written to a hundred thousand times.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::forms::SignUpForm;
use domain::inbox::InboxShow;
use domain::message::{AddressKind, ConversationMode};
use domain::worker::WorkerCommand;
use domain::{Clock, ConversationId, Decision, Gate, Instant, Principal, TenantId};
use engine::{ClientInfo, SystemClock};
use server::lifecycle;
use server::state::AppState;
use store::{AddressRow, InboundMessage, Received, Reception, Settlement, WorkerStore};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::load::ask;
use crate::pages::configuration;
use crate::report::{Figure, Report, number};
use crate::world::{World, platform};

/// Messages of the business, and customers who wrote them; one of them wrote much more than the others.
const MESSAGES: usize = 100_000;
const CUSTOMERS: usize = 2_000;
const LONG_THREAD: usize = 5_000;
/// Every so manieth conversation waits for a person.
const WAITING: usize = 40;
/// Messages that are written down at once.
const TOGETHER: usize = 200;
/// Over how many days they are spread.
const DAYS: i64 = 90;
/// The page of the list that is far from its beginning, and how long pages are.
const FAR: usize = 50;
const PAGE: u32 = 30;
const SPAN: Duration = Duration::from_secs(3);
/// Businesses whose leases are taken at once: those of earlier groups may be there as well.
const LEASES: u32 = 10_000;

/// The time of day, moved back for what is to be long ago.
#[derive(Default)]
struct Earlier {
    seconds: AtomicI64,
}

impl Earlier {
    fn by(&self, seconds: i64) {
        self.seconds.store(seconds, Ordering::Relaxed);
    }
}

impl Clock for Earlier {
    fn now(&self) -> Instant {
        SystemClock.now() - chrono::Duration::seconds(self.seconds.load(Ordering::Relaxed))
    }
}

pub async fn measure(report: &mut Report, database: &str, url: &str, site: Option<&Path>) {
    report.group(
        &format!("inbox, {database}"),
        &format!(
            "A business with {MESSAGES} messages of {CUSTOMERS} customers in {DAYS} days, one of whom wrote {LONG_THREAD} \
             of them; the time that a client on the same machine waits, for one request at a time and for eight at once. \
             Then another one, to which as many were written on one day."
        ),
    );
    let clock = Arc::new(Earlier::default());
    let world = World::open_at(url, Arc::<Earlier>::clone(&clock)).await;
    for (name, days) in [("spread", DAYS), ("all of one day", 0)] {
        let database = format!("{database}, {name}");
        business(report, &database, &world, &clock, days, site).await;
    }
    world.close().await;
}

async fn business(
    report: &mut Report,
    database: &str,
    world: &World,
    clock: &Earlier,
    days: i64,
    site: Option<&Path>,
) {
    let (tenant, owner, token) = owner(world, days).await;
    let long = fill(world, clock, tenant, days * 24 * 60 * 60).await;
    let far = far_page(world, &owner).await;

    let state = AppState::new(configuration(site), world.engine.clone()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let mut serving = JoinSet::new();
    serving.spawn(lifecycle::serve(state, listener, shutdown.clone()));
    let headers = [("accept", "text/html".to_owned()), ("cookie", format!("flowhq={token}"))];
    let pages = [
        ("the list", "/app/inbox".to_owned()),
        ("who waits for a person", "/app/inbox?show=waiting".to_owned()),
        ("page 50 of the list", format!("/app/inbox?before={far}")),
        ("a conversation of 5,000 messages", format!("/app/inbox/{long}")),
        ("the overview with the figures of 30 days", "/app?days=30".to_owned()),
    ];
    for (name, path) in pages {
        let mut alone = ask(address, &path, &headers, 1, SPAN).await;
        let mut together = ask(address, &path, &headers, 8, SPAN).await;
        report.add(
            Figure::new(
                format!("{name}, {database}"),
                format!(
                    "alone {}; eight at once {}/s, {}; {} bytes of HTML",
                    alone.times.shown(),
                    number(together.rate),
                    together.times.shown(),
                    together.bytes
                ),
            )
            .at_most("alone, p99", alone.times.percentile(99), 20.0, " ms")
            .at_most("eight at once, p99", together.times.percentile(99), 20.0, " ms"),
        );
    }
    shutdown.cancel();
    serving.join_all().await;
}

/// Somebody who signed up and whose assistant is to work.
async fn owner(world: &World, days: i64) -> (TenantId, Principal, String) {
    let form = SignUpForm {
        name: "Asha".to_owned(),
        business_name: "Duka la Asha".to_owned(),
        email: format!("asha.inbox{days}@example.com"),
        password: "figures of a quiet evening".to_owned(),
    };
    let signed_in = world.engine.sign_up(&form, &ClientInfo::default()).await.unwrap();
    let tenant = signed_in.principal.tenant_id.unwrap();
    world.engine.worker_command(&platform(), tenant, WorkerCommand::Start).await.unwrap();
    (tenant, signed_in.principal, signed_in.token)
}

/// Has customers write, the first so many seconds ago; gives the conversation of the one who wrote most.
async fn fill(world: &World, clock: &Earlier, tenant: TenantId, since: i64) -> ConversationId {
    let node = world.store.mint();
    let leases = world.store.leases();
    // Longer than the run, so that the lease need not be renewed.
    let term = chrono::Duration::seconds(since) + chrono::Duration::hours(6);
    clock.by(since);
    let claimed = leases.claim(node, term, LEASES).await.unwrap();
    let lease = claimed.iter().map(|it| &it.lease).find(|lease| lease.tenant_id == tenant);
    let worker = world.store.worker(lease.unwrap().clone());
    let mut long = None;
    for first in (0..MESSAGES).step_by(TOGETHER) {
        let left = i64::try_from((MESSAGES - first) * 1_000 / MESSAGES).unwrap_or_default();
        clock.by(since * left / 1_000);
        let sent_at = clock.now();
        let written = (first..first + TOGETHER).map(|n| received(n, sent_at)).collect();
        let receptions = worker.receive_all(written).await.unwrap();
        let messages = receptions.into_iter().zip(first..).filter_map(|(reception, n)| {
            let Reception::New(message) = reception else { return None };
            Some((message, n))
        });
        let messages: Vec<_> = messages.collect();
        if long.is_none() {
            long = messages.first().map(|(message, _)| message.conversation_id);
        }
        settle(&worker, &messages).await;
    }
    clock.by(0);
    for assignment in &claimed {
        leases.release(&assignment.lease).await.unwrap();
    }
    long.unwrap()
}

/// The first customer's messages come first, then those of all in turn.
fn received(n: usize, sent_at: Instant) -> Received {
    let customer = if n < LONG_THREAD { 0 } else { n % CUSTOMERS };
    Received {
        wa_message_id: format!("inbox-{n}"),
        from: AddressRow { kind: AddressKind::Phone, value: format!("+25572{customer:07}") },
        also: None,
        name: Some(format!("Mteja {customer}")),
        to: "+255712345678".to_owned(),
        text: format!("Habari, nauliza bei ya bidhaa namba {n}"),
        message_type: "text".to_owned(),
        sent_at,
        place: None,
        quoted: None,
        file: None,
        late: false,
        from_me: false,
        is_courtesy: false,
        gate: None,
    }
}

/// Some of them ask for a person; nobody answers any of them.
async fn settle(worker: &WorkerStore, messages: &[(InboundMessage, usize)]) {
    let settlements = messages.iter().map(|(message, n)| {
        let decision = Decision::NotAnswered { gate: Gate::HumanMode };
        let waits = (n % CUSTOMERS).is_multiple_of(WAITING);
        let mode = waits.then_some(ConversationMode::Human);
        Settlement { mode, ..Settlement::of(message.id, decision) }
    });
    worker.settle_all(settlements.collect()).await.unwrap();
}

/// Where the list's page 50 begins.
async fn far_page(world: &World, owner: &Principal) -> String {
    let mut before = None;
    for _ in 1..FAR {
        let page = world.engine.inbox(owner, InboxShow::default(), PAGE, before).await.unwrap();
        before = page.next;
    }
    before.unwrap()
}
