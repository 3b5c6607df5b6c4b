//! Tabs: links to the parts of one thing.

use leptos::prelude::*;

use super::erased::Any;

/// One part.
pub(crate) struct Tab {
    href: String,
    name: &'static str,
    current: bool,
    count: Option<u32>,
}

impl Tab {
    /// A part with its address, and whether it is the one that is shown.
    pub(crate) fn new(href: impl Into<String>, name: &'static str, current: bool) -> Self {
        Self { href: href.into(), name, current, count: None }
    }

    /// How many things the part holds.
    #[must_use]
    pub(crate) fn count(self, count: u32) -> Self {
        Self { count: Some(count), ..self }
    }
}

/// The parts beside each other.
pub(crate) fn tabs(label: &'static str, tabs: Vec<Tab>) -> AnyView {
    let tabs = tabs
        .into_iter()
        .map(|tab| {
            let count = tab
                .count
                .map(|count| view! { <span class="tab-count">{count.to_string()}</span> }.any());
            view! {
                <a href=tab.href aria-current=tab.current.then_some("page")>
                    <span>{tab.name}</span>
                    {count}
                </a>
            }
            .any()
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{tabs}</nav> }.any()
}
