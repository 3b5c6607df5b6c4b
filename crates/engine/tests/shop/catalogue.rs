use domain::Problem;
use domain::money::Currency;
use domain::shop::{DeliveryForm, DeliveryView, PICTURE_MAX_BYTES, ProductForm, product_form};

use crate::support::{is_missing, wrong};
use crate::world::{World, product};

#[tokio::test]
async fn a_product_is_kept_changed_and_removed() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let id = world.product(&shop, "Sukari").await;
    let catalogue = engine.catalogue(owner, tenant).await.unwrap();
    assert_eq!((catalogue.currency, catalogue.last_import), (Currency::Tzs, None));
    let [kept] = catalogue.products.as_slice() else { panic!("{:?}", catalogue.products) };
    assert_eq!((kept.name_sw.as_str(), kept.price_minor), ("Sukari", 300_000));
    assert_eq!((kept.stock, kept.active, kept.has_picture), (Some(10), true, false));

    let form = ProductForm {
        code: "S1".into(),
        name_en: "Sugar".into(),
        description: "Kilo moja".into(),
        stock: String::new(),
        active: String::new(),
        ..product_form(kept)
    };
    assert_eq!(engine.save_product(owner, tenant, Some(id), &form).await.unwrap(), id);
    let changed = engine.product(owner, tenant, id).await.unwrap();
    assert_eq!(product_form(&changed), ProductForm { stock_was: String::new(), ..form.clone() });
    assert_eq!((changed.stock, changed.active), (None, false));
    let taken = engine.save_product(owner, tenant, None, &form).await;
    assert_eq!(wrong(taken), [("code".into(), Problem::Taken)]);

    engine.remove_product(owner, tenant, id).await.unwrap();
    assert!(is_missing(&engine.remove_product(owner, tenant, id).await));
    assert!(is_missing(&engine.product(owner, tenant, id).await));
    assert!(is_missing(&engine.save_product(owner, tenant, Some(id), &form).await));
}

#[tokio::test]
async fn every_wrong_field_of_a_product_is_named_at_once() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let odd = ProductForm {
        code: "x".repeat(41),
        name_sw: " ".into(),
        description: "x".repeat(501),
        price: "ghali".into(),
        stock: "100,001".into(),
        ..ProductForm::default()
    };
    let found = wrong(world.engine.save_product(&shop.owner, shop.tenant, None, &odd).await);
    assert_eq!(
        found,
        [
            ("code".into(), Problem::TooLong { max: 40 }),
            ("name_sw".into(), Problem::Required),
            ("description".into(), Problem::TooLong { max: 500 }),
            ("price".into(), Problem::Amount),
            ("stock".into(), Problem::Range { min: 0, max: 100_000 }),
        ]
    );
    let free = ProductForm { price: String::new(), ..product("Sukari") };
    let found = wrong(world.engine.save_product(&shop.owner, shop.tenant, None, &free).await);
    assert_eq!(found, [("price".into(), Problem::Required)]);
    assert_eq!(world.products(&shop).await, []);
}

#[tokio::test]
async fn a_picture_is_taken_by_its_first_bytes_and_its_size() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let id = world.product(&shop, "Sukari").await;
    let png = b"\x89PNG\r\n\x1a\n and so on".to_vec();
    engine.save_product_picture(owner, tenant, id, png.clone()).await.unwrap();
    let kept = engine.product_picture(owner, tenant, id).await.unwrap().unwrap();
    assert_eq!((kept.mime, kept.bytes), ("image/png", png.clone()));
    assert!(world.products(&shop).await[0].has_picture);

    let page = b"<html>".to_vec();
    let refused = engine.save_product_picture(owner, tenant, id, page).await;
    assert_eq!(wrong(refused), [("picture".into(), Problem::Picture)]);
    let mut large = png;
    large.resize(PICTURE_MAX_BYTES + 1, 0);
    let refused = engine.save_product_picture(owner, tenant, id, large.clone()).await;
    assert_eq!(wrong(refused), [("picture".into(), Problem::Megabytes { max: 2 })]);
    large.truncate(PICTURE_MAX_BYTES);
    engine.save_product_picture(owner, tenant, id, large).await.unwrap();

    engine.remove_product_picture(owner, tenant, id).await.unwrap();
    assert!(is_missing(&engine.remove_product_picture(owner, tenant, id).await));
    assert_eq!(engine.product_picture(owner, tenant, id).await.unwrap(), None);
}

#[tokio::test]
async fn there_is_always_a_way_to_the_customer() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let form = DeliveryForm { delivers: "on".into(), pickup: String::new(), fee: "2,000".into() };
    engine.save_delivery(owner, tenant, &form).await.unwrap();
    let delivery = engine.catalogue(owner, tenant).await.unwrap().delivery;
    assert_eq!(delivery, DeliveryView { delivers: true, pickup: false, fee_minor: 200_000 });
    let none = DeliveryForm { fee: "bure".into(), ..DeliveryForm::default() };
    assert_eq!(
        wrong(engine.save_delivery(owner, tenant, &none).await),
        [("pickup".into(), Problem::Required), ("fee".into(), Problem::Amount)]
    );
}
