//! The three steps, drawn in the colours of the woven edge.

use leptos::prelude::*;

use crate::components::Any;

/// A form about the business, half filled in, and the first answer beside it.
pub(super) fn tell() -> AnyView {
    scene(
        view! {
            <rect class="s-paper" x="34" y="22" width="112" height="116" rx="8"></rect>
            <path class="s-thread" d="M34 30a8 8 0 0 1 8-8h96a8 8 0 0 1 8 8v6H34z"></path>
            <path class="s-line" d="M50 56h48M50 88h34"></path>
            <rect class="s-field" x="50" y="63" width="80" height="14" rx="4"></rect>
            <rect class="s-field" x="50" y="95" width="80" height="14" rx="4"></rect>
            <path class="s-ink" d="M56 70h38M56 102h20"></path>
            <rect class="s-ground" x="50" y="118" width="36" height="12" rx="6"></rect>
            <path class="s-ground" d="M160 74h46a8 8 0 0 1 8 8v20a8 8 0 0 1-8 8h-32l-14 12v-12a8 8 0 0 1-8-8V82a8 8 0 0 1 8-8z"></path>
            <path class="s-on" d="M166 86h34M166 97h22"></path>
        }
        .into_any(),
    )
}

/// The request, read by a person and approved.
pub(super) fn review() -> AnyView {
    scene(
        view! {
            <rect class="s-paper" x="40" y="30" width="96" height="104" rx="8"></rect>
            <path class="s-line" d="M56 54h64M56 70h64M56 86h40M56 102h52"></path>
            <circle class="s-thread" cx="170" cy="58" r="20"></circle>
            <path class="s-ground" d="M134 134c2-28 16-42 36-42s34 14 36 42z"></path>
            <circle class="s-ground" cx="132" cy="120" r="20"></circle>
            <path class="s-tick" d="M122 120l8 8 13-15"></path>
        }
        .into_any(),
    )
}

/// A phone in front of the code on a screen.
pub(super) fn scan() -> AnyView {
    scene(
        view! {
            <rect class="s-paper" x="24" y="26" width="116" height="92" rx="8"></rect>
            <path class="s-line" d="M66 134h32M82 118v16"></path>
            <path class="s-ground" d="M46 40h22v22H46zM96 40h22v22H96zM46 84h22v22H46z"></path>
            <path class="s-hole" d="M52 46h10v10H52zM102 46h10v10h-10zM52 90h10v10H52z"></path>
            <path class="s-thread" d="M76 44h6v6h-6zM84 54h6v6h-6zM76 66h6v6h-6zM86 72h6v6h-6zM96 70h6v6h-6zM108 76h6v6h-6zM98 84h6v6h-6zM78 84h6v6h-6zM88 94h6v6h-6zM104 96h6v6h-6z"></path>
            <rect class="s-ground" x="150" y="40" width="56" height="104" rx="10"></rect>
            <rect class="s-hole" x="156" y="50" width="44" height="78" rx="3"></rect>
            <path class="s-beam" d="M156 89h44"></path>
            <path class="s-corner" d="M162 66v-6h6M194 66v-6h-6M162 112v6h6M194 112v6h-6"></path>
        }
        .into_any(),
    )
}

fn scene(drawing: AnyView) -> AnyView {
    view! {
        <svg class="site-scene" viewBox="0 0 240 160" aria-hidden="true" focusable="false">{drawing}</svg>
    }
    .any()
}
