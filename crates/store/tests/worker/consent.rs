//! Who wants no messages gets none, whichever way they would be sent.

use chrono::Duration;
use domain::consent::ConsentEvent;
use domain::message::MessageStatus;
use domain::{Decision, Gate, Language};
use store::{
    BookingChange, BookingDeed, CustomerChange, Deed, NewBooking, ResourceInput, ServiceInput,
    Settlement, WorkerStore,
};

use crate::fixture::{answer, converse, receive, reply, worker, worlds, written};
use crate::support::{OneByOne, World};

const JUMA: &str = "+255700000001";

fn says(event: ConsentEvent) -> CustomerChange {
    CustomerChange { consent: Some(event), language: None }
}

/// The customer says something about messages, and is told one thing more.
async fn say(world: &World, worker: &WorkerStore, id: &str, event: ConsentEvent) {
    let message = receive(worker, written(world, id, JUMA, "STOP")).await;
    let settlement = Settlement {
        replies: vec![reply("sawa")],
        customer: says(event),
        ..Settlement::of(message.id, Decision::NotAnswered { gate: Gate::OptedOut })
    };
    worker.settle(settlement).await.unwrap();
}

#[tokio::test]
async fn what_waits_for_who_says_stop_is_not_sent_and_the_last_word_is() {
    for world in worlds().await {
        let worker = worker(&world).await;
        converse(&world, &worker, JUMA, &["one", "two"]).await;
        converse(&world, &worker, "+255700000002", &["for another"]).await;
        world.advance_s(1);
        say(&world, &worker, "stop", ConsentEvent::OptedOut).await;
        let claimed = worker.claim_up_to(9).await.unwrap();
        let texts: Vec<_> = claimed.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(texts, ["for another", "sawa"]);
        let log = world.store.tenant(worker.lease().tenant_id).messages(all()).await.unwrap().items;
        let refused: Vec<_> = log
            .iter()
            .filter(|message| message.status == MessageStatus::Failed)
            .map(|message| (message.text.as_str(), message.error.as_deref().unwrap_or_default()))
            .collect();
        let why = "the customer wants no messages";
        assert_eq!(refused, [("two", why), ("one", why)]);
    }
}

#[tokio::test]
async fn what_gets_into_the_outbox_all_the_same_is_not_sent() {
    for world in worlds().await {
        let worker = worker(&world).await;
        say(&world, &worker, "stop", ConsentEvent::OptedOut).await;
        let last = worker.claim_outbox().await.unwrap().unwrap();
        worker.sent(last.outbox_id, "1").await.unwrap();
        world.advance_s(1);
        // As if somebody had not looked whether the customer wants it.
        converse(&world, &worker, JUMA, &["buy now"]).await;
        assert_eq!(worker.claim_up_to(9).await.unwrap(), []);
        world.advance_s(1);
        say(&world, &worker, "start", ConsentEvent::OptedIn).await;
        let claimed = worker.claim_up_to(9).await.unwrap();
        assert_eq!(claimed.len(), 1, "{claimed:?}");
        assert_eq!(claimed[0].text, "sawa");
    }
}

#[tokio::test]
async fn a_reminder_is_not_said_to_who_wants_no_messages() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let tenant = world.store.tenant(worker.lease().tenant_id);
        let by = store::Actor::system();
        let service = ServiceInput {
            name_sw: "Kusuka".to_owned(),
            name_en: String::new(),
            minutes: 30,
            buffer_minutes: 0,
            price_minor: None,
            active: true,
        };
        let service = tenant.save_service(&by, None, service).await.unwrap().unwrap();
        let resource = ResourceInput {
            name: "Asha".to_owned(),
            capacity: 1,
            hours: None,
            services: Vec::new(),
        };
        let resource = tenant.save_resource(&by, None, resource).await.unwrap().unwrap();
        let message = receive(&worker, written(&world, "book", JUMA, "1")).await;
        let new = |hours| {
            Deed::Booking(BookingDeed::Book(NewBooking {
                service,
                resource,
                starts_at: worker_now(&world) - Duration::hours(hours),
                service_name: "Kusuka".to_owned(),
                customer_name: None,
                note: None,
            }))
        };
        let booked = Settlement { deeds: vec![new(2), new(5)], ..answer(message.id, &[]) };
        worker.settle(booked).await.unwrap();
        let of = tenant.bookings(world_start(&world), worker_now(&world)).await.unwrap();
        assert_eq!(of.len(), 2);
        assert!(of.iter().all(|booking| booking.contact_id == Some(message.contact_id)));
        for booking in &of {
            tenant.change_booking(&by, booking.id, BookingChange::Miss).await.unwrap();
        }
        let due = worker.due_messages(9).await.unwrap();
        assert_eq!(due.len(), 2);
        let said = worker.say_due(&due[0], Some(reply("we missed you"))).await.unwrap();
        assert_eq!(said.replies.len(), 1);
        assert_eq!(said.replies[0].to, JUMA);
        let again = worker.say_due(&due[0], Some(reply("we missed you"))).await.unwrap();
        assert_eq!(again.replies, [], "once is enough");
        world.advance_s(1);
        say(&world, &worker, "stop", ConsentEvent::OptedOut).await;
        let said = worker.say_due(&due[1], Some(reply("we missed you"))).await.unwrap();
        assert_eq!(said.replies, []);
        assert_eq!(worker.due_messages(9).await.unwrap(), [], "it is done with");
    }
}

#[tokio::test]
async fn a_customers_language_is_kept() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let message = receive(&worker, written(&world, "1", JUMA, "hello")).await;
        let heard = CustomerChange { language: Some((Language::En, false)), consent: None };
        let settlement = Settlement { customer: heard, ..answer(message.id, &["Welcome"]) };
        worker.settle(settlement).await.unwrap();
        let standing = worker.conversation(message.conversation_id).await.unwrap();
        assert_eq!((standing.language, standing.language_chosen), (Some(Language::En), false));
        assert!(!standing.opted_out);
    }
}

fn worker_now(world: &World) -> domain::Instant {
    use domain::Clock;
    world.clock.now()
}

fn world_start(world: &World) -> domain::Instant {
    worker_now(world) - Duration::days(2)
}

fn all() -> store::MessageFilter {
    store::MessageFilter { limit: 50, ..Default::default() }
}
