//! Orders from the first word to the last: the customer writes, the stock goes down, the owner sees to it, the
//! customer is told; and who leaves one unfinished is asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use domain::draft::BusinessForm;
use domain::money::Currency;
use domain::order::{Fulfilment, OrderAct, OrderStatus, Unfinished};
use domain::shop::{DeliveryForm, OrderFilter, OrderView, ProductForm};
use domain::{Clock, Decision, Instant, ProductId};
use engine::{EngineConfig, SystemClock};

use crate::world::{Shop, World, outbound, quick, wait_for};

const NEEMA: &str = "+255754000001";
const JUMA: &str = "+255754000002";
const ASHA: &str = "+255754000003";

/// A shop that sells sugar.
struct Duka<'w> {
    world: &'w World,
    shop: Shop,
    sugar: ProductId,
}

impl<'w> Duka<'w> {
    async fn new(world: &'w World, stock: &str) -> Self {
        let shop = world.linked_as("Duka la Juma", "ECOMMERCE").await;
        let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
        let form = ProductForm {
            name_sw: "Sukari".into(),
            price: "3,000".into(),
            stock: stock.into(),
            active: "on".into(),
            ..ProductForm::default()
        };
        let sugar = engine.save_product(owner, tenant, None, &form).await.unwrap();
        let ways = DeliveryForm { delivers: "on".into(), pickup: "on".into(), fee: "2,000".into() };
        engine.save_delivery(owner, tenant, &ways).await.unwrap();
        Self { world, shop, sugar }
    }

    /// Says something and waits for the next answer.
    async fn say(&self, from: &str, text: &str) -> String {
        let before = self.world.heard(&self.shop, from).await.len();
        self.world.say(&self.shop, from, text).await;
        self.next(from, before).await
    }

    async fn next(&self, from: &str, before: usize) -> String {
        wait_for("an answer", async || {
            let heard = self.world.heard(&self.shop, from).await;
            (heard.len() > before).then(|| heard[before..].join("\n"))
        })
        .await
    }

    /// Says all but the last yes.
    async fn almost_order(&self, from: &str, what: &str) -> String {
        self.say(from, "agiza").await;
        let basket = self.say(from, what).await;
        assert!(basket.contains("Kikapu chako"), "{basket}");
        let ways = self.say(from, "maliza").await;
        assert!(ways.contains("1) Niletewe (TSh 2,000)"), "{ways}");
        let name = self.say(from, "2").await;
        assert!(name.contains("Jina lako ni nani?"), "{name}");
        let last = self.say(from, "Neema Juma").await;
        assert!(last.contains("1) Ndiyo, agiza"), "{last}");
        last
    }

    async fn orders(&self) -> Vec<OrderView> {
        let (engine, all) = (&self.world.engine, OrderFilter::All);
        engine.orders(&self.shop.owner, self.shop.tenant, all, None).await.unwrap().items
    }

    async fn stock(&self) -> Option<u32> {
        let (engine, owner) = (&self.world.engine, &self.shop.owner);
        engine.product(owner, self.shop.tenant, self.sugar).await.unwrap().stock
    }

    /// The decisions of what was said by itself.
    async fn by_itself(&self) -> Vec<Decision> {
        let log = self.world.log(&self.shop).await;
        let decisions = outbound(&log).into_iter().filter_map(|said| said.decision.clone());
        let is_it =
            |it: &Decision| matches!(it, Decision::FollowUp { .. } | Decision::OrderNews { .. });
        decisions.filter(is_it).collect()
    }
}

#[tokio::test]
async fn a_customer_orders_the_owner_accepts_and_the_customer_is_told() {
    let world = World::new().await;
    let duka = Duka::new(&world, "12").await;
    let last = duka.almost_order(NEEMA, "mbili za sukari").await;
    assert!(last.contains("Jumla: TSh 6,000"), "{last}");
    assert_eq!((duka.orders().await, duka.stock().await), (Vec::new(), Some(12)));
    let done = duka.say(NEEMA, "ndiyo").await;
    assert!(done.contains("agizo lako limepokelewa"), "{done}");
    assert_eq!(duka.stock().await, Some(10));
    let orders = duka.orders().await;
    let [order] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!((order.number, order.status), (1, OrderStatus::New));
    assert_eq!((order.fulfilment, order.total_minor), (Fulfilment::Pickup, 600_000));
    assert_eq!(order.customer.as_deref(), Some("Neema Juma"));
    assert_eq!(order.phone.as_deref(), Some(NEEMA));

    let (owner, tenant) = (&duka.shop.owner, duka.shop.tenant);
    for (act, status, told) in [
        (OrderAct::Accept, OrderStatus::Accepted, "limekubaliwa"),
        (OrderAct::Ready, OrderStatus::Ready, "Karibu kulichukua"),
    ] {
        let before = world.heard(&duka.shop, NEEMA).await.len();
        world.engine.change_order(owner, tenant, order.id, act).await.unwrap();
        let heard = duka.next(NEEMA, before).await;
        assert!(heard.contains("namba 1") && heard.contains(told), "{heard}");
        assert_eq!(duka.by_itself().await.last(), Some(&Decision::OrderNews { status }));
    }
}

#[tokio::test]
async fn who_orders_again_is_not_asked_for_the_name_again() {
    let world = World::new().await;
    let duka = Duka::new(&world, "12").await;
    duka.almost_order(NEEMA, "sukari moja").await;
    for text in ["ndiyo", "agiza", "mbili za sukari", "maliza"] {
        duka.say(NEEMA, text).await;
    }
    let last = duka.say(NEEMA, "2").await;
    assert!(last.contains("Jina: Neema Juma") && last.contains("1) Ndiyo, agiza"), "{last}");
    let other = duka.say(NEEMA, "jina ni Asha Ali").await;
    assert!(other.contains("Jina: Asha Ali") && other.contains("1) Ndiyo, agiza"), "{other}");
    duka.say(NEEMA, "ndiyo").await;
    let names: Vec<_> = duka.orders().await.into_iter().map(|order| order.customer).collect();
    assert_eq!(names, [Some("Asha Ali".to_owned()), Some("Neema Juma".to_owned())]);
}

#[tokio::test]
async fn news_of_an_order_do_not_wait_for_the_heartbeat() {
    // Far longer than anybody waits here.
    let heartbeat = Duration::from_mins(10);
    let world = World::with(EngineConfig { heartbeat, ..quick() }).await;
    let duka = Duka::new(&world, "12").await;
    duka.almost_order(NEEMA, "mbili za sukari").await;
    let before = world.heard(&duka.shop, NEEMA).await.len();
    duka.say(NEEMA, "ndiyo").await;
    let id = duka.orders().await[0].id;
    let (owner, tenant) = (&duka.shop.owner, duka.shop.tenant);
    // Twice, for a worker that was woken is to be woken again.
    for (act, told) in [(OrderAct::Accept, "limekubaliwa"), (OrderAct::Ready, "liko tayari")] {
        world.engine.change_order(owner, tenant, id, act).await.unwrap();
        wait_for("the news", async || {
            let heard = world.heard(&duka.shop, NEEMA).await;
            heard[before..].iter().any(|text| text.contains(told)).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn who_agreed_to_other_money_is_asked_again_and_the_order_stays_in_its_own() {
    let world = World::new().await;
    let duka = Duka::new(&world, "12").await;
    let asks_for = async |currency: &str| {
        let form = BusinessForm {
            business_name: "Duka la Juma".to_owned(),
            language: "SW".to_owned(),
            timezone: "Africa/Dar_es_Salaam".to_owned(),
            late: "15".to_owned(),
            currency: currency.to_owned(),
            after_hours: "ANSWER".to_owned(),
            ..BusinessForm::default()
        };
        let (owner, tenant) = (&duka.shop.owner, duka.shop.tenant);
        world.engine.change_business(owner, tenant, &form).await.unwrap();
    };
    duka.almost_order(NEEMA, "mbili za sukari").await;
    asks_for("KES").await;
    let again = duka.say(NEEMA, "ndiyo").await;
    assert!(again.contains("sasa ni KSh 3,000") && again.contains("Jumla: KSh 6,000"), "{again}");
    assert_eq!(duka.orders().await, []);
    let done = duka.say(NEEMA, "ndiyo").await;
    assert!(done.contains("agizo lako limepokelewa"), "{done}");
    asks_for("TZS").await;
    let listed = duka.say(NEEMA, "maagizo yangu").await;
    assert!(listed.contains("KSh 6,000"), "{listed}");
    assert_eq!(duka.orders().await[0].currency, Currency::Kes);
}

#[tokio::test]
async fn who_is_slower_hears_that_it_is_gone_and_nothing_is_sold_twice() {
    let world = World::new().await;
    let duka = Duka::new(&world, "2").await;
    for customer in [NEEMA, JUMA] {
        duka.almost_order(customer, "mbili za sukari").await;
    }
    let first = duka.say(NEEMA, "ndiyo").await;
    assert!(first.contains("agizo lako limepokelewa"), "{first}");
    let second = duka.say(JUMA, "ndiyo").await;
    assert!(!second.contains("limepokelewa"), "{second}");
    assert_eq!((duka.orders().await.len(), duka.stock().await), (1, Some(0)));
}

#[tokio::test]
async fn of_two_who_say_yes_at_once_one_gets_the_last() {
    let world = World::new().await;
    let duka = Duka::new(&world, "1").await;
    let customers = [NEEMA, JUMA, ASHA];
    for customer in customers {
        duka.almost_order(customer, "sukari moja").await;
    }
    let answers = customers.map(|customer| duka.say(customer, "ndiyo"));
    let answers = futures::future::join_all(answers).await;
    let got = answers.iter().filter(|answer| answer.contains("limepokelewa")).count();
    assert_eq!(got, 1, "{answers:?}");
    assert_eq!((duka.orders().await.len(), duka.stock().await), (1, Some(0)));
}

/// A clock that begins on a Monday at 10:00 in Dar es Salaam, runs, and leaps when it is told to.
pub(super) struct LeapingClock {
    ahead: Mutex<TimeDelta>,
}

impl LeapingClock {
    pub(super) fn new() -> Arc<Self> {
        let ten: Instant = "2026-11-23T07:00:00Z".parse().unwrap();
        Arc::new(Self { ahead: Mutex::new(ten - SystemClock.now()) })
    }

    pub(super) fn leap(&self, by: TimeDelta) {
        *self.ahead.lock().unwrap() += by;
    }
}

impl Clock for LeapingClock {
    fn now(&self) -> Instant {
        SystemClock.now() + *self.ahead.lock().unwrap()
    }
}

#[tokio::test]
async fn who_lacks_only_the_yes_is_asked_but_not_who_wrote_or_wants_no_messages() {
    let clock = LeapingClock::new();
    let world = World::at(quick(), clock.clone()).await;
    let duka = Duka::new(&world, "12").await;
    for customer in [NEEMA, JUMA, ASHA] {
        duka.almost_order(customer, "mbili za sukari").await;
    }
    duka.say(JUMA, "ndiyo").await;
    duka.say(ASHA, "STOP").await;
    let before = world.heard(&duka.shop, NEEMA).await.len();
    let others = [JUMA, ASHA];
    let heard = async || {
        futures::future::join_all(others.map(|other| world.heard(&duka.shop, other))).await
    };
    let heard_before = heard().await;
    clock.leap(TimeDelta::minutes(29));
    // Some heartbeats.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(world.heard(&duka.shop, NEEMA).await.len(), before, "too early");
    clock.leap(TimeDelta::minutes(1));
    let asked = duka.next(NEEMA, before).await;
    assert!(asked.contains("agizo lako la Duka la Juma bado halijatumwa"), "{asked}");
    let left = Decision::FollowUp { unfinished: Unfinished::Confirmation };
    assert_eq!(duka.by_itself().await, [left]);
    assert_eq!(heard().await, heard_before);

    let done = duka.say(NEEMA, "ndiyo").await;
    assert!(done.contains("agizo lako limepokelewa"), "{done}");
    clock.leap(TimeDelta::hours(3));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(duka.by_itself().await.len(), 1, "a word calls the rest off");
}
