//! What became of messages, day by day.

use chrono::{Duration, NaiveDate};
use domain::insight::DayFigures;
use domain::message::DeliveryEvent;
use domain::{Decision, Gate};
use store::{DaySpan, Reply, Settlement, Words, WorkerStore};

use crate::support::{OneByOne, World, on_each, receive, received};

const NEEMA: &str = "+255700000001";
const JUMA: &str = "+255700000002";

/// The day that began an hour ago, and the one before it.
fn spans(world: &World) -> Vec<DaySpan> {
    let begin = world.now() - Duration::hours(1);
    let day = |day: u32, begin| {
        let day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        DaySpan { day, begin, end: begin + Duration::days(1) }
    };
    vec![day(21, begin - Duration::days(1)), day(22, begin)]
}

/// Lets the assistant answer, which reaches the customer after some seconds.
async fn answered(world: &World, worker: &WorkerStore, id: &str, from: &str, seconds: i64) {
    let message = receive(worker, received(id, from, world.now())).await;
    let (flow, step) = ("BOOKING".to_owned(), "menu".to_owned());
    let decision = Decision::Reply { flow: flow.clone(), step: step.clone() };
    let replies = vec![Reply { text: "Karibu".to_owned(), decision }];
    let done = Decision::Answered { flow, step, delayed_by: None };
    let settlement = Settlement { replies, ..Settlement::of(message.id, done) };
    let settled = worker.settle(settlement).await.unwrap();
    world.advance_s(seconds);
    let waiting = worker.claim_outbox().await.unwrap().unwrap();
    worker.sent(waiting.outbox_id, id).await.unwrap();
    worker.receipt(settled.replies[0].id, DeliveryEvent::Delivered).await.unwrap();
}

async fn stopped(world: &World, worker: &WorkerStore, id: &str, from: &str, gate: Gate) {
    let message = receive(worker, received(id, from, world.now())).await;
    let settlement = Settlement::of(message.id, Decision::NotAnswered { gate });
    worker.settle(settlement).await.unwrap();
}

#[tokio::test]
async fn a_day_counts_who_answered_and_what_nobody_answered() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let asked = spans(world);
        for (id, seconds) in [("1", 3), ("2", 9), ("3", 4)] {
            answered(world, &worker, id, NEEMA, seconds).await;
        }
        // The business's own phone answers Juma's first message, and nobody the second one.
        stopped(world, &worker, "4", JUMA, Gate::HumanMode).await;
        stopped(world, &worker, "5", JUMA, Gate::OwnMessage).await;
        world.advance_s(1);
        stopped(world, &worker, "6", JUMA, Gate::HumanMode).await;
        // Nobody expects an answer to these.
        stopped(world, &worker, "7", JUMA, Gate::Reaction).await;
        stopped(world, &worker, "8", JUMA, Gate::Group).await;
        let days = tenant.days("Africa/Dar_es_Salaam", asked.clone()).await.unwrap();
        let today = DayFigures {
            incoming: 6,
            by_bot: 3,
            by_person: 1,
            unanswered: 1,
            median_seconds: Some(4),
            ..DayFigures::of(asked[1].day)
        };
        assert_eq!(days, [DayFigures::of(asked[0].day), today]);

        let row = tenant.inbox(store::InboxQuery { limit: 9, ..Default::default() }).await.unwrap();
        let row = row.items.iter().find(|row| row.address == JUMA).unwrap().clone();
        let words = Words {
            conversation: row.id,
            id: world.store.mint(),
            text: "Karibu".to_owned(),
            turn: row.turn,
            seen: None,
            anyway: true,
        };
        tenant.say(&owner.actor(), owner.user.id, words).await.unwrap();
        let days = tenant.days("Africa/Dar_es_Salaam", asked.clone()).await.unwrap();
        assert_eq!((days[1].by_person, days[1].unanswered), (2, 0));
    })
    .await;
}

#[tokio::test]
async fn a_day_is_counted_once_when_its_answers_are_over() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let asked = spans(world);
        stopped(world, &worker, "1", NEEMA, Gate::HumanMode).await;
        let counted = async |zone: &str| tenant.days(zone, asked.clone()).await.unwrap()[1];
        assert_eq!(counted("UTC").await.unanswered, 1);
        // Not kept yet: it changes with the next message.
        stopped(world, &worker, "2", NEEMA, Gate::HumanMode).await;
        assert_eq!(counted("UTC").await.unanswered, 2);

        world.advance_s(3 * 86_400);
        // Counted when it is first asked for, and a second time with what was kept.
        for _ in 0..2 {
            assert_eq!((counted("UTC").await.incoming, counted("UTC").await.unanswered), (2, 2));
        }
        // Kept is kept: the same day would have another end now.
        let longer: Vec<_> =
            asked.iter().map(|span| DaySpan { begin: span.end, ..*span }).collect();
        assert_eq!(tenant.days("UTC", longer.clone()).await.unwrap()[1].incoming, 2);
        // Where clocks show another time days are other days.
        let moved = tenant.days("Africa/Dar_es_Salaam", longer).await.unwrap();
        assert_eq!(moved[1].incoming, 0);
        assert_eq!(counted("UTC").await.incoming, 2);
    })
    .await;
}
