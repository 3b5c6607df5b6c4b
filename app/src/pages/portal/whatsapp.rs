//! Linking the phone: the code, the steps beside it, and what came of it.

use domain::Permission;
use domain::session::SessionStateName;
use domain::views::TenantDetail;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::portal::{Portal, read_portal};
use crate::components::{Any, Badge, Data, Icon, Tone, dynamic, icon, notice, pindo, qr_card};
use crate::live::follow;
use crate::text::{self, fill, say, use_locale};
use crate::time::{ago, ticking};

/// The page of the WhatsApp connection.
#[component]
pub(crate) fn Whatsapp() -> impl IntoView {
    Data::once(|| read_portal(None, 1)).page(view)
}

fn view(portal: Portal) -> AnyView {
    let l = use_locale();
    let now = ticking(portal.now);
    let detail = follow(portal.detail);
    let session = Signal::derive(move || detail.with(|detail| detail.session.clone()));
    let state = move || session.with(|session| (session.state, session.qr.is_some()));
    let may_link = portal.role.may(Permission::LinkPhone);
    let phone = (portal.sandbox && portal.role.may(Permission::UseSandbox)).then(|| {
        view! {
            <p class="aside">
                {say!(l, whatsapp.sandbox_lead)} " "
                <a href="/sandbox" data-testid="open-sandbox">{say!(l, whatsapp.sandbox)}</a>
            </p>
        }
        .any()
    });
    let body = dynamic(move || match state() {
        (SessionStateName::QrReady, true) => {
            let reason = session.with_untracked(|session| session.reason);
            linking(reason.map(|reason| text::disconnect_reason(l, reason)), qr_card(session, now))
        }
        (SessionStateName::QrReady, false) if !may_link => said(say!(l, whatsapp.not_you)),
        (SessionStateName::Connecting | SessionStateName::QrReady, _) => {
            said(say!(l, whatsapp.connecting))
        }
        (SessionStateName::Connected, _) => {
            let (phone, since) = detail.with_untracked(|detail| {
                (detail.session.phone.clone(), detail.session.connected_at)
            });
            view! {
                <div class="connected">
                    <span class="connected-sign">{icon(Icon::Check)}</span>
                    <h2>{say!(l, whatsapp.connected)}</h2>
                    <p class="lead">{say!(l, whatsapp.connected_lead)}</p>
                    <p class="quiet">
                        {phone.map(|phone| fill(say!(l, whatsapp.number), &[("number", &phone)]))}
                        {since.map(|at| view! { " · " {say!(l, whatsapp.since)} " " {ago(at, now)} }.any())}
                    </p>
                </div>
            }
            .any()
        }
        (SessionStateName::Disconnected, _) => said(disconnected(l, detail)),
    });
    view! {
        <Title text=say!(l, nav.whatsapp)/>
        <header class="page-head">
            <div>
                <h1>{say!(l, whatsapp.title)}</h1>
                <p class="lead">{say!(l, whatsapp.lead)}</p>
            </div>
            {dynamic(move || Badge::session(l, state().0).view("session-state"))}
        </header>
        <section class="card card-woven">
            {pindo("pindo-card")}
            {body}
        </section>
        {phone}
    }
    .any()
}

fn said(text: &'static str) -> AnyView {
    view! { <p class="lead" data-testid="session-sentence">{text}</p> }.any()
}

/// Why there is no connection and what to do about it.
fn disconnected(l: text::Locale, detail: RwSignal<TenantDetail>) -> &'static str {
    use domain::TenantStatus as S;
    detail.with(|detail| match (detail.tenant.status, detail.session.reason) {
        (S::New, _) => say!(l, whatsapp.set_up_first),
        (S::Pending, _) => say!(l, whatsapp.in_review),
        (_, Some(reason)) => text::disconnect_reason(l, reason),
        (_, None) => say!(l, whatsapp.starting),
    })
}

/// The code and the three steps of the phone's menus.
fn linking(why: Option<&'static str>, code: AnyView) -> AnyView {
    let l = use_locale();
    view! {
        {why.map(|why| notice(Tone::Now, Icon::Alert, why.to_owned()))}
        <div class="linking">
            {code}
            <ol class="steps-drawn">
                <li>{say!(l, whatsapp.step1)}</li>
                <li>{say!(l, whatsapp.step2)}</li>
                <li>{say!(l, whatsapp.step3)}</li>
            </ol>
        </div>
    }
    .any()
}
