//! Changing the draft.

use domain::editor::{FlowActForm, FlowFault, StepTextsForm, WordsForm};
use domain::{Conflict, Problem};

use crate::support::wrong;
use crate::world::{World, conflict, texts};

fn item(act: &str, item: usize, was: &str) -> FlowActForm {
    FlowActForm {
        act: act.into(),
        step: "menu".into(),
        item: item.to_string(),
        was: was.into(),
        ..FlowActForm::default()
    }
}

fn add(sw: &str, en: &str, to: &str) -> FlowActForm {
    FlowActForm {
        act: "add_item".into(),
        step: "menu".into(),
        label_sw: sw.into(),
        label_en: en.into(),
        to: to.into(),
        ..FlowActForm::default()
    }
}

#[tokio::test]
async fn the_first_change_begins_a_draft_and_the_rest_go_into_it() {
    let world = World::new().await;
    let shop = world.shop().await;
    let editor = world.editor(&shop).await;
    assert_eq!((editor.draft, editor.active, editor.problems.len()), (None, None, 0));
    world.word(&shop, "when", "prompt", "Lini?").await;
    world.word(&shop, "@welcome", "text", "Karibu sana.").await;
    let editor = world.editor(&shop).await;
    assert_eq!(editor.changes.len(), 2, "{:?}", editor.changes);
    let draft = editor.draft.unwrap();
    assert_eq!((draft.revision, draft.author.as_str(), draft.base), (2, "Asha Mrema", None));

    world.engine.discard_flow(&shop.owner, shop.tenant).await.unwrap();
    assert_eq!(world.editor(&shop).await.draft, None);
    assert_ne!(world.text(&shop, "when", "prompt").await, "Lini?");
}

#[tokio::test]
async fn what_is_typed_as_it_was_begins_no_draft() {
    let world = World::new().await;
    let shop = world.shop().await;
    let was = world.text(&shop, "when", "prompt").await;
    world.word(&shop, "when", "prompt", &was).await;
    assert_eq!(world.editor(&shop).await.draft, None);
}

#[tokio::test]
async fn two_change_different_texts_and_both_stay_and_the_same_text_is_refused() {
    let world = World::new().await;
    let shop = world.shop().await;
    let (when, name) =
        (world.text(&shop, "when", "prompt").await, world.text(&shop, "name", "prompt").await);
    let save = async |form: StepTextsForm| {
        world.engine.save_step_texts(&shop.owner, shop.tenant, &form).await
    };
    save(texts("when", "prompt", &when, "Lini?")).await.unwrap();
    save(texts("name", "prompt", &name, "Jina?")).await.unwrap();
    let late = conflict(save(texts("when", "prompt", &when, "Siku gani?")).await);
    let now = Conflict::TextChanged { name: "Asha Mrema".into(), now: "Lini?".into() };
    assert_eq!(late, now);
    assert_eq!(world.text(&shop, "when", "prompt").await, "Lini?");
    assert_eq!(world.text(&shop, "name", "prompt").await, "Jina?");
    assert_eq!(conflict(save(texts("gone", "prompt", "x", "y")).await), Conflict::NotInFlow);
    let long = save(texts("name", "prompt", "Jina?", &"x".repeat(1_001))).await;
    assert_eq!(wrong(long), [("prompt.sw".to_owned(), Problem::TooLong { max: 1_000 })]);
}

#[tokio::test]
async fn items_come_move_and_go() {
    let world = World::new().await;
    let shop = world.shop().await;
    let empty = world.act(&shop, add(" ", "", "+handoff")).await;
    let fields: Vec<_> = wrong(empty).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["label_sw", "label_en"]);
    world.act(&shop, add("Ofa", "Offers", "+say")).await.unwrap();
    let editor = world.editor(&shop).await;
    let faults: Vec<_> = editor.problems.iter().map(|it| it.fault).collect();
    assert_eq!(faults, [FlowFault::MissingTranslation; 2]);
    let last = editor.steps[0].items.len() - 1;
    assert_eq!(editor.steps[0].items[last].label.sw, "Ofa");

    assert_eq!(conflict(world.act(&shop, item("move_up", 0, "Ofa")).await), Conflict::NotInFlow);
    world.act(&shop, item("move_up", last, "Ofa")).await.unwrap();
    assert_eq!(world.editor(&shop).await.steps[0].items[last - 1].label.sw, "Ofa");
    world.act(&shop, item("remove_item", last - 1, "Ofa")).await.unwrap();
    let clean = FlowActForm { act: "clean".into(), ..FlowActForm::default() };
    world.act(&shop, clean).await.unwrap();
    let editor = world.editor(&shop).await;
    assert_eq!((editor.problems, editor.changes), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn an_items_other_words_are_a_list_with_commas() {
    let world = World::new().await;
    let shop = world.shop().await;
    let was = world.editor(&shop).await.steps[0].items[1].words.join(", ");
    let words = WordsForm { item: 1, words: "huduma,  bei  zote".into(), was };
    let form = StepTextsForm { step: "menu".into(), texts: Vec::new(), words: vec![words] };
    world.engine.save_step_texts(&shop.owner, shop.tenant, &form).await.unwrap();
    assert_eq!(world.editor(&shop).await.steps[0].items[1].words, ["huduma", "bei zote"]);
}
