//! Orders that customers place, and what they are asked and told about them.

use chrono::Duration;
use domain::message::ConversationMode;
use domain::money::Currency;
use domain::order::{Fulfilment, OrderAct, OrderStatus, Unfinished};
use domain::shop::{DeliveryView, OrderFilter};
use domain::{Clock, Conflict, Instant, OrderId, ProductId};
use serde_json::json;
use store::{
    Actor, AnswerPicture, Deed, DueAbout, DueKind, FollowUps, InboundMessage, NewOrder,
    NewOrderLine, OrderDeed, ProductInput, Settled, Settlement, StoreError, StoredPicture,
    TenantStore, WorkerStore,
};

use crate::fixture::{answer, known_also_as, receive, reply, worker, worlds, written};
use crate::support::{OneByOne, World};

const JUMA: &str = "+255700000001";
const NEEMA: &str = "+255700000002";

/// A shop with sugar in it.
struct Duka<'w> {
    world: &'w World,
    worker: WorkerStore,
    tenant: TenantStore,
    sugar: ProductId,
}

fn sugar(price_minor: i64, stock: Option<u32>) -> ProductInput {
    ProductInput {
        code: None,
        name_sw: "Sukari".to_owned(),
        name_en: "Sugar".to_owned(),
        description: None,
        price_minor,
        stock,
        active: true,
    }
}

impl<'w> Duka<'w> {
    async fn new(world: &'w World, stock: Option<u32>) -> Self {
        let worker = worker(world).await;
        let tenant = world.store.tenant(worker.lease().tenant_id);
        let input = sugar(300_000, stock);
        let sugar = tenant.save_product(&Actor::system(), None, input).await.unwrap().unwrap();
        Self { world, worker, tenant, sugar }
    }

    async fn hear(&self, from: &str) -> InboundMessage {
        let id = self.world.store.mint::<domain::MessageId>().to_string();
        receive(&self.worker, written(self.world, &id, from, "ndiyo")).await
    }

    fn wanted(&self, quantity: u32) -> NewOrder {
        let name = "Sukari".to_owned();
        let line = NewOrderLine { product: self.sugar, name, quantity, price_minor: 300_000 };
        NewOrder {
            lines: vec![line],
            fulfilment: Fulfilment::Pickup,
            currency: Currency::Tzs,
            fee_minor: 0,
            address: None,
            customer_name: Some("Neema".to_owned()),
        }
    }

    async fn does(&self, from: &str, deed: OrderDeed) -> Result<Settled, StoreError> {
        let message = self.hear(from).await;
        let deeds = vec![Deed::Order(deed)];
        self.worker.settle(Settlement { deeds, ..answer(message.id, &["sawa"]) }).await
    }

    async fn place(&self, from: &str, quantity: u32) -> OrderId {
        self.does(from, OrderDeed::Place(self.wanted(quantity))).await.unwrap();
        self.tenant.orders(OrderFilter::All, 1, None).await.unwrap().items[0].id
    }

    async fn stock(&self) -> Option<u32> {
        self.tenant.product(self.sugar).await.unwrap().unwrap().stock
    }

    async fn due(&self) -> Vec<DueKind> {
        let due = self.worker.due_messages(9).await.unwrap();
        due.into_iter().map(|due| due.kind).collect()
    }

    /// A turn that ends with something unfinished.
    async fn leave(&self, from: &str, at: Vec<Instant>) -> InboundMessage {
        let message = self.hear(from).await;
        let plan = FollowUps { unfinished: Unfinished::Confirmation, at };
        let left = Settlement {
            flow_state: Some(Some(json!({ "at": "confirm" }))),
            follow_ups: Some(plan),
            ..answer(message.id, &["Sawa?"])
        };
        self.worker.settle(left).await.unwrap();
        message
    }
}

fn is_out<T>(answer: &Result<T, StoreError>) -> bool {
    matches!(answer, Err(StoreError::Conflict(Conflict::OutOfStock)))
}

#[tokio::test]
async fn of_fifty_who_want_the_last_ten_ten_get_one() {
    for world in worlds().await {
        let duka = Duka::new(&world, Some(10)).await;
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..50 {
            let message = duka.hear(&format!("+2557000001{n:02}")).await;
            let deeds = vec![Deed::Order(OrderDeed::Place(duka.wanted(1)))];
            let settlement = Settlement { deeds, ..answer(message.id, &["Asante"]) };
            let worker = duka.worker.clone();
            tasks.spawn(async move { worker.settle(settlement).await });
        }
        let answers = tasks.join_all().await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 10);
        assert!(answers.iter().all(|answer| answer.is_ok() || is_out(answer)), "{answers:?}");
        assert_eq!(duka.stock().await, Some(0));
        let orders = duka.tenant.orders(OrderFilter::Open, 99, None).await.unwrap().items;
        let mut numbers: Vec<_> = orders.iter().map(|order| order.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=10).collect::<Vec<_>>(), "who got nothing has no number");
        assert_eq!(duka.tenant.open_orders().await.unwrap(), 10);
        let pending = duka.worker.pending().await.unwrap();
        assert_eq!(pending.len(), 40, "who got nothing is still to be answered");
    }
}

#[tokio::test]
async fn an_order_is_kept_as_it_was_agreed_and_its_pieces_are_taken() {
    for world in worlds().await {
        let duka = Duka::new(&world, Some(5)).await;
        let id = duka.place(JUMA, 2).await;
        let order = duka.tenant.order(id).await.unwrap().unwrap();
        assert_eq!((order.number, order.status), (1, OrderStatus::New));
        assert_eq!((order.total_minor, order.fee_minor), (600_000, 0));
        assert_eq!(order.customer.as_deref(), Some("Neema"), "as it was said for this order");
        assert_eq!(order.phone.as_deref(), Some(JUMA));
        let [line] = order.lines.as_slice() else { panic!("{:?}", order.lines) };
        assert_eq!((line.name.as_str(), line.quantity, line.price_minor), ("Sukari", 2, 300_000));
        assert_eq!(duka.stock().await, Some(3));
        let contact = order.contact_id.unwrap();
        assert_eq!(duka.tenant.orders_of(contact).await.unwrap(), [order]);
        let name = duka.tenant.name_told_by(contact).await.unwrap();
        assert_eq!(name.as_deref(), Some("Neema"), "the next order is not asked for it");

        duka.does(JUMA, OrderDeed::Cancel(id)).await.unwrap();
        assert_eq!(duka.stock().await, Some(5), "all of it is there again");
        assert_eq!(duka.tenant.orders_of(contact).await.unwrap(), []);
        let again = duka.does(JUMA, OrderDeed::Cancel(id)).await;
        let over = Conflict::OrderState { status: OrderStatus::Cancelled };
        assert!(matches!(again, Err(StoreError::Conflict(found)) if found == over));
        assert_eq!(duka.stock().await, Some(5));
    }
}

#[tokio::test]
async fn what_is_not_as_it_was_offered_is_not_sold() {
    for world in worlds().await {
        let duka = Duka::new(&world, Some(5)).await;
        let by = Actor::system();
        let place = async |change: &dyn Fn(&mut NewOrder)| {
            let mut wanted = duka.wanted(1);
            change(&mut wanted);
            duka.does(JUMA, OrderDeed::Place(wanted)).await
        };
        assert!(is_out(&place(&|wanted| wanted.lines[0].quantity = 6).await), "too many");
        assert!(is_out(&place(&|wanted| wanted.lines[0].price_minor = 1).await), "another price");
        assert!(is_out(&place(&|wanted| wanted.currency = Currency::Kes).await), "another money");
        let delivery = |wanted: &mut NewOrder| wanted.fulfilment = Fulfilment::Delivery;
        assert!(is_out(&place(&delivery).await), "nothing is brought");
        let brings = DeliveryView { delivers: true, pickup: false, fee_minor: 200_000 };
        duka.tenant.save_delivery(&by, brings).await.unwrap();
        assert!(is_out(&place(&delivery).await), "the fee is another one");
        assert!(is_out(&place(&|_| ()).await), "nothing can be fetched");
        let off = ProductInput { active: false, ..sugar(300_000, Some(5)) };
        duka.tenant.save_product(&by, Some(duka.sugar), off).await.unwrap();
        let brought = |wanted: &mut NewOrder| {
            wanted.fulfilment = Fulfilment::Delivery;
            wanted.fee_minor = 200_000;
        };
        assert!(is_out(&place(&brought).await), "it is not sold now");
        assert_eq!(duka.stock().await, Some(5), "nothing was taken");
        duka.tenant.save_product(&by, Some(duka.sugar), sugar(300_000, None)).await.unwrap();
        place(&brought).await.unwrap();
        let orders = duka.tenant.orders(OrderFilter::All, 9, None).await.unwrap().items;
        let [order] = orders.as_slice() else { panic!("{orders:?}") };
        assert_eq!((order.number, order.total_minor), (1, 500_000));
        assert_eq!(duka.stock().await, None, "it is not counted");
    }
}

#[tokio::test]
async fn nobody_calls_off_an_order_of_somebody_else_or_one_that_is_begun() {
    for world in worlds().await {
        let duka = Duka::new(&world, Some(5)).await;
        let id = duka.place(JUMA, 1).await;
        let foreign = duka.does(NEEMA, OrderDeed::Cancel(id)).await;
        assert!(matches!(foreign, Err(StoreError::Missing("order"))), "{foreign:?}");
        let by = Actor::system();
        duka.tenant.change_order(&by, id, OrderAct::Accept).await.unwrap().unwrap();
        let late = duka.does(JUMA, OrderDeed::Cancel(id)).await;
        let begun = Conflict::OrderState { status: OrderStatus::Accepted };
        assert!(matches!(late, Err(StoreError::Conflict(found)) if found == begun));
        assert_eq!(duka.stock().await, Some(4));
    }
}

#[tokio::test]
async fn of_what_becomes_of_an_order_the_last_is_told_and_once() {
    for world in worlds().await {
        let duka = Duka::new(&world, None).await;
        let id = duka.place(JUMA, 1).await;
        let by = Actor::system();
        for act in [OrderAct::Accept, OrderAct::Ready] {
            duka.tenant.change_order(&by, id, act).await.unwrap().unwrap();
        }
        let due = duka.worker.due_messages(9).await.unwrap();
        let [news] = due.as_slice() else { panic!("{due:?}") };
        assert_eq!(news.kind, DueKind::News(OrderStatus::Ready));
        assert!(matches!(&news.about, DueAbout::Order(order) if order.id == id));
        let said = duka.worker.say_due(news, Some(reply("tayari"))).await.unwrap();
        assert_eq!(said.replies[0].to, JUMA);
        assert_eq!(duka.due().await, []);
    }
}

#[tokio::test]
async fn who_leaves_an_order_is_asked_until_a_word_is_heard() {
    for world in worlds().await {
        let duka = Duka::new(&world, None).await;
        let now = world.clock.now();
        let at = vec![now + Duration::minutes(30), now + Duration::hours(3)];
        duka.leave(JUMA, at.clone()).await;
        duka.leave(JUMA, at.clone()).await;
        assert_eq!(duka.due().await, []);
        world.advance_s(30 * 60);
        let due = duka.worker.due_messages(9).await.unwrap();
        let [first] = due.as_slice() else { panic!("{due:?}") };
        assert_eq!(first.kind, DueKind::FollowUp(Unfinished::Confirmation, 0));
        assert_eq!(first.about, DueAbout::Conversation);
        let later = world.clock.now() + Duration::minutes(5);
        duka.worker.postpone_due(first, later).await.unwrap();
        assert_eq!(duka.due().await, []);
        world.advance_s(5 * 60);
        duka.worker.say_due(first, Some(reply("Bado?"))).await.unwrap();
        world.advance_s(3 * 3600);
        assert_eq!(duka.due().await, [DueKind::FollowUp(Unfinished::Confirmation, 1)]);
        duka.hear(JUMA).await;
        assert_eq!(duka.due().await, [], "any word calls the rest off");
    }
}

#[tokio::test]
async fn an_answer_to_an_earlier_message_plans_nothing_when_a_later_one_waits() {
    for world in worlds().await {
        let duka = Duka::new(&world, None).await;
        let now = world.clock.now();
        let earlier = duka.hear(JUMA).await;
        let later = duka.hear(JUMA).await;
        let plan = FollowUps { unfinished: Unfinished::Basket, at: vec![now] };
        let left = Settlement {
            flow_state: Some(Some(json!({ "at": "basket" }))),
            follow_ups: Some(plan),
            ..answer(earlier.id, &["Kingine?"])
        };
        duka.worker.settle(left).await.unwrap();
        let due = duka.worker.due_messages(9).await.unwrap();
        assert_eq!(due[0].about, DueAbout::Nothing, "it is the assistant's turn");
        duka.worker.settle(answer(later.id, &["Sawa"])).await.unwrap();
        assert_eq!(duka.due().await, []);
    }
}

#[tokio::test]
async fn nobody_is_asked_where_a_person_has_the_conversation_or_it_begins_anew() {
    for world in worlds().await {
        let duka = Duka::new(&world, None).await;
        let now = world.clock.now();
        let at_confirm = Some(json!({ "at": "confirm" }));
        for (mode, flow_state, wanted) in [
            (None, at_confirm.clone(), DueAbout::Conversation),
            (Some(ConversationMode::Human), at_confirm, DueAbout::Nothing),
            (Some(ConversationMode::Bot), None, DueAbout::Nothing),
        ] {
            let message = duka.hear(JUMA).await;
            let plan = FollowUps { unfinished: Unfinished::Basket, at: vec![now] };
            let left = Settlement {
                mode,
                flow_state: Some(flow_state),
                follow_ups: Some(plan),
                ..answer(message.id, &[])
            };
            duka.worker.settle(left).await.unwrap();
            let due = duka.worker.due_messages(9).await.unwrap();
            let [due] = due.as_slice() else { panic!("{due:?}") };
            assert_eq!(due.about, wanted, "{mode:?}");
        }
    }
}

#[tokio::test]
async fn who_turns_out_to_be_one_customer_keeps_orders_and_news() {
    for world in worlds().await {
        let duka = Duka::new(&world, None).await;
        let kind = domain::message::AddressKind::Lid;
        let mut hidden = written(&world, "A1", "7@lid", "ndiyo");
        hidden.from.kind = kind;
        let first = receive(&duka.worker, hidden).await;
        let id = duka.place(JUMA, 1).await;
        let act = OrderAct::Accept;
        duka.tenant.change_order(&Actor::system(), id, act).await.unwrap().unwrap();
        let both = known_also_as(written(&world, "A2", JUMA, "mimi"), kind, "7@lid");
        receive(&duka.worker, both).await;
        let order = duka.tenant.order(id).await.unwrap().unwrap();
        assert_eq!(order.contact_id, Some(first.contact_id));
        assert_eq!(duka.due().await, [DueKind::News(OrderStatus::Accepted)]);
    }
}

#[tokio::test]
async fn a_picture_goes_with_the_first_answer_until_it_is_dropped() {
    for world in worlds().await {
        let duka = Duka::new(&world, None).await;
        let by = Actor::system();
        let file = StoredPicture { mime: "image/png".to_owned(), bytes: b"picture".to_vec() };
        assert!(duka.tenant.save_product_picture(&by, duka.sugar, file.clone()).await.unwrap());
        let message = duka.hear(JUMA).await;
        let (product, mime) = (duka.sugar, file.mime.clone());
        let picture = Some(AnswerPicture { product, mime, size: 7 });
        let settled = Settlement { picture, ..answer(message.id, &["Sukari", "Sawa?"]) };
        let replies = duka.worker.settle(settled).await.unwrap().replies;
        let kinds: Vec<_> = replies.iter().map(|reply| reply.message_type.as_str()).collect();
        assert_eq!(kinds, ["image", "text"]);
        let shown = duka.tenant.file(replies[0].id).await.unwrap().unwrap();
        assert_eq!((shown.view.mime, shown.content), (file.mime, file.bytes));
        assert_eq!(duka.tenant.file(replies[1].id).await.unwrap(), None);
        let item = duka.worker.claim_outbox().await.unwrap().unwrap();
        assert_eq!((item.message_id, item.picture), (replies[0].id, Some(duka.sugar)));

        for _ in 0..2 {
            let plain = duka.worker.drop_picture(item.message_id).await.unwrap();
            assert_eq!((plain.message_type.as_str(), plain.extras.file), ("text", None));
        }
        assert_eq!(duka.tenant.file(item.message_id).await.unwrap(), None);
        let now = world.clock.now();
        duka.worker.put_back(item.outbox_id, now, 1, "busy").await.unwrap();
        let again = duka.worker.claim_outbox().await.unwrap().unwrap();
        assert_eq!((again.message_id, again.picture), (item.message_id, None));
    }
}
