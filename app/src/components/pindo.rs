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

/// The mark: a piece of cloth that is a speech bubble, the pattern going on beyond its edges; with the
/// name.
pub(crate) fn brand(href: &'static str) -> AnyView {
    // The landing page is drawn by the server alone: the way there leads out of the browser's program.
    let rel = (href == "/").then_some("external");
    view! {
        <a class="brand" href=href rel=rel>
            <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                <path class="mark-bubble" d="M6 3h20a4 4 0 0 1 4 4v15a4 4 0 0 1-4 4H14l-6.5 5.2V26H6a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"></path>
                <path class="mark-ground" d="M16 6l8.5 8.5L16 23l-8.5-8.5z"></path>
                <path class="mark-thread" d="M16 10.2l4.3 4.3-4.3 4.3-4.3-4.3zM2 10.2l4.3 4.3L2 18.8zM30 10.2v8.6l-4.3-4.3z"></path>
            </svg>
            <span class="brand-name">"Flow HQ"</span>
        </a>
    }
    .any()
}
