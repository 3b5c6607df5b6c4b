//! The paths that every message, every live frame and every change of a session takes, to have their
//! instructions counted: `./flowhq test --only counts` runs this under valgrind (`xtask/src/counts.rs`).
//!
//! Only pure functions of ours, so that the counts are nearly the same on every machine. Without
//! arguments it names the paths; with a path and a number it walks that path so often.

use std::hint::black_box;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use domain::live::{LiveEvent, ServerFrame};
use domain::message::{Direction, MessageStatus};
use domain::session::{SessionEvent, SessionStateName};
use domain::views::{MessageView, QrView, SessionView};
use domain::{Decision, Instant, Language, Principal, Role, SessionState, TemplateType, TenantId};
use flow::{Business, Facts, FlowState, Turn, builtin, step};

/// What is walked, and how its name reads in `counts.txt`.
type Path = (&'static str, fn(u32));

const PATHS: [Path; 6] = [
    ("flow_greeting", flow_greeting),
    ("flow_turns_of_a_booking", flow_turns_of_a_booking),
    ("flow_not_understood", flow_not_understood),
    ("session_linking", session_linking),
    ("live_message_frame", live_message_frame),
    ("live_qr_frame", live_qr_frame),
];

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(wanted) = arguments.next() else {
        for (name, _) in PATHS {
            println!("{name}");
        }
        return;
    };
    let times = arguments.next().and_then(|times| times.parse().ok()).unwrap_or(1);
    let (_, walk) = PATHS.into_iter().find(|(name, _)| *name == wanted).expect("a path's name");
    walk(times);
}

/// The first turn of a conversation, its state and reply written as the store keeps them.
fn flow_greeting(times: u32) {
    for _ in 0..times {
        black_box(turn(None, black_box("Habari")));
    }
}

/// A customer who books: a choice from the menu, a question, an answer to it.
fn flow_turns_of_a_booking(times: u32) {
    for _ in 0..times {
        let mut state = turn(None, "Habari");
        for text in ["1", "Kusuka", "kesho saa nne", "Asha"] {
            state = turn(Some(&state), black_box(text));
        }
        black_box(state);
    }
}

/// The longest way: every phrase of the flow is looked for and none is found.
fn flow_not_understood(times: u32) {
    let text = "je mnaweza kunisaidia na jambo ambalo halipo kabisa kwenye orodha hii ndefu";
    let state = turn(None, "Habari");
    for _ in 0..times {
        black_box(turn(Some(&state), black_box(text)));
    }
}

/// From nothing to linked, with two codes on the way.
fn session_linking(times: u32) {
    for _ in 0..times {
        let code = |code: &str| SessionEvent::Qr {
            code: code.to_owned(),
            valid_for: Duration::seconds(20),
        };
        let events = [
            SessionEvent::Started,
            code("2@first"),
            code("2@second"),
            SessionEvent::Connected { phone: None },
        ];
        let mut state = SessionState::NEW;
        for event in events {
            state = black_box(&state).apply(event, now()).expect("an allowed step").0;
        }
        black_box(state);
    }
}

/// What one browser is told about one message: may it see that, and the text of the frame.
fn live_message_frame(times: u32) {
    let message = MessageView {
        id: id(1),
        tenant_id: tenant(),
        conversation_id: id(2),
        contact_id: None,
        contact_name: Some("Asha Mushi".to_owned()),
        direction: Direction::Out,
        from: "+255712345678".to_owned(),
        to: "+255754000111".to_owned(),
        text: "Karibu. Andika: 1) Booking 2) Huduma 3) Bei 4) Mawasiliano. ".repeat(4),
        message_type: "text".to_owned(),
        status: MessageStatus::Sent,
        decision: Some(Decision::Reply { flow: "booking".to_owned(), step: "menu".to_owned() }),
        error: None,
        extras: domain::views::Extras::default(),
        created_at: now(),
    };
    frames(times, &LiveEvent::Message { message });
}

/// What one browser is told about one QR code.
fn live_qr_frame(times: u32) {
    let qr = QrView {
        code: "2@".to_owned() + &"x".repeat(230),
        path: "M12 34h5v1h-5z".repeat(700),
        modules: 61,
        expires_at: now(),
    };
    let session = SessionView {
        qr: Some(qr),
        last_seen_at: Some(now()),
        ..SessionView::plain("sandbox", SessionStateName::QrReady)
    };
    frames(times, &LiveEvent::Session { tenant_id: tenant(), session });
}

fn frames(times: u32, event: &LiveEvent) {
    let owner = Principal {
        user_id: Some(id(4)),
        role: Role::Owner,
        tenant_id: Some(tenant()),
        name: "Asha".to_owned(),
        email: "asha@example.com".to_owned(),
        viewing: false,
    };
    for seq in 0..u64::from(times) {
        let event = black_box(event).seen_by(&owner).expect("the owner sees it");
        let frame = ServerFrame::Event { seq, event };
        black_box(serde_json::to_string(&frame).expect("a frame is JSON"));
    }
}

/// One turn as a worker takes it: the state is read from JSON and written again.
fn turn(state: Option<&serde_json::Value>, text: &str) -> serde_json::Value {
    let state: Option<FlowState> =
        state.map(|state| serde_json::from_value(state.clone()).expect("a state"));
    let business = Business {
        business_name: "Salon Asha".to_owned(),
        phone: Some("+255712345678".to_owned()),
        hours: Some("Jumatatu hadi Jumamosi, saa 2 asubuhi hadi saa 12 jioni".to_owned()),
    };
    let facts = Facts::of_nobody();
    let turn = Turn::plain(text, Language::Sw, &business, local(), &facts);
    let outcome =
        step(builtin(TemplateType::Booking), state.as_ref(), &turn).expect("nothing is lacking");
    black_box(outcome.replies);
    serde_json::to_value(&outcome.state).expect("a state is JSON")
}

fn tenant() -> TenantId {
    id(3)
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u8) -> T {
    format!("01890000-0000-7000-8000-0000000000{number:02}").parse().expect("an id")
}

fn now() -> Instant {
    Instant::from_timestamp(1_800_000_000, 0).expect("the time exists")
}

fn local() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 2, 23)
        .and_then(|day| day.and_hms_opt(9, 0, 0))
        .expect("the time exists")
}
