//! What every document's head says of our own look.

use leptos::html;
use leptos::prelude::*;

use super::erased::Any;
use crate::theme::Theme;

/// Icons, and the colours around the page; drawn by the server alone.
pub(crate) fn look_of_head(theme: Option<Theme>) -> AnyView {
    // The browser's own bars have the colour of the paper (`style/tokens.css`).
    let bars = match theme {
        Some(Theme::Light) => view! { <meta name="theme-color" content="#f6f1e7"/> }.any(),
        Some(Theme::Dark) => view! { <meta name="theme-color" content="#0f1719"/> }.any(),
        None => {
            // `media` of a `meta` is younger than the macro's list of attributes.
            let light = html::meta().name("theme-color").content("#f6f1e7");
            let dark = html::meta().name("theme-color").content("#0f1719");
            (
                light.attr("media", "(prefers-color-scheme: light)"),
                dark.attr("media", "(prefers-color-scheme: dark)"),
            )
                .into_any()
        }
    };
    view! {
        <meta name="color-scheme" content=theme.map_or("light dark", Theme::name)/>
        {bars}
        <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
        <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
        <link rel="manifest" href="/site.webmanifest"/>
    }
    .any()
}
