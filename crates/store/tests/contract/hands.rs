//! Conversations in other hands, and people who answer in them.

use domain::message::{ConversationMode, Direction, MessageStatus};
use domain::standing::Hands;
use domain::views::MessageView;
use domain::{Conflict, Decision, Gate, MessageId, UserId};
use serde_json::json;
use store::{
    HandBack, InboundMessage, MessageFilter, Reply, Said, SeenTurn, Settlement, StoreError,
    TenantStore, Words, WorkerStore,
};

use crate::support::{OneByOne, Owner, World, on_each, receive, received};

const NEEMA: &str = "+255700000001";

/// A business with an assistant at work, and somebody of another business, who stands for a colleague.
struct Shop {
    owner: Owner,
    colleague: UserId,
    worker: WorkerStore,
    tenant: TenantStore,
    heard: InboundMessage,
}

impl Shop {
    async fn new(world: &World) -> Self {
        let (owner, lease) = world.working("Duka").await;
        let colleague = world.owner("Jirani").await.user.id;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let heard = receive(&worker, received("1", NEEMA, world.now())).await;
        Self { owner, colleague, worker, tenant, heard }
    }

    async fn take_over(&self, user: UserId, anyway: bool) -> Result<Option<usize>, StoreError> {
        let by = self.owner.actor();
        let taken = self.tenant.take_over(&by, user, self.heard.conversation_id, anyway).await;
        taken.map(|withdrawn| withdrawn.map(|withdrawn| withdrawn.len()))
    }

    async fn words(&self, id: MessageId) -> Words {
        let row = self.tenant.inbox_row(self.heard.conversation_id).await.unwrap().unwrap();
        Words {
            conversation: self.heard.conversation_id,
            id,
            text: "Karibu".to_owned(),
            turn: row.turn,
            seen: self.log().await.first().map(|message| message.id),
            anyway: false,
        }
    }

    async fn say(&self, user: UserId, words: Words) -> Result<Said, StoreError> {
        self.tenant.say(&self.owner.actor(), user, words).await
    }

    async fn hands(&self) -> (Hands, Option<UserId>) {
        let row = self.tenant.inbox_row(self.heard.conversation_id).await.unwrap().unwrap();
        (row.standing.hands, row.standing.assigned)
    }

    /// Newest first.
    async fn log(&self) -> Vec<MessageView> {
        let filter = MessageFilter { limit: 50, ..MessageFilter::default() };
        self.tenant.messages(filter).await.unwrap().items
    }

    fn answer(&self, turn: i64) -> Settlement {
        let (flow, step) = ("BOOKING".to_owned(), "menu".to_owned());
        let decision = Decision::Reply { flow: flow.clone(), step: step.clone() };
        let answered = Decision::Answered { flow, step, delayed_by: None };
        Settlement {
            replies: vec![Reply { text: "Andika 1".to_owned(), decision }],
            flow_state: Some(Some(json!({ "at": "menu" }))),
            seen: Some(SeenTurn { conversation: self.heard.conversation_id, turn }),
            ..Settlement::of(self.heard.id, answered)
        }
    }
}

fn conflict(error: StoreError) -> Conflict {
    match error {
        StoreError::Conflict(conflict) => conflict,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_decided_before_a_take_over_is_not_written_after_it() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        assert_eq!(shop.take_over(shop.owner.user.id, false).await.unwrap(), Some(0));
        let late = shop.worker.settle(shop.answer(0)).await.unwrap_err();
        assert_eq!(conflict(late), Conflict::ChangedHands);
        let log = shop.log().await;
        assert_eq!(log.len(), 1, "no answer: {log:?}");
        assert_eq!(log[0].status, MessageStatus::Pending, "it can still be settled");
        let silent = Decision::NotAnswered { gate: Gate::HumanMode };
        shop.worker.settle(Settlement::of(shop.heard.id, silent)).await.unwrap();
        let (hands, who) = shop.hands().await;
        assert_eq!((hands, who), (Hands::Taken { since: world.now() }, Some(shop.owner.user.id)));
        let events = shop.tenant.events(store::EventFilter::newest(1), None).await.unwrap();
        assert_eq!(events.items[0].event_type, "conversation.taken_over");
    })
    .await;
}

#[tokio::test]
async fn what_the_assistant_has_ready_is_withdrawn_and_what_is_being_sent_goes_out() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let mut answer = shop.answer(0);
        answer.replies.push(answer.replies[0].clone());
        shop.worker.settle(answer).await.unwrap();
        let sending = shop.worker.claim_up_to(1).await.unwrap();
        assert_eq!(sending.len(), 1);
        assert_eq!(shop.take_over(shop.owner.user.id, false).await.unwrap(), Some(1));
        let mut log = shop.log().await;
        log.retain(|message| message.direction == Direction::Out);
        log.sort_by_key(|message| message.id);
        assert_eq!(log[0].status, MessageStatus::Sending);
        assert_eq!(log[1].status, MessageStatus::Failed);
        assert!(log[1].error.as_deref().unwrap().contains("a person took over"));
        assert_eq!(shop.take_over(shop.owner.user.id, false).await.unwrap(), None, "it is theirs");
    })
    .await;
}

#[tokio::test]
async fn what_a_person_says_waits_in_the_outbox_once() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let me = shop.owner.user.id;
        let words = shop.words(world.store.mint()).await;
        let said = shop.say(me, words.clone()).await.unwrap();
        assert!(said.is_new);
        let name = shop.owner.actor().name;
        assert_eq!(said.message.decision, Some(Decision::Person { by: me, name }));
        assert_eq!((said.message.to.as_str(), said.message.text.as_str()), (NEEMA, "Karibu"));
        let again = shop.say(me, words.clone()).await.unwrap();
        assert_eq!((again.is_new, again.message.id), (false, said.message.id));
        // The line broke after the first try, and the text was changed before the second: that, too, is said, and once.
        world.advance_s(1);
        let more = Words { text: "Karibu, leta risiti".to_owned(), ..words.clone() };
        let other = shop.say(me, more.clone()).await.unwrap();
        assert_eq!((other.is_new, other.message.text.as_str()), (true, "Karibu, leta risiti"));
        let again = shop.say(me, more).await.unwrap();
        assert_eq!((again.is_new, again.message.id), (false, other.message.id));
        // The id is that of another message.
        let id = shop.heard.id;
        let stolen = shop.say(me, Words { id, ..words.clone() }).await.unwrap_err();
        assert!(matches!(stolen, StoreError::Missing(_)), "{stolen:?}");
        let waiting = shop.worker.claim_up_to(9).await.unwrap();
        assert_eq!(waiting.len(), 1, "one customer's go one after the other");
        assert_eq!((waiting[0].message_id, waiting[0].to.value.as_str()), (words.id, NEEMA));
        let row = shop.tenant.inbox_row(words.conversation).await.unwrap().unwrap();
        assert_eq!((row.unread, row.standing.assigned), (0, Some(me)));
        assert_eq!(row.last.unwrap().text, "Karibu, leta risiti");
    })
    .await;
}

#[tokio::test]
async fn nobody_answers_unknowingly_beside_somebody_else() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let (me, other) = (shop.owner.user.id, shop.colleague);
        let old = shop.words(world.store.mint()).await;
        world.advance_s(1);
        shop.say(other, shop.words(world.store.mint()).await).await.unwrap();
        let taken = conflict(shop.say(me, old.clone()).await.unwrap_err());
        assert!(matches!(taken, Conflict::TakenBy { .. }), "{taken:?}");
        let taken = conflict(shop.take_over(me, false).await.unwrap_err());
        assert!(matches!(taken, Conflict::TakenBy { .. }), "{taken:?}");
        assert_eq!(shop.take_over(me, true).await.unwrap(), Some(0));
        // It is mine by now, but I have not seen what the other one said.
        let unseen = conflict(shop.say(me, old.clone()).await.unwrap_err());
        assert!(
            matches!(&unseen, Conflict::AnsweredBy { text, .. } if text == "Karibu"),
            "{unseen:?}"
        );
        let seen = shop.words(old.id).await;
        assert!(shop.say(me, seen).await.unwrap().is_new);
        // Handed back meanwhile.
        let mine = shop.words(world.store.mint()).await;
        let back = HandBack { turn: mine.turn, flow_state: None, replies: Vec::new() };
        let by = shop.owner.actor();
        shop.tenant.hand_back(&by, mine.conversation, back).await.unwrap().unwrap();
        let changed = conflict(shop.say(me, mine.clone()).await.unwrap_err());
        assert_eq!(changed, Conflict::ChangedHands);
        assert!(shop.say(me, Words { anyway: true, ..mine }).await.unwrap().is_new);
        let texts = shop.log().await.len();
        assert_eq!(texts, 4, "one of the customer's, three of ours");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_take_over_at_once_one_learns_of_the_other() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let (mine, theirs) = tokio::join!(
            shop.take_over(shop.owner.user.id, false),
            shop.take_over(shop.colleague, false)
        );
        let taken: Vec<_> =
            [mine, theirs].into_iter().filter_map(Result::err).map(conflict).collect();
        assert!(matches!(taken[..], [Conflict::TakenBy { .. }]), "{taken:?}");
    })
    .await;
}

#[tokio::test]
async fn who_wants_no_messages_is_told_nothing_by_people_either() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let words = shop.words(world.store.mint()).await;
        let opted_out = store::CustomerChange {
            consent: Some(domain::consent::ConsentEvent::OptedOut),
            ..store::CustomerChange::default()
        };
        let silent = Decision::NotAnswered { gate: Gate::OptedOut };
        let settled = Settlement { customer: opted_out, ..Settlement::of(shop.heard.id, silent) };
        shop.worker.settle(settled).await.unwrap();
        let refused =
            shop.say(shop.owner.user.id, Words { anyway: true, ..words }).await.unwrap_err();
        assert_eq!(conflict(refused), Conflict::OptedOut);
        // Handing back tells nothing either.
        shop.take_over(shop.owner.user.id, false).await.unwrap();
        let turn = shop.words(world.store.mint()).await.turn;
        let decision = Decision::Reply { flow: "BOOKING".into(), step: "menu".into() };
        let replies = vec![Reply { text: "Nimerudi".to_owned(), decision }];
        let back = HandBack { turn, flow_state: None, replies };
        let by = shop.owner.actor();
        let told = shop.tenant.hand_back(&by, shop.heard.conversation_id, back).await.unwrap();
        assert_eq!(told, Some(Vec::new()));
        assert_eq!(shop.log().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_conversation_that_is_handed_back_goes_on_where_it_was_told_to() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        shop.take_over(shop.owner.user.id, false).await.unwrap();
        let by = shop.owner.actor();
        let back = |turn| {
            let decision = Decision::Reply { flow: "BOOKING".into(), step: "menu".into() };
            let replies = vec![Reply { text: "Nimerudi".to_owned(), decision }];
            HandBack { turn, flow_state: Some(json!({ "at": "menu" })), replies }
        };
        let id = shop.heard.conversation_id;
        let late = shop.tenant.hand_back(&by, id, back(0)).await.unwrap_err();
        assert_eq!(conflict(late), Conflict::ChangedHands);
        let told = shop.tenant.hand_back(&by, id, back(1)).await.unwrap().unwrap();
        assert_eq!(told.len(), 1);
        let row = shop.worker.conversation(id).await.unwrap();
        assert_eq!(row.mode, ConversationMode::Bot);
        assert_eq!(row.flow_state, Some(json!({ "at": "menu" })));
        assert_eq!(shop.hands().await, (Hands::Assistant, None));
        assert_eq!(shop.worker.claim_up_to(9).await.unwrap().len(), 1);
    })
    .await;
}
