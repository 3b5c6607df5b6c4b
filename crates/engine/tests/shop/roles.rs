use domain::order::OrderAct;
use domain::shop::{DeliveryForm, OrderFilter};
use domain::{Principal, Role};

use crate::support::{May, Shop, became};
use crate::world::{World, product};

/// Reading, changing orders, and saying what is sold, in this order; each with everything that it needs being
/// there.
async fn tried(world: &World, shop: &Shop, by: &Principal) -> Vec<(&'static str, May)> {
    let (engine, tenant, file) = (&world.engine, shop.tenant, b"name,price\nSugar,3000\n");
    let [id, other] = [world.product(shop, "Sukari").await, world.product(shop, "Unga").await];
    let order = world.order(shop, id, &[1]).await[0].id;
    let png = b"\x89PNG\r\n\x1a\n".to_vec();
    engine.save_product_picture(&shop.owner, tenant, other, png.clone()).await.unwrap();
    let taken = engine.import_products(&shop.owner, tenant, file).await.unwrap().id;
    let form = product("Sukari");
    let delivery = DeliveryForm { pickup: "on".into(), ..DeliveryForm::default() };
    vec![
        ("read catalogue", became(&engine.catalogue(by, tenant).await)),
        ("read product", became(&engine.product(by, tenant, id).await)),
        ("read picture", became(&engine.product_picture(by, tenant, id).await)),
        ("read orders", became(&engine.orders(by, tenant, OrderFilter::All, None).await)),
        ("read order", became(&engine.order(by, tenant, order).await)),
        ("count orders", became(&engine.open_orders(by, tenant).await)),
        ("change order", became(&engine.change_order(by, tenant, order, OrderAct::Accept).await)),
        ("note order", became(&engine.note_order(by, tenant, order, "x").await)),
        ("undo import", became(&engine.undo_import(by, tenant, taken).await)),
        ("preview", became(&engine.preview_products(by, tenant, file).await)),
        ("import", became(&engine.import_products(by, tenant, file).await)),
        ("save product", became(&engine.save_product(by, tenant, Some(id), &form).await)),
        ("save picture", became(&engine.save_product_picture(by, tenant, id, png).await)),
        ("remove picture", became(&engine.remove_product_picture(by, tenant, other).await)),
        ("remove product", became(&engine.remove_product(by, tenant, id).await)),
        ("save delivery", became(&engine.save_delivery(by, tenant, &delivery).await)),
    ]
}

#[tokio::test]
async fn each_role_may_what_the_table_of_permissions_says() {
    for (role, [read, change, say]) in [
        (Role::Owner, [May::Yes; 3]),
        (Role::Manager, [May::Yes; 3]),
        (Role::Agent, [May::Yes, May::Yes, May::No]),
        (Role::Auditor, [May::Yes, May::No, May::No]),
        (Role::Admin, [May::Yes; 3]),
    ] {
        let world = World::new().await;
        let shop = world.shop("Duka").await;
        for (n, (what, found)) in
            tried(&world, &shop, &shop.staff(role)).await.into_iter().enumerate()
        {
            let wanted = match n {
                0..6 => read,
                6..8 => change,
                _ => say,
            };
            assert_eq!(found, wanted, "{role} {what}");
        }
    }
}

#[tokio::test]
async fn another_business_finds_nothing_here() {
    let world = World::new().await;
    let (shop, other) = (world.shop("Duka").await, world.shop("Mama Salon").await);
    for (what, found) in tried(&world, &shop, &other.owner).await {
        assert_eq!(found, May::NotHere, "{what}");
    }
}
