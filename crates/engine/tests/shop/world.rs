//! A small world: one database, one engine, a clock that moves when it is told to.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use domain::message::AddressKind;
use domain::money::Currency;
use domain::order::Fulfilment;
use domain::shop::{OrderFilter, OrderView, ProductForm, ProductView};
use domain::worker::WorkerCommand;
use domain::{Clock, Decision, Instant, ProductId};
use engine::{Engine, EngineConfig};
use store::{
    Actor, AddressRow, Deed, NewOrder, NewOrderLine, OrderDeed, Received, Reception, SecretKey,
    Settlement, Store, StoreConfig, WorkerStore,
};
use tempfile::TempDir;

use crate::support::{NOW, Shop};

struct MovingClock(Mutex<Instant>);

impl Clock for MovingClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

pub struct World {
    pub engine: Engine,
    pub store: Store,
    clock: Arc<MovingClock>,
    _folder: TempDir,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(MovingClock(Mutex::new(NOW.parse().unwrap())));
        let url = format!("sqlite://{}", folder.path().join("flowhq.db").display());
        let key = SecretKey::generate();
        let store = Store::connect(&StoreConfig::new(url), key, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let config = EngineConfig::default();
        let engine = Engine::open(config, store.clone(), clock.clone()).await.unwrap();
        Self { engine, store, clock, _folder: folder }
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.clock.0.lock().unwrap() += by;
    }

    pub async fn shop(&self, name: &str) -> Shop {
        Shop::new(&self.engine, name).await
    }

    pub async fn product(&self, shop: &Shop, name: &str) -> ProductId {
        self.engine.save_product(&shop.owner, shop.tenant, None, &product(name)).await.unwrap()
    }

    pub async fn products(&self, shop: &Shop) -> Vec<ProductView> {
        self.engine.catalogue(&shop.owner, shop.tenant).await.unwrap().products
    }

    /// Has a customer order pieces of a product, one order for each.
    pub async fn order(&self, shop: &Shop, product: ProductId, pieces: &[u32]) -> Vec<OrderView> {
        let worker = self.worker(shop).await;
        let price_minor = 300_000;
        for quantity in pieces {
            let lines = vec![NewOrderLine {
                product,
                name: "Sukari".into(),
                quantity: *quantity,
                price_minor,
            }];
            let new = NewOrder {
                lines,
                fulfilment: Fulfilment::Pickup,
                currency: Currency::Tzs,
                fee_minor: 0,
                address: None,
                customer_name: Some("Neema".into()),
            };
            let heard = self.heard();
            let heard = worker.receive_all(vec![heard]).await.unwrap().remove(0);
            let Reception::New(message) = heard else { panic!("{heard:?}") };
            let deeds = vec![Deed::Order(OrderDeed::Place(new))];
            let decision = Decision::Joined {};
            let placed = Settlement { deeds, ..Settlement::of(message.id, decision) };
            worker.settle_all(vec![placed]).await.unwrap();
            self.advance(TimeDelta::seconds(1));
        }
        let (engine, all) = (&self.engine, OrderFilter::All);
        engine.orders(&shop.owner, shop.tenant, all, None).await.unwrap().items
    }

    async fn worker(&self, shop: &Shop) -> WorkerStore {
        let platform = self.store.platform();
        platform.command(&Actor::system(), shop.tenant, WorkerCommand::Start).await.unwrap();
        let term = TimeDelta::hours(1);
        let claimed = self.store.leases().claim(self.store.mint(), term, 9).await.unwrap();
        self.store.worker(claimed[0].lease.clone())
    }

    fn heard(&self) -> Received {
        Received {
            wa_message_id: self.store.mint::<domain::MessageId>().to_string(),
            from: AddressRow { kind: AddressKind::Phone, value: "+255754000001".into() },
            also: None,
            name: Some("Neema".into()),
            to: "+255712345678".into(),
            text: "ndiyo".into(),
            message_type: "text".into(),
            sent_at: self.clock.now(),
            place: None,
            quoted: None,
            file: None,
            late: false,
            from_me: false,
            is_courtesy: false,
            gate: None,
        }
    }
}

pub fn product(name: &str) -> ProductForm {
    ProductForm {
        name_sw: name.into(),
        price: "3,000".into(),
        stock: "10".into(),
        active: "on".into(),
        ..ProductForm::default()
    }
}
