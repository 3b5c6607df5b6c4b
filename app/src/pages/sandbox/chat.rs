//! What customers write and read on the phone.

use domain::forms::SandboxDelivery;
use domain::message::PhoneMessageKind;
use domain::views::PhoneMessageView;
use leptos::html;
use leptos::prelude::*;

use super::Phone;
use crate::api::sandbox::PhoneSay;
use crate::components::{
    Any, Icon, Item, Post, Side, bubbles, dynamic, effect, empty, icon, keyed, pictured, refusal,
    steady, value,
};
use crate::text::{self, Locale, say, use_locale};
use crate::time::clock;

/// Customers that the page makes up are numbered from here, in a range of Tanzania's mobile phones.
const CUSTOMERS_BEGIN: u64 = 255_754_000_001;

/// The chat of the chosen customer, oldest first.
pub(super) fn chat(phone: Phone) -> AnyView {
    let l = use_locale();
    let shown = move || {
        let customer = phone.customer.get();
        phone.view.with(|view| {
            let messages = view.messages.iter();
            messages
                .filter(|message| same(&message.customer, &customer))
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let items = keyed(move || {
        let item = |message: PhoneMessageView| -> Item {
            let key = format!("{} {}", message.id, message.done);
            (key, Box::new(move || written(message, phone)))
        };
        shown().into_iter().map(item).collect()
    });
    let end = NodeRef::<html::Div>::new();
    effect(move || {
        // The newest bubble is at the bottom, as on every phone.
        phone.view.track();
        phone.customer.track();
        if let Some(list) = end.get() {
            request_animation_frame(move || list.set_scroll_top(list.scroll_height()));
        }
    });
    let nothing = dynamic(move || match shown().is_empty() {
        true => empty(say!(l, sandbox.none), "Kuuliza si ujinga.", "To ask is no foolishness."),
        false => ().into_any(),
    });
    view! {
        <div class="chat" node_ref=end tabindex="0">
            {nothing}
            {bubbles(say!(l, sandbox.chat), items)}
        </div>
    }
    .any()
}

/// Numbers are the same however they are written.
fn same(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(one) == digits(other)
}

fn written(message: PhoneMessageView, phone: Phone) -> AnyView {
    let l = use_locale();
    let (side, done) = match (message.from_customer, message.kind) {
        (true, PhoneMessageKind::Call) => (Side::Customer, say!(l, sandbox.call_taken)),
        (true, _) => (Side::Customer, say!(l, sandbox.taken)),
        (false, _) => (Side::Business, say!(l, sandbox.read)),
    };
    let text = match message.kind {
        PhoneMessageKind::Call => say!(l, sandbox.missed_call).to_owned(),
        _ => message.text,
    };
    let done = message.done.then(|| [" · ", done].concat());
    let foot = view! { {clock(message.at, phone.now)} {done} };
    let picture = (message.kind == PhoneMessageKind::Picture).then(|| {
        let tenant = phone.view.with_untracked(|view| view.tenant_id.to_string());
        let source = ["/files/", &tenant, "/", &message.id].concat();
        let alt = text::message_type(l, "image");
        view! {
            <img class="message-picture" src=source alt=alt loading="lazy" data-testid="bubble-picture"/>
        }
        .any()
    });
    pictured(side, picture, text, Some(foot.into_any()))
}

/// The line at the bottom: text, how it arrives, send.
pub(super) fn say_form(phone: Phone) -> AnyView {
    let l = use_locale();
    let post = Post::to::<PhoneSay>();
    let typed = NodeRef::<html::Input>::new();
    post.after(move || {
        if let Some(input) = typed.get_untracked() {
            input.set_value("");
        }
        phone.fetch();
    });
    let name = move || name_of(phone);
    let choices = SandboxDelivery::ALL
        .iter()
        .map(|delivery| {
            view! { <option value=delivery.as_str()>{delivery_word(l, *delivery)}</option> }.any()
        })
        .collect_view();
    let fields = view! {
            {refusal(post.error())}
            {phone.tenant_input()}
            <div class="say-who">
                <label for="sandbox-from">{say!(l, sandbox.from)}</label>
                <input
                    id="sandbox-from"
                    name="say[from]"
                    type="tel"
                    autocomplete="off"
                    data-testid="sandbox-from"
                    prop:value=value(move || Some(phone.customer.get()))
                    value=phone.customer.get_untracked()
                    on:input:target=move |event| phone.customer.set(event.target().value())
                />
                <label for="sandbox-name">{say!(l, sandbox.name)}</label>
                <input id="sandbox-name" name="say[name]" autocomplete="off" maxlength="100" data-testid="sandbox-name" prop:value=value(move || Some(name())) value=untrack(name)/>
            </div>
            <div class="say-line">
                <input
                    node_ref=typed
                    name="say[text]"
                    autocomplete="off"
                    aria-label=say!(l, sandbox.text)
                    placeholder=say!(l, sandbox.text)
                    data-testid="sandbox-text"
                />
                <select name="say[delivery]" aria-label=say!(l, sandbox.delivery) data-testid="sandbox-delivery">{choices}</select>
                <button class="btn btn-primary" data-testid="sandbox-say">{say!(l, sandbox.say)}</button>
            </div>
    };
    post.form("say", None, fields.any())
}

/// The button in the head by which the chosen customer calls. It is a form of its own, so that what is typed
/// below stays there and the Enter key writes and never calls.
pub(super) fn call_form(phone: Phone) -> AnyView {
    let l = use_locale();
    let post = Post::to::<PhoneSay>();
    post.after(move || phone.fetch());
    let from = value(move || Some(phone.customer.get()));
    let name = value(move || Some(name_of(phone)));
    let fields = view! {
        {refusal(post.error())}
        {phone.tenant_input()}
        <input type="hidden" name="say[from]" value=from/>
        <input type="hidden" name="say[name]" value=name/>
        <input type="hidden" name="say[call]" value="on"/>
        <button class="btn btn-quiet" data-testid="sandbox-call">
            {icon(Icon::Call)} <span>{say!(l, sandbox.call)}</span>
        </button>
    };
    post.form("", None, fields.any())
}

/// The chosen customer's name, where one is known.
fn name_of(phone: Phone) -> String {
    let customer = phone.customer.get();
    phone.view.with(|view| {
        let known = view.customers.iter().find(|(number, _)| same(number, &customer));
        known.map(|(_, name)| name.clone()).unwrap_or_default()
    })
}

fn delivery_word(l: Locale, delivery: SandboxDelivery) -> &'static str {
    match delivery {
        SandboxDelivery::Normal => say!(l, sandbox.normal),
        SandboxDelivery::Duplicate => say!(l, sandbox.duplicate),
        SandboxDelivery::Late => say!(l, sandbox.late),
        SandboxDelivery::Reordered => say!(l, sandbox.reordered),
    }
}

/// Everybody who has written, to go on as.
pub(super) fn customers(phone: Phone) -> AnyView {
    let l = use_locale();
    let listed = move || phone.view.with(|view| view.customers.clone());
    let known = move || (phone.customer.get(), listed());
    let buttons = steady(known, move |(chosen, listed)| {
        let rows = listed.iter().cloned().map(|(number, name)| {
            let pressed = same(&number, chosen).to_string();
            let picked = number.clone();
            let shown = if name.is_empty() { number.clone() } else { name };
            view! {
                <button type="button" class="chip" aria-pressed=pressed data-testid="sandbox-customer" data-number=number
                    on:click=move |_| phone.customer.set(picked.clone())>{shown}</button>
            }
            .any()
        });
        rows.collect_view().into_any()
    });
    view! {
        <section class="card">
            <h2 class="card-title">{say!(l, sandbox.customers)}</h2>
            <div class="flex flex-wrap gap-2">
                {buttons}
                <button type="button" class="chip" data-testid="sandbox-new-customer"
                    on:click=move |_| phone.customer.set(next_number(&untrack(listed)))>
                    {say!(l, sandbox.new_customer)}
                </button>
            </div>
        </section>
    }
    .any()
}

/// A number that nobody has written from.
pub(super) fn next_number(customers: &[(String, String)]) -> String {
    let free = (CUSTOMERS_BEGIN..).map(|number| format!("+{number}"));
    let mut free = free.filter(|number| !customers.iter().any(|(known, _)| same(known, number)));
    free.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_customer_has_a_number_of_its_own() {
        assert_eq!(next_number(&[]), "+255754000001");
        let known = [
            ("255754000001".to_owned(), String::new()),
            ("+255 754 000 002".to_owned(), String::new()),
        ];
        assert_eq!(next_number(&known), "+255754000003");
    }
}
