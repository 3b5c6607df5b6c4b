//! Linking the phone, and a conversation on it.

use std::time::Duration;

use domain::Instant;
use domain::session::SessionStateName;
use domain::views::{QrView, SessionView};
use leptos::prelude::*;

use super::{Half, section};
use crate::components::{
    Any, Side, bubble, bubbles, chat_line, chat_note, phone_steps, qr_card, theme_switch,
};

/// Modules a side of the example's code.
const SIDE: u32 = 29;

pub(super) fn linking(_: Half) -> AnyView {
    let now = Instant::UNIX_EPOCH;
    let session = SessionView {
        qr: Some(QrView {
            code: String::new(),
            path: pattern(),
            modules: SIDE,
            expires_at: now + Duration::from_secs(14),
        }),
        ..SessionView::plain("sandbox", SessionStateName::QrReady)
    };
    let drawn = phone_steps([
        "Open WhatsApp on your phone and tap the three dots.",
        "Tap Linked devices, then Link a device.",
        "Hold the phone in front of the code.",
    ]);
    section("Linking", view! { {qr_card(Signal::stored(session), signal(now).0)} {drawn} }.any())
}

/// Something that looks like a code and is none.
fn pattern() -> String {
    let edge = |at: u32| !(8..SIDE - 8).contains(&at);
    let dark = |(x, y): &(u32, u32)| {
        let corner = edge(*x) && *y < 8 || *x < 8 && edge(*y);
        !corner && (x * 7 + y * 13 + x * y * 3 + (x ^ y)) % 5 < 2
    };
    let places = (0..SIDE * SIDE).map(|place| (place % SIDE, place / SIDE)).filter(dark);
    let dots = places.map(|(x, y)| format!("M{x} {y}h1v1h-1z"));
    let eyes = [(0, 0), (SIDE - 7, 0), (0, SIDE - 7)]
        .map(|(x, y)| format!("M{x} {y}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z"));
    dots.chain(eyes).collect()
}

pub(super) fn chat(half: Half) -> AnyView {
    let said = view! {
        {bubble(Side::Customer, "Habari".to_owned(), Some("14:02".into_any()))}
        {bubble(Side::Business, "Karibu Mama Neema Salon. Andika:\n1) Miadi\n2) Huduma\n3) Bei".to_owned(), Some("14:02 · read".into_any()))}
        {bubble(Side::Customer, "1".to_owned(), None)}
        {chat_note("Answered by the step \"day\"".to_owned())}
        {bubble(Side::Business, "Siku gani? Tuko wazi Jumatatu hadi Jumamosi.".to_owned(), None)}
    };
    let input = view! { <input aria-label="Message" placeholder="Write a message"/> };
    section(
        "Conversation",
        view! {
            <div class="phone">
                <div class="phone-screen">
                    <header class="phone-head"><strong>"Mama Neema Salon"</strong></header>
                    <div class="chat" tabindex="0">{bubbles(half.pick("Conversation, light", "Conversation, dark"), said.any())}</div>
                    <div class="say">
                        <div class="chat-choices">
                            <button type="button" class="chip" aria-pressed="true">"1"</button>
                            <button type="button" class="chip">"2"</button>
                            <button type="button" class="chip">"Menu"</button>
                        </div>
                        {chat_line(input.any(), "Send", "sample")}
                    </div>
                </div>
            </div>
            {theme_switch()}
        }
        .any(),
    )
}
