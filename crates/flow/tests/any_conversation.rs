//! Whatever customers write, the flow answers properly.

use chrono::NaiveDate;
use domain::hours::WeekHours;
use domain::{AppointmentId, Language, RecordId, ResourceId, ServiceId, TemplateType};
use flow::{
    Appointment, Business, Calendar, Facts, FlowState, Outcome, Resource, Service, Text, Turn,
    builtin, step,
};
use proptest::prelude::*;
use uuid::Uuid;

const KNOWN_WORDS: [&str; 37] = [
    "kesho saa nane mchana",
    "ijumaa",
    "futa miadi yangu",
    "badilisha",
    "kusuka",
    "zaidi",
    "English please",
    "1",
    "2",
    "3",
    "4",
    "0",
    "menyu",
    "bei",
    "weka miadi",
    "agiza",
    "shida",
    "mhudumu",
    "asante",
    "kesho",
    "0712 345 678",
    "habari",
    "ndiyo",
    "hapana",
    "kwaheri",
    "sawa",
    "nataka kuongea na mtu",
    "dharura",
    "weka meza",
    "watu wanne",
    "weka chumba",
    "usiku 2",
    "26",
    "saa moja",
    "jana",
    "5",
    "6",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(&KNOWN_WORDS[..]).prop_map(str::to_owned),
        2 => "[a-z' ]{0,40}",
        1 => any::<String>(),
        1 => "\\PC{0,300}",
        1 => "[a-z{} ]{500,3000}",
    ]
}

fn business() -> impl Strategy<Value = Business> {
    let value = || prop_oneof![Just(String::new()), "[A-Za-z ,0-9]{1,60}", "[a-z{}]{700,5000}"];
    (value(), prop::option::of(value()), prop::option::of(value()))
        .prop_map(|(business_name, phone, hours)| Business { business_name, phone, hours })
}

fn template() -> impl Strategy<Value = TemplateType> {
    prop::sample::select(TemplateType::ALL)
}

fn language() -> impl Strategy<Value = Language> {
    prop::sample::select(Language::ALL)
}

fn answer(
    template: TemplateType,
    state: Option<&FlowState>,
    text: &str,
    language: Language,
    business: &Business,
) -> Outcome {
    let now = NaiveDate::from_ymd_opt(2026, 2, 23)
        .and_then(|day| day.and_hms_opt(9, 0, 0))
        .expect("the time exists");
    // A business that can be booked where its name is long, and another one that told nothing.
    let facts = if business.business_name.len() > 9 { bookable(now) } else { Facts::of_nobody() };
    let turn = Turn::plain(text, language, business, now, &facts);
    step(builtin(template), state, &turn).expect("nothing is lacking")
}

/// Two services, two people, and a customer who has booked twice.
fn bookable(now: chrono::NaiveDateTime) -> Facts {
    let id = Uuid::from_u128;
    let service = |n: u128, sw: &str, en: &str| Service {
        id: ServiceId::from_uuid(id(n)),
        name: Text { sw: sw.to_owned(), en: en.to_owned() },
        minutes: 45,
        buffer: 15,
        price: None,
    };
    let resource = |n: u128, name: &str| Resource {
        id: ResourceId::from_uuid(id(n)),
        name: name.to_owned(),
        capacity: 1,
        hours: None,
        services: Vec::new(),
    };
    let appointment = |n: u128, days: i64| Appointment {
        id: AppointmentId::from_uuid(id(n)),
        service: n.is_multiple_of(2).then(|| ServiceId::from_uuid(id(1))),
        name: "Kusuka".to_owned(),
        at: now + chrono::Duration::days(days),
    };
    Facts {
        services: Some(vec![service(1, "Kusuka", "Braiding"), service(2, "Kunyoa", "Haircut")]),
        calendar: Some(Calendar {
            until: NaiveDate::MAX,
            hours: WeekHours::USUAL,
            resources: vec![resource(3, "Asha"), resource(4, "Neema")],
            ..Calendar::default()
        }),
        appointments: Some(vec![appointment(5, 1), appointment(6, 2)]),
        ..Facts::of_nobody()
    }
}

proptest! {
    #[test]
    fn every_turn_is_answered_within_one_messages_length(
        template in template(),
        language in language(),
        business in business(),
        texts in prop::collection::vec(text(), 1..25),
    ) {
        let mut state: Option<FlowState> = None;
        for text in texts {
            let outcome = answer(template, state.as_ref(), &text, language, &business);
            prop_assert!(!outcome.replies.is_empty());
            prop_assert!(!outcome.step.is_empty());
            prop_assert!(outcome.step_title.is_some());
            for reply in &outcome.replies {
                prop_assert!(!reply.trim().is_empty());
                prop_assert!(reply.chars().count() < 4096);
            }
            let json = serde_json::to_string(&outcome.state).unwrap();
            let stored = FlowState::from_json(&json);
            prop_assert_eq!(stored.as_ref(), Some(&outcome.state));
            state = stored;
        }
    }

    #[test]
    fn no_placeholder_is_left_in_a_reply(
        template in template(),
        language in language(),
        texts in prop::collection::vec(prop_oneof![
            "[^{}]{0,60}", prop::sample::select(&KNOWN_WORDS[..]).prop_map(str::to_owned),
        ], 1..25),
        phone in prop::option::of(Just("+255712345678".to_owned())),
        hours in prop::option::of(Just("kila siku".to_owned())),
    ) {
        let business = Business { business_name: "Salon Asha".to_owned(), phone, hours };
        let mut state: Option<FlowState> = None;
        for text in texts {
            let outcome = answer(template, state.as_ref(), &text, language, &business);
            for reply in &outcome.replies {
                prop_assert!(!reply.contains(['{', '}']), "{reply}");
            }
            state = Some(outcome.state);
        }
    }

    #[test]
    fn no_stored_state_stops_the_conversation(
        template in template(),
        at in prop::sample::select(vec!["menu", "book", "my_bookings", "service", "name", "place", "contact_number", "lost", "summary", "arrival", "nights", "is_group", "emergency", "x"]),
        slots in prop::collection::btree_map("[a-z_]{0,8}", any::<String>(), 0..4),
        misunderstood in any::<u8>(),
        text in text(),
    ) {
        let json = serde_json::json!({
            "flow": template.as_str(), "version": 2, "at": at, "slots": slots, "misunderstood": misunderstood,
        });
        let state = FlowState::from_json(&json.to_string());
        prop_assert!(state.is_some());
        let outcome = answer(template, state.as_ref(), &text, Language::Sw, &Business::default());
        prop_assert!(outcome.replies.iter().all(|reply| !reply.trim().is_empty()));
        prop_assert!(!outcome.replies.is_empty());
    }
}
