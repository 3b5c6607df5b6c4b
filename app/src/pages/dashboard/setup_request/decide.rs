//! The two ways to decide a request, while nobody has.

use domain::views::SetupRequestView;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::api::platform::{ApproveRequest, RejectRequest, RequestPage, Seen, open_request};
use crate::components::{Any, Icon, Post, TextArea, card, dynamic, refusal, submit};
use crate::live::refetch;
use crate::text::{say, use_locale};

/// Both forms, with what was refused above them.
pub(super) fn forms(request: RwSignal<SetupRequestView>) -> AnyView {
    let l = use_locale();
    let id = request.with_untracked(|request| request.id);
    let approve = Post::to::<ApproveRequest>();
    let reject = Post::to::<RejectRequest>();
    approve.after(move || fetch(request));
    reject.after(move || fetch(request));
    let open = Memo::new(move |_| request.with(|request| request.status.is_open()));
    let forms = dynamic(move || {
        if !open.get() {
            return ().into_any();
        }
        let yes = view! {
            <input type="hidden" name="id" value=id.to_string()/>
            <TextArea id="note" name="note" label=say!(l, requests.note) help=say!(l, requests.note_help) optional=true error=approve.error()/>
            {submit("btn btn-primary", Some(Icon::Check), say!(l, requests.approve_do), "btn-approve", approve.pending())}
        };
        let no = view! {
            <input type="hidden" name="id" value=id.to_string()/>
            <TextArea id="reason" name="reason" label=say!(l, requests.reason) help=say!(l, requests.reason_help) error=reject.error()/>
            {phrases()}
            {submit("btn btn-danger", Some(Icon::Cross), say!(l, requests.reject_do), "btn-reject", reject.pending())}
        };
        view! {
            {card(say!(l, requests.approve), approve.form("form", None, yes.any()))}
            {card(say!(l, requests.reject), reject.form("form", None, no.any()))}
        }
        .any()
    });
    view! {
        {refusal(approve.error())}
        {refusal(reject.error())}
        {forms}
    }
    .any()
}

/// Reasons that come up often, to begin from; they fill the field, and can be read without a script.
fn phrases() -> AnyView {
    let l = use_locale();
    let phrases = [
        say!(l, requests.why_number),
        say!(l, requests.why_name),
        say!(l, requests.why_trade),
        say!(l, requests.why_twice),
    ];
    let phrases = phrases
        .into_iter()
        .map(|phrase| {
            view! {
                <li><button type="button" class="chip" data-testid="phrase" on:click=move |_| fill(phrase)>{phrase}</button></li>
            }
            .any()
        })
        .collect_view();
    view! {
        <p class="field-help">{say!(l, requests.phrases)}</p>
        <ul class="chips">{phrases}</ul>
    }
    .any()
}

/// Puts a phrase into the field and the cursor behind it.
fn fill(phrase: &str) {
    let Some(field) = document().get_element_by_id("reason") else { return };
    // Both kinds of fields have a value; this name of the property is the same.
    field.unchecked_ref::<HtmlInputElement>().set_value(phrase);
    drop(field.unchecked_ref::<HtmlElement>().focus());
}

/// Takes the decision in; the live connection tells it as well.
fn fetch(request: RwSignal<SetupRequestView>) {
    let id = request.with_untracked(|request| request.id).to_string();
    refetch(
        move || open_request(id.clone()),
        move |(_, _, fresh): Seen<RequestPage>| drop(request.try_set(fresh.request)),
    );
}
