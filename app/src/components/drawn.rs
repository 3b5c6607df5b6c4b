//! The phone's menus on the way to linking, drawn in the two colours of the weave.

use leptos::prelude::*;

use super::erased::Any;

/// Where to tap: the menu of the first page, the entry in it, the code on the other screen.
const HERE: [&str; 3] = [
    "M56 12a11 11 0 1 0 .1 0z",
    "M14 43h44a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H14a4 4 0 0 1-4-4V47a4 4 0 0 1 4-4z",
    "M19 42v-9h9M44 33h9v9M53 66v9h-9M28 75h-9v-9",
];
/// What else is on the screen.
const LINES: [&str; 3] = [
    "M16 23h20M30 50h26M30 68h18M30 86h24M56 17v.1M56 23v.1M56 29v.1",
    "M18 30h24M18 54h36M18 76h20M18 90h30",
    "M27 41h6v6h-6zM39 41h6v6h-6zM27 60h6v6h-6zM40 60h5M43 67h2",
];
const FIELDS: [&str; 3] = [
    "M18 44a6 6 0 1 0 .1 0zM18 62a6 6 0 1 0 .1 0zM18 80a6 6 0 1 0 .1 0z",
    "M14 43h44a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H14a4 4 0 0 1-4-4V47a4 4 0 0 1 4-4z",
    "M19 33h34v42H19z",
];

/// Three steps beside their pictures, for `ol.steps-drawn`.
pub(crate) fn phone_steps(texts: [&'static str; 3]) -> AnyView {
    let steps = texts.into_iter().zip(LINES).zip(HERE).zip(FIELDS);
    let steps = steps
        .map(|(((text, lines), here), field)| {
            view! {
                <li>
                    <svg class="drawn" viewBox="0 0 72 112" aria-hidden="true" focusable="false">
                        <rect class="drawn-phone" x="2" y="2" width="68" height="108" rx="12"></rect>
                        <path class="drawn-field" d=field></path>
                        <path class="drawn-line" d=lines></path>
                        <path class="drawn-here" d=here></path>
                    </svg>
                    <p>{text}</p>
                </li>
            }
            .any()
        })
        .collect_view();
    view! { <ol class="steps-drawn">{steps}</ol> }.any()
}
