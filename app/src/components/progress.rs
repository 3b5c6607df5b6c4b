//! How far something has come.

use leptos::prelude::*;

use super::erased::Any;
use super::icon::{Icon, icon};

/// The steps of something that a person goes through; `now` counts from 0, and when it is past the
/// last one all are done.
pub(crate) fn steps(label: &'static str, names: &[&'static str], now: usize) -> AnyView {
    let steps = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let state = match number.cmp(&now) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "todo",
            };
            step(number, name, state)
        })
        .collect_view();
    view! { <ol class="stepper" aria-label=label>{steps}</ol> }.any()
}

/// One step: its number or a tick, and its name.
pub(super) fn step(number: usize, name: &'static str, state: &'static str) -> AnyView {
    let sign = match state {
        "done" => icon(Icon::Check),
        _ => view! { <span>{(number + 1).to_string()}</span> }.any(),
    };
    view! {
        <li data-state=state aria-current=(state == "now").then_some("step")>
            <span class="step-sign">{sign}</span>
            <span class="step-name">{name}</span>
        </li>
    }
    .any()
}

/// A part of a whole, as a bar with its name.
pub(crate) fn progress(label: &'static str, value: u32, max: u32) -> AnyView {
    view! {
        <label class="progress">
            <span class="progress-words"><span>{label}</span> <span class="number">{format!("{value} / {max}")}</span></span>
            <progress value=value.to_string() max=max.to_string()></progress>
        </label>
    }
    .any()
}
