//! Who has waited for a person for too long, and is told so once.

use chrono::TimeDelta;
use domain::consent::ConsentEvent;
use domain::message::ConversationMode;
use domain::standing::Hands;
use domain::team::TeamSettings;
use domain::{Decision, Gate, MessageId};
use store::{
    CustomerChange, InboundMessage, Received, Reply, Settlement, StoreError, TenantStore, Words,
    WorkerStore,
};

use crate::support::{OneByOne, Owner, World, on_each, receive, received};

const NEEMA: &str = "+255700000001";

/// A customer who waits for a person since now.
struct Shop {
    owner: Owner,
    worker: WorkerStore,
    tenant: TenantStore,
    heard: InboundMessage,
}

impl Shop {
    async fn new(world: &World) -> Self {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let heard = receive(&worker, received("1", NEEMA, world.now())).await;
        let decision = Decision::HandedOver { flow: "BOOKING".into(), step: "person".into() };
        let mode = Some(ConversationMode::Human);
        let handed = Settlement { mode, ..Settlement::of(heard.id, decision) };
        worker.settle(handed).await.unwrap();
        Self { owner, worker, tenant, heard }
    }

    /// For how long the customer has waited at least, as the inbox and the worker have it.
    async fn idle(&self) -> Option<u16> {
        let row = self.tenant.inbox_row(self.heard.conversation_id).await.unwrap().unwrap();
        let found = self.worker.idle_conversations().await.unwrap();
        assert_eq!(found.len(), usize::from(row.idle_minutes.is_some()));
        row.idle_minutes
    }

    async fn is_to_be_told(&self) -> bool {
        self.worker.idle_conversations().await.unwrap()[0].is_to_be_told
    }

    /// How many were told.
    async fn offer(&self) -> Result<usize, StoreError> {
        let reply = Reply { text: "Samahani".to_owned(), decision: Decision::Offer {} };
        let said = self.worker.offer(self.heard.conversation_id, reply).await;
        said.map(|settled| settled.replies.len())
    }

    async fn write(&self, world: &World, id: &str) -> InboundMessage {
        let heard = receive(&self.worker, received(id, NEEMA, world.now())).await;
        let silent = Decision::NotAnswered { gate: Gate::HumanMode };
        self.worker.settle(Settlement::of(heard.id, silent)).await.unwrap();
        heard
    }
}

#[tokio::test]
async fn a_wait_is_too_long_after_so_many_minutes_without_a_person_and_for_a_day() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        world.advance_s(30 * 60 - 1);
        assert_eq!(shop.idle().await, None);
        world.advance_s(1);
        assert_eq!(shop.idle().await, Some(30));
        let by = shop.owner.actor();
        let set = async |take_back_minutes| {
            let settings = TeamSettings { take_back_minutes, ..TeamSettings::default() };
            shop.tenant.save_team_settings(&by, settings).await.unwrap();
        };
        set(60).await;
        assert_eq!(shop.idle().await, None);
        set(0).await;
        assert_eq!(shop.idle().await, None);
        set(15).await;
        assert_eq!(shop.idle().await, Some(15));

        // Who takes it over has as much time.
        let (user, id) = (shop.owner.user.id, shop.heard.conversation_id);
        shop.tenant.take_over(&by, user, id, true).await.unwrap();
        assert_eq!(shop.idle().await, None);
        world.advance_s(15 * 60);
        assert_eq!(shop.idle().await, Some(15));
        let row = shop.tenant.inbox_row(id).await.unwrap().unwrap();
        assert!(matches!(row.standing.hands, Hands::Taken { .. }));
        let words = Words {
            conversation: id,
            id: world.store.mint::<MessageId>(),
            text: "Karibu".to_owned(),
            turn: row.turn,
            seen: Some(shop.heard.id),
            anyway: true,
        };
        shop.tenant.say(&by, user, words).await.unwrap();
        world.advance_s(3600);
        assert_eq!(shop.idle().await, None, "it is the customer's turn");
        shop.write(world, "2").await;
        world.advance_s(15 * 60);
        assert_eq!(shop.idle().await, Some(15));
        world.advance_s(24 * 3600);
        let found = shop.worker.idle_conversations().await.unwrap();
        assert_eq!(found, [], "nobody expects a word any more");
    })
    .await;
}

#[tokio::test]
async fn of_two_one_tells_the_customer_and_only_once_for_each_wait() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        assert_eq!(shop.offer().await.unwrap(), 0, "too early");
        world.advance_s(30 * 60);
        assert!(shop.is_to_be_told().await);
        let (one, other) = tokio::join!(shop.offer(), shop.offer());
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        assert!(!shop.is_to_be_told().await);
        assert!(standing(&shop).await.1, "the worker knows that it was offered");
        shop.write(world, "2").await;
        world.advance_s(30 * 60);
        assert_eq!(shop.offer().await.unwrap(), 0, "they still wait for the same");

        let (by, user) = (shop.owner.actor(), shop.owner.user.id);
        shop.tenant.take_over(&by, user, shop.heard.conversation_id, true).await.unwrap();
        assert!(!standing(&shop).await.1, "somebody has come");
        world.advance_s(30 * 60);
        assert_eq!(shop.offer().await.unwrap(), 1);
    })
    .await;
}

/// Who answers, and whether the assistant was offered.
async fn standing(shop: &Shop) -> (ConversationMode, bool) {
    let id = shop.heard.conversation_id;
    let found = shop.worker.standing(vec![id]).await.unwrap().conversations.remove(&id).unwrap();
    (found.mode, found.offered)
}

#[tokio::test]
async fn who_wants_no_messages_is_told_nothing() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let heard = receive(&shop.worker, received("2", NEEMA, world.now())).await;
        let decision = Decision::NotAnswered { gate: Gate::OptedOut };
        let customer = CustomerChange { consent: Some(ConsentEvent::OptedOut), language: None };
        let settled = Settlement { customer, ..Settlement::of(heard.id, decision) };
        shop.worker.settle(settled).await.unwrap();
        world.advance_s(30 * 60);
        assert_eq!(shop.idle().await, Some(30), "the team sees it all the same");
        assert!(!shop.is_to_be_told().await);
        assert_eq!(shop.offer().await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn who_goes_on_with_the_assistant_waits_for_nobody_and_the_log_has_it() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let (by, user, id) = (shop.owner.actor(), shop.owner.user.id, shop.heard.conversation_id);
        shop.tenant.take_over(&by, user, id, true).await.unwrap();
        world.advance_s(30 * 60);
        assert_eq!(shop.offer().await.unwrap(), 1);
        let heard = receive(&shop.worker, received("2", NEEMA, world.now())).await;
        let decision =
            Decision::Answered { flow: "X".into(), step: "menu".into(), delayed_by: None };
        let mode = Some(ConversationMode::Bot);
        let back = Settlement { mode, ..Settlement::of(heard.id, decision) };
        shop.worker.settle(back).await.unwrap();
        let row = shop.tenant.inbox_row(id).await.unwrap().unwrap();
        assert_eq!((row.standing.hands, row.standing.assigned), (Hands::Assistant, None));
        assert_eq!((row.idle_minutes, standing(&shop).await.1), (None, false));
        let before = world.now() - TimeDelta::hours(1);
        assert_eq!(world.store.upkeep().alerts_after(before).await.unwrap(), []);
        let events = shop.tenant.events(store::EventFilter::newest(1), None).await.unwrap();
        assert_eq!(events.items[0].event_type, "conversation.handed_back");
        assert_eq!(events.items[0].actor, "system");
        assert!(events.items[0].payload.contains("customer"), "{:?}", events.items[0]);
    })
    .await;
}

#[tokio::test]
async fn thanks_begin_no_wait_and_the_phone_of_the_business_ends_one() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        world.advance_s(30 * 60);
        assert_eq!(shop.idle().await, Some(30));
        let own = received("2", NEEMA, world.now());
        let own = Received { from_me: true, gate: Some(Gate::OwnMessage), ..own };
        receive(&shop.worker, own).await;
        assert_eq!(shop.idle().await, None);
        world.advance_s(60);
        let thanks = Received { is_courtesy: true, ..received("3", NEEMA, world.now()) };
        let thanks = receive(&shop.worker, thanks).await;
        let silent = Decision::NotAnswered { gate: Gate::HumanMode };
        shop.worker.settle(Settlement::of(thanks.id, silent)).await.unwrap();
        world.advance_s(30 * 60);
        assert_eq!(shop.idle().await, None);
        shop.write(world, "4").await;
        world.advance_s(30 * 60);
        assert_eq!(shop.idle().await, Some(30));
    })
    .await;
}
