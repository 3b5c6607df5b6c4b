//! Where the phone's menus are, in three drawn steps, for both kinds of phones.

use leptos::prelude::*;

use crate::components::Any;
use crate::text::{Locale, say};

/// The steps on an Android phone, or on an iPhone; the choice needs no JavaScript.
pub(super) fn guide(l: Locale) -> AnyView {
    view! {
        <div class="guide">
            <fieldset class="guide-kinds">
                <legend>{say!(l, whatsapp.kind)}</legend>
                <label class="chip"><input type="radio" name="phone-kind" value="android" checked/> "Android"</label>
                <label class="chip"><input type="radio" name="phone-kind" value="iphone"/> "iPhone"</label>
            </fieldset>
            <ol class="guide-steps for-android">
                {step(dots(), say!(l, whatsapp.android1))}
                {step(menu(l), say!(l, whatsapp.android2))}
                {step(scan(l), say!(l, whatsapp.scan3))}
            </ol>
            <ol class="guide-steps for-iphone">
                {step(bar(l), say!(l, whatsapp.iphone1))}
                {step(settings(l), say!(l, whatsapp.iphone2))}
                {step(scan(l), say!(l, whatsapp.scan3))}
            </ol>
        </div>
    }
    .any()
}

fn step(drawn: AnyView, text: &'static str) -> AnyView {
    view! {
        <li>
            <svg class="sketch" viewBox="0 0 96 128" aria-hidden="true" focusable="false">
                <rect class="sketch-phone" x="2" y="2" width="92" height="124" rx="10"></rect>
                {drawn}
            </svg>
            <p>{text}</p>
        </li>
    }
    .any()
}

/// The list of chats below its head.
fn chats(top: u32) -> AnyView {
    let rows = (0..4)
        .map(|row| {
            let y = top + row * 20;
            let face = format!("M14 {y}a6 6 0 1 0 12 0a6 6 0 1 0-12 0");
            let lines = format!("M32 {}h{}M32 {}h44", y - 3, 22 + row * 6, y + 4);
            view! { <path class="sketch-face" d=face></path><path class="sketch-line" d=lines></path> }
                .any()
        })
        .collect_view();
    rows.into_any()
}

/// Android: the three dots at the top right.
fn dots() -> AnyView {
    view! {
        <path class="sketch-title" d="M12 18h34"></path>
        {chats(46)}
        <circle class="sketch-point" cx="82" cy="18" r="11"></circle>
        <path class="sketch-dots" d="M82 12.5v.01M82 18v.01M82 23.5v.01"></path>
    }
    .any()
}

/// Android: the menu that opens, with its line of linked devices.
fn menu(l: Locale) -> AnyView {
    view! {
        <path class="sketch-title" d="M12 18h20"></path>
        {chats(46)}
        <rect class="sketch-card" x="22" y="10" width="66" height="74" rx="6"></rect>
        <path class="sketch-line" d="M30 22h34M30 58h28M30 72h38"></path>
        {row(32, say!(l, whatsapp.drawn_devices))}
    }
    .any()
}

/// iPhone: the last place of the bar at the bottom.
fn bar(l: Locale) -> AnyView {
    view! {
        <path class="sketch-title" d="M12 18h34"></path>
        {chats(40)}
        <path class="sketch-edge" d="M2 106h92"></path>
        <path class="sketch-face" d="M12 116a4 4 0 1 0 8 0a4 4 0 1 0-8 0M31 116a4 4 0 1 0 8 0a4 4 0 1 0-8 0M50 116a4 4 0 1 0 8 0a4 4 0 1 0-8 0"></path>
        <circle class="sketch-point" cx="78" cy="115" r="10"></circle>
        <path class="sketch-gear" d="M74.5 115a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M78 109v2M78 119v2M72 115h2M82 115h2"></path>
        <text class="sketch-text" x="64" y="100" text-anchor="middle">{say!(l, whatsapp.drawn_settings)}</text>
    }
    .any()
}

/// iPhone: the settings, with their line of linked devices.
fn settings(l: Locale) -> AnyView {
    view! {
        <path class="sketch-title" d="M12 18h30"></path>
        <rect class="sketch-card" x="10" y="30" width="76" height="84" rx="6"></rect>
        <path class="sketch-line" d="M20 44h36M20 84h30M20 100h40"></path>
        {row(54, say!(l, whatsapp.drawn_devices))}
    }
    .any()
}

/// A line of a menu that is to be tapped.
fn row(top: u32, text: &'static str) -> AnyView {
    view! {
        <rect class="sketch-row" x="14" y=top.to_string() width="72" height="17" rx="5"></rect>
        <text class="sketch-text sketch-chosen" x="50" y=(top + 12).to_string() text-anchor="middle">{text}</text>
    }
    .any()
}

/// Both: the button, and the camera on the code.
fn scan(l: Locale) -> AnyView {
    view! {
        {row(14, say!(l, whatsapp.drawn_link))}
        <path class="sketch-corner" d="M22 56v-8h8M66 48h8v8M74 92v8h-8M30 100h-8v-8"></path>
        <path class="sketch-code" d="M32 58h10v10h-10zM54 58h10v10h-10zM32 80h10v10h-10zM48 62h3v3h-3zM48 72h6v3h-6zM56 76h8v4h-8zM50 82h4v8h-4zM58 86h6v4h-6z"></path>
        <path class="sketch-beam" d="M18 74h60"></path>
    }
    .any()
}
