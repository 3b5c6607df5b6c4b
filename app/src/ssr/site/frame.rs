//! The document around a public page: head, header, footer; no script.

use leptos::attr::custom::CustomAttribute;
use leptos::html::meta;
use leptos::prelude::*;

use super::{Facts, PublicPage, Visit};
use crate::components::{
    Any, brand, language_switch, look_of_head, pindo, public_nav, visitor_foot,
};
use crate::text::{Locale, say};
use crate::theme::Theme;

/// A page as a whole document.
pub(super) fn document(
    page: PublicPage,
    facts: &Facts,
    visit: &Visit,
    body: AnyView,
) -> impl IntoView + use<> {
    view! {
        <!DOCTYPE html>
        <html lang=visit.code() data-theme=visit.theme.map(Theme::name)>
            {head(page, facts, visit)}
            <body>
                <div class="frame frame-visitor frame-site">
                    <a class="skip" href="#main">{say!(visit.locale, nav.skip)}</a>
                    {pindo("pindo-frame")}
                    {header(page, visit)}
                    <main class="field-calm" id="main">{body}</main>
                    {visitor_foot(facts.operator.name.as_deref())}
                </div>
            </body>
        </html>
    }
}

fn head(page: PublicPage, facts: &Facts, visit: &Visit) -> AnyView {
    let l = visit.locale;
    let title = format!("{} · Flow HQ", page.title(l));
    let description = page.description(l);
    let (locale, other) = match l {
        Locale::en => ("en_GB", "sw_TZ"),
        Locale::sw => ("sw_TZ", "en_GB"),
    };
    // Addresses of our own are only named where we know them: a request could name any.
    let address = facts.origin.as_ref().map(|origin| format!("{origin}{}", page.path()));
    let here = address.map(|address| {
        view! {
            <link rel="canonical" href=address.clone()/>
            <link rel="alternate" hreflang="x-default" href=address.clone()/>
            {og("og:url", &address)}
        }
    });
    let picture = facts.origin.as_ref().map(|origin| {
        let picture = format!("{origin}/og/{}-{}.png", page.picture(), visit.code());
        view! {
            {og("og:image", &picture)}
            {og("og:image:width", "1200")}
            {og("og:image:height", "630")}
            {og("og:image:alt", page.title(l))}
            <meta name="twitter:image" content=picture/>
        }
    });
    view! {
        <head>
            <meta charset="utf-8"/>
            <title>{title.clone()}</title>
            <meta name="description" content=description/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            {look_of_head(visit.theme)}
            <link rel="stylesheet" href=facts.sheet.clone()/>
            {here}
            {og("og:type", "website")}
            {og("og:site_name", "Flow HQ")}
            {og("og:title", &title)}
            {og("og:description", description)}
            {og("og:locale", locale)}
            {og("og:locale:alternate", other)}
            <meta name="twitter:card" content="summary_large_image"/>
            {picture}
        </head>
    }
    .any()
}

/// One property of the Open Graph protocol (ogp.me), which leptos has no attribute for.
fn og(property: &'static str, content: &str) -> AnyView {
    meta().attr("property", property).content(content.to_owned()).into_any()
}

fn header(page: PublicPage, visit: &Visit) -> AnyView {
    let l = visit.locale;
    let door = match visit.home {
        Some("/admin") => ("/admin", say!(l, site.open_admin)),
        Some(home) => (home, say!(l, site.open)),
        None => ("/signin", say!(l, account.sign_in)),
    };
    view! {
        <header class="topbar topbar-site">
            {brand("/")}
            {public_nav(page.path())}
            <div class="site-door">
                {language_switch()}
                <a class="btn btn-quiet" href=door.0 data-testid="site-door">{door.1}</a>
            </div>
        </header>
    }
    .any()
}
