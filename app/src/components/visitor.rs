//! The frame of the pages before the door.

use leptos::prelude::*;

use super::erased::Any;
use super::language::language_switch;
use super::pindo::{brand, pindo};
use crate::text::{say, use_locale};

/// Pindo, mark, language, the page, and what we are not.
pub(crate) fn visitor_frame(page: AnyView) -> AnyView {
    let locale = use_locale();
    view! {
        <div class="frame frame-visitor">
            {pindo("pindo-frame")}
            <header class="topbar">
                {brand("/")}
                <div class="flex items-center gap-2">{language_switch()}</div>
            </header>
            <main class="field-calm" id="main">{page}</main>
            <footer class="foot"><p>{say!(locale, home.honest)}</p></footer>
        </div>
    }
    .any()
}
