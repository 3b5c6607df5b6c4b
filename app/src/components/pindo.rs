//! The woven border of a kanga: marks the top of a frame and the most important card, nothing else.

use leptos::prelude::*;

use super::erased::Any;

/// One thin strip in the two colours of the weave; `id` is unique on its page.
pub(crate) fn pindo(id: &'static str) -> AnyView {
    view! {
        <svg class="pindo" aria-hidden="true" focusable="false" height="8" width="100%">
            <defs>
                <pattern id=id width="32" height="8" patternUnits="userSpaceOnUse">
                    <path class="pindo-ground" d="M0 0h32v8H0z"></path>
                    <path class="pindo-thread" d="M0 8l8-8 8 8zM20 4l4-4 4 4-4 4z"></path>
                </pattern>
            </defs>
            <rect width="100%" height="8" fill=format!("url(#{id})")></rect>
        </svg>
    }
    .any()
}

/// The mark: a woven diamond that is also a speech bubble, with the name.
pub(crate) fn brand(href: &'static str) -> AnyView {
    view! {
        <a class="brand" href=href>
            <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                <path class="mark-bubble" d="M16 2l13 13-13 13-4-4H5v-7L3 15z"></path>
                <path class="mark-ground" d="M16 8l7 7-7 7-7-7z"></path>
                <path class="mark-thread" d="M16 11.5l3.5 3.5-3.5 3.5-3.5-3.5z"></path>
            </svg>
            <span class="brand-name">"Flow HQ"</span>
        </a>
    }
    .any()
}
