//! A flow that a conversation would break on is refused, with every problem named.

use flow::{FlowDefinition, FlowError};
use serde_json::{Value, json};

fn good() -> Value {
    let text = |text: &str| json!({ "SW": text, "EN": text });
    json!({
        "name": "TEST", "version": 1, "start": "menu", "person": "person", "lost": "lost", "goodbye": "bye",
        "emergency": { "words": ["dharura", "cannot breathe"], "node": "danger" },
        "welcome": text("Karibu {business_name}."),
        "not_understood": { "title": text("t"), "text": text("Samahani.") },
        "thanks": { "title": text("t"), "text": text("Karibu.") },
        "noted": { "title": text("t"), "text": text("Sawa.") },
        "nodes": {
            "menu": { "kind": "menu", "title": text("t"), "text": text("Andika: 1) Rangi 2) Umri"), "items": [
                { "label": text("Rangi"), "goto": "colour" },
                { "label": text("Umri"), "words": ["miaka"], "goto": "age" },
            ] },
            "colour": { "kind": "ask", "title": text("t"), "slot": "colour", "prompt": text("1) Nyekundu 2) Bluu?"),
                "validator": { "kind": "choice", "options": [
                    { "label": text("Nyekundu") }, { "label": text("Bluu"), "words": ["buluu"] },
                ] },
                "retry": text("1) Nyekundu 2) Bluu"), "next": "told" },
            "day": { "kind": "ask", "title": text("t"), "slot": "day", "prompt": text("Lini? 1) Leo 2) Kesho"),
                "validator": { "kind": "date", "max": 60 },
                "options": [
                    { "label": { "SW": "Leo", "EN": "Today" } }, { "label": { "SW": "Kesho", "EN": "Tomorrow" } },
                ],
                "retry": text("Lini?"), "next": "nights" },
            "nights": { "kind": "ask", "title": text("t"), "slot": "until", "prompt": text("Hadi lini?"),
                "validator": { "kind": "nights", "after": "day", "max": 30 }, "retry": text("Hadi lini?"), "next": "grown" },
            "grown": { "kind": "branch", "title": text("t"), "when": { "kind": "at_least", "slot": "age", "number": 18 },
                "then": "red", "otherwise": "told" },
            "red": { "kind": "branch", "title": text("t"), "when": { "kind": "option", "slot": "colour", "is": "nyekundu" },
                "then": "told", "otherwise": "open" },
            "open": { "kind": "branch", "title": text("t"), "when": { "kind": "open" }, "then": "told", "otherwise": "bye" },
            "danger": { "kind": "handoff", "title": text("t"), "text": text("Piga 112.") },
            "age": { "kind": "ask", "title": text("t"), "slot": "age", "prompt": text("Umri?"),
                "validator": { "kind": "number", "min": 1, "max": 120 }, "retry": text("Umri?"), "next": "day" },
            "told": { "kind": "say", "title": text("t"), "text": text("Sawa.\nRangi: {colour}\nUmri: {age}"),
                "next": "menu" },
            "lost": { "kind": "menu", "title": text("t"), "text": text("Mhudumu? 1) Ndiyo 0) Menyu"), "items": [
                { "label": text("Ndiyo"), "goto": "person" },
            ] },
            "person": { "kind": "handoff", "title": text("t"), "text": text("Mhudumu anakuja.") },
            "bye": { "kind": "end", "title": text("t"), "text": text("Kwaheri.") },
        },
    })
}

/// The problems after one change to a good flow.
fn problems(change: impl FnOnce(&mut Value)) -> String {
    let mut flow = good();
    change(&mut flow);
    match FlowDefinition::parse(&flow.to_string()) {
        Ok(_) => String::new(),
        Err(error @ FlowError::Broken(_)) => error.to_string(),
        Err(FlowError::Unreadable(error)) => panic!("{error}"),
    }
}

#[test]
fn a_good_flow_is_accepted() {
    assert_eq!(problems(|_| {}), "");
}

#[test]
fn each_problem_is_named() {
    type Change = fn(&mut Value);
    let table: [(Change, &str); 37] = [
        (|flow| flow["start"] = "gone".into(), "start leads to 'gone', which is not there"),
        (|flow| flow["start"] = "age".into(), "start is 'age', which is no menu"),
        (|flow| flow["person"] = "bye".into(), "person is 'bye', which is no handoff"),
        (|flow| flow["goodbye"] = "person".into(), "goodbye is 'person', which is no end"),
        (
            |flow| flow["nodes"]["menu"]["items"][0]["goto"] = "gone".into(),
            "node 'menu' leads to 'gone'",
        ),
        (|flow| flow["nodes"]["age"]["next"] = "gone".into(), "node 'age' leads to 'gone'"),
        (
            |flow| flow["nodes"]["island"] = flow["nodes"]["bye"].clone(),
            "node 'island' cannot be reached",
        ),
        (
            |flow| flow["nodes"]["told"]["next"] = "told".into(),
            "from node 'told' the flow speaks in a circle",
        ),
        (
            |flow| flow["nodes"]["thanks"] = flow["nodes"]["bye"].clone(),
            "'thanks' is a reserved name",
        ),
        (
            |flow| flow["nodes"]["age"]["prompt"]["EN"] = " ".into(),
            "the prompt of 'age' has no EN text",
        ),
        (|flow| flow["welcome"] = json!({ "EN": "Welcome" }), "welcome has no SW text"),
        (
            |flow| flow["welcome"]["SW"] = "x".repeat(1001).into(),
            "welcome is longer than 1000 characters",
        ),
        (|flow| flow["welcome"]["SW"] = "Karibu {".into(), "welcome has a brace"),
        (
            |flow| flow["welcome"]["SW"] = "Karibu {owner}".into(),
            "welcome names {owner}, which nothing fills",
        ),
        (
            |flow| flow["welcome"]["SW"] = "Simu: {phone}".into(),
            "welcome needs one line that is always said",
        ),
        (|flow| flow["nodes"]["lost"]["items"] = json!([]), "node 'lost' has 0 items"),
        (
            |flow| flow["nodes"]["menu"]["text"]["SW"] = "1) Rangi".into(),
            "node 'menu' does not show '2)' in SW",
        ),
        (
            |flow| flow["nodes"]["lost"]["text"]["EN"] = "1) Yes 10) Menu".into(),
            "menu 'lost' shows no way back",
        ),
        (
            |flow| flow["nodes"]["menu"]["items"][1]["words"][0] = "RANGI!".into(),
            "node 'menu' has 'rangi' for two",
        ),
        (
            |flow| flow["nodes"]["menu"]["items"][1]["words"][0] = "?".into(),
            "node 'menu' has a word without letters",
        ),
        (
            |flow| flow["nodes"]["age"]["validator"]["min"] = 0.into(),
            "node 'age' accepts no answer or takes 0",
        ),
        (|flow| flow["nodes"]["age"]["slot"] = "phone".into(), "node 'age' asks for 'phone'"),
        (
            |flow| flow["nodes"]["day"]["validator"]["min"] = 61.into(),
            "node 'day' accepts no answer",
        ),
        (
            |flow| flow["nodes"]["nights"]["validator"]["max"] = 0.into(),
            "node 'nights' accepts no answer",
        ),
        (
            |flow| flow["nodes"]["nights"]["validator"]["after"] = "age".into(),
            "node 'nights' counts from 'age', which holds no day",
        ),
        (
            |flow| flow["nodes"]["day"]["options"][1]["label"]["EN"] = "Yesterday".into(),
            "node 'day' suggests 'Yesterday', which it does not take",
        ),
        (
            |flow| flow["nodes"]["age"]["options"] = flow["nodes"]["day"]["options"].clone(),
            "node 'age' suggests 'Leo', which it does not take",
        ),
        (
            |flow| flow["nodes"]["day"]["prompt"]["SW"] = "Lini? 1) Leo".into(),
            "node 'day' does not show '2)' in SW",
        ),
        (|flow| flow["nodes"]["open"]["then"] = "gone".into(), "node 'open' leads to 'gone'"),
        (
            |flow| flow["nodes"]["open"]["then"] = "bye".into(),
            "node 'open' goes the same way in any case",
        ),
        (
            |flow| flow["nodes"]["open"]["otherwise"] = "grown".into(),
            "from node 'grown' the flow speaks in a circle",
        ),
        (
            |flow| flow["nodes"]["red"]["when"]["is"] = "kijani".into(),
            "node 'red' decides by something that no question answers",
        ),
        (
            |flow| flow["nodes"]["grown"]["when"]["slot"] = "colour".into(),
            "node 'grown' decides by something that no question answers",
        ),
        (
            |flow| flow["nodes"]["grown"]["when"]["number"] = 1.into(),
            "node 'grown' decides by something that no question answers",
        ),
        (
            |flow| flow["emergency"]["node"] = "bye".into(),
            "emergency is 'bye', which is no handoff",
        ),
        (|flow| flow["emergency"]["words"] = json!([]), "the emergency needs words"),
        (|flow| flow["emergency"]["words"][1] = "!".into(), "the emergency needs words"),
    ];
    for (change, wanted) in table {
        let found = problems(change);
        assert!(found.contains(wanted), "'{wanted}' is not in '{found}'");
    }
}

#[test]
fn what_is_no_flow_is_unreadable() {
    for json in ["", "{}", "[]", r#"{"name":"X"}"#] {
        assert!(matches!(FlowDefinition::parse(json), Err(FlowError::Unreadable(_))), "{json}");
    }
    let mut flow = good();
    flow["nodes"]["menu"]["kind"] = "book".into();
    assert!(matches!(FlowDefinition::parse(&flow.to_string()), Err(FlowError::Unreadable(_))));
    let mut flow = good();
    flow["nodes"]["menu"]["itmes"] = json!([]);
    assert!(matches!(FlowDefinition::parse(&flow.to_string()), Err(FlowError::Unreadable(_))));
}
