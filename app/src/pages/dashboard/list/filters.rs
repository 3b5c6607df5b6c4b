//! The bar of filters: a plain form that asks for the same page again.

use leptos::prelude::*;

use crate::api::platform::Asked;
use crate::components::{Any, Icon, icon};
use crate::text::{say, use_locale};

/// The value of a filter, as it was understood.
fn value(values: &[(String, String)], name: &str) -> String {
    let found = values.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// The form around its filters; `path` is the list's own address. The rarer filters stand open while
/// one of them is asked for.
pub(in crate::pages::dashboard) fn filter_bar(
    path: &'static str,
    search: AnyView,
    rarer: AnyView,
    open: bool,
    asked: bool,
) -> AnyView {
    let l = use_locale();
    let clear = asked.then(|| {
        view! { <a class="btn btn-link" href=path data-testid="filters-clear">{say!(l, list.clear)}</a> }.any()
    });
    view! {
        <form class="filters" method="get" action=path role="search">
            {search}
            <button class="btn btn-quiet" data-testid="filters-find">{icon(Icon::Search)} <span>{say!(l, tenants.find)}</span></button>
            {clear}
            <details class="filters-more" open=open>
                <summary data-testid="filters-more">{icon(Icon::Filter)} <span>{say!(l, list.filters)}</span></summary>
                <div class="filters-fields">{rarer}</div>
            </details>
        </form>
    }
    .any()
}

/// Whether more is asked for than what is searched.
pub(in crate::pages::dashboard) fn beyond(values: &[(String, String)], searched: &[&str]) -> bool {
    values.iter().any(|(name, _)| !searched.contains(&name.as_str()))
}

/// Where one types what one looks for.
pub(in crate::pages::dashboard) fn search_box(
    name: &'static str,
    label: &'static str,
    testid: &'static str,
    values: &[(String, String)],
) -> AnyView {
    view! {
        <label class="filter filter-search">
            <span>{label}</span>
            <input type="search" name=name value=value(values, name) maxlength="100" data-testid=testid/>
        </label>
    }
    .any()
}

/// A choice of one, or of none.
pub(in crate::pages::dashboard) fn select_box(
    name: &'static str,
    label: &'static str,
    testid: &'static str,
    options: Vec<(&'static str, &'static str)>,
    values: &[(String, String)],
) -> AnyView {
    let l = use_locale();
    let chosen = value(values, name);
    let options = options
        .into_iter()
        .map(|(value, word)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{word}</option> }.any()
        })
        .collect_view();
    view! {
        <label class="filter">
            <span>{label}</span>
            <select name=name data-testid=testid>
                <option value="">{say!(l, list.any)}</option>
                {options}
            </select>
        </label>
    }
    .any()
}

/// Something that is asked for or not.
pub(in crate::pages::dashboard) fn tick_box(
    name: &'static str,
    label: &'static str,
    testid: &'static str,
    values: &[(String, String)],
) -> AnyView {
    let ticked = !value(values, name).is_empty();
    view! {
        <label class="check">
            <input type="checkbox" name=name checked=ticked data-testid=testid/>
            <span>{label}</span>
        </label>
    }
    .any()
}

/// The order, so that it stays while one searches.
pub(in crate::pages::dashboard) fn order_kept(asked: &Asked) -> AnyView {
    let order = if asked.descending { "desc" } else { "asc" };
    view! {
        <input type="hidden" name="sort" value=asked.sort.clone()/>
        <input type="hidden" name="order" value=order/>
    }
    .any()
}
