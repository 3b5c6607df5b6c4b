//! A phone in the browser, to try everything without a real one.

mod chat;
mod controls;

use domain::Instant;
use domain::live::LiveEvent;
use domain::views::{PhoneView, SessionView};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::Doc;
use crate::api::sandbox::{PhonePage, read_phone};
use crate::components::{Any, Data, Icon, brand, go, language_switch, page_head, pindo, value};
use crate::live::{News, live_state, use_live};
use crate::text::{say, use_locale};
use crate::time::ticking_in;

/// The phone as the page's parts share it.
#[derive(Clone, Copy)]
struct Phone {
    view: RwSignal<PhoneView>,
    session: RwSignal<SessionView>,
    /// The customer's number that is written as.
    customer: RwSignal<String>,
    now: ReadSignal<Instant>,
}

/// The practice phone.
#[component]
pub(crate) fn Sandbox() -> impl IntoView {
    let l = use_locale();
    use_live().open();
    let query = use_query_map();
    let tenant = move || query.with(|query| query.get("tenant")).unwrap_or_default();
    let data = Data::new(tenant, move || read_phone(untrack(tenant)));
    view! {
        <Title text=say!(l, sandbox.title)/>
        <div class="frame frame-visitor frame-sandbox">
            {pindo("pindo-frame")}
            <header class="topbar">
                {brand("/")}
                <div class="flex items-center gap-2">{live_state()} {language_switch()}</div>
            </header>
            <main class="field-calm" id="main">
                {data.page(view)}
            </main>
        </div>
    }
}

fn view(page: PhonePage) -> AnyView {
    let l = use_locale();
    let tenant = page.phone.tenant_id;
    let back =
        if page.admin { format!("/admin/tenants/{tenant}") } else { "/app/whatsapp".to_owned() };
    let name = page.phone.tenant_name.clone();
    let phone = Phone::follow(page);
    let linked = value(move || Some(phone.view.with(|view| view.linked).to_string()));
    view! {
        {go("btn btn-link bench-back", back, Some(Icon::Left), say!(l, sandbox.back), "sandbox-back")}
        {page_head(say!(l, sandbox.title).into_any(), Some(say!(l, sandbox.lead).into_any()), None)}
        <div class="bench">
            <section class="phone" data-testid="sandbox-phone" data-linked=linked>
                <div class="phone-screen">
                    <header class="phone-head">
                        <strong>{name}</strong>
                        {controls::state(phone)}
                        {chat::call_form(phone)}
                    </header>
                    {chat::chat(phone)}
                    {chat::say_form(phone)}
                </div>
            </section>
            <div class="grid gap-6 min-w-0">
                {controls::link(phone)}
                {chat::customers(phone)}
                {controls::switches(phone)}
            </div>
        </div>
    }
    .any()
}

impl Phone {
    fn follow(page: PhonePage) -> Self {
        let tenant = page.phone.tenant_id;
        let first = page.phone.customers.first().map(|(number, _)| number.clone());
        let first = first.unwrap_or_else(|| chat::next_number(&[]));
        let phone = Self {
            now: ticking_in(page.zone, page.now),
            view: RwSignal::new(page.phone),
            session: RwSignal::new(page.session),
            customer: RwSignal::new(first),
        };
        use_live().listen(move |news| match news {
            News::Event(LiveEvent::Session { tenant_id, session }) if *tenant_id == tenant => {
                phone.session.set(session.clone());
            }
            News::Event(LiveEvent::Phone { tenant_id } | LiveEvent::Worker { tenant_id, .. })
                if *tenant_id == tenant =>
            {
                phone.fetch();
            }
            News::Fresh { .. } => phone.fetch(),
            News::Event(_) => {}
        });
        phone
    }

    /// Takes the phone as it is now; its events do not carry it.
    fn fetch(self) {
        let tenant = self.view.with_untracked(|view| view.tenant_id).to_string();
        spawn_local(async move {
            if let Ok(page) = read_phone(tenant).await.and_then(Doc::read) {
                self.view.try_set(page.phone);
                self.session.try_set(page.session);
            }
        });
    }

    fn tenant_input(self) -> AnyView {
        let tenant = self.view.with_untracked(|view| view.tenant_id).to_string();
        view! { <input type="hidden" name="tenant" value=tenant/> }.any()
    }
}
