//! Products, the files they come in, and lists of orders.

use chrono::Duration;
use domain::customer::ContactStatus;
use domain::money::Currency;
use domain::order::{Fulfilment, OrderAct, OrderStatus};
use domain::shop::{DeliveryView, OrderFilter};
use domain::{Conflict, Decision, Instant, MessageId, ProductId};
use store::{
    Actor, BusinessInput, Deed, ImportedProduct, NewOrder, NewOrderLine, OrderDeed, ProductInput,
    Settlement, StoreError, StoredPicture, TenantStore, WorkerStore,
};

use crate::support::{OneByOne, World, on_each, receive, received};

fn product(name: &str, price_minor: i64, stock: Option<u32>) -> ProductInput {
    ProductInput {
        code: None,
        name_sw: name.to_owned(),
        name_en: String::new(),
        description: None,
        price_minor,
        stock,
        active: true,
    }
}

async fn duka(world: &World) -> TenantStore {
    world.store.tenant(world.owner("Duka").await.tenant)
}

async fn add(store: &TenantStore, input: ProductInput) -> ProductId {
    store.save_product(&Actor::system(), None, input).await.unwrap().unwrap()
}

async fn names(store: &TenantStore) -> Vec<String> {
    store.products().await.unwrap().into_iter().map(|product| product.name_sw).collect()
}

#[tokio::test]
async fn products_are_listed_as_they_came_and_a_code_is_one_products() {
    on_each(async |world| {
        let store = duka(world).await;
        let by = Actor::system();
        let sugar = add(&store, product("Sukari", 300_000, Some(5))).await;
        let coded = ProductInput { code: Some("U1".to_owned()), ..product("Unga", 200_000, None) };
        let flour = add(&store, coded.clone()).await;
        assert_eq!(names(&store).await, ["Sukari", "Unga"]);
        let same = ProductInput { code: Some("U1".to_owned()), ..product("Sukari", 1, None) };
        for id in [None, Some(sugar)] {
            let taken = store.save_product(&by, id, same.clone()).await;
            assert!(matches!(taken, Err(StoreError::CodeTaken)), "{taken:?}");
        }
        store.save_product(&by, Some(flour), coded.clone()).await.unwrap().unwrap();
        assert!(store.remove_product(&by, flour).await.unwrap());
        assert!(!store.remove_product(&by, flour).await.unwrap());
        assert_eq!(store.product(flour).await.unwrap(), None);
        assert_eq!(store.save_product(&by, Some(flour), coded.clone()).await.unwrap(), None);
        add(&store, coded).await;
        assert_eq!(names(&store).await, ["Sukari", "Unga"]);
    })
    .await;
}

#[tokio::test]
async fn a_picture_is_kept_beside_its_product() {
    on_each(async |world| {
        let store = duka(world).await;
        let by = Actor::system();
        let sugar = add(&store, product("Sukari", 300_000, None)).await;
        let picture =
            |bytes: &[u8]| StoredPicture { mime: "image/png".to_owned(), bytes: bytes.into() };
        assert_eq!(store.product_picture(sugar).await.unwrap(), None);
        for bytes in [b"one", b"two"] {
            assert!(store.save_product_picture(&by, sugar, picture(bytes)).await.unwrap());
            let kept = store.product_picture(sugar).await.unwrap();
            assert_eq!(kept, Some(picture(bytes)));
        }
        assert!(store.products().await.unwrap()[0].has_picture);
        assert!(store.remove_product_picture(&by, sugar).await.unwrap());
        assert!(!store.remove_product_picture(&by, sugar).await.unwrap());
        assert!(!store.product(sugar).await.unwrap().unwrap().has_picture);
        store.remove_product(&by, sugar).await.unwrap();
        assert!(!store.save_product_picture(&by, sugar, picture(b"x")).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn orders_are_fetched_and_nothing_is_brought_until_the_owner_says_so() {
    on_each(async |world| {
        let store = duka(world).await;
        let first = DeliveryView { delivers: false, pickup: true, fee_minor: 0 };
        assert_eq!(store.delivery().await.unwrap(), first);
        let other = DeliveryView { delivers: true, pickup: false, fee_minor: 200_000 };
        store.save_delivery(&Actor::system(), other).await.unwrap();
        assert_eq!(store.delivery().await.unwrap(), other);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_undone_but_for_what_was_changed_since() {
    on_each(async |world| {
        let store = duka(world).await;
        let by = Actor::system();
        let names_of = ["Sukari", "Unga", "Mchele"];
        let mut known = Vec::new();
        for name in names_of {
            known.push(add(&store, product(name, 100, Some(10))).await);
        }
        let before = store.products().await.unwrap();
        let changed = known.iter().zip(names_of).map(|(id, name)| ImportedProduct {
            known: Some((*id, product(name, 100, Some(10)))),
            input: product(name, 200, Some(30)),
        });
        let new = ["Chumvi", "Mafuta"].map(|name| product(name, 50, Some(3)));
        let new = new.into_iter().map(|input| ImportedProduct { known: None, input });
        let view = store.import_products(&by, changed.chain(new).collect()).await.unwrap();
        assert_eq!((view.added, view.changed), (2, 3));
        let long_ago = Instant::UNIX_EPOCH;
        assert_eq!(store.last_import(long_ago).await.unwrap(), Some(view.clone()));
        assert_eq!(store.last_import(world.now()).await.unwrap(), None, "it was before that");
        let after = store.products().await.unwrap();
        assert!(after[..3].iter().all(|it| (it.price_minor, it.stock) == (200, Some(30))));

        // Two are changed by hand meanwhile.
        store.save_product(&by, Some(after[1].id), product("Unga", 250, Some(30))).await.unwrap();
        store.save_product(&by, Some(after[4].id), product("Mafuta", 60, Some(3))).await.unwrap();
        // And some sugar is taken out of what there is.
        store.save_product(&by, Some(after[0].id), product("Sukari", 200, Some(26))).await.unwrap();
        assert!(!store.undo_import(&by, view.id, world.now()).await.unwrap(), "too late");
        assert!(store.undo_import(&by, view.id, long_ago).await.unwrap());
        assert!(!store.undo_import(&by, view.id, long_ago).await.unwrap(), "once");
        assert_eq!(store.last_import(long_ago).await.unwrap(), None);
        let undone = store.products().await.unwrap();
        let told: Vec<_> =
            undone.iter().map(|it| (it.name_sw.as_str(), it.price_minor, it.stock)).collect();
        assert_eq!(
            told,
            [
                ("Sukari", 100, Some(6)),
                ("Unga", 250, Some(30)),
                ("Mchele", 100, Some(10)),
                ("Mafuta", 60, Some(3)),
            ]
        );
        assert_eq!(undone[2], before[2]);
    })
    .await;
}

#[tokio::test]
async fn what_is_sold_while_a_form_lies_open_stays_sold() {
    on_each(async |world| {
        let store = duka(world).await;
        let by = Actor::system();
        let sugar = add(&store, product("Sukari", 100, Some(5))).await;
        let stock = async || store.product(sugar).await.unwrap().unwrap().stock;
        let correct = async |was, input| {
            assert!(store.correct_product(&by, sugar, was, input).await.unwrap());
        };
        // Three are sold after the form was filled in with five.
        store.save_product(&by, Some(sugar), product("Sukari", 100, Some(2))).await.unwrap();
        correct(Some(5), product("Sukari", 120, Some(5))).await;
        assert_eq!(stock().await, Some(2), "only the price was changed");
        correct(Some(5), product("Sukari", 120, Some(15))).await;
        assert_eq!(stock().await, Some(12), "ten came");
        correct(Some(12), product("Sukari", 120, None)).await;
        assert_eq!(stock().await, None);
        correct(None, product("Sukari", 120, Some(7))).await;
        assert_eq!(stock().await, Some(7));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_sent_twice_is_taken_in_once_and_can_still_be_undone() {
    on_each(async |world| {
        let store = duka(world).await;
        let by = Actor::system();
        let rows = || {
            let new = |name| ImportedProduct { known: None, input: product(name, 100, Some(10)) };
            vec![new("Sukari"), new("Unga")]
        };
        let both = futures::future::join(
            store.import_products(&by, rows()),
            store.import_products(&by, rows()),
        );
        let (one, other) = both.await;
        let mut added = [one.unwrap().added, other.unwrap().added];
        added.sort_unstable();
        assert_eq!(added, [0, 2]);
        assert_eq!(names(&store).await, ["Sukari", "Unga"]);
        let long_ago = world.now() - Duration::days(1);
        let last = store.last_import(long_ago).await.unwrap().unwrap();
        assert!(store.undo_import(&by, last.id, long_ago).await.unwrap());
        assert_eq!(names(&store).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_file_leaves_the_stock_alone_that_it_does_not_change() {
    on_each(async |world| {
        let store = duka(world).await;
        let by = Actor::system();
        let sugar = add(&store, product("Sukari", 100, Some(10))).await;
        let seen = product("Sukari", 100, Some(10));
        // Sold between looking at the file and taking it in.
        store.save_product(&by, Some(sugar), product("Sukari", 100, Some(8))).await.unwrap();
        let dearer =
            ImportedProduct { known: Some((sugar, seen)), input: product("Sukari", 120, Some(10)) };
        let gone = add(&store, product("Unga", 100, None)).await;
        store.remove_product(&by, gone).await.unwrap();
        let removed = ImportedProduct {
            known: Some((gone, product("Unga", 100, None))),
            input: product("Unga", 120, None),
        };
        let view = store.import_products(&by, vec![removed, dearer]).await.unwrap();
        assert_eq!((view.added, view.changed), (0, 1));
        let found = store.product(sugar).await.unwrap().unwrap();
        assert_eq!((found.price_minor, found.stock), (120, Some(8)));
        assert_eq!(names(&store).await, ["Sukari"]);
    })
    .await;
}

/// A customer's message orders one piece for 100.
async fn order(worker: &WorkerStore, message: MessageId, product: ProductId, currency: Currency) {
    let name = "Sukari".to_owned();
    let new = NewOrder {
        lines: vec![NewOrderLine { product, name, quantity: 1, price_minor: 100 }],
        fulfilment: Fulfilment::Pickup,
        currency,
        fee_minor: 0,
        address: None,
        customer_name: None,
    };
    let deeds = vec![Deed::Order(OrderDeed::Place(new))];
    let placed = Settlement { deeds, ..Settlement::of(message, Decision::Joined {}) };
    worker.settle(placed).await.unwrap();
}

#[tokio::test]
async fn only_what_was_taken_out_of_a_stock_is_put_back_into_it() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (store, worker) = (world.store.tenant(owner.tenant), world.worker(&lease));
        let by = owner.actor();
        let sugar = add(&store, product("Sukari", 100, None)).await;
        let stock = async || store.product(sugar).await.unwrap().unwrap().stock;
        let count = async |stock| {
            let counted = product("Sukari", 100, stock);
            store.save_product(&by, Some(sugar), counted).await.unwrap().unwrap();
        };
        let place = async |id: &str| {
            world.advance_s(1);
            let heard = received(id, "+255700000001", world.now());
            let message = receive(&worker, heard).await;
            order(&worker, message.id, sugar, Currency::Tzs).await;
            store.orders(OrderFilter::All, 1, None).await.unwrap().items[0].id
        };
        let cancel = async |id| {
            store.change_order(&by, id, OrderAct::Cancel).await.unwrap().unwrap();
        };
        let uncounted = place("m1").await;
        assert_eq!(stock().await, None);
        count(Some(10)).await;
        let counted = [place("m2").await, place("m3").await];
        assert_eq!(stock().await, Some(8));
        cancel(uncounted).await;
        assert_eq!(stock().await, Some(8), "nobody had taken it out");
        cancel(counted[0]).await;
        assert_eq!(stock().await, Some(9));
        count(None).await;
        cancel(counted[1]).await;
        assert_eq!(stock().await, None, "nobody counts any more");
    })
    .await;
}

#[tokio::test]
async fn how_far_a_customer_is_follows_what_they_order() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (store, worker) = (world.store.tenant(owner.tenant), world.worker(&lease));
        let by = owner.actor();
        let sugar = add(&store, product("Sukari", 100, None)).await;
        let heard = receive(&worker, received("m1", "+255700000001", world.now())).await;
        let status = async || store.customer(heard.contact_id).await.unwrap().unwrap().row.status;
        order(&worker, heard.id, sugar, Currency::Tzs).await;
        assert_eq!(status().await, ContactStatus::Pending);
        let id = store.orders(OrderFilter::All, 1, None).await.unwrap().items[0].id;
        for (act, then) in [
            (OrderAct::Accept, ContactStatus::Confirmed),
            (OrderAct::Ready, ContactStatus::Confirmed),
            (OrderAct::Complete, ContactStatus::Completed),
        ] {
            store.change_order(&by, id, act).await.unwrap().unwrap();
            assert_eq!(status().await, then, "{act}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_order_stays_in_the_money_in_which_it_was_placed() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (store, worker) = (world.store.tenant(owner.tenant), world.worker(&lease));
        let sugar = add(&store, product("Sukari", 100, None)).await;
        let before = store.config().await.unwrap().unwrap();
        let input = BusinessInput {
            business_name: before.business_name,
            business_type: before.business_type,
            language: before.language,
            hours: before.hours,
            timezone: before.timezone,
            late: before.late,
            currency: Currency::Kes,
            after_hours: before.after_hours,
        };
        for (id, currency) in [("m1", Currency::Tzs), ("m2", Currency::Kes)] {
            world.advance_s(1);
            let message = receive(&worker, received(id, "+255700000001", world.now())).await;
            order(&worker, message.id, sugar, currency).await;
            store.change_business(&owner.actor(), input.clone()).await.unwrap();
        }
        let orders = store.orders(OrderFilter::All, 9, None).await.unwrap().items;
        let moneys: Vec<_> = orders.iter().map(|order| order.currency).collect();
        assert_eq!(moneys, [Currency::Kes, Currency::Tzs]);
    })
    .await;
}

#[tokio::test]
async fn orders_are_paged_filtered_and_go_on() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (store, worker) = (world.store.tenant(owner.tenant), world.worker(&lease));
        let by = owner.actor();
        let sugar = add(&store, product("Sukari", 100, Some(10))).await;
        for n in 0..5 {
            world.advance_s(1);
            let heard = received(&format!("m{n}"), "+255700000001", world.now());
            let message = receive(&worker, heard).await;
            order(&worker, message.id, sugar, Currency::Tzs).await;
        }
        let first = store.orders(OrderFilter::All, 3, None).await.unwrap();
        let numbers = |page: &[domain::shop::OrderView]| {
            page.iter().map(|order| order.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&first.items), [5, 4, 3]);
        assert_eq!(first.items[0].customer.as_deref(), Some("Juma"), "as the channel calls them");
        let rest = store.orders(OrderFilter::All, 3, first.next.as_deref()).await.unwrap();
        assert_eq!((numbers(&rest.items), rest.next), (vec![2, 1], None));

        let [newest, second, ..] = first.items.as_slice() else { panic!("{first:?}") };
        world.advance_s(60);
        let done = store.change_order(&by, newest.id, OrderAct::Complete).await.unwrap().unwrap();
        assert_eq!((done.status, done.updated_at), (OrderStatus::Completed, world.now()));
        store.change_order(&by, second.id, OrderAct::Cancel).await.unwrap().unwrap();
        assert_eq!(store.product(sugar).await.unwrap().unwrap().stock, Some(6));
        let again = store.change_order(&by, second.id, OrderAct::Accept).await;
        let over = Conflict::OrderState { status: OrderStatus::Cancelled };
        assert!(matches!(again, Err(StoreError::Conflict(found)) if found == over));
        let on_foot = store.change_order(&by, rest.items[0].id, OrderAct::SendOut).await;
        assert!(matches!(on_foot, Err(StoreError::Conflict(_))), "it is fetched: {on_foot:?}");
        for (filter, wanted) in [
            (OrderFilter::Open, vec![3, 2, 1]),
            (OrderFilter::Completed, vec![5]),
            (OrderFilter::Cancelled, vec![4]),
        ] {
            assert_eq!(numbers(&store.orders(filter, 9, None).await.unwrap().items), wanted);
        }
        assert_eq!(store.open_orders().await.unwrap(), 3);
        let noted = store.note_order(&by, newest.id, Some("Mlango wa bluu".to_owned())).await;
        let noted = noted.unwrap().unwrap();
        assert_eq!(noted.note.as_deref(), Some("Mlango wa bluu"));
        assert_eq!(noted.updated_at, newest.updated_at + Duration::seconds(60), "as it stood");
        store.remove_product(&by, sugar).await.unwrap();
        let kept = store.order(newest.id).await.unwrap().unwrap();
        assert_eq!(kept.lines[0].name, "Sukari");
    })
    .await;
}
