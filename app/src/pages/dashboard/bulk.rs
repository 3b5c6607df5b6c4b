//! One thing done to several: what will happen, and what became of it.

use domain::lists::{BulkDeed, BulkLine, BulkPlan, BulkReport, Refusal};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::list::{begin, use_wish};
use crate::api::platform::{BulkDo, Seen, read_bulk_plan, read_bulk_report};
use crate::components::{
    Any, Badge, Data, Icon, Post, Tone, banner, card, go, icon, page_head, refusal, submit,
};
use crate::text::{self, Locale, say, use_locale};
use crate::time::ago;

/// Names what will happen and to whom, and asks; an ordinary page, so that it works everywhere.
#[component]
pub(crate) fn Bulk() -> impl IntoView {
    let wish = use_wish();
    Data::new(move || wish.get(), move || read_bulk_plan(wish.get_untracked())).page(plan)
}

/// Tells of each what became of it.
#[component]
pub(crate) fn BulkDone() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    Data::new(id, move || read_bulk_report(untrack(id))).page(report)
}

/// Where one comes from and goes back to.
fn home(deed: BulkDeed) -> &'static str {
    if deed == BulkDeed::Approve { "/admin/setup-requests" } else { "/admin/tenants" }
}

/// What is asked, what it means, and the word of the button.
fn words(l: Locale, deed: BulkDeed) -> (&'static str, &'static str, &'static str, Icon) {
    match deed {
        BulkDeed::Start => {
            (say!(l, bulk.start), say!(l, bulk.start_means), say!(l, action.start), Icon::Play)
        }
        BulkDeed::Stop => {
            (say!(l, bulk.stop), say!(l, bulk.stop_means), say!(l, action.stop), Icon::Cross)
        }
        BulkDeed::Restart => (
            say!(l, bulk.restart),
            say!(l, bulk.restart_means),
            say!(l, action.restart),
            Icon::Restart,
        ),
        BulkDeed::Pause => {
            (say!(l, bulk.pause), say!(l, bulk.pause_means), say!(l, action.pause), Icon::Pause)
        }
        BulkDeed::Resume => {
            (say!(l, bulk.resume), say!(l, bulk.resume_means), say!(l, action.resume), Icon::Play)
        }
        BulkDeed::Delete => {
            (say!(l, bulk.delete), say!(l, bulk.delete_means), say!(l, action.delete), Icon::Trash)
        }
        BulkDeed::Approve => (
            say!(l, bulk.approve),
            say!(l, bulk.approve_means),
            say!(l, requests.approve_do),
            Icon::Check,
        ),
    }
}

fn plan(plan: BulkPlan) -> AnyView {
    let l = use_locale();
    let post = Post::to::<BulkDo>();
    let (question, means, word, sign) = words(l, plan.deed);
    let ids: Vec<_> = plan.lines.iter().map(|line| line.id.clone()).collect();
    let able = plan.lines.iter().filter(|line| line.refused.is_none()).count();
    let foreseen = match able == plan.lines.len() {
        true => say!(l, bulk.foreseen_all),
        false => say!(l, bulk.foreseen),
    };
    let counts = text::fill(
        foreseen,
        &[
            ("count", &plan.lines.len().to_string()),
            ("able", &able.to_string()),
            ("refused", &(plan.lines.len() - able).to_string()),
        ],
    );
    let class = if plan.deed == BulkDeed::Delete { "btn btn-danger" } else { "btn btn-primary" };
    let fields = view! {
        <input type="hidden" name="deed" value=plan.deed.as_str()/>
        <input type="hidden" name="ids" value=ids.join(" ")/>
        <div class="form-end">
            {go("btn btn-quiet", home(plan.deed), None, say!(l, form.cancel), "bulk-cancel")}
            {submit(class, Some(sign), word, "bulk-sure", post.pending())}
        </div>
    };
    let lines =
        plan.lines.into_iter().map(|line| line_row(line, say!(l, bulk.will))).collect_view();
    view! {
        <Title text=question/>
        {page_head(question.into_any(), Some(means.into_any()), None)}
        {refusal(post.error())}
        <p class="list-head" data-testid="bulk-foreseen">{counts}</p>
        <ul class="rows card" data-testid="bulk-plan">{lines}</ul>
        {post.form("bulk-form", Some("bulk-form"), fields.any())}
    }
    .any()
}

fn report(seen: Seen<BulkReport>) -> AnyView {
    let l = use_locale();
    let (now, report) = begin(seen);
    let (question, _, _, _) = words(l, report.deed);
    let title = question.trim_end_matches('?');
    let (refused, done): (Vec<_>, Vec<_>) =
        report.lines.into_iter().partition(|line| line.refused.is_some());
    let count = |text: &str, count: usize| text::fill(text, &[("count", &count.to_string())]);
    let summary = if refused.is_empty() {
        banner(Tone::Good, Icon::Check, count(say!(l, bulk.all_done), done.len()), None)
    } else if done.is_empty() {
        banner(Tone::Bad, Icon::Alert, count(say!(l, bulk.none_done), refused.len()), None)
    } else {
        let some = text::fill(
            say!(l, bulk.some_done),
            &[("done", &done.len().to_string()), ("refused", &refused.len().to_string())],
        );
        banner(Tone::Wait, Icon::Alert, some, None)
    };
    let part = |title: &'static str, testid: &'static str, lines: Vec<BulkLine>| {
        (!lines.is_empty()).then(|| {
            let lines =
                lines.into_iter().map(|line| line_row(line, say!(l, bulk.done))).collect_view();
            card(title, view! { <ul class="rows" data-testid=testid>{lines}</ul> }.any())
        })
    };
    let back =
        go("btn btn-quiet", home(report.deed), Some(Icon::Left), say!(l, bulk.back), "bulk-back");
    view! {
        <Title text=title/>
        {page_head(title.into_any(), None, None)}
        {summary}
        <p class="quiet">{report.by} " · " {ago(report.at, now)}</p>
        <div class="stack">
            {part(say!(l, bulk.refused_title), "bulk-refused", refused)}
            {part(say!(l, bulk.done_title), "bulk-done", done)}
            <div>{back}</div>
        </div>
    }
    .any()
}

/// One of several: its name, where it stands, and why it was or would be refused.
fn line_row(line: BulkLine, fine: &'static str) -> AnyView {
    let l = use_locale();
    let (tone, sign, words) = match &line.refused {
        None => (Tone::Good, Icon::Check, fine.to_owned()),
        Some(refusal) => (Tone::Bad, Icon::Cross, refused(l, refusal)),
    };
    let name = match line.tenant_id {
        Some(id) => view! { <a href=format!("/admin/tenants/{id}")>{line.name}</a> }.any(),
        None => view! { <code>{line.id}</code> }.any(),
    };
    view! {
        <li class="row" data-testid="bulk-line">
            <div>
                <p class="row-name">{name}</p>
                <p class=format!("bulk-outcome {}", tone.class())>{icon(sign)} <span>{words}</span></p>
            </div>
            {line.status.map(|status| Badge::tenant(l, status).view("tenant-status"))}
        </li>
    }
    .any()
}

fn refused(l: Locale, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Conflict(conflict) => text::conflict(l, conflict),
        Refusal::Missing => say!(l, error.not_found).to_owned(),
        Refusal::Unavailable => say!(l, error.unavailable).to_owned(),
        Refusal::Failed => say!(l, bulk.failed).to_owned(),
    }
}
