//! The head of a page, what spans it, and what stands in its place while it loads.

use leptos::prelude::*;

use super::erased::Any;
use super::icon::{Icon, icon};
use super::notice::Tone;
use crate::text::{say, use_locale};

/// Title, lead, and the one primary action: at the top right on a wide screen, within reach of the
/// thumb on a phone.
pub(crate) fn page_head(title: AnyView, lead: Option<AnyView>, act: Option<AnyView>) -> AnyView {
    let lead = lead.map(|lead| view! { <p class="lead">{lead}</p> }.any());
    let act = act.map(|act| view! { <div class="page-act">{act}</div> }.any());
    view! {
        <header class="page-head">
            <div>
                <h1>{title}</h1>
                {lead}
            </div>
            {act}
        </header>
    }
    .any()
}

/// A sentence across the page, with what to do about it.
pub(crate) fn banner(tone: Tone, sign: Icon, text: String, act: Option<AnyView>) -> AnyView {
    view! {
        <div class=format!("banner {}", tone.class()) role="status">
            {icon(sign)}
            <p>{text}</p>
            {act}
        </div>
    }
    .any()
}

/// The place of a page while it loads: a head and rows of about the right height, so that nothing
/// jumps when it comes.
pub(crate) fn skeleton(rows: u8) -> AnyView {
    let l = use_locale();
    let rows = (0..rows).map(|_| view! { <div class="bone bone-row"></div> }.any()).collect_view();
    view! {
        <div class="skeleton" aria-busy="true">
            <p class="unseen" role="status">{say!(l, wait.loading)}</p>
            <div class="bone bone-head"></div>
            {rows}
        </div>
    }
    .any()
}
