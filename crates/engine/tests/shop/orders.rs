use domain::order::{OrderAct, OrderStatus};
use domain::shop::OrderFilter;
use domain::{Conflict, OrderId, Problem};
use engine::EngineError;

use crate::support::{is_missing, wrong};
use crate::world::World;

#[tokio::test]
async fn orders_go_on_step_by_step_and_what_is_called_off_is_in_stock_again() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let sugar = world.product(&shop, "Sukari").await;
    let orders = world.order(&shop, sugar, &[2, 3]).await;
    let [second, first] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!(second.total_minor, 900_000);
    assert_eq!(engine.open_orders(owner, tenant).await.unwrap(), 2);
    assert_eq!(world.products(&shop).await[0].stock, Some(5));
    assert_eq!(&engine.order(owner, tenant, first.id).await.unwrap(), first);

    for (act, wanted) in [
        (OrderAct::Accept, OrderStatus::Accepted),
        (OrderAct::Ready, OrderStatus::Ready),
        (OrderAct::Complete, OrderStatus::Completed),
    ] {
        let order = engine.change_order(owner, tenant, first.id, act).await.unwrap();
        assert_eq!(order.status, wanted);
    }
    let over = engine.change_order(owner, tenant, first.id, OrderAct::Cancel).await;
    let state = Conflict::OrderState { status: OrderStatus::Completed };
    assert!(matches!(over, Err(EngineError::Conflict(found)) if found == state));
    engine.change_order(owner, tenant, second.id, OrderAct::Cancel).await.unwrap();
    assert_eq!(world.products(&shop).await[0].stock, Some(8));
    assert_eq!(engine.open_orders(owner, tenant).await.unwrap(), 0);
    let done = engine.orders(owner, tenant, OrderFilter::Completed, None).await.unwrap();
    assert_eq!(done.items.iter().map(|order| order.number).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn a_note_is_kept_and_forgotten() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let sugar = world.product(&shop, "Sukari").await;
    let id = world.order(&shop, sugar, &[1]).await[0].id;
    let noted = engine.note_order(owner, tenant, id, " Mlango wa bluu ").await.unwrap();
    assert_eq!(noted.note.as_deref(), Some("Mlango wa bluu"));
    let long = engine.note_order(owner, tenant, id, &"x".repeat(1001)).await;
    assert_eq!(wrong(long), [("note".into(), Problem::TooLong { max: 1000 })]);
    assert_eq!(engine.note_order(owner, tenant, id, " ").await.unwrap().note, None);
}

#[tokio::test]
async fn more_than_a_page_of_orders_is_read_page_by_page() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let mut form = crate::world::product("Sukari");
    form.stock.clear();
    let sugar = engine.save_product(owner, tenant, None, &form).await.unwrap();
    let newest = world.order(&shop, sugar, &[1; 51]).await;
    assert_eq!((newest.len(), newest[0].number), (50, 51));
    let first = engine.orders(owner, tenant, OrderFilter::All, None).await.unwrap();
    let rest = engine.orders(owner, tenant, OrderFilter::All, first.next.as_deref()).await;
    let rest = rest.unwrap();
    assert_eq!((rest.items.len(), rest.items[0].number, rest.next), (1, 1, None));
    let made_up = engine.orders(owner, tenant, OrderFilter::All, Some("x")).await;
    assert_eq!(wrong(made_up)[0].0, "before");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let id: OrderId = world.store.mint();
    assert!(is_missing(&engine.order(owner, tenant, id).await));
    assert!(is_missing(&engine.change_order(owner, tenant, id, OrderAct::Accept).await));
    assert!(is_missing(&engine.note_order(owner, tenant, id, "x").await));
}
