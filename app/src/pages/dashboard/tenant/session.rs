//! The WhatsApp session of a tenant: its code while one is shown, and its facts.

use domain::Instant;
use domain::views::TenantDetail;
use leptos::prelude::*;

use crate::components::{Any, Badge, Icon, dynamic, fact, go, pindo, qr_card};
use crate::text::{self, say, use_locale};
use crate::time::{ago, since};

/// The session in a card.
pub(super) fn card(
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<Instant>,
    sandbox: bool,
) -> AnyView {
    let l = use_locale();
    let id = detail.with_untracked(|detail| detail.tenant.id);
    let session = Signal::derive(move || detail.with(|detail| detail.session.clone()));
    let code = dynamic(move || match session.with(|session| session.qr.is_some()) {
        true => qr_card(session, now),
        false => ().into_any(),
    });
    let facts = dynamic(move || {
        let session = session.get();
        view! {
            {fact(say!(l, tenants.session), Badge::session(l, session.state).view("session-state"))}
            {session.reason.map(|reason| fact(say!(l, session.reason), text::disconnect_reason(l, reason)))}
            {session.phone.map(|phone| fact(say!(l, session.phone), view! { <span class="number">{phone}</span> }))}
            {session.connected_at.map(|at| fact(say!(l, session.connected), ago(at, now)))}
            {session.last_seen_at.map(|at| fact(say!(l, session.last_seen), ago(at, now)))}
            {session.again_at.map(|at| fact(say!(l, session.again_at), since(at, now)))}
            {session.hold.map(|hold| fact(say!(l, session.held_until), since(hold.until, now)))}
            {(session.unreadable > 0).then(|| fact(say!(l, session.unreadable), session.unreadable.to_string()))}
            {fact(say!(l, session.connector), view! { <code>{session.connector}</code> })}
        }
        .any()
    });
    let phone = sandbox.then(|| {
        let href = format!("/sandbox?tenant={id}");
        go("btn btn-quiet", href, Some(Icon::Phone), say!(l, whatsapp.sandbox), "open-sandbox")
    });
    view! {
        <section class="card card-woven">
            {pindo("pindo-card")}
            <h2 class="card-title">{say!(l, session.title)}</h2>
            {code}
            <dl class="facts">{facts}</dl>
            {phone}
        </section>
    }
    .any()
}
