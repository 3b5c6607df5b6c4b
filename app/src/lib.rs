//! The interface of Flow HQ: pages, components and typed server functions.
//!
//! The server renders every page completely, so that it works without JavaScript; the browser then
//! takes it over and keeps it up to date through one websocket.

mod api;
mod areas;
mod components;
mod error;
mod live;
mod pages;
#[cfg(feature = "ssr")]
pub mod ssr;
mod text;
mod theme;
mod time;

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

pub use areas::AreaFiles;
pub(crate) use error::AppError;

/// The document around the app; rendered on the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let locale = text::current_locale();
    let theme = theme::current_theme();
    view! {
        <!DOCTYPE html>
        <html lang=text::code(locale) data-theme=theme.map(theme::Theme::name)>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                {components::look_of_head(theme)}
                <HashedStylesheet id="leptos" options=options.clone()/>
                <HydrationScripts options/>
                {areas::preload_links()}
                {components::closing_of_menus()}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Notes in the document that the page reacts from here on: what needs the program is shown from now, and tests wait for
/// it. Called when the parts that the page needs have come and all of it is taken over.
pub fn awake() {
    if let Some(body) = document().body() {
        drop(body.set_attribute("data-hydrated", "true"));
    }
}

/// The whole interface: the same tree on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(text::current_locale());
    live::Live::provide();
    components::Toasts::provide();

    view! {
        <Title formatter=live::titled()/>
        <Router>
            <Routes fallback=pages::lost>
                <Route path=path!("/templates") view=areas::templates::Templates::lazy() ssr=SsrMode::Async/>
                <Route path=path!("/signup") view=pages::SignUp ssr=SsrMode::Async/>
                <Route path=path!("/signin") view=pages::SignIn ssr=SsrMode::Async/>
                <Route path=path!("/signin/code") view=areas::account::SignInCode::lazy() ssr=SsrMode::Async/>
                <Route path=path!("/second-factor") view=areas::account::FirstSecondStep::lazy() ssr=SsrMode::Async/>
                <Route path=path!("/verify") view=areas::account::Verify::lazy() ssr=SsrMode::Async/>
                <Route path=path!("/reset") view=areas::account::Reset::lazy() ssr=SsrMode::Async/>
                <Route path=path!("/invited") view=areas::account::Invited::lazy() ssr=SsrMode::Async/>
                <ParentRoute path=path!("/app") view=areas::portal::PortalFrame::lazy() ssr=SsrMode::Async>
                    <Route path=path!("") view=areas::portal::Status::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("onboarding") view=areas::business::Onboarding::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("whatsapp") view=areas::business::Whatsapp::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("inbox/replies") view=areas::inbox::Replies::lazy() ssr=SsrMode::Async/>
                    <ParentRoute path=path!("inbox") view=areas::inbox::Inbox::lazy() ssr=SsrMode::Async>
                        <Route path=path!("") view=areas::inbox::InboxStart::lazy() ssr=SsrMode::Async/>
                        <Route path=path!(":id") view=areas::inbox::Thread::lazy() ssr=SsrMode::Async/>
                    </ParentRoute>
                    <Route path=path!("messages") view=areas::business::Messages::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("appointments") view=areas::bookings::Appointments::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("appointments/new") view=areas::bookings::NewBooking::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("appointments/feed") view=areas::bookings::CalendarFeed::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("appointments/:id") view=areas::bookings::Booking::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("services") view=areas::bookings::Services::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("orders") view=areas::orders::Orders::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("orders/:id") view=areas::orders::Order::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("customers") view=areas::customers::Customers::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("customers/import") view=areas::customers::ImportCustomers::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("customers/:id/merge") view=areas::customers::MergeCustomer::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("customers/:id") view=areas::customers::Customer::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("products") view=areas::orders::Products::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("products/new") view=areas::orders::Product::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("products/import") view=areas::orders::ImportProducts::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("products/:id") view=areas::orders::Product::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("flow") view=areas::editor::Flow::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("flow/history") view=areas::editor::FlowHistory::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("answers") view=areas::business::Answers::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("account") view=areas::account::Account::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("account/second-step") view=areas::account::SecondStep::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("account/codes") view=areas::account::RecoveryCodes::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("team") view=areas::team::Team::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("settings") view=areas::business::Settings::lazy() ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("/admin") view=areas::dashboard::DashboardFrame::lazy() ssr=SsrMode::Async>
                    <Route path=path!("") view=areas::dashboard::Overview::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("tenants") view=areas::dashboard::Tenants::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("tenants/new") view=areas::dashboard::NewTenant::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("tenants/:id") view=areas::dashboard::Tenant::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("setup-requests") view=areas::dashboard::SetupRequests::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("setup-requests/:id") view=areas::dashboard::SetupRequest::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("workers") view=areas::operations::Workers::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("nodes") view=areas::operations::Nodes::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("events") view=areas::operations::Events::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("account") view=areas::account::Account::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("account/second-step") view=areas::account::SecondStep::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("account/codes") view=areas::account::RecoveryCodes::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("leads") view=areas::operations::Leads::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("bulk") view=areas::operations::Bulk::lazy() ssr=SsrMode::Async/>
                    <Route path=path!("bulk/:id") view=areas::operations::BulkDone::lazy() ssr=SsrMode::Async/>
                </ParentRoute>
                <Route path=path!("/sandbox") view=areas::practice::Sandbox::lazy() ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
