//! Each thing that needs a person, with the one way to its place.

use domain::Instant;
use domain::lists::{Attention, StuckMails, Undelivered, Waiting, WorkerRow};
use domain::views::SetupRequestView;
use leptos::prelude::*;

use super::super::worker::trouble;
use crate::components::{Any, Icon, Tone, empty, icon};
use crate::text::{self, say, use_locale};
use crate::time::{ago, since};

/// Everything, the most urgent kind first, with the messages from the contact page that nobody has seen to and all the
/// requests that wait; or that there is nothing.
pub(super) fn rows(
    attention: &Attention,
    unread: u32,
    pending: u32,
    now: ReadSignal<Instant>,
) -> AnyView {
    let l = use_locale();
    let mut rows = Vec::new();
    rows.extend(attention.troubled.iter().map(|row| troubled(row, now)));
    rows.extend(attention.requests.iter().map(|request| self::request(request, now)));
    rows.extend(attention.undelivered.iter().map(|row| undelivered(row, now)));
    rows.extend(attention.mails.map(|stuck| mails(stuck, now)));
    rows.extend(attention.qr_waiting.iter().map(|row| qr_waiting(row, now)));
    rows.extend((unread > 0).then(|| leads(unread)));
    let named = |length: usize, of: u32| {
        u32::try_from(length).map_or(0, |length| of.saturating_sub(length))
    };
    let more = named(attention.requests.len(), pending);
    rows.extend((more > 0).then(|| {
        let words = text::fill(say!(l, now.more_requests), &[("count", &more.to_string())]);
        view! { <li class="row"><a href="/admin/setup-requests?status=open">{words}</a></li> }.any()
    }));
    if rows.is_empty() {
        return empty(say!(l, overview.calm), "Kawia ufike.", "Take your time and arrive.");
    }
    view! { <ul class="rows now" data-testid="attention">{rows}</ul> }.any()
}

/// One thing: its sign, whose it is and what it is about, since when, and where to go.
struct Thing {
    tone: Tone,
    sign: Icon,
    name: String,
    words: AnyView,
    /// The place where it is seen to and the word for that; nothing where no page helps.
    to: Option<(String, &'static str)>,
    testid: &'static str,
}

impl Thing {
    fn view(self) -> AnyView {
        let (name, way) = match self.to {
            None => (self.name.into_any(), None),
            Some((href, act)) => {
                let name = view! { <a href=href.clone()>{self.name}</a> };
                let way = view! {
                    <a class="btn btn-quiet btn-small" href=href aria-hidden="true" tabindex="-1">
                        <span>{act}</span> {icon(Icon::Right)}
                    </a>
                };
                (name.any(), Some(way.any()))
            }
        };
        view! {
            <li class=format!("row now-row {}", self.tone.class()) data-testid=self.testid>
                <span class="now-sign">{icon(self.sign)}</span>
                <div class="now-words">
                    <p class="row-name">{name}</p>
                    <p class="quiet">{self.words}</p>
                </div>
                {way}
            </li>
        }
        .any()
    }
}

fn request(request: &SetupRequestView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let words = view! {
        {say!(l, now.request)} " · " {request.user_name.clone()} " · " {ago(request.created_at, now)}
    };
    Thing {
        tone: Tone::Now,
        sign: Icon::Inbox,
        name: request.tenant_name.clone(),
        words: words.any(),
        to: Some((format!("/admin/setup-requests/{}", request.id), say!(l, now.decide))),
        testid: "now-request",
    }
    .view()
}

fn troubled(row: &WorkerRow, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let what = trouble(&row.worker, row.tenant.status).map(|(what, _)| what);
    let what = what.unwrap_or_else(|| text::tenant_status(l, row.tenant.status));
    let since = row.worker.heartbeat_at.map(|at| view! { " · " {ago(at, now)} }.any());
    Thing {
        tone: Tone::Bad,
        sign: Icon::Alert,
        name: row.tenant.name.clone(),
        words: view! { {what} {since} }.any(),
        to: Some((format!("/admin/tenants/{}", row.tenant.id), say!(l, now.mend))),
        testid: "now-trouble",
    }
    .view()
}

fn qr_waiting(row: &Waiting, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    Thing {
        tone: Tone::Wait,
        sign: Icon::Qr,
        name: row.tenant_name.clone(),
        words: view! { {say!(l, now.qr)} " " {since(row.since, now)} }.any(),
        to: Some((format!("/admin/tenants/{}", row.tenant_id), say!(l, now.look))),
        testid: "now-qr",
    }
    .view()
}

fn undelivered(row: &Undelivered, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let sentence = |text: &'static str, count: u32| {
        (count > 0).then(|| text::fill(text, &[("count", &count.to_string())]))
    };
    let failed = sentence(say!(l, now.failed), row.failed);
    let unknown = sentence(say!(l, now.unknown), row.unknown);
    let words: Vec<_> = [failed, unknown].into_iter().flatten().collect();
    Thing {
        tone: Tone::Bad,
        sign: Icon::Send,
        name: row.waiting.tenant_name.clone(),
        words: view! { {words.join(" · ")} " · " {ago(row.waiting.since, now)} }.any(),
        to: Some((format!("/admin/tenants/{}", row.waiting.tenant_id), say!(l, now.look))),
        testid: "now-undelivered",
    }
    .view()
}

fn leads(count: u32) -> AnyView {
    let l = use_locale();
    Thing {
        tone: Tone::Wait,
        sign: Icon::Mail,
        name: text::fill(say!(l, leads.open), &[("count", &count.to_string())]),
        words: say!(l, now.leads).into_any(),
        to: Some(("/admin/leads".to_owned(), say!(l, now.read))),
        testid: "now-leads",
    }
    .view()
}

fn mails(stuck: StuckMails, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    Thing {
        tone: Tone::Bad,
        sign: Icon::Mail,
        name: text::fill(say!(l, now.mails), &[("count", &stuck.count.to_string())]),
        words: view! { {say!(l, now.mails_lead)} " · " {ago(stuck.since, now)} }.any(),
        to: None,
        testid: "now-mails",
    }
    .view()
}
