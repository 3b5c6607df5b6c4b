//! The versions that were published, and a flow as a file.

use domain::editor::{HistoryView, Onward, VersionView};
use domain::live::LiveEvent;
use domain::{Instant, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{parts, publish};
use crate::api::editor::{HistoryPage, UseFlowAgain, read_flow_history};
use crate::components::{
    Any, Data, Icon, Item, Post, Tone, ask, card, dynamic, empty, icon, keyed, notice, page_head,
    pager, refusal, steady, submit,
};
use crate::live::{News, refetch, use_live};
use crate::text::{Locale, fill, say, use_locale};
use crate::time::{ago, ticking_in};

/// The page of the versions.
#[component]
pub(crate) fn FlowHistory() -> impl IntoView {
    let query = use_query_map();
    let field = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    let key = move || [field("before"), field("saved")].join(" ");
    let data = Data::new(key, move || read_flow_history(untrack(|| field("before"))));
    data.page(move |page| {
        let (before, saved) = untrack(|| (field("before"), !field("saved").is_empty()));
        view(page, before, saved)
    })
}

fn view(page: HistoryPage, before: String, saved: bool) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone, page.now);
    let may = page.role.may(Permission::ChangeFlow);
    let saved =
        saved.then(|| notice(Tone::Good, Icon::Check, say!(l, editor.again_done).to_owned()));
    let post = Post::to::<UseFlowAgain>();
    let first = (!before.is_empty()).then(|| "/app/flow/history".to_owned());
    let is_first = first.is_none();
    let history = RwSignal::new(page.history);
    let again = move || {
        let before = before.clone();
        refetch(
            move || read_flow_history(before.clone()),
            move |fresh: HistoryPage| {
                // What is the same stays as it is drawn; by now the page may have been left.
                if history.try_with_untracked(|shown| *shown != fresh.history) == Some(true) {
                    history.try_set(fresh.history);
                }
            },
        );
    };
    post.after(again.clone());
    use_live().listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Flow { .. }) | News::Fresh { .. }) {
            again();
        }
    });
    let body = versions(l, history, post, now, may, is_first);
    let pages = dynamic(move || {
        let next = history.with(|history| history.next.clone());
        pager(first.clone(), next.map(|next| format!("/app/flow/history?before={next}")))
    });
    view! {
        <Title text=say!(l, editor.tab_history)/>
        {page_head(say!(l, editor.tab_history).into_any(), Some(say!(l, editor.history_lead).into_any()), None)}
        {parts(l, true)}
        {saved}
        {refusal(post.error())}
        {body}
        {pages}
    }
    .any()
}

fn versions(
    l: Locale,
    history: RwSignal<HistoryView>,
    post: Post,
    now: ReadSignal<Instant>,
    may: bool,
    is_first: bool,
) -> AnyView {
    let is_none = move || is_first && history.with(|history| history.versions.is_empty());
    let none = steady(is_none, move |is_none| match is_none {
        true => empty(
            say!(l, editor.none_published),
            say!(l, editor.none_saying),
            say!(l, editor.none_meaning),
        ),
        false => ().into_any(),
    });
    // Each stays what it is while others come: somebody may be about to go back to it.
    let versions = keyed(move || {
        history.with(|history| {
            let versions = history.versions.iter().map(|found| -> Item {
                let key = format!("{} {}", found.version.number, found.version.active);
                let found = found.clone();
                (key, Box::new(move || line(l, post, &found, now, may)))
            });
            let is_active = history.built_in;
            let built_in = history.next.is_none().then(|| -> Item {
                (format!("0 {is_active}"), Box::new(move || built_in(l, post, is_active, may)))
            });
            versions.chain(built_in).collect()
        })
    });
    view! {
        {none}
        <ol class="flow-versions" data-testid="versions">{versions}</ol>
    }
    .any()
}

/// The ready-made conversation, which every business began with.
fn built_in(l: Locale, post: Post, is_active: bool, may: bool) -> AnyView {
    let again = (may && !is_active).then(|| again(l, post, 0));
    let active = is_active.then(|| answers_now(l));
    view! {
        <li class="card flow-version">
            <div class="between"><h2>{say!(l, editor.built_in)}</h2> {active}</div>
            <p class="quiet">{say!(l, editor.built_in_lead)}</p>
            {again}
        </li>
    }
    .any()
}

fn answers_now(l: Locale) -> AnyView {
    view! { <span class="badge tone-good">{icon(Icon::Check)} {say!(l, editor.version_active)}</span> }
        .any()
}

fn line(
    l: Locale,
    post: Post,
    found: &VersionView,
    now: ReadSignal<Instant>,
    may: bool,
) -> AnyView {
    let VersionView { version, changes } = found;
    let number = version.number.to_string();
    let active = version.active.then(|| answers_now(l));
    let from = version.from_number.map(|from| {
        let words = fill(say!(l, editor.version_from), &[("n", &from.to_string())]);
        [" · ", &words].concat()
    });
    let by = fill(say!(l, editor.version_by), &[("name", &version.author)]);
    let note = version.note.clone().map(|note| view! { <p>{note}</p> }.any());
    let changes = (!changes.is_empty()).then(|| publish::changes(l, changes));
    let again = (may && !version.active).then(|| again(l, post, version.number));
    view! {
        <li class="card flow-version" data-testid=format!("version-{number}")>
            <div class="between">
                <h2>{fill(say!(l, editor.version), &[("n", &number)])}</h2>
                {active}
            </div>
            <p class="quiet">{ago(version.created_at, now)} " · " {by} {from}</p>
            {note}
            {changes}
            {again}
        </li>
    }
    .any()
}

/// The way back to a version; to the built-in conversation by the number 0.
fn again(l: Locale, post: Post, number: i32) -> AnyView {
    let fields = view! {
        <p>{say!(l, editor.use_again_sure)}</p>
        <input type="hidden" name="number" value=number.to_string()/>
        <input type="hidden" name="onward" value=Onward::Keep.as_str()/>
        {submit("btn btn-primary", Some(Icon::Restart), say!(l, editor.use_again_yes), "btn-again-yes", post.pending())}
    };
    let form = post.form("form", None, fields.any());
    ask(
        "btn btn-quiet btn-small",
        Some(Icon::Restart),
        say!(l, editor.use_again),
        "btn-again",
        form,
    )
}

/// The flow as a file, and the way in for one.
pub(super) fn files(l: Locale, may: bool) -> AnyView {
    let bring_in = may.then(|| {
        view! {
            <form class="form" method="post" action="/app/flow/file" enctype="multipart/form-data"
                data-testid="import-form">
                <div class="field">
                    <label for="file">{say!(l, editor.file)}</label>
                    <input id="file" name="file" type="file" accept=".json,application/json" required
                        aria-describedby="file-help" data-testid="field-file"/>
                    <p class="field-help" id="file-help">{say!(l, editor.file_help)}</p>
                </div>
                <div class="form-end">
                    <button class="btn btn-quiet" data-testid="btn-import">{say!(l, editor.import)}</button>
                </div>
            </form>
        }
        .any()
    });
    let body = view! {
        <p class="quiet">{say!(l, editor.files_lead)}</p>
        <p class="ways">
            <a class="way with-sign" href="/app/flow.json" rel="external" download="" data-testid="export">
                {icon(Icon::Download)} <span>{say!(l, editor.export)}</span>
            </a>
        </p>
        {bring_in}
    };
    card(say!(l, editor.files), body.any())
}
