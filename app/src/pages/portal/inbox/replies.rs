//! What the people of the business say again and again.

use domain::Permission;
use domain::inbox::{CANNED_MAX, CANNED_PLACEHOLDERS, CannedForm, CannedReply, SHORTCUT_MAX};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::HERE;
use crate::api::inbox::tools::{CannedPage, RemoveCanned, SaveCanned, read_canned};
use crate::components::{
    Any, Data, Field, Icon, Post, TextArea, Tone, ask, card, empty, go, notice, page_head, refusal,
    submit,
};
use crate::text::{Locale, fill, say, use_locale};

/// Where the page is.
const REPLIES: &str = "/app/inbox/replies";

/// The page of the ready answers.
#[component]
pub(crate) fn Replies() -> impl IntoView {
    let query = use_query_map();
    let field = move |name: &'static str| query.with(|query| query.get(name)).unwrap_or_default();
    let again = RwSignal::new(0_u32);
    let key = move || [again.get().to_string(), field("edit"), field("done")].join(" ");
    let data = Data::new(key, read_canned);
    data.page(move |page| {
        let (save, remove) = (Post::to::<SaveCanned>(), Post::to::<RemoveCanned>());
        // What is kept or removed twice leads to the same address twice.
        for post in [save, remove] {
            post.after(move || again.update(|again| *again += 1));
        }
        let (edit, done) = untrack(move || (field("edit"), field("done")));
        view(page, &edit, &done, save, remove)
    })
}

fn view(page: CannedPage, edit: &str, done: &str, save: Post, remove: Post) -> AnyView {
    let l = use_locale();
    let may = page.role.may(Permission::ChangeBusiness);
    let done = match done {
        "saved" => Some(say!(l, canned.saved)),
        "removed" => Some(say!(l, canned.removed)),
        _ => None,
    };
    let done = done.map(|text| notice(Tone::Good, Icon::Check, text.to_owned()));
    let back = go("btn btn-quiet", HERE, Some(Icon::Left), say!(l, inbox.title), "to-inbox");
    let form = may.then(|| {
        let changed = page.replies.iter().find(|reply| reply.id.to_string() == edit);
        let begun = changed.map(|reply| {
            let (shortcut, sw, en) = (reply.shortcut.clone(), reply.sw.clone(), reply.en.clone());
            (reply.id.to_string(), CannedForm { shortcut, sw, en })
        });
        // What was typed and refused goes before what is kept.
        form(l, page.form.or(begun).unwrap_or_default(), save)
    });
    let list = list(l, page.replies, may, remove);
    view! {
        <Title text=say!(l, canned.title)/>
        {page_head(say!(l, canned.title).into_any(), Some(say!(l, canned.lead).into_any()), Some(back))}
        {done}
        {refusal(remove.error())}
        <div class="stack">{list} {form}</div>
    }
    .any()
}

fn list(l: Locale, replies: Vec<CannedReply>, may: bool, remove: Post) -> AnyView {
    if replies.is_empty() {
        return empty(say!(l, canned.none), "Akiba haiozi.", "What is kept does not rot.");
    }
    let rows = replies.into_iter().map(|reply| row(l, reply, may, remove)).collect_view();
    view! { <section class="card"><ul class="rows" data-testid="canned-list">{rows}</ul></section> }
        .any()
}

fn row(l: Locale, reply: CannedReply, may: bool, remove: Post) -> AnyView {
    let text = |language: &'static str, text: String| {
        (!text.is_empty()).then(|| view! { <p class="as-written" lang=language>{text}</p> }.any())
    };
    let acts = may.then(|| {
        let href = format!("{REPLIES}?edit={}", reply.id);
        let fields = view! {
            <input type="hidden" name="id" value=reply.id.to_string()/>
            <p>{say!(l, canned.remove_sure)}</p>
            {submit("btn btn-danger", Some(Icon::Trash), say!(l, canned.remove), "btn-remove-canned", remove.pending())}
        };
        let sure = remove.form("form", None, fields.any());
        view! {
            <div class="row-acts">
                {go("btn btn-link", href, None, say!(l, canned.change), "btn-edit-canned")}
                {ask("btn btn-link", None, say!(l, canned.remove), "ask-remove-canned", sure)}
            </div>
        }
        .any()
    });
    view! {
        <li class="row" data-testid="canned-reply">
            <div class="stack-small">
                <p class="row-name">"/" {reply.shortcut}</p>
                {text("sw", reply.sw)}
                {text("en", reply.en)}
            </div>
            {acts}
        </li>
    }
    .any()
}

fn form(l: Locale, (id, form): (String, CannedForm), post: Post) -> AnyView {
    let error = post.error();
    let title = match id.is_empty() {
        true => say!(l, canned.add),
        false => say!(l, canned.change_one),
    };
    let cancel = (!id.is_empty())
        .then(|| go("btn btn-quiet", REPLIES, None, say!(l, canned.cancel), "btn-cancel"));
    let known = CANNED_PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(", ");
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="id" value=id/>
        <Field id="shortcut" name="form[shortcut]" label=say!(l, canned.shortcut)
            help=say!(l, canned.shortcut_help) maxlength=SHORTCUT_MAX filled=form.shortcut error/>
        <TextArea id="sw" name="form[sw]" label=say!(l, canned.sw) maxlength=CANNED_MAX filled=form.sw error/>
        <TextArea id="en" name="form[en]" label=say!(l, canned.en) help=say!(l, canned.en_help)
            optional=true maxlength=CANNED_MAX filled=form.en error/>
        <p class="field-help">{fill(say!(l, canned.filled), &[("known", &known)])}</p>
        <div class="form-end">
            {submit("btn btn-primary", Some(Icon::Check), say!(l, canned.save), "btn-save-canned", post.pending())}
            {cancel}
        </div>
    };
    card(title, post.form("form", Some("canned-form"), fields.any()))
}
