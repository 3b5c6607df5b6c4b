//! From a customer's message to the reply in the channel's hands.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::TenantId;
use tokio::task::JoinSet;

use crate::load::Times;
use crate::raw::Limit;
use crate::report::{Figure, Report, number};
use crate::world::{World, processor_time};

const TENANTS: usize = 64;
const SPAN: Duration = Duration::from_secs(8);
/// Customers of each tenant who write at the same time, at most.
const MOST: usize = 16;
const WARM_UP: Duration = Duration::from_secs(2);
const PACE_PER_SECOND: u64 = 500;

pub async fn measure(report: &mut Report, database: &str, url: &str, limit: Limit) {
    report.group(
        &format!("messages on {database}"),
        &format!(
            "{TENANTS} tenants, typing delay off, limits off, every message acknowledged only when it is durable; \
             a channel without a network inside the same process. Each message is logged twice (in and out) with its \
             decision, conversation and outbox row."
        ),
    );
    let world = Arc::new(World::open(url).await);
    world.engine.run();
    let tenants = world.tenants(TENANTS).await;
    for customers in [1, 4, MOST] {
        let Spree { rate, mut times, spent } = closed(&world, &tenants, customers).await;
        let per_message = spent.as_secs_f64() * 1000.0 / (times.count() as f64);
        let customers = customers * TENANTS;
        let mut figure = Figure::new(
            format!("{customers} customers who write as soon as they are answered"),
            format!(
                "{}/s, {}, {per_message:.2} ms of processor a message",
                number(rate),
                times.shown()
            ),
        )
        .of("one row a message, raw", rate, limit.rows, "rows/s");
        if customers == MOST * TENANTS {
            figure = figure.at_least("answered messages", rate, limit.wanted, "/s").at_most(
                "processor a message",
                per_message,
                0.4,
                " ms",
            );
        }
        report.add(figure);
    }
    let mut times = paced(&world, &tenants).await;
    report.add(
        Figure::new(format!("{PACE_PER_SECOND} messages a second, evenly"), times.shown())
            .of("a durable commit, p50", times.percentile(50), limit.commit_ms, "ms")
            .at_most(
                "p50 of three durable commits",
                times.percentile(50),
                3.0 * limit.commit_ms,
                " ms",
            )
            .at_most("p99", times.percentile(99), 50.0, " ms"),
    );
    if let Ok(world) = Arc::try_unwrap(world) {
        world.close().await;
    }
}

/// What came of writing as fast as there are answers.
struct Spree {
    rate: f64,
    times: Times,
    /// Processor time from the end of the warm-up on; the customers' own is in it.
    spent: Duration,
}

/// Every customer writes again as soon as the reply is there.
async fn closed(world: &Arc<World>, tenants: &[TenantId], customers: usize) -> Spree {
    let warm_until = Instant::now() + WARM_UP;
    let until = warm_until + SPAN;
    let mut chats = JoinSet::new();
    for (place, tenant) in tenants.iter().enumerate() {
        for customer in 0..customers {
            let (world, tenant) = (Arc::clone(world), *tenant);
            let number = format!("+2557{place:04}{customer:04}");
            chats.spawn(async move {
                let mut times = Times::default();
                while Instant::now() < until {
                    let asked = Instant::now();
                    world.wire.ask(tenant, &number, next_id()).await;
                    if asked >= warm_until {
                        times.add(asked.elapsed());
                    }
                }
                times
            });
        }
    }
    tokio::time::sleep_until(warm_until.into()).await;
    let before = processor_time();
    let mut times = Times::default();
    for more in chats.join_all().await {
        times.extend(more);
    }
    let spent = processor_time().saturating_sub(before);
    Spree { rate: times.count() as f64 / SPAN.as_secs_f64(), times, spent }
}

/// Messages come at a steady pace, whether or not the ones before are answered.
async fn paced(world: &Arc<World>, tenants: &[TenantId]) -> Times {
    let mut beat = tokio::time::interval(Duration::from_micros(1_000_000 / PACE_PER_SECOND));
    let mut asked = JoinSet::new();
    for n in 0..PACE_PER_SECOND * SPAN.as_secs() {
        beat.tick().await;
        let tenant = tenants[usize::try_from(n).unwrap() % tenants.len()];
        let world = Arc::clone(world);
        asked.spawn(async move {
            let began = Instant::now();
            world.wire.ask(tenant, &format!("+2558{n:08}"), next_id()).await;
            began.elapsed()
        });
    }
    let mut times = Times::default();
    for time in asked.join_all().await {
        times.add(time);
    }
    times
}

fn next_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("figure-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}
