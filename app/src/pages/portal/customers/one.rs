//! One customer: what is written down of them, what came of it, and forgetting them.

use domain::ContactId;
use domain::consent::{ConsentEvent, ConsentRecord};
use domain::customer::{
    CUSTOMER_NAME_MAX, ContactStatus, CustomerForm, CustomerHistory, CustomerView,
};
use domain::money::{Currency, Money};
use domain::{Instant, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{PLACE, out_badge, tags};
use crate::api::customers::{
    ChangeCustomer, CustomerPage, EraseCustomer, OptOutCustomer, read_customer,
};
use crate::components::{
    Any, Badge, Data, Field, Icon, Post, Select, TextArea, Tone, ask_of, card, fact, icon, notice,
    page_head, refusal, submit,
};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::{ago, since, ticking_in};

/// The page of one customer.
#[component]
pub(crate) fn Customer() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let done = move || query.with(|query| query.get("done")).unwrap_or_default();
    let again = RwSignal::new(0_u32);
    let key = move || [again.get().to_string(), id()].join(" ");
    let data = Data::new(key, move || read_customer(untrack(id)));
    data.page(move |page| view(page, &untrack(done), again))
}

fn view(page: CustomerPage, done: &str, again: RwSignal<u32>) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone.clone(), page.now);
    let customer = page.customer;
    let id = customer.row.id;
    let called = text::address(l, customer.row.called());
    let (change, out) = (Post::to::<ChangeCustomer>(), Post::to::<OptOutCustomer>());
    for post in [change, out] {
        post.after(move || again.update(|again| *again += 1));
    }
    let done = match done {
        "saved" => Some(say!(l, settings.saved)),
        "out" => Some(say!(l, customers.out_noted)),
        "merged" => Some(say!(l, customers.merged)),
        _ => None,
    };
    let done = done.map(|text| notice(Tone::Good, Icon::Check, text.to_owned()));
    let may = page.role.may(Permission::ChangeCustomers);
    let form = may.then(|| card(say!(l, customers.known), fields(l, id, page.form, change)));
    let opt_out = (may && customer.opted_out_at.is_none()).then(|| opt_out(l, id, out));
    let may_erase = page.role.may(Permission::EraseCustomers);
    let erase = may_erase.then(|| erase(l, id, &called));
    let state = customer.opted_out_at.map(|_| out_badge(l));
    let lead =
        view! { {Badge::contact(l, customer.row.status).view("customer-status")} " " {state} };
    view! {
        <Title text=called.clone()/>
        {page_head(called.into_any(), Some(lead.any()), None)}
        {done}
        <div class="booking">
            <div>{history(l, &page.history, page.currency, now)}</div>
            <div class="booking-acts">{facts(l, &customer, may, now)}</div>
            <div class="stack">{form} {consent(l, customer.consent, opt_out, now)} {erase}</div>
        </div>
        {may.then(|| view! {
            <p class="below">
                <a class="way" href=format!("{PLACE}/{id}/merge") data-testid="merge-with">
                    {say!(l, customers.merge_with)}
                </a>
            </p>
        })}
        <p class="below"><a class="way" href=PLACE>{say!(l, customers.to_customers)}</a></p>
    }
    .any()
}

/// How the customer is reached, and since when.
fn facts(l: Locale, customer: &CustomerView, may: bool, now: ReadSignal<Instant>) -> AnyView {
    let addresses = customer.addresses.iter().map(|address| {
        let words = text::address(l, &address.value);
        let words = match address.value.starts_with('+') {
            true => {
                view! { <a class="number" href=format!("tel:{words}")>{words.clone()}</a> }.any()
            }
            false => words.into_any(),
        };
        view! { <span class="below-it" data-testid="customer-address">{words}</span> }.any()
    });
    let addresses = addresses.collect_view().into_any();
    let language =
        customer.language.map(|it| fact(say!(l, customers.language), text::language(it)));
    let row = &customer.row;
    let last = row.last_at.map(|at| fact(say!(l, customers.last), ago(at, now)));
    let sorted = (!row.tags.is_empty()).then(|| fact(say!(l, customers.tags), tags(&row.tags)));
    // Who may change the note has it in a form.
    let note = customer.note.clone().filter(|_| !may).map(|note| {
        fact(say!(l, customers.note), view! { <span class="kept-lines">{note}</span> }.any())
    });
    let body = view! {
        <dl class="facts">
            {fact(say!(l, customers.reached), addresses)}
            {language}
            {fact(say!(l, customers.first), since(row.first_at, now))}
            {last}
            {sorted}
            {note}
        </dl>
    };
    card(say!(l, booking.customer), body.any())
}

fn fields(l: Locale, id: ContactId, form: CustomerForm, post: Post) -> AnyView {
    let error = post.error();
    let statuses = ContactStatus::ALL.iter();
    let statuses = statuses.map(|it| (it.as_str(), text::contact_status(l, *it).to_owned()));
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="id" value=id.to_string()/>
        <input type="hidden" name="form[was]" value=form.was/>
        <Field id="name" name="form[name]" label=say!(l, customers.name) maxlength=CUSTOMER_NAME_MAX
            optional=true filled=form.name error/>
        <Select id="status" name="form[status]" label=say!(l, customers.status)
            options=statuses.collect() filled=form.status error/>
        <Field id="tags" name="form[tags]" label=say!(l, customers.tags) help=say!(l, customers.tags_help)
            maxlength=1000 optional=true filled=form.tags error/>
        <TextArea id="note" name="form[note]" label=say!(l, customers.note) help=say!(l, booking.note_help)
            maxlength=domain::forms::NOTES_MAX optional=true filled=form.note error/>
        <div class="form-end">
            {submit("btn btn-primary", Some(Icon::Check), say!(l, settings.save), "btn-save-customer", post.pending())}
        </div>
    };
    post.form("form", Some("customer-form"), fields.any())
}

/// What the customer said about messages, in their own words.
fn consent(
    l: Locale,
    said: Vec<ConsentRecord>,
    opt_out: Option<AnyView>,
    now: ReadSignal<Instant>,
) -> AnyView {
    let none = said
        .is_empty()
        .then(|| view! { <p class="quiet">{say!(l, customers.said_nothing)}</p> }.any());
    let lines = said.into_iter().map(|said| {
        let (sign, word) = match said.event {
            ConsentEvent::OptedOut => (Icon::Ban, say!(l, consent.out)),
            ConsentEvent::OptedIn => (Icon::Check, say!(l, consent.back)),
        };
        let word = fill(word, &[("words", &said.text)]);
        view! {
            <li class="row" data-testid="consent">
                <p class="with-sign">{icon(sign)} <span>{word} " · " {since(said.at, now)}</span></p>
            </li>
        }
        .any()
    });
    let lines = lines.collect_view();
    let body = view! { {none} <ul class="rows">{lines}</ul> {opt_out} };
    card(say!(l, customers.messages), body.any())
}

/// Asks, and notes that the customer wants no messages.
fn opt_out(l: Locale, id: ContactId, post: Post) -> AnyView {
    let yes = submit(
        "btn btn-danger",
        Some(Icon::Ban),
        say!(l, customers.opt_out_yes),
        "btn-opt-out-yes",
        post.pending(),
    );
    let form = view! { <input type="hidden" name="id" value=id.to_string()/> {yes} };
    let sure = view! {
        <p>{say!(l, customers.opt_out_sure)}</p>
        {refusal(post.error())}
        {post.form("", None, form.any())}
    };
    let (class, sign) = ("btn btn-quiet", Some(Icon::Ban));
    ask_of(post, class, sign, say!(l, customers.opt_out), "btn-opt-out", sure.any())
}

/// Asks for the customer's name, and forgets them.
fn erase(l: Locale, id: ContactId, called: &str) -> AnyView {
    let post = Post::to::<EraseCustomer>();
    let error = post.error();
    let yes = submit(
        "btn btn-danger",
        Some(Icon::Trash),
        say!(l, customers.erase),
        "btn-erase-yes",
        post.pending(),
    );
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="id" value=id.to_string()/>
        <Field id="typed" name="typed" label=say!(l, customers.type_name) autocomplete="off"
            maxlength=255 error/>
        {yes}
    };
    let form = post.form("form", Some("erase-form"), fields.any());
    let sure = view! {
        <p>{say!(l, customers.erase_meaning)}</p>
        <p class="quiet">{say!(l, customers.erase_backups)}</p>
        <p><strong data-testid="erase-name">{called.to_owned()}</strong></p>
        {form}
    };
    let (class, sign) = ("btn btn-danger", Some(Icon::Trash));
    ask_of(post, class, sign, say!(l, customers.erase), "btn-erase", sure.any())
}

/// What customer and business had to do with each other.
fn history(
    l: Locale,
    history: &CustomerHistory,
    currency: Currency,
    now: ReadSignal<Instant>,
) -> AnyView {
    let conversations = history.conversations.iter().map(|row| {
        let href = format!("/app/inbox/{}", row.id);
        let last = row.last.as_ref().map(|last| last.text.clone()).unwrap_or_default();
        let at = row.last_at.map(|at| since(at, now));
        entry(href, at, last, None, "customer-conversation")
    });
    let bookings = history.bookings.iter().map(|booking| {
        let href = format!("/app/appointments/{}", booking.id);
        let badge = Badge::appointment(l, booking.status).view("booking-badge");
        let at = Some(since(booking.starts_at, now));
        entry(href, at, booking.service.clone(), Some(badge), "customer-booking")
    });
    let orders = history.orders.iter().map(|order| {
        let href = format!("/app/orders/{}", order.id);
        let number = fill(say!(l, orders.number), &[("n", &order.number.to_string())]);
        let total = Money { minor: order.total_minor, currency }.text();
        let badge = Badge::order(l, order.status).view("order-badge");
        let at = Some(since(order.created_at, now));
        entry(href, at, [number, total].join(" · "), Some(badge), "customer-order")
    });
    let conversations = part(l, conversations.collect());
    let bookings = (!history.bookings.is_empty())
        .then(|| card(say!(l, customers.bookings), part(l, bookings.collect())));
    let orders = (!history.orders.is_empty())
        .then(|| card(say!(l, customers.orders), part(l, orders.collect())));
    let conversations = card(say!(l, customers.conversations), conversations);
    view! { <div class="stack">{conversations} {bookings} {orders}</div> }.any()
}

fn part(l: Locale, entries: Vec<AnyView>) -> AnyView {
    if entries.is_empty() {
        return view! { <p class="quiet">{say!(l, customers.nothing)}</p> }.any();
    }
    view! { <ul class="rows">{entries}</ul> }.any()
}

fn entry(
    href: String,
    at: Option<AnyView>,
    words: String,
    badge: Option<AnyView>,
    testid: &'static str,
) -> AnyView {
    view! {
        <li class="row" data-testid=testid>
            <div>
                <p class="row-name"><a href=href>{at}</a></p>
                <p class="quiet">{words}</p>
            </div>
            {badge}
        </li>
    }
    .any()
}
