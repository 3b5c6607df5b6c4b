//! Whatever customers write, the flow answers properly.

use chrono::NaiveDate;
use domain::hours::WeekHours;
use domain::money::{Currency, Money};
use domain::order::{Fulfilment, OrderStatus};
use domain::{
    AppointmentId, Language, OrderId, ProductId, RecordId, ResourceId, ServiceId, TemplateType,
};
use flow::{
    Act, Appointment, Business, Calendar, Customer, Effect, Facts, FlowState, Order, Outcome,
    Product, Resource, Service, Shop, Text, Turn, builtin, step,
};
use proptest::prelude::*;
use uuid::Uuid;

const KNOWN_WORDS: [&str; 58] = [
    "acha",
    "jina ni Neema",
    "badilisha jina",
    "sukari",
    "mbili za sukari na mikate 3",
    "mchele nusu kilo",
    "ondoa sukari",
    "sukari ziwe 900",
    "99999999999999999999 sukari",
    "1 x 2, 3",
    "kikapu",
    "futa kikapu",
    "maliza",
    "niletee",
    "nitachukua mwenyewe",
    "Ilemela, karibu na shule",
    "agizo langu",
    "ghairi agizo",
    "my order",
    "done",
    "orodha",
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

/// What customers write while they order: a word for what is done, how many, of what.
fn order_words() -> impl Strategy<Value = String> {
    let how = prop::sample::select(vec![
        "",
        "ondoa ",
        "ongeza ",
        "badilisha ",
        "remove ",
        "ziwe ",
        "namba ",
        "x ",
    ]);
    let many = prop_oneof![
        Just(String::new()),
        (0_u32..1200).prop_map(|many| many.to_string()),
        prop::sample::select(vec!["mbili", "kumi na mbili", "dazeni", "nusu", "kilo 2 za"])
            .prop_map(str::to_owned),
    ];
    let what = prop::sample::select(vec![
        "sukari",
        "mkate",
        "mchele",
        "mbeya",
        "bidhaa",
        "1",
        "3",
        "55",
        "60",
        "maliza",
        "agiza",
        "1 na 2",
        "kikapu",
        "ndiyo",
        "hapana",
        "Ilemela, Mwanza",
        "Asha",
        "zaidi",
    ]);
    (how, many, what).prop_map(|(how, many, what)| format!("{how}{many} {what}"))
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
        shop: Some(shop()),
        customer: Some(Customer { name: Some("Neema John".to_owned()) }),
        orders: Some(vec![order(2, OrderStatus::New), order(1, OrderStatus::OnTheWay)]),
        ..Facts::of_nobody()
    }
}

/// More than a page of products, one of which is few and one sold out, two of which share a word.
fn shop() -> Shop {
    let money = |minor| Money { minor, currency: Currency::Tzs };
    let product = |n: u128, sw: &str, en: &str, stock: Option<u32>| Product {
        id: ProductId::from_uuid(Uuid::from_u128(n)),
        name: Text { sw: sw.to_owned(), en: en.to_owned() },
        price: money(i64::try_from(n).expect("small") * 50_000),
        stock,
        description: n.is_multiple_of(2).then(|| "Nzuri sana.".to_owned()),
        has_picture: n.is_multiple_of(3),
    };
    let mut products = vec![
        product(1, "Sukari", "Sugar", Some(12)),
        product(2, "Mkate", "Bread", None),
        product(3, "Mchele wa Mbeya", "Mbeya rice", Some(2)),
        product(4, "Mchele basmati", "", Some(0)),
    ];
    products.extend((5..45).map(|n| product(n, &format!("Bidhaa ya {n}"), &"n".repeat(100), None)));
    Shop { products, delivery: Some(money(300_000)), pickup: true, currency: Currency::Tzs }
}

fn order(number: u32, status: OrderStatus) -> Order {
    Order {
        id: OrderId::from_uuid(Uuid::from_u128(number.into())),
        number,
        status,
        fulfilment: Fulfilment::Delivery,
        total: Money { minor: 900_000, currency: Currency::Tzs },
    }
}

/// What must hold of a basket and of an order, whatever was written.
fn basket_is_sound(outcome: &Outcome) {
    let state = serde_json::to_value(&outcome.state).expect("a state is plain data");
    let shop = shop();
    let known = |id: &serde_json::Value| {
        let found = shop.products.iter().find(|product| serde_json::json!(product.id) == *id);
        found.expect("only what is sold")
    };
    let lines = state["basket"].as_array().cloned().unwrap_or_default();
    assert!(lines.len() <= 30);
    for line in &lines {
        let quantity = line["quantity"].as_u64().expect("a number");
        let stock = known(&line["product"]).stock.unwrap_or(999);
        assert!((1..=u64::from(stock.min(999))).contains(&quantity), "{quantity} of {stock}");
    }
    assert_eq!(outcome.unfinished.is_some(), !lines.is_empty() && outcome.effect == Effect::None);
    for act in &outcome.acts {
        if let Act::Order { lines, fulfilment, address, fee, .. } = act {
            assert!(!lines.is_empty() && lines.iter().all(|line| line.quantity > 0));
            assert_eq!(*fulfilment == Fulfilment::Delivery, address.is_some());
            assert_eq!(*fulfilment == Fulfilment::Delivery, fee.is_some());
        }
    }
    assert!(state.to_string().len() < 8000);
}

proptest! {
    #[test]
    fn a_basket_never_holds_what_cannot_be_ordered(
        language in language(),
        texts in prop::collection::vec(prop_oneof![
            4 => order_words(),
            1 => text(),
        ], 1..25),
    ) {
        let business = Business { business_name: "Duka la Juma".to_owned(), ..Business::default() };
        let mut state: Option<FlowState> = None;
        for text in texts {
            let outcome =
                answer(TemplateType::Ecommerce, state.as_ref(), &text, language, &business);
            basket_is_sound(&outcome);
            prop_assert!(outcome.replies.iter().all(|reply| !reply.trim().is_empty()));
            prop_assert!(!outcome.replies.is_empty());
            state = Some(outcome.state);
        }
    }

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
        at in prop::sample::select(vec!["menu", "book", "my_bookings", "order", "my_orders", "service", "name", "place", "contact_number", "lost", "summary", "arrival", "nights", "is_group", "emergency", "x"]),
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
