//! Linking by a code that is typed on the phone: for who has only that phone, or a broken camera.

use domain::Instant;
use domain::session::{LinkTrouble, TypedCode};
use domain::views::{SessionView, TenantDetail};
use leptos::prelude::*;

use crate::components::{
    Any, Field, Icon, Post, Tone, ask_of, dynamic, notice, refusal, submit, value, words,
};
use crate::text::{Locale, fill, say};

/// The code to type with the steps on the phone, or the form that asks for one.
pub(super) fn by_code(
    l: Locale,
    session: Signal<SessionView>,
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<Instant>,
    post: Post,
) -> AnyView {
    let typed = Memo::new(move |_| session.with(|session| session.typed.clone()));
    let shown = dynamic(move || match typed.get() {
        Some(typed) => code(l, &typed, now),
        None => form(l, detail, post),
    });
    view! { <div class="by-code">{shown}</div> }.any()
}

/// What came in the way of linking.
pub(super) fn trouble(l: Locale, session: Signal<SessionView>) -> AnyView {
    let trouble = Memo::new(move |_| session.with(|session| session.trouble));
    dynamic(move || match trouble.get() {
        Some(trouble) => notice(Tone::Now, Icon::Alert, said(l, trouble).to_owned()),
        None => ().into_any(),
    })
}

/// The code in two groups of four, as WhatsApp's own pages write it, and what to do with it.
fn code(l: Locale, typed: &TypedCode, now: ReadSignal<Instant>) -> AnyView {
    let (code, ends) = (typed.code.clone(), typed.expires_at);
    let spelled = code.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let (first, second) = code.split_at_checked(4).unwrap_or((&code, ""));
    let grouped = if second.is_empty() { code.clone() } else { format!("{first}-{second}") };
    let left = move || (ends - now.get()).num_seconds().max(0);
    let remaining = words(move || match left() {
        0 => say!(l, whatsapp.code_over).to_owned(),
        left => {
            let clock = format!("{}:{:02}", left / 60, left % 60);
            fill(say!(l, whatsapp.code_left), &[("clock", &clock)])
        }
    });
    view! {
        <div class="typed-code" data-testid="typed-code" data-code=code>
            <h2>{say!(l, whatsapp.code_title)}</h2>
            <p class="typed-digits" role="img" aria-label=spelled>{grouped}</p>
            <p class="quiet" data-testid="typed-remaining" data-seconds=value(move || Some(left().to_string()))>{remaining}</p>
            <ol class="typed-steps">
                <li>{say!(l, whatsapp.code1)}</li>
                <li>{say!(l, whatsapp.code2)}</li>
                <li>{say!(l, whatsapp.code3)}</li>
            </ol>
        </div>
    }
    .any()
}

fn form(l: Locale, detail: RwSignal<TenantDetail>, post: Post) -> AnyView {
    let error = post.error();
    let (tenant, phone) = detail.with_untracked(|detail| {
        (detail.tenant.id.to_string(), detail.tenant.phone_number.clone())
    });
    let fields = view! {
        <p class="quiet">{say!(l, whatsapp.by_code_lead)}</p>
        {refusal(error)}
        <input type="hidden" name="tenant" value=tenant/>
        <Field id="phone" name="phone" kind="tel" label=say!(l, whatsapp.by_code_phone)
            help=say!(l, whatsapp.by_code_help) autocomplete="tel" filled=phone.unwrap_or_default() error/>
        {submit("btn btn-primary", None, say!(l, whatsapp.by_code_ask), "btn-code-to-type", post.pending())}
    };
    ask_of(
        post,
        "btn btn-quiet",
        Some(Icon::Form),
        say!(l, whatsapp.by_code),
        "link-by-code",
        post.form("form", Some("code-to-type"), fields.any()),
    )
}

/// What came in the way of linking, and what to do.
fn said(l: Locale, trouble: LinkTrouble) -> &'static str {
    match trouble {
        LinkTrouble::NoCode => say!(l, whatsapp.trouble_no_code),
        LinkTrouble::TooSoon => say!(l, whatsapp.trouble_too_soon),
        LinkTrouble::Passkey => say!(l, whatsapp.trouble_passkey),
        LinkTrouble::Failed => say!(l, whatsapp.trouble_failed),
    }
}
