//! What tables of the dashboard share: the wish in the address, heads that sort, live rows, choosing
//! several, and the way through the pages.

mod filters;
mod rows;
mod table;

pub(super) use filters::{beyond, filter_bar, order_kept, search_box, select_box, tick_box};
pub(super) use rows::{Kind, Rows, begin};
pub(super) use table::{Column, Picks, Shape, pages, pick, table};

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::components::{empty_next, go};
use crate::text::{say, use_locale};

/// A wave of events costs one question.
pub(super) const GATHER: Duration = Duration::from_millis(1_500);

/// What stands behind the `?` of the address, while the page is the one that it began as: on the way
/// to another page nothing is asked for again.
pub(super) fn use_wish() -> Memo<String> {
    let location = use_location();
    let here = location.pathname.get_untracked();
    Memo::new(move |known: Option<&String>| {
        let stays = location.pathname.with(|path| *path == here);
        let wish = || location.search.with(|text| text.trim_start_matches('?').to_owned());
        known.filter(|_| !stays).cloned().unwrap_or_else(wish)
    })
}

/// What stands in a list in which nothing is like what was asked for: the way back to all of it.
pub(super) fn nothing_fits(lead: &'static str, path: &'static str) -> AnyView {
    let word = say!(use_locale(), list.clear);
    let all = go("btn btn-quiet", path, None, word, "empty-show-all");
    empty_next(lead, "Atafutaye hachoki.", "Who searches does not tire.", all)
}

/// An address with some filters, joined to one more.
pub(super) fn joined(path: &str, filters: &str, more: &str) -> String {
    let between = if filters.is_empty() || more.is_empty() { "" } else { "&" };
    let mark = if filters.is_empty() && more.is_empty() { "" } else { "?" };
    [path, mark, filters, between, more].concat()
}
