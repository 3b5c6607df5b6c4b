//! A message is answered once, and what is decided about it is kept with it.

use chrono::Duration;
use domain::message::{AddressKind, ConversationMode, Direction, MessageStatus};
use domain::{Clock, Decision, RecordId};
use serde_json::json;
use store::{ConversationRow, Settled, StoreError};

use crate::fixture::{answer, notice, receive, waiting, worker, worlds, written};
use crate::support::OneByOne;

#[tokio::test]
async fn a_message_is_settled_once() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let message = receive(&worker, written(&world, "A1", "+255700000001", "1")).await;

        let first = worker.settle(answer(message.id, &["Karibu"])).await.unwrap();
        assert_eq!(first.inbound.unwrap().status, MessageStatus::Handled);
        assert_eq!(first.replies.len(), 1);

        let second = worker.settle(answer(message.id, &["Karibu tena"])).await.unwrap();
        assert_eq!(second, Settled::none());
        assert!(worker.claim_outbox().await.unwrap().is_some());
        assert_eq!(worker.claim_outbox().await.unwrap(), None);
    }
}

#[tokio::test]
async fn of_ten_that_settle_at_once_one_does() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let message = receive(&worker, written(&world, "A1", "+255700000001", "1")).await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let worker = worker.clone();
            tasks.spawn(async move { worker.settle(answer(message.id, &["a"])).await.unwrap() });
        }
        let settled = tasks.join_all().await;
        assert_eq!(settled.iter().filter(|settled| !settled.is_none()).count(), 1);
    }
}

#[tokio::test]
async fn a_settlement_moves_the_conversation_and_addresses_its_replies() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let mut received = written(&world, "A1", "123@lid", "mtu");
        received.from.kind = AddressKind::Lid;
        let message = receive(&worker, received).await;
        let mut settlement = answer(message.id, &["one", "two", "three"]);
        settlement.flow_state = Some(Some(json!({ "at": "menu" })));
        settlement.mode = Some(ConversationMode::Human);
        let settled = worker.settle(settlement.clone()).await.unwrap();

        assert_eq!(settled.inbound.unwrap().decision, Some(settlement.decision));
        let texts: Vec<_> = settled.replies.iter().map(|reply| reply.text.as_str()).collect();
        assert_eq!(texts, ["one", "two", "three"]);
        assert!(settled.replies.is_sorted_by_key(|reply| reply.id));
        for reply in &settled.replies {
            assert_eq!((reply.direction, reply.status), (Direction::Out, MessageStatus::Queued));
            assert_eq!((reply.from.as_str(), reply.to.as_str()), ("+255712345678", "123@lid"));
            assert_eq!(reply.contact_name.as_deref(), Some("Juma"));
        }
        assert_eq!(
            worker.conversation(message.conversation_id).await,
            Some(ConversationRow {
                mode: ConversationMode::Human,
                flow_state: Some(json!({ "at": "menu" })),
                language: None,
                language_chosen: false,
                opted_out: false,
                turn: 1,
                offered: false,
            })
        );
        let item = worker.claim_outbox().await.unwrap().unwrap();
        assert_eq!((item.to, item.text.as_str()), (message.address, "one"));
    }
}

#[tokio::test]
async fn an_inner_nothing_forgets_the_flow_state_and_an_outer_one_leaves_it() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let mut state = Some(Some(json!({ "at": "menu" })));
        for (id, wanted) in [("A1", true), ("A2", true), ("A3", false)] {
            let message = receive(&worker, written(&world, id, "+255700000001", "1")).await;
            let mut settlement = answer(message.id, &[]);
            settlement.flow_state = state;
            worker.settle(settlement).await.unwrap();
            let row = worker.conversation(message.conversation_id).await.unwrap();
            assert_eq!(row.flow_state.is_some(), wanted, "{id}");
            state = if id == "A1" { None } else { Some(None) };
        }
    }
}

#[tokio::test]
async fn a_message_that_was_put_off_waits_on_with_its_notice_sent() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let message = receive(&worker, written(&world, "A1", "+255700000001", "1")).await;
        let until = world.clock.now() + Duration::seconds(30);
        let slow_down = Some(notice("Tafadhali pole pole..."));
        let deferred = worker.defer(message.id, waiting(until), until, slow_down).await.unwrap();
        assert_eq!(deferred.inbound.unwrap().status, MessageStatus::Pending);
        assert_eq!(deferred.replies.len(), 1);

        let pending = worker.pending().await.unwrap();
        assert_eq!(pending.len(), 1);
        assert_eq!(pending[0].not_before, Some(until));
        assert_eq!(pending[0].decision, Some(waiting(until)));

        worker.settle(answer(message.id, &["Karibu"])).await.unwrap();
        let late = worker.defer(message.id, waiting(until), until, None).await.unwrap();
        assert!(late.is_none());
        assert_eq!(worker.pending().await.unwrap(), []);
    }
}

#[tokio::test]
async fn replies_are_counted_again_after_a_restart_and_notices_are_not() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let start = world.clock.now();
        let mut contacts = Vec::new();
        for (id, customer) in [("A1", "+255700000001"), ("A2", "+255700000002")] {
            let message = receive(&worker, written(&world, id, customer, "1")).await;
            contacts.push(message.contact_id);
            let until = world.clock.now();
            worker.defer(message.id, waiting(until), until, Some(notice("wait"))).await.unwrap();
            world.clock.advance(Duration::seconds(60));
            worker.settle(answer(message.id, &["Karibu"])).await.unwrap();
        }
        let (first, second) = (start + Duration::seconds(60), start + Duration::seconds(120));
        let recent = worker.recent_replies(second, start).await.unwrap();
        assert_eq!(recent.tenant, [second]);
        assert_eq!(recent.contacts, [(contacts[0], first), (contacts[1], second)]);
    }
}

#[tokio::test]
async fn a_message_of_another_tenant_is_missing() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let message = receive(&worker, written(&world, "A1", "+255700000001", "1")).await;
        crate::fixture::approved(&world.store, "Duka").await;
        let node = world.store.mint();
        let other = world.store.worker(crate::fixture::claim_one(&world.store, node).await.lease);

        let refused = other.settle(answer(message.id, &["Karibu"])).await;
        assert!(matches!(refused, Err(StoreError::Missing(_))), "{refused:?}");
        assert_eq!(other.pending().await.unwrap(), []);
        assert_eq!(other.conversation(message.conversation_id).await, None);
        let unknown = domain::MessageId::from_uuid(uuid::Uuid::nil());
        let until = world.clock.now();
        let decision: Decision = waiting(until);
        assert!(other.defer(unknown, decision, until, None).await.is_err());
    }
}

#[tokio::test]
async fn what_is_settled_together_stays_with_its_own_conversation() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let mut messages = Vec::new();
        for number in 1..=4 {
            let customer = format!("+25570000000{number}");
            let id = format!("A{number}");
            messages.push(receive(&worker, written(&world, &id, &customer, "1")).await);
        }
        worker.settle(answer(messages[1].id, &["before"])).await.unwrap();
        let mut settlements: Vec<_> = messages
            .iter()
            .map(|message| answer(message.id, &[message.address.value.as_str()]))
            .collect();
        settlements[0].flow_state = Some(Some(json!({ "at": "menu" })));
        settlements[1].flow_state = Some(Some(json!({ "at": "nowhere" })));
        settlements[2].mode = Some(ConversationMode::Human);
        settlements[3].replies.clear();

        let settled = worker.settle_all(settlements).await.unwrap();
        assert_eq!(settled[1], Settled::none());
        for (place, replies) in [(0, 1), (2, 1), (3, 0)] {
            let inbound = settled[place].inbound.as_ref().unwrap();
            assert_eq!((inbound.id, inbound.status), (messages[place].id, MessageStatus::Handled));
            assert_eq!(settled[place].replies.len(), replies);
            assert!(settled[place].replies.iter().all(|sent| sent.to == inbound.from));
        }
        let mut found = Vec::new();
        for message in &messages {
            let row = worker.conversation(message.conversation_id).await.unwrap();
            found.push((row.mode, row.flow_state));
        }
        let bot = || (ConversationMode::Bot, None);
        let wanted = [
            (ConversationMode::Bot, Some(json!({ "at": "menu" }))),
            bot(),
            (ConversationMode::Human, None),
            bot(),
        ];
        assert_eq!(found, wanted);
        assert_eq!(worker.pending().await.unwrap(), []);
        let waiting = worker.claim_up_to(9).await.unwrap();
        let texts: Vec<_> = waiting.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(texts, ["before", "+255700000001", "+255700000003"]);
    }
}

#[tokio::test]
async fn of_several_that_cannot_all_be_settled_none_is() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let message = receive(&worker, written(&world, "A1", "+255700000001", "1")).await;
        let unknown = domain::MessageId::from_uuid(uuid::Uuid::nil());
        let both = vec![answer(message.id, &["Karibu"]), answer(unknown, &["Karibu"])];
        let refused = worker.settle_all(both).await;
        assert!(matches!(refused, Err(StoreError::Missing(_))), "{refused:?}");
        assert_eq!(worker.pending().await.unwrap(), [message]);
    }
}
