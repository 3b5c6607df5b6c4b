//! Pictures of products on their way to customers, and what becomes of the words where one cannot go along.

use channel::{ConnectorError, Resolution};
use domain::ProductId;
use domain::message::{MessageStatus, PhoneMessageKind};
use domain::shop::ProductForm;
use domain::views::MessageView;
use engine::EngineError;

use crate::faults::{Script, incoming, scripted_as};
use crate::world::{Shop, World, outbound, wait_for};

const NEEMA: &str = "+255754000001";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n.....";
const WEBP: &[u8] = b"RIFF\x10\0\0\0WEBPVP8 ";

/// Sells sugar, with this picture.
async fn sells_sugar(world: &World, shop: &Shop, picture: &[u8]) -> ProductId {
    let form = ProductForm {
        name_sw: "Sukari".into(),
        price: "3,000".into(),
        active: "on".into(),
        ..ProductForm::default()
    };
    let (engine, by, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let sugar = engine.save_product(by, tenant, None, &form).await.unwrap();
    engine.save_product_picture(by, tenant, sugar, picture.to_vec()).await.unwrap();
    sugar
}

/// Says something and gives the message that answers it, as the log has it.
async fn answer(world: &World, shop: &Shop, text: &str) -> MessageView {
    let before = outbound(&world.log(shop).await).len();
    world.say(shop, NEEMA, text).await;
    let log = world
        .until_log(shop, "an answer", |log| {
            outbound(log).get(before).is_some_and(|said| said.status == MessageStatus::Read)
        })
        .await;
    outbound(&log)[before].clone()
}

#[tokio::test]
async fn who_asks_about_a_product_sees_its_picture_and_nobody_else_does() {
    let world = World::new().await;
    let shop = world.linked_as("Duka la Juma", "ECOMMERCE").await;
    sells_sugar(&world, &shop, PNG).await;
    let list = answer(&world, &shop, "agiza").await;
    assert_eq!((list.message_type.as_str(), list.extras.file.as_ref()), ("text", None));
    let shown = answer(&world, &shop, "sukari ni bei gani?").await;
    assert_eq!(shown.message_type, "image");
    assert!(shown.text.contains("Sukari · TSh 3,000"), "{}", shown.text);
    let file = shown.extras.file.unwrap();
    assert_eq!((file.mime.as_str(), file.size), ("image/png", PNG.len() as u64));

    let phone = world.engine.phone(&shop.owner, shop.tenant).await.unwrap();
    let on_phone: Vec<_> =
        phone.messages.iter().filter(|message| message.kind == PhoneMessageKind::Picture).collect();
    let [on_phone] = on_phone.as_slice() else { panic!("{on_phone:?}") };
    assert_eq!((on_phone.id.as_str(), &on_phone.text), (&*shown.id.to_string(), &shown.text));
    let kept = world.engine.file(&shop.owner, shop.tenant, shown.id).await.unwrap();
    assert_eq!((kept.view.mime.as_str(), kept.content.as_slice()), ("image/png", PNG));
    let other = world.shop("Mama Salon").await;
    for tenant in [shop.tenant, other.tenant] {
        let foreign = world.engine.file(&other.owner, tenant, shown.id).await;
        assert!(matches!(foreign, Err(EngineError::NotFound)), "{foreign:?}");
    }
}

#[tokio::test]
async fn a_picture_that_phones_do_not_show_stays_at_home() {
    let world = World::new().await;
    let shop = world.linked_as("Duka la Juma", "ECOMMERCE").await;
    sells_sugar(&world, &shop, WEBP).await;
    answer(&world, &shop, "agiza").await;
    let shown = answer(&world, &shop, "sukari ni bei gani?").await;
    assert_eq!((shown.message_type.as_str(), shown.extras.file), ("text", None));
}

/// Asks about sugar over a script; its answers are to the message with the picture.
async fn asked(world: &World, script: &Script, shop: &Shop) {
    assert!(script.deliver(incoming("m1", "agiza")).await);
    let is_sent = |log: &[MessageView]| {
        outbound(log).first().is_some_and(|said| said.status == MessageStatus::Sent)
    };
    world.until_log(shop, "the list", is_sent).await;
    assert_eq!(script.with_file(), [false]);
}

/// The message about sugar once it is sent.
async fn sent(world: &World, shop: &Shop) -> MessageView {
    let log = world
        .until_log(shop, "the answer to be sent", |log| {
            outbound(log).get(1).is_some_and(|said| said.status == MessageStatus::Sent)
        })
        .await;
    outbound(&log)[1].clone()
}

#[tokio::test]
async fn where_the_channel_refuses_a_picture_the_words_go_alone_and_once() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted_as(&world, "ECOMMERCE").await;
    sells_sugar(&world, &shop, PNG).await;
    asked(&world, &script, &shop).await;
    script.answer([Err(ConnectorError::Refused("no pictures".into()))]);
    assert!(script.deliver(incoming("m2", "sukari ni bei gani?")).await);
    let words = sent(&world, &shop).await;
    assert_eq!((words.message_type.as_str(), words.extras.file), ("text", None));
    assert_eq!(script.with_file(), [false, true, false]);
}

#[tokio::test]
async fn a_picture_whose_fate_is_unknown_is_not_sent_twice() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted_as(&world, "ECOMMERCE").await;
    sells_sugar(&world, &shop, PNG).await;
    asked(&world, &script, &shop).await;
    let accepted = channel::Accepted { channel_id: "ch-2".into() };
    script.resolve_as(Resolution::Accepted(accepted));
    script.answer([Err(ConnectorError::NoAnswer("gone".into()))]);
    assert!(script.deliver(incoming("m2", "sukari ni bei gani?")).await);
    assert_eq!(sent(&world, &shop).await.message_type, "image");
    assert_eq!(script.with_file(), [false, true]);
}

#[tokio::test]
async fn a_picture_that_is_gone_by_the_next_try_holds_nothing_up() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted_as(&world, "ECOMMERCE").await;
    let sugar = sells_sugar(&world, &shop, PNG).await;
    asked(&world, &script, &shop).await;
    script.answer([Err(ConnectorError::Unavailable("busy".into()))]);
    assert!(script.deliver(incoming("m2", "sukari ni bei gani?")).await);
    wait_for("the first try", async || (script.sends() == 2).then_some(())).await;
    world.engine.remove_product_picture(&shop.owner, shop.tenant, sugar).await.unwrap();
    assert_eq!(sent(&world, &shop).await.message_type, "text");
    assert_eq!(script.with_file(), [false, true, false]);
}
