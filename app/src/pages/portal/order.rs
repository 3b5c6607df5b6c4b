//! One order: what, for whom, and what becomes of it.

use domain::forms::NOTES_MAX;
use domain::live::LiveEvent;
use domain::money::Money;
use domain::order::{Fulfilment, OrderAct, OrderStatus};
use domain::shop::{OrderLineView, OrderView};
use domain::{Instant, OrderId, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::orders::{customer, fulfilment};
use crate::api::orders::{ChangeOrder, NoteOrder, OrderPage, read_order};
use crate::components::{
    Any, Badge, Data, Icon, Moment, Post, TextArea, Tone, ask, card, dynamic, fact, icon, notice,
    page_head, refusal, steady, submit, timeline,
};
use crate::live::{News, refetch, use_live};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::{ago, since, ticking_in};

/// The page of one order.
#[component]
pub(crate) fn Order() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let is_noted = move || query.with(|query| query.get("saved").as_deref() == Some("note"));
    // Only for another order: what is typed into the note stays while the order goes on.
    let data = Data::new(id, move || read_order(untrack(id)));
    data.page(move |page| view(page, Signal::derive(is_noted)))
}

fn view(page: OrderPage, is_noted: Signal<bool>) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone.clone(), page.now);
    let id = page.order.id;
    let may = page.role.may(Permission::ChangeOrders);
    let title = fill(say!(l, orders.number), &[("n", &page.order.number.to_string())]);
    let note_form = Post::to::<NoteOrder>();
    let note = may.then(|| card(say!(l, order.note), note_fields(l, id, &page.note, note_form)));
    let order = RwSignal::new(page.order);
    let again = move || {
        refetch(
            move || read_order(id.to_string()),
            move |fresh: OrderPage| {
                // By now the page may have been left.
                if order.try_with_untracked(|shown| *shown != fresh.order) == Some(true) {
                    order.try_set(fresh.order);
                }
            },
        );
    };
    let live = use_live();
    live.listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Orders { .. }) | News::Fresh { .. }) {
            again();
        }
    });
    let change = Post::to::<ChangeOrder>();
    change.after(again);
    note_form.after(again);
    let lead = dynamic(move || {
        let (status, at) = order.with(|order| (order.status, order.created_at));
        let badge = Badge::order(l, status).view("order-status");
        view! { {badge} " " {ago(at, now)} }.any()
    });
    let bill = dynamic(move || order.with(|order| bill(l, order)));
    let facts = dynamic(move || order.with(|order| facts(l, order, may)));
    let acts = may.then(|| {
        let state = move || {
            order.with(|order| (order.status, order.fulfilment, order.contact_id.is_some()))
        };
        steady(state, move |state| acts(l, id, *state, change))
    });
    let history = dynamic(move || order.with(|order| history(l, order, now)));
    let saved = dynamic(move || match is_noted.get() {
        true => notice(Tone::Good, Icon::Check, say!(l, settings.saved).to_owned()),
        false => ().into_any(),
    });
    view! {
        <Title text=title.clone()/>
        {page_head(title.into_any(), Some(lead), None)}
        {saved}
        <div class="booking">
            <div>{bill}</div>
            <div class="booking-acts">{acts}</div>
            <div class="stack">{facts} {note} {history}</div>
        </div>
        <p class="below"><a class="way" href="/app/orders">{say!(l, order.to_orders)}</a></p>
    }
    .any()
}

/// What was ordered, and what it costs.
fn bill(l: Locale, order: &OrderView) -> AnyView {
    let currency = order.currency;
    let money = move |minor| Money { minor, currency }.text();
    let line = |line: &OrderLineView| {
        let sum = money(line.price_minor * i64::from(line.quantity));
        let each = format!("{} × {}", line.quantity, money(line.price_minor));
        view! {
            <tr data-testid="order-item">
                <th scope="row">{line.name.clone()} <span class="quiet number">{each}</span></th>
                <td class="number">{sum}</td>
            </tr>
        }
        .any()
    };
    let lines = order.lines.iter().map(line).collect_view();
    let fee = (order.fulfilment == Fulfilment::Delivery).then(|| {
        let fee = match order.fee_minor {
            0 => say!(l, order.free).to_owned(),
            fee => money(fee),
        };
        view! { <tr><th scope="row">{say!(l, order.fee)}</th> <td class="number">{fee}</td></tr> }
            .any()
    });
    let body = view! {
        <table class="bill">
            <tbody>{lines} {fee}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{say!(l, order.total)}</th>
                    <td class="number" data-testid="order-total">{money(order.total_minor)}</td>
                </tr>
            </tfoot>
        </table>
    };
    card(say!(l, order.what), body.any())
}

/// For whom, and how it reaches them.
fn facts(l: Locale, order: &OrderView, may: bool) -> AnyView {
    let name = customer(l, order);
    let name = match order.contact_id {
        Some(_) => view! {
            {name} " · " <a href="/app/messages">{say!(l, booking.to_messages)}</a>
        }
        .any(),
        None => view! { {name} <span class="quiet below-it">{say!(l, order.gone)}</span> }.any(),
    };
    let phone = order.phone.as_deref().map(|phone| {
        let words = text::address(l, phone);
        let words = match phone.starts_with('+') {
            true => view! { <a class="number" href=format!("tel:{phone}")>{words}</a> }.any(),
            false => words.into_any(),
        };
        fact(say!(l, order.phone), words)
    });
    let (sign, how) = fulfilment(l, order.fulfilment);
    let how = view! { <span class="with-sign">{icon(sign)} <span>{how}</span></span> };
    let address = order.address.clone().map(|address| {
        let address =
            view! { <span class="kept-lines" data-testid="order-address">{address}</span> };
        fact(say!(l, order.address), address.any())
    });
    // Who may change the note has it in a form.
    let note = order.note.clone().filter(|_| !may).map(|note| {
        fact(say!(l, order.note), view! { <span class="kept-lines">{note}</span> }.any())
    });
    let body = view! {
        <dl class="facts">
            {fact(say!(l, booking.customer), name)}
            {phone}
            {fact(say!(l, order.how), how.any())}
            {address}
            {note}
        </dl>
    };
    card(say!(l, order.for_whom), body.any())
}

/// What can become of it, the likeliest first.
///
/// `tells`: there is a customer to whom it is told.
fn acts(
    l: Locale,
    id: OrderId,
    (status, way, tells): (OrderStatus, Fulfilment, bool),
    post: Post,
) -> AnyView {
    let (delivery, pickup) = (Fulfilment::Delivery, Fulfilment::Pickup);
    let next = match (status, way) {
        (OrderStatus::New, _) => OrderAct::Accept,
        (OrderStatus::Accepted, _) => OrderAct::Ready,
        (OrderStatus::Ready, way) if way == delivery => OrderAct::SendOut,
        _ => OrderAct::Complete,
    };
    let may = |act: OrderAct| status.apply(act, way).is_ok();
    let button = |act: OrderAct, sign, word, testid| {
        may(act).then(|| {
            let class = if act == next { "btn btn-primary" } else { "btn btn-quiet" };
            let button = submit(class, Some(sign), word, testid, post.pending());
            post.form("", None, view! { {hidden(id, act)} {button} }.any())
        })
    };
    let ready = match way == pickup {
        true => say!(l, order.ready_to_fetch),
        false => say!(l, order.make_ready),
    };
    let tell = (tells && status.is_open())
        .then(|| view! { <p class="quiet">{say!(l, order.tells)}</p> }.any());
    let over = match status {
        OrderStatus::Completed => Some(say!(l, order.over_completed)),
        OrderStatus::Cancelled => Some(say!(l, order.over_cancelled)),
        _ => None,
    };
    let over = over.map(|over| view! { <p class="quiet">{over}</p> }.any());
    let body = view! {
        {refusal(post.error())}
        <div class="acts">
            {button(OrderAct::Accept, Icon::Check, say!(l, order.accept), "btn-accept")}
            {button(OrderAct::Ready, Icon::Package, ready, "btn-ready")}
            {button(OrderAct::SendOut, Icon::Truck, say!(l, order.send_out), "btn-send-out")}
            {button(OrderAct::Complete, Icon::CheckCheck, say!(l, order.complete), "btn-complete")}
            {may(OrderAct::Cancel).then(|| cancel(l, id, tells, post))}
            {tell}
            {over}
        </div>
    };
    card(say!(l, booking.state), body.any())
}

/// Asks, and calls the order off.
fn cancel(l: Locale, id: OrderId, tells: bool, post: Post) -> AnyView {
    let (class, sign) = ("btn btn-danger", Some(Icon::Cross));
    let yes = submit(class, sign, say!(l, order.cancel_yes), "btn-cancel-yes", post.pending());
    let tell = tells.then(|| view! { <p class="quiet">{say!(l, order.cancel_tells)}</p> }.any());
    let form = view! { {hidden(id, OrderAct::Cancel)} {yes} };
    let sure = view! {
        <p>{say!(l, order.cancel_sure)}</p>
        {tell}
        {post.form("", None, form.any())}
    };
    ask(class, sign, say!(l, order.cancel), "btn-cancel", sure.any())
}

fn hidden(id: OrderId, act: OrderAct) -> AnyView {
    view! {
        <input type="hidden" name="id" value=id.to_string()/>
        <input type="hidden" name="act" value=act.as_str()/>
    }
    .any()
}

/// What is known of its way: when it was placed and since when it stands where it does.
fn history(l: Locale, order: &OrderView, now: ReadSignal<Instant>) -> AnyView {
    let placed = say!(l, order.placed).into_any();
    let placed = Moment::new(Tone::Calm, Icon::Bag, placed, since(order.created_at, now));
    let mut moments = vec![placed];
    if order.status != OrderStatus::New {
        let (tone, sign) = match order.status {
            OrderStatus::Completed => (Tone::Good, Icon::CheckCheck),
            OrderStatus::Cancelled => (Tone::Bad, Icon::Cross),
            _ => (Tone::Wait, Icon::Clock),
        };
        let word = text::order_badge(l, order.status).into_any();
        moments.push(Moment::new(tone, sign, word, since(order.updated_at, now)));
    }
    card(say!(l, order.history), timeline(moments))
}

fn note_fields(l: Locale, id: OrderId, note: &str, post: Post) -> AnyView {
    let error = post.error();
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="id" value=id.to_string()/>
        <TextArea id="note" name="note" label=say!(l, order.note_label) help=say!(l, booking.note_help)
            maxlength=NOTES_MAX optional=true filled=note error/>
        <div class="form-end">
            {submit("btn btn-quiet", Some(Icon::Check), say!(l, order.note_save), "btn-save-note", post.pending())}
        </div>
    };
    post.form("form", Some("note-form"), fields.any())
}
