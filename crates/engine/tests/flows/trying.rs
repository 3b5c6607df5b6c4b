//! A trial of the draft.

use domain::booking_form::{ResourceForm, ServiceForm};
use domain::simulation::{DeedKind, OwnSimulationForm, Simulation};
use domain::{Conflict, TemplateType};
use engine::EngineError;
use flow::builtin;

use crate::support::Shop;
use crate::world::{World, conflict};

async fn told(
    world: &World,
    shop: &Shop,
    which: &str,
    said: &str,
) -> Result<Simulation, EngineError> {
    let form = OwnSimulationForm { which: which.into(), language: "SW".into(), said: said.into() };
    world.engine.simulate_own(&shop.owner, shop.tenant, &form).await
}

#[tokio::test]
async fn the_draft_is_tried_and_what_answers_now_stays_as_it_is() {
    let world = World::new().await;
    let shop = world.shop().await;
    world.word(&shop, "when", "prompt", "Lini?").await;
    let said = "booking\nKusuka";
    let draft = told(&world, &shop, "draft", said).await.unwrap();
    assert_eq!(draft.turns[1].replies, ["Lini?"]);
    let active = told(&world, &shop, "active", said).await.unwrap();
    assert_ne!(active.turns[1].replies, ["Lini?"]);
    world.publish(&shop).await.unwrap();
    assert_eq!(told(&world, &shop, "1", said).await.unwrap(), draft);
    assert!(matches!(told(&world, &shop, "2", said).await, Err(EngineError::NotFound)));
    world.word(&shop, "when", "prompt", "").await;
    let unfinished = conflict(told(&world, &shop, "draft", said).await);
    assert_eq!(unfinished, Conflict::FlowUnfinished { problems: 1 });
}

#[tokio::test]
async fn a_trial_offers_what_there_is_and_writes_nothing() {
    let world = World::new().await;
    let shop = world.shop().await;
    let service = ServiceForm {
        name_sw: "Kusuka nywele".into(),
        minutes: "60".into(),
        price: "15,000".into(),
        active: "on".into(),
        ..ServiceForm::default()
    };
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    engine.save_service(owner, tenant, None, &service).await.unwrap();
    let resource =
        ResourceForm { name: "Asha".into(), capacity: "1".into(), ..ResourceForm::default() };
    engine.save_resource(owner, tenant, None, &resource).await.unwrap();
    // A draft that books: the salon's, under this business's name for it.
    let mut salon = serde_json::to_value(builtin(TemplateType::Salon)).unwrap();
    salon["name"] = "BOOKING".into();
    let file = serde_json::json!({ "flowhq_flow": 1, "template": "BOOKING", "definition": salon });
    engine.import_flow(owner, tenant, file.to_string().as_bytes()).await.unwrap();

    let before = world.rows().await;
    let said = "weka miadi\n1\nNeema\nndiyo";
    let told = told(&world, &shop, "draft", said).await.unwrap();
    let last = told.turns.last().unwrap();
    assert_eq!(last.deeds.len(), 1, "{told:?}");
    assert_eq!(last.deeds[0].kind, DeedKind::Book);
    assert!(last.deeds[0].about.starts_with("Kusuka nywele, "), "{}", last.deeds[0].about);
    assert!(last.replies[0].contains("miadi yako imewekwa"), "{last:?}");
    assert_eq!(world.rows().await, before);
}
