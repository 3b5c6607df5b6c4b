//! Customers of a business at work: described, taken out as a file, left in peace, and forgotten.

use domain::customer::{CustomerFilter, CustomerForm, CustomerRow};
use domain::customer_import::{CustomerImportForm, CustomerImportRow};
use domain::message::MessageStatus;
use domain::shop::RowFate;
use domain::{Conflict, Decision, Gate, MessageId, Principal, Problem, Role};
use engine::{EngineError, SaidForm};
use futures::TryStreamExt;

use crate::world::{Shop, World, inbound, outbound, wait_for};

const NEEMA: &str = "+255754000001";

async fn customers(world: &World, shop: &Shop) -> Vec<CustomerRow> {
    let filter = CustomerFilter::default();
    world.engine.customers(&shop.owner, shop.tenant, filter, None).await.unwrap().items
}

async fn only(world: &World, shop: &Shop) -> CustomerRow {
    let found = customers(world, shop).await;
    let [one] = found.as_slice() else { panic!("{found:?}") };
    one.clone()
}

/// What the owner wants to say, knowing all that was said before.
async fn words(world: &World, shop: &Shop, text: &str) -> SaidForm {
    let id = world.log(shop).await[0].conversation_id;
    let thread = world.engine.thread(&shop.owner, id, 50, None).await.unwrap();
    SaidForm {
        id: world.store.mint::<MessageId>(),
        text: text.to_owned(),
        turn: thread.row.turn,
        seen: thread.messages.items.first().map(|message| message.id),
        anyway: false,
    }
}

async fn file(world: &World, shop: &Shop) -> String {
    let pieces = world.engine.export_customers(&shop.owner, shop.tenant).await.unwrap();
    pieces.try_collect::<Vec<_>>().await.unwrap().concat()
}

fn staff(shop: &Shop, role: Role, viewing: bool) -> Principal {
    Principal { role, viewing, ..shop.owner.clone() }
}

#[tokio::test]
async fn a_customer_is_described_and_taken_out_as_a_file_without_formulas() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.say(&shop, NEEMA, "Habari").await;
    world.until_log(&shop, "the menu", |log| outbound(log).len() == 1).await;
    let id = only(&world, &shop).await.id;
    let form = CustomerForm {
        name: " =Neema ".to_owned(),
        status: "CONFIRMED".to_owned(),
        was: "NEW".to_owned(),
        tags: "vip, Jumla".to_owned(),
        note: String::new(),
    };
    let (engine, tenant) = (&world.engine, shop.tenant);
    engine.change_customer(&shop.owner, tenant, id, &form).await.unwrap();
    let text = file(&world, &shop).await;
    let (names, rows) = text.split_once("\r\n").unwrap();
    assert!(names.starts_with("\u{feff}name,phone,email,status,tags,"), "{names}");
    let begin = format!("\"'=Neema\",\"'{NEEMA}\",\"\",\"CONFIRMED\",\"Jumla; vip\",");
    assert!(rows.starts_with(&begin) && rows.ends_with("\"0\",\"0\"\r\n"), "{rows}");
    assert!(rows.contains(",\"yes\","), "{rows}");

    let wrong = CustomerForm { status: "?".into(), tags: "a".repeat(41), ..form };
    let refused = engine.change_customer(&shop.owner, tenant, id, &wrong).await.unwrap_err();
    let EngineError::Invalid(problems) = refused else { panic!("{refused:?}") };
    assert_eq!(problems.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["status", "tags"]);

    let agent = staff(&shop, Role::Agent, false);
    assert!(matches!(
        engine.export_customers(&agent, tenant).await.err(),
        Some(EngineError::Forbidden)
    ));
    let erased = engine.erase_customer(&agent, tenant, id, "=Neema").await;
    assert!(matches!(erased, Err(EngineError::Forbidden)), "{erased:?}");
    let looking = staff(&shop, Role::Owner, true);
    assert!(matches!(
        engine.export_customers(&looking, tenant).await.err(),
        Some(EngineError::Forbidden)
    ));
}

#[tokio::test]
async fn who_opted_out_by_hand_is_left_in_peace_on_every_path_until_they_say_start() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.say(&shop, NEEMA, "Habari").await;
    let log = world.until_log(&shop, "the menu", |log| outbound(log).len() == 1).await;
    let conversation = log[0].conversation_id;
    let (engine, tenant) = (&world.engine, shop.tenant);
    let id = only(&world, &shop).await.id;
    engine.opt_out_customer(&shop.owner, tenant, id).await.unwrap();
    assert!(only(&world, &shop).await.opted_out);

    // The flow's answer.
    world.say(&shop, NEEMA, "1").await;
    let log = world
        .until_log(&shop, "silence with a reason", |log| {
            inbound(log).len() == 2 && inbound(log)[1].status == MessageStatus::Handled
        })
        .await;
    assert_eq!(inbound(&log)[1].decision, Some(Decision::NotAnswered { gate: Gate::OptedOut }));
    // A person's answer.
    let said = words(&world, &shop, "Karibu").await;
    let refused = engine.say(&shop.owner, conversation, said).await.unwrap_err();
    assert!(matches!(refused, EngineError::Conflict(Conflict::OptedOut)), "{refused:?}");
    // The assistant, given the conversation back.
    engine.take_over(&shop.owner, conversation, false).await.unwrap();
    engine.hand_back(&shop.owner, tenant, conversation, true).await.unwrap();
    assert_eq!(outbound(&world.log(&shop).await).len(), 1);

    world.say(&shop, NEEMA, "START").await;
    world.until_log(&shop, "a welcome", |log| outbound(log).len() == 2).await;
    assert!(!only(&world, &shop).await.opted_out);
    let said = words(&world, &shop, "Karibu tena").await;
    engine.say(&shop.owner, conversation, said).await.unwrap();
    wait_for("it on the customer's phone", async || {
        let heard = world.heard(&shop, NEEMA).await;
        (heard.last()? == "Karibu tena").then_some(())
    })
    .await;
}

#[tokio::test]
async fn erasing_asks_for_the_name_and_who_writes_again_is_somebody_new() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.say(&shop, NEEMA, "Habari").await;
    let log = world.until_log(&shop, "the menu", |log| outbound(log).len() == 1).await;
    let (engine, tenant) = (&world.engine, shop.tenant);
    let row = only(&world, &shop).await;
    let refused = engine.erase_customer(&shop.owner, tenant, row.id, "Asha").await.unwrap_err();
    let EngineError::Invalid(problems) = refused else { panic!("{refused:?}") };
    assert!(matches!(&problems[..], [it] if matches!(it.problem, Problem::Form { .. })));
    let called = format!(" {} ", row.called());
    engine.erase_customer(&shop.owner, tenant, row.id, &called).await.unwrap();
    assert_eq!(customers(&world, &shop).await, []);
    let gone = engine.customer(&shop.owner, tenant, row.id).await;
    assert!(matches!(gone, Err(EngineError::NotFound)), "{gone:?}");
    assert!(!file(&world, &shop).await.contains(NEEMA));

    world.say(&shop, NEEMA, "Habari").await;
    world.until_log(&shop, "the menu again", |log| outbound(log).len() == 1).await;
    let again = only(&world, &shop).await;
    assert_ne!(again.id, row.id);
    assert_ne!(world.log(&shop).await[0].conversation_id, log[0].conversation_id);
}

#[tokio::test]
async fn what_was_taken_out_as_a_file_says_nothing_new_and_a_file_adds_fills_in_and_is_undone() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    world.say(&shop, NEEMA, "Habari").await;
    world.until_log(&shop, "the menu", |log| outbound(log).len() == 1).await;
    let (engine, tenant) = (&world.engine, shop.tenant);
    let form = CustomerImportForm::default();
    let own = file(&world, &shop).await;
    let looked =
        engine.preview_customers(&shop.owner, tenant, own.as_bytes(), &form).await.unwrap();
    let fates = |rows: &[CustomerImportRow]| rows.iter().map(|row| row.fate).collect::<Vec<_>>();
    assert_eq!(fates(&looked.rows), [RowFate::Same], "{looked:?}");

    let more = format!(
        "Simu;Jina;Lebo\r\n{NEEMA};Neema;vip\r\n0712345678;=Juma;\r\n0712 345 678;Juma;\r\n12;Asha;\r\n"
    );
    let looked =
        engine.preview_customers(&shop.owner, tenant, more.as_bytes(), &form).await.unwrap();
    let wanted = [RowFate::Changed, RowFate::Added, RowFate::Wrong, RowFate::Wrong];
    assert_eq!(fates(&looked.rows), wanted, "{looked:?}");
    assert_eq!(looked.rows[1].phone, "+255712345678");
    assert_eq!(customers(&world, &shop).await.len(), 1, "looking writes nothing");

    let view = engine.import_customers(&shop.owner, tenant, more.as_bytes(), &form).await.unwrap();
    assert_eq!((view.added, view.changed), (1, 1));
    let heard = world.heard(&shop, "+255712345678").await;
    assert_eq!(heard, [""; 0], "nobody is written to");
    let names = async || {
        let found = customers(&world, &shop).await;
        found.iter().map(|row| row.called().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names().await.len(), 2);
    assert!(file(&world, &shop).await.contains("\"'=Juma\""));
    let auditor = staff(&shop, Role::Auditor, false);
    let refused = engine.undo_customer_import(&auditor, tenant, view.id).await;
    assert!(matches!(refused, Err(EngineError::Forbidden)), "{refused:?}");
    engine.undo_customer_import(&shop.owner, tenant, view.id).await.unwrap();
    assert_eq!(names().await.len(), 1);
    assert!(engine.last_customer_import(&shop.owner, tenant).await.unwrap().is_none());
}
