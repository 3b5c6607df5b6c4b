//! The interface of Flow HQ: pages, components and typed server functions.
//!
//! The server renders every page completely, so that it works without JavaScript; the browser then
//! takes it over and keeps it up to date through one websocket.

mod api;
mod components;
mod error;
mod live;
mod pages;
#[cfg(feature = "ssr")]
pub mod ssr;
mod text;
mod time;

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

pub(crate) use error::AppError;

/// The document around the app; rendered on the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let locale = text::current_locale();
    view! {
        <!DOCTYPE html>
        <html lang=text::code(locale)>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#f6f1e7" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#0f1719" media="(prefers-color-scheme: dark)"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The whole interface: the same tree on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(text::current_locale());
    live::Live::provide();
    Effect::new(|_| {
        if let Some(body) = document().body() {
            // Tests and assistive tools wait for it: from here on the page reacts.
            drop(body.set_attribute("data-hydrated", "true"));
        }
    });

    view! {
        <Title formatter=|title: String| format!("{title} · Flow HQ")/>
        <Router>
            <Routes fallback=pages::lost>
                <Route path=path!("/") view=pages::Home ssr=SsrMode::Async/>
                <Route path=path!("/signup") view=pages::SignUp ssr=SsrMode::Async/>
                <Route path=path!("/signin") view=pages::SignIn ssr=SsrMode::Async/>
                <ParentRoute path=path!("/app") view=pages::PortalFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=pages::Status ssr=SsrMode::Async/>
                    <Route path=path!("onboarding") view=pages::Onboarding ssr=SsrMode::Async/>
                    <Route path=path!("whatsapp") view=pages::Whatsapp ssr=SsrMode::Async/>
                    <Route path=path!("messages") view=pages::Messages ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/admin") view=pages::DashboardFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=pages::Overview ssr=SsrMode::Async/>
                    <Route path=path!("tenants") view=pages::Tenants ssr=SsrMode::Async/>
                    <Route path=path!("tenants/new") view=pages::NewTenant ssr=SsrMode::Async/>
                    <Route path=path!("tenants/:id") view=pages::Tenant ssr=SsrMode::Async/>
                    <Route path=path!("setup-requests") view=pages::SetupRequests ssr=SsrMode::Async/>
                    <Route path=path!("setup-requests/:id") view=pages::SetupRequest ssr=SsrMode::Async/>
                    <Route path=path!("workers") view=pages::Workers ssr=SsrMode::Async/>
                    <Route path=path!("nodes") view=pages::Nodes ssr=SsrMode::Async/>
                    <Route path=path!("events") view=pages::Events ssr=SsrMode::Async/>
                </ParentRoute>
                <Route path=path!("/sandbox") view=pages::Sandbox ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
