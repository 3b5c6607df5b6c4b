//! The customers: who they are, and looking for some of them.

mod import;
mod merge;
mod one;

use domain::customer::{ContactStatus, CustomerRow};
use domain::live::LiveEvent;
use domain::shop::ImportView;
use domain::{Instant, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::products::encoded;
use crate::api::customer_import::UndoCustomerImport;
use crate::api::customers::{CustomersPage, CustomersQuery, read_customers};
use crate::components::{
    Any, Badge, Data, Icon, Post, Tone, check, dynamic, empty, empty_next, icon, notice, page_head,
    pager, refusal, submit,
};
use crate::live::{News, refetch, use_live};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::{ago, ticking_in};

pub(crate) use import::ImportCustomers;
pub(crate) use merge::MergeCustomer;
pub(crate) use one::Customer;

const PLACE: &str = "/app/customers";

/// The page of the customers.
#[component]
pub(crate) fn Customers() -> impl IntoView {
    let query = use_query_map();
    let field = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    let asked = move || CustomersQuery {
        find: field("find"),
        status: field("status"),
        tag: field("tag"),
        out: field("out"),
        before: field("before"),
    };
    let done = move || field("done");
    let key = move || [address(&asked(), &asked().before), done()].join(" ");
    let data = Data::new(key, move || read_customers(untrack(asked)));
    data.page(move |page| view(page, untrack(asked), &untrack(done)))
}

fn view(page: CustomersPage, asked: CustomersQuery, done: &str) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone.clone(), page.now);
    let may_export = page.role.may(Permission::ExportCustomers) && !page.viewing;
    let filters = filters(l, &asked, &page.tags);
    let done = match done {
        "erased" => Some(say!(l, customers.erased)),
        "imported" => Some(say!(l, customer_import.done)),
        "undone" => Some(say!(l, customer_import.undone)),
        _ => None,
    };
    let done = done.map(|text| notice(Tone::Good, Icon::Check, text.to_owned()));
    let may_change = page.role.may(Permission::ChangeCustomers);
    let import = may_change.then(|| import_ways(l, page.last_import));
    let list = RwSignal::new((page.customers, page.next));
    let again = asked.clone();
    use_live().listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Consent { .. }) | News::Fresh { .. }) {
            let again = again.clone();
            refetch(
                move || read_customers(again.clone()),
                move |fresh: CustomersPage| {
                    let fresh = (fresh.customers, fresh.next);
                    // What is the same stays as it is drawn; by now the page may have been left.
                    if list.try_with_untracked(|shown| *shown != fresh) == Some(true) {
                        list.try_set(fresh);
                    }
                },
            );
        }
    });
    let body = dynamic(move || {
        list.with(|(customers, next)| body(l, customers, next.as_deref(), &asked, now))
    });
    // A deed of a form: that customers were taken out is written down.
    let export = may_export.then(|| {
        view! {
            <form class="below" method="post" action="/app/customers.csv">
                <button class="btn btn-quiet" data-testid="btn-export">
                    {icon(Icon::Download)} <span>{say!(l, customers.export)}</span>
                </button>
            </form>
        }
        .any()
    });
    view! {
        <Title text=say!(l, customers.title)/>
        {page_head(say!(l, customers.title).into_any(), Some(say!(l, customers.lead).into_any()), None)}
        {done}
        {filters}
        {body}
        {import}
        {export}
    }
    .any()
}

/// The way to take a file in, and to undo the last one.
fn import_ways(l: Locale, last: Option<ImportView>) -> AnyView {
    let undo = last.map(|last| {
        let post = Post::to::<UndoCustomerImport>();
        let counts = [
            ("added", text::count(last.added.into())),
            ("changed", text::count(last.changed.into())),
        ];
        let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        let words = fill(say!(l, customer_import.last), &counts);
        let fields = view! {
            {refusal(post.error())}
            <input type="hidden" name="id" value=last.id.to_string()/>
            <p class="quiet">{words}</p>
            {submit("btn btn-quiet", None, say!(l, customer_import.undo), "btn-undo-import", post.pending())}
        };
        post.form("below", None, fields.any())
    });
    view! {
        <p class="below">
            <a class="way with-sign" href="/app/customers/import" data-testid="import-customers">
                {icon(Icon::Upload)} <span>{say!(l, customer_import.title)}</span>
            </a>
        </p>
        {undo}
    }
    .any()
}

/// The address of a part of the list.
fn address(asked: &CustomersQuery, before: &str) -> String {
    let fields = [
        ("find", asked.find.as_str()),
        ("status", asked.status.as_str()),
        ("tag", asked.tag.as_str()),
        ("out", asked.out.as_str()),
        ("before", before),
    ];
    let mut address = PLACE.to_owned();
    let mut mark = '?';
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.push(mark);
        address = address + name + "=" + &encoded(value);
        mark = '&';
    }
    address
}

fn filters(l: Locale, asked: &CustomersQuery, tags: &[String]) -> AnyView {
    let word = say!(l, customers.find);
    let statuses = ContactStatus::ALL
        .iter()
        .map(|status| {
            let selected = status.as_str() == asked.status;
            let word = text::contact_status(l, *status);
            view! { <option value=status.as_str() selected=selected>{word}</option> }.any()
        })
        .collect_view();
    let tags = (!tags.is_empty()).then(|| {
        let tags = tags
            .iter()
            .map(|tag| {
                let selected = *tag == asked.tag;
                view! { <option value=tag.clone() selected=selected>{tag.clone()}</option> }.any()
            })
            .collect_view();
        view! {
            <select name="tag" aria-label=say!(l, customers.tag) data-testid="filter-tag">
                <option value="">{say!(l, customers.any_tag)}</option>
                {tags}
            </select>
        }
        .any()
    });
    let out = !asked.out.is_empty();
    view! {
        <form class="filters" method="get" action=PLACE role="search" aria-label=word>
            <input type="search" name="find" maxlength="100" aria-label=word placeholder=word
                value=asked.find.clone() data-testid="field-find"/>
            <button class="btn btn-quiet" data-testid="btn-find">
                {icon(Icon::Search)} <span>{say!(l, products.find)}</span>
            </button>
            <select name="status" aria-label=say!(l, customers.status) data-testid="filter-status">
                <option value="">{say!(l, customers.any_status)}</option>
                {statuses}
            </select>
            {tags}
            {check("out", "yes", say!(l, customers.only_out), out, "filter-out")}
        </form>
    }
    .any()
}

fn body(
    l: Locale,
    customers: &[CustomerRow],
    next: Option<&str>,
    asked: &CustomersQuery,
    now: ReadSignal<Instant>,
) -> AnyView {
    let lines = match customers.is_empty() {
        true => none(l, asked),
        false => {
            let lines = customers.iter().map(|row| line(l, row, now)).collect_view();
            view! { <ul class="orders" data-testid="customers">{lines}</ul> }.any()
        }
    };
    let first = (!asked.before.is_empty()).then(|| address(asked, ""));
    let next = next.map(|next| address(asked, next));
    view! { {lines} {pager(first, next)} }.any()
}

fn none(l: Locale, asked: &CustomersQuery) -> AnyView {
    let (saying, meaning) = (say!(l, customers.none_saying), say!(l, customers.none_meaning));
    let body = match *asked == CustomersQuery::default() {
        true => empty(say!(l, customers.none), saying, meaning),
        false => {
            let all = view! {
                <a class="btn btn-link" href=PLACE data-testid="all-customers">{say!(l, customers.all)}</a>
            };
            empty_next(say!(l, customers.none_such), saying, meaning, all.any())
        }
    };
    view! { <section class="card" data-testid="no-customers">{body}</section> }.any()
}

fn line(l: Locale, row: &CustomerRow, now: ReadSignal<Instant>) -> AnyView {
    let href = [PLACE, "/", &row.id.to_string()].concat();
    let address = text::address(l, &row.address);
    let name = row.name.clone().unwrap_or_else(|| address.clone());
    let last = row.last_at.map(|at| ago(at, now));
    let out = row.opted_out.then(|| out_badge(l));
    view! {
        <li>
            <a class="order customer" href=href data-testid="customer-line">
                <span class="order-number">
                    <span class="row-name">{name}</span>
                    <span class="quiet number">{address}</span>
                </span>
                <span class="order-words">
                    <span class="quiet">{last}</span>
                    {tags(&row.tags)}
                </span>
                <span class="order-state">{Badge::contact(l, row.status).view("customer-status")} " " {out}</span>
            </a>
        </li>
    }
    .any()
}

/// What customers are sorted by.
fn tags(tags: &[String]) -> AnyView {
    let tags = tags.iter().map(|tag| {
        view! { <span class="badge tone-calm" data-testid="tag"><span>{tag.clone()}</span></span> " " }
            .into_any()
    });
    view! { <span>{tags.collect_view()}</span> }.any()
}

/// That a customer wants no messages.
fn out_badge(l: Locale) -> AnyView {
    Badge::new(Tone::Bad, Icon::Ban, say!(l, customers.out), "out").view("customer-out")
}
