//! Changing a flow: whatever is changed in whatever order, the draft can be kept, shown and judged.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use std::collections::BTreeSet;

use domain::editor::{FlowFault, NewStep, StepPlace};
use domain::{Language, TemplateType};
use flow::{Edit, EditRefused, FlowDefinition, FlowDraft, StepId, Text, To, builtin, diff};
use proptest::prelude::*;

fn salon() -> FlowDraft {
    FlowDraft::of(builtin(TemplateType::Salon))
}

fn text(sw: &str, en: &str) -> Text {
    Text { sw: sw.to_owned(), en: en.to_owned() }
}

fn part(draft: &FlowDraft, step: &str, part: &str) -> (String, String) {
    let steps = draft.outline();
    let step = steps.iter().find(|found| found.id == step).unwrap();
    let part = step.parts.iter().find(|found| found.part == part).unwrap();
    (part.text.sw.clone(), part.text.en.clone())
}

fn edit_text(step: &str, part: &str, was: &str, text: &str) -> Edit {
    Edit::Text {
        step: step.into(),
        part: part.to_owned(),
        language: Language::Sw,
        was: was.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn the_outline_has_every_step_once_and_begins_with_the_menu() {
    for template in TemplateType::ALL {
        let draft = FlowDraft::of(builtin(*template));
        let steps = draft.outline();
        let ids: BTreeSet<&str> = steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids.len(), steps.len(), "{template}");
        let nodes: serde_json::Value = serde_json::from_str(&draft.to_json()).unwrap();
        for id in nodes["nodes"].as_object().unwrap().keys() {
            assert!(ids.contains(id.as_str()), "{template} {id}");
        }
        assert_eq!((steps[0].id.as_str(), steps[0].depth), ("menu", 0));
        assert!(steps.iter().all(|step| step.place != StepPlace::Nowhere), "{template}");
        assert_eq!(draft.problems(), []);
    }
}

#[test]
fn a_text_is_changed_where_it_reads_as_it_was_shown() {
    let mut draft = salon();
    let (was, _) = part(&draft, "person", "text");
    draft.apply(&edit_text("person", "text", &was.replace('\n', "\r\n"), "Sawa.\r\n")).unwrap();
    assert_eq!(part(&draft, "person", "text").0, "Sawa.");
    let late = draft.apply(&edit_text("person", "text", &was, "Haya."));
    assert_eq!(late, Err(EditRefused::Changed { now: "Sawa.".to_owned() }));
    // Who wrote the same is not told off.
    draft.apply(&edit_text("person", "text", &was, "Sawa.")).unwrap();
    for (step, part) in [("person", "prompt"), ("nobody", "text"), ("@welcome", "title")] {
        let missing = draft.apply(&edit_text(step, part, "", "x"));
        assert_eq!(missing, Err(EditRefused::Missing), "{step} {part}");
    }
    let long = draft.apply(&edit_text("person", "text", "Sawa.", &"x".repeat(1001)));
    assert_eq!(long, Err(EditRefused::TooLong { max: 1000 }));
    // A line break is one character, however the browser sends it.
    let lines = ["x".repeat(499), "x".repeat(500)].join("\r\n");
    draft.apply(&edit_text("person", "text", "Sawa.", &lines)).unwrap();
    draft
        .apply(&edit_text(
            "book",
            "texts.service",
            &part(&draft, "book", "texts.service").0,
            "Ipi?\n{options}",
        ))
        .unwrap();
    assert_eq!(part(&draft, "book", "texts.service").0, "Ipi?\n{options}");
    assert_eq!(draft.problems(), []);
}

#[test]
fn an_item_is_added_moved_renamed_and_removed_and_the_texts_follow() {
    let mut draft = salon();
    let label = text("Ofa", "Offers");
    let add = Edit::AddItem { step: "menu".into(), label, to: To::New(NewStep::Handoff) };
    draft.apply(&add).unwrap();
    let (sw, en) = part(&draft, "menu", "again");
    assert!(sw.ends_with("5) Ongea na mhudumu 6) Ofa"), "{sw}");
    assert!(en.ends_with("5) Talk to a person 6) Offers"), "{en}");
    let outline = draft.outline();
    let menu = &outline[0];
    assert_eq!((menu.items[5].label.sw.as_str(), menu.items[5].goto.as_str()), ("Ofa", "own_1"));
    assert_eq!(draft.problems(), []);

    draft.apply(&Edit::MoveItem { step: "menu".into(), from: 5, to: 0 }).unwrap();
    assert!(part(&draft, "menu", "text").0.contains("Andika: 1) Ofa 2) Weka miadi 3) Huduma"));
    draft.apply(&edit_text("menu", "items.0.label", "Ofa", "Ofa za wiki")).unwrap();
    assert!(part(&draft, "menu", "text").0.contains("1) Ofa za wiki 2) Weka miadi"));
    draft.apply(&Edit::RemoveItem { step: "menu".into(), item: 0 }).unwrap();
    let faults: Vec<_> = draft.problems().iter().map(|it| (it.fault, it.step.clone())).collect();
    assert_eq!(faults, [(FlowFault::Unreachable, "own_1".to_owned())]);
    draft.apply(&Edit::RemoveUnreachable).unwrap();
    assert_eq!(draft, salon());
}

#[test]
fn what_is_new_and_has_no_words_yet_is_named() {
    for (kind, faults) in
        [(NewStep::Say, 4), (NewStep::Menu, 0), (NewStep::Ask, 2), (NewStep::Handoff, 0)]
    {
        let mut draft = salon();
        let label = text("Ofa", "Offers");
        draft.apply(&Edit::AddItem { step: "menu".into(), label, to: To::New(kind) }).unwrap();
        let problems = draft.problems();
        let missing = problems.iter().filter(|it| it.fault == FlowFault::MissingTranslation);
        assert_eq!((missing.count(), problems.len()), (faults.min(2), faults.min(2)), "{kind}");
    }
}

#[test]
fn a_menu_keeps_one_item_and_takes_nine() {
    let mut draft = salon();
    let step = || StepId::from("contact");
    draft.apply(&Edit::RemoveItem { step: step(), item: 0 }).unwrap();
    let only = draft.apply(&Edit::RemoveItem { step: step(), item: 0 });
    assert_eq!(only, Err(EditRefused::LastItem));
    let add = |number| Edit::AddItem {
        step: step(),
        label: text(&format!("neno {number}"), &format!("word {number}")),
        to: To::Step("menu".into()),
    };
    for number in 0..8 {
        draft.apply(&add(number)).unwrap();
    }
    assert_eq!(draft.apply(&add(8)), Err(EditRefused::Full));
    let lost =
        Edit::Goto { step: step(), part: "items.1.goto".into(), to: To::Step("gone".into()) };
    assert_eq!(draft.apply(&lost), Err(EditRefused::Missing));
}

#[test]
fn a_lost_way_back_and_a_missing_translation_stand_at_their_fields() {
    let mut draft = salon();
    let (was, _) = part(&draft, "contact", "text");
    let without = was.replace(" 0) Menyu", "");
    draft.apply(&edit_text("contact", "text", &was, &without)).unwrap();
    let (was, _) = part(&draft, "question", "prompt");
    draft.apply(&edit_text("question", "prompt", &was, " ")).unwrap();
    let problems = draft.problems();
    let found: Vec<_> = problems
        .iter()
        .map(|it| (it.fault, it.step.as_str(), it.part.as_str(), it.language))
        .collect();
    let wanted = [
        (FlowFault::NoWayBack, "contact", "text", None),
        (FlowFault::MissingTranslation, "question", "prompt", Some(Language::Sw)),
    ];
    assert_eq!(found, wanted);
    assert!(draft.check().is_err());
}

#[test]
fn flows_that_are_the_same_do_not_differ_and_others_do() {
    for one in TemplateType::ALL {
        for other in TemplateType::ALL {
            let changes = diff(builtin(*one), builtin(*other));
            assert_eq!(changes.is_empty(), one == other, "{one} {other}");
        }
    }
}

/// Some step of a draft, some number, some words.
fn any_edit() -> impl Strategy<Value = (usize, usize, usize, usize, String)> {
    (0..8_usize, any::<usize>(), 0..10_usize, 0..10_usize, "[a-zA-Z ]{0,12}")
}

fn edit(
    draft: &FlowDraft,
    (kind, at, from, to, words): (usize, usize, usize, usize, String),
) -> Edit {
    let steps = draft.outline();
    let step = &steps[at % steps.len()];
    let id = StepId::from(step.id.as_str());
    let other = StepId::from(steps[(at / 7) % steps.len()].id.as_str());
    match kind {
        0 | 1 => {
            let label = text(&words, &words);
            let new = NewStep::ALL[from % NewStep::ALL.len()];
            let to = if kind == 0 { To::New(new) } else { To::Step(other) };
            Edit::AddItem { step: id, label, to }
        }
        2 => Edit::MoveItem { step: id, from, to },
        3 => Edit::RemoveItem { step: id, item: from },
        4 => {
            let part = format!("items.{from}.label");
            let was = step.items.get(from).map(|item| item.label.sw.clone()).unwrap_or_default();
            edit_text(&step.id, &part, &was, &words)
        }
        5 => Edit::Goto { step: id, part: format!("items.{from}.goto"), to: To::Step(other) },
        6 => Edit::RemoveUnreachable,
        _ => {
            let words = vec![words];
            Edit::Words { step: id, item: from, was: Vec::new(), words }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_draft_stays_a_flow_whatever_is_done_to_it(
        template in 0..9_usize,
        edits in prop::collection::vec(any_edit(), 1..25),
    ) {
        let begun = builtin(TemplateType::ALL[template]);
        let mut draft = FlowDraft::of(begun);
        for wanted in edits {
            let wanted = edit(&draft, wanted);
            let before = draft.clone();
            if draft.apply(&wanted).is_err() {
                prop_assert_eq!(&draft, &before);
                continue;
            }
            let hidden = draft.problems().into_iter().find(|it| it.fault == FlowFault::NumberNotShown);
            prop_assert!(hidden.is_none(), "{hidden:?} after {wanted:?}");
            let read = FlowDraft::from_json(&draft.to_json()).unwrap();
            prop_assert_eq!(&read, &draft);
            let same = draft == before;
            prop_assert_eq!(diff(before.definition(), draft.definition()).is_empty(), same);
            if draft.problems().is_empty() {
                let json = draft.to_json();
                prop_assert!(FlowDefinition::parse(&json).is_ok());
            }
        }
    }
}
