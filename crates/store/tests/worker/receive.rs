//! Customers' messages are written down once.

use std::collections::HashSet;

use domain::message::{AddressKind, ConversationMode, Direction, MessageStatus};
use domain::{Decision, Gate};
use store::{ConversationRow, MessageFilter, Reception};
use tokio::task::JoinSet;

use crate::fixture::{answer, receive, worker, worlds, written};
use crate::support::OneByOne;

#[tokio::test]
async fn a_message_delivered_twenty_times_at_once_is_new_once() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let mut deliveries = JoinSet::new();
        for _ in 0..20 {
            let (worker, received) = (worker.clone(), written(&world, "A1", "+255700000001", "Hi"));
            deliveries.spawn(async move { worker.receive(received).await.unwrap() });
        }
        let outcomes = deliveries.join_all().await;
        let new = outcomes.iter().filter(|outcome| matches!(outcome, Reception::New(_))).count();
        assert_eq!((outcomes.len(), new), (20, 1));
        assert_eq!(worker.pending().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn fifty_messages_of_a_new_customer_at_once_make_one_contact_and_one_conversation() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let mut deliveries = JoinSet::new();
        for number in 0..50 {
            let received = written(&world, &format!("A{number}"), "+255700000001", "Hi");
            let worker = worker.clone();
            deliveries.spawn(async move { receive(&worker, received).await });
        }
        let messages = deliveries.join_all().await;
        let contacts: HashSet<_> = messages.iter().map(|message| message.contact_id).collect();
        let conversations: HashSet<_> =
            messages.iter().map(|message| message.conversation_id).collect();
        assert_eq!((messages.len(), contacts.len(), conversations.len()), (50, 1, 1));
        assert_eq!(worker.pending().await.unwrap().len(), 50);
    }
}

#[tokio::test]
async fn what_was_written_down_is_what_came() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let mut received = written(&world, "A1", "123@lid", "Habari\0 za leo");
        received.from.kind = AddressKind::Lid;
        let message = receive(&worker, received.clone()).await;

        assert_eq!(message.address, received.from);
        assert_eq!(message.contact_name.as_deref(), Some("Juma"));
        assert_eq!(message.text, "Habari za leo");
        assert_eq!(message.sent_at, Some(received.sent_at));
        assert_eq!(message.status, MessageStatus::Pending);
        assert_eq!(worker.pending().await.unwrap(), std::slice::from_ref(&message));

        let tenant = world.store.tenant(worker.lease().tenant_id);
        let filter = MessageFilter { limit: 10, ..MessageFilter::default() };
        let logged = tenant.messages(filter).await.unwrap().items;
        assert_eq!(logged, [message.view(tenant.id())]);
        assert_eq!(logged[0].direction, Direction::In);

        let conversation = worker.conversation(message.conversation_id).await;
        let fresh = fresh();
        assert_eq!(conversation, Some(fresh));
    }
}

#[tokio::test]
async fn a_message_that_a_gate_stopped_is_handled_at_once() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let mut received = written(&world, "A1", "+255700000001", "Hi");
        received.gate = Some(Gate::History);
        let message = receive(&worker, received).await;
        assert_eq!(message.status, MessageStatus::Handled);
        assert_eq!(message.decision, Some(Decision::NotAnswered { gate: Gate::History }));
        assert_eq!(worker.pending().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_known_name_is_kept_and_an_unknown_one_is_learnt() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let name = async |id: &str, name: Option<&str>| {
            let mut received = written(&world, id, "+255700000001", "Hi");
            received.name = name.map(str::to_owned);
            receive(&worker, received).await.contact_name
        };
        assert_eq!(name("A1", Some(" ")).await, None);
        assert_eq!(name("A2", Some("Juma")).await.as_deref(), Some("Juma"));
        assert_eq!(name("A3", Some("Somebody else")).await.as_deref(), Some("Juma"));
        assert_eq!(name("A4", None).await.as_deref(), Some("Juma"));
    }
}

#[tokio::test]
async fn what_waits_is_found_again_oldest_first_until_it_is_settled() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let mut waiting = Vec::new();
        for id in ["A1", "A2", "A3"] {
            waiting.push(receive(&worker, written(&world, id, "+255700000001", id)).await);
        }
        worker.settle(answer(waiting[1].id, &["Karibu"])).await.unwrap();
        assert_eq!(worker.pending().await.unwrap(), [waiting[0].clone(), waiting[2].clone()]);
    }
}

#[tokio::test]
async fn messages_that_come_together_are_written_down_each_for_itself() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let known = receive(&worker, written(&world, "A1", "+255700000001", "Hi")).await;
        let mut named = written(&world, "B1", "+255700000002", "one");
        named.name = None;
        let mut gated = written(&world, "C1", "+255700000003", "old");
        gated.gate = Some(Gate::History);
        let together = vec![
            named,
            written(&world, "A1", "+255700000001", "Hi"),
            written(&world, "B2", "+255700000002", "two"),
            gated,
            written(&world, "B2", "+255700000002", "two"),
            written(&world, "A2", "+255700000001", "again"),
        ];
        let receptions = worker.receive_all(together).await.unwrap();
        let new: Vec<_> = receptions
            .iter()
            .map(|reception| match reception {
                Reception::New(message) => Some((message.text.as_str(), message.status)),
                Reception::Duplicate => None,
            })
            .collect();
        let (pending, handled) = (MessageStatus::Pending, MessageStatus::Handled);
        let wanted = [
            Some(("one", pending)),
            None,
            Some(("two", pending)),
            Some(("old", handled)),
            None,
            Some(("again", pending)),
        ];
        assert_eq!(new, wanted);
        let waiting = worker.pending().await.unwrap();
        let texts: Vec<_> = waiting.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts, ["Hi", "one", "two", "again"]);
        // Two conversations: the new customer's two messages share one, and the name is learnt.
        assert_eq!(waiting[1].conversation_id, waiting[2].conversation_id);
        assert_eq!(waiting[3].conversation_id, known.conversation_id);
        assert_eq!(waiting[1].contact_name.as_deref(), Some("Juma"));
        assert_eq!(worker.receive_all(Vec::new()).await.unwrap(), []);
    }
}

/// A conversation in which nothing happened yet.
fn fresh() -> ConversationRow {
    ConversationRow {
        mode: ConversationMode::Bot,
        flow_state: None,
        language: None,
        language_chosen: false,
        opted_out: false,
        turn: 0,
        offered: false,
    }
}
