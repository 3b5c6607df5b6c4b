//! Two customers who are one person: the other one chosen, both looked at side by side, and made one.

use domain::Permission;
use domain::customer::{CustomerRow, CustomerView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{PLACE, out_badge, tags};
use crate::api::customers::{MergeCustomers, MergePage, read_merge};
use crate::components::{
    Any, Badge, Data, Icon, Post, Select, Tone, card, fact, icon, notice, page_head, refusal,
    submit,
};
use crate::text::{self, Locale, say, use_locale};
use crate::time::{ago, since, ticking_in};

/// The page on which two customers are made one.
#[component]
pub(crate) fn MergeCustomer() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let field = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    let asked = move || (id(), field("find"), field("with"));
    let key = move || {
        let (id, find, with) = asked();
        [id, with, find].join(" ")
    };
    let data = Data::new(key, move || {
        let (id, find, with) = untrack(asked);
        read_merge(id, find, with)
    });
    data.page(move |page| view(page, &untrack(asked).1))
}

fn view(page: MergePage, find: &str) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone.clone(), page.now);
    let customer = [PLACE, "/", &page.stays.row.id.to_string()].concat();
    let here = [customer.as_str(), "/merge"].concat();
    let body = match page.gone {
        Some(gone) => {
            let may = page.role.may(Permission::ChangeCustomers);
            let ask = may.then(|| ask(l, &page.stays, &gone));
            view! {
                <h2>{say!(l, customers.merge_compare)}</h2>
                <div class="booking">{side(l, &page.stays, now)} {side(l, &gone, now)}</div>
                {ask}
                <p class="below"><a class="way" href=here>{say!(l, customers.merge_other)}</a></p>
            }
            .any()
        }
        None => choose(l, &page.found, &here, find),
    };
    view! {
        <Title text=say!(l, customers.merge_title)/>
        {page_head(say!(l, customers.merge_title).into_any(), Some(say!(l, customers.merge_lead).into_any()), None)}
        <div class="stack">{body}</div>
        <p class="below"><a class="way" href=customer>{say!(l, customers.merge_back)}</a></p>
    }
    .any()
}

/// The other one is looked for and chosen.
fn choose(l: Locale, found: &[CustomerRow], here: &str, find: &str) -> AnyView {
    let word = say!(l, customers.find);
    let none = found
        .is_empty()
        .then(|| view! { <p class="quiet">{say!(l, customers.merge_none)}</p> }.any());
    let lines = found.iter().map(|row| {
        let href = [here, "?with=", &row.id.to_string()].concat();
        let address = text::address(l, &row.address);
        let name = row.name.clone().unwrap_or_else(|| address.clone());
        view! {
            <li class="row" data-testid="merge-line">
                <div>
                    <p class="row-name"><a href=href>{name}</a></p>
                    <p class="quiet number">{address}</p>
                </div>
            </li>
        }
        .any()
    });
    let body = view! {
        <form class="filters" method="get" action=here.to_owned() role="search" aria-label=word>
            <input type="search" name="find" maxlength="100" aria-label=word placeholder=word
                value=find.to_owned() data-testid="field-find"/>
            <button class="btn btn-quiet" data-testid="btn-find">
                {icon(Icon::Search)} <span>{say!(l, products.find)}</span>
            </button>
        </form>
        {none}
        <ul class="rows">{lines.collect_view()}</ul>
    };
    card(say!(l, customers.merge_choose), body.any())
}

/// One of the two.
fn side(l: Locale, customer: &CustomerView, now: ReadSignal<domain::Instant>) -> AnyView {
    let row = &customer.row;
    let addresses = customer.addresses.iter().map(|address| {
        view! { <span class="below-it number">{text::address(l, &address.value)}</span> }.any()
    });
    let addresses = addresses.collect_view().into_any();
    let last = row.last_at.map(|at| fact(say!(l, customers.last), ago(at, now)));
    let sorted = (!row.tags.is_empty()).then(|| fact(say!(l, customers.tags), tags(&row.tags)));
    let note = customer.note.clone().map(|note| {
        fact(say!(l, customers.note), view! { <span class="kept-lines">{note}</span> }.any())
    });
    let out = row.opted_out.then(|| out_badge(l));
    let status = view! { {Badge::contact(l, row.status).view("customer-status")} " " {out} };
    view! {
        <section class="card" data-testid="merge-side">
            <h3 class="card-title">{text::address(l, row.called())}</h3>
            <dl class="facts">
                {fact(say!(l, customers.status), status.any())}
                {fact(say!(l, customers.reached), addresses)}
                {fact(say!(l, customers.first), since(row.first_at, now))}
                {last}
                {sorted}
                {note}
            </dl>
        </section>
    }
    .any()
}

/// Asks for the name that stays, and makes one of the two.
fn ask(l: Locale, stays: &CustomerView, gone: &CustomerView) -> AnyView {
    let post = Post::to::<MergeCustomers>();
    let error = post.error();
    let called = |customer: &CustomerView| text::address(l, customer.row.called());
    let options = vec![("stays", called(stays)), ("gone", called(gone))];
    // Of one name only there is nothing to choose.
    let both = stays.row.name.is_some() && gone.row.name.is_some();
    let name = both.then(|| {
        view! {
            <Select id="name" name="name" label=say!(l, customers.merge_name) options=options
                filled="stays".to_owned() error/>
        }
    });
    let out = (stays.row.opted_out != gone.row.opted_out)
        .then(|| notice(Tone::Wait, Icon::Ban, say!(l, customers.merge_out).to_owned()));
    let yes = submit(
        "btn btn-danger",
        Some(Icon::Check),
        say!(l, customers.merge_yes),
        "btn-merge-yes",
        post.pending(),
    );
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="id" value=stays.row.id.to_string()/>
        <input type="hidden" name="with" value=gone.row.id.to_string()/>
        {name}
        <p>{say!(l, customers.merge_for_good)}</p>
        <div class="form-end">{yes}</div>
    };
    view! { {out} {post.form("form", Some("merge-form"), fields.any())} }.any()
}
