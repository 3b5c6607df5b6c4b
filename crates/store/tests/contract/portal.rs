//! What the portal keeps and counts: drafts, the business's facts, the figures of a day.

use chrono::Duration;
use domain::draft::SetupStep;
use domain::forms::SetupForm;
use domain::hours::AfterHours;
use domain::late::LateAnswers;
use domain::message::{ConversationMode, DeliveryEvent, MessageShow};
use domain::money::Currency;
use domain::session::DisconnectReason;
use domain::{Conflict, Decision, Gate, Instant, Language, SessionState};
use store::{
    BusinessInput, MessageFilter, Reply, Settlement, StoreError, TenantStore, WorkerStore,
};

use crate::support::{OneByOne, World, on_each, receive, received, setup};

fn form(business_name: &str) -> SetupForm {
    SetupForm { business_name: business_name.to_owned(), ..SetupForm::default() }
}

#[tokio::test]
async fn a_draft_is_there_until_the_request_is_sent_and_is_refused_afterwards() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let tenant = world.store.tenant(owner.tenant);
        assert_eq!(tenant.draft().await.unwrap(), None);
        tenant.save_draft(SetupStep::Number, form("Mama")).await.unwrap();
        world.advance_s(60);
        tenant.save_draft(SetupStep::Template, form("Mama Salon")).await.unwrap();
        let draft = tenant.draft().await.unwrap().unwrap();
        assert_eq!((draft.step, draft.saved_at), (SetupStep::Template, world.now()));
        assert_eq!(draft.form, form("Mama Salon"));

        tenant.submit_setup(&owner.actor(), setup()).await.unwrap();
        assert_eq!(tenant.draft().await.unwrap(), None);
        let refused = tenant.save_draft(SetupStep::Number, form("late")).await.unwrap_err();
        assert!(matches!(refused, StoreError::Conflict(Conflict::RequestOpen)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn changed_facts_of_the_business_are_logged_by_their_names() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let tenant = world.store.tenant(owner.tenant);
        let before = tenant.config().await.unwrap().unwrap();
        let input = BusinessInput {
            business_name: before.business_name.clone(),
            business_type: None,
            language: Language::En,
            hours: before.hours.clone(),
            timezone: "Africa/Kigali".to_owned(),
            late: LateAnswers::Never,
            currency: Currency::Kes,
            after_hours: AfterHours::Wait,
        };
        let after = tenant.change_business(&owner.actor(), input.clone()).await.unwrap();
        assert_eq!(tenant.config().await.unwrap().as_ref(), Some(&after));
        assert_eq!((after.language, after.timezone.as_str()), (Language::En, "Africa/Kigali"));
        assert_eq!(after.late, LateAnswers::Never);
        let log = tenant.events(store::EventFilter::newest(1), None).await.unwrap().items.remove(0);
        assert_eq!((log.event_type.as_str(), log.actor.as_str()), ("business.changed", "Asha"));
        assert!(log.payload.contains("language") && log.payload.contains("timezone"));
        assert!(log.payload.contains("late"));
        assert!(!log.payload.contains("\"hours\""), "{}", log.payload);

        tenant.change_business(&owner.actor(), input).await.unwrap();
        let again =
            tenant.events(store::EventFilter::newest(1), None).await.unwrap().items.remove(0);
        assert_eq!(again.id, log.id, "nothing changed, nothing is logged");
    })
    .await;
}

/// Settles a message with so many replies.
async fn settle(
    worker: &WorkerStore,
    message_id: domain::MessageId,
    decision: Decision,
    mode: Option<ConversationMode>,
    replies: usize,
) {
    let reply = || Reply {
        text: "Karibu".to_owned(),
        decision: Decision::Reply { flow: "BOOKING".into(), step: "menu".into() },
    };
    let replies = std::iter::repeat_with(reply).take(replies).collect();
    let settlement = Settlement { mode, replies, ..Settlement::of(message_id, decision) };
    worker.settle(settlement).await.unwrap();
}

fn answered() -> Decision {
    Decision::Answered { flow: "BOOKING".into(), step: "menu".into(), delayed_by: None }
}

async fn shown(tenant: &TenantStore, show: MessageShow) -> Vec<String> {
    let filter = MessageFilter { show, limit: 50, ..MessageFilter::default() };
    let page = tenant.messages(filter).await.unwrap();
    page.items.into_iter().map(|message| message.text).collect()
}

/// Neema is answered, Juma is not, Asha waits for a person, Zawadi waits for her turn.
async fn four_customers(world: &World) -> (TenantStore, WorkerStore) {
    let (owner, lease) = world.working("Mama").await;
    let worker = world.worker(&lease);
    let from = |customer: u32| format!("+25570000000{customer}");
    let neema = receive(&worker, received("neema", &from(1), world.now())).await;
    let juma = receive(&worker, received("juma", &from(2), world.now())).await;
    let asha = receive(&worker, received("asha", &from(3), world.now())).await;
    receive(&worker, received("zawadi", &from(4), world.now())).await;
    settle(&worker, neema.id, answered(), None, 2).await;
    let not = Decision::NotAnswered { gate: Gate::Paused };
    settle(&worker, juma.id, not, None, 0).await;
    let handed = Decision::HandedOver { flow: "BOOKING".into(), step: "person".into() };
    settle(&worker, asha.id, handed, Some(ConversationMode::Human), 1).await;
    (world.store.tenant(owner.tenant), worker)
}

#[tokio::test]
async fn messages_are_listed_by_what_became_of_them() {
    on_each(async |world| {
        let (tenant, _worker) = four_customers(world).await;
        assert_eq!(shown(&tenant, MessageShow::All).await.len(), 7);
        assert_eq!(shown(&tenant, MessageShow::NotAnswered).await, ["text of juma"]);
        let waiting = shown(&tenant, MessageShow::Waiting).await;
        assert_eq!(waiting.len(), 3, "{waiting:?}");
        assert!(waiting.contains(&"text of zawadi".to_owned()));
        assert!(waiting.contains(&"text of asha".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn the_day_counts_what_came_and_what_was_answered_since_its_beginning() {
    on_each(async |world| {
        let (tenant, worker) = four_customers(world).await;
        let begin = world.now() - Duration::hours(1);
        let today = tenant.today(begin).await.unwrap();
        assert_eq!((today.incoming, today.answered, today.median_seconds), (4, 2, None));

        world.advance_s(9);
        while let Some(item) = worker.claim_outbox().await.unwrap() {
            worker.sent(item.outbox_id, &item.outbox_id.to_string()).await.unwrap();
            worker.receipt(item.message_id, DeliveryEvent::Delivered).await.unwrap();
        }
        let today = tenant.today(begin).await.unwrap();
        assert_eq!(today.median_seconds, Some(9));
        let later = tenant.today(world.now() + Duration::seconds(1)).await.unwrap();
        assert_eq!(later, domain::views::Today::default());
    })
    .await;
}

#[tokio::test]
async fn a_lost_connection_keeps_the_time_when_it_was_lost() {
    on_each(async |world| {
        let (owner, lease) = world.working("Mama").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let since = async || tenant.session_state().await.unwrap().unwrap().view.disconnected_at;
        let save = async |state: SessionState| worker.save_session(&state, &[]).await.unwrap();
        let gone = |reason| SessionState::lost(reason);
        let connected = |since: Instant| SessionState::Connected { phone: None, since };

        save(connected(world.now())).await;
        assert_eq!(since().await, None);
        let lost = world.now();
        save(gone(DisconnectReason::Network)).await;
        world.advance_s(5);
        save(SessionState::Connecting).await;
        save(gone(DisconnectReason::Network)).await;
        assert_eq!(since().await, Some(lost), "the network was lost once");
        world.advance_s(5);
        save(gone(DisconnectReason::LoggedOut)).await;
        let out = world.now();
        world.advance_s(1);
        let code = SessionState::QrReady {
            code: "code".to_owned(),
            expires_at: world.now(),
            reason: Some(DisconnectReason::LoggedOut),
            typed: None,
            trouble: None,
        };
        save(code).await;
        assert_eq!(since().await, Some(out), "shown beside the code");
        save(connected(world.now())).await;
        assert_eq!(since().await, None);
    })
    .await;
}
