//! Parts of tables: heads that sort, the bar of what is chosen, and the way through the pages.

use leptos::prelude::*;

use super::erased::Any;
use super::icon::{Icon, icon};
use crate::text::{say, use_locale};

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sorted {
    /// Not by this column.
    Not,
    /// The smallest, oldest or first letter on top.
    Up,
    /// The largest or newest on top.
    Down,
}

/// A column's head: a link to the same list in another order.
pub(crate) fn sort_head(label: &'static str, href: String, sorted: Sorted) -> AnyView {
    let (order, sign) = match sorted {
        Sorted::Not => (None, Icon::Sort),
        Sorted::Up => (Some("ascending"), Icon::Up),
        Sorted::Down => (Some("descending"), Icon::Down),
    };
    view! {
        <th scope="col" class="sort" aria-sort=order>
            <a href=href><span>{label}</span> {icon(sign)}</a>
        </th>
    }
    .any()
}

/// The bar with what to do to the chosen rows; it shows itself while a row in the page is ticked.
pub(crate) fn bulk(words: AnyView, actions: AnyView) -> AnyView {
    view! {
        <div class="bulk" role="group" data-testid="bulk">
            <div class="bulk-words">{words}</div>
            <div class="bulk-actions">{actions}</div>
        </div>
    }
    .any()
}

/// The way to the first and to the next page of a list, as far as there is one.
pub(crate) fn pager(first: Option<String>, next: Option<String>) -> AnyView {
    pager_of(say!(use_locale(), pager.label), first, next)
}

/// The same under a name of its own, where a page has several.
pub(crate) fn pager_of(
    label: &'static str,
    first: Option<String>,
    next: Option<String>,
) -> AnyView {
    let l = use_locale();
    if first.is_none() && next.is_none() {
        return ().into_any();
    }
    let first = first.map(|href| {
        view! {
            <a class="btn btn-quiet" href=href data-testid="page-first">
                {icon(Icon::Left)} <span>{say!(l, pager.first)}</span>
            </a>
        }
        .any()
    });
    let next = next.map(|href| {
        view! {
            <a class="btn btn-quiet" href=href rel="next" data-testid="page-next">
                <span>{say!(l, pager.next)}</span> {icon(Icon::Right)}
            </a>
        }
        .any()
    });
    view! { <nav class="pager" aria-label=label>{first} {next}</nav> }.any()
}
