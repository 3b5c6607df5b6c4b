//! Questions for days and times, suggestions, ways that part, and emergencies.

use chrono::NaiveDateTime;
use domain::Language;
use flow::{
    Business, Calendar, Effect, Facts, FlowDefinition, FlowState, Outcome, Period, Turn, step,
};
use serde_json::{Value, json};

/// Monday, nine in the morning.
fn now() -> NaiveDateTime {
    "2026-02-23T09:00:00".parse().expect("a moment")
}

/// A flow whose main menu leads to one question; what follows is told, or parted by `branch`.
fn asking(validator: Value, options: Value, branch: Option<Value>) -> FlowDefinition {
    let text = |sw: &str, en: &str| json!({ "SW": sw, "EN": en });
    let shown = "1) 2) 3)";
    let mut flow = json!({
        "name": "TEST", "version": 1, "start": "menu", "person": "person", "lost": "lost", "goodbye": "bye",
        "emergency": { "words": ["dharura", "damu nyingi", "can't breathe"], "node": "danger" },
        "welcome": text("Karibu.", "Welcome."),
        "not_understood": { "title": text("t", "t"), "text": text("Samahani.", "Sorry.") },
        "thanks": { "title": text("t", "t"), "text": text("Karibu.", "Welcome.") },
        "noted": { "title": text("t", "t"), "text": text("Sawa.", "Fine.") },
        "nodes": {
            "menu": { "kind": "menu", "title": text("t", "t"), "text": text("1) Anza 2) Aga", "1) Begin 2) Leave"),
                "items": [
                    { "label": text("Anza", "Begin"), "goto": "arrival" }, { "label": text("Aga", "Leave"), "goto": "bye" },
                ] },
            "arrival": { "kind": "ask", "title": text("t", "t"), "slot": "arrival", "prompt": text("Siku?", "Day?"),
                "validator": { "kind": "date" }, "retry": text("Siku ipi?", "Which day?"), "next": "asked" },
            "asked": { "kind": "ask", "title": text("t", "t"), "slot": "answer",
                "prompt": text(&format!("Swali? {shown}"), &format!("Question? {shown}")),
                "validator": validator, "options": options, "retry": text("Tena.", "Again."), "next": "told" },
            "told": { "kind": "end", "title": text("t", "t"), "text": text("Sawa: {answer}.\nTayari.", "So: {answer}.\nDone.") },
            "lost": { "kind": "menu", "title": text("t", "t"), "text": text("1) Ndiyo 0) Menyu", "1) Yes 0) Menu"),
                "items": [{ "label": text("Ndiyo", "Yes"), "goto": "person" }] },
            "person": { "kind": "handoff", "title": text("t", "t"), "text": text("Mhudumu.", "A person.") },
            "danger": { "kind": "handoff", "title": text("t", "t"), "text": text("Piga 112.", "Call 112.") },
            "bye": { "kind": "end", "title": text("t", "t"), "text": text("Kwaheri.", "Goodbye.") },
        },
    });
    if let Some(when) = branch {
        flow["nodes"]["parts"] = json!({
            "kind": "branch", "title": text("t", "t"), "when": when, "then": "told", "otherwise": "bye",
        });
        flow["nodes"]["asked"]["next"] = "parts".into();
    }
    FlowDefinition::parse(&flow.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn said(flow: &FlowDefinition, texts: &[&str], language: Language, now: NaiveDateTime) -> Outcome {
    said_with(flow, texts, language, now, &Facts::of_nobody())
}

fn said_with(
    flow: &FlowDefinition,
    texts: &[&str],
    language: Language,
    now: NaiveDateTime,
    facts: &Facts,
) -> Outcome {
    let business = Business::default();
    let mut state: Option<FlowState> = None;
    let mut last = None;
    for text in texts {
        let turn = Turn::plain(text, language, &business, now, facts);
        let outcome = step(flow, state.as_ref(), &turn).expect("nothing is lacking");
        let json = serde_json::to_string(&outcome.state).expect("a state is plain data");
        state = FlowState::from_json(&json);
        last = Some(outcome);
    }
    last.expect("something was said")
}

/// What follows the answers to the question, after an arrival tomorrow.
fn after(flow: &FlowDefinition, answers: &[&str], language: Language) -> String {
    let texts: Vec<_> = ["habari", "1", "kesho"].iter().chain(answers).copied().collect();
    said(flow, &texts, language, now()).replies.join("\n")
}

fn kept(flow: &FlowDefinition, answers: &[&str]) -> Option<String> {
    let texts: Vec<_> = ["habari", "1", "kesho"].iter().chain(answers).copied().collect();
    said(flow, &texts, Language::Sw, now()).state.slots().get("answer").cloned()
}

#[test]
fn a_day_is_kept_as_a_date_and_told_in_words() {
    let flow = asking(json!({ "kind": "date", "min": 1, "max": 30 }), json!([]), None);
    assert_eq!(kept(&flow, &["ijumaa"]).as_deref(), Some("2026-02-27"));
    assert_eq!(kept(&flow, &["tarehe 26"]).as_deref(), Some("2026-02-26"));
    assert!(after(&flow, &["friday"], Language::En).contains("So: Friday 27 February."));
    assert!(after(&flow, &["friday"], Language::Sw).contains("Sawa: Ijumaa 27 Februari."));
}

#[test]
fn a_day_that_does_not_count_is_refused_with_the_reason() {
    let flow = asking(json!({ "kind": "date", "min": 1, "max": 30 }), json!([]), None);
    let past = after(&flow, &["jana"], Language::Sw);
    assert!(past.contains("Samahani, siku hiyo imeshapita.") && past.contains("Tena."), "{past}");
    let today = after(&flow, &["leo"], Language::Sw);
    assert!(
        today.contains("kuanzia kesho (Jumanne 24 Februari) hadi Jumatano 25 Machi"),
        "{today}"
    );
    let far = after(&flow, &["1 December"], Language::En);
    assert!(far.contains("please name a day from tomorrow"), "{far}");
    let never = after(&flow, &["31 Feb"], Language::En);
    assert!(never.contains("there is no such day"), "{never}");
    assert!(after(&flow, &["blah"], Language::En).ends_with("Again."));
    assert!(after(&flow, &["jana", "jana", "jana"], Language::En).contains("1) Yes"));
}

#[test]
fn what_can_be_meant_in_two_ways_is_asked_back() {
    let flow = asking(json!({ "kind": "time" }), json!([]), None);
    let asked = after(&flow, &["saa moja"], Language::Sw);
    assert!(asked.contains("Unamaanisha lini?\n1) saa 1:00"), "{asked}");
    assert_eq!(kept(&flow, &["saa moja", "2"]).as_deref(), Some("19:00"));
    assert_eq!(kept(&flow, &["saa moja", "saa moja asubuhi"]).as_deref(), Some("07:00"));
    assert_eq!(kept(&flow, &["saa tatu"]).as_deref(), Some("09:00"));
    let day = asking(json!({ "kind": "date" }), json!([]), None);
    assert!(after(&day, &["next friday"], Language::En).contains("1) Friday 27 February"));
    assert_eq!(kept(&day, &["next friday", "2"]).as_deref(), Some("2026-03-06"));
}

#[test]
fn a_moment_is_complete_when_its_day_and_its_time_are_known() {
    let flow = asking(json!({ "kind": "moment", "max": 60 }), json!([]), None);
    for answers in [
        &["kesho saa nane mchana"][..],
        &["kesho", "saa nane mchana"],
        &["saa nane mchana", "kesho"],
        &["kesho", "14:00"],
        &["tomorrow", "kesho saa nane mchana"],
    ] {
        assert_eq!(kept(&flow, answers).as_deref(), Some("2026-02-24 14:00"), "{answers:?}");
    }
    let asked = after(&flow, &["kesho"], Language::Sw);
    assert!(asked.contains("Sawa, kesho (Jumanne 24 Februari). Saa ngapi?"), "{asked}");
    let asked = after(&flow, &["2pm"], Language::En);
    assert!(asked.contains("All right, 2:00 pm (14:00). On which day?"), "{asked}");
    assert_eq!(kept(&flow, &["kesho", "saa moja", "2"]).as_deref(), Some("2026-02-24 19:00"));
    let past = after(&flow, &["leo saa mbili asubuhi"], Language::Sw);
    assert!(past.contains("Samahani, muda huo umeshapita."), "{past}");
    let past = after(&flow, &["leo", "saa mbili asubuhi"], Language::Sw);
    assert!(past.contains("Samahani, muda huo umeshapita."), "{past}");
}

#[test]
fn a_stay_ends_after_so_many_nights_or_on_a_day() {
    let flow = asking(json!({ "kind": "nights", "after": "arrival", "max": 30 }), json!([]), None);
    for (answer, until) in [
        ("3", "2026-02-27"),
        ("usiku mbili", "2026-02-26"),
        ("siku 2 tu", "2026-02-26"),
        ("one night", "2026-02-25"),
        ("wiki moja", "2026-03-03"),
        ("2 weeks", "2026-03-10"),
        ("Ijumaa", "2026-02-27"),
        ("tarehe 26", "2026-02-26"),
        ("28/2", "2026-02-28"),
        ("keshokutwa", "2026-02-25"),
    ] {
        assert_eq!(kept(&flow, &[answer]).as_deref(), Some(until), "{answer}");
    }
    // The day of the month, or so many nights: the customer says which.
    assert_eq!(kept(&flow, &["26", "1"]).as_deref(), Some("2026-03-22"));
    assert_eq!(kept(&flow, &["26", "2"]).as_deref(), Some("2026-02-26"));
    for answer in ["40 nights", "kesho", "leo", "blah", "mwezi mmoja na nusu"] {
        assert_eq!(kept(&flow, &[answer]), None, "{answer}");
    }
    assert!(after(&flow, &["3"], Language::Sw).contains("Ijumaa 27 Februari, usiku 3"));
    assert!(after(&flow, &["1 night"], Language::En).contains("Wednesday 25 February, 1 night."));
}

#[test]
fn a_suggestion_is_taken_by_number_and_by_name_and_others_count_as_well() {
    let option = |sw: &str, en: &str| json!({ "label": { "SW": sw, "EN": en } });
    let places = json!([option("Mjini", "Town"), option("Ufukweni", "Beach")]);
    let flow = asking(json!({ "kind": "text", "min": 2, "max": 50 }), places, None);
    assert_eq!(kept(&flow, &["2"]).as_deref(), Some("Ufukweni"));
    assert_eq!(kept(&flow, &["town"]).as_deref(), Some("Mjini"));
    assert_eq!(kept(&flow, &["Karibu na town kabisa"]).as_deref(), Some("Karibu na town kabisa"));
    assert_eq!(kept(&flow, &["9"]), None);
    let days = json!([option("Leo", "Today"), option("Kesho", "Tomorrow")]);
    let flow = asking(json!({ "kind": "date" }), days, None);
    assert_eq!(kept(&flow, &["2"]).as_deref(), Some("2026-02-24"));
    assert_eq!(kept(&flow, &["Ijumaa"]).as_deref(), Some("2026-02-27"));
}

#[test]
fn the_ways_part_by_an_answer_the_language_and_the_hours() {
    let number = json!({ "kind": "number", "min": 1, "max": 50 });
    let many = json!({ "kind": "at_least", "slot": "answer", "number": 8 });
    let flow = asking(number.clone(), json!([]), Some(many));
    assert!(after(&flow, &["8"], Language::En).starts_with("So: 8"));
    assert!(after(&flow, &["7"], Language::En).starts_with("Goodbye"));

    let option = |sw: &str, en: &str| json!({ "label": { "SW": sw, "EN": en } });
    let deal = json!({ "kind": "choice", "options": [
        option("Kununua", "Buy"), option("Kupanga", "Rent"), option("Mengine", "Other"),
    ] });
    let buys = json!({ "kind": "option", "slot": "answer", "is": "BUY" });
    let flow = asking(deal, json!([]), Some(buys));
    for language in [Language::Sw, Language::En] {
        let told = said(&flow, &["habari", "1", "kesho", "1"], language, now());
        assert_eq!(told.step, "told");
        assert_eq!(said(&flow, &["habari", "1", "kesho", "2"], language, now()).step, "bye");
    }

    let english = json!({ "kind": "language", "is": "EN" });
    let flow = asking(number.clone(), json!([]), Some(english));
    assert!(after(&flow, &["3"], Language::En).starts_with("So: 3"));
    assert_eq!(after(&flow, &["3"], Language::Sw), "Kwaheri.");

    let flow =
        asking(number.clone(), json!([]), Some(json!({ "kind": "known", "slot": "arrival" })));
    assert!(after(&flow, &["3"], Language::En).starts_with("So: 3"));

    let flow = asking(number, json!([]), Some(json!({ "kind": "open" })));
    let hours = domain::hours::WeekHours::USUAL;
    let calendar = Calendar { until: chrono::NaiveDate::MAX, hours, ..Calendar::default() };
    let facts = |closures| Facts {
        calendar: Some(Calendar { closures, ..calendar.clone() }),
        ..Facts::of_nobody()
    };
    let told = |at: &str, closures| {
        let at: NaiveDateTime = at.parse().unwrap();
        let texts = ["habari", "1", "kesho", "3"];
        said_with(&flow, &texts, Language::En, at, &facts(closures)).step
    };
    assert_eq!(told("2026-02-23T09:00:00", vec![]), "told");
    assert_eq!(told("2026-02-23T18:00:00", vec![]), "bye");
    assert_eq!(told("2026-02-22T09:00:00", vec![]), "bye");
    let holiday = Period { from: now(), to: now() + chrono::Duration::hours(2) };
    assert_eq!(told("2026-02-23T09:00:00", vec![holiday]), "bye");
}

#[test]
fn an_emergency_is_heard_from_anywhere_and_only_as_whole_words() {
    let flow = asking(json!({ "kind": "text", "min": 2, "max": 50 }), json!([]), None);
    for before in
        [&[][..], &["habari"], &["habari", "1"], &["habari", "1", "kesho"], &["xx", "yy", "zz"]]
    {
        for text in ["DHARURA!", "anatoka damu nyingi sana", "my son can't breathe", "si dharura"] {
            let texts: Vec<_> = before.iter().chain(&[text]).copied().collect();
            let outcome = said(&flow, &texts, Language::Sw, now());
            assert_eq!(
                (outcome.step.as_str(), outcome.effect),
                ("danger", Effect::HandOff),
                "{texts:?}"
            );
        }
        for text in ["dharurani", "damu", "nyingi damu"] {
            let texts: Vec<_> = before.iter().chain(&[text]).copied().collect();
            assert_ne!(said(&flow, &texts, Language::Sw, now()).step, "danger", "{texts:?}");
        }
    }
    assert!(flow.is_emergency("ni dharura") && !flow.is_emergency("habari"));
}
