use domain::message::ConversationMode;
use domain::{Conflict, Decision, Gate, SessionState, TenantStatus};
use serde_json::json;
use store::{HandBack, MessageFilter, Settlement, StoreError};

use crate::support::{OneByOne, on_each, receive, received};

#[tokio::test]
async fn messages_are_listed_newest_first_with_their_customers_names() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let worker = world.worker(&lease);
        for number in 0..5 {
            let from = format!("+25570000000{}", number % 2);
            receive(&worker, received(&number.to_string(), &from, world.now())).await;
        }
        let tenant = world.store.tenant(owner.tenant);
        let filter = MessageFilter { limit: 3, ..Default::default() };
        let first = tenant.messages(filter.clone()).await.unwrap();
        let texts: Vec<_> = first.items.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts, ["text of 4", "text of 3", "text of 2"]);
        assert_eq!(first.items[0].contact_name.as_deref(), Some("Juma"));
        let filter = MessageFilter { before: first.next, ..filter };
        let second = tenant.messages(filter).await.unwrap();
        assert_eq!((second.items.len(), second.next), (2, None));
        let conversation = Some(first.items[0].conversation_id);
        let filter = MessageFilter { conversation, limit: 50, ..Default::default() };
        assert_eq!(tenant.messages(filter).await.unwrap().items.len(), 3);
        let message = tenant.message(first.items[0].id).await.unwrap();
        assert_eq!(message.as_ref(), Some(&first.items[0]));
    })
    .await;
}

#[tokio::test]
async fn a_conversation_waits_for_a_person_until_it_is_handed_back() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let message = receive(&worker, received("1", "+255700000001", world.now())).await;
        assert_eq!(tenant.waiting_conversations().await.unwrap(), []);
        let back = |turn| HandBack { turn, flow_state: None, replies: Vec::new() };
        let hand_back = |turn| {
            let (tenant, by) = (tenant.clone(), owner.actor());
            async move { tenant.hand_back(&by, message.conversation_id, back(turn)).await }
        };
        assert_eq!(hand_back(0).await.unwrap(), None);
        let settlement = Settlement {
            message_id: message.id,
            decision: Decision::HandedOver { flow: "BOOKING".into(), step: "person".into() },
            flow_state: Some(Some(json!({ "step": "person" }))),
            mode: Some(ConversationMode::Human),
            replies: Vec::new(),
            picture: None,
            deeds: Vec::new(),
            customer: store::CustomerChange::default(),
            unanswered: None,
            follow_ups: None,
            seen: None,
        };
        worker.settle(settlement).await.unwrap();
        let waiting = tenant.waiting_conversations().await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].contact_address, "+255700000001");
        assert_eq!(waiting[0].contact_name.as_deref(), Some("Juma"));
        assert_eq!(hand_back(1).await.unwrap(), Some(Vec::new()));
        assert_eq!(tenant.waiting_conversations().await.unwrap(), []);
        let row = worker.conversation(message.conversation_id).await.unwrap();
        assert_eq!((row.mode, row.flow_state), (ConversationMode::Bot, None));
        let events = tenant.events(store::EventFilter::newest(1), None).await.unwrap();
        assert_eq!(events.items[0].event_type, "conversation.handed_back");
    })
    .await;
}

#[tokio::test]
async fn a_decision_reads_back_as_it_was_made() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let mut late = received("1", "+255700000001", world.now());
        late.gate = Some(Gate::History);
        let message = receive(&world.worker(&lease), late).await;
        let view = world.store.tenant(owner.tenant).message(message.id).await.unwrap().unwrap();
        assert_eq!(view.decision, Some(Decision::NotAnswered { gate: Gate::History }));
    })
    .await;
}

#[tokio::test]
async fn a_tenant_is_paused_and_resumed_to_where_its_phone_is() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let early = tenant.pause(&owner.actor()).await;
        let approved = Conflict::TenantState { status: TenantStatus::Approved };
        assert!(matches!(&early, Err(StoreError::Conflict(conflict)) if *conflict == approved));
        worker.started().await.unwrap();
        let connected = SessionState::Connected { phone: None, since: world.now() };
        let linked = [domain::session::SessionEffect::TenantConnected];
        worker.save_session(&connected, &linked).await.unwrap();
        assert_eq!(tenant.session_state().await.unwrap().unwrap().state, connected);
        assert_eq!(tenant.pause(&owner.actor()).await.unwrap().status, TenantStatus::Paused);
        assert_eq!(tenant.resume(&owner.actor()).await.unwrap().status, TenantStatus::Active);
        tenant.pause(&owner.actor()).await.unwrap();
        let dropped = SessionState::NEW;
        worker.save_session(&dropped, &[]).await.unwrap();
        assert_eq!(tenant.resume(&owner.actor()).await.unwrap().status, TenantStatus::QrPending);
    })
    .await;
}

#[tokio::test]
async fn resuming_shows_what_happened_to_the_worker_meanwhile() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let connected = SessionState::Connected { phone: None, since: world.now() };
        let linked = [domain::session::SessionEffect::TenantConnected];
        let pause = async || {
            worker.started().await.unwrap();
            worker.save_session(&connected, &linked).await.unwrap();
            tenant.pause(&owner.actor()).await.unwrap();
        };
        pause().await;
        worker.failed("no route").await.unwrap();
        let resumed = tenant.resume(&owner.actor()).await.unwrap();
        assert_eq!(resumed.status, TenantStatus::Error, "nobody runs this worker");

        pause().await;
        let stop = domain::worker::WorkerCommand::Stop;
        let by = owner.actor();
        world.store.platform().command(&by, owner.tenant, stop).await.unwrap();
        worker.stopped().await.unwrap();
        let resumed = tenant.resume(&owner.actor()).await.unwrap();
        assert_eq!(resumed.status, TenantStatus::Approved, "it was stopped meanwhile");
    })
    .await;
}

#[tokio::test]
async fn the_sandbox_phone_remembers_what_it_was_last_told() {
    on_each(async |world| {
        let tenant = world.store.tenant(world.owner("Duka").await.tenant);
        assert_eq!(tenant.phone_state().await.unwrap(), None);
        tenant.save_phone_state(true, json!({ "messages": [1] })).await.unwrap();
        tenant.save_phone_state(false, json!({ "messages": [1, 2] })).await.unwrap();
        assert_eq!(tenant.phone_state().await.unwrap(), Some(json!({ "messages": [1, 2] })));
    })
    .await;
}
