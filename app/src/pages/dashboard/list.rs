//! What tables of the dashboard share: the wish in the address, heads that sort, live rows, choosing
//! several, and the way through the pages.

mod filters;
mod rows;
mod soon;
mod table;

pub(super) use filters::{beyond, filter_bar, order_kept, search_box, select_box, tick_box};
pub(super) use rows::{Kind, Rows, begin};
pub(super) use soon::Soon;
pub(super) use table::{Column, Picks, Shape, pages, pick, table};

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What stands behind the `?` of the address.
pub(super) fn use_wish() -> Memo<String> {
    let search = use_location().search;
    Memo::new(move |_| search.with(|text| text.trim_start_matches('?').to_owned()))
}

/// An address with some filters, joined to one more.
pub(super) fn joined(path: &str, filters: &str, more: &str) -> String {
    let between = if filters.is_empty() || more.is_empty() { "" } else { "&" };
    let mark = if filters.is_empty() && more.is_empty() { "" } else { "?" };
    [path, mark, filters, between, more].concat()
}
