//! The frame of the pages before the door.

use leptos::prelude::*;

use super::erased::Any;
use super::language::language_switch;
use super::pindo::{brand, pindo};
use super::theme::theme_switch;
use crate::text::{fill, say, use_locale};

/// Pindo, mark, language, the page, and what we are not.
pub(crate) fn visitor_frame(page: AnyView) -> AnyView {
    view! {
        <div class="frame frame-visitor">
            {pindo("pindo-frame")}
            <header class="topbar">
                {brand("/")}
                <div class="flex items-center gap-2">{language_switch()}</div>
            </header>
            <main class="field-calm" id="main">{page}</main>
            {visitor_foot(None)}
        </div>
    }
    .any()
}

/// The same with the header of the public pages, for the one of them that the interface draws itself.
pub(crate) fn public_frame(path: &'static str, page: AnyView) -> AnyView {
    let l = use_locale();
    view! {
        <div class="frame frame-visitor frame-site">
            <a class="skip" href="#main" rel="external">{say!(l, nav.skip)}</a>
            {pindo("pindo-frame")}
            <header class="topbar topbar-site">
                {brand("/")}
                {public_nav(path)}
                <div class="site-door">
                    {language_switch()}
                    <a class="btn btn-quiet" href="/signin">{say!(l, account.sign_in)}</a>
                </div>
            </header>
            <main class="field-calm" id="main">{page}</main>
            {visitor_foot(None)}
        </div>
    }
    .any()
}

/// The most wanted of the pages that anybody may read; `path` is where the reader is.
pub(crate) fn public_nav(path: &'static str) -> AnyView {
    let l = use_locale();
    let links = [
        ("/pricing", say!(l, site.pricing)),
        ("/templates", say!(l, site.templates)),
        ("/contact", say!(l, site.contact)),
    ];
    let links = links.map(|(place, word)| {
        let current = (place == path).then_some("page");
        view! { <li><a href=place rel="external" aria-current=current>{word}</a></li> }.any()
    });
    view! {
        <nav class="site-nav" aria-label=say!(l, site.nav)><ul>{links.into_iter().collect_view()}</ul></nav>
    }
    .any()
}

/// The other pages that anybody may read, the colours, and what we are not.
///
/// Those pages are drawn by the server alone, so the links lead out of the browser's program.
pub(crate) fn visitor_foot(operator: Option<&str>) -> AnyView {
    let l = use_locale();
    let links = [
        ("/pricing", say!(l, site.pricing)),
        ("/about", say!(l, site.about)),
        ("/contact", say!(l, site.contact)),
        ("/privacy", say!(l, site.privacy)),
        ("/terms", say!(l, site.terms)),
    ];
    let links =
        links.map(|(path, word)| view! { <li><a href=path rel="external">{word}</a></li> }.any());
    let operator =
        operator.map(|name| view! { <p>{fill(say!(l, site.run_by), &[("name", name)])}</p> }.any());
    view! {
        <footer class="foot foot-site">
            <nav aria-label=say!(l, site.more)>
                <ul class="foot-links">
                    {links.into_iter().collect_view()}
                    <li><a href="/templates">{say!(l, site.templates)}</a></li>
                </ul>
            </nav>
            {theme_switch()}
            {operator}
            <p>{say!(l, site.independent)}</p>
        </footer>
    }
    .any()
}
