//! Publishing the draft, and throwing it away.

use domain::editor::{ChangeView, EditorView, NOTE_MAX, Onward};
use leptos::prelude::*;

use crate::api::editor::{DiscardFlow, PublishFlow, Typed};
use crate::components::{Any, Choice, Field, Icon, Post, ask_of, radio_cards, refusal, submit};
use crate::text::{self, Locale, say};

/// What can be done with the draft.
pub(super) fn acts(l: Locale, editor: &EditorView, revision: i64, typed: &Typed) -> AnyView {
    let ready = editor.problems.is_empty() && (!editor.changes.is_empty() || editor.unreadable);
    let publish = match ready {
        true => {
            let post = Post::to::<PublishFlow>();
            let form = publish(l, post, revision, typed);
            let (class, sign) = ("btn btn-primary", Some(Icon::Send));
            ask_of(post, class, sign, say!(l, editor.publish), "btn-publish", form)
        }
        false => refused(),
    };
    let discard = Post::to::<DiscardFlow>();
    let yes = submit(
        "btn btn-danger",
        Some(Icon::Trash),
        say!(l, editor.discard_yes),
        "btn-discard-yes",
        discard.pending(),
    );
    let form = view! { {refusal(discard.error())} {yes} };
    let body = view! {
        <p>{say!(l, editor.discard_sure)}</p>
        {discard.form("", None, form.any())}
    };
    let word = say!(l, editor.discard);
    let class = "btn btn-link btn-small";
    let discard = ask_of(discard, class, None, word, "btn-discard", body.any());
    view! { <div class="flow-acts">{publish} {discard}</div> }.any()
}

/// Why nothing was published, where the form for it has gone meanwhile.
pub(super) fn refused() -> AnyView {
    refusal(Post::to::<PublishFlow>().error())
}

fn publish(l: Locale, post: Post, revision: i64, typed: &Typed) -> AnyView {
    let error = post.error();
    let fields = view! {
        {refusal(error)}
        <p>{say!(l, editor.publish_lead)}</p>
        <input type="hidden" name="form[revision]" value=revision.to_string()/>
        <Field id="note" name="form[note]" label=say!(l, editor.note) help=say!(l, editor.note_help)
            maxlength=NOTE_MAX optional=true filled=typed.note.clone() error/>
        {onward(l, "form[onward]", &typed.onward, error)}
        <div class="form-end">
            {submit("btn btn-primary", Some(Icon::Send), say!(l, editor.publish_yes), "btn-publish-yes", post.pending())}
        </div>
    };
    post.form("form", Some("publish-form"), fields.any())
}

/// What becomes of conversations that have begun.
fn onward(
    l: Locale,
    name: &'static str,
    typed: &str,
    error: Signal<Option<crate::AppError>>,
) -> AnyView {
    let choice = |onward: Onward, word: &'static str, about, sign| {
        Choice::new(onward.as_str(), word, about, sign)
    };
    let choices = vec![
        choice(Onward::Keep, say!(l, editor.keep), say!(l, editor.keep_help), Icon::Clock),
        choice(Onward::Renew, say!(l, editor.renew), say!(l, editor.renew_help), Icon::Restart),
    ];
    let legend = say!(l, editor.onward);
    let chosen = if typed.is_empty() { Onward::Keep.as_str() } else { typed };
    radio_cards("onward", name, legend, "", choices, chosen, error)
}

/// How the draft differs from what answers now.
pub(super) fn changes(l: Locale, changes: &[ChangeView]) -> AnyView {
    if changes.is_empty() {
        return view! { <p class="quiet">{say!(l, editor.no_changes)}</p> }.any();
    }
    let count = changes.len().to_string();
    view! {
        <details class="flow-changes" data-testid="flow-changes">
            <summary>{say!(l, editor.changes)} " (" {count} ")"</summary>
            {list(l, changes)}
        </details>
    }
    .any()
}

/// Differences, one below the other.
fn list(l: Locale, changes: &[ChangeView]) -> AnyView {
    let lines = changes.iter().map(|change| line(l, change)).collect_view();
    view! { <ul class="flow-diff">{lines}</ul> }.any()
}

fn line(l: Locale, change: &ChangeView) -> AnyView {
    let step = text::of_both(l, &change.step).to_owned();
    let part = match change.part.as_str() {
        "" => String::new(),
        part => text::step_part(l, part),
    };
    let language = change.language.map_or("", |language| text::language_name(l, language));
    let place = [step.as_str(), part.as_str(), language];
    let place: Vec<_> = place.into_iter().filter(|word| !word.is_empty()).collect();
    let code = change.language.map(|language| language.as_str().to_lowercase());
    let said = |tag: &'static str, word: &'static str, said: &str| {
        let lang = code.clone();
        (!said.is_empty()).then(|| {
            let said = said.to_owned();
            view! { <p class=tag lang=lang><span class="unseen">{word} ": "</span>{said}</p> }.any()
        })
    };
    view! {
        <li>
            <p><b>{text::flow_change(l, change.kind)}</b> " " <span class="quiet">{place.join(" · ")}</span></p>
            {said("flow-old", say!(l, flow_change.was), &change.old)}
            {said("flow-new", say!(l, flow_change.is), &change.new)}
        </li>
    }
    .any()
}
