//! Linking the phone, its network, and logging out.

use domain::views::SessionView;
use leptos::prelude::*;

use super::Phone;
use crate::api::sandbox::{PhoneLogOut, PhoneOnline, PhoneScan};
use crate::components::{
    Any, Badge, Icon, Post, Tone, dynamic, flag, icon, notice, qr_card, refusal, steady, value,
    words,
};
use crate::text::{say, use_locale};

/// Whether the phone is linked and online.
pub(super) fn state(phone: Phone) -> AnyView {
    let l = use_locale();
    let linked = dynamic(move || {
        if phone.view.with(|view| view.linked) {
            Badge::new(Tone::Good, Icon::Link, say!(l, sandbox.linked), "linked")
        } else {
            Badge::new(Tone::Calm, Icon::Cross, say!(l, sandbox.unlinked), "unlinked")
        }
        .view("sandbox-linked")
    });
    let network = dynamic(move || match phone.view.with(|view| view.online) {
        true => ().into_any(),
        false => Badge::new(Tone::Bad, Icon::Alert, say!(l, sandbox.offline), "offline")
            .view("sandbox-network"),
    });
    view! { <span class="flex flex-wrap items-center gap-2">{linked} {network}</span> }.any()
}

/// The code on screen and the two ways to scan it, while the phone is not linked.
pub(super) fn link(phone: Phone) -> AnyView {
    let l = use_locale();
    let post = Post::to::<PhoneScan>();
    post.after(move || phone.fetch());
    let session: Signal<SessionView> = phone.session.into();
    // A fresh code comes into what is there: whoever is about to press the button still finds it.
    let is_absent = move || session.with(|session| session.qr.is_none());
    let shown = steady(is_absent, move |is_absent| {
        if *is_absent {
            return notice(Tone::Wait, Icon::Clock, say!(l, sandbox.no_code).to_owned());
        }
        let code =
            value(move || session.with(|session| session.qr.as_ref().map(|qr| qr.code.clone())));
        let fields = view! {
            {phone.tenant_input()}
            <input type="hidden" name="code" value=code/>
            <button class="btn btn-primary btn-wide" data-testid="sandbox-scan">{say!(l, sandbox.scan)}</button>
        };
        view! {
            {qr_card(session, phone.now)}
            {post.form("", None, fields.any())}
        }
        .any()
    });
    let pasted = view! {
        {phone.tenant_input()}
        <input name="code" autocomplete="off" aria-label=say!(l, sandbox.paste) data-testid="sandbox-code"/>
        <button class="btn btn-quiet" data-testid="sandbox-scan-code">{say!(l, sandbox.paste_do)}</button>
    };
    view! {
        <section class="card" hidden=flag(move || phone.view.with(|view| view.linked))>
            <h2 class="card-title">{say!(l, sandbox.scan_lead)}</h2>
            {refusal(post.error())}
            {shown}
            <details class="paste">
                <summary>{say!(l, sandbox.paste)}</summary>
                {post.form("one-line", None, pasted.any())}
            </details>
        </section>
    }
    .any()
}

/// The network switch, logging out, and whether anybody listens.
pub(super) fn switches(phone: Phone) -> AnyView {
    let l = use_locale();
    let online = Post::to::<PhoneOnline>();
    let log_out = Post::to::<PhoneLogOut>();
    online.after(move || phone.fetch());
    log_out.after(move || phone.fetch());
    let is_online = move || phone.view.with(|view| view.online);
    let unserved = dynamic(move || match phone.view.with(|view| view.served) {
        true => ().into_any(),
        false => notice(Tone::Wait, Icon::Alert, say!(l, sandbox.not_served).to_owned()),
    });
    let wish = value(move || Some(if is_online() { "off" } else { "on" }.to_owned()));
    let word = words(move || {
        if is_online() { say!(l, sandbox.switch_off) } else { say!(l, sandbox.switch_on) }
            .to_owned()
    });
    let network = view! {
        {phone.tenant_input()}
        <input type="hidden" name="network" value=wish/>
        <button class="btn btn-quiet" data-testid="sandbox-online" data-online=value(move || Some(is_online().to_string()))>
            {word}
        </button>
    };
    let leave = view! {
        {phone.tenant_input()}
        <button class="btn btn-danger" data-testid="sandbox-logout" disabled=flag(move || phone.view.with(|view| !view.linked))>
            {icon(Icon::Leave)} <span>{say!(l, sandbox.log_out)}</span>
        </button>
    };
    view! {
        <section class="card">
            {unserved}
            {refusal(online.error())}
            {refusal(log_out.error())}
            <div class="flex flex-wrap items-start gap-2">
                {online.form("", None, network.any())}
                {log_out.form("", None, leave.any())}
            </div>
        </section>
    }
    .any()
}
