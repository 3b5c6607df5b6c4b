//! One customer with several addresses.

use domain::consent::ConsentEvent;
use domain::message::{AddressKind, ConversationMode};
use domain::{Decision, Gate, Language};
use store::{CustomerChange, Received, Settlement, WorkerStore};

use crate::fixture::{answer, known_also_as, receive, worker, worlds, written};
use crate::support::{OneByOne, World};

const PHONE: &str = "+255700000001";
const LID: &str = "100000012345678";

/// Written from the address that hides the number.
fn hidden(world: &World, id: &str) -> Received {
    let mut received = written(world, id, LID, "Habari");
    received.from.kind = AddressKind::Lid;
    received
}

fn hidden_with_number(world: &World, id: &str) -> Received {
    known_also_as(hidden(world, id), AddressKind::Phone, PHONE)
}

async fn hand_over(worker: &WorkerStore, message: domain::MessageId) {
    let settlement = Settlement {
        decision: Decision::HandedOver { flow: "BOOKING".into(), step: "person".into() },
        mode: Some(ConversationMode::Human),
        ..answer(message, &[])
    };
    worker.settle(settlement).await.unwrap();
}

#[tokio::test]
async fn a_number_and_the_address_that_hides_it_are_one_customer() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let first = receive(&worker, hidden_with_number(&world, "A1")).await;
        let second = receive(&worker, written(&world, "A2", PHONE, "Bei?")).await;
        let third = receive(&worker, hidden(&world, "A3")).await;
        for other in [&second, &third] {
            assert_eq!(
                (other.contact_id, other.conversation_id),
                (first.contact_id, first.conversation_id)
            );
        }
        // Each is answered where it came from.
        let addresses = [first, second, third].map(|message| message.address.value);
        assert_eq!(addresses, [LID, PHONE, LID]);
    }
}

#[tokio::test]
async fn an_address_that_is_learnt_later_joins_the_customer_who_is_known() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let first = receive(&worker, written(&world, "A1", PHONE, "Habari")).await;
        let second = receive(&worker, hidden_with_number(&world, "A2")).await;
        let third = receive(&worker, hidden(&world, "A3")).await;
        assert_eq!([second.contact_id, third.contact_id], [first.contact_id; 2]);
        assert_eq!([second.conversation_id, third.conversation_id], [first.conversation_id; 2]);
    }
}

#[tokio::test]
async fn two_customers_who_turn_out_to_be_one_are_merged_with_all_they_wrote() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let by_number = receive(&worker, written(&world, "A1", PHONE, "Habari")).await;
        let by_lid = receive(&worker, hidden(&world, "A2")).await;
        assert_ne!(by_number.contact_id, by_lid.contact_id);
        hand_over(&worker, by_number.id).await;

        // In the middle of others, and from both addresses; of the one that goes first, before that is known.
        let batch = vec![
            hidden(&world, "A6"),
            written(&world, "A7", PHONE, "Mpo?"),
            written(&world, "A3", "+255700000002", "Mimi ni mwingine"),
            hidden_with_number(&world, "A4"),
            written(&world, "A5", PHONE, "Bei?"),
        ];
        let received = worker.receive_all(batch).await.unwrap();
        assert_eq!(received.len(), 5);
        let pending = worker.pending().await.unwrap();
        let of_the_one: Vec<_> = pending
            .iter()
            .filter(|message| message.id != by_number.id && message.text != "Mimi ni mwingine")
            .collect();
        assert_eq!(of_the_one.len(), 5, "A2, A4, A5, A6 and A7");
        for message in of_the_one {
            assert_eq!(message.contact_id, by_number.contact_id, "the older one stays");
            assert_eq!(message.conversation_id, by_number.conversation_id);
        }
        // The person who had taken over keeps the conversation, for who still holds the other one as well.
        for conversation in [by_lid.conversation_id, by_number.conversation_id] {
            let conversation = worker.conversation(conversation).await.unwrap();
            assert_eq!(conversation.mode, ConversationMode::Human);
        }
    }
}

#[tokio::test]
async fn who_said_stop_from_either_address_has_said_it() {
    for world in worlds().await {
        let worker = worker(&world).await;
        receive(&worker, written(&world, "A1", PHONE, "Habari")).await;
        let by_lid = receive(&worker, hidden(&world, "A2")).await;
        let consent = Some(ConsentEvent::OptedOut);
        let language = Some((Language::En, true));
        let settlement =
            Settlement { customer: CustomerChange { consent, language }, ..answer(by_lid.id, &[]) };
        worker.settle(settlement).await.unwrap();
        let known = receive(&worker, hidden_with_number(&world, "A3")).await;
        assert_ne!(known.contact_id, by_lid.contact_id, "the older one stays");
        let standing = worker.standing(vec![known.conversation_id]).await.unwrap();
        let conversation = &standing.conversations[&known.conversation_id];
        assert!(conversation.opted_out);
        assert_eq!(
            (conversation.language, conversation.language_chosen),
            (Some(Language::En), true)
        );
    }
}

#[tokio::test]
async fn a_delivery_that_comes_twice_makes_no_second_customer() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let first = receive(&worker, hidden_with_number(&world, "A1")).await;
        let again = worker.receive(hidden_with_number(&world, "A1")).await.unwrap();
        assert_eq!(again, store::Reception::Duplicate);
        let gated = Received { gate: Some(Gate::History), ..hidden_with_number(&world, "A2") };
        assert_eq!(receive(&worker, gated).await.contact_id, first.contact_id);
    }
}
