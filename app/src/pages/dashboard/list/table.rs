//! The table itself: heads, rows, the bar for several, and the pages.

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::joined;
use super::rows::Rows;
use crate::api::platform::Asked;
use crate::components::{
    Any, Icon, Item, Sorted, bulk, dynamic, effect, flag, icon, keyed, sort_head, words,
};
use crate::live::use_live;
use crate::text::{self, say, use_locale};

/// A column's head.
pub(in crate::pages::dashboard) struct Column {
    label: &'static str,
    /// What the list can be sorted by here, and which way first.
    sort: Option<(&'static str, Sorted)>,
}

impl Column {
    /// One that nothing is sorted by.
    pub(in crate::pages::dashboard) fn new(label: &'static str) -> Self {
        Self { label, sort: None }
    }

    /// One that the list can be sorted by.
    pub(in crate::pages::dashboard) fn sorted(
        label: &'static str,
        name: &'static str,
        first: Sorted,
    ) -> Self {
        Self { label, sort: Some((name, first)) }
    }
}

/// What is chosen, and what can be done to it: the deed, its word, its sign and its class.
pub(in crate::pages::dashboard) struct Picks {
    pub(in crate::pages::dashboard) picked: RwSignal<Vec<String>>,
    pub(in crate::pages::dashboard) deeds: Vec<(&'static str, &'static str, Icon, &'static str)>,
}

/// What a table is made of beside its rows.
pub(in crate::pages::dashboard) struct Shape {
    pub(in crate::pages::dashboard) path: &'static str,
    pub(in crate::pages::dashboard) testid: &'static str,
    /// What the table holds, for who does not see it.
    pub(in crate::pages::dashboard) caption: &'static str,
    pub(in crate::pages::dashboard) columns: Vec<Column>,
    pub(in crate::pages::dashboard) picks: Option<Picks>,
    /// What stands there while nothing fits.
    pub(in crate::pages::dashboard) empty: fn(bool) -> AnyView,
}

/// A list as a table that becomes cards on a phone.
pub(in crate::pages::dashboard) fn table<T>(
    shape: Shape,
    rows: Rows<T>,
    asked: Asked,
    row: impl Fn(RwSignal<T>) -> AnyView + Send + Sync + Copy + 'static,
) -> AnyView
where
    T: Clone + PartialEq + DeserializeOwned + Send + Sync + 'static,
{
    let lines = keyed(move || {
        let rows = rows.shown().into_iter();
        rows.map(|(id, item)| -> Item { (id, Box::new(move || row(item))) }).collect()
    });
    let around = rows.around();
    let none = flag(move || rows.ids().is_empty());
    let choose = shape.picks.as_ref().map(|picks| choose_all(picks.picked, move || rows.ids()));
    let Shape { path, testid, caption, columns, picks, empty } = shape;
    let filtered = !asked.values.is_empty();
    let nothing = dynamic(move || if none.get() { empty(filtered) } else { ().into_any() });
    let pickable = picks.is_some().then(|| {
        let l = use_locale();
        view! { <th scope="col" class="pick"><span class="unseen">{say!(l, list.choose)}</span></th> }.any()
    });
    let heads = columns.iter().map(|column| head(path, column, &asked)).collect_view();
    let total = words(move || {
        let l = use_locale();
        let total = around.with(|around| around.total);
        text::fill(say!(l, list.total), &[("count", &text::count(u64::from(total)))])
    });
    let asked_here = asked.clone();
    let pages = dynamic(move || {
        around.with(|around| {
            pages(path, &asked_here, around.previous.as_deref(), around.next.as_deref())
        })
    });
    view! {
        <div class="list">
            <div class="list-head">
                <p class="quiet number" data-testid="total" hidden=none>{total}</p>
                {choose}
                {news(rows.news(), move || rows.show_news())}
            </div>
            {nothing}
            <table class="ledger" data-testid=testid hidden=none>
                <caption class="unseen">{caption}</caption>
                <thead><tr>{pickable} {heads}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
            {picks.map(|picks| bar(&picks))}
            {pages}
        </div>
    }
    .any()
}

fn head(path: &'static str, column: &Column, asked: &Asked) -> AnyView {
    let Some((name, first)) = column.sort else {
        return view! { <th scope="col">{column.label}</th> }.any();
    };
    let sorted = match asked.descending {
        _ if asked.sort != name => Sorted::Not,
        true => Sorted::Down,
        false => Sorted::Up,
    };
    let next = match sorted {
        Sorted::Not => first,
        Sorted::Up => Sorted::Down,
        Sorted::Down => Sorted::Up,
    };
    let order = if next == Sorted::Down { "desc" } else { "asc" };
    let href = joined(path, &asked.filters, &format!("sort={name}&order={order}"));
    sort_head(column.label, href, sorted)
}

/// The box that chooses a row.
pub(in crate::pages::dashboard) fn pick(
    id: String,
    label: String,
    picked: RwSignal<Vec<String>>,
) -> AnyView {
    let (this, that) = (id.clone(), id.clone());
    let chosen = flag(move || picked.with(|picked| picked.contains(&this)));
    view! {
        <td class="pick">
            <label><input type="checkbox" name="id" value=id form="bulk" aria-label=label data-testid="pick"
                prop:checked=chosen on:change=move |event| {
                    let on = event_target_checked(&event);
                    picked.update(|picked| {
                        picked.retain(|known| *known != that);
                        if on {
                            picked.push(that.clone());
                        }
                    });
                }/></label>
        </td>
    }
    .any()
}

fn choose_all(
    picked: RwSignal<Vec<String>>,
    ids: impl Fn() -> Vec<String> + Send + Sync + Copy + 'static,
) -> AnyView {
    let l = use_locale();
    let all = flag(move || {
        let ids = ids();
        !ids.is_empty() && picked.with(|picked| ids.iter().all(|id| picked.contains(id)))
    });
    view! {
        <label class="check live-only">
            <input type="checkbox" data-testid="pick-all" prop:checked=all on:change=move |event| {
                picked.set(if event_target_checked(&event) { untrack(ids) } else { Vec::new() });
            }/>
            <span>{say!(l, list.choose_all)}</span>
        </label>
    }
    .any()
}

/// What can be done to the chosen rows; the next page names what will happen, and asks.
fn bar(picks: &Picks) -> AnyView {
    let l = use_locale();
    let picked = picks.picked;
    let count = words(move || match picked.with(Vec::len) {
        0 => say!(l, list.with_chosen).to_owned(),
        count => text::fill(say!(l, list.chosen), &[("count", &count.to_string())]),
    });
    let deeds = picks
        .deeds
        .iter()
        .map(|(deed, word, sign, class)| {
            view! {
                <button class=*class name="do" value=*deed data-testid=format!("bulk-{deed}")>
                    {icon(*sign)} <span>{*word} "…"</span>
                </button>
            }
            .any()
        })
        .collect_view();
    view! { <form id="bulk" method="get" action="/admin/bulk">{bulk(count, deeds.into_any())}</form> }
        .any()
}

/// Says that there is more than is shown.
fn news(news: RwSignal<Option<u32>>, show: impl Fn() + Copy + 'static) -> AnyView {
    let l = use_locale();
    let sentence = move || match news.get() {
        Some(0) | None => say!(l, list.changed).to_owned(),
        Some(count) => text::fill(say!(l, list.news), &[("count", &count.to_string())]),
    };
    let live = use_live();
    effect(move || {
        if news.get().is_some() {
            live.announce(sentence());
        }
    });
    view! {
        <button type="button" class="btn btn-quiet list-news" data-testid="list-news"
            hidden=flag(move || news.get().is_none()) on:click=move |_| show()>
            {icon(Icon::Restart)} <span>{words(sentence)}</span>
        </button>
    }
    .any()
}

/// The way to the pages beside this one.
pub(in crate::pages::dashboard) fn pages(
    path: &'static str,
    asked: &Asked,
    previous: Option<&str>,
    next: Option<&str>,
) -> AnyView {
    let l = use_locale();
    if previous.is_none() && next.is_none() {
        return ().into_any();
    }
    let order = if asked.descending { "desc" } else { "asc" };
    let order = if asked.sort.is_empty() {
        String::new()
    } else {
        format!("sort={}&order={order}&", asked.sort)
    };
    let to = |cursor: &str| joined(path, &asked.filters, &format!("{order}page={cursor}"));
    let previous = previous.map(|cursor| {
        view! {
            <a class="btn btn-quiet" href=to(cursor) rel="prev" data-testid="page-previous">
                {icon(Icon::Left)} <span>{say!(l, list.previous)}</span>
            </a>
        }
        .any()
    });
    let next = next.map(|cursor| {
        view! {
            <a class="btn btn-quiet" href=to(cursor) rel="next" data-testid="page-next">
                <span>{say!(l, pager.next)}</span> {icon(Icon::Right)}
            </a>
        }
        .any()
    });
    view! { <nav class="pager" aria-label=say!(l, pager.label)>{previous} {next}</nav> }.any()
}
